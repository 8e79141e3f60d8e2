"""The rule broken-grammar with the models that ship: its own examples are found, sound variants are not."""

from __future__ import annotations

import pytest

from mtcheck.data import Pair
from mtcheck.detectors import BrokenGrammar, Context, Example, View
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import EmbeddedComet
from mtcheck.metrics.tagger import Tagger

RULE = BrokenGrammar()


def found(source: str | None, translation: str) -> tuple[tuple[int | None, int | None], ...]:
    pair = Pair(0, source, translation, 1)
    linker = Linker(Dictionary())
    (judgement,), (tags,) = EmbeddedComet().judge([pair], alone=True), Tagger().judge([pair])
    view = View(linker.link(source or "", translation), judgement, tags=tags)
    return tuple((finding.start, finding.end) for finding in RULE.check(pair, Context(linker, {0: view})))


@pytest.mark.parametrize("example", RULE.documentation.bad, ids=lambda example: example.unmarked)
def test_the_shipped_models_find_what_the_rule_says_is_bad(example: Example) -> None:
    assert found(example.source, example.unmarked) == example.spans


@pytest.mark.parametrize("example", RULE.documentation.good, ids=lambda example: example.unmarked)
def test_the_shipped_models_leave_alone_what_the_rule_says_is_good(example: Example) -> None:
    assert found(example.source, example.unmarked) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Er hätte nicht kommen sollen.",
        "Die, die die Stadt verlassen hatten, kehrten zurück.",
        "Trump trifft Putin in Budapest",
        "Staats- und Regierungschefs kamen nach Brüssel.",
        "Den Brief hat meine Schwester geschrieben.",
        "Kaum war er zu Hause, klingelte das Telefon.",
        "Bürger*innen und Wähler:innen sind eingeladen.",
        "„Das“, sagte sie, „glaube ich dir nicht.“",
    ],
)
def test_unusual_but_sound_german_without_a_source_is_left_alone(text: str) -> None:
    assert found(None, text) == ()
