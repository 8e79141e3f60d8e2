"""Metrics: sacreBLEU's and COMET's."""

from collections.abc import Mapping
from typing import Any

from mtcheck.metrics.bleu import Bleu, Chrf
from mtcheck.metrics.comet import EmbeddedComet

METRICS: Mapping[str, type[Any]] = {"bleu": Bleu, "chrf": Chrf, "comet": EmbeddedComet}
"""Metrics by name, in the order of the report."""

__all__ = ["METRICS", "Bleu", "Chrf", "EmbeddedComet"]
