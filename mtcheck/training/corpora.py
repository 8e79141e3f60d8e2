"""Reading the judged translations and clean pairs that the model is trained and measured on.

The files are gzipped, tab-separated, UTF-8, with a header line and no quoting; their folder is always given by the
user (`--data`), for their text is not part of the project.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.resources import files
from pathlib import Path
from statistics import mean, pstdev
from typing import Literal

Part = Literal["train", "verdict", "dev"]
"""What is learned from, what is kept for the fit of the verdict, and what is only measured on."""

GOOD_ASSESSMENT = 0.6
"""From this quality on, what a post-editor changed counts as minor."""

USUAL_WORDS = 12
"""Content words of a sentence of usual length; the errors of a longer text are counted for so many."""

ASSESSED = "mlqe"
"""What the names of corpora with direct assessments begin with."""

MOST_PENALTY = 25.0
"""MQM penalty of a sentence, beyond which nothing gets worse (that of a sentence that is no translation)."""

ONE_ERROR = 0.4
"""Quality, 0-1, of a garbled translation with one marked place; each further one takes off a third of it."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Mark:
    """A stretch of a translation that is wrong: code points, half open, and a severity ("minor" or "major")."""

    start: int
    end: int
    severity: str


@dataclass(frozen=True)
class Example:
    """A pair with what is known of its quality.

    `quality` lies in 0-1, 1 is best. `marks` is None where nothing is known about single words, and empty where no
    word is wrong. `garbled` is the binary label where the corpus gives a clear one. `judgement` is what people said,
    the larger the better, in standard deviations above the mean of its corpus.
    """

    corpus: str
    source: str
    translation: str
    quality: float
    marks: tuple[Mark, ...] | None
    garbled: bool | None = None
    judgement: float | None = None


def rows(path: Path) -> Iterator[Mapping[str, str]]:
    """The rows of a gzipped table as dictionaries, in file order."""
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        header = next(lines).rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=True))


def shipped_rows(name: str) -> Iterator[list[str]]:
    """The rows of a gzipped table that lies beside this module, which has no header."""
    packed = files("mtcheck.training").joinpath(name).read_bytes()
    yield from csv.reader(io.StringIO(gzip.decompress(packed).decode()), delimiter="\t", quoting=csv.QUOTE_NONE)


def garbled_quality(marks: int) -> float:
    """The quality, 0-1, of a garbled translation with so many marked places."""
    return ONE_ERROR * (2 / 3) ** (max(marks, 1) - 1)


def kept_for_verdict(source: str) -> bool:
    """Whether a source of the train split is one of the fifth that the tagger does not learn from.

    The verdict is fitted on these: of what it has seen, a model is surer than of anything else.
    """
    return zlib.crc32(source.encode()) % 5 == 0


def consensus(data: Path, split: str) -> Iterator[Example]:
    """Real system outputs with the words that no other translation of the same source uses.

    Quality falls with the number of unsupported words, in long texts with their number for every `USUAL_WORDS` content
    words; a word that is only repeated too often ("r") counts the same as a word nobody else uses ("x").
    """
    for _, example in outputs(data, split):
        yield example


def outputs(data: Path, split: str) -> Iterator[tuple[str, Example]]:
    """The same, each with its corpus and system as one name; those of one system stand in the order of their texts."""
    for row in rows(data / "consensus.en-de.tsv.gz"):
        if row["split"] != split:
            continue
        marks = tuple(Mark(start, end, "major") for start, end, _ in json.loads(row["unsupported"]))
        words = max(int(row["content_words"]), 1)
        dense = len(marks) / max(1.0, words / USUAL_WORDS)
        quality = 0.9 * 0.65**dense * (1 - min(len(marks) / words, 0.9)) if marks else 0.9
        garbled = True if len(marks) >= 2 else (False if not marks else None)
        corpus = f"consensus-{row['corpus']}"
        example = Example(corpus, row["source"], row["translation"], quality, marks, garbled)
        yield f"{corpus} {row['system']}", example


