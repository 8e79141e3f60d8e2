from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from mtcheck.figures import RuleFigures, Share
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
    text = render_rules([RULE], {}, width=50)
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


FIGURES = RuleFigures(Share(3, 2032), Share(5, 2032), {"loop": Share(172, 200), "echo": Share(0, 200)})


def test_figures_stand_in_two_columns_beside_the_rules() -> None:
    lines = render_rules([RULE], {"repetition-loop": FIGURES}, width=100).splitlines()
    assert lines[0].split() == ["False", "alarms", "Made", "errors", "found"]
    assert lines[1].endswith("3 of 2,032,       loop 86 %, echo 0 %")
    assert lines[2].rstrip().endswith("5 minor")
    assert all(len(line) <= 100 for line in lines)


def test_figures_stand_below_the_rules_where_there_is_little_room() -> None:
    text = " ".join(render_rules([RULE], {"repetition-loop": FIGURES}, width=60).split())
    assert "False alarms: 3 of 2,032 sound translations, 5 minor marks." in text
    assert "Made errors found: 86 % of loop, 0 % of echo." in text


def test_figures_in_words() -> None:
    text = " ".join(render_rule(RULE, FIGURES, width=60).split())
    assert "Of 2,032 sound translations it flags 3 and marks 5 as minor." in text
    assert "Of 200 made errors of the kind loop it finds 172 (86 %)." in text


def test_a_rule_without_figures_says_so() -> None:
    assert render_rules([RULE], {}, width=100).count("not measured") == 2
    assert "Not measured." in render_rules([RULE], {}, width=60)
    assert "How good it is\n  Not measured." in render_rule(RULE, width=60)
