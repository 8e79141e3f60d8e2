"""The embedded tagger: it marks the words of a translation that are wrong, and those that are no good German.

It is a network of the same form as the embedded COMET model, whose tokenizer and word embeddings it shares. COMET
learned what people think of a translation; the tagger learned to find the places where sound sentences were broken. It
reads the source beside the translation, and does without where there is none. How it was trained is described in
`mtcheck.training.tagger`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from mtcheck.data import Pair
from mtcheck.metrics.base import Runtime, ShippedModel
from mtcheck.metrics.onnx import OnnxRuntime
from mtcheck.metrics.reading import Reader, within


@dataclass(frozen=True)
class SubwordTags:
    """A subword of a translation: code points, half open, and the probabilities that it is wrong and ungrammatical."""

    start: int
    end: int
    wrong: float
    ungrammatical: float


@dataclass(frozen=True)
class Tags:
    """The tagger's view of a translation, subword by subword."""

    subwords: tuple[SubwordTags, ...]

    def wrong(self, start: int, end: int) -> float:
        """The highest probability of a wrong word within a stretch of the text; 0 where there is none."""
        return max((s.wrong for s in within(self.subwords, start, end)), default=0.0)

    def ungrammatical(self, start: int, end: int) -> float:
        """The highest probability of broken grammar within a stretch of the text; 0 where there is none."""
        return max((s.ungrammatical for s in within(self.subwords, start, end)), default=0.0)


class Tagger(ShippedModel):
    """The tagger that ships with mtcheck."""

    def __init__(self, folder: Path | None = None, embeddings: Path | None = None) -> None:
        resources = Path(str(files("mtcheck"))) / "resources"
        self.folder = (folder or resources / "tagger").resolve()
        self.embeddings = (embeddings or resources / "model").resolve()

    @cached_property
    def _runtime(self) -> Runtime:
        return OnnxRuntime(self.folder, self.embeddings, lone=True)

    def judge(self, pairs: Sequence[Pair]) -> list[Tags | None]:
        """The tags of each pair's translation, None where there is none; what is too long is read in windows."""
        return self.begin(pairs)()

    def begin(self, pairs: Sequence[Pair]) -> Callable[[], list[Tags | None]]:
        """Begin to judge in the background; what is returned waits for the tags."""
        reader = Reader(self._runtime, self.embeddings, self.settings["longest"], SubwordTags)
        readings = reader.begin(pairs, frozenset({"translation"}))
        return lambda: [None if reading is None else Tags(reading.subwords) for reading in readings()]
