"""What an earlier report accepts is counted, not shown, and flags nothing; what was edited is looked at afresh."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mtcheck.baseline import read_baseline
from mtcheck.cli import main
from mtcheck.data import Pair, Report, Severity, Verdict
from mtcheck.errors import BaselineError
from mtcheck.reports import REPORTERS
from mtcheck.verdict import beside_accepted, judge

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"
GERMAN, ENGLISH = SAMPLE / "article.de.md", SAMPLE / "article.en.md"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["score", *map(str, arguments)], prog_name="mtcheck")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("earlier") / "report.json"
    assert run(GERMAN, ENGLISH, "--format", "json", "-o", path).exit_code == 0
    return path


def findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding for pair in report["pairs"] for finding in pair["findings"]]


def test_an_article_that_did_not_change_has_nothing_new(earlier: Path) -> None:
    before = json.loads(earlier.read_text(encoding="utf-8"))
    result = run(GERMAN, ENGLISH, "--baseline", earlier, "--fail-on", "minor")
    assert result.exit_code == 0
    assert f"{len(findings(before))} findings accepted by the baseline" in result.stdout
    assert "NOTHING NEW" in result.stdout
    assert "0 of 32 pairs flagged" in result.stdout
    assert "this reads as a sound translation" not in result.stdout
    assert "⟦" not in result.stdout.replace("⟦…⟧", "")


def test_an_edited_sentence_is_looked_at_afresh(earlier: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited.de.md"
    text = GERMAN.read_text(encoding="utf-8")
    assert text.count("drastisch erwidern") == 1
    edited.write_text(text.replace("drastisch erwidern", "drastisch erwidern erwidern"), encoding="utf-8")
    result = run(edited, ENGLISH, "--baseline", earlier, "--format", "json", "--fail-on", "major")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    new = [pair for pair in report["pairs"] if any(not finding["accepted"] for finding in pair["findings"])]
    assert ["erwidern erwidern" in pair["translation"] for pair in new] == [True]
    assert [pair["flagged"] for pair in report["pairs"]].count(True) == 1
    accepted = [finding for finding in findings(report) if finding["accepted"]]
    assert report["document"]["accepted"] == len(accepted) > 0


def test_without_a_baseline_the_json_says_nothing_of_it(earlier: Path) -> None:
    report = json.loads(earlier.read_text(encoding="utf-8"))
    assert "accepted" not in report["document"]
    assert not any("accepted" in finding for finding in findings(report))


def test_a_report_with_a_baseline_is_a_baseline_too(earlier: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.json"
    run(GERMAN, ENGLISH, "--baseline", earlier, "--format", "json", "-o", second)
    assert read_baseline(second) == read_baseline(earlier)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is not JSON"),
        (b"\xff\xfe{", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "it has no schema"),
        (b'{"findings": []}', "it has no schema"),
        (b'{"schema": 2, "pairs": []}', "its schema is 2"),
        (b'{"schema": 1}', "its pairs are not those of a report"),
        (b'{"schema": 1, "pairs": [{"source": "a", "translation": "b"}]}', "its pairs"),
        (b'{"schema": 1, "pairs": [{"source": 1, "translation": "b", "findings": [{"rule": "x"}]}]}', "its pairs"),
        (b'{"schema": 1, "pairs": {"a": 1}}', "its pairs"),
    ],
)
def test_a_foreign_file_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "foreign.json"
    path.write_bytes(content)
    with pytest.raises(BaselineError, match="is no report of mtcheck") as caught:
        read_baseline(path)
    assert reason in str(caught.value)


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_baseline_that_cannot_be_read_ends_the_run_before_any_work(name: str, tmp_path: Path) -> None:
    result = run(GERMAN, ENGLISH, "--baseline", tmp_path / name)
    assert result.exit_code == 3
    assert result.stderr.startswith("mtcheck: error: the baseline ")
    assert result.stderr.count("\n") == 1


def accepting(report: Report, *rules: str) -> Report:
    """The report with the findings of some rules accepted."""
    pairs = tuple(
        replace(pair, findings=tuple(replace(f, accepted=not rules or f.rule in rules) for f in pair.findings))
        for pair in report.pairs
    )
    return replace(report, pairs=pairs, baseline_name="round-1.json")


def test_the_terminal_shows_only_what_is_new(garbled_report: Report) -> None:
    report = accepting(garbled_report, "spaced-hyphen", "mistranslated-word")
    text = REPORTERS["terminal"](report, width=100, color=False, show_all=True)
    assert "3 findings accepted by the baseline (round-1.json)." in text
    assert "(spaced-hyphen)" not in text and "(mistranslated-word)" not in text
    assert "(repetition-loop)" in text


@pytest.mark.parametrize(
    ("severity", "verdict", "says"),
    [
        (Severity.MAJOR, Verdict.NOTHING_NEW, "Nothing major is new; 1 finding that the baseline"),
        (Severity.MINOR, Verdict.SOUND, "Nothing major was found. 1 finding that the baseline accepts is not counted"),
    ],
)
def test_the_verdict_does_not_call_sound_what_was_only_accepted(
    severity: Severity, verdict: Verdict, says: str, garbled_report: Report
) -> None:
    finding = replace(garbled_report.pairs[1].findings[1], severity=severity, accepted=True)
    pairs = [Pair(i, "a", "b", i, findings=(finding,) if not i else ()) for i in range(5)]
    judged = beside_accepted(judge(pairs), pairs)
    assert judged.verdict is verdict
    assert judged.reason.startswith(says)
