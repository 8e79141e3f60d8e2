"""The report as JSON, schema 1: stable; new keys may come, none goes or changes its meaning."""

from __future__ import annotations

import json
from typing import Any

from mtcheck.data import Finding, Pair, Report, SetAside, SourceMatch, Span, Verdict
from mtcheck.reports.characters import escape_json
from mtcheck.reports.rounding import rounded

SCHEMA = 1

_NOTE = (
    "The English does not look like what the German was translated from: scores, probabilities, flags and findings "
    "compare with it and say nothing of the translation."
)

_DECIMALS = {"bleu": 2, "chrf": 2, "comet": 4}


def render(report: Report, *, width: int = 0, color: bool = False, show_all: bool = True) -> str:
    """Everything as one JSON object, all pairs included whatever `show_all` says; width and colour do not matter.

    Offsets are code points into the string of the finding's side: `string[start:end] == text`.
    """
    content = {
        "schema": SCHEMA,
        "signature": _signature(report),
        "document": _document(report),
        "pairs": [_pair(pair, with_baseline=report.baseline_name is not None) for pair in report.pairs],
        "unscored": [_unscored(item) for item in report.set_aside],
    }
    return escape_json(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False), "utf-8") + "\n"


def _signature(report: Report) -> dict[str, str | None]:
    signature: dict[str, str | None] = {"mtcheck": report.version}
    for metric in _DECIMALS:
        score = report.scores.get(metric)
        signature[metric] = score.signature if score else None
        signature[f"{metric}_document"] = score.document_signature if score else None
    return signature


def _document(report: Report) -> dict[str, Any]:
    scores = {metric: score.document for metric, score in report.scores.items()}
    return {
        "pairs": len(report.pairs),
        "flagged": len(report.flagged),
        "bleu": rounded(scores.get("bleu"), _DECIMALS["bleu"]),
        "bleu_reference": report.bleu_reference,
        "chrf": rounded(scores.get("chrf"), _DECIMALS["chrf"]),
        "comet": rounded(scores.get("comet"), _DECIMALS["comet"]),
        "verdict": report.verdict.value,
        "note": _NOTE if report.verdict is Verdict.NOT_THIS_SOURCE else None,
        "source": report.source_name,
        "source_match": _source_match(report.source_match),
        "checked": {"rules": list(report.rules), "note": report.checked_note or None},
        **({"accepted": report.accepted} if report.baseline_name is not None else {}),
    }


def _source_match(match: SourceMatch | None) -> dict[str, Any] | None:
    if match is None:
        return None
    return {
        "relation": match.relation.value,
        "reason": match.reason,
        "source_covered": rounded(match.source_covered, 4),
        "translation_covered": rounded(match.translation_covered, 4),
        "similarity": rounded(match.similarity, 4),
        "shared": rounded(match.shared, 4),
        "shared_anywhere": rounded(match.shared_anywhere, 4),
    }


def _pair(pair: Pair, *, with_baseline: bool) -> dict[str, Any]:
    return {
        "index": pair.index,
        "line": pair.line,
        "source": pair.source,
        "translation": pair.translation,
        "reference": pair.reference,
        "scores": {metric: rounded(pair.scores.get(metric), digits) for metric, digits in _DECIMALS.items()},
        "probability": rounded(pair.probability, 4),
        "flagged": bool(pair.flagged),
        "reasons": [{"reason": name, "log_odds": rounded(value, 2)} for name, value in pair.reasons],
        "findings": [_finding(finding, with_baseline=with_baseline) for finding in pair.findings],
    }


def _finding(finding: Finding, *, with_baseline: bool) -> dict[str, Any]:
    accepted = {"accepted": finding.accepted} if with_baseline else {}
    return {
        "rule": finding.rule,
        "category": finding.category.value,
        "severity": finding.severity.value,
        "side": finding.side.value,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "message": finding.message,
        "suggestions": list(finding.suggestions),
        "gloss": finding.gloss,
        "related": [_span(span) for span in finding.related],
        **accepted,
    }


def _span(span: Span) -> dict[str, Any]:
    return {"side": span.side.value, "start": span.start, "end": span.end, "text": span.text}


def _unscored(item: SetAside) -> dict[str, Any]:
    segment = item.segment
    return {"side": item.side.value, "line": segment.line, "kind": segment.kind.value, "text": segment.text}
