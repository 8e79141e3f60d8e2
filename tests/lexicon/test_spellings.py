"""Spellings of names: what German may write otherwise than English, and what it may not."""

from __future__ import annotations

import pytest

from mtcheck.lexicon.spellings import is_inflected, mistakes

# Outside oracle: the names as the English and the German Wikipedia title their articles.
TRANSLITERATED = [
    ("Khrushchev", "Chruschtschow"), ("Tchaikovsky", "Tschaikowski"), ("Gorbachev", "Gorbatschow"),
    ("Yeltsin", "Jelzin"), ("Dostoevsky", "Dostojewski"), ("Zelenskyy", "Selenskyj"), ("Zaluzhnyi", "Saluschnyj"),
    ("Shevchenko", "Schewtschenko"), ("Zaporizhzhia", "Saporischschja"), ("Mykolaiv", "Mykolajiw"),
    ("Donetsk", "Donezk"), ("Kharkiv", "Charkiw"), ("Khamenei", "Chamenei"), ("Rouhani", "Rohani"),
    ("Houthi", "Huthi"), ("Muhammad", "Mohammed"), ("Ahmadinejad", "Ahmadineschād"), ("Aristotle", "Aristoteles"),
    ("Palestine", "Palästina"), ("Mongolia", "Mongolei"), ("Sarajevo", "Sarajewo"), ("Erdogan", "Erdoğan"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "word"), TRANSLITERATED)
def test_a_transliteration_is_no_mistake(name: str, word: str) -> None:
    assert mistakes(name, word, 2) == 0


@pytest.mark.parametrize("word", ["Berliner", "Berlins", "Berlinern", "Berlinerinnen", "Berlin’s"])
def test_a_form_of_a_name_is_no_mistake(word: str) -> None:
    assert mistakes("Berlin", word, 2) == 0


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Brockmann", "Brockman"),
        ("Brockmann", "Brokmann"),
        ("Brockman", "Brockmann"),
        ("Merkel", "Markel"),
        ("Merkel", "Merkell"),
        ("Macron", "Marcon"),
        ("Volodymyr", "Wolodyymyr"),
        ("Chengdu", "Chendu"),
        ("Schulz", "Schultz"),
    ],
)
def test_a_letter_too_many_too_few_changed_or_swapped_is_one(name: str, word: str) -> None:
    assert mistakes(name, word, 2) == 1


def test_another_name_is_more_than_a_few_mistakes_away() -> None:
    assert mistakes("Merkel", "Scholz", 2) == 3
    assert mistakes("Maier", "Bayer", 2) == 3


def test_inflections_of_german() -> None:
    assert is_inflected("nubier", "nubiern")
    assert is_inflected("brockmanns", "brockmann")
    assert not is_inflected("brockman", "brockmann")
    assert not is_inflected("selensky", "selenskyj")
