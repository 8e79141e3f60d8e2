from __future__ import annotations

import math

import pytest

from mtcheck.reports.rounding import rounded


@pytest.mark.parametrize(
    ("value", "digits", "result"),
    [
        (37.4249, 2, 37.42),
        (None, 2, None),
        (math.nan, 2, None),
        (math.inf, 2, None),
        (-0.12345, 4, -0.1235),
        (0, 2, 0.0),
    ],
)
def test_rounded(value: float | None, digits: int, result: float | None) -> None:
    assert rounded(value, digits) == pytest.approx(result, abs=1e-4) if result else rounded(value, digits) == result


def test_no_negative_zero() -> None:
    assert str(rounded(-0.00001, 4)) == "0.0"
