"""Sentence alignment of a source and a translation: n:m beads found with a dynamic programme over embeddings.

The cost of a bead follows Vecalign (Thompson and Koehn 2019, Section 3): one minus the cosine of both sides'
embeddings, times the number of segments on both sides, divided by the same for segments drawn at random from the two
documents, so that a sentence that is like everything has no advantage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mtcheck.data import Kind, Pair, Segment
from mtcheck.embeddings import SentenceEncoder
from mtcheck.errors import AlignmentError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

WIDTHS = (1, 2, 3)
"""How many neighbouring segments may stand together on a side."""

SHAPES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))
"""Beads that may be formed: how many source segments and how many translation segments."""

SKIP = 0.4
"""Cost of leaving one segment without counterpart, on the scale where 1 is a random pair."""

LIKE_NOTHING = 5
"""Segments that are like no other, added to each side's when the likeness of random pairs is taken: in an article of
one or two sentences the counterparts themselves would else be the yardstick."""

LEAST_SIMILARITY = 0.3
"""Cosine below which two texts are not taken for counterparts of one another, however they were aligned."""

KIND_PENALTY = 0.25
"""Added to the cost of a bead that joins a title with running text."""

MERGE_PENALTY = 0.1
"""Added for every segment beyond one on each side: without need, sentences are not joined."""

MOST_CELLS = 9_000_000
"""Largest product of both numbers of segments; 3,000 sentences on each side need about half a gigabyte."""


@dataclass(frozen=True)
class Bead:
    """Segment numbers of both sides that belong together; one side may be empty."""

    source: tuple[int, ...]
    translation: tuple[int, ...]


def align(source: Sequence[Segment], translation: Sequence[Segment], encoder: SentenceEncoder) -> list[Pair]:
    """Pairs in the order of the translation; what has no counterpart is a pair with one side None.

    Raises AlignmentError where the documents are too long to be aligned as a whole.
    """
    if len(source) * len(translation) > MOST_CELLS:
        raise AlignmentError(
            f"{len(source)} and {len(translation)} sentences are too many to align at once: "
            "split both files, or give them line by line with --aligned"
        )
    if not source or not translation:
        return _pairs(_all_skipped(source, translation), source, translation)
    return _aligned(source, translation, encoder, SHAPES)


def pair_lines(
    source: Sequence[Segment], translation: Sequence[Segment], encoder: SentenceEncoder | None
) -> list[Pair]:
    """Line-parallel segments as pairs; a side that is empty or blank is None. Both blank: no pair.

    Raises AlignmentError where the counts differ. Without an encoder `similarity` stays None.
    """
    if len(source) != len(translation):
        raise AlignmentError(
            f"the source has {len(source)} lines and the translation {len(translation)}: --aligned needs files whose "
            "lines correspond one to one; without --aligned the sentences are aligned automatically"
        )
    beads = [
        Bead((i,) if source[i].text else (), (i,) if translation[i].text else ())
        for i in range(len(source))
        if source[i].text or translation[i].text
    ]
    if encoder is None:
        return _pairs(beads, source, translation)
    both = [number for number, bead in enumerate(beads) if bead.source and bead.translation]
    left = encoder.encode([_text([source[i] for i in beads[number].source]) for number in both])
    right = encoder.encode([_text([translation[j] for j in beads[number].translation]) for number in both])
    likeness = zip(both, (left * right).sum(axis=1), strict=True)
    return _pairs(beads, source, translation, {number: float(value) for number, value in likeness})


def without_source(translation: Sequence[Segment]) -> list[Pair]:
    """A pair for each segment of a translation whose source is not at hand; blank ones are left out."""
    said = [segment for segment in translation if segment.text]
    return _pairs(_all_skipped((), said), (), said)


def attach_reference(
    pairs: Sequence[Pair], reference: Sequence[Segment], encoder: SentenceEncoder, *, aligned: bool = False
) -> list[Pair]:
    """Pairs with `reference` filled from another German translation of the same article.

    Each pair takes zero to three reference segments, in order, that are nearest to what it says, and none that says
    something else; with `aligned` the reference's lines belong to the translation's lines. Raises AlignmentError
    where their counts differ.
    """
    if aligned:
        last = max((pair.line for pair in pairs), default=0)
        if any(segment.text for segment in reference[last:]):
            raise AlignmentError(
                f"the reference has {len(reference)} lines, but the translation ends with line {last}: --aligned needs "
                "files whose lines correspond one to one"
            )
        return [replace(pair, reference=_line_of(pair, reference) or None) for pair in pairs]
    texts = [Segment(p.source or p.translation or "", p.kind, p.line, n, n) for n, p in enumerate(pairs)]
    if len(texts) * len(reference) > MOST_CELLS:
        raise AlignmentError("the reference has too many sentences to align at once: give all files with --aligned")
    if not texts or not reference:
        return list(pairs)
    found = _aligned(texts, reference, encoder, [(1, 1), (1, 2), (1, 3)])
    said = {pair.source_segments[0].start: pair.translation for pair in found if pair.source_segments}
    return [replace(pair, reference=said[number]) for number, pair in enumerate(pairs)]


def _line_of(pair: Pair, reference: Sequence[Segment]) -> str:
    if pair.line > len(reference):
        raise AlignmentError(
            f"the reference has only {len(reference)} lines: --aligned needs files whose lines correspond one to one"
        )
    return reference[pair.line - 1].text


def _all_skipped(source: Sequence[Segment], translation: Sequence[Segment]) -> list[Bead]:
    return [Bead((i,), ()) for i in range(len(source))] + [Bead((), (j,)) for j in range(len(translation))]


def _text(segments: Sequence[Segment]) -> str:
    return " ".join(segment.text for segment in segments)


def _aligned(
    source: Sequence[Segment],
    translation: Sequence[Segment],
    encoder: SentenceEncoder,
    shapes: Sequence[tuple[int, int]],
) -> list[Pair]:
    """Pairs of the cheapest beads of these shapes, with their similarities; both sides hold segments."""
    left = encoder.encode_runs([segment.text for segment in source], WIDTHS)
    right = encoder.encode_runs([segment.text for segment in translation], WIDTHS)
    costs = {
        (rows, columns): _costs(_Run(source, rows, left), _Run(translation, columns, right))
        for rows, columns in shapes
        if rows in left and columns in right
    }
    beads = _cheapest_path(costs, len(source), len(translation))
    similarities = {
        number: float(left[len(bead.source)][bead.source[0]] @ right[len(bead.translation)][bead.translation[0]])
        for number, bead in enumerate(beads)
        if bead.source and bead.translation
    }
    return _part_strangers(_pairs(beads, source, translation, similarities))


@dataclass(frozen=True)
class _Run:
    """One side of a bead shape: all runs of `width` segments, with the embeddings of all widths."""

    segments: Sequence[Segment]
    width: int
    embeddings: dict[int, Matrix]


def _costs(source: _Run, translation: _Run) -> Matrix:
    """Cost of a bead at every place, shape (rows, columns) by the first segments of its runs."""
    import numpy as np

    left, right = source.embeddings[source.width], translation.embeddings[translation.width]
    random_left = source.embeddings[1].sum(axis=0) / (len(source.segments) + LIKE_NOTHING)
    random_right = translation.embeddings[1].sum(axis=0) / (len(translation.segments) + LIKE_NOTHING)
    norm = 1.0 - (left @ random_right)[:, None] * 0.5 - (right @ random_left)[None, :] * 0.5
    cost = (1.0 - left @ right.T) / np.maximum(norm, 1e-3)
    mixed = _mixed(source)[:, None] | _mixed(translation)[None, :]
    titles = _has_title(source)[:, None] != _has_title(translation)[None, :]
    size = source.width + translation.width
    cost += KIND_PENALTY * (titles | mixed) + MERGE_PENALTY * (size - 2)
    result: Matrix = (cost * size / 2).astype(np.float32)
    return result


def _has_title(run: _Run) -> Any:
    return _where(run, lambda kinds: Kind.TITLE in kinds)


def _mixed(run: _Run) -> Any:
    """Runs that join a title or caption with anything else."""
    return _where(run, lambda kinds: len(kinds) > 1)


def _where(run: _Run, holds: Callable[[set[Kind]], bool]) -> Any:
    import numpy as np

    kinds = [segment.kind for segment in run.segments]
    places = range(len(kinds) - run.width + 1)
    return np.array([holds(set(kinds[i : i + run.width])) for i in places], bool)


def _cheapest_path(costs: dict[tuple[int, int], Matrix], rows: int, columns: int) -> list[Bead]:
    """The sequence of beads of least total cost, by dynamic programming along the anti-diagonals."""
    import numpy as np

    best = np.full((rows + 1, columns + 1), np.inf, np.float32)
    move = np.zeros((rows + 1, columns + 1), np.int8)
    best[0, 0] = 0.0
    shapes = [(1, 0), (0, 1), *costs]
    for diagonal in range(1, rows + columns + 1):
        i = np.arange(max(0, diagonal - columns), min(rows, diagonal) + 1)
        j = diagonal - i
        for number, (height, width) in enumerate(shapes):
            fits = (i >= height) & (j >= width)
            here, there = i[fits], j[fits]
            if not len(here):
                continue
            step = SKIP if number < 2 else costs[height, width][here - height, there - width]
            total = best[here - height, there - width] + step
            better = total < best[here, there]
            best[here[better], there[better]] = total[better]
            move[here[better], there[better]] = number
    beads = []
    row, column = rows, columns
    while row or column:
        height, width = shapes[move[row, column]]
        beads.append(Bead(tuple(range(row - height, row)), tuple(range(column - width, column))))
        row, column = row - height, column - width
    return beads[::-1]


def _pairs(
    beads: Sequence[Bead],
    source: Sequence[Segment],
    translation: Sequence[Segment],
    similarities: Mapping[int, float] | None = None,
) -> list[Pair]:
    """Pairs of the beads; `similarities` are the cosines of those that have both sides, by number."""
    return [
        _pair(
            number,
            [source[i] for i in bead.source],
            [translation[j] for j in bead.translation],
            (similarities or {}).get(number),
        )
        for number, bead in enumerate(beads)
    ]


def _part_strangers(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs whose sides are too unlike to be counterparts become a pair with one side for each of their segments."""
    parted: list[Pair] = []
    for pair in pairs:
        if pair.similarity is not None and pair.similarity < LEAST_SIMILARITY:
            for segment in pair.translation_segments:
                parted.append(_pair(len(parted), [], [segment], None))
            for segment in pair.source_segments:
                parted.append(_pair(len(parted), [segment], [], None))
        else:
            parted.append(replace(pair, index=len(parted)))
    return parted


def _pair(index: int, source: Sequence[Segment], translation: Sequence[Segment], similarity: float | None) -> Pair:
    kinds = {segment.kind for segment in (*source, *translation)}
    kind = Kind.TITLE if Kind.TITLE in kinds else Kind.CAPTION if Kind.CAPTION in kinds else Kind.SENTENCE
    return Pair(
        index=index,
        source=_text(source) if source else None,
        translation=_text(translation) if translation else None,
        line=(translation or source)[0].line,
        kind=kind,
        source_segments=tuple(source),
        translation_segments=tuple(translation),
        similarity=similarity,
    )
