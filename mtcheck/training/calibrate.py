"""The scale of the embedded model: what its scores mean.

A score is sigmoid(factor x logit + offset). The two numbers are chosen on the dev split so that professional
references average `SOUND` and badly garbled outputs of real systems average `GARBLED`; they become part of the last
layer's weights, so every runtime, and COMET's own command, prints the same scale.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mtcheck.training import corpora
from mtcheck.training.corpora import Example

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOUND = 0.86
GARBLED = 0.47
MOST = 1500

LEAST_MARKS = 4
LEAST_SHARE = 0.25
"""Badly garbled: so many words that no other translation of the source uses, and so large a share of the sentence."""

LAST_LAYER = "estimator.ff.3"


def distinct_references(data: Path) -> list[Example]:
    """The professional references of the dev split, each German text once, in file order."""
    seen: dict[str, Example] = {}
    for example in corpora.sound_pairs(data, "dev", references_only=True):
        seen.setdefault(example.translation, example)
    return list(seen.values())


def garbled_end(data: Path) -> list[Example]:
    """The badly garbled outputs of the dev split."""
    return [
        example
        for example in corpora.consensus(data, "dev")
        if example.marks
        and len(example.marks) >= LEAST_MARKS
        and len(example.marks) >= LEAST_SHARE * len(example.translation.split()) / 2
    ]


def sample(examples: Sequence[Example], most: int = MOST) -> list[Example]:
    """All examples or a fixed sample of them."""
    return random.Random(1).sample(list(examples), most) if len(examples) > most else list(examples)


def logits(scores: Sequence[float]) -> NDArray[np.float64]:
    """The logits of scores of 0-1."""
    values = np.clip(np.asarray(scores, np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(values / (1 - values)))


def rescaled(values: NDArray[np.float64], factor: float, offset: float) -> NDArray[np.float64]:
    """Scores on the scale of `factor` and `offset`."""
    return np.asarray(1 / (1 + np.exp(-(factor * values + offset))))


def fit(sound: NDArray[np.float64], garbled: NDArray[np.float64]) -> tuple[float, float]:
    """Factor and offset that bring the means of both to `SOUND` and `GARBLED`.

    For a given factor one offset brings the sound mean to its place; the larger the factor, the lower then the other
    mean. Both are found by halving.
    """

    def offset_for(factor: float) -> float:
        low, high = -60.0, 60.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (low, middle) if rescaled(sound, factor, middle).mean() > SOUND else (middle, high)
        return low

    low, high = 0.1, 8.0
    for _ in range(40):
        factor = (low + high) / 2
        too_high = rescaled(garbled, factor, offset_for(factor)).mean() > GARBLED
        low, high = (factor, high) if too_high else (low, factor)
    return low, offset_for(low)
