"""What the tagger learns from: wrong words and broken grammar are told apart, swaps for synonyms are sound."""

from __future__ import annotations

import random

from mtcheck.training.corpora import Example, Mark, kept_for_verdict
from mtcheck.training.senses import Material, synonyms
from mtcheck.training.tagger import UNGRAMMATICAL, WRONG, examples, marked_by_people, of_systems, with_synonyms

SOUND = Example("ref", "Parliament passed the bill on Friday.", "Das Parlament nahm den Entwurf am Freitag an.", 1, ())
MATERIAL = Material(other_senses={"entwurf": {"bill": ("Rechnung", "Zettel")}}, sentences=("Der Zettel lag dort.",))


def test_a_word_in_another_sense_is_wrong_and_a_missing_word_is_broken_grammar() -> None:
    made = [example for seed in range(200) for example in examples([SOUND], MATERIAL, random.Random(seed), 0.0)]
    by_kind = {example.corpus: {mark.severity for mark in example.marks or ()} for example in made}
    assert by_kind["made-literal-sense"] == {WRONG}
    assert by_kind["made-dropped-small-word"] == {UNGRAMMATICAL}
    assert {example.quality for example in made} == {0.0, 1.0}
    assert {example.source for example in made} == {SOUND.source}


def test_sentences_without_their_source_have_none_and_no_error_that_needs_one() -> None:
    made = [example for seed in range(200) for example in examples([SOUND], MATERIAL, random.Random(seed), 1.0)]
    assert {example.source for example in made} == {""}
    assert not {"made-negation", "made-reversal", "made-name"} & {example.corpus for example in made}


def test_synonyms_share_two_english_words() -> None:
    found = synonyms([("Haus", "house"), ("Haus", "home"), ("Heim", "home"), ("Gebäude", "house"), ("Gebäude", "home")])
    assert found["haus"] == {"Gebäude": frozenset({"house", "home"})}


def test_a_synonym_stands_only_for_a_word_of_the_source_and_in_its_form() -> None:
    material = Material(synonyms={"haus": {"Gebäude": frozenset({"house", "home"})}})
    pair = Example("ref", "They live in the houses.", "Sie wohnen in den Häusern.", 1, ())
    assert with_synonyms(pair, material, random.Random(1)).translation == "Sie wohnen in den Gebäuden."
    other = Example("ref", "They live in the huts.", "Sie wohnen in den Häusern.", 1, ())
    assert with_synonyms(other, material, random.Random(1)) == other


def test_marks_of_outputs_are_wrong_words_and_minor_ones_of_people_teach_nothing() -> None:
    output = Example("out", "a", "ein Wort noch eins", 0.5, (Mark(0, 3, "major"), Mark(4, 8, "minor")))
    (of_system,), (judged,) = of_systems([output]), marked_by_people([output])
    assert [mark.severity for mark in of_system.marks or ()] == [WRONG, WRONG]
    assert [mark.severity for mark in judged.marks or ()] == [WRONG, "unknown"]


def test_a_fifth_of_the_sources_is_kept_for_the_verdict() -> None:
    assert sum(kept_for_verdict(f"Sentence number {n}.") for n in range(10_000)) / 10_000 > 0.18
