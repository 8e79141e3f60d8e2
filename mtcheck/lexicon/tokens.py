"""Words of a text with offsets, lemmas and what kind of word they are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from mtcheck.lexicon.lemmas import lemmatizer

Language = Literal["de", "en"]

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?![^\W_])"  # 1,000  24th  1990s
    r"|[^\W\d_]\.(?:[^\W\d_]\.)+"  # U.S.
    r"|(?:[^\W_][\u0300-\u036f]*)+(?:[-‐‑'’](?:[^\W_][\u0300-\u036f]*)+)*"  # Kreml-Chef, don't, COVID-19, 1990er
)

_OPENING = frozenset('.:!?„“”"»«‚‘')
"""Marks behind which a sentence or a quotation begins."""


@dataclass(frozen=True)
class Token:
    """A word or number of a text: code points, half open; `lemma` is lower-cased.

    `content` is true for nouns, verbs, adjectives, adverbs and names, false for function words and numbers.
    """

    text: str
    start: int
    end: int
    lemma: str
    content: bool
    number: bool = False
    initial: bool = False
    """True at the start of a sentence or quotation, where a capital letter says nothing."""
    particle: str = ""
    """Of a German verb: its separable particle, where that stands apart from it."""


def tokenise(text: str, language: Language) -> tuple[Token, ...]:
    """The words and numbers of a text, in order; punctuation is left out."""
    tokens: list[Token] = []
    previous_end = 0
    functions = function_words(language)
    for match in _TOKEN.finditer(text):
        word = match.group()
        gap = text[previous_end : match.start()]
        initial = not tokens or not _OPENING.isdisjoint(gap)
        number = word[0].isdigit()
        base = lemma(word, language, initial=initial)
        is_function = base in functions or word.lower() in functions
        content = not number and not is_function and (len(word) > 1 or ord(word[0]) > 0x2000)
        tokens.append(Token(word, match.start(), match.end(), base, content, number, initial))
        previous_end = match.end()
    return tuple(tokens)


@lru_cache(maxsize=2)
def function_words(language: Language) -> frozenset[str]:
    """Lower-cased function words of a language, from the word lists in `resources/words`."""
    text = files("mtcheck").joinpath(f"resources/words/function-words.{language}.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=200_000)
def lemma(word: str, language: Language, *, initial: bool = False) -> str:
    """The lower-cased lemma of a word.

    At the start of a sentence a German word is first tried in lower case, for there a capital says nothing.
    """
    lemmatize = lemmatizer().lemmatize
    word = unicodedata.normalize("NFC", word)
    word = word.replace("’", "'").removesuffix("'s") if language == "en" else word
    if word.isupper():
        return word.lower()
    found: str = lemmatize(word, language)
    if language == "de" and initial and found == word and word[0].isupper():
        lowered: str = lemmatize(word.lower(), language)
        if lowered != word.lower():
            return lowered.lower()
    return found.lower()
