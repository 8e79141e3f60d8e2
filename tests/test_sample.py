"""The main job on the sample article, with the network cut off, against what two readers marked by hand."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mtcheck.cli import main

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"
GOLD = json.loads((SAMPLE / "gold.json").read_text(encoding="utf-8"))


def refuse(*arguments: object, **settings: object) -> None:
    raise AssertionError("the network was used")


@pytest.fixture(scope="module")
def cut_off() -> Iterator[None]:
    """No socket can be connected, no name looked up."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, refuse)
        for name in ("getaddrinfo", "create_connection", "gethostbyname"):
            patch.setattr(socket, name, refuse)
        yield


def score(*extra: str) -> str:
    arguments = ["score", str(SAMPLE / "article.de.md"), str(SAMPLE / "article.en.md"), *extra]
    result = CliRunner().invoke(main, arguments, prog_name="mtcheck")
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def report(cut_off: None) -> dict[str, Any]:
    return json.loads(score("--format", "json"))


def pair_of(report: dict[str, Any], german: str) -> dict[str, Any]:
    return next(pair for pair in report["pairs"] if german in (pair["translation"] or ""))


def test_every_sentence_is_aligned_with_its_counterpart(report: dict[str, Any]) -> None:
    for sentence in GOLD["sentences"]:
        assert pair_of(report, sentence["de"])["source"] == sentence["en"]


def test_the_english_is_its_source(report: dict[str, Any]) -> None:
    assert report["document"]["source_match"]["relation"] == "this source"


def test_precision_and_recall_of_the_flags(report: dict[str, Any]) -> None:
    sure = [sentence for sentence in GOLD["sentences"] if not sentence["borderline"]]
    flagged = [sentence for sentence in sure if pair_of(report, sentence["de"])["flagged"]]
    right = sum(sentence["garbled"] for sentence in flagged)
    assert right / len(flagged) >= 0.75
    assert right / sum(sentence["garbled"] for sentence in sure) >= 0.6


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            "repetition-loop",
            "einem anderen Staatsoberhaupt oder einem anderen Staatsoberhaupt oder einem Staatsoberhaupt oder über das "
            "Staatsoberhaupt oder über das Staatsoberhaupt",
        ),
        ("repetition-loop", "im November im November"),
        ("repetition-loop", "an Bord der Maschine an Bord"),
        ("mistranslated-word", "erwidern"),
        ("spaced-hyphen", "Kreml -Sprecher"),
        ("quotation-mark", " „"),
    ],
)
def test_garbled_words_are_marked(rule: str, text: str, report: dict[str, Any]) -> None:
    found = [finding for pair in report["pairs"] for finding in pair["findings"] if finding["rule"] == rule]
    assert text in [finding["text"] for finding in found]


def test_the_wrong_word_gets_right_suggestions(report: dict[str, Any]) -> None:
    pair = pair_of(report, "erwidern")
    finding = next(finding for finding in pair["findings"] if finding["rule"] == "mistranslated-word")
    assert {"verringern", "reduzieren"} & set(finding["suggestions"])
    assert [related["text"] for related in finding["related"]] == ["reduce"]


def test_what_belongs_to_the_page_is_set_aside(report: dict[str, Any]) -> None:
    aside = [item["text"] for item in report["unscored"]]
    for line in GOLD["boilerplate"]:
        assert line in aside or all(
            part in aside for part in ("Jeden Dienstag.", line.removesuffix(" Jeden Dienstag."))
        )
    assert "US President says he has spoken to Putin by phone" in aside
    scored = {part for pair in report["pairs"] for part in (pair["source"], pair["translation"])}
    assert not scored & set(aside)


def test_findings_are_exact_and_flags_agree_with_them(report: dict[str, Any]) -> None:
    for pair in report["pairs"]:
        severities = {finding["severity"] for finding in pair["findings"]}
        assert pair["flagged"] == bool(severities & {"major", "critical"})
        for finding in pair["findings"]:
            if finding["start"] is not None:
                assert pair[finding["side"]][finding["start"] : finding["end"]] == finding["text"]


def test_line_numbers_are_those_of_the_file(report: dict[str, Any]) -> None:
    lines = (SAMPLE / "article.de.md").read_text(encoding="utf-8").splitlines()
    for pair in report["pairs"]:
        if pair["translation"]:
            assert pair["translation"][:20] in lines[pair["line"] - 1]


def test_scores_say_what_they_were_measured_against(report: dict[str, Any]) -> None:
    assert report["document"]["bleu_reference"] == "gloss"
    assert all("against:gloss" in report["signature"][name] for name in ("bleu", "chrf"))
    assert "sha256:" in report["signature"]["comet"]
    assert all(0 <= pair["scores"]["comet"] <= 1 for pair in report["pairs"] if pair["source"] and pair["translation"])
    assert report["document"]["verdict"] in ("patchy", "garbled")


def test_with_a_reference_bleu_is_measured_against_it(cut_off: None) -> None:
    report = json.loads(score("--format", "json", "--reference", str(SAMPLE / "article.ref.de.md")))
    assert report["document"]["bleu_reference"] == "human"
    assert pair_of(report, "Menschen sterben jeden Tag.")["reference"] == "Jeden Tag sterben Menschen."
    assert "against:human" in report["signature"]["bleu"]


def test_the_reference_itself_comes_out_clean(cut_off: None) -> None:
    arguments = ["score", str(SAMPLE / "article.ref.de.md"), str(SAMPLE / "article.en.md"), "--format", "json"]
    report = json.loads(CliRunner().invoke(main, arguments, prog_name="mtcheck").stdout)
    assert report["document"]["verdict"] == "sound"


def test_the_table(cut_off: None) -> None:
    for width in (80, 140):
        table = score("--width", str(width))
        assert max(map(len, table.splitlines())) <= width
        assert "⟦erwidern⟧" in table and "verringern" in table and "reduzieren" in table


def test_rules_that_are_switched_off_find_nothing_and_are_named(cut_off: None) -> None:
    only = json.loads(score("--format", "json", "--only", "repetition-loop", "--only", "spaced-hyphen"))
    assert {f["rule"] for pair in only["pairs"] for f in pair["findings"]} == {"repetition-loop", "spaced-hyphen"}
    without = json.loads(score("--format", "json", "--ignore", "repetition-loop"))
    assert "repetition-loop" not in {f["rule"] for pair in without["pairs"] for f in pair["findings"]}
    assert "Not looked for: repetition-loop." in " ".join(score("--ignore", "repetition-loop").split())
