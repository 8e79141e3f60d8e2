"""What negations deny, and where the German denies it."""

from __future__ import annotations

import pytest

from mtcheck.lexicon import Dictionary, Linker
from mtcheck.lexicon.negation import english_negations
from mtcheck.lexicon.scopes import Scopes

LINKER = Linker(Dictionary())


def denied(source: str, translation: str) -> list[str | None]:
    """For each negation of the source the German words that lost it."""
    scopes = Scopes(LINKER.link(source, translation), source, translation, reach=8, least_strength=0.8)
    spans = [scopes.denied(cue) for cue in english_negations(source)]
    return [span.text if span else None for span in spans]


@pytest.mark.parametrize(
    ("source", "translation", "lost"),
    [
        ("The ministry did not confirm the report.", "Das Ministerium bestätigte den Bericht.", "bestätigte"),
        ("There is no ban.", "Es gibt ein Verbot.", "ein Verbot"),
        ("I'm not sure, but he came.", "Ich bin sicher, aber er kam.", "sicher"),
        ("It is not clear whether he came.", "Es ist klar, ob er kam.", "klar"),
    ],
)
def test_a_denied_word_is_told_by_its_counterpart(source: str, translation: str, lost: str) -> None:
    assert denied(source, translation) == [lost]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("They did not arrive until Monday.", "Sie kamen erst am Montag an."),
        ("They failed to sell the house.", "Sie haben es versäumt, das Haus zu verkaufen."),
        ("He did not continue the conversation.", "Er stellte das Gespräch ein."),
        ("I wasn't able to sleep.", "Ich war schlaflos."),
    ],
)
def test_what_german_says_without_a_negation_is_not_lost(source: str, translation: str) -> None:
    assert denied(source, translation) == [None]
