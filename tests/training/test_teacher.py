"""What the networks that ship make of an example, as the target of a training."""

from pathlib import Path

import numpy as np

from mtcheck.training.corpora import Example, Mark
from mtcheck.training.teacher import LEAST_FALL, SCALE, targets, taught

SOURCE = "The government wants to close the old harbour by the end of the year."
SOUND = "Die Regierung will den alten Hafen bis Ende des Jahres schließen."
BROKEN = "Die Regierung will den alten Hafen oder den alten Hafen oder über den Hafen."

PAIRS = (
    Example("newstest2021-ref-A", SOURCE, SOUND, 0.95, (), False),
    Example("newstest2021-ref-A", "Nobody was hurt.", "Verletzt wurde niemand.", 0.95, (), False),
    Example("newstest2021-ref-A", "She left at noon.", "Sie ging am Mittag.", 0.95, (), False),
)


def a_group(corpus: str, translation: str, quality: float = 0.1) -> tuple[Example, ...]:
    return PAIRS[0], Example(corpus, SOURCE, translation, quality, (Mark(0, 3, "major"),), True)


def others() -> list[tuple[Example, ...]]:
    return [(pair,) for pair in PAIRS]


def test_a_garbled_output_gets_a_lower_target_than_a_sound_translation():
    sound, garbled, *_ = targets([a_group("consensus-wmt22", BROKEN), *others()])
    assert garbled < sound


def test_a_broken_sentence_gets_a_lower_target_even_where_the_networks_see_nothing():
    sound, broken, *_ = targets([a_group("made-number", SOUND, quality=0.9), *others()])
    assert broken <= sound - LEAST_FALL * SCALE[1] + 1e-9


def test_what_people_judged_moves_a_target():
    def judged(judgement: float) -> float:
        corpus = ("wmt21-news-mqm", SOURCE)
        group = (
            Example(*corpus, SOUND, 0.5, (), None, judgement),
            Example(*corpus, BROKEN, 0.1, (), None, -1.0),
        )
        return float(targets([group, *others()])[0])

    assert judged(-2.0) < judged(1.0)


def test_without_a_source_there_is_no_target():
    alone = (Example("consensus-wmt22", "", SOUND, 0.9, (), False),)
    found = targets([alone, *others()])
    assert np.isnan(found[0])
    assert np.isfinite(found[1:]).all()


def test_what_was_taught_is_kept_for_a_training_that_is_resumed(tmp_path: Path):
    groups = [a_group("consensus-wmt22", BROKEN), *others()]
    first = taught(lambda: groups, tmp_path / "taught.jsonl")
    again = taught(list, tmp_path / "taught.jsonl")
    assert again == first
    assert [[(e.translation, e.marks) for e in g] for g in first] == [
        [(e.translation, e.marks) for e in g] for g in groups
    ]
