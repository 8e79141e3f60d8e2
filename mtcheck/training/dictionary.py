"""Compiling the dictionary that ships in the package.

    python -m mtcheck.training.dictionary --dictionary de-en --data DATA

Ding's correspondences become two tries (German and English phrases) and a table of links between them. Pairs of
words that translations use and the dictionary lacks are learned from the parallel data with IBM model 1 (Brown et
al. 1993, Section 4.1) in both directions and added behind the dictionary's own.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from mtcheck.lexicon.tokens import lemma, tokenise
from mtcheck.training import ding
from mtcheck.training.corpora import sound_pairs
from mtcheck.training.links import write_links

LONGEST_GERMAN = 4
LONGEST_ENGLISH = 5
ROUNDS = 6
LEAST_PROBABILITY = 0.04
LEAST_COUNT = 3
LEAST_RANKING = 0.15

OUTPUT = Path(__file__).resolve().parent.parent / "resources" / "dictionary"


def correspondences(path: Path) -> dict[tuple[str, str], int]:
    """Ding's phrase pairs that are short enough to be looked up, headwords first, with the number of their lines."""
    entries = [
        entry
        for entry in ding.read(path)
        if len(entry.german.split()) <= LONGEST_GERMAN and len(entry.english.split()) <= LONGEST_ENGLISH
    ]
    counts: Counter[tuple[str, str]] = Counter()
    for entry in sorted(entries, key=lambda entry: not entry.head):
        counts[entry.german, entry.english] += 1
    return counts


def content_pairs(data: Path) -> list[tuple[list[str], list[str]]]:
    """Lower-cased content lemmas of both sides of the clean training pairs, German first; each pair once."""
    seen = set()
    pairs = []
    for example in sound_pairs(data, "train"):
        if (key := (example.source, example.translation)) not in seen:
            seen.add(key)
            german = sorted({token.lemma for token in tokenise(example.translation, "de") if token.content})
            english = sorted({token.lemma for token in tokenise(example.source, "en") if token.content})
            pairs.append((german, english))
    return pairs


def learn(pairs: list[tuple[list[str], list[str]]]) -> dict[tuple[str, str], tuple[float, int]]:
    """Word pairs with the smaller of the two IBM-1 probabilities and the number of pairs they stand in together."""
    forward = _model_1(pairs)
    backward = _model_1([(english, german) for german, english in pairs])
    together = Counter((g, e) for german, english in pairs for g in german for e in english)
    return {
        (g, e): (min(probability, backward.get((e, g), 0.0)), together[g, e])
        for (g, e), probability in forward.items()
        if probability >= LEAST_PROBABILITY and together[g, e] >= LEAST_COUNT
    }


def _model_1(pairs: list[tuple[list[str], list[str]]]) -> dict[tuple[str, str], float]:
    """t(second | first) after a few rounds of expectation maximisation, with an empty word on the first side."""
    firsts = {word: i + 1 for i, word in enumerate(sorted({w for first, _ in pairs for w in first}))}
    seconds = {word: i for i, word in enumerate(sorted({w for _, second in pairs for w in second}))}
    left, right, row = [], [], []
    number = 0
    for first, second in pairs:
        for word in second:
            for other in [0, *(firsts[w] for w in first)]:
                left.append(other)
                right.append(seconds[word])
                row.append(number)
            number += 1
    lefts, rows = np.array(left), np.array(row)
    keys = lefts * len(seconds) + np.array(right)
    unique, cell = np.unique(keys, return_inverse=True)
    cell_left = unique // len(seconds)
    probability = np.full(len(unique), 1.0)
    for _ in range(ROUNDS):
        weight = probability[cell]
        weight = weight / np.bincount(rows, weight)[rows]
        counts = np.bincount(cell, weight, len(unique))
        probability = counts / np.bincount(cell_left, counts)[cell_left]
    first_words, second_words = ["", *firsts], list(seconds)
    chosen = np.flatnonzero((probability >= 0.02) & (cell_left > 0))
    return {
        (first_words[cell_left[i]], second_words[unique[i] % len(second_words)]): float(probability[i]) for i in chosen
    }


def ranked(
    phrases: Sequence[str],
    german: str,
    probabilities: Mapping[tuple[str, str], float],
    lines: Mapping[tuple[str, str], int],
) -> list[str]:
    """English phrases of one German phrase, best first.

    What translations use comes first, by its IBM-1 probability; then what stands in most of Ding's lines; then Ding's
    own order.
    """
    word = lemma(german, "de")

    def key(english: str) -> tuple[float, int]:
        return (-probabilities.get((word, lemma(english, "en")), 0.0), -lines.get((german, english), 0))

    return sorted(phrases, key=key)


def compile_dictionary(
    phrase_pairs: Iterable[tuple[str, str]],
    learned: Iterable[tuple[str, str]],
    probabilities: Mapping[tuple[str, str], float],
    lines: Mapping[tuple[str, str], int],
    out: Path,
) -> None:
    """Write the links (see `write_links`), those of one German phrase ranked, the learned ones last."""
    links: dict[str, list[str]] = defaultdict(list)
    for german, english in phrase_pairs:
        links[german].append(english)
    links = defaultdict(list, {g: ranked(phrases, g, probabilities, lines) for g, phrases in links.items()})
    for german, english in learned:
        links[german].append(english)
    write_links(links, out)


def write_frequencies(data: Path, out: Path) -> None:
    """How often each German lemma stands in the clean training pairs, for ranking suggestions."""
    counts = Counter(lemma for german, _ in content_pairs(data) for lemma in german)
    kept = {word: count for word, count in sorted(counts.items()) if count >= 3}
    (out / "frequencies.json").write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Compile the German-English dictionary.")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--data", type=Path, required=True, help="folder of the parallel data")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    options = parser.parse_args()
    known = correspondences(options.dictionary)
    pairs = content_pairs(options.data)
    known_lower = {(german.lower(), english.lower()) for german, english in known}
    found = learn(pairs)
    learned = [
        pair
        for pair, (probability, _) in sorted(found.items(), key=lambda item: -item[1][0])
        if probability >= LEAST_PROBABILITY and pair not in known_lower
    ]
    probabilities = {pair: probability for pair, (probability, _) in found.items() if probability >= LEAST_RANKING}
    compile_dictionary(known, learned, probabilities, known, options.out)
    write_frequencies(options.data, options.out)
    print(f"{len(known)} pairs of phrases, {len(learned)} learned")


if __name__ == "__main__":
    main()
