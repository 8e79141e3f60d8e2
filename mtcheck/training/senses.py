"""What made errors draw on: the senses of words by the dictionary, their forms, other sentences."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.tokens import tokenise
from mtcheck.training import ding
from mtcheck.training.corpora import Example

MOST_SENTENCES = 20_000
"""Sentences whose words are collected by lemma."""

MOST_SENSES = 12
"""Wrong senses of a word that are kept."""


@dataclass(frozen=True)
class Material:
    """What the generator draws from: wrong senses of a German word; what else the dictionary has for a German word and
    an English one that it translates, both in lower case; words with the same meanings as a German one, in lower case,
    and the English ones they share; other German sentences."""

    wrong_senses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    other_senses: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    synonyms: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()

    @cached_property
    def forms(self) -> Mapping[str, tuple[str, ...]]:
        """The forms of each lemma in the sentences, where there is more than one."""
        forms: dict[str, set[str]] = {}
        for sentence in self.sentences[:MOST_SENTENCES]:
            for token in tokenise(sentence, "de"):
                if token.text.isalpha() and token.start:
                    forms.setdefault(token.lemma, set()).add(token.text)
        return {lemma: tuple(sorted(some)) for lemma, some in forms.items() if len(some) > 1}


def material_of(
    sound: Sequence[Example], dictionary: Path, most: int = MOST_SENSES, *, synonymous: bool = False
) -> Material:
    """Wrong senses from the dictionary, so many of a word; words from sound sentences; synonyms only if wanted."""
    correspondences = [(entry.german, entry.english) for entry in ding.read(dictionary)]
    return Material(
        wrong_senses=wrong_senses(correspondences, most),
        other_senses=other_senses(correspondences, most),
        synonyms=synonyms(correspondences) if synonymous else {},
        sentences=tuple(example.translation for example in sound),
    )


@lru_cache(maxsize=1)
def _frequencies() -> Mapping[str, int]:
    return Dictionary().frequencies


def common(words: Sequence[str], rng: random.Random) -> str:
    """One of some words; the more usual, the likelier."""
    return rng.choices(words, [(_frequencies().get(word.lower(), 0) + 1) ** 0.4 for word in words])[0]


def _both_ways(correspondences: Iterable[tuple[str, str]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The English words of each German one, in lower case, and the German words of each of these."""
    english: dict[str, set[str]] = {}
    german: dict[str, set[str]] = {}
    for de, en in correspondences:
        english.setdefault(de, set()).add(en.lower())
        german.setdefault(en.lower(), set()).add(de)
    return english, german


def other_senses(
    correspondences: Iterable[tuple[str, str]], most: int = MOST_SENSES
) -> dict[str, dict[str, tuple[str, ...]]]:
    """By German word and English word, in lower case: German words for the English one that mean something else.

    Words that share a second English word are taken for synonyms and left out.
    """
    english, german = _both_ways(
        (de, en) for de, en in correspondences if de.isalpha() and en.isalpha() and len(de) > 2 and len(en) > 2
    )
    senses: dict[str, dict[str, tuple[str, ...]]] = {}
    for word, meanings in english.items():
        for meaning in meanings:
            others = [
                other
                for other in sorted(german[meaning])
                if other != word
                and other[0].isupper() == word[0].isupper()
                and other.endswith("n") == word.endswith("n")
                and len(english[other] & meanings) == 1
                and len(english[other]) > 1
            ]
            if others:
                senses.setdefault(word.lower(), {})[meaning] = tuple(others[:: max(1, len(others) // most)][:most])
    return senses


def wrong_senses(correspondences: Iterable[tuple[str, str]], most: int = MOST_SENSES) -> dict[str, tuple[str, ...]]:
    """German words that share an English word but not a meaning, by a pivot over the dictionary.

    For zurückfahren the pivot *return* gives erwidern. Words that share more than one English word are taken for
    synonyms and left out.
    """
    english, german = _both_ways(
        (de, en) for de, en in correspondences if " " not in en and de.isalpha() and len(de) > 3 and len(en) > 2
    )
    senses = {}
    for word, meanings in english.items():
        if len(meanings) > 25:
            continue
        others = {
            other
            for meaning in meanings
            if len(german[meaning]) <= 40
            for other in german[meaning]
            if other != word
            and other[-1] == word[-1]
            and len(english[other] & meanings) == 1
            and len(english[other]) > 1
        }
        if others:
            senses[word] = tuple(sorted(others)[:most])
    return senses


def synonyms(correspondences: Iterable[tuple[str, str]]) -> dict[str, dict[str, frozenset[str]]]:
    """By German word in lower case: words that share two English words with it, or more, and those that they share."""
    english, german = _both_ways(
        (de, en) for de, en in correspondences if de.isalpha() and en.isalpha() and len(de) > 2 and len(en) > 2
    )
    found: dict[str, dict[str, frozenset[str]]] = {}
    for word, meanings in english.items():
        others = {other for meaning in meanings for other in german[meaning]} - {word}
        alike = {
            other: frozenset(shared)
            for other in sorted(others)
            if other[0].isupper() == word[0].isupper()
            and other.endswith("n") == word.endswith("n")
            and len(shared := english[other] & meanings) > 1
        }
        if alike:
            found[word.lower()] = alike
    return found
