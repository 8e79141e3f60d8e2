"""Numbers of a text, in digits and in words, with every value that they can be read as.

Both languages write the same number in several ways (1,250 and 1.250; 5.30pm and 17.30 Uhr; twenty-four and
vierundzwanzig), and one spelling may be read in several: a number is a set of readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from mtcheck.lexicon.tokens import Language

_DIGITS = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[\u00a0\u202f'’]\d{3})+(?!\d)|\d+)(?:[.,:/]\d+)*(?!\d)")
_SCALES = {
    "hundred": 2, "hundreds": 2, "lakh": 5, "crore": 7, "thousand": 3, "thousands": 3, "million": 6, "millions": 6,
    "m": 6, "mn": 6, "billion": 9, "billions": 9, "bn": 9, "trillion": 12, "trillions": 12, "tn": 12, "k": 3, "mil": 6,
}  # fmt: skip
_GERMAN_SCALES = {
    "hundert": 2, "hunderte": 2, "hunderten": 2, "tausend": 3, "tausende": 3, "tausenden": 3, "tsd": 3, "mio": 6,
    "million": 6, "millionen": 6, "mrd": 9, "milliarde": 9, "milliarden": 9, "billion": 12, "billionen": 12,
    "trillion": 18, "trillionen": 18, "bio": 12,
}  # fmt: skip
_LETTER_SCALES = ("m", "k", "mil")
MOST_SCALED = 1000.0
"""A number of a range from which it is not meant to have the scale of the other."""
_CLOCK = re.compile(r"\s*(?:([ap])\.?\s?m\b\.?|o[’']clock|Uhr\b|h\b)", re.IGNORECASE)
_ORDINAL_ENDING = re.compile(r"(?:st|nd|rd|th)\b")
_RANGE = re.compile(r"\s*(?:-|–|to|or|and|bis|oder|und|auf)\s*(?:(?:zu|rund|etwa|about|some) )?[$€£]?")
_WHICH = re.compile(r"\b(?:first|second|third|fourth|this|that|last|next|each|every|fiscal|previous) $", re.IGNORECASE)
_RACE_TIME = re.compile(r"\d{1,2}(?::\d\d){1,2}[.,]\d{1,3}")
"""Minutes and seconds with a fraction: 20:38,1."""
_HALF_BEFORE = re.compile(r"\bhalb $", re.IGNORECASE)
"""Before an hour that is yet to be full: "halb fünf" is half past four."""
_UNIT_BEFORE = re.compile(r"\b(?:Meter|Euro|Mark|Dollar|Uhr) $")
"""Before a number that is a part of the unit: "einen Meter fünfzig"."""
_HALVES = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}

_ENGLISH_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ENGLISH_WORDS = {word: value for value, word in enumerate(_ENGLISH_UNITS)} | {
    word: 10 * value for value, word in enumerate(_ENGLISH_TENS, 2)
}
_ENGLISH_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "twentieth": 20, "thirtieth": 30, "thirds": 3, "quarter": 4,
    "quarters": 4, "fifths": 5, "tenths": 10, "dozen": 12, "dozens": 12, "fortnight": 14, "triple": 3, "tripled": 3,
    "quadruple": 4, "trio": 3, "quartet": 4,
} | {word + "th": value for value, word in enumerate(_ENGLISH_UNITS) if value >= 13}  # fmt: skip
_SCALE_WORD = r"(?:hundred|thousand|million|billion|trillion)"
_SMALL_WORD = (
    rf"(?:(?:{'|'.join(_ENGLISH_TENS)})(?:[- ](?:{'|'.join([*_ENGLISH_UNITS[1:10], *_ENGLISH_ORDINALS])})\b)?"
    rf"|(?:{'|'.join(sorted([*_ENGLISH_WORDS, *_ENGLISH_ORDINALS], key=len, reverse=True))})\b)"
)
_ENGLISH_RUN = re.compile(
    rf"\b(?:{_SMALL_WORD}(?P<half>[- ]and[- ]a[- ]half\b)?|{_SCALE_WORD}s?\b)"
    rf"(?:[- ]{_SCALE_WORD}s?\b|(?:(?<=hundred)|(?<=thousand)|(?<=million))[- ](?:and )?{_SMALL_WORD})*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

_GERMAN_UNITS = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_GERMAN_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_GERMAN_ENDING = (
    r"(?:(?:mal|fach|jähr|tägig|stündig|monatig|wöchig|minütig|köpfig|teilig|stellig|prozentig|malig)[a-zäöü]*|er|en|e|"
    r"tel[ns]?|(?:s?t)(?:e[nmrs]?|el|eln)|mal)?"
)


@dataclass(frozen=True)
class Number:
    """A number of a text: where it stands, how it is written, and every value it can be read as.

    `digits` are its digits alone, empty for a number in words; `scale` is the power of ten of the word behind it.
    """

    start: int
    end: int
    text: str
    readings: frozenset[float]
    digits: str = ""
    scale: int = 0
    ordinal: bool = False
    """A rank or a share ("third", "dritte", "Drittel"), or another word that holds a number ("dozen")."""
    clock: bool = False
    """An hour of the day or its minutes."""
    vague: bool = False
    """A scale without a number: "millions"."""
    loose: bool = False
    """A month in a date, or minutes that are zero: no counterpart need stand for it."""


def numbers(text: str, language: Language) -> list[Number]:
    """The numbers of a text, in order. "One" is left out, for it is mostly an article or a pronoun."""
    found = list(_in_digits(text, language))
    taken = [(number.start, number.end) for number in found]
    for number in _in_english_words(text) if language == "en" else _in_german_words(text):
        if not any(start < number.end and number.start < end for start, end in taken):
            found.append(number)
    found.sort(key=lambda number: number.start)
    return [
        _joined(text, number, found[k + 1] if k + 1 < len(found) else None, language) for k, number in enumerate(found)
    ]


def _joined(text: str, number: Number, following: Number | None, language: Language) -> Number:
    """The number as its neighbours tell: scaled like the end of a range, or the rest of an amount or a time.

    "6,5 bis neun Milliarden" are both milliards; in "einen Meter fünfzig" the fifty are a part of the length.
    """
    if following is not None and not number.scale and _RANGE.fullmatch(text[number.end : following.start]):
        word = re.search(r"[A-Za-z]+$", following.text)
        scale = (_SCALES if language == "en" else _GERMAN_SCALES).get(word.group().lower(), 0) if word else 0
        if scale > 2 and max(number.readings) < MOST_SCALED:
            scaled = frozenset(round(value * 10**scale, 6) for value in number.readings)
            return replace(number, readings=number.readings | scaled)
    if language == "de" and not number.digits:
        if _HALF_BEFORE.search(text[: number.start]):
            return replace(number, readings=frozenset({*number.readings, *(value - 1 for value in number.readings)}))
        if _UNIT_BEFORE.search(text[: number.start]):
            return replace(number, loose=True)
    return number


def _in_digits(text: str, language: Language) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        written = match.group()
        clock = _CLOCK.match(text, match.end())
        parts = _parts(written, text[match.end() : match.end() + 1], bool(clock), language)
        if len(parts) == 1:
            yield _whole(text, match.start(), match.end(), clock, language)
            continue
        for position, part in enumerate(parts):
            start = match.start() + part.start()
            is_date = "." in written and not clock and not _RACE_TIME.fullmatch(written)
            value = float(part.group().replace(",", "."))
            readings = {value}
            if clock:
                readings |= _hours(value, clock) if position == 0 else set()
                readings |= _as_one(written, clock) if position == 0 else set()
            yield Number(
                start,
                start + len(part.group()),
                part.group(),
                frozenset(readings),
                re.sub(r"\D", "", part.group()),
                clock=bool(clock),
                loose=(is_date and position == 1) or (position > 0 and value == 0),
            )


def _parts(written: str, following: str, clock: bool, language: Language) -> list[re.Match[str]]:
    """The numbers of a date, a time or a result; one where the separators belong to a single number."""
    if _RACE_TIME.fullmatch(written):
        return list(re.finditer(r"\d+(?:[.,]\d+)?", written))
    parts = list(re.finditer(r"\d+", written))
    marks = re.sub(r"\d|[\u00a0\u202f'’]", "", written)
    if not marks:
        return parts[:1]
    if ":" in marks or "/" in marks or clock:
        return parts
    is_date = re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{2,4}", written) or (
        language == "de" and following == "." and re.fullmatch(r"[0-3]?\d\.[01]?\d", written)
    )
    return parts if is_date else parts[:1]


def _whole(text: str, start: int, end: int, clock: re.Match[str] | None, language: Language) -> Number:
    written = text[start:end]
    scale, ordinal = 0, bool(_ORDINAL_ENDING.match(text, end))
    word = ""
    following = re.match(r"[ \u00a0\u202f-]?([A-Za-z]+)\b", text[end:])
    readings = _readings(written, language)
    if following:
        word = following.group(1).lower()
        known = (_SCALES if language == "en" else _GERMAN_SCALES).get(word)
        if known is not None:
            scale = known
            end += following.end()
            plain = readings if word in _LETTER_SCALES else frozenset()
            readings = frozenset(round(value * 10**scale, 6) for value in readings) | plain
    if text[end : end + 1] in _HALVES:
        readings = frozenset(value + _HALVES[text[end]] for value in readings)
    if clock:
        readings |= {hour for value in readings for hour in _hours(value, clock)}
    if language == "en" and re.match(r"s\b", text[end:]) and written.endswith("00"):  # the 1800s: 19th century
        readings |= {value / 100 + 1 for value in readings}
    ordinal = ordinal or (language == "de" and bool(re.match(r"\. [a-zA-Z]", text[end:])) and len(written) < 3)
    digits = re.sub(r"\D", "", written)
    return Number(start, end, text[start:end], readings, digits, scale, ordinal, bool(clock))


def _readings(written: str, language: Language) -> frozenset[float]:
    """Every value that a string of digits, stops and commas can mean, for either language is written like the other.

    A separator before three digits parts thousands if it is the language's own one, and in doubt a fraction too
    ("1,250" in German); before any other number of digits it parts a fraction.
    """
    written = re.sub(r"[\u00a0\u202f'’]", "", written)
    whole = float(re.sub(r"[.,]", "", written))
    separators = re.findall(r"[.,]", written)
    if not separators or separators.count(separators[-1]) > 1:
        return frozenset({whole})
    before, _, behind = written.rpartition(separators[-1])
    fraction = float(re.sub(r"[.,]", "", before) + "." + behind)
    if len(behind) != 3 or before == "0":
        return frozenset({fraction})
    is_thousands = len(separators) == 1 and separators[0] == ("," if language == "en" else ".")
    return frozenset({whole}) if is_thousands else frozenset({whole, fraction})


def _hours(value: float, clock: re.Match[str]) -> set[float]:
    if not 0 <= value <= 24:
        return set()
    return {value, value + 12 if value <= 12 else value - 12} if clock.group(1) else {value}


def _as_one(written: str, clock: re.Match[str]) -> set[float]:
    """A time written as one number: 17.30 may stand for 5.30pm."""
    hour, minute = (float(part) for part in re.split(r"[.:,/]", written)[:2])
    return {h + minute / 100 for h in _hours(hour, clock)} | {100 * h + minute for h in _hours(hour, clock)}


def _in_english_words(text: str) -> Iterator[Number]:
    for run in _ENGLISH_RUN.finditer(text):
        words = [word.group().lower() for word in re.finditer(r"[^\W\d_]+", run.group())]
        value, ordinal, vague = _english_value([word for word in words if word not in ("and", "a", "half")])
        is_hour = bool(re.search(r"\bhalf past $", text[: run.start()], re.IGNORECASE))
        is_part_of_year = words[-1] == "quarter" and (
            not text.startswith(" of", run.end()) or bool(_WHICH.search(text[: run.start()]))
        )
        if run.group("half"):
            value *= 1 + 0.5 / _ENGLISH_WORDS.get(words[0], 1) if words[0] in _ENGLISH_WORDS else 1
        if vague and re.search(r"\bhalf[- ]an?[- ]$", text[: run.start()], re.IGNORECASE):
            value, vague = value / 2, False
        vague = vague and not re.search(r"\b(?:an?|per)[- ]$", text[: run.start()], re.IGNORECASE)
        if value != 1 and not (ordinal and value <= 2):
            readings = frozenset({value, value + 1}) if is_hour else frozenset({value})
            yield Number(
                run.start(), run.end(), run.group(), readings, ordinal=ordinal, vague=vague, loose=is_part_of_year
            )


def _english_value(words: list[str]) -> tuple[float, bool, bool]:
    """Value, whether it ends as an ordinal, and whether it is a scale alone."""
    total, part, seen, ordinal = 0.0, 0.0, False, False
    for word in words:
        if word in _SCALES:
            scale = _SCALES[word]
            part = (part or 1) * 10**scale
            if scale > 2:
                total, part = total + part, 0.0
        elif word in _ENGLISH_ORDINALS:
            factor = _ENGLISH_ORDINALS[word]
            ordinal = True
            part = part + factor if part and part % 10 == 0 and factor < 10 else factor
        else:
            part += _ENGLISH_WORDS[word]
            seen = True
    return total + part, ordinal, not seen and not ordinal


@lru_cache(maxsize=1)
def _german_below_thousand() -> dict[str, int]:
    below_hundred = {word: value for value, word in enumerate(_GERMAN_UNITS) if value}
    below_hundred["eins"] = 1
    for ten, word in enumerate(_GERMAN_TENS, 2):
        for spelling in {word, word.replace("ß", "ss")}:
            below_hundred[spelling] = 10 * ten
            below_hundred |= {f"{_GERMAN_UNITS[unit]}und{spelling}": 10 * ten + unit for unit in range(1, 10)}
    found = dict(below_hundred)
    for hundred in range(1, 10):
        heads = [_GERMAN_UNITS[hundred] + "hundert"] + (["hundert"] if hundred == 1 else [])
        for head in heads:
            found[head] = 100 * hundred
            found |= {head + word: 100 * hundred + value for word, value in below_hundred.items()}
    return found


_GERMAN_PREFIX = re.compile(
    r"(?P<thousands>[a-zäöüß]+?)?tausend(?P<rest>[a-zäöüß]*)|(?P<half>[a-zäöüß]+?)(?:ein|und)halb(?P<tail>[a-zäöüß]*)"
)
_GERMAN_ORDINALS = {"dritt": 3, "siebt": 7, "acht": 8, "viertel": 4, "dutzend": 12, "anderthalb": 1.5, "achtel": 8}


def _in_german_words(text: str) -> Iterator[Number]:
    for match in _WORD.finditer(text):
        word = match.group()
        if word.isupper() or _is_no_number(word, text, match):
            continue
        found = german_value(word.lower())
        if found is None and word in ("Millionen", "Milliarden", "Billionen", "Million", "Milliarde", "Billion"):
            head = text[: match.start()].lower()
            halved = bool(re.search(r"\bhalben?[ ]$", head))
            value = 10.0 ** _GERMAN_SCALES[word.lower()]
            found = (value / 2 if halved else value, False)
            before = re.search(r"([a-zäöüß]+)[ ]$", head)
            counted = german_value(before.group(1)) if before else None
            if counted and before:
                vague = bool(re.search(r"\b(?:mehreren?|einigen?|vielen?|paar)[ ]$", head[: before.start(1)]))
                yield Number(before.start(1), match.end(), text[before.start(1) : match.end()],
                             frozenset({counted[0] * value}), vague=vague)  # fmt: skip
                continue
            vague = not halved and not re.search(r"\beine[rn]?[ ]$", head)
            yield Number(match.start(), match.end(), word, frozenset({found[0]}), vague=vague)
            continue
        if found is None or found[0] == 1:
            continue
        following = re.match(r"[ ](?:Million(?:en)?|Milliarden?|Billion(?:en)?)\b", text[match.end() :])
        if following:
            continue
        many = re.fullmatch(r"(.*)(?:hundert|tausend)en?", word.lower())
        vague = many is not None and not many.group(1)
        loose = many is not None and bool(many.group(1))
        yield Number(
            match.start(), match.end(), word, frozenset({found[0]}), ordinal=found[1], vague=vague, loose=loose
        )


def _is_no_number(word: str, text: str, match: re.Match[str]) -> bool:
    """Words that look like one: the team (die Elf), to respect (achten), attention (außer Acht), ten and (zehnt)."""
    if word.lower() in ("achten", "achte", "achtet"):
        return True
    return word in ("Elf", "Acht", "Vier", "Sieben", "Fünfer", "Zwölfer", "Dreier", "Vierer") and match.start() > 0


@lru_cache(maxsize=20_000)
def german_value(word: str) -> tuple[float, bool] | None:
    """The value of a German number word in lower case and whether it is a rank or a share; None where it is none."""
    if word == "anderthalb" or word.startswith("anderthalb"):
        return 1.5, False
    halves = re.match(r"([a-zäöüß]+?)einhalb", word)
    if halves and (whole := _german_below_thousand().get(halves.group(1))):
        return whole + 0.5, False
    thousands = re.match(r"([a-zäöüß]*?)tausend(.*)$", word)
    if thousands:
        head = _german_below_thousand().get(thousands.group(1)) if thousands.group(1) else 1
        rest = _with_ending(thousands.group(2).removeprefix("und")) if thousands.group(2) else (0, False)
        if thousands.group(2) in ("e", "en", "er"):
            rest = (0, False)
        return (1000 * head + rest[0], rest[1]) if head and rest else None
    return _with_ending(word)


def _with_ending(word: str) -> tuple[float, bool] | None:
    table = _german_below_thousand()
    if word in table:
        return table[word], False
    for stem, value in _GERMAN_ORDINALS.items():
        if re.fullmatch(stem + r"(?:e[nmrs]?|el[ns]?|s|n)?", word) and (stem, word) != ("acht", "acht"):
            return value, True
    for length in range(len(word) - 1, 2, -1):
        if word[:length] in table and re.fullmatch(_GERMAN_ENDING, word[length:]):
            ordinal = bool(re.match(r"s?t", word[length:]))
            return table[word[:length]], ordinal
    return None
