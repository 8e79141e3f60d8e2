"""Numbered marks over a text: overlapping spans made to nest, and a long text cut to what stands around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Severity

LONG = 1500
"""Characters from which on a text is shown in windows around its marks."""

_LEAD = 240
_CONTEXT = 120
_WHOLE = 480
_BRIDGE = 80
_SNAP = 20


@dataclass(frozen=True)
class Mark:
    """A marked stretch of a text and the numbers of the findings it belongs to; `related` if it is none's own span."""

    start: int
    end: int
    numbers: tuple[int, ...]
    severity: Severity
    related: bool = False


@dataclass(frozen=True)
class Piece:
    """A part of a marked text, in order: characters, a mark's opening or closing, or a gap of `hidden` characters.

    `marks` are those that the piece stands in, outermost first; for an opening or closing the last is the one meant.
    """

    kind: str
    marks: tuple[Mark, ...] = ()
    text: str = ""
    hidden: int = 0


def merge(marks: Iterable[Mark]) -> list[Mark]:
    """Marks of one text, those of the very same stretch made one, longest first among those that start together."""
    merged: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        other = merged.get((mark.start, mark.end))
        merged[mark.start, mark.end] = mark if other is None else _union(other, mark)
    return sorted(merged.values(), key=lambda mark: (mark.start, -mark.end))


def _union(first: Mark, second: Mark) -> Mark:
    numbers = tuple(sorted({*first.numbers, *second.numbers}))
    severity = max(first.severity, second.severity, key=lambda severity: severity.rank)
    return Mark(first.start, first.end, numbers, severity, first.related and second.related)


def pieces(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    """The text with its marks, properly nested: where two cross, the later one is closed and opened again.

    A text longer than `LONG` is shown around its marks and at its beginning; the rest are gaps.
    """
    ordered = merge(marks)
    shown = _windows(text, ordered)
    cuts = {0, len(text), *(mark.start for mark in ordered), *(mark.end for mark in ordered)}
    cuts |= {bound for window in shown for bound in window}
    positions = sorted(cuts)
    open_marks: list[Mark] = []
    for position, following in zip(positions, [*positions[1:], len(text)], strict=True):
        yield from _close(open_marks, position)
        yield from _open(open_marks, ordered, position)
        if following > position:
            visible = any(start <= position < end for start, end in shown)
            yield _stretch(text[position:following], tuple(open_marks), visible)


def _stretch(text: str, marks: tuple[Mark, ...], visible: bool) -> Piece:
    return Piece("text", marks, text=text) if visible else Piece("gap", marks, hidden=len(text))


def _close(open_marks: list[Mark], position: int) -> Iterator[Piece]:
    ending = [depth for depth, mark in enumerate(open_marks) if mark.end == position]
    if not ending:
        return
    reopened = [mark for mark in open_marks[ending[0] :] if mark.end != position]
    while len(open_marks) > ending[0]:
        yield Piece("close", tuple(open_marks))
        open_marks.pop()
    for mark in reopened:
        open_marks.append(mark)
        yield Piece("open", tuple(open_marks))


def _open(open_marks: list[Mark], ordered: Sequence[Mark], position: int) -> Iterator[Piece]:
    for mark in ordered:
        if mark.start != position:
            continue
        open_marks.append(mark)
        yield Piece("open", tuple(open_marks))
        if mark.end == mark.start:
            yield Piece("close", tuple(open_marks))
            open_marks.pop()


def _windows(text: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """What to show: all of a text, or of a long one the beginning and the surroundings of marks."""
    if len(text) <= LONG:
        return [(0, len(text))]
    wanted = [(0, _LEAD)]
    for mark in marks:
        if mark.end - mark.start <= _WHOLE:
            wanted.append((mark.start - _CONTEXT, mark.end + _CONTEXT))
        else:
            wanted.append((mark.start - _CONTEXT, mark.start + _WHOLE // 2))
            wanted.append((mark.end - _WHOLE // 2, mark.end + _CONTEXT))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(_snapped(text, start, end) for start, end in wanted):
        if joined and start <= joined[-1][1] + _BRIDGE:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    if len(text) - joined[-1][1] <= _BRIDGE:
        joined[-1] = (joined[-1][0], len(text))
    return joined


def _snapped(text: str, start: int, end: int) -> tuple[int, int]:
    """A window kept inside the text and narrowed to whole words, if they end near by."""
    start, end = max(0, start), min(len(text), end)
    if start > 0:
        start = max(start, text.find(" ", start, start + _SNAP) + 1)
    if end < len(text):
        space = text.rfind(" ", end - _SNAP, end)
        end = end if space < 0 else space
    return start, end
