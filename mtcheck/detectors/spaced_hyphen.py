"""The rule spaced-hyphen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.tokens import function_words

_BEFORE = re.compile(r"[^\W\d_]+ [-‐‑][^\W\d_]{2,}")
_AFTER = re.compile(r"[^\W\d_]{2,}[-‐‑] (?=[^\W\d_])")
_SUSPENDED = re.compile(
    r"(?:und|oder|bis|bzw\.?|beziehungsweise|sowie|wie|als|statt|noch|aber|nicht|&|and|or|to|respektive|kontra|gegen)\b"
)


@dataclass(frozen=True)
class SpacedHyphen(Detector):
    """A space stands before or after the hyphen of a compound.

    It is a trace of automatic processing: a tokeniser parted the compound and nobody joined it again.

    Bad
        en: US President Trump spoke with the Kremlin spokesman.
        de: [[US -Präsident]] Trump sprach mit dem [[Kreml -Sprecher]].
        en: the Federal government
        de: die [[Bundes- regierung]]
    Good
        en: import and export controls
        de: Ein- und Ausfuhrkontrollen
        en: He came - as always - late.
        de: Er kam - wie immer - zu spät.
        en: It was -5 degrees; the CO2 emissions fell.
        de: Es waren -5 Grad; die CO2-Emissionen sanken.
        en: the on- or offline shop, North and South Germany
        de: der On- oder Offline-Handel, Nord- statt Süddeutschland
    Limits
        A dash that was typed as a hyphen with one space only is reported too.
    Source
        Amtliche Regelung der deutschen Rechtschreibung, §§ 40-45, 98.
    """

    category = Category.PUNCTUATION
    needs_source = False
    made_kinds = ("spaced-hyphen",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A minor finding for each place."""
        text = pair.translation or ""
        spans = [(match.start(), match.end()) for match in _BEFORE.finditer(text)]
        for match in _AFTER.finditer(text):
            if not _SUSPENDED.match(text, match.end()) and not text[: match.start()].endswith((" -", "-")):
                word = re.compile(r"\w+").match(text, match.end())
                spans.append((match.start(), word.end() if word else match.end()))
        for start, end in sorted(spans):
            hangs = text[start:end].rpartition(" ")[2].lower() in function_words("de")
            joined = re.sub(r"\s*([-‐‑])\s*", r"\1", text[start:end])
            yield self.found(
                pair,
                context,
                (start, end),
                "A hyphen hangs on the word." if hangs else "A space parts the compound at its hyphen.",
                Severity.MINOR,
                suggestions=() if hangs else (joined,),
            )
