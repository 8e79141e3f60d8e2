"""The training mixture: which examples, how many of each kind, and how they become subword labels."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtcheck.training import corpora, ding, made_errors
from mtcheck.training.corpora import Example, Mark

LABELS = ("O", "I-minor", "I-major")
"""Word labels in the order of COMET's own label set for `error_labels=["minor", "major"]`."""

IGNORED = -1
"""Label of subwords about which nothing is known (COMET's own `ignore_index`)."""

MADE_SHARES = {
    "loop": 1.5,
    "echo": 1.0,
    "wrong-sense": 4.0,
    "foreign-word": 2.0,
    "function-word": 2.5,
    "dropped-verb": 2.0,
    "dropped-content": 1.5,
    "negation": 1.5,
    "number": 0.8,
    "name": 0.5,
    "untranslated": 0.8,
    "fragment": 0.8,
    "cut-off": 1.0,
    "added-content": 1.5,
    "agreement": 2.5,
    "word-order": 2.0,
    "spaced-hyphen": 0.4,
    "reversal": 0.8,
}
"""Relative numbers of the made errors."""


@dataclass(frozen=True)
class Sizes:
    """How many examples of each kind one pass holds; a kind with fewer is taken whole."""

    consensus_marked: int = 12_000
    consensus_unmarked: int = 4_000
    direct_assessments: int = 7_000
    mqm: int = 10_000
    references: int = 9_000
    strong_systems: int = 2_500
    made: int = 14_000
    critical_errors: int = 3_000
    strangers: int = 4_000


def mixture(data: Path, dictionary: Path, sizes: Sizes, rng: random.Random) -> list[Example]:
    """The examples of one pass, shuffled."""
    marked: list[Example] = []
    unmarked: list[Example] = []
    for example in corpora.consensus(data, "train"):
        (marked if example.marks else unmarked).append(example)
    judged = list(corpora.judgements(data, "train"))
    sound = list(_distinct(corpora.sound_pairs(data, "train")))
    references = [example for example in sound if "-ref" in example.corpus]
    systems = [example for example in sound if "-ref" not in example.corpus]
    parts = [
        _sample(marked, sizes.consensus_marked, rng),
        _sample(unmarked, sizes.consensus_unmarked, rng),
        _sample([example for example in judged if example.marks is None], sizes.direct_assessments, rng),
        _sample([example for example in judged if example.marks is not None], sizes.mqm, rng),
        _sample(references, sizes.references, rng),
        _sample(systems, sizes.strong_systems, rng),
        list(made(references + systems[: len(references) // 3], dictionary, sizes.made, rng)),
        list(strangers(references, sizes.strangers, rng)),
        _balanced(list(corpora.critical_errors(data, "train")), sizes.critical_errors, rng),
    ]
    examples = [example for part in parts for example in part]
    rng.shuffle(examples)
    return examples


def made(sound: Sequence[Example], dictionary: Path, count: int, rng: random.Random) -> Iterator[Example]:
    """Made errors over sound pairs; one in five has a second one."""
    correspondences = ((entry.german, entry.english) for entry in ding.read(dictionary))
    material = made_errors.Material(
        wrong_senses=made_errors.wrong_senses(correspondences),
        sentences=tuple(example.translation for example in sound),
    )
    kinds = list(made_errors.KINDS)
    weights = [MADE_SHARES[kind.name] for kind in kinds]
    produced = 0
    while produced < count:
        example = made_errors.make(rng.choice(sound), rng.choices(kinds, weights)[0], rng, material)
        if example is None:
            continue
        produced += 1
        yield example


def strangers(sound: Sequence[Example], count: int, rng: random.Random) -> Iterator[Example]:
    """Sound sentences beside the source of another sentence, half of them of a neighbour in the same corpus."""
    for _ in range(count):
        place = rng.randrange(len(sound))
        other = place + rng.choice((-2, -1, 1, 2)) if rng.random() < 0.5 else rng.randrange(len(sound))
        pair, stranger = sound[place], sound[other % len(sound)]
        if pair.source != stranger.source:
            yield Example("made-stranger", stranger.source, pair.translation, 0.02, None, True)


def _distinct(examples: Iterator[Example]) -> Iterator[Example]:
    seen = set()
    for example in examples:
        if (key := (example.source, example.translation)) not in seen:
            seen.add(key)
            yield example


def _sample(examples: list[Example], count: int, rng: random.Random) -> list[Example]:
    return rng.sample(examples, count) if len(examples) > count else examples


def _balanced(examples: list[Example], count: int, rng: random.Random) -> list[Example]:
    bad = _sample([example for example in examples if example.garbled], count // 2, rng)
    good = _sample([example for example in examples if not example.garbled], count // 2, rng)
    return bad + good


@dataclass(frozen=True)
class Encoded:
    """Subword ids of `<s> translation </s> </s> source </s>` and a label for each subword of the translation."""

    ids: tuple[int, ...]
    labels: tuple[int, ...]
    quality: float


def encode(examples: Sequence[Example], tokenizer: Any, longest: int) -> list[Encoded]:
    """Encode examples with a `tokenizers.Tokenizer`; those with more than `longest` subwords are left out."""
    translations = tokenizer.encode_batch([example.translation for example in examples])
    sources = tokenizer.encode_batch([example.source for example in examples])
    encoded = []
    for example, translation, source in zip(examples, translations, sources, strict=True):
        ids = [*translation.ids, translation.ids[-1], *source.ids[1:]]
        if len(ids) <= longest:
            labels = _labels(translation.offsets, example.marks)
            encoded.append(Encoded(tuple(ids), labels, example.quality))
    return encoded


def _labels(offsets: Sequence[tuple[int, int]], marks: tuple[Mark, ...] | None) -> tuple[int, ...]:
    if marks is None:
        return (IGNORED,) * len(offsets)
    labels = [0 if end > start else IGNORED for start, end in offsets]
    for mark in marks:
        label = LABELS.index(f"I-{mark.severity}")
        for position, (start, end) in enumerate(offsets):
            if start < mark.end and mark.start < end:
                labels[position] = max(labels[position], label)
    return tuple(labels)
