"""Glossing German in English, word by word, with a source at hand.

The gloss is no translation. It shows a reader without German what the words say, and BLEU of the gloss against the
source says how literally the German follows this English.
"""

from __future__ import annotations

import re

from mtcheck.lexicon.links import Linker, Links
from mtcheck.lexicon.tokens import Token, lemma, tokenise

_FUNCTION_GLOSSES = {
    "der": "the", "die": "the", "das": "the", "den": "the", "dem": "the", "des": "of the", "ein": "a", "eine": "a",
    "einen": "a", "einem": "a", "einer": "a", "eines": "of a", "im": "in the", "am": "on the", "zum": "to the",
    "zur": "to the", "vom": "from the", "beim": "at the", "ins": "into the", "ans": "to the", "dass": "that",
    "und": "and", "oder": "or", "aber": "but", "in": "in", "an": "at", "auf": "on", "mit": "with", "von": "of",
    "zu": "to", "nach": "after", "für": "for", "über": "about", "bei": "at", "aus": "from", "um": "around",
    "nicht": "not", "auch": "also", "sich": "itself", "es": "it", "er": "he", "sie": "they", "wir": "we", "ich": "I",
    "ihm": "him", "ihn": "him", "ihr": "her", "ihre": "their", "seine": "his", "sein": "his", "ist": "is",
    "sind": "are", "war": "was", "waren": "were", "hat": "has", "haben": "have", "hatte": "had", "hatten": "had",
    "wird": "is", "werden": "are", "wurde": "was", "wurden": "were", "kann": "can", "können": "can", "soll": "is to",
    "als": "as", "wenn": "if", "wie": "how", "so": "so", "nur": "only", "noch": "still", "mögen": "like",
    "habe": "has", "sei": "is", "werde": "will", "würde": "would", "hätte": "would have", "wäre": "would be",
    "möchte": "would like", "muss": "must", "müssen": "must", "will": "wants", "dieser": "this", "diese": "this",
    "dieses": "this", "dies": "this", "da": "there", "was": "what", "wer": "who", "kein": "no", "keine": "no",
    "man": "one", "vor": "before", "unter": "under", "durch": "through", "gegen": "against", "ohne": "without",
}  # fmt: skip


def word_in_english(token: Token, linker: Linker) -> str:
    """A German word's first dictionary translation; a compound's parts one by one; else the word as it stands."""
    if token.number:
        return token.text
    function = _FUNCTION_GLOSSES.get(token.text.lower())
    if function is not None and not (token.text[0].isupper() and not token.initial):
        return function
    if token.text[0].isupper() and not token.initial and not linker.dictionary.knows(token.lemma):
        parts = linker.dictionary.parts(token.text)
        return _join(parts, linker) if parts else token.text
    for form in (token.lemma, token.text):
        phrases = [phrase for phrase in linker.dictionary.english(form) if len(phrase.split()) <= 3]
        if phrases:
            return min(phrases[:6], key=lambda phrase: (len(phrase.split()) > 1, phrases.index(phrase)))
    parts = linker.dictionary.parts(token.text)
    return _join(parts, linker) if parts else token.text


def _join(parts: tuple[str, ...], linker: Linker) -> str:
    words = []
    for part in parts:
        phrases = linker.dictionary.english(part) or linker.dictionary.english(lemma(part, "de"))
        words.append(phrases[0] if phrases else part)
    return " ".join(words)


def gloss_span(text: str, linker: Linker) -> str:
    """The English of a stretch of German without a look at the source: what the words themselves say."""
    return " ".join(word_in_english(token, linker) for token in tokenise(text, "de"))


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
    return re.sub(r"\s+", " ", " ".join(word for _, words in ordered for word in words))
