"""The embedded model of fluency: it reads the German alone and marks what no native speaker would write.

It is a network of the same form as the embedded COMET model, whose tokenizer and word embeddings it shares; it judges
the form and not the meaning, so it needs no source and does not care how freely a sentence is translated. How it was
trained is described in `mtcheck.training.fluency`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from mtcheck.data import Pair
from mtcheck.metrics.base import Prediction, Runtime, checksum
from mtcheck.metrics.onnx import OnnxRuntime
from mtcheck.metrics.subwords import tokenizer_of
from mtcheck.metrics.windows import count_windows, cut

SPECIAL_SUBWORDS = 2


@dataclass(frozen=True)
class SubwordForm:
    """A subword: code points, half open, and the probabilities that it is odd where it stands, and ungrammatical."""

    start: int
    end: int
    odd: float
    ungrammatical: float


@dataclass(frozen=True)
class Fluency:
    """The model's view of a German text: the probability that it is sound, 0-1, and of each subword's form."""

    sound: float
    subwords: tuple[SubwordForm, ...]

    def ungrammatical(self, start: int, end: int) -> float:
        """The highest probability of broken grammar within a stretch of the text; 0 where there is none."""
        return max((s.ungrammatical for s in self.subwords if s.start < end and start < s.end), default=0.0)


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
        texts = [pair.translation or "" for pair in pairs]
        parts = [(number, part) for number, text in enumerate(texts) for part in self._parts(text)]
        predictions = self._runtime.predict([("", texts[number][part]) for number, part in parts])

        def judgements() -> list[Fluency | None]:
            found: list[list[Fluency]] = [[] for _ in texts]
            for (number, part), prediction in zip(parts, predictions, strict=True):
                found[number].append(self._judgement(texts[number][part], part.start, prediction))
            return [_join(of_text) for of_text in found]

        return judgements

    def _parts(self, text: str) -> list[slice]:
        """Stretches of a text that fit the model, without those that are blank."""
        longest = self.settings["longest"] - SPECIAL_SUBWORDS
        offsets = tokenizer_of(self.embeddings).encode(text, add_special_tokens=False).offsets
        return [part for part in cut(text, offsets, count_windows(len(offsets), longest)) if text[part].strip()]

    def _judgement(self, text: str, offset: int, prediction: Prediction) -> Fluency:
        places = tokenizer_of(self.embeddings).encode(text).offsets
        return Fluency(
            prediction.score,
            tuple(
                SubwordForm(offset + start, offset + end, float(odd), float(ungrammatical))
                for (start, end), odd, ungrammatical in zip(places, prediction.minor, prediction.major, strict=False)
                if end > start
            ),
        )


def _join(parts: Sequence[Fluency]) -> Fluency | None:
    """One judgement from those of a text's windows: it is as sound as the worst of them."""
    if not parts:
        return None
    return Fluency(min(part.sound for part in parts), tuple(word for part in parts for word in part.subwords))
