"""Cutting a long pair into windows that fit a model, so that nothing is truncated in silence."""

from __future__ import annotations

import math
from collections.abc import Sequence

Offsets = Sequence[tuple[int, int]]


def windows(
    source: str, translation: str, source_offsets: Offsets, translation_offsets: Offsets, longest: int
) -> list[tuple[slice, slice]]:
    """Slices of source and translation, side by side in proportion, each pair of slices at most `longest` subwords.

    `*_offsets` are the (start, end) code points of each text's subwords. Cuts fall between words where there is one,
    never inside a subword. One window covers everything where that fits.
    """
    total = len(source_offsets) + len(translation_offsets)
    count = math.ceil(total / longest)
    if count <= 1:
        return [(slice(0, len(source)), slice(0, len(translation)))]
    count = math.ceil(total / (longest * 0.9))
    source_cuts = _cuts(source, source_offsets, count)
    translation_cuts = _cuts(translation, translation_offsets, count)
    return [
        (slice(source_cuts[i], source_cuts[i + 1]), slice(translation_cuts[i], translation_cuts[i + 1]))
        for i in range(count)
    ]


def _cuts(text: str, offsets: Offsets, count: int) -> list[int]:
    """Where to cut: 0, `count` - 1 places near equal numbers of subwords, and the end; never decreasing."""
    cuts = [0]
    for part in range(1, count):
        place = len(offsets) * part // count
        earliest = max(0, place - max(1, len(offsets) // (count * 20)))
        starts = [offsets[k][0] for k in range(place, earliest, -1) if k < len(offsets)]
        spaced = [start for start in starts if start and (text[start - 1].isspace() or text[start].isspace())]
        best = (spaced or starts or [cuts[-1]])[0]
        cuts.append(max(best, cuts[-1]))
    return [*cuts, len(text)]
