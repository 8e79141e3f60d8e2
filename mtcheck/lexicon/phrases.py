"""Noun phrases of a German text as far as their inflection can be told: preposition, determiner, adjectives, noun."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.lexicon.nouns import ANY, DETERMINERS, PREPOSITIONS, NounTable, cells
from mtcheck.lexicon.tokens import Token, lemma

MOST_ADJECTIVES = 2

_ENDINGS = ("em", "en", "er", "es", "e")
_RELATIVE = re.compile(r"[,;:–—(„“\"»«?!.]\s*(?:\w+\s+)?$")
_LIKE_PRONOUNS = frozenset({"ihr", "sein", "mein", "euer", "eines", "einer", "einen", "keiner", "keines"})
"""Determiners that are often something else where no preposition stands before them."""
_INFINITIVE = cells("nom n, acc n, dat n")
_PLURAL = cells("nom pl, acc pl, dat pl, gen pl")


@dataclass(frozen=True)
class NounPhrase:
    """A determiner with its noun and perhaps a preposition; `words` and `case` are cells as in `lexicon.nouns`."""

    preposition: Token | None
    determiner: Token
    noun: Token
    words: int
    """What determiner, adjectives and noun may stand for together; 0 where they disagree."""
    case: int
    """What the preposition allows."""
    fitting: int
    """What adjectives and noun may stand for without the determiner."""

    @property
    def start(self) -> int:
        """Where the preposition or the determiner begins."""
        return (self.preposition or self.determiner).start


def noun_phrases(text: str, tokens: Sequence[Token], table: NounTable) -> Iterator[NounPhrase]:
    """The phrases whose determiner cannot be a relative pronoun and whose noun the table knows."""
    for place, token in enumerate(tokens):
        known = DETERMINERS.get(token.text.lower())
        if known is None or (_RELATIVE.search(text[: token.start]) and not token.initial):
            continue
        before = tokens[place - 1] if place and not token.initial else None
        preposition = before if before and _governs(text, tokens, place - 1, token) else None
        if token.text.lower() == "ihr" or (preposition is None and token.text.lower() in _LIKE_PRONOUNS):
            continue
        mask, endings = known
        noun_place = _noun(text, tokens, place, table)
        if noun_place is None:
            if preposition and _never_together(text, preposition, token, mask):
                yield NounPhrase(preposition, token, token, mask, PREPOSITIONS[preposition.text.lower()], ANY)
            continue
        fitting = _inflection(tokens[noun_place].text, table)
        for adjective in tokens[place + 1 : noun_place]:
            ending = next(e for e in _ENDINGS if adjective.text.endswith(e))
            fitting &= endings.get(ending, 0)
        if token.text.lower() == "das" and fitting & _PLURAL and preposition is None:
            continue  # "das Frauen hilft", "das machen Leute"
        case = PREPOSITIONS[preposition.text.lower()] if preposition else ANY
        yield NounPhrase(preposition, token, tokens[noun_place], mask & fitting, case, fitting)


def _never_together(text: str, preposition: Token, determiner: Token, mask: int) -> bool:
    """Whether a preposition and a determiner go together with no noun at all: "für dem", "von eine"."""
    word = preposition.text.lower()
    if word not in ("für", "durch", "gegen", "von", "bei") or not re.match(r" \w", text[determiner.end :]):
        return False
    return not mask & PREPOSITIONS[word]


def _inflection(form: str, table: NounTable) -> int:
    """The cells of a noun; all of them where it is an adjective in the place of a noun ("die Reisenden")."""
    verb = lemma(form.lower(), "de")
    if verb != form.lower() and not verb.endswith("n") and form.endswith(_ENDINGS):
        return ANY
    if form.endswith(("ende", "enden", "ender", "endes", "endem")) and form.lower() not in ("ende", "enden"):
        return ANY
    is_infinitive = verb == form.lower() and verb.endswith("n")
    return table.inflection(form) | (_INFINITIVE if is_infinitive else 0)


def _governs(text: str, tokens: Sequence[Token], place: int, determiner: Token) -> bool:
    """Whether the word is a preposition before the determiner and not "was für ein" or "meiner Meinung nach der"."""
    token = tokens[place]
    if token.text.lower() not in PREPOSITIONS or text[token.end : determiner.start] != " ":
        return False
    before = tokens[place - 1].text if place else ""
    superlative = re.match(r" \w+ste\b", text[determiner.end :])
    if (token.text, before) == ("vor", "wie") or (token.text == "mit" and superlative):
        return False
    if token.text == "für" and before.lower() == "was":
        return False
    return token.text not in ("nach", "auf", "an", "aus", "zu", "über") or not before[:1].isupper()


def _noun(text: str, tokens: Sequence[Token], place: int, table: NounTable) -> int | None:
    """The noun of a determiner: the next word, or the one behind inflected adjectives."""
    for other in range(place + 1, min(place + MOST_ADJECTIVES + 2, len(tokens))):
        token = tokens[other]
        if text[tokens[other - 1].end : token.start] != " " or token.number:
            return None
        if token.text[0].isupper():
            following = text[token.end : token.end + 2]
            whole = not following.startswith(("-", "/", "*", ":in", "’", "'", " -"))
            is_noun = token.text[1:].islower() or "-" in token.text
            return other if whole and is_noun and not _goes_on(text, tokens, other) else None
        if not _is_adjective(token):
            return None
    return None


def _goes_on(text: str, tokens: Sequence[Token], place: int) -> bool:
    """Whether another capital word follows at once: a name or a title, whose head is unknown."""
    if place + 1 >= len(tokens) or text[tokens[place].end : tokens[place + 1].start] != " ":
        return False
    return tokens[place + 1].text[0].isupper() or tokens[place + 1].number


def _is_adjective(token: Token) -> bool:
    """Whether a word is an adjective with an ending: its lemma is what is left without the ending."""
    if not token.text.islower() or not token.content or token.lemma == token.text or token.lemma.endswith("n"):
        return False
    return any(token.text.endswith(ending) for ending in _ENDINGS)
