"""A training that is stopped goes on where it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from mtcheck.training.steps import Training  # noqa: E402


def training(checkpoint: Path, minutes: float) -> tuple[Any, Training]:
    torch.manual_seed(1)
    model = torch.nn.Linear(2, 1)
    parts = [{"params": [model.weight], "base": 0.1}, {"params": [model.bias], "base": 0.2}]
    return model, Training(model, parts, checkpoint, minutes, warm_up=0.01)


def of(model: Any) -> Any:
    def losses(batch: Any) -> tuple[Any, list[Any]]:
        loss = ((model(batch) - batch.sum(dim=1, keepdim=True)) ** 2).mean()
        return loss, [loss]

    return losses


def test_it_stops_when_the_time_is_up_and_goes_on_from_there(tmp_path: Path) -> None:
    batches = [torch.randn(8, 2) for _ in range(100_000)]
    model, first = training(tmp_path / "last.pt", minutes=0.002)
    first.run(batches, of(model))
    assert first.is_over and 0 < first.progress.step < len(batches)
    again, second = training(tmp_path / "last.pt", minutes=0.004)
    assert second.progress == first.progress
    assert torch.equal(again.weight, model.weight)
    second.run(batches, of(again))
    assert second.progress.place > first.progress.place


def test_a_pass_that_is_done_counts(tmp_path: Path) -> None:
    model, once = training(tmp_path / "last.pt", minutes=10)
    once.run([torch.randn(8, 2)] * 3, of(model))
    assert (once.progress.epoch, once.progress.place, once.progress.step) == (1, 0, 3)
    assert not once.is_over
