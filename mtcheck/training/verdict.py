"""Fitting the verdict on a sentence: what each piece of evidence weighs, and how far each rule can be trusted.

    python -m mtcheck.training verdict --data DATA --dictionary de-en [--model FOLDER] [--out FILE]

Garbled are outputs of real systems that were read for the training and found so, sentences with a major MQM error by
most annotators, talk-page sentences with a catastrophic error, made errors, and botched sentences that were written for
the training; sound are references, outputs of strong systems, outputs that were read and found sound, judged sentences
without such errors, and sound written ones. An output with a minor error is neither, and only belongs to its article.
All is fitted on the train split, but false alarms, in literal and in free translations, which are counted on one half
of the references of the dev split and on the written articles that are kept for it. The rest of that split is for
measuring, the outputs with two or more words that no other translation of the source uses too; a table shows how often
a probability comes true.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtcheck.detectors import DETECTORS
from mtcheck.evidence import FREEDOM, MOST_LEANING, WORDS, Weights, evidence, reasoned_rules, shipped_weights
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import EmbeddedComet
from mtcheck.odds import any_of, bounded, logit, sigmoid
from mtcheck.training import corpora, made_errors
from mtcheck.training.corpora import Example
from mtcheck.training.judged import LENGTH, articles, judge
from mtcheck.training.reviewed import as_reviewed, reviewed
from mtcheck.training.senses import material_of
from mtcheck.training.statistics import matthews, separation
from mtcheck.training.written import Written, written

PENALTY = 3.0
"""Strength of the ridge, in pairs."""

MOST_SOUND_FLAGGED = 0.038
"""Share of the pairs in sound articles, 0-1, that evidence alone may flag."""

MOST_SOUND_FLAGGED_ALONE = 0.04
"""The same for pairs that are judged each by itself."""

SPARED = 0.8
"""Share of pairs like those of sound articles, 0-1, that no company of bad ones may get flagged."""

LITERAL = 0.25
"""Share of the sound articles, 0-1, that are taken for literal."""

LENIENCIES = tuple(half / 2 for half in range(41))
"""Log-odds per unit of freedom that are tried."""

LONG_ALARMS = 0.1
"""Share of the references, 0-1, that are taken for doubted when long and short ones are compared."""

LENGTH_STEP = 0.05
"""Steps, in log-odds per unit, by which what the number of words weighs is lowered."""

ALARMS = 0.02
"""Share of the pairs of sound articles, 0-1, that are taken for doubted when literal and free ones are compared."""

FEWEST_ARTICLES = 10
"""Sound articles from which it can be told what free translation does to the evidence."""

MOST_LOG_ODDS = 99.0
"""More than an article can add, while what it may add at most has not been fitted."""

SOUND_PAIRS = 4.0
"""Average pairs of sound articles that the mean over the other pairs of an article starts from; half or four times as
many make no difference."""

MADE_IN_LIFE = 0.3
"""What a made error counts when it is asked how far a rule can be trusted: they are more frequent here than in life."""

FEWEST_PAIRS = 30
"""Pairs of which a number must be known to be weighed."""

LEAST_APPLIED = 0.01
"""Share of the garbled pairs, 0-1, in which a rule is taken to find an error even if it does in fewer."""

WEIGHTS: Mapping[str, float] = {
    "reviewed": 5.0,
    "outputs": 0.0,
    "references": 4.0,
    "strong systems": 1.0,
    "mqm": 1.0,
    "critical errors": 0.6,
    "made errors": 2.0,
    "written": 3.0,
}
"""How much each kind counts, whatever the number of its pairs; kinds with sound and garbled pairs count for both."""

EITHER_WAY = frozenset({WORDS})
"""Numbers that may also speak against garble: in a long sentence doubts add up though all is sound."""

STEADY_RULES = frozenset({"lost-negation", "number-mismatch"})
"""Rules that lean on nothing: what they find is grave, and the networks hardly see it where all else is sound."""

UNFIT_KINDS = frozenset({"agreement", "name", "spaced-hyphen"})
"""Made errors that are minor: they do not make a sentence garbled."""


@dataclass(frozen=True)
class Case:
    """A pair with what is known of it: its kind, its article, the evidence, the rules that found a major error.

    `garbled` is None where it is not known: such a pair only belongs to its article.
    """

    kind: str
    article: str
    known: Mapping[str, float]
    rules: frozenset[str]
    garbled: bool | None


# The cases


def cases(
    data: Path, dictionary: Path, split: str, model: EmbeddedComet, linker: Linker, *, most: int = 1200
) -> Iterator[Case]:
    """The cases of a split, at most so many of each kind."""
    rng = random.Random(5)
    for kind, article, examples in _examples(data, dictionary, split, most, rng):
        judged = judge(model, examples, tagged=True)
        labels = iter(judged.examples)
        for pairs, context in articles(judged, linker, model):
            for pair, example in zip(pairs, labels, strict=False):
                found = [f for rule in DETECTORS if not rule.reads_suspicion for f in rule.check(pair, context)]
                known = evidence(pair, context.view(pair), found)
                yield Case(kind, article, known, reasoned_rules(found), example.garbled)


def _examples(
    data: Path, dictionary: Path, split: str, most: int, rng: random.Random
) -> Iterator[tuple[str, str, list[Example]]]:
    """Examples by kind and article; an empty article is none. Of the train split only what the tagger has not seen."""
    part = "train" if split == "train" else "dev"

    def kept(examples: Iterable[Example]) -> list[Example]:
        return [e for e in examples if split != "train" or corpora.kept_for_verdict(e.source)]

    references = list({e.translation: e for e in kept(corpora.sound_pairs(data, split, references_only=True))}.values())
    for number, article in enumerate(list(_chunks(references))[: 2 * most // LENGTH]):
        yield "references", f"sound {number}", article
    by_system: dict[str, list[Example]] = {}
    for system, example in corpora.outputs(data, split):
        by_system.setdefault(system, []).extend(kept([example]))
    texts = [chunk for system in sorted(by_system) for chunk in _some(list(_chunks(by_system[system])), 2, rng)]
    texts = _some(texts, 2 * most // LENGTH, rng)
    for number, article in enumerate(texts):
        yield "reviewed", f"outputs {number}", [as_reviewed(e) or replace(e, garbled=None) for e in article]
    in_articles = {example.translation for article in texts for example in article}
    others = reviewed(data, "dev" if split == "dev" else "verdict")
    yield "reviewed", "", [example for example in others if example.translation not in in_articles]
    yield from _written(split, 2 * most // LENGTH)
    if split == "dev":
        marked = [example for example in corpora.consensus(data, split) if example.garbled is not None]
        yield "outputs", "", _some(marked, most, rng)
    sound = kept(corpora.sound_pairs(data, split))
    yield "strong systems", "", _some([e for e in sound if "-ref" not in e.corpus], most // 2, rng)
    judged = [e for e in kept(corpora.judgements(data, part)) if e.corpus.endswith("-mqm") and e.garbled is not None]
    yield "mqm", "", _some(judged, most, rng)
    yield "critical errors", "", _some(kept(corpora.critical_errors(data, part)), most, rng)
    material = material_of(sound, dictionary)
    for kind in made_errors.KINDS:
        if kind.name not in UNFIT_KINDS and kind.severity != "minor":
            broken = (made_errors.make(rng.choice(sound), kind, rng, material) for _ in range(most))
            yield "made errors", "", [replace(e, garbled=True) for e in broken if e is not None][: most // 20]


def _written(split: str, most: int) -> Iterator[tuple[str, str, list[Example]]]:
    """At `most` so many written articles, as they are sound, and with what is botched where that is there."""
    by_article: dict[str, list[Written]] = {}
    for sentence in written("dev" if split == "dev" else "verdict"):
        by_article.setdefault(sentence.article, []).append(sentence)
    step = -(-len(by_article) // most)
    for name, sentences in list(by_article.items())[::step]:
        yield "written", f"written {name} sound", [sentence.sound for sentence in sentences]
        yield "written", f"written {name} botched", [sentence.botched or sentence.sound for sentence in sentences]


def _chunks(examples: Sequence[Example]) -> Iterator[list[Example]]:
    for first in range(0, len(examples) - LENGTH // 2, LENGTH):
        yield list(examples[first : first + LENGTH])


def _some(items: Sequence[list[Example]] | Sequence[Example], most: int, rng: random.Random) -> list:  # type: ignore[type-arg]
    return rng.sample(list(items), most) if len(items) > most else list(items)


# The fit


def chosen_half(dev: Sequence[Case]) -> list[Case]:
    """Every other article of the references of the dev split, on which false alarms are counted."""
    return [case for case in dev if case.kind == "references" and int(case.article.split()[-1]) % 2 == 0]


def sound_written(train: Sequence[Case]) -> list[Case]:
    """The written articles as they are sound, of which no model has learned either."""
    return [case for case in train if case.kind == "written" and case.article.endswith(" sound")]


def fit(train: Sequence[Case], unseen: Sequence[Case]) -> Weights:
    """Weights from the cases of the train split; false alarms are counted on sound articles that are `unseen`.

    The model has been trained on the train split, so what it thinks of sound pairs there is too good. A number can only
    speak for garble: one that comes out the other way beside the rest is left out, and one that hardly any pair has.
    """
    articles = [case for case in train if case.article]
    train = [
        _without_length(case) if case.kind == "made errors" else case for case in train if case.garbled is not None
    ]
    counts = Counter(name for case in train for name in case.known)
    names = sorted(name for name, count in counts.items() if count >= FEWEST_PAIRS and name != FREEDOM)
    sound = [case for case in train if case.kind == "references"]
    usual = {name: float(np.mean([case.known.get(name, 0.0) for case in sound])) for name in names}
    importance, garbled = _importance(train), np.array([case.garbled for case in train], np.float64)
    base_rate = float((importance * garbled).sum() / importance.sum())
    rules = _trust(train, unseen, importance, base_rate)
    explained = np.array([any_of(rules[rule] for rule in case.rules) for case in train])
    importance = importance * np.where(garbled > 0, 1 - explained, 1.0)
    while True:
        matrix = np.array([[case.known.get(name, usual[name]) - usual[name] for name in names] for case in train])
        spread = matrix.std(axis=0) + 1e-9
        solution = _regression(matrix / spread, garbled, importance)
        against = [(w, name) for name, w in zip(names, solution, strict=False) if w < 0 and name not in EITHER_WAY]
        if not against:
            break
        names.remove(min(against)[1])
    weights = {name: round(float(w / s), 4) for name, w, s in zip(names, solution, spread, strict=False)}
    kept = {name: round(usual[name], 4) for name in names}
    bias = round(float(solution[-1]), 4)
    fitted = Weights(
        bias=bias,
        usual=kept,
        weights=weights,
        rules=rules,
        leanings={},
        base_rate=round(base_rate, 4),
        threshold=0.5,
        sound=0.0,
        sound_pairs=SOUND_PAIRS,
        others=0.0,
        most=MOST_LOG_ODDS,
        in_article=0.0,
        freedom=0.0,
        leniency=0.0,
        mean=0.0,
        scatter=0.0,
        spread=0.0,
    )
    fitted = _as_often_in_long(fitted, unseen)
    fitted = replace(fitted, leanings=_leanings(fitted, [*train, *chosen_half(unseen)]))
    fitted = replace(fitted, threshold=_threshold(fitted, unseen))
    return _for_articles(fitted, unseen, articles)


def _as_often_in_long(weights: Weights, unseen: Sequence[Case]) -> Weights:
    """The weights with that of the number of words lowered until long references are doubted as rarely as short ones.

    Of long outputs more are garbled than of short ones, so a regression is content to doubt most long sentences. Who
    reads an article has sentences of one length before them, and minds false alarms by the sentence.
    """
    chosen = [case for case in unseen if case.kind == "references" and not case.rules]
    if WORDS not in weights.weights or not chosen:
        return weights
    words = np.array([case.known[WORDS] for case in chosen])
    is_long = words > np.median(words)
    while is_long.any():
        odds = np.array([weights.log_odds(case.known) for case in chosen])
        is_doubted = odds >= np.quantile(odds, 1 - LONG_ALARMS, method="higher")
        if is_doubted[is_long].mean() <= is_doubted[~is_long].mean():
            break
        lower = round(weights.weights[WORDS] - LENGTH_STEP, 4)
        weights = replace(weights, weights={**weights.weights, WORDS: lower})
    return weights


def _for_articles(weights: Weights, unseen: Sequence[Case], articles: Sequence[Case]) -> Weights:
    """The weights with what an article adds, fitted to `articles`; false alarms are counted on `unseen` ones.

    The leniency is the smallest at which the evidence doubts as few pairs of the freer half of sound articles as of the
    more literal one.
    """
    by_freedom = sorted(_by_article(unseen), key=_freedom)
    half = len(by_freedom) // 2
    literal, free = ([case for members in part for case in members] for part in (by_freedom[:half], by_freedom[half:]))
    is_known = len(by_freedom) >= FEWEST_ARTICLES and _freedom(by_freedom[0]) < _freedom(by_freedom[-1])
    freedom = float(np.quantile([_freedom(members) for members in by_freedom], LITERAL)) if is_known else 0.0
    weights = replace(weights, freedom=round(freedom, 4))
    for leniency in LENIENCIES:
        fitted = replace(weights, leniency=leniency)
        fitted = replace(fitted, sound=_sound(fitted, unseen))
        fitted = replace(fitted, others=_weight_of_others(fitted, articles))
        fitted = replace(fitted, in_article=_in_article(fitted, unseen))
        of_literal, of_free = (np.array(_unnamed(fitted, part)) for part in (literal, free))
        least = np.quantile([*of_literal, *of_free], 1 - ALARMS, method="higher")
        if not is_known or (of_free >= least).mean() <= (of_literal >= least).mean():
            break
    fitted = replace(fitted, most=_most(fitted, unseen))
    mean, scatter, spread = _of_sound(fitted, unseen)
    return replace(fitted, mean=mean, scatter=scatter, spread=spread)


def _freedom(article: Sequence[Case]) -> float:
    """How unusual words are in the middle sentence of an article, 0-1."""
    return float(np.median([case.known.get(FREEDOM, 0.0) for case in article]))


def _without_length(case: Case) -> Case:
    """A case that says nothing of the number of words: a sentence has one made error, however long it is."""
    return replace(case, known={name: value for name, value in case.known.items() if name != WORDS})


def _correlation(weights: Weights, chosen: Sequence[Case]) -> float:
    flags = [p >= weights.threshold for p in probabilities(weights, chosen)]
    known = [(flag, case.garbled) for flag, case in zip(flags, chosen, strict=True) if case.garbled is not None]
    return matthews(*map(list, zip(*known, strict=True)))


def _importance(train: Sequence[Case]) -> NDArray[np.float64]:
    """What each case counts: every kind the same in sum as `WEIGHTS` says, its sound and garbled pairs half each."""
    groups = Counter((case.kind, case.garbled) for case in train)
    both = {kind for kind, _ in groups if (kind, True) in groups and (kind, False) in groups}
    raw = [WEIGHTS[case.kind] / (2 if case.kind in both else 1) / groups[case.kind, case.garbled] for case in train]
    return np.array(raw, np.float64) * len(train) / sum(raw)


def _trust(
    train: Sequence[Case], unseen: Sequence[Case], importance: NDArray[np.float64], base_rate: float
) -> dict[str, float]:
    """How likely a pair is garbled in which a rule finds a major error, from its rates on garbled and sound pairs.

    One more sound pair is counted than was flagged, so that a rule that was never wrong is not taken for infallible;
    and each rule is taken to apply to `LEAST_APPLIED` of the garbled pairs, for not every defect is among the cases.
    """
    found: dict[str, float] = {}
    importance = importance * _in_life(train)
    importance *= len(train) * base_rate / sum(w for case, w in zip(train, importance, strict=True) if case.garbled)
    for rule in DETECTORS:
        right = sum(w for case, w in zip(train, importance, strict=True) if case.garbled and rule.name in case.rules)
        wrong = (sum(rule.name in case.rules for case in unseen) + 1) / len(unseen)
        if not rule.reads_suspicion:
            right = max(right / len(train), LEAST_APPLIED * base_rate)
            found[rule.name] = round(right / (right + (1 - base_rate) * wrong), 3)
    return found


def _in_life(cases: Sequence[Case]) -> NDArray[np.float64]:
    """What each case counts when it is asked how far a rule can be trusted."""
    return np.array([MADE_IN_LIFE if case.kind == "made errors" else 1.0 for case in cases])


def _leanings(weights: Weights, chosen: Sequence[Case]) -> dict[str, tuple[float, float]]:
    """For each rule how much more it is right, in log-odds, where the evidence agrees, and its mean evidence.

    Of each case it is known whether it is garbled. A rule of which right and wrong findings look alike to the evidence
    leans on nothing and is left out.
    """
    found: dict[str, tuple[float, float]] = {}
    for rule in sorted(weights.rules.keys() - STEADY_RULES):
        having = [case for case in chosen if rule in case.rules]
        if len({case.garbled for case in having}) < 2:
            continue
        log_odds = np.array([bounded(weights.log_odds(case.known), MOST_LEANING) for case in having])
        importance = _in_life(having)
        middle = float(np.average(log_odds, weights=importance))
        garbled = np.array([case.garbled for case in having], np.float64)
        slope, _ = _regression((log_odds - middle)[:, None], garbled, importance)
        if slope > 0:
            found[rule] = (round(float(slope), 3), round(middle, 3))
    return found


def _by_article(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """The cases of each article; a case of none stands alone."""
    articles: dict[str, list[Case]] = {}
    for place, case in enumerate(cases):
        articles.setdefault(case.article or f"alone {place}", []).append(case)
    yield from articles.values()


def _in_context(weights: Weights, chosen: Iterable[Case]) -> Iterator[tuple[Case, float, float]]:
    """Cases with the log-odds of their evidence, what their article adds included, and their probability by rules."""
    for members in _by_article(chosen):
        by_rules = [any_of(weights.trust(rule, case.known) for rule in case.rules) for case in members]
        alone = not members[0].article
        shifts = [0.0] if alone else weights.article_shifts([case.known for case in members], by_rules)
        for case, shift, of_rules in zip(members, shifts, by_rules, strict=True):
            yield case, weights.log_odds(case.known) + shift, of_rules


def _sound(weights: Weights, unseen: Sequence[Case]) -> float:
    """The mean log-odds of the pairs of sound articles, rules included."""
    totals = [logit(any_of((sigmoid(value), by_rules))) for _, value, by_rules in _in_context(weights, unseen)]
    return round(float(np.mean(totals)), 4)


def _weight_of_others(weights: Weights, articles: Sequence[Case]) -> float:
    """What the mean of an article's other pairs counts beside the pair itself.

    In sum, references, garbled and other outputs count the same.
    """
    bare, weighing = (_in_context(replace(weights, others=others, in_article=0.0), articles) for others in (0.0, 1.0))
    entries = [
        (case, own, total - own, by_rules)
        for (case, own, by_rules), (_, total, _) in zip(bare, weighing, strict=True)
        if case.garbled is not None
    ]
    chosen, own, rest, explained = zip(*entries, strict=True)
    garbled = np.array([case.garbled for case in chosen], np.float64)
    groups = Counter((case.kind, case.garbled) for case in chosen)
    importance = np.array([len(chosen) / groups[case.kind, case.garbled] / len(groups) for case in chosen])
    importance *= np.where(garbled > 0, 1 - np.array(explained), 1.0)
    of_own, of_rest, _ = _regression(np.array([own, rest]).T, garbled, importance)
    return round(max(float(of_rest / of_own), 0.0), 3)


def _in_article(weights: Weights, unseen: Sequence[Case]) -> float:
    """What to add in articles, so that evidence flags no more than `MOST_SOUND_FLAGGED` of sound ones' pairs."""
    unnamed = _unnamed(weights, unseen)
    return round(logit(weights.threshold) - float(np.quantile(unnamed, 1 - MOST_SOUND_FLAGGED, method="higher")), 4)


