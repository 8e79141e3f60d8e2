"""COMET models that the user names: from a folder, or from the Hugging Face hub's cache.

Nothing here touches the network: what is not on this machine is fetched before, by `mtcheck.metrics.fetch`.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any

from mtcheck.data import Pair, Score, Severity
from mtcheck.errors import ModelError
from mtcheck.metrics import fetch
from mtcheck.metrics.base import Advance, ErrorSpan, checksum, scorable
from mtcheck.metrics.fetch import first_line
from mtcheck.metrics.unbabel import quiet, stay_offline
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
    def is_here(self) -> bool:
        """Whether all that loading needs is on this machine; False only for a hub name."""
        return self.folder is not None or fetch.is_complete(self.model)

    def offer(self) -> fetch.Offer:
        """What a download would take; asks the hub."""
        return fetch.offer(self.model)

    @cached_property
    def _loaded(self) -> Any:
        stay_offline()
        return self._from_folder(self._place)

    @cached_property
    def _place(self) -> Path:
        """Where the model's files lie; raises ModelError where they are not here."""
        place = self.folder or fetch.cached_folder(self.model)
        if place is None:
            raise ModelError(
                f"{self.model} is not on this machine: run `mtcheck score` with it once without --offline, which "
                "offers the download, or give --comet-model a folder"
            )
        return place

    def _from_folder(self, folder: Path) -> Any:
        checkpoint = folder / fetch.CHECKPOINT
        missing = [path.name for path in (folder / fetch.SETTINGS, checkpoint) if not path.is_file()]
        if missing:
            raise ModelError(
                f"{self.model} is not a COMET model: {' and '.join(missing)} not found; "
                "the folder must hold hparams.yaml and checkpoints/model.ckpt"
            )
        settings = fetch.read_settings(self.model, folder)
        kind = settings.get("class_identifier")
        with quiet():
            from comet.models import str2model

            if not isinstance(kind, str) or kind not in str2model:
                raise ModelError(
                    f"{self.model}: hparams.yaml names the model class {kind!r}, which COMET does not know"
                )
            changes = {
                "load_pretrained_weights": False,
                "local_files_only": True,
                "pretrained_model": str(self._encoder(folder, settings)),
            }
            if settings.get("layer_transformation") == "sparsemax_patch":
                changes["layer_transformation"] = "softmax"
            try:
                model = str2model[kind].load_from_checkpoint(
                    str(checkpoint), map_location="cpu", strict=False, **changes
                )
            except Exception as error:
                raise ModelError(f"{self.model} could not be loaded: {first_line(error)}") from None
            absent = _absent_weights(model, checkpoint)
            if absent:
                raise ModelError(
                    f"{self.model}: the checkpoint lacks {len(absent)} weights of its class, such as {absent[0]}: "
                    "hparams.yaml and checkpoints/model.ckpt do not belong together"
                )
        return model.eval()

    def _encoder(self, folder: Path, settings: Mapping[str, Any]) -> Path:
        """The folder with the tokenizer and the configuration of the model's encoder."""
        if (folder / "tokenizer.json").is_file():
            return folder.resolve()
        found = fetch.encoder_folder(settings.get("pretrained_model"))
        absent = [name for name in fetch.encoder_names(settings) if not fetch.has_encoder(name)]
        if found is None or absent:
            way_out = (
                "put its tokenizer.json and config.json into the folder"
                if self.folder is not None
                else "run `mtcheck score` with it once without --offline, which offers the download"
            )
            raise ModelError(
                f"{self.model} needs the tokenizer of {absent[0] if absent else settings.get('pretrained_model')}, "
                f"which is not here: {way_out}"
            )
        return found

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
        return self.judge(pairs)[0]

    def judge(self, pairs: Sequence[Pair]) -> tuple[Score, list[tuple[ErrorSpan, ...]]]:
        """The scores, and for every pair the error spans that the model marks; none where it marks no spans."""
        samples: list[_Sample] = []
        notes = []
        for number, pair in enumerate(pairs):
            if scorable(pair, self.needs):
                parts = self._parts(pair, number)
                samples += parts
                if len(parts) > 1:
                    notes.append(
                        f"Pair {number + 1} is longer than {self.model} reads at once; it was scored in "
                        f"{len(parts)} windows."
                    )
        for has_reference in (True, False):
            # COMET reads the sides of a whole batch off its first sample
            alike = [sample for sample in samples if ("ref" in sample.sides) is has_reference]
            for first in range(0, len(alike), BATCH):
                batch = alike[first : first + BATCH]
                self._predict(batch)
                self.advance(sum(sample.first for sample in batch))
        sums: dict[int, list[float]] = {}
        marked: list[list[ErrorSpan]] = [[] for _ in pairs]
        lost = 0
        for sample in samples:
            total = sums.setdefault(sample.number, [0.0, 0.0])
            total[0] += len(sample.sides["mt"]) * sample.score
            total[1] += len(sample.sides["mt"])
            for predicted in sample.predicted:
                span = _error_span(predicted, sample)
                if span is not None:
                    marked[sample.number].append(span)
                else:
                    lost += 1
        if lost:
            notes.append(
                f"{lost} error {'span' if lost == 1 else 'spans'} of {self.model} could not be placed in the text and "
                f"{'is' if lost == 1 else 'are'} left out."
            )
        values = tuple(sums[n][0] / sums[n][1] if n in sums else None for n in range(len(pairs)))
        known = [value for value in values if value is not None]
        score = Score(
            metric=self.name,
            scale=self.scale,
            values=values,
            document=sum(known) / len(known) if known else None,
            signature=self._signature,
            document_signature=f"{self._signature}|mean of pairs",
            measured_against=self._against(any("ref" in sample.sides for sample in samples)),
            notes=tuple(notes),
        )
        return score, [tuple(sorted(spans, key=lambda span: (span.start, span.end))) for spans in marked]

    @cached_property
    def _checksum(self) -> str:
        return checksum(self._place / fetch.CHECKPOINT)[:12]

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

    def _parts(self, pair: Pair, number: int = 0) -> list[_Sample]:
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
        samples = []
        for k in range(count):
            cuts = {side: text[slices[side][k]] for side, text in texts.items()}
            blanks = len(cuts["mt"]) - len(cuts["mt"].lstrip())
            samples.append(
                _Sample(
                    number=number,
                    first=k == 0,
                    sides={side: text.strip() or "." for side, text in cuts.items()},
                    start=slices["mt"][k].start + blanks,
                    stands_in=not cuts["mt"].strip(),
                )
            )
        return samples

    def _predict(self, samples: Sequence[_Sample]) -> None:
        import torch

        model = self._loaded
        with torch.inference_mode(), quiet():
            prediction = model.predict_step(model.prepare_for_inference([sample.sides for sample in samples]), 0)
        # COMET 2.2.7: models that label words (UnifiedMetric.decode) tell the spans in the prediction's metadata
        metadata = prediction.get("metadata", {})
        spans = metadata.get("error_spans", [()] * len(samples))
        for sample, score, predicted in zip(samples, prediction.scores.reshape(-1).tolist(), spans, strict=True):
            sample.score = float(score)
            sample.predicted = () if sample.stands_in else tuple(span for span in predicted if _says_something(span))


