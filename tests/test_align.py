"""Which sentence translates which: small articles by hand, and the sample."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from mtcheck.align import MOST_CELLS, align, attach_reference, pair_lines
from mtcheck.data import SCORED_KINDS, Kind, Pair, Segment
from mtcheck.documents import parse_line_parallel, read
from mtcheck.embeddings import SentenceEncoder
from mtcheck.errors import AlignmentError
from mtcheck.segments import segment, segment_lines

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"

ENGLISH = (
    "The old bakery on the corner closed last week after eighty years.",
    "Many neighbours came to buy bread for the last time.",
    "The mayor thanked the baker and her daughters in a short speech.",
    "The building will be turned into a library for children.",
    "Work on the roof is due to begin in spring.",
    "Swallows have been nesting under the eaves for decades.",
)
GERMAN = (
    "Die alte Bäckerei an der Ecke hat vergangene Woche nach achtzig Jahren geschlossen.",
    "Viele Nachbarn kamen, um ein letztes Mal Brot zu kaufen.",
    "Der Bürgermeister dankte der Bäckerin und ihren Töchtern in einer kurzen Rede.",
    "Das Gebäude wird in eine Bibliothek für Kinder umgebaut.",
    "Die Arbeiten am Dach sollen im Frühjahr beginnen.",
    "Seit Jahrzehnten nisten Schwalben unter dem Dachvorsprung.",
)
OTHER_GERMAN = (
    "Nach achtzig Jahren machte die alte Eckbäckerei in der letzten Woche zu.",
    "Zahlreiche Nachbarn kauften dort zum letzten Mal Brot.",
    "Mit einer kurzen Ansprache bedankte sich der Bürgermeister bei der Bäckerin und ihren Töchtern.",
    "Aus dem Haus wird eine Kinderbibliothek.",
    "Im Frühling soll die Arbeit am Dach losgehen.",
    "Schwalben haben unter der Traufe schon seit Jahrzehnten ihre Nester.",
)
WHALES = (
    "Whales sleep upright in the water.",
    "The champion won the chess tournament with the black pieces.",
    "Inflation fell to two percent in July, the central bank said.",
)


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def segments(*texts: str, kind: Kind = Kind.SENTENCE, first_line: int = 1) -> list[Segment]:
    return [Segment(text, kind, line, 0, len(text)) for line, text in enumerate(texts, first_line)]


def beads(pairs: Sequence[Pair]) -> list[tuple[str | None, str | None]]:
    assert [pair.index for pair in pairs] == list(range(len(pairs)))
    return [(pair.source, pair.translation) for pair in pairs]


def test_one_to_one(encoder: SentenceEncoder) -> None:
    pairs = align(segments(*ENGLISH), segments(*GERMAN), encoder)
    assert beads(pairs) == list(zip(ENGLISH, GERMAN, strict=True))
    assert all(pair.similarity is not None and 0.3 < pair.similarity <= 1.0 for pair in pairs)
    assert [pair.line for pair in pairs] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_very_short_articles(count: int, encoder: SentenceEncoder) -> None:
    pairs = align(segments(*ENGLISH[:count]), segments(*GERMAN[:count]), encoder)
    assert beads(pairs) == list(zip(ENGLISH[:count], GERMAN[:count], strict=True))
    other = align(segments(*WHALES[:count]), segments(*GERMAN[:count]), encoder)
    assert not any(pair.source and pair.translation for pair in other)


def test_two_german_sentences_for_one(encoder: SentenceEncoder) -> None:
    joined = ENGLISH[0], f"{ENGLISH[1][:-1]}, and {ENGLISH[2][0].lower()}{ENGLISH[2][1:]}", *ENGLISH[3:]
    pairs = align(segments(*joined), segments(*GERMAN), encoder)
    assert beads(pairs)[1] == (joined[1], f"{GERMAN[1]} {GERMAN[2]}")
    assert (len(pairs[1].source_segments), len(pairs[1].translation_segments), pairs[1].line) == (1, 2, 2)
    assert len(pairs) == 5


def test_one_german_sentence_for_two(encoder: SentenceEncoder) -> None:
    joined = GERMAN[0], f"{GERMAN[1][:-1]}, und {GERMAN[2][0].lower()}{GERMAN[2][1:]}", *GERMAN[3:]
    pairs = align(segments(*ENGLISH), segments(*joined), encoder)
    assert beads(pairs)[1] == (f"{ENGLISH[1]} {ENGLISH[2]}", joined[1])
    assert len(pairs) == 5


@pytest.mark.parametrize("place", range(6))
def test_a_sentence_that_was_dropped(place: int, encoder: SentenceEncoder) -> None:
    pairs = align(segments(*ENGLISH), segments(*GERMAN[:place], *GERMAN[place + 1 :]), encoder)
    assert set(beads(pairs)) == {(e, g if e != ENGLISH[place] else None) for e, g in zip(ENGLISH, GERMAN, strict=True)}


@pytest.mark.parametrize("place", range(6))
def test_a_sentence_that_was_added(place: int, encoder: SentenceEncoder) -> None:
    pairs = align(segments(*ENGLISH[:place], *ENGLISH[place + 1 :]), segments(*GERMAN), encoder)
    assert beads(pairs) == [(e if g != GERMAN[place] else None, g) for e, g in zip(ENGLISH, GERMAN, strict=True)]
    assert (pairs[place].similarity, pairs[place].line) == (None, place + 1)


def test_a_title_goes_with_a_title(encoder: SentenceEncoder) -> None:
    title = segments("The old bakery closes", kind=Kind.TITLE)
    german_title = segments("Die alte Bäckerei schließt", kind=Kind.TITLE)
    both = align(title + segments(*ENGLISH), german_title + segments(*GERMAN), encoder)
    assert (both[0].source, both[0].translation) == ("The old bakery closes", "Die alte Bäckerei schließt")
    assert both[0].kind is Kind.TITLE and both[1].kind is Kind.SENTENCE
    alone = align(title + segments(*ENGLISH), segments(*GERMAN), encoder)
    assert set(beads(alone)) == {("The old bakery closes", None), *zip(ENGLISH, GERMAN, strict=True)}
    assert {pair.kind for pair in alone if pair.translation} == {Kind.SENTENCE}


def test_another_article_is_not_paired(encoder: SentenceEncoder) -> None:
    pairs = align(segments(*WHALES), segments(*GERMAN), encoder)
    assert not any(pair.source and pair.translation for pair in pairs)
    assert [pair.translation for pair in pairs if pair.translation] == list(GERMAN)
    assert [pair.source for pair in pairs if pair.source] == list(WHALES)


@pytest.mark.parametrize(("english", "german"), [(ENGLISH, ()), ((), GERMAN), ((), ())])
def test_an_empty_side(english: tuple[str, ...], german: tuple[str, ...], encoder: SentenceEncoder) -> None:
    pairs = align(segments(*english), segments(*german), encoder)
    assert beads(pairs) == [(text, None) for text in english] + [(None, text) for text in german]


def test_nothing_is_lost_and_the_german_keeps_its_order(encoder: SentenceEncoder) -> None:
    english, german = ENGLISH * 2, (*GERMAN[3:], *GERMAN[:3], "Ja.", "x" * 5000)
    pairs = align(segments(*english), segments(*german), encoder)
    assert [s.text for pair in pairs for s in pair.translation_segments] == list(german)
    assert [s.text for pair in pairs for s in pair.source_segments] == list(english)


def test_too_long_to_align_at_once(encoder: SentenceEncoder) -> None:
    many = segments("A.") * (MOST_CELLS // 1000 + 1)
    with pytest.raises(AlignmentError, match="--aligned"):
        align(many, many[:1000], encoder)


def test_the_sample_is_aligned_as_by_hand(encoder: SentenceEncoder) -> None:
    """Both readers' list of pairs, in which an English sentence stands by each German one that belongs to it."""
    english = [s for s in segment(read(SAMPLE / "article.en.md"), "en") if s.kind in SCORED_KINDS]
    german = [s for s in segment(read(SAMPLE / "article.de.md"), "de") if s.kind in SCORED_KINDS]
    gold = json.loads((SAMPLE / "gold.json").read_text(encoding="utf-8"))["sentences"]
    pairs = align(english, german, encoder)
    found = [(item.text, pair.source) for pair in pairs for item in pair.translation_segments]
    assert found == [(item["de"], item["en"]) for item in gold]
    without = [pair.source for pair in pairs if not pair.translation]
    assert without == ["US President says he has spoken to Putin by phone"]


