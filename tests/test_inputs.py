"""Awkward input: one clear line and exit 3, or a report and exit 0; nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mtcheck.cli import main

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"
GERMAN, ENGLISH = SAMPLE / "article.de.md", SAMPLE / "article.en.md"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)

BAKERY = """The old bakery on the corner closed last week after eighty years in the hands of one family.
Many neighbours came to buy bread for the last time and to thank the baker and her daughters.
The building will be turned into a library for the children of the district.
Work on the roof is due to begin in spring, once the swallows have left their nests.
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="mtcheck")


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "hint"),
    [(b"", "empty"), (b" \n\n", ""), (PNG, "image"), (b"\x00\x01\x02\x03" * 50, ""), (b"%PDF-1.7\n%\xe2\xe3\xcf", "")],
    ids=["empty", "blank", "image", "binary", "pdf"],
)
def test_files_that_hold_no_text(content: bytes, hint: str, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    result = run("score", write(tmp_path, "a.de.md", content), ENGLISH, "-o", out)
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1 and "a.de.md" in result.stderr and hint in result.stderr
    assert not out.exists()


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.md", tmp_path):
        result = run("score", path, ENGLISH)
        assert result.exit_code == 3
        assert result.stderr.count("\n") == 1 and path.name in result.stderr


def test_swapped_files_are_named() -> None:
    result = run("score", ENGLISH, GERMAN)
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert "article.en.md" in result.stderr and "English" in result.stderr and "German" in result.stderr


@pytest.mark.parametrize(("path", "language"), [(GERMAN, "German"), (ENGLISH, "English")], ids=["german", "english"])
def test_one_language_twice(path: Path, language: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.md"
    copy.write_bytes(path.read_bytes())
    result = run("score", path, copy)
    assert result.exit_code == 3
    assert language in result.stderr


def test_one_file_twice() -> None:
    result = run("score", GERMAN, GERMAN)
    assert result.exit_code == 3
    assert "given twice: give the English source" in result.stderr


def test_unequal_aligned_files(tmp_path: Path) -> None:
    german = write(tmp_path, "a.de.txt", "Das ist der erste Satz.\nDas hier ist der zweite Satz.\n")
    english = write(tmp_path, "a.en.txt", "This is the first sentence.\n")
    result = run("score", german, english, "--aligned")
    assert result.exit_code == 3
    assert "1" in result.stderr and "2" in result.stderr and "--aligned" in result.stderr


def test_aligned_files_are_scored_line_by_line(tmp_path: Path) -> None:
    german = write(
        tmp_path, "a.de.txt", "Das ist der erste Satz.\n\nDas hier ist der dritte Satz. Er hat zwei Sätze.\n"
    )
    english = write(tmp_path, "a.en.txt", "This is the first sentence.\n\nThis is the third sentence. It has two.\n")
    result = run("score", german, english, "--aligned", "--format", "json")
    assert [pair["line"] for pair in json.loads(result.stdout)["pairs"]] == [1, 3]


def test_another_article_is_not_this_source(tmp_path: Path) -> None:
    result = run("score", GERMAN, write(tmp_path, "bakery.en.md", BAKERY), "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["document"]["verdict"] == "not this source"


def test_markup_and_control_characters_survive(tmp_path: Path) -> None:
    german = write(
        tmp_path, "a.de.txt", "Er sagte am Montag [red]nichts[/red] dazu.\x07 Das war der ganze Satz hier.\n"
    )
    english = write(tmp_path, "a.en.txt", "He said [red]nothing[/red] about it on Monday. That was all there was.\n")
    result = run("score", german, english, "--all")
    assert result.exit_code == 0
    assert "[red]nichts[/red]" in result.stdout
    assert "\x07" not in result.stdout


def test_a_very_long_line_is_scored_in_windows_and_says_so(tmp_path: Path) -> None:
    german = write(tmp_path, "a.de.txt", "der Hund läuft über die Straße und die Katze schläft im Haus " * 660)
    english = write(tmp_path, "a.en.txt", "the dog runs across the street and the cat sleeps in the house " * 640)
    result = run("score", german, english, "--all")
    assert result.exit_code == 0
    assert "windows" in result.output
    assert "not shown" in result.output


def test_a_model_folder_that_is_none(tmp_path: Path) -> None:
    result = run("score", GERMAN, ENGLISH, "--comet-model", tmp_path)
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1 and "hparams.yaml" in result.stderr
