"""Fitting the verdict on made-up cases."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from mtcheck.odds import logit
from mtcheck.training.statistics import matthews
from mtcheck.training.verdict import Case, fit, measure, probabilities


def made_up(seed: int = 1, count: int = 400) -> list[Case]:
    """Garbled pairs have more doubt, sound ones more of a number that means nothing; a rule finds half of the loops."""
    rng = random.Random(seed)
    cases = []
    for number in range(count):
        garbled = number % 2 == 0
        known = {"doubt": rng.gauss(2.0 if garbled else 0.0, 1.0), "calm": rng.gauss(0.0 if garbled else 1.0, 1.0)}
        rules = frozenset({"repetition-loop"} if garbled and number % 4 == 0 else ())
        kind = "reviewed" if garbled else "references"
        cases.append(Case(kind, f"{kind} {number // 40}", known, rules, garbled))
    return cases


def sound() -> list[Case]:
    return [case for case in made_up(seed=3) if not case.garbled]


def test_evidence_for_garble_weighs_and_evidence_against_it_is_left_out() -> None:
    weights = fit(made_up(), sound())
    assert set(weights.weights) == {"doubt"}
    assert weights.weights["doubt"] > 0


def test_pairs_of_free_and_of_literal_sound_articles_are_doubted_equally_often() -> None:
    rng = random.Random(5)
    sound = []
    for article in range(20):
        for _ in range(20):
            known = {"unusual": article / 40, "doubt": rng.gauss(article / 8, 1.0)}
            sound.append(Case("references", f"sound {article}", known, frozenset(), False))
    weights = fit(made_up(), sound)
    assert weights.leniency > 0
    least = sorted(probabilities(weights, sound))[-40]
    doubted = [case for case, p in zip(sound, probabilities(weights, sound), strict=True) if p >= least]
    assert 10 <= sum(case.known["unusual"] >= 0.25 for case in doubted) <= 30


def test_long_and_short_sound_pairs_are_doubted_equally_often() -> None:
    rng = random.Random(7)

    def with_length(case: Case, *, least: float, most: float) -> Case:
        return replace(case, known={"doubt": case.known["doubt"], "words": rng.uniform(least, most)})

    train = [
        with_length(c, least=2.0, most=4.0) if c.garbled else with_length(c, least=1.0, most=3.0) for c in made_up()
    ]
    chosen = [with_length(case, least=1.0, most=4.0) for case in sound()]
    weights = fit(train, chosen)
    by_doubt = sorted(chosen, key=lambda case: -weights.log_odds(case.known))[: len(chosen) // 5]
    assert 0.3 <= sum(case.known["words"] > 2.5 for case in by_doubt) / len(by_doubt) <= 0.7


def test_most_sound_pairs_stay_unflagged_in_the_worst_company() -> None:
    weights = fit(made_up(), sound())
    ordinary = sorted(sound(), key=lambda case: weights.log_odds(case.known))[: len(sound()) * 7 // 10]
    hopeless = [{"doubt": 9.0}] * 50
    for case in ordinary:
        shift = weights.article_shifts([case.known, *hopeless], [0.0] + [0.99] * 50)[0]
        assert weights.by_evidence(case.known, shift) < weights.threshold


def test_a_rule_that_is_never_wrong_is_trusted_but_not_blindly() -> None:
    weights = fit(made_up(), sound())
    assert 0.8 < weights.rules["repetition-loop"] < 1.0
    assert weights.rules["number-mismatch"] < weights.rules["repetition-loop"]


def test_a_rule_leans_on_the_evidence_where_that_tells_its_right_findings_from_the_wrong_ones() -> None:
    rng = random.Random(9)
    found = [replace(case, rules=frozenset({"repeated-word"})) for case in made_up(seed=4)]
    anywhere = [
        replace(c, rules=frozenset({"missing-content"}), known={**c.known, "doubt": rng.gauss(1.0, 1.0)})
        for c in made_up(seed=6)
    ]
    weights = fit([*made_up(), *found, *anywhere], sound())

    def gained(rule: str) -> float:
        return logit(weights.trust(rule, {"doubt": 3.0})) - logit(weights.trust(rule, {"doubt": -1.0}))

    assert gained("repeated-word") > 2.0 > 0.5 > gained("missing-content")


def test_few_sound_pairs_are_flagged() -> None:
    weights = fit(made_up(), sound())
    flagged = [p >= weights.threshold for p in probabilities(weights, sound())]
    assert sum(flagged) / len(flagged) <= 0.05


def test_probabilities_come_true_on_other_cases_of_the_same_kind() -> None:
    figures = dict(measure(fit(made_up(), sound()), made_up(seed=2)))
    assert float(figures["articles, Matthews correlation"].split(",")[0]) > 0.5
    assert float(figures["reviewed, AUROC; found"].split(";")[0]) > 0.9


def test_matthews_correlation() -> None:
    # the example in the documentation of scikit-learn's matthews_corrcoef, -0.33
    assert matthews([True, False, True, True], [True, True, True, False]) == pytest.approx(-1 / 3)
    assert matthews([True, True], [True, False]) == 0.0
