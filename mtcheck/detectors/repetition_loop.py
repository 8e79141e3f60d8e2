"""The rule repetition-loop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
        view = context.view(pair)
        runs = [*self._adjacent(pair.translation, view.links), *self._echoes(pair.translation, view.links)]
        for first, last, copies, width in _joined(runs):
            tokens = view.links.translation
            start, end = tokens[first].start, tokens[last].end
            phrase = pair.translation[tokens[first].start : tokens[first + width - 1].end]
            words = [token for token in tokens[first : first + width] if token.content]
            said = phrase if pair.translation[start:end].count(phrase) == copies else words[-1].text
            kept = {base(token) for token in words}
            nothing_lost = all(base(token) in kept for token in tokens[first : last + 1] if token.content)
            often = "twice" if copies == 2 else f"{copies} times"
            severity = Severity.CRITICAL if copies > 2 else Severity.MAJOR
            yield self.found(
                pair,
                context,
                (start, end),
                f"“{said}” is said {often}; the English says it once.",
                severity,
                suggestions=(phrase,) if nothing_lost else (),
                evidence={"copies": copies},
                related=(Span(Side.TRANSLATION, start, tokens[first + width - 1].end, phrase),),
            )

    def _adjacent(self, text: str, links: Links) -> Iterator[tuple[int, int, int, int]]:
        """Runs of a phrase said again at once, or with a few function words between: first, last, copies, width."""
        tokens = links.translation
        first = 0
        while first < len(tokens):
            run = next(
                (run for width in range(self.longest_phrase, 0, -1) if (run := self._run(text, links, first, width))),
                None,
            )
            if run:
                yield run
                first = run[1] + 1
            else:
                first += 1

    def _run(self, text: str, links: Links, first: int, width: int) -> tuple[int, int, int, int] | None:
        tokens = links.translation
        last = first + width - 1
        if last + 1 >= len(tokens) or not _is_phrase(tokens[first : last + 1]):
            return None
        copies, gapped = 1, False
        while (copy := self._next_copy(tokens, first, last, width)) is not None:
            gapped |= copy[0] > last + 1
            last = copy[1]
            copies += 1
        if (
            copies == 1
            or not _comes_again(tokens, first, width, last)
            or self._is_sound(text, links, first, last, width, copies, gapped)
        ):
            return None
        return first, last, copies, width

    def _next_copy(self, tokens: tuple[Token, ...], first: int, last: int, width: int) -> tuple[int, int] | None:
        """Where the phrase, or at least its content words, comes again after `last`."""
        phrase = tokens[first : first + width]
        wanted = [token.lemma for token in phrase if token.content]
        for gap in range(self.widest_gap + 1):
            start = last + 1 + gap
            between = tokens[last + 1 : start]
            if any(token.content or token.number for token in between) or start >= len(tokens):
                return None
            same = [token.text.lower() for token in tokens[start : start + width]]
            if same == [token.text.lower() for token in phrase]:
                return start, start + width - 1
            if gap and wanted and [t.lemma for t in tokens[start : start + len(wanted)]] == wanted[-len(wanted) :]:
                return start, start + len(wanted) - 1
        return None

    def _is_sound(self, text: str, links: Links, first: int, last: int, width: int, copies: int, gapped: bool) -> bool:
        """Lookalikes: "die die", "Tag für Tag", repetition with a comma, and what the source repeats as well."""
        tokens = links.translation
        phrase = tokens[first : first + width]
        between = text[tokens[first].start : tokens[last].end]
        content = [token for token in phrase if token.content]
        if gapped and copies == 2 and width == 1:
            return True
        if re.search(r"[,;:.!?–—/„“”\"»«()]", between) and (width == 1 or gapped):
            return copies < 4
        return _said_in_source(links, content) >= copies

    def _echoes(self, text: str, links: Links) -> Iterator[tuple[int, int, int, int]]:
        """A noun comes back within a few words, with the words around it: "an Bord der Maschine an Bord"."""
        tokens = links.translation
        for first, token in enumerate(tokens):
            if not (token.content and token.text[0].isupper() and len(token.text) > 2):
                continue
            for second in range(first + 2, min(first + self.echo_distance + 1, len(tokens))):
                if base(tokens[second]) != base(token) or not tokens[second].text[0].isupper():
                    continue
                between = text[token.end : tokens[second].start]
                parted = "-" in tokens[second].text or any(t.content for t in tokens[first + 1 : second])
                if re.search(r"[,;:.!?–—/„“”\"»«()]", between) or not parted:
                    break
                if _said_in_source(links, [token]) >= 2 or not _linked(links, first, second):
                    break
                left = 0
                while first - left and tokens[first - left - 1].text.lower() == tokens[second - left - 1].text.lower():
                    left += 1
                if left or _binds(tokens[first + 1 : second]):
                    yield first - left, second, 2, left + 1
                break


_PAIRING = frozenset(
    {"und", "oder", "zu", "für", "um", "gegen", "an", "nach", "auf", "bis", "neben", "über", "wie", "als"}
)
"""Words that join two sayings of a noun in sound German: "Punkt um Punkt", "alte Zeit und neue Zeit"."""


_ARTICLES = frozenset({"der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines"})


def _comes_again(tokens: tuple[Token, ...], first: int, width: int, last: int) -> bool:
    """Whether the phrase's first word belongs to what is repeated, and is not just what stands before it."""
    word = tokens[first].text.lower()
    rest = [token.text.lower() for token in tokens[first + width : last + 1]]
    return word in rest or (word in _ARTICLES and width > 1 and tokens[first + 1].content)


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


def _said_in_source(links: Links, content: list[Token]) -> int:
    """How often the source says the rarest of these words: its tokens that the dictionary links with the lemma."""
    counts = []
    for token in content:
        places = {i for j in links.places_of[base(token)] for i in links.sources_of.get(j, ())}
        counts.append(_sayings(links, sorted(places)))
    return max(min(counts, default=0), links.repeated_in_source)


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
