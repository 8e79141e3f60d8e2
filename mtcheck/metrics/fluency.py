"""The embedded model of fluency: it reads the German alone and marks what no native speaker would write.

It is a network of the same form as the embedded COMET model, whose tokenizer and word embeddings it shares; it judges
the form and not the meaning, so it needs no source and does not care how freely a sentence is translated. How it was
trained is described in `mtcheck.training.fluency`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from mtcheck.data import Pair
from mtcheck.metrics.base import Runtime, checksum
from mtcheck.metrics.onnx import OnnxRuntime
from mtcheck.metrics.reading import Reader, within


@dataclass(frozen=True)
class SubwordForm:
    """A subword: code points, half open, and the probabilities that it is odd where it stands, and ungrammatical."""

    start: int
    end: int
    odd: float
    ungrammatical: float


@dataclass(frozen=True)
class Fluency:
    """The model's view of a German text: of each subword's form."""

    subwords: tuple[SubwordForm, ...]

    def ungrammatical(self, start: int, end: int) -> float:
        """The highest probability of broken grammar within a stretch of the text; 0 where there is none."""
        return max((s.ungrammatical for s in within(self.subwords, start, end)), default=0.0)


class FluencyModel:
    """The model of fluency that ships with mtcheck. It is read at first use and never touches the network."""

    def __init__(self, folder: Path | None = None, embeddings: Path | None = None) -> None:
        resources = Path(str(files("mtcheck"))) / "resources"
        self.folder = (folder or resources / "fluency").resolve()
        self.embeddings = (embeddings or resources / "model").resolve()

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The model's own settings: name, longest input in subwords, licence, data."""
        loaded: dict[str, Any] = json.loads((self.folder / "mtcheck.json").read_text(encoding="utf-8"))
        return loaded

    @cached_property
    def checksum(self) -> str:
        """The first 12 digits of the weights' SHA-256."""
        return checksum(self.folder / "model.safetensors")[:12]

    @cached_property
    def _runtime(self) -> Runtime:
        return OnnxRuntime(self.folder, self.embeddings, alone=True)

    def prepare(self) -> None:
        """Begin to read the model in the background."""
        self._runtime.prepare()

    def judge(self, pairs: Sequence[Pair]) -> list[Fluency | None]:
        """A judgement of each pair's translation, None where there is none; long ones are judged in windows."""
        return self.begin(pairs)()

    def begin(self, pairs: Sequence[Pair]) -> Callable[[], list[Fluency | None]]:
        """Begin to judge in the background; what is returned waits for the judgements."""
        reader = Reader(self._runtime, self.embeddings, self.settings["longest"], SubwordForm)
        readings = reader.begin([replace(pair, source=None) for pair in pairs], frozenset({"translation"}))
        return lambda: [None if reading is None else Fluency(reading.subwords) for reading in readings()]
