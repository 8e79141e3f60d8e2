"""Verdicts on made-up articles."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mtcheck.data import Category, Finding, Pair, Severity, Side, Suspicion, Verdict
from mtcheck.detectors import View
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import Judgement
from mtcheck.verdict import chance_of, judge, of_some_rules, settle, suspect

LOST = Finding("lost-negation", Category.MISTRANSLATION, Severity.CRITICAL, Side.TRANSLATION, None, None, None, "")


def article(sound: int, flagged: int, unanswered: int = 0) -> list[Pair]:
    pairs = [Pair(i, "a", "b", i, flagged=i >= sound) for i in range(sound + flagged)]
    return pairs + [Pair(len(pairs) + i, None, "b", 0) for i in range(unanswered)]


@pytest.mark.parametrize(
    ("sound", "flagged", "expected"),
    [
        (30, 0, Verdict.SOUND),
        (29, 1, Verdict.SOUND),
        (28, 2, Verdict.SOUND),
        (24, 6, Verdict.SOUND),
        (44, 11, Verdict.PATCHY),
        (20, 10, Verdict.GARBLED),
        (0, 5, Verdict.GARBLED),
        (1, 0, Verdict.SOUND),
    ],
)
def test_verdict_follows_the_share_of_flagged_pairs(sound: int, flagged: int, expected: Verdict) -> None:
    assert judge(article(sound, flagged)).verdict is expected


def test_an_article_that_finds_few_counterparts_is_not_this_source() -> None:
    judged = judge(article(3, 0, unanswered=17))
    assert judged.verdict is Verdict.NOT_THIS_SOURCE
    assert "3 of 20" in judged.reason


def test_of_a_sentence_or_two_no_article_is_condemned() -> None:
    assert judge(article(0, 3)).reason == "3 of 3 pairs are flagged; so few say little about an article."
    assert judge([replace(article(0, 1)[0], findings=(LOST,))]).reason.startswith("1 of 1 pair is flagged")
    assert "article" not in judge(article(0, 6)).reason


def test_what_might_be_critical_is_not_played_down() -> None:
    pairs = article(20, 1)
    judged = judge([*pairs[:20], replace(pairs[20], findings=(LOST,))])
    assert judged.verdict is Verdict.SOUND
    assert "critical" in judged.reason and "critical" not in judge(pairs).reason


def test_an_article_in_doubt_throughout_is_not_sound_though_few_pairs_are_flagged() -> None:
    def doubted(probability: float) -> list[Pair]:
        return [replace(pair, probability=0.9 if pair.flagged else probability) for pair in article(28, 2)]

    assert judge(doubted(0.1)).verdict is Verdict.SOUND
    assert judge(doubted(0.5)).verdict is Verdict.PATCHY


def test_what_a_baseline_accepts_is_not_held_against_an_article() -> None:
    accepted = [replace(pair, flagged=False, probability=0.95) for pair in article(0, 20)]
    assert judge([*accepted, *(replace(pair, probability=0.9) for pair in article(0, 1))]).verdict is Verdict.SOUND


def test_nothing_paired_at_all() -> None:
    assert judge(article(0, 0, unanswered=2)).verdict is Verdict.NOT_THIS_SOURCE


def test_binomial_tail() -> None:
    # scipy.stats.binom.sf(4, 30, 0.08) of SciPy 1.17.1
    assert chance_of(5, 30, 0.08) == pytest.approx(0.0873615, abs=1e-6)
    assert chance_of(0, 30, 0.08) == pytest.approx(1.0)


def test_the_binomial_tail_of_a_long_bitext() -> None:
    # scipy.stats.binom.sf(499, 5000, 0.1) and binom.sf(224, 2000, 0.1) of SciPy 1.17.1
    assert chance_of(500, 5000, 0.1) == pytest.approx(0.5068955, abs=1e-6)
    assert chance_of(225, 2000, 0.1) == pytest.approx(0.0355900, abs=1e-6)


def test_a_bitext_of_thousands_of_pairs_gets_a_verdict() -> None:
    assert judge(article(1400, 600), aligned=True).verdict is Verdict.GARBLED


def test_findings_agree_with_the_flag() -> None:
    major = Finding("number-mismatch", Category.MISTRANSLATION, Severity.MAJOR, Side.TRANSLATION, None, None, None, "")
    pair = Pair(0, "a", "b", 1)
    flagged = settle(pair, Suspicion(0.9, 0.0, 0.7), [major])
    assert flagged.flagged and flagged.probability == pytest.approx(0.9)
    assert flagged.findings == (major,)
    spared = settle(pair, Suspicion(0.5, 0.1, 0.7), [major])
    assert not spared.flagged
    assert [finding.severity for finding in spared.findings] == [Severity.MINOR]


def test_a_suspicion_that_no_finding_explains_flags_nothing() -> None:
    assert not settle(Pair(0, "a", "b", 1), Suspicion(0.0, 0.9, 0.7), []).flagged


def test_a_pair_without_a_side_has_no_probability() -> None:
    assert settle(Pair(0, None, "b", 1), Suspicion(0.0, 0.0, 0.7), []).probability is None


def test_where_nothing_was_weighed_there_is_no_probability_and_quiet_is_not_called_sound() -> None:
    major = Finding("number-mismatch", Category.MISTRANSLATION, Severity.MAJOR, Side.TRANSLATION, None, None, None, "")
    flagged = settle(Pair(0, "a", "b", 1), Suspicion(0.9, 0.0, 0.7), [major], weighed=False)
    assert flagged.flagged and flagged.probability is None
    quiet = of_some_rules(judge(article(10, 0), aligned=True), 2)
    assert quiet.verdict is Verdict.UNDECIDED and quiet.reason.startswith("2 rules were asked")
    garbled = judge(article(2, 8), aligned=True)
    assert of_some_rules(garbled, 2) == garbled


def test_reasons_come_in_the_order_of_their_weight() -> None:
    pair = Pair(0, "The house is old.", "Das Haus ist ein Zug.", 1)
    linker = Linker(Dictionary())
    view = View(linker.link("The house is old.", "Das Haus ist ein Zug."), Judgement(0.5, ()))
    (suspicion,) = suspect([pair], {0: view}, [[LOST]])
    weights = [weight for _, weight in suspicion.reasons]
    assert {"lost-negation", "score"} <= {name for name, _ in suspicion.reasons}
    assert weights == sorted(weights, reverse=True)


def test_a_botched_article_is_a_reason_to_suspect_a_sentence() -> None:
    loop = Finding("repetition-loop", Category.ADDITION, Severity.MAJOR, Side.TRANSLATION, None, None, None, "")
    linker = Linker(Dictionary())
    pairs = [Pair(i, "The house is old.", "Das Haus ist alt.", i + 1) for i in range(12)]
    link = linker.link("The house is old.", "Das Haus ist alt.")
    low, high = View(link, Judgement(0.3, ())), View(link, Judgement(0.9, ()))
    botched = suspect(pairs, {0: high} | dict.fromkeys(range(1, 12), low), [[], *[[loop]] * 11])[0]
    sound = suspect(pairs, dict.fromkeys(range(12), high), [[]] * 12)[0]
    assert "article" in dict(botched.reasons) and "article" not in dict(sound.reasons)
    assert botched.probability > sound.probability
