from __future__ import annotations

import random

import pytest

from mtcheck.training.loosen import loosened

SOURCE = "According to the ministry, Anna Berg did not sell 40 of the very old boats in March."


def variants(source: str, count: int = 200) -> set[str]:
    rng = random.Random(1)
    return {loosened(source, rng) for _ in range(count)}


@pytest.mark.parametrize("word", ["Anna", "Berg", "not", "40", "March"])
def test_what_a_reader_would_miss_most_stays(word: str) -> None:
    assert all(word in variant for variant in variants(SOURCE))


def test_words_are_left_out_and_phrases_change_places() -> None:
    found = variants(SOURCE)
    assert any("very" not in variant for variant in found)
    assert any(variant.startswith("Anna Berg") for variant in found)
    assert any(variant.startswith("According") for variant in found)


def test_no_word_is_added() -> None:
    words = {word.strip(",.").lower() for word in SOURCE.split()}
    assert all(word.strip(",.").lower() in words for variant in variants(SOURCE) for word in variant.split())


@pytest.mark.parametrize("source", ["Yes", "the", "He left, and", ""])
def test_short_sources_are_not_lost(source: str) -> None:
    assert all(bool(variant) is bool(source) for variant in variants(source))
