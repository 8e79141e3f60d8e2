"""From two files to a report: the one place where the stages meet."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import mtcheck
from mtcheck import align, verdict
from mtcheck.ahead import read_models
from mtcheck.baseline import only_new, read_baseline
from mtcheck.data import (
    SCORED_KINDS,
    Category,
    Document,
    Finding,
    Kind,
    Pair,
    Report,
    Score,
    Segment,
    SetAside,
    Side,
    SourceMatch,
    Suspicion,
)
from mtcheck.documents import read, read_lines
from mtcheck.embeddings import SentenceEncoder
from mtcheck.errors import DocumentError, ModelError, MtcheckError
from mtcheck.evidence import MODEL_RULES
from mtcheck.language import check_languages, check_translation
from mtcheck.metrics import METRICS, EmbeddedComet
from mtcheck.metrics.tagger import Tagger
from mtcheck.provenance import match_source
from mtcheck.segments import segment, segment_lines

if TYPE_CHECKING:
    from mtcheck.detectors import Context, Detector, View
    from mtcheck.detectors.base import Rescore
    from mtcheck.metrics.base import ErrorSpan
    from mtcheck.metrics.comet import Judgement, RuntimeName
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
    `baseline`: a JSON report of an earlier run, whose findings are accepted.
    """

    aligned: bool = False
    comet_runtime: RuntimeName = "onnx"
    comet_model: str | None = None
    offline: bool = False
    consent: Consent | None = None
    ignore: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    baseline: str | Path | None = None


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
    source: str | Path | None = None,
    *,
    reference: str | Path | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a German translation against its English source, or for what shows without one.

    `reference` is a German translation of the same text by other hands; BLEU and chrF then compare with it. A path of
    "-" is standard input. Without `source` every German segment is a pair by itself, nothing is scored, and the rules
    that need a source are not applied. Raises DocumentError for files that cannot be read or are in the wrong language,
    AlignmentError for line-parallel files of unequal length, ModelError for a COMET model that cannot be used,
    BaselineError for a baseline that is none.
    """
    options = options or Options()
    chosen = _rules(options)
    rules = chosen if source is not None else _without_source(chosen, reference)
    baseline = read_baseline(options.baseline) if options.baseline is not None else None
    progress = progress or _Silent()
    if source is None:
        article = _read_alone(translation, options, progress)
        pairs, scores, context = _view_alone(article.pairs, options, progress)
    else:
        article = _read_both(translation, source, reference, options, progress)
        pairs, scores, context = _score(article.pairs, options, progress, "human" if article.reference else "gloss")
    match = context.source_match
    progress.stage("Looking for errors", len(pairs))
    pairs = detect(pairs, context, rules, progress)
    if baseline is not None:
        pairs = baseline.applied_to(pairs)
    judged = _judge(pairs, match, options, rules, alone=source is None)
    off = _switched_off(chosen)
    return Report(
        version=mtcheck.__version__,
        source_name=article.source,
        translation_name=article.translation,
        reference_name=article.reference,
        pairs=tuple(pairs),
        set_aside=tuple(sorted(article.set_aside, key=_place)),
        scores=scores,
        bleu_reference=None if source is None else "human" if article.reference else "gloss",
        verdict=judged.verdict,
        verdict_reason=judged.reason,
        warnings=tuple(dict.fromkeys([*article.warnings, *([f"Not looked for: {', '.join(off)}."] if off else [])])),
        rules=tuple(detector.name for detector in rules),
        unchecked=_unchecked(chosen, options) if source is None else (),
        baseline_name=str(options.baseline) if options.baseline is not None else None,
        source_match=match,
    )


@dataclass(frozen=True)
class _Article:
    """What is to be checked: names of the files, pairs, what is not among them, and what reading it warned of."""

    translation: str
    source: str | None
    reference: str | None
    pairs: list[Pair]
    set_aside: list[SetAside]
    warnings: list[str]


def _read_both(
    translation: str | Path, source: str | Path, reference: str | Path | None, options: Options, progress: Progress
) -> _Article:
    if _is_same_file(translation, source):
        raise DocumentError(f"{translation} was given twice: give the English source as the second file")
    read_models(options.comet_runtime, aligning=True)
    encoder = SentenceEncoder()
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
    set_aside = [SetAside(Side.TRANSLATION, item) for item in german.set_aside]
    set_aside += [SetAside(Side.SOURCE, item) for item in english.set_aside]
    return _Article(
        german.document.name,
        english.document.name,
        other.document.name if other else None,
        pairs,
        [*set_aside, *lonely_titles],
        warnings,
    )


def _is_same_file(one: str | Path, other: str | Path) -> bool:
    return all(os.path.isfile(path) for path in (one, other)) and os.path.samefile(one, other)


def _read_alone(translation: str | Path, options: Options, progress: Progress) -> _Article:
    read_models(options.comet_runtime, aligning=False)
    progress.stage("Reading")
    german = _read(translation, "de", options.aligned)
    warnings = [*german.document.warnings, *check_translation(_said(german.document), german.document.name)]
    set_aside = [SetAside(Side.TRANSLATION, item) for item in german.set_aside]
    return _Article(german.document.name, None, None, align.without_source(german.scored), set_aside, warnings)


def _judge(
    pairs: Sequence[Pair], match: SourceMatch | None, options: Options, rules: Sequence[Detector], *, alone: bool
) -> verdict.Judged:
    """The verdict on what is new in the pairs."""
    new = only_new(pairs)
    judged = verdict.judge_alone(new) if alone else verdict.judge(new, match, aligned=options.aligned)
    if not any(detector.reads_suspicion for detector in rules):
        judged = verdict.of_some_rules(judged, len(rules))
    return verdict.beside_accepted(judged, pairs)


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

    named = _named_model(options.comet_model, options, progress, against) if options.comet_model else None
    embedded = METRICS["comet"](advance=progress.advance, runtime=options.comet_runtime)
    judging = embedded.begin(pairs)
    tagging = Tagger().begin(pairs)
    progress.stage("Glossing", len(pairs))
    linker = Linker(Dictionary())
    links = []
    glossed = []
    for pair in pairs:
        links.append(linker.link(pair.source or "", pair.translation or ""))
        both = pair.source and pair.translation
        glossed.append(replace(pair, gloss=gloss_pair(links[-1], linker) if both else None))
        progress.advance()
    scores = {name: METRICS[name](against).score(glossed) for name in ("bleu", "chrf")}
    match = None if options.aligned else match_source(glossed)
    progress.stage("Scoring with COMET", sum(bool(pair.source and pair.translation) for pair in pairs))
    judgements, tagged = judging(), tagging()
    if named is not None:
        progress.stage(f"Scoring with {named.model}", len(glossed))
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
        View(link, judgement, spans, named.model if named is not None else "", tags=tags)
        for link, judgement, spans, tags in zip(links, judgements, named_spans, tagged, strict=True)
    ]
    return scored, scores, Context(linker, dict(enumerate(views)), rescorer(embedded), match)


def _named_model(name: str, options: Options, progress: Progress, against: Literal["human", "gloss"]) -> NamedComet:
    """The COMET model of the user, fetched where it is not here yet."""
    from mtcheck.metrics.hub import NamedComet

    named = NamedComet(name, progress.advance)
    if not named.is_here and not options.offline:
        _fetch(named, options, progress)
    progress.stage(f"Loading {named.model}")
    named.require(has_reference=against == "human")
    return named


MOST_RESCORED = 60
"""Translations of an article that the rules may have scored again with a word replaced; each takes 10 to 20 ms."""


def rescorer(metric: EmbeddedComet) -> Rescore:
    """What judges translations with a word replaced, up to a limit per article; None for those beyond it.

    It counts for no progress, so it is a metric of its own over the same weights, which are read once.
    """
    left = MOST_RESCORED
    quiet = EmbeddedComet(metric.folder, runtime=metric.runtime_name)

    def rescore(pairs: Sequence[tuple[str, str]]) -> Sequence[Judgement | None]:
        nonlocal left
        now = pairs[:left]
        left -= len(now)
        judged = quiet.judge([Pair(number, *both, 0) for number, both in enumerate(now)]) if now else []
        return [*judged, *[None] * (len(pairs) - len(now))]

    return rescore


def _view_alone(
    pairs: Sequence[Pair], options: Options, progress: Progress
) -> tuple[list[Pair], dict[str, Score], Context]:
    """The pairs as they are, no scores, and what the detectors need where there is no source."""
    from mtcheck.detectors import Context, View
    from mtcheck.lexicon import Dictionary, Linker

    linker = Linker(Dictionary())
    progress.stage("Judging the German", len(pairs))
    model = METRICS["comet"](advance=progress.advance, runtime=options.comet_runtime)
    judgements = model.judge(pairs, alone=True)
    views = [
        View(linker.link("", pair.translation or ""), judgement, tags=tags)
        for pair, judgement, tags in zip(pairs, judgements, Tagger().judge(pairs), strict=True)
    ]
    return list(pairs), {}, Context(linker, dict(enumerate(views)))


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


WORD_RULES = ("unlikely-wording", "broken-grammar", "mistranslated-word", "wrong-connective")
"""Rules that go by single words; each has more to say than those before it, all other rules the most."""


def without_doubles(findings: Sequence[Finding]) -> list[Finding]:
    """Findings without those of words that a model marks where another rule says more of the same words.

    What is minor says more only if it is punctuation, and only than a mark of the model alone.
    """
    placed = [f for f in findings if f.side is Side.TRANSLATION and f.rule not in MODEL_RULES]

    def says_more(other: Finding, finding: Finding) -> bool:
        is_told = other.is_major or (finding.rule in MODEL_RULES and other.category is Category.PUNCTUATION)
        return is_told and _has_to_say(other) > _has_to_say(finding) and other.overlaps(finding.start, finding.end)

    return [finding for finding in findings if not any(says_more(other, finding) for other in placed)]


def _has_to_say(finding: Finding) -> int:
    return WORD_RULES.index(finding.rule) if finding.rule in WORD_RULES else len(WORD_RULES)


def _rules(options: Options) -> tuple[Detector, ...]:
    """The detectors that are wanted, in report order."""
    from mtcheck.detectors import DETECTORS

    names = {detector.name for detector in DETECTORS}
    unknown = sorted({*options.ignore, *options.only} - names)
    if unknown:
        raise ValueError(f"no rule is called {' or '.join(unknown)}; there are {', '.join(sorted(names))}")
    wanted = set(options.only or names) - set(options.ignore)
    return tuple(detector for detector in DETECTORS if detector.name in wanted)


def _without_source(rules: Sequence[Detector], reference: str | Path | None) -> tuple[Detector, ...]:
    """Those of the rules that need no source; raises an error where that leaves nothing to do, or too much."""
    if reference is not None:
        raise DocumentError("a reference is compared pair by pair: give the English source too")
    kept = tuple(detector for detector in rules if not detector.needs_source)
    if not kept:
        raise MtcheckError("nothing of what is to be looked for shows without the source: give the English source too")
    return kept


def _unchecked(rules: Sequence[Detector], options: Options) -> tuple[str, ...]:
    """What was wanted and could not be had without the source: metrics, a model, rules."""
    named = [options.comet_model] if options.comet_model else []
    return ("BLEU", "chrF", "COMET", *named, *(detector.name for detector in rules if detector.needs_source))


def _switched_off(rules: Sequence[Detector]) -> list[str]:
    from mtcheck.detectors import DETECTORS

    return [detector.name for detector in DETECTORS if detector not in rules]


def detect(
    pairs: Sequence[Pair], context: Context, rules: Sequence[Detector], progress: Progress | None = None
) -> list[Pair]:
    """An article's pairs, numbered from 0, with findings in the order of the detectors, probabilities and flags.

    First the rules that name a reason, over each pair and over the article; then, what it all comes to; last the rules
    that tell of that.
    """
    progress = progress or _Silent()
    naming = [detector for detector in rules if not detector.reads_suspicion]
    found: list[list[Finding]] = []
    for pair in pairs:
        found.append([finding for detector in naming for finding in detector.check(pair, context)])
        progress.advance()
    for detector in naming:
        for index, finding in detector.check_document(pairs, context):
            found[index] = [other for other in found[index] if not _is_same_place(other, finding)] + [finding]
    telling = [detector for detector in rules if detector.reads_suspicion]
    suspicions = verdict.suspect(pairs, context.views, found, by_evidence=bool(telling))
    context = replace(context, views=_suspected(context, suspicions))
    order = {detector.name: place for place, detector in enumerate(rules)}
    settled = []
    for pair, suspicion, findings in zip(pairs, suspicions, found, strict=True):
        findings += [finding for detector in telling for finding in detector.check(pair, context)]
        findings = _without_last_resorts(without_doubles(findings), rules)
        findings.sort(key=lambda finding: order[finding.rule])
        settled.append(verdict.settle(pair, suspicion, findings, weighed=bool(telling)))
    return settled


def _without_last_resorts(findings: Sequence[Finding], rules: Sequence[Detector]) -> list[Finding]:
    """Findings without those of last resort where another is as severe."""
    last = {detector.name for detector in rules if detector.is_last_resort}
    most = max((finding.severity.rank for finding in findings if finding.rule not in last), default=-1)
    return [finding for finding in findings if finding.rule not in last or finding.severity.rank > most]


def _is_same_place(finding: Finding, other: Finding) -> bool:
    place = (finding.rule, finding.side, finding.start, finding.end)
    return finding.start is not None and place == (other.rule, other.side, other.start, other.end)


def _suspected(context: Context, suspicions: Sequence[Suspicion]) -> dict[int, View]:
    return {index: replace(context.views[index], suspicion=suspicions[index]) for index in context.views}
