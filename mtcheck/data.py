"""The data that flows through the pipeline: frozen dataclasses, from a file's text to the report.

Offsets are Unicode code points, half open, everywhere.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Side(str, enum.Enum):
    """Which text of a pair something stands in."""

    SOURCE = "source"
    TRANSLATION = "translation"


class Severity(str, enum.Enum):
    """MQM severity of an error (Freitag et al. 2021, Table 3; critical as in the WMT quality-estimation tasks)."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Order of the severities: 0 for minor, 1 for major, 2 for critical."""
        return list(Severity).index(self)

    @property
    def is_major(self) -> bool:
        """Whether an error of this severity flags its pair: major or critical."""
        return self is not Severity.MINOR


MQM_PENALTY: Mapping[Severity, int] = {Severity.MINOR: 1, Severity.MAJOR: 5, Severity.CRITICAL: 10}
"""Penalty points per error: minor 1 and major 5 (Freitag et al. 2021, Section 3.3), critical 10 (WMT 2022
quality-estimation task, Zerva et al. 2022, Section 2.1)."""


class Category(str, enum.Enum):
    """MQM Core error category, written as a path."""

    MISTRANSLATION = "Accuracy/Mistranslation"
    OMISSION = "Accuracy/Omission"
    ADDITION = "Accuracy/Addition"
    UNTRANSLATED = "Accuracy/Untranslated"
    GRAMMAR = "Linguistic conventions/Grammar"
    SPELLING = "Linguistic conventions/Spelling"
    PUNCTUATION = "Linguistic conventions/Punctuation"
    UNINTELLIGIBLE = "Linguistic conventions/Unintelligible"


class Kind(str, enum.Enum):
    """What a segment is. Only titles, sentences and captions are paired and scored."""

    TITLE = "title"
    SENTENCE = "sentence"
    CAPTION = "caption"
    DATELINE = "dateline"
    CREDIT = "credit"
    BOILERPLATE = "boilerplate"


