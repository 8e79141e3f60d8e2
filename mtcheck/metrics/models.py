"""Which COMET models there are: the embedded one and its card, those in the hub's cache, and others worth knowing.

Listing them loads no model and uses no network; `verify` scores with the embedded one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mtcheck
from mtcheck.data import Pair
from mtcheck.errors import ModelError
from mtcheck.metrics.comet import EmbeddedComet, RuntimeName
from mtcheck.metrics.fetch import CHECKPOINT, SETTINGS, cache_folder
from mtcheck.metrics.tagger import Tagger

TOLERANCE = 0.01
"""How far a score of 0-1 may lie from the stored one. Processors round products of 8-bit integers differently, and a
runtime may order its sums anew, which moves scores in the third decimal; other weights or another tokenizer move some
of five scores by several hundredths."""


# The list


@dataclass(frozen=True)
class TaggerCard:
    """What is told of the tagger; `sha256` is the first 12 digits, `size` the folder's in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class EmbeddedModel:
    """The card of the model that comes with mtcheck; `sha256` is the first 12 digits, `size` the folder's in bytes.

    `tagger` is the model beside it that marks wrong words; None for a model in another folder.
    """

    name: str
    version: str | None
    sha256: str
    size: int
    folder: Path
    licence: str | None
    data: tuple[str, ...]
    figures: Mapping[str, object]
    tagger: TaggerCard | None = None


@dataclass(frozen=True)
class CachedModel:
    """A COMET model in the hub's cache: its name, the commit it is from, and bytes on disk."""

    name: str
    revision: str
    size: int


@dataclass(frozen=True)
class KnownModel:
    """A COMET model on the hub. `size` is what is known of the download, in words."""

    name: str
    size: str
    licence: str
    commercial: bool
    gated: bool
    needs_reference: bool
    remark: str = ""


# Licences: LICENSE.models.md of Unbabel/COMET and the model cards. Sizes: the hub's file lists; what is "about" comes
# from the number of parameters, at four bytes each.
KNOWN_MODELS = (
    KnownModel("Unbabel/eamt22-cometinho-da", "0.5 GB", "Apache-2.0", True, False, True, "Small and quick."),
    KnownModel("Unbabel/wmt22-comet-da", "2.3 GB", "Apache-2.0", True, False, True, "The usual COMET."),
    KnownModel(
        "Unbabel/wmt20-comet-qe-da",
        "about 2.3 GB",
        "Apache-2.0",
        True,
        False,
        False,
        "An older model; its scores are not bound to 0-1.",
    ),
    KnownModel("Unbabel/wmt22-cometkiwi-da", "2.3 GB", "CC BY-NC-SA 4.0", False, True, False),
    KnownModel(
        "Unbabel/wmt23-cometkiwi-da-xl", "about 14 GB", "CC BY-NC-SA 4.0", False, True, False, "3.5 billion parameters."
    ),
    KnownModel(
        "Unbabel/XCOMET-XL",
        "about 14 GB",
        "CC BY-NC-SA 4.0",
        False,
        True,
        False,
        "3.5 billion parameters. Marks the errors in the text. Also reads a reference.",
    ),
    KnownModel(
        "Unbabel/XCOMET-XXL",
        "about 43 GB",
        "CC BY-NC-SA 4.0",
        False,
        True,
        False,
        "10.7 billion parameters. Marks the errors in the text. Also reads a reference.",
    ),
)


def embedded_model(folder: Path | None = None) -> EmbeddedModel:
    """The card of the embedded model, or of one of its form in another folder."""
    comet = EmbeddedComet(folder)
    settings = comet.settings
    return EmbeddedModel(
        name=settings["name"],
        version=settings.get("version"),
        sha256=comet.checksum,
        size=_size(comet.folder),
        folder=comet.folder,
        licence=settings.get("licence"),
        data=tuple(settings.get("data", ())),
        figures=dict(settings.get("figures", {})),
        tagger=_tagger_card(Tagger()) if folder is None else None,
    )


def _tagger_card(model: Tagger) -> TaggerCard:
    return TaggerCard(model.settings["name"], model.checksum, _size(model.folder))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def cached_models() -> tuple[CachedModel, ...]:
    """The COMET models in the hub's cache by name; what else lies there is passed over."""
    from huggingface_hub import scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        found = scan_cache_dir(cache_folder())
    except (CacheNotFound, ValueError):
        return ()
    models = [
        CachedModel(repository.repo_id, revision.commit_hash, revision.size_on_disk)
        for repository in found.repos
        for revision in repository.revisions
        if all((revision.snapshot_path / name).is_file() for name in (SETTINGS, CHECKPOINT))
    ]
    return tuple(sorted(models, key=lambda model: (model.name, model.revision)))


# The canary


@dataclass(frozen=True)
class CanaryPair:
    """A fixed pair, the score it was released with, and the one obtained here."""

    source: str
    translation: str
    expected: float
    obtained: float

    @property
    def agrees(self) -> bool:
        """Whether the scores differ by no more than `TOLERANCE`."""
        return abs(self.expected - self.obtained) <= TOLERANCE


@dataclass(frozen=True)
class Difference:
    """Something that was otherwise when the stored scores were made."""

    what: str
    then: str
    now: str


@dataclass(frozen=True)
class Verification:
    """The canary's scores beside the stored ones, and what differs from when those were made."""

    model: str
    pairs: tuple[CanaryPair, ...]
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Whether every score agrees."""
        return all(pair.agrees for pair in self.pairs)


def verify(runtime: RuntimeName = "onnx", folder: Path | None = None) -> Verification:
    """Score the five pairs that the model's folder holds and compare. Raises ModelError if it holds none."""
    comet = EmbeddedComet(folder, runtime=runtime)
    stored = comet.settings.get("canary")
    if not stored:
        raise ModelError(f"the model folder {comet.folder} holds no canary to verify with: install mtcheck again")
    pairs = [Pair(number, item["source"], item["translation"], number + 1) for number, item in enumerate(stored)]
    values = comet.score(pairs).values
    return Verification(
        model=str(comet.settings["name"]),
        pairs=tuple(
            CanaryPair(item["source"], item["translation"], float(item["score"]), _number(value))
            for item, value in zip(stored, values, strict=True)
        ),
        differences=tuple(_differences(comet.settings.get("canary_made_with", {}), comet.signature)),
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _differences(made_with: Mapping[str, Any], signed: str) -> Iterator[Difference]:
    """What the stored scores were made with and these were not; the signature tells these."""
    now = dict(part.split(":", 1) for part in signed.split("|") if ":" in part)
    now["mtcheck"] = mtcheck.__version__
    for what, then in made_with.items():
        if what in now and now[what] != str(then):
            yield Difference(what, str(then), now[what])


# The export


def export(target: str | Path) -> Path:
    """Write the embedded model as a COMET checkpoint into a new or empty folder; the path of the checkpoint."""
    folder = Path(target)
    if folder.is_file():
        raise ModelError(f"{folder} is a file; name a new folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise ModelError(f"{folder} is not empty; name a new folder")
    from mtcheck.metrics.unbabel import write_checkpoint

    return write_checkpoint(folder, EmbeddedComet().folder)
