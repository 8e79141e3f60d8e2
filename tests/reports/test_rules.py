from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from mtcheck.reports.rules import render_rule, render_rules

EXAMPLE = SimpleNamespace(source="The house that the child saw.", translation="Das [[Haus]], das das Kind sah.")
RULE: Any = SimpleNamespace(
    name="repetition-loop",
    documentation=SimpleNamespace(
        summary="A phrase is said again at once, as a stuck decoder does.",
        why="First reason.\n\nSecond reason.",
        bad=(EXAMPLE, EXAMPLE),
        good=(),
        limits="",
        source="Holtzman et al. 2020",
    ),
)


def test_list() -> None:
    text = render_rules([RULE], width=50)
    assert text.startswith("repetition-loop  A phrase is said again at once,\n" + " " * 17 + "as a stuck")
    assert "mtcheck rules NAME" in text


def test_one_rule() -> None:
    text = render_rule(RULE, width=60)
    assert text.startswith("repetition-loop\n\nA phrase is said")
    assert "Why it matters\n  First reason.\n\n  Second reason." in text
    assert text.count("  German   Das [[Haus]], das das Kind sah.") == 2
    assert "Good" not in text
    assert "Limits" not in text
    assert text.endswith("Source\n  Holtzman et al. 2020\n")