def lines(*texts: str) -> tuple[Segment, ...]:
    return segment_lines(parse_line_parallel("\n".join(texts).encode(), "file"))


def test_lines_are_paired_one_to_one() -> None:
    pairs = pair_lines(lines("One. Two.", "Three."), lines("Eins. Zwei.", "Drei."), None)
    assert beads(pairs) == [("One. Two.", "Eins. Zwei."), ("Three.", "Drei.")]
    assert [pair.similarity for pair in pairs] == [None, None]


def test_line_pairs_have_a_similarity_where_there_is_an_encoder(encoder: SentenceEncoder) -> None:
    near, far = pair_lines(lines(ENGLISH[0], ENGLISH[1]), lines(GERMAN[0], GERMAN[4]), encoder)
    assert near.similarity is not None and far.similarity is not None
    assert far.similarity < near.similarity <= 1.0
    assert far.source == ENGLISH[1]


def test_unequal_numbers_of_lines() -> None:
    with pytest.raises(AlignmentError, match=r"\b3 lines.*\b2\b.*--aligned"):
        pair_lines(lines("a", "b", "c"), lines("x", "y"), None)


def test_blank_lines() -> None:
    pairs = pair_lines(lines("One.", "", "", "Four.", "  "), lines("Eins.", "Zwei.", "", "", "Fünf."), None)
    assert beads(pairs) == [("One.", "Eins."), (None, "Zwei."), ("Four.", None), (None, "Fünf.")]
    assert [pair.line for pair in pairs] == [1, 2, 4, 5]


