"""The rule added-content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from mtcheck.data import Category, Finding, Kind, Pair, Severity
from mtcheck.detectors.base import Context, Detector, View
from mtcheck.lexicon.lengths import deviation


@dataclass(frozen=True)
class AddedContent(Detector):
    """Much of the German sentence has no counterpart in the English.

    A system that hallucinates writes fluent German about something else.

    Bad
        en: On both sides.
        de: [[]]Auf beiden Seiten des Flusses warten Händler mit frischem Gemüse auf ihre Kundschaft.
        score: 0.1
        en: There were no marks around his neck, and he was well.
        de: Es gab keine Spuren an seinem Hals [[wegen der Unternehmen]], und es ging ihm gut.
        doubted: wegen der Unternehmen
    Good
        en: On both sides.
        de: Auf beiden Seiten der Front.
        en: Touché.
        de: Da haben Sie allerdings recht.
        en: There were no marks around his neck, and he was well.
        de: Es gab keinerlei Spuren an seinem Hals, und es ging ihm soweit ganz gut.
    Limits
        An explanation that a translator added for German readers may be reported where it is longer than the sentence.
        A whole sentence without counterpart is reported as minor.
    Source
        Raunak et al. 2021, "The Curious Case of Hallucinations in Neural Machine Translation" (detached
        hallucinations, Section 3).
    """

    category = Category.ADDITION
    made_kinds = ("added-content",)

    least_words: int = 4
    """German content words that must be without counterpart."""
    least_share: float = 0.5
    """Share of the German content words, 0-1, that must be without counterpart."""
    least_length: float = 1.6
    """Length of the German in characters, as a multiple of the English, up to which nothing is reported."""
    most_score: float = 0.67
    """COMET of the pair, 0-1, from which nothing is reported of the whole pair."""
    shortest: int = 3
    """Words in a row that the model must doubt to be taken for added to a sentence that is all there."""
    least_doubt: float = 0.55
    """The model's probability of a major error, 0-1, in each of them."""
    most_left: float = 0.3
    """Share of the English content words, 0-1, that may be without counterpart: more, and something else stands for
    them."""
    least_deviation: float = 0.0
    """Deviation of the German's length from the usual (see `mtcheck.lexicon.lengths`) below which nothing was added."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding on the whole pair where too much of the translation has no source; else on doubted stretches."""
        if not pair.source or not pair.translation:
            return
        view = context.view(pair)
        whole = list(self._whole(pair, context, view))
        yield from whole or self._stretches(pair, context, view)

    def _stretches(self, pair: Pair, context: Context, view: View) -> Iterator[Finding]:
        """Words in a row that the model doubts, one of them without way to the source, in a whole sentence."""
        links, judgement = view.links, view.judgement
        content = sum(token.content for token in links.source)
        if judgement is None or len(links.unaccounted()) > max(1, self.most_left * content):
            return
        if deviation(pair.source or "", pair.translation or "") < self.least_deviation:
            return
        strange = set(links.unreachable())
        doubts = [judgement.major(token.start, token.end) for token in links.translation]
        for is_doubted, group in groupby(range(len(doubts)), lambda j: doubts[j] >= self.least_doubt):
            places = list(group)
            if is_doubted and len(places) >= self.shortest and strange.intersection(places):
                peak = max(doubts[j] for j in places)
                yield self.found(
                    pair,
                    context,
                    (links.translation[places[0]].start, links.translation[places[-1]].end),
                    "Nothing in the English says this.",
                    Severity.MAJOR,
                    evidence={"doubt": round(peak, 3)},
                    weight=peak,
                )

    def _whole(self, pair: Pair, context: Context, view: View) -> Iterator[Finding]:
        strange = [view.links.translation[j] for j in view.links.unreachable()]
        content = [token for token in view.links.translation if token.content]
        if len(strange) < self.least_words or len(strange) < self.least_share * len(content):
            return
        if len(pair.translation or "") <= self.least_length * len(pair.source or ""):
            return
        if view.judgement is not None and view.judgement.score >= self.most_score:
            return
        words = ", ".join(f"“{token.text}”" for token in strange[:6])
        yield self.found(
            pair,
            context,
            None,
            f"{len(strange)} of {len(content)} content words of the German have no counterpart: {words}"
            + (" …" if len(strange) > 6 else "."),
            Severity.MAJOR,
            evidence={"added": [token.text for token in strange]},
        )

    def check_document(self, pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Finding]]:
        """A minor finding for each German sentence of an article that no English sentence answers."""
        for pair in pairs:
            if pair.translation and pair.source is None and pair.kind is not Kind.TITLE:
                message = "No English sentence corresponds to this German sentence" + (
                    "; it may stand in another edition of the English." if context.is_another_edition else "."
                )
                yield pair.index, self.found(pair, context, None, message, Severity.MINOR)
