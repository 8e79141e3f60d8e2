"""COMET models that the user names: small ones in the hub's form, loaded from folders, and the spans they mark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mtcheck.data import Pair, Severity
from mtcheck.errors import ModelError
from mtcheck.metrics.hub import NamedComet, _placed
from mtcheck.metrics.unbabel import OFFLINE_VARIABLES

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


KINDS = ("unified_metric", "referenceless_regression_metric", "regression_metric")


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
            lengths = [len(tokenizer(text, add_special_tokens=False)["input_ids"]) for text in part.sides.values()]
            assert (sum(lengths) + 7 if joint else max(lengths) + 2) <= 512
        for side, text in (("mt", long.translation), ("src", long.source), ("ref", long.reference)):
            assert "".join("".join(part.sides[side] for part in parts).split()) == "".join((text or "").split())


def test_sides_read_apart_may_each_be_long(folders: dict[str, Path]) -> None:
    # 300 and more subwords on each side: too much for one sequence of 512, not for one each
    pair = Pair(0, "The dog sleeps. " * 75, "Der Hund schläft. " * 75, 1, reference="Der Hund schläft. " * 75)
    assert NamedComet(str(folders["regression_metric"])).score([pair]).notes == ()
    assert len(NamedComet(str(folders["unified_metric"])).score([pair]).notes) == 1


def test_a_folder_never_opens_the_way_to_the_network(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in OFFLINE_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    metric = NamedComet(str(folders["unified_metric"]))
    assert metric.is_here
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


# Error spans


MakeSure = Callable[[Any, dict[str, int]], None]
TEXT = "In der Ukraine befürchtet, dass sie ihre Unterstützung drastisch erwidern könnten."


def test_error_spans_stand_where_the_words_stand(marking: Path, make_sure: MakeSure) -> None:
    metric = NamedComet(str(marking))
    make_sure(metric._loaded, {"befürchtet": 1, "drastisch erwidern": 2, "schläft": 3})
    pairs = [
        Pair(0, "The dog sleeps at night.", "  Der Hund schläft  nachts.", 1, reference="Der Hund schläft."),
        Pair(1, "Nothing.", None, 2),
        Pair(2, "In Ukraine it is feared that they could drastically reduce it.", TEXT, 3),
        Pair(3, "The dog runs.", "Der Hund läuft.", 4),
    ]
    score, spans = metric.judge(pairs)
    said = [
        [((pair.translation or "")[span.start : span.end], span.severity) for span in found]
        for pair, found in zip(pairs, spans, strict=True)
    ]
    assert said == [
        [("schläft", Severity.CRITICAL)],
        [],
        [("befürchtet", Severity.MINOR), ("drastisch erwidern", Severity.MAJOR)],
        [],
    ]
    assert all(span.confidence > 0.99 for found in spans for span in found)
    assert score.notes == ()
    assert score.values == metric.score(pairs).values


def test_error_spans_of_later_windows_stand_where_the_words_stand(marking: Path, make_sure: MakeSure) -> None:
    metric = NamedComet(str(marking))
    make_sure(metric._loaded, {"erwidern": 2})
    translation = "Der Hund schläft im Haus. " * 90 + TEXT + " Der Hund schläft im Haus." * 40
    score, spans = metric.judge([Pair(0, "The dog sleeps in the house. " * 130, translation, 1)])
    assert "windows" in score.notes[0]
    assert [translation[span.start : span.end] for span in spans[0]] == ["erwidern"]
    assert spans[0][0].start == translation.index("erwidern")


def test_a_model_without_word_labels_marks_nothing(folders: dict[str, Path]) -> None:
    assert NamedComet(str(folders["unified_metric"])).judge(PAIRS)[1] == [(), (), (), ()]


@pytest.mark.parametrize(
    ("start", "end", "said", "place"),
    [
        (11, 18, "schläft", "schläft"),
        (10, 18, "schläft", "schläft"),
        (10, 17, "schläft", "schläft"),
        (12, 19, "schläft", "schläft"),
        (0, 5, "<s> Der", "Der"),
        (2, 10, "Der Hund", "Der Hund"),
        (24, 25, "<unk>", "🦭"),
        (26, 27, "...", "…"),
        (11, 18, "läuft", None),
        (90, 99, "Hund", None),
        (0, 0, "<s>", None),
    ],
)
def test_a_span_is_placed_by_what_it_says(start: int, end: int, said: str, place: str | None) -> None:
    text = "  Der Hund schläft noch 🦭 …"
    found = _placed(text, start, end, said)
    assert (text[slice(*found)] if found else None) == place


def test_spans_that_fit_nowhere_are_left_out_and_noted(marking: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    metric = NamedComet(str(marking))
    predict = metric._loaded.predict_step

    def elsewhere(*given: Any) -> Any:
        prediction = predict(*given)
        wrong = {"text": "Katze", "start": 0, "end": 3, "severity": "major", "confidence": 0.9}
        prediction["metadata"]["error_spans"] = [[wrong, {**wrong, "text": "Der", "severity": "BAD"}]]
        return prediction

    monkeypatch.setattr(metric._loaded, "predict_step", elsewhere)
    score, spans = metric.judge([Pair(0, "The dog sleeps.", "Der Hund schläft.", 1)])
    assert spans == [()]
    assert len(score.notes) == 1 and score.notes[0].startswith("2 error spans of ")
