"""Units behind numbers: what a number measures, so that converted measures can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mtcheck.lexicon.numerals import Number, numbers
from mtcheck.lexicon.tokens import Language

Units = tuple[tuple[str, str, float, bool], ...]

_ENGLISH: Units = (
    ("speed", r"mph|miles (?:per|an) hour", 0.44704, True),
    ("speed", r"km/h|kph|kmh|kilomet(?:er|re)s? (?:per|an) hour", 0.27778, False),
    ("area", r"square miles?|sq\.? mi(?:les?)?", 2_589_988, True),
    ("area", r"square (?:feet|foot)|sq\.? ?ft", 0.092903, True),
    ("area", r"acres?", 4046.86, True),
    ("area", r"hectares?|ha", 10_000, False),
    ("area", r"square kilomet(?:er|re)s?|sq\.? km|km²|km2", 1_000_000, False),
    ("area", r"square met(?:er|re)s?|sq\.? m|m²|m2", 1, False),
    ("length", r"miles?|mi", 1609.34, True),
    ("length", r"feet|foot|ft", 0.3048, True),
    ("length", r"[Ii]nch(?:es)?", 0.0254, True),
    ("length", r"yards?|yds?", 0.9144, True),
    ("length", r"kilomet(?:er|re)s?|km|k", 1000, False),
    ("length", r"centimet(?:er|re)s?|cm", 0.01, False),
    ("length", r"millimet(?:er|re)s?|mm", 0.001, False),
    ("length", r"met(?:er|re)s?|m", 1, False),
    ("mass", r"pounds?|lbs?", 0.45359, True),
    ("mass", r"ounces?|oz", 0.02835, True),
    ("mass", r"stones?", 6.35, True),
    ("mass", r"kilograms?|kilos?|kgs?", 1, False),
    ("mass", r"grams?|g", 0.001, False),
    ("volume", r"gallons?", 3.7854, True),
    ("volume", r"quarts?", 0.94635, True),
    ("volume", r"lit(?:er|re)s?|l", 1, False),
    ("volume", r"millilit(?:er|re)s?|ml", 0.001, False),
    ("temperature", r"°F|degrees? F(?:ahrenheit)?\b|º ?F|F", 1, True),
    ("temperature", r"°C|degrees? C(?:elsius)?\b|º ?C", 1, False),
    ("duration", r"centur(?:y|ies)", 36_525, False),
    ("duration", r"decades?", 3652.5, False),
    ("duration", r"years?", 365.25, False),
    ("duration", r"months?", 30.44, False),
    ("duration", r"weeks?", 7, False),
    ("duration", r"days?", 1, False),
    ("duration", r"hours?|hrs?", 1 / 24, False),
    ("duration", r"minutes?|mins?", 1 / 1440, False),
    ("duration", r"seconds?|secs?", 1 / 86_400, False),
)
_GERMAN: Units = (
    ("speed", r"Meilen (?:pro|die) Stunde|mph", 0.44704, True),
    ("speed", r"km/h|Stundenkilometern?|Kilometern? (?:pro|in der|die) Stunde|Kilometer/Stunde", 0.27778, False),
    ("area", r"Quadratmeilen?", 2_589_988, True),
    ("area", r"Quadratfuß", 0.092903, True),
    ("area", r"Acres?|Morgen", 4046.86, True),
    ("area", r"Hektar|ha", 10_000, False),
    ("area", r"Quadratkilometern?|km²|km2|qkm", 1_000_000, False),
    ("area", r"Quadratmetern?|m²|m2|qm", 1, False),
    ("length", r"Meilen?", 1609.34, True),
    ("length", r"Fuß|ft", 0.3048, True),
    ("length", r"Zoll|Inch", 0.0254, True),
    ("length", r"Yards?", 0.9144, True),
    ("length", r"Kilometern?|km", 1000, False),
    ("length", r"Zentimetern?|cm", 0.01, False),
    ("length", r"Millimetern?|mm", 0.001, False),
    ("length", r"Metern?|m", 1, False),
    ("mass", r"Pfund|lbs?", 0.45359, True),
    ("mass", r"Unzen?", 0.02835, True),
    ("mass", r"Stone", 6.35, True),
    ("mass", r"Kilogramm|Kilos?|kg", 1, False),
    ("mass", r"Gramm|g", 0.001, False),
    ("volume", r"Gallonen?", 3.7854, True),
    ("volume", r"Litern?|l", 1, False),
    ("volume", r"Millilitern?|ml", 0.001, False),
    ("temperature", r"°F|° F|Grad Fahrenheit", 1, True),
    ("temperature", r"°C|° C|Grad Celsius|Grad C\b|Grad|°", 1, False),
    ("duration", r"Jahrhunderten?|Jahrhunderts?", 36_525, False),
    ("duration", r"Jahrzehnten?|Jahrzehnts?|Dekaden?", 3652.5, False),
    ("duration", r"Jahren?|Jahres?|[Jj]ähr[a-z]*", 365.25, False),
    ("duration", r"Monaten?|Monats?|[Mm]onatig[a-z]*", 30.44, False),
    ("duration", r"Wochen?|[Ww]öchig[a-z]*", 7, False),
    ("duration", r"Tagen?|Tages?|[Tt]ägig[a-z]*", 1, False),
    ("duration", r"Stunden?|[Ss]tündig[a-z]*|Std", 1 / 24, False),
    ("duration", r"Minuten?|[Mm]inütig[a-z]*|Min", 1 / 1440, False),
    ("duration", r"Sekunden?|Sek", 1 / 86_400, False),
)
KEPT = 2000
"""Texts whose numbers are kept: both sides of a long article."""

_GAP = r"\+?[ \u00a0\u202f]?-?"
_COMPILED = {
    language: tuple(
        (kind, re.compile(rf"{_GAP}(?:{words})(?!\w)"), size, foreign) for kind, words, size, foreign in units
    )
    for language, units in (("en", _ENGLISH), ("de", _GERMAN))
}
_BARE_DEGREES = {"en": re.compile(rf"{_GAP}degrees?\b|{_GAP}[°º](?![ ]?[CF])"), "de": re.compile(r"(?!)")}
_RANGE = re.compile(r"\s*(?:-|–|to|or|and|bis|oder|und|x|×|mal|by)\s*(?:zu |auf )?")
_FEET_INCHES = re.compile(r"(?:(?:[ -]?(?:feet|foot|ft)\.?[, -]{0,2}(?:and )?)|['′’])(?=\d)")


@dataclass(frozen=True)
class Measure:
    """What a number measures: the kind, the size of the unit in the metric one, where the unit ends.

    `foreign` units are not metric. Degrees of temperature have size 1 and are told apart by `foreign`.
    """

    kind: str
    size: float
    foreign: bool
    end: int

    def values(self, readings: frozenset[float]) -> frozenset[float]:
        """Readings in metric units; of a temperature in degrees Celsius."""
        if self.kind == "temperature":
            return frozenset((value - 32) / 1.8 for value in readings) if self.foreign else readings
        return frozenset(value * self.size for value in readings)


def measures(text: str, found: Sequence[Number], language: Language) -> list[Measure | None]:
    """For each number of a text what it measures; the first of a range measures what the second does."""
    known: list[Measure | None] = [None] * len(found)
    for position in range(len(found) - 1, -1, -1):
        number = found[position]
        known[position] = _unit(text, number.end, language)
        following = found[position + 1] if position + 1 < len(found) else None
        if (
            known[position] is None
            and following is not None
            and _RANGE.fullmatch(text[number.end : following.start])
            and (unit := known[position + 1]) is not None
        ):
            known[position] = unit
    return known


@lru_cache(maxsize=KEPT)
def measured_numbers(text: str, language: Language) -> tuple[tuple[Number, Measure | None], ...]:
    """The numbers of a text, in order, each with what it measures; kept for whoever asks next."""
    found = numbers(text, language)
    return tuple(zip(found, measures(text, found, language), strict=True))


def is_ambiguous_temperature(text: str, end: int, language: Language) -> bool:
    """Whether degrees of an unnamed scale stand behind a number."""
    return bool(_BARE_DEGREES[language].match(text, end))


def feet_and_inches(text: str, first: Number, second: Number) -> bool:
    """Whether two neighbouring numbers are one length in feet and inches."""
    return bool(_FEET_INCHES.fullmatch(text[first.end : second.start]))


def _unit(text: str, end: int, language: Language) -> Measure | None:
    for kind, pattern, size, foreign in _COMPILED[language]:
        match = pattern.match(text, end)
        if match:
            return Measure(kind, size, foreign, match.end())
    return None
