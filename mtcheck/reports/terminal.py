"""The report for a person at a terminal: cards of one pair each when narrow, a table when wide.

Nothing is cut in silence, colour is never the only sign, and no text of an article is read as markup.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rich.box import HORIZONTALS
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mtcheck.baseline import only_new
from mtcheck.data import Category, Finding, Pair, Report, Score, SetAside, Severity, Side, Verdict
from mtcheck.reports.characters import printable
from mtcheck.reports.marks import Mark, pieces
from mtcheck.reports.rounding import rounded

NARROWEST = 40
"""Columns below which the report does not shrink."""

TABLE_FROM = 120
"""Columns from which on pairs are rows of a table rather than cards."""

GATHERED_FROM = 3
"""Lines on which a rule must find fault with the punctuation for its minor findings to be gathered in one line."""

_MOST_FINDINGS = 30
_MOST_LINES = 60
_LONG_LISTED = 600
_QUOTED = 40

_VERDICT_STYLES = {
    Verdict.SOUND: "bold green",
    Verdict.PATCHY: "bold yellow",
    Verdict.GARBLED: "bold red",
    Verdict.NOT_THIS_SOURCE: "bold magenta",
    Verdict.UNDECIDED: "bold cyan",
    Verdict.NOTHING_NEW: "bold green",
}
_SEVERITY_STYLES = {Severity.CRITICAL: "bold red", Severity.MAJOR: "bold yellow", Severity.MINOR: "dim"}
_MARK_STYLES = {
    Severity.CRITICAL: "bold underline red",
    Severity.MAJOR: "bold underline yellow",
    Severity.MINOR: "underline dim",
}
_METRIC_NAMES = {"bleu": "BLEU", "chrf": "chrF", "comet": "COMET"}
_DECIMALS = {"bleu": 1, "chrf": 1, "comet": 3}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SIDES = {Side.SOURCE: "English", Side.TRANSLATION: "German"}

_GLOSS_IN_SHORT = "BLEU (gloss) tells how literal the German is, not how good; it flags nothing."
_GLOSS_MEANING = (
    "BLEU here compares the English article with the German turned into English word by word (the gloss). It measures "
    "how literally the German follows this English. It is no measure of quality and never flags a pair by itself."
)


def render(report: Report, *, width: int, color: bool, show_all: bool = False) -> str:
    """The whole report: verdict and scores, the pairs, what was not compared, signatures and notes.

    Without `color` there is no escape code and marks stand as brackets; `width` counts terminal columns, and
    `show_all` shows every pair instead of the flagged ones. Findings that a baseline accepts are counted, not shown.
    """
    accepted = {pair.index: count for pair in report.pairs if (count := sum(f.accepted for f in pair.findings))}
    report = _without_what_needs_the_source(replace(report, pairs=tuple(only_new(report.pairs))))
    console = Console(
        file=io.StringIO(),
        width=max(width, NARROWEST),
        color_system="standard" if color else None,
        force_terminal=color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    with console.capture() as capture:
        for part in _parts(report, accepted, console.width, show_all):
            console.print(part)
    return "\n".join(line.rstrip() for line in capture.get().rstrip().split("\n")) + "\n"


def _parts(report: Report, accepted: Mapping[int, int], width: int, show_all: bool) -> Iterator[RenderableType]:
    yield from _summary(report, sum(accepted.values()))
    shown = report.pairs if show_all else _with_gathered_left_out(report)
    if shown:
        yield from _pairs(report, shown, accepted, width)
    yield from _quiet_findings(report, shown)
    yield from _without_counterpart(report, shown, show_all)
    yield from _set_aside(report)
    yield from _signatures(report, width)
    yield from _notes(report)


def _without_what_needs_the_source(report: Report) -> Report:
    """The report without scores, flags and findings that compare with an English text that is not the source."""
    if report.verdict is not Verdict.NOT_THIS_SOURCE:
        return report
    pairs = tuple(
        replace(
            pair,
            findings=tuple(finding for finding in pair.findings if _is_typography(finding)),
            scores={},
            probability=None,
            flagged=False,
        )
        for pair in report.pairs
    )
    return replace(report, pairs=pairs, scores={})


# The summary


def _summary(report: Report, accepted: int) -> Iterator[RenderableType]:
    as_if = Verdict.PATCHY if report.verdict is Verdict.SOUND and report.flagged else report.verdict
    headline = Text(_headline(report, accepted), style=_VERDICT_STYLES[as_if])
    title = Text.assemble((printable(report.translation_name), "bold"))
    if report.source_name is None:
        title.append(", without its source")
    else:
        title.append(", translated from ").append(printable(report.source_name), style="bold")
    if report.verdict is Verdict.NOT_THIS_SOURCE:
        yield Text.assemble(headline, ": the English file does not look like what the German was translated from.")
        yield Text(printable(report.verdict_reason))
        yield title
    else:
        yield title
        yield Text.assemble(headline, f": {printable(report.verdict_reason)}" if report.verdict_reason else "")
    if report.source_match is not None and report.source_match.is_another_edition:
        reason = printable(report.source_match.reason)
        yield Text.assemble(("ANOTHER EDITION", "bold magenta"), f" of the English article, as it seems: {reason}")
    yield Text("")
    yield Text(_count(report), style="bold")
    if report.baseline_name is not None:
        yield Text(f"{_number(accepted, 'finding')} accepted by the baseline ({printable(report.baseline_name)}).")
    if report.checked_note:
        yield Text(printable(report.checked_note))
    if report.scores:
        yield Padding(_document_scores(report), (1, 0))
    if _is_glossed(report):
        yield Text(_GLOSS_IN_SHORT, style="dim")
    if listed := _listed_below(report):
        yield Text(listed, style="dim")


def _headline(report: Report, accepted: int) -> str:
    if report.verdict is not Verdict.SOUND or not report.flagged:
        return report.verdict.value.upper()
    what, rest = (f"new {_unit(report)}", "") if accepted else (_unit(report), "; the rest reads as sound")
    return f"{_number(len(report.flagged), what).upper()} TO CHECK{rest}"


def _count(report: Report) -> str:
    if not report.pairs:
        return "There was nothing to compare."
    if report.verdict is Verdict.NOT_THIS_SOURCE:
        return "Scores and findings are left out: they would compare the German with a text it was not made from."
    what = _unit(report)
    alone = [pair for pair in _alone(report) if not pair.flagged]
    count = f"{len(report.flagged)} of {_number(len(report.pairs) - len(alone), what)} flagged"
    if not report.flagged and report.verdict is Verdict.SOUND:
        return f"{count}: this reads as a sound translation."
    if not report.flagged and report.verdict is Verdict.UNDECIDED:
        where = "by the rules that were asked" if report.has_source else "that shows without the source"
        return f"{count}: nothing found {where}."
    return f"{count}."


def _document_scores(report: Report) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for metric, score in report.scores.items():
        against = _against(report, score)
        table.add_row(
            Text(
                f"{_metric_name(metric)} ({report.bleu_reference})" if metric == "bleu" else _metric_name(metric),
                "bold",
            ),
            Text(_score(score.document, metric), style="bold"),
            Text(printable("; ".join(part for part in (score.scale, against, score.meaning) if part))),
        )
    return table


def _against(report: Report, score: Score) -> str:
    if not score.measured_against:
        return ""
    bleu = report.scores.get("bleu")
    if score.metric == "chrf" and bleu is not None and bleu.measured_against == score.measured_against:
        return "measured as BLEU is"
    named = score.metric == "bleu" and report.reference_name
    return f"measured against {score.measured_against}{f' ({report.reference_name})' if named else ''}"


def _listed_below(report: Report) -> str:
    parts = []
    if (alone := _alone(report)) and report.verdict is not Verdict.NOT_THIS_SOURCE:
        parts.append(f"{_number(len(alone), 'sentence')} without counterpart")
    if report.set_aside:
        parts.append(f"{_number(len(report.set_aside), 'segment')} set aside and not scored")
    return f"Listed below: {', '.join(parts)}." if parts else ""


# The pairs


@dataclass(frozen=True)
class _Numbered:
    """A finding and its number among its pair's marks; None where it concerns the whole pair."""

    number: int | None
    finding: Finding


