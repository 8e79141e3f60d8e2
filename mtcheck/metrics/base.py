"""What a metric is: a name, a scale, what it needs, and one method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mtcheck.data import Pair, Score


class Metric(Protocol):
    """Scores pairs. `needs` holds the sides a pair must have: "source", "translation", "reference", "gloss"."""

    name: str
    scale: str
    needs: frozenset[str]

    def score(self, pairs: Sequence[Pair]) -> Score:
        """One value per pair in order (None where a side is lacking), the document's own value, a signature."""
        ...


def scorable(pair: Pair, needs: frozenset[str]) -> bool:
    """Whether the pair has every side that a metric needs."""
    return all(getattr(pair, side) for side in needs)
