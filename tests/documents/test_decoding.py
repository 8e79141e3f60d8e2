"""Encodings are recognised and what is no text is refused with a way out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mtcheck.documents import parse, read, read_lines
from mtcheck.errors import DocumentError

GERMAN = "Der Präsident sagte: „Ich weiß nicht, ob das geht.“ – Danach fuhr er über die Grenze nach Österreich.\n"
PLAIN = "Der Präsident sagte, das heiße nichts. Danach fuhr er über die Grenze nach Österreich zurück.\n"
EURO = "Der Präsident zahlte 100 € für die Reise über die Grenze nach Österreich.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8-sig", "utf-8"),
        (GERMAN, "utf-16", "utf-16-le"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (GERMAN, "utf-32", "utf-32-le"),
        (GERMAN, "cp1252", "cp1252"),
        (PLAIN, "latin-1", "cp1252"),
        (EURO, "iso8859-15", "iso8859_15"),
        (GERMAN, "mac_roman", "mac_roman"),
        (PLAIN, "cp850", "cp850"),
    ],
)
def test_encodings(text: str, encoding: str, name: str) -> None:
    document = parse(text.encode(encoding), "a.txt")
    assert (document.text, document.encoding) == (text, name)
    assert bool(document.warnings) == (name in ("cp1252", "iso8859_15", "mac_roman", "cp850"))


def test_html_is_read_as_it_says() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Über den Fluß fuhr „er“.</p></body></html>'
    assert parse(page.encode("cp1252"), "a.html").blocks[0].text == "Über den Fluß fuhr „er“."


def test_damaged_utf8_is_still_utf8() -> None:
    document = parse(GERMAN.encode() + b"\xe2\x80", "a.txt")
    assert document.text.startswith(GERMAN)
    assert "not UTF-8" in document.warnings[0]


def test_control_characters_survive() -> None:
    text = "Er sagte\x07 nichts\x1b[31m mehr, und zwar\x00 gar nichts, was er nicht schon gesagt hätte. " * 2
    for name in ("a.txt", "a.md"):
        document = parse(text.encode(), name)
        assert document.text == text
        assert {"\x07", "\x1b", "\x00"} <= set(document.blocks[0].text)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (b"\xef\xbb\xbf", "no text"),
        (b"![](a.png)\n", "no text"),
        ("\u200b\u00a0".encode(), "no text"),
        (b"%PDF-1.7 x", "save the article as text"),
        (b"PK\x03\x04\x14\x00", "Word"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG image"),
        (b"{\\rtf1 Text}", "RTF"),
        (bytes(range(256)) * 20, "binary"),
        (b"text\x00\x01\x02\x03 text", "binary"),
        (b"\x00\x00\x00\x18ftypmp42", "film"),
    ],
)
def test_what_holds_no_text_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(data, "a.md")
    assert says in str(caught.value)
    assert str(caught.value).startswith("a.md ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["ID3 ist ein Format.", "BZh steht da.", "RIFF heißt es."])
def test_text_that_begins_like_a_binary_file(text: str) -> None:
    assert parse(text.encode(), "a.txt").blocks[0].text == text


@pytest.mark.parametrize("reader", [read, read_lines])
def test_paths_that_cannot_be_read(tmp_path: Path, reader: object) -> None:
    assert callable(reader)
    for path, says in ((tmp_path / "none.md", "does not exist"), (tmp_path, "is a folder"), ("a\0b", "cannot be read")):
        with pytest.raises(DocumentError, match=says):
            reader(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Text.")
    path.chmod(0)
    with pytest.raises(DocumentError, match="permissions"):
        read(path)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        class buffer:
            @staticmethod
            def read() -> bytes:
                return GERMAN.encode()

    monkeypatch.setattr("sys.stdin", Stdin)
    document = read("-")
    assert (document.name, document.text) == ("standard input", GERMAN)