def _pairs(report: Report, shown: Sequence[Pair], accepted: Mapping[int, int], width: int) -> Iterator[RenderableType]:
    what = _unit(report)
    heading = f"All {what}s" if len(shown) > len(report.flagged) else f"Flagged {what}s"
    english = " and the English it belongs to" if report.has_source else ""
    legend = f"⟦…⟧¹ marks what finding 1 is about{english}; • is about the whole {what}."
    if report.has_source:
        legend += " garbled: how likely it is that the pair is garbled, all the evidence taken together."
    if len(shown) > len(report.flagged):
        legend += f" A ! stands at flagged {what}s."
    yield Text.assemble("\n", (heading, "bold"), (f"   {legend}", "dim"))
    if width >= TABLE_FROM:
        yield _table(report, shown, accepted, width)
    else:
        for pair in shown:
            yield _card(report, pair, accepted.get(pair.index, 0), width, all_shown=len(shown) > len(report.flagged))


def _table(report: Report, shown: Sequence[Pair], accepted: Mapping[int, int], width: int) -> Table:
    table = Table(box=HORIZONTALS, show_lines=True, width=width, padding=(0, 1), header_style="bold")
    has_source = report.has_source
    table.add_column("Line\ngarbled" if has_source else "Line", justify="right", no_wrap=True)
    if has_source:
        table.add_column(f"BLEU\n{report.bleu_reference}", justify="right", no_wrap=True)
        table.add_column("COMET", justify="right", no_wrap=True)
    table.add_column("German", ratio=32, overflow="fold")
    if has_source:
        table.add_column("English", ratio=27, overflow="fold")
    table.add_column("What and why", ratio=40, overflow="fold")
    for pair in shown:
        numbered, left_out = _numbered(pair)
        flag = "! " if pair.flagged and len(shown) > len(report.flagged) else ""
        scores = [Text(_score(pair.scores.get(metric), metric)) for metric in ("bleu", "comet")]
        english = [_side_text(pair, Side.SOURCE, numbered)]
        table.add_row(
            Text(f"{flag}{pair.line}" + (f"\n{_probability(pair)}" if has_source else "")),
            *(scores if has_source else ()),
            _side_text(pair, Side.TRANSLATION, numbered),
            *(english if has_source else ()),
            _what_and_why(pair, numbered, left_out, accepted.get(pair.index, 0)),
        )
    return table


