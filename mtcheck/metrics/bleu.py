"""BLEU and chrF with sacreBLEU (Post 2018), always between texts of one language.

With a German reference the translation is compared with it; without one the English gloss of the translation is
compared with the source. The document's BLEU is corpus BLEU over all pairs, not a mean.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Literal

from mtcheck.data import Pair, Score
from mtcheck.metrics.base import scorable

Against = Literal["human", "gloss"]

MEASURED_AGAINST = {
    "human": "the German reference",
    "gloss": "the English source, with the German glossed in English word by word",
}

SCALES = {"human": "0-100, higher is better", "gloss": "0-100, higher is more literal"}

_SIDES = {"human": ("translation", "reference"), "gloss": ("gloss", "source")}


class _SacreBleuMetric(ABC):
    """What BLEU and chrF share: hypotheses and references chosen by what is compared."""

    name = ""

    def __init__(self, against: Against) -> None:
        self.against = against
        self.needs = frozenset(_SIDES[against])
        self.scale = SCALES[against]

    @abstractmethod
    def _metrics(self) -> tuple[Any, Any]:
        """The sentence metric and the document metric."""

    def score(self, pairs: Sequence[Pair]) -> Score:
        """Sentence scores with effective order and the corpus score; None where a side is lacking."""
        hypothesis, reference = _SIDES[self.against]
        sentence, document = self._metrics()
        chosen = [pair for pair in pairs if scorable(pair, self.needs)]
        values = [
            float(sentence.sentence_score(getattr(pair, hypothesis), [getattr(pair, reference)]).score)
            if scorable(pair, self.needs)
            else None
            for pair in pairs
        ]
        whole, signature = None, ""
        if chosen:
            hypotheses = [getattr(pair, hypothesis) for pair in chosen]
            references = [[getattr(pair, reference) for pair in chosen]]
            whole = float(document.corpus_score(hypotheses, references).score)
            signature = str(document.get_signature())
        return Score(
            metric=self.name,
            scale=self.scale,
            values=tuple(values),
            document=whole,
            signature=f"{sentence.get_signature()}|against:{self.against}" if chosen else "",
            document_signature=f"{signature}|against:{self.against}" if chosen else "",
            measured_against=MEASURED_AGAINST[self.against],
        )


class Bleu(_SacreBleuMetric):
    """BLEU (Papineni et al. 2002). Glosses are compared in lower case, for they keep no capitals of their own."""

    name = "bleu"

    def _metrics(self) -> tuple[Any, Any]:
        from sacrebleu.metrics.bleu import BLEU

        lowercase = self.against == "gloss"
        return BLEU(effective_order=True, lowercase=lowercase), BLEU(lowercase=lowercase)


class Chrf(_SacreBleuMetric):
    """chrF (Popović 2015), character 6-grams."""

    name = "chrf"

    def _metrics(self) -> tuple[Any, Any]:
        from sacrebleu.metrics.chrf import CHRF

        lowercase = self.against == "gloss"
        return CHRF(lowercase=lowercase), CHRF(lowercase=lowercase)
