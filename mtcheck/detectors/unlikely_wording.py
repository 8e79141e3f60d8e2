"""The rule unlikely-wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector, View
from mtcheck.metrics.base import stretches

LEAST_BROKEN = 0.3
"""The tagger's probability of broken grammar, 0-1, from which a mark may be one of grammar."""


@dataclass(frozen=True)
class UnlikelyWording(Detector):
    """The model takes a word or a stretch of words for wrong.

    It sees wrong senses, words that do not belong and broken constructions for which there is no rule. The words are
    marked; what they should be, it cannot say. By itself such a mark is minor; it is major where all the evidence of
    the sentence together says that it is garbled. Where `--comet-model` names a model that marks errors itself, as
    XCOMET does, its marks count too, with the severity it gives them; what both models mark is one finding.

    Bad
        en: Young men like my sons.
        de: Junge Männer [[mögen]] meine Söhne.
        doubted: mögen
        en: He said to him that it would not have happened under him.
        de: Er [[hätte ihm sagen sollen]], dass es ihm nicht passiert wäre.
        doubted: hätte, ihm sagen, sollen
    Good
        en: Young men like my sons.
        de: Junge Männer wie meine Söhne.
    Limits
        The model is small and has no other evidence than the pair itself; a rare but right word may be marked. How
        often a model that you name errs is not known here.
    Source
        Word labels as in COMETKiwi (Rei et al. 2022, Section 2.2); the thresholds come from the model's calibration.
        Error spans as in XCOMET (Guerreiro et al. 2024).
    """

    category = Category.MISTRANSLATION
    """Doubted words say something else than the source, if the tagger does not take them for broken grammar."""
    needs_source = False
    reads_suspicion = True
    made_kinds = (
        "wrong-sense",
        "literal-sense",
        "foreign-word",
        "function-word",
        "preposition",
        "dropped-verb",
        "verb-form",
        "agreement",
        "word-order",
    )

    least_peak: float = 0.72
    """The model's probability of a major error, 0-1, that one word of a stretch must reach."""
    least_peak_if_suspected: float = 0.6
    """The same in a pair that all the evidence together takes for garbled."""
    least_word: float = 0.4
    """The same for every word of the stretch."""

    least_minor: float = 0.78
    """The model's probability of an error of any severity for a word that is marked as minor; such never flags."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each stretch that the embedded model doubts or the named model marks."""
        view = context.view(pair)
        if not pair.translation:
            return
        marks = [*self._doubted(view), *_marked(view, pair.translation)]
        for group in _overlapping(marks):
            weight = max(mark.probability for mark in group)
            first, last = min(mark.start for mark in group), max(mark.end for mark in group)
            worst = max((mark.severity for mark in group), key=lambda severity: severity.rank)
            yield self.found(
                pair,
                context,
                (first, last),
                _message(group),
                worst,
                evidence={name: value for mark in group for name, value in mark.evidence.items()},
                related=tuple(_counterparts(view, first, last)),
                weight=weight,
                category=max(group, key=lambda mark: mark.probability).category,
            )

    def _doubted(self, view: View) -> Iterator[_Mark]:
        """Stretches that the embedded model doubts: major where the pair is suspected as a whole, otherwise minor."""
        if view.judgement is None:
            return
        suspected = view.suspicion is not None and view.suspicion.by_evidence_mainly
        words = view.links.translation
        doubts = [view.judgement.major(word.start, word.end) for word in words]
        slight = [view.judgement.any_error(word.start, word.end) for word in words]
        for first, last in stretches(doubts, self.least_word):
            peak = max(doubts[first : last + 1])
            if peak >= (self.least_peak_if_suspected if suspected else self.least_peak):
                severity = Severity.MAJOR if suspected else Severity.MINOR
                place = (words[first].start, words[last].end)
                yield _Mark(*place, severity, peak, {"doubt": round(peak, 3)}, _category(view, *place))
                slight[first : last + 1] = [0.0] * (last + 1 - first)
        for first, last in stretches(slight, self.least_minor):
            peak = max(slight[first : last + 1])
            place = (words[first].start, words[last].end)
            yield _Mark(*place, Severity.MINOR, peak, {"doubt": round(peak, 3)}, _category(view, *place))


@dataclass(frozen=True)
class _Mark:
    """A stretch that one model takes for wrong; `model` is empty for the embedded one."""

    start: int
    end: int
    severity: Severity
    probability: float
    evidence: Mapping[str, object]
    category: Category = Category.MISTRANSLATION
    model: str = ""


def _counterparts(view: View, start: int, end: int) -> Iterator[Span]:
    """The words of the source that the content words of a stretch stand for, where that can be told."""
    links = view.links
    inside = (j for j, word in enumerate(links.translation) if start <= word.start < end and word.content)
    for i in sorted({links.chosen[j] for j in inside if j in links.chosen}):
        word = links.source[i]
        yield Span(Side.SOURCE, word.start, word.end, word.text)


def _category(view: View, start: int, end: int) -> Category:
    """Grammar where the tagger takes a stretch for broken rather than for wrong."""
    if view.tags is None:
        return Category.MISTRANSLATION
    broken = view.tags.ungrammatical(start, end)
    return Category.GRAMMAR if broken > max(view.tags.wrong(start, end), LEAST_BROKEN) else Category.MISTRANSLATION


def _marked(view: View, translation: str) -> Iterator[_Mark]:
    """What the named model marks, widened to whole words."""
    for span in view.named_spans:
        if not (0 <= span.start < span.end <= len(translation)):
            continue
        words = [word for word in view.links.translation if word.start < span.end and span.start < word.end]
        evidence = {"model": view.named_model, "severity": span.severity.value, "confidence": round(span.confidence, 3)}
        yield _Mark(
            min([span.start, *(word.start for word in words)]),
            max([span.end, *(word.end for word in words)]),
            span.severity,
            span.confidence,
            evidence,
            model=view.named_model,
        )


def _overlapping(marks: Iterable[_Mark]) -> Iterator[list[_Mark]]:
    """Marks in the order of the text, those that share words together."""
    group: list[_Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, mark.end)):
        if group and mark.start >= max(other.end for other in group):
            yield group
            group = []
        group.append(mark)
    if group:
        yield group


def _message(marks: Sequence[_Mark]) -> str:
    of_its_own = [mark for mark in marks if not mark.model]
    own = max((mark.probability for mark in of_its_own), default=None)
    named = max((m for m in marks if m.model), key=lambda mark: (mark.severity.rank, mark.probability), default=None)
    if named is None:
        slight = all(mark.severity is Severity.MINOR for mark in of_its_own)
        told = max(of_its_own, key=lambda mark: mark.probability).category
        clearly = "broken grammar" if told is Category.GRAMMAR else "wrong here, in sense or in grammar"
        what = "slightly wrong, or badly put" if slight else clearly
        return f"The model takes this for {what} (probability {own:.2f})."
    said = f"{named.model} takes this for a {named.severity.value} error (confidence {named.probability:.2f})"
    return f"{said}." if own is None else f"{said}, and the embedded model for wrong (probability {own:.2f})."
