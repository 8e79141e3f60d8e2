"""False alarms and finds of single rules, on pairs whose count anyone can check."""

from __future__ import annotations

from collections.abc import Sequence

from mtcheck.data import Pair
from mtcheck.detectors.repetition_loop import RepetitionLoop
from mtcheck.detectors.spaced_hyphen import SpacedHyphen
from mtcheck.figures import RuleFigures, Share
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import Judgement
from mtcheck.training.corpora import Example, Mark
from mtcheck.training.judged import Judged
from mtcheck.training.rule_figures import flags_without_source, lines, measure

ENGLISH = "The city has rebuilt the bridge."
LOOP = "Die Stadt hat die Brücke die Brücke wieder aufgebaut."


def example(translation: str, *marks: Mark) -> Example:
    return Example("made", ENGLISH, translation, 0.5, marks)


def judged(*examples: Example) -> Judged:
    return Judged(examples, tuple(Judgement(0.9, ()) for _ in examples), tuple(None for _ in examples))


class NoDoubts:
    """A model that finds every translation sound."""

    def judge(self, pairs: Sequence[Pair], *, alone: bool) -> list[Judgement]:
        assert alone
        return [Judgement(0.9, ()) for _ in pairs]


def test_flags_without_a_source_are_counted() -> None:
    sound = [example(text) for text in (LOOP, "Die Stadt -Brücke ist neu.", "Die Stadt ist neu.", "Sie ist alt.")]
    told = dict(flags_without_source(NoDoubts(), sound, Linker(Dictionary())))  # type: ignore[arg-type]
    assert told == {
        "references flagged without their source": "1 of 4, 25.0%",
        "references only marked without their source": "1 of 4, 25.0%",
    }


def test_alarms_on_sound_pairs_and_errors_found_are_counted() -> None:
    start = LOOP.index("die Brücke die")
    figures = measure(
        judged(
            example("Die Stadt hat die Brücke wieder aufgebaut."), example("Die Stadt -Brücke ist neu."), example(LOOP)
        ),
        {
            "loop": judged(example(LOOP, Mark(start, start + 21, "major")), example("Die Stadt.", Mark(0, 3, "major"))),
            "echo": judged(example(LOOP, Mark(0, 3, "major"))),
            "number": judged(example(LOOP, Mark(0, 3, "major"))),
        },
        Linker(Dictionary()),
        (RepetitionLoop(), SpacedHyphen()),
    )
    assert figures == {
        "repetition-loop": RuleFigures(Share(1, 3), Share(0, 3), {"loop": Share(1, 2), "echo": Share(0, 1)}),
        "spaced-hyphen": RuleFigures(Share(0, 3), Share(1, 3), {}),
    }
    assert dict(lines(figures))["repetition-loop, by itself"] == (
        "flags 1 and marks 0 of 3 references; loop 1 of 2; echo 0 of 1"
    )
