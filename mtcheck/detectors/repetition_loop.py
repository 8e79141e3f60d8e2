"""The rule repetition-loop."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import Links, base
from mtcheck.lexicon.tokens import Token


@dataclass(frozen=True)
class RepetitionLoop(Detector):
    """A phrase is said again at once, as a stuck decoder does.

    Neural translation sometimes falls into a loop and says a phrase twice or many times. Scores of likeness hardly
    notice, for every word of it is right.

    Bad
        en: about the exchange with another head of state.
        de: über den Austausch mit [[einem Staatsoberhaupt oder einem Staatsoberhaupt]].
        en: with another head of state or government
        de: mit [[einem anderen Staatsoberhaupt oder einem anderen Staatsoberhaupt oder über das Staatsoberhaupt]]
        en: A few days after the election victory in November he called.
        de: Ein paar Tage nach dem Wahlsieg [[im November im November]] rief er an.
        en: The adviser was also on board the plane during the interview.
        de: Der Berater war während des Interviews auch [[an Bord der Maschine an Bord]].
        en: He spoke with the head of the company.
        de: Er sprach mit dem [[Chef des Firmen-Chefs]].
        en: The city has rebuilt the bridge.
        de: Die Stadt hat [[die Brücke die Brücke]] wieder aufgebaut.
        en: The rain fell.
        de: Der Regen [[fiel fiel]].
    Good
        en: The house that the child saw.
        de: Das Haus, das das Kind sah.
        en: I know that that woman, who she is, helps.
        de: Ich weiß, dass die die Frau ist, die die Kinder holt.
        en: It gets better from day to day, step by step.
        de: Es wird von Tag zu Tag besser, Schritt für Schritt.
        en: a very, very long night
        de: eine sehr, sehr lange Nacht
        en: The president of the presidents spoke.
        de: Der Präsident der Präsidenten sprach.
        en: They talked for hours and hours.
        de: Sie redeten Stunden um Stunden.
        en: The minister and the deputy minister left.
        de: Der Minister und der stellvertretende Minister gingen.
        en: He had had enough of the old and the new.
        de: Er hatte von der alten Zeit und der neuen Zeit genug.
    Limits
        A figure of speech that repeats a word which the English has only once may be reported. Repetitions over more
        than a few words are not looked for, as they are common in sound German.
    Source
        Raunak et al. 2021, "The Curious Case of Hallucinations in Neural Machine Translation" (oscillatory
        hallucinations, Section 3).
    """

    needs_source = False
    made_kinds = ("loop", "echo")

    longest_phrase: int = 10
    """Words of the longest phrase that is looked for twice in a row."""
    widest_gap: int = 3
    """Function words that may stand between two copies."""
    echo_distance: int = 4
    """Words from the first to the second saying of a noun that count as an echo."""

    @property
    def category(self) -> Category:
        """A loop adds what the source does not say."""
        return Category.ADDITION

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """At most one finding for each stretch of the translation."""
        if not pair.translation:
            return
        words = _Words(pair.translation, context.view(pair).links)
        tokens = words.tokens
        for first, last, copies, width in _joined([*self._adjacent(words), *self._echoes(words)]):
            start, end = tokens[first].start, tokens[last].end
            phrase = pair.translation[tokens[first].start : tokens[first + width - 1].end]
            if not pair.source and not _comes_verbatim(phrase, pair.translation[start:end]):
                continue  # "Der Präsident der Präsidenten" may be meant
            content = [token for token in tokens[first : first + width] if token.content]
            said = phrase if pair.translation[start:end].count(phrase) == copies else content[-1].text
            kept = {base(token) for token in content}
            nothing_lost = all(base(token) in kept for token in tokens[first : last + 1] if token.content)
            often = "twice" if copies == 2 else f"{copies} times"
            severity = Severity.CRITICAL if copies > 2 else Severity.MAJOR
            yield self.found(
                pair,
                context,
                (start, end),
                f"“{said}” is said {often}{'; the English says it once' if pair.source else ''}.",
                severity,
                suggestions=(phrase,) if nothing_lost else (),
                evidence={"copies": copies},
                related=(Span(Side.TRANSLATION, start, tokens[first + width - 1].end, phrase),),
            )

    def _adjacent(self, words: _Words) -> Iterator[tuple[int, int, int, int]]:
        """Runs of a phrase said again at once, or with a few function words between: first, last, copies, width."""
        first = 0
        while first < len(words.tokens):
            run = next(
                (run for width in range(self.longest_phrase, 0, -1) if (run := self._run(words, first, width))), None
            )
            if run:
                yield run
                first = run[1] + 1
            else:
                first += 1

    def _run(self, words: _Words, first: int, width: int) -> tuple[int, int, int, int] | None:
        if first + width >= len(words.tokens) or not _is_phrase(words.tokens[first : first + width]):
            return None
        last, copies, gapped = self._copies(words, first, width)
        if (
            copies == 1
            or not _comes_again(words, first, width, last)
            or self._is_sound(words, first, last, width, copies, gapped)
        ):
            return None
        return first, last, copies, width

    def _copies(self, words: _Words, first: int, width: int) -> tuple[int, int, bool]:
        """The last word of the last copy of a phrase, the number of copies, and whether words stand between some.

        What follows a copy is the same for every phrase of the same words: it is looked for once.
        """
        last = first + width - 1
        copy = self._next_copy(words, first, last, width)
        if copy is None:
            return last, 1, False
        known = words.copies.setdefault(words.phrase(first, width), {})
        steps: list[tuple[int, tuple[int, int] | None]] = [(last, copy)]
        while copy is not None and copy[1] not in known:
            last, copy = copy[1], self._next_copy(words, first, copy[1], width)
            steps.append((last, copy))
        for place, following in reversed(steps):
            if following is None:
                known[place] = (place, 1, False)
            else:
                end, copies, gapped = known[following[1]]
                known[place] = (end, copies + 1, gapped or following[0] > place + 1)
        return known[first + width - 1]

    def _next_copy(self, words: _Words, first: int, last: int, width: int) -> tuple[int, int] | None:
        """Where the phrase, or at least its content words, comes again after `last`."""
        lowered, lemmas = words.lowered, words.lemmas
        for start in range(last + 1, last + 2 + self.widest_gap):
            if start >= len(lowered) or (start > last + 1 and words.firm[start - 1]):
                return None
            if lowered[start] == lowered[first] and lowered[start : start + width] == lowered[first : first + width]:
                return start, start + width - 1
            if start > last + 1:
                wanted = [lemmas[place] for place in range(first, first + width) if words.tokens[place].content]
                if wanted and lemmas[start] == wanted[0] and lemmas[start : start + len(wanted)] == wanted:
                    return start, start + len(wanted) - 1
        return None

    def _is_sound(self, words: _Words, first: int, last: int, width: int, copies: int, gapped: bool) -> bool:
        """Lookalikes: "die die", "Tag für Tag", repetition with a comma, and what the source repeats as well."""
        tokens = words.tokens
        if gapped and copies == 2 and width == 1:
            return True
        if (width == 1 or gapped) and words.marked(tokens[first].start, tokens[last].end):
            return copies < 4
        return words.said_in_source([token for token in tokens[first : first + width] if token.content]) >= copies

    def _echoes(self, words: _Words) -> Iterator[tuple[int, int, int, int]]:
        """A noun comes back within a few words, with the words around it: "an Bord der Maschine an Bord"."""
        tokens = words.tokens
        for first, token in enumerate(tokens):
            if not (token.content and token.text[0].isupper() and len(token.text) > 2):
                continue
            for second in range(first + 2, min(first + self.echo_distance + 1, len(tokens))):
                if base(tokens[second]) != base(token) or not tokens[second].text[0].isupper():
                    continue
                parted = "-" in tokens[second].text or any(t.content for t in tokens[first + 1 : second])
                if words.marked(token.end, tokens[second].start) or not parted:
                    break
                if words.said_in_source([token]) >= 2 or not _linked(words.links, first, second):
                    break
                left = words.same_before(first, second)
                if left or _binds(tokens[first + 1 : second]):
                    yield first - left, second, 2, left + 1
                break


_MARKS = re.compile(r"[,;:.!?–—/„“”\"»«()]")


class _Words:
    """A translation's words, with what is asked of them again and again: a long text may be one loop."""

    def __init__(self, text: str, links: Links) -> None:
        self.links = links
        self.tokens = links.translation
        self.lowered = [token.text.lower() for token in self.tokens]
        self.lemmas = [token.lemma for token in self.tokens]
        self.firm = [token.content or token.number for token in self.tokens]
        self.copies: dict[tuple[tuple[str, str, bool], ...], dict[int, tuple[int, int, bool]]] = {}
        self._marks = [match.start() for match in _MARKS.finditer(text)]
        self._said: dict[str, int] = {}
        self._same: dict[int, list[int]] = {}

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.lowered):
            found.setdefault(word, []).append(place)
        return found

    def phrase(self, first: int, width: int) -> tuple[tuple[str, str, bool], ...]:
        """What tells a phrase from others."""
        places = range(first, first + width)
        return tuple((self.lowered[i], self.lemmas[i], self.tokens[i].content) for i in places)

    def marked(self, start: int, end: int) -> bool:
        """Whether a punctuation mark stands between two offsets."""
        place = bisect_left(self._marks, start)
        return place < len(self._marks) and self._marks[place] < end

    def comes_between(self, word: str, first: int, last: int) -> bool:
        """Whether one of the words from `first` to `last` is this one, in lower case."""
        places = self._places.get(word, [])
        place = bisect_left(places, first)
        return place < len(places) and places[place] <= last

    def same_before(self, first: int, second: int) -> int:
        """How many words before two places are the same, one by one."""
        distance = second - first
        if distance not in self._same:
            counts = [0]
            for word, other in zip(self.lowered, self.lowered[distance:], strict=False):
                counts.append(counts[-1] + 1 if word == other else 0)
            self._same[distance] = counts
        return self._same[distance][first]

    def said_in_source(self, content: Sequence[Token]) -> int:
        """How often the source says the rarest of these words: its tokens that the dictionary links with the lemma."""
        return max(min(map(self._sayings, content), default=0), self.links.repeated_in_source)

    def _sayings(self, token: Token) -> int:
        word = base(token)
        if word not in self._said:
            places = {i for j in self.links.places_of[word] for i in self.links.sources_of.get(j, ())}
            self._said[word] = _sayings(self.links, sorted(places))
        return self._said[word]


