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

    least_doubt: float = 0.55
    """The embedded model's probability of a major error, 0-1, from which a word without link is reported."""
    reach: int = 4
    """Words to either side, counted on the English side, within which the missing counterpart must stand."""
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
        left_over = view.links.unaccounted()
        for j in view.links.unreachable():
            token = view.links.translation[j]
            if view.judgement.major(token.start, token.end) < self.least_doubt or _is_name(token, context.linker):
                continue
            if any(context.linker.near(token, view.links.source[i].lemma) for i in left_over):
                continue
            meant = self._meant(view.links, j, left_over, context.linker)
            if meant is not None:
                yield self._finding(pair, context, view, token, view.links.source[meant])

    def _meant(self, links: Links, j: int, left_over: list[int], linker: Linker) -> int | None:
        """The source word that stands where the German word stands: nearest to what its neighbours link to."""
        expected = _expected_place(links, j)
        near = [i for i in left_over if abs(i - expected) <= self.reach and not links.source[i].text[0].isupper()]
        noun = links.translation[j].text[0].isupper() and not links.translation[j].initial

        def distance(i: int) -> float:
            return abs(i - expected) + (0.0 if _has_kind(links.source[i], noun, linker) else self.reach)

        return min(near, key=distance, default=None)

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
    noun = instead_of.text[0].isupper() and not instead_of.initial
    verb = instead_of.lemma.endswith("n") and not noun
    frequencies = linker.dictionary.frequencies
    ranked: dict[str, float] = {}
    for german in linker.dictionary.german(english):
        base = lemma(german, "de")
        if " " in german or base != german.lower() or german[0].isupper() != noun or verb != german.endswith("n"):
            continue
        senses = linker.dictionary.english(german)
        place = next((k for k, phrase in enumerate(senses) if english in english_lemmas(phrase)), len(senses))
        ranked[german] = frequencies.get(base, 0) + 0.5 / (1 + place)
    return sorted(ranked, key=lambda word: -ranked[word])[:most]


def _expected_place(links: Links, j: int) -> float:
    """Where in the source the counterpart should stand: between those of the nearest linked neighbours."""
    known = sorted((abs(k - j), i) for k, i in links.chosen.items() if links.translation[k].content and abs(k - j) <= 4)
    if not known:
        return j / max(len(links.translation), 1) * len(links.source)
    nearest = known[:2]
    return sum(i for _, i in nearest) / len(nearest)


def _has_kind(token: Token, noun: bool, linker: Linker) -> bool:
    """Whether the English word can be a noun (or not one), as its German translations show."""
    german = linker.dictionary.german(token.lemma)
    return any(word[0].isupper() == noun for word in german if " " not in word) or not german


def _is_name(token: Token, linker: Linker) -> bool:
    """Capitalised words that the dictionary does not know, alone or as a compound, are taken for names."""
    return (
        token.text[0].isupper()
        and not linker.dictionary.knows(token.text)
        and not linker.dictionary.knows(token.lemma)
        and not linker.dictionary.parts(token.text)
    )
