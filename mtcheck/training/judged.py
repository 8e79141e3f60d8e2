"""Examples with the model's judgement of each, and what the detectors read of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mtcheck.data import Pair
from mtcheck.detectors import Context, View
from mtcheck.embeddings import SentenceEncoder
from mtcheck.lexicon import Linker
from mtcheck.metrics.comet import EmbeddedComet, Judgement
from mtcheck.metrics.tagger import Tagger, Tags
from mtcheck.pipeline import rescorer
from mtcheck.training.corpora import Example


@dataclass(frozen=True)
class Judged:
    """Examples with the COMET model's judgement of each, and the tagger's tags, where they were wanted."""

    examples: tuple[Example, ...]
    judgements: tuple[Judgement, ...]
    tags: tuple[Tags | None, ...]

    @property
    def scores(self) -> list[float]:
        """The scores in order."""
        return [judgement.score for judgement in self.judgements]

    @property
    def pairs(self) -> list[tuple[Example, Judgement]]:
        """Each example with its judgement."""
        return list(zip(self.examples, self.judgements, strict=True))

    def only(self, wanted: Callable[[Example], bool]) -> Judged:
        """Those of the examples that are wanted."""
        return self._at([place for place, example in enumerate(self.examples) if wanted(example)])

    def first(self, count: int) -> Judged:
        """So many of the examples, from the first on."""
        return self._at(range(len(self.examples))[:count])

    def singly(self) -> Iterator[Judged]:
        """Each example by itself."""
        return (self._at([place]) for place in range(len(self.examples)))

    def _at(self, places: Iterable[int]) -> Judged:
        kept = list(places)
        return Judged(
            tuple(self.examples[place] for place in kept),
            tuple(self.judgements[place] for place in kept),
            tuple(self.tags[place] for place in kept),
        )


def as_pairs(examples: Sequence[Example]) -> list[Pair]:
    """Examples as numbered pairs."""
    return [Pair(i, example.source, example.translation, i + 1) for i, example in enumerate(examples)]


def judge(model: EmbeddedComet, examples: Sequence[Example], *, tagged: bool = False) -> Judged:
    """The model's judgements of examples, and the tagger's tags if wanted; those with an empty side are left out."""
    kept = [example for example in examples if example.source.strip() and example.translation.strip()]
    pairs = as_pairs(kept)
    judgements = tuple(judgement for judgement in model.judge(pairs) if judgement is not None)
    return Judged(tuple(kept), judgements, tuple(Tagger().judge(pairs) if tagged else [None] * len(kept)))


def views(judged: Judged, linker: Linker) -> Iterator[tuple[Pair, Context]]:
    """The pairs with what the detectors read of them, each as an article by itself."""
    for pair, judgement, tags in zip(as_pairs(judged.examples), judged.judgements, judged.tags, strict=True):
        link = linker.link(pair.source or "", pair.translation or "")
        yield pair, Context(linker, {pair.index: View(link, judgement, tags=tags)})


LENGTH = 20
"""Pairs of an article of neighbouring examples."""


def articles(judged: Judged, linker: Linker, model: EmbeddedComet) -> Iterator[tuple[list[Pair], Context]]:
    """Examples in their order as articles of `LENGTH` pairs, with all that the pipeline hands to the detectors."""
    encoder = SentenceEncoder()
    for first in range(0, len(judged.examples), LENGTH):
        examples = judged.examples[first : first + LENGTH]
        sources = encoder.encode([example.source for example in examples])
        translations = encoder.encode([example.translation for example in examples])
        likeness = (sources * translations).sum(axis=1).tolist()
        pairs = [replace(pair, similarity=value) for pair, value in zip(as_pairs(examples), likeness, strict=True)]
        seen = [
            View(linker.link(example.source, example.translation), judgement, tags=tags)
            for example, judgement, tags in zip(
                examples,
                judged.judgements[first : first + LENGTH],
                judged.tags[first : first + LENGTH],
                strict=True,
            )
        ]
        yield pairs, Context(linker, dict(enumerate(seen)), rescorer(model))
