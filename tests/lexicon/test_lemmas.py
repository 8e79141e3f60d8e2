"""The lemmas are those of simplemma."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import simplemma

from mtcheck.lexicon.lemmas import LemmaTables, apply_rule, lemmatizer, make_rule
from mtcheck.training.lemmas import compile_lemmas

SAMPLE = Path(__file__).parents[2] / "samples" / "putin-call"

WORDS = {
    "de": "ging Häuser stattgefunden Haus haus HAUS Xqzt Kreml-Chefs Friedenslösungen angegriffene Angegriffene löst's "
    "geht’s 1990er zurückgefahren zurückzufahren Staatsoberhäuptern Minister-innen Bürger*innen schönste weiß Weiß "
    "Äpfel ſs ß 12 ² Donaudampfschifffahrtsgesellschaften unverantwortlichste Nichtraucherinnen am’n d'accord",
    "en": "said mice Putin's Putin’s NATO houses better was re-enters don't re-entered xqztings happily could've "
    "o'clock 24th women's children unhappiest ² well-being U.S. gone leaves Leaves",
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_lemmas_are_those_of_simplemma(language: str) -> None:
    """Words of every kind and of the sample; oracle: simplemma with its own word lists."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(SAMPLE.glob(f"*.{language}.md")))
    words = {*WORDS[language].split(), *re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", text)}
    words |= {word.lower() for word in words} | {word.capitalize() for word in words} | {word.upper() for word in words}
    lemmatize = lemmatizer().lemmatize
    assert {w: lemmatize(w, language) for w in words} == {w: simplemma.lemmatize(w, lang=language) for w in words}


def test_the_table_is_a_mapping() -> None:
    table = LemmaTables().get_dictionary("en")
    assert (table["mice"], table.get("mice"), table.get("xqzt"), table.get("xqzt", "?")) == (
        "mouse",
        "mouse",
        None,
        "?",
    )
    assert "mice" in table
    assert "xqzt" not in table
    with pytest.raises(KeyError):
        table["xqzt"]


def test_a_language_without_table() -> None:
    with pytest.raises(ValueError, match="fr"):
        LemmaTables().get_dictionary("fr")


@pytest.mark.parametrize(
    ("form", "lemma"), [("Häuser", "Haus"), ("ging", "gehen"), ("Haus", "Haus"), ("a", ""), ("", "a"), ("ab", "abc")]
)
def test_a_rule_makes_the_lemma_of_its_form(form: str, lemma: str) -> None:
    assert apply_rule(make_rule(form, lemma), form) == lemma


def test_compiling_and_reading_give_back_every_word(tmp_path: Path) -> None:
    lemmas = {"Häuser": "Haus", "Hauses": "Haus", "ging": "gehen", "am": "an dem", "Haus": "Haus"}
    compile_lemmas(lemmas, tmp_path, "de")
    assert dict(LemmaTables(tmp_path).get_dictionary("de")) == lemmas


def test_the_rules_of_other_languages_are_there_for_whoever_asks() -> None:
    """They are read late; Spanish: "cantando" is a form of "cantar"."""
    told = """
import sys
from mtcheck.lexicon.lemmas import lemmatizer
lemmatizer()
print(any(name.endswith("defaultrules.es") for name in sys.modules))
from simplemma.strategies.defaultrules import RULE_FUNCTIONS
print(RULE_FUNCTIONS["es"]("cantando"))
"""
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "cantar"]
