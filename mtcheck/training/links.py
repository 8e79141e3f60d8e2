"""Writing which words stand for which, in the form that the lexicon maps into memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Written:
    """What was written: the German and the English words by their numbers, and the linked words in their order."""

    german: list[str]
    english: list[str]
    pairs: list[tuple[str, str]]


def write_links(links: Mapping[str, Iterable[str]], out: Path, *, ascending: bool = False) -> Written:
    """Write `german.marisa`, `english.marisa`, `starts.npy` and `english.npy`.

    The English word numbers of German word i are `english[starts[i]:starts[i + 1]]`, in the order given, or ascending.
    """
    import marisa_trie

    german_trie = marisa_trie.Trie(links)
    english_trie = marisa_trie.Trie({english for found in links.values() for english in found})
    german = [german_trie.restore_key(i) for i in range(len(german_trie))]
    numbers = [[english_trie[english] for english in links[word]] for word in german]
    if ascending:
        numbers = [sorted(found) for found in numbers]
    out.mkdir(parents=True, exist_ok=True)
    german_trie.save(str(out / "german.marisa"))
    english_trie.save(str(out / "english.marisa"))
    np.save(out / "starts.npy", np.cumsum([0, *map(len, numbers)]).astype(np.uint32))
    np.save(out / "english.npy", np.array([number for found in numbers for number in found], np.uint32))
    english = [english_trie.restore_key(i) for i in range(len(english_trie))]
    pairs = [(word, english[number]) for word, found in zip(german, numbers, strict=True) for number in found]
    return Written(german, english, pairs)
