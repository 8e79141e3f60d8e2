"""The mean of two trainings."""

from __future__ import annotations

from pathlib import Path

import torch

from mtcheck.training.average import average


def test_weights_are_averaged_and_the_encoder_comes_along(tmp_path: Path) -> None:
    for name, value in (("first", 1.0), ("second", 3.0)):
        (tmp_path / name / "encoder").mkdir(parents=True)
        (tmp_path / name / "encoder" / "config.json").write_text(name)
        torch.save({"model": {"w": torch.full((2,), value), "ids": torch.tensor([5])}}, tmp_path / name / "last.pt")
    average(tmp_path / "first", tmp_path / "second", tmp_path / "out")
    model = torch.load(tmp_path / "out" / "last.pt", weights_only=True)["model"]
    assert model["w"].tolist() == [2.0, 2.0] and model["ids"].tolist() == [5]
    assert (tmp_path / "out" / "encoder" / "config.json").read_text() == "first"


def test_the_first_counts_as_much_as_its_share_says(tmp_path: Path) -> None:
    for name, value in (("first", 1.0), ("second", 3.0)):
        (tmp_path / name / "encoder").mkdir(parents=True)
        torch.save({"model": {"w": torch.full((2,), value)}}, tmp_path / name / "last.pt")
    average(tmp_path / "first", tmp_path / "second", tmp_path / "out", share=0.75)
    assert torch.load(tmp_path / "out" / "last.pt", weights_only=True)["model"]["w"].tolist() == [1.5, 1.5]
