"""Windows over long pairs: nothing is lost, nothing is too long, no subword is cut."""

from __future__ import annotations

import re

import pytest

from mtcheck.metrics.windows import windows

ENGLISH = "The old bakery on the corner of the market square closed last week after eighty years. "
GERMAN = "Die alte Bäckerei an der Ecke des Marktplatzes schloss vergangene Woche nach achtzig Jahren. "


def subwords(text: str) -> list[tuple[int, int]]:
    """Pieces of at most four characters of a word, as a subword vocabulary might give them."""
    return [match.span() for match in re.finditer(r"\S{1,4}", text)]


def check(source: str, translation: str, longest: int) -> list[tuple[slice, slice]]:
    """The windows, after checking all that must hold of any."""
    offsets = subwords(source), subwords(translation)
    found = windows(source, translation, *offsets, longest)
    for side, (text, pieces) in enumerate(zip((source, translation), offsets, strict=True)):
        assert "".join(text[window[side]] for window in found) == text
        cuts = {window[side].start for window in found}
        assert not any(start < cut < end for cut in cuts for start, end in pieces)
    for en, de in found:
        assert (
            sum(en.start <= start < en.stop for start, _ in offsets[0])
            + sum(de.start <= start < de.stop for start, _ in offsets[1])
            <= longest
        )
    return found


@pytest.mark.parametrize(
    ("source", "translation"),
    [("A dog.", "Ein Hund."), ("", "Ein Hund."), ("A dog.", ""), ("", ""), (ENGLISH * 6, GERMAN * 6)],
    ids=["short", "no source", "no translation", "nothing", "just fits"],
)
def test_what_fits_is_one_window(source: str, translation: str) -> None:
    assert check(source, translation, 508) == [(slice(0, len(source)), slice(0, len(translation)))]


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        (ENGLISH * 30, GERMAN * 30),
        (ENGLISH * 5, GERMAN * 60),
        (ENGLISH * 60, GERMAN * 5),
        ("Yes.", GERMAN * 60),
        (ENGLISH * 60, "Ja."),
        ("", GERMAN * 60),
        (ENGLISH * 60, ""),
        ("a" * 9000, "b" * 9000),
        (ENGLISH * 30, "b" * 9000),
        (("x" * 200 + " ") * 40, ("yz " * 2) * 900),
    ],
)
@pytest.mark.parametrize("longest", [60, 508])
def test_long_pairs(source: str, translation: str, longest: int) -> None:
    assert len(check(source, translation, longest)) > 1


def test_cuts_fall_between_words() -> None:
    for en, de in check(ENGLISH * 30, GERMAN * 30, 508)[1:]:
        assert (ENGLISH * 30)[en.start - 1].isspace()
        assert (GERMAN * 30)[de.start - 1].isspace()


def test_both_sides_advance_together() -> None:
    found = check(ENGLISH * 40, GERMAN * 40, 508)
    for en, de in found:
        assert en.stop / len(ENGLISH * 40) == pytest.approx(de.stop / len(GERMAN * 40), abs=0.03)


def test_200_000_characters() -> None:
    german = (GERMAN * 3000)[:200_000]
    found = check(ENGLISH * 100, german, 508)
    # no more windows than 50 % above the fewest that could do
    assert len(found) <= 1.5 * (len(subwords(german)) + len(subwords(ENGLISH * 100))) / 508
