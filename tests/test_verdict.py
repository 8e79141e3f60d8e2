"""Verdicts on made-up articles."""

from __future__ import annotations

import pytest

from mtcheck.data import Pair, Verdict
from mtcheck.verdict import chance_of, judge


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
        (23, 7, Verdict.PATCHY),
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


def test_nothing_paired_at_all() -> None:
    assert judge(article(0, 0, unanswered=2)).verdict is Verdict.NOT_THIS_SOURCE


def test_binomial_tail() -> None:
    # scipy.stats.binom.sf(4, 30, 0.08) of SciPy 1.17.1
    assert chance_of(5, 30, 0.08) == pytest.approx(0.0873615, abs=1e-6)
    assert chance_of(0, 30, 0.08) == pytest.approx(1.0)
