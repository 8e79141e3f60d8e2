"""Is the English the source of the German at all? Tested before the translation is blamed.

- not this source: less than `LEAST_COVERED` of the German text stands in sentences that an English sentence answers
  closely. Two reports of one event share names and topics, but few sentences: their pairs are loose.
- another edition: the texts correspond, but several sentences in a row lack a counterpart, or much does here and there,
  or numbers and dates differ in several pairs that are close otherwise; the article was updated or shortened.
- this source: anything else, however bad the translation. Even garbled sentences stay close to their source in the
  embedding, and keep its names and numbers where they do not.

The aligner finds no crossing pairs, so that order needs no test of its own: what was moved lacks a counterpart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from statistics import median

from mtcheck.data import Kind, Pair, Relation, Segment, Side, SourceMatch
from mtcheck.lexicon.links import LEAST_COGNATE, spelling_likeness
from mtcheck.lexicon.measures import measured_numbers
from mtcheck.lexicon.numerals import Number
from mtcheck.lexicon.tokens import Language, tokenise

CLOSE = 0.55
"""Cosine of two sentences from which they say much the same."""

LEAST_COVERED = 0.4
"""Share of the German characters, 0-1, in close pairs below which the English is not the source."""

FEWEST_SENTENCES = 3
"""German sentences below which nothing is said against the source."""

DENSE = 0.85
"""Share of each side's characters, 0-1, in pairs of any kind, from which a text that is loose throughout may be a very
bad translation: reports of one event that are not translated find far fewer pairs. Beside it, ..."""

LEAST_LIKENESS = 0.45
"""... the median cosine of its pairs, or ..."""

LEAST_SHARED = 0.7
"""... the share of the English names and numbers, 0-1, that come back in their pairs."""

FEWEST_SHARED = 5
"""Names and numbers below which nothing is made of their share."""

SAME_TOPIC = 0.25
"""Share of the English names and numbers, 0-1, anywhere in the German, from which both are about the same topic."""

LEAST_RUN = 3
"""Sentences in a row without counterpart that make another edition, ..."""

LEAST_RUN_SHARE = 0.05
"""... where they hold this share of the characters of their side, 0-1."""

LEAST_KEPT = 0.65
"""Share of each side's characters, 0-1, that has some counterpart in a translation of this very source."""

USUAL_EXCESS = 1.6
"""Length of a side of a pair, as a multiple of what the other lets expect, up to which nothing is surplus in it."""

FEWEST_DIFFERENT = 3
"""Close pairs whose numbers or dates must differ to make another edition, ..."""

LEAST_DIFFERENT = 0.2
"""... their share, 0-1, of the close pairs with numbers or dates on both sides, ..."""

CLOSE_OTHERWISE = 0.68
"""... their cosine, and ..."""

LEAST_COVERED_IF_UPDATED = 0.75
"""... the share of each side's characters, 0-1, in close pairs: systems that garble all they touch garble numbers too.
"""

USUAL_LENGTH = 1.15
"""Characters of German for one of English."""

Figures = Sequence[frozenset[object]]
"""Numbers and dates of a text, each with all that it may mean."""

_WEEKDAYS = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
}
_MONTHS = {
    "en": ("january", "february", "april", "june", "july", "august", "september", "october", "november", "december"),
    "de": ("januar", "februar", "april", "juni", "juli", "august", "september", "oktober", "november", "dezember"),
}
_OTHER_FORMS = {"sonnabend": "samstag", "jänner": "januar", "feber": "februar"}


def match_source(pairs: Sequence[Pair]) -> SourceMatch:
    """What the English is to the German, by all pairs of their alignment."""
    return _Evidence(pairs).match()


def is_close(pair: Pair) -> bool:
    """Whether both sides say much the same; where the similarity was not measured, whether there are both."""
    return bool(pair.source and pair.translation) and (pair.similarity is None or pair.similarity >= CLOSE)


