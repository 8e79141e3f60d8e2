"""The rule literal-idiom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.idioms import Idiom, Idioms, literal_english
from mtcheck.lexicon.links import Linker, Links

IDIOMS = Idioms()


@dataclass(frozen=True)
class LiteralIdiom(Detector):
    """An English idiom is translated word for word.

    A *red herring* is no "roter Hering": what the words say one by one is not what the phrase says. The idioms are
    those figurative phrases of the dictionary for which no German rendering has any of their words, and which no
    professional rendered word for word.

    Bad
        en: The report is a red herring.
        de: Der Bericht ist ein [[roter Hering]].
        en: The palace is a white elephant.
        de: Der Palast ist ein [[weißer Elefant]].
    Good
        en: The report is a red herring.
        de: Der Bericht ist ein Ablenkungsmanöver.
        en: The cook served a red fish and a herring.
        de: Der Koch servierte einen roten Fisch und einen Hering.
        en: The elephant has a white tooth.
        de: Der Elefant hat einen weißen Zahn.
        en: He maintained a good relationship with the coach.
        de: Er unterhielt gute Beziehungen zum Trainer.
        en: We came to the end of the line at noon.
        de: Mittags kamen wir ans Ende der Strecke.
    Limits
        A phrase that is meant word for word ("a white elephant" in a zoo) is taken for the idiom.
    Source
        The idioms are from Ding (TU Chemnitz).
    """

    category = Category.MISTRANSLATION

    reach: int = 1
    """Words that may stand among those of the literal rendering, beyond as many as the idiom has."""
    least_words: int = 2
    """Content words of the idiom that must be translated literally; all of them must be, and at least so many."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each idiom of the source whose words all stand close together in German."""
        if not pair.source or not pair.translation:
            return
        links = context.view(pair).links
        for idiom in IDIOMS.find(links.source):
            words = self.literal_words(idiom, links, context.linker)
            if words:
                start, end = links.translation[min(words)].start, links.translation[max(words)].end
                first, last = links.source[idiom.start], links.source[idiom.end - 1]
                phrase = pair.source[first.start : last.end]
                yield self.found(
                    pair,
                    context,
                    (start, end),
                    f"“{phrase}” is translated word for word; German says {' or '.join(idiom.german)}.",
                    Severity.MAJOR,
                    suggestions=idiom.german,
                    evidence={"idiom": phrase},
                    related=(Span(Side.SOURCE, first.start, last.end, phrase),),
                )

    def literal_words(self, idiom: Idiom, links: Links, linker: Linker) -> list[int]:
        """Places of the German words that translate the idiom's content words one by one; empty unless all do."""
        wanted = {token.lemma for token in links.source[idiom.start : idiom.end] if token.content}
        if len(wanted) < self.least_words:
            return []
        places = {
            j: meant
            for j, token in enumerate(links.translation)
            if token.content and (meant := wanted & literal_english(token, linker))
        }
        longest = idiom.end - idiom.start + self.reach
        for first in places:
            near = [j for j in places if first <= j < first + longest]
            if len(near) >= len(wanted) and set().union(*(places[j] for j in near)) == wanted:
                return near
        return []
