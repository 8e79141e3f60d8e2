"""Measuring the embedded model and the detectors on data that nothing was trained or fitted on.

    python -m mtcheck.training.evaluate --data DATA [--model FOLDER] [--references 2032]

Prints for the model: correlation with human judgements, separation of sound from bad translations, word labels; for
the whole tool: the share of professional translations that are flagged, by rule.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mtcheck.data import Pair
from mtcheck.detectors import DETECTORS, Context, View
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import EmbeddedComet, Judgement
from mtcheck.training import corpora
from mtcheck.training.corpora import Example
from mtcheck.verdict import is_flagged


def as_pairs(examples: Sequence[Example]) -> list[Pair]:
    """Examples as numbered pairs."""
    return [Pair(i, example.source, example.translation, i + 1) for i, example in enumerate(examples)]


def distinct_references(data: Path) -> list[Example]:
    """The professional references of the dev split, each German text once, in file order."""
    seen: dict[str, Example] = {}
    for example in corpora.sound_pairs(data, "dev", references_only=True):
        seen.setdefault(example.translation, example)
    return list(seen.values())


def separation(bad: Sequence[float], good: Sequence[float]) -> float:
    """Area under the ROC curve: the chance that a bad one scores below a good one, ties counting half."""
    values = np.concatenate([bad, good])
    order = np.argsort(values, kind="mergesort")
    ranks = np.empty(len(values))
    sorted_values = values[order]
    _, first, counts = np.unique(sorted_values, return_index=True, return_counts=True)
    for start, count in zip(first, counts, strict=True):
        ranks[order[start : start + count]] = start + (count + 1) / 2
    good_ranks = ranks[len(bad) :].sum() - len(good) * (len(good) + 1) / 2
    return float(good_ranks / (len(bad) * len(good)))


def pearson(first: Sequence[float], second: Sequence[float]) -> float:
    """Pearson's correlation."""
    return float(np.corrcoef(first, second)[0, 1])


def word_scores(examples: Sequence[Example], judgements: Sequence[Judgement | None]) -> tuple[list[float], list[float]]:
    """Probabilities of a major error for subwords inside and outside the marked words."""
    inside: list[float] = []
    outside: list[float] = []
    for example, judgement in zip(examples, judgements, strict=True):
        for word in judgement.subwords if judgement else ():
            marked = any(word.start < mark.end and mark.start < word.end for mark in example.marks or ())
            (inside if marked else outside).append(word.major)
    return inside, outside


def evaluate_model(data: Path, model: EmbeddedComet, most: int) -> None:
    """Print the model's figures."""
    rng = random.Random(1)

    def judged(examples: list[Example]) -> tuple[list[Example], list[Judgement | None], list[float]]:
        chosen = rng.sample(examples, most) if len(examples) > most else examples
        judgements = model.judge(as_pairs(chosen))
        return chosen, judgements, [judgement.score if judgement else 0.0 for judgement in judgements]

    references, _, sound = judged(distinct_references(data))
    print(
        f"references: n {len(references)}  quantiles 1/5/8/10/50 %: {np.percentile(sound, [1, 5, 8, 10, 50]).round(3)}"
    )
    judgements = list(corpora.judgements(data, "dev"))
    for corpus in sorted({example.corpus for example in judgements}):
        chosen, _, scores = judged([example for example in judgements if example.corpus == corpus])
        line = f"{corpus}: n {len(chosen)}  r {pearson(scores, [example.quality for example in chosen]):.3f}"
        bad = [score for score, example in zip(scores, chosen, strict=True) if example.garbled]
        good = [score for score, example in zip(scores, chosen, strict=True) if example.garbled is False]
        print(line + (f"  AUROC major error {separation(bad, good):.3f}" if bad and good else ""))
    consensus = list(corpora.consensus(data, "dev"))
    chosen, found, scores = judged([e for e in consensus if e.marks and len(e.marks) >= 2])
    _, _, clean = judged([e for e in consensus if not e.marks])
    print(f"consensus, two or more words alone: n {len(chosen)}")
    print(f"  AUROC against references {separation(scores, sound):.3f}, others {separation(scores, clean):.3f}")
    inside, outside = word_scores(chosen, found)
    print(f"  words: AUROC {separation([-x for x in inside], [-x for x in outside]):.3f}")
    errors = list(corpora.critical_errors(data, "dev"))
    chosen, _, scores = judged(errors)
    bad = [score for score, example in zip(scores, chosen, strict=True) if example.garbled]
    good = [score for score, example in zip(scores, chosen, strict=True) if not example.garbled]
    print(f"critical errors: n {len(chosen)}  AUROC {separation(bad, good):.3f}")


def evaluate_flags(data: Path, model: EmbeddedComet, most: int) -> None:
    """Print the share of professional translations that are flagged, and which rules do it."""
    examples = distinct_references(data)[:most]
    pairs = as_pairs(examples)
    linker = Linker(Dictionary())
    judgements = model.judge(pairs)
    flagged, rules = 0, Counter[str]()
    for pair, judgement in zip(pairs, judgements, strict=True):
        view = View(linker.link(pair.source or "", pair.translation or ""), judgement)
        context = Context(linker, {pair.index: view})
        findings = [finding for detector in DETECTORS for finding in detector.check(pair, context)]
        flagged += is_flagged(findings)
        rules.update({f"{finding.rule}/{finding.severity.value}" for finding in findings})
    print(f"flagged: {flagged} of {len(pairs)} references, {flagged / len(pairs):.1%}")
    for rule, count in rules.most_common():
        print(f"  {rule}: {count}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure the embedded model and the detectors.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, help="folder of an exported model; without it the one that ships")
    parser.add_argument("--references", type=int, default=2032, help="how many references to run the detectors on")
    parser.add_argument("--most", type=int, default=1200, help="how many examples of each corpus the model judges")
    options = parser.parse_args()
    model = EmbeddedComet(options.model)
    evaluate_model(options.data, model, options.most)
    evaluate_flags(options.data, model, options.references)


if __name__ == "__main__":
    main()
