from __future__ import annotations

import pytest

from mtcheck.data import Severity
from mtcheck.reports.marks import LONG, Mark, pieces


def mark(start: int, end: int, number: int, *, related: bool = False) -> Mark:
    return Mark(start, end, (number,), Severity.MAJOR, related)


def written(text: str, *marks: Mark) -> str:
    """The pieces as text: [..]n for a mark, <n> for a gap."""
    parts = []
    for piece in pieces(text, marks):
        if piece.kind == "open":
            parts.append("[")
        elif piece.kind == "close":
            parts.append("]" + "+".join(map(str, piece.marks[-1].numbers)))
        else:
            parts.append(f"<{piece.hidden}>" if piece.kind == "gap" else piece.text)
    return "".join(parts)


@pytest.mark.parametrize(
    ("marks", "result"),
    [
        ([], "abcdefghij"),
        ([mark(0, 10, 1)], "[abcdefghij]1"),
        ([mark(2, 4, 1), mark(4, 6, 2)], "ab[cd]1[ef]2ghij"),
        ([mark(2, 8, 1), mark(4, 6, 2)], "ab[cd[ef]2gh]1ij"),
        ([mark(2, 8, 1), mark(2, 4, 2)], "ab[[cd]2efgh]1ij"),
        ([mark(2, 8, 1), mark(4, 8, 2)], "ab[cd[efgh]2]1ij"),
        ([mark(0, 5, 1), mark(3, 8, 2)], "[abc[de]2]1[fgh]2ij"),
        ([mark(0, 5, 1), mark(2, 8, 2), mark(3, 4, 3)], "[ab[c[d]3e]2]1[fgh]2ij"),
        ([mark(2, 4, 1), mark(2, 4, 2)], "ab[cd]1+2efghij"),
        ([mark(5, 5, 1)], "abcde[]1fghij"),
        ([mark(0, 0, 1), mark(10, 10, 2)], "[]1abcdefghij[]2"),
        ([mark(4, 4, 1), mark(2, 4, 2), mark(4, 6, 3)], "ab[cd]2[ef]3ghij"),
    ],
)
def test_marks_nest(marks: list[Mark], result: str) -> None:
    shown = written("abcdefghij", *marks)
    if result == "ab[cd]2[ef]3ghij":  # an empty mark between two others: its order among them is free
        shown = shown.replace("[]1", "")
    assert shown == result


def test_empty_text() -> None:
    assert written("") == ""


@pytest.mark.parametrize("length", [LONG, LONG + 1, 200_000])
@pytest.mark.parametrize("bounds", [[], [(0, 3)], [(700, 900)], [(10, 1490)], [(0, 1), (400, 1400), (1300, 1450)]])
def test_nothing_gets_lost(length: int, bounds: list[tuple[int, int]]) -> None:
    text = ("word " * length)[:length]
    marks = [mark(start, end, number) for number, (start, end) in enumerate(bounds, 1)]
    position = 0
    for piece in pieces(text, marks):
        assert text[position : position + len(piece.text)] == piece.text
        position += len(piece.text) + piece.hidden
    assert position == length


def test_windows_show_the_marks() -> None:
    text = "a " * 5000 + "HERE" + " b" * 5000
    shown = written(text, mark(10_000, 10_004, 1))
    assert "[HERE]1" in shown
    assert len(shown) < 800
    assert shown.count("<") == 2


def test_a_long_mark_shows_both_ends() -> None:
    text = "x" * 3000 + "START" + "y" * 50_000 + "END" + "z" * 3000
    shown = written(text, mark(3000, 53_008, 1))
    assert "[START" in shown
    assert "END]1" in shown
    assert len(shown) < 1500
