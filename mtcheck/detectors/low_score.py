"""The rule low-score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.metrics.comet import Judgement


@dataclass(frozen=True)
class LowScore(Detector):
    """COMET of the pair lies far below what sound translations get.

    The embedded model sees what no rule names: grammar that falls apart, a sentence that says something else. The
    words it doubts most are shown.

    Bad
        en: Young men like my sons.
        de: [[]]Junge Männer mögen meine Söhne.
        score: 0.12
        doubted: mögen
    Good
        en: Young men like my sons.
        de: Junge Männer wie meine Söhne.
        score: 0.8
        en: It never rains but it pours.
        de: Ein Unglück kommt selten allein.
        score: 0.55
    Limits
        The model is small. It was calibrated on news, talks, reviews and encyclopaedia text; poetry, chats and lists
        of products may score low although they are sound.
    Source
        Rei et al. 2022, "CometKiwi", Section 2; the threshold is that of the model's own calibration.
    """

    made_kinds = ("fragment", "cut-off", "word-order")

    most_score: float = 0.3
    """COMET, 0-1, below which a pair is reported."""
    critical_score: float = 0.15
    """COMET, 0-1, below which the finding is critical."""
    least_doubt: float = 0.5
    """The model's probability of a major error, 0-1, from which a word is shown as doubted."""

    @property
    def category(self) -> Category:
        """What is wrong is not known in detail."""
        return Category.UNINTELLIGIBLE

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """At most one finding, on the whole pair."""
        judgement = context.view(pair).judgement
        if judgement is None or judgement.score >= self.most_score or not pair.translation:
            return
        doubted = doubted_words(judgement, pair.translation, self.least_doubt)
        words = ", ".join(f"“{span.text}”" for span in doubted[:4])
        yield self.found(
            pair,
            context,
            None,
            f"COMET is {judgement.score:.2f}; {_rarity(judgement.percentile)}."
            + (f" The model doubts {words}." if words else ""),
            Severity.CRITICAL if judgement.score < self.critical_score else Severity.MAJOR,
            evidence={"comet": round(judgement.score, 4)},
            related=doubted,
            weight=1.0 - judgement.score,
        )


def _rarity(percentile: int | None) -> str:
    """How rare so low a score is among sound translations."""
    if percentile is None:
        return "sound translations seldom get so little"
    if percentile == 0:
        return "less than one in a hundred sound translations gets so little"
    return f"about {percentile} in a hundred sound translations get less"


def doubted_words(judgement: Judgement, text: str, least: float) -> tuple[Span, ...]:
    """Stretches of whole words in which every word has a subword that is a major error with this probability."""
    spans: list[tuple[int, int]] = []
    for subword in judgement.subwords:
        if subword.major < least:
            continue
        start, end = subword.start, subword.end
        while start and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        if spans and start <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    stripped = ((start, start + len(text[start:end].rstrip('.,;:!?“”"»«)'))) for start, end in spans)
    return tuple(Span(Side.TRANSLATION, start, end, text[start:end]) for start, end in stripped if end > start)
