"""COMET models that the user names: small ones in the hub's form, loaded from folders, and what goes wrong."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from mtcheck.data import Pair
from mtcheck.errors import ModelError
from mtcheck.metrics.comet import OFFLINE_VARIABLES
from mtcheck.metrics.hub import NamedComet

EMBEDDED = Path(str(files("mtcheck"))) / "resources" / "model"

PAIRS = [
    Pair(0, "The dog sleeps.", "Der Hund schläft.", 1, reference="Der Hund schlummert."),
    Pair(1, "Only here in English.", None, 2),
    Pair(2, None, "Nur hier auf Deutsch.", 2),
    Pair(
        3,
        "Police shot a 14-year-old boy on Saturday in the old town of Geneva.",
        "Die Polizei hat am Samstag in der Genfer Altstadt einen 14-Jährigen erschossen.",
        3,
        reference="In Genf erschoss die Polizei am Samstag einen Jungen von 14 Jahren.",
    ),
]


def encoder_folder(folder: Path) -> Path:
    """Tokenizer of the embedded model, settings of an encoder of two layers."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(EMBEDDED / name, folder / name)
    config = json.loads((EMBEDDED / "config.json").read_text(encoding="utf-8"))
    config |= {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def model_folder(folder: Path, kind: str, **settings: Any) -> Path:
    """A model with random weights, saved as Lightning and the hub do; it names an encoder that is not here."""
    import torch
    from comet.models import str2model

    torch.manual_seed(7)
    given = {"hidden_sizes": [16], "dropout": 0.1, **settings}
    model = str2model[kind](pretrained_model=str(encoder_folder(folder)), load_pretrained_weights=False, **given)
    hparams = {**model.hparams, "pretrained_model": "xlm-roberta-large", "class_identifier": kind}
    (folder / "hparams.yaml").write_text(yaml.safe_dump(hparams), encoding="utf-8")
    (folder / "checkpoints").mkdir()
    checkpoint = {
        "epoch": 1,
        "global_step": 10,
        "pytorch-lightning_version": "1.8.2",
        "state_dict": model.state_dict(),
        "hparams_name": "kwargs",
        "hyper_parameters": hparams,
    }
    torch.save(checkpoint, folder / "checkpoints" / "model.ckpt")
    return folder


KINDS: dict[str, dict[str, Any]] = {
    "unified_metric": {"input_segments": ["mt", "src"], "sent_layer": "mix", "word_layer": 2},
    "referenceless_regression_metric": {},
    "regression_metric": {},
}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder per class of model, and one of a model that reads a reference where there is one."""
    root = tmp_path_factory.mktemp("models")
    made = {kind: model_folder(root / kind, kind, **settings) for kind, settings in KINDS.items()}
    three = {"input_segments": ["mt", "src", "ref"], "sent_layer": "mix", "word_layer": 2}
    return made | {"unite": model_folder(root / "unite", "unified_metric", **three)}


def comet_says(metric: NamedComet, *samples: dict[str, str]) -> list[float]:
    """What COMET itself predicts for each sample alone."""
    import torch

    model = metric._loaded
    with torch.inference_mode():
        return [float(model.predict_step(model.prepare_for_inference([sample]), 0).scores[0]) for sample in samples]


def sample(pair: Pair, *, reference: bool) -> dict[str, str]:
    assert pair.source and pair.translation and pair.reference
    sides = {"src": pair.source, "mt": pair.translation}
    return sides | {"ref": pair.reference} if reference else sides


@pytest.mark.parametrize("kind", KINDS)
def test_scores_are_those_of_comet(kind: str, folders: dict[str, Path]) -> None:
    done: list[int] = []
    metric = NamedComet(str(folders[kind]), done.append)
    score = metric.score(PAIRS)
    # COMET 2.2.7: the model's own prepare_for_inference and predict_step
    expected = comet_says(metric, *(sample(PAIRS[n], reference=kind == "regression_metric") for n in (0, 3)))
    assert score.values == pytest.approx((expected[0], None, None, expected[1]), abs=1e-4)
    assert score.document == pytest.approx(sum(expected) / 2, abs=1e-4)
    assert expected[0] != pytest.approx(expected[1], abs=1e-4)
    assert score.notes == ()
    assert sum(done) == 2


def test_score_names_the_model_and_what_it_read(folders: dict[str, Path]) -> None:
    for kind, against in (("unified_metric", "without a reference"), ("regression_metric", "and the reference")):
        score = NamedComet(str(folders[kind])).score(PAIRS)
        assert str(folders[kind]) in score.scale
        assert f"model:{folders[kind]}|sha256:" in score.signature
        assert "unbabel-comet:" in score.signature and "runtime:torch-" in score.signature
        assert score.document_signature == f"{score.signature}|mean of pairs"
        assert against in score.measured_against
    signatures = {NamedComet(str(folders[kind])).score([]).signature.split("|")[1] for kind in KINDS}
    assert len(signatures) == len(KINDS)


def test_a_model_that_needs_a_reference_says_so(folders: dict[str, Path]) -> None:
    metric = NamedComet(str(folders["regression_metric"]))
    with pytest.raises(ModelError, match="--reference"):
        metric.require(has_reference=False)
    metric.require(has_reference=True)
    NamedComet(str(folders["unified_metric"])).require(has_reference=False)
    without = [Pair(0, "A dog.", "Ein Hund.", 1), PAIRS[0]]
    assert metric.score(without).values[0] is None


def test_a_reference_is_read_where_the_model_can_do_without(folders: dict[str, Path]) -> None:
    metric = NamedComet(str(folders["unite"]))
    metric.require(has_reference=False)
    bare = Pair(1, PAIRS[3].source, PAIRS[3].translation, 2)
    expected = comet_says(
        metric,
        sample(PAIRS[0], reference=True),
        sample(PAIRS[3], reference=False),
        sample(PAIRS[3], reference=True),
    )
    score = metric.score([PAIRS[0], bare, PAIRS[3]])
    assert score.values == pytest.approx(expected, abs=1e-4)
    assert "the reference" in score.measured_against
    assert "without a reference" in metric.score([bare]).measured_against


def test_long_pairs_are_scored_in_windows_and_noted(folders: dict[str, Path]) -> None:
    long = Pair(0, "The dog sleeps in the house. " * 100, "Der Hund schläft im Haus. " * 100, 1, reference="Ja. " * 999)
    for kind in ("unified_metric", "regression_metric"):
        score = NamedComet(str(folders[kind])).score([PAIRS[0], long])
        assert score.values[1] is not None
        assert len(score.notes) == 1
        assert score.notes[0].startswith("Pair 2 ") and "windows" in score.notes[0]


def test_every_window_fits_the_model(folders: dict[str, Path]) -> None:
    long = Pair(0, "The dog sleeps. " * 50, "Der Hund schläft. " * 300, 1, reference="Ja, so war es. " * 900)
    for kind, joint in (("unite", True), ("regression_metric", False)):
        metric = NamedComet(str(folders[kind]))
        parts = metric._parts(long)
        tokenizer = metric._loaded.encoder.tokenizer
        for part in parts:
            lengths = [len(tokenizer(text, add_special_tokens=False)["input_ids"]) for text in part.values()]
            assert (sum(lengths) + 7 if joint else max(lengths) + 2) <= 512
        for side, text in (("mt", long.translation), ("src", long.source), ("ref", long.reference)):
            assert "".join("".join(part[side] for part in parts).split()) == "".join((text or "").split())


def test_sides_read_apart_may_each_be_long(folders: dict[str, Path]) -> None:
    # 300 and more subwords on each side: too much for one sequence of 512, not for one each
    pair = Pair(0, "The dog sleeps. " * 75, "Der Hund schläft. " * 75, 1, reference="Der Hund schläft. " * 75)
    assert NamedComet(str(folders["regression_metric"])).score([pair]).notes == ()
    assert len(NamedComet(str(folders["unified_metric"])).score([pair]).notes) == 1


def test_a_folder_never_opens_the_way_to_the_network(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in OFFLINE_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    metric = NamedComet(str(folders["unified_metric"]))
    assert not metric.uses_network
    metric.require(has_reference=False)
    assert all(os.environ[variable] == "1" for variable in OFFLINE_VARIABLES)


def write_yaml(text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "hparams.yaml").write_text(text, encoding="utf-8") and None


def without(*names: str) -> Callable[[Path], None]:
    return lambda folder: [(folder / name).unlink() for name in names] and None


def rename_weights(checkpoint: Path) -> None:
    import torch

    stored = torch.load(checkpoint, weights_only=False)
    stored["state_dict"] = {f"old.{name}": weight for name, weight in stored["state_dict"].items()}
    torch.save(stored, checkpoint)


SPOILED: dict[str, tuple[Callable[[Path], None], str]] = {
    "no settings": (without("hparams.yaml"), "hparams.yaml not found"),
    "no checkpoint": (without("checkpoints/model.ckpt"), "model.ckpt not found"),
    "neither": (without("hparams.yaml", "checkpoints/model.ckpt"), "hparams.yaml and model.ckpt not found"),
    "not yaml": (write_yaml("class_identifier: [unclosed"), "hparams.yaml cannot be read"),
    "a list": (write_yaml("- class_identifier"), "names the model class None"),
    "no class": (write_yaml("encoder_model: BERT"), "names the model class None"),
    "an unknown class": (write_yaml("class_identifier: best_metric"), "'best_metric', which COMET does not know"),
    "a strange class": (write_yaml("class_identifier: [a, b]"), "which COMET does not know"),
    "damaged weights": (
        lambda folder: (folder / "checkpoints" / "model.ckpt").write_bytes(b"PK\x03\x04 cut off") and None,
        "could not be loaded",
    ),
    "other weights": (lambda folder: rename_weights(folder / "checkpoints" / "model.ckpt"), "do not belong together"),
    "no tokenizer": (without("tokenizer.json"), "needs the tokenizer of xlm-roberta-large"),
}


@pytest.mark.parametrize("case", SPOILED)
def test_a_folder_that_is_no_model(case: str, folders: dict[str, Path], tmp_path: Path) -> None:
    spoil, says = SPOILED[case]
    folder = tmp_path / "model"
    shutil.copytree(folders["unified_metric"], folder)
    spoil(folder)
    with pytest.raises(ModelError) as caught:
        NamedComet(str(folder)).require(has_reference=True)
    assert says in str(caught.value)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "model.ckpt").write_bytes(b"")
    with pytest.raises(ModelError, match="the folder must hold"):
        NamedComet(str(tmp_path / "model.ckpt")).require(has_reference=True)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Exception | Path], None]]:
    """Lets the hub answer a download with an exception or with a folder."""
    import huggingface_hub

    for variable in OFFLINE_VARIABLES:
        monkeypatch.setenv(variable, "1")

    def answer(with_what: Exception | Path) -> None:
        def snapshot_download(*, repo_id: str) -> str:
            if isinstance(with_what, Exception):
                raise with_what
            return str(with_what)

        monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot_download)

    yield answer


def hub_errors() -> dict[str, tuple[Exception, str]]:
    from huggingface_hub import errors
    from requests import Response
    from requests.exceptions import ConnectionError as RequestsConnectionError

    response = Response()
    response.status_code = 500
    return {
        "no route": (errors.LocalEntryNotFoundError("no snapshot, and the hub did not answer"), "check the network"),
        "no connection": (ConnectionError("refused"), "check the network"),
        "no name server": (RequestsConnectionError("getaddrinfo failed"), "check the network"),
        "slow": (TimeoutError("timed out"), "check the network"),
        "gated": (errors.GatedRepoError("gated", response), "accept its licence"),
        "unknown": (errors.RepositoryNotFoundError("404", response), "check the name"),
        "not a name": (errors.HFValidationError("bad name"), "neither a folder here nor a hub name"),
        "server error": (errors.HfHubHTTPError("500 Server Error\nRequest ID: 1", response), "refused to send"),
    }


@pytest.mark.parametrize("case", hub_errors())
def test_a_hub_that_does_not_deliver(case: str, hub: Callable[[Exception | Path], None]) -> None:
    error, says = hub_errors()[case]
    hub(error)
    metric = NamedComet("someone/some-comet")
    assert metric.uses_network
    with pytest.raises(ModelError) as caught:
        metric.require(has_reference=True)
    assert says in str(caught.value)
    assert "someone/some-comet" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_too_long_for_a_path(hub: Callable[[Exception | Path], None]) -> None:
    from huggingface_hub.errors import HFValidationError

    hub(HFValidationError("too long"))
    with pytest.raises(ModelError, match="neither a folder here nor a hub name"):
        NamedComet("x" * 5000).require(has_reference=True)


def test_a_model_of_the_hub(hub: Callable[[Exception | Path], None], folders: dict[str, Path], tmp_path: Path) -> None:
    snapshot = tmp_path / "0123456789abcdef0123456789abcdef01234567"
    shutil.copytree(folders["unified_metric"], snapshot)
    hub(snapshot)
    metric = NamedComet("someone/some-comet")
    score = metric.score(PAIRS)
    assert score.values == pytest.approx(NamedComet(str(folders["unified_metric"])).score(PAIRS).values, abs=1e-6)
    assert score.signature.startswith("model:someone/some-comet|revision:0123456789ab|")
