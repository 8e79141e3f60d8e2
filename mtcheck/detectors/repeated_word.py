"""The rule repeated-word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector, View
from mtcheck.lexicon.links import Links
from mtcheck.lexicon.tokens import Token


@dataclass(frozen=True)
class RepeatedWord(Detector):
    """A verb or adjective comes twice in a sentence where the English has it once.

    A system that loses its place says again what it has said, a clause later.

    Bad
        en: He blamed his predecessor for the war and claimed that it would not have happened under him.
        de: Er behauptete, sein Vorgänger sei schuld, und habe [[behauptet]], dass es unter ihm nicht geschehen wäre.
        en: The newspaper, citing informed persons, reported on a phone call.
        de: Die Zeitung berichtete, dass informierte Personen über einen Anruf [[berichteten]].
    Good
        en: He claimed that his predecessor had claimed the opposite.
        de: Er behauptete, sein Vorgänger habe das Gegenteil behauptet.
        en: She claims a lot. He believes it.
        de: Sie behauptet viel. Er glaubt, was sie behauptet.
        en: The 74-year-old and the fifty-year-old flew together.
        de: Die 74-jährige und der 50-jährige flogen gemeinsam.
        en: The red house stands beside the red barn.
        de: Das rote Haus steht neben der roten Scheune.
        en: We will do what we can.
        de: Wir werden tun, was wir tun können.
    Limits
        Where the English leaves a verb out ("and radio 48 percent"), sound German may repeat it. Nouns are not looked
        at, for German names things again where English says *it*.
    Source
        Over-translation: Tu et al. 2016, "Modeling Coverage for Neural Machine Translation", Section 1.
    """

    category = Category.ADDITION
    """What is said again is an addition."""

    longest_sentence: int = 60
    """Words of the longest translation that is looked at; in longer ones words recur by chance."""

    least_doubt: float = 0.36
    """The model's probability of an error, 0-1, in the second word from which the finding is major and not minor."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for the second of two equal words with one counterpart."""
        view = context.view(pair)
        links = view.links
        if not pair.source or not pair.translation or len(links.translation) > self.longest_sentence:
            return
        for places in links.places_of.values():
            if len(places) != 2 or places[1] - places[0] < 2:
                continue
            first, second = (links.translation[place] for place in places)
            if not _may_repeat_wrongly(first) or re.search(r"[.!?;]", pair.translation[first.end : second.start]):
                continue
            counterparts = {i for place in places for i in links.sources_of.get(place, ()) if links.source[i].content}
            if len(counterparts) == 1 and not _said_again(links, *counterparts):
                counterpart = links.source[counterparts.pop()]
                yield self.found(
                    pair,
                    context,
                    (second.start, second.end),
                    f"“{first.text}” comes again as “{second.text}”; the English has “{counterpart.text}” once.",
                    self._severity(view, second),
                    evidence={"source": counterpart.text},
                    related=(
                        Span(Side.TRANSLATION, first.start, first.end, first.text),
                        Span(Side.SOURCE, counterpart.start, counterpart.end, counterpart.text),
                    ),
                )

    def _severity(self, view: View, second: Token) -> Severity:
        """Minor where the model sees nothing wrong, for sound German may repeat a word for the rhythm."""
        judgement = view.judgement
        doubted = judgement is None or judgement.any_error(second.start, second.end) >= self.least_doubt
        return Severity.MAJOR if doubted else Severity.MINOR


def _may_repeat_wrongly(token: Token) -> bool:
    return token.content and token.text.islower() and len(token.lemma) > 3 and not token.text.endswith("jährige")


def _said_again(links: Links, place: int) -> bool:
    return sum(token.lemma == links.source[place].lemma for token in links.source) > 1
