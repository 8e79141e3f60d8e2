from __future__ import annotations

import pytest

from mtcheck.training import mixture
from mtcheck.training.corpora import Part
from mtcheck.training.written import written

PARTS: tuple[Part, ...] = ("train", "verdict", "dev")


def test_no_article_is_in_two_parts() -> None:
    articles = [{sentence.article for sentence in written(part)} for part in PARTS]
    assert all(articles)
    assert not articles[0] & articles[1] and not articles[0] & articles[2] and not articles[1] & articles[2]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_every_style_sound_and_botched(part: Part) -> None:
    sentences = list(written(part))
    assert {sentence.style for sentence in sentences} == {"free", "plain", "literal"}
    assert {sentence.style for sentence in sentences if sentence.botched} == {"free", "plain", "literal"}


def test_what_is_botched_has_its_wrong_words_marked_and_stands_beside_the_same_source() -> None:
    for sentence in written("train"):
        assert sentence.sound.garbled is False and sentence.sound.marks == ()
        if sentence.botched:
            botched = sentence.botched
            assert botched.source == sentence.sound.source and botched.translation != sentence.sound.translation
            assert "[[" not in botched.translation and botched.marks
            assert all(botched.translation[mark.start : mark.end].strip() for mark in botched.marks)


def test_more_errors_are_worse() -> None:
    qualities: dict[int, set[float]] = {}
    for sentence in written("train"):
        if sentence.botched and sentence.botched.marks:
            qualities.setdefault(len(sentence.botched.marks), set()).add(sentence.botched.quality)
    ordered = [qualities[count] for count in sorted(qualities)]
    assert all(len(same) == 1 for same in ordered)
    assert [max(same) for same in ordered] == sorted((max(same) for same in ordered), reverse=True)


def test_all_translations_of_a_source_are_compared_with_each_other() -> None:
    groups = list(mixture._versions(written("train")))
    assert all(len({example.source for example in group}) == 1 for group in groups)
    several = [group for group in groups if sum(example.garbled is False for example in group) > 1]
    # a free and a literal translation, and what is botched
    assert any({example.corpus for example in group} >= {"written-free", "written-literal"} for group in several)
    assert all(any(example.garbled for example in group) for group in several)
