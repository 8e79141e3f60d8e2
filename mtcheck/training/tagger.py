"""Training the tagger: it marks the words of a translation that are wrong, and those that are no good German.

    python -m mtcheck.training tagger --data DATA --dictionary de-en --work FOLDER --initial FOLDER [--minutes 75]

A subword of the translation is sound, a wrong word (another sense, something the source does not say, a word that is
odd where it stands) or broken grammar; the first position says whether anything is. Seven in nine sentences are read
with their source, the others alone, so that the tagger can do without.

It learns from sound sentences of which two in three are broken on purpose (`made_errors.py`), often in several places;
in some of them words first give way to synonyms, so that it is no sign of an error that a word was exchanged. Beside
them stand outputs of real systems, with the words that no other translation uses, and those that people marked.

Sentences that were written for the training (`written.py`) teach it free German that is sound, and how weak systems
botch it. It starts from the lowest layers of the embedded COMET model before its last stage, and shares its word
embeddings, which stay as they are. It learns nothing of the sources that are kept for the fit of the verdict.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mtcheck.lexicon.tokens import Token, tokenise
from mtcheck.metrics.packing import unpack
from mtcheck.training import corpora, made_errors, senses
from mtcheck.training.corpora import Example
from mtcheck.training.forms import fitting, written
from mtcheck.training.loosen import loosened
from mtcheck.training.mixture import IGNORED, SCALES, Encoded, scale, subword_labels
from mtcheck.training.reviewed import reviewed
from mtcheck.training.steps import Training, device, read_checkpoint
from mtcheck.training.train import batches, collate, hyperparameters, thawed
from mtcheck.training.written import written as written_sentences

LAYERS = 6
LONGEST = 170
"""Subwords of a pair."""
LONGEST_TRANSLATION = 110
BATCH_TOKENS = 2400
ENCODER_RATE = 1.2e-4
HEAD_RATE = 3e-4
WARM_UP = 0.02
WORD_WEIGHTS = (1.0, 2.5, 2.5)
SENTENCE_SHARE = 0.4
"""Weight of the sentence loss beside the word loss."""
ALONE = 0.22
"""Share of the sentences that are read without their source, 0-1."""
SOUND = 0.35
"""Share of the sentences that stay sound, 0-1."""
SEVERAL = 0.45
"""Share of the broken sentences that get more than one error, 0-1."""
EVERY = 60
"""Characters for each further error."""
TRIES = 4
"""Kinds that are tried for a single error."""
SYNONYMS = 0.3
"""Share of the sentences with their source in which a word or two give way to synonyms, 0-1."""
AT_ONCE = 8_000
"""Sound sentences that are drawn for a pass."""
REAL = 0.2
"""Outputs of real systems in a pass for each sound sentence; one half has marked words."""
JUDGED = 0.06
"""Outputs that people marked, for each sound sentence."""
REFERENCES = 0.4
"""References that are learned as they are, for each sound sentence: they are freer than what else is sound."""
READ = 12_000
"""Outputs that were read, in a pass."""
LOOSENED = 0.5
"""Share of the sources of what was written for the training, 0-1, that are said more loosely."""
MOST_SENSES = 40
"""Wrong senses of a word that are drawn from."""

ALONE_SHARES = {
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
    "english-order": 5.0,
    "added-content": 0.7,
    "cut-off": 0.5,
}
"""Relative numbers of the made errors in sentences without their source."""

PAIR_SHARES = {
    **ALONE_SHARES,
    "wrong-sense": 9.0,
    "literal-sense": 14.0,
    "foreign-word": 4.0,
    "opposite": 1.5,
    "negation": 1.2,
    "negation-gained": 0.8,
    "number": 0.8,
    "number-word": 0.6,
    "unit": 0.3,
    "calendar": 0.3,
    "compass": 0.3,
    "name": 0.6,
    "reversal": 0.7,
    "untranslated": 0.3,
    "dropped-content": 1.5,
    "added-content": 1.0,
}
"""The same in sentences with their source."""

WRONG_KINDS = frozenset(
    (
        *("wrong-sense", "literal-sense", "foreign-word", "opposite", "negation", "negation-gained", "number"),
        *("number-word", "unit", "calendar", "compass", "name", "reversal", "dropped-content", "added-content"),
        "untranslated",
    )
)
"""Made errors whose grammar is sound: the words are wrong where they stand."""

WRONG, UNGRAMMATICAL, UNKNOWN = "minor", "major", "unknown"
"""The labels of COMET's word head, which stand for other things here; and one of which nothing is learned."""

