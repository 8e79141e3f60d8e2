"""Measuring the embedded model and the detectors on data that nothing was trained or fitted on.

    python -m mtcheck.training.evaluate --data DATA --dictionary de-en [--model FOLDER] [--write]

Prints for the model: correlation with human judgements, separation of sound from bad translations, word labels, made
errors by kind, the scale, the agreement of both runtimes; for the whole tool: articles that were written to measure on,
the share of professional translations that are flagged, by rule, the rules one by one, and the sample article.
`--write` puts the model's figures into its `mtcheck.json`, and those of the rules where `mtcheck rules` finds them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from mtcheck.detectors import DETECTORS
from mtcheck.evidence import shipped_weights
from mtcheck.figures import write_figures
from mtcheck.lexicon import Dictionary, Linker
from mtcheck.metrics.comet import EmbeddedComet
from mtcheck.metrics.tagger import Tags
from mtcheck.pipeline import check, detect
from mtcheck.training import corpora, made_errors, rule_figures, verdict
from mtcheck.training.calibrate import distinct_references, garbled_end, sample
from mtcheck.training.corpora import Example
from mtcheck.training.export import write_settings
from mtcheck.training.judged import LENGTH, Judged, articles, judge
from mtcheck.training.reviewed import reviewed
from mtcheck.training.rule_figures import touches
from mtcheck.training.senses import material_of
from mtcheck.training.statistics import pearson, separation, spearman
from mtcheck.training.unseen import pairs_of, unseen_articles
from mtcheck.training.written import written
from mtcheck.verdict import judge as judge_article

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "putin-call"
MADE = 200
WORD_THRESHOLD = 0.5
ROUNDS = 500
TAGGED = 0.01
"""Share of references, 0-1, in which a word may be tagged when it is asked how many made errors are."""

HEADLINES = (
    "mlqe-pe-test20, Pearson",
    "wmt21-news-mqm, Spearman",
    "wmt21-ted-mqm, Spearman",
    "wmt22-mqm, Spearman",
    "two or more words alone, against references, AUROC",
    "badly garbled outputs, against references, AUROC",
    "written sentences, botched against sound, AUROC",
    "made errors of all kinds score lower",
    "critical errors, AUROC",
)
"""The figures that `mtcheck models` shows."""


# The model


Statistic = Callable[[Sequence[float], Sequence[float]], float]


def interval(statistic: Statistic, judged: Judged, qualities: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a statistic of scores and qualities, by drawing sources with replacement."""
    groups: dict[str, list[int]] = {}
    for position, example in enumerate(judged.examples):
        groups.setdefault(example.source, []).append(position)
    members = list(groups.values())
    generator = np.random.default_rng(1)
    scores, wanted = np.asarray(judged.scores), np.asarray(qualities)
    values = []
    for _ in range(ROUNDS):
        drawn = np.concatenate([members[k] for k in generator.integers(len(members), size=len(members))])
        values.append(statistic(scores[drawn].tolist(), wanted[drawn].tolist()))
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def human_judgements(model: EmbeddedComet, data: Path) -> Iterator[tuple[str, str]]:
    """Correlation with direct assessments and MQM penalties, by corpus."""
    everything = judge(model, list(corpora.judgements(data, "dev")))
    for corpus in sorted({example.corpus for example in everything.examples}):
        chosen = everything.only(lambda example, corpus=corpus: example.corpus == corpus)  # type: ignore[misc]
        qualities = [example.quality for example in chosen.examples]
        for name, statistic in (("Pearson", pearson), ("Spearman", spearman)):
            low, high = interval(statistic, chosen, qualities)
            value = statistic(chosen.scores, qualities)
            yield f"{corpus}, {name}", f"{value:.3f} [{low:.3f}, {high:.3f}], n {len(qualities)}"
        bad = chosen.only(lambda example: example.garbled is True).scores
        good = chosen.only(lambda example: example.garbled is False).scores
        if bad and good:
            yield f"{corpus}, major error by most annotators, AUROC", f"{separation(bad, good):.3f}"


