"""Word links: what leads from a German word to an English one, and what does not."""

from __future__ import annotations

import pytest

from mtcheck.lexicon import Dictionary, Linker, Links
from mtcheck.lexicon.links import MOST_PLACES, spelling_likeness

EN = "The United States could drastically reduce its support for the attacked country."


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Dictionary())


def ways(links: Links) -> set[tuple[str, str]]:
    return {(links.translation[c.translation].text, links.source[c.source].text) for c in links.candidates}


@pytest.mark.parametrize(
    ("german", "english", "word", "other"),
    [
        ("Er wird die Hilfe verringern.", "He will reduce the aid.", "verringern", "reduce"),
        ("Er verringerte die Hilfe.", "He reduced the aid.", "verringerte", "reduced"),
        ("Selenskyj traf ihn.", "Zelensky met him.", "Selenskyj", "Zelensky"),
        ("Sie fuhr nach Kiew.", "She went to Kyiv.", "Kiew", "Kyiv"),
        ("Lawrow schwieg.", "Lavrov was silent.", "Lawrow", "Lavrov"),
        ("Er kaufte 1.500 Pferde.", "He bought 1,500 horses.", "1.500", "1,500"),
        ("Der 24. Februar.", "February the 24th.", "24", "24th"),
        ("Das Treffen fand am Samstag statt.", "The meeting took place on Saturday.", "fand", "place"),
        ("Der Konflikt ging weiter.", "The conflict continued.", "ging", "continued"),
        ("Der Ukrainekrieg.", "The war in Ukraine.", "Ukrainekrieg", "war"),
        ("Der Ukrainekrieg.", "The war in Ukraine.", "Ukrainekrieg", "Ukraine"),
        ("Der US -Präsident sprach.", "The US president spoke.", "US", "US"),
        ("Eine drastische Reform.", "A drastic reform.", "drastische", "drastic"),
    ],
)
def test_a_way_leads(linker: Linker, german: str, english: str, word: str, other: str) -> None:
    assert (word, other) in ways(linker.link(english, german))


@pytest.mark.parametrize(
    ("german", "english", "word", "other"),
    [
        ("Er wird die Hilfe erwidern.", "He will reduce the aid.", "erwidern", "reduce"),
        ("Er kaufte 1.500 Pferde.", "He bought 1,600 horses.", "1.500", "1,600"),
        ("Putin schwieg.", "Trump was silent.", "Putin", "Trump"),
        ("Der Hund schläft.", "The cat sleeps.", "Hund", "cat"),
    ],
)
def test_no_way_leads(linker: Linker, german: str, english: str, word: str, other: str) -> None:
    assert (word, other) not in ways(linker.link(english, german))


def test_words_that_nothing_accounts_for(linker: Linker) -> None:
    links = linker.link(EN, "Die USA könnten ihre Unterstützung für das angegriffene Land drastisch erwidern.")
    assert "erwidern" in {links.translation[j].text for j in links.unreachable()}
    assert "reduce" in {links.source[i].text for i in links.unaccounted()}
    sound = linker.link(EN, "Die Vereinigten Staaten könnten ihre Hilfe für das angegriffene Land drastisch kürzen.")
    assert sound.unreachable() == []
    assert sound.unaccounted() == []


def test_each_german_word_has_one_link_at_most_and_nearer_ones_win(linker: Linker) -> None:
    links = linker.link("The dog saw a dog.", "Der Hund sah einen Hund.")
    assert [links.chosen[j] for j, token in enumerate(links.translation) if token.text == "Hund"] == [
        i for i, token in enumerate(links.source) if token.text == "dog"
    ]


def test_a_separated_particle_belongs_to_its_verb(linker: Linker) -> None:
    tokens = {token.text: token for token in linker.link("", "Das Treffen fand am Samstag statt.").translation}
    assert tokens["fand"].particle == "statt"
    apart = {
        token.text: token for token in linker.link("", "Er fand, das reiche. Bleib hier, statt zu gehen.").translation
    }
    assert apart["fand"].particle == ""


@pytest.mark.parametrize(("source", "translation"), [("", ""), ("A dog.", ""), ("", "Ein Hund."), ("…", "–")])
def test_an_empty_side(linker: Linker, source: str, translation: str) -> None:
    links = linker.link(source, translation)
    assert (links.candidates, links.chosen) == ((), {})


def test_words_far_apart_in_a_very_long_pair_still_find_each_other(linker: Linker) -> None:
    numbers = " ".join(str(number) for number in range(1300))
    english = f"He reduced it. {numbers}. The baker reduced the price."
    german = f"{numbers}. Der Bäcker verringerte den Preis."
    links = linker.link(english, german)
    assert {("Bäcker", "baker"), ("verringerte", "reduced"), ("Preis", "price")} <= ways(links)
    assert all(links.translation[c.translation].text != "verringerte" or c.source > 1000 for c in links.candidates)


def test_a_word_of_a_very_long_pair_is_linked_with_the_places_nearest_to_it(linker: Linker) -> None:
    links = linker.link("the dog saw a house " * 600, "Der Hund sah ein Haus " * 600)
    dogs = {j for j, token in enumerate(links.translation) if token.text == "Hund"}
    assert len(dogs) == 600
    assert all(len(links.sources_of[j]) == MOST_PLACES for j in dogs)
    assert all(any(abs(i - j) <= 5 for i in links.sources_of[j]) for j in dogs)
    assert (links.unreachable(), links.unaccounted()) == ([], [])


@pytest.mark.parametrize(
    ("first", "second", "likeness"),
    [
        ("house", "house", 1.0),
        ("Selenskyj", "Zelensky", 1.0),
        ("Kreml", "Kremlin", 10 / 12),
        ("Kiew", "Kyiv", 6 / 7),
        ("Ukraine-Krieg", "Ukraine", 1.0),
        ("Hund", "cat", 0.0),
        ("a", "a", 0.0),
    ],
)
def test_likeness_of_spellings(first: str, second: str, likeness: float) -> None:
    assert spelling_likeness(first, second) == pytest.approx(likeness)


def test_words_without_end(linker: Linker) -> None:
    links = linker.link("See " + "x" * 200_000, "Siehe " + "xy" * 100_000)
    assert ("Siehe", "See") in ways(links)


def test_near_synonyms(linker: Linker) -> None:
    verb = linker.link("", "Er wird die Hilfe zurückfahren.").translation[-1]
    assert linker.near(verb, "reduce")
    wrong = linker.link("", "Er wird die Hilfe erwidern.").translation[-1]
    assert not linker.near(wrong, "reduce")
