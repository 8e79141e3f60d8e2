"""Made errors: sound German broken in the ways that botched machine translations break, with spans and categories.

Each kind is a function from a sentence and a random generator to the broken sentence and its marks, or None where
the sentence offers no place for it. The kinds teach what labels on real output cannot mark well: loops, lost
negation, dropped verbs, fragments, numbers.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.lemmas import shared_start
from mtcheck.lexicon.links import Linker
from mtcheck.lexicon.nouns import ANY, cells, noun_table
from mtcheck.lexicon.suggestions import inflected
from mtcheck.lexicon.tokens import Token, tokenise
from mtcheck.training.corpora import Example, Mark
from mtcheck.training.forms import fitting, written
from mtcheck.training.senses import Material, common

SHORTEST_REORDERED = 5
"""Words of a stretch that is put into English order."""

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w])")
_FINITE = re.compile(
    r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|hatten|kann|können|konnte|konnten|soll|sollen|"
    r"sollte|sollten|will|wollen|wollte|wollten|muss|müssen|musste|mussten|darf|dürfen|sei|seien|habe|werde|gibt|"
    r"sagte|erklärte|sagt)\b"
)
_NEGATION = re.compile(r"\b(?:nicht|kein|keine|keinen|keinem|keiner|keines|nie|niemals|niemand)\b", re.IGNORECASE)
_FUNCTION_SWAPS: Mapping[str, tuple[str, ...]] = {
    "wann": ("als", "wenn"),
    "als": ("wann", "wie"),
    "wie": ("mögen", "als"),
    "seit": ("da", "weil"),
    "weil": ("seit", "da"),
    "bevor": ("vor", "früher"),
    "nachdem": ("nach",),
    "aber": ("sondern", "außer"),
    "sondern": ("aber",),
    "auch": ("zu", "ebenso wie"),
    "nur": ("gerade", "einzig"),
    "noch": ("still",),
    "mehr": ("weitere",),
    "gegen": ("wider", "um"),
    "unter": ("niedriger",),
    "über": ("vorbei",),
    "rund": ("um",),
    "etwa": ("um", "über"),
    "sehr": ("selber",),
    "dort": ("es",),
    "deshalb": ("so",),
    "damals": ("dann",),
    "jedoch": ("aber wie auch immer",),
}
_DETERMINERS = ("der", "die", "das", "den", "dem", "des")
_POSSESSIVES = ("seine", "ihre", "unsere", "eure")
_WEAK_PAST = frozenset({
    "behauptete", "behaupteten", "erklärte", "erklärten", "sagte", "sagten", "berichtete", "berichteten", "forderte",
    "forderten", "machte", "machten", "zeigte", "zeigten", "führte", "führten", "stellte", "stellten", "kündigte",
    "kündigten", "betonte", "betonten", "erreichte", "erreichten", "folgte", "folgten", "arbeitete", "arbeiteten",
    "verkaufte", "verkauften", "spielte", "spielten", "setzte", "setzten", "legte", "legten", "suchte", "suchten",
})  # fmt: skip
_WITHOUT_GE = ("be", "er", "ver", "ent", "ge", "zer", "miss")
_DATIVE = ("mit", "aus", "bei", "von", "nach", "zu")
_GOVERNED = re.compile(r"\b(mit|aus|bei|von|zu|für|durch|gegen) (dem|den|der|einem|einen|einer|das|die|ein|eine)\b")
_OTHER_CASE: Mapping[str, Mapping[str, str]] = {
    "dative": {"dem": "den", "der": "die", "einem": "einen", "einer": "eine", "den": "die"},
    "accusative": {"den": "dem", "die": "der", "das": "dem", "einen": "einem", "eine": "einer", "ein": "einem"},
}
_AUXILIARY = re.compile(
    r"\b(?:ist|sind|war|waren|wird|werden|wurde|wurden|hat|haben|hatte|hatten|kann|können|konnte|konnten|soll|sollen|"
    r"sollte|sollten|will|wollen|wollte|wollten|muss|müssen|musste|mussten)\b"
)
_SMALL_WORDS = re.compile(
    r"\b(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|in|an|auf|bei|mit|von|aus|nach|zu|über|für|gegen|um|"
    r"durch|vor|unter|zwischen|im|am|zum|zur|vom|beim|ins|ans|er|sie|es|wir|ich|ihr|man|sich|ihm|ihn|uns|ihnen|dass|weil|"
    r"wenn|als|ob|was|wer|wie|wo|seine|ihre|seinen|ihren|seiner|ihrer|diese|dieser|dieses)\b"
)
_SUBORDINATE = re.compile(
    r"(?:^|, (?:und |aber )?)(?:dass|weil|wenn|ob|als|obwohl|damit|während|bevor|nachdem|da|falls|indem) "
    r"(?P<middle>[^,.;:!?„“\"()–]+?) (?P<verb>[a-zäöüß]+)(?=[,.;:!?“\"]|$)"
)
_SUBJECT = re.compile(
    r" (?:(?:der|die|das|ein|eine|dieser|diese|dieses|sein|seine|ihr|ihre|viele|einige|mehrere) )"
    r"(?:[a-zäöüß]+e[rns]? )?"
    r"[A-ZÄÖÜ][\w-]+| (?:er|sie|es|wir|ich|man|[A-ZÄÖÜ][\w-]+)\b"
)
DRAWN = 5
"""Wrong words that are drawn until one has a form that is known to fit."""
_CONNECTIVES = ("oder", "und", "und von", "oder über", "mit", "für")


@dataclass(frozen=True)
class Broken:
    """A broken sentence with the marks of what is wrong in it."""

    translation: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of made error: its MQM severity, the quality (0-1) that one such error leaves, and how to make it."""

    name: str
    severity: str
    quality: float
    make: Callable[[str, str, random.Random, Material], Broken | None]


def words_of(text: str) -> list[re.Match[str]]:
    """The words of a text, with their places."""
    return list(_WORD.finditer(text))


