"""From two files to a report: the one place where the stages meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import mtcheck
from mtcheck import align, verdict
from mtcheck.data import SCORED_KINDS, Document, Finding, Kind, Pair, Report, Score, Segment, SetAside, Severity, Side
from mtcheck.documents import read, read_lines
from mtcheck.embeddings import SentenceEncoder
from mtcheck.errors import ModelError
from mtcheck.language import check_languages
from mtcheck.metrics import METRICS
from mtcheck.segments import segment, segment_lines

if TYPE_CHECKING:
    from mtcheck.detectors import Context, Detector
    from mtcheck.detectors.base import Rescore
    from mtcheck.metrics.base import ErrorSpan
    from mtcheck.metrics.comet import EmbeddedComet, Judgement, RuntimeName
    from mtcheck.metrics.hub import NamedComet

Consent = Callable[[str, int], bool]
"""Asked before a download: the model's name and the bytes to fetch. True lets it happen."""


@dataclass(frozen=True)
class Options:
    """How to check.

    `aligned`: the files correspond line by line. `comet_runtime`: what runs the embedded model. `comet_model`: a folder
    or hub name, whose scores are shown and whose error spans become findings. `offline`: never ask the network for it.
    `consent`: asked before it is downloaded; without it nothing is. `ignore`: names of rules that are not applied;
    `only`: names of the rules that are, where not all. `check` raises ValueError for names that no rule has.
    """

    aligned: bool = False
    comet_runtime: RuntimeName = "onnx"
    comet_model: str | None = None
    offline: bool = False
    consent: Consent | None = None
    ignore: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


class Progress(Protocol):
    """Told what the check is doing. `total` counts the steps of a stage where they are known."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A new stage begins."""
        ...

    def advance(self, amount: int = 1) -> None:
        """So many steps of the stage are done."""
        ...

    def note(self, message: str) -> None:
        """Something the user must know at once."""
        ...


class _Silent:
    def stage(self, name: str, total: int | None = None) -> None:
        pass

    def advance(self, amount: int = 1) -> None:
        pass

    def note(self, message: str) -> None:
        pass


@dataclass(frozen=True)
class _Side:
    """A document with the segments that are scored and those that are set aside."""

    document: Document
    scored: tuple[Segment, ...]
    set_aside: tuple[Segment, ...]


