"""The rule wrong-auxiliary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.verbs import is_participle

_HAVE = r"(?:habe|hast|hat|haben|habt|hatte|hattest|hatten|hattet|hätte|hättest|hätten|hättet)"
_OF_BE = (
    r"(?:(?:an|auf|aus|davon|durch|ein|ent|fort|heraus|herein|her|hin|hinein|los|mit|über|um|unter|vor|vorbei|weg|weiter|"
    r"wieder|zurück|zusammen|zu)?(?:gegangen|gekommen|gelaufen|gerannt|gereist|gekehrt|gewandert|gewachsen|gestiegen|"
    r"gesunken)|geblieben|gewesen|geworden|gestorben|verschwunden|geschehen|passiert|auf(?:gewacht|getaucht|gestanden)|"
    r"eingeschlafen|eingetroffen|entstanden|erschienen|ertrunken|verunglückt|geflohen|geflüchtet|gelungen|misslungen|"
    r"gescheitert|explodiert)"
)
_OTHER_VERB = re.compile(
    r"\b(?:bin|bist|ist|sind|seid|war\w*|wär\w*|sei|seien|wird|werden|wurde\w*|worden|wollen|sollen|können|müssen|"
    rf"{_HAVE}|"
    r"über(?:gangen|laufen))\b"
)
_PARTICIPLE_IN_T = re.compile(r"(?:be|ent|er|ver|zer|miss|über|unter)[a-zäöüß]{2,}(?:t|en)|[a-zäöüß]+iert")
_REFLEXIVE = frozenset({"geflüchtet", "verlaufen", "übergangen", "zurückgezogen"})
"""Participles that take "haben" beside "sich"."""
_SELF = re.compile(r"\b(?:sich|mich|dich|uns|euch)\b")
_END = r"(?=\s*[.,;:!?)“”\"»«]|\s*$| und | oder )"
_LAST = re.compile(rf"\b(?P<of>{_OF_BE}) (?P<have>{_HAVE}){_END}")
_SECOND = re.compile(
    rf"(?=\b(?P<have>{_HAVE})\b(?P<between>[^.,;:!?–—()„“”\"»«]*?) (?P<of>{_OF_BE}){_END})", re.IGNORECASE
)


@dataclass(frozen=True)
class WrongAuxiliary(Detector):
    """A verb of going, coming or becoming has "haben" where it takes "sein".

    English says *has gone* and *has become* as it says *has seen*; German says "ist gegangen". A system that keeps the
    English auxiliary writes what no German would.

    Bad
        en: She told how he had run.
        de: Sie erzählte, wie er gelaufen [[hat]].
        en: The prices have risen again in the last weeks.
        de: Die Preise [[haben]] in den letzten Wochen wieder gestiegen.
        en: The author has died at the age of 87.
        de: Der Autor [[hat]] im Alter von 87 Jahren gestorben.
    Good
        en: She told how he had run.
        de: Sie erzählte, wie er gelaufen ist.
        en: The prices have risen again.
        de: Die Preise sind wieder gestiegen.
        en: She has seen the man who had gone.
        de: Sie hat den Mann gesehen, der gegangen war.
        en: They liked it, and he has passed over the mistake.
        de: Es hat ihnen gefallen, und den Fehler hat er übergangen.
        en: He has bought a car and come home.
        de: Er hat ein Auto gekauft und ist nach Hause gekommen.
        en: She has been able to come, and he had it brought to him.
        de: Sie hat kommen können, und er hat es sich gebracht gewünscht, was ihm gelungen ist.
        en: They rescued residents who had taken refuge on the roofs.
        de: Sie retteten Bewohner, die sich auf die Dächer geflüchtet hatten.
        en: The boat that had sunk has been raised.
        de: Man hat das Boot, das gesunken war, gehoben.
    Limits
        Only verbs that take "sein" in every sense are looked at: not "gefahren", "geflogen", "gefallen".
    Source
        Duden 4: Die Grammatik, on the perfect with "haben" and with "sein".
    """

    category = Category.GRAMMAR
    needs_source = False
    made_kinds = ("wrong-auxiliary",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each form of "haben" beside such a participle."""
        text = pair.translation or ""
        second = (match for match in _SECOND.finditer(text) if not _has_other_verb(match.group("between")))
        for match in sorted([*_LAST.finditer(text), *second], key=lambda match: match.start("have")):
            if match.group("of") in _REFLEXIVE and _SELF.search(_clause_around(text, match)):
                continue
            message = f"This verb takes “sein”, not “{match.group('have')}”."
            yield self.found(pair, context, match.span("have"), message, Severity.MAJOR)


def _clause_around(text: str, match: re.Match[str]) -> str:
    """The words between the marks around a match."""
    before = re.split(r"[,;:.!?–—()„“”\"»«]", text[: match.start()])[-1]
    return before + match.group()


def _has_other_verb(between: str) -> bool:
    """Whether another verb may belong to the form of "haben": "Er hat es gekauft und ist gekommen"."""
    words = between.split()
    return bool(_OTHER_VERB.search(between)) or any(
        is_participle(word) or _PARTICIPLE_IN_T.fullmatch(word) for word in words
    )
