"""COMET (Rei et al. 2020; 2022): the embedded reference-free model, and any other that the user names.

The embedded model is a COMET `UnifiedMetric` over translation and source (COMETKiwi, Rei et al. 2022, Section 2). It
gives a score of 0-1 for the pair and for every subword of the translation the probability of a minor and of a major
error. Other models come from a folder or from the Hugging Face hub, by name; they keep their own scale.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal

from mtcheck.data import Pair, Score
from mtcheck.metrics.base import Advance, Runtime, ShippedModel
from mtcheck.metrics.reading import Reader, Reading, within

RuntimeName = Literal["onnx", "torch"]


@dataclass(frozen=True)
class SubwordErrors:
    """A subword of a translation: code points, half open, and the probabilities of a minor and of a major error."""

    start: int
    end: int
    minor: float
    major: float


@dataclass(frozen=True)
class Judgement:
    """The embedded model's view of one pair: a score of 0-1 and the errors it suspects.

    `windows` is 1 or more; `percentile` says how many of 100 sound translations score lower, where that is known.
    """

    score: float
    subwords: tuple[SubwordErrors, ...]
    windows: int = 1
    percentile: int | None = None

    def any_error(self, start: int, end: int) -> float:
        """The highest probability of an error of any severity within a stretch; 0 where there is none."""
        return max((s.minor + s.major for s in within(self.subwords, start, end)), default=0.0)

    def major(self, start: int, end: int) -> float:
        """The highest probability of a major error within a stretch of the translation; 0 where there is none."""
        return max((s.major for s in within(self.subwords, start, end)), default=0.0)


class EmbeddedComet(ShippedModel):
    """The COMET model that ships with mtcheck."""

    name = "comet"
    scale = "0-1, higher is better"
    needs = frozenset({"source", "translation"})

    def __init__(
        self, folder: Path | None = None, advance: Advance | None = None, runtime: RuntimeName = "onnx"
    ) -> None:
        self.runtime_name = runtime
        self.folder = (folder or Path(str(files("mtcheck"))) / "resources" / "model").resolve()
        self.advance = advance or (lambda amount: None)

    @cached_property
    def _runtime(self) -> Runtime:
        if self.runtime_name == "torch":
            from mtcheck.metrics.unbabel import TorchRuntime

            return TorchRuntime(self.folder)
        from mtcheck.metrics.onnx import OnnxRuntime

        return OnnxRuntime(self.folder)

    @cached_property
    def signature(self) -> str:
        """Model, checksum of its weights, runtime and versions."""
        return f"model:{self.settings['name']}|sha256:{self.checksum}|runtime:{self._runtime.signature}|segments:mt,src"

    @property
    def _sound_percentiles(self) -> list[float]:
        """The 99 scores that part sound translations into hundredths; nothing where the model does not know."""
        points: list[float] = self.settings.get("sound_percentiles", [])
        return points

    @property
    def _meaning(self) -> str:
        points = self._sound_percentiles
        if not points:
            return ""
        return f"half of sound translations get more than {points[49]:.2f}, one in twenty less than {points[4]:.2f}"

    def percentile(self, score: float) -> int | None:
        """How many of 100 sound translations score lower; None where the model does not know."""
        points = self._sound_percentiles
        return bisect_left(points, score) if points else None

    def judge(self, pairs: Sequence[Pair], *, alone: bool = False) -> list[Judgement | None]:
        """A judgement per pair, None where a side is lacking. What is too long for the model is judged in windows.

        With `alone` the translation needs no source: the model was trained with the source left out now and then.
        Its word marks then mean something; its score is not on the scale, and not for showing.
        """
        return self.begin(pairs, alone=alone)()

    def begin(self, pairs: Sequence[Pair], *, alone: bool = False) -> Callable[[], list[Judgement | None]]:
        """Begin to judge, in the background where the runtime can; what is returned waits for the judgements."""
        reader = Reader(self._runtime, self.folder, self.settings["longest"], SubwordErrors)
        readings = reader.begin(pairs, frozenset({"translation"}) if alone else self.needs, self.advance)
        return lambda: [None if reading is None else self._judgement(reading) for reading in readings()]

    def _judgement(self, reading: Reading[SubwordErrors]) -> Judgement:
        score = reading.mean_score
        return Judgement(score, reading.subwords, len(reading.scores), self.percentile(score))

    def score(self, pairs: Sequence[Pair]) -> Score:
        """The judgements' scores as a Score."""
        return self.as_score(self.judge(pairs))

    def as_score(self, judgements: Sequence[Judgement | None]) -> Score:
        """A Score from judgements already made; the document's own is their mean, as COMET's system score is."""
        values = tuple(judgement.score if judgement else None for judgement in judgements)
        known = [value for value in values if value is not None]
        cut = [(number, j.windows) for number, j in enumerate(judgements) if j and j.windows > 1]
        return Score(
            metric=self.name,
            scale=self.scale,
            values=values,
            document=sum(known) / len(known) if known else None,
            signature=self.signature,
            document_signature=f"{self.signature}|mean of pairs",
            measured_against="the source, without a reference",
            meaning=self._meaning,
            notes=tuple(
                f"Pair {number + 1} is longer than the model reads at once; COMET scored it in {count} windows."
                for number, count in cut
            ),
        )
