"""What was measured of the rules, written and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtcheck.detectors import DETECTORS
from mtcheck.figures import RuleFigures, Share, load_figures, write_figures


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    figures = {"repetition-loop": RuleFigures(Share(3, 2032), Share(0, 2032), {"loop": Share(172, 200)})}
    write_figures(figures, tmp_path / "rules.json")
    assert load_figures(tmp_path / "rules.json") == figures


def test_without_a_file_nothing_was_measured(tmp_path: Path) -> None:
    assert load_figures(tmp_path / "rules.json") == {}


def test_the_figures_that_ship_are_of_rules_that_there_are() -> None:
    assert set(load_figures()) <= {detector.name for detector in DETECTORS}


@pytest.mark.parametrize(
    ("count", "of", "percent"), [(172, 200, 86), (1, 1000, 1), (999, 1000, 99), (0, 9, 0), (9, 9, 100), (0, 0, 0)]
)
def test_only_none_is_0_and_only_all_is_100_percent(count: int, of: int, percent: int) -> None:
    assert Share(count, of).percent == percent
