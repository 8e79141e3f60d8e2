"""The training mixture: which examples, how many of each kind, and how they become subword labels."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from mtcheck.training import corpora, made_errors
from mtcheck.training.corpora import Example, Mark
from mtcheck.training.loosen import loosened
from mtcheck.training.reviewed import is_assessed, reviewed, with_words_read
from mtcheck.training.senses import material_of
from mtcheck.training.written import Written, written

_T = TypeVar("_T")

LABELS = ("O", "I-minor", "I-major")
"""Word labels in the order of COMET's own label set for `error_labels=["minor", "major"]`."""

IGNORED = -1
"""Label of subwords about which nothing is known (COMET's own `ignore_index`)."""

MADE_SHARES = {
    "loop": 0.8,
    "echo": 1.0,
    "wrong-sense": 4.0,
    "foreign-word": 2.0,
    "function-word": 2.5,
    "dropped-verb": 2.0,
    "dropped-content": 1.5,
    "negation": 1.5,
    "negation-gained": 1.0,
    "number": 1.5,
    "number-word": 1.0,
    "unit": 0.8,
    "name": 1.0,
    "name-two-ways": 0.7,
    "untranslated": 0.6,
    "fragment": 0.5,
    "cut-off": 0.8,
    "dropped-end": 0.8,
    "added-content": 1.0,
    "agreement": 3.0,
    "word-order": 1.5,
    "spaced-hyphen": 0.4,
    "reversal": 1.5,
    "inflected-loop": 1.2,
    "noun-echo": 1.2,
    "dropped-auxiliary": 1.0,
    "wrong-case": 2.0,
    "unclosed-quote": 0.4,
    "stray-bracket": 0.3,
    "doubled-punctuation": 0.3,
    "literal-sense": 8.0,
    "preposition": 2.0,
    "verb-form": 2.5,
}
"""Relative numbers of the made errors."""

MADE_EVERY = 50
"""Characters for each further error in a sentence with several."""


FLUENCY_KINDS = frozenset(
    (
        *("loop", "echo", "inflected-loop", "noun-echo", "fragment", "cut-off", "untranslated", "foreign-word"),
        *("dropped-verb", "dropped-auxiliary", "verb-form", "preposition", "agreement", "wrong-case", "word-order"),
    )
)
"""Made errors that a reader sees without the source."""

SCALES = ("general", "direct assessment", "MQM", "critical errors")
"""Kinds of judgement; each has its own scale, which training fits, for 0.8 of one is not 0.8 of another."""

Group = tuple[Example, ...]
"""Translations of one source, which training also compares with each other; many hold only one."""


@dataclass(frozen=True)
class Sizes:
    """How many groups of each kind one pass holds; a kind with fewer is taken whole."""

    consensus_news: int = 2_000
    consensus_suites: int = 3_500
    direct_assessments: int = 7_000
    mqm: int = 4_000
    made_on_references: int = 8_000
    made_on_systems: int = 5_000
    references: int = 2_500
    critical_errors: int = 2_500
    strangers: int = 1_500
    written: int = 5_000
    reviewed: int = 6_000
    without_source: float = 0.06
    joined: float = 0.06
    loosened: float = 0.4


BROAD = Sizes()
"""Everything: what the model learns first."""

MOSTLY_JUDGED = Sizes(
    consensus_news=800,
    consensus_suites=800,
    made_on_references=2_500,
    made_on_systems=1_000,
    references=2_500,
    critical_errors=1_000,
    strangers=300,
    joined=0.03,
)
"""Half of it is what people judged, beside enough of the rest that it is not forgotten."""

LOOSE = Sizes(
    consensus_news=150,
    consensus_suites=150,
    direct_assessments=1_500,
    mqm=600,
    made_on_references=1_000,
    made_on_systems=300,
    references=4_500,
    critical_errors=500,
    strangers=150,
    written=11_000,
    reviewed=7_000,
    without_source=0.12,
    joined=0.04,
    loosened=0.5,
)
"""Less of everything, and more that is freely translated: what was written, and sources said more loosely."""

BALANCED = Sizes(
    consensus_news=100,
    consensus_suites=100,
    direct_assessments=7_000,
    mqm=4_000,
    made_on_references=3_500,
    made_on_systems=400,
    references=2_500,
    critical_errors=700,
    strangers=150,
    written=9_500,
    reviewed=4_500,
    without_source=0.1,
    joined=0.04,
    loosened=0.45,
)
"""As `LOOSE`, but a third of it is what people judged."""

ONLY_JUDGED = Sizes(
    consensus_news=0,
    consensus_suites=0,
    made_on_references=0,
    made_on_systems=0,
    references=0,
    critical_errors=0,
    strangers=0,
    without_source=0.0,
    joined=0.0,
    loosened=0.0,
)
"""Only what people judged, and what was written or read for the training."""


