"""The rule number-mismatch."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import Links
from mtcheck.lexicon.measures import (
    Measure,
    feet_and_inches,
    is_ambiguous_temperature,
    is_below_zero,
    measured_numbers,
)
from mtcheck.lexicon.numerals import Number
from mtcheck.lexicon.tokens import Token

_CONVERTED = re.compile(r"\bumgerechnet", re.IGNORECASE)
_ZONE = re.compile(
    r"\b(?:EST|EDT|ET|PT|PST|PDT|GMT|BST|CET|CEST|UTC|AEST|MEZ|MESZ|(?:local|Eastern|Pacific) time|Ortszeit)\b"
)
_PERCENT = re.compile(r"[ \u00a0\u202f-]?(?:%|percent|per cent|pct\b|pc\b|Prozent|prozentig)", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?: (?P<scale>million|billion|trillion))?", re.IGNORECASE
)
_SCALES = {
    "million": ("Million", "Millionen"),
    "billion": ("Milliarde", "Milliarden"),
    "trillion": ("Billion", "Billionen"),
}
_CURRENCIES = {
    "$": "dollar", "us$": "dollar", "dollar": "dollar", "dollars": "dollar", "usd": "dollar", "us-dollar": "dollar",
    "€": "euro", "eur": "euro", "euro": "euro", "euros": "euro", "£": "pound", "pound": "pound", "pounds": "pound",
    "pfund": "pound", "gbp": "pound", "¥": "yen", "yen": "yen", "yuan": "yuan", "rmb": "yuan", "rubel": "ruble",
    "rubles": "ruble", "roubles": "ruble", "rupees": "rupee", "rupien": "rupee", "₹": "rupee", "franken": "franc",
    "francs": "franc",
}  # fmt: skip
_CENT = re.compile(r"[ \u00a0\u202f-]?(?:Euro)?[Cc]ents?\b")
_CURRENCY_BEFORE = re.compile(r"(?:US\$|[$€£¥₹]|\b(?:USD|EUR|GBP|RMB))[ \u00a0]?$")
_CURRENCY_AFTER = re.compile(
    rf"[ \u00a0\u202f-]?({'|'.join(re.escape(word) for word in sorted(_CURRENCIES, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)


_PM = re.compile(r"(?:[.:]\d\d)?\s?p\.?\s?m\b", re.IGNORECASE)
_PM_WORD = re.compile(r"abend|nachmittag|mittag|nacht", re.IGNORECASE)
NOON = 12.0
HOURS = frozenset(map(float, range(25)))

MOST_COMPARED = 24
"""Numbers of the other side, the nearest, with which one is compared; only very long texts have more."""


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
        en: The industry, 30 miles from here, is worth $17.7 billion.
        de: Die Branche, 50 Kilometer von hier, ist [[17,7 Billionen]] Dollar wert.
        en: Millions of people watched it, and three of them called.
        de: [[Milliarden]] Menschen sahen es, und drei von ihnen riefen an.
        en: The fifteen soldiers were found after seven days.
        de: Die [[fünfzig]] Soldaten wurden nach sieben Tagen gefunden.
        en: The town is 30 miles away.
        de: Die Stadt ist [[300 Kilometer]] entfernt.
        en: She weighs 130 pounds.
        de: Sie wiegt [[130 Kilogramm]].
        en: It was 90 degrees Fahrenheit.
        de: Es waren [[52 Grad Celsius]].
        en: The match begins at 5.30pm.
        de: Das Spiel beginnt um [[16]].30 Uhr.
        en: Baltimore (10-6) lost again.
        de: Baltimore (10:[[8]]) verlor erneut.
        en: The driver lost control at around 6:40 p.m.
        de: Der Fahrer verlor gegen [[6]].40 Uhr die Kontrolle.
        en: They found 38,000 pounds in cash.
        de: Sie fanden [[38]] Pfund Bargeld.
        en: The dividend falls from 3.20 crowns to 0.80 crowns per share.
        de: Die Dividende sinkt von 3,20 Kronen auf [[80]] Kronen je Aktie.
        en: A gallon cost $2.98 in 2019, down 11 cents.
        de: Der Liter kostete [[2018]] umgerechnet 72 Eurocent, drei Cent weniger.
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
        en: The fire broke out on Friday night.
        de: Das Feuer brach in der Nacht auf Samstag aus.
        en: The man, 6 feet 2 inches tall, weighed 200 pounds.
        de: Der 1,88 Meter große Mann wog 91 Kilogramm.
        en: It was 90 degrees, and two dozen people fainted within a fortnight.
        de: Es waren 32 Grad, und 24 Menschen fielen binnen 14 Tagen in Ohnmacht.
        en: After 18 months, half of the five thousand pounds was gone.
        de: Nach anderthalb Jahren waren 50 Prozent der 5000 Pfund weg.
        en: The doors open at 7 p.m. on Friday.
        de: Einlass ist am Freitagabend um 7 Uhr.
        en: The call is at 8 p.m. ET.
        de: Das Gespräch beginnt um 2 Uhr MEZ.
        en: During the flight the temperature fell from 50 to minus 58 degrees Fahrenheit.
        de: Während des Flugs fiel die Temperatur von plus 10 auf minus 50 Grad Celsius.
        en: She crossed the line after 20 minutes and 38.1 seconds, in the second quarter of the year.
        de: Sie kam im zweiten Quartal nach 20:38,1 Minuten ins Ziel.
        en: At half past four they put it at between $6.5 billion and $9 billion, or several hundred million each.
        de: Um halb fünf bezifferten sie es auf 6,5 bis neun Milliarden Dollar, also mehrere Hundert Millionen je.
        en: She stands barely five feet tall.
        de: Sie misst kaum einen Meter fünfzig.
        en: It is worth two and a half million dollars.
        de: Es ist zweieinhalb Millionen Dollar wert.
        en: A gallon cost $2.98 on Monday, down 11 cents from a week earlier.
        de: Der Liter kostete am Montag umgerechnet 72 Eurocent, drei Cent weniger als in der Vorwoche.
    Limits
        A number without any counterpart in the English is not reported, for it may stand for a word (a dozen, both);
        nor is one of several, where it is not plain which of them it should be; nor an amount where the German says
        that it has converted some ("umgerechnet"). Amounts of money in another currency and hours in another time zone
        are not compared.
    Source
        Critical errors in numbers: WMT 2021 shared task on quality estimation, critical error detection (Specia et
        al. 2021, Section 2.3).
    """

    category = Category.MISTRANSLATION
    made_kinds = ("number", "number-word", "unit")

    tolerance: float = 0.12
    """Relative difference up to which a converted measure is right, for converted measures are rounded."""
    least_evidence: int = 2
    """How many signs must say that the German number stands for the English one that is left over."""
    reach: int = 3
    """Words before and after a number in which a linked word is such a sign."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each German number without counterpart, where an English one is left over in its place."""
        if not pair.source or not pair.translation:
            return
        sides = _Sides(pair.source, pair.translation, context.view(pair).links, self.tolerance)
        left = [other for other in sides.english if not other.loose and not sides.has_counterpart(other)]
        strange = [number for number in sides.german if not number.loose and not sides.is_counterpart(number)]
        for number in strange:
            near = _nearest(left, number.start / len(pair.translation) * len(pair.source))
            others = {other: sides.evidence(number, other, self.reach) for other in near}
            best = max(others, key=others.__getitem__, default=None)
            if best is None or sides.is_free(number):
                continue
            if others[best] + (len(strange) == len(left) == 1) < self.least_evidence:
                continue
            left.remove(best)
            yield self._finding(pair, context, sides.span(number, best), sides.source_span(number, best))

    def _finding(self, pair: Pair, context: Context, span: tuple[int, int], of_source: tuple[int, int]) -> Finding:
        said = (pair.source or "")[slice(*of_source)]
        return self.found(
            pair,
            context,
            span,
            f"The English has “{said}”"
            + ("; the figure may have been updated." if context.is_another_edition else "."),
            Severity.CRITICAL,
            suggestions=_in_german(said),
            evidence={"source": said},
            related=(Span(Side.SOURCE, *of_source, said),),
        )


