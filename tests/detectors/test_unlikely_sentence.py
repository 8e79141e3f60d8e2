"""When the rule of last resort speaks."""

from __future__ import annotations

import pytest

from mtcheck.data import Finding, Pair
from mtcheck.detectors import DETECTORS, Context, View
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import Judgement, SubwordErrors
from mtcheck.metrics.tagger import SubwordTags, Tags
from mtcheck.pipeline import detect

SOURCE = "The committee of the small town met again on Monday."
TRANSLATION = "Der Ausschuss der kleinen Stadt traf sich am Montag wieder."


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Dictionary())


def found(linker: Linker, score: float, doubt: float) -> list[Finding]:
    """What is found to be major for a score and a doubt of each word; the tagger has that of the first."""
    words = [(token.start, token.end) for token in linker.link(SOURCE, TRANSLATION).translation]
    minor = doubt if doubt < 0.5 else 0.0
    judgement = Judgement(score, tuple(SubwordErrors(start, end, minor, doubt) for start, end in words))
    tags = Tags((SubwordTags(*words[0], doubt, 0.0),))
    view = View(linker.link(SOURCE, TRANSLATION), judgement, tags=tags)
    (pair,) = detect([Pair(0, SOURCE, TRANSLATION, 1)], Context(linker, {0: view}), DETECTORS)
    return [finding for finding in pair.findings if finding.is_major]


def rules_of(linker: Linker, score: float, doubt: float) -> list[str]:
    return [finding.rule for finding in found(linker, score, doubt)]


def test_it_speaks_where_no_word_stands_out(linker: Linker) -> None:
    assert rules_of(linker, 0.02, 0.4) == ["unlikely-sentence"]


def test_where_no_word_stands_out_the_one_most_in_doubt_is_named_and_marked(linker: Linker) -> None:
    (finding,) = found(linker, 0.02, 0.4)
    assert "Most in doubt is “Der”, but what is wrong may be another word." in finding.message
    assert [span.text for span in finding.related] == ["Der"]


def test_it_is_silent_where_words_stand_out(linker: Linker) -> None:
    assert rules_of(linker, 0.41, 0.9) == ["unlikely-wording"]


def test_what_is_critical_is_told_beside_a_marked_word(linker: Linker) -> None:
    assert rules_of(linker, 0.02, 0.9) == ["unlikely-sentence", "unlikely-wording"]


def test_nothing_is_said_of_a_sentence_that_the_model_likes(linker: Linker) -> None:
    assert rules_of(linker, 0.95, 0.05) == []
