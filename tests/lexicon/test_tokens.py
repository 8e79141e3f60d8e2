"""Words with their offsets and lemmas."""

from __future__ import annotations

import unicodedata

import pytest

from mtcheck.lexicon.tokens import Language, lemma, tokenise


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "The U.S. said so.", ["The", "U.S.", "said", "so"]),
        ("en", "1,000 men, 1.5 miles, 12:30 and the 24th of the 1990s", [
            "1,000", "men", "1.5", "miles", "12:30", "and", "the", "24th", "of", "the", "1990s",
        ]),
        ("en", "Trump's men don’t re-enter", ["Trump's", "men", "don’t", "re-enter"]),
        ("de", "Kreml-Chef, US -Präsident und COVID-19", ["Kreml-Chef", "US", "Präsident", "und", "COVID-19"]),
        ("de", "in den 1990er Jahren, 10km, 3D", ["in", "den", "1990er", "Jahren", "10km", "3D"]),
        ("de", "14-Jährige in der F-16", ["14", "Jährige", "in", "der", "F-16"]),
        ("de", "„Größe“ – «Maß» … 👩‍👩‍👧 [x] a_b", ["Größe", "Maß", "x", "a", "b"]),
        ("de", unicodedata.normalize("NFD", "München löst's"), [unicodedata.normalize("NFD", w) for w in (
            "München", "löst's")]),
        ("de", "", []),
        ("de", " – … “", []),
    ],
)  # fmt: skip
def test_words(language: Language, text: str, words: list[str]) -> None:
    tokens = tokenise(text, language)
    assert [token.text for token in tokens] == words
    assert all(text[token.start : token.end] == token.text for token in tokens)


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [
        ("en", "said", "say"),
        ("en", "mice", "mouse"),
        ("en", "Putin's", "putin"),
        ("en", "Putin’s", "putin"),
        ("en", "NATO", "nato"),
        ("de", "ging", "gehen"),
        ("de", "Häuser", "haus"),
        ("de", unicodedata.normalize("NFD", "Häuser"), "haus"),
        ("de", "stattgefunden", "stattfinden"),
        ("de", "xqzt", "xqzt"),
    ],
)
def test_lemmas(language: Language, word: str, expected: str) -> None:
    assert lemma(word, language) == expected


def test_a_capital_at_the_start_of_a_sentence_says_nothing() -> None:
    assert [token.lemma for token in tokenise("Gingen sie? Kamen sie?", "de") if token.content] == ["gehen", "kommen"]
    starts = [token.text for token in tokenise("Er sagt: „Wir gehen.“ Sie bleiben.", "de") if token.initial]
    assert starts == ["Er", "Wir", "Sie"]


def test_kinds_of_words() -> None:
    tokens = {token.text: token for token in tokenise("Der alte Hund hat 3 Katzen in Genf.", "de")}
    assert {text for text, token in tokens.items() if token.content} == {"alte", "Hund", "Katzen", "Genf"}
    assert {text for text, token in tokens.items() if token.number} == {"3"}
