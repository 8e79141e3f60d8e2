"""The rule misspelt-name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.tokens import Token, lemma

_INFLECTED = re.compile(r"(?:['’]s|['’]|s|es|n|ns|er|ern|erin|erinnen|isch(?:e[nmrs]?)?|sche[nmrs]?|in|innen)$")
_DIGIT = re.compile(r"\d")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tsch|tch|sch|sh|zh|ch|č|š|ž|ć", "S"), ("kh|ck|q|c|k|h", "k"), ("ph|w|v|f", "f"), ("th|dh", "t"),
        ("ae|ä", "e"), ("oe|ö|ø", "o"), ("ue|ü|ou|oo", "u"), ("ts|tz|z|ss|ß", "s"), ("x", "ks"),
        ("ee|ie|ij|iy|y|j", "i"),
    )
)  # fmt: skip
"""Spellings in which transliterations of one sound differ."""


@dataclass(frozen=True)
class MisspeltName(Detector):
    """A name is nearly that of the source, or is spelt in two ways in one article.

    A system that spells letter by letter what it does not know makes new people of old ones.

    Bad
        en: A 2-0 win put them ahead of Chelsea.
        de: Ein 2:0 brachte sie vor [[Chemsea]].
        en: Guitarist Ryan Hudon left the band.
        de: Gitarrist Ryan [[Huodn]] verließ die Band.
        en: He plays for the Blackhawks in Sacramento.
        de: Er spielt für die Blackhawks in [[Sacramneto]].
        en: The Sydney office and the Sydney lab are closed.
        de: Das Büro in Sydney und das Labor in [[Sydnney]] sind geschlossen.
    Good
        en: Peskov spoke to Zelenskyy in Kyiv about Lukashenko.
        de: Peskow sprach mit Selenskyj in Kiew über Lukaschenko.
        en: Frank Lampard's Chelsea won in Basel.
        de: Frank Lampards Chelsea gewann in Basel.
        en: The Chicagoans and the New Yorkers met in Prague.
        de: Die Chicagoer und die New Yorker trafen sich in Prag.
        en: Alexander the Great came to Persia.
        de: Alexandros der Große kam nach Persien.
        en: He met Miller and Muller.
        de: Er traf Miller und Müller.
        en: Congress passed the bill, said Senator Warner.
        de: Der Kongress verabschiedete das Gesetz, sagte Senator Warner.
    Limits
        Names are compared by spelling alone: transliterations that differ by more than letters of one sound may be
        reported, and a garbled name that is a German word is not.
    Source
        MQM Core, Linguistic conventions/Spelling and Accuracy/Mistranslation of names (Lommel et al. 2014); distance
        with transpositions: Damerau 1964.
    """

    category = Category.MISTRANSLATION
    """A name that is not the source's is a mistranslation."""
    made_kinds = ("name", "name-two-ways")

    least_letters: int = 5
    """Letters that a name must have; of a name with one less only two swapped letters count."""
    least_letters_for_two: int = 9
    """Letters from which two mistakes still show the name."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each German word that is nearly a name of the source which the German lacks."""
        if not pair.source or not pair.translation:
            return
        links = context.view(pair).links
        dictionary = context.linker.dictionary
        names = {token.text: token for token in reversed(links.source) if self._is_name(token)}.values()
        written = {token.text for token in links.translation}
        source = pair.source.lower()
        for token in links.translation:
            if not self._is_name(token) or token.text.lower() in source or _is_german(token.text, dictionary):
                continue
            for name in names:
                if self._is_garbled(token.text, name.text) or self._is_second_spelling(token.text, name.text, written):
                    yield self._finding(pair, context, token, name)
                    break

    def _is_name(self, token: Token) -> bool:
        text = token.text
        return (
            text[0].isupper() and not text.isupper() and len(text) >= self.least_letters - 1 and not _DIGIT.search(text)
        )

    def _is_garbled(self, word: str, name: str) -> bool:
        """Whether a word is a name with a mistake, and no other form or transliteration of it."""
        if word[0] != name[0] or abs(len(word) - len(name)) > 3:
            return False
        for form in _forms(word):
            for base in _forms(name):
                if form == base or _sounds(form) == _sounds(base):
                    return False
        if len(name) < self.least_letters:
            return len(word) == len(name) and sorted(word) == sorted(name)
        most = 2 if len(name) >= self.least_letters_for_two else 1
        short = min(_forms(word), key=len), min(_forms(name), key=len)
        mistakes = distance(word.lower(), name.lower(), most)
        return 0 < mistakes <= most and not _is_other_ending(word.lower(), name.lower()) and short[0] != short[1]

    def _is_second_spelling(self, word: str, name: str, written: set[str]) -> bool:
        """Whether a word is a name with a mistake that also stands there without one."""
        return (
            name in written and not _is_other_ending(word.lower(), name.lower()) and _is_near(_bare(word), _bare(name))
        )

    def _finding(self, pair: Pair, context: Context, token: Token, name: Token) -> Finding:
        return self.found(
            pair,
            context,
            (token.start, token.end),
            f"The English has “{name.text}”.",
            Severity.MINOR,
            suggestions=(name.text,),
            evidence={"source": name.text},
            related=(Span(Side.SOURCE, name.start, name.end, name.text),),
        )

    def check_document(self, pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Finding]]:
        """A finding for each rarer spelling of a name that the article spells in another way elsewhere."""
        spellings: dict[str, list[tuple[Pair, Token]]] = {}
        for pair in pairs:
            if pair.source and pair.translation:
                links = context.view(pair).links
                for j, token in enumerate(links.translation):
                    i = links.chosen.get(j)
                    if i is None or not self._is_name(token) or not self._is_name(links.source[i]):
                        continue
                    if not _is_german(token.text, context.linker.dictionary):
                        spellings.setdefault(_bare(links.source[i].text), []).append((pair, token))
        for places in spellings.values():
            yield from self._rarer(places, context)

    def _rarer(self, places: Sequence[tuple[Pair, Token]], context: Context) -> Iterator[tuple[int, Finding]]:
        counts = Counter(_bare(token.text) for _, token in places)
        usual, times = counts.most_common(1)[0]
        for pair, token in places:
            bare = _bare(token.text)
            source = (pair.source or "").lower()
            if counts[bare] == times or token.text.lower() in source or not _is_near(bare, usual):
                continue
            yield (
                pair.index,
                self.found(
                    pair,
                    context,
                    (token.start, token.end),
                    f"Elsewhere in this article it is “{usual.capitalize()}”.",
                    Severity.MINOR,
                    suggestions=(usual.capitalize(),),
                    evidence={"spellings": dict(counts)},
                ),
            )


