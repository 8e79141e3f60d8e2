"""Lookups in the dictionary that ships, and compounds."""

from __future__ import annotations

import unicodedata

import pytest

from mtcheck.lexicon import Dictionary


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary()


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("erwidern", "reply"),
        ("verringern", "reduce"),
        ("Hund", "dog"),
        ("hund", "dog"),
        ("HUND", "dog"),
        ("stattfinden", "take place"),
        (unicodedata.normalize("NFD", "Bäckerei"), "bakery"),
    ],
)
def test_english_for_german(dictionary: Dictionary, german: str, english: str) -> None:
    assert english in dictionary.english(german)
    assert dictionary.knows(german)


def test_erwidern_is_never_reduce(dictionary: Dictionary) -> None:
    assert not any("reduce" in phrase for phrase in dictionary.english("erwidern"))
    assert "erwidern" not in dictionary.german("reduce")


def test_german_for_english(dictionary: Dictionary) -> None:
    assert {"verringern", "reduzieren"} <= set(dictionary.german("reduce"))


def test_both_directions_agree(dictionary: Dictionary) -> None:
    for german in ("erwidern", "verringern", "kürzen", "stattfinden"):
        assert all(german in dictionary.german(english) for english in dictionary.english(german))


def test_no_phrase_twice(dictionary: Dictionary) -> None:
    for german in ("erwidern", "gehen", "Zug"):
        assert len(set(dictionary.english(german))) == len(dictionary.english(german))


@pytest.mark.parametrize("word", ["Xqzt", "", " ", "\x00", "[red]", "日本"])
def test_what_is_no_word(dictionary: Dictionary, word: str) -> None:
    assert (dictionary.english(word), dictionary.german(word), dictionary.parts(word)) == ((), (), ())
    assert not dictionary.knows(word)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Präsidentenmaschine", ("Präsidenten", "maschine")),
        ("Friedenslösung", ("Frieden", "lösung")),
        ("Ukrainekrieg", ("Ukraine", "krieg")),
        ("Kreml-Chef", ("Kreml", "Chef")),
        ("US-Präsident", ("US", "Präsident")),
        ("Ukraine-Friedenslösung", ("Ukraine", "Frieden", "lösung")),
        ("Haus", ()),
        ("Xqztxqzt", ()),
    ],
)
def test_compounds(dictionary: Dictionary, word: str, parts: tuple[str, ...]) -> None:
    assert dictionary.parts(word) == parts


def test_a_word_without_end_does_not_come_apart(dictionary: Dictionary) -> None:
    assert dictionary.parts("haus" * 50_000) == ()
