"""Articles that were written to measure on: whole articles, as a person brings them.

The other figures come from single sentences, or from articles put together from test sets. `unseen.tsv.gz` holds six
sets of articles, A to F, of fourteen or so each, that a language model wrote for mtcheck, to other instructions than
what is learned from: half of them garbled, with sound sentences between the garbled ones, half sound throughout, in
literal, plain and free German. Nothing is trained or fitted on them. They have been looked at, set by set: each was
new when it came, and is no longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from mtcheck.data import Pair, Report
from mtcheck.pipeline import check
from mtcheck.training.corpora import shipped_rows
from mtcheck.training.statistics import matthews, separation

FILE = "unseen.tsv.gz"
"""Columns article, kind, source, translation, label; the first sentence is a headline. It lies beside this module."""

PARAGRAPH = 3
"""Sentences of a paragraph."""

GARBLED, MINOR = "garbled", "minor"
"""The kind of an article, and the label of a sentence; and the label of sentences that do not count."""


@dataclass(frozen=True)
class Article:
    """An article with its sentences: source, translation and label."""

    name: str
    kind: str
    sentences: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def group(self) -> str:
        """The set it belongs to."""
        return self.name.partition("/")[0]


@dataclass(frozen=True)
class Sentence:
    """What the tool says of a sentence, whether it is garbled, and whether its article is sound throughout."""

    flagged: bool
    probability: float
    score: float
    garbled: bool
    in_sound: bool


@dataclass
class Count:
    """Sentences, and the verdicts by whether an article is sound."""

    sentences: list[Sentence] = field(default_factory=list)
    verdicts: Counter[tuple[bool, str]] = field(default_factory=Counter)

    def add(self, other: Count) -> None:
        """Take in what another counted."""
        self.sentences += other.sentences
        self.verdicts += other.verdicts

    def lines(self, name: str) -> Iterator[tuple[str, str]]:
        """The figures, each with its name."""
        bad = [sentence for sentence in self.sentences if sentence.garbled]
        good = [sentence for sentence in self.sentences if not sentence.garbled]
        quiet = [sentence for sentence in good if sentence.in_sound]
        correlation = matthews([s.flagged for s in self.sentences], [s.garbled for s in self.sentences])
        yield (
            f"unseen articles {name}, flags",
            f"Matthews correlation {correlation:.3f}; garbled {_flagged(bad)}, sound {_flagged(good)}, "
            f"of these in sound articles {_flagged(quiet)}",
        )
        probability = separation([-s.probability for s in bad], [-s.probability for s in good])
        score = separation([s.score for s in bad], [s.score for s in good])
        yield f"unseen articles {name}, AUROC", f"probability {probability:.3f}, score {score:.3f}"
        for is_sound, kind in ((True, "sound"), (False, "garbled")):
            counts = [(verdict, count) for (which, verdict), count in self.verdicts.most_common() if which is is_sound]
            yield f"unseen articles {name}, verdicts on {kind} ones", ", ".join(f"{n} {v}" for v, n in counts)


def _flagged(sentences: Sequence[Sentence]) -> str:
    return f"{sum(sentence.flagged for sentence in sentences)} of {len(sentences)}"


def unseen() -> list[Article]:
    """All articles."""
    articles: dict[str, Article] = {}
    for name, kind, source, translation, label in shipped_rows(FILE):
        articles.setdefault(name, Article(name, kind)).sentences.append((source, translation, label))
    return list(articles.values())


def unseen_articles() -> Iterator[tuple[str, str]]:
    """What the whole tool says of the articles, set by set and of all together."""
    everything, sets = Count(), dict[str, Count]()
    for article in unseen():
        counted = count(article)
        sets.setdefault(article.group, Count()).add(counted)
        everything.add(counted)
    for name, of_set in sets.items():
        yield next(of_set.lines(name))
    yield from everything.lines("of all sets")


def count(article: Article) -> Count:
    """Check an article as two files and compare the flags with the labels; sentences with minor errors do not count."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("article.de.md", "article.en.md")]
        for file, side in zip(files, (1, 0), strict=True):
            file.write_text(_markdown([sentence[side] for sentence in article.sentences]), encoding="utf-8")
        report = check(*files)
    is_sound = article.kind != GARBLED
    return Count(
        [
            _judged(report, translation, label == GARBLED, is_sound)
            for _, translation, label in article.sentences
            if label != MINOR
        ],
        Counter([(is_sound, report.verdict.value)]),
    )


def _markdown(sentences: list[str]) -> str:
    """A headline, and paragraphs of three sentences."""
    headline, *body = sentences
    paragraphs = (" ".join(body[first : first + PARAGRAPH]) for first in range(0, len(body), PARAGRAPH))
    return "\n\n".join((f"# {headline}", *paragraphs)) + "\n"


def _judged(report: Report, translation: str, garbled: bool, in_sound: bool) -> Sentence:
    """What a report says of a sentence; one that has no pair is not flagged, with probability 0 and score 1."""
    pairs = pairs_of(report, translation)
    probabilities = (pair.probability for pair in pairs)
    scores = (pair.scores.get("comet") for pair in pairs)
    return Sentence(
        any(pair.flagged for pair in pairs),
        max((value for value in probabilities if value is not None), default=0.0),
        min((value for value in scores if value is not None), default=1.0),
        garbled,
        in_sound,
    )


def pairs_of(report: Report, sentence: str) -> list[Pair]:
    """The pairs of a report that hold a German sentence, or a part of it."""
    return [p for p in report.pairs if p.translation and (sentence in p.translation or p.translation in sentence)]
