"""The rule untranslated-text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.tokens import Token, function_words, tokenise


@dataclass(frozen=True)
class UntranslatedText(Detector):
    """English of the source stands in the German as it was.

    Parts of a sentence that a system could not deal with are often copied.

    Bad
        en: He said that the talks would go ahead as planned.
        de: Er sagte, dass [[the talks would go ahead as planned]].
        en: The company has to cut costs quickly.
        de: [[The company has to cut costs quickly.]]
    Good
        en: The United States National Security Council did not answer.
        de: Der United States National Security Council antwortete nicht.
        en: He starred in the film "The Good, the Bad and the Ugly".
        de: Er spielte in dem Film „The Good, the Bad and the Ugly“.
        en: New York City Marathon
        de: New York City Marathon
        en: We were in Warm hands and so on.
        de: Wir waren in warmen Händen und so weiter.
        en: The newsletter is at https://example.org/the-news-that-matters-here.
        de: Der Newsletter steht unter https://example.org/the-news-that-matters-here.
        en: His motto is "never give up on the team".
        de: Sein Motto lautet „never give up on the team“.
    Limits
        Names, titles and quotations in English are left alone; so are single English words.
    Source
        MQM Core, Accuracy/Untranslated (Lommel et al. 2014).
    """

    made_kinds = ("untranslated",)

    shortest_run: int = 4
    """Words of the source in a row, in the same order, from which a copy is reported."""
    least_english: int = 2
    """How many of them must be English words in lower case that are no German words."""

    @property
    def category(self) -> Category:
        """What is left in English is untranslated."""
        return Category.UNTRANSLATED

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each run of copied English outside quotation marks."""
        if not pair.source or not pair.translation:
            return
        source = [token.text.lower() for token in tokenise(pair.source, "en")]
        tokens = context.view(pair).links.translation
        quoted = _quoted(pair.translation)
        for first, last in self._runs(tokens, source, quoted):
            run = tokens[first : last + 1]
            english = [t for t in run if t.text.islower() and _is_english(t.text) and not self._is_german(t, context)]
            if len(english) < self.least_english:
                continue
            whole = first == 0 and last == len(tokens) - 1
            start, end = (0, len(pair.translation)) if whole else (run[0].start, run[-1].end)
            place = pair.source.lower().find(pair.translation[start:end].lower())
            related = (
                (Span(Side.SOURCE, place, place + end - start, pair.source[place : place + end - start]),)
                if place >= 0
                else ()
            )
            yield self.found(
                pair,
                context,
                (start, end),
                "The English was left untranslated.",
                Severity.CRITICAL if whole else Severity.MAJOR,
                evidence={"words": len(run)},
                related=related,
            )

    def _runs(
        self, tokens: Sequence[Token], source: Sequence[str], quoted: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Copied runs outside quotation marks, as the positions of their first and last words."""
        words = ["" if _is_within(token, quoted) else token.text.lower() for token in tokens]
        places: dict[str, list[int]] = {}
        for i, word in enumerate(source):
            places.setdefault(word, []).append(i)
        first = 0
        while first < len(words):
            longest = max((_common_run(words, first, source, i) for i in places.get(words[first], ())), default=0)
            if longest >= self.shortest_run:
                yield first, first + longest - 1
            first += max(longest, 1)

    @staticmethod
    def _is_german(token: Token, context: Context) -> bool:
        return token.text.lower() in function_words("de") or context.linker.dictionary.knows(token.text.lower())


def _common_run(words: Sequence[str], first: int, source: Sequence[str], i: int) -> int:
    length = 0
    while first + length < len(words) and i + length < len(source) and words[first + length] == source[i + length]:
        length += 1
    return length


def _is_english(word: str) -> bool:
    return word in function_words("en") or len(word) > 3


_QUOTED = re.compile(r"\S*(?:://|www\.|@)\S+|<[^>]*>|„[^“”\"]*[“”\"]|“[^”]*”|\"[^\"]*\"|»[^«]*«|«[^»]*»|‚[^‘’]*[‘’]")


def _quoted(text: str) -> list[tuple[int, int]]:
    """Addresses, markup, and stretches between quotation marks, which often hold titles and slogans."""
    return [match.span() for match in _QUOTED.finditer(text)]


def _is_within(token: Token, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in stretches)
