"""The rule repetition-loop."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import Links, base
from mtcheck.lexicon.tokens import Token
from mtcheck.metrics.comet import Judgement


@dataclass(frozen=True)
class RepetitionLoop(Detector):
    """A phrase is said again at once or a few words later, as a stuck decoder does.

    Neural translation sometimes falls into a loop and says a phrase twice or many times. Scores of likeness hardly
    notice, for every word of it is right. A phrase may be said as often as the English licenses it; what exceeds that
    is reported, with the places of both sayings. Where sound German might repeat as well (after a comma, in a
    coordination, function words alone), the embedded model must doubt the second saying too.

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
        en: What I am after is the other side.
        de: [[Worauf ich Worauf ich Worauf ich]] aus bin, ist die Kehrseite.
        en: The course that I took in 1990 is no longer taught.
        de: Der Kurs, den [[ich 1990 belegte mit ich 1990 belegte mit ich 1990 belegte]], wird nicht mehr angeboten.
        en: He was also dropped as director from his film.
        de: Er wurde auch als [[Regisseur oder Regisseur]] von seinem Film fallen gelassen.
        en: She will have been baking a cake for Tim.
        de: Sie wird einen Kuchen für Tim gebacken [[einen Kuchen für]] haben.
        en: The provisional government was content with few words after the vote on the treaty.
        de: Die vorläufige Regierung begnügte sich nach der Abstimmung mit wenigen [[vorläufige Regierung]] Worten.
        en: The power plants that are part of the challenge are probably preparing for that.
        de: Die Kraftwerke, die Teil der Klage sind, bereiten sich [[Teil der Klage]] wahrscheinlich darauf vor.
        doubted: bereiten, sich, Klage
    Good
        en: Talks and terror cannot go hand-in-hand.
        de: Gespräche und Terror können nicht Hand in Hand gehen.
        en: That takes effort. Slamming a door in my face takes effort.
        de: Das kostet Kraft. Eine Tür zuzuschlagen kostet Kraft.
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
        en: One thing after another, over and over again, more and more.
        de: Eins nach dem anderen, immer und immer wieder, mehr und mehr.
        en: The power plants that are part of the challenge are part of the plan.
        de: Die Kraftwerke, die Teil der Klage sind, sind Teil des Plans.
        en: Does it respond to being added to or removed from a document?
        de: Reagiert es darauf, dass es einem Dokument hinzugefügt oder aus einem Dokument entfernt wird?
        en: From Monday to Friday, he works in the city by day, and at night too.
        de: Von Montag bis Freitag arbeitet er in der Stadt, und in der Nacht in der Stadt auch.
        en: Demand has not reached its level, though appetite returns.
        de: Noch hat die Nachfrage ihr Niveau nicht erreicht, auch wenn die Nachfrage zurückkehrt.
        en: There are good reasons for both.
        de: Für das eine wie für das andere gibt es gute Gründe.
        doubted: das, andere
        en: He had had enough of the old and the new.
        de: Er hatte von der alten Zeit und der neuen Zeit genug.
    Limits
        A figure of speech that repeats a phrase which the English has only once may be reported. Single words that
        come again after others are the matter of repeated-word.
    Source
        Raunak et al. 2021, "The Curious Case of Hallucinations in Neural Machine Translation" (oscillatory
        hallucinations, Section 3).
    """

    category = Category.ADDITION
    """A loop adds what the source does not say."""
    needs_source = False
    made_kinds = ("loop", "echo", "inflected-loop", "noun-echo")

    longest_phrase: int = 30
    """Words of the longest phrase that is looked for twice in a row."""
    widest_gap: int = 3
    """Function words that may stand between two copies in a row."""
    farthest: int = 14
    """Words from the first saying of a phrase to the second that count as an echo."""
    echo_distance: int = 4
    """Words from the first to the second saying of a noun that count as an echo."""
    least_doubt: float = 0.53
    """The model's probability of a major error, 0-1, in the second saying, where sound German might repeat too."""
    certain_doubt: float = 0.7
    """The same where sound German often repeats: function words, and what the English may say twice."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """At most one finding for each stretch of the translation."""
        if not pair.translation:
            return
        view = context.view(pair)
        words = _Words(pair.translation, view.links, view.judgement)
        for repeat in _joined([*self._repeats(words), *self._head_echoes(words)]):
            if pair.source or _shows_alone(words, repeat):
                yield self._finding(pair, context, words, repeat)

    def _finding(self, pair: Pair, context: Context, words: _Words, repeat: _Repeat) -> Finding:
        text, tokens = pair.translation or "", words.tokens
        start, end = tokens[repeat.first].start, tokens[repeat.last].end
        copies = [
            Span(Side.TRANSLATION, left, right, text[left:right])
            for place in (repeat.first, repeat.second)
            for left, right in [(tokens[place].start, tokens[place + repeat.width - 1].end)]
        ]
        phrase = copies[0].text
        content = [token for token in tokens[repeat.first : repeat.first + repeat.width] if token.content]
        exact = text[start:end].lower().count(phrase.lower()) == repeat.copies
        said = phrase if exact or not content else content[-1].text
        again = tokens[repeat.first : repeat.last + 1]
        times = repeat.copies if exact or not content else sum(base(token) == base(content[-1]) for token in again)
        kept = {base(token) for token in content}
        nothing_lost = all(base(t) in kept for t in tokens[repeat.first : repeat.last + 1] if t.content)
        licensed = words.said_in_source(content) if content else 1
        message = f"“{said}” is said {_times(times)}; the English says it {_times(licensed)}."
        if not pair.source:
            message = f"“{said}” is said {_times(times)}."
        elif licensed >= repeat.copies:
            message = f"“{said}” is said {_times(times)}, where the model takes it for wrong."
        once = _without_joint(phrase, tokens[repeat.first : repeat.first + repeat.width])
        far = repeat.second - repeat.first > self.echo_distance and not repeat.in_a_row
        return self.found(
            pair,
            context,
            (copies[1].start if far else start, end),
            message,
            Severity.CRITICAL if repeat.copies > 2 else Severity.MAJOR,
            suggestions=(once,) if nothing_lost and not far else (),
            evidence={"copies": repeat.copies},
            related=copies,
        )

    def _repeats(self, words: _Words) -> Iterator[_Repeat]:
        """Phrases that come again, the shortest distance first, so that copies are counted in the shortest period."""
        covered = bytearray(len(words.tokens))
        for distance in range(1, self.longest_phrase + 1):
            for first, width in words.matches(distance):
                repeat = words.repeat(first, distance, width, self.widest_gap)
                if distance > self.farthest and not repeat.in_a_row:
                    continue
                if all(covered[repeat.first : repeat.last + 1]) or not self._is_wrong(words, repeat):
                    continue
                covered[repeat.first : repeat.last + 1] = b"\1" * (repeat.last + 1 - repeat.first)
                yield repeat

    def _is_wrong(self, words: _Words, repeat: _Repeat) -> bool:
        """Whether a repetition is none of the lookalikes: "die die", "Tag für Tag", what the source repeats as well."""
        phrase = words.tokens[repeat.first : repeat.first + repeat.width]
        if all(token.number or len(token.text) < 2 for token in phrase):
            return False
        content = [token for token in phrase if token.content]
        if not repeat.in_a_row and words.ended(repeat):
            return False
        if content and words.said_in_source(content) >= repeat.copies:
            return repeat.width > 1 and words.doubt(repeat) >= self.least_doubt and not words.parted(repeat)
        if repeat.width == 1:
            return self._is_wrong_word(words, repeat, bool(content))
        if not content and (repeat.gap or words.parted(repeat)):
            return repeat.in_a_row and not words.compared(repeat) and words.doubt(repeat) >= self.certain_doubt
        if words.parted(repeat) and repeat.gap:
            return repeat.copies > 3 or words.doubt(repeat) >= self.least_doubt
        return True

    def _is_wrong_word(self, words: _Words, repeat: _Repeat, content: bool) -> bool:
        """The same for a single word, with or without function words between its sayings."""
        if not repeat.in_a_row or not words.is_same(repeat):
            return False
        if not content:
            enough = repeat.copies > 2 and not repeat.gap and not words.parted(repeat)
            sound = repeat.gap > 1 or words.tokens[repeat.first].lemma in _COORDINATING
            return enough or (not sound and words.doubt(repeat) >= self.certain_doubt)
        between = [token.lemma for token in words.tokens[repeat.first + 1 : repeat.second]]
        if repeat.copies < 4 and len(between) == 1 and between[0] in _PAIRING:
            return between == ["oder"] or (between == ["und"] and words.doubt(repeat) >= self.least_doubt)
        return not words.marked(repeat) or repeat.copies > 3

    def _head_echoes(self, words: _Words) -> Iterator[_Repeat]:
        """A noun comes back in what depends on it: "Chef des Kreml-Chefs"."""
        tokens = words.tokens
        for first, token in enumerate(tokens):
            if not (token.content and token.text[0].isupper() and len(token.text) > 2):
                continue
            for second in range(first + 2, min(first + self.echo_distance + 1, len(tokens))):
                if words.keys[second] != words.keys[first] or not tokens[second].text[0].isupper():
                    continue
                between = tokens[first + 1 : second]
                parted = "-" in tokens[second].text or any(t.content for t in between)
                repeat = _Repeat(first, second, second, 1, 2, second - first - 1, True)
                once = not words.marked(repeat) and words.said_in_source([token]) < 2
                if parted and once and _linked(words.links, first, second) and _binds(between):
                    yield repeat
                break


@dataclass(frozen=True)
class _Repeat:
    """Words `first` and following, `width` of them, come again from `second` on; the last copy ends with `last`."""

    first: int
    second: int
    last: int
    width: int
    copies: int
    gap: int
    """Words between two copies."""
    in_a_row: bool
    """Whether only a few function words stand between."""


_MARKS = re.compile(r"[,;:.!?–—/„“”\"»«()…]| - ")

_END = re.compile(r"[.!?…][\"”“’')\]»]*\s")


class _Words:
    """A translation's words, with what is asked of them again and again: a long text may be one loop."""

    def __init__(self, text: str, links: Links, judgement: Judgement | None) -> None:
        self.links = links
        self.tokens = links.translation
        numbers: dict[str, int] = {}
        said = [base(token) if token.content else token.text.lower() for token in self.tokens]
        self.keys = [numbers.setdefault(word, len(numbers)) for word in said]
        self._judgement = judgement
        self._text = text
        self._marks = [match.start() for match in _MARKS.finditer(text)]
        self._said: dict[str, int] = {}

    def matches(self, distance: int) -> Iterator[tuple[int, int]]:
        """Stretches whose words come again so many words later, one by one: their first word and their length."""
        width = 0
        for place, (word, other) in enumerate(zip(self.keys, self.keys[distance:], strict=False)):
            if word == other:
                width += 1
            elif width:
                yield place - width, width
                width = 0
        if width:
            yield len(self.keys) - distance - width, width

    def repeat(self, first: int, distance: int, matched: int, widest_gap: int) -> _Repeat:
        """What a match says: of three copies with a word between, the match has two with that word between."""
        copies, rest = divmod(distance + matched, distance)
        joint = self.tokens[first + rest : first + distance]
        bound = len(joint) <= widest_gap and not any(token.content or token.number for token in joint)
        if matched < distance:
            return _Repeat(first, first + distance, first + distance + rest - 1, rest, 2, distance - rest, bound)
        has_content = any(token.content for token in self.tokens[first : first + rest])
        if rest and bound and (has_content or not any(t.content for t in self.tokens[first : first + distance])):
            last = first + distance + matched - 1
            return _Repeat(first, first + distance, last, rest, copies + 1, distance - rest, True)
        return _Repeat(first, first + distance, first + copies * distance - 1, distance, copies, 0, True)

    def is_same(self, repeat: _Repeat) -> bool:
        """Whether the first word of a phrase comes again in the same form."""
        return self.tokens[repeat.first].text.lower() == self.tokens[repeat.second].text.lower()

    def marked(self, repeat: _Repeat) -> bool:
        """Whether a punctuation mark stands between the first saying and the second."""
        place = bisect_left(self._marks, self.tokens[repeat.first + repeat.width - 1].end)
        return place < len(self._marks) and self._marks[place] < self.tokens[repeat.second].start

    def parted(self, repeat: _Repeat) -> bool:
        """Whether a mark or a coordination of unlike phrases stands between, so that German might repeat itself."""
        between = self.tokens[repeat.first + repeat.width : repeat.second]
        coordinated = not repeat.in_a_row and any(token.lemma in _COORDINATING for token in between)
        return coordinated or self.marked(repeat)

    def compared(self, repeat: _Repeat) -> bool:
        """Whether one saying is compared with the other: "für das eine wie für das andere"."""
        return any(token.lemma == "wie" for token in self.tokens[repeat.first + repeat.width : repeat.second])

    def doubt(self, repeat: _Repeat) -> float:
        """The model's highest probability of a major error in the second saying or the word behind it; 0 without it."""
        if self._judgement is None:
            return 0.0
        last = min(repeat.second + repeat.width, len(self.tokens) - 1)
        return self._judgement.major(self.tokens[repeat.second].start, self.tokens[last].end)

    def ended(self, repeat: _Repeat) -> bool:
        """Whether a sentence ends between the first saying and the second."""
        between = self._text[self.tokens[repeat.first].end : self.tokens[repeat.second].start]
        return _END.search(between) is not None

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
    {"und", "oder", "zu", "für", "um", "gegen", "an", "nach", "auf", "bis", "neben", "über", "wie", "als", "in", "x"}
)
"""Words that join two sayings of a noun in sound German: "Punkt um Punkt", "alte Zeit und neue Zeit"."""

