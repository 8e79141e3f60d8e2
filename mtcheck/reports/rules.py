"""The rules as plain text: a list, and what one rule looks for, with its examples."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtcheck.detectors.base import Detector, Example
    from mtcheck.figures import RuleFigures, Share

COLUMNS_FROM = 90
"""Columns from which on the figures stand beside the rules rather than below them."""

_FIGURE_WIDTHS = (16, 21)
_GAP = "  "

_MEANING = (
    "False alarms are sound translations by professionals that the rule flags; minor marks never flag. Made errors are "
    "sound sentences that were broken on purpose, by kind: those that the rule is meant for; – where none are made for "
    "it. Each rule was measured by itself."
)


def render_rules(detectors: Sequence[Detector], figures: Mapping[str, RuleFigures], *, width: int) -> str:
    """Every rule's name and summary, in report order, with its figures."""
    column = max((len(detector.name) for detector in detectors), default=0) + 2
    wide = width >= COLUMNS_FROM
    lines = list(_row(("", "", "False alarms", "Made errors found"), column, width)) if wide else []
    for detector in detectors:
        summary = _flowing(detector.documentation.summary)
        measured = figures.get(detector.name)
        if wide:
            lines += _row((detector.name, summary, *_cells(measured)), column, width)
        else:
            lines.append(_wrapped(summary, width, first=detector.name.ljust(column), rest=" " * column))
            lines.append(_wrapped(_in_short(measured), width, first=" " * column, rest=" " * column))
    if any(detector.name in figures for detector in detectors):
        lines.append("\n" + _wrapped(_MEANING, width))
    lines.append("\n" + _wrapped("`mtcheck rules NAME` explains one, with examples.", width))
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, str, str, str], column: int, width: int) -> Iterator[str]:
    """The lines of a table's row; the summary has the room that the others leave."""
    widths = (column - len(_GAP), width - column - sum(_FIGURE_WIDTHS) - 2 * len(_GAP), *_FIGURE_WIDTHS)
    parts = [_wrapped(cell, room).split("\n") for cell, room in zip(cells, widths, strict=True)]
    for line in zip_longest(*parts, fillvalue=""):
        yield _GAP.join(part.ljust(room) for part, room in zip(line, widths, strict=True)).rstrip()


def _cells(measured: RuleFigures | None) -> tuple[str, str]:
    if measured is None:
        return "not measured", "not measured"
    minor = f", {measured.marked.count:,}\u00a0minor" if measured.marked.count else ""
    found = ", ".join(f"{kind}\u00a0{share.percent}\u00a0%" for kind, share in measured.made.items())
    return f"{_of(measured.flagged)}{minor}", found or "–"


def _in_short(measured: RuleFigures | None) -> str:
    if measured is None:
        return "Not measured."
    minor = f", {measured.marked.count:,} minor marks" if measured.marked.count else ""
    found = ", ".join(f"{share.percent}\u00a0% of {kind}" for kind, share in measured.made.items())
    made = f" Made errors found: {found}." if found else ""
    return f"False alarms: {_of(measured.flagged)} sound translations{minor}.{made}"


def _in_words(measured: RuleFigures | None) -> str:
    if measured is None:
        return "Not measured."
    flagged, marked = measured.flagged, measured.marked
    sentences = [
        f"Of {flagged.of:,} sound translations it flags {flagged.count:,} and marks {marked.count:,} as minor."
    ]
    sentences += [
        f"Of {share.of:,} made errors of the kind {kind} it finds {share.count:,} ({share.percent}\u00a0%)."
        for kind, share in measured.made.items()
    ]
    return " ".join(sentences)


def _of(share: Share) -> str:
    return f"{share.count:,} of {share.of:,}"


def render_rule(detector: Detector, measured: RuleFigures | None = None, *, width: int) -> str:
    """All that is documented of a rule, and what was measured of it."""
    documentation = detector.documentation
    return (
        "\n\n".join(
            [
                detector.name,
                _paragraphs(documentation.summary, width),
                *_section("Why it matters", documentation.why, width),
                *_examples("Bad (the marked words are found)", documentation.bad, width),
                *_examples("Good (nothing is found)", documentation.good, width),
                *_section("Limits", documentation.limits, width),
                *_section("How good it is", _in_words(measured), width),
                *_section("Source", documentation.source, width),
            ]
        )
        + "\n"
    )


def _section(heading: str, text: str, width: int) -> Iterator[str]:
    if text.strip():
        yield f"{heading}\n{_paragraphs(text, width, indent='  ')}"


def _examples(heading: str, examples: Sequence[Example], width: int) -> Iterator[str]:
    if examples:
        shown = "\n\n".join(
            _wrapped(example.source, width, first="  English  ", rest=" " * 11)
            + "\n"
            + _wrapped(example.translation, width, first="  German   ", rest=" " * 11)
            for example in examples
        )
        yield f"{heading}\n{shown}"


def _paragraphs(text: str, width: int, *, indent: str = "") -> str:
    paragraphs = textwrap.dedent(text).strip().split("\n\n")
    return "\n\n".join(_wrapped(_flowing(part), width, first=indent, rest=indent) for part in paragraphs)


def _flowing(text: str) -> str:
    """A paragraph of a docstring in one line; its English words, which stand between asterisks, are put in quotes."""
    return re.sub(r"\*([^*]+)\*", r"“\1”", " ".join(text.split()))


def _wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> str:
    """The text in lines; a no-break space holds words together, and is a plain one then."""
    filled = textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )
    return filled.replace("\u00a0", " ")
