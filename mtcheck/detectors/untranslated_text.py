"""The rule untranslated-text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.lemmas import lemma_tables
from mtcheck.lexicon.tokens import Token, function_words

_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S+|#\w+|\S+\.(?:com|org|net|de|co|io)\b\S*|<[^>]*>|\S*\w[/_\\]\w\S*")
_QUOTED = re.compile(r"„[^“”\"]*[“”\"]|“[^”]*”|\"[^\"]*\"|»[^«]*«|«[^»]*»|‚[^‘’]*[‘’]|‘[^’]*’|(?<!\w)'[^']*'(?!\w)")
_ENGLISH_AT_SIGHT = frozenset({"the", "of", "and", "their", "they", "them", "with", "which", "would", "to", "is"})
_IN_TITLES = frozenset({"of", "the", "and", "for", "in", "to", "a", "an", "on", "at", "with", "from", "by", "is"})


@dataclass(frozen=True)
class UntranslatedText(Detector):
    """English of the source stands in the German as it was.

    Parts of a sentence that a system could not deal with are often copied.

    Bad
        en: He said that the talks would go ahead as planned.
        de: Er sagte, dass [[the talks would go ahead as planned]].
        en: The company has to cut costs quickly.
        de: [[The company has to cut costs quickly.]]
        en: The Russian chemist further developed the idea.
        de: Der russische [[chemist]] entwickelte die Idee weiter.
        en: "We have seen that they will leave early", he said.
        de: „Wir haben gesehen, dass [[they will leave]] gehen“, sagte er.
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
        en: The support team shared its feedback on the download in an online chat.
        de: Das Support-Team gab online im Chat sein Feedback zum Download.
        en: He read The Lord of the Rings at the Bank of America.
        de: Bei der Bank of America las er The Lord of the Rings.
        en: This was cool, fair and so on, wrote @always_hungry under #everything.
        de: Das war cool, fair und so weiter, schrieb @always_hungry unter #everything.
    Limits
        Names, titles and quotations that are English throughout are left alone, and so are words that German has too
        (hard, still, was). A single English word is minor unless the model doubts it.
    Source
        MQM Core, Accuracy/Untranslated (Lommel et al. 2014).
    """

    category = Category.UNTRANSLATED
    glosses = False
    made_kinds = ("untranslated",)

    least_letters: int = 4
    """Letters from which a word can be known for English by itself."""
    least_helpers: int = 2
    """Words that German does not write in lower case ("they", "end") that show a copy without such a word."""
    least_doubt_of_run: float = 0.5
    """The model's probability of a major error, 0-1, from which one of them is enough in a copy of two words."""
    least_doubt: float = 0.3
    """The model's probability of a major error, 0-1, from which a single English word is major."""
    most_quoted: float = 0.8
    """Share of the words of a quotation, 0-1, that are the source's, from which it is English on purpose."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each run of copied English outside quotation marks."""
        if not pair.source or not pair.translation:
            return
        view = context.view(pair)
        tokens = view.links.translation
        source = [token.text.lower() for token in view.links.source]
        left_alone = self._left_alone(pair.translation, tokens, set(source))
        for first, last in _runs(tokens, source, left_alone):
            run = tokens[first : last + 1]
            shown = [token for token in run if self._is_english_only(token, context)]
            helpers = [token for token in run if _is_english_helper(token)]
            doubt = view.judgement.major(run[0].start, run[-1].end) if view.judgement else 0.0
            least = 1 if doubt >= self.least_doubt_of_run and len(run) > 1 else self.least_helpers
            if not shown and (len(helpers) < least or _is_title(run)):
                continue
            whole = first == 0 and last == len(tokens) - 1
            start, end = (0, len(pair.translation)) if whole else (run[0].start, run[-1].end)
            if len(shown) == 1 and not helpers:
                start, end = shown[0].start, shown[0].end
            place = pair.source.lower().find(pair.translation[start:end].lower())
            related = (
                (Span(Side.SOURCE, place, place + end - start, pair.source[place : place + end - start]),)
                if place >= 0
                else ()
            )
            sure = len(shown) + len(helpers) > 1 or view.judgement is None
            severity = Severity.MAJOR if sure or doubt >= self.least_doubt else Severity.MINOR
            yield self.found(
                pair,
                context,
                (start, end),
                "The English was left untranslated.",
                Severity.CRITICAL if whole and len(run) > 1 else severity,
                evidence={"words": len(run)},
                related=related,
            )

    def _left_alone(self, text: str, tokens: Sequence[Token], source: set[str]) -> list[tuple[int, int]]:
        """Addresses and markup, and quotations that are English throughout: titles, slogans."""
        stretches = [match.span() for match in _ADDRESS.finditer(text)]
        for match in _QUOTED.finditer(text):
            words = [token.text.lower() for token in tokens if match.start() <= token.start < match.end()]
            if words and sum(word in source for word in words) >= self.most_quoted * len(words):
                stretches.append(match.span())
        return stretches

    def _is_english_only(self, token: Token, context: Context) -> bool:
        """Whether a word in lower case is an English content word, and no German one in any spelling."""
        word = token.text
        if not word.islower() or not word.isalpha() or len(word) < self.least_letters:
            return False
        german, english = (lemma_tables().get_dictionary(language) for language in ("de", "en"))
        dictionary = context.linker.dictionary
        is_german = dictionary.knows(word) or word in german or word.capitalize() in german
        return (
            word in english
            and bool(dictionary.german(word))
            and not is_german
            and word not in function_words("de")
            and not dictionary.parts(word)
        )


def _is_title(run: Sequence[Token]) -> bool:
    """Whether capitalised words stand in a copy with only small words between them, as in names and titles."""
    small = all(token.text in _IN_TITLES for token in run if token.text.islower())
    return small and any(token.text[0].isupper() and token.content for token in run)


def _is_english_helper(token: Token) -> bool:
    """Whether a word is English, and is not written so in German, where it may be a noun or a foreign word."""
    word = token.text
    german, english = (lemma_tables().get_dictionary(language) for language in ("de", "en"))
    if not word.islower() or word in function_words("de") or len(word) < 2:
        return False
    return word in _ENGLISH_AT_SIGHT or (word not in german and (word in function_words("en") or word in english))


def _runs(
    tokens: Sequence[Token], source: Sequence[str], left_alone: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Copied runs as the positions of their first and last words."""
    words = ["" if _is_within(token, left_alone) else token.text.lower() for token in tokens]
    places: dict[str, list[int]] = {}
    for i, word in enumerate(source):
        places.setdefault(word, []).append(i)
    first = 0
    while first < len(words):
        longest = max((_common_run(words, first, source, i) for i in places.get(words[first], ())), default=0)
        if longest:
            yield first, first + longest - 1
        first += max(longest, 1)


def _common_run(words: Sequence[str], first: int, source: Sequence[str], i: int) -> int:
    length = 0
    while first + length < len(words) and i + length < len(source) and words[first + length] == source[i + length]:
        length += 1
    return length


def _is_within(token: Token, stretches: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in stretches)
