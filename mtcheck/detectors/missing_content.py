"""The rule missing-content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Kind, Pair, Severity, Side
from mtcheck.detectors.base import Context, Detector


@dataclass(frozen=True)
class MissingContent(Detector):
    """Much of the English sentence has no counterpart in the German.

    A fragment, or a clause that was dropped.

    Bad
        en: After a long conversation the White House usually informs the public about the exchange.
        de: [[]]Regierung, wenn auch nur.
        score: 0.1
        en: The minister resigned on Monday because the inquiry had found serious mistakes in her department.
        de: [[]]Die Ministerin trat zurück.
        score: 0.2
    Good
        en: He did not want to talk about it, she said.
        de: Darüber wollte er nicht sprechen, sagte sie.
        en: It goes without saying that this is, to put it mildly, not what we had in mind.
        de: Das hatten wir uns natürlich anders vorgestellt.
    Limits
        What is said more briefly may look left out; a finding needs a translation much shorter than usual, and a low
        score beside it. A whole sentence without counterpart is reported as minor, for a likely source is not always
        the very source.
    Source
        Coverage of the source as a sign of omission: Vamvas and Sennrich 2022, "As Little as Possible, as Much as
        Necessary", Section 3; here by word links.
    """

    made_kinds = ("fragment", "cut-off", "dropped-content")

    least_words: int = 4
    """English content words that must be without counterpart."""
    least_share: float = 0.5
    """Share of the English content words, 0-1, that must be without counterpart."""
    most_length: float = 0.72
    """Length of the German in characters, as a multiple of the English, from which nothing is reported."""
    most_score: float = 0.5
    """COMET of the pair, 0-1, from which nothing is reported."""

    @property
    def category(self) -> Category:
        """What is left out is an omission."""
        return Category.OMISSION

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding on the whole pair where too much of the source is not covered."""
        if not pair.source or not pair.translation:
            return
        view = context.view(pair)
        left = [view.links.source[i] for i in view.links.unaccounted()]
        content = [token for token in view.links.source if token.content]
        if len(left) < self.least_words or len(left) < self.least_share * len(content):
            return
        if len(pair.translation) >= self.most_length * len(pair.source):
            return
        if view.judgement is not None and view.judgement.score >= self.most_score:
            return
        words = ", ".join(f"“{token.text}”" for token in left[:6])
        yield self.found(
            pair,
            context,
            None,
            f"{len(left)} of {len(content)} content words of the English have no counterpart: {words}"
            + (" …" if len(left) > 6 else "."),
            Severity.MAJOR,
            evidence={"missing": [token.text for token in left]},
        )

    def check_document(self, pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Finding]]:
        """A minor finding for each English sentence of an article that no German sentence answers."""
        for pair in pairs:
            if pair.source and pair.translation is None and pair.kind is not Kind.TITLE:
                message = "No German sentence corresponds to this English sentence."
                yield pair.index, self.found(pair, context, None, message, Severity.MINOR, side=Side.SOURCE)
