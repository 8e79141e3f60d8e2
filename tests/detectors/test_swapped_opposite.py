"""Words of closed classes: which member stands there, and what may stand for it."""

from __future__ import annotations

from functools import lru_cache

import pytest

from mtcheck.data import Pair, Severity
from mtcheck.detectors import Context
from mtcheck.detectors.swapped_opposite import SwappedOpposite
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.lexicon.opposites import closed_classes, opposites


@lru_cache(maxsize=1)
def context() -> Context:
    return Context(Linker(Dictionary()))


def swapped(source: str, translation: str) -> list[tuple[str | None, tuple[str, ...]]]:
    found = list(SwappedOpposite().check(Pair(0, source, translation, 1), context()))
    assert {finding.severity for finding in found} <= {Severity.MAJOR}
    return [(finding.text, finding.suggestions) for finding in found]


@pytest.mark.parametrize(
    ("source", "translation", "found", "right"),
    [
        ("on Friday", "am Dienstag", "Dienstag", "Freitag"),
        ("on Feb. 3", "am 3. März", "März", "Februar"),
        ("northern Italy", "im südlichen Italien", "südlichen", "nördlichen"),
        ("between 16 September and 6 July", "zwischen dem 16. September und dem 6. November", "November", "Juli"),
        ("His brother came.", "Seine Schwester kam.", "Schwester", "Bruder"),
        ("the last chapter", "das erste Kapitel", "erste", "letzte"),
    ],
)
def test_the_wrong_member_is_found_and_the_right_one_suggested(
    source: str, translation: str, found: str, right: str
) -> None:
    assert swapped(source, translation) == [(found, (right,))]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("The match is on Saturday night.", "Das Spiel ist in der Nacht auf Sonntag."),
        ("It is not cheap.", "Es ist teuer."),
        ("He failed to win.", "Er hat verloren."),
        ("She may come in June.", "Vielleicht kommt sie im Juni."),
        ("They beat the champions.", "Die Meister verloren gegen sie."),
        ("He left for Dallas right away.", "Er reiste sofort nach Dallas ab."),
        ("The Good Friday agreement", "das Karfreitagsabkommen"),
        ("in the western suburbs on the east side", "in den Vororten im Westen auf der Ostseite"),
    ],
)
def test_sound_german_is_left_alone(source: str, translation: str) -> None:
    assert not swapped(source, translation)


def test_no_word_belongs_to_two_members_of_a_class() -> None:
    for members in closed_classes() + opposites():
        english = [word for member in members for word in member.english]
        german = [word for member in members for word in member.german]
        assert len(english) == len(set(english))
        assert len(german) == len(set(german))
