"""Training the embedded model: a reference-free COMET (`UnifiedMetric` over translation and source) on CPU.

    python -m mtcheck.training.train --data DATA --dictionary de-en --work FOLDER [--minutes 75]

Architecture after COMETKiwi (Rei et al. 2022, Section 2): one encoder reads translation and source together; the
first position gives the sentence score, each subword of the translation a label O, minor or major. The encoder
starts from multilingual-e5-small (see `encoder.py`); its word embeddings stay as they are. A checkpoint is written
every ten minutes to the work folder, from which training resumes.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtcheck.training import encoder as encoders
from mtcheck.training.corpora import rows
from mtcheck.training.mixture import IGNORED, Encoded, Sizes, encode, mixture

LAYERS = 8
LONGEST = 144
BATCH_TOKENS = 1600
ENCODER_RATE = 2e-4
HEAD_RATE = 4e-4
WARM_UP = 0.04
WORD_WEIGHTS = (1.0, 2.0, 3.0)
WORD_SHARE = 0.5
CHECKPOINT_SECONDS = 600


def hyperparameters(folder: Path, layers: int) -> dict[str, Any]:
    """The arguments of COMET's `UnifiedMetric` for the embedded model, the encoder read from a local folder."""
    return {
        "encoder_model": "XLM-RoBERTa",
        "pretrained_model": str(folder.resolve()),
        "sent_layer": layers,
        "word_layer": layers,
        "layer_norm": False,
        "hidden_sizes": [384],
        "activations": "Tanh",
        "final_activation": "Sigmoid",
        "input_segments": ["mt", "src"],
        "word_level_training": True,
        "error_labels": ["minor", "major"],
        "dropout": 0.1,
        "local_files_only": True,
    }


def prepare_encoder(data: Path, dictionary: Path, folder: Path, layers: int) -> None:
    """Cut multilingual-e5-small to the pieces that German and English text uses and write it as a folder."""

    def texts() -> Iterator[str]:
        for path in sorted(data.glob("*.tsv.gz")):
            if "-dev" not in path.name:
                for row in rows(path):
                    if row.get("split") != "dev":
                        yield row["source"]
                        yield row["translation"]
        with dictionary.open(encoding="utf-8") as lines:
            yield from (line.strip() for line in lines if not line.startswith("#"))

    model = encoders.read_packed()
    encoders.write_encoder(model, encoders.choose_pieces(model, texts(), minimum=3), layers, folder)


def batches(examples: list[Encoded], rng: random.Random) -> Iterator[list[Encoded]]:
    """Batches of similar length with at most `BATCH_TOKENS` subwords, in random order."""
    order = sorted(examples, key=lambda example: len(example.ids) + rng.random() * 8)
    groups: list[list[Encoded]] = [[]]
    for example in order:
        if groups[-1] and len(example.ids) * (len(groups[-1]) + 1) > BATCH_TOKENS:
            groups.append([])
        groups[-1].append(example)
    rng.shuffle(groups)
    yield from groups


def collate(batch: list[Encoded]) -> tuple[Any, Any, Any, Any]:
    """Ids, attention mask, labels (all of shape batch x subwords) and qualities (shape batch)."""
    import torch

    width = max(len(example.ids) for example in batch)
    ids = torch.ones(len(batch), width, dtype=torch.long)
    labels = torch.full((len(batch), width), IGNORED, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    for row, example in enumerate(batch):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        mask[row, : len(example.ids)] = 1
        labels[row, : len(example.labels)] = torch.tensor(example.labels)
    return ids, mask, labels, torch.tensor([example.quality for example in batch])


def train(data: Path, dictionary: Path, work: Path, minutes: float, seed: int) -> None:
    """Train for so many minutes in all, counting those before a resumed checkpoint; leaves `work/last.pt`."""
    import torch
    from comet.models.multitask.unified_metric import UnifiedMetric
    from tokenizers import Tokenizer
    from torch.nn import functional

    torch.manual_seed(seed)
    folder = work / "encoder"
    if not (folder / "model.safetensors").exists():
        prepare_encoder(data, dictionary, folder, LAYERS)
    model: Any = UnifiedMetric(**hyperparameters(folder, LAYERS))
    model.encoder.unfreeze()
    for parameter in model.encoder.model.embeddings.parameters():
        parameter.requires_grad = False
    in_encoder = [p for p in model.encoder.model.encoder.parameters() if p.requires_grad]
    in_heads = [*model.estimator.parameters(), *model.hidden2tag.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": in_encoder, "base": ENCODER_RATE}, {"params": in_heads, "base": HEAD_RATE}], weight_decay=0.01
    )
    spent, step, epoch = 0.0, 0, 0
    checkpoint = work / "last.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        spent, step, epoch = state["spent"], state["step"], state["epoch"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    word_weights = torch.tensor(WORD_WEIGHTS)
    model.train()

    def save() -> None:
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict()}
        torch.save({**state, "spent": spent, "step": step, "epoch": epoch}, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)

    budget = minutes * 60
    saved = spent
    while spent < budget:
        rng = random.Random(seed + epoch)
        examples = encode(mixture(data, dictionary, Sizes(), rng), tokenizer, LONGEST)
        print(f"epoch {epoch}: {len(examples)} examples", flush=True)
        sums = [0.0, 0.0, 0]
        for batch in batches(examples, rng):
            began = time.monotonic()
            done = spent / budget
            for group in optimiser.param_groups:
                group["lr"] = group["base"] * min(1.0, (done + 1e-4) / WARM_UP) * max(1.0 - done, 0.02)
            ids, mask, labels, quality = collate(batch)
            output = model.forward(ids, mask)
            sentence = functional.binary_cross_entropy(output.score, quality)
            word = functional.cross_entropy(
                output.logits.reshape(-1, 3), labels.reshape(-1), weight=word_weights, ignore_index=IGNORED
            )
            loss = sentence + (WORD_SHARE * word if word.isfinite() else 0.0)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(in_encoder + in_heads, 1.0)
            optimiser.step()
            step += 1
            sums = [sums[0] + sentence.item(), sums[1] + (word.item() if word.isfinite() else 0.0), sums[2] + 1]
            spent += time.monotonic() - began
            if step % 100 == 0:
                sentence_mean, word_mean = sums[0] / sums[2], sums[1] / sums[2]
                print(f"step {step} minute {spent / 60:.1f} {sentence_mean:.4f} {word_mean:.4f}", flush=True)
                sums = [0.0, 0.0, 0]
            if spent - saved > CHECKPOINT_SECONDS or spent >= budget:
                save()
                saved = spent
            if spent >= budget:
                return
        epoch += 1


def main() -> None:
    """Command line of the training."""
    parser = argparse.ArgumentParser(description="Train the embedded model.")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--work", type=Path, required=True, help="folder for encoder and checkpoints")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    train(options.data, options.dictionary, options.work, options.minutes, options.seed)


if __name__ == "__main__":
    main()
