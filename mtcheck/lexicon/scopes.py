"""Scopes of negations: what those of an English text deny, and whether its German translation denies it too."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from mtcheck.data import Side, Span
from mtcheck.lexicon.links import PART, STEM, Linker, Links
from mtcheck.lexicon.negation import (
    ENGLISH_HINT,
    ENGLISH_NEGATION,
    GERMAN_HINT,
    GERMAN_NEGATION,
    denies_by_form,
    has_negative_form,
    is_negative,
    without_negative_prefix,
)
from mtcheck.lexicon.tokens import Token

_CLAUSE_END = re.compile(
    r"[,;:.!?–—()\"“”„»«]| - |\b(?:und|oder) (?=dass|weil|wenn|ob)|\b(?:but|because|that|whether|how|why) "
)
_NO_MORE_HINTS = frozenset({"until", "till", "before", "later", "any", "longer"})
"""English words whose German counterparts may stand for a negation all the same ("not until": "erst")."""
_LITERAL = re.compile(r"(?:bleib|blieb|lass|lässt|ließ|gelass|weg)\w*", re.IGNORECASE)
"""German words like negations that are not so where they are the very word for what is denied (stay: "bleiben")."""
_DETERMINERS = frozenset({"a", "an", "one", "some", "this", "these", "the", "every", "each", "another"})
_INDEFINITE = re.compile(r"eine?[nmrs]?", re.IGNORECASE)
_BEFORE_PREDICATE = frozenset({
    "sehr", "so", "zu", "immer", "unbedingt", "einmal", "mal", "ganz", "besonders", "mehr", "wirklich", "länger",
    "noch", "ein", "eine", "einen", "einem", "einer", "eines", "der", "die", "das", "den", "dem", "des", "zum", "zur",
    "vom", "beim", "im", "am", "ins", "mit", "von", "in", "an", "auf", "aus", "bei", "für", "über", "um", "nach",
    "durch", "gegen", "vor", "unter", "als", "genau", "allzu",
})  # fmt: skip
"""Words that belong to the one behind them; a negation that is lost stood before them."""
_YES_OR_NO = re.compile(r"(?:is|are|was|were|do|does|did|can|could|will|would|have|has|should|may)\b", re.IGNORECASE)
_OR_OF_DENIED = re.compile(r"(?:\b(?:not|no|never|without)|n['’]t)\b[^.;:!?]*\bor\b[^.;:!?]*$", re.IGNORECASE)
_FROM_THEN_ON = frozenset({"erst", "später", "bevor", "bis", "dann"})
_LITTLE = frozenset({"small", "little", "minor", "mean", "insignificant"})
"""English words that *no* turns into much."""
_UNTIL = re.compile(r"[^.;!?]*\b(?:until|till|once)\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"\b(?:in|on|at|by|to|of|up|from|with|for|after|before|over|into|under|about|as)\b")
"""What may stand between a negation and a word that is not itself denied."""
_JOINED = re.compile(r"\b(?:und|oder|sowie|aber|nur)\b|\w-\w*$", re.IGNORECASE)


class Scopes:
    """What the negations of a source deny, and whether the German denies it."""

    def __init__(self, links: Links, source: str, translation: str, reach: int, least_strength: float) -> None:
        self.links, self.source, self.translation = links, source, translation
        self.reach, self.least_strength = reach, least_strength

    def denied(self, cue: re.Match[str]) -> Span | None:
        """The German words for what an English negation denies; None where that is unknown or is denied in German."""
        if self._is_said_otherwise(cue):
            return None
        scope = self._scope(cue)
        if any(is_negative(self.links.source[i].text) and i not in self._counterparts for i in scope):
            return None
        places = [j for i in scope for j in self._counterparts.get(i, ())]
        if not places:
            return None
        clauses = {self._clauses[j] for j in places}
        hints = [
            j
            for j in self._hints
            if (self._clauses[j] in clauses or self._governs(j, clauses)) and self._may_deny(j, scope, cue)
        ]
        if cue.group().lower() == "no" and self._article(places[0]) is not None:
            hints = [j for j in hints if j < places[0] or not GERMAN_NEGATION.fullmatch(self.links.translation[j].text)]
        if hints:
            return None
        return self._predicate(places[0])

    def is_linked_at_once(self, cue: re.Match[str]) -> bool:
        """Whether what is denied has a counterpart, and not only a word of a phrase that says when, where or how."""
        scope = self._scope(cue)
        linked = next((i for i in scope if i in self._counterparts), None)
        if linked is None or linked == scope[0]:
            return linked is not None
        between = self.source[self.links.source[scope[0]].end : self.links.source[linked].start]
        return not _PREPOSITION.search(between)

    def _is_said_otherwise(self, cue: re.Match[str]) -> bool:
        """Whether a negation is left as it is, as in a title, or *not until* is "erst"."""
        words = [token.text for token in self.links.translation]
        if cue.group() in words and not GERMAN_NEGATION.fullmatch(cue.group()):
            return True
        return bool(_UNTIL.match(self.source, cue.end())) and not _FROM_THEN_ON.isdisjoint(words)

    def _governs(self, j: int, clauses: set[int]) -> bool:
        """Whether a German word that denies stands before one of the clauses and reaches into it.

        That is so of "weder" in a list, and of a word of refusal before "dass", an infinitive or a colon.
        """
        tokens = self.links.translation
        later = [clause for clause in clauses if clause > self._clauses[j]]
        if not later or self._is_stopped(j, min(later)):
            return False
        if tokens[j].text.lower() == "weder":
            return True
        if min(later) > self._clauses[j] + 1 or GERMAN_NEGATION.fullmatch(tokens[j].text):
            return False
        words = [token.text for token, clause in zip(tokens, self._clauses, strict=True) if clause == min(later)]
        first = tokens[self._clauses.index(min(later))].start
        return words[0] in ("dass", "damit") or "zu" in words or ":" in self.translation[tokens[j].end : first]

    def _is_stopped(self, j: int, clause: int) -> bool:
        """Whether the sentence of a German word ends before a clause."""
        first = self._clauses.index(clause)
        return bool(
            re.search(r"[.!?]", self.translation[self.links.translation[j].end : self.links.translation[first].start])
        )

    def positive_nouns(self) -> Iterator[tuple[int, int, str]]:
        """ "Ein" before the noun of which the English says *no*, even in a set phrase ("like no other team")."""
        if len(ENGLISH_NEGATION.findall(self.source)) <= len(GERMAN_NEGATION.findall(self.translation)):
            return
        source, translation = self.links.source, self.links.translation
        hints = {self._clauses[j] for j in self._hints if not denies_by_form(translation[j].text)}
        for (i, j), strength in self._strengths.items():
            first = self._article(j)
            no = next((k for k in range(max(i - 2, 0), i) if source[k].text.lower() == "no"), None)
            if no is not None and source[no + 1].lemma in _LITTLE:
                continue  # "in no small part": it is a large one
            if first is None or no is None or strength < STEM or self.links.chosen.get(j) != i:
                continue
            start, end = translation[first].start, translation[j].end
            is_phrase = re.search(
                r"[^\w\s-]", self.translation[start:end] + self.source[source[no].start - 1 : source[i].end]
            )
            if self._clauses[j] not in hints and not is_phrase:
                yield start, end, "The English says “no”, the German does not."

    def positive_words(self, linker: Linker) -> Iterator[tuple[int, int, str]]:
        """The German for a word whose English counterpart is that word denied: "erwünscht" for *unwelcome*."""
        translation = self.links.translation
        if GERMAN_NEGATION.search(self.translation) or ENGLISH_NEGATION.search(self.source):
            return
        hints = {self._clauses[j] for j in self._hints}
        for i, token in enumerate(self.links.source):
            stem = without_negative_prefix(token.lemma)
            if stem is None or self._counterparts.get(i):
                continue
            for j, other in enumerate(translation):
                if (
                    other.content
                    and self._clauses[j] not in hints
                    and linker.ways(other).get(stem, 0.0) >= self.least_strength
                    and j not in self._taken
                ):
                    yield other.start, other.end, f"The English denies it (“{token.text}”), the German does not."

    @cached_property
    def _taken(self) -> set[int]:
        """Positions of German words that stand for some English word on good grounds."""
        return {j for places in self._counterparts.values() for j in places}

    @cached_property
    def unexplained(self) -> list[int]:
        """Positions of words of the source that may be like a negation and have no counterpart that says as much."""
        return [
            i
            for i, token in enumerate(self.links.source)
            if (is_negative(token.text) or ENGLISH_HINT.fullmatch(token.text)) and not self._is_explained(i)
        ]

    def unexplained_near(self, cue: re.Match[str]) -> list[str]:
        """Those of these words that stand in a clause of which something is said in the clause of a German negation."""
        place = bisect_left(self.links.translation, cue.start(), key=lambda token: token.start)
        here = {
            i for i, places in self._counterparts.items() for j in places if self._clauses[j] == self._clauses[place]
        }
        clauses = {self._source_clauses[i] for i in here}
        near = [i for i in self.unexplained if not clauses or self._source_clauses[i] in clauses]
        return [self.links.source[i].text for i in near]

    def is_affirmed(self, cue: re.Match[str]) -> bool:
        """Whether "kein" stands before a noun whose English counterpart has an article, and no word there says no."""
        if not cue.group().lower().startswith("kein") or "?" in self.source or _YES_OR_NO.match(self.source):
            return False
        first = bisect_left(self.links.translation, cue.end(), key=lambda token: token.start)
        behind = range(first, min(first + 4, len(self.links.translation)))
        if behind and self.links.translation[first].text == "paar":
            return True
        noun = next((j for j in behind if self.links.translation[j].text[0].isupper()), None)
        i = self.links.chosen.get(noun) if noun is not None else None
        if i is None or noun is None or self._strengths.get((i, noun), 0.0) < PART:
            return False
        before = {token.text.lower() for token in self.links.source[max(i - 3, 0) : i]}
        around = range(max(i - self.reach, 0), min(i + self.reach, len(self.links.source)))
        if _OR_OF_DENIED.search(self.source, 0, self.links.source[i].start):
            return False
        return bool(_DETERMINERS & before) and not any(
            self._source_clauses[k] == self._source_clauses[i]
            and (k in self.unexplained or ENGLISH_NEGATION.fullmatch(self.links.source[k].text))
            for k in around
        )

    def doubled(self, german: Sequence[re.Match[str]]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
        """Neighbouring negations in one clause, which together say yes."""
        for first, second in pairwise(german):
            between = self.translation[first.end() : second.start()]
            if second.group().lower() not in ("ohne", "nein") and not (
                first.group().lower() in ("weder", "nein")
                or first.group().lower() == second.group().lower() == "nie"
                or _CLAUSE_END.search(between)
                or _JOINED.search(between)
                or (first.group().lower() == "ohne" and any(is_negative(token.text) for token in self.links.source))
            ):
                yield first, second

    @cached_property
    def _clauses(self) -> list[int]:
        return _clauses(self.translation, self.links.translation)

    @cached_property
    def _source_clauses(self) -> list[int]:
        return _clauses(self.source, self.links.source)

    @cached_property
    def _hints(self) -> list[int]:
        """Positions of the German words that may deny something."""
        return [
            j
            for j, token in enumerate(self.links.translation)
            if GERMAN_NEGATION.fullmatch(token.text)
            or GERMAN_HINT.fullmatch(token.text)
            or (token.particle and GERMAN_HINT.fullmatch(token.particle + token.text))
        ]

    @cached_property
    def _strengths(self) -> dict[tuple[int, int], float]:
        return {(c.source, c.translation): c.strength for c in self.links.candidates}

    @cached_property
    def _counterparts(self) -> dict[int, list[int]]:
        """For each source position the translation positions that are chosen for it on good grounds."""
        found: dict[int, list[int]] = {}
        for j, i in self.links.chosen.items():
            if self._strengths.get((i, j), 0.0) >= self.least_strength:
                found.setdefault(i, []).append(j)
        return found

    def _is_explained(self, i: int) -> bool:
        """Whether a word like a negation is itself said in German, as *ban* in "Verbot"."""
        words = [self.links.translation[j].text for j in self._counterparts.get(i, ())]
        if has_negative_form(self.links.source[i].text):
            return any(GERMAN_HINT.fullmatch(word) and not GERMAN_NEGATION.fullmatch(word) for word in words)
        return any(not GERMAN_NEGATION.fullmatch(word) for word in words)

    def _may_deny(self, j: int, scope: Sequence[int], cue: re.Match[str]) -> bool:
        """Whether a German word like a negation is not simply the counterpart of an English word outside the scope."""
        word = self.links.translation[j].text
        if GERMAN_NEGATION.fullmatch(word):
            return True
        if word == "wenig" and j and self.links.translation[j - 1].text == "ein":
            return False
        sources = [
            i
            for i in self.links.sources_of.get(j, ())
            if self._strengths[i, j] >= self.least_strength
            and self.links.source[i].start != cue.start()
            and not ENGLISH_NEGATION.fullmatch(self.links.source[i].text)
        ]
        return not any(self._says(word, i, i in scope) for i in sources)

    def _says(self, word: str, i: int, is_denied: bool) -> bool:
        """Whether a German word like a negation says no more than an English one, which itself may be denied."""
        other = self.links.source[i]
        if is_negative(other.text):
            return True
        if other.text == word or other.text.lower() in ("let", "lets"):
            return True
        if is_denied or denies_by_form(word):
            return other.content and is_denied and bool(_LITERAL.fullmatch(word))
        is_hint = ENGLISH_HINT.fullmatch(other.text) and other.text.lower() not in _NO_MORE_HINTS
        return other.content or bool(is_hint)

    def _scope(self, cue: re.Match[str]) -> list[int]:
        """Positions of the content words behind a negation, up to the end of its clause, nearest first."""
        found = []
        first = bisect_left(self.links.source, cue.end(), key=lambda token: token.start)
        for i in range(first, min(first + self.reach, len(self.links.source))):
            token = self.links.source[i]
            if _CLAUSE_END.search(self.source, cue.end(), token.start):
                break
            if token.content and not token.number:
                found.append(i)
        return found

    def _article(self, j: int) -> int | None:
        """The position of an indefinite article before a noun, with at most two words between."""
        tokens = self.links.translation
        if not tokens[j].text[0].isupper():
            return None
        before = range(j - 1, max(j - 4, -1), -1)
        return next((k for k in before if _INDEFINITE.fullmatch(tokens[k].text)), None)

    def _predicate(self, j: int) -> Span:
        """A word with its article, preposition and adverb of degree before it."""
        tokens = self.links.translation
        first = self._article(j)
        first = j if first is None else first
        while first > max(j - 4, 0) and tokens[first - 1].text in _BEFORE_PREDICATE:
            first -= 1
        if _CLAUSE_END.search(self.translation, tokens[first].end, tokens[j].start):
            first = j
        start, end = tokens[first].start, tokens[j].end
        return Span(Side.TRANSLATION, start, end, self.translation[start:end])


def _clauses(text: str, tokens: Sequence[Token]) -> list[int]:
    """For each word the number of the clause in which it stands."""
    ends = [match.end() for match in _CLAUSE_END.finditer(text)]
    return [bisect_right(ends, token.start) for token in tokens]