_SEPARABLE = (
    *("ab", "an", "auf", "aus", "bei", "ein", "dar", "fest", "her", "hin", "los", "mit", "nach", "vor", "weg"),
    *("weiter", "zu", "zurück"),
)


# The examples


def examples(
    sound: Sequence[Example], material: senses.Material, rng: random.Random, share_alone: float = ALONE
) -> Iterator[Example]:
    """Each sound pair as it is or with its German broken, such a share without source; the quality is 1 or 0."""
    beside, alone = (
        [(kind, shares[kind.name]) for kind in map(_labelled, made_errors.KINDS) if kind.name in shares]
        for shares in (PAIR_SHARES, ALONE_SHARES)
    )
    for pair in sound:
        is_alone = rng.random() < share_alone
        start = pair if is_alone or rng.random() >= SYNONYMS else with_synonyms(pair, material, rng)
        if rng.random() < SOUND:
            made: Example | None = replace(start, marks=(), quality=1.0)
        else:
            made = _broken(start, alone if is_alone else beside, material, rng)
        if made is not None:
            yield replace(made, source="" if is_alone else pair.source)


def _labelled(kind: made_errors.Kind) -> made_errors.Kind:
    """The kind, with the labels of this model on its marks."""
    label = WRONG if kind.name in WRONG_KINDS else UNGRAMMATICAL

    def make(*given: Any) -> made_errors.Broken | None:
        broken = kind.make(*given)
        return broken and replace(broken, marks=_all(broken.marks, label))

    return replace(kind, make=make)


def _all(marks: Sequence[corpora.Mark] | None, label: str) -> tuple[corpora.Mark, ...]:
    return tuple(replace(mark, severity=label) for mark in marks or ())


