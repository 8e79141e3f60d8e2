"""Counting which German word stands for which English one, in the training part of the translated sentences.

    python -m mtcheck.training.table --data DATA

The words are aligned by eflomal (Östling and Tiedemann 2016, "Efficient Word Alignment with Markov Chain Monte
Carlo") in both directions. What only one direction links counts a half. Words of system outputs that no other
translation of the same source uses are left out before.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.links import with_particles
from mtcheck.lexicon.tokens import tokenise
from mtcheck.lexicon.translations import english_units, german_units, without_particles
from mtcheck.training.corpora import Example, consensus, sound_pairs
from mtcheck.training.links import write_links

MOST_UNSUPPORTED = 4
"""Words without support in a system output, above which none of it is used."""
LEAST_COUNT = 2
"""Links of either direction that a pair of words must have; a pair of one both-way link has two."""
LEAST_PROBABILITY = 0.002
"""Of either word given the other, 0-1, for a pair to be kept."""
ITERATIONS = 1.0
"""eflomal's factor on the number of iterations it takes for a text of this size."""

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "translations"

Pair = tuple[list[str], list[str]]
"""The units of an English sentence and of its German translation."""


def examples(data: Path) -> Iterator[Example]:
    """Good translations and system outputs of the training part, each pair once."""
    seen = set()
    for found in (sound_pairs(data, "train"), consensus(data, "train")):
        for example in found:
            key = (example.source, example.translation)
            if key not in seen and len(example.marks or ()) <= MOST_UNSUPPORTED:
                seen.add(key)
                yield example


def units(pairs: Iterable[Example], dictionary: Dictionary) -> Iterator[Pair]:
    """The units of both sides, without the marked words of the translation."""
    for example in pairs:
        text = example.translation
        tokens = without_particles(with_particles(tokenise(text, "de"), text))
        marks = example.marks or ()
        german = [
            unit
            for token in tokens
            if not any(mark.start < token.end and token.start < mark.end for mark in marks)
            for unit in german_units(token, dictionary)
        ]
        english = [unit for token in tokenise(example.source, "en") for unit in english_units(token)]
        if german and english:
            yield english, german


def align(pairs: list[Pair]) -> Counter[tuple[str, str]]:
    """German and English words with the number of links between them, those of the two directions added."""
    import eflomal

    counts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("forward", "reverse")]
        eflomal.Aligner(rel_iterations=ITERATIONS).align(
            [" ".join(english) + "\n" for english, _ in pairs],
            [" ".join(german) + "\n" for _, german in pairs],
            links_filename_fwd=files[0],
            links_filename_rev=files[1],
        )
        for file in files:
            with Path(file).open(encoding="utf-8") as lines:
                for (english, german), line in zip(pairs, lines, strict=True):
                    for link in line.split():
                        i, _, j = link.partition("-")
                        counts[german[int(j)], english[int(i)]] += 1
    return counts


def compile_table(counts: Counter[tuple[str, str]], out: Path) -> int:
    """Write the table; the number of pairs kept.

    It is words and their links (see `write_links`), the English numbers of one German word ascending, beside the counts
    of all links in the same order. Totals include what is left out.
    """
    german_totals: Counter[str] = Counter()
    english_totals: Counter[str] = Counter()
    for (german, english), count in counts.items():
        german_totals[german] += count
        english_totals[english] += count
    kept = {
        (german, english): count
        for (german, english), count in counts.items()
        if count >= LEAST_COUNT and count >= LEAST_PROBABILITY * min(german_totals[german], english_totals[english])
    }
    links: dict[str, list[str]] = defaultdict(list)
    for german, english in kept:
        links[german].append(english)
    written = write_links(links, out, ascending=True)
    for name, numbers in (
        ("counts", [kept[pair] for pair in written.pairs]),
        ("german-totals", [german_totals[word] for word in written.german]),
        ("english-totals", [english_totals[word] for word in written.english]),
    ):
        np.save(out / f"{name}.npy", np.array(numbers, np.uint32))
    return len(kept)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Count which German word stands for which English one.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the parallel and the consensus data")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    options = parser.parse_args()
    pairs = list(units(examples(options.data), Dictionary()))
    kept = compile_table(align(pairs), options.out)
    print(f"{len(pairs)} pairs of sentences, {kept} pairs of words")


if __name__ == "__main__":
    main()
