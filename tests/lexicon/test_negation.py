"""Words that deny: which negations ask for an answer, and which words do their work."""

from __future__ import annotations

import pytest

from mtcheck.lexicon.negation import (
    denies_by_form,
    english_negations,
    german_negations,
    is_negative,
    without_negative_prefix,
)


@pytest.mark.parametrize(
    ("source", "cues"),
    [
        ("He did not come.", ["not"]),
        ("They don’t know and never will.", ["don’t", "never"]),
        ("She failed to reply.", ["failed"]),
        ("Not only he came.", []),
        ("You like it, don't you?", []),
        ("They warned people not to travel.", []),
        ("No doubt it works.", []),
        ("They had no choice but to wait.", []),
        ("He fell asleep in no time.", []),
        ("It wasn't just the price.", []),
        ("Look no further.", []),
        ("Where do you put it so you don't lose it?", ["don't"]),
        ("Why don't you try it?", []),
    ],
)
def test_only_negations_of_content_ask_for_an_answer(source: str, cues: list[str]) -> None:
    assert [cue.group() for cue in english_negations(source)] == cues


@pytest.mark.parametrize(
    ("translation", "cues"),
    [
        ("Er kam nicht, und keiner wusste es.", ["nicht", "keiner"]),
        ("Nicht nur er kam.", []),
        ("Das darf nicht fehlen.", []),
        ("Das stimmt, nicht wahr?", []),
        ("Das schaff ich ned.", ["ned"]),
        ("Nicht weniger als drei kamen.", []),
    ],
)
def test_german_phrases_that_deny_nothing_are_no_negations(translation: str, cues: list[str]) -> None:
    assert [cue.group() for cue in german_negations(translation)] == cues


def test_a_why_that_german_asks_too_asks_for_an_answer() -> None:
    assert [cue.group() for cue in english_negations("Why don't you try it?", asks_why=True)] == ["don't"]


def test_the_word_that_another_denies() -> None:
    words = ("unclear", "disagree", "irrelevant", "uncle", "clear")
    assert [without_negative_prefix(word) for word in words] == ["clear", "agree", "relevant", None, None]


@pytest.mark.parametrize("word", ["unclear", "refused", "sleepless", "disagree", "non-essential", "lacks"])
def test_words_that_do_the_work_of_a_negation(word: str) -> None:
    assert is_negative(word)


@pytest.mark.parametrize("word", ["under", "united", "uncle", "understand", "clear", "message"])
def test_words_that_only_look_like_them(word: str) -> None:
    assert not is_negative(word)


def test_a_german_word_denied_is_told_by_its_form() -> None:
    assert [w for w in ("unklar", "schlaflos", "unter", "unbedingt", "missverständlich") if denies_by_form(w)] == [
        "unklar", "schlaflos", "missverständlich",
    ]  # fmt: skip
