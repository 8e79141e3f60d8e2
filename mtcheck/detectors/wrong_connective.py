"""The rule wrong-connective."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector

_ASKING = re.compile(
    r"(?P<ask>\b(?:fragt|fragte|fragten|fragen|frage|gefragt|nachgefragt|nachfragen|unklar|ungewiss|fraglich|unbekannt|"
    r"erkundigt|erkundigte|erkundigten|erkundigen|herausfinden|herauszufinden|herausgefunden|wissen wollen|"
    r"wissen will|wissen wollte|(?:ließ|ließen|lässt|lassen|gelassen)(?: (?-i:[a-zäöüß]\w*)){0,4} offen|offengelassen|"
    r"offen gelassen|offenlassen|offenließ)), (?P<word>wenn|als)\b",
    re.IGNORECASE,
)
_SOURCE_WORDS = {"wenn": ("if", "whether", "when"), "als": ("when", "if", "whether")}
_RIGHT = {"if": "ob", "whether": "ob", "when": "wann"}


@dataclass(frozen=True)
class WrongConnective(Detector):
    """An indirect question begins with "wenn" or "als" instead of "ob" or "wann".

    English *if* and *when* each have several German words; a system that translates word by word takes the wrong one,
    and a question becomes a condition or a point in time.

    Bad
        en: He left open when the call took place.
        de: Er ließ offen, [[als]] der Anruf stattfand.
        en: She asked if the train was late.
        de: Sie fragte, [[wenn]] der Zug Verspätung habe.
        en: It was unclear when the work would begin.
        de: Es war unklar, [[wenn]] die Arbeit beginnen würde.
    Good
        en: She asked if the train was late.
        de: Sie fragte, ob der Zug Verspätung habe.
        en: He left the door open when he went.
        de: Er ließ die Tür offen, als er ging.
        en: He was asked more often than others.
        de: Er wurde öfter gefragt, als andere es wurden.
        en: Ask if you need anything.
        de: Fragen Sie, wenn Sie etwas brauchen.
    Limits
        Only questions after a few words of asking and not knowing are looked at.
    Source
        Duden 4: Die Grammatik, on indirect interrogative clauses.
    """

    made_kinds = ("function-word",)

    @property
    def category(self) -> Category:
        """A wrong connective changes the sense."""
        return Category.MISTRANSLATION

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each wrong connective whose English word is in the source."""
        if not pair.source or not pair.translation:
            return
        for match in _ASKING.finditer(pair.translation):
            word = match.group("word").lower()
            if match.group("ask")[0].isupper() or match.group("ask").lower() in ("fragen", "frage"):
                continue  # "Fragen Sie, wenn ..." asks to ask, on a condition
            places = [
                place
                for english in _SOURCE_WORDS[word]
                for place in re.finditer(rf"\b{english}\b", pair.source, re.IGNORECASE)
            ]
            if places:
                start, end = places[0].span()
                right = _RIGHT[places[0].group().lower()]
                yield self.found(
                    pair,
                    context,
                    match.span("word"),
                    f"“{word}” begins no question; the English asks with “{places[0].group()}”.",
                    Severity.MAJOR,
                    suggestions=(right,),
                    related=(Span(Side.SOURCE, start, end, pair.source[start:end]),),
                )
