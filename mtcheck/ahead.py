"""Reading the models ahead of their use, in the background."""

from __future__ import annotations

from mtcheck.embeddings import SentenceEncoder
from mtcheck.metrics.comet import EmbeddedComet, RuntimeName
from mtcheck.metrics.tagger import Tagger


def read_models(runtime: RuntimeName, *, aligning: bool) -> None:
    """Begin to read what a check needs; what has begun already is not begun again."""
    if aligning:
        SentenceEncoder().prepare()
    EmbeddedComet(runtime=runtime).prepare()
    Tagger().prepare()
