"""The rule leftover-token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector

_PLACEHOLDER = re.compile(r"<unk>|\[UNK\]|\bUNK\b|⁇", re.IGNORECASE)
_REMAINS = re.compile(r"@-@|@@(?=\s|$)|▁|\ufffd|&(?:quot|apos|amp|lt|gt|nbsp|#\d{2,4});")


@dataclass(frozen=True)
class LeftoverToken(Detector):
    """A sign stands in the text that only a translation program uses.

    Where it has no word, it prints a placeholder ("<unk>"): a word is missing there. Joints of subwords ("@@", "▁"),
    entities ("&quot;") and broken characters are left over from its preparation of the text.

    Bad
        en: The sailor's wife mended the sail.
        de: Die Frau des [[<unk>]] flickte das Segel.
        en: "That is enough," she said.
        de: [[&quot;]]Das reicht[[&quot;]], sagte sie.
    Good
        en: In HTML a quotation mark is written as &quot;.
        de: In HTML schreibt man ein Anführungszeichen als &quot;.
        en: Write to us: info@example.org, or @mtcheck!
        de: Schreiben Sie uns: info@example.org, oder @mtcheck!
        en: He unloaded the ship -- slowly.
        de: Er entlud das Schiff – langsam.
    Limits
        What the English has in the same way is left alone. Without the English only placeholders are looked for, for a
        text may speak of the others.
    Source
        Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units", Section 3.2, for "@@"; Kudo
        and Richardson 2018, "SentencePiece", for "▁" and "⁇".
    """

    category = Category.UNINTELLIGIBLE
    needs_source = False
    made_kinds = ("placeholder",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A major finding for each placeholder, a minor one for each remains of preparation."""
        text, source = pair.translation or "", pair.source or ""
        for pattern, message, severity in (
            (_PLACEHOLDER, "A translation program printed this for a word that it did not know.", Severity.MAJOR),
            (_REMAINS, "This is left over from a program's preparation of the text.", Severity.MINOR),
        ):
            for match in pattern.finditer(text):
                is_certain = severity is Severity.MAJOR or pair.source is not None
                if is_certain and match.group() not in source:
                    yield self.found(pair, context, match.span(), message, severity)
