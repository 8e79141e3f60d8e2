"""Reporters: pure functions from a report to text, chosen by name. A reporter's libraries load when it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from mtcheck.data import Report


class Reporter(Protocol):
    """A report as text that ends in a line break.

    `width` is in terminal columns and `color` allows escape codes; a reporter without layout ignores both.
    `show_all` shows every pair where only the flagged ones would be shown.
    """

    def __call__(self, report: Report, *, width: int, color: bool, show_all: bool = False) -> str:
        """Render the report."""
        ...


def _terminal(report: Report, *, width: int, color: bool, show_all: bool = False) -> str:
    from mtcheck.reports import terminal

    return terminal.render(report, width=width, color=color, show_all=show_all)


def _json(report: Report, *, width: int, color: bool, show_all: bool = False) -> str:
    from mtcheck.reports import json

    return json.render(report, width=width, color=color, show_all=show_all)


REPORTERS: dict[str, Reporter] = {"terminal": _terminal, "json": _json}
