"""The rule unlikely-sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span, Suspicion
from mtcheck.detectors.base import Context, Detector, View
from mtcheck.metrics.comet import Judgement
from mtcheck.odds import surprise


@dataclass(frozen=True)
class UnlikelySentence(Detector):
    """All the evidence together says that the sentence is garbled; no rule names the reason, and no word stands out.

    COMET, the words that the model doubts, meaning, coverage, length and minor findings are weighed; the finding says
    what speaks most against the sentence. The weights were fitted on translations of known quality.

    Bad
        en: Young men like my sons.
        de: [[]]Junge Männer mögen meine Söhne.
        score: 0.12
        doubted: mögen
        probability: 0.9
    Good
        en: Young men like my sons.
        de: Junge Männer wie meine Söhne.
        score: 0.8
        probability: 0.1
        en: It never rains but it pours.
        de: Ein Unglück kommt selten allein.
        score: 0.35
        probability: 0.4
    Limits
        The model is small. It was made for news, talks, reviews and encyclopaedia text; poetry, chats and lists of
        products may be suspected although they are sound.
    Source
        Rei et al. 2022, "CometKiwi", Section 2, for the model.
    """

    category = Category.UNINTELLIGIBLE
    """What is wrong is not known in detail."""

    critical_score: float = 0.4
    """COMET, 0-1, below which the finding is critical."""
    least_doubt: float = 0.45
    """The model's probability of a major error, 0-1, from which a word is shown as doubted."""
    least_worst: float = 0.4
    """What the networks' doubts in a word, each -ln(1 - p), must come to for it to be named where none is shown."""
    most_reasons: int = 3
    least_reason: float = 0.4
    """Log-odds that a number must add to be told as a reason."""

    reads_suspicion = True
    is_last_resort = True

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """At most one finding, on the whole pair, where nothing else explains a flag."""
        view = context.view(pair)
        suspicion, judgement = view.suspicion, view.judgement
        if suspicion is None or not suspicion.unexplained or not pair.translation:
            return
        doubted = doubted_words(judgement, pair.translation, self.least_doubt) if judgement else ()
        worst = () if doubted else self._worst_word(view)
        yield self.found(
            pair,
            context,
            None,
            " ".join(self._sentences(suspicion, judgement, doubted, worst)),
            Severity.CRITICAL if judgement and judgement.score < self.critical_score else Severity.MAJOR,
            evidence={"probability": round(suspicion.by_evidence, 4), "reasons": dict(suspicion.reasons)},
            related=doubted or worst,
            weight=suspicion.by_evidence,
        )

    def _worst_word(self, view: View) -> tuple[Span, ...]:
        """The word that both networks together doubt most, if they doubt it enough."""

        def doubt(start: int, end: int) -> float:
            judged = [view.judgement.any_error(start, end)] if view.judgement else []
            tagged = [view.tags.wrong(start, end), view.tags.ungrammatical(start, end)] if view.tags else []
            return sum(map(surprise, [*judged, *tagged]))

        words = ((doubt(word.start, word.end), word) for word in view.links.translation)
        most = max(words, key=itemgetter(0), default=None)
        if most is None or most[0] < self.least_worst:
            return ()
        return (Span(Side.TRANSLATION, most[1].start, most[1].end, most[1].text),)

    def _sentences(
        self, suspicion: Suspicion, judgement: Judgement | None, doubted: tuple[Span, ...], worst: tuple[Span, ...]
    ) -> Iterator[str]:
        yield f"Probably garbled ({suspicion.by_evidence:.0%})."
        told = [_REASONS[name] for name, share in suspicion.reasons if name in _REASONS and share >= self.least_reason]
        if reasons := list(dict.fromkeys(told))[: self.most_reasons]:
            yield f"Why: {'; '.join(reasons)}."
        if judgement is not None:
            yield f"COMET is {judgement.score:.2f}; {_rarity(judgement.percentile)}."
        if doubted:
            yield f"The model doubts {', '.join(f'“{span.text}”' for span in doubted[:4])}."
        for span in worst:
            yield f"Most in doubt is “{span.text}”, but what is wrong may be another word."


_REASONS = {
    "score": "a low COMET",
    "doubted words": "many doubted words",
    "doubt per word": "many doubted words",
    "wrong words": "words that hardly render the English",
    "worst word": "a word that looks wrong",
    "difference": "the two sides differ in meaning",
    "short": "much shorter than the English",
    "long": "much longer than the English",
    "article": "much else in the article looks garbled",
}


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
