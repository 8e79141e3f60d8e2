"""The rule sentence-fragment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Kind, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.lengths import deviation
from mtcheck.lexicon.tokens import Token
from mtcheck.lexicon.verbs import may_be_finite

_ENDS = re.compile(r"[.!?][\"”“’‘')»«\]]*\s*$")
_TRAILS_OFF = re.compile(r"(?:\.\.\.|…|[-–—:,])[\"”’]*\s*$")
_BREAKS_OFF = re.compile(r"[\w,-]\s*$")
_NO_LAST_WORD = re.compile(
    r"(?:\b(?:und|oder|der|des|den|dem|die|dass|daß|wenn|ob|wie|von|für|zum|zur|im|am|beim|vom|ins|sowie|sondern|einen|"
    r"einem|eines(?=\s*$)|eine|sehr|bei|seine[nmrs]?|ihre[nmrs]|deren|dessen|welche[nmrs]?|obwohl|während|bevor|nachdem|sodass|"
    r"als|bis|man)|\w-)(?P<end>\s*[.!?]?)\s*$"
)
_ENGLISH_FINITE = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|does|do|did|will|would|can|could|may|might|must|shall|should|says?|said|went|"
    r"came|made|took|got|gave|told|knew|saw|\w+n['’]t|I|he|she|they|we)\b|['’](?:s|re|m|ve|ll|d)\b|\b\w+ed\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SentenceFragment(Detector):
    """The German breaks off, or is a scrap where the English is a sentence.

    A system that stops too early leaves half a sentence; one that has lost the thread leaves a few words.

    Bad
        en: After a long conversation the White House usually informs the public about the exchange.
        de: [[]]Regierung- wenn auch nur.
        score: 0.02
        en: The whale defence campaign is organised to curb the fleets that operate in the southern ocean.
        de: Die Walschutzkampagne wurde organisiert, um die Flotten, [[die]]
        score: 0.27
        en: He also faces charges for possession of a club and for resisting arrest.
        de: Er wird außerdem wegen des Besitzes eines Schlägers [[und]].
        score: 0.1
        en: The minister has promised to pay for the damage.
        de: [[]]Die Bezahlung der Schäden.
        score: 0.2
    Good
        en: He did not want to talk about it, she said.
        de: Darüber wollte er nicht sprechen, sagte sie.
        score: 0.95
        en: What are you waiting for?
        de: Worauf denn?
        score: 0.8
        en: Neither of the two does this ...
        de: Keiner von beiden, und ...
        score: 0.5
        en: They took many pictures, roughly one every minute.
        de: Sie machten viele Bilder, etwa jede Minute eines.
        score: 0.5
        en: It was a good day.
        de: Ein guter Tag.
        score: 0.9
        en: He said: "Come in!"
        de: „Herein!“, sagte er
        score: 0.95
        en: They were tired and hungry and alone, and so on and so forth.
        de: Müde, hungrig, allein.
        score: 0.85
        en: It brought a controversial end to what had been a great game.
        de: So endete ein großartiges Spiel auf umstrittene Weise, was schade war
        score: 0.8
    Limits
        Verse and lists of short phrases may be taken for scraps where the model gives them a low score too. Titles are
        left alone.
    Source
        Truncated and fragmentary output: Koehn and Knowles 2017, "Six Challenges for Neural Machine Translation",
        Section 3.1.
    """

    category = Category.OMISSION
    """What a fragment does not say is omitted."""
    made_kinds = ("fragment", "cut-off")

    most_score: float = 0.88
    """COMET of the pair, 0-1, from which a sentence that seems to break off is let pass."""
    most_deviation_without_stop: float = -0.2
    """Deviation of the length from the usual (see `mtcheck.lexicon.lengths`) from which nothing but the full stop is
    taken to be lost, where the German ends with a bare word."""
    most_score_without_verb: float = 0.5
    """The same for a sentence without a finite verb."""
    most_deviation_without_verb: float = -0.2
    """Deviation of the length from the usual (see `mtcheck.lexicon.lengths`) above which a verb is not missed."""
    most_score_of_scrap: float = 0.3
    """COMET of the pair, 0-1, from which few words are let pass."""
    most_deviation_of_scrap: float = -1.0
    """Deviation of the length from the usual below which the German is a scrap."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """At most one finding: on the last word where the sentence breaks off, else on the whole pair."""
        view = context.view(pair)
        if not pair.source or not pair.translation or pair.kind is Kind.TITLE or not view.links.translation:
            return
        if view.judgement is None or view.judgement.score >= self.most_score:
            return
        score, length = view.judgement.score, deviation(pair.source, pair.translation)
        last = view.links.translation[-1]
        if score < self.most_score_of_scrap and length < self.most_deviation_of_scrap:
            message = "Only a scrap of the sentence is there."
            yield self.found(pair, context, None, message, Severity.CRITICAL)
        elif self._breaks_off(pair.source, pair.translation, length):
            message = "The sentence breaks off here."
            yield self.found(pair, context, (last.start, last.end), message, Severity.MAJOR)
        elif (
            score < self.most_score_without_verb
            and length < self.most_deviation_without_verb
            and _ENGLISH_FINITE.search(pair.source)
            and not _has_finite_verb(view.links.translation)
        ):
            message = "The English is a sentence, the German has no finite verb."
            yield self.found(pair, context, None, message, Severity.MAJOR)

    def _breaks_off(self, source: str, translation: str, length: float) -> bool:
        """Whether the German ends in the middle of its sentence; where only the full stop is lost, it does not."""
        lacks_stop = bool(_ENDS.search(source) and _BREAKS_OFF.search(translation))
        is_complete = length >= self.most_deviation_without_stop and translation.rstrip()[-1].isalnum()
        return (lacks_stop and not is_complete) or (length < 0 and _has_no_end(source, translation))


def _has_no_end(source: str, translation: str) -> bool:
    """Whether the German ends with a word behind which something must follow."""
    return bool(_NO_LAST_WORD.search(translation)) and not _TRAILS_OFF.search(source)


def _has_finite_verb(tokens: Sequence[Token]) -> bool:
    """Whether a word may be a finite verb; in doubt it may."""
    return any(may_be_finite(tokens, place) for place in range(len(tokens)))
