"""Made errors of numbers, units, negations, ends and names: what is marked is what was changed."""

from __future__ import annotations

import random

import pytest

from mtcheck.training.corpora import Example
from mtcheck.training.made_errors import KINDS, Material, make

SOUND = {
    "number-word": ("He has three sons.", "Er hat drei Söhne."),
    "unit": ("They walked 12 kilometres.", "Sie gingen 12 Kilometer."),
    "negation-gained": ("There is a ban.", "Es gibt ein Verbot in der Stadt."),
    "name-two-ways": ("Miller saw Miller.", "Gestern sah Miller den anderen Miller."),
    "dropped-end": (
        "He resigned because the inquiry had found mistakes.",
        "Er trat gestern Abend zurück, weil die Untersuchung Fehler fand.",
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_the_mark_holds_what_was_changed(name: str) -> None:
    kind = next(kind for kind in KINDS if kind.name == name)
    source, translation = SOUND[name]
    sound = Example("test", source, translation, 0.95, (), False)
    made = [make(sound, kind, random.Random(seed), Material()) for seed in range(20)]
    broken = [example for example in made if example is not None]
    assert broken
    for example in broken:
        assert example.translation != translation and example.quality == kind.quality
        assert example.marks
        for mark in example.marks:
            assert example.translation[mark.start : mark.end].strip()
            assert mark.severity == ("minor" if kind.severity == "minor" else "major")


@pytest.mark.parametrize("name", SOUND)
def test_a_sentence_without_place_for_the_error_is_left(name: str) -> None:
    kind = next(kind for kind in KINDS if kind.name == name)
    assert make(Example("test", "Yes.", "Ja.", 0.95, (), False), kind, random.Random(1), Material()) is None
