"""The average of the weights of two trainings that come from the same ones.

    python -m mtcheck.training average --first WORK --second WORK --out WORK [--share 0.5]

Two trainings that began with the same weights lie so close together that the mean of their weights is often better
than either (Wortsman et al. 2022, "Model soups", Section 3). Between a training and what it began with, the mean keeps
more of what was known before (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models", Section 3).
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mtcheck.training.train import initial_weights


def average(first: Path, second: Path, out: Path, share: float = 0.5) -> None:
    """Write the mean of the weights of two folders as a third, with the encoder of the first, if it has one.

    `share` is what the first counts, 0-1. The second may be an exported model in place of a training.
    """
    import torch

    one, other = map(_weights, (first, second))
    mean = {
        name: share * tensor + (1 - share) * other[name] if tensor.is_floating_point() else tensor
        for name, tensor in one.items()
    }
    out.mkdir(parents=True, exist_ok=True)
    if (first / "encoder").exists():
        shutil.copytree(first / "encoder", out / "encoder", dirs_exist_ok=True)
    torch.save({"model": mean}, out / "last.pt")


def _weights(folder: Path) -> Mapping[str, Any]:
    checkpoint = folder / "last.pt"
    return initial_weights(checkpoint if checkpoint.exists() else folder)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Average the weights of two trainings.")
    parser.add_argument("--first", type=Path, required=True, help="folder of a training")
    parser.add_argument("--second", type=Path, required=True, help="folder of another, or an exported model")
    parser.add_argument("--out", type=Path, required=True, help="folder to write, for export")
    parser.add_argument("--share", type=float, default=0.5, help="what the first counts, 0-1")
    options = parser.parse_args()
    average(options.first, options.second, options.out, options.share)


if __name__ == "__main__":
    main()
