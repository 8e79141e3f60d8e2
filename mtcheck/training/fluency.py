"""Training the model of fluency: it reads the German alone and marks what no native speaker would write.

    python -m mtcheck.training fluency --data DATA --dictionary de-en --work FOLDER [--minutes 75]

The model judges the form, not the meaning: how freely a sentence is translated makes no difference to it. It learns
from sound German sentences of which two in three are broken in one or several of the ways that show without a source
(`made_errors.py`). A subword is sound, an odd word, or broken grammar; the first position says whether anything in the
sentence is broken. It starts from the lowest layers of the embedded COMET model before its last stage, and shares its
word embeddings, which stay as they are.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mtcheck.training import corpora, made_errors
from mtcheck.training.corpora import Example
from mtcheck.training.mixture import Encoded, material_of, subword_labels
from mtcheck.training.train import CHECKPOINT_SECONDS, Batch, batches, collate, hyperparameters, thawed

LAYERS = 6
LONGEST = 110
BATCH_TOKENS = 2400
ENCODER_RATE = 1.2e-4
HEAD_RATE = 3e-4
WARM_UP = 0.02
WORD_WEIGHTS = (1.0, 2.5, 2.5)
SENTENCE_SHARE = 0.4
"""Weight of the sentence loss beside the word loss."""
SOUND = 0.35
"""Share of the sentences that stay sound, 0-1."""
SEVERAL = 0.45
"""Share of the broken sentences that get more than one error, 0-1."""
EVERY = 60
"""Characters for each further error."""
TRIES = 4
"""Kinds that are tried for a single error."""
AT_ONCE = 24_000
"""Examples that are made at a time."""

KIND_SHARES = {
    "loop": 0.5,
    "echo": 0.7,
    "inflected-loop": 0.4,
    "noun-echo": 0.3,
    "foreign-word": 2.0,
    "wrong-sense": 3.0,
    "literal-sense": 3.0,
    "function-word": 2.0,
    "preposition": 2.5,
    "dropped-verb": 2.0,
    "dropped-main-verb": 2.5,
    "dropped-auxiliary": 1.5,
    "dropped-small-word": 4.0,
    "dropped-content": 0.5,
    "verb-form": 3.0,
    "agreement": 2.0,
    "wrong-case": 1.5,
    "wrong-form": 4.0,
    "wrong-auxiliary": 0.4,
    "literal-passive": 0.2,
    "word-order": 2.5,
    "verb-place": 4.0,
    "added-content": 0.7,
    "cut-off": 0.5,
}
"""Relative numbers of the made errors."""

ODD_KINDS = frozenset({"wrong-sense", "literal-sense", "foreign-word"})
"""Made errors whose grammar is sound: the words are odd where they stand."""

ODD, UNGRAMMATICAL = "minor", "major"
"""The labels of COMET's word head, which stand for other things here."""


def _labelled(kind: made_errors.Kind) -> made_errors.Kind:
    """The kind, with the labels of this model on its marks."""
    label = ODD if kind.name in ODD_KINDS else UNGRAMMATICAL

    def make(*given: Any) -> made_errors.Broken | None:
        broken = kind.make(*given)
        return broken and replace(broken, marks=tuple(replace(mark, severity=label) for mark in broken.marks))

    return replace(kind, make=make)