_COORDINATING = frozenset({"und", "oder", "sowie", "als", "bzw", "beziehungsweise", "sondern", "aber", "noch", "bis"})


_JOINING = frozenset({"und", "oder", "sowie", "bzw", "beziehungsweise", "sondern", "aber"})


def _shows_alone(words: _Words, repeat: _Repeat) -> bool:
    """Whether a repetition is one whatever the source says: a phrase again at once, in the same words."""
    said, again = (
        [token.text.lower() for token in words.tokens[place : place + repeat.width]]
        for place in (repeat.first, repeat.second)
    )
    at_once = repeat.in_a_row and not words.marked(repeat) and (not repeat.gap or repeat.width > 1)
    return at_once and said == again


def _without_joint(phrase: str, tokens: Sequence[Token]) -> str:
    """A phrase without the conjunction at its end, behind which it came again."""
    last = tokens[-1]
    return phrase[: -len(last.text)].rstrip(" ,") if len(tokens) > 1 and last.lemma in _JOINING else phrase


def _times(count: int) -> str:
    return {0: "once", 1: "once", 2: "twice"}.get(count, f"{count} times")


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


def _joined(repeats: list[_Repeat]) -> Iterator[_Repeat]:
    """Repetitions in order, those that overlap as one; copies add up where a phrase goes on with the same words."""
    joined: list[_Repeat] = []
    for repeat in sorted(repeats, key=lambda repeat: (repeat.first, -repeat.last)):
        if not joined or repeat.first > joined[-1].last:
            joined.append(repeat)
            continue
        before = joined[-1]
        follows = repeat.first + repeat.width > before.last
        copies = before.copies + repeat.copies - 1 if follows else max(before.copies, repeat.copies)
        row = before.in_a_row or repeat.in_a_row
        joined[-1] = replace(before, last=max(before.last, repeat.last), copies=copies, in_a_row=row)
    yield from joined