def _card(report: Report, pair: Pair, accepted: int, width: int, *, all_shown: bool) -> RenderableType:
    numbered, left_out = _numbered(pair)
    sides = Table.grid(padding=(0, 1))
    sides.add_column(no_wrap=True, width=7)
    sides.add_column(overflow="fold")
    for side in (Side.TRANSLATION, Side.SOURCE) if report.has_source else (Side.TRANSLATION,):
        sides.add_row(Text(_SIDES[side], style="bold"), _side_text(pair, side, numbered))
    why = _what_and_why(pair, numbered, left_out, accepted)
    return Group(Text(""), _card_title(report, pair, width, all_shown), sides, why)


def _card_title(report: Report, pair: Pair, width: int, all_shown: bool) -> Text:
    scores = ""
    if report.has_source:
        bleu, comet = (_score(pair.scores.get(metric), metric) for metric in ("bleu", "comet"))
        scores = f" · garbled {_probability(pair)} · BLEU ({report.bleu_reference}) {bleu} · COMET {comet}"
    flag = "! " if pair.flagged and all_shown else ""
    title = Text.assemble((f"{flag}Line {pair.line}", "bold"), f"{scores} ")
    return title.append("─" * (width - title.cell_len), "dim")


def _numbered(pair: Pair) -> tuple[list[_Numbered], int]:
    """The findings in the order shown, numbered where they have a span, and how many more there are.

    Minor ones come last; within that, the order is that of the text, whole-pair findings first.
    """
    kept = sorted(pair.findings, key=lambda finding: -finding.severity.rank)[:_MOST_FINDINGS]
    kept.sort(key=_reading_order)
    numbered: list[_Numbered] = []
    number = 0
    for finding in kept:
        has_span = finding.start is not None
        number += has_span
        numbered.append(_Numbered(number if has_span else None, finding))
    return numbered, len(pair.findings) - len(kept)


