"""The rule swapped-roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import STEM, Links
from mtcheck.lexicon.tokens import Token
from mtcheck.lexicon.verbs import is_infinitive, is_participle

_BE = frozenset({"be", "is", "are", "was", "were", "been", "being", "am", "get", "gets", "got"})
_REGULAR = re.compile(r"[a-z]{2,}ed")
_PAST = re.compile(r"[a-z]+(?:ed|en|wn|ne|de|lt|nt|ht|ut|it|rn|ng|nk|un|um|ld|ft|pt|ad|id|ot|et|ck)")
"""What a past participle may look like, regular or not."""
_BETWEEN = frozenset({
    "of", "in", "at", "on", "for", "from", "to", "with", "after", "before", "during", "through", "via", "about", "as",
    "into", "over", "under", "outside", "near", "by", "who", "which", "that", "and", "or", "but",
})  # fmt: skip
"""English words that end the phrase of a doer, or part a verb from what it is done to."""
_BREAK = re.compile(r"[,;:.!?()\[\]\"“”„»«–—]")
_BY = frozenset({"von", "vom", "durch", "seitens", "zufolge", "dank", "laut"})
_BY_ANYWHERE = re.compile(rf"\b(?:{'|'.join(sorted(_BY))})\b", re.IGNORECASE)
_PREPOSITIONS = _BY | {
    "mit", "in", "im", "an", "am", "auf", "aus", "bei", "beim", "nach", "zu", "zum", "zur", "unter", "über", "vor",
    "gegen", "für", "ohne", "um", "trotz", "wegen", "gegenüber", "seit", "hinter", "neben", "zwischen", "außer",
    "gemäß",
}  # fmt: skip
_OBJECT_PRONOUNS = {
    "him": frozenset({"ihn", "ihm"}),
    "them": frozenset({"ihnen"}),
    "me": frozenset({"mich", "mir"}),
    "us": frozenset({"uns"}),
}
_OBJECT_DETERMINERS = frozenset({
    "den", "dem", "einen", "einem", "diesen", "diesem", "seinen", "seinem", "ihren", "ihrem", "einigen", "mehreren",
    "vielen", "allen", "keinen",
})  # fmt: skip
"""Determiners that no subject has."""
_WERDEN = re.compile(r"\b(?:wird|werden|wurde|wurden|werde|worden|würde|würden)\b")
_PARTICIPLE = re.compile(r"(?:be|ent|er|ver|zer|miss|über|unter)[a-zäöüß]{2,}(?:t|en)|[a-zäöüß]+iert")
"""Participles without "ge"."""

_MOST_WORDS = 6
"""Words of the phrase of a doer, and between it and its participle in German."""


@dataclass(frozen=True)
class SwappedRoles(Detector):
    """Who did it and to whom it was done have changed places.

    *He was dismissed by the king* becomes "Er hat den König entlassen", *they accused the king* "sie wurden vom König
    beschuldigt": every word is right, and the wrong one is to blame.

    Bad
        en: The commander had been dismissed by the king after heavy losses.
        de: Der Kommandeur habe [[den König]] nach schweren Verlusten entlassen.
        en: The unions reacted angrily and accused management of greed.
        de: Die Gewerkschaften reagierten verärgert und wurden [[vom Management]] der Gier beschuldigt.
    Good
        en: The commander had been dismissed by the king after heavy losses.
        de: Der König hatte den Kommandeur nach schweren Verlusten entlassen.
        en: The commander had been dismissed by the king.
        de: Der Kommandeur war vom König entlassen worden.
        en: The unions accused management of greed.
        de: Das Management wurde von den Gewerkschaften der Gier beschuldigt.
        en: The trial was followed by millions in the press.
        de: Millionen verfolgten den Prozess in der Presse.
        en: The stage was built in front of the theatre.
        de: Die Bühne wurde vor dem Theater von Arbeitern gebaut.
    Limits
        The German is only looked at where its form tells the doer for sure: "von" with a passive, and objects with
        "den", "dem", "einen" and the like. "Die Firma verklagte die Stadt" may be either way round.
    Source
        MQM Core, Accuracy/Mistranslation (Lommel et al. 2014); roles in contrastive tests of meaning: Isabelle et al.
        2017, "A Challenge Set Approach to Evaluating Machine Translation", Section 3.
    """

    category = Category.MISTRANSLATION
    made_kinds = ("roles",)

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for an English doer to whom it is done in German, or the other way round."""
        if not pair.source or not pair.translation:
            return
        view = _Sides(pair.source, pair.translation, context.view(pair).links)
        for verb, noun, span in (*view.doers_as_objects(), *view.objects_as_doers()):
            done = f"“{pair.source[verb.start : verb.end]}”"
            is_doer = noun.start > verb.end and "by" in pair.source[verb.end : noun.start].lower().split()
            role = "by whom" if is_doer else "whom"
            yield self.found(
                pair,
                context,
                span,
                f"In the English this is {role} it is done ({done}); the German has it the other way round.",
                Severity.CRITICAL,
                evidence={"verb": verb.text, "noun": noun.text},
                related=(Span(Side.SOURCE, noun.start, noun.end, noun.text),),
            )


