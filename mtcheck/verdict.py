"""From the probability of each pair to flags, and from the flags of all pairs to the article's verdict.

A pair is flagged when the probability that it is garbled (`mtcheck.evidence`) reaches a threshold. Its findings agree:
a flagged pair has a major or critical finding, no other pair has one. The article's verdict weighs the number of
flagged pairs against the number that sound text would get by mistake:

- "not this source": the English is not what the German was translated from (`mtcheck.provenance`).
- "sound": no more pairs are flagged than chance would flag in sound text (one-sided binomial test at 2 %, with the
  rates of false alarms measured on professional translations). Two counts must pass: all flagged pairs, and those that
  a rule flags which names its reason; such rules seldom err. And the pairs are no more likely garbled, on average, than
  those of sound articles mostly are.
- "garbled": more than that, and at least a quarter of the pairs are flagged.
- "patchy": anything between.
- "undecided": there was no source, and nothing was found without it, or no more than chance finds in sound text; or
  only some rules were asked, and these found no more than that.
- "nothing new": sound apart from findings that a baseline accepts, of which one or more are major.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mtcheck.data import Finding, Pair, Relation, Severity, SourceMatch, Suspicion, Verdict
from mtcheck.detectors.base import View
from mtcheck.evidence import evidence, reasoned_rules, shipped_weights
from mtcheck.provenance import match_source, sure_pairs

FALSE_ALARM_RATE = 0.1
"""Share of pairs that may be flagged in a sound article; more than in professional translations on the whole
(`mtcheck.training.evaluate` measures that), for the flags of an article hang together."""

REASONED_FALSE_ALARM_RATE = 0.04
"""The same for pairs with a finding of a rule that names its reason, and is not the model's word alone."""

FALSE_ALARM_RATE_ALONE = 0.02
"""The same for sentences that are flagged without their source; more than was measured, for articles differ."""

MOST_EXCESS = 1.5
"""Standard deviations by which the mean probability of an article's pairs may exceed that of sound articles."""

ARTICLE = "article"
"""The name among the reasons of what the other pairs of the article say."""

LEAST_REASON = 0.1
"""Log-odds that a number must add to count among the reasons for a suspicion."""

CHANCE = 0.02
"""Probability, 0-1, that so many pairs of a sound article are flagged, from which on it is not called sound."""

CHANCE_OF_FEW = 0.05
"""The same for fewer pairs than an article has, and without a source."""

LEAST_GARBLED = 0.25

FEWEST_PAIRS = 5
"""Pairs from which on a verdict is one on an article."""


@dataclass(frozen=True)
class Judged:
    """An article's verdict and the reason for it in a sentence."""

    verdict: Verdict
    reason: str


def suspect(
    pairs: Sequence[Pair], views: Mapping[int, View], found: Sequence[Sequence[Finding]], *, by_evidence: bool = True
) -> list[Suspicion]:
    """How likely each pair is garbled; `found` are the findings of the rules that name a reason, pair by pair.

    A pair's index is its place in `pairs`.

    Pairs without source or translation are judged by these findings alone, and all are where `by_evidence` is False.
    """
    weights = shipped_weights()
    known = [
        evidence(pair, views[pair.index], findings)
        if by_evidence and pair.source and pair.translation and pair.index in views
        else None
        for pair, findings in zip(pairs, found, strict=True)
    ]
    by_rules = [
        weights.by_rules(views.get(pair.index), findings, numbers)
        for pair, findings, numbers in zip(pairs, found, known, strict=True)
    ]
    suspicions = []
    shifts = weights.article_shifts(known, by_rules)
    for of_rules, numbers, shift, findings in zip(by_rules, known, shifts, found, strict=True):
        shares = weights.shares(numbers or {}) | {ARTICLE: shift} | weights.rule_shares(findings, numbers)
        reasons = sorted((item for item in shares.items() if item[1] >= LEAST_REASON), key=lambda item: -item[1])
        of_evidence = weights.by_evidence(numbers, shift)
        suspicions.append(Suspicion(of_rules, of_evidence, weights.threshold, tuple(reasons)))
    return suspicions


def settle(pair: Pair, suspicion: Suspicion, findings: Sequence[Finding], *, weighed: bool = True) -> Pair:
    """The pair with its findings, probability and flag; severities are made to agree with the flag.

    A pair without source or translation has no probability, and none has where the evidence was not `weighed`.
    """
    flagged = suspicion.flagged and any(finding.is_major for finding in findings)
    return replace(
        pair,
        findings=tuple(f if flagged else replace(f, severity=Severity.MINOR) for f in findings),
        flagged=flagged,
        probability=suspicion.probability if weighed and pair.source and pair.translation else None,
        reasons=suspicion.reasons,
    )