def mixture(data: Path, dictionary: Path, sizes: Sizes, rng: random.Random) -> list[Group]:
    """The groups of one pass, shuffled."""
    judged = [with_words_read(example) for example in corpora.judgements(data, "train")]
    sound = list(_distinct(corpora.sound_pairs(data, "train")))
    references = [example for example in sound if "-ref" in example.corpus]
    systems = [example for example in sound if "-ref" not in example.corpus]
    outputs = list(corpora.consensus(data, "train"))
    news = [example for example in outputs if "suites" not in example.corpus]
    suites = [example for example in outputs if "suites" in example.corpus]
    read = _chunks([example for example in reviewed(data, "train") if not is_assessed(example)], 4, rng)
    to_break = _sample(references, sizes.made_on_references, rng) + _sample(systems, sizes.made_on_systems, rng)
    parts: list[list[Group]] = [
        _sample(list(_comparable(news, references, rng)), sizes.consensus_news, rng),
        _sample(list(_comparable(suites, systems, rng)), sizes.consensus_suites, rng),
        _sample([(example,) for example in judged if scale(example) == 1], sizes.direct_assessments, rng),
        _sample(list(_chunks([example for example in judged if scale(example) == 2], 4, rng)), sizes.mqm, rng),
        list(made_groups(to_break, dictionary, sound, rng)),
        [(example,) for example in _sample(references, sizes.references, rng)],
        [(example,) for example in strangers(references, sizes.strangers, rng)],
        [(e,) for e in _balanced(list(corpora.critical_errors(data, "train")), sizes.critical_errors, rng)],
        _repeated(list(_versions(written("train"))), sizes.written, rng),
        _repeated(list(_with_reference(read, references, rng)), sizes.reviewed, rng),
    ]
    groups = [
        _without_source(group) if rng.random() < sizes.without_source and _shows_alone(group) else group
        for part in parts
        for group in part
    ]
    groups = [joined(group, sound, rng) if rng.random() < sizes.joined else group for group in groups]
    groups = [_loosened(group, rng) if rng.random() < sizes.loosened else group for group in groups]
    rng.shuffle(groups)
    return groups


def joined(group: Group, sound: Sequence[Example], rng: random.Random) -> Group:
    """A group with one to three sound pairs before or after each of its pairs, so that long texts are known too.

    The quality moves towards that of the sound pairs, as the errors are now thinner.
    """
    if not all(example.source and example.judgement is None for example in group):
        return group
    before = [rng.choice(sound) for _ in range(rng.randint(0, 2))]
    after = [rng.choice(sound) for _ in range(rng.randint(0 if before else 1, 2))]
    count = len(before) + len(after)
    first = "".join(f"{pair.translation} " for pair in before)

    def longer(example: Example) -> Example:
        marks = example.marks and tuple(
            replace(mark, start=mark.start + len(first), end=mark.end + len(first)) for mark in example.marks
        )
        return replace(
            example,
            source=" ".join(pair.source for pair in (*before, example, *after)),
            translation=first + " ".join(pair.translation for pair in (example, *after)),
            quality=example.quality + (0.95 - example.quality) * (0.25 if count == 1 else 0.4),
            marks=marks,
        )

    return tuple(longer(example) for example in group)


def scale(example: Example) -> int:
    """Which of `SCALES` an example's quality is on."""
    if example.corpus.startswith(corpora.ASSESSED):
        return 1
    if example.corpus.endswith("-mqm"):
        return 2
    return 3 if example.corpus == "critical-errors" else 0


def _comparable(outputs: Sequence[Example], sound: Sequence[Example], rng: random.Random) -> Iterator[Group]:
    """By source: up to two outputs with marks, one without, one sound translation."""
    better, by_source = _by_source(sound), _by_source(outputs)
    for source, examples in by_source.items():
        marked = _sample([example for example in examples if example.marks], 2, rng)
        unmarked = _sample([example for example in examples if not example.marks], 1, rng)
        yield (*marked, *unmarked, *_sample(better.get(source, []), 1, rng))


def _chunks(examples: Sequence[Example], most: int, rng: random.Random) -> Iterator[Group]:
    for alike in _by_source(examples).values():
        rng.shuffle(alike)
        for first in range(0, len(alike), most):
            yield tuple(alike[first : first + most])


def _with_reference(groups: Iterator[Group], references: Sequence[Example], rng: random.Random) -> Iterator[Group]:
    """The groups, each with a reference of its source where there is one."""
    of_source = _by_source(references)
    for group in groups:
        yield (*group, *_sample(of_source.get(group[0].source, []), 1, rng))


def _by_source(examples: Sequence[Example]) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = {}
    for example in examples:
        found.setdefault(example.source, []).append(example)
    return found


