"""Word links of a pair: which German word translates which English word, as far as the dictionary knows.

A link is a claim that there is *some* way from one word to the other: the dictionary's own translation, a part of a
compound, a learned pair, the same name or number, a cognate. It is deliberately generous, for the detectors reason
from the absence of any way.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.nouns import noun_table
from mtcheck.lexicon.phrases import NounPhrase, noun_phrases
from mtcheck.lexicon.tokens import Token, function_words, lemma, tokenise
from mtcheck.lexicon.translations import Translations, english_units, german_units

EXACT, NAME, ENTRY, PHRASE, PART, STEM, USUAL = 1.0, 0.95, 0.9, 0.85, 0.7, 0.6, 0.65
"""Strengths of a link, by the way it was found; USUAL where translations use what the dictionary lacks."""

WORTH_OF_LINK = 0.3
"""How far a link of strength 1 alone makes a word usual, 0-1; a word that is its own translation is as usual as can be.
"""

LEAST_COGNATE = 0.72
"""Likeness of two spellings, 0-1, from which two words count as the same name or a cognate."""

LONGEST_WORD = 80
"""Characters of a word up to which its spelling is compared; what is longer is an address or a code."""

MOST_TOKENS = 400
"""Tokens of a stretch; a pair of two and more is linked stretch by stretch, not every word with every other."""

MOST_PLACES = 20
"""Places in a stretch and its neighbours that one word is linked with, the nearest of a word that comes more often."""

_VERB_PREFIXES = (
    "zurück", "zusammen", "wieder", "weiter", "herunter", "hinter", "unter", "über", "durch", "gegen", "herab",
    "heraus", "hinaus", "herum", "heran", "herein", "hinein", "voran", "voraus", "vorbei", "davon", "fest", "fort",
    "nach", "miss", "auf", "aus", "bei", "dar", "ein", "ent", "her", "hin", "los", "mit", "vor", "weg", "ver", "zer",
    "ab", "an", "be", "da", "er", "ge", "um", "zu", "un",
)  # fmt: skip


Kind = tuple[str, str, bool, bool]
"""What decides which words a word is linked with: text, lemma, whether it is a content word, whether a number."""

Near = Callable[[Sequence[int], int], Sequence[int]]
"""Picks from the places of a word in the source those that the translation's word at a place is linked with."""


@dataclass(frozen=True)
class Candidate:
    """A possible link: positions among the tokens of source and translation and how it was found."""

    source: int
    translation: int
    strength: float


@dataclass(frozen=True)
class Links:
    """The tokens of both sides, every possible link, and for each German token the source token chosen for it."""

    source: tuple[Token, ...]
    translation: tuple[Token, ...]
    candidates: tuple[Candidate, ...]
    chosen: dict[int, int] = field(default_factory=dict)
    support: tuple[float, ...] = ()
    """For each German token how usual it is as a translation of anything in the source, 0-1, function words too."""
    source_support: tuple[float, ...] = ()
    """For each English token how usual anything in the translation is for it, 0-1."""
    text: str = ""
    """The German text itself."""

    @cached_property
    def sources_of(self) -> Mapping[int, frozenset[int]]:
        """For each translation position that has any way to the source: the source positions."""
        found: dict[int, set[int]] = {}
        for candidate in self.candidates:
            found.setdefault(candidate.translation, set()).add(candidate.source)
        return {j: frozenset(places) for j, places in found.items()}

    @cached_property
    def places_of(self) -> Mapping[str, tuple[int, ...]]:
        """Translation positions by base: the lemma, of a hyphenated compound that of its last part."""
        found: dict[str, list[int]] = {}
        for j, token in enumerate(self.translation):
            found.setdefault(base(token), []).append(j)
        return {word: tuple(places) for word, places in found.items()}

    @cached_property
    def repeated_in_source(self) -> int:
        """Copies of a content word that stand side by side in the source ("very, very", "hours and hours"); else 0."""
        lemmas = [token.lemma for token in self.source]
        twins = {
            word
            for gap in (1, 2)
            for word, other, token in zip(lemmas, lemmas[gap:], self.source, strict=False)
            if word == other and token.content
        }
        return max((count for word, count in Counter(lemmas).items() if word in twins), default=0)

    @cached_property
    def noun_phrases(self) -> tuple[NounPhrase, ...]:
        """The phrases of the translation whose inflection can be told."""
        return tuple(noun_phrases(self.text, self.translation, noun_table()))

    @cached_property
    def unusual(self) -> float:
        """How unusual the German content words are as translations of anything in the source, 0-1 on average.

        One usual word is counted besides, so that a single word says little.
        """
        unusual = [1 - usual for token, usual in zip(self.translation, self.support, strict=True) if token.content]
        return sum(unusual) / (1 + len(unusual))

    def unreachable(self) -> list[int]:
        """Positions of German content words from which no way leads to any word of the source."""
        return [j for j, token in enumerate(self.translation) if token.content and j not in self.sources_of]

    def unaccounted(self) -> list[int]:
        """Positions of content words of the source to which no way leads from any word of the translation."""
        reached = {candidate.source for candidate in self.candidates}
        return [i for i, token in enumerate(self.source) if token.content and i not in reached]


