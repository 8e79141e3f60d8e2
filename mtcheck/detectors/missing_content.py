"""The rule missing-content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Kind, Pair, Severity, Side
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.lengths import deviation
from mtcheck.metrics.comet import Judgement


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
        en: So take photos before you take out the rubbish bags, and don't throw away the receipts.
        de: Also erst fotografieren, dann entsorgen – und Kassenzettel aufheben.
        score: 0.4
    Limits
        What is said more briefly may look left out; a finding needs a translation much shorter than usual, and a low
        score beside it. A whole sentence without counterpart is reported as minor, for a likely source is not always
        the very source.
    Source
        Coverage of the source as a sign of omission: Vamvas and Sennrich 2022, "As Little as Possible, as Much as
        Necessary", Section 3; here by word links.
    """

    category = Category.OMISSION
    made_kinds = ("fragment", "cut-off", "dropped-content", "dropped-end")

    most_score: float = 0.88
    """COMET of the pair, 0-1, from which nothing is reported."""
    most_deviation: float = -0.45
    """Deviation of the German's length from the usual (see `mtcheck.lexicon.lengths`) from which it is too short."""
    low_score: float = 0.67
    """COMET of the pair, 0-1, below which a smaller deviation suffices."""
    most_deviation_if_low: float = -0.25
    """That deviation."""
    least_words: int = 2
    """English content words that must be without counterpart."""
    least_share: float = 0.2
    """Share of the English content words, 0-1, that must be without counterpart."""
    most_unusual: float = 0.4
    """How unusual the German words may be for this English, 0-1; above, they are a free translation, unless it is
    shorter than any."""
    shortest_deviation: float = -0.8
    """Deviation below which no translation is merely free."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding on the whole pair where too much of the source is not covered."""
        if not pair.source or not pair.translation:
            return
        view = context.view(pair)
        left = [view.links.source[i] for i in view.links.unaccounted()]
        content = [token for token in view.links.source if token.content]
        if len(left) < max(self.least_words, self.least_share * len(content)):
            return
        if not self._is_too_short(pair, view.judgement) or self._is_free(pair, view.links.unusual):
            return
        words = ", ".join(f"“{token.text}”" for token in left[:6])
        yield self.found(
            pair,
            context,
            None,
            f"The German is much shorter than usual; {len(left)} of {len(content)} content words of the English have "
            f"no counterpart: {words}" + (" …" if len(left) > 6 else "."),
            Severity.MAJOR,
            evidence={"missing": [token.text for token in left]},
        )

    def _is_too_short(self, pair: Pair, judgement: Judgement | None) -> bool:
        score = judgement.score if judgement is not None else 0.0
        length = deviation(pair.source or "", pair.translation or "")
        is_short = length < self.most_deviation and score < self.most_score
        return is_short or (
            length < self.most_deviation_if_low and score < self.low_score and pair.kind is not Kind.TITLE
        )

    def _is_free(self, pair: Pair, unusual: float) -> bool:
        length = deviation(pair.source or "", pair.translation or "")
        return unusual > self.most_unusual and length >= self.shortest_deviation

    def check_document(self, pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Finding]]:
        """A minor finding for each English sentence of an article that no German sentence answers."""
        for pair in pairs:
            if pair.source and pair.translation is None and pair.kind is not Kind.TITLE:
                message = "No German sentence corresponds to this English sentence" + (
                    "; it may have been added to the English later, or cut with others."
                    if context.is_another_edition
                    else "."
                )
                yield pair.index, self.found(pair, context, None, message, Severity.MINOR, side=Side.SOURCE)
