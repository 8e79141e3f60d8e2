"""The rule added-content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Kind, Pair, Severity
from mtcheck.detectors.base import Context, Detector


@dataclass(frozen=True)
class AddedContent(Detector):
    """Much of the German sentence has no counterpart in the English.

    A system that hallucinates writes fluent German about something else.

    Bad
        en: On both sides.
        de: [[]]Auf beiden Seiten des Flusses warten Händler mit frischem Gemüse auf ihre Kundschaft.
        score: 0.1
    Good
        en: On both sides.
        de: Auf beiden Seiten der Front.
        en: Touché.
        de: Da haben Sie allerdings recht.
    Limits
        An explanation that a translator added for German readers may be reported where it is longer than the sentence.
        A whole sentence without counterpart is reported as minor.
    Source
        Raunak et al. 2021, "The Curious Case of Hallucinations in Neural Machine Translation" (detached
        hallucinations, Section 3).
    """

    made_kinds = ("added-content",)

    least_words: int = 4
    """German content words that must be without counterpart."""
    least_share: float = 0.5
    """Share of the German content words, 0-1, that must be without counterpart."""
    least_length: float = 1.6
    """Length of the German in characters, as a multiple of the English, up to which nothing is reported."""
    most_score: float = 0.5
    """COMET of the pair, 0-1, from which nothing is reported."""

    @property
    def category(self) -> Category:
        """What the source does not say is an addition."""
        return Category.ADDITION

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding on the whole pair where too much of the translation has no source."""
        if not pair.source or not pair.translation:
            return
        view = context.view(pair)
        strange = [view.links.translation[j] for j in view.links.unreachable()]
        content = [token for token in view.links.translation if token.content]
        if len(strange) < self.least_words or len(strange) < self.least_share * len(content):
            return
        if len(pair.translation) <= self.least_length * len(pair.source):
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
                message = "No English sentence corresponds to this German sentence."
                yield pair.index, self.found(pair, context, None, message, Severity.MINOR)