def _broken(
    pair: Example, weighed: Sequence[tuple[made_errors.Kind, float]], material: senses.Material, rng: random.Random
) -> Example | None:
    """The pair with one or several errors of some kinds, each drawn as often as its weight says."""
    if rng.random() < SEVERAL:
        wanted = rng.randint(2, 2 + len(pair.translation) // EVERY)
        local = [(kind, share) for kind, share in weighed if kind.name in made_errors.LOCAL_KINDS]
        kinds, shares = zip(*local, strict=True)
        broken = made_errors.add_several(pair, wanted, kinds, shares, rng, material)
    else:
        kinds, shares = zip(*weighed, strict=True)
        tries = (made_errors.make(pair, rng.choices(kinds, shares)[0], rng, material) for _ in range(TRIES))
        broken = next((example for example in tries if example is not None), None)
    return broken and replace(broken, quality=0.0)


def with_synonyms(pair: Example, material: senses.Material, rng: random.Random) -> Example:
    """A sound pair in which a word or two became others with the same meanings, where these have a form that fits."""
    text = pair.translation
    english = {token.lemma for token in tokenise(pair.source, "en") if token.content}
    tokens = [token for token in tokenise(text, "de") if token.content and token.lemma in material.synonyms]
    chosen = rng.sample(tokens, min(len(tokens), rng.randint(1, 2)))
    for token in sorted(chosen, key=lambda token: -token.start):
        others = [word for word, meanings in material.synonyms[token.lemma].items() if meanings & english]
        new = fitting(senses.common(others, rng), token) if others else None
        if new and _can_stand_for(new, token):
            text = text[: token.start] + written(new, token) + text[token.end :]
    return replace(pair, translation=text)


def _can_stand_for(new: str, old: Token) -> bool:
    """Of verbs only infinitives, and weak past forms that are not parted, are exchanged."""
    if old.text[0].isupper() or not old.lemma.endswith("n") or old.text == old.lemma:
        return True
    return old.text.endswith(("te", "ten")) and not old.text.startswith(_SEPARABLE) and not new.startswith(_SEPARABLE)


def of_systems(outputs: Sequence[Example]) -> Iterator[Example]:
    """Outputs of real systems; what is marked in them is a wrong word."""
    for example in outputs:
        marks = _all(example.marks, WRONG)
        yield replace(example, marks=marks, quality=0.0 if len(marks) > 1 else 0.25 if marks else 0.95)


def marked_by_people(outputs: Sequence[Example]) -> Iterator[Example]:
    """Outputs with the major errors that people marked; nothing is learned of words with a minor one."""
    for example in outputs:
        marks = tuple(
            replace(mark, severity=WRONG if mark.severity == "major" else UNKNOWN) for mark in example.marks or ()
        )
        is_wrong = any(mark.severity == WRONG for mark in marks)
        yield replace(example, marks=marks, quality=0.0 if is_wrong else 0.7 if marks else 0.95)


def of_written(rng: random.Random, share_alone: float = ALONE) -> Iterator[Example]:
    """The sentences written for the training, sound and botched, such a share of the sound ones without their source.

    Of a botched one nothing is learned without its source, for what is wrong may show only beside it.
    """
    for sentence in written_sentences("train"):
        is_alone = rng.random() < share_alone
        source = sentence.sound.source
        if is_alone:
            source = ""
        elif rng.random() < LOOSENED:
            source = loosened(source, rng)
        yield replace(sentence.sound, source=source, quality=1.0)
        if sentence.botched and not is_alone:
            yield replace(sentence.botched, source=source, marks=_all(sentence.botched.marks, WRONG), quality=0.0)


def encode(texts: Sequence[Example], tokenizer: Any) -> list[tuple[Encoded, ...]]:
    """Subwords with labels, the translation and then the source if there is one; what is too long is left out."""
    found: list[tuple[Encoded, ...]] = []
    translations = tokenizer.encode_batch([example.translation for example in texts])
    sources = tokenizer.encode_batch([example.source for example in texts])
    for example, translation, source in zip(texts, translations, sources, strict=True):
        ids = list(translation.ids)
        if example.source:
            ids += [ids[-1], *source.ids[1:]]
        if len(translation.ids) <= LONGEST_TRANSLATION and len(ids) <= LONGEST:
            labels = _labels(translation.offsets, example.marks or ())
            found.append((Encoded(tuple(ids), labels, example.quality, 0),))
    return found


def _labels(offsets: Sequence[tuple[int, int]], marks: Sequence[corpora.Mark]) -> tuple[int, ...]:
    unknown = [mark for mark in marks if mark.severity == UNKNOWN]
    known = subword_labels(offsets, tuple(mark for mark in marks if mark.severity != UNKNOWN))
    return tuple(
        IGNORED if not label and any(start < mark.end and mark.start < end for mark in unknown) else label
        for label, (start, end) in zip(known, offsets, strict=True)
    )


@dataclass(frozen=True)
class _Corpora:
    """What the examples are drawn from, without the sources that are kept for the verdict."""

    sound: list[Example]
    marked: list[Example]
    unmarked: list[Example]
    judged: list[Example]
    reviewed: list[Example]
    references: list[Example]
    material: senses.Material


def _read(data: Path, dictionary: Path) -> _Corpora:
    sound = {e.translation: e for e in corpora.sound_pairs(data, "train") if not corpora.kept_for_verdict(e.source)}
    outputs = [e for e in corpora.consensus(data, "train") if not corpora.kept_for_verdict(e.source)]
    judged = [e for e in corpora.judgements(data, "train") if not corpora.kept_for_verdict(e.source)]
    return _Corpora(
        list(sound.values()),
        [example for example in outputs if example.marks],
        [example for example in outputs if not example.marks],
        [example for example in judged if scale(example) == SCALES.index("MQM")],
        list(reviewed(data, "train")),
        [replace(example, quality=1.0) for example in sound.values() if "-ref" in example.corpus],
        senses.material_of(list(sound.values()), dictionary, MOST_SENSES, synonymous=True),
    )


def _pass(read: _Corpora, alone: float, rng: random.Random) -> list[Example]:
    """The examples of one pass, a share of the sentences `alone`; where all are, no outputs of systems are there."""
    sound = rng.sample(read.sound, min(AT_ONCE, len(read.sound)))
    if alone == 1:
        return list(examples(sound, read.material, rng, alone))
    half = int(len(sound) * REAL / 2)
    return [
        *examples(sound, read.material, rng, alone),
        *of_systems(rng.sample(read.marked, half) + rng.sample(read.unmarked, half)),
        *marked_by_people(
            rng.sample(read.judged, int(len(sound) * JUDGED)) + rng.sample(read.reviewed, min(READ, len(read.reviewed)))
        ),
        *rng.sample(read.references, int(len(sound) * REFERENCES)),
        *of_written(rng),
    ]


# The training


def network(folder: Path) -> Any:
    """COMET's network with the lowest `LAYERS` layers of the encoder in a folder."""
    from comet.models.multitask.unified_metric import UnifiedMetric

    model: Any = UnifiedMetric(**hyperparameters(folder, LAYERS))
    del model.encoder.model.encoder.layer[LAYERS:]
    return model


def load_weights(model: Any, path: Path) -> None:
    """Give the network the weights of a checkpoint, of a COMET or a tagger, or of a folder that `export-tagger` wrote.

    That folder has no word embeddings: those of the network stay, which are the encoder's own.
    """
    import torch

    if path.is_dir():
        exported = unpack(path / "model.safetensors", model.encoder.model.config.hidden_size)
        model.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in exported.items()}, strict=False)
    else:
        state = read_checkpoint(path)["model"]
        model.load_state_dict({name: state[name] for name in model.state_dict()})


