"""Swapped files and wrong languages are named; short and mixed texts only warn."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtcheck import language
from mtcheck.errors import DocumentError
from mtcheck.language import check_languages

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"
GERMAN = (SAMPLE / "article.de.md").read_text(encoding="utf-8")
ENGLISH = (SAMPLE / "article.en.md").read_text(encoding="utf-8")
FRENCH = (
    "Le président américain a téléphoné à son homologue russe, selon un journal. Le Kremlin ne confirme pas cette "
    "conversation entre les deux chefs d'État, qui aurait eu lieu la semaine dernière."
)
DUTCH = (
    "De Amerikaanse president heeft met zijn Russische collega gebeld, zegt hij in een interview met een krant. Het "
    "Kremlin bevestigt het gesprek niet, dat vorige week zou hebben plaatsgevonden."
)


@pytest.mark.parametrize(
    ("source", "translation", "says"),
    [
        (GERMAN, ENGLISH, "wrong order"),
        (GERMAN, GERMAN, "both German"),
        (ENGLISH, ENGLISH, "both English"),
        (ENGLISH, FRENCH, "b.md is French"),
        (DUTCH, GERMAN, "a.md is Dutch"),
        (GERMAN, "Ja.", "a.md is German, but the source must be English"),
    ],
)
def test_wrong_languages(source: str, translation: str, says: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check_languages(source, translation, "a.md", "b.md")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_swapped_files_tell_the_right_order() -> None:
    with pytest.raises(DocumentError, match=r"a\.md b\.md$"):
        check_languages(GERMAN, ENGLISH, "a.md", "b.md")


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        (ENGLISH, GERMAN),
        (ENGLISH, "Nach einem Gespräch " + "mit einem Staatsoberhaupt oder über das Staatsoberhaupt " * 9),
        (ENGLISH, GERMAN[700:3000] + '"We will never surrender to anyone in this world," said Zelensky. ' * 3),
        (ENGLISH, "Das ist gut."),
    ],
    ids=["sample", "loop", "quotes", "short"],
)
def test_right_languages(source: str, translation: str) -> None:
    assert check_languages(source, translation, "a.md", "b.md") == ()


@pytest.mark.parametrize("text", ["", "12345 67.", "Putin Trump Biden", "Hi", GERMAN[2000:3500] + ENGLISH[1:2500]])
def test_doubtful_texts_only_warn(text: str) -> None:
    (warning,) = check_languages(ENGLISH, text, "a.md", "b.md")
    assert warning.startswith("b.md is too short or too mixed")


def test_plain_articles_are_told_without_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(passage: str) -> dict[str, float]:
        raise AssertionError(passage)

    monkeypatch.setattr(language, "_shares", asked)
    assert check_languages(ENGLISH, GERMAN, "a.md", "b.md") == ()
    with pytest.raises(DocumentError, match="wrong order"):
        check_languages(GERMAN, ENGLISH, "a.md", "b.md")


@pytest.mark.parametrize(
    "text", [DUTCH * 9, FRENCH * 9, GERMAN[700:2500] + ENGLISH[700:2500], "Putin Trump Biden " * 99, GERMAN[700:1200]]
)
def test_other_mixed_and_short_texts_are_left_to_the_model(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    passages: list[str] = []
    monkeypatch.setattr(language, "_shares", lambda passage: passages.append(passage) or {"de": 1.0})
    language._guess(text)
    assert passages
