"""The rule broken-grammar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.metrics.base import stretches


@dataclass(frozen=True)
class BrokenGrammar(Detector):
    """No native speaker would put it like this: the model of fluency takes it for broken grammar.

    A verb is missing or stands in the wrong place, a form does not fit, a small word is lost. The model reads the
    German alone, so a free translation is as good to it as a literal one. What is marked is where a reader stumbles:
    where a word is missing, that is the word behind the gap.

    Bad
        en: From next month, that will be over, because the town wants to tear down the whole block.
        de: Ab nächstem Monat ist das vorbei, weil die Stadt den ganzen Block [[abreißen]].
        ungrammatical: abreißen
        en: Then the young people came.
        de: [[Dann die jungen Leute kamen]].
        ungrammatical: Dann die jungen Leute kamen
    Good
        en: Then the young people came.
        de: Dann kamen die jungen Leute.
    Limits
        The model is small; slang, verse and headlines may look broken to it. What the right form would be, it does not
        say.
    Source
        Grammatical error detection as labelling of words (Rei and Yannakoudis 2016), learned from sound sentences that
        were broken on purpose.
    """

    category = Category.GRAMMAR
    needs_source = False
    made_kinds = (
        "dropped-verb",
        "dropped-main-verb",
        "dropped-auxiliary",
        "dropped-small-word",
        "verb-place",
        "verb-form",
        "word-order",
        "wrong-form",
        "agreement",
        "wrong-case",
        "preposition",
    )

    least_peak: float = 0.97
    """The model's probability of broken grammar, 0-1, that one word of a stretch must reach."""
    least_word: float = 0.6
    """The same for every word of the stretch."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each stretch that the model takes for ungrammatical."""
        view = context.view(pair)
        if view.fluency is None:
            return
        words = view.links.translation
        doubts = [view.fluency.ungrammatical(word.start, word.end) for word in words]
        for first, last in stretches(doubts, self.least_word):
            peak = max(doubts[first : last + 1])
            if peak >= self.least_peak:
                yield self.found(
                    pair,
                    context,
                    (words[first].start, words[last].end),
                    f"Broken grammar: something is wrong or missing here (probability {peak:.2f}).",
                    Severity.MAJOR,
                    evidence={"doubt": round(peak, 3)},
                    weight=peak,
                )
