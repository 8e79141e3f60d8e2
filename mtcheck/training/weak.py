"""A weak machine translation, made from what stands for what in good translations.

Phrases of one to three English words become what they became somewhere in the training part, in the order of the
English, each drawn by itself: a phrase-based system (Koehn et al. 2003) without a model of the language and without
reordering. What comes of it is wrong as such systems are wrong: a word in the sense that it has elsewhere, a noun for a
verb, verbs in the English place or lost, idioms piece by piece. The words that no good translation of the source uses,
and those that stand where none has them, are marked.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from mtcheck.training.corpora import Example, Mark

LONGEST_PHRASE = 3
LONGEST_RENDERING = 4
"""Words of a phrase and of what it becomes."""
LEAST_STRETCH, MOST_STRETCH = 4, 12
"""English words of a stretch that is translated weakly within a sound sentence."""
SHARPNESS = (0.4, 0.8)
"""Exponents of the counts of the renderings that are drawn from, a lower one for a worse system."""
DOUBTFUL = 0.3
"""Share of the words, 0-1, for which a rendering is drawn without regard to how usual it is."""
STEM = 6
"""Letters that two words share which are taken for forms of one."""
LEAST_QUALITY = 0.05

_TOKEN = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
_NO_SPACE_BEFORE = frozenset(".,;:!?)]}“%…")
_NO_SPACE_AFTER = frozenset("([{„")

Links = frozenset[tuple[int, int]]
"""English and German places of the words that belong together."""


@dataclass(frozen=True)
class Parallel:
    """A sound pair as words of both sides with their links."""

    example: Example
    english: tuple[str, ...]
    german: tuple[str, ...]
    links: Links


def words(text: str) -> list[str]:
    """Words and punctuation marks."""
    return _TOKEN.findall(text)


def joined(tokens: Iterable[str]) -> str:
    """Words and punctuation as a text."""
    text = ""
    for token in tokens:
        glued = not text or token in _NO_SPACE_BEFORE or text[-1] in _NO_SPACE_AFTER
        text += token if glued else f" {token}"
    return text


def aligned(sound: Sequence[Example]) -> list[Parallel]:
    """The words of sound pairs, aligned by eflomal; links are those that both directions have."""
    split = [(words(example.source), words(example.translation)) for example in sound]
    lines = _linked([(english or ["."], german or ["."]) for english, german in split])
    return [
        Parallel(example, tuple(english), tuple(german), _links(line))
        for example, (english, german), line in zip(sound, split, lines, strict=True)
        if english and german
    ]


def _linked(split: Sequence[tuple[list[str], list[str]]]) -> list[str]:
    """The links of each pair that both directions have, as eflomal writes them."""
    import eflomal

    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("forward", "reverse")]
        eflomal.Aligner(rel_iterations=0.6).align(
            [" ".join(word.lower() for word in english) + "\n" for english, _ in split],
            [" ".join(word.lower() for word in german) + "\n" for _, german in split],
            links_filename_fwd=str(files[0]),
            links_filename_rev=str(files[1]),
        )
        forward, reverse = (file.read_text(encoding="utf-8").splitlines() for file in files)
    both = (set(one.split()) & set(other.split()) for one, other in zip(forward, reverse, strict=True))
    return [" ".join(sorted(links)) for links in both]


def _links(line: str) -> Links:
    return frozenset((int(i), int(j)) for i, _, j in (link.partition("-") for link in line.split()))


def _span(links: Links, first: int, last: int) -> tuple[int, int] | None:
    """The German words that only the English words from `first` up to `last` are linked with, half open."""
    places = [j for i, j in links if first <= i < last]
    if not places:
        return None
    low, high = min(places), max(places) + 1
    if any(low <= j < high and not first <= i < last for i, j in links):
        return None
    return low, high


class WeakSystem:
    """Translates as a weak system does, by the phrases of some pairs."""

    def __init__(self, pairs: Iterable[Parallel]) -> None:
        self.table: dict[tuple[str, ...], Counter[tuple[str, ...]]] = defaultdict(Counter)
        for pair in pairs:
            lower = [word.lower() for word in pair.english]
            for first in range(len(lower)):
                for last in range(first + 1, min(first + LONGEST_PHRASE, len(lower)) + 1):
                    span = _span(pair.links, first, last)
                    if span is not None and span[1] - span[0] <= LONGEST_RENDERING:
                        self.table[tuple(lower[first:last])][pair.german[span[0] : span[1]]] += 1

    def translated(self, english: Sequence[str], rng: random.Random) -> list[str]:
        """English words in German, phrase by phrase; what is not known stays as it is."""
        sharpness = rng.uniform(*SHARPNESS)
        rendered: list[str] = []
        first = 0
        while first < len(english):
            known = [
                last
                for last in range(first + 1, min(first + LONGEST_PHRASE, len(english)) + 1)
                if tuple(word.lower() for word in english[first:last]) in self.table
            ]
            last = rng.choice(known) if known else first + 1
            rendered += self._rendering(english[first:last], sharpness, rng) if known else [english[first]]
            first = last
        return rendered

    def _rendering(self, phrase: Sequence[str], sharpness: float, rng: random.Random) -> Sequence[str]:
        if len(phrase) == 1 and not phrase[0][0].isalnum():
            return phrase
        options = self.table[tuple(word.lower() for word in phrase)]
        power = 0.0 if rng.random() < DOUBTFUL else sharpness
        kept = [(option, count**power) for option, count in options.items() if count > 1] or list(options.items())
        found, weights = zip(*kept, strict=True)
        chosen: Sequence[str] = rng.choices(found, weights)[0]
        return chosen


def support(good: Iterable[Example]) -> dict[str, set[str]]:
    """The beginnings of the words of all good translations of each source; of outputs what is not marked."""
    found: dict[str, set[str]] = defaultdict(set)
    for example in good:
        text = example.translation
        for mark in example.marks or ():
            text = text[: mark.start] + " " * (mark.end - mark.start) + text[mark.end :]
        found[example.source].update(_stem(word) for word in words(text))
    return found


def _stem(word: str) -> str:
    return word.lower()[:STEM]


def weak_groups(
    sound: Sequence[Example], outputs: Iterable[Example], count: int, rng: random.Random
) -> Iterator[tuple[Example, ...]]:
    """So many sound pairs, each with its weak translations."""
    pairs = aligned(sound)
    system, supported = WeakSystem(pairs), support([*sound, *outputs])
    for pair in rng.sample(pairs, min(count, len(pairs))):
        yield pair.example, *weak_pairs(pair, system, supported, rng)


def weak_pairs(
    pair: Parallel, system: WeakSystem, supported: Mapping[str, set[str]], rng: random.Random
) -> Iterator[Example]:
    """A sound pair of which a stretch is translated weakly, and the same source translated weakly as a whole."""
    for first, last in (_stretch(pair, rng), (0, len(pair.english))):
        span = (0, len(pair.german)) if last - first == len(pair.english) else _span(pair.links, first, last)
        if span is None or last <= first:
            continue
        new = system.translated(pair.english[first:last], rng)
        made = _marked(pair, span, new, supported.get(pair.example.source, set()))
        if made is not None:
            yield made


def _stretch(pair: Parallel, rng: random.Random) -> tuple[int, int]:
    """Some English words whose German is in one piece; none where there are none."""
    for _ in range(8):
        first = rng.randrange(len(pair.english))
        last = min(first + rng.randint(LEAST_STRETCH, MOST_STRETCH), len(pair.english))
        if last - first >= LEAST_STRETCH and _span(pair.links, first, last) is not None:
            return first, last
    return 0, 0


def _marked(pair: Parallel, span: tuple[int, int], new: Sequence[str], supported: set[str]) -> Example | None:
    """The pair with new words in place of some; marked are those which are not in the old, or stand elsewhere there."""
    low, high = span
    old = pair.german[low:high]
    matcher = SequenceMatcher(a=list(new), b=list(old), autojunk=False)
    changed = [k for kind, i, j, _, _ in matcher.get_opcodes() if kind in ("replace", "delete") for k in range(i, j)]
    wrong = [k for k in changed if new[k][0].isalnum() and not (_is_content(new[k]) and _stem(new[k]) in supported)]
    strange = sum(_is_content(new[k]) and _stem(new[k]) not in supported for k in range(len(new)))
    if not strange and len(wrong) < LEAST_STRETCH:
        return None
    tokens = [*pair.german[:low], *new, *pair.german[high:]]
    starts, text = [], ""
    for token in tokens:
        text = joined((text, token)) if text else token
        starts.append(len(text) - len(token))
    marks = tuple(Mark(starts[low + k], starts[low + k] + len(new[k]), "major") for k in wrong)
    quality = max(0.6 * 0.72 ** (strange + 0.35 * (len(wrong) - strange)), LEAST_QUALITY)
    return Example("made-weak", pair.example.source, text[:1].upper() + text[1:], quality, marks, True)


def _is_content(word: str) -> bool:
    return len(word) > 4 or word[0].isupper()
