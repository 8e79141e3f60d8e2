"""Articles that were written to measure on: whole articles, as a person brings them.

The other figures come from single sentences, or from articles put together from test sets. `unseen.tsv.gz` holds six
sets of articles, A to F, of fourteen or so each, that a language model wrote for mtcheck, to other instructions than
what is learned from: half of them garbled, with sound sentences between the garbled ones, half sound throughout, in
literal, plain and free German. Nothing is trained or fitted on them. They have been looked at, set by set: each was
new when it came, and is no longer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from mtcheck.data import Report
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


@dataclass
class Count:
    """Flags and labels of sentences, with probabilities and scores, and the verdicts by whether an article is sound."""

    flagged: list[bool] = field(default_factory=list)
    garbled: list[bool] = field(default_factory=list)
    in_sound: list[bool] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    verdicts: Counter[tuple[bool, str]] = field(default_factory=Counter)

    def add(self, other: Count) -> None:
        """Take in what another counted."""
        for name in ("flagged", "garbled", "in_sound", "probabilities", "scores"):
            getattr(self, name).extend(getattr(other, name))
        self.verdicts += other.verdicts

    def lines(self, name: str) -> Iterator[tuple[str, str]]:
        """The figures, each with its name."""
        found = sum(flag and bad for flag, bad in zip(self.flagged, self.garbled, strict=True))
        sound = [place for place, bad in enumerate(self.garbled) if not bad]
        alarms = sum(self.flagged[place] for place in sound)
        throughout = [place for place in sound if self.in_sound[place]]
        quiet = sum(self.flagged[place] for place in throughout)
        yield (
            f"unseen articles {name}, flags",
            f"Matthews correlation {matthews(self.flagged, self.garbled):.3f}; garbled {found} of {sum(self.garbled)}, "
            f"sound {alarms} of {len(sound)}, of these in sound articles {quiet} of {len(throughout)}",
        )
        yield (
            f"unseen articles {name}, AUROC",
            ", ".join(
                f"{what} {separation(*self._parted(values)):.3f}"
                for what, values in (("probability", [-p for p in self.probabilities]), ("score", self.scores))
            ),
        )
        for is_sound, kind in ((True, "sound"), (False, "garbled")):
            counts = [(verdict, count) for (which, verdict), count in self.verdicts.most_common() if which is is_sound]
            yield f"unseen articles {name}, verdicts on {kind} ones", ", ".join(f"{n} {v}" for v, n in counts)

    def _parted(self, values: list[float]) -> tuple[list[float], list[float]]:
        bad = [value for value, is_bad in zip(values, self.garbled, strict=True) if is_bad]
        good = [value for value, is_bad in zip(values, self.garbled, strict=True) if not is_bad]
        return bad, good


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
    counted = Count(verdicts=Counter([(is_sound, report.verdict.value)]))
    for _, translation, label in article.sentences:
        if label != MINOR:
            flagged, probability, score = _of_sentence(report, translation)
            counted.flagged.append(flagged)
            counted.garbled.append(label == GARBLED)
            counted.in_sound.append(is_sound)
            counted.probabilities.append(probability)
            counted.scores.append(score)
    return counted


def _markdown(sentences: list[str]) -> str:
    """A headline, and paragraphs of three sentences."""
    headline, *body = sentences
    paragraphs = (" ".join(body[first : first + PARAGRAPH]) for first in range(0, len(body), PARAGRAPH))
    return "\n\n".join((f"# {headline}", *paragraphs)) + "\n"


def _of_sentence(report: Report, translation: str) -> tuple[bool, float, float]:
    """Whether the pair of a sentence is flagged, its probability and its score; 0 and 1 where it has no pair."""
    pairs = [p for p in report.pairs if p.translation and _overlap(translation, p.translation)]
    probabilities = (pair.probability for pair in pairs)
    scores = (pair.scores.get("comet") for pair in pairs)
    return (
        any(pair.flagged for pair in pairs),
        max((value for value in probabilities if value is not None), default=0.0),
        min((value for value in scores if value is not None), default=1.0),
    )


def _overlap(sentence: str, paired: str) -> bool:
    """Whether a sentence is a part of what was paired, or the other way round."""
    return sentence in paired or paired in sentence