def check(
    translation: str | Path,
    source: str | Path,
    *,
    reference: str | Path | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a German translation against its English source.

    `reference` is a German translation of the same text by other hands; BLEU and chrF then compare with it. A path of
    "-" is standard input. Raises DocumentError for files that cannot be read or are in the wrong language,
    AlignmentError for line-parallel files of unequal length, ModelError for a COMET model that cannot be used.
    """
    options = options or Options()
    rules = _rules(options)
    progress = progress or _Silent()
    encoder = SentenceEncoder()
    encoder.prepare()
    METRICS["comet"](runtime=options.comet_runtime).prepare()
    progress.stage("Reading")
    german = _read(translation, "de", options.aligned)
    english = _read(source, "en", options.aligned)
    other = _read(reference, "de", options.aligned) if reference is not None else None
    warnings = [*german.document.warnings, *english.document.warnings, *(other.document.warnings if other else ())]
    warnings += check_languages(
        _said(english.document), _said(german.document), english.document.name, german.document.name
    )
    progress.stage("Aligning")
    if options.aligned:
        pairs = align.pair_lines(english.scored, german.scored, encoder)
    else:
        pairs = align.align(english.scored, german.scored, encoder)
    pairs, lonely_titles = _without_lonely_titles(pairs)
    if other is not None:
        pairs = align.attach_reference(pairs, other.scored, encoder, aligned=options.aligned)
    if off := _switched_off(rules):
        warnings.append(f"Not looked for: {', '.join(off)}.")
    pairs, scores, context = _score(pairs, options, progress, "human" if other else "gloss")
    progress.stage("Looking for errors", len(pairs))
    pairs = _detect(pairs, context, rules, progress)
    judged = verdict.judge(pairs, aligned=options.aligned)
    set_aside = [SetAside(Side.TRANSLATION, item) for item in german.set_aside]
    set_aside += [SetAside(Side.SOURCE, item) for item in english.set_aside]
    return Report(
        version=mtcheck.__version__,
        source_name=english.document.name,
        translation_name=german.document.name,
        reference_name=other.document.name if other else None,
        pairs=tuple(pairs),
        set_aside=tuple(sorted([*set_aside, *lonely_titles], key=_place)),
        scores=scores,
        bleu_reference="human" if other else "gloss",
        verdict=judged.verdict,
        verdict_reason=judged.reason,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _read(path: str | Path, language: Literal["de", "en"], aligned: bool) -> _Side:
    document = read_lines(path) if aligned else read(path)
    segments = segment_lines(document) if aligned else segment(document, language)
    return _Side(
        document,
        tuple(s for s in segments if s.kind in SCORED_KINDS),
        tuple(s for s in segments if s.kind not in SCORED_KINDS),
    )


def _said(document: Document) -> str:
    return "\n".join(block.text for block in document.blocks)


def _place(item: SetAside) -> tuple[bool, int, int]:
    return (item.side is Side.SOURCE, item.segment.line, item.segment.start)


def _without_lonely_titles(pairs: Sequence[Pair]) -> tuple[list[Pair], list[SetAside]]:
    """Titles without counterpart are set aside: one side often has a title that the other lacks."""
    kept: list[Pair] = []
    lonely: list[SetAside] = []
    for pair in pairs:
        if pair.kind is Kind.TITLE and not (pair.source and pair.translation):
            side = Side.SOURCE if pair.source else Side.TRANSLATION
            lonely += [SetAside(side, item) for item in (*pair.source_segments, *pair.translation_segments)]
        else:
            kept.append(replace(pair, index=len(kept)))
    return kept, lonely


def _score(
    pairs: Sequence[Pair], options: Options, progress: Progress, against: Literal["human", "gloss"]
) -> tuple[list[Pair], dict[str, Score], Context]:
    """Pairs with glosses and scores, the scores by metric, and what the detectors need beside them."""
    from mtcheck.detectors import Context, View
    from mtcheck.lexicon import Dictionary, Linker, gloss_pair
    from mtcheck.metrics.hub import NamedComet

    named = NamedComet(options.comet_model, progress.advance) if options.comet_model else None
    if named is not None:
        if not named.is_here and not options.offline:
            _fetch(named, options, progress)
        progress.stage(f"Loading {named.model}")
        named.require(has_reference=against == "human")
    progress.stage("Glossing", len(pairs))
    linker = Linker(Dictionary())
    links = []
    glossed = []
    for pair in pairs:
        links.append(linker.link(pair.source or "", pair.translation or ""))
        both = pair.source and pair.translation
        glossed.append(replace(pair, gloss=gloss_pair(links[-1], linker) if both else None))
        progress.advance()
    progress.stage("Scoring with COMET", sum(bool(pair.source and pair.translation) for pair in pairs))
    embedded = METRICS["comet"](advance=progress.advance, runtime=options.comet_runtime)
    judgements = embedded.judge(glossed)
    if named is not None:
        progress.stage(f"Scoring with {named.model}", len(glossed))
    scores = {name: METRICS[name](against).score(glossed) for name in ("bleu", "chrf")}
    named_spans: list[tuple[ErrorSpan, ...]] = [()] * len(glossed)
    if named is not None:
        scores["comet"], named_spans = named.judge(glossed)
    else:
        scores["comet"] = embedded.as_score(judgements)
    scored = [
        replace(pair, scores={name: score.values[number] for name, score in scores.items()})
        for number, pair in enumerate(glossed)
    ]
    views = [
        View(link, judgement, spans, named.model if named is not None else "")
        for link, judgement, spans in zip(links, judgements, named_spans, strict=True)
    ]
    return scored, scores, Context(linker, dict(enumerate(views)), _rescorer(embedded))


MOST_RESCORED = 60
"""Translations of an article that the rules may have scored again with a word replaced; each takes 10 to 20 ms."""


def _rescorer(metric: EmbeddedComet) -> Rescore:
    """What judges translations with a word replaced, up to a limit per article; None for those beyond it."""
    left = MOST_RESCORED
    metric.advance = lambda amount: None  # the stage that counts what is scored is over

    def rescore(pairs: Sequence[tuple[str, str]]) -> Sequence[Judgement | None]:
        nonlocal left
        now = pairs[:left]
        left -= len(now)
        judged = metric.judge([Pair(number, *both, 0) for number, both in enumerate(now)]) if now else []
        return [*judged, *[None] * (len(pairs) - len(now))]

    return rescore


def _fetch(named: NamedComet, options: Options, progress: Progress) -> None:
    """Download a model if the user agrees; raises ModelError if not, and where the hub does not deliver."""
    from mtcheck.metrics.fetch import download, size_in_words

    progress.note(f"{named.model} is not on this machine: huggingface.co is asked for it; your text stays here.")
    progress.stage(f"Asking for {named.model}")
    offer = named.offer()
    size = size_in_words(offer.size)
    if options.consent is None or not options.consent(offer.model, offer.size):
        raise ModelError(
            f"{offer.model} was not downloaded ({size}), as nobody agreed to it; without --comet-model the embedded "
            "model needs no download"
        )
    progress.stage(f"Downloading {offer.model} ({size})", offer.size)
    try:
        download(offer, progress.advance)
    except KeyboardInterrupt:
        progress.note(f"What has arrived of {offer.model} is kept; the same command goes on from there.")
        raise


def without_doubles(findings: Sequence[Finding]) -> list[Finding]:
    """Findings without those of doubted wording that lie over one with a reason: the model doubts the same words."""
    reasoned = [f for f in findings if f.side is Side.TRANSLATION and f.rule not in verdict.MODEL_RULES]
    stretches = [(f.start, f.end) for f in reasoned if f.severity is not Severity.MINOR]
    return [
        finding
        for finding in findings
        if finding.rule != "unlikely-wording"
        or not any(
            start is not None and end is not None and finding.start is not None and finding.end is not None
            and start < finding.end and finding.start < end
            for start, end in stretches
        )
    ]  # fmt: skip


def _rules(options: Options) -> tuple[Detector, ...]:
    """The detectors that are wanted, in report order."""
    from mtcheck.detectors import DETECTORS

    names = {detector.name for detector in DETECTORS}
    unknown = sorted({*options.ignore, *options.only} - names)
    if unknown:
        raise ValueError(f"no rule is called {' or '.join(unknown)}; there are {', '.join(sorted(names))}")
    wanted = set(options.only or names) - set(options.ignore)
    return tuple(detector for detector in DETECTORS if detector.name in wanted)


def _switched_off(rules: Sequence[Detector]) -> list[str]:
    from mtcheck.detectors import DETECTORS

    return [detector.name for detector in DETECTORS if detector not in rules]


def _detect(pairs: Sequence[Pair], context: Context, rules: Sequence[Detector], progress: Progress) -> list[Pair]:
    """Pairs with their findings, in the order of the detectors, and flags."""
    found: list[list[Finding]] = []
    for pair in pairs:
        found.append(without_doubles([finding for detector in rules for finding in detector.check(pair, context)]))
        progress.advance()
    for detector in rules:
        for index, finding in detector.check_document(pairs, context):
            found[index].append(finding)
    return [
        replace(pair, findings=tuple(findings), flagged=verdict.is_flagged(findings))
        for pair, findings in zip(pairs, found, strict=True)
    ]
