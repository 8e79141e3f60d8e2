"""Golden files, and reports built by hand that show every case a reporter meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mtcheck.data import (
    Category,
    Finding,
    Kind,
    Pair,
    Report,
    Score,
    Segment,
    SetAside,
    Severity,
    Side,
    Span,
    Verdict,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files; read them as a diff then")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with the file of that name in the folder `golden` beside the test."""

    def compare(name: str, text: str) -> None:
        path = Path(request.path).parent / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare


def span(side: Side, text: str, part: str, start: int = 0) -> Span:
    """The first stretch of `text` that says `part`, from `start` on."""
    position = text.index(part, start)
    return Span(side, position, position + len(part), part)


def make_finding(
    pair: Pair,
    part: str | None,
    rule: str,
    category: Category,
    severity: Severity,
    message: str,
    *,
    side: Side = Side.TRANSLATION,
    suggestions: tuple[str, ...] = (),
    gloss: str | None = None,
    related_source: str | None = None,
    related: tuple[Span, ...] = (),
) -> Finding:
    """A finding on the first stretch of its side that says `part`; on the whole pair if that is None."""
    text = (pair.translation if side is Side.TRANSLATION else pair.source) or ""
    place = None if part is None else span(side, text, part)
    if related_source is not None:
        related = (*related, span(Side.SOURCE, pair.source or "", related_source))
    return Finding(
        rule=rule,
        category=category,
        severity=severity,
        side=side,
        start=place.start if place else None,
        end=place.end if place else None,
        text=part,
        message=message,
        suggestions=suggestions,
        gloss=gloss,
        related=related,
    )


def make_pair(
    index: int,
    line: int,
    translation: str | None,
    source: str | None,
    bleu: float | None = None,
    comet: float | None = None,
) -> Pair:
    """A pair without findings."""
    scores = {"bleu": bleu, "chrf": None if bleu is None else bleu + 20, "comet": comet}
    return Pair(index=index, source=source, translation=translation, line=line, scores=scores)


def make_report(*pairs: Pair, verdict: Verdict = Verdict.GARBLED, reason: str = "", **changes: object) -> Report:
    """A report over the pairs, with scores whose signatures look like real ones."""
    return replace(
        Report(
            version="0.1.0",
            source_name="article.en.md",
            translation_name="article.de.md",
            reference_name=None,
            pairs=pairs,
            set_aside=(),
            scores=make_scores(pairs),
            bleu_reference="gloss",
            verdict=verdict,
            verdict_reason=reason,
        ),
        **changes,  # type: ignore[arg-type]
    )


def make_scores(pairs: tuple[Pair, ...]) -> dict[str, Score]:
    """BLEU, chrF and COMET for the pairs' own values."""

    def score(metric: str, scale: str, document: float, signature: str, at_document: str, against: str) -> Score:
        values = tuple(pair.scores.get(metric) for pair in pairs)
        return Score(metric, scale, values, document, signature, at_document, against)

    sacrebleu = "nrefs:1|case:mixed|eff:{}|tok:13a|smooth:exp|version:2.6.0"
    chrf = "nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0"
    gloss = "an English gloss of the German"
    return {
        "bleu": score("bleu", "0-100, higher is better", 37.42, sacrebleu.format("yes"), sacrebleu.format("no"), gloss),
        "chrf": score("chrf", "0-100, higher is better", 61.08, chrf, chrf, gloss),
        "comet": score(
            "comet",
            "0-1, higher is better",
            0.61234,
            "model:mtcheck-first|sha256:0123456789abcdef|runtime:torch|unbabel-comet:2.2.7",
            "model:mtcheck-first|sha256:0123456789abcdef|runtime:torch|unbabel-comet:2.2.7",
            "the English source",
        ),
    }


def make_segment(text: str, kind: Kind, line: int) -> Segment:
    """A segment whose place in its file does not matter."""
    return Segment(text=text, kind=kind, line=line, start=0, end=len(text))