def _reading_order(finding: Finding) -> tuple[bool, bool, bool, int]:
    start = -1 if finding.start is None else finding.start
    has_span = finding.start is not None
    return not finding.is_major, has_span, has_span and finding.side is Side.SOURCE, start


def _side_text(pair: Pair, side: Side, numbered: Sequence[_Numbered]) -> Text:
    text = pair.translation if side is Side.TRANSLATION else pair.source
    if text is None:
        return Text(f"(no {_SIDES[side]} counterpart)", style="italic dim")
    result = Text()
    for piece in pieces(text, _marks(side, numbered)):
        style = _mark_style(piece.marks)
        if piece.kind == "open":
            result.append("⟦", style)
        elif piece.kind == "close":
            numbers = "⁺".join(map(_superscript, piece.marks[-1].numbers))
            result.append(f"⟧{numbers}", style)
        elif piece.kind == "gap":
            result.append(f" {_not_shown(piece.hidden)} ", "italic dim")
        else:
            result.append(printable(piece.text), style)
    return result


def _mark_style(marks: Sequence[Mark]) -> str:
    own = [mark for mark in marks if not mark.related]
    if own:
        return _MARK_STYLES[max((mark.severity for mark in own), key=lambda severity: severity.rank)]
    return "underline" if marks else ""


def _marks(side: Side, numbered: Sequence[_Numbered]) -> Iterator[Mark]:
    """The marks of a side: the findings' own spans, and related ones that do not lie within them."""
    for item in numbered:
        finding = item.finding
        if finding.start is None or finding.end is None or item.number is None:
            continue
        own = finding.side is side
        if own:
            yield Mark(finding.start, finding.end, (item.number,), finding.severity)
        for span in finding.related:
            inside = own and finding.start <= span.start and span.end <= finding.end
            if span.side is side and not inside:
                yield Mark(span.start, span.end, (item.number,), finding.severity, related=True)


def _what_and_why(pair: Pair, numbered: Sequence[_Numbered], left_out: int, accepted: int) -> RenderableType:
    taken = f"{_number(accepted, 'finding')} accepted by the baseline" if accepted else ""
    if not numbered:
        return Text(taken or ("not flagged" if not pair.flagged else ""), style="dim")
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, min_width=2)
    table.add_column(overflow="fold")
    for item in numbered:
        quiet = not item.finding.is_major
        sign = "•" if item.number is None else _superscript(item.number)
        text = _quiet_finding(item.finding) if quiet else _finding(item.finding)
        table.add_row(Text(sign, style=_SEVERITY_STYLES[item.finding.severity]), text)
    if taken:
        table.add_row("", Text(taken, style="dim"))
    if left_out:
        table.add_row(
            "", Text(f"(… {_number(left_out, 'more finding')} not shown; --format json has all)", "italic dim")
        )
    return table


def _finding(finding: Finding) -> Text:
    severity = (finding.severity.value, _SEVERITY_STYLES[finding.severity])
    heading = Text.assemble(severity, f" {finding.category.value} ", (f"({printable(finding.rule)})", "dim"))
    lines = [heading, Text(_plain(finding.message))]
    if finding.gloss:
        lines.append(Text(_gloss(finding)))
    if finding.suggestions:
        lines.append(Text(_suggestions(finding), style="green"))
    return Text("\n").join(lines)


