from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mtcheck.data import Relation, Report, SourceMatch
from mtcheck.reports import REPORTERS


def loaded(report: Report) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(REPORTERS["json"](report, width=80, color=True), parse_constant=refuse)


def test_golden(garbled_report: Report, golden: Callable[[str, str], None]) -> None:
    golden("garbled.json", REPORTERS["json"](garbled_report, width=80, color=False))


def test_keys(human_report: Report) -> None:
    content = loaded(human_report)
    assert list(content) == ["schema", "signature", "document", "pairs", "unscored"]
    assert content["schema"] == 1
    assert list(content["document"]) == [
        *("pairs", "flagged", "bleu", "bleu_reference", "chrf", "comet", "verdict", "note", "source"),
        "source_match",
        "checked",
    ]
    assert list(content["document"]["checked"]) == ["rules", "note"]
    assert content["document"]["bleu_reference"] == "human"
    assert content["document"]["verdict"] == "garbled"
    assert {"mtcheck", "bleu", "bleu_document", "chrf", "chrf_document", "comet", "comet_document"} == set(
        content["signature"]
    )
    pair = content["pairs"][1]
    assert list(pair) == [
        *(
            "index",
            "line",
            "source",
            "translation",
            "reference",
            "scores",
            "probability",
            "flagged",
            "reasons",
            "findings",
        )
    ]
    assert list(pair["findings"][0]) == [
        *("rule", "category", "severity", "side", "start", "end", "text", "message", "suggestions", "gloss", "related")
    ]
    assert list(content["unscored"][0]) == ["side", "line", "kind", "text"]


@pytest.mark.parametrize(
    "name", ["garbled_report", "human_report", "sound_report", "foreign_report", "hostile_report", "huge_report"]
)
def test_offsets_are_code_points(name: str, request: pytest.FixtureRequest) -> None:
    report: Report = request.getfixturevalue(name)
    content = loaded(report)
    assert len(content["pairs"]) == len(report.pairs)
    for pair, original in zip(content["pairs"], report.pairs, strict=True):
        assert pair["translation"] == original.translation
        for finding in pair["findings"]:
            spans = [finding, *finding["related"]]
            for span in spans:
                if span["start"] is None:
                    assert span["end"] is None
                    assert span["text"] is None
                else:
                    assert pair[span["side"]][span["start"] : span["end"]] == span["text"]


def test_numbers(garbled_report: Report) -> None:
    pair = replace(garbled_report.pairs[0], scores={"bleu": math.nan, "chrf": -0.001, "comet": 0.123456})
    scores = {"bleu": replace(garbled_report.scores["bleu"], document=None)}
    text = REPORTERS["json"](replace(garbled_report, pairs=(pair,), scores=scores), width=80, color=False)
    content = json.loads(text)
    assert content["pairs"][0]["scores"] == {"bleu": None, "chrf": 0.0, "comet": 0.1235}
    assert "-0.0" not in text
    assert content["document"]["bleu"] is None
    assert content["document"]["comet"] is None
    assert content["signature"]["comet"] is None


def test_unscored_holds_only_what_was_set_aside(garbled_report: Report) -> None:
    content = loaded(garbled_report)
    assert [item["kind"] for item in content["unscored"]] == ["title", "dateline", "boilerplate"]
    assert sum(pair["source"] is None for pair in content["pairs"]) == 2
    assert sum(pair["translation"] is None for pair in content["pairs"]) == 1


def test_lone_surrogates_are_valid_utf8(hostile_report: Report) -> None:
    text = REPORTERS["json"](hostile_report, width=80, color=False)
    text.encode("utf-8")
    assert json.loads(text)["pairs"][0]["source"] == hostile_report.pairs[0].source


def test_the_match_of_the_source(garbled_report: Report) -> None:
    match = SourceMatch(Relation.ANOTHER_EDITION, "Much is lacking.", 0.51234, 1.0, 0.75, None, None)
    assert loaded(replace(garbled_report, source_match=match))["document"]["source_match"] == {
        "relation": "another edition",
        "reason": "Much is lacking.",
        "source_covered": 0.5123,
        "translation_covered": 1.0,
        "similarity": 0.75,
        "shared": None,
        "shared_anywhere": None,
    }
    assert loaded(garbled_report)["document"]["source_match"] is None


def test_the_note_says_what_the_numbers_are_worth(human_report: Report, foreign_report: Report) -> None:
    assert loaded(human_report)["document"]["note"] is None
    assert "say nothing of the translation" in loaded(foreign_report)["document"]["note"]
