"""Cutting a long pair into windows that fit a model, so that nothing is truncated in silence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

Offsets = Sequence[tuple[int, int]]


def windows(
    source: str, translation: str, source_offsets: Offsets, translation_offsets: Offsets, longest: int
) -> list[tuple[slice, slice]]:
    """Slices of source and translation, side by side in proportion, each pair of slices at most `longest` subwords.

    `*_offsets` are the (start, end) code points of each text's subwords. Cuts fall between words where there is one,
    never inside a subword. One window covers everything where that fits.
    """
    count = count_windows(len(source_offsets) + len(translation_offsets), longest)
    return list(zip(cut(source, source_offsets, count), cut(translation, translation_offsets, count), strict=True))


def count_windows(subwords: int, longest: int) -> int:
    """How many windows so many subwords take; where it is several, each is left some room for a better cut."""
    return 1 if subwords <= longest else math.ceil(subwords / (longest * 0.9))


def cut(text: str, offsets: Offsets, count: int) -> list[slice]:
    """A text in `count` slices of about equal numbers of subwords."""
    cuts = _cuts(text, offsets, count)
    return [slice(start, end) for start, end in pairwise(cuts)]


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
