from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from mtcheck.training import corpora, mixture, reviewed

HEADER = "split\tcorpus\tsystem\tsource\ttranslation\tconsensus\tcontent_words\tunsupported"
ASSESSED = "corpus\tsource\ttranslation\tda_z\tda_mean\tmqm_penalty\tspans\tpost_edit"
OUTPUTS = (
    ("train", "He will reduce his support.", "Er wird seine Unterstützung erwidern.", "garbled", "28-36"),
    ("dev", "The bridge is open.", "Die Brücke ist offen.", "sound", ""),
    ("dev", "She made a decision.", "Sie machte eine Entscheidung.", "minor", "4-10"),
    ("dev", "He was read by nobody.", "Niemand las ihn.", "", ""),
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of outputs, all of which but one were read."""
    table = [f"{split}\twmt\tsystem\t{source}\t{german}\t0.5\t4\t[]" for split, source, german, *_ in OUTPUTS]
    text = "\n".join([HEADER, *table]) + "\n"
    (tmp_path / "consensus.en-de.tsv.gz").write_bytes(gzip.compress(text.encode()))
    for part in ("train", "dev"):
        assessed = f"mlqe-pe-{part}\tThe tower is old.\tDer Turm ist kalt.\t-1.0\t30\t\t\tDer Turm ist alt."
        (tmp_path / f"qe-{part}.tsv.gz").write_bytes(gzip.compress(f"{ASSESSED}\n{assessed}\n".encode()))
    labels = [f"{reviewed.digest(s, g)}\t{label}\t{spans}" for _, s, g, label, spans in OUTPUTS if label]
    folder = tmp_path / "labels"
    folder.mkdir()
    (folder / reviewed.FILE).write_bytes(gzip.compress(("\n".join(labels) + "\n").encode()))
    monkeypatch.setattr(corpora, "files", lambda _: folder)
    reviewed._labels.cache_clear()
    return tmp_path


def test_only_what_was_read_is_there_and_its_wrong_words_are_marked(data: Path) -> None:
    learned = corpora.kept_for_verdict(OUTPUTS[0][1])
    (example,) = reviewed.reviewed(data, "verdict" if learned else "train")
    (mark,) = example.marks or ()
    assert example.garbled is True and example.translation[mark.start : mark.end] == "erwidern"
    assert not list(reviewed.reviewed(data, "train" if learned else "verdict"))


def test_a_minor_error_is_better_than_garble_and_neither_garbled_nor_sound(data: Path) -> None:
    sound, minor = reviewed.reviewed(data, "dev")
    assert sound.garbled is False and sound.marks == ()
    assert minor.garbled is None and minor.marks and minor.marks[0].severity == "minor"
    assert corpora.ONE_ERROR < minor.quality < sound.quality


def test_outputs_that_people_assessed_may_have_been_read_as_well(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = reviewed.digest("The tower is old.", "Der Turm ist kalt.")
    monkeypatch.setattr(reviewed, "_labels", lambda: {key: ("garbled", (corpora.Mark(13, 17, "major"),))})
    (example,) = reviewed.reviewed(data, "dev")
    # what was read counts, on the common scale, and not what people assessed
    assert example.garbled is True and example.judgement is None and mixture.scale(example) == 0
    (mark,) = example.marks or ()
    assert example.translation[mark.start : mark.end] == "kalt"


def test_what_people_assessed_keeps_their_judgement_beside_the_words_that_were_read(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = reviewed.digest("The tower is old.", "Der Turm ist kalt.")
    monkeypatch.setattr(reviewed, "_labels", lambda: {key: ("sound", ())})
    (assessed,) = corpora.judgements(data, "train")
    # the post-editor changed a word
    assert assessed.marks
    read = reviewed.with_words_read(assessed)
    assert read.marks == ()
    assert (read.judgement, read.quality) == (assessed.judgement, assessed.quality)
    assert [reviewed.is_assessed(example) for example in reviewed.reviewed(data, "dev")] == [True]


def test_the_labels_that_lie_beside_the_code_can_be_read() -> None:
    reviewed._labels.cache_clear()
    labels = reviewed._labels()
    assert {label for label, _ in labels.values()} == {"sound", "minor", "garbled"}
    assert all(bool(marks) or label != "garbled" for label, marks in labels.values())
