"""Packing the trained model of fluency into the files that ship: `mtcheck/resources/fluency/`.

    python -m mtcheck.training export-fluency --work FOLDER --initial FOLDER --data DATA

Packs the layers as int8 and writes the ONNX graph over them, as `export.py` does for the COMET model, whose tokenizer
and embeddings this one uses.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mtcheck.metrics.packing import pack
from mtcheck.training import corpora
from mtcheck.training.export import PAIRS_FOR_PEAKS, input_peaks, write_settings, write_weights
from mtcheck.training.fluency import LAYERS, LONGEST, network

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "fluency"


def export(work: Path, initial: Path, out: Path, name: str, data: Path) -> None:
    """Write the model's files; others in the folder stay as they are."""
    import torch

    folder = initial / "encoder"
    saved: dict[str, Any] = torch.load(work / "last.pt", weights_only=True)["model"]
    model = network(folder)
    own = model.state_dict()
    plain = {key.replace("._orig_mod", ""): value for key, value in saved.items()}
    state = {key: value for key, value in plain.items() if key in own}
    model.load_state_dict(state)
    peaks = input_peaks(model, _inputs(folder, data))
    tensors = {key: value.float().numpy() for key, value in state.items() if value.is_floating_point()}
    out.mkdir(parents=True, exist_ok=True)
    encoder = json.loads((folder / "config.json").read_text(encoding="utf-8")) | {"num_hidden_layers": LAYERS}
    (out / "config.json").write_text(json.dumps(encoder, indent=1) + "\n", encoding="utf-8")
    settings = {
        "name": name,
        "version": name.rpartition("-")[2],
        "longest": LONGEST,
        "licence": "MIT for the encoder; the training data has terms of its own (README.md beside the model)",
        "data": ["WMT test sets, references and submissions, 2021-2024 (free for research), broken on purpose"],
    }
    write_settings(out, settings)
    write_weights(out, pack(tensors, None, peaks))


def _inputs(folder: Path, data: Path) -> Iterator[Sequence[int]]:
    """Some outputs of the train split."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    examples = random.Random(1).sample(list(corpora.consensus(data, "train")), PAIRS_FOR_PEAKS)
    return (tokenizer.encode(example.translation).ids[:LONGEST] for example in examples)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Pack the trained model of fluency into the files that ship.")
    parser.add_argument("--work", type=Path, required=True, help="folder of the training, with its checkpoint")
    parser.add_argument("--initial", type=Path, required=True, help="folder of the training of COMET it started from")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    parser.add_argument("--name", default="mtcheck-fluency-1")
    options = parser.parse_args()
    export(options.work, options.initial, options.out, options.name, options.data)


if __name__ == "__main__":
    main()
