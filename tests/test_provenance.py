"""Whether an English text is the source: on the sample article, cut, prolonged, updated and exchanged."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mtcheck.align import align
from mtcheck.data import SCORED_KINDS, Pair, Relation, Segment, SourceMatch, Verdict
from mtcheck.documents import parse
from mtcheck.embeddings import SentenceEncoder
from mtcheck.provenance import match_source
from mtcheck.segments import segment
from mtcheck.verdict import judge

SAMPLE = Path(__file__).parents[1] / "samples" / "putin-call"

OTHER_AGENCY = [
    "There has been no conversation between Vladimir Putin and Donald Trump, Moscow said at the start of the week.",
    "A newspaper had quoted people close to the president-elect who spoke of a chat from his resort in Florida.",
    "Ukrainian diplomats denied that they had been told of any such conversation in advance.",
    "European leaders are worried about the future of military aid for Kyiv once the new president takes office.",
    "Germany's chancellor plans to speak with the Russian president himself before the end of the year.",
    "Analysts doubt that peace can be had within a day, as the Republican promised while campaigning.",
    "Russian troops meanwhile took two more villages in the east of the country.",
    "Oil prices fell slightly in early trading in London.",
]


def read(name: str, language: str) -> list[Segment]:
    document = parse((SAMPLE / name).read_bytes(), name)
    return [item for item in segment(document, "de" if language == "de" else "en") if item.kind in SCORED_KINDS]


@pytest.fixture(scope="module")
def english() -> list[Segment]:
    return read("article.en.md", "en")


@pytest.fixture(scope="module")
def german() -> list[Segment]:
    return read("article.ref.de.md", "de")


@pytest.fixture(scope="module")
def pairs_of() -> Callable[[Sequence[Segment], Sequence[Segment]], list[Pair]]:
    encoder = SentenceEncoder()
    return lambda english, german: align(english, german, encoder)


Align = Callable[[Sequence[Segment], Sequence[Segment]], list[Pair]]


def paragraphs(segments: Sequence[Segment], kept: Callable[[int], bool]) -> list[Segment]:
    """The segments of the paragraphs whose places among the article's are kept."""
    places = {block: place for place, block in enumerate(dict.fromkeys(item.block for item in segments))}
    return [item for item in segments if kept(places[item.block])]


def lines(texts: Sequence[str]) -> list[Segment]:
    return [segment(parse(text.encode(), "a.txt"), "en")[0] for text in texts]


@pytest.mark.parametrize("name", ["article.de.md", "article.ref.de.md"])
def test_a_translation_is_of_this_source_garbled_or_sound(name: str, english: list[Segment], pairs_of: Align) -> None:
    match = match_source(pairs_of(english, read(name, "de")))
    assert match.relation is Relation.THIS_SOURCE
    assert match.source_covered > 0.9 and match.translation_covered > 0.9


def test_a_shortened_translation_is_of_another_edition(
    english: list[Segment], german: list[Segment], pairs_of: Align
) -> None:
    match = match_source(pairs_of(english, german[: len(german) * 2 // 3]))
    assert match.is_another_edition
    assert "English sentences in a row" in match.reason and "no German counterpart" in match.reason
    assert match.source_covered < 0.8 < match.translation_covered


def test_an_english_that_was_cut_is_another_edition(
    english: list[Segment], german: list[Segment], pairs_of: Align
) -> None:
    half = len({item.block for item in english}) // 2
    match = match_source(pairs_of(paragraphs(english, lambda place: not half - 3 <= place < half + 3), german))
    assert match.is_another_edition
    assert "German sentences in a row" in match.reason


def test_a_sentence_left_out_here_and_there_is_no_edition(
    english: list[Segment], german: list[Segment], pairs_of: Align
) -> None:
    match = match_source(pairs_of(english, [item for place, item in enumerate(german) if place % 10 != 5]))
    assert match.relation is Relation.THIS_SOURCE


def test_a_report_of_another_agency_is_not_the_source_and_nobody_is_blamed(
    german: list[Segment], pairs_of: Align
) -> None:
    pairs = pairs_of(lines(OTHER_AGENCY), german)
    assert match_source(pairs).relation is Relation.NOT_THIS_SOURCE
    assert judge(pairs).verdict is Verdict.NOT_THIS_SOURCE


def updated(*figures: tuple[str, str], similarity: float = 0.8) -> SourceMatch:
    """What is said of pairs that are close, with these figures in the English and the German."""
    return match_source(
        [
            Pair(
                n, f"They counted {english} votes.", f"Sie zählten {german} Stimmen.", n, similarity=similarity
            )
            for n, (english, german) in enumerate(figures)
        ]
    )  # fmt: skip


def test_figures_that_differ_in_close_pairs_make_another_edition() -> None:
    match = updated(("412", "429"), ("1,250", "1.330"), ("38", "41"), ("5,000", "5.000"), ("7", "7"))
    assert match.is_another_edition
    assert re.search(r"differ in 3 of 5 pairs", match.reason)


def test_dates_that_differ_count_as_figures_do() -> None:
    pairs = [
        Pair(0, "They met on Monday.", "Sie trafen sich am Mittwoch.", 1, similarity=0.8),
        Pair(1, "He left in March 2023.", "Er ging im März 2024.", 2, similarity=0.8),
        Pair(2, "She came on Tuesday.", "Sie kam am Freitagabend.", 3, similarity=0.8),
    ]
    assert match_source(pairs).is_another_edition


@pytest.mark.parametrize(
    "figures",
    [
        [("412", "429"), ("1,250", "1.250"), ("38", "38"), ("5,000", "5.000"), ("7", "7")],
        [("0.5 billion", "500 Millionen"), ("1,250", "1.250"), ("3.5", "3,5"), ("twelve", "12"), ("7", "sieben")],
    ],
    ids=["one alone", "written otherwise"],
)
def test_figures_that_make_no_edition(figures: list[tuple[str, str]]) -> None:
    assert updated(*figures).relation is Relation.THIS_SOURCE


def test_a_system_that_garbles_all_garbles_figures_too() -> None:
    assert updated(("412", "429"), ("1,250", "1.330"), ("38", "41"), similarity=0.5).relation is Relation.THIS_SOURCE


def test_loose_pairs_beside_gaps_of_another_edition_do_not_make_a_translation_garbled() -> None:
    sound = [Pair(n, f"Said {n}.", f"Sagte {n}.", n, similarity=0.8) for n in range(12)]
    doubtful = [
        item
        for n in range(12, 36, 4)
        for item in (
            Pair(n, None, "Das hat sonst niemand gesagt.", n),
            Pair(n + 1, "They came.", "Sie gingen.", n, similarity=0.4, flagged=True),
            Pair(n + 2, None, "Davon steht dort kein Wort.", n),
            Pair(n + 3, None, "Auch hiervon kein Wort.", n),
        )
    ]
    pairs = [*sound, *doubtful]
    assert match_source(pairs).relation is not Relation.THIS_SOURCE
    assert judge(pairs).verdict is not Verdict.GARBLED


def test_nothing_is_said_against_the_source_of_a_sentence_or_two() -> None:
    assert match_source([Pair(0, "He left.", "Er ging.", 1, similarity=0.4)]).relation is Relation.THIS_SOURCE


def test_no_text_at_all() -> None:
    assert match_source([]).relation is Relation.NOT_THIS_SOURCE
