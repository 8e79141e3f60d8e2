"""Forms of German words, so that a word that takes another's place is inflected as it was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from mtcheck.lexicon.lemmas import LemmaTables, shared_start
from mtcheck.lexicon.nouns import ANY, noun_table
from mtcheck.lexicon.tokens import Token

SHORTEST = 3
"""Letters that a form has before its ending, at least."""

ENDINGS = ("en", "em", "er", "es", "et", "st", "e", "t", "n", "s")

_INFINITIVE = re.compile(r"(?:en|(?<=[lr])n)$")


@lru_cache(maxsize=1)
def forms_by_lemma() -> Mapping[str, tuple[str, ...]]:
    """The forms of each lemma, both as they are written in the table of lemmas."""
    table = LemmaTables().get_dictionary("de")
    forms: dict[str, list[str]] = {}
    for form in table:
        if form.isalpha():
            forms.setdefault(table[form], []).append(form)
    return {lemma: tuple(sorted({lemma, *some})) for lemma, some in forms.items()}


def fitting(word: str, like: Token) -> str | None:
    """A dictionary form with the inflection of another word; None where no form is known to fit."""
    if word[0].isupper():
        return _noun(word, like)
    forms = [form for form in forms_by_lemma().get(word, (word,)) if form[0].islower()]
    if not forms:
        return None
    old, base = like.text.lower(), like.lemma
    ending, participle = _ending(old, base), _is_participle(old, base)
    fits = [form for form in forms if _ending(form, word) == ending and _is_participle(form, word) == participle]
    return min(fits, key=lambda form: (len(form), form)) if fits else None


def written(form: str, like: Token) -> str:
    """A form with a capital where the word that it stands for has one."""
    return form[0].upper() + form[1:] if like.text[0].isupper() else form


def _noun(word: str, like: Token) -> str | None:
    """The form in the same cases, number and gender; another gender only where no ending of another word tells it."""
    wanted = noun_table().inflection(like.text)
    if wanted == ANY:
        return None
    forms = {form.capitalize() for form in forms_by_lemma().get(word, forms_by_lemma().get(word.lower(), ()))} | {word}
    best = max(sorted(forms), key=lambda form: _shared(noun_table().inflection(form), wanted))
    found = noun_table().inflection(best)
    return best if found != ANY and found & wanted == wanted else None


def _shared(found: int, wanted: int) -> float:
    return 0.0 if found == ANY else (found & wanted).bit_count() - 0.1 * found.bit_count()


def _ending(form: str, lemma: str) -> str:
    """What stands behind the stem: "te" of "sagte" and of "meldete"; of a strong form, the ending that it has."""
    stem = _INFINITIVE.sub("", lemma)
    if (start := form.find(stem)) >= 0 and len(stem) >= SHORTEST - 1:
        ending = form[start + len(stem) :]
        return ending[1:] if stem != lemma and ending.startswith(("et", "est")) else ending
    return next((ending for ending in ENDINGS if form.endswith(ending) and len(form) - len(ending) >= SHORTEST), "")


def _is_participle(form: str, lemma: str) -> bool:
    return "ge" in form and "ge" not in form[: shared_start(form, lemma)]