def _most(weights: Weights, unseen: Sequence[Case]) -> float:
    """What bad company may add at most, so that `SPARED` of the pairs of sound articles would not be flagged by it."""
    alone = replace(weights, others=0.0)
    kept = float(np.quantile([value for _, value, _ in _in_context(alone, unseen)], SPARED))
    return round(max(0.0, logit(weights.threshold) - kept), 4)


def _of_sound(weights: Weights, unseen: Sequence[Case]) -> tuple[float, float, float]:
    """Mean probability, scatter within articles and spread between them, of sound articles."""
    articles = [probabilities(weights, members) for members in _by_article(unseen)]
    mean = float(np.mean([value for values in articles for value in values]))
    varied = [values for values in articles if len(values) > 1]
    if not varied:
        return mean, 1.0, 1.0
    within = float(np.mean([np.var(values, ddof=1) for values in varied]))
    between = float(np.mean([(np.mean(values) - mean) ** 2 - within / len(values) for values in varied]))
    return round(mean, 4), round(within**0.5, 4), round(max(between, 0.0) ** 0.5, 4)


def _unnamed(weights: Weights, cases: Sequence[Case]) -> list[float]:
    """The log-odds of the evidence; those of pairs in which a rule finds an error are below all others."""
    return [float("-inf") if case.rules else value for case, value, _ in _in_context(weights, cases)]