SCORED_KINDS = frozenset({Kind.TITLE, Kind.SENTENCE, Kind.CAPTION})


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or caption as read from a document: what it says, without its markup.

    `offsets[i]` is the position in `Document.text` that `text[i]` came from; it never decreases.
    `kind` is SENTENCE for running text.
    """

    text: str
    kind: Kind
    offsets: tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """A decoded file. `text` is the whole file as characters, markup included; `blocks` is what it says."""

    name: str
    text: str
    blocks: tuple[Block, ...]
    encoding: str
    format: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Segment:
    """A sentence, title, caption or line set aside. A line break inside it is a space in `text`.

    `line` counts from 1 in the file; `start` and `end` bound the segment in `Document.text`, and `offsets[i]` is the
    position of `text[i]` there. `block` numbers the block it came from.
    """

    text: str
    kind: Kind
    line: int
    start: int
    end: int
    offsets: tuple[int, ...] = ()
    block: int = 0


@dataclass(frozen=True)
class Span:
    """A stretch of one side of a pair."""

    side: Side
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Finding:
    """One defect of one pair.

    `start`, `end` and `text` are None where the finding concerns the whole pair; otherwise
    `text == getattr(pair, side)[start:end]`. `related` holds further spans that belong to the defect (the first copy
    of a loop, the source word), `evidence` what a person can check, `gloss` the marked German in English. `accepted`
    says that the baseline has it already, so that it neither flags nor counts.
    """

    rule: str
    category: Category
    severity: Severity
    side: Side
    start: int | None
    end: int | None
    text: str | None
    message: str
    suggestions: tuple[str, ...] = ()
    evidence: Mapping[str, object] = field(default_factory=dict)
    weight: float = 1.0
    related: tuple[Span, ...] = ()
    gloss: str | None = None
    accepted: bool = False

    @property
    def is_major(self) -> bool:
        """Whether it is major or critical, so that it flags its pair."""
        return self.severity.is_major

    def overlaps(self, start: int | None, end: int | None) -> bool:
        """Whether it shares characters with a place on its side; what concerns a whole pair shares none."""
        if self.start is None or self.end is None or start is None or end is None:
            return False
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Suspicion:
    """How likely a pair is garbled, 0-1, and why.

    `by_rules` follows from findings that name their reason, `by_evidence` from all else; `probability` from both.
    `threshold` is the probability from which a pair is flagged. `reasons` are the rules and the numbers of the evidence
    that speak for garble, the weightiest first, each with the log-odds that it adds.
    """

    by_rules: float
    by_evidence: float
    threshold: float
    reasons: tuple[tuple[str, float], ...] = ()

    @property
    def probability(self) -> float:
        """Garbled unless neither applies (noisy-or)."""
        return 1 - (1 - self.by_rules) * (1 - self.by_evidence)

    @property
    def flagged(self) -> bool:
        """Whether the probability reaches the threshold."""
        return self.probability >= self.threshold

    @property
    def unexplained(self) -> bool:
        """Whether the pair is flagged though no rule says why."""
        return self.flagged and not self.by_rules

    @property
    def by_evidence_mainly(self) -> bool:
        """Whether the pair is flagged more for the evidence than for what rules say."""
        return self.flagged and self.by_evidence >= self.by_rules


@dataclass(frozen=True)
class Pair:
    """An alignment bead: source text, translation text, and what is known about them.

    `source` or `translation` is None for what has no counterpart; several segments of one bead are joined by a space.
    `line` is that of the first translation segment, or of the first source segment where there is none.
    `scores` holds a value per metric name, None where the pair cannot be scored; `similarity` is the cosine of the
    two sides' sentence embeddings. `probability` says how likely the pair is garbled, 0-1; None before it is known.
    `reasons` are the rules and the numbers of the evidence that speak for it, the weightiest first, each in log-odds.
    """

    index: int
    source: str | None
    translation: str | None
    line: int
    reference: str | None = None
    kind: Kind = Kind.SENTENCE
    source_segments: tuple[Segment, ...] = ()
    translation_segments: tuple[Segment, ...] = ()
    similarity: float | None = None
    gloss: str | None = None
    scores: Mapping[str, float | None] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    flagged: bool = False
    probability: float | None = None
    reasons: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Score:
    """What a metric says of a list of pairs: a value per pair in order, the document's own value, a signature.

    `measured_against` names what the number compares with, in words. `notes` tells what the metric had to do to
    score everything (windows for long input, say); `meaning` tells what is usual on this scale, where that is known.
    """

    metric: str
    scale: str
    values: tuple[float | None, ...]
    document: float | None
    signature: str
    document_signature: str
    measured_against: str
    notes: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True)
class SetAside:
    """A segment that is listed but not scored: page furniture, a dateline, a credit, a title without counterpart."""

    side: Side
    segment: Segment


class Verdict(str, enum.Enum):
    """What the article reads as."""

    SOUND = "sound"
    PATCHY = "patchy"
    GARBLED = "garbled"
    NOT_THIS_SOURCE = "not this source"
    UNDECIDED = "undecided"
    NOTHING_NEW = "nothing new"


class Relation(str, enum.Enum):
    """What the English text is to the German one."""

    THIS_SOURCE = "this source"
    ANOTHER_EDITION = "another edition"
    NOT_THIS_SOURCE = "not this source"


@dataclass(frozen=True)
class SourceMatch:
    """Whether the German was translated from this English, and the reason in a sentence of plain words.

    `source_covered` and `translation_covered` are the shares of each side's characters, 0-1, in sentences whose
    counterpart says much the same; `similarity` is the median cosine of the paired sentences, None where none is known.
    `shared` is the share of the English names and numbers, 0-1, that come back in the German of their own pair,
    `shared_anywhere` in any German sentence; None where the English has none.
    """

    relation: Relation
    reason: str
    source_covered: float
    translation_covered: float
    similarity: float | None = None
    shared: float | None = None
    shared_anywhere: float | None = None

    @property
    def is_another_edition(self) -> bool:
        """Whether the German seems to be translated from an earlier or later state of the English article."""
        return self.relation is Relation.ANOTHER_EDITION


@dataclass(frozen=True)
class Report:
    """Everything a reporter needs. `scores` is keyed by metric name; `verdict_reason` is one sentence of plain words.

    `bleu_reference` is "human" where a German reference was given, else "gloss". Where there was no source,
    `source_name` and `bleu_reference` are None, and so is the source of every pair. `rules` names the rules that were
    applied, `unchecked` what could not be checked without the source. `baseline_name` names the earlier report whose
    findings are accepted. `source_match` is None where there was no source, or the lines were given as pairs.
    """

    version: str
    source_name: str | None
    translation_name: str
    reference_name: str | None
    pairs: tuple[Pair, ...]
    set_aside: tuple[SetAside, ...]
    scores: Mapping[str, Score]
    bleu_reference: str | None
    verdict: Verdict
    verdict_reason: str
    warnings: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    baseline_name: str | None = None
    source_match: SourceMatch | None = None

    @property
    def has_source(self) -> bool:
        """Whether there was a source."""
        return self.source_name is not None

    @property
    def flagged(self) -> tuple[Pair, ...]:
        """The pairs that are flagged, in order."""
        return tuple(pair for pair in self.pairs if pair.flagged)

    @property
    def checked_note(self) -> str:
        """What was not checked, and why, as one sentence; empty where there was a source."""
        if self.has_source:
            return ""
        return (
            "The source was not given, so only what shows in the German alone was looked for. "
            f"Not checked: {', '.join(self.unchecked)}."
        )

    @property
    def accepted(self) -> int:
        """How many findings the baseline accepts."""
        return sum(finding.accepted for pair in self.pairs for finding in pair.findings)
