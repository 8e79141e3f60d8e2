"""Glossing German in English, word by word, with a source at hand.

The gloss is no translation. It shows a reader without German what the words say, and BLEU of the gloss against the
source says how literally the German follows this English.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from mtcheck.lexicon.links import Linker, Links
from mtcheck.lexicon.tokens import Token, lemma, tokenise


@lru_cache(maxsize=1)
def _function_glosses() -> dict[str, str]:
    path = files("mtcheck").joinpath("resources/words/function-glosses.de-en.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))


def word_in_english(token: Token, linker: Linker) -> str:
    """A German word's first dictionary translation; a compound's parts one by one; else the word as it stands."""
    if token.number:
        return _english_number(token.text)
    if token.text.isupper() and len(token.text) > 1:
        return token.text
    function = _function_glosses().get(token.text.lower())
    if function is not None and (token.initial or not token.text[0].isupper()):
        return function
    if token.text[0].isupper() and not token.initial and not linker.dictionary.knows(token.lemma):
        parts = linker.dictionary.parts(token.text)
        return _join(parts, linker) if parts else token.text
    for form in (token.particle + token.lemma, token.lemma, token.text):
        phrases = [phrase for phrase in linker.dictionary.english(form) if len(phrase.split()) <= 3]
        if phrases:
            return min(phrases[:6], key=lambda phrase: (len(phrase.split()) > 1, phrases.index(phrase)))
    parts = linker.dictionary.parts(token.text)
    return _join(parts, linker) if parts else token.text


def _english_number(text: str) -> str:
    """Stops and commas as English writes them, where German shows which is which."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+", text):
        return text.translate(str.maketrans(".,", ",."))
    return text


def _join(parts: tuple[str, ...], linker: Linker) -> str:
    words = []
    for part in parts:
        phrases = linker.dictionary.english(part) or linker.dictionary.english(lemma(part, "de"))
        words.append(phrases[0] if phrases else part)
    return " ".join(words)


def gloss_span(text: str, linker: Linker) -> str:
    """The English of a stretch of German without a look at the source: what the words themselves say."""
    return _with_articles(" ".join(word_in_english(token, linker) for token in tokenise(text, "de")))


def _with_articles(text: str) -> str:
    text = re.sub(r"\b([Aa]) other\b", r"\1nother", text)
    return re.sub(r"\b([Aa]) (?=[aeiouAEIO])", r"\1n ", text)


def gloss_pair(links: Links, linker: Linker) -> str:
    """The gloss of a translation for comparison with its source.

    Each German word becomes the source word it is linked to, or else its first dictionary translation; linked words
    stand in the source's order, unlinked ones beside their left neighbour. Words of the source are taken in the form
    they stand in.
    """
    groups: list[tuple[float, list[str]]] = []
    used: set[int] = set()
    for j, token in enumerate(links.translation):
        i = links.chosen.get(j)
        if i is not None and i in used:
            continue
        if i is not None:
            used.add(i)
            groups.append((float(i), [links.source[i].text]))
        elif groups:
            groups[-1][1].append(word_in_english(token, linker))
        else:
            groups.append((-1.0, [word_in_english(token, linker)]))
    ordered = sorted(groups, key=lambda group: group[0])
    return _with_articles(" ".join(word for _, words in ordered for word in words))
