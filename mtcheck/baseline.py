"""A baseline: the findings of an earlier JSON report, which are accepted and no longer count.

A finding is the same if its rule and both texts of its pair are. A sentence that was edited is looked at afresh. What
the model alone says of a sentence also hangs on the other sentences; where both its texts are those of the report, it
is accepted too, for it has been judged, and an edit elsewhere makes it no worse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mtcheck.data import Pair
from mtcheck.errors import BaselineError
from mtcheck.evidence import MODEL_RULES

Known = tuple[str, str | None, str | None]
"""A rule, and the source and translation of the pair in which it found something."""

_SCHEMA = 1
_WAY_OUT = "write one with `mtcheck score ... --format json -o FILE`, without a baseline"


@dataclass(frozen=True)
class Baseline:
    """What is accepted: for each finding its rule, and the source and translation of its pair; and all pairs' texts."""

    known: frozenset[Known]
    pairs: frozenset[tuple[str | None, str | None]]

    def applied_to(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Pairs whose known findings are accepted; a pair is flagged no more if nothing new flags it."""
        return [self._apply(pair) for pair in pairs]

    def _apply(self, pair: Pair) -> Pair:
        texts = (pair.source, pair.translation)
        is_judged = texts in self.pairs
        findings = tuple(
            replace(f, accepted=(f.rule, *texts) in self.known or (is_judged and f.rule in MODEL_RULES))
            for f in pair.findings
        )
        is_new = any(not finding.accepted and finding.is_major for finding in findings)
        return replace(pair, findings=findings, flagged=pair.flagged and is_new)


def only_new(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs without the findings that are accepted."""
    return [
        replace(pair, findings=tuple(finding for finding in pair.findings if not finding.accepted)) for pair in pairs
    ]


def read_baseline(path: str | Path) -> Baseline:
    """The findings of a JSON report; raises BaselineError for a file that cannot be read or is none."""
    try:
        content = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise BaselineError(f"the baseline {path} cannot be read ({error.strerror}): {_WAY_OUT}") from error
    except (ValueError, RecursionError) as error:
        raise BaselineError(_foreign(path, "it is not JSON")) from error
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != _SCHEMA:
        raise BaselineError(_foreign(path, "it has no schema" if schema is None else f"its schema is {schema!r:.40}"))
    try:
        pairs = frozenset((pair["source"], pair["translation"]) for pair in content["pairs"])
        return Baseline(frozenset(_findings(content)), pairs)
    except (KeyError, TypeError, ValueError) as error:
        raise BaselineError(_foreign(path, "its pairs are not those of a report")) from error


def _findings(content: dict[str, Any]) -> Iterator[Known]:
    for pair in content["pairs"]:
        source, translation = pair["source"], pair["translation"]
        for finding in pair["findings"]:
            known = (finding["rule"], source, translation)
            if not all(part is None or isinstance(part, str) for part in known):
                raise TypeError(known)
            yield known


def _foreign(path: str | Path, reason: str) -> str:
    return f"{path} is no report of mtcheck ({reason}): {_WAY_OUT}"
