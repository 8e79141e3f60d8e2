"""What putting another word in the place of a doubted one proves."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mtcheck.data import Finding, Pair, Severity
from mtcheck.detectors import Context, View
from mtcheck.detectors.mistranslated_word import MistranslatedWord
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import Judgement, SubwordErrors
from mtcheck.metrics.tagger import SubwordTags, Tags

SOURCE = "They could drastically reduce its support for the country."
NEAR = 0.72
"""Doubt of a word that is near the threshold."""
WRONG = "Sie könnten ihre Unterstützung für das Land drastisch erwidern."


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Dictionary())


def findings(linker: Linker, doubt: float, after: float | None) -> tuple[list[Finding], list[str]]:
    """Findings where both models doubt "erwidern" so much, and any other wording scores `after`; what was asked."""
    asked: list[str] = []

    def rescore(pairs: Sequence[tuple[str, str]]) -> list[Judgement | None]:
        asked.extend(translation for _, translation in pairs)
        return [None if after is None else Judgement(after, ()) for _ in pairs]

    start = WRONG.index("erwidern")
    judgement = Judgement(0.5, (SubwordErrors(start, start + 8, 0.0, doubt),))
    tags = Tags((SubwordTags(start, start + 8, doubt, 0.0),))
    view = View(linker.link(SOURCE, WRONG), judgement, tags=tags)
    pair = Pair(0, SOURCE, WRONG, 1)
    return list(MistranslatedWord().check(pair, Context(linker, {0: view}, rescore))), asked


def test_a_word_is_reported_when_another_one_raises_the_score(linker: Linker) -> None:
    (finding,), asked = findings(linker, NEAR, 0.9)
    assert finding.text == "erwidern" and finding.severity is Severity.MAJOR
    assert {"reduzieren", "verringern"} <= set(finding.suggestions)
    assert "reduce" in finding.message and "reply" in finding.message
    assert finding.evidence["rise"] == 0.4
    assert WRONG.replace("erwidern", "reduzieren") in asked


def test_nothing_is_reported_when_no_other_word_is_better(linker: Linker) -> None:
    assert findings(linker, NEAR, 0.3)[0] == []


def test_without_an_answer_the_evidence_at_hand_decides(linker: Linker) -> None:
    assert findings(linker, NEAR, None)[0] == []
    assert [finding.text for finding in findings(linker, 0.95, None)[0]] == ["erwidern"]


def test_words_beyond_doubt_are_not_tried(linker: Linker) -> None:
    assert findings(linker, 0.01, 0.9) == ([], [])
