"""Which German words can be the finite verb of a clause."""

from __future__ import annotations

import pytest

from mtcheck.lexicon.tokens import tokenise
from mtcheck.lexicon.verbs import is_participle, may_be_finite, may_be_singular


@pytest.mark.parametrize(
    ("text", "finite"),
    [
        ("Der Hund bellte laut.", ["bellte"]),
        ("Sie einen Brief geschrieben.", []),
        ("Seine verschiedenen kleinen Häuser.", []),
        ("Wenn er zurückkommt.", ["zurückkommt"]),
        ("Gestern angekündigt.", []),
        ("Ich verwende es.", ["verwende"]),
    ],
)
def test_finite_verbs_are_told_from_participles_and_adjectives(text: str, finite: list[str]) -> None:
    tokens = tokenise(text, "de")
    assert [token.text for place, token in enumerate(tokens) if may_be_finite(tokens, place)] == finite


def test_a_form_in_en_has_no_subject_in_the_singular() -> None:
    tokens = tokenise("als ich ihm helfen", "de")
    assert may_be_finite(tokens, 3)
    assert not may_be_singular(tokens, 3)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("gekommen", True), ("angekündigt", True), ("gehört", True), ("gelten", False), ("verkauft", False)],
)
def test_participles_by_their_prefix(word: str, expected: bool) -> None:
    assert is_participle(word) is expected
