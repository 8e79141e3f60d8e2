"""COMET models that the user names: from a folder, or from the Hugging Face hub."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mtcheck.data import Pair, Score
from mtcheck.errors import ModelError
from mtcheck.metrics.base import scorable
from mtcheck.metrics.comet import OFFLINE_VARIABLES, Advance, _quiet, _stay_offline
from mtcheck.metrics.windows import count_windows, cut

BATCH = 8
SPECIAL_SUBWORDS = 8


class NamedComet:
    """A COMET checkpoint from a folder (`hparams.yaml` and `checkpoints/model.ckpt`) or by its name on the hub.

    Its scale is the model's own. Raises ModelError where it cannot be loaded; the message tells what to do.
    """

    name = "comet"

    def __init__(self, model: str, advance: Advance | None = None) -> None:
        self.model = model
        self.advance = advance or (lambda amount: None)
        self.folder = Path(model) if os.path.exists(model) else None
        self.scale = f"the scale of {model}, higher is better"

    @property
    def uses_network(self) -> bool:
        """Whether loading may ask the hub."""
        return self.folder is None

    @cached_property
    def _loaded(self) -> Any:
        if self.folder is not None:
            _stay_offline()
        else:
            for variable in OFFLINE_VARIABLES:
                os.environ.pop(variable, None)
        return self._from_folder(self._place)

    @cached_property
    def _place(self) -> Path:
        """Where the model's files lie; fetches them where they are not here."""
        return self.folder or self._download()

    def _download(self) -> Path:
        with _quiet():
            from huggingface_hub import snapshot_download
            from huggingface_hub.errors import (
                GatedRepoError,
                HfHubHTTPError,
                HFValidationError,
                LocalEntryNotFoundError,
                RepositoryNotFoundError,
            )

            try:
                return Path(snapshot_download(repo_id=self.model))
            except GatedRepoError:
                raise ModelError(
                    f"{self.model} is gated: accept its licence on https://huggingface.co/{self.model}, then log in "
                    "with `huggingface-cli login` or set HF_TOKEN"
                ) from None
            except RepositoryNotFoundError:
                raise ModelError(
                    f"the hub has no model {self.model} (or it is private): check the name on https://huggingface.co, "
                    "or give a folder"
                ) from None
            except HFValidationError:
                raise ModelError(
                    f"{self.model} is neither a folder here nor a hub name of the form owner/model"
                ) from None
            except Exception as error:
                # LocalEntryNotFoundError counts as an answer of the hub, but is raised where there was none
                if isinstance(error, HfHubHTTPError) and not isinstance(error, LocalEntryNotFoundError):
                    raise ModelError(f"the hub refused to send {self.model}: {_first_line(error)}") from None
                raise ModelError(
                    f"{self.model} could not be fetched, the hub cannot be reached ({type(error).__name__}): check the "
                    "network, or give --comet-model a folder; without it the embedded model needs no network"
                ) from None

    def _from_folder(self, folder: Path) -> Any:
        checkpoint = folder / "checkpoints" / "model.ckpt"
        missing = [path.name for path in (folder / "hparams.yaml", checkpoint) if not path.is_file()]
        if missing:
            raise ModelError(
                f"{self.model} is not a COMET model: {' and '.join(missing)} not found; "
                "the folder must hold hparams.yaml and checkpoints/model.ckpt"
            )
        with _quiet():
            import yaml
            from comet.models import str2model
            from transformers import AutoConfig

            try:
                settings = yaml.safe_load((folder / "hparams.yaml").read_text(encoding="utf-8"))
            except (OSError, ValueError, yaml.YAMLError) as error:
                raise ModelError(f"{self.model}: hparams.yaml cannot be read: {_first_line(error)}") from None
            kind = settings.get("class_identifier") if isinstance(settings, dict) else None
            if not isinstance(kind, str) or kind not in str2model:
                raise ModelError(
                    f"{self.model}: hparams.yaml names the model class {kind!r}, which COMET does not know"
                )
            changes: dict[str, Any] = {"load_pretrained_weights": False, "local_files_only": self.folder is not None}
            if settings.get("layer_transformation") == "sparsemax_patch":
                changes["layer_transformation"] = "softmax"
            if (folder / "tokenizer.json").is_file():
                changes["pretrained_model"] = str(folder.resolve())
            try:
                if "pretrained_model" not in changes:
                    # asked first, for a tokenizer that is not here fails in ways that do not say so
                    AutoConfig.from_pretrained(
                        settings.get("pretrained_model"), local_files_only=changes["local_files_only"]
                    )
                model = str2model[kind].load_from_checkpoint(
                    str(checkpoint), map_location="cpu", strict=False, **changes
                )
            except OSError as error:
                raise ModelError(
                    f"{self.model} needs the tokenizer of {settings.get('pretrained_model')}, which is not here: put "
                    f"its tokenizer.json and config.json into the folder, or allow the network ({_first_line(error)})"
                ) from None
            except Exception as error:
                raise ModelError(f"{self.model} could not be loaded: {_first_line(error)}") from None
            absent = _absent_weights(model, checkpoint)
            if absent:
                raise ModelError(
                    f"{self.model}: the checkpoint lacks {len(absent)} weights of its class, such as {absent[0]}: "
                    "hparams.yaml and checkpoints/model.ckpt do not belong together"
                )
        return model.eval()

    @property
    def _segments(self) -> tuple[str, ...]:
        """What the model reads of a pair, in COMET's names."""
        given = self._loaded.hparams.get("input_segments")
        if given:
            return tuple(given)
        kind = self._loaded.hparams.get("class_identifier")
        return ("src", "mt") if kind == "referenceless_regression_metric" else ("src", "mt", "ref")

    @cached_property
    def needs(self) -> frozenset[str]:
        """The sides of a pair that the model reads; loads the model."""
        sides = {"src": "source", "mt": "translation", "ref": "reference"}
        optional = {"ref"} if {"src", "mt", "ref"} <= set(self._segments) and self._joint else set()
        return frozenset(sides[segment] for segment in self._segments if segment not in optional)

    @property
    def _joint(self) -> bool:
        """Whether the model reads all sides in one sequence; such models can do without a reference."""
        return self._loaded.hparams.get("class_identifier") in ("unified_metric", "xcomet_metric")

    def require(self, *, has_reference: bool) -> None:
        """Load the model; raises ModelError where it needs a reference and there is none."""
        if "reference" in self.needs and not has_reference:
            raise ModelError(
                f"{self.model} compares with a reference: give one with --reference, or take a reference-free model "
                "such as Unbabel/wmt22-cometkiwi-da"
            )

    def score(self, pairs: Sequence[Pair]) -> Score:
        """One value per pair on the model's own scale; what is too long is scored in windows and noted."""
        model = self._loaded
        samples: list[tuple[int, bool, dict[str, str]]] = []
        notes = []
        for number, pair in enumerate(pairs):
            if scorable(pair, self.needs):
                parts = self._parts(pair)
                samples += [(number, k == 0, part) for k, part in enumerate(parts)]
                if len(parts) > 1:
                    notes.append(
                        f"Pair {number + 1} is longer than {self.model} reads at once; it was scored in "
                        f"{len(parts)} windows."
                    )
        sums: dict[int, list[float]] = {}
        for has_reference in (True, False):
            # COMET reads the sides of a whole batch off its first sample
            alike = [item for item in samples if ("ref" in item[2]) is has_reference]
            for first in range(0, len(alike), BATCH):
                batch = alike[first : first + BATCH]
                predicted = self._predict(model, [sample for *_, sample in batch])
                for (number, _, sample), value in zip(batch, predicted, strict=True):
                    total = sums.setdefault(number, [0.0, 0.0])
                    total[0] += len(sample["mt"]) * value
                    total[1] += len(sample["mt"])
                self.advance(sum(is_first for _, is_first, _ in batch))
        values = tuple(sums[n][0] / sums[n][1] if n in sums else None for n in range(len(pairs)))
        known = [value for value in values if value is not None]
        return Score(
            metric=self.name,
            scale=self.scale,
            values=values,
            document=sum(known) / len(known) if known else None,
            signature=self._signature,
            document_signature=f"{self._signature}|mean of pairs",
            measured_against=self._against(any("ref" in sample for *_, sample in samples)),
            notes=tuple(notes),
        )

    @cached_property
    def _checksum(self) -> str:
        digest = hashlib.sha256()
        with (self._place / "checkpoints" / "model.ckpt").open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest()[:12]

    def _against(self, has_reference: bool) -> str:
        if not has_reference:
            return "the source, without a reference"
        return "the source and the reference" if "src" in self._segments else "the reference"

    @property
    def _signature(self) -> str:
        # the hub's cache keeps a model in a folder named after its revision
        origin = f"revision:{self._place.name[:12]}" if self.folder is None else f"sha256:{self._checksum}"
        return (
            f"model:{self.model}|{origin}|runtime:torch-{version('torch')}"
            f"|unbabel-comet:{version('unbabel-comet')}|segments:{','.join(self._segments)}"
        )

    def _parts(self, pair: Pair) -> list[dict[str, str]]:
        """The pair as COMET's samples: one, or several windows where it is longer than the model reads at once."""
        encoder = self._loaded.encoder
        longest = min(encoder.max_positions, 512) - SPECIAL_SUBWORDS
        texts = {"src": pair.source or "", "mt": pair.translation or ""}
        if pair.reference and "ref" in self._segments:
            texts["ref"] = pair.reference
        offsets = {
            side: encoder.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)[
                "offset_mapping"
            ]
            for side, text in texts.items()
        }
        lengths = [len(offsets[side]) for side in texts if side in self._segments]
        count = count_windows(sum(lengths) if self._joint else max(lengths), longest)
        slices = {side: cut(text, offsets[side], count) for side, text in texts.items()}
        return [{side: text[slices[side][k]].strip() or "." for side, text in texts.items()} for k in range(count)]

    @staticmethod
    def _predict(model: Any, samples: list[dict[str, str]]) -> list[float]:
        import torch

        with torch.inference_mode(), _quiet():
            prediction = model.predict_step(model.prepare_for_inference(samples), 0)
        return [float(value) for value in prediction.scores.reshape(-1).tolist()]


def _absent_weights(model: Any, checkpoint: Path) -> list[str]:
    """Weights that the model has and the checkpoint does not, which loading would leave random."""
    import torch

    stored = torch.load(checkpoint, map_location="meta", weights_only=False)["state_dict"]
    return [name for name, _ in model.named_parameters() if name not in stored]


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
