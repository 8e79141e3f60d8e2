"""The rule recurring-phrase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Kind, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import Links


@dataclass(frozen=True)
class RecurringPhrase(Detector):
    """A phrase of another sentence comes back where the English says nothing of the kind.

    A system that remembers too much writes again what it wrote some sentences before.

    Bad
        en: The minister spoke on Monday. / The new bridge over the river is open.
        de: [[Die neue Brücke über den Fluss]] sprach am Montag. / Die neue Brücke über den Fluss ist offen.
    Good
        en: The new bridge over the river is open. / The mayor praised the new bridge over the river.
        de: Die neue Brücke über den Fluss ist offen. / Der Bürgermeister lobte die neue Brücke über den Fluss.
        en: At the end of the day it was cold. / In the end she was glad of it.
        de: Am Ende des Tages war es kalt. / Am Ende des Tages war sie froh darüber.
    Limits
        Phrases of fewer than five words, and those that dictionary and table account for by chance, are not found. It
        looks over the whole article; single pairs show nothing.
    Source
        Raunak et al. 2021, "The Curious Case of Hallucinations in Neural Machine Translation" (Section 3).
    """

    category = Category.ADDITION
    """What the source does not say is an addition."""

    shortest: int = 5
    """Words of the shortest phrase that is looked for in other sentences."""
    fewest_strange: int = 2
    """Content words of the phrase that nothing in the English of its sentence may account for."""
    least_strange: float = 0.6
    """Share of its content words, 0-1, that must be so; in the other sentence no more than `most_strange` may."""
    most_strange: float = 0.34

    def check_document(self, pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Finding]]:
        """A finding for each such phrase; the sentence that it belongs to is named by its line."""
        links = {
            pair.index: context.view(pair).links
            for pair in pairs
            if pair.source and pair.translation and pair.kind is not Kind.TITLE
        }
        places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for index, of_pair in links.items():
            words = [token.text.lower() for token in of_pair.translation]
            for first in range(len(words) - self.shortest + 1):
                places.setdefault(tuple(words[first : first + self.shortest]), []).append((index, first))
        lines = {pair.index: pair for pair in pairs}
        told: set[int] = set()
        for occurrences in places.values():
            if len({index for index, _ in occurrences}) < 2:
                continue
            home = [index for index, first in occurrences if self._strange(links[index], first)[1] <= self.most_strange]
            for index, first in occurrences:
                count, share = self._strange(links[index], first)
                others = [place for place in home if place != index]
                if index not in told and others and count >= self.fewest_strange and share >= self.least_strange:
                    told.add(index)
                    yield index, self._finding(lines[index], lines[others[0]], links, first, context)

    def _strange(self, links: Links, first: int) -> tuple[int, float]:
        """How many content words of a phrase no word of the source accounts for, and their share."""
        content = [j for j in range(first, first + self.shortest) if links.translation[j].content]
        strange = sum(j not in links.sources_of for j in content)
        return strange, strange / len(content) if content else 0.0

    def _finding(self, pair: Pair, other: Pair, links: dict[int, Links], first: int, context: Context) -> Finding:
        here, there = links[pair.index].translation, {token.text.lower() for token in links[other.index].translation}
        last = first + self.shortest - 1
        while last + 1 < len(here) and here[last + 1].text.lower() in there:
            last += 1
        return self.found(
            pair,
            context,
            (here[first].start, here[last].end),
            f"This belongs to line {other.line}; the English says nothing of the kind here.",
            Severity.MAJOR,
            evidence={"line": other.line},
        )