def loop_pair() -> Pair:
    """A long loop with a related first copy, two minor findings and one that has no span."""
    pair = make_pair(
        10,
        17,
        "Nach einem Gespräch des US -Präsidenten informiert das Weiße Haus normalerweise öffentlich über den Austausch"
        " mit einem anderen Staatsoberhaupt oder einem anderen Staatsoberhaupt oder einem Staatsoberhaupt oder über"
        " das Staatsoberhaupt oder über das Staatsoberhaupt.",
        "After a conversation between the US president and another head of state or government, the White House"
        " usually informs the public about the exchange – if only briefly.",
        bleu=21.347,
        comet=0.3141,
    )
    loop = (
        "einem anderen Staatsoberhaupt oder einem anderen Staatsoberhaupt oder einem Staatsoberhaupt oder über"
        " das Staatsoberhaupt oder über das Staatsoberhaupt"
    )
    first = span(Side.TRANSLATION, pair.translation or "", "einem anderen Staatsoberhaupt")
    findings = (
        make_finding(
            pair,
            "US -Präsidenten",
            "spaced-hyphen",
            Category.PUNCTUATION,
            Severity.MINOR,
            "A space stands before the hyphen.",
            suggestions=("US-Präsidenten",),
            gloss="US president",
        ),
        make_finding(
            pair,
            loop,
            "repetition-loop",
            Category.ADDITION,
            Severity.CRITICAL,
            "The same phrase comes five times in a row; the English says it once.",
            suggestions=("einem anderen Staatsoberhaupt",),
            gloss="another head of state or another head of state or a head of state or about the head of state or"
            " about the head of state",
            related_source="another head of state",
            related=(first,),
        ),
        make_finding(
            pair,
            None,
            "unlikely-sentence",
            Category.UNINTELLIGIBLE,
            Severity.MAJOR,
            "COMET is 0.314; in sound translations 95 of 100 sentences lie above 0.52.",
        ),
    )
    return replace(
        pair, findings=findings, flagged=True, probability=0.996, reasons=(("repetition-loop", 3.3), ("score", 1.25))
    )


def reduce_pair() -> Pair:
    """A mistranslated word with its source word and suggestions, and a grammar error on the source's side."""
    pair = make_pair(
        31,
        46,
        "In der Ukraine befürchtet, dass die Vereinigten Staaten unter Trump seine Unterstützung für das angegriffene"
        " Land drastisch erwidern und eine Friedenslösung erzwingen könnten, aus der Russland tatsächlich der Gewinner"
        " ist.",
        "In Ukraine it is feared that the United States under Trump could drastically reduce its support for the"
        " attacked country and force a peace settlement from which Russia would in fact emerge as the winner.",
        bleu=44.9,
        comet=0.58761,
    )
    findings = (
        make_finding(
            pair,
            "erwidern",
            "mistranslated-word",
            Category.MISTRANSLATION,
            Severity.CRITICAL,
            "No sense of “erwidern” fits this English, and “reduce” is left without a translation.",
            suggestions=("verringern", "reduzieren"),
            gloss="to reply",
            related_source="reduce",
        ),
        make_finding(
            pair,
            "it is feared",
            "missing-content",
            Category.OMISSION,
            Severity.MAJOR,
            "The German has no subject for this.",
            side=Side.SOURCE,
        ),
    )
    return replace(pair, findings=findings, flagged=True, probability=0.934)


def typography_pair() -> Pair:
    """Not flagged, with a minor finding."""
    pair = make_pair(
        6,
        10,
        "Er wusste nichts davon, sagte Kreml -Sprecher Dmitri Peskow.",
        "He knew nothing about it, said Kremlin spokesman Dmitry Peskov.",
        bleu=80.91,
        comet=0.91,
    )
    finding = make_finding(
        pair,
        "Kreml -Sprecher",
        "spaced-hyphen",
        Category.PUNCTUATION,
        Severity.MINOR,
        "A space stands before the hyphen.",
        suggestions=("Kreml-Sprecher",),
        gloss="Kremlin spokesman",
    )
    return replace(pair, findings=(finding,))


def overlap_pair() -> Pair:
    """Findings that cross and nest, and one that marks the very stretch of another."""
    pair = make_pair(
        16,
        22,
        "Ein paar Tage nach Trumps Wahlsieg im November im November berichtete die „Washington Post“, die informierte"
        " Personen in einem Telefonanruf des 78-Jährigen mit Putin berichteten.",
        'A few days after Trump\'s election victory in November, the "Washington Post", citing informed persons,'
        " reported on a phone call between the 78-year-old and Putin.",
        bleu=30.0,
        comet=0.402,
    )

    def found(part: str, rule: str, severity: Severity, message: str, gloss: str) -> Finding:
        category = Category.ADDITION if rule == "repetition-loop" else Category.MISTRANSLATION
        return make_finding(pair, part, rule, category, severity, message, gloss=gloss)

    findings = (
        found(
            "im November im November", "repetition-loop", Severity.MAJOR, "Said twice in a row.", "in November twice"
        ),
        found("im November berichtete", "made-up-rule", Severity.MAJOR, "Crosses the one before.", "in November told"),
        found("informierte Personen", "inner-rule", Severity.CRITICAL, "Lies within another.", "informed persons"),
        found(
            "die informierte Personen in einem Telefonanruf des 78-Jährigen mit Putin berichteten",
            "model-error",
            Severity.MAJOR,
            "The clause says that informed persons told something; the English cites them.",
            "whom informed persons reported in a phone call of the 78-year-old with Putin",
        ),
        found("informierte Personen", "other-rule", Severity.MAJOR, "Marks the very same words.", "informed persons"),
    )
    return replace(pair, findings=findings, flagged=True)


