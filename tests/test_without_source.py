"""A German article whose source is not at hand: what shows without it is found, and nothing else is claimed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import mtcheck
from mtcheck.cli import main
from mtcheck.data import Pair, Verdict
from mtcheck.verdict import judge_alone

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"
GERMAN, ENGLISH = SAMPLE / "article.de.md", SAMPLE / "article.en.md"

SOUND = """Die alte Bäckerei an der Ecke hat vergangene Woche nach achtzig Jahren geschlossen.
Viele Nachbarn kamen, um ein letztes Mal Brot zu kaufen und sich bei der Bäckerin zu bedanken.
Aus dem Gebäude wird eine Bücherei für die Kinder des Viertels.
Die Arbeiten am Dach beginnen im Frühjahr, sobald die Schwalben ihre Nester verlassen haben.
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["score", *map(str, arguments)], prog_name="mtcheck")


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    result = run(GERMAN, "--format", "json")
    assert result.exit_code == 0
    return json.loads(result.stdout)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "bakery.de.txt"
    path.write_text(SOUND, encoding="utf-8")
    return path


def test_loops_and_typography_are_found(report: dict[str, Any]) -> None:
    found = {(finding["rule"], finding["text"]) for pair in report["pairs"] for finding in pair["findings"]}
    assert ("repetition-loop", "im November im November") in found
    assert ("spaced-hyphen", "Kreml -Sprecher") in found
    assert [pair["flagged"] for pair in report["pairs"]].count(True) >= 2


def test_no_score_is_claimed(report: dict[str, Any]) -> None:
    document = report["document"]
    assert [document[name] for name in ("bleu", "chrf", "comet", "bleu_reference", "source")] == [None] * 5
    assert {value for pair in report["pairs"] for value in pair["scores"].values()} == {None}
    assert {value for name, value in report["signature"].items() if name != "mtcheck"} == {None}
    assert {pair["source"] for pair in report["pairs"]} == {None}


def test_what_was_checked_is_named(report: dict[str, Any]) -> None:
    checked = report["document"]["checked"]
    assert "repetition-loop" in checked["rules"]
    for name in ("BLEU", "COMET", "mistranslated-word", "number-mismatch", "missing-content"):
        assert name not in checked["rules"]
        assert name in checked["note"]


def test_no_sentence_is_blamed_for_having_no_source(report: dict[str, Any]) -> None:
    rules = {finding["rule"] for pair in report["pairs"] for finding in pair["findings"]}
    assert not rules & {"added-content", "missing-content"}


@pytest.mark.parametrize("width", [80, 140])
def test_the_terminal_says_what_it_is(width: int) -> None:
    text = run(GERMAN, "--all", "--width", width).stdout
    assert "article.de.md, without its source" in " ".join(text.split())
    assert "Not checked: BLEU, chrF, COMET" in " ".join(text.split())
    table = text.partition("All sentences")[2]
    for word in ("BLEU", "COMET", "counterpart", "(no English", "–  "):
        assert word not in table


def test_sound_german_is_not_called_a_sound_translation(sound: Path) -> None:
    result = run(sound, "--fail-on", "minor")
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "0 of 4 sentences flagged: nothing found that shows without the source." in text
    assert "sound translation" not in text
    assert "UNDECIDED" in text


def test_lines_that_are_given_stay_lines(tmp_path: Path) -> None:
    path = tmp_path / "lines.de.txt"
    path.write_text("Das ist ein Satz. Das ist noch einer.\n\nDas Dach ist rot, und die Tür ist blau.\n", "utf-8")
    result = run(path, "--aligned", "--format", "json")
    assert [pair["line"] for pair in json.loads(result.stdout)["pairs"]] == [1, 3]


def test_an_english_file_is_refused() -> None:
    result = run(ENGLISH)
    assert result.exit_code == 3
    assert "article.en.md is English, but the translation must be German" in result.stderr


def test_what_needs_the_source_is_refused_or_named(sound: Path) -> None:
    assert run(sound, "--only", "number-mismatch").exit_code == 3
    assert run(sound, "--reference", sound).exit_code == 2
    with pytest.raises(mtcheck.DocumentError, match="give the English source too"):
        mtcheck.check(sound, reference=sound)
    result = run(sound, "--comet-model", "Unbabel/wmt22-comet-da", "--offline")
    assert result.exit_code == 0
    assert "COMET, Unbabel/wmt22-comet-da, " in " ".join(result.stdout.split())


def test_a_baseline_works_without_a_source_too(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    run(GERMAN, "--format", "json", "-o", earlier)
    assert "NOTHING NEW" in run(GERMAN, "--baseline", earlier).stdout


@pytest.mark.parametrize(
    ("sound_ones", "flagged", "verdict"),
    [
        (30, 0, Verdict.UNDECIDED),
        (0, 0, Verdict.UNDECIDED),
        (299, 1, Verdict.UNDECIDED),
        (30, 3, Verdict.PATCHY),
        (3, 3, Verdict.GARBLED),
    ],
)
def test_verdict(sound_ones: int, flagged: int, verdict: Verdict) -> None:
    pairs = [Pair(i, None, "b", i, flagged=i >= sound_ones) for i in range(sound_ones + flagged)]
    assert judge_alone(pairs).verdict is verdict
