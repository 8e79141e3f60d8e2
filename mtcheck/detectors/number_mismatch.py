"""The rule number-mismatch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector

_NUMBER = re.compile(r"(?<![\w.,:/])\d+(?:[.,:/]\d+)*(?!\d)")
_SCALES = {
    "hundred": 2, "hundreds": 2, "thousand": 3, "thousands": 3, "million": 6, "millions": 6, "m": 6, "mn": 6,
    "billion": 9, "billions": 9, "bn": 9, "trillion": 12, "trillions": 12, "k": 3,
    "hundert": 2, "tausend": 3, "mio": 6, "millionen": 6, "mrd": 9, "milliarde": 9, "milliarden": 9,
    "billionen": 12, "tsd": 3,
}  # fmt: skip
_GERMAN_ONLY = {"billion": 12, "trillion": 18, "trillionen": 18}
_UNITS = re.compile(
    r"(?<![a-z])(?:miles?|feet|foot|ft|inch(?:es)?|pounds?|lbs?|ounces?|oz|gallons?|acres?|yards?|mph|fahrenheit|degrees?|"
    r"[ap]\.?m\.?|o'clock|stones?|°[FC]|dozens?|fortnight|in(?= x |ch)|decades?|century|"
    r"centuries|\d\d00s|EST|GMT|BST|ET|PT)\b|[\"″'′]\s|°|\$|£|€",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A number written with digits: where it stands, and every value it can be read as."""

    start: int
    end: int
    text: str
    readings: frozenset[float]
    parts: frozenset[float] = frozenset()
    """The parts of a date or a result, in any order."""


@dataclass(frozen=True)
class NumberMismatch(Detector):
    """A number in the German is not the one in the English.

    Readers trust numbers, and a wrong one is seldom noticed.

    Bad
        en: The company has 1,250 employees in 14 countries.
        de: Das Unternehmen hat [[1.520]] Beschäftigte in 14 Ländern.
        en: It costs 3 million euros.
        de: Es kostet [[3 Milliarden]] Euro.
        en: He was born on 12 May 1962.
        de: Er wurde am 12. Mai [[1926]] geboren.
    Good
        en: The company has 1,250 employees; 3.5 percent of them work at night.
        de: Das Unternehmen hat 1.250 Beschäftigte, 3,5 Prozent davon arbeiten nachts.
        en: The shop closes at 8 pm.
        de: Das Geschäft schließt um 20 Uhr.
        en: They walked five miles in the 1990s.
        de: Sie gingen in den 90er-Jahren acht Kilometer.
        en: It cost $2.3bn.
        de: Es kostete 2,3 Milliarden Dollar.
        en: It cost 0.5 billion.
        de: Es kostete 500 Millionen.
        en: a 2-1 win after 90 minutes
        de: ein 2:1 nach 90 Minuten
        en: The town is 30 miles away.
        de: Die Stadt ist 48 Kilometer entfernt.
        en: twenty-four hours
        de: 24 Stunden
        en: at least 2.8km, by 5.30pm
        de: mindestens 2,8 km, bis 17.30 Uhr
        en: It will not start until 3/16.
        de: Es beginnt erst am 16.3.
        en: a mill of the 1800s
        de: eine Mühle aus dem 19. Jahrhundert
        en: over 6 decades
        de: über 60 Jahre
    Limits
        Numbers in words are not read, so a number in digits is compared only with numbers in digits; where the English
        uses other units or a twelve-hour clock, nothing is reported.
    Source
        Critical errors in numbers: WMT 2021 shared task on quality estimation, critical error detection (Specia et
        al. 2021, Section 2.3).
    """

    made_kinds = ("number",)

    @property
    def category(self) -> Category:
        """A wrong number is a mistranslation."""
        return Category.MISTRANSLATION

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each German number without counterpart, where an English one is left over."""
        if not pair.source or not pair.translation or _UNITS.search(pair.source):
            return
        left = list(numbers(pair.source, german=False))
        strange = []
        for number in numbers(pair.translation, german=True):
            match = next((other for other in left if _agree(number, other)), None)
            if match is not None:
                left.remove(match)
            else:
                strange.append(number)
        if len(strange) != len(left):
            return
        for number, other in zip(strange, left, strict=True):
            yield self.found(
                pair,
                context,
                (number.start, number.end),
                f"The English has “{other.text}”.",
                Severity.CRITICAL,
                evidence={"source": other.text},
                related=(Span(Side.SOURCE, other.start, other.end, other.text),),
            )


def numbers(text: str, *, german: bool) -> Iterator[Number]:
    """The numbers in digits of a text, with the word of scale behind them."""
    for match in _NUMBER.finditer(text):
        end = match.end()
        scale, word = 0, ""
        following = re.match(r"[ \u00a0\u202f-]?([A-Za-z]+)\b", text[end:])
        if following:
            word = following.group(1).lower()
            found = (_GERMAN_ONLY if german else {}).get(word, _SCALES.get(word))
            if found is not None and not (word in ("m", "k") and german):
                scale, end = found, end + following.end()
        readings = _readings(match.group(), scale)
        if scale and word in ("m", "k"):  # a scale in "$5m", but none in "4K" or "5 m"
            readings |= _readings(match.group(), 0)
        yield Number(match.start(), end, text[match.start() : end], readings, _parts(match.group()))


def _readings(digits: str, scale: int) -> frozenset[float]:
    """Every value that a string of digits, stops and commas can mean in either language."""
    values = {float(re.sub(r"[.,:/]", "", digits))}
    separators = re.findall(r"[.,]", digits)
    if len(separators) == 1 and not re.search(r"[:/]", digits):
        values.add(float(digits.replace(",", ".")))
    elif len(separators) > 1 and separators.count(separators[-1]) == 1:
        whole, _, fraction = digits.rpartition(separators[-1])
        values.add(float(re.sub(r"[.,:/]", "", whole) + "." + fraction))
    if ":" in digits or "/" in digits or re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{2,4}", digits):
        values |= _parts(digits)
    return frozenset(round(value * 10**scale, 6) for value in values)


def _parts(digits: str) -> frozenset[float]:
    parts = re.split(r"[.,:/]", digits)
    return frozenset(float(part) for part in parts) if len(parts) > 1 else frozenset()


def _agree(first: Number, second: Number) -> bool:
    if first.readings & second.readings or (first.parts and first.parts == second.parts):
        return True
    # a two-digit year stands for a decade or year of its century
    return any(
        a % 100 == b % 100 and min(a, b) < 100 and 1000 <= max(a, b) <= 2100
        for a in first.readings
        for b in second.readings
    )
