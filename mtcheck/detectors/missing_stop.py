"""The rule missing-stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Kind, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector

_CLOSED = r"[\"”“’')\]»«]*"
_STOP = re.compile(rf"[^\W_]{_CLOSED}(?P<stop>[.!?]){_CLOSED}\s*$")
_OPEN_END = re.compile(rf"(?P<word>[^\W_][\w-]*){_CLOSED}\s*$")
_ABBREVIATED = re.compile(
    r"(?:\b[A-Za-z]|\b(?:[Ii]nc|[Cc]orp|[Ll]td|[Cc]o|[Jj]r|[Ss]r|[Ee]tc|[Vv]ol|[Nn]o|[Ss]t|Mrs?|Dr|vs|approx|est))\.\W*$"
)
_ADDRESS = re.compile(r"\S*(?:[@#/_]|www\.|\w\.\w)\S*$")


@dataclass(frozen=True)
class MissingStop(Detector):
    """A sentence ends without the stop that the English has.

    Where the last words of a sentence are lost, or sentences are put together by machine, the stop goes first.

    Bad
        en: The talks will go on in Geneva on Monday.
        de: Die Gespräche gehen am Montag in Genf [[weiter]]
        en: "Is that the truth?", she asked him twice.
        de: „Ist das die Wahrheit?“, fragte sie ihn [[zweimal]]
    Good
        en: The talks go on in Geneva
        de: Die Gespräche gehen in Genf weiter
        en: He said: "We will come back on Monday."
        de: Er sagte: „Wir kommen am Montag wieder.“
        en: He has lived for many years in the U.S.
        de: Er lebt seit vielen Jahren in den USA
        en: Talks go on.
        de: Gespräche gehen weiter
        en: You will find more about all this at https://example.org.
        de: Mehr über all das finden Sie unter https://example.org
        en: These are the three things that he wants.
        de: Dies sind die drei Dinge, die er will:
    Limits
        Headings, captions and texts of fewer than five words are left alone; so is what ends with a colon, a dash, an
        ellipsis or an address.
    Source
        Amtliche Regelung der deutschen Rechtschreibung, §§ 67-68.
    """

    category = Category.PUNCTUATION
    made_kinds = ("lost-stop",)

    least_words: int = 5
    """Words that both sides must have."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """At most one minor finding, on the last word."""
        source, translation = pair.source or "", pair.translation or ""
        stop, end = _STOP.search(source), _OPEN_END.search(translation)
        if pair.kind is not Kind.SENTENCE or stop is None or end is None:
            return
        if _ABBREVIATED.search(source) or _ADDRESS.search(translation.rstrip()) or _ADDRESS.search(source.rstrip(". ")):
            return
        links = context.view(pair).links
        if min(len(links.source), len(links.translation)) < self.least_words:
            return
        at = stop.start("stop")
        yield self.found(
            pair,
            context,
            end.span("word"),
            "The stop at the end is missing.",
            Severity.MINOR,
            suggestions=(f"{end['word']}{stop['stop']}",),
            related=(Span(Side.SOURCE, at, at + 1, stop["stop"]),),
        )