def sure_pairs(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs that are counterparts of one another also where the texts are not of the same edition.

    Loose ones beside what lacks a counterpart are left out: the aligner may have joined what only stands in the same
    place, and the translation is not to blame for that.
    """
    alone = [not (pair.source and pair.translation) for pair in pairs]
    return [
        pair
        for place, pair in enumerate(pairs)
        if not alone[place] and (is_close(pair) or not any(alone[max(place - 1, 0) : place + 2]))
    ]


@dataclass(frozen=True)
class _Gap:
    """Sentences in a row without counterpart: first line, how many, their share of their side's characters, 0-1."""

    line: int
    sentences: int
    share: float


@dataclass(frozen=True)
class _Shared:
    """How many names and numbers of the English there are, and how many come back."""

    total: int
    paired: int
    anywhere: int


class _Evidence:
    """What an article's pairs say of their source."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self.pairs = pairs
        self.both = [pair for pair in pairs if pair.source and pair.translation]
        self.close = [pair for pair in self.both if is_close(pair)]
        self.sentences = [pair for pair in pairs if pair.translation and pair.kind is not Kind.TITLE]

    def match(self) -> SourceMatch:
        """What it comes to."""
        relation, reason = self._relation()
        total = self.shared.total
        return SourceMatch(
            relation,
            reason,
            self._share(self.close, Side.SOURCE),
            self._share(self.close, Side.TRANSLATION),
            self.similarity,
            self.shared.paired / total if total else None,
            self.shared.anywhere / total if total else None,
        )

    def _relation(self) -> tuple[Relation, str]:
        if not self.both:
            return Relation.NOT_THIS_SOURCE, f"No German sentence found a counterpart in the English{self._topic()}."
        if len(self.sentences) >= FEWEST_SENTENCES and not self._is_answered():
            return Relation.NOT_THIS_SOURCE, self._unanswered()
        reasons = [*self._gap_reasons(), *self._different_reasons()]
        if reasons and len(self.sentences) >= FEWEST_SENTENCES:
            return Relation.ANOTHER_EDITION, " ".join(reasons)
        return Relation.THIS_SOURCE, "Both texts correspond sentence by sentence."

    def _is_answered(self) -> bool:
        """Whether enough of the German has a close counterpart, or all of it at least a loose one."""
        if self._share(self.close, Side.TRANSLATION) >= LEAST_COVERED:
            return True
        if min(self._share(self.both, side) for side in Side) < DENSE:
            return False
        shared = self.shared
        keeps_names = shared.total >= FEWEST_SHARED and shared.paired >= LEAST_SHARED * shared.total
        return keeps_names or (self.similarity or 0.0) >= LEAST_LIKENESS

    @cached_property
    def similarity(self) -> float | None:
        """The median cosine of the pairs."""
        known = [pair.similarity for pair in self.both if pair.similarity is not None]
        return median(known) if known else None

    def _unanswered(self) -> str:
        close = sum(is_close(pair) for pair in self.sentences)
        few = f"Only {close}" if close else "None"
        return (
            f"{few} of {len(self.sentences)} German sentences found a close counterpart in the English{self._topic()}: "
            "this does not look like its source."
        )

    def _topic(self) -> str:
        shared = self.shared
        if shared.total >= FEWEST_SHARED and shared.anywhere >= SAME_TOPIC * shared.total:
            return f", though {shared.anywhere} of {shared.total} English names and numbers come up in the German"
        return ""

    def _share(self, pairs: Sequence[Pair], side: Side) -> float:
        """The share of a side's characters, 0-1, that these pairs hold."""
        whole = sum(len(_text(pair, side)) for pair in self.pairs)
        return sum(len(_text(pair, side)) for pair in pairs) / whole if whole else 0.0

    # What lacks a counterpart

    def _gap_reasons(self) -> Iterator[str]:
        for side, name, other in ((Side.SOURCE, "English", "German"), (Side.TRANSLATION, "German", "English")):
            gap = self.longest_gap(side)
            kept = self._share(self.both, side)
            if gap:
                yield (
                    f"{gap.sentences} {name} sentences in a row (line {gap.line}) have no {other} counterpart, "
                    f"as if the {other} had been shortened or the {name} added to."
                )
            elif kept < LEAST_KEPT:
                yield f"{1 - kept:.0%} of the {name} has no {other} counterpart.".replace("%", " %")

    def longest_gap(self, side: Side) -> _Gap | None:
        """The run of sentences of a side without counterpart that is longest in characters, and long enough.

        It holds a whole paragraph: where a system breaks off within one, the rest is missing and no edition.
        """
        whole = sum(len(_text(pair, side)) for pair in self.pairs) or 1
        runs = groupby((pair for pair in self.pairs if _text(pair, side)), lambda pair: _surplus(pair, side)[0] > 0)
        gaps = []
        for is_gap, group in runs:
            run = list(group)
            if is_gap and self._holds_paragraph(run, side):
                surplus = [_surplus(pair, side) for pair in run]
                share = sum(characters for _, characters in surplus) / whole
                gaps.append(_Gap(_line(run[0], side), sum(count for count, _ in surplus), share))
        long = [gap for gap in gaps if gap.sentences >= LEAST_RUN and gap.share >= LEAST_RUN_SHARE]
        return max(long, key=lambda gap: gap.share, default=None)

    def _holds_paragraph(self, run: Sequence[Pair], side: Side) -> bool:
        blocks = {segment.block for pair in self.pairs for segment in _segments(pair, side)}
        answered = {segment.block for pair in self.both for segment in _segments(pair, side)}
        alone = (pair for pair in run if not (pair.source and pair.translation))
        missing = {segment.block for pair in alone for segment in _segments(pair, side)}
        return len(blocks) < 2 or not missing <= answered

    # What differs

    def _different_reasons(self) -> Iterator[str]:
        if min(self._share(self.close, side) for side in Side) < LEAST_COVERED_IF_UPDATED:
            return
        figures = [(pair, _figures(pair, Side.SOURCE), _figures(pair, Side.TRANSLATION)) for pair in self.close]
        dated = [(pair, english, german) for pair, english, german in figures if english and german]
        different = [
            pair
            for pair, english, german in dated
            if (pair.similarity or 0.0) >= CLOSE_OTHERWISE and _differs(pair, english, german)
        ]
        if len(different) >= max(FEWEST_DIFFERENT, LEAST_DIFFERENT * len(dated)):
            yield (
                f"Numbers or dates differ in {len(different)} of {len(dated)} pairs that have them and are close "
                "otherwise, as in an article that was updated."
            )

    @cached_property
    def shared(self) -> _Shared:
        """The names and numbers of the English, and where they come back."""
        everywhere = {_key(word) for pair in self.pairs for word in _words(pair.translation or "")}
        total = paired = anywhere = 0
        for pair in self.pairs:
            words = _words(pair.translation or "")
            for name in _names(pair.source or ""):
                comes_back = any(_same_name(name, word) for word in words)
                total, paired = total + 1, paired + comes_back
                anywhere += comes_back or _key(name) in everywhere
        return _Shared(total, paired, anywhere)


def _text(pair: Pair, side: Side) -> str:
    return (pair.source if side is Side.SOURCE else pair.translation) or ""


def _segments(pair: Pair, side: Side) -> Sequence[Segment]:
    return pair.source_segments if side is Side.SOURCE else pair.translation_segments


def _line(pair: Pair, side: Side) -> int:
    segments = _segments(pair, side)
    return segments[0].line if segments else pair.line


def _surplus(pair: Pair, side: Side) -> tuple[int, float]:
    """Sentences and characters of a side that nothing in the pair answers.

    The aligner may draw a sentence without counterpart to its neighbour's pair, which is then too long on one side.
    """
    text = _text(pair, side)
    here, there = len(pair.source_segments), len(pair.translation_segments)
    if side is Side.TRANSLATION:
        here, there = there, here
    if not (pair.source and pair.translation):
        return max(here, 1), float(len(text))
    expected = len(pair.translation) / USUAL_LENGTH if side is Side.SOURCE else len(pair.source) * USUAL_LENGTH
    if here <= there or len(text) < USUAL_EXCESS * expected:
        return 0, 0.0
    return here - there, len(text) - expected


def _words(text: str) -> list[str]:
    """The words of a German text that may be names or numbers: those that begin with a capital or a digit."""
    words = tokenise(text, "de")
    return [word.text for word in words if (word.content or word.number) and not word.text[0].islower()]


def _key(word: str) -> str:
    """What is compared of a name or number: letters in lower case, digits without what groups them."""
    return re.sub(r"\D", "", word) if word[0].isdigit() else word.lower()


def _same_name(name: str, word: str) -> bool:
    if name[0].isdigit() or word[0].isdigit():
        return _key(name) == _key(word)
    return name == word or spelling_likeness(name, word) >= LEAST_COGNATE


def _names(text: str) -> Iterator[str]:
    """Names, by their capital within a sentence, and numbers in digits."""
    for token in tokenise(text, "en"):
        is_name = token.content and not token.initial and token.text[0].isupper() and len(token.text) > 2
        if is_name or token.number:
            yield token.text


def _figures(pair: Pair, side: Side) -> Figures:
    """Numbers in digits, without measures that may be converted, days and months, each with all that it may mean."""
    text = _text(pair, side)
    language: Language = "en" if side is Side.SOURCE else "de"
    plain = [
        number
        for number, unit in measured_numbers(text, language)
        if number.digits
        and not (number.clock or number.loose)
        and (number.scale or unit is None or unit.kind == "duration")
    ]
    return [*map(_meanings, plain), *_dates(text, language)]


def _meanings(number: Number) -> frozenset[object]:
    return frozenset(number.readings)


def _dates(text: str, language: Language) -> Iterator[frozenset[object]]:
    for word in re.findall(r"[^\W\d_]+", text):
        lowered = _OTHER_FORMS.get(word.lower(), word.lower())
        for names in (_WEEKDAYS[language], _MONTHS[language]):
            for place, name in enumerate(names):
                if word[0].isupper() and lowered.startswith(name):
                    yield frozenset({(len(names), place)})


def _differs(pair: Pair, english: Figures, german: Figures) -> bool:
    """Whether a number or date of each side is without counterpart on the other."""
    every = {value for number, _ in measured_numbers(pair.source or "", "en") for value in number.readings}
    spoken = {value for number, _ in measured_numbers(pair.translation or "", "de") for value in number.readings}
    left = [one for one in english if not any(one & other for other in german) and not one & spoken]
    right = [one for one in german if not any(one & other for other in english) and not one & every]
    return bool(left and right)
