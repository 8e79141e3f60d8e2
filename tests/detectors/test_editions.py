"""Where the English looks like another edition, findings say that the translator may not be to blame."""

from __future__ import annotations

import pytest

from mtcheck.data import Pair, Relation, SourceMatch
from mtcheck.detectors import DETECTORS, Context
from mtcheck.lexicon import Dictionary, Linker


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Dictionary())


@pytest.mark.parametrize(
    ("rule", "source", "translation", "hint"),
    [
        ("missing-content", "The mayor resigned on Monday.", None, "added to the English later"),
        ("added-content", None, "Der Bürgermeister trat am Montag zurück.", "another edition of the English"),
        ("number-mismatch", "They counted 412 votes.", "Sie zählten 429 Stimmen.", "may have been updated"),
    ],
)
def test_messages_tell_of_the_edition(
    rule: str, source: str | None, translation: str | None, hint: str, linker: Linker
) -> None:
    detector = next(detector for detector in DETECTORS if detector.name == rule)
    pair = Pair(0, source, translation, 1)
    messages = {}
    for relation in Relation:
        context = Context(linker, source_match=SourceMatch(relation, "", 1.0, 1.0))
        findings = [*detector.check(pair, context), *(f for _, f in detector.check_document([pair], context))]
        assert len(findings) == 1
        messages[relation] = findings[0].message
    assert hint in messages[Relation.ANOTHER_EDITION]
    assert hint not in messages[Relation.THIS_SOURCE]
