"""What a metric is: a name, a scale, what it needs, and one method; and what metrics share."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mtcheck.data import Pair, Score, Severity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


Advance = Callable[[int], None]
"""Told how much more is done: pairs that are scored, bytes that have come."""


class Metric(Protocol):
    """Scores pairs. `needs` holds the sides a pair must have: "source", "translation", "reference", "gloss"."""

    name: str
    scale: str
    needs: frozenset[str]

    def score(self, pairs: Sequence[Pair]) -> Score:
        """One value per pair in order (None where a side is lacking), the document's own value, a signature."""
        ...


@dataclass(frozen=True)
class Prediction:
    """What a runtime makes of a pair: the score, and of each subword of the translation, from its `<s>` on, the
    probabilities of a minor and of a major error. There may be more of these than subwords; the rest means nothing.
    """

    score: float
    minor: NDArray[np.float32]
    major: NDArray[np.float32]


class Runtime(Protocol):
    """Runs the embedded model."""

    @property
    def signature(self) -> str:
        """Names and versions of what computes."""
        ...

    def prepare(self) -> None:
        """Begin to load what `predict` needs, where that can be done in the background."""
        ...

    def predict(self, samples: Sequence[tuple[str, str]]) -> Iterator[Prediction]:
        """A prediction for each pair of source and translation, in order; none may be too long for the model.

        What can be computed in the background may begin before the first is asked for.
        """
        ...


@dataclass(frozen=True)
class ErrorSpan:
    """A stretch of a translation that a model marks as an error: code points, half open, and how sure it is, 0-1."""

    start: int
    end: int
    severity: Severity
    confidence: float


def scorable(pair: Pair, needs: frozenset[str]) -> bool:
    """Whether the pair has every side that a metric needs."""
    return all(getattr(pair, side) for side in needs)


def checksum(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


class ShippedModel(ABC):
    """A model that ships with mtcheck, in a folder. It is read at first use and never touches the network."""

    folder: Path

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The model's own settings: name, longest input in subwords, licence, data; more where a model has more."""
        loaded: dict[str, Any] = json.loads((self.folder / "mtcheck.json").read_text(encoding="utf-8"))
        return loaded

    @cached_property
    def checksum(self) -> str:
        """The first 12 digits of the weights' SHA-256."""
        return checksum(self.folder / "model.safetensors")[:12]

    @property
    @abstractmethod
    def _runtime(self) -> Runtime:
        """What computes."""

    def prepare(self) -> None:
        """Begin to read the model in the background; using it is then quicker to start."""
        self._runtime.prepare()


def stretches(doubts: Sequence[float], least: float) -> Iterator[tuple[int, int]]:
    """Runs of neighbouring doubted words as their first and last positions."""
    first = None
    for position, doubt in enumerate([*doubts, 0.0]):
        if doubt >= least and first is None:
            first = position
        elif doubt < least and first is not None:
            yield first, position - 1
            first = None
