"""The bilingual dictionary: Ding (TU Chemnitz) compiled into tries, with word pairs learned from translations."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

_LINKING = ("", "s", "es", "n", "en", "er", "e", "-")
"""Linking elements between the parts of a German compound."""

_SHORTEST_PART = 3

_LONGEST_COMPOUND = 80
"""Characters; what is longer is no word but an address or a code."""


class Dictionary:
    """Look up German phrases in English and English words in German.

    Keys are phrases as Ding writes them (nouns with a capital); a lookup tries the word as it stands, in lower case
    and with a capital. Nothing is read before the first lookup.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(str(files("mtcheck"))) / "resources" / "dictionary"
        self._english_cache: dict[str, tuple[str, ...]] = {}
        self._parts_cache: dict[str, tuple[str, ...] | None] = {}

    @cached_property
    def _german(self) -> Any:
        return self._trie("german.marisa")

    @cached_property
    def _english(self) -> Any:
        return self._trie("english.marisa")

    def _trie(self, name: str) -> Any:
        import marisa_trie

        trie = marisa_trie.Trie()
        trie.mmap(str(self._folder / name))
        return trie

    @cached_property
    def _links(self) -> tuple[Any, Any]:
        """Where the English of each German phrase starts, and the English phrase numbers of all."""
        import numpy as np

        starts, english = (np.load(self._folder / f"{name}.npy", "r") for name in ("starts", "english"))
        return np.asarray(starts), np.asarray(english)

    @cached_property
    def _reverse(self) -> tuple[Any, Any]:
        """German phrase numbers grouped by English phrase number, and where each group starts."""
        import numpy as np

        starts, english = self._links
        german = np.repeat(np.arange(len(starts) - 1, dtype=np.uint64), np.diff(starts))
        both = english.astype(np.uint64) << np.uint64(32) | german
        both.sort()
        bounds = np.cumsum(np.bincount(english, minlength=len(self._english)))
        return both.astype(np.uint32), np.concatenate([[0], bounds])

    @cached_property
    def frequencies(self) -> dict[str, int]:
        """How often a lower-cased German lemma stands in the translations that the statistics were made from."""
        loaded: dict[str, int] = json.loads((self._folder / "frequencies.json").read_text(encoding="utf-8"))
        return loaded

    def knows(self, word: str) -> bool:
        """Whether the German word or phrase is a headword or one of its forms."""
        return any(form in self._german for form in _cases(word))

    def has(self, word: str) -> bool:
        """Whether the German word or phrase is a headword or one of its forms, written exactly so."""
        return word in self._german

    def english(self, word: str) -> tuple[str, ...]:
        """English phrases for a German word or phrase, best first; empty where the dictionary has none."""
        found = self._english_cache.get(word)
        if found is None:
            found = tuple(dict.fromkeys(self._lookup(word)))
            self._english_cache[word] = found
        return found

    def _lookup(self, word: str) -> Iterator[str]:
        starts, english = self._links
        for form in _cases(word):
            number = self._german.get(form)
            if number is not None:
                for identifier in english[starts[number] : starts[number + 1]]:
                    yield self._english.restore_key(int(identifier))

    def german(self, word: str) -> tuple[str, ...]:
        """German phrases for an English word or phrase, in no particular order."""
        number = self._english.get(word)
        if number is None:
            return ()
        german, bounds = self._reverse
        return tuple(self._german.restore_key(int(i)) for i in german[bounds[number] : bounds[number + 1]])

    def parts(self, word: str) -> tuple[str, ...]:
        """The known parts of a German compound, at least two, or nothing where it does not come apart.

        The longest last part is tried first, for it names the thing; a hyphen always parts.
        """
        pieces = [piece for piece in word.split("-") if piece]
        if len(pieces) > 1:
            return tuple(
                part for piece in pieces for part in ((piece,) if self.knows(piece) else self.parts(piece) or (piece,))
            )
        return () if len(word) > _LONGEST_COMPOUND else self._split(word) or ()

    def _split(self, word: str) -> tuple[str, ...] | None:
        if word in self._parts_cache:
            return self._parts_cache[word]
        found = None
        for position in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            head, tail = word[:position], word[position:]
            if not self.knows(tail) or (len(tail) == _SHORTEST_PART and tail.lower() in _ENDINGS):
                continue
            first = self._first(head)
            if first is not None:
                found = (*first, tail)
                break
        self._parts_cache[word] = found
        return found

    def _first(self, head: str) -> tuple[str, ...] | None:
        for linking in _LINKING:
            stem = head.removesuffix(linking) if linking else head
            if (linking and stem == head) or len(stem) < _SHORTEST_PART:
                continue
            if self.knows(stem):
                return (stem,)
        return self._split(head) if len(head) > 2 * _SHORTEST_PART else None


_ENDINGS = frozenset({"ung", "ste", "ten", "ter", "tes", "tem", "den", "der", "des", "dem", "die", "das", "ern", "ens"})
"""Endings that are also words; a compound does not end in them."""


@lru_cache(maxsize=100_000)
def _cases(word: str) -> tuple[str, ...]:
    word = unicodedata.normalize("NFC", word)
    return tuple(dict.fromkeys((word, word.lower(), word[:1].upper() + word[1:].lower())))
