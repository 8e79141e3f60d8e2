"""Inflections of nouns and phrases; oracle: Duden, Das Wörterbuch der deutschen Sprache."""

from __future__ import annotations

import pytest

from mtcheck.lexicon import tokenise
from mtcheck.lexicon.nouns import ANY, cells, noun_table
from mtcheck.lexicon.phrases import noun_phrases
from mtcheck.training.nouns import inflections, without_compounds


@pytest.mark.parametrize(
    ("form", "description"),
    [
        ("Frau", "nom f, acc f, dat f, gen f"),
        ("Mann", "nom m, acc m, dat m"),
        ("Männern", "dat pl"),
        ("Häuser", "nom pl, acc pl, gen pl"),
        ("Bundesregierung", "nom f, acc f, dat f, gen f"),
    ],
)
def test_cells_of_a_form(form: str, description: str) -> None:
    assert noun_table().inflection(form) == cells(description)


def test_a_name_may_be_anything() -> None:
    assert noun_table().inflection("Xqztrwq") == ANY


def test_a_noun_that_inflects_as_an_adjective_may_be_anything() -> None:
    table = inflections([("Beamte", ("m", "f")), ("Haus", ("n",))], [])
    assert table["Beamten"] == ANY != table["Haus"]


def test_compounds_are_found_by_their_last_part() -> None:
    table = {"Regierung": cells("nom f"), "Landesregierung": cells("nom f"), "Landesvater": cells("nom m")}
    assert set(without_compounds(table)) == {"Regierung", "Landesvater"}


@pytest.mark.parametrize(
    ("text", "agree"),
    [
        ("Er sah den großen Mann.", [True]),
        ("Er sah den große Mann.", [False]),
        ("Ein Mann, der Frau und Kind hat.", [True]),
        ("Was für ein Mann!", [True]),
        ("Der Peter kam.", []),
    ],
)
def test_phrases_of_a_sentence(text: str, agree: list[bool]) -> None:
    phrases = list(noun_phrases(text, tokenise(text, "de"), noun_table()))
    assert [bool(phrase.words) for phrase in phrases if phrase.fitting != ANY] == agree
