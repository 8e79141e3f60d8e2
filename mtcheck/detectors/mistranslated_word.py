"""The rule mistranslated-word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector, View
from mtcheck.lexicon.links import Linker, Links, english_lemmas
from mtcheck.lexicon.tokens import Token, lemma


@dataclass(frozen=True)
class MistranslatedWord(Detector):
    """A German word for which the dictionary knows no way to any word of the English.

    It stands where a word of the English is left without a counterpart, and the embedded model doubts it too: a sense
    was chosen that is not meant here ("erwidern" is *return*, but in the sense of *reply*).

    Bad
        en: They could drastically reduce its support for the country.
        de: Sie könnten ihre Unterstützung für das Land drastisch [[erwidern]].
        doubted: erwidern
        en: The ministers rejected the plan on Friday.
        de: Die Minister [[beschrieben]] den Plan am Freitag.
        doubted: beschrieben
    Good
        en: They could drastically reduce its support for the country.
        de: Sie könnten ihre Unterstützung für das Land drastisch einschränken.
        doubted: einschränken
        en: They could drastically reduce its support for the country.
        de: Sie könnten ihre Unterstützung für das Land drastisch zurückfahren.
        doubted: zurückfahren
        en: The tabloid quoted the adviser.
        de: Das Boulevardblatt zitierte den Sicherheitsberater.
        doubted: Boulevardblatt
        en: He kicked the bucket.
        de: Er gab den Löffel ab.
    Limits
        Free translation uses words that no dictionary links. Such a word is reported only where the model doubts it
        too, so the rule finds fewer wrong words than there are.
    Source
        The dictionary is Ding (TU Chemnitz); word links as evidence of adequacy: Popović and Ney 2011, "Towards
        Automatic Error Analysis of Machine Translation Output", Section 3.
    """

    made_kinds = ("wrong-sense", "foreign-word")

    least_doubt: float = 0.5
    """The embedded model's probability of a major error, 0-1, from which a word without link is reported."""
    least_doubt_if_literal: float = 0.1
    """The same, where all else is literal: there a word without link stands out, and needs little more evidence."""
    most_left: float = 0.2
    """Share of the English content words, 0-1, that may be without counterpart in a literal translation."""
    least_senses: int = 3
    """English translations that the dictionary must have for the German word, to be trusted about a literal one."""
    least_translations: int = 8
    """German single words that it must have for the English word, for the same reason."""
    reach: int = 2
    """English words between the missing counterpart and a word that a neighbour of the German word links to."""
    most_strange: float = 0.2
    """Share of the German content words, 0-1, without link, above which the translation is free and nothing is said."""
    least_kind: float = 0.3
    """Share of the English word's translations, 0-1, that must be of the German word's kind (noun, verb or other)."""
    most_suggestions: int = 3

    @property
    def category(self) -> Category:
        """A wrong sense is a mistranslation."""
        return Category.MISTRANSLATION

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each doubted word that has no link while an English word nearby has none either."""
        view = context.view(pair)
        if not pair.source or not pair.translation or view.judgement is None:
            return
        links = view.links
        strange, left_over = links.unreachable(), links.unaccounted()
        if len(strange) > max(1, self.most_strange * sum(token.content for token in links.translation)):
            return
        for j in strange:
            token = links.translation[j]
            doubt = view.judgement.major(token.start, token.end)
            if doubt < self.least_doubt_if_literal or _is_name(token, context.linker):
                continue
            if any(context.linker.near(token, links.source[i].lemma) for i in left_over):
                continue
            meant = self._meant(links, j, left_over, context.linker)
            if meant is None or (doubt < self.least_doubt and not self._stands_out(links, j, meant, context.linker)):
                continue
            yield self._finding(pair, context, view, token, links.source[meant])

    def _stands_out(self, links: Links, j: int, meant: int, linker: Linker) -> bool:
        """Whether the translation is literal but for this word, and the dictionary knows both words well."""
        content = sum(token.content for token in links.source)
        beside = _counterparts_of_neighbours(links, j)
        return (
            len(links.unreachable()) == 1
            and len(links.unaccounted()) <= self.most_left * content
            and len(beside) == 2
            and min(abs(meant - place) for place in beside) == 1
            and len(linker.dictionary.english(links.translation[j].lemma)) >= self.least_senses
            and sum(" " not in word for word in linker.dictionary.german(links.source[meant].lemma))
            >= self.least_translations
        )

    def _meant(self, links: Links, j: int, left_over: list[int], linker: Linker) -> int | None:
        """The source word that stands beside the counterpart of a neighbour, and is of the same kind."""
        beside = _counterparts_of_neighbours(links, j)
        kind = _kind(links.translation[j].lemma, links.translation[j])
        distances = {
            i: distance
            for i in left_over
            if (distance := min((abs(i - k) for k in beside), default=self.reach + 1)) <= self.reach
            and not (links.source[i].text[0].isupper() and not links.source[i].initial)
            and _share_of_kind(links.source[i], kind, linker) >= self.least_kind
        }
        return min(distances, key=distances.__getitem__, default=None)

    def _finding(self, pair: Pair, context: Context, view: View, token: Token, meant: Token) -> Finding:
        suggestions = suggest(meant.lemma, token, context.linker, self.most_suggestions)
        doubt = view.judgement.major(token.start, token.end) if view.judgement else 0.0
        return self.found(
            pair,
            context,
            (token.start, token.end),
            f"No sense of “{token.text}” fits this English, and “{meant.text}” is left without a translation.",
            Severity.MAJOR,
            suggestions=suggestions,
            evidence={
                "doubt": round(doubt, 3),
                "meant": meant.text,
                "senses": context.linker.dictionary.english(token.lemma)[:6],
            },
            related=(Span(Side.SOURCE, meant.start, meant.end, meant.text),),
            weight=doubt,
        )


def suggest(english: str, instead_of: Token, linker: Linker, most: int) -> list[str]:
    """German single words for an English lemma, of the same kind as the word they replace, commonest first."""
    kind = _kind(instead_of.lemma, instead_of)
    frequencies = linker.dictionary.frequencies
    ranked: dict[str, float] = {}
    for german in linker.dictionary.german(english):
        base = lemma(german, "de")
        if " " in german or base != german.lower() or kind != _kind_of_entry(german):
            continue
        senses = linker.dictionary.english(german)
        place = next((k for k, phrase in enumerate(senses) if english in english_lemmas(phrase)), len(senses))
        ranked[german] = frequencies.get(base, 0) + 0.5 / (1 + place)
    return sorted(ranked, key=lambda word: -ranked[word])[:most]


def _counterparts_of_neighbours(links: Links, j: int) -> list[int]:
    """Source positions of the words that the nearest linked content words on either side link to."""
    found = []
    for step in (-1, 1):
        k = j + step
        while 0 <= k < len(links.translation) and abs(k - j) <= 3:
            if links.translation[k].content:
                if k in links.chosen:
                    found.append(links.chosen[k])
                break
            k += step
    return found


def _kind(base: str, token: Token) -> str:
    """Noun, verb or other, by capital letter and ending."""
    if token.text[0].isupper() and not token.initial:
        return "noun"
    return "verb" if base.endswith("n") else "other"


def _kind_of_entry(word: str) -> str:
    return "noun" if word[0].isupper() else "verb" if word.endswith("n") else "other"


def _share_of_kind(token: Token, kind: str, linker: Linker) -> float:
    """Share of an English word's German translations that are of this kind."""
    words = [word for word in linker.dictionary.german(token.lemma) if " " not in word]
    kinds = [_kind_of_entry(word) for word in words]
    return kinds.count(kind) / len(kinds) if kinds else 0.0


def _is_name(token: Token, linker: Linker) -> bool:
    """Capitalised words that the dictionary does not know, alone or as a compound, are taken for names."""
    return (
        token.text[0].isupper()
        and not linker.dictionary.knows(token.text)
        and not linker.dictionary.knows(token.lemma)
        and not linker.dictionary.parts(token.text)
    )