def examples(sound: Sequence[Example], material: made_errors.Material, rng: random.Random) -> Iterator[Example]:
    """Each sound pair as it is, or with its German broken; the quality is 1 or 0."""
    kinds = [_labelled(kind) for kind in made_errors.KINDS if kind.name in KIND_SHARES]
    shares = [KIND_SHARES[kind.name] for kind in kinds]
    local = [kind for kind in kinds if kind.name in made_errors.LOCAL_KINDS]
    local_shares = [KIND_SHARES[kind.name] for kind in local]
    for pair in sound:
        if rng.random() < SOUND:
            yield replace(pair, marks=(), quality=1.0)
            continue
        if rng.random() < SEVERAL:
            wanted = rng.randint(2, 2 + len(pair.translation) // EVERY)
            broken = made_errors.add_several(pair, wanted, local, local_shares, rng, material)
        else:
            tries = (made_errors.make(pair, rng.choices(kinds, shares)[0], rng, material) for _ in range(TRIES))
            broken = next((example for example in tries if example is not None), None)
        if broken is not None:
            yield replace(broken, quality=0.0)


def encode(texts: Sequence[Example], tokenizer: Any) -> list[tuple[Encoded, ...]]:
    """The German alone, as subwords with labels; what is longer than `LONGEST` is left out."""
    found: list[tuple[Encoded, ...]] = []
    for example, encoding in zip(texts, tokenizer.encode_batch([e.translation for e in texts]), strict=True):
        if len(encoding.ids) <= LONGEST:
            marks = subword_labels(encoding.offsets, example.marks)
            found.append((Encoded(tuple(encoding.ids), marks, example.quality, 0),))
    return found


def network(folder: Path) -> Any:
    """COMET's network with the lowest `LAYERS` layers of the encoder in a folder."""
    from comet.models.multitask.unified_metric import UnifiedMetric

    model: Any = UnifiedMetric(**hyperparameters(folder, LAYERS))
    del model.encoder.model.encoder.layer[LAYERS:]
    return model


def train(data: Path, dictionary: Path, work: Path, initial: Path, minutes: float, seed: int) -> None:
    """Train for so many minutes in all, counting those before a resumed checkpoint; leaves `work/last.pt`.

    `initial` is the work folder of the training of COMET, whose encoder and checkpoint are the start.
    """
    import torch
    from tokenizers import Tokenizer
    from torch.nn import functional

    torch.manual_seed(seed)
    folder = initial / "encoder"
    model = network(folder)
    start = torch.load(initial / "last.pt", weights_only=True)["model"]
    model.load_state_dict({name: start[name] for name in model.state_dict()})
    in_encoder, in_heads = thawed(model)
    optimiser = torch.optim.AdamW(
        [{"params": in_encoder, "base": ENCODER_RATE}, {"params": in_heads, "base": HEAD_RATE}],
        weight_decay=0.01,
        fused=True,
    )
    spent, step, epoch = 0.0, 0, 0
    checkpoint = work / "last.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        spent, step, epoch = state["spent"], state["step"], state["epoch"]
    model.encoder.model.encoder.compile(dynamic=True)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    word_weights = torch.tensor(WORD_WEIGHTS)
    model.train()
    sound = list({e.translation: e for e in corpora.sound_pairs(data, "train")}.values())
    material = material_of(sound, dictionary)

    def save() -> None:
        progress = {"spent": spent, "step": step, "epoch": epoch}
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), **progress}
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)

    budget, saved = minutes * 60, spent
    while spent < budget:
        rng = random.Random(seed + epoch)
        began = time.monotonic()
        chosen = rng.sample(sound, min(AT_ONCE, len(sound)))
        total = list(batches(encode(list(examples(chosen, material, rng)), tokenizer), rng, BATCH_TOKENS))
        print(f"epoch {epoch}: {sum(map(len, total))} examples made in {time.monotonic() - began:.0f} s", flush=True)
        sums = torch.zeros(2)
        for entries in total:
            began = time.monotonic()
            done = spent / budget
            for group in optimiser.param_groups:
                group["lr"] = group["base"] * min(1.0, (done + 1e-4) / WARM_UP) * max(1.0 - done, 0.02)
            batch: Batch = collate(entries)
            output = model.forward(batch.ids, batch.mask)
            sentence = functional.binary_cross_entropy(output.score.clamp(1e-5, 1 - 1e-5), batch.quality)
            word = functional.cross_entropy(
                output.logits.reshape(-1, 3), batch.labels.reshape(-1), weight=word_weights, ignore_index=-1
            )
            loss: Any = SENTENCE_SHARE * sentence + word
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(in_encoder + in_heads, 1.0)
            optimiser.step()
            step += 1
            sums += torch.tensor([sentence.item(), word.item()])
            spent += time.monotonic() - began
            if step % 100 == 0:
                means = " ".join(f"{value:.4f}" for value in (sums / 100).tolist())
                print(f"step {step} minute {spent / 60:.1f} {means}", flush=True)
                sums.zero_()
            if spent - saved > CHECKPOINT_SECONDS or spent >= budget:
                save()
                saved = spent
            if spent >= budget:
                return
        epoch += 1


def main() -> None:
    """Command line of the training."""
    parser = argparse.ArgumentParser(description="Train the model of fluency.")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--initial", type=Path, required=True, help="folder of the training of COMET to start from")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    train(options.data, options.dictionary, options.work, options.initial, options.minutes, options.seed)


if __name__ == "__main__":
    main()
