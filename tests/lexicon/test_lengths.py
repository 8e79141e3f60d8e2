"""Length of a translation against the usual."""

from __future__ import annotations

import pytest

from mtcheck.lexicon.lengths import deviation


def test_the_usual_length_deviates_by_nothing() -> None:
    assert deviation("x" * 100, "x" * 113) == pytest.approx(0)


def test_shorter_is_less_and_the_more_so_the_longer_the_source() -> None:
    assert deviation("x" * 200, "x" * 100) < deviation("x" * 40, "x" * 20) < 0 < deviation("x" * 40, "x" * 80)


def test_empty_sides_are_survived() -> None:
    assert deviation("", "") <= 0
