"""The rule quotation-mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector

_STRAY = re.compile(r"(?<=[.!?,…])\s*„(?=\s|$)|„(?=\s*$)|„(?=\s)")
_INCHES = re.compile(r"(?<=\d)[\"”]")
_DOUBLED = re.compile(r"„„|““|,,(?=\w)")


@dataclass(frozen=True)
class QuotationMark(Detector):
    """A quotation mark that opens stands where one should close, is doubled, or is never closed.

    German opens with „ and closes with “; automatic processing confuses the two, or loses one. A quotation that goes on
    in the next sentence need not be closed: one counts as never closed where the English closes all of its own.

    Bad
        en: All over the battlefield."
        de: Überall auf dem Schlachtfeld.[[ „]]
        en: He said: "Yes."
        de: Er sagte: [[„„]]Ja.“
        en: The "old house" stands.
        de: Das [[„]]alte Haus steht.
        en: He called it "good" and "new".
        de: Er nannte es "gut" und [["]]neu.
    Good
        en: "They want to meet," he said. "They will.
        de: „Sie wollen sich treffen“, sagte er. „Sie werden.
        en: The screen of 5" is "good".
        de: Der Bildschirm mit 5" ist "gut".
        en: She read "Who is 'he'?" and left.
        de: Sie las „Wer ist ‚er‘?“ und ging.
        en: He said: "They want to meet.
        de: Er sagte: „Sie wollen sich treffen.
        en: He calls it "good".
        de: Er nennt es „gut“.
        en: He calls it "good".
        de: Er nennt es "gut".
        en: the rock'n'roll of the 'eighties'
        de: der Rock’n’Roll der »Achtziger«
    Limits
        Where a quotation runs over several sentences, whether it is closed in the end is not checked.
    Source
        Amtliche Regelung der deutschen Rechtschreibung, § 89.
    """

    category = Category.PUNCTUATION
    needs_source = False
    made_kinds = ("unclosed-quote",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A minor finding for each place."""
        text = pair.translation or ""
        for match in _STRAY.finditer(text):
            message = "A quotation mark that opens stands where the quotation ends."
            yield self.found(pair, context, match.span(), message, Severity.MINOR, suggestions=("“",))
        for match in _DOUBLED.finditer(text):
            message = "The quotation mark is doubled."
            suggestion = "„" if match.group() in ("„„", ",,") else "“"
            yield self.found(pair, context, match.span(), message, Severity.MINOR, suggestions=(suggestion,))
        if (place := _never_closed(text, pair.source or "")) is not None:
            message = "This quotation is opened and never closed; the English closes all of its own."
            yield self.found(pair, context, (place, place + 1), message, Severity.MINOR)


def _never_closed(text: str, source: str) -> int | None:
    """Where the last quotation begins that lacks its end, if the source has quotations and all of them are whole."""
    bare, english = _INCHES.sub(" ", text), _INCHES.sub(" ", source)
    straight, curly = english.count('"'), english.count("“") + english.count("”")
    whole = straight % 2 == 0 and english.count("“") == english.count("”")
    if not whole or not straight + curly or _STRAY.search(bare) or _DOUBLED.search(bare):
        return None
    opened = bare.count("„")
    closed = bare.count("“") + bare.count("”") + bare.count('"') * (opened > 0)
    if opened:
        return bare.rindex("„") if opened > closed and bare.rindex("„") > _last_closing(bare) else None
    return bare.rindex('"') if bare.count('"') % 2 and not closed and not re.search("[»«]", bare) else None


def _last_closing(text: str) -> int:
    return max(text.rfind(mark) for mark in '“”"')