class _Sides:
    """The numbers of both sides with what they measure, and whether two of them can stand for one another."""

    def __init__(self, source: str, translation: str, links: Links, tolerance: float) -> None:
        self.source, self.translation, self.links, self.tolerance = source, translation, links, tolerance
        english, german = measured_numbers(source, "en"), measured_numbers(translation, "de")
        self.english, self.german = [number for number, _ in english], [number for number, _ in german]
        self._source_measures: dict[Number, Measure | None] = dict(english)
        self._measures: dict[Number, Measure | None] = dict(german)
        self._join_feet_and_inches()
        self._linked = {(candidate.source, candidate.translation) for candidate in links.candidates}

    def _join_feet_and_inches(self) -> None:
        joined: list[Number] = []
        for number in self.english:
            if joined and feet_and_inches(self.source, joined[-1], number):
                feet = joined.pop()
                whole = replace(feet, readings=frozenset({min(feet.readings) + min(number.readings) / 12}))
                self._source_measures[whole] = Measure("length", 0.3048, True, number.end)
                joined += [whole, replace(number, loose=True)]
                self._source_measures[joined[-1]] = None
            else:
                joined.append(number)
        self.english = joined

    def measure(self, number: Number) -> Measure | None:
        """What a German number measures."""
        return self._measures[number]

    def source_measure(self, number: Number) -> Measure | None:
        """What an English number measures."""
        return self._source_measures[number]

    def has_counterpart(self, other: Number) -> bool:
        """Whether a German number can stand for an English one."""
        place = other.start / len(self.source) * len(self.translation)
        return any(self.agree(number, other) for number in _nearest(self.german, place))

    def is_counterpart(self, number: Number) -> bool:
        """Whether a German number can stand for any English one."""
        place = number.start / len(self.translation) * len(self.source)
        return any(self.agree(number, other) for other in _nearest(self.english, place))

    def agree(self, number: Number, other: Number) -> bool:
        """Whether a German number can stand for an English one."""
        unit, meant = self.measure(number), self.source_measure(other)
        if unit and meant and unit.kind == meant.kind and (unit.size, unit.foreign) != (meant.size, meant.foreign):
            here = unit.values(number.readings, below_zero=is_below_zero(self.translation, number))
            there = meant.values(other.readings, below_zero=is_below_zero(self.source, other))
            return _about_equal(here, there, self.tolerance, unit.kind)
        if number.clock and other.clock and self._is_half_a_day_off(number, other):
            return False
        if number.readings & other.readings or _is_year_in_short(number, other):
            return True
        if unit and unit.kind == "temperature" and is_ambiguous_temperature(self.source, other.end, "en"):
            celsius = frozenset((value - 32) / 1.8 for value in other.readings)
            return _about_equal(number.readings, celsius, self.tolerance, unit.kind)
        return False

    def _is_half_a_day_off(self, number: Number, other: Number) -> bool:
        """Whether an hour of the afternoon stands in German as one of the morning, and no word tells that it is not."""
        is_hour = self.translation[max(number.start - 1, 0) : number.start] not in (":", ".")
        is_afternoon = is_hour and bool(_PM.match(self.source, other.end)) and min(other.readings) < NOON
        is_morning = max(number.readings & HOURS, default=NOON) < NOON
        return is_afternoon and is_morning and not _PM_WORD.search(self.translation)

    def span(self, number: Number, other: Number) -> tuple[int, int]:
        """The German number, with its unit where the English has another unit of the kind."""
        return self._with_unit(self.translation, number, self.measure(number), self.source_measure(other))

    def source_span(self, number: Number, other: Number) -> tuple[int, int]:
        """The English number, with its unit where the German has another unit of the kind."""
        return self._with_unit(self.source, other, self.source_measure(other), self.measure(number))

    @staticmethod
    def _with_unit(text: str, number: Number, unit: Measure | None, meant: Measure | None) -> tuple[int, int]:
        differ = unit and meant and unit.kind == meant.kind and (unit.size, unit.foreign) != (meant.size, meant.foreign)
        adjacent = unit and not re.search(r"\d", text[number.end : unit.end])
        return (number.start, unit.end if unit and differ and adjacent else number.end)

    def is_free(self, number: Number) -> bool:
        """Whether nothing can be said of a number: converted amounts, money in another currency, hours elsewhere."""
        is_amount = self.measure(number) is not None or _is_money(self.translation, number)
        if is_amount and _CONVERTED.search(self.translation):
            return True
        if number.clock and set(_ZONE.findall(self.source)) != set(_ZONE.findall(self.translation)):
            return True
        currency = _currency(self.translation, number)
        return currency is not None and currency not in self._currencies

    @cached_property
    def _currencies(self) -> frozenset[str | None]:
        return frozenset(_currency(self.source, other) for other in self.english)

    def evidence(self, number: Number, other: Number, reach: int) -> int:
        """How many signs say that a German number should be this English one."""
        if number.vague != other.vague or (number.ordinal and not number.digits) != (
            other.ordinal and not other.digits
        ):
            return 0
        unit, meant = self.measure(number), self.source_measure(other)
        same_kind = unit is not None and meant is not None and unit.kind == meant.kind
        if unit is not None and meant is not None and not same_kind:
            return 0
        found = same_kind + (number.vague and other.vague)
        found += self._same_context(number, other)
        if number.digits and other.digits:
            found += _same_shape(number, other)
            found += _one_digit_apart(number.digits, other.digits)
            found += 2 * (number.digits == other.digits and number.scale != other.scale)
        elif not number.digits and not other.digits:
            found += 1
        return found + self._neighbours(number, other, reach)

    def _same_context(self, number: Number, other: Number) -> bool:
        """Whether both are percentages, hours of the day, or amounts of the same currency."""
        if number.clock and other.clock:
            return True
        german = _percent(self.translation, number) or _currency(self.translation, number)
        return german is not None and german == (_percent(self.source, other) or _currency(self.source, other))

    def _neighbours(self, number: Number, other: Number, reach: int) -> bool:
        """Whether a word near the one is linked with a word near the other."""
        near = _near(self.links.translation, number, reach)
        return any((i, j) in self._linked for i in _near(self.links.source, other, reach) for j in near)


