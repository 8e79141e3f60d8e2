"""Loops of many copies, and texts that are long."""

from __future__ import annotations

import pytest

from mtcheck.data import Finding, Pair, Severity
from mtcheck.detectors import Context, View
from mtcheck.detectors.repetition_loop import RepetitionLoop
from mtcheck.lexicon import Dictionary, Linker


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Dictionary())


def findings(linker: Linker, source: str, translation: str) -> list[Finding]:
    context = Context(linker, {0: View(linker.link(source, translation))})
    return list(RepetitionLoop().check(Pair(0, source, translation, 1), context))


@pytest.mark.parametrize(("copies", "severity"), [(2, Severity.MAJOR), (3, Severity.CRITICAL)])
def test_copies_are_counted(linker: Linker, copies: int, severity: Severity) -> None:
    loop = " oder ".join(["einem Staatsoberhaupt"] * copies)
    (found,) = findings(linker, "He met a head of state.", f"Er traf sich mit {loop} in Genf.")
    assert (found.text, found.evidence, found.severity) == (loop, {"copies": copies}, severity)


def test_a_loop_without_end(linker: Linker) -> None:
    loop = " oder ".join(["einem Staatsoberhaupt"] * 3000)
    found = findings(linker, "He met a head of state.", f"Er traf sich mit {loop} in Genf.")
    assert {finding.severity for finding in found} <= {Severity.MAJOR, Severity.CRITICAL}
    assert sum(len(finding.text or "") for finding in found) > 0.9 * len(loop)


def test_two_loops_in_one_text(linker: Linker) -> None:
    found = findings(
        linker,
        "The city has rebuilt the bridge. The rain fell.",
        "Die Stadt hat die Brücke die Brücke wieder aufgebaut. Der Regen fiel fiel fiel.",
    )
    assert [(finding.text, finding.evidence["copies"]) for finding in found] == [
        ("die Brücke die Brücke", 2),
        ("fiel fiel fiel", 3),
    ]


def test_a_long_line_that_both_sides_repeat_is_no_loop(linker: Linker) -> None:
    source = "the old man sees a big dog beside the house again today " * 300
    translation = "der alte Mann sieht heute wieder einen großen Hund neben dem Haus " * 300
    assert findings(linker, source, translation) == []


@pytest.mark.parametrize("copies", [2, 3, 4, 5, 12, 40])
@pytest.mark.parametrize("joint", [" ", " oder ", " und von ", ", "])
def test_copies_are_counted_in_the_shortest_period(linker: Linker, copies: int, joint: str) -> None:
    loop = joint.join(["einem Staatsoberhaupt"] * copies)
    found = findings(linker, "He met a head of state.", f"Er traf sich mit {loop} in Genf.")
    assert [finding.evidence for finding in found] == [{"copies": copies}]
    assert f"“einem Staatsoberhaupt” is said {'twice' if copies == 2 else f'{copies} times'}" in found[0].message


def test_copies_with_changing_words_between_add_up(linker: Linker) -> None:
    loop = "einem Staatsoberhaupt oder einem Staatsoberhaupt und einem Staatsoberhaupt"
    (found,) = findings(linker, "He met a head of state.", f"Er traf sich mit {loop} in Genf.")
    assert (found.text, found.evidence) == (loop, {"copies": 3})


def test_both_sayings_are_related(linker: Linker) -> None:
    (found,) = findings(linker, "The city has rebuilt the bridge.", "Die Stadt hat die Brücke die Brücke gebaut.")
    assert [(span.text, span.start) for span in found.related] == [("die Brücke", 14), ("die Brücke", 25)]


def test_a_source_that_says_it_twice_licenses_two_copies_but_not_four(linker: Linker) -> None:
    source = "He met a head of state or a head of state."
    twice, four = (" oder ".join(["einem Staatsoberhaupt"] * copies) for copies in (2, 4))
    assert findings(linker, source, f"Er traf sich mit {twice} in Genf.") == []
    (found,) = findings(linker, source, f"Er traf sich mit {four} in Genf.")
    assert found.message == "“einem Staatsoberhaupt” is said 4 times; the English says it twice."


def test_a_suggestion_ends_in_no_conjunction(linker: Linker) -> None:
    loop = "einem anderen Staatsoberhaupt oder einem anderen Staatsoberhaupt oder einem Staatsoberhaupt oder einem"
    found = findings(linker, "He met another head of state.", f"Er traf sich mit {loop} Freund.")
    suggestions = [suggestion for finding in found for suggestion in finding.suggestions]
    assert suggestions and not any(suggestion.endswith(("oder", "und")) for suggestion in suggestions)
