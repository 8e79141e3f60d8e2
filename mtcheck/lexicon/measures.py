"""Units behind numbers: what a number measures, so that converted measures can be compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mtcheck.lexicon.numerals import Number, numbers
from mtcheck.lexicon.tokens import Language

_UNITS: tuple[tuple[str, float, bool, str, str | None], ...] = (
    ("speed", 0.44704, True, r"mph|miles (?:per|an) hour", r"Meilen (?:pro|die) Stunde|mph"),
    (
        "speed",
        0.27778,
        False,
        r"km/h|kph|kmh|kilomet(?:er|re)s? (?:per|an) hour",
        r"km/h|Stundenkilometern?|Kilometern? (?:pro|in der|die) Stunde|Kilometer/Stunde",
    ),
    ("area", 2_589_988, True, r"square miles?|sq\.? mi(?:les?)?", r"Quadratmeilen?"),
    ("area", 0.092903, True, r"square (?:feet|foot)|sq\.? ?ft", r"Quadratfuß"),
    ("area", 4046.86, True, r"acres?", r"Acres?|Morgen"),
    ("area", 10_000, False, r"hectares?|ha", r"Hektar|ha"),
    ("area", 1_000_000, False, r"square kilomet(?:er|re)s?|sq\.? km|km²|km2", r"Quadratkilometern?|km²|km2|qkm"),
    ("area", 1, False, r"square met(?:er|re)s?|sq\.? m|m²|m2", r"Quadratmetern?|m²|m2|qm"),
    ("length", 1609.34, True, r"miles?|mi", r"Meilen?"),
    ("length", 0.3048, True, r"feet|foot|ft", r"Fuß|ft"),
    ("length", 0.0254, True, r"[Ii]nch(?:es)?", r"Zoll|Inch"),
    ("length", 0.9144, True, r"yards?|yds?", r"Yards?"),
    ("length", 1000, False, r"kilomet(?:er|re)s?|km|k", r"Kilometern?|km"),
    ("length", 0.01, False, r"centimet(?:er|re)s?|cm", r"Zentimetern?|cm"),
    ("length", 0.001, False, r"millimet(?:er|re)s?|mm", r"Millimetern?|mm"),
    ("length", 1, False, r"met(?:er|re)s?|m", r"Metern?|m"),
    ("mass", 0.45359, True, r"pounds?|lbs?", r"Pfund|lbs?"),
    ("mass", 0.02835, True, r"ounces?|oz", r"Unzen?"),
    ("mass", 6.35, True, r"stones?", r"Stone"),
    ("mass", 1, False, r"kilograms?|kilos?|kgs?", r"Kilogramm|Kilos?|kg"),
    ("mass", 0.001, False, r"grams?|g", r"Gramm|g"),
    ("volume", 3.7854, True, r"gallons?", r"Gallonen?"),
    ("volume", 0.94635, True, r"quarts?", None),
    ("volume", 1, False, r"lit(?:er|re)s?|l", r"Litern?|l"),
    ("volume", 0.001, False, r"millilit(?:er|re)s?|ml", r"Millilitern?|ml"),
    ("temperature", 1, True, r"°F|degrees? F(?:ahrenheit)?\b|º ?F|F", r"°F|° F|Grad Fahrenheit"),
    ("temperature", 1, False, r"°C|degrees? C(?:elsius)?\b|º ?C", r"°C|° C|Grad Celsius|Grad C\b|Grad|°"),
    ("duration", 36_525, False, r"centur(?:y|ies)", r"Jahrhunderten?|Jahrhunderts?"),
    ("duration", 3652.5, False, r"decades?", r"Jahrzehnten?|Jahrzehnts?|Dekaden?"),
    ("duration", 365.25, False, r"years?", r"Jahren?|Jahres?|[Jj]ähr[a-z]*"),
    ("duration", 30.44, False, r"months?", r"Monaten?|Monats?|[Mm]onatig[a-z]*"),
    ("duration", 7, False, r"weeks?", r"Wochen?|[Ww]öchig[a-z]*"),
    ("duration", 1, False, r"days?", r"Tagen?|Tages?|[Tt]ägig[a-z]*"),
    ("duration", 1 / 24, False, r"hours?|hrs?", r"Stunden?|[Ss]tündig[a-z]*|Std"),
    ("duration", 1 / 1440, False, r"minutes?|mins?", r"Minuten?|[Mm]inütig[a-z]*|Min"),
    ("duration", 1 / 86_400, False, r"seconds?|secs?", r"Sekunden?|Sek"),
)
"""Kind, size, whether foreign (see `Measure`), English and German words; in the order in which they are tried."""

KEPT = 2000
"""Texts whose numbers are kept: both sides of a long article."""

_GAP = r"\+?[ \u00a0\u202f]?-?"


@lru_cache(maxsize=2)
def _units(language: Language) -> tuple[re.Pattern[str], tuple[tuple[str, float, bool], ...]]:
    """A pattern with a group for each unit that has a name in a language; their kinds, sizes, whether foreign."""
    named = [
        (words, (kind, size, foreign))
        for kind, size, foreign, english, german in _UNITS
        if (words := english if language == "en" else german) is not None
    ]
    pattern = "|".join(f"({words})" for words, _ in named)
    return re.compile(rf"{_GAP}(?:{pattern})(?!\w)"), tuple(unit for _, unit in named)


_BARE_DEGREES = {"en": re.compile(rf"{_GAP}degrees?\b|{_GAP}[°º](?![ ]?[CF])"), "de": re.compile(r"(?!)")}
_RANGE = re.compile(r"\s*(?:-|–|to|or|and|bis|oder|und|auf|x|×|mal|by)\s*(?:zu |auf )?(?:plus |minus )?")
_MINUS = re.compile(r"(?:\bminus |(?:^|(?<=[\s(]))[-−–])$", re.IGNORECASE)
_BELOW = re.compile(r"[^.,;0-9]{0,24}\b(?:below (?:zero|freezing)|unter (?:null|dem Gefrierpunkt))\b", re.IGNORECASE)
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

    def values(self, readings: frozenset[float], *, below_zero: bool = False) -> frozenset[float]:
        """Readings in metric units; of a temperature in degrees Celsius, which may be one below zero."""
        if self.kind == "temperature":
            signed = frozenset(-value for value in readings) if below_zero else readings
            return frozenset((value - 32) / 1.8 for value in signed) if self.foreign else signed
        return frozenset(value * self.size for value in readings)


def measures(text: str, found: Sequence[Number], language: Language) -> list[Measure | None]:
    """For each number of a text what it measures; the first of a range measures what the second does.

    In "20:38 Minuten" the minutes do not measure the last number.
    """
    known: list[Measure | None] = [None] * len(found)
    for position in range(len(found) - 1, -1, -1):
        number = found[position]
        known[position] = None if text[: number.start].endswith(":") else _unit(text, number.end, language)
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


def is_below_zero(text: str, number: Number) -> bool:
    """Whether a sign or a word says that a temperature is below zero."""
    return bool(_MINUS.search(text[: number.start]) or _BELOW.match(text, number.end))


def feet_and_inches(text: str, first: Number, second: Number) -> bool:
    """Whether two neighbouring numbers are one length in feet and inches."""
    return bool(_FEET_INCHES.fullmatch(text[first.end : second.start]))


def _unit(text: str, end: int, language: Language) -> Measure | None:
    pattern, units = _units(language)
    match = pattern.match(text, end)
    return Measure(*units[match.lastindex - 1], match.end()) if match and match.lastindex else None