def references(pairs: Sequence[Pair]) -> list[str | None]:
    return [pair.reference for pair in pairs]


def test_each_pair_gets_its_reference(encoder: SentenceEncoder) -> None:
    pairs = align(segments(*ENGLISH), segments(*GERMAN), encoder)
    found = attach_reference(pairs, segments(*OTHER_GERMAN), encoder)
    assert references(found) == list(OTHER_GERMAN)
    assert beads(found) == beads(pairs)


def test_a_reference_of_several_sentences_and_one_that_is_lacking(encoder: SentenceEncoder) -> None:
    joined = ENGLISH[0], f"{ENGLISH[1][:-1]}, and {ENGLISH[2][0].lower()}{ENGLISH[2][1:]}", *ENGLISH[3:]
    pairs = align(segments(*joined), segments(*GERMAN), encoder)
    found = attach_reference(pairs, segments(*OTHER_GERMAN[:4], OTHER_GERMAN[5]), encoder)
    assert references(found) == [
        OTHER_GERMAN[0],
        f"{OTHER_GERMAN[1]} {OTHER_GERMAN[2]}",
        OTHER_GERMAN[3],
        None,
        OTHER_GERMAN[5],
    ]


def test_an_added_german_sentence_may_have_a_reference(encoder: SentenceEncoder) -> None:
    pairs = align(segments(*ENGLISH[:2], *ENGLISH[3:]), segments(*GERMAN), encoder)
    assert references(attach_reference(pairs, segments(*OTHER_GERMAN), encoder)) == list(OTHER_GERMAN)


def test_a_reference_of_another_article_is_not_attached(encoder: SentenceEncoder) -> None:
    pairs = align(segments(*ENGLISH), segments(*GERMAN), encoder)
    other = segments("Wale schlafen aufrecht im Wasser.", "Die Inflation fiel im Juli auf zwei Prozent.")
    assert references(attach_reference(pairs, other, encoder)) == [None] * 6
    assert references(attach_reference(pairs, [], encoder)) == [None] * 6
    assert attach_reference([], segments(*OTHER_GERMAN), encoder) == []


def test_reference_lines(encoder: SentenceEncoder) -> None:
    pairs = pair_lines(lines("One.", "", "", "Four."), lines("Eins.", "Zwei.", "", "Vier."), None)
    found = attach_reference(pairs, lines("Eine.", "", "Leer.", "Viere."), encoder, aligned=True)
    assert references(found) == ["Eine.", None, "Viere."]


@pytest.mark.parametrize("reference", [("Eine.",), ("Eine.", "Zweie.", "Dreie.")])
def test_unequal_numbers_of_reference_lines(reference: tuple[str, ...], encoder: SentenceEncoder) -> None:
    pairs = pair_lines(lines("One.", "Two."), lines("Eins.", "Zwei."), None)
    with pytest.raises(AlignmentError, match=rf"\b{len(reference)} lines.*--aligned"):
        attach_reference(pairs, lines(*reference), encoder, aligned=True)
