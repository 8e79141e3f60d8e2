"""The rule swapped-opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import Links
from mtcheck.lexicon.opposites import Member, closed_classes, opposites
from mtcheck.lexicon.tokens import Token

_DENIED = re.compile(
    r"\b(?:not|no|none|never|without|hardly|neither|nor|cannot|nothing|nobody|rather|instead|fail\w*|lack\w*|miss\w*|"
    r"nicht|nichts|kein\w*|nie|niemals|ohne|statt\w*|weder|kaum|niemand\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_NIGHT = re.compile(
    r"[Nn]acht|Mitternacht|Zeitverschiebung|Ortszeit|\b(?:EST|EDT|ET|PT|PST|PDT|GMT|BST|CET|CEST|UTC|AEST|MEZ|MESZ)\b"
)
"""What tells that one day goes over into the next one."""

_NO_LONGER = re.compile(
    r"\b(?:no (?:longer|more)|any ?more|any longer|not? [^.;]{0,40}\bmore)\b|n['’]t [^.;]{0,40}\bmore\b", re.IGNORECASE
)
_NO_LESS = re.compile(r"\b(?:nicht|nichts|kein\w*|niemand\w*)(?: [\w-]+){0,2} (?P<less>weniger)\b", re.IGNORECASE)
_LESS = re.compile(r"\b(?:less\w*|fewer|little|lower|reduc\w*|smaller|under|minus|any worse)\b", re.IGNORECASE)

_Swap = tuple[Member, Member, list[Token]]


@dataclass(frozen=True)
class SwappedOpposite(Detector):
    """Another weekday, month or compass point, or the opposite of what the English says: "Osten" for *west*.

    Words of one class stand in the same places, so that a system mixes them up, and the sentence reads as sound.

    Bad
        en: The meeting is on Tuesday.
        de: Das Treffen ist am [[Donnerstag]].
        en: The council decided this on Tuesday night.
        de: Das hat der Stadtrat am [[Donnerstagabend]] beschlossen.
        en: The bridge in eastern Ukraine was closed in July.
        de: Die Brücke in der [[westlichen]] Ukraine wurde im [[Juni]] gesperrt.
        en: Turn left at the church.
        de: Biegen Sie an der Kirche [[rechts]] ab.
        en: Her mother sold the house in the summer.
        de: Ihr [[Vater]] hat das Haus im [[Winter]] [[gekauft]].
        en: The mine can no longer be used.
        de: Das Bergwerk kann nicht [[weniger]] genutzt werden.
        en: Exports increased, and the company won more customers.
        de: Die [[Importe]] stiegen, und das Unternehmen gewann [[weniger]] Kunden.
        en: The bank reported a drop in profit, and its shares fell.
        de: Die Bank meldete einen [[Anstieg]] des Gewinns, und ihre Aktien [[stiegen]].
    Good
        en: Prices fell sharply while wages rose.
        de: Die Preise gingen deutlich zurück, während die Löhne anzogen.
        en: His late wife Mary kept the books.
        de: Die Bücher führte früher Mary, seine Frau.
        en: The fire broke out on Friday night.
        de: Das Feuer brach in der Nacht auf Samstag aus.
        en: He left the house right away, and was at last at home at noon.
        de: Er verließ sofort das Haus und war gegen Mittag endlich zu Hause.
        en: Last Monday, first of all, he bought a paper; he may march in the last week.
        de: Am Montag kaufte er zuerst eine Zeitung; vergangene Woche marschierte er vielleicht.
        en: We owe no less than before, and there is no longer any hope.
        de: Wir schulden nicht weniger als zuvor, und es gibt keine Hoffnung mehr.
        en: They did not win, and the price was not low.
        de: Sie verloren, und der Preis war hoch.
        en: The Baltic coast in the north is left to the right-wing party.
        de: Die Ostseeküste im Norden bleibt der rechten Partei überlassen.
        en: Some were as young as five; Mrs May spoke after he had left.
        de: Einige waren erst fünf Jahre alt; bevor May sprach, war er gegangen.
        en: The winter sale was a success in South Dakota.
        de: Der Winterschlussverkauf war in South Dakota ein Erfolg.
        en: It was the third raid in the West Country.
        de: Es war der dritte Überfall im Südwesten des Landes.
    Limits
        It is silent where the sentence has several words of a class, and, for opposites that German can say the other
        way round ("nicht billig", "teuer"), where either side denies something near the word. What is told from the
        other end ("A sold it to B", "B kaufte es von A") is reported.
    Source
        MQM Core, Accuracy/Mistranslation (Lommel et al. 2014); antonyms among the critical errors of machine
        translation: Specia et al. 2021, Section 2.3.
    """

    category = Category.MISTRANSLATION
    made_kinds = ("calendar", "compass", "opposite")

    reach: int = 35
    """Characters around an opposite within which a denial on either side may account for it."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each German word of a class of which the English has another member, and the German not."""
        if not pair.source or not pair.translation:
            return
        links = context.view(pair).links
        words = {word for token in links.source for word in (token.lemma, token.text.lower())}
        found = [
            self._finding(pair, context, token, meant, other)
            for members in closed_classes() + opposites()
            if any(not member.english.isdisjoint(words) for member in members)
            for meant, other, tokens in _swapped(members, links, pair.translation)
            for token in tokens
            if members in closed_classes() or not self._is_denied(pair, links, token, meant)
        ]
        found += self._no_less(pair, context)
        yield from sorted(found, key=lambda finding: finding.start or 0)

    def _is_denied(self, pair: Pair, links: Links, token: Token, meant: Member) -> bool:
        """Whether either side denies something near the word."""
        english = next(word for word in links.source if meant.is_english(word))
        return _denies(pair.translation or "", token, self.reach) or _denies(pair.source or "", english, self.reach)

    def _no_less(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """ "Nicht weniger" for *no longer*."""
        english = _NO_LONGER.search(pair.source or "")
        if english is None or _LESS.search(pair.source or ""):
            return
        for less in _NO_LESS.finditer(pair.translation or ""):
            yield self.found(
                pair,
                context,
                less.span("less"),
                f"The English has “{english.group()}”, not “no less”.",
                Severity.MAJOR,
                suggestions=("mehr",),
                evidence={"source": english.group()},
                related=(Span(Side.SOURCE, *english.span(), english.group()),),
            )

    def _finding(self, pair: Pair, context: Context, token: Token, meant: Member, other: Member) -> Finding:
        english = next(word for word in context.view(pair).links.source if meant.is_english(word))
        return self.found(
            pair,
            context,
            (token.start, token.end),
            f"The English has “{english.text}”, not “{token.text}”.",
            Severity.MAJOR,
            suggestions=(meant.instead_of(token, other),),
            evidence={"source": english.text},
            related=(Span(Side.SOURCE, english.start, english.end, english.text),),
        )


_TIMES_OF_DAY = frozenset({"morning", "noon", "afternoon", "evening", "night"})


def _denies(text: str, token: Token, reach: int) -> bool:
    """Whether something is denied in the characters around a word."""
    return bool(_DENIED.search(text[max(token.start - reach, 0) : token.end + reach]))


def _swapped(members: Sequence[Member], links: Links, translation: str) -> Iterator[_Swap]:
    """The member of a class that is missing, the only one that stands there instead, and its German words."""
    said = [member for member in members if any(member.is_english(token) for token in links.source)]
    low = translation.lower()
    missing = [member for member in said if not _may_stand(member, links, low)]
    if len(missing) != 1:
        return
    strange = [
        (member, tokens)
        for member in members
        if (tokens := [token for token in links.translation if member.is_german(token)])
        and not any(member.may_be_english(token) for token in links.source)
    ]
    if len(strange) == 1:
        (meant,), ((other, tokens),) = missing, strange
        next_day = members.index(other) == (members.index(meant) + 1) % len(members)
        if not (meant.is_name and next_day and _NIGHT.search(translation)):
            yield meant, other, [token for token in tokens if _is_unexplained(token, meant, links)]


def _may_stand(meant: Member, links: Links, low: str) -> bool:
    """Whether anything in the German may mean the member, or the English word was kept."""
    return meant.may_stand_in(low) or any(meant.is_english(token) for token in links.translation)


def _is_unexplained(token: Token, meant: Member, links: Links) -> bool:
    """Whether no other content word of the English may stand behind a German one, but a time of day behind its end."""
    words = [links.source[i] for i in links.sources_of.get(links.translation.index(token), ())]
    return all(
        meant.is_english(word) or not word.content or (meant.is_name and word.lemma in _TIMES_OF_DAY) for word in words
    )
