"""German verb forms: which word of a clause can be its finite verb, as far as word lists tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtcheck.lexicon.lemmas import lemma_tables
from mtcheck.lexicon.tokens import Token

FINITE = frozenset({
    "bin", "bist", "ist", "sind", "seid", "war", "warst", "waren", "wart", "sei", "seien", "wäre", "wären", "habe",
    "hast", "hat", "haben", "habt", "hatte", "hatten", "hätte", "hätten", "werde", "wirst", "wird", "werden",
    "werdet", "wurde", "wurden", "würde", "würden", "kann", "kannst", "können", "könnt", "konnte", "konnten", "könne",
    "könnte", "könnten", "soll", "sollen", "solle", "sollte", "sollten", "will", "willst", "wollen", "wolle",
    "wollte", "wollten", "muss", "muß", "musst", "müssen", "müsse", "musste", "mussten", "müsste", "müssten", "darf",
    "dürfen", "dürfe", "durfte", "durften", "dürfte", "dürften", "mag", "mögen", "möge", "mochte", "mochten",
    "möchte", "möchten", "lässt", "lassen", "ließ", "tut", "tat", "hab", "geben", "gehen", "machen", "gehört",
    "gehören", "gehörte", "gehörten", "lass", "lasst", "stand", "band", "gibt", "gab", "geht",
    "brach", "maß", "ging", "gilt", "weiß", "weiss", "wusste", "taten", "tust", "gefällt",
})  # fmt: skip
"""Common finite forms: auxiliaries, modal verbs, and forms that the tables take for something else."""

_PARTICIPLE = re.compile(r"(?P<particle>[a-zäöüß]{2,}?)?ge[a-zäöüß]{2,}(?:t|en)")
_STRONG_PARTICIPLE = re.compile(
    r"(?:be|emp|ent|er|miss|ver|wider|zer|durch|hinter|über|um|unter|voll|wieder)"
    r"(?:nommen|brochen|sprochen|troffen|worfen|schwunden|gangen|funden|bunden|wunden|schwommen|wonnen|sonnen|ronnen|"
    r"storben|holfen|stohlen|fohlen|worben|borgen|sunken|klungen|drungen|sungen|zwungen|schlungen|sprungen|trunken|"
    r"golten)|begonnen|worden"
)
"""Past participles without "ge" that no finite form looks like."""
_NO_VERBS = frozenset({
    "gestern", "morgen", "sondern", "außen", "innen", "oben", "unten", "hinten", "vorn", "vorne", "heute", "jetzt",
    "nicht", "statt", "gegen", "wegen", "neben", "zwischen", "nun", "schon", "eben", "meisten", "ersten", "letzten",
    "zweiten", "erst", "fast", "sonst", "selbst", "zuletzt", "zunächst", "erneut", "oft", "weit", "bereits", "seit",
    "mit", "laut", "samt", "gesamt", "insgesamt", "allein", "bisschen", "getan", "worden", "gewesen", "mitten",
    "inzwischen", "willkommen", "einverstanden", "zufrieden", "selten", "einen", "offen", "drin",
})  # fmt: skip
"""Words with the endings of verbs that are none."""
_COLLOQUIAL = frozenset({
    "tu", "hab", "geh", "komm", "mach", "sag", "glaub", "denk", "find", "seh", "krieg", "brauch", "hol", "nehm", "kauf",
    "steh", "lass", "fahr", "bleib", "hoff", "wünsch", "wart", "schau", "hör", "red", "frag", "lauf", "kenn", "pack",
})  # fmt: skip
"""Finite forms beside "ich" that have lost their ending."""
_WITH_ES = re.compile(r"[a-zäöüß]{3,}['’]s")
"""A finite verb with "es" that has lost its own beginning: "versuch's"."""
_LIKE_PARTICIPLES = ("ngehört", "ugehört", "gefällt", "gehorcht", "gelingt", "gerät", "gelten")
"""Endings of finite forms that look like participles."""


def is_participle(word: str) -> bool:
    """Whether a lower-case word is a past participle by its "ge" ("gekommen", "angekündigt"), and no finite form."""
    if word.endswith(_LIKE_PARTICIPLES):
        return False
    match = _PARTICIPLE.fullmatch(word)
    if not match:
        return bool(_STRONG_PARTICIPLE.fullmatch(word))
    base = _base(word)
    return base is None or not base.startswith(f"{match.group('particle') or ''}ge")


def is_infinitive(word: str) -> bool:
    """Whether a lower-case word is a known infinitive."""
    return word.islower() and word.endswith("n") and _base(word) == word


def may_be_finite(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word may be a finite verb; in doubt it may."""
    token = tokens[place]
    word = token.text.lower() if token.initial else token.text
    if token.initial and place + 1 < len(tokens) and tokens[place + 1].text in ("Sie", "wir") and word.endswith("n"):
        return True  # "Spielen Sie ..."
    if token.number or not word.islower() or word in _NO_VERBS or (token.initial and _base(word) is None):
        return False
    if word in FINITE or _WITH_ES.fullmatch(word):
        return True
    base = _base(word)
    if is_participle(word) or (base and word.startswith(f"{base}d")):
        return False
    is_beside_ich = "ich" in (other.text.lower() for other in tokens[max(place - 1, 0) : place + 2])
    if is_beside_ich and (word.endswith("e") or word in _COLLOQUIAL):
        return True  # "ich tu so"
    if base and base.islower() and base.endswith(("en", "eln", "ern")) and base != word:
        return word.removeprefix(base) not in ("e", "en", "er", "es", "em")
    if base is None and token.content and word.endswith(("t", "te", "ten", "st")):
        return True
    is_bare = token.content and word.endswith("n") and not (place and tokens[place - 1].text == "zu")
    return is_bare and (base is None or (base == word and token.lemma.endswith("n")))


def may_be_singular(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word may be a finite verb of a subject in the singular: forms in -en are none."""
    word = tokens[place].text.lower()
    return may_be_finite(tokens, place) and not word.endswith("en")


def is_inflected(token: Token) -> bool:
    """Whether a word is a finite form of a full verb by the word list: no infinitive, no participle, no adjective."""
    word, base = token.text, _base(token.text)
    if base is None or base == word or not token.content or not word.islower():
        return False
    is_other = word.startswith(base) or word.endswith(("em", "er", "es", "nd", "nde", "nden", "ene", "enen"))
    return base.islower() and base.endswith(("en", "eln", "ern")) and not is_participle(word) and not is_other


def _base(word: str) -> str | None:
    found: str | None = lemma_tables().get_dictionary("de").get(word)
    return found
