"""Outputs of real systems that were read for the training, one by one, beside their sources.

What no other system says (`corpora.consensus`) is a witness, and not more. So 3,600 of those outputs were read, of news
and of other texts, of every quality: each is sound, has a minor error, or is garbled, which says that a fluent reader
would stumble or be misled; what is wrong is marked. They were read by a large language model. `reviewed.tsv.gz` holds
the labels alone, with a digest of each pair; the texts are those of the data.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from mtcheck.training import corpora
from mtcheck.training.corpora import Example, Mark

Part = Literal["train", "verdict", "dev"]

FILE = "reviewed.tsv.gz"
"""Columns digest, label ("sound", "minor" or "garbled"), spans ("4-9 20-31"); it lies beside this module."""

SOUND_QUALITY = 0.92
MINOR_QUALITY = 0.7
ONE_ERROR = 0.4
"""Quality, 0-1, of a garbled output with one marked place; each further one takes off a third of it."""


def reviewed(data: Path, part: Part) -> Iterator[Example]:
    """The outputs of a part; `garbled` is None where there is a minor error.

    What is kept for the verdict is nothing that the tagger learns from (`corpora.kept_for_verdict`).
    """
    for output in corpora.consensus(data, "dev" if part == "dev" else "train"):
        if part == "dev" or corpora.kept_for_verdict(output.source) is (part == "verdict"):
            found = as_reviewed(output)
            if found is not None:
                yield found


def as_reviewed(output: Example) -> Example | None:
    """An output as it was read; None where it was not."""
    found = _labels().get(digest(output.source, output.translation))
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


def digest(source: str, translation: str) -> str:
    """What a pair is known by."""
    return hashlib.sha256(f"{source}\t{translation}".encode()).hexdigest()[:16]


def _quality(label: str, marks: int) -> float:
    if label == "garbled":
        return ONE_ERROR * (2 / 3) ** (max(marks, 1) - 1)
    return MINOR_QUALITY if label == "minor" else SOUND_QUALITY


@lru_cache(maxsize=1)
def _labels() -> dict[str, tuple[str, tuple[Mark, ...]]]:
    packed = files("mtcheck.training").joinpath(FILE).read_bytes()
    rows = csv.reader(io.StringIO(gzip.decompress(packed).decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {key: (label, tuple(_marks(label, spans))) for key, label, spans in rows}


def _marks(label: str, spans: str) -> Iterator[Mark]:
    for span in spans.split():
        start, end = map(int, span.split("-"))
        yield Mark(start, end, "major" if label == "garbled" else "minor")
