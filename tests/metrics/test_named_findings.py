"""From the error spans of a model that the user names to findings."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from mtcheck.data import Finding, Pair, Severity, Suspicion
from mtcheck.detectors import Context, View
from mtcheck.detectors.unlikely_wording import UnlikelyWording
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.base import ErrorSpan
from mtcheck.metrics.comet import Judgement, SubwordErrors
from mtcheck.metrics.hub import NamedComet

SOURCE = "In Ukraine it is feared that the United States could drastically reduce its support."
TRANSLATION = "In der Ukraine befürchtet, dass die USA seine Unterstützung drastisch erwidern könnten."
MODEL = "Unbabel/XCOMET-XL"


@lru_cache(maxsize=1)
def linker() -> Linker:
    return Linker(Dictionary())


def place(part: str) -> tuple[int, int]:
    start = TRANSLATION.index(part)
    return start, start + len(part)


def found(named: dict[str, Severity], doubted: tuple[str, ...] = (), *, judged: bool = True) -> list[Finding]:
    """The findings where the named model marks some stretches and the embedded one doubts some words.

    The embedded model's marks are major, as the evidence says that the pair is garbled.
    """
    spans = tuple(ErrorSpan(*place(part), severity, 0.81) for part, severity in named.items())
    judgement = Judgement(0.5, tuple(SubwordErrors(*place(word), 0.0, 0.9) for word in doubted)) if judged else None
    suspicion = Suspicion(by_rules=0.0, by_evidence=0.9, threshold=0.7)
    view = View(linker().link(SOURCE, TRANSLATION), judgement, spans, MODEL if named else "", suspicion)
    pair = Pair(0, SOURCE, TRANSLATION, 1)
    findings = list(UnlikelyWording().check(pair, Context(linker(), {0: view})))
    for finding in findings:
        assert finding.start is not None and finding.end is not None
        assert TRANSLATION[finding.start : finding.end] == finding.text
    return findings


@pytest.mark.parametrize("severity", Severity)
def test_a_marked_stretch_is_a_finding_of_its_severity(severity: Severity) -> None:
    (finding,) = found({"drastisch erwidern": severity})
    assert (finding.text, finding.severity) == ("drastisch erwidern", severity)
    assert finding.message == f"{MODEL} takes this for a {severity.value} error (confidence 0.81)."
    assert finding.evidence["model"] == MODEL


def test_a_mark_on_part_of_a_word_is_shown_on_the_whole_word() -> None:
    assert [finding.text for finding in found({"wider": Severity.MAJOR})] == ["erwidern"]


def test_both_witnesses_speak() -> None:
    findings = found({"befürchtet": Severity.MINOR}, ("erwidern",))
    assert [(finding.text, finding.severity) for finding in findings] == [
        ("befürchtet", Severity.MINOR),
        ("erwidern", Severity.MAJOR),
    ]
    assert findings[1].message.startswith("The model takes this for wrong here")


def test_what_both_mark_is_one_finding_of_the_worse_severity() -> None:
    (finding,) = found({"drastisch erwidern": Severity.MINOR}, ("erwidern", "könnten"))
    assert (finding.text, finding.severity) == ("drastisch erwidern könnten", Severity.MAJOR)
    assert MODEL in finding.message and "and the embedded model for wrong (probability 0.90)" in finding.message
    assert finding.evidence["doubt"] == 0.9 and finding.evidence["confidence"] == 0.81
    (finding,) = found({"erwidern": Severity.CRITICAL}, ("erwidern",))
    assert finding.severity is Severity.CRITICAL


def test_neighbours_that_share_no_word_stay_apart() -> None:
    texts = [finding.text for finding in found({"drastisch": Severity.MINOR, "erwidern": Severity.MAJOR})]
    assert texts == ["drastisch", "erwidern"]


def test_marks_count_where_the_embedded_model_says_nothing() -> None:
    assert [finding.text for finding in found({"erwidern": Severity.MAJOR}, judged=False)] == ["erwidern"]
    assert found({}) == []


def test_spans_of_a_named_model_reach_the_report(
    marking: Path,
    make_sure: Callable[[Any, dict[str, int]], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    from mtcheck.pipeline import Options, check

    metric = NamedComet(str(marking))
    make_sure(metric._loaded, {"Katze schläft": 3, "Monat": 1})
    monkeypatch.setattr(NamedComet, "_from_folder", lambda self, folder: metric._loaded)
    (tmp_path / "de.txt").write_text("Die Katze schläft im Haus.\nEr kam im letzten Monat an.\n", encoding="utf-8")
    (tmp_path / "en.txt").write_text("The cat sleeps in the house.\nHe arrived last month.\n", encoding="utf-8")
    report = check(
        tmp_path / "de.txt", tmp_path / "en.txt", options=Options(aligned=True, comet_model=str(marking), offline=True)
    )
    marked = [
        (pair.index, finding.text, finding.severity)
        for pair in report.pairs
        for finding in pair.findings
        if finding.rule == "unlikely-wording" and str(marking) in finding.message
    ]
    assert marked == [(0, "Katze schläft", Severity.CRITICAL), (1, "Monat", Severity.MINOR)]
    assert [pair.flagged for pair in report.pairs] == [True, False]
    assert report.scores["comet"].signature.startswith(f"model:{marking}|")
