"""Names that an article spells in two ways."""

from __future__ import annotations

import pytest

from mtcheck.data import Pair
from mtcheck.detectors import Context
from mtcheck.detectors.misspelt_name import MisspeltName, distance
from mtcheck.lexicon import Dictionary, Linker


def spelt_otherwise(*translations: tuple[str, str]) -> list[tuple[int, str | None, tuple[str, ...]]]:
    pairs = [Pair(k, source, translation, 1) for k, (source, translation) in enumerate(translations)]
    found = MisspeltName().check_document(pairs, Context(Linker(Dictionary())))
    return [(index, finding.text, finding.suggestions) for index, finding in found]


def test_the_rarer_spelling_is_found() -> None:
    assert spelt_otherwise(
        ("President Volodymyr spoke.", "Präsident Wolodymyr sprach."),
        ("Then Volodymyr left.", "Dann ging Wolodyymyr."),
        ("Volodymyr's men stayed.", "Wolodymyrs Männer blieben."),
    ) == [(1, "Wolodyymyr", ("Wolodymyr",))]


def test_forms_of_a_name_and_other_names_are_none() -> None:
    assert not spelt_otherwise(
        ("Peskov spoke.", "Peskow sprach."),
        ("Peskov's friend left.", "Peskows Freund ging."),
        ("Petkov came.", "Petkow kam."),
        ("The Merkels were there, said Merkel.", "Die Merkels waren da, sagte Merkel."),
    )


# Outside oracle: the examples of Damerau 1964, one mistake of each kind.
@pytest.mark.parametrize(
    ("first", "second"), [("alphabet", "alpahbet"), ("alphabet", "alphaber"), ("alphabet", "alphabt")]
)
def test_one_mistake(first: str, second: str) -> None:
    assert distance(first, second, 2) == 1
    assert distance(second, first, 2) == 1


def test_more_mistakes_than_wanted() -> None:
    assert distance("kitten", "sitting", 1) == 2


def garbled(source: str, translation: str) -> list[tuple[str | None, tuple[str, ...]]]:
    found = MisspeltName().check(Pair(0, source, translation, 1), Context(Linker(Dictionary())))
    return [(finding.text, finding.suggestions) for finding in found]


def test_the_spelling_that_german_has_is_the_right_one() -> None:
    assert spelt_otherwise(
        ("Zelensky spoke.", "Selensky sprach."), ("Then Zelensky left.", "Dann ging Selenskyj.")
    ) == [(0, "Selensky", ("Selenskyj",))]


def test_a_part_of_a_compound_is_found() -> None:
    assert spelt_otherwise(("Brockmann won.", "Brockmann gewann."), ("the Brockmann camp", "das Brockman-Lager")) == [
        (1, "Brockman", ("Brockmann",))
    ]


def test_people_of_like_names_are_none() -> None:
    pairs = [("Maier met Meier.", "Maier traf Meier."), ("Meier left Maier.", "Meier verließ Maier.")]
    assert not spelt_otherwise(*pairs)
    assert not garbled(*pairs[0])


def test_the_right_spelling_is_suggested_in_the_genitive() -> None:
    assert garbled("Brockmann's lawyer", "Brokmanns Anwalt") == [("Brokmanns", ("Brockmanns",))]


def test_no_english_spelling_is_suggested_for_a_name_that_german_transliterates() -> None:
    assert garbled("Volodymyr spoke.", "Gestern sprach Wolodmyr.") == [("Wolodmyr", ())]


def test_an_s_is_missed_behind_a_first_name_only() -> None:
    assert garbled("Robert Tjarks won.", "Es gewann Robert Tjark.") == [("Tjark", ("Tjarks",))]
    assert not garbled("The Navajos won.", "Es gewann ein Navajo.")
