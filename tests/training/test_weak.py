"""Weak translations, and what of them is marked."""

import random

from mtcheck.training.corpora import Example, Mark
from mtcheck.training.weak import Parallel, WeakSystem, joined, support, weak_groups, weak_pairs, words


def a_pair(english: str, german: str, links: str) -> Parallel:
    places = frozenset((int(i), int(j)) for i, _, j in (link.partition("-") for link in links.split()))
    return Parallel(Example("ref", english, german, 0.95, ()), tuple(words(english)), tuple(words(german)), places)


BILL = a_pair("The council passed the bill.", "Der Rat verabschiedete das Gesetz.", "0-0 1-1 2-2 3-3 4-4 5-5")
INVOICE = a_pair("She paid the bill.", "Sie zahlte die Rechnung.", "0-0 1-1 2-2 3-3 4-4")


def test_texts_come_back_from_their_words():
    text = "Er sagte: „Das (nicht ganz neue) Haus-Modell kostet 3 % mehr.“"
    assert joined(words(text)) == "Er sagte: „Das (nicht ganz neue) Haus-Modell kostet 3% mehr.“"


def test_a_phrase_becomes_what_it_became_somewhere():
    system = WeakSystem([INVOICE])
    assert system.translated(("the", "bill"), random.Random(1)) == ["die", "Rechnung"]


def test_what_is_not_known_stays_as_it_is():
    assert WeakSystem([INVOICE]).translated(("zebra", "bill"), random.Random(1))[0] == "zebra"


def test_a_word_in_the_sense_that_it_has_elsewhere_is_marked():
    system = WeakSystem([INVOICE])
    made = list(weak_pairs(BILL, system, support([BILL.example]), random.Random(3)))
    assert made
    for example in made:
        marked = [example.translation[mark.start : mark.end] for mark in example.marks or ()]
        assert "Rechnung" in marked and example.garbled
        assert example.quality < BILL.example.quality


def test_a_word_that_another_good_translation_uses_is_not_marked():
    system = WeakSystem([INVOICE])
    other = Example("ref", BILL.example.source, "Der Rat nahm die Rechnung an.", 0.95, ())
    made = weak_pairs(BILL, system, support([BILL.example, other]), random.Random(3))
    assert not any(
        example.translation[mark.start : mark.end] == "Rechnung" for example in made for mark in example.marks or ()
    )


def test_what_is_marked_in_an_output_supports_nothing():
    output = Example("consensus", "The bill.", "Die Rechnung.", 0.4, (Mark(4, 12, "major"),))
    assert support([output])["The bill."] == {"die", "."}


def test_groups_hold_a_sound_pair_and_its_weak_translations():
    sound = [pair.example for pair in (BILL, INVOICE)]
    for group in weak_groups(sound, [], 2, random.Random(1)):
        assert group[0] in sound
        assert all(example.corpus == "made-weak" and example.source == group[0].source for example in group[1:])
