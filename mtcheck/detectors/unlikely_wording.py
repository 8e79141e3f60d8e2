"""The rule unlikely-wording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector


@dataclass(frozen=True)
class UnlikelyWording(Detector):
    """The embedded model takes a word or a stretch of words for wrong.

    It sees wrong senses, words that do not belong and broken constructions for which there is no rule. The words are
    marked; what they should be, it cannot say.

    Bad
        en: Young men like my sons.
        de: Junge Männer [[mögen]] meine Söhne.
        doubted: mögen
        en: He said to him that it would not have happened under him.
        de: Er [[hätte ihm sagen sollen]], dass es ihm nicht passiert wäre.
        doubted: hätte, ihm sagen, sollen
    Good
        en: Young men like my sons.
        de: Junge Männer wie meine Söhne.
    Limits
        The model is small and has no other evidence than the pair itself; a rare but right word may be marked.
    Source
        Word labels as in COMETKiwi (Rei et al. 2022, Section 2.2); the thresholds come from the model's calibration.
    """

    least_peak: float = 0.75
    """The model's probability of a major error, 0-1, that one word of a stretch must reach."""
    least_word: float = 0.5
    """The same for every word of the stretch."""

    @property
    def category(self) -> Category:
        """Doubted words say something else than the source."""
        return Category.MISTRANSLATION

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each doubted stretch."""
        view = context.view(pair)
        if view.judgement is None or not pair.translation:
            return
        words = view.links.translation
        doubts = [view.judgement.major(word.start, word.end) for word in words]
        for first, last in _stretches(doubts, self.least_word):
            peak = max(doubts[first : last + 1])
            if peak >= self.least_peak:
                yield self.found(
                    pair,
                    context,
                    (words[first].start, words[last].end),
                    f"The model takes this for wrong here, in sense or in grammar (probability {peak:.2f}).",
                    Severity.MAJOR,
                    evidence={"doubt": round(peak, 3)},
                    weight=peak,
                )


def _stretches(doubts: Sequence[float], least: float) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring doubted words as their first and last positions."""
    first = None
    for position, doubt in enumerate([*doubts, 0.0]):
        if doubt >= least and first is None:
            first = position
        elif doubt < least and first is not None:
            yield first, position - 1
            first = None