def _nearest(found: Sequence[Number], place: float) -> Sequence[Number]:
    """The `MOST_COMPARED` numbers of a text that stand about nearest to a place."""
    first = bisect_left(found, place, key=lambda number: number.start) - MOST_COMPARED // 2
    first = max(0, min(first, len(found) - MOST_COMPARED))
    return found[first : first + MOST_COMPARED]


def _near(tokens: Sequence[Token], number: Number, reach: int) -> list[int]:
    first = bisect_left(tokens, number.start + 1, key=lambda token: token.end)
    last = bisect_left(tokens, number.end, lo=first, key=lambda token: token.start)
    around = [*range(max(first - reach, 0), first), *range(last, min(last + reach, len(tokens)))]
    return [k for k in around if tokens[k].content]


def _about_equal(first: frozenset[float], second: frozenset[float], tolerance: float, kind: str) -> bool:
    slack = 2.0 if kind == "temperature" else 0.0
    return any(abs(a - b) <= max(slack, tolerance * max(abs(a), abs(b))) for a in first for b in second)


def _is_year_in_short(first: Number, second: Number) -> bool:
    """A two-digit year stands for a decade or year of its century."""
    short, long = sorted((first.digits, second.digits), key=len)
    return len(short) == 2 and len(long) == 4 and long.endswith(short) and 1000 <= int(long) <= 2100


