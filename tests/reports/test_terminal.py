from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.cells import cell_len

from mtcheck.data import Relation, Report, Severity, SourceMatch, Verdict
from mtcheck.reports import REPORTERS

REPORTS = ["garbled_report", "human_report", "sound_report", "foreign_report", "hostile_report", "huge_report"]
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def shown(report: Report, width: int = 100, *, color: bool = False, show_all: bool = False) -> str:
    return REPORTERS["terminal"](report, width=width, color=color, show_all=show_all)


def words(text: str) -> str:
    """The text without line breaks, frames and repeated spaces."""
    return " ".join(re.sub("[─]", " ", text).split())


@pytest.mark.parametrize("width", [80, 140])
@pytest.mark.parametrize("name", REPORTS)
def test_golden(name: str, width: int, request: pytest.FixtureRequest, golden: Callable[[str, str], None]) -> None:
    report = request.getfixturevalue(name)
    golden(f"{name.removesuffix('_report')}-{width}.txt", shown(report, width))


@pytest.mark.parametrize("width", [80, 140])
def test_golden_all(width: int, garbled_report: Report, golden: Callable[[str, str], None]) -> None:
    golden(f"garbled-all-{width}.txt", shown(garbled_report, width, show_all=True))


@pytest.mark.parametrize("width", [40, 53, 80, 100, 119, 120, 140, 220])
@pytest.mark.parametrize("name", REPORTS)
def test_no_line_is_too_wide_and_no_cell_is_cut(name: str, width: int, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(name)
    text = shown(report, width, show_all=True)
    assert max(map(cell_len, text.splitlines())) <= width
    said = re.findall(r"…[^…]{0,80}", words(text))
    assert all(part.startswith(("…⟧¹ marks", "… ")) for part in said)
    assert "\x1b" not in text
    assert not any(line != line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("width", [40, 80, 140])
@pytest.mark.parametrize("name", REPORTS)
def test_color_changes_nothing_else(name: str, width: int, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(name)
    colored = shown(report, width, color=True, show_all=True)
    assert "\x1b[" in colored
    plain = [line.rstrip() for line in ESCAPES.sub("", colored).splitlines()]
    assert plain == shown(report, width, show_all=True).splitlines()


def test_everything_about_a_flagged_pair_is_there(garbled_report: Report) -> None:
    for width in (80, 140):
        text = words(shown(garbled_report, width))
        assert "4 of 5 pairs flagged" in text
        assert "⟦erwidern⟧¹" in text
        assert "⟦reduce⟧¹" in text
        assert "→ verringern, reduzieren" in text
        assert "to reply" in text
        assert "(mistranslated-word)" in text
        assert "no measure of quality and never flags a pair by itself" in text
        assert "Kreml" not in text  # the pair with only a minor finding is not shown
        assert "1 minor finding on 1 pair not flagged" in text


def test_order_of_findings_is_reading_order_with_minor_ones_last(garbled_report: Report) -> None:
    text = words(shown(garbled_report, 80))
    assert text.index("• major") < text.index("¹ critical Accuracy/Addition") < text.index("² minor")


def test_human_reference_is_named_and_the_gloss_is_not_explained(human_report: Report) -> None:
    text = words(shown(human_report))
    assert "BLEU (human)" in text
    assert "a German reference (article.ref.de.md)" in text
    assert "no measure of quality" not in text


def test_sound_report_has_no_table(sound_report: Report) -> None:
    text = shown(sound_report, 140)
    assert "0 of 2 pairs flagged: this reads as a sound translation." in text
    assert "What and why" not in text
    assert "German  " not in text


def test_not_this_source_comes_first(foreign_report: Report) -> None:
    assert shown(foreign_report).startswith("NOT THIS SOURCE: ")


def test_all_shows_every_pair_and_lists_none_twice(garbled_report: Report) -> None:
    text = shown(garbled_report, 100, show_all=True)
    assert text.count("Junge Männer.") == 1
    assert text.count("Kremlin spokesman Dmitry") == 1
    assert text.count("! Line") == 4
    assert "Without counterpart" not in text


def test_markup_and_control_codes_survive_as_text(hostile_report: Report) -> None:
    text = shown(hostile_report, 140)
    for part in (
        "[red]Rot[/red]",
        ":smile:",
        "\\[bold]",
        "[b]rule[/b]",
        "[blink]",
        "[link]",
        "[i]rot␇[/i]",
        "[u]",
        "[dim]",
    ):
        assert part in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)
    text.encode("utf-8")


def test_huge_pair_is_shown_in_windows_that_say_so(huge_report: Report) -> None:
    text = words(shown(huge_report))
    assert "drastisch ⟦erwidern⟧¹." in text
    assert "⟦an Bord der Maschine an Bord⟧²." in text
    assert "characters not shown; --format json has all)" in text
    assert len(text) < 5000


def test_many_findings_are_limited_and_counted(huge_report: Report) -> None:
    pair = huge_report.pairs[0]
    minor = replace(pair.findings[0], severity=Severity.MINOR, start=0, end=3, text="Das", related=())
    text = words(shown(replace(huge_report, pairs=(replace(pair, findings=(minor,) * 500 + pair.findings),))))
    assert "(… 472 more findings not shown; --format json has all)" in text
    assert "⟦erwidern⟧¹" in text


def test_empty_report(sound_report: Report) -> None:
    text = shown(replace(sound_report, pairs=(), scores={}, verdict_reason=""))
    assert "There was nothing to compare." in text


def test_long_listed_text_says_what_is_missing(garbled_report: Report) -> None:
    aside = garbled_report.set_aside[0]
    long = replace(aside, segment=replace(aside.segment, text="Anzeige " * 500))
    text = words(shown(replace(garbled_report, set_aside=(long,))))
    assert "(… 3,400 characters not shown; --format json has all)" in text


def test_the_surroundings_do_not_matter(garbled_report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = shown(garbled_report)
    for name, value in {"COLUMNS": "20", "FORCE_COLOR": "1", "TTY_COMPATIBLE": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert shown(garbled_report) == expected
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" in shown(garbled_report, color=True)


def hyphens_on_lines(report: Report, count: int) -> Report:
    """A report of flagged pairs with a spaced hyphen each."""
    hyphen = next(f for pair in report.pairs for f in pair.findings if f.rule == "spaced-hyphen")
    pattern = next(pair for pair in report.flagged)
    findings = (*(f for f in pattern.findings if f.rule != hyphen.rule), hyphen)
    pairs = tuple(replace(pattern, index=number, line=number + 1, findings=findings) for number in range(count))
    return replace(report, pairs=pairs)


def test_minor_punctuation_on_many_lines_is_one_line_of_the_report(garbled_report: Report) -> None:
    report = hyphens_on_lines(garbled_report, 40)
    text = words(shown(report))
    assert f"spaced-hyphen on 40 lines: {', '.join(str(number + 1) for number in range(40))}" in text
    assert "and 40 of punctuation on flagged ones; --all shows them" in text
    assert "(spaced-hyphen)" not in text
    assert words(shown(report, show_all=True)).count("(spaced-hyphen)") == 40


def test_minor_punctuation_on_two_lines_stands_with_its_pairs(garbled_report: Report) -> None:
    assert words(shown(hyphens_on_lines(garbled_report, 2))).count("(spaced-hyphen)") == 2


def test_another_edition_is_told_and_this_source_is_not(sound_report: Report) -> None:
    match = SourceMatch(Relation.ANOTHER_EDITION, "5 English sentences in a row have no German counterpart.", 0.8, 1.0)
    text = words(shown(replace(sound_report, source_match=match)))
    assert "ANOTHER EDITION of the English article, as it seems: 5 English sentences in a row" in text
    this = replace(sound_report, source_match=replace(match, relation=Relation.THIS_SOURCE))
    assert shown(this) == shown(sound_report)


@pytest.mark.parametrize("width", [80, 140])
def test_a_sound_verdict_does_not_hide_what_is_to_be_checked(garbled_report: Report, width: int) -> None:
    count = len(garbled_report.flagged)
    text = shown(replace(garbled_report, verdict=Verdict.SOUND), width)
    assert f"{count} PAIR{'' if count == 1 else 'S'} TO CHECK; the rest reads as sound" in words(text)


@pytest.mark.parametrize("width", [80, 140])
def test_nothing_is_held_against_the_translation_of_another_source(garbled_report: Report, width: int) -> None:
    reason = "0 % of the German has a counterpart."
    text = words(shown(replace(garbled_report, verdict=Verdict.NOT_THIS_SOURCE, verdict_reason=reason), width))
    assert reason in text
    assert "Scores and findings are left out" in text
    assert not any(part in text for part in ("pairs flagged", "COMET", "Flagged pairs", "repetition-loop", "garbled 9"))


@pytest.mark.parametrize("width", [80, 140])
def test_pairs_whose_findings_are_accepted_say_so(garbled_report: Report, width: int) -> None:
    pairs = tuple(
        replace(pair, findings=tuple(replace(f, accepted=True) for f in pair.findings), flagged=False)
        for pair in garbled_report.pairs
    )
    report = replace(garbled_report, pairs=pairs, baseline_name="round-1.json")
    text = words(shown(report, width, show_all=True))
    accepted = sum(bool(pair.findings) for pair in pairs)
    assert accepted and len(re.findall(r"\d findings? accepted by the baseline(?! \()", text)) == accepted
