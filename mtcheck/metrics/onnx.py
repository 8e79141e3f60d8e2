"""The embedded model on ONNX Runtime: int8 arithmetic, one pair at a time on each core.

A pair is never padded and never shares a batch, so that its score depends on nothing but itself: the ranges of the
integer arithmetic are taken from the pair alone. Several pairs run at once, on as many threads as there are cores.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtcheck.errors import ModelError
from mtcheck.loading import ReadOnce
from mtcheck.metrics.base import Prediction
from mtcheck.metrics.subwords import tokenizer_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST_POSITION = 2
"""Number of the first position; XLM-RoBERTa begins after the padding's own number."""

AT_ONCE = 64
"""Pairs that are handed to the threads at a time."""


class OnnxRuntime:
    """Predicts with `model.onnx`, whose weights are the tensors of `model.safetensors`.

    Tokenizer and embeddings may be those of another folder. What stands behind a translation without source is what the
    network learned: nothing at all where it was `lone`, else an empty source.
    """

    def __init__(self, folder: Path, embeddings: Path | None = None, *, lone: bool = False) -> None:
        self.folder = folder
        self.embeddings = embeddings or folder
        self.lone = lone

    @property
    def signature(self) -> str:
        """Name and version of what computes."""
        return f"onnxruntime-{version('onnxruntime')}"

    def prepare(self) -> None:
        """Begin to read the model in the background. Whatever goes wrong shows when it is used."""
        _load.begin(self.folder, self.embeddings)

    def predict(self, samples: Sequence[tuple[str, str]]) -> Iterator[Prediction]:
        """A prediction for each pair of source and translation, in order; the first pairs are begun at once."""
        threads = ThreadPoolExecutor(_cores())
        begun = [threads.submit(self._predict, sample) for sample in samples[:AT_ONCE]]
        return self._collected(threads, begun, samples[AT_ONCE:])

    def _predict(self, sample: tuple[str, str]) -> Prediction:
        network = _load(self.folder, self.embeddings)
        source, translation = sample
        german = network.embeddings.tokenizer.encode(translation).ids
        if self.lone and not source:
            return network.run(german, len(german))
        english = network.embeddings.tokenizer.encode(source).ids
        # as COMET joins two texts: <s> translation </s> </s> source </s>
        return network.run([*german, german[-1], *english[1:]], len(german))

    def _collected(
        self, threads: ThreadPoolExecutor, begun: Sequence[Future[Prediction]], others: Sequence[tuple[str, str]]
    ) -> Iterator[Prediction]:
        """What was begun, and then the others; whoever stops early waits for no more than what is being computed."""
        try:
            yield from (prediction.result() for prediction in begun)
            for first in range(0, len(others), AT_ONCE):
                yield from threads.map(self._predict, others[first : first + AT_ONCE])
        finally:
            threads.shutdown(cancel_futures=True)


class Embeddings:
    """A model's tokenizer with the embeddings of its subwords: of words, places and text, summed."""

    def __init__(self, folder: Path) -> None:
        _require(folder, "model.safetensors")
        self.folder = folder
        self.tokenizer = tokenizer_of(folder)
        self._words, self._places  # noqa: B018  read here, not by the first of several threads

    @cached_property
    def _words(self) -> NDArray[np.uint8]:
        """The word embeddings in their 4-bit blocks."""
        from mtcheck.metrics.packing import EMBEDDINGS

        blocks: NDArray[np.uint8] = self._tensor(f"{EMBEDDINGS}.q4")
        return blocks

    @cached_property
    def _places(self) -> NDArray[np.float32]:
        """Position and token-type embeddings, summed."""
        from mtcheck.metrics.packing import ENCODER

        names = (f"{ENCODER}embeddings.{kind}_embeddings.weight" for kind in ("position", "token_type"))
        places, kinds = (self._tensor(name) for name in names)
        total: NDArray[np.float32] = places + kinds[0]
        return total

    def _tensor(self, name: str) -> Any:
        from safetensors import safe_open

        with safe_open(self.folder / "model.safetensors", framework="numpy") as tensors:
            return tensors.get_tensor(name)

    def of(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        """The embeddings of subwords by their numbers, as 1 x subwords x width."""
        from mtcheck.metrics.packing import unpack_blocks

        embedded = unpack_blocks(self._words[numbers], self._places.shape[1])
        embedded += self._places[FIRST_POSITION : FIRST_POSITION + len(numbers)]
        return embedded[None]


class Network:
    """A network of the form that `mtcheck.training.graph` writes, over embeddings of its own or another's folder."""

    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        _require(folder, "model.onnx", "model.safetensors")
        self.embeddings = embeddings
        self._session = _session(folder)

    def run(self, numbers: Sequence[int], translation: int) -> Prediction:
        """What it makes of subwords by their numbers, of which so many, the first, are the translation's."""
        import numpy as np

        given = {"embeddings": self.embeddings.of(numbers), "translation": np.array([translation])}
        score, errors = self._session.run(["score", "errors"], given)
        return Prediction(float(score[0, 0]), errors[0, :, 1], errors[0, :, 2])


def _require(folder: Path, *names: str) -> None:
    for name in names:
        if not (folder / name).is_file():
            raise ModelError(f"the model in {folder} lacks {name}: install mtcheck again")


def _session(folder: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # the extended optimisations put slower operations in the place of those the graph is made of
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(
            f"the model in {folder} cannot be read ({type(error).__name__}): install mtcheck again"
        ) from error


@ReadOnce
def embeddings_of(folder: Path) -> Embeddings:
    """The tokenizer and the embeddings of a folder, one for all who use them."""
    return Embeddings(folder)


@ReadOnce
def _load(folder: Path, embeddings: Path) -> Network:
    """The network of a folder over the embeddings of a folder."""
    return Network(folder, embeddings_of(embeddings))


def _cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def forget() -> None:
    """Read the models anew when they are next used: their files have changed."""
    _load.forget()
    embeddings_of.forget()
    tokenizer_of.forget()
