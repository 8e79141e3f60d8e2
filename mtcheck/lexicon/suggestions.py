"""German words that could stand for an English one, in a form that fits into the sentence."""

from __future__ import annotations

from mtcheck.lexicon.links import Linker
from mtcheck.lexicon.tokens import Token, function_words, lemma

LEAST_CHANCE = 0.02
"""Probability, 0-1, that the English word is so translated, from which the table's word is suggested."""

WELL_KNOWN = 20
"""Links of an English word in the table, from which the dictionary's words that it hardly has are not suggested."""

LEAST_OF_KIND = 0.2
"""Probability, 0-1, that such a word is translated by any of the words suggested; below, it is of another kind."""


def kind_of(token: Token) -> str:
    """Noun, verb or other, by capital letter and ending."""
    if token.text[0].isupper() and not token.initial:
        return "noun"
    return "verb" if token.lemma.endswith("n") else "other"


def kind_of_entry(word: str) -> str:
    """The same of a headword."""
    return "noun" if word[0].isupper() else "verb" if word.endswith("n") else "other"


def suggest(english: str, instead_of: Token, linker: Linker, most: int) -> list[str]:
    """German single words for an English lemma, of the same kind as the word they replace, most usual first."""
    kind = kind_of(instead_of)
    chances = dict(linker.translations.german(english, 20))
    well_known = linker.translations.english_count(english) >= WELL_KNOWN
    least = LEAST_CHANCE if well_known else 0.0
    ranked: dict[str, tuple[float, float]] = {}
    for german in linker.dictionary.german(english):
        base = lemma(german, "de")
        fits = " " not in german and base == german.lower() and kind == kind_of_entry(german)
        if fits and chances.get(base, 0.0) >= least:
            ranked[german] = (chances.get(base, 0.0), linker.dictionary.frequencies.get(base, 0))
    for base, chance in chances.items():
        written = base.capitalize() if kind == "noun" else base
        known = base not in function_words("de") and linker.dictionary.has(written)
        if chance >= LEAST_CHANCE and known and kind == kind_of_entry(written):
            ranked.setdefault(written, (chance, 0.0))
    for word in [
        word for word in ranked if kind == "noun" and word.endswith("n") and linker.dictionary.has(word.lower())
    ]:
        del ranked[word]  # a verb as a noun; what is known of it is known of the verb
    if well_known and sum(chance for chance, _ in ranked.values()) < LEAST_OF_KIND:
        return []
    ranked.pop(instead_of.lemma, None)
    ranked.pop(instead_of.lemma.capitalize(), None)
    return sorted(ranked, key=lambda word: ranked[word], reverse=True)[:most]


def inflected(word: str, like: Token) -> str:
    """A dictionary form with the inflection of another word, where the lemmas know the result; else as it is."""
    text, base = like.text.lower(), like.lemma
    if text == base:
        return word
    stem, new = (base.removesuffix("n").removesuffix("e"), word.removesuffix("n").removesuffix("e"))
    forms = []
    if kind_of(like) != "verb":
        stem, new = base, word
    if text.startswith(stem):
        forms.append(new + text[len(stem) :])
    if kind_of(like) == "verb":
        if text.startswith("ge") or text.endswith("t"):
            forms += [f"ge{new}t", f"{new}t"] if text.startswith("ge") else [f"{new}t"]
        if text.endswith(("te", "ten")):
            forms.append(new + text[text.rindex("te") :])
    return next((form for form in forms if lemma(form, "de") == word.lower()), word)