def _replace(text: str, start: int, end: int, new: str, severity: str) -> Broken:
    return Broken(text[:start] + new + text[end:], (Mark(start, start + len(new), severity),) if new else ())


def _remove(text: str, start: int, end: int, severity: str) -> Broken:
    """Remove a stretch; the neighbouring words are marked, for the gap itself has no width."""
    left = text[:start].rstrip()
    right = text[end:].lstrip()
    joint = "" if right[:1] in ",.;:!?" or not left else " "
    result = left + joint + right
    if not left and result:
        result = result[0].upper() + result[1:]
    position = len(left) + len(joint)
    following = _WORD.search(result, position) or next(reversed(words_of(result)), None)
    marks = (Mark(following.start(), following.end(), severity),) if following else ()
    return Broken(result, marks)


def _swapped(text: str, pattern: str, others: Mapping[str, str], rng: random.Random) -> Broken | None:
    """One of the words that a pattern finds becomes another."""
    places = list(re.finditer(pattern, text))
    if not places:
        return None
    place = rng.choice(places)
    return _replace(text, place.start(), place.end(), others[place.group()], "major")


def _phrase(text: str, rng: random.Random, shortest: int, longest: int) -> tuple[int, int] | None:
    words = words_of(text)
    length = rng.randint(shortest, longest)
    places = [
        i
        for i in range(len(words) - length + 1)
        if not re.search(r"[,.;:!?„“\"()–]", text[words[i].start() : words[i + length - 1].end()])
        and any(word.group()[0].isupper() or len(word.group()) > 5 for word in words[i : i + length])
    ]
    if not places:
        return None
    place = rng.choice(places)
    return words[place].start(), words[place + length - 1].end()


