"""A word that takes another's place has its inflection; the forms are those of Duden's tables."""

from __future__ import annotations

import pytest

from mtcheck.lexicon.tokens import tokenise
from mtcheck.training.forms import fitting


@pytest.mark.parametrize(
    ("sentence", "old", "new", "expected"),
    [
        ("Sie wohnen in den Gebäuden.", "Gebäuden", "Haus", "Häusern"),
        ("Er sagte das gestern.", "sagte", "erwidern", "erwiderte"),
        ("Er hat das gesagt.", "gesagt", "melden", "gemeldet"),
        ("Er wird das sagen.", "sagen", "melden", "melden"),
        ("Die großen Hunde bellen.", "großen", "klein", "kleinen"),
    ],
)
def test_the_form_is_that_of_the_word_before(sentence: str, old: str, new: str, expected: str) -> None:
    token = next(token for token in tokenise(sentence, "de") if token.text == old)
    assert fitting(new, token) == expected


def test_a_noun_of_another_gender_does_not_fit() -> None:
    token = next(token for token in tokenise("Der Hund bellt.", "de") if token.text == "Hund")
    assert fitting("Frau", token) is None
