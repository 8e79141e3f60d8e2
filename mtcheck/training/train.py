"""Training the embedded model: a reference-free COMET (`UnifiedMetric` over translation and source) on CPU.

    python -m mtcheck.training.train --data DATA --dictionary de-en --work FOLDER [--minutes 75]

Architecture after COMETKiwi (Rei et al. 2022, Section 2): one encoder reads translation and source together; the
first position gives the sentence score, each subword of the translation a label O, minor or major. The encoder
starts from multilingual-e5-small (see `encoder.py`); its word embeddings stay as they are. A checkpoint is written
every five minutes to the work folder, from which training resumes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtcheck.metrics.unbabel import load
from mtcheck.training import encoder as encoders
from mtcheck.training.corpora import rows
from mtcheck.training.mixture import (
    BALANCED,
    BROAD,
    IGNORED,
    LOOSE,
    MOSTLY_JUDGED,
    ONLY_JUDGED,
    SCALES,
    Encoded,
    Sizes,
    encode,
    mixture,
)
from mtcheck.training.steps import Training, device, read_checkpoint
from mtcheck.training.written import SOUND_QUALITY

LAYERS = 8
LONGEST = 240
BATCH_TOKENS = 1600
ENCODER_RATE = 8e-5
HEAD_RATE = 2e-4
SCALE_RATE = 4e-3
FIRST_SCALE = (-1.0, -0.3)
"""Of standardised judgements, before it is fitted: the logarithm of a factor, and an offset."""
WARM_UP = 0.03
WORD_WEIGHTS = (1.0, 2.0, 3.0)
SHARES = (1.0, 0.5, 0.7)
"""Weights of the sentence, the ranking and the word loss."""
JUDGED = 2.0
"""Weight of a pair that people judged, in the sentence loss."""
STANDARD_SOUND, STANDARD_SLOPE = 0.6, 3.0
"""What a sound translation is above the mean of what people judge, in standard deviations, and what each unit of
quality below that takes off."""
COMPARABLE = 0.08
"""Two translations of one source whose qualities are further apart are ranked."""


@dataclass(frozen=True)
class Stage:
    """A stage of the training: its mixture, and its rates as a share of the highest.

    `is_regression` says that the logit is to be the standardised judgement, and that nothing is ranked.
    """

    sizes: Sizes
    rate: float
    is_regression: bool = False


STAGES = {
    "broad": Stage(BROAD, 1.0),
    "mostly-judged": Stage(MOSTLY_JUDGED, 0.5),
    "loose": Stage(LOOSE, 0.6),
    "balanced": Stage(BALANCED, 0.6),
    "judged": Stage(ONLY_JUDGED, 0.4, is_regression=True),
}


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


def batches(
    groups: list[tuple[Encoded, ...]], rng: random.Random, most: int = BATCH_TOKENS
) -> Iterator[list[tuple[int, Encoded]]]:
    """Batches of similar length with at most so many subwords, in random order; groups stay together.

    Each example comes with the number of its group.
    """
    lengths = [max(len(example.ids) for example in group) for group in groups]
    order = sorted(range(len(groups)), key=lambda number: lengths[number] + rng.random() * 8)
    filled: list[list[tuple[int, Encoded]]] = [[]]
    for number in order:
        if filled[-1] and lengths[number] * (len(filled[-1]) + len(groups[number])) > most:
            filled.append([])
        filled[-1] += [(number, example) for example in groups[number]]
    rng.shuffle(filled)
    yield from filled


@dataclass(frozen=True)
class Batch:
    """Ids, attention mask and labels (batch x subwords); quality, judgement (NaN for none), scale and group (batch)."""

    ids: Any
    mask: Any
    labels: Any
    quality: Any
    judgement: Any
    scale: Any
    group: Any

    def to(self, device: Any) -> Batch:
        """The same where a device can compute with it."""
        return Batch(**{name: tensor.to(device) for name, tensor in vars(self).items()})


def collate(batch: list[tuple[int, Encoded]]) -> Batch:
    """A batch as tensors."""
    import torch

    width = max(len(example.ids) for _, example in batch)
    ids = torch.ones(len(batch), width, dtype=torch.long)
    labels = torch.full((len(batch), width), IGNORED, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    for row, (_, example) in enumerate(batch):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        mask[row, : len(example.ids)] = 1
        labels[row, : len(example.labels)] = torch.tensor(example.labels)
    return Batch(
        ids,
        mask,
        labels,
        torch.tensor([example.quality for _, example in batch]),
        torch.tensor([float("nan") if example.judgement is None else example.judgement for _, example in batch]),
        torch.tensor([example.scale for _, example in batch]),
        torch.tensor([number for number, _ in batch]),
    )


def thawed(model: Any, frozen: int = 0) -> tuple[list[Any], list[Any]]:
    """What is to be trained of a model, in its encoder and in its heads.

    The word embeddings and so many of the lowest layers stay as they are. The encoder's dropout is switched off.
    """
    import torch

    model.encoder.unfreeze()
    for part in (model.encoder.model.embeddings, *model.encoder.model.encoder.layer[:frozen]):
        for parameter in part.parameters():
            parameter.requires_grad = False
    for module in model.encoder.model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0
    in_encoder = [p for p in model.encoder.model.encoder.parameters() if p.requires_grad]
    return in_encoder, [*model.estimator.parameters(), *model.hidden2tag.parameters()]


def regression(model: Any, batch: Batch, word_weights: Any) -> tuple[Any, Any, Any]:
    """The squared error of the logit as a standardised judgement in place of the sentence loss; nothing is ranked.

    What nobody judged counts as much above or below the mean as its quality says.
    """
    import torch

    output = model.forward(batch.ids, batch.mask)
    logit = torch.logit(output.score, eps=1e-6)
    stood_in = STANDARD_SOUND - STANDARD_SLOPE * (SOUND_QUALITY - batch.quality)
    wanted = torch.where(batch.judgement.isfinite(), batch.judgement.nan_to_num(), stood_in)
    return ((logit - wanted) ** 2).mean(), logit.sum() * 0, word_loss(output, batch, word_weights)


def losses(model: Any, scales: Any, batch: Batch, word_weights: Any) -> tuple[Any, Any, Any]:
    """Sentence loss, ranking loss within the groups, word loss; the last two are 0 where nothing can be compared.

    A kind of judgement has its own scale: `scales` holds, for each, the logarithm of a factor and an offset for the
    logit of the score; the first kind is the model's own scale. For what people judged, the loss is that of a
    regression on their standardised judgement; for all else cross-entropy.
    """
    import torch
    from torch.nn import functional

    output = model.forward(batch.ids, batch.mask)
    logit = torch.logit(output.score, eps=1e-5)
    own = (batch.scale > 0).float()
    fitted = logit * torch.exp(own * scales[batch.scale, 0]) + own * scales[batch.scale, 1]
    judged = batch.judgement.isfinite()
    squares = 0.5 * (fitted - batch.judgement.nan_to_num()) ** 2
    entropies = functional.binary_cross_entropy_with_logits(fitted, batch.quality, reduction="none")
    sentence = torch.where(judged, JUDGED * squares, entropies).mean()
    better = batch.quality[:, None] - batch.quality[None, :] > COMPARABLE
    better &= batch.group[:, None] == batch.group[None, :]
    ranking = (
        functional.softplus(-(logit[:, None] - logit[None, :])[better]).mean() if better.any() else logit.sum() * 0
    )
    return sentence, ranking, word_loss(output, batch, word_weights)


def word_loss(output: Any, batch: Batch, word_weights: Any) -> Any:
    """The cross-entropy of the word labels; 0 where a batch has none."""
    from torch.nn import functional

    loss = functional.cross_entropy(
        output.logits.reshape(-1, 3), batch.labels.reshape(-1), weight=word_weights, ignore_index=IGNORED
    )
    return loss if loss.isfinite() else output.logits.sum() * 0


def initial_weights(path: Path) -> Mapping[str, Any]:
    """The weights of a checkpoint, or of a folder that `export` wrote."""
    weights: Mapping[str, Any] = load(path.resolve()).state_dict() if path.is_dir() else read_checkpoint(path)["model"]
    return weights


def train(
    data: Path,
    dictionary: Path,
    work: Path,
    minutes: float,
    seed: int,
    *,
    initial: Path | None = None,
    stage: Stage = STAGES["broad"],
    frozen: int = 0,
) -> None:
    """Train for so many minutes in all, counting those before a resumed checkpoint; leaves `work/last.pt`.

    `initial` is the checkpoint of an earlier training, or an exported model, whose weights are the start. So many of
    its lowest layers are `frozen`.
    """
    import torch
    from comet.models.multitask.unified_metric import UnifiedMetric
    from tokenizers import Tokenizer

    torch.manual_seed(seed)
    folder = work / "encoder"
    if not (folder / "model.safetensors").exists():
        prepare_encoder(data, dictionary, folder, LAYERS)
    model: Any = UnifiedMetric(**hyperparameters(folder, LAYERS))
    in_encoder, in_heads = thawed(model, frozen)
    scales = torch.zeros(len(SCALES), 2, device=device())
    scales[1:3] = torch.tensor(FIRST_SCALE)
    scales.requires_grad = True
    if initial and not (work / "last.pt").exists():
        model.load_state_dict(initial_weights(initial))
    model.to(device())
    parts = [
        {"params": in_encoder, "base": stage.rate * ENCODER_RATE},
        {"params": in_heads, "base": stage.rate * HEAD_RATE},
        {"params": [scales], "base": stage.rate * SCALE_RATE, "weight_decay": 0.0},
    ]
    training = Training(model, parts, work / "last.pt", minutes, WARM_UP, {"scales": scales})
    model.encoder.model.encoder.compile(dynamic=True)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    word_weights = torch.tensor(WORD_WEIGHTS, device=device())
    model.train()

    def of_batch(entries: list[tuple[int, Encoded]]) -> tuple[Any, Sequence[Any]]:
        batch = collate(entries).to(device())
        if stage.is_regression:
            found = regression(model, batch, word_weights)
        else:
            found = losses(model, scales, batch, word_weights)
        return sum(share * part for share, part in zip(SHARES, found, strict=True)), found

    while not training.is_over:
        rng = random.Random(seed + training.progress.epoch)
        groups = encode(mixture(data, dictionary, stage.sizes, rng), tokenizer, LONGEST)
        total = list(batches(groups, rng))
        epoch = training.progress.epoch
        print(f"epoch {epoch}: {sum(map(len, groups))} examples, {len(total)} batches", flush=True)
        training.run(total, of_batch)
    print(f"scales {scales.tolist()}", flush=True)


def main() -> None:
    """Command line of the training."""
    parser = argparse.ArgumentParser(description="Train the embedded model.")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--work", type=Path, required=True, help="folder for encoder and checkpoints")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--initial", type=Path, help="checkpoint, or exported model, to start from")
    parser.add_argument("--stage", choices=STAGES, default="broad", help="which mixture, at which rate")
    parser.add_argument("--frozen", type=int, default=0, help="how many of the lowest layers stay as they are")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    paths = (options.data, options.dictionary, options.work)
    train(
        *(*paths, options.minutes, options.seed),
        initial=options.initial,
        stage=STAGES[options.stage],
        frozen=options.frozen,
    )


if __name__ == "__main__":
    main()