def _quiet_finding(finding: Finding) -> Text:
    parts = [f"minor {finding.category.value} ({printable(finding.rule)}):", _plain(finding.message)]
    if finding.gloss:
        parts.append(_gloss(finding))
    if finding.suggestions:
        parts.append(_suggestions(finding))
    return Text(" ".join(parts), style="dim")


def _gloss(finding: Finding) -> str:
    short = finding.text is not None and len(finding.text) <= _QUOTED
    marked = f"“{_plain(finding.text or '')}” in English:" if short else "In English:"
    return f"{marked} “{_plain(finding.gloss or '')}”"


def _suggestions(finding: Finding) -> str:
    return "→ " + ", ".join(map(_plain, finding.suggestions))


# What was not compared, and how the numbers came about


def _with_gathered_left_out(report: Report) -> list[Pair]:
    """The flagged pairs without those minor findings of punctuation that come on line after line."""
    gathered = {rule for rule, lines in _minor_lines(report.pairs).items() if len(lines) >= GATHERED_FROM}
    return [
        replace(pair, findings=tuple(f for f in pair.findings if not (f.rule in gathered and _is_typography(f))))
        for pair in report.flagged
    ]


def _is_typography(finding: Finding) -> bool:
    return not finding.is_major and finding.category is Category.PUNCTUATION


def _minor_lines(pairs: Iterable[Pair]) -> dict[str, list[int]]:
    """The lines on which each rule has minor findings, in order; a line once."""
    lines: dict[str, dict[int, None]] = {}
    for pair in pairs:
        for finding in pair.findings:
            if not finding.is_major:
                lines.setdefault(finding.rule, {})[pair.line] = None
    return {rule: sorted(found) for rule, found in lines.items()}


def _quiet_findings(report: Report, shown: Sequence[Pair]) -> Iterator[RenderableType]:
    """What the pairs above do not show of the minor findings: how many, and for each rule its lines."""
    visible = {pair.index: set(map(id, pair.findings)) for pair in shown}
    hidden = [
        replace(pair, findings=left)
        for pair in report.pairs
        if (left := tuple(f for f in pair.findings if id(f) not in visible.get(pair.index, ())))
    ]
    if not hidden:
        return
    quiet = [pair for pair in hidden if not pair.flagged]
    others = sum(len(pair.findings) for pair in hidden if pair.flagged)
    count = _number(sum(len(pair.findings) for pair in quiet), "minor finding")
    on_flagged = f" and {others:,} of punctuation on flagged ones" if others else ""
    what = _unit(report)
    where = f"{count} on {_number(len(quiet), what)} not flagged{on_flagged}"
    yield Text(f"\nNot shown: {where}; --all shows them.", style="dim")
    yield _listing((rule, _lines(lines)) for rule, lines in _minor_lines(hidden).items())


def _lines(lines: Sequence[int]) -> str:
    listed = ", ".join(map(str, lines[:_MOST_LINES]))
    more = f" (… {len(lines) - _MOST_LINES:,} more)" if len(lines) > _MOST_LINES else ""
    return f"on line {listed}" if len(lines) == 1 else f"on {_number(len(lines), 'line')}: {listed}{more}"


def _without_counterpart(report: Report, shown: Sequence[Pair], show_all: bool) -> Iterator[RenderableType]:
    indexes = {pair.index for pair in shown}
    alone = _alone(report)
    listed = [pair for pair in alone if pair.index not in indexes]
    if not listed:
        return
    if report.verdict is Verdict.NOT_THIS_SOURCE and not show_all:
        what = _number(len(listed), "sentence")
        yield Text(f"\nNot shown: {what} without counterpart; --all shows them.", style="dim")
        return
    above = f", {len(alone) - len(listed)} more shown above" if len(alone) > len(listed) else ""
    yield Text(f"\nWithout counterpart ({len(listed)}{above})", style="bold")
    yield _listing((_alone_label(pair), pair.translation or pair.source or "") for pair in listed)


