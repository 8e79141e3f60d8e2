"""Statistics of scores and qualities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def separation(bad: Sequence[float], good: Sequence[float]) -> float:
    """Area under the ROC curve: the chance that a bad one scores below a good one, ties counting half."""
    ranks = _ranks(np.concatenate([bad, good]))
    good_ranks = ranks[len(bad) :].sum() - len(good) * (len(good) + 1) / 2
    return float(good_ranks / (len(bad) * len(good)))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from 1 on; equal values share the mean of theirs."""
    order = np.argsort(values, kind="mergesort")
    ranks = np.empty(len(values))
    sorted_values = values[order]
    _, first, counts = np.unique(sorted_values, return_index=True, return_counts=True)
    for start, count in zip(first, counts, strict=True):
        ranks[order[start : start + count]] = start + (count + 1) / 2
    return ranks


def pearson(first: Sequence[float], second: Sequence[float]) -> float:
    """Pearson's correlation."""
    return float(np.corrcoef(first, second)[0, 1])


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation."""
    return pearson(_ranks(np.asarray(first)).tolist(), _ranks(np.asarray(second)).tolist())


def matthews(flagged: Sequence[bool], garbled: Sequence[bool]) -> float:
    """Matthews' correlation of two sequences of the same length; 0 where one of them is constant."""
    if len(set(flagged)) < 2 or len(set(garbled)) < 2:
        return 0.0
    return pearson(flagged, garbled)
