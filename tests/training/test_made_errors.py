"""Made errors of numbers, units, negations, ends and names: what is marked is what was changed."""

from __future__ import annotations

import random

import pytest

from mtcheck.training.corpora import Example
from mtcheck.training.made_errors import KINDS, LOCAL_KINDS, add, make
from mtcheck.training.senses import Material, other_senses

SOUND = {
    "number-word": ("He has three sons.", "Er hat drei Söhne."),
    "unit": ("They walked 12 kilometres.", "Sie gingen 12 Kilometer."),
    "negation-gained": ("There is a ban.", "Es gibt ein Verbot in der Stadt."),
    "name-two-ways": ("Miller saw Miller.", "Gestern sah Miller den anderen Miller."),
    "dropped-end": (
        "He resigned because the inquiry had found mistakes.",
        "Er trat gestern Abend zurück, weil die Untersuchung Fehler fand.",
    ),
    "preposition": ("They heard it on the radio.", "Sie hörten es mit dem Radio."),
    "verb-form": ("They heard the news.", "Sie hörten gestern die Nachricht."),
    "wrong-auxiliary": ("He has come home.", "Er ist spät nach Hause gekommen."),
    "literal-passive": ("Prices are expected to rise again.", "Die Preise sollen wieder steigen."),
    "dropped-main-verb": ("They heard the news.", "Sie hörten gestern die Nachricht."),
    "dropped-small-word": ("They heard it on the radio.", "Sie hörten es mit dem Radio."),
    "wrong-form": ("They live in a big house.", "Sie wohnen in einem großen Haus."),
    "verb-place": ("Yesterday he heard the news.", "Gestern hörte er die traurige Nachricht."),
    "roles": ("The man was dismissed by the judge.", "Der Mann wurde am Montag vom Richter entlassen."),
    "literal-sense": ("Parliament passed the bill.", "Das Parlament nahm den Gesetzentwurf an."),
}
MATERIAL = Material(
    other_senses={"gesetzentwurf": {"bill": ("Rechnung",)}}, sentences=("Das große Haus sah die großen Häuser.",)
)


@pytest.mark.parametrize("name", SOUND)
def test_the_mark_holds_what_was_changed(name: str) -> None:
    kind = next(kind for kind in KINDS if kind.name == name)
    source, translation = SOUND[name]
    sound = Example("test", source, translation, 0.95, (), False)
    made = [make(sound, kind, random.Random(seed), MATERIAL) for seed in range(20)]
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
    assert make(Example("test", "Yes.", "Ja.", 0.95, (), False), kind, random.Random(1), MATERIAL) is None


def test_another_sense_of_a_word_of_the_source_takes_the_place_of_the_right_one() -> None:
    kind = next(kind for kind in KINDS if kind.name == "literal-sense")
    sound = Example("test", *SOUND["literal-sense"], 0.95, (), False)
    broken = make(sound, kind, random.Random(1), MATERIAL)
    assert broken is not None and broken.translation == "Das Parlament nahm den Rechnung an."


@pytest.mark.parametrize(
    ("sound", "wrong"),
    [
        ("Er ging, weil er gestern die Nachricht hörte.", "Er ging, weil er hörte gestern die Nachricht."),
        ("Gestern hörte er die Nachricht.", "Gestern er hörte die Nachricht."),
        ("Er hörte gestern die traurige Nachricht.", "Er gestern die traurige Nachricht hörte."),
    ],
)
def test_the_verb_goes_where_english_has_it_or_to_the_end(sound: str, wrong: str) -> None:
    kind = next(kind for kind in KINDS if kind.name == "verb-place")
    made = (
        make(Example("test", "", sound, 0.95, (), False), kind, random.Random(seed), MATERIAL) for seed in range(20)
    )
    assert wrong in {example.translation for example in made if example is not None}


def test_synonyms_are_no_other_senses() -> None:
    entries = [("Rechnung", "bill"), ("Rechnung", "invoice"), ("Gesetzentwurf", "bill"), ("Gesetzentwurf", "draft law")]
    entries += [("Gesetzesvorlage", "bill"), ("Gesetzesvorlage", "measure"), ("Gesetzentwurf", "measure")]
    assert other_senses(entries)["gesetzentwurf"] == {"bill": ("Rechnung",)}


def test_every_mark_of_several_errors_stays_on_its_word() -> None:
    kinds = {kind.name: kind for kind in KINDS if kind.name in LOCAL_KINDS}
    sound = Example("test", "He has two dogs at home.", "Er hat seit zehn Jahren zwei Hunde.", 0.95, (), False)
    for seed in range(20):
        rng = random.Random(seed)
        once = make(sound, kinds["number-word"], rng, Material())
        assert once is not None and once.marks
        twice = add(once, kinds["function-word"], rng, Material())
        assert twice is not None and twice.quality < once.quality
        marked = [twice.translation[mark.start : mark.end] for mark in twice.marks or ()]
        assert len(marked) == 2 and marked[0] in ("da", "weil")
        assert marked[1] == once.translation[once.marks[0].start : once.marks[0].end]
