"""English phrases that no German says word for word: idioms and other fixed phrases, from Ding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from mtcheck.lexicon.links import Linker
from mtcheck.lexicon.tokens import Token, lemma

LONGEST = 8
"""Words of an idiom."""

OWNERS = frozenset({"my", "your", "his", "her", "its", "our", "their", "one's", "one", "oneself", "yourself"})
"""Words that differ with the owner; an idiom has `OWNER` in their place."""

OWNER = "one"


@dataclass(frozen=True)
class Idiom:
    """A place in a source where an idiom stands: token positions, half open, and what German says for it."""

    start: int
    end: int
    german: tuple[str, ...]


class Idioms:
    """Finds idioms in English. Nothing is read before the first search."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or Path(str(files("mtcheck"))) / "resources" / "idioms" / "idioms.marisa"

    @cached_property
    def _trie(self) -> Any:
        import marisa_trie

        trie = marisa_trie.BytesTrie()
        trie.mmap(str(self._path))
        return trie

    def find(self, source: Sequence[Token]) -> Iterator[Idiom]:
        """The idioms of a source in order; of those that begin at one word the longest."""
        words = [idiom_word(token) for token in source]
        for start in range(len(words)):
            for end in range(min(start + LONGEST, len(words)), start + 1, -1):
                found = self._trie.get(" ".join(words[start:end]))
                if found:
                    yield Idiom(start, end, tuple(found[0].decode("utf-8").split("; ")))
                    break


def idiom_word(token: Token) -> str:
    """A word of an idiom: its lemma, or the stand-in for its owner."""
    return OWNER if token.text.lower() in OWNERS or token.lemma in OWNERS else token.lemma


def literal_english(token: Token, linker: Linker) -> frozenset[str]:
    """English lemmas that a German content word, or a part of it, translates as a single word, by the dictionary."""
    if not token.content:
        return frozenset()
    forms = {token.lemma, token.text, token.particle + token.lemma}
    for part in linker.dictionary.parts(token.text):
        forms |= {part, lemma(part, "de")}
    return frozenset(
        lemma(phrase, "en") for form in forms for phrase in linker.dictionary.english(form) if " " not in phrase
    )
