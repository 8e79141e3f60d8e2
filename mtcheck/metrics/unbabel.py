"""The embedded weights as a model of `unbabel-comet`: its classes, its prediction, its checkpoints.

Slow to import and to run; the default runtime (`mtcheck.metrics.onnx`) needs none of it. COMET's own habits are kept
from the user here: it sets up root logging at import, warns, and asks the hub unless told not to.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mtcheck.errors import ModelError
from mtcheck.metrics.base import Prediction

OFFLINE_VARIABLES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")
BATCH = 16
AT_ONCE = 1024
"""Pairs that are handed to COMET at a time."""
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "config.json")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
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


def stay_offline() -> None:
    """Tell the hub libraries never to ask the network; they read these variables when they are imported."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    for variable in OFFLINE_VARIABLES:
        os.environ[variable] = "1"


class TorchRuntime:
    """Predicts with COMET's own `model.predict`, in float32."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def signature(self) -> str:
        """Names and versions of what computes."""
        return f"torch-{version('torch')}|unbabel-comet:{version('unbabel-comet')}"

    def prepare(self) -> None:
        """Nothing: importing torch in the background would hold up everything else."""

    def predict(self, samples: Sequence[tuple[str, str]]) -> Iterator[Prediction]:
        """A prediction for each pair of source and translation, in order."""
        model = load(self.folder)
        for first in range(0, len(samples), AT_ONCE):
            chosen = samples[first : first + AT_ONCE]
            order = sorted(range(len(chosen)), key=lambda k: len(chosen[k][0]) + len(chosen[k][1]))
            given = [{"src": chosen[k][0], "mt": chosen[k][1]} for k in order]
            with _labels_of(model) as labels, quiet():
                # with its own length batching the labels would come in another order than the samples
                scores = model.predict(given, BATCH, gpus=0, progress_bar=False, length_batching=False).scores
            found: list[Prediction | None] = [None] * len(chosen)
            for k, score, probabilities in zip(order, scores, labels, strict=True):
                found[k] = Prediction(float(score), probabilities[:, 1], probabilities[:, 2])
            yield from (prediction for prediction in found if prediction)


@contextlib.contextmanager
def _labels_of(model: Any) -> Iterator[list[Any]]:
    """Collects the probabilities of the word labels, subwords x labels, which `predict` computes but does not give."""
    found: list[Any] = []

    def note(module: Any, inputs: Any, output: Any) -> None:
        found.extend(output.detach().float().softmax(dim=2).numpy())

    hook = model.hidden2tag.register_forward_hook(note)
    try:
        yield found
    finally:
        hook.remove()


@lru_cache(maxsize=2)
def load(folder: Path) -> Any:
    """COMET's `UnifiedMetric` with the weights of a folder; read once in a process."""
    stay_offline()
    settings = json.loads((folder / "mtcheck.json").read_text(encoding="utf-8"))
    with quiet():
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


def write_checkpoint(target: Path, folder: Path) -> Path:
    """Write the model of a folder as COMET writes its own, for `comet-score --model`; returns the checkpoint's path.

    `target` gets `hparams.yaml`, `checkpoints/model.ckpt` and the tokenizer. COMET reads the tokenizer by the path that
    stands in the checkpoint, which is that of `target`: a folder that was moved has to be written anew.
    """
    model = load(folder)
    with quiet():
        import torch
        import yaml

        target = target.resolve()
        checkpoint = target / "checkpoints" / "model.ckpt"
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        for name in TOKENIZER_FILES:
            shutil.copyfile(folder / name, target / name)
        settings = {
            **dict(model.hparams),
            "class_identifier": "unified_metric",
            "pretrained_model": str(target),
            "local_files_only": True,
            "load_pretrained_weights": False,
        }
        (target / "hparams.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        content = {
            "state_dict": model.state_dict(),
            "hyper_parameters": settings,
            "pytorch-lightning_version": version("pytorch-lightning"),
            "epoch": 0,
            "global_step": 0,
        }
        part = checkpoint.with_suffix(".part")
        torch.save(content, part)
        part.replace(checkpoint)
    return checkpoint
