"""What case, gender and number a German noun form, an article or an adjective's ending may stand for.

An inflection is a set of cells, one bit each: four cases times masculine, feminine, neuter and plural. Words of one
phrase agree if their sets share a cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FOLDER = Path(str(files("mtcheck"))) / "resources" / "nouns"

CASES = ("nominative", "accusative", "dative", "genitive")
GENDERS = ("m", "f", "n", "pl")

ANY = 0xFFFF
"""Every cell: nothing is known."""

SHORTEST_TAIL = 5
"""Letters of the last part of a compound from which its inflection is that of the compound."""


def cells(description: str) -> int:
    """The set that a description names: "nom m, acc n pl" has three cells."""
    found = 0
    for part in description.split(","):
        case, *genders = part.split()
        row = next(number for number, name in enumerate(CASES) if name.startswith(case))
        for gender in genders:
            found |= 1 << (4 * row + GENDERS.index(gender))
    return found


def in_cases(wanted: Iterable[str]) -> int:
    """All cells of some cases, by the first letters of their names."""
    return cells(", ".join(f"{case} {' '.join(GENDERS)}" for case in wanted))


class NounTable:
    """The inflections of noun forms. Nothing is read before the first lookup."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._loaded: Any = None

    def inflection(self, form: str) -> int:
        """The cells of a noun form with its capital; of a compound those of its last part; `ANY` where unknown."""
        if self._loaded is None:
            import marisa_trie

            self._loaded = marisa_trie.RecordTrie("<H")
            self._loaded.mmap(str(self._folder / "nouns.marisa"))
        known = self._look_up(form)
        return known if known is not None else tail_inflection(form, self._look_up)

    def _look_up(self, form: str) -> int | None:
        found = self._loaded.get(form)
        return int(found[0][0]) if found else None


def tail_inflection(form: str, look_up: Callable[[str], int | None]) -> int:
    """The cells of the longest last part of a compound that is known; `ANY` where none is."""
    for position in range(1 if "-" in form else 3, len(form) - SHORTEST_TAIL + 1):
        tail = form[position:].lstrip("-")
        known = look_up(tail[:1].upper() + tail[1:])
        if known is not None:
            return known
    return ANY


@lru_cache(maxsize=1)
def noun_table() -> NounTable:
    """The table that ships in the package."""
    return NounTable()


DEFINITE: Mapping[str, int] = {
    "der": cells("nom m, dat f, gen f pl"),
    "die": cells("nom f pl, acc f pl"),
    "das": cells("nom n, acc n"),
    "den": cells("acc m, dat pl"),
    "dem": cells("dat m n"),
    "des": cells("gen m n"),
}

DEMONSTRATIVE: Mapping[str, int] = {
    "er": cells("nom m, dat f, gen f pl"),
    "e": cells("nom f pl, acc f pl"),
    "es": cells("nom n, acc n, gen m n"),
    "en": cells("acc m, dat pl, gen m n"),
    "em": cells("dat m n"),
}
"""Endings of dieser, jener, jeder, welcher; "Ende dieses Jahres" and "jeden Jahres" are both usual."""

INDEFINITE: Mapping[str, int] = {
    "": cells("nom m n, acc n"),
    "e": cells("nom f pl, acc f pl"),
    "en": cells("acc m, dat pl"),
    "em": cells("dat m n"),
    "er": cells("dat f, gen f pl"),
    "es": cells("gen m n"),
}
"""Endings of ein, kein and the possessives."""

CONTRACTIONS: Mapping[str, int] = {
    **dict.fromkeys(("im", "zum", "vom", "beim", "am"), cells("dat m n")),
    **dict.fromkeys(("ins", "ans", "aufs", "fürs", "durchs", "ums"), cells("acc n")),
    "zur": cells("dat f"),
}

PREPOSITIONS: Mapping[str, int] = {
    **dict.fromkeys(("für", "durch", "gegen"), in_cases(("acc",))),
    **dict.fromkeys(("mit", "aus", "bei", "von", "zu", "nach"), in_cases(("dat",))),
    **dict.fromkeys(
        ("in", "an", "auf", "über", "unter", "vor", "hinter", "neben", "zwischen"), in_cases(("acc", "dat"))
    ),
}
"""Prepositions whose case is certain. Left out: those that also open a clause (um, ohne, seit, während)."""

_WEAK: Mapping[str, int] = {
    "e": cells("nom m f n, acc f n"),
    "en": cells("nom pl, acc m pl, dat m f n pl, gen m f n pl"),
}
_MIXED: Mapping[str, int] = {
    "er": cells("nom m"),
    "es": cells("nom n, acc n"),
    "e": cells("nom f, acc f"),
    "en": _WEAK["en"],
}


def _determiners() -> dict[str, tuple[int, Mapping[str, int]]]:
    found: dict[str, tuple[int, Mapping[str, int]]] = {form: (mask, _WEAK) for form, mask in DEFINITE.items()}
    found |= {form: (mask, _WEAK) for form, mask in CONTRACTIONS.items()}
    for stem in ("dies", "jen", "jed", "welch"):
        found |= {stem + ending: (mask, _WEAK) for ending, mask in DEMONSTRATIVE.items()}
    singular = cells("nom m f n, acc m f n, dat m f n, gen m f n")
    for stem in ("ein", "kein", "mein", "dein", "sein", "ihr", "unser", "eur"):
        number = singular if stem == "ein" else ANY
        found |= {stem + ending: (mask & number, _MIXED) for ending, mask in INDEFINITE.items()}
    return found


DETERMINERS: Mapping[str, tuple[int, Mapping[str, int]]] = _determiners()
"""Lower-cased articles, possessives and the like: their cells, and the cells of the adjective endings behind them."""


def family(determiner: str) -> tuple[str, ...]:
    """The forms of the same determiner: of "eine" all of ein, eine, einen, ..."""
    for forms in (tuple(DEFINITE), tuple(CONTRACTIONS)):
        if determiner in forms:
            return forms
    stem = next((s for s in ("kein", "ein", "unser", "eur") if determiner.startswith(s)), determiner[:4])
    stem = next(
        (s for s in ("mein", "dein", "sein", "dies", "jed", "jen", "welch", "ihr") if determiner.startswith(s)), stem
    )
    return tuple(form for form in DETERMINERS if form.startswith(stem) and form[len(stem) :] in (*INDEFINITE, "es"))