_PAIRING = frozenset(
    {"und", "oder", "zu", "für", "um", "gegen", "an", "nach", "auf", "bis", "neben", "über", "wie", "als"}
)
"""Words that join two sayings of a noun in sound German: "Punkt um Punkt", "alte Zeit und neue Zeit"."""


_ARTICLES = frozenset({"der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines"})


def _comes_again(words: _Words, first: int, width: int, last: int) -> bool:
    """Whether the phrase's first word belongs to what is repeated, and is not just what stands before it."""
    word = words.lowered[first]
    return words.comes_between(word, first + width, last) or (
        word in _ARTICLES and width > 1 and words.tokens[first + 1].content
    )


def _comes_verbatim(phrase: str, text: str) -> bool:
    """Whether a text says a phrase more than once in the same words."""
    return len(re.findall(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE)) > 1


def _is_phrase(tokens: tuple[Token, ...]) -> bool:
    return tokens[-1].content and not any(token.number for token in tokens)


def _binds(between: tuple[Token, ...]) -> bool:
    """Whether only an article stands between, as in "Chef des Kreml-Chefs"."""
    return not any(token.lemma in _PAIRING for token in between) and any(
        token.text.lower() in ("des", "der", "vom", "von") for token in between
    )


def _linked(links: Links, first: int, second: int) -> bool:
    """Whether the dictionary knows a counterpart of the noun in the source at all, so that counting means something."""
    return first in links.sources_of or second in links.sources_of


def _sayings(links: Links, positions: list[int]) -> int:
    """How many separate expressions the source words at these positions make: "head of state" is one."""
    sayings: list[list[int]] = []
    for position in positions:
        lemmas = [links.source[i].lemma for i in sayings[-1]] if sayings else []
        if sayings and position - sayings[-1][-1] <= 3 and links.source[position].lemma not in lemmas:
            sayings[-1].append(position)
        else:
            sayings.append([position])
    return len(sayings)


def _joined(runs: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Runs in order, those that overlap as one, with the copies of the larger."""
    joined: list[tuple[int, int, int, int]] = []
    for run in sorted(runs):
        if joined and run[0] <= joined[-1][1]:
            before = joined[-1]
            copies, width = max((before[2], before[3]), (run[2], run[3] if run[0] == before[0] else before[3]))
            joined[-1] = (before[0], max(before[1], run[1]), copies, width)
        else:
            joined.append(run)
    yield from joined
