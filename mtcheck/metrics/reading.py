"""Reading pairs with one of the networks that ship: cut into windows, predicted, put together again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from mtcheck.data import Pair
from mtcheck.metrics.base import Advance, Prediction, Runtime, scorable
from mtcheck.metrics.subwords import tokenizer_of
from mtcheck.metrics.windows import windows

SPECIAL_SUBWORDS = 4
"""Subwords around two texts: `<s> translation </s> </s> source </s>`."""


class Stretch(Protocol):
    """Something at code points of a text, half open."""

    @property
    def start(self) -> int:
        """The first code point."""
        ...

    @property
    def end(self) -> int:
        """The code point behind the last."""
        ...


Word = TypeVar("Word", bound=Stretch)


@dataclass(frozen=True)
class Reading(Generic[Word]):
    """What a network makes of a pair: of each window its score and its length in code points, and all subwords."""

    scores: tuple[float, ...]
    lengths: tuple[int, ...]
    subwords: tuple[Word, ...]

    @property
    def mean_score(self) -> float:
        """The mean of the windows' scores, weighted by length."""
        weighed = (score * length for score, length in zip(self.scores, self.lengths, strict=True))
        return sum(weighed) / sum(self.lengths)


@dataclass(frozen=True)
class Reader(Generic[Word]):
    """Reads pairs with a `runtime`, at most `longest` subwords at a time, as the tokenizer of a `folder` counts them.

    `word` makes a subword of its first and last code point and the probabilities of the network's two labels.
    """

    runtime: Runtime
    folder: Path
    longest: int
    word: Callable[[int, int, float, float], Word]

    def begin(
        self, pairs: Sequence[Pair], needs: frozenset[str], advance: Advance | None = None
    ) -> Callable[[], list[Reading[Word] | None]]:
        """Begin to read, in the background where the runtime can; what is returned waits for the readings.

        They are None for pairs that lack what the network `needs`. `advance` is told of each pair that is read.
        """
        parts = [
            part for number, pair in enumerate(pairs) if scorable(pair, needs) for part in self._parts(number, pair)
        ]
        predictions = self.runtime.predict([(part.source, part.translation) for part in parts])

        def readings() -> list[Reading[Word] | None]:
            read: list[list[tuple[_Part, float, tuple[Word, ...]]]] = [[] for _ in pairs]
            for part, prediction in zip(parts, predictions, strict=True):
                read[part.number].append((part, prediction.score, tuple(self._words(part, prediction))))
                if advance is not None:
                    advance(part.first)
            return [_joined(of_pair) for of_pair in read]

        return readings

    def _parts(self, number: int, pair: Pair) -> Iterator[_Part]:
        source, translation = pair.source or "", pair.translation or ""
        encode = tokenizer_of(self.folder).encode
        left, right = (encode(text, add_special_tokens=False).offsets for text in (source, translation))
        for k, (en, de) in enumerate(windows(source, translation, left, right, self.longest - SPECIAL_SUBWORDS)):
            part = translation[de]
            yield _Part(
                number,
                k == 0,
                part.strip() or ".",
                source[en].strip() or ("." if source else ""),
                de.start + len(part) - len(part.lstrip()),
                stands_in=not part.strip(),
            )

    def _words(self, part: _Part, prediction: Prediction) -> Iterator[Word]:
        if part.stands_in:
            return
        places = tokenizer_of(self.folder).encode(part.translation).offsets
        for (start, end), minor, major in zip(places, prediction.minor, prediction.major, strict=False):
            if end > start:
                yield self.word(part.offset + start, part.offset + end, float(minor), float(major))


@dataclass(frozen=True)
class _Part:
    """A window of a pair on its way through a network; it `stands_in` where it holds nothing of the translation."""

    number: int
    first: bool
    translation: str
    source: str
    offset: int
    stands_in: bool


def _joined(parts: Sequence[tuple[_Part, float, tuple[Word, ...]]]) -> Reading[Word] | None:
    """One reading from the windows of a pair."""
    if not parts:
        return None
    return Reading(
        tuple(score for _, score, _ in parts),
        tuple(len(part.translation) for part, _, _ in parts),
        tuple(word for _, _, words in parts for word in words),
    )


def within(subwords: Iterable[Word], start: int, end: int) -> Iterator[Word]:
    """The subwords that reach into a stretch of a text."""
    return (subword for subword in subwords if subword.start < end and start < subword.end)