def consensus(model: EmbeddedComet, data: Path, sound: Judged, most: int) -> Iterator[tuple[str, str]]:
    """Outputs of real systems with words that no other translation uses: the score and the word marks, by corpus."""
    everything = list(corpora.consensus(data, "dev"))
    two: list[float] = []
    clean: list[float] = []
    for corpus in sorted({example.corpus for example in everything}):
        chosen = judge(model, sample([example for example in everything if example.corpus == corpus], most))
        marked = chosen.only(lambda example: bool(example.marks))
        unmarked = chosen.only(lambda example: not example.marks)
        precision, recall = word_marks(chosen)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        yield (
            f"{corpus}, a word alone",
            f"AUROC {separation(marked.scores, unmarked.scores):.3f}; words P {precision:.2f} R {recall:.2f} "
            f"F1 {f1:.2f}; n {len(chosen.examples)}",
        )
        two += chosen.only(lambda example: len(example.marks or ()) >= 2).scores
        clean += unmarked.scores
    yield "two or more words alone, against none, AUROC", f"{separation(two, clean):.3f}"
    yield "two or more words alone, against references, AUROC", f"{separation(two, sound.scores):.3f}"
    end = judge(model, sample(garbled_end(data)))
    yield "badly garbled outputs, against references, AUROC", f"{separation(end.scores, sound.scores):.3f}"
    yield "mean score of references", f"{np.mean(sound.scores):.3f}"
    yield "mean score of badly garbled outputs", f"{np.mean(end.scores):.3f}"
    points = np.percentile(sound.scores, [1, 5, 10, 50])
    yield "scores of references, 1/5/10/50 % quantiles", ", ".join(f"{point:.2f}" for point in points)


def written_sentences(model: EmbeddedComet) -> Iterator[tuple[str, str]]:
    """Sentences written for the training, of the part that is only measured on: botched against sound ones."""
    sentences = list(written("dev"))
    sound = judge(model, [sentence.sound for sentence in sentences])
    bad = judge(model, [sentence.botched for sentence in sentences if sentence.botched]).scores
    for style in ("free", "plain", "literal"):
        good = sound.only(lambda example, style=style: example.corpus.endswith(style)).scores  # type: ignore[misc]
        yield f"written sentences, botched against sound {style} ones, AUROC", f"{separation(bad, good):.3f}"
    yield "written sentences, botched against sound, AUROC", f"{separation(bad, sound.scores):.3f}, n {len(bad)}"


def reviewed_outputs(model: EmbeddedComet, data: Path) -> Iterator[tuple[str, str]]:
    """Outputs of real systems that were read one by one: garbled against sound ones."""
    judged = judge(model, list(reviewed(data, "dev")))
    bad = judged.only(lambda example: example.garbled is True).scores
    good = judged.only(lambda example: example.garbled is False).scores
    yield "reviewed outputs, garbled against sound, AUROC", f"{separation(bad, good):.3f}, n {len(bad) + len(good)}"


def word_marks(judged: Judged) -> tuple[float, float]:
    """Precision and recall of the words that the model marks, against the marked words of the examples."""
    right = given = wanted = 0
    for example, judgement in zip(judged.examples, judged.judgements, strict=True):
        marks = example.marks or ()
        wanted += len(marks)
        for word in made_errors.words_of(example.translation):
            if len(word.group()) > 2 and judgement.major(word.start(), word.end()) >= WORD_THRESHOLD:
                given += 1
                right += any(word.start() < mark.end and mark.start < word.end() for mark in marks)
    return right / max(given, 1), right / max(wanted, 1)


def judged_errors(model: EmbeddedComet, data: Path, dictionary: Path) -> dict[str, tuple[Judged, Judged]]:
    """Sentences of the dev split and what was made of them, by the kind of the made error."""
    rng = random.Random(7)
    sound = list(corpora.sound_pairs(data, "dev"))
    material = material_of(sound, dictionary)
    judged = {}
    for kind in made_errors.KINDS:
        pairs: list[tuple[Example, Example]] = []
        for _ in range(MADE * 40):
            pair = rng.choice(sound)
            broken = made_errors.make(pair, kind, rng, material)
            if broken is not None:
                pairs.append((pair, broken))
            if len(pairs) == MADE:
                break
        after = judge(model, [broken for _, broken in pairs], tagged=True)
        judged[kind.name] = (judge(model, [pair for pair, _ in pairs]), after)
    return judged