def judge(pairs: Sequence[Pair], match: SourceMatch | None = None, *, aligned: bool = False) -> Judged:
    """The verdict on an article, whose source has been tested or is tested here.

    `aligned` says that the pairs were given and not searched for: then nothing is said against the source. Of another
    edition only the pairs count that are counterparts for sure.
    """
    if match is None and not aligned:
        match = match_source(pairs)
    if match is not None and match.relation is Relation.NOT_THIS_SOURCE:
        return Judged(Verdict.NOT_THIS_SOURCE, match.reason)
    is_edition = match is not None and match.is_another_edition
    scored = sure_pairs(pairs) if is_edition else [pair for pair in pairs if pair.source and pair.translation]
    if not scored:
        return Judged(Verdict.NOT_THIS_SOURCE, "No German sentence found a counterpart in the English.")
    flagged = sum(pair.flagged for pair in scored)
    share = flagged / len(scored)
    if not flagged:
        others = sum(pair.flagged for pair in pairs)
        where = " in what is a counterpart for sure; look at the other pairs that are flagged" if others else ""
        return Judged(Verdict.SOUND, f"Nothing major was found{where}.")
    reasoned = sum(bool(reasoned_rules(pair.findings)) for pair in scored)
    chances = (
        chance_of(flagged, len(scored), FALSE_ALARM_RATE),
        chance_of(reasoned, len(scored), REASONED_FALSE_ALARM_RATE),
    )
    least = CHANCE if len(scored) >= FEWEST_PAIRS else CHANCE_OF_FEW
    if min(chances) > least and shipped_weights().excess(_probabilities(scored)) <= MOST_EXCESS:
        critical = any(f.severity is Severity.CRITICAL for pair in scored if pair.flagged for f in pair.findings)
        but = ", but one of these would be critical: read" if critical else "; look at"
        return Judged(
            Verdict.SOUND, f"So few flags also come up by mistake in sound text{but} the flagged pairs one by one."
        )
    if len(scored) < FEWEST_PAIRS:
        verdict = Verdict.PATCHY if share < LEAST_GARBLED else Verdict.GARBLED
        pairs_are = "pair is" if len(scored) == 1 else "pairs are"
        return Judged(verdict, f"{flagged} of {len(scored)} {pairs_are} flagged; so few say little about an article.")
    if share < LEAST_GARBLED:
        return Judged(Verdict.PATCHY, "Most of it reads as sound, but some sentences do not.")
    return Judged(Verdict.GARBLED, "Many sentences go wrong, as in a botched translation.")


def _probabilities(pairs: Sequence[Pair]) -> list[float]:
    """How likely each pair is garbled, 0-1, where it is known; 0 where that was accepted."""
    least = shipped_weights().threshold
    known = [(pair, pair.probability) for pair in pairs if pair.probability is not None]
    return [probability if pair.flagged or probability < least else 0.0 for pair, probability in known]


def judge_alone(pairs: Sequence[Pair]) -> Judged:
    """The verdict on an article whose source is not at hand: without it nothing can be called sound."""
    flagged = sum(pair.flagged for pair in pairs)
    if not flagged:
        return Judged(Verdict.UNDECIDED, "Nothing major was found that shows without the source.")
    if chance_of(flagged, len(pairs), FALSE_ALARM_RATE_ALONE) > CHANCE_OF_FEW:
        return Judged(
            Verdict.UNDECIDED,
            "So few flags also come up by mistake in sound text; look at the flagged sentences one by one.",
        )
    if flagged < LEAST_GARBLED * len(pairs):
        return Judged(Verdict.PATCHY, "Some sentences go wrong in ways that show without the source.")
    return Judged(Verdict.GARBLED, "Many sentences go wrong in ways that show without the source.")


def of_some_rules(judged: Judged, count: int) -> Judged:
    """The verdict where only so many rules were asked and the evidence not weighed: what is quiet may be garbled."""
    if judged.verdict is not Verdict.SOUND:
        return judged
    asked = "One rule was" if count == 1 else f"{count} rules were"
    return Judged(Verdict.UNDECIDED, f"{asked} asked, and not what the models doubt; nothing is said of the rest.")


def beside_accepted(judged: Judged, pairs: Sequence[Pair]) -> Judged:
    """The verdict on what is new, in words that do not hide what the baseline accepts."""
    accepted = [finding for pair in pairs for finding in pair.findings if finding.accepted]
    if not accepted:
        return judged
    findings = (
        "1 finding that the baseline accepts is"
        if len(accepted) == 1
        else (f"{len(accepted)} findings that the baseline accepts are")
    )
    note = f"{findings} not counted here."
    is_major = any(finding.is_major for finding in accepted)
    if is_major and not any(pair.flagged for pair in pairs) and judged.verdict in (Verdict.SOUND, Verdict.UNDECIDED):
        return Judged(Verdict.NOTHING_NEW, f"Nothing major is new; {note}")
    return Judged(judged.verdict, f"{judged.reason} {note[0].upper()}{note[1:]}")


def chance_of(at_least: int, trials: int, rate: float) -> float:
    """The probability of `at_least` or more hits in so many independent trials (upper tail of the binomial).

    Each term is computed from its logarithm: the binomials of a long bitext are larger than any float.
    """
    total = math.lgamma(trials + 1)

    def chance_of_just(k: int) -> float:
        ways = total - math.lgamma(k + 1) - math.lgamma(trials - k + 1)
        return math.exp(ways + k * math.log(rate) + (trials - k) * math.log1p(-rate))

    return max(0.0, 1.0 - math.fsum(chance_of_just(k) for k in range(at_least)))
