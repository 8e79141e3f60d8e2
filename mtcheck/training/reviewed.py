"""Outputs of real systems that were read for the training, one by one, beside their sources.

What no other system says (`corpora.consensus`) is a witness, and not more. So 44,700 of those outputs were read, of
news and of other texts, of every quality, and 7,000 that people gave direct assessments: each is sound, has a minor
error, or is garbled, which says that a fluent reader would stumble or be misled; what is wrong is marked. They were
read by a large language model. `reviewed.tsv.gz` holds the labels alone, with a digest of each pair; the texts are
those of the data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from mtcheck.training import corpora
from mtcheck.training.corpora import Example, Mark, Part, garbled_quality, shipped_rows

FILE = "reviewed.tsv.gz"
"""Columns digest, label ("sound", "minor" or "garbled"), spans ("4-9 20-31"); it lies beside this module."""

SOUND_QUALITY = 0.92
MINOR_QUALITY = 0.7


def reviewed(data: Path, part: Part) -> Iterator[Example]:
    """The outputs of a part; `garbled` is None where there is a minor error.

    What is kept for the verdict is nothing that the tagger learns from (`corpora.kept_for_verdict`).
    """
    for output in _outputs(data, "dev" if part == "dev" else "train"):
        if part == "dev" or corpora.kept_for_verdict(output.source) is (part == "verdict"):
            found = as_reviewed(output)
            if found is not None:
                yield found


def _outputs(data: Path, split: str) -> Iterator[Example]:
    """What may have been read: outputs of many systems, and those that people gave direct assessments."""
    yield from corpora.consensus(data, split)
    for example in corpora.judgements(data, split):
        if example.corpus.startswith(corpora.ASSESSED):
            yield replace(example, corpus=f"consensus-{example.corpus}", judgement=None)


def as_reviewed(output: Example) -> Example | None:
    """An output as it was read; None where it was not."""
    found = _read(output)
    if found is None:
        return None
    label, marks = found
    return replace(
        output,
        corpus=output.corpus.replace("consensus", "reviewed"),
        quality=_quality(label, len(marks)),
        marks=marks,
        garbled={"sound": False, "garbled": True}.get(label),
    )


def with_words_read(judged: Example) -> Example:
    """What people judged, with the words that were read as wrong in place of those that a post-editor changed.

    The judgement stays what people said: who scores a translation weighs other things than who asks what misleads.
    """
    found = _read(judged)
    return judged if found is None else replace(judged, marks=found[1])


def is_assessed(read: Example) -> bool:
    """Whether people gave an output that was read a direct assessment too."""
    return read.corpus.startswith(f"reviewed-{corpora.ASSESSED}")


def _read(output: Example) -> tuple[str, tuple[Mark, ...]] | None:
    """The label and the wrong words of an output; None where it was not read."""
    return _labels().get(digest(output.source, output.translation))


def digest(source: str, translation: str) -> str:
    """What a pair is known by."""
    return hashlib.sha256(f"{source}\t{translation}".encode()).hexdigest()[:16]


def _quality(label: str, marks: int) -> float:
    if label == "garbled":
        return garbled_quality(marks)
    return MINOR_QUALITY if label == "minor" else SOUND_QUALITY


@lru_cache(maxsize=1)
def _labels() -> dict[str, tuple[str, tuple[Mark, ...]]]:
    return {key: (label, tuple(_marks(label, spans))) for key, label, spans in shipped_rows(FILE)}


def _marks(label: str, spans: str) -> Iterator[Mark]:
    for span in spans.split():
        start, end = map(int, span.split("-"))
        yield Mark(start, end, "major" if label == "garbled" else "minor")
