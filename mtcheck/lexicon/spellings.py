"""How far a German spelling of a name is from the English one, what the two languages spell differently being free."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SAME_SOUND = (
    "v:w v:f w:v ff:w ff:ff ev:ow ov:ow zh:sch zh:sh zh:j zh:zh sh:sch sch:sh ch:tsch tch:tsch ch:ch shch:schtsch "
    "shch:stsch kh:ch kh:h kh:k h:ch gh:g gh:r g:h dh:d th:t t:th d:dh ph:f f:ph y:j y:i i:y j:i i:j y:ij i:ij y:ii "
    "iy:ij iy:i iy:yj yy:yj y:yj yy:y yi:ji i:ji eh:a eh:e iyy:ijj c:k k:c c:z c:s cc:kk cc:k cc:zz qu:kw qu:k q:k "
    "k:q x:ks ks:x z:s s:z ts:z ts:tz s:ss ss:s z:ss zz:s ou:u oo:u u:ou u:oo oo:o ee:i i:ie ie:i ee:ie ae:e ai:ei "
    "ei:ai ay:ei ey:ei ew:ju e:je ye:e yo:o j:dsch j:sch dj:dsch j:dj g:dsch jh:dsch p:pp f:ff ph:ff k:kk ah:a a:ah "
    "': :' ew:aus aw:au w:u u:w oe:o o:oe ue:u u:ue a:ae e:ae ae:a ae:ai ee:oe ou:ue"
)
"""English and German spellings of one sound, as `English:German`; see `plain` for accents and umlauts."""

_ENDINGS = (
    ":s :' :'s :e :erin :erinnen :es :en :er :ers :ern :in :innen :us :os :is :isch :ischen :ische :ischer :isches "
    "'s: 's:s s: s:e s:en s:n s:er s:ern s:in s:innen es:e es:en es:er es: an:er an:aner an:en ans:er ans:en "
    "ian:ier ian:er n:r ns:r ans:aner a:er a:en a:ien ia:ien ia:ie ia:iens a:ens e: e:s e:en e:er e:us e:a e:ieren "
    ":ieren e:um a:e a:as a:in ic:ik ic:isch ic:e ic:es ics:ik ity:itaet y:ie y:ei y:ia ies:ien y:ien us:os os:us "
    "ous:os ous:us us: ius: ius:ios o: o:us o:ien on:os is:e ism:ismus al:ale le:el le:eles re:er er:re ew:aus "
    "ine:in ine:inus es:os i:er ee:e ite:it ites:iten um:ium er:ros s:'s y:u um: ish:isch ish:isc"
)
"""What stands at the end of forms of one name in the two languages, as `English:German`."""

_N_AFTER = re.compile(r"(?:e|er|el)$")
"""Behind what a German plural or dative ends in n."""

_SIGNS = (("v", "w"), ("sh", "sch"), ("zh", "sch"), ("ch", "tsch"), ("kh", "ch"), ("y", "j"), ("z", "s"), ("ts", "z"))
"""English letters and the German ones that show a name transliterated from another alphabet."""

_EASTERN = re.compile(r"kh|gh|dh|q|aa|oo|ou|hm|mm|ss|dd|llah|bd|[aeiou]h(?:$|[^aeioumnlr])")
"""What shows an Arabic, Persian or Urdu name, whose vowels and double letters each language writes in its own way."""

_LETTERS = str.maketrans({
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "ı": "i", "ł": "l", "đ": "d", "’": "'",
})  # fmt: skip
_VOWELS = frozenset("aeiouy")


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(first, second) for first, _, second in (item.partition(":") for item in text.split())]


def _by_first_letter(pairs: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for first, second in pairs:
        found.setdefault(first[:1], []).append((first, second))
    return found


_SOUNDS = _by_first_letter(_pairs(_SAME_SOUND))
_ENDING_PAIRS = frozenset([*_pairs(_ENDINGS), ("", "")])
_SHORTEST_STEM = 3
_LONGEST_ENDING = 5
_LONGEST_ADDED = 8
"""Letters by which one spelling may be longer than the other: "Berlin", "Berlinerinnen"."""


@lru_cache(maxsize=50_000)
def mistakes(name: str, word: str, most: int) -> int:
    """Mistakes by which a German word differs from an English name; `most` + 1 where there are more.

    A mistake is a letter put in, left out, changed or swapped with its neighbour (Damerau 1964). Spellings of one
    sound, endings, diacritics and apostrophes are none, nor are vowels and double letters of a transliterated name.
    The first letters must agree. Two mistakes in the last letters make another ending, and are none.
    """
    name, word = plain(name), plain(word)
    if not name or not word or abs(len(name) - len(word)) > most + _LONGEST_ADDED or not _begin_alike(name, word):
        return most + 1
    loose = is_transliterated(name, word) or bool(_EASTERN.search(name))
    costs = [[most + 1] * (len(word) + 1) for _ in range(len(name) + 1)]
    costs[0][0] = 0
    best = most + 1
    for i in range(len(name) + 1):
        for j in range(len(word) + 1):
            cost = costs[i][j]
            if cost >= best:
                continue
            if i >= _SHORTEST_STEM and _is_ending(name, word, i, j):
                best = cost
                continue
            for down, right, price in _steps(name, word, i, j, loose):
                if cost + price < costs[i + down][j + right]:
                    costs[i + down][j + right] = cost + price
    return 0 if 1 < best <= most and _shared(name, word) > len(name) - _LONGEST_ENDING else best


def _shared(name: str, word: str) -> int:
    """How many letters two words begin with together."""
    return next((k for k, (x, y) in enumerate(zip(name, word, strict=False)) if x != y), min(len(name), len(word)))


def _begin_alike(name: str, word: str) -> bool:
    return name[0] == word[0] or any(
        name.startswith(first) and second and word.startswith(second) for first, second in _SOUNDS.get(name[0], ())
    )


def _is_ending(name: str, word: str, i: int, j: int) -> bool:
    ending = (name[i:], word[j:])
    return ending in _ENDING_PAIRS or (ending[1] in ("n", "ns") and not ending[0] and bool(_N_AFTER.search(word[:j])))


def _steps(name: str, word: str, i: int, j: int, loose: bool) -> list[tuple[int, int, int]]:
    """The ways on from a place: letters of the name, letters of the word, price."""
    x, y = name[i : i + 1], word[j : j + 1]
    found = [(1, 1, 0)] if x == y and x else []
    found += [
        (len(first), len(second), 0)
        for first, second in _SOUNDS.get(x, ())
        if x and name.startswith(first, i) and word.startswith(second, j)
    ]
    if not i:
        return found
    if x:
        found.append((1, 0, 0 if loose and _is_slight(name, i) else 1))
    if y:
        found.append((0, 1, 0 if loose and _is_slight(word, j) else 1))
    if x and y:
        found.append((1, 1, 0 if loose and x in _VOWELS and y in _VOWELS else 1))
    if name[i : i + 2] and name[i : i + 2] == word[j : j + 2][::-1] and len(word) > j + 1:
        found.append((2, 2, 1))
    return found


def _is_slight(text: str, place: int) -> bool:
    """Whether a letter is a vowel beside another or the second of two."""
    before = text[place - 1]
    if text[place] == before == "y":
        return False
    return (text[place] == before != text[place - 2 : place - 1]) or (text[place] in _VOWELS and before in _VOWELS)


def is_transliterated(name: str, word: str) -> bool:
    """Whether two spellings, in lower case, show that each language wrote a name of another alphabet in its own way."""
    return any(english in name and german in word and german not in name for english, german in _SIGNS)


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """A word in lower case with straight apostrophes, umlauts as two letters, and no other diacritics."""
    lowered = unicodedata.normalize("NFC", word).lower().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


def is_inflected(first: str, second: str) -> bool:
    """Whether one of two German words, in lower case, is the other with an ending of nouns."""
    short, long = sorted((first, second), key=len)
    ending = long[len(short) :]
    if not long.startswith(short):
        return False
    return ending in ("", "s", "es", "'", "e", "en", "er", "ern", "ers", "in") or (
        ending in ("n", "ns") and bool(_N_AFTER.search(short))
    )


def distance(first: str, second: str, most: int) -> int:
    """Letters to put in, take out, change or swap with their neighbour (Damerau 1964); `most` + 1 where more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, x in enumerate(first, 1):
        current = [i]
        for j, y in enumerate(second, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == second[j - 2] and first[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, row = row, current
    return min(row[-1], most + 1)
