from __future__ import annotations

import json

import pytest

from mtcheck.reports.characters import encodable, escape_json, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kremlchef", "Kremlchef"),
        ("\x00\t\n\x1b\x7f", "␀␉␊␛␡"),
        ("\x85\x9b31m", "��31m"),
        ("a\u202eb\u2066c\u200f", "a�b�c�"),
        ("a\u2028b", "a␤b"),
        ("\ud800 \udcff", "� �"),
        ("Prä\xadsident", "Präsident"),
        ("e\u0301 家 👩\u200d👧", "e\u0301 家 👩\u200d👧"),
        ("[red] :smile:", "[red] :smile:"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("⟦Präsident⟧¹ → ─", "utf-8", "⟦Präsident⟧¹ → ─"),
        ("⟦Präsident⟧¹ → ─", "cp1252", "[Präsident]¹ > -"),
        ("⟦Präsident⟧¹² „so“ 家", "ascii", '[Pr?sident]12 "so" ?'),
    ],
)
def test_encodable(text: str, encoding: str, written: str) -> None:
    assert encodable(text, encoding) == written
    assert len(written) == len(text)
    written.encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "ascii"])
@pytest.mark.parametrize("text", ["Präsident 家 👩", "lone \udcff surrogate", 'quote " and \\u0041'])
def test_escape_json_says_the_same(text: str, encoding: str) -> None:
    written = escape_json(json.dumps(text, ensure_ascii=False), encoding)
    written.encode(encoding)
    assert json.loads(written) == text