class _Sides:
    """Both texts with the links between their words that are sure."""

    def __init__(self, source: str, translation: str, links: Links) -> None:
        self.source, self.translation, self.links = source, translation, links
        self._words = [token.text.lower() for token in links.source]
        self._linked = {(c.source, c.translation) for c in links.candidates if c.strength >= STEM}

    def doers_as_objects(self) -> Iterator[tuple[Token, Token, tuple[int, int]]]:
        """English passives with *by* whose doer is an object in German: verb, doer, German words."""
        german = self.links.translation
        for place, word in enumerate(self._words):
            if word != "by" or not self._is_passive(place - 1):
                continue
            doer = self._head(place)
            if doer is None:
                continue
            pronouns = _OBJECT_PRONOUNS.get(self._words[doer], frozenset())
            for j, token in enumerate(german):
                first = j if token.text.lower() in pronouns else self._object(j, doer)
                is_governed = bool(first) and german[(first or 1) - 1].text.lower() in _PREPOSITIONS
                if first is not None and not is_governed and self._is_done_here(place - 1, j):
                    span = german[first].start, token.end
                    yield self.links.source[place - 1], self.links.source[doer], span
                    break

    def objects_as_doers(self) -> Iterator[tuple[Token, Token, tuple[int, int]]]:
        """German passives with "von" whose doer is what something is done to in English: verb, object, German words."""
        if "by" in self._words:
            return
        german = self.links.translation
        for j, token in enumerate(german):
            noun = self._noun_behind(j) if token.text.lower() in ("von", "vom") else None
            participle = self._participle_behind(noun) if noun is not None else None
            if noun is None or participle is None:
                continue
            thing = self.links.chosen.get(noun)
            verb = self._active_verb(thing, participle) if thing is not None and (thing, noun) in self._linked else None
            if thing is not None and verb is not None:
                yield self.links.source[verb], self.links.source[thing], (token.start, german[noun].end)

    def _is_passive(self, place: int) -> bool:
        """Whether an English word is a participle with a form of *be* before it."""
        if place < 1 or not _PAST.fullmatch(self._words[place]):
            return False
        return not _BE.isdisjoint(self._words[max(place - 4, 0) : place]) and not self._is_apart(place, place + 1)

    def _is_apart(self, first: int, last: int) -> bool:
        source = self.links.source
        return bool(_BREAK.search(self.source[source[first].end : source[last].start]))

    def _head(self, by: int) -> int | None:
        """The last word of the phrase behind *by*."""
        head = None
        for place in range(by + 1, min(by + _MOST_WORDS, len(self._words))):
            word = self._words[place]
            if self._is_apart(place - 1, place) or word in _BETWEEN:
                break
            if self.links.source[place].content or word in _OBJECT_PRONOUNS:
                head = place
        return head

    def _is_done_here(self, verb: int, noun: int) -> bool:
        """Whether the English verb is said in the clause of a German noun, which is no passive and names no doer."""
        german = self.links.translation
        before = _BREAK.split(self.translation[: german[noun].start])[-1]
        behind = _BREAK.split(self.translation[german[noun].start :])[0]
        if _BY_ANYWHERE.search(before + behind) or _WERDEN.search(before + behind):
            return False
        start, end = german[noun].start - len(before), german[noun].start + len(behind)
        return any(
            i == verb and german[j].text[0].islower() and start <= german[j].start < end for i, j in self._linked
        )

    def _object(self, noun: int, doer: int) -> int | None:
        """Where the phrase of a German noun begins that stands for the doer and is no subject; None where it may be."""
        german = self.links.translation
        if not german[noun].text[0].isupper() or (doer, noun) not in self._linked:
            return None
        first = noun - 1
        while first >= 0 and noun - first < 4 and _is_adjective(german[first]):
            first -= 1
        if first < 0 or german[first].text.lower() not in _OBJECT_DETERMINERS:
            return None
        return None if _BREAK.search(self.translation[german[first].start : german[noun].end]) else first

    def _noun_behind(self, place: int) -> int | None:
        german = self.links.translation
        for j in range(place + 1, min(place + 5, len(german))):
            if _BREAK.search(self.translation[german[j - 1].end : german[j].start]):
                return None
            if german[j].text[0].isupper():
                return j
        return None

    def _participle_behind(self, noun: int) -> int | None:
        """The participle of the passive whose doer the noun is."""
        german = self.links.translation
        for j in range(noun + 1, min(noun + 2 + _MOST_WORDS, len(german))):
            between = self.translation[german[noun].end : german[j].start]
            if _BREAK.search(between):
                return None
            word = german[j].text
            if is_participle(word) or (_PARTICIPLE.fullmatch(word) and not is_infinitive(word)):
                before = _BREAK.split(self.translation[: german[noun].start])[-1]
                behind = _BREAK.split(self.translation[german[j].end :])[0]
                return j if _WERDEN.search(f"{before} {between} {behind}") else None
        return None

    def _active_verb(self, thing: int, participle: int) -> int | None:
        """The English verb that stands for the participle and has the thing for its object."""
        if self.source.startswith(("'s", "’s"), self.links.source[thing].end) or self._words[thing].endswith("'s"):
            return None
        for verb in range(max(thing - 4, 0), thing):
            if not _REGULAR.fullmatch(self._words[verb]) or (verb, participle) not in self._linked:
                continue
            is_bare = _BETWEEN.isdisjoint(self._words[verb + 1 : thing]) and not self._has_break(verb, thing)
            if is_bare and _BE.isdisjoint(self._words[max(verb - 3, 0) : verb]):
                return verb
        return None

    def _has_break(self, first: int, last: int) -> bool:
        source: Sequence[Token] = self.links.source
        return bool(_BREAK.search(self.source[source[first].start : source[last].end]))


def _is_adjective(token: Token) -> bool:
    return token.content and token.text[0].islower() and token.text.endswith(("en", "e", "er", "es", "em"))
