"""The rule broken-grammar with the models that ship: its own examples are found, sound variants are not."""

from __future__ import annotations

import pytest

from mtcheck.data import Pair
from mtcheck.detectors import BrokenGrammar, Context, Example, View
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import EmbeddedComet
from mtcheck.metrics.fluency import FluencyModel

RULE = BrokenGrammar()


def found(example: Example) -> tuple[tuple[int | None, int | None], ...]:
    pair = Pair(0, example.source, example.unmarked, 1)
    linker = Linker(Dictionary())
    (judgement,), (fluency,) = EmbeddedComet().judge([pair]), FluencyModel().judge([pair])
    view = View(linker.link(example.source, example.unmarked), judgement, fluency=fluency)
    return tuple((finding.start, finding.end) for finding in RULE.check(pair, Context(linker, {0: view})))


@pytest.mark.parametrize("example", RULE.documentation.bad, ids=lambda example: example.unmarked)
def test_the_shipped_models_find_what_the_rule_says_is_bad(example: Example) -> None:
    assert found(example) == example.spans


@pytest.mark.parametrize("example", RULE.documentation.good, ids=lambda example: example.unmarked)
def test_the_shipped_models_leave_alone_what_the_rule_says_is_good(example: Example) -> None:
    assert found(example) == ()
