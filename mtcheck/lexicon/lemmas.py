"""Lemmas of simplemma, from a compact copy of its word lists.

simplemma reads its lists into dictionaries of a million words before the first lookup. Here they stand in tries that
are mapped into memory, and simplemma's own search runs over them: the lemmas are the same.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(str(files("mtcheck"))) / "resources" / "lemmas"


class LemmaTable(Mapping[str, str]):
    """Word forms of one language with their lemmas.

    Form number i of the trie has the lemma that rule `numbers[i]` makes of it. A rule is "2en": take two characters
    off and put "en" behind.
    """

    def __init__(self, forms: Any, numbers: Any, rules: list[str]) -> None:
        self._forms = forms
        self._numbers = numbers
        self._rules = rules

    def __getitem__(self, form: str) -> str:
        number = self._forms.get(form)
        if number is None:
            raise KeyError(form)
        return apply_rule(self._rules[self._numbers[number]], form)

    def get(self, form: str, default: Any = None) -> Any:
        """The lemma of a form, or `default`; quick where there is none, for most lookups end so."""
        number = self._forms.get(form)
        return default if number is None else apply_rule(self._rules[self._numbers[number]], form)

    def __contains__(self, form: object) -> bool:
        return form in self._forms

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms.iterkeys())

    def __len__(self) -> int:
        return len(self._forms)


def make_rule(form: str, lemma: str) -> str:
    """How a form becomes its lemma: the number of characters to take off, then those to put behind."""
    shared = shared_start(form, lemma)
    return f"{len(form) - shared} {lemma[shared:]}"


def shared_start(one: str, other: str) -> int:
    """How many characters both texts begin with."""
    return next((i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), min(len(one), len(other)))


def apply_rule(rule: str, form: str) -> str:
    """The lemma that a rule makes of a form."""
    drop, _, ending = rule.partition(" ")
    return form[: len(form) - int(drop)] + ending


class LemmaTables:
    """The tables by language: what simplemma calls a dictionary factory."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._loaded: dict[str, LemmaTable] = {}

    def get_dictionary(self, lang: str) -> LemmaTable:
        """The table of a language; raises ValueError for one that is not there."""
        if lang not in self._loaded:
            if lang not in ("de", "en"):
                raise ValueError(f"there are no lemmas for the language {lang}")
            self._loaded[lang] = self._load(lang)
        return self._loaded[lang]

    def _load(self, lang: str) -> LemmaTable:
        import zlib
        from array import array

        import marisa_trie

        forms = marisa_trie.Trie()
        forms.mmap(str(self._folder / f"{lang}.marisa"))
        numbers = array("H", zlib.decompress((self._folder / f"{lang}.numbers").read_bytes()))
        if array("H", [1]).tobytes() != b"\x01\x00":
            numbers.byteswap()
        return LemmaTable(forms, numbers, json.loads((self._folder / f"{lang}.rules.json").read_text("utf-8")))


@lru_cache(maxsize=1)
def lemma_tables() -> LemmaTables:
    """The tables, read once."""
    return LemmaTables()


@lru_cache(maxsize=1)
def lemmatizer() -> Any:
    """simplemma's lemmatizer over these tables."""
    with _rules_at_need():
        from simplemma.lemmatizer import Lemmatizer
        from simplemma.strategies import DefaultStrategy

    return Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=lemma_tables()))


RULES = "simplemma.strategies.defaultrules"
OUR_RULES = frozenset({"__init__", "generic", "de", "en"})
"""Its modules that are needed here."""


@contextlib.contextmanager
def _rules_at_need() -> Iterator[None]:
    """Spare simplemma's start the rules of nineteen other languages: they are read when they are asked for."""
    stood_in = [] if RULES in sys.modules else [f"{RULES}.{name}" for name in _rule_modules() if name not in OUR_RULES]
    sys.modules.update({name: _ReadAtNeed(name) for name in stood_in})
    try:
        yield
    finally:
        for name in stood_in:
            del sys.modules[name]


def _rule_modules() -> Iterator[str]:
    """The names of simplemma's modules of rules; found without importing it, which would import them all."""
    package = importlib.util.find_spec("simplemma")
    for folder in (package and package.submodule_search_locations) or ():
        yield from (path.stem for path in Path(folder, "strategies", "defaultrules").glob("*.py"))


class _ReadAtNeed(ModuleType):
    """Stands in for a module of functions of a token, and reads it when one of them is called."""

    def __getattr__(self, function: str) -> Any:
        if function.startswith("__"):
            raise AttributeError(function)
        name = self.__name__
        return lambda token: getattr(importlib.import_module(name), function)(token)