def errors_made(judged: Mapping[str, tuple[Judged, Judged]]) -> Iterator[tuple[str, str]]:
    """Made errors against the sentence they were made from: how often the broken one scores lower, by kind."""
    wins = total = 0
    for kind, (before, after) in judged.items():
        lower = sum(y < x for x, y in zip(before.scores, after.scores, strict=True))
        wins, total = wins + lower, total + len(after.scores)
        yield f"made {kind} scores lower", f"{lower / max(len(after.scores), 1):.1%} of {len(after.scores)}"
    yield "made errors of all kinds score lower", f"{wins / total:.1%} of {total}"


def errors_tagged(sound: Judged, judged: Mapping[str, tuple[Judged, Judged]]) -> Iterator[tuple[str, str]]:
    """How many made errors have a word that the tagger is surer of than of any in most references, by kind."""
    for name in ("wrong", "ungrammatical"):

        def peak(tags: Tags | None, name: str = name) -> float:
            return max((getattr(subword, name) for subword in tags.subwords), default=0.0) if tags else 0.0

        least = float(np.quantile([peak(tags) for tags in sound.tags], 1 - TAGGED))
        found = {kind: np.mean([peak(tags) > least for tags in after.tags]) for kind, (_, after) in judged.items()}
        best = sorted(found.items(), key=lambda item: -item[1])
        yield (
            f"tagger, {name} word beyond {least:.3f}, as {TAGGED:.0%} of references have",
            ", ".join(f"{kind} {share:.0%}" for kind, share in best if share >= 3 * TAGGED),
        )


def critical_errors(model: EmbeddedComet, data: Path) -> Iterator[tuple[str, str]]:
    """Talk-page sentences with and without a catastrophic error."""
    chosen = judge(model, list(corpora.critical_errors(data, "dev")))
    bad = chosen.only(lambda example: example.garbled is True).scores
    good = chosen.only(lambda example: example.garbled is False).scores
    yield "critical errors, AUROC", f"{separation(bad, good):.3f}, n {len(chosen.examples)}"


def sample_article(model: EmbeddedComet) -> Iterator[tuple[str, str]]:
    """The sample article against the sentences marked by hand: the score, and the flags of the whole tool."""
    gold = json.loads((SAMPLE / "gold.json").read_text(encoding="utf-8"))["sentences"]
    examples = [Example("sample", item["en"], item["de"], 0.0, None, item["garbled"]) for item in gold]
    judged = judge(model, examples)
    bad = judged.only(lambda example: example.garbled is True).scores
    good = judged.only(lambda example: example.garbled is False).scores
    yield "sample article, garbled sentences, AUROC", f"{separation(bad, good):.3f}, n {len(examples)}"
    report = check(SAMPLE / "article.de.md", SAMPLE / "article.en.md")

    def is_flagged_in_report(german: str) -> bool:
        return any(pair.flagged for pair in pairs_of(report, german))

    sure = [(is_flagged_in_report(item["de"]), item["garbled"]) for item in gold if not item["borderline"]]
    right, given = sum(f and g for f, g in sure), sum(f for f, _ in sure)
    yield "sample article, flags", f"{right} of {given} right, {right} of {sum(g for _, g in sure)} found"


def agreement(model: EmbeddedComet, data: Path) -> Iterator[tuple[str, str]]:
    """The scores of both runtimes on 500 pairs of the dev split."""
    examples = [*corpora.judgements(data, "dev"), *corpora.consensus(data, "dev"), *corpora.sound_pairs(data, "dev")]
    chosen = sample(examples, 500)
    here = judge(model, chosen).scores
    there = judge(EmbeddedComet(model.folder, runtime="torch"), chosen).scores
    difference = np.abs(np.subtract(here, there))
    yield "both runtimes, mean difference", f"{difference.mean():.4f} (largest {difference.max():.3f})"
    yield "both runtimes, Spearman", f"{spearman(here, there):.4f}"


# The whole tool