def _shows_alone(group: Group) -> bool:
    """Whether what is wrong in a group shows without its source."""
    return all(
        scale(example) == 0
        and (not example.corpus.startswith("made-") or example.corpus.removeprefix("made-") in FLUENCY_KINDS)
        for example in group
    )


def _without_source(group: Group) -> Group:
    return tuple(replace(example, source="") for example in group)


def made_groups(
    sound: Sequence[Example], dictionary: Path, others: Sequence[Example], rng: random.Random
) -> Iterator[Group]:
    """Each sound pair with a translation that has one made error, and one that has several."""
    if not sound:
        return
    material = material_of(others, dictionary)
    kinds = [kind for kind in made_errors.KINDS if kind.name in MADE_SHARES]
    local = [kind for kind in kinds if kind.name in made_errors.LOCAL_KINDS]
    weights, local_weights = ([MADE_SHARES[kind.name] for kind in some] for some in (kinds, local))
    for pair in sound:
        tries = (made_errors.make(pair, rng.choices(kinds, weights)[0], rng, material) for _ in range(8))
        once = next((example for example in tries if example is not None), None)
        wanted = rng.randint(2, 2 + len(pair.translation) // MADE_EVERY)
        several = made_errors.add_several(pair, wanted, local, local_weights, rng, material)
        several = several and replace(several, corpus="made-several")
        yield tuple(example for example in (pair, once, several) if example is not None)


def strangers(sound: Sequence[Example], count: int, rng: random.Random) -> Iterator[Example]:
    """Sound sentences beside the source of another sentence, half of them of a neighbour in the same corpus."""
    for _ in range(count):
        place = rng.randrange(len(sound))
        other = place + rng.choice((-2, -1, 1, 2)) if rng.random() < 0.5 else rng.randrange(len(sound))
        pair, stranger = sound[place], sound[other % len(sound)]
        if pair.source != stranger.source:
            yield Example("made-stranger", stranger.source, pair.translation, 0.02, None, True)


def _versions(sentences: Iterable[Written]) -> Iterator[Group]:
    """The translations of each source, sound and botched; of some there are several sound ones."""
    found: dict[tuple[str, str], list[Example]] = {}
    for sentence in sentences:
        versions = found.setdefault((sentence.article, sentence.sound.source), [])
        versions += [sentence.sound, *([sentence.botched] if sentence.botched else [])]
    yield from map(tuple, found.values())


def _repeated(groups: list[Group], count: int, rng: random.Random) -> list[Group]:
    """So many of the groups, each equally often but for the last round."""
    rounds, rest = divmod(count, max(len(groups), 1))
    return [*groups * rounds, *_sample(groups, rest, rng)] if groups else []


def _loosened(group: Group, rng: random.Random) -> Group:
    """The group with its source said more loosely; what people judged and what lacks a source stays."""
    if not group[0].source or any(example.judgement is not None for example in group):
        return group
    source = loosened(group[0].source, rng)
    return tuple(replace(example, source=source) for example in group)


def _distinct(examples: Iterator[Example]) -> Iterator[Example]:
    seen = set()
    for example in examples:
        if (key := (example.source, example.translation)) not in seen:
            seen.add(key)
            yield example


def _sample(examples: list[_T], count: int, rng: random.Random) -> list[_T]:
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
    scale: int
    judgement: float | None = None


def encode(groups: Sequence[Group], tokenizer: Any, longest: int) -> list[tuple[Encoded, ...]]:
    """Encode groups with a `tokenizers.Tokenizer`; examples with more than `longest` subwords are left out."""
    examples = [example for group in groups for example in group]
    translations = tokenizer.encode_batch([example.translation for example in examples])
    sources = tokenizer.encode_batch([example.source for example in examples])
    encoded: list[tuple[Encoded, ...]] = []
    position = 0
    for group in groups:
        kept = []
        for example in group:
            translation, source = translations[position], sources[position]
            position += 1
            ids = [*translation.ids, translation.ids[-1], *source.ids[1:]]
            if len(ids) <= longest:
                labels = subword_labels(translation.offsets, example.marks)
                kept.append(Encoded(tuple(ids), labels, example.quality, scale(example), example.judgement))
        if kept:
            encoded.append(tuple(kept))
    return encoded


def subword_labels(offsets: Sequence[tuple[int, int]], marks: tuple[Mark, ...] | None) -> tuple[int, ...]:
    if marks is None:
        return (IGNORED,) * len(offsets)
    labels = [0 if end > start else IGNORED for start, end in offsets]
    for mark in marks:
        label = LABELS.index(f"I-{mark.severity}")
        for position, (start, end) in enumerate(offsets):
            if start < mark.end and mark.start < end:
                labels[position] = max(labels[position], label)
    return tuple(labels)
