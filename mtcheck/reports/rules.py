"""The rules as plain text: a list, and what one rule looks for, with its examples."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtcheck.detectors.base import Detector, Example


def render_rules(detectors: Sequence[Detector], *, width: int) -> str:
    """Every rule's name and summary, in report order."""
    column = max((len(detector.name) for detector in detectors), default=0) + 2
    lines = []
    for detector in detectors:
        summary = " ".join(detector.documentation.summary.split())
        lines.append(_wrapped(summary, width, first=detector.name.ljust(column), rest=" " * column))
    lines.append("\n" + _wrapped("`mtcheck rules NAME` explains one, with examples.", width))
    return "\n".join(lines) + "\n"


def render_rule(detector: Detector, *, width: int) -> str:
    """All that is documented of a rule."""
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
    return "\n\n".join(_wrapped(" ".join(part.split()), width, first=indent, rest=indent) for part in paragraphs)


def _wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    )
