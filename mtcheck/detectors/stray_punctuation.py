"""The rule stray-punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector

_SPACED = re.compile(r"(?<=[^\W_])[ \u00a0]+(?:,(?![,\d])|[.;](?=\s|$))")
_DOUBLED = re.compile(
    r"(?<![.\s])\.\.(?![./\w])|,\s?[,.;](?![.\d\w])|;[;,]|(?<![:\w]):\s?:(?!\w)|\.;|(?<=\w)\. \.(?!\S)"
)
_JOINED = re.compile(r"(?<![\w./@-])[^\W\d_]*[a-zäöüß]{2}(?:[.!?][A-ZÄÖÜ]|,[A-Za-zÄÖÜäöü])[a-zäöüß]+(?![\w./@-])")
_ENUMERATOR = re.compile(r"(?:^|[\s(])(?:\d{1,3}|[a-zA-Z]|[ivxIVX]+)\)|[:;=8][-o^']?[()]+|[()]+[-o^']?[:;=]|\^\)")
_PAIRS = {"(": ")", "[": "]"}


@dataclass(frozen=True)
class StrayPunctuation(Detector):
    """A punctuation mark is doubled, stands off its word, lacks its space, or a bracket lacks its other half.

    Such marks are left over where texts are taken apart and put together by machine.

    Bad
        en: The war has been going on for years, he said.
        de: Der Krieg dauert seit Jahren[[ ,]] sagte er[[..]]
        en: He called on Monday. Nobody answered, and he left.
        de: Er rief am [[Montag.Niemand]] antwortete[[, ,]] und er ging.
        en: He called the president (the second time this week).
        de: Er rief den Präsidenten an [[(]]das zweite Mal in dieser Woche.
    Good
        en: He hesitated ... What?! No!!! It costs 1,000.50 euros, i.e. a lot, etc.
        de: Er zögerte ... Was?! Nein!!! Es kostet 1.000,50 Euro, d. h. viel, usw.
        en: a) the heads of state, b) the citizens ;-) and 3) the Bayern match (2-1)
        de: a) die Staats- und Regierungschefs, b) die Bürger*innen und Bürger:innen ;-) und 3) das Bayern-Spiel (2:1)
        en: See spiegel.de, Node.js and the folder ../images at 10.30 o'clock.
        de: Siehe spiegel.de, Node.js und den Ordner ../images um 10.30 Uhr.
    Limits
        What the English has in the same way is left alone. Spaces before question and exclamation marks are not
        looked at.
    Source
        Amtliche Regelung der deutschen Rechtschreibung, §§ 67-88; DIN 5008 on spaces.
    """

    category = Category.PUNCTUATION
    needs_source = False
    made_kinds = ("stray-bracket", "doubled-punctuation")

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A minor finding for each place, unless the source has such places as well."""
        text, source = pair.translation or "", pair.source or ""
        places = [(span, message) for span, message in _places(text)]
        if {message for _, message in _places(source)} & {message for _, message in places}:
            places = []
        if not _unmatched(source):
            places += [((at, at + 1), "The other half of this bracket is missing.") for at in _unmatched(text)]
        for span, message in sorted(places):
            if text[slice(*span)] not in source or len(text[slice(*span)]) < 4:
                yield self.found(pair, context, span, message, Severity.MINOR, suggestions=_mended(text[slice(*span)]))


def _places(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    taken = -1
    for pattern, message in (
        (_DOUBLED, "The punctuation mark is doubled."),
        (_SPACED, "A space stands before the punctuation mark."),
        (_JOINED, "The space after the punctuation mark is missing."),
    ):
        for match in pattern.finditer(text):
            if match.start() != taken:
                yield match.span(), message
            taken = match.start()


def _mended(found: str) -> tuple[str, ...]:
    """The place put right, where there is one way."""
    if found[0].isalpha():
        return (re.sub(r"([.!?,])", r"\1 ", found, count=1),)
    return (found.strip()[0],) if found.strip() and found.strip()[0] not in "([)]" else ()


def _unmatched(text: str) -> list[int]:
    """Places of brackets without the other half; those of lists and of faces do not count."""
    bare = _ENUMERATOR.sub(lambda match: re.sub(r"[()]", " ", match.group()), text)
    missing: list[int] = []
    opened: list[int] = []
    for place, mark in enumerate(bare):
        if mark in _PAIRS:
            opened.append(place)
        elif mark in _PAIRS.values():
            if opened and _PAIRS[bare[opened[-1]]] == mark:
                opened.pop()
            else:
                missing.append(place)
    return sorted(missing + opened)
