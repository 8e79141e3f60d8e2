"""Packing a trained checkpoint into the files that ship: `mtcheck/resources/model/`.

python -m mtcheck.training.export --work FOLDER --data DATA [--name mtcheck-comet-2]
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from mtcheck.metrics.packing import LAYERS as PACKED_LAYERS
from mtcheck.metrics.packing import pack
from mtcheck.training.corpora import consensus
from mtcheck.training.graph import write_graph
from mtcheck.training.mixture import encode
from mtcheck.training.train import LAYERS, hyperparameters

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "model"
LONGEST = 512
PAIRS_FOR_PEAKS = 200


def export(work: Path, out: Path, name: str, data: Path) -> None:
    """Write `model.safetensors`, the tokenizer and the settings; other files in the folder stay as they are."""
    import torch
    from safetensors.numpy import save_file

    state: dict[str, Any] = torch.load(work / "last.pt", weights_only=True)["model"]
    tensors = {key: value.float().numpy() for key, value in state.items() if value.is_floating_point()}
    packed = pack(tensors, np.load(work / "encoder" / "embeddings.q4.npy"), input_peaks(work, state, data))
    out.mkdir(parents=True, exist_ok=True)
    save_file({key: np.ascontiguousarray(value) for key, value in packed.items()}, str(out / "model.safetensors"))
    for file in ("tokenizer.json", "tokenizer_config.json", "config.json"):
        shutil.copyfile(work / "encoder" / file, out / file)
    encoder = json.loads((out / "config.json").read_text(encoding="utf-8"))
    write_graph(out / "model.safetensors", encoder, out / "model.onnx")
    settings = hyperparameters(work / "encoder", LAYERS)
    for key in ("pretrained_model", "local_files_only"):
        del settings[key]
    document = {"name": name, "longest": LONGEST, "hyperparameters": settings}
    (out / "mtcheck.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def input_peaks(work: Path, state: dict[str, Any], data: Path) -> dict[str, Any]:
    """The largest absolute value of each input of each layer, over some pairs of the training split."""
    import torch
    from comet.models.multitask.unified_metric import UnifiedMetric
    from tokenizers import Tokenizer

    model: Any = UnifiedMetric(**hyperparameters(work / "encoder", LAYERS))
    model.load_state_dict(state)
    model.eval()
    peaks: dict[str, Any] = {}

    def note(name: str) -> Any:
        def hook(_: Any, inputs: tuple[Any, ...]) -> None:
            highest = inputs[0].abs().flatten(0, -2).amax(dim=0).numpy()
            peaks[name] = np.maximum(peaks.get(name, 0), highest)

        return hook

    for name, module in model.named_modules():
        if name.startswith(PACKED_LAYERS) and isinstance(module, torch.nn.Linear):
            module.register_forward_pre_hook(note(name))
    tokenizer = Tokenizer.from_file(str(work / "encoder" / "tokenizer.json"))
    examples = random.Random(1).sample(list(consensus(data, "train")), PAIRS_FOR_PEAKS)
    with torch.inference_mode():
        for (encoded,) in encode([(example,) for example in examples], tokenizer, LONGEST):
            ids = torch.tensor([encoded.ids])
            model.forward(ids, torch.ones_like(ids))
    return peaks


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Pack a trained checkpoint into the files that ship.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder of the data it was trained on")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    parser.add_argument("--name", default="mtcheck-comet-2")
    options = parser.parse_args()
    export(options.work, options.out, options.name, options.data)


if __name__ == "__main__":
    main()
