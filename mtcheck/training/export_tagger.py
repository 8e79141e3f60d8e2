"""Packing the trained tagger into the files that ship: `mtcheck/resources/tagger/`.

    python -m mtcheck.training export-tagger --work FOLDER --initial FOLDER --data DATA

Packs the layers as int8 and writes the ONNX graph over them, as `export.py` does for the COMET model, whose tokenizer
and embeddings this one uses.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from mtcheck.metrics.packing import pack
from mtcheck.training.export import input_peaks, outputs_for_peaks, write_settings, write_weights
from mtcheck.training.tagger import LAYERS, LONGEST, encode, load_weights, network

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "tagger"


def export(work: Path, initial: Path, out: Path, name: str, data: Path) -> None:
    """Write the model's files; others in the folder stay as they are."""
    from tokenizers import Tokenizer

    folder = initial / "encoder"
    model = network(folder)
    checkpoint = work / "last.pt"
    load_weights(model, checkpoint if checkpoint.exists() else work)
    state: dict[str, Any] = model.state_dict()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    peaks = input_peaks(model, (encoded.ids for (encoded,) in encode(outputs_for_peaks(data), tokenizer)))
    tensors = {key: value.float().numpy() for key, value in state.items() if value.is_floating_point()}
    out.mkdir(parents=True, exist_ok=True)
    encoder = json.loads((folder / "config.json").read_text(encoding="utf-8")) | {"num_hidden_layers": LAYERS}
    (out / "config.json").write_text(json.dumps(encoder, indent=1) + "\n", encoding="utf-8")
    settings = {
        "name": name,
        "version": name.rpartition("-")[2],
        "longest": LONGEST,
        "licence": "MIT for the encoder; the training data has terms of its own (README.md beside the model)",
        "data": [
            "WMT test sets, references and submissions, 2021-2024 (free for research), broken on purpose",
            "MQM judgements of WMT 2021-2022 (Apache-2.0)",
            "sentences that a language model wrote, and labels that it gave, for mtcheck (part of it)",
        ],
    }
    write_settings(out, settings)
    write_weights(out, pack(tensors, None, peaks))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Pack the trained tagger into the files that ship.")
    parser.add_argument("--work", type=Path, required=True, help="folder of the training, or an exported tagger")
    parser.add_argument("--initial", type=Path, required=True, help="folder of the training of COMET it started from")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    parser.add_argument("--name", default="mtcheck-tagger-5")
    options = parser.parse_args()
    export(options.work, options.initial, options.out, options.name, options.data)


if __name__ == "__main__":
    main()
