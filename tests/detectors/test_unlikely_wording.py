"""What kind of error a doubted word is."""

from __future__ import annotations

import pytest

from mtcheck.data import Category, Pair, Side
from mtcheck.detectors import Context, View
from mtcheck.detectors.unlikely_wording import UnlikelyWording
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import Judgement, SubwordErrors
from mtcheck.metrics.tagger import SubwordTags, Tags

SOURCE, TRANSLATION = "Young men like my sons.", "Junge Männer mögen meine Söhne."


@pytest.mark.parametrize(
    ("wrong", "broken", "category"),
    [(0.7, 0.2, Category.MISTRANSLATION), (0.2, 0.7, Category.GRAMMAR), (0.0, 0.1, Category.MISTRANSLATION)],
)
def test_the_tagger_tells_whether_a_doubted_word_is_wrong_or_broken(
    wrong: float, broken: float, category: Category
) -> None:
    place = (TRANSLATION.index("mögen"), TRANSLATION.index("mögen") + 5)
    judgement, tags = Judgement(0.5, (SubwordErrors(*place, 0.0, 0.9),)), Tags((SubwordTags(*place, wrong, broken),))
    linker = Linker(Dictionary())
    view = View(linker.link(SOURCE, TRANSLATION), judgement, tags=tags)
    (finding,) = UnlikelyWording().check(Pair(0, SOURCE, TRANSLATION, 1), Context(linker, {0: view}))
    assert finding.text == "mögen" and finding.category is category


def test_the_english_that_a_doubted_word_stands_for_is_marked_too() -> None:
    source, translation = "She walked along the bank.", "Sie ging am Ufer entlang."
    place = (translation.index("Ufer"), translation.index("Ufer") + 4)
    linker = Linker(Dictionary())
    view = View(linker.link(source, translation), Judgement(0.5, (SubwordErrors(*place, 0.0, 0.9),)))
    (finding,) = UnlikelyWording().check(Pair(0, source, translation, 1), Context(linker, {0: view}))
    assert [(span.side, span.text) for span in finding.related] == [(Side.SOURCE, "bank")]