def _is_german(word: str, dictionary: Dictionary) -> bool:
    """Whether the dictionary or the lemmas know a word or its parts."""
    base = lemma(word, "de")
    return dictionary.knows(word) or dictionary.knows(base) or base != word.lower() or bool(dictionary.parts(word))


@lru_cache(maxsize=20_000)
def _forms(word: str) -> frozenset[str]:
    """A name in lower case as it stands and without the endings that German and English put behind names."""
    low = word.lower()
    return frozenset({low, _INFLECTED.sub("", low) or low})


def _bare(word: str) -> str:
    """A name in lower case without a genitive s."""
    return re.sub(r"(?:['’]s?|(?<=[^s])s)$", "", word.lower())


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> str:
    """A spelling reduced to what transliterations have in common."""
    word = "".join(c for c in unicodedata.normalize("NFD", word) if c == "\u0308" or not unicodedata.combining(c))
    word = unicodedata.normalize("NFC", word)
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return re.sub(r"(.)\1+", r"\1", word)


def _is_other_ending(word: str, name: str) -> bool:
    """Whether two spellings differ only in their last two letters, as forms of one name in two languages do."""
    shared = next((k for k, (x, y) in enumerate(zip(word, name, strict=False)) if x != y), min(len(word), len(name)))
    return shared >= max(len(word), len(name)) - 2 and sorted(word[shared:]) != sorted(name[shared:])


def _is_near(first: str, second: str) -> bool:
    """Whether two spellings are one name with a mistake: a letter doubled, left out, put in, changed or swapped."""
    return min(len(first), len(second)) >= 5 and first[0] == second[0] and 0 < distance(first, second, 1) <= 1


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