@dataclass
class _Sample:
    """A window of a pair as COMET reads it; `start` is the place of its translation in the pair's."""

    number: int
    first: bool
    sides: dict[str, str]
    start: int
    stands_in: bool = False
    score: float = 0.0
    predicted: tuple[Mapping[str, Any], ...] = field(default=())


def _says_something(predicted: Mapping[str, Any]) -> bool:
    """Whether a predicted span covers text; COMET also marks its own signs for the start and end of a sequence."""
    return bool(_key(predicted["text"]))


def _error_span(predicted: Mapping[str, Any], sample: _Sample) -> ErrorSpan | None:
    """A span as COMET predicts it, placed in the pair's translation; None where it fits nowhere."""
    place = _placed(sample.sides["mt"], int(predicted["start"]), int(predicted["end"]), predicted["text"])
    try:
        severity = Severity(str(predicted["severity"]).lower())
    except ValueError:
        return None
    if place is None:
        return None
    return ErrorSpan(sample.start + place[0], sample.start + place[1], severity, float(predicted["confidence"]))


def _placed(text: str, start: int, end: int, said: str) -> tuple[int, int] | None:
    """Where the words `said` stand, at or beside the offsets that COMET gives.

    Some tokenizers count the blank before a word to the word, and signs at the start of a sequence have no place.
    """
    wanted = _key(said)
    for shift in sorted(product(range(-2, 3), repeat=2), key=lambda by: abs(by[0]) + abs(by[1])):
        first, last = max(start + shift[0], 0), min(end + shift[1], len(text))
        part = text[first:last]
        if part.strip() and ("<unk>" in said or _key(part) == wanted):
            return first + len(part) - len(part.lstrip()), last - (len(part) - len(part.rstrip()))
    return None


def _key(text: str) -> str:
    """A text without what a tokenizer changes: signs of its own, blanks, forms of one character."""
    for sign in ("<s>", "</s>", "<pad>", "[CLS]", "[SEP]", "[PAD]"):
        text = text.replace(sign, "")
    return "".join(unicodedata.normalize("NFKC", text).split())


def _absent_weights(model: Any, checkpoint: Path) -> list[str]:
    """Weights that the model has and the checkpoint does not, which loading would leave random."""
    import torch

    stored = torch.load(checkpoint, map_location="meta", weights_only=False)["state_dict"]
    return [name for name, _ in model.named_parameters() if name not in stored]
