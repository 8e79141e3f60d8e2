"""The rule quotation-mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector

_STRAY = re.compile(r"(?<=[.!?,…])\s*„(?=\s|$)|„(?=\s*$)|„(?=\s)")
_DOUBLED = re.compile(r"„„|““|,,(?=\w)")


@dataclass(frozen=True)
class QuotationMark(Detector):
    """A quotation mark that opens stands where one should close, or is doubled.

    German opens with „ and closes with “; automatic processing confuses the two.

    Bad
        en: All over the battlefield."
        de: Überall auf dem Schlachtfeld.[[ „]]
        en: He said: "Yes."
        de: Er sagte: [[„„]]Ja.“
    Good
        en: He said: "They want to meet.
        de: Er sagte: „Sie wollen sich treffen.
        en: He calls it "good".
        de: Er nennt es „gut“.
        en: He calls it "good".
        de: Er nennt es "gut".
        en: the rock'n'roll of the 'eighties'
        de: der Rock’n’Roll der »Achtziger«
    Limits
        Whether every mark that opens is closed is not checked, for quotations run over several sentences.
    Source
        Amtliche Regelung der deutschen Rechtschreibung, § 89.
    """

    needs_source = False

    @property
    def category(self) -> Category:
        """Quotation marks are punctuation."""
        return Category.PUNCTUATION

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
