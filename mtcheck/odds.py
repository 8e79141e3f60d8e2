"""Probabilities and log-odds."""

from __future__ import annotations

import math
from collections.abc import Iterable

SUREST = 0.995
"""Probability, 0-1, beyond which log-odds would grow without limit."""


def logit(probability: float, surest: float = SUREST) -> float:
    """The log-odds of a probability, 0-1, none taken for surer than `surest`."""
    kept = min(max(probability, 1 - surest), surest)
    return math.log(kept / (1 - kept))


def bounded(log_odds: float, most: float) -> float:
    """Log-odds, none further from 0 than `most`."""
    return max(-most, min(log_odds, most))


def sigmoid(log_odds: float) -> float:
    """The probability, 0-1, of log-odds."""
    return 1 / (1 + math.exp(-bounded(log_odds, 60.0)))


def surprise(probability: float) -> float:
    """How much a probability, 0-1, says against what it doubts: -ln(1 - p), so that independent doubts add up."""
    return -math.log(1 - min(probability, SUREST))


def any_of(probabilities: Iterable[float]) -> float:
    """The probability, 0-1, that at least one of independent witnesses is right (noisy-or)."""
    return 1 - math.prod(1 - probability for probability in probabilities)
