"""The rule broken-grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.metrics.base import stretches
from mtcheck.metrics.comet import Judgement
from mtcheck.metrics.tagger import Tags
from mtcheck.odds import logit, sigmoid

_TWO_INFINITIVES = re.compile(
    r"\b(?:hat|haben|habe|hast|hatte|hatten|hätte|hätten|wird|werden|würde|würden)\b[^,.;:!?]*\w(?:en|ern|eln|tun) "
    r"(?:wollen|können|müssen|sollen|dürfen|mögen|lassen|sehen|hören|helfen|brauchen)(?=[,.;:!?“\"]|$)"
)
"""Where two infinitives end a clause, the finite auxiliary rightly stands before them."""

SUREST = 0.997
"""Probability, 0-1, beyond which a model's word is not taken for surer."""


@dataclass(frozen=True)
class BrokenGrammar(Detector):
    """No native speaker would put it like this: the tagger takes it for broken grammar.

    A verb is missing or stands in the wrong place, a form does not fit, a small word is lost. The tagger needs no
    source for that, and how freely a text is translated makes little difference to it; what COMET thinks of the word
    counts a quarter beside it. What is marked is where a reader stumbles: where a word is missing, that is the word
    behind the gap.

    Bad
        en: She explained that she had seen the mayor on Monday.
        de: Sie erklärte, dass sie [[hatte]] am Montag den Bürgermeister gesehen.
        ungrammatical: hatte
        en: Today you have to book months ahead.
        de: Heute [[man muss]] Monate im Voraus buchen.
        ungrammatical: man muss
    Good
        en: Then the young people came.
        de: Dann kamen die jungen Leute.
        en: Who does not want to hear must feel, as they say.
        de: Wer nicht hören will, muss fühlen, heißt es.
        doubted: fühlen
        en: She knows that he wanted to come.
        de: Sie weiß, dass er hat kommen wollen.
        ungrammatical: hat
    Limits
        The model is small; slang, verse and headlines may look broken to it. What the right form would be, it does not
        say.
    Source
        Grammatical error detection as labelling of words (Rei and Yannakoudis 2016), learned from sound sentences that
        were broken on purpose.
    """

    category = Category.GRAMMAR
    needs_source = False
    made_kinds = (
        "dropped-verb",
        "dropped-main-verb",
        "dropped-auxiliary",
        "dropped-small-word",
        "verb-place",
        "verb-form",
        "word-order",
        "english-order",
        "wrong-form",
        "agreement",
        "wrong-case",
        "preposition",
    )

    least_peak: float = 0.87
    """The probability of broken grammar, 0-1, that one word of a stretch must reach, both models taken together."""
    least_word: float = 0.6
    """The same for every word of the stretch."""
    comet_share: float = 0.25
    """What COMET's log-odds of a major error in a word count beside those of broken grammar."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each stretch that the model takes for ungrammatical."""
        view = context.view(pair)
        if view.tags is None:
            return
        words = view.links.translation
        sound = [match.span() for match in _TWO_INFINITIVES.finditer(pair.translation or "")]
        doubts = [
            0.0
            if any(start <= word.start < end for start, end in sound)
            else self._doubt(view.tags, view.judgement, word.start, word.end)
            for word in words
        ]
        for first, last in stretches(doubts, self.least_word):
            peak = max(doubts[first : last + 1])
            if peak >= self.least_peak:
                yield self.found(
                    pair,
                    context,
                    (words[first].start, words[last].end),
                    f"Broken grammar: something is wrong or missing here (probability {peak:.2f}).",
                    Severity.MAJOR,
                    evidence={"doubt": round(peak, 3)},
                    weight=peak,
                )

    def _doubt(self, tags: Tags, judgement: Judgement | None, start: int, end: int) -> float:
        """How likely a word is wrong, 0-1: the log-odds of both models added, COMET's in part."""
        odds = logit(tags.ungrammatical(start, end), SUREST)
        if judgement is not None:
            odds += self.comet_share * logit(judgement.major(start, end), SUREST)
        return sigmoid(odds)
