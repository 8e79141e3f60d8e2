"""Which models there are, and whether the embedded one still scores as it was released."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from mtcheck.errors import ModelError
from mtcheck.metrics import EmbeddedComet
from mtcheck.metrics.base import checksum
from mtcheck.metrics.models import KNOWN_MODELS, TOLERANCE, cached_models, embedded_model, export, verify

EMBEDDED = Path(str(files("mtcheck"))) / "resources" / "model"
REVISION = "0123456789abcdef0123456789abcdef01234567"

CANARY = [
    ("The dog sleeps.", "Der Hund schläft."),
    ("The dog sleeps.", "Der Hund der Hund der Hund."),
    ("He said nothing about it on Monday.", "Dazu sagte er am Montag nichts."),
    ("Young men like my sons.", "Junge Männer mögen meine Söhne."),
    ("The Kremlin does not confirm that.", "Der Kreml bestätigt das nicht."),
]


def altered(folder: Path, **changes: Any) -> Path:
    """The embedded model in another folder, its settings changed."""
    shutil.copytree(EMBEDDED, folder)
    settings = json.loads((folder / "mtcheck.json").read_text(encoding="utf-8"))
    (folder / "mtcheck.json").write_text(json.dumps({**settings, **changes}), encoding="utf-8")
    return folder


def canary(off: float = 0.0) -> list[dict[str, Any]]:
    """Five pairs with the scores that the model gives them here, the third one `off`."""
    from mtcheck.data import Pair

    pairs = [Pair(n, source, translation, n + 1) for n, (source, translation) in enumerate(CANARY)]
    values = [value or 0.0 for value in EmbeddedComet().score(pairs).values]
    values[2] += off
    return [
        {"source": source, "translation": translation, "score": value}
        for (source, translation), value in zip(CANARY, values, strict=True)
    ]


def signed() -> dict[str, str]:
    return dict(part.split(":", 1) for part in EmbeddedComet().signature.split("|"))


def test_the_card_of_the_embedded_model() -> None:
    card = embedded_model()
    assert card.name == EmbeddedComet().settings["name"]
    assert card.sha256 == checksum(EMBEDDED / "model.safetensors")[:12] == signed()["sha256"]
    assert card.size > (EMBEDDED / "model.safetensors").stat().st_size
    assert card.folder == EMBEDDED.resolve()


def test_the_card_holds_what_the_folder_tells(tmp_path: Path) -> None:
    told = {"version": "9.8", "licence": "GPL-3.0", "data": ["WMT", "MLQE-PE"], "figures": {"AUROC": 0.9}}
    card = embedded_model(altered(tmp_path / "model", **told))
    assert (card.version, card.licence, card.data, dict(card.figures)) == (
        "9.8",
        "GPL-3.0",
        ("WMT", "MLQE-PE"),
        {"AUROC": 0.9},
    )


def test_models_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "nowhere"))
    assert cached_models() == ()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    for name, held in (
        ("b/comet", ("hparams.yaml", "checkpoints/model.ckpt")),
        ("a/comet", ("hparams.yaml", "checkpoints/model.ckpt", "README.md")),
        ("c/half", ("hparams.yaml",)),
        ("d/bert", ("config.json", "model.safetensors")),
    ):
        for path in held:
            file = tmp_path / f"models--{name.replace('/', '--')}" / "snapshots" / REVISION / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"x" * 100)
    (tmp_path / "datasets--x--y" / "snapshots").mkdir(parents=True)
    assert [(model.name, model.revision, model.size) for model in cached_models()] == [
        ("a/comet", REVISION, 300),
        ("b/comet", REVISION, 200),
    ]


def test_licences_of_the_known_models() -> None:
    for model in KNOWN_MODELS:
        assert model.name.startswith("Unbabel/")
        assert model.commercial == (model.licence == "Apache-2.0")
        assert model.gated == (not model.commercial)


def test_a_sound_model_agrees(tmp_path: Path) -> None:
    made_with = {**signed(), "mtcheck": "0.0.1"}
    verification = verify(folder=altered(tmp_path / "model", canary=canary(), canary_made_with=made_with))
    assert verification.agrees
    assert len(verification.pairs) == 5
    assert all(pair.obtained == pytest.approx(pair.expected, abs=1e-4) for pair in verification.pairs)
    assert [(item.what, item.then) for item in verification.differences] == [("mtcheck", "0.0.1")]


def test_other_scores_are_seen_and_what_differs_is_named(tmp_path: Path) -> None:
    made_with = {"sha256": "abcdefabcdef", "runtime": "onnxruntime-0.1", "processor": "unknown"}
    changed = altered(tmp_path / "model", canary=canary(off=2 * TOLERANCE), canary_made_with=made_with)
    verification = verify(folder=changed)
    assert not verification.agrees
    assert [pair.agrees for pair in verification.pairs] == [True, True, False, True, True]
    assert {item.what for item in verification.differences} == {"sha256", "runtime"}
    by_name = {item.what: item for item in verification.differences}
    assert by_name["sha256"].then == "abcdefabcdef" and by_name["sha256"].now == signed()["sha256"]


def test_a_folder_without_canary_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no canary"):
        verify(folder=altered(tmp_path / "model", canary=[]))


def test_an_export_never_writes_over_anything(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("mine")
    for name, says in (("file", "is a file"), ("full", "is not empty")):
        with pytest.raises(ModelError, match=says):
            export(tmp_path / name)
    assert (tmp_path / "file").read_text() == (tmp_path / "full" / "file").read_text() == "mine"