def flags(sound: Judged, model: EmbeddedComet, linker: Linker) -> Iterator[tuple[str, str]]:
    """The share of professional translations that are flagged, and what the main reason is."""
    examples = iter(sound.examples)
    flagged, total, reasons, verdicts = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for pairs, context in articles(sound, linker, model):
        detected = detect(pairs, context, DETECTORS)
        verdicts[judge_article(detected).verdict.value] += 1
        for pair in detected:
            kind = "German originals" if "-deen-" in next(examples).corpus else "translated from English"
            total[kind] += 1
            flagged[kind] += pair.flagged
            worst = [finding for finding in pair.findings if finding.is_major]
            reasons.update([max(worst, key=lambda finding: finding.severity.rank).rule] if worst else [])
    everything, found = sum(total.values()), sum(flagged.values())
    yield "references flagged", f"{found} of {everything}, {found / everything:.1%}"
    for kind, count in sorted(total.items()):
        yield f"references flagged, {kind}", f"{flagged[kind]} of {count}, {flagged[kind] / count:.1%}"
    yield f"verdicts on articles of {LENGTH} references", ", ".join(f"{n} {v}" for v, n in verdicts.most_common())
    for rule, count in reasons.most_common():
        yield f"  main reason {rule}", f"{count}, {count / everything:.1%}"


def errors_found(
    made: Mapping[str, tuple[Judged, Judged]], model: EmbeddedComet, linker: Linker
) -> Iterator[tuple[str, str]]:
    """How many sentences with a made error are flagged, by kind, each as an article by itself.

    Found are also errors that a minor finding is about: many kinds are minor ones, which are to be marked and not to
    flag.
    """
    total = Counter[str]()
    for kind, (_, broken) in made.items():
        count = Counter[str](pairs=len(broken.pairs))
        for single in broken.singly():
            for pairs, context in articles(single, linker, model):
                (pair,) = detect(pairs, context, DETECTORS)
                is_found = pair.flagged or any(touches(finding, single.examples[0]) for finding in pair.findings)
                count.update(flagged=pair.flagged, found=is_found)
        total += count
        for name in ("flagged", "found"):
            yield f"made {kind} {name}", _share(count, name)
    for name in ("flagged", "found"):
        yield f"made errors of all kinds {name}", _share(total, name)


def _share(count: Mapping[str, int], name: str) -> str:
    return f"{count[name] / max(count['pairs'], 1):.1%} of {count['pairs']}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="Measure the embedded model and the detectors.")
    parser.add_argument("--data", type=Path, required=True, help="folder of judged translations and clean pairs")
    parser.add_argument("--dictionary", type=Path, required=True, help="the file de-en of the package trans-de-en")
    parser.add_argument("--model", type=Path, help="folder of an exported model; without it the one that ships")
    parser.add_argument("--references", type=int, default=2032, help="how many references to run the detectors on")
    parser.add_argument("--most", type=int, default=400, help="how many outputs of each consensus corpus to judge")
    parser.add_argument("--write", action="store_true", help="put the figures where the package shows them")
    options = parser.parse_args()
    model, linker = EmbeddedComet(options.model), Linker(Dictionary())
    sound = judge(model, distinct_references(options.data), tagged=True)
    figures: dict[str, str] = {}

    def tell(part: Iterator[tuple[str, str]]) -> None:
        for name, value in part:
            figures[name] = value
            print(f"{name}: {value}", flush=True)

    tell(human_judgements(model, options.data))
    tell(consensus(model, options.data, sound, options.most))
    tell(written_sentences(model))
    tell(reviewed_outputs(model, options.data))
    made = judged_errors(model, options.data, options.dictionary)
    tell(errors_made(made))
    tell(errors_tagged(sound, made))
    tell(critical_errors(model, options.data))
    tell(agreement(model, options.data))
    tell(sample_article(model))
    if options.write:
        write_settings(model.folder, model.settings | {"figures": {name: figures[name] for name in HEADLINES}})
    tell(unseen_articles())
    tell(flags(sound.first(options.references), model, linker))
    tell(errors_found(made, model, linker))
    dev = list(verdict.cases(options.data, options.dictionary, "dev", model, linker))
    tell(verdict.measure(shipped_weights(), dev))
    tell(rule_figures.flags_without_source(model, sound.examples, linker))
    of_rules = rule_figures.measure(sound, {kind: after for kind, (_, after) in made.items()}, linker)
    tell(rule_figures.lines(of_rules))
    if options.write:
        write_figures(of_rules)


if __name__ == "__main__":
    main()
