"""The model of fluency: broken German stands out beside sound German, with no source at hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mtcheck.data import Pair
from mtcheck.errors import ModelError
from mtcheck.metrics.fluency import Fluency, FluencyModel

BROKEN_AND_SOUND = [
    (
        "Sie sagte, dass sie hat gestern den Bürgermeister getroffen.",
        "Sie sagte, dass sie gestern den Bürgermeister traf.",
    ),
    ("Der Präsident gestern nach Berlin gereist.", "Der Präsident ist gestern nach Berlin gereist."),
    ("Der Minister wollen die Steuern zu senken.", "Der Minister will die Steuern senken."),
]


def judged(*texts: str | None) -> list[Fluency | None]:
    return FluencyModel().judge([Pair(k, None, text, k + 1) for k, text in enumerate(texts)])


@pytest.mark.parametrize(("broken", "sound"), BROKEN_AND_SOUND)
def test_broken_german_stands_out_beside_sound_german(broken: str, sound: str) -> None:
    bad, good = judged(broken, sound)
    assert bad is not None and good is not None
    assert bad.ungrammatical(0, len(broken)) > good.ungrammatical(0, len(sound))


@pytest.mark.parametrize(
    "text",
    [
        "Er hätte nicht kommen sollen.",
        "Die, die die Stadt verlassen hatten, kehrten zurück.",
        "Trump trifft Putin in Budapest",
        "Staats- und Regierungschefs kamen nach Brüssel.",
        "Den Brief hat meine Schwester geschrieben.",
        "Kaum war er zu Hause, klingelte das Telefon.",
        "Bürger*innen und Wähler:innen sind eingeladen.",
        "„Das“, sagte sie, „glaube ich dir nicht.“",
    ],
)
def test_unusual_but_sound_german_is_not_taken_for_broken(text: str) -> None:
    (judgement,) = judged(text)
    assert judgement is not None and judgement.ungrammatical(0, len(text)) < 0.5


def test_a_judgement_depends_on_its_text_alone() -> None:
    texts = [text for both in BROKEN_AND_SOUND for text in both]
    assert judged(*texts) == [judged(text)[0] for text in texts]


def test_where_there_is_no_german_there_is_no_judgement() -> None:
    assert judged(None, "") == [None, None]


def test_a_long_text_is_judged_to_its_end() -> None:
    text = " ".join(sound for _, sound in BROKEN_AND_SOUND * 12)
    (judgement,) = judged(text)
    assert judgement is not None
    places = [(word.start, word.end) for word in judgement.subwords]
    assert places == sorted(places) and places[0][0] == 0 and places[-1][1] == len(text)


def test_a_folder_that_lacks_the_network_is_named(tmp_path: Path) -> None:
    shutil.copytree(FluencyModel().folder, tmp_path / "fluency")
    (tmp_path / "fluency" / "model.onnx").unlink()
    with pytest.raises(ModelError, match=r"fluency lacks model\.onnx: install mtcheck again"):
        FluencyModel(tmp_path / "fluency").judge([Pair(0, None, "Das Haus ist alt.", 1)])
