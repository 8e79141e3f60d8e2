"""Stray marks, with the source and without."""

from __future__ import annotations

import pytest

from mtcheck.data import Pair
from mtcheck.detectors import Context
from mtcheck.detectors.stray_punctuation import StrayPunctuation
from mtcheck.lexicon import Dictionary, Linker


def stray(source: str | None, translation: str) -> list[str | None]:
    return [f.text for f in StrayPunctuation().check(Pair(0, source, translation, 1), Context(Linker(Dictionary())))]


def test_what_the_english_has_in_the_same_way_is_left_alone() -> None:
    assert not stray("He came (late , as always", "Er kam (spät , wie immer")


@pytest.mark.parametrize("source", [None, "He came (late), as always."])
def test_stray_marks_show_without_the_source_too(source: str | None) -> None:
    assert stray(source, "Er kam (spät , wie immer..") == ["(", " ,", ".."]
