"""How often a German word really stands for an English one: counts of word alignments in translated sentences.

The dictionary says what is possible, the table what is usual. Its words are the units of `german_units` and
`english_units`: lower-cased lemmas, compounds that are no dictionary words part by part, verbs with their separable
particle. Function words are among them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.tokens import Token, lemma

SMOOTHING = 2.0
"""Links that are added to a word's own, going to no known word: what was seen once is no certainty."""

CHANCE_WEIGHT = 20.0
"""How often a word would come of itself, in multiples of its frequency, when its usualness is weighed."""

CHANCE_FLOOR = 0.001
"""The probability, 0-1, that any word, however rare, comes of itself."""

LEAST_LINKS = 2.0
LEAST_USUAL = 0.05
"""Links, and probability, 0-1, of one word given the other, from which a pair of words counts as usual."""


class Translations:
    """Look up the table. Nothing is read before the first lookup."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(str(files("mtcheck"))) / "resources" / "translations"
        self._found: dict[str, Mapping[int, float]] = {}

    @cached_property
    def _words(self) -> tuple[Any, Any]:
        """The tries of German and of English words."""
        import marisa_trie

        tries = marisa_trie.Trie(), marisa_trie.Trie()
        for trie, name in zip(tries, ("german.marisa", "english.marisa"), strict=True):
            trie.mmap(str(self._folder / name))
        return tries

    @cached_property
    def _links(self) -> tuple[Any, Any, Any]:
        """Where the links of each German word start; the English word numbers of all, ascending; their counts."""
        import numpy as np

        return tuple(np.load(self._folder / f"{name}.npy", "r") for name in ("starts", "english", "counts"))

    @cached_property
    def _totals(self) -> tuple[Any, Any]:
        """Links of each German and of each English word, those left out of the table among them."""
        import numpy as np

        return tuple(np.load(self._folder / f"{name}.npy", "r") for name in ("german-totals", "english-totals"))

    @cached_property
    def _reverse(self) -> tuple[Any, Any, Any]:
        """The links grouped by English word: where each group starts, German word numbers, counts."""
        import numpy as np

        starts, english, counts = self._links
        german = np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
        order = np.argsort(english, kind="stable")
        bounds = np.concatenate([[0], np.cumsum(np.bincount(english, minlength=len(self._words[1])))])
        return bounds, german[order], counts[order]

    def english_number(self, english: str) -> int | None:
        """The number under which `links_of` has an English word; None where the table lacks it."""
        number: int | None = self._words[1].get(english)
        return number

    def links_of(self, german: str) -> Mapping[int, float]:
        """Numbers of the English words that a German word stands for, each with its count of links.

        A link that the alignment of one direction alone has counts a half.
        """
        found = self._found.get(german)
        if found is None:
            g = self._words[0].get(german)
            found = {}
            if g is not None:
                starts, english, counts = self._links
                part = slice(int(starts[g]), int(starts[g + 1]))
                found = dict(zip(english[part].tolist(), (counts[part] / 2).tolist(), strict=True))
            self._found[german] = found
        return found

    def german_count(self, german: str) -> float:
        """Links of a German word to any word; 0 where the table lacks it."""
        g = self._words[0].get(german)
        return 0.0 if g is None else float(self._totals[0][g]) / 2

    def english_count(self, english: str) -> float:
        """Links of an English word to any word; 0 where the table lacks it."""
        e = self._words[1].get(english)
        return 0.0 if e is None else float(self._totals[1][e]) / 2

    def german(self, english: str, most: int = 10) -> tuple[tuple[str, float], ...]:
        """The most usual German words for an English one with their probabilities, 0-1; the most usual first."""
        e = self._words[1].get(english)
        if e is None:
            return ()
        bounds, german, counts = self._reverse
        part = slice(int(bounds[e]), int(bounds[e + 1]))
        order = counts[part].argsort(kind="stable")[::-1][:most]
        total = self.english_count(english) + SMOOTHING
        return tuple(
            (self._words[0].restore_key(int(german[part][k])), float(counts[part][k]) / 2 / total) for k in order
        )

    def usual_english(self, german: str) -> tuple[str, ...]:
        """English words that the German one usually stands for, or that it usually translates."""
        total = self.german_count(german) + SMOOTHING
        return tuple(
            self._words[1].restore_key(e)
            for e, count in self.links_of(german).items()
            if count >= LEAST_LINKS and count >= LEAST_USUAL * min(total, float(self._totals[1][e]) / 2 + SMOOTHING)
        )

    def support(
        self, source: Sequence[Sequence[str]], translation: Sequence[Sequence[str]]
    ) -> tuple[list[float], list[float]]:
        """How usual each word is beside the words of the other side, 0-1; first the source's, then the translation's.

        A word is given by its units, a compound by several, of which the mean counts. The probabilities that the words
        of the other side give a unit are added and weighed against its coming by chance.
        """
        english = {unit: self.english_number(unit) for units in source for unit in units}
        totals = {e: float(self._totals[1][e]) / 2 for e in english.values() if e is not None}
        forward: dict[str, float] = {}
        backward: dict[int, float] = {}
        for unit in {unit for units in translation for unit in units}:
            links = self.links_of(unit)
            total = self.german_count(unit)
            given = 0.0
            for e in totals.keys() & links.keys():
                given += links[e] / (totals[e] + SMOOTHING)
                backward[e] = backward.get(e, 0.0) + links[e] / (total + SMOOTHING)
            forward[unit] = self._against_chance(given, total)
        of_english = {
            unit: 0.0 if e is None else self._against_chance(backward.get(e, 0.0), totals[e])
            for unit, e in english.items()
        }
        return _means(source, of_english), _means(translation, forward)

    def _against_chance(self, given: float, total: float) -> float:
        return given / (given + CHANCE_WEIGHT * (total + 0.5) / self._size + CHANCE_FLOOR)

    @cached_property
    def _size(self) -> float:
        return float(self._totals[0].sum()) / 2


def _means(words: Sequence[Sequence[str]], values: Mapping[str, float]) -> list[float]:
    return [sum(values[unit] for unit in units) / max(len(units), 1) for units in words]


def german_units(token: Token, dictionary: Dictionary) -> tuple[str, ...]:
    """The words under which the table has a German token: its lemma, or the lemmas of a compound's parts."""
    text = unicodedata.normalize("NFC", token.text)
    if token.particle:
        return (token.particle + token.lemma,)
    if "-" not in text and (not token.content or dictionary.knows(token.lemma) or dictionary.knows(text)):
        return (token.lemma,)
    parts = dictionary.parts(text)
    if not parts:
        return (token.lemma,)
    capital = text[0].isupper()
    return tuple(lemma(part[0].upper() + part[1:] if capital else part, "de") for part in parts)


def english_units(token: Token) -> tuple[str, ...]:
    """The words under which the table has an English token: its lemma, or the lemmas of what hyphens join."""
    pieces = [piece for piece in token.text.split("-") if piece]
    return tuple(lemma(piece, "en") for piece in pieces) if len(pieces) > 1 else (token.lemma,)


def without_particles(tokens: Sequence[Token]) -> list[Token]:
    """German tokens without the separable particles that have joined a verb before them."""
    left = list(tokens)
    for j, token in enumerate(tokens):
        if token.particle:
            particle = next((t for t in tokens[j + 1 :] if t.text == token.particle), None)
            if particle is not None and particle in left:
                left.remove(particle)
    return left
