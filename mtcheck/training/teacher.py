"""What the networks that ship make of an example, as the target of a training: the model teaches its successor.

The score of the embedded COMET model alone is a worse judge than the score, the sum of its own word marks and those of
the tagger together, for the sentence head learns sooner than the word heads which sources are rated low. A network that
is trained to give this sum as its score (Hinton et al. 2015, Section 2) is better than its teacher where the target is
corrected by what is known of the example: that it is a reference, that words in it are marked, that it was broken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtcheck.metrics.comet import EmbeddedComet, Judgement
from mtcheck.metrics.tagger import Tags
from mtcheck.training.corpora import Example, Mark
from mtcheck.training.judged import judge
from mtcheck.training.mixture import Group, scale

WEIGHTS = (1.0, 0.75, 0.5, 0.3)
"""Of the score's logit, the sum of COMET's major errors, the tagger's wrong and its ungrammatical words."""
KNOWN = 0.4
"""How far a target moves towards what is known of an example, 0-1."""
FALL = 4.0
"""Standard deviations between the targets of qualities 0 and 1."""
SOUND, ABOVE = 0.9, 0.3
"""A quality, and how far its target lies above the mean, in standard deviations."""
KNOWN_ALONE = {"made-weak": 1.5}
"""Examples of which the networks know too little to be asked, for they take literal nonsense for sound; and how much
further the targets of these fall."""
LEAST_FALL = 0.4
"""Standard deviations by which a broken sentence has to score lower than the sentence it was made from."""
SCALE = (2.1, 0.82)
"""Mean and standard deviation of the targets of sound pairs, as logits."""
SURE = 0.9999
MOST = 1_300
"""Characters of both sides; longer examples have more subwords than are trained on."""


def opinions(judgement: Judgement, tags: Tags) -> tuple[float, ...]:
    """What the networks say of a pair, the higher the better; in the order of `WEIGHTS`."""
    score = min(max(judgement.score, 1 - SURE), SURE)
    return (
        float(np.log(score / (1 - score))),
        -sum(subword.major for subword in judgement.subwords),
        sum(float(np.log1p(-min(subword.wrong, SURE))) for subword in tags.subwords),
        sum(float(np.log1p(-min(subword.ungrammatical, SURE))) for subword in tags.subwords),
    )


def targets(groups: Sequence[Group]) -> NDArray[np.float64]:
    """A logit for each example of each group in order; NaN where there is no source, and for very long ones."""
    examples = [example for group in groups for example in group]
    short = [
        place
        for place, example in enumerate(examples)
        if example.source.strip() and example.translation.strip()
        if len(example.source) + len(example.translation) <= MOST
    ]
    places = [place for place in short if examples[place].corpus not in KNOWN_ALONE]
    judged = judge(EmbeddedComet(), [examples[place] for place in places], tagged=True)
    found = np.array([opinions(j, t) for j, t in zip(judged.judgements, judged.tags, strict=True) if t is not None])
    sound = np.array([scale(examples[place]) == 0 and examples[place].quality >= SOUND for place in places])
    standardised = (found - found[sound].mean(axis=0)) / found[sound].std(axis=0)
    blend = np.full(len(examples), np.nan)
    blend[places] = standardised @ np.array(WEIGHTS)
    blend /= np.nanstd(blend[places][sound])
    blend = np.clip(blend, -7, 3)
    corrected = _by_judgement(examples, blend)
    for place in set(short) - set(places):
        corrected[place] = KNOWN_ALONE[examples[place].corpus] * _by_quality(examples[place])
    position = 0
    for group in groups:
        for place in range(position + 1, position + len(group)):
            if examples[place].corpus.startswith("made-") and not examples[position].corpus.startswith("made-"):
                corrected[place] = min(corrected[place], corrected[position] - LEAST_FALL)
        position += len(group)
    return np.asarray(SCALE[0] + SCALE[1] * corrected)


def _by_judgement(examples: Sequence[Example], blend: NDArray[np.float64]) -> NDArray[np.float64]:
    """The targets moved towards what is known: a quality, or a judgement in standard deviations of its corpus."""
    known = np.array([_by_quality(example) for example in examples])
    for corpus in {example.corpus for example in examples if example.judgement is not None}:
        of_corpus = [place for place, example in enumerate(examples) if example.corpus == corpus]
        usual, spread = np.nanmean(blend[of_corpus]), np.nanstd(blend[of_corpus])
        for place in of_corpus:
            known[place] = usual + spread * float(examples[place].judgement or 0.0)
    return np.asarray(blend + KNOWN * (known - blend))


def _by_quality(example: Example) -> float:
    """What is known of an example by its quality alone, in standard deviations of sound pairs."""
    return FALL * (example.quality - SOUND) + ABOVE


def taught(mixed: Callable[[], Sequence[Group]], kept: Path) -> list[Group]:
    """Groups with targets in place of judgements; they are `kept` as JSON for a training that is resumed."""
    if not kept.exists():
        groups = mixed()
        values = iter(targets(groups).tolist())
        given = [tuple(_with_target(example, next(values)) for example in group) for group in groups]
        kept.write_text("\n".join(json.dumps([asdict(e) for e in group]) for group in given), encoding="utf-8")
    return [
        tuple(_read(example) for example in json.loads(line))
        for line in kept.read_text(encoding="utf-8").split("\n")
        if line
    ]


def _with_target(example: Example, value: float) -> Example:
    return replace(example, judgement=None if np.isnan(value) else value)


def _read(kept: Mapping[str, Any]) -> Example:
    marks = kept["marks"]
    return Example(**{**kept, "marks": None if marks is None else tuple(Mark(**mark) for mark in marks)})
