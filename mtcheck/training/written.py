"""Sentences that were written for the training: English, a sound German translation, and for some a botched one.

What people judged and what systems put out is mostly translated closely. So that free German is not taken for wrong,
`written.tsv.gz` holds invented articles in three styles: free, as a German journalist would write, plain and literal.
About half of the sentences have a botched translation besides, as weak systems and content farms make them, with the
wrong words marked. All of it was written for mtcheck by a language model, and none of it is a real article.

Most articles are learned from; some are kept for the verdict, and some only measured on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.detectors.base import Example as MarkedExample
from mtcheck.training.corpora import Example, Mark, Part, garbled_quality, shipped_rows

FILE = "written.tsv.gz"
"""Columns article, style, source, sound, botched, whose wrong words stand in `[[...]]`; it lies beside this module."""

ALL_LEARNED = ("s", "t")
"""What the names begin with of what is all learned from: sentences that show words in several senses, and articles."""

SOUND_QUALITY = 0.95


@dataclass(frozen=True)
class Written:
    """A sentence of a written article: its sound translation, and a botched one where it has one."""

    article: str
    style: str
    sound: Example
    botched: Example | None


def written(part: Part) -> Iterator[Written]:
    """The sentences of a part, article by article."""
    places: dict[str, int] = {}
    for article, style, source, sound, botched in shipped_rows(FILE):
        if part_of(article, places.setdefault(article, len(places))) == part:
            corpus = f"written-{style}"
            yield Written(
                article,
                style,
                Example(corpus, source, sound, SOUND_QUALITY, (), False),
                _botched(corpus, source, botched) if botched else None,
            )


def part_of(article: str, place: int) -> Part:
    """To which part an article at its place in the file belongs: three in five to the training, of later ones all."""
    others: dict[int, Part] = {3: "verdict", 4: "dev"}
    return "train" if article.startswith(ALL_LEARNED) else others.get(place % 5, "train")


def _botched(corpus: str, source: str, text: str) -> Example:
    """A botched translation with its marks, which are those of the rules' examples."""
    marked = MarkedExample(source, text)
    marks = tuple(Mark(start, end, "major") for start, end in marked.spans)
    return Example(corpus, source, marked.unmarked, garbled_quality(len(marks)), marks, True)
