"""What a pair's evidence comes to."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from mtcheck.data import Category, Finding, Pair, Severity, Side, Suspicion
from mtcheck.detectors import DETECTORS, View
from mtcheck.evidence import MODEL_RULES, Weights, evidence, shipped_weights
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import Judgement, SubwordErrors
from mtcheck.metrics.tagger import SubwordTags, Tags
from mtcheck.odds import logit, sigmoid

WEIGHTS = Weights(
    bias=-1.0,
    usual={"score": -2.0},
    weights={"score": 0.5},
    rules={"repetition-loop": 0.9, "repeated-word": 0.5},
    leanings={"repeated-word": (0.5, -1.0)},
    base_rate=0.3,
    threshold=0.7,
    sound=-1.0,
    sound_pairs=4.0,
    others=1.5,
    most=3.0,
    in_article=-1.0,
    freedom=0.2,
    leniency=5.0,
    mean=0.2,
    scatter=0.3,
    spread=0.1,
)


def finding(rule: str, severity: Severity = Severity.MAJOR) -> Finding:
    return Finding(rule, Category.ADDITION, severity, Side.TRANSLATION, None, None, None, "")


def numbers(
    source: str, translation: str, score: float = 0.9, doubt: float = 0.0, broken: float = 0.0
) -> dict[str, float]:
    judgement = Judgement(score, (SubwordErrors(0, len(translation), 0.0, doubt),))
    tags = Tags((SubwordTags(0, len(translation), 0.0, broken),))
    view = View(Linker(Dictionary()).link(source, translation), judgement, tags=tags)
    return evidence(Pair(0, source, translation, 1), view)


def test_a_lower_score_more_doubt_and_broken_grammar_speak_for_garble() -> None:
    weights = shipped_weights()
    sound = weights.log_odds(numbers("The house is old.", "Das Haus ist alt."))
    assert weights.log_odds(numbers("The house is old.", "Das Haus ist alt.", score=0.2)) > sound
    assert weights.log_odds(numbers("The house is old.", "Das Haus ist alt.", doubt=0.9)) > sound
    assert weights.log_odds(numbers("The house is old.", "Das Haus ist alt.", broken=0.9)) > sound


def test_unusual_words_tell_how_free_an_article_is_and_are_not_held_against_a_pair() -> None:
    weights = replace(shipped_weights(), leniency=1.0)
    literal, free = (
        numbers("The house is old.", "Das Haus ist alt."),
        numbers("The house is old.", "Es steht lange da."),
    )
    assert weights.allowance([free] * 20) > weights.allowance([literal] * 20) == 0.0
    assert weights.log_odds(free) == pytest.approx(weights.log_odds(literal))


def test_what_makes_up_for_length_in_long_sentences_is_not_held_against_short_ones() -> None:
    two, eight = numbers("They lie.", "Sie lügen."), numbers("They lie.", "Sie alle lügen doch bei uns schon lange.")
    long = numbers("They lie.", "Sie alle lügen doch bei uns schon so lange und so oft, dass es keiner mehr merkt.")
    assert two["words"] == eight["words"] < long["words"]


def test_what_is_not_known_counts_as_usual() -> None:
    assert WEIGHTS.log_odds({}) == WEIGHTS.log_odds({"score": -2.0}) == -1.0
    assert WEIGHTS.log_odds({"score": 0.0, "unheard of": 9.0}) == pytest.approx(0.0)


def test_a_rule_that_leans_on_the_evidence_is_trusted_the_more_the_more_that_speaks_for_garble() -> None:
    usual, sound, doubtful, hopeless = {"score": -2.0}, {"score": -4.0}, {"score": 2.0}, {"score": 40.0}
    assert WEIGHTS.trust("repeated-word", usual) == WEIGHTS.trust("repeated-word") == pytest.approx(0.5)
    # log-odds of the evidence, -1 + 0.5 * (score + 2), are -2, 1 and 20, which counts as 4; half of what they are
    # above -1 is what the log-odds of 0.5, which are 0, rise by; by hand
    assert logit(WEIGHTS.trust("repeated-word", sound)) == pytest.approx(-0.5)
    assert logit(WEIGHTS.trust("repeated-word", doubtful)) == pytest.approx(1.0)
    assert logit(WEIGHTS.trust("repeated-word", hopeless)) == pytest.approx(2.5)
    assert WEIGHTS.by_rules(None, [finding("repeated-word")], sound) < 0.5
    assert WEIGHTS.trust("repetition-loop", hopeless) == WEIGHTS.trust("repetition-loop") == pytest.approx(0.9)


def test_rules_are_taken_as_independent_witnesses() -> None:
    assert WEIGHTS.by_rules(None, []) == 0.0
    assert WEIGHTS.by_rules(None, [finding("repetition-loop")]) == pytest.approx(0.9)
    # 1 - (1 - 0.9) * (1 - 0.5), by hand
    both = [finding("repetition-loop"), finding("repeated-word"), finding("repeated-word")]
    assert WEIGHTS.by_rules(None, both) == pytest.approx(0.95)


def test_minor_findings_and_the_models_own_rules_are_no_witnesses() -> None:
    findings = [finding("repetition-loop", Severity.MINOR), finding("unlikely-wording"), finding("unlikely-sentence")]
    assert WEIGHTS.by_rules(None, findings) == 0.0


def test_the_models_own_rules_are_those_that_tell_what_the_evidence_comes_to() -> None:
    assert {detector.name for detector in DETECTORS if detector.reads_suspicion} == MODEL_RULES


def of_score(score: float) -> dict[str, float]:
    return {"score": score}


DOUBTFUL, SOUND, GARBLED = of_score(2.0), of_score(-3.0), of_score(6.0)


def shift_of_first(others: list[dict[str, float]], by_rules: float = 0.0) -> float:
    return WEIGHTS.article_shifts([DOUBTFUL, *others], [0.0] + [by_rules] * len(others))[0]


def test_a_doubtful_pair_is_likelier_garbled_among_garbled_ones() -> None:
    assert shift_of_first([SOUND] * 19) < shift_of_first([GARBLED] * 10 + [SOUND] * 9)


def test_findings_of_rules_make_the_other_pairs_of_an_article_likelier_garbled() -> None:
    assert shift_of_first([SOUND] * 19, by_rules=0.9) > shift_of_first([SOUND] * 19)


def test_a_pair_says_nothing_of_itself_through_its_article() -> None:
    first = WEIGHTS.article_shifts([DOUBTFUL, SOUND], [0.0, 0.0])[0]
    assert first == pytest.approx(WEIGHTS.article_shifts([GARBLED, SOUND], [0.9, 0.0])[0])


def test_one_other_pair_says_less_than_many() -> None:
    # in_article + others * (number of pairs) * (1.0 above `sound`) / (number + sound_pairs), by hand
    above = of_score(0.0)
    assert shift_of_first([above]) == pytest.approx(-1.0 + 1.5 * 1 / (1 + 4))
    assert shift_of_first([above] * 16) == pytest.approx(-1.0 + 1.5 * 16 / (16 + 4))


def test_what_bad_company_adds_is_bounded() -> None:
    # in_article + most, by hand
    assert shift_of_first([GARBLED] * 40, by_rules=0.99) == pytest.approx(-1.0 + 3.0)


def test_pairs_without_numbers_are_left_out_of_the_article() -> None:
    assert WEIGHTS.article_shifts([None, DOUBTFUL, None], [0.9, 0.0, 0.0]) == [0.0, -1.0, 0.0]
    assert WEIGHTS.article_shifts([], []) == []
    assert WEIGHTS.by_evidence(None) == 0.0


def test_a_freely_translated_article_is_judged_more_leniently() -> None:
    pair = {"score": 0.0, "unusual": 0.4}
    literal = [{"score": -3.0, "unusual": 0.1}] * 20
    free = [{"score": -3.0, "unusual": 0.4}] * 20
    shifts = (WEIGHTS.article_shifts([pair, *others], [0.0] * 21)[0] for others in (free, literal))
    assert next(shifts) < next(shifts)
    # 5.0 * (0.4 - 0.2) * 20 / (20 + 4), by hand
    assert WEIGHTS.allowance(free) == pytest.approx(5.0 / 6)
    assert WEIGHTS.allowance(literal) == WEIGHTS.allowance([]) == 0.0
    # what a single free sentence says of its article, by hand: 5.0 * 0.2 * 1 / (1 + 4)
    assert WEIGHTS.allowance([pair]) == pytest.approx(0.2)


def test_log_odds_and_probabilities() -> None:
    # ln(0.8 / 0.2), by hand
    assert logit(0.8) == pytest.approx(1.3862944)
    assert sigmoid(1.3862944) == pytest.approx(0.8)
    assert sigmoid(-1e9) == pytest.approx(0.0, abs=1e-20)
    assert math.isfinite(logit(0.0)) and math.isfinite(logit(1.0))


def test_a_suspicion_joins_both_kinds_of_evidence() -> None:
    suspicion = Suspicion(by_rules=0.5, by_evidence=0.5, threshold=0.7)
    assert suspicion.probability == pytest.approx(0.75)
    assert suspicion.flagged and not suspicion.unexplained
    assert replace(suspicion, by_rules=0.0, by_evidence=0.8).unexplained
    assert not replace(suspicion, by_evidence=0.1).flagged


def test_doubts_about_words_with_wrong_punctuation_are_no_evidence() -> None:
    source, translation = "The US president is old.", "Der US -Präsident ist alt."
    judgement = Judgement(0.9, (SubwordErrors(4, 17, 0.0, 0.9),))
    view = View(Linker(Dictionary()).link(source, translation), judgement)
    hyphen = Finding(
        "spaced-hyphen", Category.PUNCTUATION, Severity.MINOR, Side.TRANSLATION, 4, 17, "US -Präsident", ""
    )
    pair = Pair(0, source, translation, 1)
    assert evidence(pair, view, [hyphen])["doubted words"] < evidence(pair, view)["doubted words"]


def test_the_mean_of_an_article_is_compared_with_that_of_sound_ones() -> None:
    # (0.4 - 0.2) / sqrt(0.1 ** 2 + 0.3 ** 2 / 9), by hand
    assert WEIGHTS.excess([0.4] * 9) == pytest.approx(math.sqrt(2))
    assert WEIGHTS.excess([0.4] * 3) < WEIGHTS.excess([0.4] * 9) < WEIGHTS.excess([0.4] * 90)
    assert WEIGHTS.excess([]) == 0.0