def train(
    data: Path,
    dictionary: Path,
    work: Path,
    initial: Path,
    minutes: float,
    seed: int,
    *,
    beginning: Path | None = None,
    alone: float = ALONE,
    frozen: int = 0,
) -> None:
    """Train for so many minutes in all, counting those before a resumed checkpoint; leaves `work/last.pt`.

    `initial` is the work folder of the training of COMET, whose encoder and checkpoint are the start; `beginning` is
    the checkpoint of an earlier round, or an exported tagger, to start from instead. `alone` is the share of sentences
    that are read without their source, 0-1. So many of the lowest layers are `frozen`.
    """
    import torch
    from tokenizers import Tokenizer
    from torch.nn import functional

    torch.manual_seed(seed)
    folder = initial / "encoder"
    model = network(folder)
    load_weights(model, beginning or initial / "last.pt")
    model.to(device())
    in_encoder, in_heads = thawed(model, frozen)
    parts = [{"params": in_encoder, "base": ENCODER_RATE}, {"params": in_heads, "base": HEAD_RATE}]
    training = Training(model, parts, work / "last.pt", minutes, WARM_UP)
    model.encoder.model.encoder.compile(dynamic=True)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    word_weights = torch.tensor(WORD_WEIGHTS, device=device())
    model.train()
    read = _read(data, dictionary)

    def losses(entries: list[tuple[int, Encoded]]) -> tuple[Any, Sequence[Any]]:
        batch = collate(entries).to(device())
        output = model.forward(batch.ids, batch.mask)
        sentence = functional.binary_cross_entropy(output.score.clamp(1e-5, 1 - 1e-5), batch.quality)
        word = functional.cross_entropy(
            output.logits.reshape(-1, 3), batch.labels.reshape(-1), weight=word_weights, ignore_index=IGNORED
        )
        return SENTENCE_SHARE * sentence + word, (sentence, word)

    while not training.is_over:
        rng = random.Random(seed + training.progress.epoch)
        began = time.monotonic()
        total = list(batches(encode(_pass(read, alone, rng), tokenizer), rng, BATCH_TOKENS))
        made = f"{sum(map(len, total))} examples made in {time.monotonic() - began:.0f} s"
        print(f"epoch {training.progress.epoch}: {made}", flush=True)
        training.run(total, losses)


def main() -> None:
    """Command line of the training."""
    parser = argparse.ArgumentParser(description="Train the tagger.")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--initial", type=Path, required=True, help="folder of the training of COMET to start from")
    parser.add_argument(
        "--beginning", type=Path, help="checkpoint of an earlier round, or exported tagger, to start from"
    )
    parser.add_argument("--alone", type=float, default=ALONE, help="share of sentences without their source, 0-1")
    parser.add_argument("--minutes", type=float, default=75)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--frozen", type=int, default=0, help="how many of the lowest layers stay as they are")
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    train(
        *(options.data, options.dictionary, options.work, options.initial, options.minutes, options.seed),
        beginning=options.beginning,
        alone=options.alone,
        frozen=options.frozen,
    )


if __name__ == "__main__":
    main()
