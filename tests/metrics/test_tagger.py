"""The tagger: broken German stands out beside sound German without a source, wrong words beside the source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mtcheck.data import Pair
from mtcheck.errors import ModelError
from mtcheck.metrics.tagger import Tagger, Tags

BROKEN_AND_SOUND = [
    (
        "Sie sagte, dass sie hat gestern den Bürgermeister getroffen.",
        "Sie sagte, dass sie gestern den Bürgermeister traf.",
    ),
    ("Der Präsident gestern nach Berlin gereist.", "Der Präsident ist gestern nach Berlin gereist."),
    ("Der Minister wollen die Steuern zu senken.", "Der Minister will die Steuern senken."),
]

WRONG_AND_RIGHT = [
    ("The bank raised the interest rates.", "Die {} erhöhte die Zinsen.", "Sitzbank", "Bank"),
    ("He did not come to the meeting.", "Er kam {} zu der Sitzung.", "gerne", "nicht"),
    ("The company sold its shares.", "Das Unternehmen verkaufte seine {}.", "Äpfel", "Aktien"),
]


def tagged(*pairs: tuple[str | None, str | None]) -> list[Tags | None]:
    return Tagger().judge([Pair(k, source, text, k + 1) for k, (source, text) in enumerate(pairs)])


@pytest.mark.parametrize(("broken", "sound"), BROKEN_AND_SOUND)
def test_broken_german_stands_out_beside_sound_german(broken: str, sound: str) -> None:
    bad, good = tagged((None, broken), (None, sound))
    assert bad is not None and good is not None
    assert bad.ungrammatical(0, len(broken)) > good.ungrammatical(0, len(sound))


@pytest.mark.parametrize(("source", "frame", "wrong", "right"), WRONG_AND_RIGHT)
def test_a_wrong_word_stands_out_beside_its_source(source: str, frame: str, wrong: str, right: str) -> None:
    start = frame.index("{}")
    bad, good = tagged((source, frame.format(wrong)), (source, frame.format(right)))
    assert bad is not None and good is not None
    assert bad.wrong(start, start + len(wrong)) > good.wrong(start, start + len(right))


def test_tags_depend_on_their_pair_alone() -> None:
    pairs: list[tuple[str | None, str | None]] = [(None, text) for both in BROKEN_AND_SOUND for text in both]
    pairs += [(source, frame.format(wrong)) for source, frame, wrong, _ in WRONG_AND_RIGHT]
    assert tagged(*pairs) == [tagged(pair)[0] for pair in pairs]


def test_where_there_is_no_german_there_are_no_tags() -> None:
    assert tagged((None, None), ("Yes.", "")) == [None, None]


def test_a_long_pair_is_read_to_its_end() -> None:
    text = " ".join(sound for _, sound in BROKEN_AND_SOUND * 12)
    (tags,) = tagged((text, text))
    assert tags is not None
    places = [(word.start, word.end) for word in tags.subwords]
    assert places == sorted(places) and places[0][0] == 0 and places[-1][1] == len(text)


def test_a_folder_that_lacks_the_network_is_named(tmp_path: Path) -> None:
    shutil.copytree(Tagger().folder, tmp_path / "tagger")
    (tmp_path / "tagger" / "model.onnx").unlink()
    with pytest.raises(ModelError, match=r"tagger lacks model\.onnx: install mtcheck again"):
        Tagger(tmp_path / "tagger").judge([Pair(0, None, "Das Haus ist alt.", 1)])
