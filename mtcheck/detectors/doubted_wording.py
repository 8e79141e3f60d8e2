"""The rule doubted-wording."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.tokens import Token
from mtcheck.metrics.comet import Judgement


@dataclass(frozen=True)
class DoubtedWording(Detector):
    """The embedded model takes several words of the sentence for wrong.

    One doubted word may be a rare synonym; several in one sentence seldom are. The words are marked.

    Bad
        en: He said to him that it would not have happened under him.
        de: Er hätte ihm [[sagen sollen]], dass es ihm nicht [[passiert wäre]].
        doubted: sagen, sollen, passiert, wäre
    Good
        en: He said to him that it would not have happened under him.
        de: Er sagte ihm, unter ihm wäre es nicht dazu gekommen.
        doubted: dazu
    Limits
        The model is small and has no other evidence than the pair itself. In long sentences doubts add up.
    Source
        Word labels as in COMETKiwi (Rei et al. 2022, Section 2.2); the threshold is that of the model's calibration.
    """

    least_doubt: float = 2.5
    """Sum over words of -ln(1 - probability of a major error) from which a sentence is reported."""
    least_word: float = 0.3
    """The model's probability of a major error, 0-1, from which a word belongs to a marked stretch."""
    least_stretch: float = 0.5
    """Sum over the words of a stretch from which it is marked."""

    @property
    def category(self) -> Category:
        """Doubted words say something else than the source."""
        return Category.MISTRANSLATION

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each doubted stretch of a sentence that holds enough doubt."""
        view = context.view(pair)
        if view.judgement is None or not pair.translation:
            return
        words = view.links.translation
        doubts = [_doubt(view.judgement, word) for word in words]
        total = sum(doubts)
        if total < self.least_doubt:
            return
        least = -math.log(1 - self.least_word)
        for first, last in _stretches(doubts, least):
            mass = sum(doubts[first : last + 1])
            if mass >= self.least_stretch:
                yield self.found(
                    pair,
                    context,
                    (words[first].start, words[last].end),
                    "The model takes this for wrong.",
                    Severity.MAJOR,
                    evidence={"doubt": round(mass, 2), "sentence": round(total, 2)},
                    weight=mass,
                )


def _doubt(judgement: Judgement, word: Token) -> float:
    """-ln(1 - p) of a word's most doubted subword, at most ln 100."""
    return -math.log(1 - min(judgement.major(word.start, word.end), 0.99))


def _stretches(doubts: Sequence[float], least: float) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring doubted words as their first and last positions."""
    first = None
    for position, doubt in enumerate([*doubts, 0.0]):
        if doubt >= least and first is None:
            first = position
        elif doubt < least and first is not None:
            yield first, position - 1
            first = None
