"""The table of usual translations that ships, and how usual each word of a pair is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mtcheck.lexicon import Dictionary, Linker, Translations
from mtcheck.training.table import compile_table


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Dictionary())


@pytest.mark.parametrize(
    ("english", "usual", "rare"),
    [
        ("reduce", "reduzieren", "erwidern"),
        ("when", "wenn", "bis"),
        ("since", "seit", "mit"),
        ("study", "studie", "zimmer"),
        ("strong", "stark", "muskulös"),
    ],
)
def test_a_usual_translation_is_likelier_than_a_rare_one(english: str, usual: str, rare: str) -> None:
    table = Translations()
    assert usual in [word for word, _ in table.german(english, 3)]
    chances = dict(table.german(english, 100_000))
    assert chances[usual] > 10 * chances.get(rare, 0.0)


def test_usual_words_come_first_and_make_less_than_one_together() -> None:
    chances = [chance for _, chance in Translations().german("issue")]
    assert chances == sorted(chances, reverse=True)
    assert 0.5 < sum(chances) <= 1.0


@pytest.mark.parametrize("word", ["", " ", "qxzt", "日本", "\x00"])
def test_what_the_table_lacks(word: str) -> None:
    table = Translations()
    assert (table.german(word), table.links_of(word), table.usual_english(word)) == ((), {}, ())
    assert table.english_number(word) is None
    assert table.german_count(word) == table.english_count(word) == 0.0


def test_counts_come_back_as_they_were_written(tmp_path: Path) -> None:
    counts = Counter({("hund", "dog"): 16, ("hund", "hound"): 4, ("katze", "cat"): 10, ("katze", "dog"): 1})
    assert compile_table(counts, tmp_path) == 3
    table = Translations(tmp_path)
    dog, hound = table.english_number("dog"), table.english_number("hound")
    assert table.links_of("hund") == {dog: 8.0, hound: 2.0}  # half of the links of both directions
    assert dog not in table.links_of("katze")  # too rare to be kept, but a part of the total
    assert (table.english_count("dog"), table.german_count("hund")) == (8.5, 10.0)
    assert table.german("dog") == (("hund", pytest.approx(8 / (8.5 + 2))),)


def support(linker: Linker, source: str, translation: str) -> dict[str, float]:
    links = linker.link(source, translation)
    assert len(links.support) == len(links.translation) and len(links.source_support) == len(links.source)
    assert all(0 <= value <= 1 for value in (*links.support, *links.source_support))
    found = {token.text: value for token, value in zip(links.source, links.source_support, strict=True)}
    return found | {token.text: value for token, value in zip(links.translation, links.support, strict=True)}


def test_a_word_of_the_wrong_sense_is_unusual_on_both_sides(linker: Linker) -> None:
    source = "They could drastically reduce its support for the country."
    wrong = support(linker, source, "Sie könnten ihre Unterstützung für das Land drastisch erwidern.")
    right = support(linker, source, "Sie könnten ihre Unterstützung für das Land drastisch reduzieren.")
    assert wrong["erwidern"] < 0.1 < 0.5 < right["reduzieren"]
    assert wrong["reduce"] < 0.1 < 0.5 < right["reduce"]
    assert right["Unterstützung"] > 0.5 and right["Land"] > 0.5


def test_function_words_have_support_too(linker: Linker) -> None:
    like = support(linker, "Young men like my sons.", "Junge Männer wie meine Söhne.")
    since = support(linker, "She has lived here since May.", "Sie wohnt hier wann Mai.")
    assert like["wie"] > 0.5 > since["wann"]


def test_names_numbers_and_compounds_have_support(linker: Linker) -> None:
    found = support(linker, "Zelensky bought 1,500 horses for the security adviser.", "Selenskyj kaufte 1.500 Pferde "
                    "für den Sicherheitsberater.")  # fmt: skip
    assert found["1.500"] == 1.0
    assert found["Selenskyj"] > 0.2
    assert found["Sicherheitsberater"] > 0.5


def test_translations_may_use_what_the_dictionary_lacks() -> None:
    assert "mögen" not in Dictionary().german("wanna")
    assert "wanna" in Translations().usual_english("mögen")


@pytest.mark.parametrize(("source", "translation"), [("", ""), ("A dog.", ""), ("", "Ein Hund."), ("…", "–")])
def test_support_of_an_empty_side(linker: Linker, source: str, translation: str) -> None:
    assert set(support(linker, source, translation).values()) <= {0.0}