def judgements(data: Path, part: str) -> Iterator[Example]:
    """Human judgements: direct assessments on 0-100 and MQM penalties with spans (Freitag et al. 2021).

    An MQM penalty p becomes exp(-p/5), so that one major error leaves 0.37; a direct assessment is stretched so that
    30 and below is 0.05 and 95 and above is 0.95. Where a direct assessment has a post-edited sentence beside it, the
    words that the editor changed are marked: as minor errors in a good sentence, as major ones in a poor one.
    """
    table = list(rows(data / f"qe-{part}.tsv.gz"))
    standardised = _standardised([(row["corpus"], _judgement(row)) for row in table])
    for row, judgement in zip(table, standardised, strict=True):
        if row["da_mean"]:
            quality = min(max((float(row["da_mean"]) - 30) / 70, 0.05), 0.95)
            severity = "major" if quality < GOOD_ASSESSMENT else "minor"
            changed = _changed_words(row["translation"], row["post_edit"], severity) if row["post_edit"] else None
            pair = (row["corpus"], row["source"], row["translation"])
            yield Example(*pair, quality, changed, judgement=judgement)
        elif row["mqm_penalty"]:
            quality = 0.95 * 2.718281828 ** (-float(row["mqm_penalty"]) / 5)
            annotators = json.loads(row["spans"])
            marks = tuple(mark for spans in annotators for mark in _mqm_marks(spans))
            major = sum(any(severity != "minor" for *_, severity in spans) for spans in annotators)
            garbled = major * 2 > len(annotators)
            pair = (row["corpus"], row["source"], row["translation"])
            yield Example(*pair, quality, marks, garbled, judgement)


def _judgement(row: Mapping[str, str]) -> float:
    return float(row["da_z"]) if row["da_z"] else -min(float(row["mqm_penalty"]), MOST_PENALTY)


def _standardised(judgements: list[tuple[str, float]]) -> Iterator[float]:
    """Each figure in standard deviations above the mean of its corpus."""
    by_corpus: dict[str, list[float]] = {}
    for corpus, figure in judgements:
        by_corpus.setdefault(corpus, []).append(figure)
    usual = {corpus: (mean(figures), pstdev(figures) or 1.0) for corpus, figures in by_corpus.items()}
    for corpus, figure in judgements:
        yield (figure - usual[corpus][0]) / usual[corpus][1]


def _changed_words(translation: str, post_edit: str, severity: str) -> tuple[Mark, ...]:
    words = list(_WORD.finditer(translation))
    matcher = SequenceMatcher(a=[word.group() for word in words], b=_WORD.findall(post_edit), autojunk=False)
    return tuple(
        Mark(words[k].start(), words[k].end(), severity)
        for operation, first, last, _, _ in matcher.get_opcodes()
        if operation != "equal"
        for k in range(first, last)
    )


def _mqm_marks(spans: list[tuple[int, int, str]]) -> Iterator[Mark]:
    for start, end, severity in spans:
        if end > start >= 0:
            yield Mark(start, end, "minor" if severity == "minor" else "major")


def sound_pairs(data: Path, split: str, *, references_only: bool = False) -> Iterator[Example]:
    """Good translations: professional references (quality 0.95) and outputs of strong systems (0.9)."""
    for row in rows(data / "parallel.en-de.tsv.gz"):
        is_reference = "-ref" in row["corpus"]
        if row["split"] != split or (references_only and not is_reference):
            continue
        yield Example(row["corpus"], row["source"], row["translation"], 0.95 if is_reference else 0.9, (), False)


def critical_errors(data: Path, part: str) -> Iterator[Example]:
    """Talk-page sentences with a majority label: ERR has a catastrophic error, NOT has none (but may have others)."""
    for row in rows(data / f"critical-errors-{part}.tsv.gz"):
        is_error = row["label"] == "ERR"
        yield Example("critical-errors", row["source"], row["translation"], 0.1 if is_error else 0.65, None, is_error)