def alone_pairs() -> tuple[Pair, Pair, Pair]:
    """What has no counterpart: German flagged, German not flagged, English."""
    added = make_pair(11, 17, "Regierung- wenn auch nur.", None)
    finding = make_finding(
        added,
        None,
        "added-content",
        Category.ADDITION,
        Severity.MAJOR,
        "No English sentence says this.",
        gloss="government if only",
    )
    return (
        replace(added, findings=(finding,), flagged=True),
        make_pair(12, 18, "Junge Männer.", None),
        make_pair(13, 9, None, 'Young "men" [bold]like[/bold] my sons.'),
    )


@pytest.fixture
def garbled_report() -> Report:
    """Every column and every kind of finding, in real sentences."""
    return make_report(
        typography_pair(),
        loop_pair(),
        *alone_pairs(),
        overlap_pair(),
        reduce_pair(),
        reason="4 of 7 pairs are flagged, more than the third from which on an article reads as garbled.",
        set_aside=(
            SetAside(Side.SOURCE, make_segment("US President says he has spoken to Putin by phone", Kind.TITLE, 1)),
            SetAside(Side.TRANSLATION, make_segment("Washington/Moskau.", Kind.DATELINE, 2)),
            SetAside(Side.TRANSLATION, make_segment("Lesen Sie mehr nach der Werbung", Kind.BOILERPLATE, 3)),
        ),
        warnings=("article.de.md: read as windows-1252; 2 characters could not be decoded",),
    )


@pytest.fixture
def human_report(garbled_report: Report) -> Report:
    """The same with a reference translation."""
    return replace(
        garbled_report,
        reference_name="article.ref.de.md",
        bleu_reference="human",
        scores={
            name: replace(score, measured_against="a German reference" if name != "comet" else "the English source")
            for name, score in garbled_report.scores.items()
        },
    )


@pytest.fixture
def sound_report() -> Report:
    """Nothing flagged, one minor finding."""
    pair = make_pair(0, 1, "Der Kreml bestätigt das nicht.", "The Kremlin does not confirm that.", 52.0, 0.93)
    return make_report(pair, typography_pair(), verdict=Verdict.SOUND, reason="No pair is flagged.")


@pytest.fixture
def foreign_report() -> Report:
    """An English file that is another article."""
    pairs = (
        make_pair(0, 1, "Der Kreml bestätigt das nicht.", None),
        make_pair(1, 1, None, "Whales sleep upright."),
    )
    return make_report(
        *pairs, verdict=Verdict.NOT_THIS_SOURCE, reason="0 of 2 German sentences have a counterpart in the English."
    )


@pytest.fixture
def hostile_report() -> Report:
    """Markup, control codes, wide, combining and right-to-left characters, a word without end."""
    pair = make_pair(
        0,
        1,
        "[red]Rot[/red] :smile: \x1b[31mrot\x1b[0m \x07\x00 Zoe\u0308 家族 👩‍👩‍👧 \u202etxt.exe\u202c " + "a" * 200,
        "\\[bold] red\tand \ud800 what \x9b31m not",
        0.0,
        -0.0001,
    )
    finding = make_finding(
        pair,
        "\x1b[31mrot",
        "[b]rule[/b]",
        Category.UNTRANSLATED,
        Severity.MAJOR,
        "[blink]\x1b[5mMessage\x1b[0m",
        suggestions=("[i]rot\x07[/i]",),
        gloss="\x1bred [link]",
    )
    return make_report(
        replace(pair, findings=(finding,), flagged=True),
        reason="[bold]one\x1b[1m of one",
        translation_name="[red]\x1b.md",
        set_aside=(SetAside(Side.TRANSLATION, make_segment("[u]\x1b[4m", Kind.CREDIT, 9)),),
        warnings=("[dim]\x1b[2mwarned",),
    )


@pytest.fixture
def huge_report() -> Report:
    """One line of 200,000 characters with two findings far apart."""
    filler = "Das ist ein Satz. "
    text = filler * 5000 + "Er will drastisch erwidern. " + filler * 6000 + "Sie war an Bord der Maschine an Bord. "
    text = text.ljust(200_000, "x")
    pair = make_pair(0, 1, text, "This is a sentence. " * 10_000, 10.0, 0.5)
    findings = (
        make_finding(pair, "erwidern", "mistranslated-word", Category.MISTRANSLATION, Severity.MAJOR, "Wrong."),
        make_finding(
            pair, "an Bord der Maschine an Bord", "repetition-loop", Category.ADDITION, Severity.MAJOR, "Twice."
        ),
    )
    return make_report(replace(pair, findings=findings, flagged=True), reason="One long line.")