def _regression(
    matrix: NDArray[np.float64], garbled: NDArray[np.float64], importance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Ridge-penalised logistic regression by Newton's method; the last coefficient is the intercept."""
    columns = np.hstack([matrix, np.ones((len(matrix), 1))])
    penalty = np.full(columns.shape[1], PENALTY)
    penalty[-1] = 0.0
    solution = np.zeros(columns.shape[1])
    for _ in range(40):
        expected = 1 / (1 + np.exp(-np.clip(columns @ solution, -30, 30)))
        gradient = columns.T @ (importance * (expected - garbled)) + penalty * solution
        curvature = (columns * (importance * expected * (1 - expected))[:, None]).T @ columns + np.diag(penalty)
        solution = solution - np.linalg.solve(curvature, gradient)
    return solution


def probabilities(weights: Weights, chosen: Sequence[Case]) -> list[float]:
    """The probabilities of cases; those of one article are judged together."""
    results = {id(case): any_of((sigmoid(value), by_rules)) for case, value, by_rules in _in_context(weights, chosen)}
    return [results[id(case)] for case in chosen]


def _threshold(weights: Weights, unseen: Sequence[Case]) -> float:
    """The probability from which evidence alone flags `MOST_SOUND_FLAGGED_ALONE` of sound pairs, each by itself."""
    unnamed = [0.0 if case.rules else sigmoid(weights.log_odds(case.known)) for case in unseen]
    return round(max(0.5, float(np.quantile(unnamed, 1 - MOST_SOUND_FLAGGED_ALONE))), 3)


# The check


def measure(weights: Weights, dev: Sequence[Case]) -> Iterator[tuple[str, str]]:
    """Figures on the dev split by kind, and the reliability table."""
    both = zip(dev, probabilities(weights, dev), strict=True)
    scored = [(case, p) for case, p in both if case.garbled is not None]
    sound = [p for case, p in scored if case.kind == "references"]
    half = set(map(id, chosen_half(dev)))
    for name, inside in (("that thresholds were chosen on", True), ("that they are checked on", False)):
        flags = [p >= weights.threshold for c, p in scored if c.kind == "references" and (id(c) in half) is inside]
        yield f"references flagged, half {name}", f"{sum(flags) / max(len(flags), 1):.1%} of {len(flags)}"
    articles = [case for case in dev if case.article]
    count = sum(case.garbled is not None for case in articles)
    yield "articles, Matthews correlation", f"{_correlation(weights, articles):.3f}, n {count}"
    for kind in WEIGHTS:
        bad = [p for case, p in scored if case.kind == kind and case.garbled]
        good = [p for case, p in scored if case.kind == kind and not case.garbled] or sound
        if bad:
            found = sum(p >= weights.threshold for p in bad) / len(bad)
            auroc = separation([-p for p in bad], [-p for p in good])
            yield f"{kind}, AUROC; found", f"{auroc:.3f}; {found:.1%} of {len(bad)}"
            of_kind = [case for case in dev if case.kind == kind]
            if any(case.garbled is False for case in of_kind):
                yield f"{kind}, Matthews correlation", f"{_correlation(weights, of_kind):.3f}"
    yield from reliability(scored, _importance([case for case, _ in scored]))


def reliability(scored: Sequence[tuple[Case, float]], importance: NDArray[np.float64]) -> Iterator[tuple[str, str]]:
    """How often a probability comes true, in fifths, at the base rate of the fit."""
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        inside = [(case, p, w) for (case, p), w in zip(scored, importance, strict=True) if low <= p < low + 0.2 + 1e-9]
        if inside:
            total = sum(w for *_, w in inside)
            expected = sum(p * w for _, p, w in inside) / total
            true = sum(w for case, _, w in inside if case.garbled) / total
            yield f"probability {low:.1f}-{low + 0.2:.1f}", f"mean {expected:.2f}, garbled {true:.2f}, n {len(inside)}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Fit the verdict on a sentence.")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--model", type=Path, help="folder of an exported model; without it the one that ships")
    parser.add_argument("--out", type=Path, help="where to write the weights; without it only measured")
    options = parser.parse_args()
    model, linker = EmbeddedComet(options.model), Linker(Dictionary())
    weights = shipped_weights()
    dev = list(cases(options.data, options.dictionary, "dev", model, linker))
    if options.out:
        train = list(cases(options.data, options.dictionary, "train", model, linker))
        weights = fit(train, [*chosen_half(dev), *sound_written(train)])
        options.out.write_text(json.dumps(asdict(weights), indent=1) + "\n", encoding="utf-8")
    for name, value in measure(weights, dev):
        print(f"{name}: {value}", flush=True)


if __name__ == "__main__":
    main()