def _alone_label(pair: Pair) -> str:
    side = Side.TRANSLATION if pair.source is None else Side.SOURCE
    return f"{_SIDES[side]} line {pair.line}"


def _alone(report: Report) -> list[Pair]:
    """The pairs that lack a side, where there are two sides."""
    if not report.has_source:
        return []
    return [pair for pair in report.pairs if pair.source is None or pair.translation is None]


def _set_aside(report: Report) -> Iterator[RenderableType]:
    if report.set_aside:
        yield Text(f"\nSet aside, not scored ({len(report.set_aside)})", style="bold")
        yield _listing((_aside_label(item), item.segment.text) for item in report.set_aside)


def _aside_label(item: SetAside) -> str:
    return f"{_SIDES[item.side]} line {item.segment.line}, {item.segment.kind.value}"


def _listing(rows: Iterable[tuple[str, str]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=False, style="dim", max_width=30)
    table.add_column(overflow="fold")
    for label, text in rows:
        table.add_row(Text(label), Text(_plain(text)))
    return table


def _signatures(report: Report, width: int) -> Iterator[RenderableType]:
    yield Text("\nSignatures", style="bold")
    rows = [("mtcheck", report.version)]
    for metric, score in report.scores.items():
        name = _metric_name(metric)
        if score.signature == score.document_signature:
            rows.append((name, score.signature))
        else:
            rows.append((f"{name}, pair", score.signature))
            rows.append((f"{name}, document", score.document_signature))
    room = width - 2 - max(len(label) for label, _ in rows)
    yield _listing(
        (label if number == 0 else "", line)
        for label, signature in rows
        for number, line in enumerate(_broken_at_bars(signature, room))
    )


def _broken_at_bars(signature: str, room: int) -> list[str]:
    """A signature in lines that end with one of its bars, as long as its parts leave room for that."""
    lines = [""]
    for part in re.split(r"(?<=\|)", signature):
        if lines[-1] and len(lines[-1]) + len(part) > room:
            lines.append("")
        lines[-1] += part
    return lines


def _notes(report: Report) -> Iterator[RenderableType]:
    notes = [*report.warnings, *(note for score in report.scores.values() for note in score.notes)]
    if _is_glossed(report):
        notes.append(_GLOSS_MEANING)
    if notes:
        yield Text("\nNotes", style="bold")
        yield _listing(("•", note) for note in notes)


# Small parts


def _is_glossed(report: Report) -> bool:
    """Whether BLEU is measured on the German turned into English."""
    return report.bleu_reference == "gloss" and "bleu" in report.scores


def _unit(report: Report) -> str:
    """What is flagged or not: pairs, or sentences where there was no source."""
    return "pair" if report.has_source else "sentence"


def _score(value: float | None, metric: str) -> str:
    digits = _DECIMALS.get(metric, 3)
    number = rounded(value, digits)
    return "–" if number is None else f"{number:.{digits}f}"


def _probability(pair: Pair) -> str:
    """In per cent; nothing is certain, so never 0 or 100."""
    if pair.probability is None:
        return "–"
    return f"{min(max(math.floor(100 * pair.probability + 0.5), 1), 99)} %"


def _metric_name(metric: str) -> str:
    return _METRIC_NAMES.get(metric, printable(metric))


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _superscript(number: int) -> str:
    return str(number).translate(_SUPERSCRIPTS)


def _not_shown(hidden: int) -> str:
    return f"(… {_number(hidden, 'character')} not shown; --format json has all)"


def _plain(text: str) -> str:
    """The text fit to print; of a very long one the beginning, and how much was left out."""
    if len(text) <= _LONG_LISTED:
        return printable(text)
    return f"{printable(text[:_LONG_LISTED])} {_not_shown(len(text) - _LONG_LISTED)}"
