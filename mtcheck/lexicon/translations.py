"""How often a German word really stands for an English one: counts of word alignments in translated sentences.

The dictionary says what is possible, the table what is usual. Its words are the units of `german_units` and
`english_units`: lower-cased lemmas, compounds that are no dictionary words part by part, verbs with their separable
particle. Function words are among them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.tokens import Token, lemma

SMOOTHING = 2.0
"""Links that are added to a word's own, going to no known word: what was seen once is no certainty."""


class Translations:
    """Look up the table. Nothing is read before the first lookup."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(str(files("mtcheck"))) / "resources" / "translations"

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

        return tuple(np.load(self._folder / f"{name}.npy", "r") for name in ("starts", "english", "counts"))  # type: ignore[return-value]

    @cached_property
    def _totals(self) -> tuple[Any, Any]:
        """Links of each German and of each English word, those left out of the table among them."""
        import numpy as np

        return tuple(np.load(self._folder / f"{name}.npy", "r") for name in ("german-totals", "english-totals"))  # type: ignore[return-value]

    @cached_property
    def _reverse(self) -> tuple[Any, Any, Any]:
        """The links grouped by English word: where each group starts, German word numbers, counts."""
        import numpy as np

        starts, english, counts = self._links
        german = np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
        order = np.argsort(english, kind="stable")
        bounds = np.concatenate([[0], np.cumsum(np.bincount(english, minlength=len(self._words[1])))])
        return bounds, german[order], counts[order]

    def count(self, german: str, english: str) -> float:
        """Links between two words in the translations that were counted; a link of one direction alone is a half."""
        g, e = self._words[0].get(german), self._words[1].get(english)
        return 0.0 if g is None or e is None else self._count(g, e)

    def _count(self, g: int, e: int) -> float:
        starts, english, counts = self._links
        first, last = int(starts[g]), int(starts[g + 1])
        place = first + int(english[first:last].searchsorted(e))
        return float(counts[place]) / 2 if place < last and english[place] == e else 0.0

    def german_count(self, german: str) -> float:
        """Links of a German word to any word; 0 where the table lacks it."""
        g = self._words[0].get(german)
        return 0.0 if g is None else float(self._totals[0][g]) / 2

    def english_count(self, english: str) -> float:
        """Links of an English word to any word; 0 where the table lacks it."""
        e = self._words[1].get(english)
        return 0.0 if e is None else float(self._totals[1][e]) / 2

    def german_given_english(self, german: str, english: str) -> float:
        """The probability, 0-1, that the English word is translated by the German one."""
        return self.count(german, english) / (self.english_count(english) + SMOOTHING)

    def english_given_german(self, english: str, german: str) -> float:
        """The probability, 0-1, that the German word stands for the English one."""
        return self.count(german, english) / (self.german_count(german) + SMOOTHING)

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

    def english(self, german: str) -> tuple[tuple[str, float], ...]:
        """All English words that a German one stands for with their probabilities, 0-1, in no order."""
        g = self._words[0].get(german)
        if g is None:
            return ()
        starts, english, counts = self._links
        part = slice(int(starts[g]), int(starts[g + 1]))
        total = self.german_count(german) + SMOOTHING
        return tuple(
            (self._words[1].restore_key(int(e)), float(count) / 2 / total)
            for e, count in zip(english[part], counts[part], strict=True)
        )


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
