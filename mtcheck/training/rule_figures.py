"""Measuring the rules one by one: false alarms on sound translations, and the made errors that each is meant for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mtcheck.data import Finding, Pair, Severity, Side
from mtcheck.detectors import DETECTORS, Context, Detector, View
from mtcheck.figures import RuleFigures, Share
from mtcheck.lexicon import Linker
from mtcheck.metrics.comet import EmbeddedComet
from mtcheck.metrics.tagger import Tagger
from mtcheck.training.corpora import Example
from mtcheck.training.judged import Judged, views


def measure(
    sound: Judged, made: Mapping[str, Judged], linker: Linker, rules: Sequence[Detector] = DETECTORS
) -> dict[str, RuleFigures]:
    """The figures of rules by name; `made` holds broken sentences by the kind of their error.

    A made error is found where the rule marks something that touches it, or the pair as a whole. Each rule is taken by
    itself, also where another explains the same words; unlikely-sentence, which tells what all evidence comes to, has
    no figures of its own.
    """
    rules = [rule for rule in rules if rule.name != "unlikely-sentence"]
    severities: dict[str, list[Severity]] = {rule.name: [] for rule in rules}
    for _, rule, findings in _found(sound, linker, rules):
        if findings:
            severities[rule].append(max((f.severity for f in findings), key=lambda severity: severity.rank))
    hits = {kind: _hits(broken, linker, [r for r in rules if kind in r.made_kinds]) for kind, broken in made.items()}
    return {
        rule.name: RuleFigures(
            Share(sum(severity.is_major for severity in severities[rule.name]), len(sound.examples)),
            Share(severities[rule.name].count(Severity.MINOR), len(sound.examples)),
            {
                kind: Share(hits[kind][rule.name], len(made[kind].examples))
                for kind in rule.made_kinds
                if kind in made and made[kind].examples
            },
        )
        for rule in rules
    }


def flags_without_source(model: EmbeddedComet, sound: Sequence[Example], linker: Linker) -> Iterator[tuple[str, str]]:
    """How many sound translations are flagged, and how many only marked, when their source is left out."""
    pairs = [Pair(i, None, example.translation, i + 1) for i, example in enumerate(sound)]
    rules = [rule for rule in DETECTORS if not rule.needs_source]
    flagged = marked = 0
    judged = zip(pairs, model.judge(pairs, alone=True), Tagger().judge(pairs), strict=True)
    for pair, judgement, tags in judged:
        view = View(linker.link("", pair.translation or ""), judgement, tags=tags)
        context = Context(linker, {pair.index: view})
        findings = [finding for rule in rules for finding in rule.check(pair, context)]
        is_flagged = any(finding.is_major for finding in findings)
        flagged += is_flagged
        marked += bool(findings) and not is_flagged
    yield "references flagged without their source", f"{flagged} of {len(pairs)}, {flagged / max(len(pairs), 1):.1%}"
    yield "references only marked without their source", f"{marked} of {len(pairs)}, {marked / max(len(pairs), 1):.1%}"


def lines(figures: Mapping[str, RuleFigures]) -> Iterator[tuple[str, str]]:
    """The figures as names and values to print."""
    for rule, measured in figures.items():
        found = [f"{kind} {share.count} of {share.of}" for kind, share in measured.made.items()]
        false = f"flags {measured.flagged.count} and marks {measured.marked.count} of {measured.flagged.of} references"
        yield f"{rule}, by itself", "; ".join([false, *found])


def _hits(broken: Judged, linker: Linker, rules: Sequence[Detector]) -> dict[str, int]:
    hits = {rule.name: 0 for rule in rules}
    for example, rule, findings in _found(broken, linker, rules):
        hits[rule] += any(touches(finding, example) for finding in findings)
    return hits


def _found(judged: Judged, linker: Linker, rules: Sequence[Detector]) -> Iterator[tuple[Example, str, list[Finding]]]:
    """What each rule finds in each example, as in an article of this one pair."""
    for example, (pair, context) in zip(judged.examples, views(judged, linker), strict=True):
        for rule in rules:
            of_article = [finding for _, finding in rule.check_document([pair], context)]
            yield example, rule.name, [*rule.check(pair, context), *of_article]


def touches(finding: Finding, example: Example) -> bool:
    """Whether a finding is about the made error. What is missing leaves its mark beside the gap."""
    if finding.start is None or finding.end is None or finding.side is Side.SOURCE:
        return True
    start, end = finding.start, finding.end
    return any(mark.start <= end and start <= mark.end for mark in example.marks or ())
