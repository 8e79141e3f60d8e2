"""The average of two checkpoints that come from the same one.

    python -m mtcheck.training average --first WORK --second WORK --out WORK

Two trainings that began with the same weights lie so close together that the mean of their weights is often better
than either (Wortsman et al. 2022, "Model soups", Section 3).
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from mtcheck.training.steps import read_checkpoint


def average(first: Path, second: Path, out: Path) -> None:
    """Write the mean of the weights of two training folders as a third, with the encoder of the first."""
    import torch

    one, other = (read_checkpoint(work / "last.pt")["model"] for work in (first, second))
    mean = {name: (tensor + other[name]) / 2 if tensor.is_floating_point() else tensor for name, tensor in one.items()}
    shutil.copytree(first / "encoder", out / "encoder", dirs_exist_ok=True)
    torch.save({"model": mean}, out / "last.pt")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Average the weights of two trainings.")
    parser.add_argument("--first", type=Path, required=True, help="folder of a training")
    parser.add_argument("--second", type=Path, required=True, help="folder of another that began with the same weights")
    parser.add_argument("--out", type=Path, required=True, help="folder to write, for export")
    options = parser.parse_args()
    average(options.first, options.second, options.out)


if __name__ == "__main__":
    main()
