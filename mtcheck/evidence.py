"""What is known of a pair, as numbers, and how likely it is garbled.

Two kinds of evidence are told apart. A rule that names its reason (a wrong number, a loop) stands for itself: its
findings are right as often as was measured, of some rules the oftener, the more all else speaks for garble. All else
is weighed by a logistic regression: COMET, the words that the model doubts, those that the tagger takes for wrong, the
word that both doubt most, how alike both sides are in meaning, lengths, minor findings but punctuation, and the number
of words, for in a long sentence doubts add up though all is sound. A pair is sound only if neither applies:
p = 1 - (1 - p of the evidence) x product of (1 - p of a rule) (noisy-or, Pearl 1988, Section 4.3.2).

An article tells about its sentences: where many look garbled, one that is in doubt is more likely garbled than in a
clean one. What the other pairs of an article come to on average, rules included, is therefore a number of each pair's
evidence; in a short article it counts less, and it is bounded, so that most sound sentences of a bad article stay
unflagged. What a rule says is not shifted. The article also tells how freely it is
translated, by how unusual its words are for the English: the more freely, the more do scores and doubts rise in sound
text too, as they do with references of other hands. What they rise by is taken off. How unusual the words of a single
pair are is not held against it: that tells free from literal rather than garbled from sound.

The weights are fitted on translations of known quality (`python -m mtcheck.training verdict`) and lie in
`resources/verdict/verdict.json`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from statistics import fmean, median

from mtcheck.data import Category, Finding, Pair, Side
from mtcheck.detectors.base import View
from mtcheck.lexicon.tokens import Token
from mtcheck.metrics.comet import Judgement
from mtcheck.odds import any_of, bounded, logit, sigmoid, surprise

MODEL_RULES = frozenset({"unlikely-sentence", "unlikely-wording"})
"""Rules that follow from the evidence and add none."""

FREEDOM = "unusual"
"""The number that tells how freely a pair is translated."""

WORDS = "words"
"""The number that tells how long a pair is."""

FEWEST_WORDS = 8
"""Words that a shorter pair counts as having: what makes up for length in long sentences is too much in short ones."""

SHORTER, LONGER = -0.05, 0.3
"""Logarithm of the German's length in characters as a multiple of the English's, between which lengths say nothing."""

MOST_LEANING = 4.0
"""Log-odds of the evidence, either way, beyond which a rule is trusted no more and no less."""

NAMED_MODEL = 0.9
"""Probability, 0-1, that a pair is garbled in which a model that the user names marks a major error: not measured; who
names a model wants to hear what it says."""


def evidence(pair: Pair, view: View, findings: Iterable[Finding] = ()) -> dict[str, float]:
    """The numbers of a pair with both sides, by name; the larger, the more they speak for garble.

    But for `FREEDOM`, which speaks of the article. A number that is not known is left out.
    """
    found = {**_lengths(pair.source or "", pair.translation or ""), FREEDOM: view.links.unusual}
    found[WORDS] = math.log1p(max(len(view.links.translation), FEWEST_WORDS))
    findings = list(findings)
    words = _words_to_doubt(view, findings)
    every: list[float] = []
    if view.judgement is not None:
        every = [view.judgement.any_error(word.start, word.end) for word in words]
        found |= _doubts(words, every, view.judgement)
    if view.tags is not None:
        wrong = [view.tags.wrong(word.start, word.end) for word in words]
        broken = [view.tags.ungrammatical(word.start, word.end) for word in words]
        found |= _tagged(wrong, broken)
        if view.judgement is not None:
            found["worst word"] = _worst(every, wrong, broken)
    if pair.similarity is not None:
        found["difference"] = 1 - pair.similarity
    minor = Counter(f.rule for f in findings if not f.is_major and f.category is not Category.PUNCTUATION)
    return found | {f"minor {rule}": math.log1p(n) for rule, n in minor.items() if rule not in MODEL_RULES}


def _words_to_doubt(view: View, findings: Iterable[Finding]) -> list[Token]:
    """The words of the translation but those where a rule has found wrong punctuation, which is no wrong word."""
    typographic = [f for f in findings if f.category is Category.PUNCTUATION and f.side is Side.TRANSLATION]
    words = view.links.translation
    return [word for word in words if not any(finding.overlaps(word.start, word.end) for finding in typographic)]


def _doubts(words: Sequence[Token], every: Sequence[float], judgement: Judgement) -> dict[str, float]:
    """What the model says: the score, and how likely words are wrong, majorly or at all (`every`), taken one by one."""
    major = (surprise(judgement.major(word.start, word.end)) for word in words)
    return {
        "score": -logit(judgement.score),
        "doubted words": math.log(0.05 + sum(map(surprise, every))),
        "doubt per word": sum(major) / max(len(words), 1),
    }


def _tagged(wrong: Sequence[float], broken: Sequence[float]) -> dict[str, float]:
    """What the tagger says: how likely words are wrong, and how likely they are no good German, taken one by one."""
    total = sum(map(surprise, wrong))
    return {
        "broken grammar": math.log(0.05 + sum(map(surprise, broken))),
        "wrong words": math.log(0.05 + total),
        "wrong per word": total / max(len(wrong), 1),
    }


def _worst(every: Sequence[float], wrong: Sequence[float], broken: Sequence[float]) -> float:
    """The word that both networks doubt most: their doubts summed.

    No logarithm is taken, unlike of the sums over all words: one word beyond doubt says more than several in some.
    """
    words = zip(every, wrong, broken, strict=True)
    return max((sum(map(surprise, doubts)) for doubts in words), default=0.0)


def _lengths(source: str, translation: str) -> dict[str, float]:
    ratio = math.log((len(translation) + 5) / (len(source) + 5))
    return {"short": max(0.0, SHORTER - ratio), "long": max(0.0, ratio - LONGER)}


def reasoned_rules(findings: Iterable[Finding]) -> frozenset[str]:
    """The rules that name a reason and find a major or critical error."""
    return frozenset(finding.rule for finding in findings if finding.is_major and finding.rule not in MODEL_RULES)


@dataclass(frozen=True)
class Weights:
    """What the evidence weighs.

    `weights` are log-odds per unit of a number above its `usual` value among sound pairs; `bias` the log-odds of a pair
    of which all is usual. `rules` holds for each rule how likely a pair is garbled, 0-1, in which it finds a major or
    critical error. `leanings` holds for some by how much the log-odds of that rise with those of the evidence, and of
    which evidence `rules` says it. `base_rate` is the share of garbled pairs, 0-1, among those that the weights were
    fitted on. `threshold` is the probability, 0-1, from which a pair is flagged. In an article, the log-odds of all
    other pairs above `sound`, which is what pairs of sound articles have on average, summed and divided by their number
    and `sound_pairs` more, count `others` times, and `most` at most; `in_article` is added to every pair of one.
    `freedom` is how unusual the words of the middle sentence are, 0-1, in a sound article that is literal; where they
    are more unusual, `leniency` times the excess is taken off, in a short article less. `mean` is the mean probability
    of the pairs of sound articles, 0-1, `scatter` the standard deviation of pairs within such an article, and `spread`
    that of such articles' means beyond what the scatter of their pairs makes.
    """

    bias: float
    usual: Mapping[str, float]
    weights: Mapping[str, float]
    rules: Mapping[str, float]
    leanings: Mapping[str, Sequence[float]]
    base_rate: float
    threshold: float
    sound: float
    sound_pairs: float
    others: float
    most: float
    in_article: float
    freedom: float
    leniency: float
    mean: float
    scatter: float
    spread: float

    def log_odds(self, known: Mapping[str, float]) -> float:
        """What the evidence says of a pair."""
        return self.bias + sum(self.shares(known).values())

    def shares(self, known: Mapping[str, float]) -> dict[str, float]:
        """What each number adds to the log-odds; one that is not known counts as usual."""
        return {
            name: weight * (known[name] - self.usual[name]) for name, weight in self.weights.items() if name in known
        }

    def trust(self, rule: str, known: Mapping[str, float] | None = None) -> float:
        """How likely a pair is garbled in which a rule finds a major or critical error, 0-1, given its numbers."""
        trust = self.rules.get(rule, NAMED_MODEL)
        if known is None or rule not in self.leanings:
            return trust
        slope, middle = self.leanings[rule]
        return sigmoid(logit(trust) + slope * (bounded(self.log_odds(known), MOST_LEANING) - middle))

    def rule_shares(self, findings: Iterable[Finding], known: Mapping[str, float] | None = None) -> dict[str, float]:
        """The log-odds of garble where a rule finds a major or critical error, by rule."""
        return {rule: logit(self.trust(rule, known)) for rule in reasoned_rules(findings)}

    def by_rules(
        self, view: View | None, findings: Iterable[Finding], known: Mapping[str, float] | None = None
    ) -> float:
        """How likely the pair is garbled by what the rules found, 0-1, given its numbers."""
        is_marked = view is not None and any(span.severity.is_major for span in view.named_spans)
        trusts = [self.trust(rule, known) for rule in reasoned_rules(findings)]
        return any_of([*trusts, *([NAMED_MODEL] if is_marked else [])])

    def by_evidence(self, known: Mapping[str, float] | None, shift: float = 0.0) -> float:
        """How likely a pair is garbled by its numbers, 0-1, and what its article adds to them; 0 where it has none."""
        return 0.0 if known is None else sigmoid(self.log_odds(known) + shift)

    def article_shifts(self, known: Sequence[Mapping[str, float] | None], by_rules: Sequence[float]) -> list[float]:
        """What an article adds to the log-odds of each of its pairs; 0 where a pair has no numbers.

        `by_rules` is what the rules say of the same pairs.
        """
        taken_off = self.allowance([numbers for numbers in known if numbers is not None])
        excess = [
            None if numbers is None else logit(any_of((self.by_evidence(numbers, -taken_off), rules))) - self.sound
            for numbers, rules in zip(known, by_rules, strict=True)
        ]
        weighed = [value for value in excess if value is not None]
        total, count = sum(weighed), len(weighed) - 1 + self.sound_pairs
        added = self.in_article - taken_off
        rests = ((total - value) / count if value is not None else 0.0 for value in excess)
        return [
            0.0 if value is None else added + min(self.most, self.others * rest)
            for value, rest in zip(excess, rests, strict=True)
        ]

    def excess(self, probabilities: Sequence[float]) -> float:
        """By how many standard deviations the mean probability of an article's pairs is above that of sound articles.

        The mean of few pairs varies more. Where there is none, it is 0.
        """
        if not probabilities:
            return 0.0
        of_chance = self.scatter / math.sqrt(len(probabilities))
        return (fmean(probabilities) - self.mean) / math.hypot(self.spread, of_chance)

    def allowance(self, known: Sequence[Mapping[str, float]]) -> float:
        """What is taken off the log-odds of every pair of an article because it is freely translated."""
        if not known:
            return 0.0
        excess = median(numbers.get(FREEDOM, self.freedom) for numbers in known) - self.freedom
        return self.leniency * max(0.0, excess) * len(known) / (len(known) + self.sound_pairs)


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that ship with mtcheck."""
    read = json.loads(files("mtcheck").joinpath("resources/verdict/verdict.json").read_text(encoding="utf-8"))
    return Weights(**{name: read[name] for name in Weights.__dataclass_fields__})
