"""Idioms in English text."""

from __future__ import annotations

import pytest

from mtcheck.lexicon import tokenise
from mtcheck.lexicon.idioms import Idioms


@pytest.mark.parametrize(
    ("text", "phrase", "german"),
    [
        ("It was a red herring.", "red herring", "Finte"),
        ("They tied the knot in May.", "tied the knot", "heiraten"),
        ("They inherited white elephants.", "white elephants", "Besitz"),
        ("She showed her true colours.", "showed her true colours", "Maske"),
    ],
)
def test_an_idiom_is_found_in_any_form(text: str, phrase: str, german: str) -> None:
    tokens = tokenise(text, "en")
    (idiom,) = Idioms().find(tokens)
    assert text[tokens[idiom.start].start : tokens[idiom.end - 1].end] == phrase
    assert any(german in rendering for rendering in idiom.german)


@pytest.mark.parametrize("text", ["", "…", "The house is red.", "He bought a piece of cake.", "A strong man."])
def test_plain_text_has_none(text: str) -> None:
    assert list(Idioms().find(tokenise(text, "en"))) == []
