"""Small COMET models with random weights, in the hub's form."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

EMBEDDED = Path(str(files("mtcheck"))) / "resources" / "model"


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


@pytest.fixture(scope="session")
def marking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of XCOMET's class."""
    settings = {"encoder_model": "XLM-RoBERTa", "sent_layer": "mix", "word_layer": 2}
    return model_folder(tmp_path_factory.mktemp("models") / "xcomet", "xcomet_metric", **settings)


@pytest.fixture
def make_sure(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, dict[str, int]], None]:
    """Lets a loaded model be sure of an error in some words, 1 minor, 2 major, 3 critical, and of none elsewhere."""

    def make(model: Any, words: dict[str, int]) -> None:
        import torch

        encode = model.encoder.tokenizer
        labels = {piece: label for word, label in words.items() for piece in encode(word).input_ids[1:-1]}
        forward = model.forward

        def sure(**named: Any) -> Any:
            output = forward(**named)
            wanted = torch.tensor([[labels.get(int(piece), 0) for piece in row] for row in named["input_ids"]])
            output["logits"] = torch.nn.functional.one_hot(wanted, 4).float() * 20.0
            return output

        monkeypatch.setattr(model, "forward", sure)

    return make