def _loop(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    place = _phrase(text, rng, 1, 4)
    if place is None:
        return None
    start, end = place
    phrase = text[start:end]
    times = rng.choice((1, 1, 1, 2, 3))
    joint = "" if rng.random() < 0.5 else rng.choice(_CONNECTIVES) + " "
    added = "".join(f" {joint}{phrase}" for _ in range(times))
    return Broken(text[:end] + added + text[end:], (Mark(start, end + len(added), "major"),))


def _echo(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """A phrase comes back later in the sentence, as in "an Bord der Maschine an Bord"."""
    place = _phrase(text, rng, 2, 3)
    if place is None:
        return None
    start, end = place
    later = [word for word in words_of(text) if end < word.end() and text[word.end() : word.end() + 1] == " "][:6]
    if len(later) < 2:
        return None
    position = rng.choice(later[1:]).end()
    added = " " + text[start:end]
    return Broken(text[:position] + added + text[position:], (Mark(position + 1, position + len(added), "major"),))


def _wrong_sense(source: str, text: str, rng: random.Random, material: Material) -> Broken | None:
    places = [(word, forms) for word in words_of(text) if (forms := _sense_forms(word.group(), material))]
    if not places:
        return None
    word, forms = rng.choice(places)
    return _replace(text, word.start(), word.end(), rng.choice(forms), "major")


def _sense_forms(word: str, material: Material) -> list[str]:
    """Wrong senses in a form that fits: as it stands, or with the ending of an inflected adjective or verb."""
    direct = [other for other in material.wrong_senses.get(word, ()) if other[0].isupper() == word[0].isupper()]
    if direct:
        return direct
    for ending in ("en", "em", "er", "es", "e", "s", "n"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 3:
            others = material.wrong_senses.get(stem, ())
            found = [other + ending for other in others if other[0].isupper() == word[0].isupper()]
            if found:
                return found
    return []


def _foreign_word(source: str, text: str, rng: random.Random, material: Material) -> Broken | None:
    """A content word of another sentence stands where a content word of the same shape was."""
    words = [word for word in words_of(text) if len(word.group()) > 4]
    if not words or not material.sentences:
        return None
    word = rng.choice(words)
    others = [
        other.group()
        for other in words_of(rng.choice(material.sentences))
        if len(other.group()) > 4
        and other.group()[0].isupper() == word.group()[0].isupper()
        and other.group()[-1] == word.group()[-1]
        and other.group().lower() not in text.lower()
    ]
    return _replace(text, word.start(), word.end(), rng.choice(others), "major") if others else None


def _function_word(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    places = [word for word in words_of(text) if word.group() in _FUNCTION_SWAPS]
    if not places:
        return None
    word = rng.choice(places)
    return _replace(text, word.start(), word.end(), rng.choice(_FUNCTION_SWAPS[word.group()]), "major")


def _dropped_verb(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    places = list(_FINITE.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    return _remove(text, place.start(), place.end(), "major")


def _dropped_content(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    place = _phrase(text, rng, 2, 5)
    if place is None or place[1] - place[0] > len(text) * 0.5:
        return None
    return _remove(text, *place, "major")


def _negation(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    places = list(_NEGATION.finditer(text))
    if not places:
        finite = list(_FINITE.finditer(text))
        if not finite or rng.random() < 0.6:
            return None
        return _with_nicht(text, rng.choice(finite))
    place = rng.choice(places)
    word = place.group()
    if word.lower().startswith("kein"):
        new = word[1:] if word[0] == "k" else "E" + word[2:]
        return _replace(text, place.start(), place.end(), new, "major")
    return _remove(text, place.start(), place.end(), "major")


def _with_nicht(text: str, verb: re.Match[str]) -> Broken:
    position = verb.end()
    return Broken(text[:position] + " nicht" + text[position:], (Mark(position + 1, position + 6, "major"),))


def _number(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    scales = list(re.finditer(r"\b(?:Millionen|Million|Milliarden|Milliarde|Tausend|Hundert)\b", text))
    if scales and rng.random() < 0.5:
        place = rng.choice(scales)
        swaps = {"Millionen": "Milliarden", "Million": "Milliarde", "Milliarden": "Billionen", "Milliarde": "Million"}
        return _replace(text, place.start(), place.end(), swaps.get(place.group(), "Millionen"), "major")
    places = list(_NUMBER.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    digits = list(place.group())
    position = rng.choice([i for i, digit in enumerate(digits) if digit.isdigit()])
    digits[position] = str((int(digits[position]) + rng.randint(1, 8)) % 10 or 1)
    if "".join(digits) == place.group():
        return None
    return _replace(text, place.start(), place.end(), "".join(digits), "major")


_NUMBER_WORDS = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "zwanzig",
                 "dreißig", "fünfzig")  # fmt: skip
_UNIT_GROUPS = (
    ("Sekunden", "Minuten", "Stunden", "Tagen", "Wochen", "Monaten", "Jahren", "Jahrzehnten"),
    ("Tage", "Monate", "Jahre", "Jahrzehnte", "Jahrhunderte"),
    ("Zentimeter", "Meter", "Kilometer", "Meilen", "Fuß", "Zoll"),
    ("Gramm", "Kilogramm", "Tonnen", "Pfund", "Unzen"),
    ("Milliliter", "Liter", "Gallonen"),
    ("Quadratmeter", "Hektar", "Quadratkilometer"),
)
_MEASURE = re.compile(rf"\b\d[\d.,]*[ \u00a0]({'|'.join(unit for group in _UNIT_GROUPS for unit in group)})\b")
_HOUR = re.compile(r"\b(\d{1,2})(?=(?:[.:]\d\d)? Uhr\b)")


def _number_word(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """A number in words becomes another; the English has one in words or digits too."""
    places = [word for word in words_of(text) if word.group().lower() in _NUMBER_WORDS]
    if not places:
        return None
    word = rng.choice(places)
    new = rng.choice([other for other in _NUMBER_WORDS if other != word.group().lower()])
    new = new.capitalize() if word.group()[0].isupper() else new
    return _replace(text, word.start(), word.end(), new, "major")


def _unit(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The unit of a number or an hour of the day changes."""
    hours = list(_HOUR.finditer(text))
    if hours:
        hour = rng.choice(hours)
        new = str((int(hour.group()) + rng.randint(1, 9)) % 24)
        return _replace(text, hour.start(), hour.end(), new, "major")
    places = list(_MEASURE.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    group = next(group for group in _UNIT_GROUPS if place.group(1) in group)
    new = rng.choice([unit for unit in group if unit != place.group(1)])
    return _replace(text, place.start(1), place.end(1), new, "major")


def _negation_gained(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """A negation where the English has none: "nicht" after a finite verb, or "kein" for an article."""
    articles = list(re.finditer(r"\b[eE]ine?[nmrs]?\b(?= [A-ZÄÖÜa-zäöü])", text))
    if articles and rng.random() < 0.5:
        article = rng.choice(articles)
        new = ("K" if article.group()[0] == "E" else "k") + article.group().lower()
        return _replace(text, article.start(), article.end(), new, "major")
    verbs = [verb for verb in _FINITE.finditer(text) if text[verb.end() : verb.end() + 1] == " "]
    if not verbs:
        return None
    return _with_nicht(text, rng.choice(verbs))


def _dropped_end(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The last part of a sentence is missing, behind a comma or a conjunction; what is left is sound."""
    ends = re.finditer(r",? (?=und |oder |aber |sondern |weil |obwohl |während )|, ", text)
    places = [m for m in ends if 0.3 * len(text) < m.start() < 0.8 * len(text)]
    if not places:
        return None
    cut = text[: rng.choice(places).start()].rstrip(" ,;:–-")
    last = words_of(cut)[-1:]
    marks = tuple(Mark(word.start(), word.end(), "major") for word in last)
    return Broken(cut + (text[-1] if text[-1] in ".!?" else ""), marks)


def _shared_names(source: str, text: str) -> list[re.Match[str]]:
    """The words of the translation that are names, for the source has them as they stand."""
    shared = set(re.findall(r"\b[A-Z][a-z]{3,}\b", source))
    return [word for word in words_of(text) if word.group() in shared]


def _name_two_ways(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """A name that comes more than once is misspelt in one place."""
    places = [name for name in _shared_names(source, text) if text.count(name.group()) > 1]
    if not places:
        return None
    word = rng.choice(places)
    letters = list(word.group())
    position = rng.randrange(1, len(letters) - 1)
    letters[position : position + 1] = rng.choice(([letters[position]] * 2, [rng.choice("aeioukrstnm")], []))
    new = "".join(letters)
    return _replace(text, word.start(), word.end(), new, "minor") if new != word.group() else None


def _name(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    places = [name for name in _shared_names(source, text) if name.start() > 0]
    if not places:
        return None
    word = rng.choice(places)
    letters = list(word.group())
    position = rng.randrange(1, len(letters) - 1)
    if rng.random() < 0.5:
        letters[position], letters[position + 1] = letters[position + 1], letters[position]
    else:
        letters[position] = rng.choice("aeioukrstnm")
    new = "".join(letters)
    return _replace(text, word.start(), word.end(), new, "minor") if new != word.group() else None


def _untranslated(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    english = [word.group() for word in words_of(source)]
    place = _phrase(text, rng, 1, 4)
    if place is None or len(english) < 4:
        return None
    length = min(rng.randint(2, 6), len(english))
    share = place[0] / max(len(text), 1)
    first = min(int(share * len(english)), len(english) - length)
    return _replace(text, *place, " ".join(english[first : first + length]), "major")


def _fragment(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    words = words_of(text)
    if len(words) < 7:
        return None
    keep = rng.randint(2, max(3, len(words) // 3))
    first = rng.choice((0, len(words) - keep))
    fragment = text[words[first].start() : words[first + keep - 1].end()]
    fragment = fragment[0].upper() + fragment[1:] + "."
    return Broken(fragment, (Mark(0, len(fragment), "major"),))


def _cut_off(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    words = words_of(text)
    if len(words) < 8:
        return None
    last = rng.randint(len(words) // 2, len(words) - 3)
    cut = text[: words[last].end()]
    return Broken(cut + rng.choice(("", ".")), (Mark(words[last].start(), words[last].end(), "major"),))


def _added_content(source: str, text: str, rng: random.Random, material: Material) -> Broken | None:
    if not material.sentences:
        return None
    other = rng.choice(material.sentences)
    place = _phrase(other, rng, 2, 5)
    spaces = [word.end() for word in words_of(text) if text[word.end() : word.end() + 1] == " "]
    if place is None or not spaces:
        return None
    position = rng.choice(spaces)
    added = other[slice(*place)]
    return Broken(
        f"{text[:position]} {added}{text[position:]}", (Mark(position + 1, position + 1 + len(added), "major"),)
    )


def _agreement(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    places = [word for word in words_of(text) if word.group() in _DETERMINERS or word.group() in _POSSESSIVES]
    if not places:
        return None
    word = rng.choice(places)
    family = _DETERMINERS if word.group() in _DETERMINERS else _POSSESSIVES
    new = rng.choice([other for other in family if other != word.group()])
    return _replace(text, word.start(), word.end(), new, "minor")


def _word_order(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    words = words_of(text)
    if len(words) < 6:
        return None
    first = rng.randrange(len(words) - 4)
    length = rng.choice((3, 4, 5))
    block = words[first : first + length]
    if len(block) < 3:
        return None
    start, end = block[0].start(), block[-1].end()
    parts = [word.group() for word in block]
    shuffled = parts[:]
    rng.shuffle(shuffled)
    if shuffled == parts or re.search(r"[,.;:!?„“\"()]", text[start:end]):
        return None
    return _replace(text, start, end, " ".join(shuffled), "major")


@lru_cache(maxsize=1)
def _linker() -> Linker:
    return Linker(Dictionary())


def _english_order(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """A clause whose German phrases stand in the order of their English counterparts, as older systems leave them.

    A word without counterpart goes with the one behind it.
    """
    links = _linker().link(source, text)
    stretches = [
        run
        for run in _stretches(text, links.translation)
        if len(run) >= SHORTEST_REORDERED and sum(j in links.chosen for j in run) >= len(run) // 2
    ]
    if not source or not stretches:
        return None
    run = rng.choice(stretches)
    phrases: list[tuple[int, list[int]]] = []
    waiting: list[int] = []
    for j in run:
        waiting.append(j)
        if j in links.chosen:
            phrases.append((links.chosen[j], waiting))
            waiting = []
    if waiting:
        phrases[-1][1].extend(waiting)
    order = sorted(range(len(phrases)), key=lambda k: (phrases[k][0], k))
    kept = set(_longest_rising(order))
    words, moved = [], []
    for k in order:
        for j in phrases[k][1]:
            token = links.translation[j]
            word = token.text
            if j == run[0] and k != order[0] and token.initial and not _is_noun(token):
                word = word[0].lower() + word[1:]
            words.append(word)
            moved.append(k not in kept)
    if not 1 <= sum(moved) <= len(moved) // 2:
        return None
    if links.translation[run[0]].initial:
        words[0] = words[0][0].upper() + words[0][1:]
    position, marks = links.translation[run[0]].start, []
    for word, is_moved in zip(words, moved, strict=True):
        if is_moved:
            marks.append(Mark(position, position + len(word), "major"))
        position += len(word) + 1
    start, end = links.translation[run[0]].start, links.translation[run[-1]].end
    return Broken(text[:start] + " ".join(words) + text[end:], tuple(marks))


def _stretches(text: str, tokens: Sequence[Token]) -> Iterator[list[int]]:
    """Places of words with nothing but a space between them."""
    run: list[int] = []
    for j, token in enumerate(tokens):
        if run and text[tokens[j - 1].end : token.start] != " ":
            yield run
            run = []
        run.append(j)
    yield run


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """The longest subsequence that rises."""
    best: list[list[int]] = []
    for number in numbers:
        before = max((found for found in best if found[-1] < number), key=len, default=[])
        best.append([*before, number])
    return max(best, key=len, default=[])


def _is_noun(token: Token) -> bool:
    return noun_table().inflection(token.text) != ANY


def _inflected_loop(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """A finite verb comes back as its participle at the end of its clause: "behauptete ... behauptet"."""
    places = [
        (word, "ge" * (not word.group().startswith(_WITHOUT_GE)) + word.group()[: -len(ending)] + "t", clause)
        for word in words_of(text)
        if (ending := next((e for e in ("ten", "te") if word.group().endswith(e)), ""))
        and word.group() in _WEAK_PAST
        and (clause := re.search(r"(?=[,.;:!?]|$)", text[word.end() :]))
    ]
    places = [place for place in places if len(words_of(text[place[0].end() : place[0].end() + place[2].start()])) > 2]
    if not places:
        return None
    word, participle, clause = rng.choice(places)
    position = word.end() + clause.start()
    added = f" {participle}"
    mark = Mark(position + 1, position + len(added), "major")
    return Broken(text[:position] + added + text[position:], (mark,))


def _noun_echo(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """What depends on a noun names it again: "Chef des Kreml-Chefs"."""
    places = [
        match
        for match in re.finditer(r"\b([A-ZÄÖÜ][a-zäöü]{2,}) (des|der) ([A-ZÄÖÜ][a-zäöüß]{3,})\b(?! [A-ZÄÖÜ])", text)
        if match.group(1) not in ("Viele", "Einige", "Eine", "Einer", "Eines", "Keiner", "Keine", "Jeder", "Teile")
        and (match.group(2) == "der" or match.group(1).endswith(("er", "ef", "nd", "rt", "or")))
    ]
    if not places:
        return None
    place = rng.choice(places)
    stem = place.group(3).removesuffix("s") if place.group(2) == "des" else place.group(3)
    head = place.group(1) + ("s" if place.group(2) == "des" else "")
    end = place.end()
    new = f"{stem}-{head}"
    result = text[: place.start(3)] + new + text[end:]
    return Broken(result, (Mark(place.start(), place.start(3) + len(new), "major"),))


def _wrong_case(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The article behind a preposition stands in another case: "mit den Mann", "für dem Kind"."""
    places = list(_GOVERNED.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    swaps = _OTHER_CASE["dative" if place.group(1).lower() in _DATIVE else "accusative"]
    new = swaps.get(place.group(2))
    return _replace(text, place.start(2), place.end(2), new, "minor") if new else None


def _dropped_auxiliary(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The auxiliary of a participle or infinitive is missing: "Er gestern gekommen."."""
    places = [
        match
        for match in _AUXILIARY.finditer(text)
        if re.match(r"[^,.;:!?]*\b(?:ge\w+(?:t|en)|\w{4,}en|\w{4,}t)(?=[,.;:!?]|$)", text[match.end() :])
    ]
    if not places:
        return None
    place = rng.choice(places)
    return _remove(text, place.start(), place.end(), "major")


def _unclosed_quote(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    places = list(re.finditer(r"„[^„“”]+[“”]|\"[^\"]+\"", text))
    if not places:
        return None
    place = rng.choice(places)
    end = place.end() - 1
    return Broken(text[:end] + text[end + 1 :], (Mark(place.start(), place.start() + 1, "minor"),))


def _stray_bracket(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    places = list(re.finditer(r"\([^()]{4,}\)", text))
    if places:
        place = rng.choice(places)
        gone, kept = rng.choice(((place.start(), place.end() - 1), (place.end() - 1, place.start())))
        kept -= gone < kept
        return Broken(text[:gone] + text[gone + 1 :], (Mark(kept, kept + 1, "minor"),))
    words = words_of(text)
    if len(words) < 4 or re.search(r"[()]", text):
        return None
    position = rng.choice(words[1:]).start()
    return Broken(text[:position] + "(" + text[position:], (Mark(position, position + 1, "minor"),))


def _doubled_punctuation(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """A mark is doubled, or stands off its word."""
    places = list(re.finditer(r"(?<=\w)(?:,(?= )|\.(?=$|\s[A-ZÄÖÜ]))", text))
    if not places:
        return None
    place = rng.choice(places)
    mark = place.group()
    new = rng.choice((mark * 2, " " + mark, f"{mark} {mark}" if mark == "," else mark * 2))
    return _replace(text, place.start(), place.end(), new, "minor")


def _spaced_hyphen(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    places = list(re.finditer(r"(?<=\w)-(?=\w)", text))
    if not places:
        return None
    place = rng.choice(places)
    return Broken(text[: place.start()] + " -" + text[place.end() :], (Mark(place.start(), place.end() + 1, "minor"),))


def _placeholder(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """What a translation program prints for a word that it does not know, instead of a content word."""
    places = [word for word in words_of(text) if len(word.group()) > 4]
    if not places:
        return None
    word = rng.choice(places)
    return _replace(text, word.start(), word.end(), rng.choice(("<unk>", "[UNK]", "⁇")), "major")


def _reversal(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """Who did what to whom: two names change places."""
    names = [
        word for word in words_of(text) if word.group()[0].isupper() and word.group() in source and word.start() > 0
    ]
    distinct = {name.group(): name for name in names}
    if len(distinct) < 2:
        return None
    first, second = sorted(rng.sample(list(distinct.values()), 2), key=lambda match: match.start())
    result = (
        text[: first.start()]
        + second.group()
        + text[first.end() : second.start()]
        + first.group()
        + text[second.end() :]
    )
    shift = len(second.group()) - len(first.group())
    return Broken(
        result,
        (
            Mark(first.start(), first.start() + len(second.group()), "major"),
            Mark(second.start() + shift, second.start() + shift + len(first.group()), "major"),
        ),
    )


_WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
_COMPASS: Mapping[str, str] = {
    "nördlich": "südlich", "südlich": "nördlich", "östlich": "westlich", "westlich": "östlich", "Norden": "Süden",
    "Süden": "Norden", "Osten": "Westen", "Westen": "Osten",
}  # fmt: skip
_OPPOSITE_STEMS: tuple[tuple[str, str], ...] = (
    ("links", "rechts"), ("mehr", "weniger"), ("Sommer", "Winter"), ("Morgen", "Abend"), ("Mutter", "Vater"),
    ("Bruder", "Schwester"), ("Sohn", "Tochter"), ("Onkel", "Tante"), ("kaufen", "verkaufen"), ("kaufte", "verkaufte"),
    ("gekauft", "verkauft"), ("steigen", "sinken"), ("stieg", "sank"), ("Anstieg", "Rückgang"),
    ("erhöht", "verringert"),
    ("gewann", "verlor"), ("gewinnen", "verlieren"), ("gewonnen", "verloren"), ("Sieg", "Niederlage"),
    ("Export", "Import"), ("Mehrheit", "Minderheit"), ("Arbeitgeber", "Arbeitnehmer"), ("Krieg", "Frieden"),
    ("Erfolg", "Misserfolg"), ("erste", "letzte"), ("hohe", "niedrige"), ("stark", "schwach"), ("lange", "kurze"),
    ("schwarz", "weiß"), ("groß", "klein"), ("heute", "gestern"), ("gut", "schlecht"), ("Junge", "Mädchen"),
    ("öffnen", "schließen"), ("beginnen", "enden"), ("teuer", "billig"), ("früh", "spät"), ("Angriff", "Verteidigung"),
)  # fmt: skip
_OPPOSITES: Mapping[str, str] = {a: b for one, other in _OPPOSITE_STEMS for a, b in ((one, other), (other, one))}


def _calendar(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """Another weekday or month."""
    names = (*_WEEKDAYS, *_MONTHS)
    places = list(re.finditer(rf"\b(?:{'|'.join(names)})(?=s?\b)", text))
    if not places:
        return None
    place = rng.choice(places)
    others = [name for name in (_WEEKDAYS if place.group() in _WEEKDAYS else _MONTHS) if name != place.group()]
    return _replace(text, place.start(), place.end(), rng.choice(others), "major")


def _compass(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The opposite compass point."""
    return _swapped(text, rf"\b(?:{'|'.join(_COMPASS)})(?=(?:e[nmrs]?|s)?\b)", _COMPASS, rng)


def _opposite(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The opposite word, with the ending that was there."""
    return _swapped(text, rf"\b(?:{'|'.join(_OPPOSITES)})(?=(?:e[nmrs]?|s|n|r)?\b)", _OPPOSITES, rng)


def _lost_stop(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The stop at the end is missing."""
    place = re.search(r"(\w+)\.$", text)
    if place is None or not source.endswith("."):
        return None
    return Broken(text[:-1], (Mark(place.start(1), place.end(1), "minor"),))


def _literal_sense(source: str, text: str, rng: random.Random, material: Material) -> Broken | None:
    """Another translation of a word of the source, which is not meant here: "Rechnung" for a bill before parliament."""
    english = {token.lemma for token in tokenise(source, "en") if token.content}
    places = [
        (token, first, others)
        for token in tokenise(text, "de")
        if token.content
        for first in _parts(token, material)
        for word, others in material.other_senses[token.lemma[first:]].items()
        if word in english
    ]
    if not places:
        return None
    token, first, others = rng.choice(places)
    if first:
        new = common(others, rng)
        return _replace(text, token.start, token.end, token.text[:first] + new.lower(), "major")
    drawn = [common(others, rng) for _ in range(DRAWN)]
    new = next((form for word in drawn if (form := fitting(word, token))), None) or inflected(drawn[0], token)
    return _replace(text, token.start, token.end, written(new, token), "major")


def _parts(token: Token, material: Material) -> Iterator[int]:
    """Where the word, or the last part of a compound noun, begins that has other senses."""
    if token.lemma in material.other_senses:
        yield 0
    elif token.text[0].isupper() and token.text.lower() == token.lemma:
        places = range(3, len(token.lemma) - 3)
        yield from islice((first for first in places if token.lemma[first:] in material.other_senses), 1)


_PREPOSITIONS = ("in", "an", "auf", "bei", "mit", "von", "aus", "nach", "zu", "über", "für", "gegen", "um", "durch",
                 "vor", "hinter", "unter", "zwischen")  # fmt: skip


def _preposition(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """Another preposition: "auf dem Radio" for "im Radio"."""
    places = [word for word in words_of(text) if word.group().lower() in _PREPOSITIONS]
    if not places:
        return None
    word = rng.choice(places)
    new = rng.choice([other for other in _PREPOSITIONS if other != word.group().lower()])
    return _replace(text, word.start(), word.end(), new.capitalize() if word.group()[0].isupper() else new, "major")


def _verb_form(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """A verb in another form: the infinitive for the finite verb, or the finite verb for the infinitive."""
    verbs = [
        token
        for token in tokenise(text, "de")
        if token.text[0].islower()
        and len(token.lemma) > 3
        and token.lemma.endswith("n")
        and (token.text != token.lemma or token.content)
    ]
    if not verbs:
        return None
    verb = rng.choice(verbs)
    new = verb.lemma
    if verb.text == verb.lemma:
        stem = verb.lemma.removesuffix("n").removesuffix("e")
        new = rng.choice((f"{stem}t", f"{stem}te", f"ge{stem}t"))
    return _replace(text, verb.start, verb.end, new, "major")


_TAKING_BE = (
    r"\b(?:ist|sind|war|waren|sei|seien)\b(?=[^.,;:!?]*\b(?:gegangen|gekommen|gelaufen|geworden|geblieben|gewesen|"
    r"gestorben|gewachsen|verschwunden|entstanden|passiert|erschienen|gestiegen|gesunken|angekommen|zurückgekehrt)\b)"
)
_HAVE_FOR_BE = {"ist": "hat", "sind": "haben", "war": "hatte", "waren": "hatten", "sei": "habe", "seien": "hätten"}
_EXPECTED = re.compile(
    r"^(?P<subject>[^.,;:!?]{3,40}?) (?P<verb>soll|sollen|dürfte|dürften) "
    r"(?P<rest>[^.,;:!?]{3,90}) (?P<last>[a-zäöüß]+en)\.$"
)


def _wrong_auxiliary(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The auxiliary "haben" where the verb takes "sein": "Er hat gekommen."."""
    return _swapped(text, _TAKING_BE, _HAVE_FOR_BE, rng)


def _literal_passive(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """An English passive with an infinitive, word for word: "Die Preise werden erwartet, zu steigen."."""
    match = _EXPECTED.match(text)
    if match is None:
        return None
    passive = "werden" if match.group("verb").endswith("n") else "wird"
    start = match.end("subject") + 1
    core = f"{passive} erwartet, {match.group('rest')} zu {match.group('last')}"
    return Broken(f"{text[:start]}{core}.", (Mark(start, start + len(core), "major"),))


_DOER = re.compile(
    r"(?<=\s)vom (?P<doer>(?:[a-zäöüß]+en )?[A-ZÄÖÜ][a-zäöüß-]+)(?= (?:[^,;:.!?–—()„“\"]* )?"
    r"(?:ge[a-zäöüß]+(?:t|en)|[a-zäöüß]+ge[a-zäöüß]+(?:t|en)|(?:be|ent|er|ver|zer)[a-zäöüß]+(?:t|en)|[a-zäöüß]+iert)\b)"
)
_PASSIVE_TO_ACTIVE = {
    "wurde": "hatte", "wurden": "hatten", "wird": "hat", "werden": "haben", "werde": "habe", "worden": "",
    "ist": "hat", "sind": "haben", "war": "hatte", "waren": "hatten", "sei": "habe", "seien": "hätten",
}  # fmt: skip


def _roles(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """What was done by somebody is done to him: "wurde vom Richter entlassen" becomes "hatte den Richter entlassen"."""
    doer = _DOER.search(text)
    if doer is None or not re.search(r"\bby\b", source) or len(re.findall(r"\b(?:von|vom|durch)\b", text)) != 1:
        return None
    if not noun_table().inflection(doer.group("doer").split()[-1]) & cells("acc m"):
        return None  # "den Ministerium" is another error
    clause = re.search(r"[^,;:.!?–—()„“\"]*$", text[: doer.start()])
    start = clause.start() if clause else 0
    tail = re.compile(r"[^,;:.!?–—()„“\"]*").match(text, doer.end())
    end = tail.end() if tail else doer.end()
    passive = re.compile(rf"\b(?:{'|'.join(_PASSIVE_TO_ACTIVE)})\b")
    if not re.search(r"\b(?:wurden?|wird|werden|werde|worden)\b", text[start:end]):
        return None

    def active(piece: str) -> str:
        return passive.sub(lambda match: _PASSIVE_TO_ACTIVE[match.group()], piece)

    before, behind = active(text[start : doer.start()]), active(text[doer.end() : end]).rstrip()
    behind = behind.replace("  ", " ")
    said = f"den {doer.group('doer')}"
    position = start + len(before)
    mark = Mark(position, position + len(said), "major")
    return Broken(text[:start] + before + said + behind + text[end:], (mark,))


def _finite_verbs(text: str) -> list[Token]:
    """What is most likely a finite verb, for it is an inflected form of a verb and no participle."""
    return [
        token
        for token in tokenise(text, "de")
        if _FINITE.fullmatch(token.text)
        or (
            token.text.islower()
            and token.lemma.endswith("n")
            and token.lemma != token.text
            and token.content
            and token.text.endswith(("t", "te", "ten", "e"))
            and not re.fullmatch(r"(?:\w*ge\w+(?:t|en)|(?:be|er|ver|ent|zer)\w+t|\w+iert|zu\w+en)", token.text)
        )
    ]


def _dropped_main_verb(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """Any verb is missing, the participle or infinitive behind an auxiliary too."""
    verbs = [
        token
        for token in tokenise(text, "de")
        if token.text.islower() and token.lemma.endswith("n") and token.content and len(token.text) > 3
    ]
    if not verbs:
        return None
    verb = rng.choice(verbs)
    return _remove(text, verb.start, verb.end, "major")


def _dropped_small_word(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """An article, a preposition, a pronoun or a conjunction is missing."""
    places = list(_SMALL_WORDS.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    return _remove(text, place.start(), place.end(), "minor")


def _wrong_form(source: str, text: str, rng: random.Random, material: Material) -> Broken | None:
    """A word in another form: another ending, number or case."""
    places = [
        (token, others)
        for token in tokenise(text, "de")
        if token.start
        and not (token.text.islower() and token.lemma.endswith("n"))
        and (
            others := [
                other
                for other in material.forms.get(token.lemma, ())
                if other != token.text
                and (other.istitle(), other.islower()) == (token.text.istitle(), token.text.islower())
            ]
        )
    ]
    if not places:
        return None
    token, others = rng.choice(places)
    return _replace(text, token.start, token.end, rng.choice(others), "minor")


def _verb_place(source: str, text: str, rng: random.Random, _: Material) -> Broken | None:
    """The finite verb stands where it does in English: "weil er hat gelogen", "Gestern er kam"; or at the very end."""
    ways = [_verb_forward, _verb_behind, _verb_last]
    rng.shuffle(ways)
    return next((broken for way in ways if (broken := way(text, rng))), None)


def _verb_forward(text: str, rng: random.Random) -> Broken | None:
    """In a subordinate clause the verb comes right behind the subject."""
    finite = {token.start for token in _finite_verbs(text)}
    places = [m for m in _SUBORDINATE.finditer(text) if m.start("verb") in finite and " " in m.group("middle")]
    if not places:
        return None
    place = rng.choice(places)
    subject = _SUBJECT.match(" " + place.group("middle"))
    position = place.start("middle") + subject.end() - 1 if subject else place.start("middle")
    if not subject or position >= place.end("middle"):
        return None
    verb = place.group("verb")
    result = text[:position] + f" {verb}" + text[position : place.end("middle")] + text[place.end("verb") :]
    return Broken(result, (Mark(position + 1, position + 1 + len(verb), "major"),))


def _verb_behind(text: str, rng: random.Random) -> Broken | None:
    """In a main clause that begins with something else, the subject comes before the verb."""
    places = [
        (verb, subject)
        for verb in _finite_verbs(text)
        if verb.start > 3
        and not re.search(
            r"[,;:–-]\s*$|\b(?:und|oder|aber|der|die|das|den|dem|deren|dessen|was|wie)\s*$", text[: verb.start]
        )
        and (subject := _SUBJECT.match(text, verb.end))
    ]
    if not places:
        return None
    verb, subject = rng.choice(places)
    moved = f"{subject.group().strip()} {verb.text}"
    return _replace(text, verb.start, subject.end(), moved, "major")


def _verb_last(text: str, rng: random.Random) -> Broken | None:
    """In a main clause the verb comes last."""
    places = [
        (verb, verb.end + end.start())
        for verb in _finite_verbs(text)
        if (end := re.search(r"(?=[,.;:!?“\"–]|$)", text[verb.end :]))
        and text[verb.end : verb.end + end.start()].count(" ") > 2
    ]
    if not places:
        return None
    verb, stop = rng.choice(places)
    result = text[: verb.start] + text[verb.end + 1 : stop] + f" {verb.text}" + text[stop:]
    last = verb.start + stop - verb.end - 1
    return Broken(result, (Mark(last + 1, last + 1 + len(verb.text), "major"),))


KINDS: tuple[Kind, ...] = (
    Kind("loop", "critical", 0.15, _loop),
    Kind("echo", "major", 0.3, _echo),
    Kind("wrong-sense", "major", 0.35, _wrong_sense),
    Kind("foreign-word", "major", 0.3, _foreign_word),
    Kind("function-word", "major", 0.4, _function_word),
    Kind("dropped-verb", "major", 0.35, _dropped_verb),
    Kind("dropped-content", "major", 0.4, _dropped_content),
    Kind("negation", "critical", 0.25, _negation),
    Kind("negation-gained", "critical", 0.25, _negation_gained),
    Kind("number", "critical", 0.25, _number),
    Kind("number-word", "critical", 0.3, _number_word),
    Kind("unit", "critical", 0.3, _unit),
    Kind("name", "minor", 0.6, _name),
    Kind("name-two-ways", "minor", 0.6, _name_two_ways),
    Kind("untranslated", "major", 0.25, _untranslated),
    Kind("fragment", "critical", 0.08, _fragment),
    Kind("cut-off", "major", 0.3, _cut_off),
    Kind("dropped-end", "major", 0.35, _dropped_end),
    Kind("added-content", "major", 0.25, _added_content),
    Kind("agreement", "minor", 0.6, _agreement),
    Kind("word-order", "major", 0.4, _word_order),
    Kind("spaced-hyphen", "minor", 0.75, _spaced_hyphen),
    Kind("reversal", "critical", 0.35, _reversal),
    Kind("inflected-loop", "major", 0.35, _inflected_loop),
    Kind("noun-echo", "major", 0.35, _noun_echo),
    Kind("dropped-auxiliary", "major", 0.35, _dropped_auxiliary),
    Kind("wrong-case", "minor", 0.6, _wrong_case),
    Kind("unclosed-quote", "minor", 0.75, _unclosed_quote),
    Kind("stray-bracket", "minor", 0.7, _stray_bracket),
    Kind("doubled-punctuation", "minor", 0.75, _doubled_punctuation),
    Kind("calendar", "critical", 0.3, _calendar),
    Kind("compass", "critical", 0.3, _compass),
    Kind("opposite", "major", 0.35, _opposite),
    Kind("lost-stop", "minor", 0.8, _lost_stop),
    Kind("literal-sense", "major", 0.35, _literal_sense),
    Kind("preposition", "major", 0.6, _preposition),
    Kind("verb-form", "major", 0.4, _verb_form),
    Kind("wrong-auxiliary", "major", 0.5, _wrong_auxiliary),
    Kind("literal-passive", "major", 0.4, _literal_passive),
    Kind("placeholder", "major", 0.3, _placeholder),
    Kind("dropped-main-verb", "major", 0.35, _dropped_main_verb),
    Kind("dropped-small-word", "minor", 0.6, _dropped_small_word),
    Kind("wrong-form", "minor", 0.6, _wrong_form),
    Kind("verb-place", "major", 0.45, _verb_place),
    Kind("roles", "critical", 0.35, _roles),
    Kind("english-order", "major", 0.35, _english_order),
)

LEAST_QUALITY = 0.03
"""Quality, 0-1, of a sentence with several made errors."""

LOCAL_KINDS = frozenset({
    "wrong-sense", "literal-sense", "foreign-word", "function-word", "preposition", "dropped-verb", "dropped-auxiliary",
    "verb-form", "agreement", "wrong-case", "word-order", "number", "number-word", "negation-gained", "echo",
    "inflected-loop", "noun-echo", "spaced-hyphen", "dropped-content", "dropped-main-verb", "dropped-small-word",
    "wrong-form", "verb-place", "english-order",
})  # fmt: skip
"""Made errors that leave the rest of the sentence as it is, so that a sentence may have several."""


def make(pair: Example, kind: Kind, rng: random.Random, material: Material) -> Example | None:
    """The pair with one made error of a kind, or None where the sentence offers no place for it."""
    broken = kind.make(pair.source, pair.translation, rng, material)
    if broken is None or broken.translation == pair.translation:
        return None
    return Example(
        f"made-{kind.name}",
        pair.source,
        broken.translation,
        min(kind.quality, pair.quality),
        broken.marks,
        kind.severity != "minor",
    )


def add(pair: Example, kind: Kind, rng: random.Random, material: Material) -> Example | None:
    """A broken pair with one more error of a local kind; marks on words that it changes are lost."""
    more = make(pair, kind, rng, material)
    if more is None:
        return None
    old, new = pair.translation, more.translation
    before = shared_start(old, new)
    behind = shared_start(old[before:][::-1], new[before:][::-1])
    moved = len(new) - len(old)
    kept = [mark for mark in pair.marks or () if mark.end <= before]
    kept += [
        Mark(mark.start + moved, mark.end + moved, mark.severity)
        for mark in pair.marks or ()
        if mark.start >= len(old) - behind
    ]
    marks = tuple(sorted([*kept, *(more.marks or ())], key=lambda mark: mark.start))
    is_garbled = bool(pair.garbled or more.garbled)
    quality = max(kind.quality * pair.quality, LEAST_QUALITY)
    return replace(more, corpus=pair.corpus, quality=quality, marks=marks, garbled=is_garbled)


def add_several(
    pair: Example, wanted: int, kinds: Sequence[Kind], shares: Sequence[float], rng: random.Random, material: Material
) -> Example | None:
    """The pair with so many errors of local kinds, or with fewer where it has no place for them; None for none."""
    broken: Example | None = None
    for _ in range(4 * wanted):
        more = add(broken or pair, rng.choices(kinds, shares)[0], rng, material)
        if more is not None:
            broken = more
            wanted -= 1
        if not wanted:
            break
    return broken
