"""What a wrong number should have been."""

from __future__ import annotations

import pytest

from mtcheck.data import Pair
from mtcheck.detectors import Context, View
from mtcheck.detectors.number_mismatch import NumberMismatch
from mtcheck.lexicon import Dictionary, Linker


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("The bridge cost 18 million euros.", "Die Brücke kostete 18 Milliarden Euro.", ("18 Millionen",)),
        ("The fund has 1 billion euros.", "Der Fonds hat 1 Million Euro.", ("1 Milliarde",)),
        ("It has 1,250 employees.", "Es hat 1520 Beschäftigte.", ("1.250",)),
        ("Prices rose by 2.5 percent.", "Die Preise stiegen um 5,2 Prozent.", ("2,5",)),
        ("Twelve people came.", "Es kamen zwanzig Menschen.", ()),
    ],
)
def test_the_english_figure_is_suggested_as_german_writes_it(
    source: str, translation: str, expected: tuple[str, ...]
) -> None:
    linker = Linker(Dictionary())
    pair = Pair(0, source, translation, 1)
    context = Context(linker, {0: View(linker.link(source, translation))})
    (finding,) = NumberMismatch().check(pair, context)
    assert finding.suggestions == expected
