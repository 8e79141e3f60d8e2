"""Numbers as a report shows them."""

from __future__ import annotations

import math


def rounded(value: float | None, digits: int) -> float | None:
    """A value to so many decimals, never -0.0; None for what is not a finite number."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits) + 0.0