def base(token: Token) -> str:
    """The lemma of a word, of a hyphenated compound that of its last part."""
    return lemma(token.text.rsplit("-", 1)[-1], "de") if "-" in token.text else token.lemma


class Linker:
    """Finds links with a dictionary; keeps what it has looked up."""

    def __init__(self, dictionary: Dictionary, translations: Translations | None = None) -> None:
        self.dictionary = dictionary
        self.translations = translations or Translations()
        self._units: dict[tuple[str, str, str], tuple[str, ...]] = {}
        self._ways: dict[tuple[str, str, str], dict[str, float]] = {}
        self._near: dict[tuple[str, str], bool] = {}

    def link(self, source: str, translation: str) -> Links:
        """The links of a pair of texts; either may be empty."""
        source_tokens = tokenise(source, "en")
        translation_tokens = with_particles(tokenise(translation, "de"), translation)
        candidates = tuple(self._all_candidates(source_tokens, translation_tokens))
        chosen = _choose(candidates, source_tokens, translation_tokens)
        of_source, of_translation = self.translations.support(
            [english_units(token) for token in source_tokens], [self.units(token) for token in translation_tokens]
        )
        for candidate in candidates:
            worth = 1.0 if candidate.strength == EXACT else WORTH_OF_LINK * candidate.strength
            of_source[candidate.source] = max(of_source[candidate.source], worth)
            of_translation[candidate.translation] = max(of_translation[candidate.translation], worth)
        return Links(
            source_tokens, translation_tokens, candidates, chosen, tuple(of_translation), tuple(of_source), translation
        )

    def units(self, token: Token) -> tuple[str, ...]:
        """The words under which the table of usual translations has a German token."""
        key = (token.text, token.lemma, token.particle)
        found = self._units.get(key)
        if found is None:
            found = self._units[key] = german_units(token, self.dictionary)
        return found

    def _all_candidates(self, source: Sequence[Token], translation: Sequence[Token]) -> list[Candidate]:
        """Candidates of a whole pair; in a very long one only between stretches that stand in like places."""
        parts = max(len(source), len(translation)) // MOST_TOKENS
        if parts < 2:
            found = self._strengths(source, translation, lambda places, j: places)
        else:
            found = {}
            slope = len(source) / max(len(translation), 1)
            for part in range(parts):
                left = range(len(source) * max(part - 1, 0) // parts, len(source) * min(part + 2, parts) // parts)
                right = range(len(translation) * part // parts, len(translation) * (part + 1) // parts)

                def near(
                    places: Sequence[int], j: int, before: int = left.start, first: int = right.start
                ) -> Sequence[int]:
                    return _nearest(places, (first + j) * slope - before)

                links = self._strengths(source[left.start : left.stop], translation[right.start : right.stop], near)
                found.update({(i + left.start, j + right.start): strength for (i, j), strength in links.items()})
        return [Candidate(i, j, found[i, j]) for i, j in sorted(found)]

    def ways(self, token: Token) -> dict[str, float]:
        """English lemmas that a German word can stand for, with the strength of the way."""
        key = (token.text, token.lemma, token.particle)
        found = self._ways.get(key)
        if found is None:
            found = self._find_ways(token)
            self._ways[key] = found
        return found

    def near(self, token: Token, english: str) -> bool:
        """Whether the German word has a synonym that translates the English lemma.

        It has one if some English word for it and the English lemma share a German translation: for "zurückfahren"
        and "reduce" that is "kürzen", over "cut".
        """
        key = (token.particle + token.lemma, english)
        found = self._near.get(key)
        if found is None:
            wanted = set(self.dictionary.german(english))
            forms = (token.lemma, token.text, token.particle + token.lemma, *self.dictionary.parts(token.text)[-1:])
            found = any(
                not wanted.isdisjoint(self.dictionary.german(phrase))
                for form in forms
                for phrase in self.dictionary.english(form)
            )
            self._near[key] = found
        return found

    def _find_ways(self, token: Token) -> dict[str, float]:
        ways: dict[str, float] = {}
        for form in (token.lemma, token.text, token.particle + token.lemma):
            self._add(ways, form, ENTRY)
        for part in self.dictionary.parts(token.text) or self.dictionary.parts(token.lemma):
            for form in (part, lemma(part, "de")):
                self._add(ways, form, PART)
        units = self.units(token)
        for unit in units if token.content else ():
            for english in self.translations.usual_english(unit):
                if english not in ways and english not in function_words("en"):
                    ways[english] = USUAL if len(units) == 1 else USUAL - 0.1
        if not ways:
            for stem in _stems(token.lemma):
                self._add(ways, stem, STEM)
        return ways

    def _add(self, ways: dict[str, float], form: str, strength: float) -> None:
        for phrase in self.dictionary.english(form):
            words = english_lemmas(phrase)
            for word in words:
                ways[word] = max(ways.get(word, 0.0), strength if len(words) == 1 else strength - 0.1)

    def _strengths(
        self, source: Sequence[Token], translation: Sequence[Token], near: Near
    ) -> dict[tuple[int, int], float]:
        """Strengths of the links between two stretches of tokens, by their places; `near` picks places of a word."""
        kinds: dict[Kind, list[int]] = {}
        for i, other in enumerate(source):
            kinds.setdefault((other.text, other.lemma, other.content, other.number), []).append(i)
        groups = [(source[places[0]], places) for places in kinds.values()]
        known: dict[tuple[Kind, str], list[tuple[float, list[int]]]] = {}
        found: dict[tuple[int, int], float] = {}
        for j, token in enumerate(translation):
            key = (token.text, token.lemma, token.content, token.number), token.particle
            if key not in known:
                ways = {} if token.number else self.ways(token)
                strengths = ((_strength(ways, other, token), places) for other, places in groups)
                known[key] = [(strength, places) for strength, places in strengths if strength]
            for strength, places in known[key]:
                for i in near(places, j):
                    found[i, j] = strength
        for i, j in self._phrase_links(source, translation, near):
            found[i, j] = max(found.get((i, j), 0.0), PHRASE)
        return found

    def _phrase_links(
        self, source: Sequence[Token], translation: Sequence[Token], near: Near
    ) -> Iterator[tuple[int, int]]:
        """Links of German phrases of two or three words that the dictionary translates as a whole."""
        positions: dict[str, list[int]] = {}
        for i, token in enumerate(source):
            positions.setdefault(token.lemma, []).append(i)
        for length in (2, 3):
            for first in range(len(translation) - length + 1):
                words = translation[first : first + length]
                for phrase in {" ".join(w.text for w in words), " ".join(w.lemma for w in words)}:
                    for english in self.dictionary.english(phrase):
                        lemmas = english_lemmas(english)
                        if lemmas and all(word in positions for word in lemmas):
                            for word in lemmas:
                                for j in range(first, first + length):
                                    if translation[j].content:
                                        yield from ((i, j) for i in near(positions[word], j))


def _nearest(places: Sequence[int], centre: float) -> Sequence[int]:
    """The `MOST_PLACES` of ascending places that are about nearest to a centre."""
    first = bisect_left(places, centre) - MOST_PLACES // 2
    first = max(0, min(first, len(places) - MOST_PLACES))
    return places[first : first + MOST_PLACES]


def _strength(ways: Mapping[str, float], source: Token, translation: Token) -> float:
    """Strength of a link between two words, 0 where there is none."""
    strength = max(ways.get(source.lemma, 0.0), ways.get(source.text.lower(), 0.0), _same(source, translation))
    if not strength and source.content and translation.content:
        return _derived(ways, source.lemma)
    return strength


_PARTICLES = frozenset(_VERB_PREFIXES) | {"statt", "teil", "bereit", "frei", "hervor", "hinzu", "umher", "zu"}


def with_particles(tokens: tuple[Token, ...], text: str) -> tuple[Token, ...]:
    """Verbs with the particle that stands apart at the end of their clause: "fand am Samstag statt" is stattfinden."""
    found = list(tokens)
    for k, token in enumerate(tokens):
        following = text[token.end : tokens[k + 1].start] if k + 1 < len(tokens) else "."
        at_end = following.strip() or (k + 1 < len(tokens) and tokens[k + 1].text in ("und", "oder"))
        if token.text not in _PARTICLES or not at_end:
            continue
        for j in range(k - 1, max(k - 25, -1), -1):
            if re.search(r"[,;:.!?]", text[tokens[j].end : tokens[j + 1].start]):
                break
            verb = tokens[j]
            if verb.content and verb.text.islower() and verb.lemma.endswith("n"):
                found[j] = replace(verb, particle=token.text)
                break
    return tuple(found)


@lru_cache(maxsize=200_000)
def english_lemmas(phrase: str) -> tuple[str, ...]:
    """Lower-cased lemmas of a dictionary phrase: its content words, or all words where it has no content word."""
    tokens = tokenise(phrase, "en")
    return tuple(token.lemma for token in tokens if token.content) or tuple(token.lemma for token in tokens)


def _stems(word: str) -> list[str]:
    """Where the dictionary lacks a word: without a prefix, or without an ending of adjectives."""
    stems = [
        word[len(prefix) :] for prefix in _VERB_PREFIXES if word.startswith(prefix) and len(word) > len(prefix) + 3
    ]
    return stems + [
        word.removesuffix(ending) for ending in ("lich", "isch", "er", "ung", "in") if word.endswith(ending)
    ]


def _same(source: Token, translation: Token) -> float:
    """Strength of a link between the same word, number, name or cognate; 0 where there is none."""
    if source.text == translation.text:
        return EXACT
    if source.number or translation.number:
        return EXACT if _digits(source.text) == _digits(translation.text) != "" else 0.0
    if not (source.content and translation.content):
        return 0.0
    likeness = spelling_likeness(source.text, translation.text)
    return NAME * likeness if likeness >= LEAST_COGNATE else 0.0


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@lru_cache(maxsize=200_000)
def spelling_likeness(first: str, second: str) -> float:
    """How alike two spellings are, 0-1, once both are reduced to what English and German write differently.

    2 * (length of the longest common subsequence) / (length of both); hyphenated words are compared part by part.
    """
    best = 0.0
    if max(len(first), len(second)) > LONGEST_WORD:
        return best
    for one in {first, *first.split("-")}:
        for other in {second, *second.split("-")}:
            a, b = _skeleton(one), _skeleton(other)
            if min(len(a), len(b)) < 3 or not a or not b:
                continue
            score = 2 * _common(a, b) / (len(a) + len(b))
            best = max(best, score if a[0] == b[0] else score - 0.15)
            if len(a) >= 4 and (b.startswith(a) or b.endswith(a)):
                best = max(best, LEAST_COGNATE)
    return best


_REWRITES = (
    ("sch", "s"), ("sh", "s"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("qu", "kw"), ("c", "k"), ("z", "s"),
    ("y", "i"), ("j", "i"), ("w", "v"), ("x", "ks"), ("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "s"), ("dh", "d"),
)  # fmt: skip


@lru_cache(maxsize=200_000)
def _skeleton(word: str) -> str:
    word = word.lower().removesuffix("'s")
    for old, new in _REWRITES:
        word = word.replace(old, new)
    word = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return re.sub(r"(.)\1+", r"\1", word)


def _common(a: str, b: str) -> int:
    """Length of the longest common subsequence, a row of the table at a time in the bits of a number (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for k, x in enumerate(a):
        places[x] = places.get(x, 0) | 1 << k
    every = (1 << len(a)) - 1
    row = every
    for y in b:
        met = row & places.get(y, 0)
        row = (row + met | row - met) & every
    return len(a) - row.bit_count()


def _derived(ways: Mapping[str, float], word: str) -> float:
    """A way to a word of the same family: they share at least five letters, all but four of the longer one."""
    for other in ways:
        shared = 0
        for x, y in zip(other, word, strict=False):
            if x != y:
                break
            shared += 1
        if shared >= 4 and shared >= max(len(other), len(word)) - 4:
            return STEM
    return 0.0


def _choose(candidates: Sequence[Candidate], source: Sequence[Token], translation: Sequence[Token]) -> dict[int, int]:
    """For each German token at most one source token: strongest first, then nearest in relative position.

    A source token is given twice only to German words that have no other.
    """
    chosen: dict[int, int] = {}
    taken: set[int] = set()

    def cost(candidate: Candidate) -> tuple[float, float]:
        offset = abs(candidate.source / max(len(source), 1) - candidate.translation / max(len(translation), 1))
        return (offset - candidate.strength, offset)

    ordered = sorted(candidates, key=cost)
    for candidate in ordered:
        if candidate.translation not in chosen and candidate.source not in taken:
            chosen[candidate.translation] = candidate.source
            taken.add(candidate.source)
    for candidate in ordered:
        if candidate.strength >= PART and translation[candidate.translation].content:
            chosen.setdefault(candidate.translation, candidate.source)
    return chosen
