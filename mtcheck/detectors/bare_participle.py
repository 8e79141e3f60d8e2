"""The rule bare-participle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.tokens import Token, lemma

_MODAL = re.compile(r"\b(?:soll|sollen|muss|müssen|kann|können|könnte|könnten|dürfte|dürften|mag|mögen|will|wollen)\b")
_THAT = re.compile(r",\s*(?:dass|daß)\b")
_CLAUSE = re.compile(r"[.!?;:–—()„“”\"»«…]")
_PREPOSITIONS = frozenset({
    "in", "im", "an", "am", "auf", "aus", "bei", "beim", "nach", "laut", "gemäß", "vor", "von", "vom",
    "unter", "über", "mit", "seit", "während", "aufgrund", "wegen", "trotz",
})  # fmt: skip
_STATED = (
    "befürcht", "betont", "behaupte", "bericht", "vermute", "erklärt", "bestätig", "verkünde", "versicher", "bekräftig",
    "erwarte", "erwähn", "angekündigt", "mitgeteilt", "angenommen", "gesagt", "gehofft", "gefordert", "gewarnt",
    "gemeldet", "vorgeschlagen", "festgestellt", "angedeutet", "vereinbart", "beschlossen", "befohlen", "bezweifel",
    "geglaubt", "gedacht", "gefürchtet", "beobachte", "kritisiert", "argumentiert", "spekuliert", "diskutiert",
)  # fmt: skip
"""Stems of the verbs that state something, as they begin their participles."""


@dataclass(frozen=True)
class BareParticiple(Detector):
    """A participle stands alone: the auxiliary that belongs to it is missing.

    "It is feared that" becomes "Befürchtet, dass", and nobody is left to fear.

    Bad
        en: In Poland it is feared that the prices will rise again.
        de: In Polen [[befürchtet]], dass die Preise wieder steigen.
        en: According to the paper the minister is said to have stressed that he would stay.
        de: Laut der Zeitung soll der Minister, wie schon oft, [[betont]], dass er bleibt.
    Good
        en: In Poland it is feared that the prices will rise again.
        de: In Polen wird befürchtet, dass die Preise wieder steigen.
        en: In Poland many fear that the prices will rise again.
        de: In Polen befürchten viele, dass die Preise wieder steigen.
        en: The minister is said to have stressed that he would stay.
        de: Der Minister soll betont haben, dass er bleibt.
        en: What this means, he stresses, is that it should stop.
        de: Das soll aufhören, wie er betont, dass es jeder hört.
        en: The minister, who can be stubborn, stressed that he would stay.
        de: Der Minister, der stur sein kann, betont, dass er bleibt.
        en: In the paper the minister stresses that he will stay.
        de: In der Zeitung betont der Minister, dass er bleibt.
        en: The ministry in Berlin confirmed that it is closed.
        de: Das Ministerium in Berlin bestätigt, dass es geschlossen ist.
    Limits
        Only verbs that state something are looked at, and only before "dass".
    Source
        Duden 4: Die Grammatik, on the periphrastic forms of the verb.
    """

    category = Category.GRAMMAR
    needs_source = False

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each participle before "dass" that has neither auxiliary nor subject."""
        text = pair.translation or ""
        tokens = context.view(pair).links.translation
        for that in _THAT.finditer(text):
            before = [token for token in tokens if token.end <= that.start()]
            if not before or before[-1].end != that.start() or not before[-1].text.lower().startswith(_STATED):
                continue
            stated = before[-1]
            clause = _clause(text, before[:-1], stated)
            if _lacks_subject(clause, text) or _lacks_infinitive(clause, text, stated):
                yield self.found(
                    pair,
                    context,
                    (stated.start, stated.end),
                    f"“{stated.text}” lacks its auxiliary: nobody does it, and nothing says that it is done.",
                    Severity.MAJOR,
                )


def _clause(text: str, before: Sequence[Token], stated: Token) -> list[Token]:
    """The words of the sentence before the participle, back to the last mark that ends a clause, commas apart."""
    start = max((match.end() for match in _CLAUSE.finditer(text, 0, stated.start)), default=0)
    return [token for token in before if token.start >= start]


def _lacks_subject(clause: Sequence[Token], text: str) -> bool:
    """Whether only a phrase with a preposition stands before: "In Polen befürchtet, dass"."""
    if not 2 <= len(clause) <= 4 or clause[0].text.lower() not in _PREPOSITIONS or not clause[0].text[0].isupper():
        return False
    inner, noun = clause[1:-1], clause[-1]
    plain = "," not in text[clause[0].start : noun.end]
    return plain and noun.text[0].isupper() and all(_belongs_to_noun(token) for token in inner)


def _belongs_to_noun(token: Token) -> bool:
    word = token.text.lower()
    return word in ("der", "den", "dem", "einer", "einem", "ganz") or (
        token.content and word.endswith(("en", "er")) and token.text[0].islower()
    )


def _lacks_infinitive(clause: Sequence[Token], text: str, stated: Token) -> bool:
    """Whether a modal verb waits for its infinitive: "soll der Minister betont, dass"."""
    places = [k for k, token in enumerate(clause) if _MODAL.fullmatch(token.text)]
    if len(places) != 1:
        return False
    modal = clause[places[0]]
    after = clause[places[0] + 1 :]
    if places[0] and re.search(r",\s*\w+", text[clause[0].start : modal.start]):
        return False
    if not after or any(_is_infinitive(token) for token in clause):
        return False
    parts = text[modal.end : stated.start].split(",")
    return len(parts) in (1, 3) and not parts[-1].strip()


def _is_infinitive(token: Token) -> bool:
    word = token.text
    return word.islower() and word.endswith("n") and token.content and lemma(word, "de") == word
