"""COMET (Rei et al. 2020; 2022): the embedded reference-free model, and any other that the user names.

The embedded model is a COMET `UnifiedMetric` over translation and source (COMETKiwi, Rei et al. 2022, Section 2). It
gives a score of 0-1 for the pair and for every subword of the translation the probability of a minor and of a major
error. Other models come from a folder or from the Hugging Face hub, by name; they keep their own scale.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from mtcheck.data import Pair, Score
from mtcheck.errors import ModelError
from mtcheck.metrics.base import scorable
from mtcheck.metrics.windows import windows

EMBEDDED_NAME = "mtcheck-comet-1"
OFFLINE_VARIABLES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")
BATCH_SUBWORDS = 2048
SPECIAL_SUBWORDS = 4

Advance = Callable[[int], None]


@dataclass(frozen=True)
class SubwordErrors:
    """A subword of a translation: code points, half open, and the probabilities of a minor and of a major error."""

    start: int
    end: int
    minor: float
    major: float


@dataclass(frozen=True)
class Judgement:
    """The embedded model's view of one pair: a score of 0-1 and the errors it suspects; `windows` is 1 or more."""

    score: float
    subwords: tuple[SubwordErrors, ...]
    windows: int = 1

    def major(self, start: int, end: int) -> float:
        """The highest probability of a major error within a stretch of the translation; 0 where there is none."""
        return max((s.major for s in self.subwords if s.start < end and start < s.end), default=0.0)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """COMET and Lightning set up the root logger and warn at import; none of that may reach the user's terminal."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    names = ("comet", "comet.encoders.base", "pytorch_lightning", "lightning", "transformers", "torch")
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            logging.disable(logging.WARNING)
            yield
    finally:
        logging.disable(logging.NOTSET)
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)


def _stay_offline() -> None:
    """Tell the hub libraries never to ask the network; they read these variables when they are imported."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for variable in OFFLINE_VARIABLES:
        os.environ[variable] = "1"


class EmbeddedComet:
    """The model that ships with mtcheck. It is read at first use and never touches the network."""

    name = "comet"
    scale = "0-1, higher is better"
    needs = frozenset({"source", "translation"})

    def __init__(self, folder: Path | None = None, advance: Advance | None = None) -> None:
        self.folder = (folder or Path(str(files("mtcheck"))) / "resources" / "model").resolve()
        self.advance = advance or (lambda amount: None)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The model's own settings: name, hyperparameters, longest input in subwords, calibration."""
        loaded: dict[str, Any] = json.loads((self.folder / "mtcheck.json").read_text(encoding="utf-8"))
        return loaded

    @property
    def _model(self) -> Any:
        return _load(self.folder)

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self.folder / "tokenizer.json"))

    @cached_property
    def signature(self) -> str:
        """Model, checksum of its weights, runtime and versions."""
        digest = hashlib.sha256((self.folder / "model.safetensors").read_bytes()).hexdigest()[:12]
        return (
            f"model:{self.settings['name']}|sha256:{digest}|runtime:torch-{version('torch')}"
            f"|unbabel-comet:{version('unbabel-comet')}|segments:mt,src"
        )

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement | None]:
        """A judgement per pair, None where a side is lacking. What is too long for the model is judged in windows."""
        parts: list[_Part] = []
        for number, pair in enumerate(pairs):
            if scorable(pair, self.needs):
                parts += self._parts(number, pair.source or "", pair.translation or "")
        for batch in _batches(parts):
            self._run(batch)
            self.advance(sum(part.first for part in batch))
        return [_join(group) for group in _grouped(parts, len(pairs))]

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
            notes=tuple(
                f"Pair {number + 1} is longer than the model reads at once; COMET scored it in {count} windows."
                for number, count in cut
            ),
        )

    def _parts(self, number: int, source: str, translation: str) -> list[_Part]:
        longest = self.settings["longest"] - SPECIAL_SUBWORDS
        encode = self._tokenizer.encode
        left, right = encode(source, add_special_tokens=False), encode(translation, add_special_tokens=False)
        slices = windows(source, translation, left.offsets, right.offsets, longest)
        return [
            _Part(
                number,
                k == 0,
                translation[de].strip() or ".",
                source[en].strip() or ".",
                _start(translation, de),
                stands_in=not translation[de].strip(),
            )
            for k, (en, de) in enumerate(slices)
        ]

    def _run(self, batch: list[_Part]) -> None:
        import torch

        encoded = [(self._tokenizer.encode(p.translation), self._tokenizer.encode(p.source)) for p in batch]
        rows = [[*de.ids, de.ids[-1], *en.ids[1:]] for de, en in encoded]
        width = max(map(len, rows))
        ids = torch.tensor([row + [1] * (width - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
        with torch.inference_mode():
            output = self._model(input_ids=ids, attention_mask=mask)
            probabilities = output.logits.softmax(dim=2).tolist()
        for part, (de, _), score, words in zip(batch, encoded, output.score.tolist(), probabilities, strict=True):
            part.score = float(score)
            if part.stands_in:
                continue
            part.subwords = tuple(
                SubwordErrors(part.offset + start, part.offset + end, word[1], word[2])
                for (start, end), word in zip(de.offsets, words, strict=False)
                if end > start
            )


@lru_cache(maxsize=2)
def _load(folder: Path) -> Any:
    """COMET's own model class with the weights of a folder; read once in a process."""
    _stay_offline()
    settings = json.loads((folder / "mtcheck.json").read_text(encoding="utf-8"))
    with _quiet():
        import torch
        from comet.models.multitask.unified_metric import UnifiedMetric

        from mtcheck.metrics.packing import unpack

        model: Any = UnifiedMetric(
            **settings["hyperparameters"],
            pretrained_model=str(folder),
            local_files_only=True,
            load_pretrained_weights=False,
        )
        state = unpack(folder / "model.safetensors", model.encoder.model.config.hidden_size)
        model.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in state.items()}, strict=False)
        absent = [name for name, _ in model.named_parameters() if name not in state]
        if absent:
            raise ModelError(f"the model in {folder} lacks {absent[0]}: install mtcheck again")
        model.eval()
    return model


@dataclass
class _Part:
    """A window of a pair on its way through the model; it `stands_in` where it holds nothing of the translation."""

    number: int
    first: bool
    translation: str
    source: str
    offset: int
    stands_in: bool = False
    score: float = 0.0
    subwords: tuple[SubwordErrors, ...] = ()


def _start(text: str, part: slice) -> int:
    cut = text[part]
    return int(part.start) + len(cut) - len(cut.lstrip())


def _batches(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    """Parts of like length together, at most `BATCH_SUBWORDS` estimated subwords at a time."""
    batch: list[_Part] = []
    for part in sorted(parts, key=lambda part: len(part.translation) + len(part.source)):
        size = (len(part.translation) + len(part.source)) // 4 + SPECIAL_SUBWORDS
        if batch and size * (len(batch) + 1) > BATCH_SUBWORDS:
            yield batch
            batch = []
        batch.append(part)
    if batch:
        yield batch


def _grouped(parts: Sequence[_Part], count: int) -> list[list[_Part]]:
    groups: list[list[_Part]] = [[] for _ in range(count)]
    for part in parts:
        groups[part.number].append(part)
    return groups


def _join(parts: Sequence[_Part]) -> Judgement | None:
    """One judgement from the windows of a pair; the score is their mean, weighted by length."""
    if not parts:
        return None
    weights = [len(part.translation) for part in parts]
    score = sum(part.score * weight for part, weight in zip(parts, weights, strict=True)) / sum(weights)
    return Judgement(score, tuple(word for part in parts for word in part.subwords), len(parts))
