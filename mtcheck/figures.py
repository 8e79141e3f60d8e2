"""How good each rule is, as measured: false alarms on sound translations, and made errors found by kind.

`python -m mtcheck.training.evaluate --write` measures and writes them; `mtcheck rules` shows them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path

FILE = Path(str(files("mtcheck"))) / "resources" / "rules.json"


@dataclass(frozen=True)
class Share:
    """So many `of` so many."""

    count: int
    of: int

    @property
    def percent(self) -> int:
        """The share in whole percent; 100 and 0 only for all and none."""
        exact = 100 * self.count / max(self.of, 1)
        return round(exact) if exact in (0, 100) else min(max(round(exact), 1), 99)


@dataclass(frozen=True)
class RuleFigures:
    """How good one rule is, taken by itself.

    `flagged` counts the sound translations that it flags, `marked` those in which it finds something minor and nothing
    worse. `made` tells by kind how many of the made errors that it is meant for it finds.
    """

    flagged: Share
    marked: Share
    made: Mapping[str, Share] = field(default_factory=dict)


def load_figures(path: Path = FILE) -> dict[str, RuleFigures]:
    """The figures by name of the rule; a rule that was not measured is not among them."""
    if not path.is_file():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {
        rule: RuleFigures(
            Share(**measured["flagged"]),
            Share(**measured["marked"]),
            {kind: Share(**share) for kind, share in measured["made"].items()},
        )
        for rule, measured in content.items()
    }


def write_figures(figures: Mapping[str, RuleFigures], path: Path = FILE) -> None:
    """Put the figures into the file that ships."""
    content = {rule: asdict(measured) for rule, measured in figures.items()}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
