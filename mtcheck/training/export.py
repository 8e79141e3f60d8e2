"""Packing a trained checkpoint into the files that ship: `mtcheck/resources/model/`.

    python -m mtcheck.training.export --work FOLDER --data DATA

Packs the weights, writes the ONNX graph over them, sets the scale (see `calibrate.py`), and notes in `mtcheck.json`
how sound translations score on it and what five fixed pairs score, for `mtcheck models verify`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import mtcheck
from mtcheck.data import Pair
from mtcheck.metrics import onnx
from mtcheck.metrics.comet import EmbeddedComet
from mtcheck.metrics.packing import LAYERS as PACKED_LAYERS
from mtcheck.metrics.packing import pack
from mtcheck.training.calibrate import LAST_LAYER, distinct_references, fit, garbled_end, logits, rescaled, sample
from mtcheck.training.corpora import Example, consensus
from mtcheck.training.graph import write_graph
from mtcheck.training.mixture import encode
from mtcheck.training.steps import read_checkpoint
from mtcheck.training.train import LAYERS, hyperparameters

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "model"
LONGEST = 260
"""Subwords of both texts that the model reads at once: training shows it no more than 240, and what is much longer gets
scores near 0 whatever it is worth. Longer pairs are scored in windows."""
PAIRS_FOR_PEAKS = 200

CANARY = (
    ("The dog sleeps in the house.", "Der Hund schläft im Haus."),
    (
        "The government wants to reduce its support for the port by a third.",
        "Die Regierung will ihre Unterstützung für den Hafen um ein Drittel erwidern.",
    ),
    (
        "She met the mayor and the mayor's deputy on Monday.",
        "Sie traf am Montag den Bürgermeister oder den Bürgermeister oder über den Bürgermeister.",
    ),
    ("Nobody knew when the ferry would leave.", "Keiner wusste, wann die Fähre ablegen würde."),
    ("He said in 2019 that he did not regret the sale.", "Die Bäckerei an der Ecke backt jeden Morgen Brötchen."),
)
"""Source and translation of the pairs whose scores `mtcheck models verify` compares."""


def export(work: Path, out: Path, name: str, data: Path) -> None:
    """Write the model's files; others in the folder stay as they are."""
    from comet.models.multitask.unified_metric import UnifiedMetric

    state: dict[str, Any] = read_checkpoint(work / "last.pt")["model"]
    model = UnifiedMetric(**hyperparameters(work / "encoder", LAYERS))
    model.load_state_dict(state)
    peaks = input_peaks(model, _inputs(work, data))
    tensors = {key: value.float().numpy() for key, value in state.items() if value.is_floating_point()}
    packed = pack(tensors, np.load(work / "encoder" / "embeddings.q4.npy"), peaks)
    out.mkdir(parents=True, exist_ok=True)
    for file in ("tokenizer.json", "tokenizer_config.json", "config.json"):
        shutil.copyfile(work / "encoder" / file, out / file)
    settings = _card(work, name)
    write_settings(out, settings)
    write_weights(out, packed)
    unscaled = EmbeddedComet(out)
    sound = logits(_scores(unscaled, distinct_references(data)))
    factor, offset = fit(sound, logits(_scores(unscaled, sample(garbled_end(data)))))
    print(f"factor {factor:.3f} offset {offset:.3f}")
    packed[f"{LAST_LAYER}.weight"] = packed[f"{LAST_LAYER}.weight"] * np.float32(factor)
    packed[f"{LAST_LAYER}.bias"] = packed[f"{LAST_LAYER}.bias"] * np.float32(factor) + np.float32(offset)
    write_weights(out, packed)
    points = np.percentile(rescaled(sound, factor, offset), np.arange(1, 100))
    percentiles = [round(float(point), 4) for point in points]
    write_settings(out, settings | {"sound_percentiles": percentiles} | _canary(EmbeddedComet(out)))


def write_weights(folder: Path, packed: dict[str, Any]) -> None:
    """Write packed tensors and the graph over them; `config.json`, the encoder's settings, lies there already."""
    from safetensors.numpy import save_file

    weights = folder / "model.safetensors"
    save_file(packed, str(weights))
    weights.chmod(0o644)
    write_graph(weights, json.loads((folder / "config.json").read_text(encoding="utf-8")), folder / "model.onnx")
    onnx.forget()


def write_settings(folder: Path, settings: Mapping[str, Any]) -> None:
    """Write the model's own settings, `mtcheck.json`."""
    content = json.dumps(settings, indent=1, ensure_ascii=False) + "\n"
    (folder / "mtcheck.json").write_text(content, encoding="utf-8")


def _card(work: Path, name: str) -> dict[str, Any]:
    """What is known of a model before it is measured."""
    parameters = hyperparameters(work / "encoder", LAYERS)
    for key in ("pretrained_model", "local_files_only"):
        del parameters[key]
    return {
        "name": name,
        "version": name.rpartition("-")[2],
        "longest": LONGEST,
        "hyperparameters": parameters,
        "licence": "MIT for the encoder; the training data has terms of its own (README.md beside the model)",
        "data": [
            "MLQE-PE direct assessments and post-edits (CC0)",
            "MQM judgements of WMT 2021-2022 (Apache-2.0)",
            "WMT test sets, references and submissions, 2021-2024 (free for research)",
            "sentences that a language model wrote, and labels that it gave, for mtcheck (part of it)",
        ],
    }


def _canary(model: EmbeddedComet) -> dict[str, Any]:
    """The fixed pairs with their scores, and what these were made with."""
    scores = model.score(_pairs(CANARY)).values
    signature = dict(part.split(":", 1) for part in model.signature.split("|"))
    return {
        "canary": [
            {"source": source, "translation": translation, "score": round(value or 0.0, 4)}
            for (source, translation), value in zip(CANARY, scores, strict=True)
        ],
        "canary_made_with": {"mtcheck": mtcheck.__version__} | {k: signature[k] for k in ("sha256", "runtime")},
    }


def _pairs(texts: tuple[tuple[str, str], ...]) -> list[Pair]:
    return [Pair(number, source, translation, number + 1) for number, (source, translation) in enumerate(texts)]


def _scores(model: EmbeddedComet, examples: list[Example]) -> list[float]:
    pairs = _pairs(tuple((example.source, example.translation) for example in examples))
    return [value or 0.0 for value in model.score(pairs).values]


def input_peaks(model: Any, inputs: Iterable[Sequence[int]]) -> dict[str, Any]:
    """The largest absolute value of each input of each layer, over some inputs as numbers of subwords."""
    import torch

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
    with torch.inference_mode():
        for numbers in inputs:
            ids = torch.tensor([list(numbers)])
            model.forward(ids, torch.ones_like(ids))
    return peaks


def outputs_for_peaks(data: Path) -> list[Example]:
    """Some outputs of the train split, whose inputs to each layer set the range of its integers."""
    return random.Random(1).sample(list(consensus(data, "train")), PAIRS_FOR_PEAKS)


def _inputs(work: Path, data: Path) -> Iterator[Sequence[int]]:
    """Some outputs beside their sources, as subwords."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(work / "encoder" / "tokenizer.json"))
    groups = encode([(example,) for example in outputs_for_peaks(data)], tokenizer, LONGEST)
    return (encoded.ids for (encoded,) in groups)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Pack a trained checkpoint into the files that ship.")
    parser.add_argument("--work", type=Path, required=True, help="folder of the training, with its checkpoint")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    parser.add_argument("--name", default="mtcheck-comet-7")
    options = parser.parse_args()
    export(options.work, options.out, options.name, options.data)


if __name__ == "__main__":
    main()
