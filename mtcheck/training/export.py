"""Packing a trained checkpoint into the files that ship: `mtcheck/resources/model/`.

python -m mtcheck.training.export --work FOLDER [--name mtcheck-comet-1]
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from mtcheck.metrics.packing import pack
from mtcheck.training.train import LAYERS, hyperparameters

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "model"
LONGEST = 512


def export(work: Path, out: Path, name: str) -> None:
    """Write `model.safetensors`, the tokenizer and the settings; other files in the folder stay as they are."""
    import torch
    from safetensors.numpy import save_file

    state: dict[str, Any] = torch.load(work / "last.pt", weights_only=True)["model"]
    tensors = {key: value.float().numpy() for key, value in state.items() if value.is_floating_point()}
    packed = pack(tensors, np.load(work / "encoder" / "embeddings.q4.npy"))
    out.mkdir(parents=True, exist_ok=True)
    save_file({key: np.ascontiguousarray(value) for key, value in packed.items()}, str(out / "model.safetensors"))
    for file in ("tokenizer.json", "tokenizer_config.json", "config.json"):
        shutil.copyfile(work / "encoder" / file, out / file)
    settings = hyperparameters(work / "encoder", LAYERS)
    for key in ("pretrained_model", "local_files_only"):
        del settings[key]
    document = {"name": name, "longest": LONGEST, "hyperparameters": settings}
    (out / "mtcheck.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Pack a trained checkpoint into the files that ship.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=OUTPUT)
    parser.add_argument("--name", default="mtcheck-comet-1")
    options = parser.parse_args()
    export(options.work, options.out, options.name)


if __name__ == "__main__":
    main()
