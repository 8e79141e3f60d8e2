"""Saying a source more loosely, so that a network does not take for wrong what is merely not word for word.

A translation is then free for its source although nothing in it was changed: words of the source are left out, and
phrases set apart by a comma change places. What a reader would miss most (negations, numbers, names) stays.
"""

from __future__ import annotations

import random
import re

MOST_LEFT_OUT = 0.3
"""Share of the words of a source, 0-1, that may be left out."""

MOVED = 0.4
"""Share of the sources with a comma, 0-1, of which the parts change places."""

_ESSENTIAL = re.compile(r"not|no|never|none|nothing|neither|nor|without|hardly|\w*n['’]t|\S*\d\S*", re.IGNORECASE)
_NAME = re.compile(r"\W*[A-Z]")
_END = re.compile(r"[.!?][\"”“'’)]*$")


def loosened(source: str, rng: random.Random) -> str:
    """A source with some of its words left out, and at times its parts in another order."""
    if rng.random() < MOVED:
        source = _reordered(source)
    share = rng.random() * MOST_LEFT_OUT
    words = source.split(" ")
    kept = [word for place, word in enumerate(words) if _is_kept(word, place) or rng.random() >= share]
    return " ".join(kept) or source


def _is_kept(word: str, place: int) -> bool:
    bare = word.strip(",.;:!?\"'“”‘’()")
    return place == 0 or bool(_ESSENTIAL.fullmatch(bare) or _NAME.match(word))


def _reordered(source: str) -> str:
    """What stands before the first comma goes behind the rest: "On Monday, he left." as "He left, on Monday."."""
    first, _, rest = source.partition(", ")
    ending = _END.search(rest)
    body = rest[: ending.start()] if ending else ""
    if not ending or not body or not first:
        return source
    return f"{body[0].upper()}{body[1:]}, {first[0].lower()}{first[1:]}{ending.group()}"