def _same_shape(first: Number, second: Number) -> bool:
    separators = [re.sub(r"\d+", "0", re.sub(r"[^\d.,].*", "", number.text)) for number in (first, second)]
    return len(first.digits) == len(second.digits) and len(separators[0]) == len(separators[1])


def _one_digit_apart(first: str, second: str) -> bool:
    return len(first) == len(second) and sum(a != b for a, b in zip(first, second, strict=True)) == 1


def _in_german(figure: str) -> tuple[str, ...]:
    """An English figure as German writes it; nothing where it is more than digits and a million or the like."""
    found = _FIGURE.fullmatch(figure)
    if not found:
        return ()
    whole, _, decimals = found["digits"].partition(".")
    digits = whole.replace(",", ".") + (f",{decimals}" if decimals else "")
    scale = _SCALES.get((found["scale"] or "").lower())
    return (f"{digits} {scale[digits != '1']}" if scale else digits,)


def _percent(text: str, number: Number) -> str | None:
    return "%" if _PERCENT.match(text, number.end) else None


def _is_money(text: str, number: Number) -> bool:
    return bool(_currency(text, number) or _CENT.match(text, number.end))


def _currency(text: str, number: Number) -> str | None:
    """The currency of an amount, by its sign or its name; None where it is no amount."""
    before = _CURRENCY_BEFORE.search(text[max(number.start - 6, 0) : number.start])
    after = _CURRENCY_AFTER.match(text, number.end)
    found = before.group().strip() if before else after.group(1) if after else None
    return _CURRENCIES.get(found.lower()) if found else None
