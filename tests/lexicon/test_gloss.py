"""The gloss says what the German words say, in the order of the English."""

from __future__ import annotations

import pytest

from mtcheck.lexicon import Dictionary, Linker, gloss_pair, gloss_span


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Dictionary())


def gloss(linker: Linker, source: str, translation: str) -> str:
    return gloss_pair(linker.link(source, translation), linker)


def test_a_literal_translation_reads_as_its_source(linker: Linker) -> None:
    source = "The police arrested the baker"
    assert gloss(linker, source, "Die Polizei verhaftete den Bäcker") == source


def test_linked_words_stand_in_the_order_of_the_source(linker: Linker) -> None:
    words = gloss(linker, "He bought 1,500 horses in 1998.", "1998 kaufte er 1.500 Pferde.").split()
    assert words == ["He", "bought", "1,500", "horses", "1998"]


def test_a_wrong_word_is_glossed_with_what_it_says(linker: Linker) -> None:
    said = gloss(linker, "They reduce their support.", "Sie erwidern ihre Unterstützung.").split()
    assert "reduce" not in said
    assert {"They", "support"} < set(said)
    assert {"answer", "reply", "respond", "return", "retort"} & set(said)


def test_a_repeated_word_of_the_source_is_said_once(linker: Linker) -> None:
    assert gloss(linker, "The house", "Das Haus").split() == ["The", "house"]


def test_an_unknown_word_stays_as_it_is(linker: Linker) -> None:
    assert "Xqztel" in gloss(linker, "The dog sleeps.", "Der Xqztel schläft.").split()


def test_no_source_and_no_translation(linker: Linker) -> None:
    assert gloss(linker, "The dog.", "") == ""
    assert gloss(linker, "", "Der Hund schläft") == gloss_span("Der Hund schläft", linker)


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Bäckerei", {"bakery"}),
        ("erwidern", {"answer", "reply", "respond", "return"}),
        ("Ukrainekrieg", {"Ukraine war", "ukraine war"}),
        ("1.500", {"1,500"}),
        ("Xqztel", {"Xqztel"}),
        ("", {""}),
    ],
)
def test_gloss_of_a_stretch(linker: Linker, german: str, english: set[str]) -> None:
    assert gloss_span(german, linker) in english
