"""Thresholds of the words that the model marks: how often a mark would be wrong, and how often right.

    python -m mtcheck.training thresholds --data DATA

For each threshold of unlikely-wording: the share of professional references in which it would mark something, on one
half of them to choose by and on the other to check, and the same share of bad outputs of real systems (two or more
words that no other translation uses).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from mtcheck.data import Pair
from mtcheck.detectors import Context, Detector
from mtcheck.detectors.unlikely_wording import UnlikelyWording
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import EmbeddedComet
from mtcheck.training import corpora
from mtcheck.training.calibrate import distinct_references, sample
from mtcheck.training.judged import judge, views

Views = Sequence[tuple[Pair, Context]]


def share(pairs: Views, found: Callable[[Pair, Context], bool]) -> float:
    """The share of pairs in which something is found."""
    return sum(found(pair, context) for pair, context in pairs) / max(len(pairs), 1)


def finds(detector: Detector) -> Callable[[Pair, Context], bool]:
    """Whether the detector finds anything in a pair."""
    return lambda pair, context: any(True for _ in detector.check(pair, context))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Show what thresholds would do.")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--model", type=Path, help="folder of an exported model; without it the one that ships")
    options = parser.parse_args()
    model, linker = EmbeddedComet(options.model), Linker(Dictionary())
    references = distinct_references(options.data)
    bad = [e for e in corpora.consensus(options.data, "dev") if e.marks and len(e.marks) >= 2]
    groups = [
        list(views(judge(model, examples), linker))
        for examples in (references[::2], references[1::2], sample(bad, 1000))
    ]
    print("rule and threshold: references to choose by, to check; bad outputs")
    rules: list[tuple[str, Callable[[Pair, Context], bool]]] = []
    for word in (0.4, 0.5, 0.6, 0.7):
        for peak in (0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
            detector = UnlikelyWording(least_word=word, least_peak=peak, least_minor=2.0)
            rules.append((f"major mark {word} {peak}", finds(detector)))
    rules += [
        (f"minor mark {least}", finds(UnlikelyWording(least_peak=2.0, least_minor=least)))
        for least in (0.5, 0.6, 0.7, 0.8, 0.9)
    ]
    for name, found in rules:
        print(f"{name}: " + "  ".join(f"{share(group, found):.1%}" for group in groups), flush=True)


if __name__ == "__main__":
    main()
