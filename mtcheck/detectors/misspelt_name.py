"""The rule misspelt-name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.dictionary import Dictionary
from mtcheck.lexicon.lemmas import lemma_tables
from mtcheck.lexicon.links import Linker, Links, spelling_likeness
from mtcheck.lexicon.spellings import distance, is_inflected, is_transliterated, mistakes, plain
from mtcheck.lexicon.tokens import Token, lemma

_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?")
_NAME = re.compile(r"(?!.*['’](?:re|ve|ll|d|t|m)$)(?=.*[a-zß-öø-ÿ])[^\W\d_a-zß-öø-ÿ]")
_GENITIVE = re.compile(r"['’]s?$")
_GENITIVE_S = re.compile(r"(?:['’]s?|(?<=[^s])s)$")
LEAST_ALIKE = 0.6
"""Likeness of two spellings, 0-1, from which a German word may be an English name."""
_KINDS_OF_THINGS = frozenset({
    "river", "county", "city", "valley", "hospital", "university", "foundation", "airport", "bridge", "street",
    "school",
    "church", "war", "port", "island", "islands", "college", "park", "road", "lake", "mountain", "mount", "hotel",
    "center", "centre", "council", "court", "police", "search", "fire", "league", "cup", "news", "times",
    "post", "group",
    "association", "society", "club", "museum", "library", "institute", "festival", "prize", "award", "act", "state",
    "house", "town", "village", "beach", "bay", "coast", "station", "stadium", "highway", "avenue", "square", "hill",
    "forest", "region", "district", "province", "republic", "kingdom", "party", "movement", "army", "force", "team",
    "report", "summit", "conference", "mortuary", "bank", "books", "company", "homeland", "chief", "mayor", "minister",
})  # fmt: skip
"""English words in names of places and bodies that German translates."""
_SHORTEST_TWIN = 5
"""Letters of the shorter of two spellings of one name."""


@dataclass(frozen=True)
class MisspeltName(Detector):
    """A name is nearly that of the source, is spelt in two ways in one article, or its second part is translated.

    A system that spells letter by letter what it does not know makes new people of old ones.

    Bad
        en: A 2-0 win put them ahead of Chelsea.
        de: Ein 2:0 brachte sie vor [[Chemsea]].
        en: Guitarist Ryan Hudon left the band.
        de: Gitarrist Ryan [[Huodn]] verließ die Band.
        en: He plays for the Blackhawks in Sacramento.
        de: Er spielt für die Blackhawks in [[Sacramneto]].
        en: The Sydney office and the Sydney lab are closed.
        de: Das Büro in Sydney und das Labor in [[Sydnney]] sind geschlossen.
        en: Mr Brockmann met Volodymyr Zelenskyy and Robert Tjarks in Chengdu.
        de: Herr [[Brokmann]] traf [[Wolodmyr]] Selenskyj und Robert [[Tjark]] in [[Chendu]].
        en: Brockmann sued the Brockmann Group.
        de: Brockmann verklagte die [[Brockman]]-Gruppe.
        en: The burglars were Gareth Lowe and Craig Bell.
        de: Die Einbrecher waren Gareth [[Niedrig]] und Craig [[Glocke]].
        en: Zelenskyy came. / Zelenskyy spoke. / Then Zelenskyy left.
        de: Selenskyj kam. / [[Selensky]] sprach. / Dann ging Selenskyj.
    Good
        en: Peskov spoke to Zelenskyy in Kyiv about Lukashenko.
        de: Peskow sprach mit Selenskyj in Kiew über Lukaschenko.
        en: Frank Lampard's Chelsea won in Basel.
        de: Frank Lampards Chelsea gewann in Basel.
        en: The Chicagoans and the New Yorkers met in Prague.
        de: Die Chicagoer und die New Yorker trafen sich in Prag.
        en: Alexander the Great came to Persia.
        de: Alexandros der Große kam nach Persien.
        en: He met Miller and Muller.
        de: Er traf Miller und Müller.
        en: Khrushchev, Prigozhin, Zaluzhny and Tchaikovsky met Hussein, Mohammad and the Houthi.
        de: Chruschtschow, Prigoschin, Saluschnyj und Tschaikowski trafen Hossein, Mohammed und die Huthi.
        en: In Munich and Shanghai the Nubians met Maier, the Brockmanns and Meier.
        de: In München und Schanghai trafen die Nubier Maier, die Brockmanns und Meier.
        en: The Shanghai paper praised Tolstoy's and Schröder's Tripolitania.
        de: Die Shanghaier Zeitung lobte Tolstois und Schroeders Tripolitanien.
        en: Brockmann sued. / The Brockmanns won, said Brockmann's mother. / Peskov was there.
        de: Brockmann klagte. / Die Brockmanns gewannen, sagte Brockmanns Mutter. / Peskow war da.
        en: Maria Bishop of the Jiu River School met Craig.
        de: Maria Bishop von der Schule am Jiu Fluss traf Craig Schmidt.
        en: Congress passed the bill, said Senator Warner.
        de: Der Kongress verabschiedete das Gesetz, sagte Senator Warner.
    Limits
        Names are compared by spelling alone. What Russian, Ukrainian, Arabic or Greek names and exonyms may differ in
        is left alone, and so a mistake of that kind is not seen ("Gaddafi", "Gadaffi") unless the article has the name
        in another spelling too. A garbled name that is a German word is only found behind a first name.
    Source
        MQM Core, Linguistic conventions/Spelling and Accuracy/Mistranslation of names (Lommel et al. 2014); distance
        with transpositions: Damerau 1964.
    """

    category = Category.MISTRANSLATION
    glosses = False
    """A name that is not the source's is a mistranslation."""
    made_kinds = ("name", "name-two-ways")

    least_letters: int = 5
    """Letters that a name must have; of a name with one less only two swapped letters count."""
    least_letters_for_two: int = 9
    """Letters from which two mistakes still show the name."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each German word that is nearly a name of the source which the German lacks."""
        if not pair.source or not pair.translation:
            return
        links = context.view(pair).links
        for token, place in _translated(pair.source, links, context.linker.dictionary):
            name = pair.source[slice(*place)]
            yield self.found(
                pair,
                context,
                (token.start, token.end),
                f"The English has “{name}”; a name is not translated.",
                Severity.MAJOR,
                suggestions=(name.rsplit(" ", 1)[-1],),
                evidence={"source": name},
                related=(Span(Side.SOURCE, *place, name),),
            )
        names = {known.text: known for known in reversed(self._names(links.source))}.values()
        words = self._names(links.translation)
        said = _words(links.source)
        for k, word in enumerate(words):
            if word.text.lower() in said or not names:
                continue
            before = words[k - 1].text if k and word.start - words[k - 1].end == 1 else ""
            meant = next(
                (known for known in names if self._is_garbled(known, word, words, before, pair, context)), None
            )
            if meant is not None:
                yield self._finding(pair, context, word, meant)

    def _names(self, tokens: Sequence[Token]) -> list[_Name]:
        """What may be a name: words with a capital, of words with a hyphen each part."""
        return [
            _Name(match.group(), token.start + match.start(), token.start + match.end())
            for token in tokens
            for match in _PART.finditer(token.text)
            if len(match.group()) >= self.least_letters - 1 and _NAME.match(match.group())
        ]

    def _is_garbled(
        self, name: _Name, word: _Name, words: Sequence[_Name], before: str, pair: Pair, context: Context
    ) -> bool:
        """Whether a word is a name with a mistake, and no other form or transliteration of it."""
        kept = any(other.text == name.text for other in words)
        if kept:
            wrong = is_near(_bare(word.text), _bare(name.text))
        elif name.text == f"{word.text}s":
            wrong = bool(before) and f" {before} {name.text}" in f" {pair.source}"
        else:
            wrong = self._has_mistake(name.text, word.text, context.linker)
        return wrong and not _is_german(word.text, name.text, context.linker)

    def _has_mistake(self, name: str, word: str, linker: Linker) -> bool:
        short = len(name) < self.least_letters
        if short and (len(word) != len(name) or sorted(word) != sorted(name)):
            return False
        if _is_translated(name, linker.dictionary) and distance(plain(_bare(name)), plain(_bare(word)), 1) > 1:
            return False
        most = 2 if len(name) >= self.least_letters_for_two else 1
        return 0 < mistakes(name, word, most) <= most

    def _finding(self, pair: Pair, context: Context, word: _Name, name: _Name) -> Finding:
        return self.found(
            pair,
            context,
            (word.start, word.end),
            f"The English has “{name.text}”.",
            Severity.MINOR,
            suggestions=() if is_transliterated(plain(name.text), plain(word.text)) else (_like(word.text, name.text),),
            evidence={"source": name.text},
            related=(Span(Side.SOURCE, name.start, name.end, name.text),),
        )

    def check_document(self, pairs: Sequence[Pair], context: Context) -> Iterator[tuple[int, Finding]]:
        """A finding for each rarer spelling of a name that the article spells in another way elsewhere."""
        spellings: dict[str, list[tuple[Pair, _Name]]] = {}
        for pair in pairs:
            if not pair.source or not pair.translation:
                continue
            links = context.view(pair).links
            names = {_bare(name.text) for name in self._names(links.source)}
            for word in self._names(links.translation):
                for name in names:
                    if mistakes(name, word.text, 1) <= 1 and len(name) >= self.least_letters:
                        spellings.setdefault(name, []).append((pair, word))
        reported: set[tuple[int, int]] = set()
        for name, places in spellings.items():
            for index, finding in self._rarer(name, places, context):
                if (index, finding.start or 0) not in reported:
                    reported.add((index, finding.start or 0))
                    yield index, finding

    def _rarer(
        self, name: str, places: Sequence[tuple[Pair, _Name]], context: Context
    ) -> Iterator[tuple[int, Finding]]:
        counts = Counter(_bare(word.text) for _, word in places)
        usual = max(counts, key=lambda bare: (counts[bare], context.linker.dictionary.knows(bare), bare == name))
        shown = min((word.text for _, word in places if _bare(word.text) == usual), key=len)
        for pair, word in places:
            bare = _bare(word.text)
            if not is_near(bare, usual) or _is_german(word.text, name, context.linker):
                continue
            settled = counts[bare] < counts[usual] or context.linker.dictionary.knows(usual) or usual == name
            links = context.view(pair).links
            if not settled or bare in _words(links.source):
                continue
            yield (
                pair.index,
                self.found(
                    pair,
                    context,
                    (word.start, word.end),
                    f"Elsewhere in this article it is “{shown}”.",
                    Severity.MINOR,
                    suggestions=(_like(word.text, shown),),
                    evidence={"spellings": dict(counts)},
                ),
            )


def _translated(source: str, links: Links, dictionary: Dictionary) -> Iterator[tuple[Token, tuple[int, int]]]:
    """German words behind a first name where the English has a second one, which the German lacks; with its place."""
    english = {token.text.lower() for token in links.source}
    for first, second in pairwise(links.source):
        if source[first.end : second.start] != " " or not _is_full_name(first, second, dictionary):
            continue
        if any(_may_be(second.text, token.text) for token in links.translation):
            continue
        for before, token in pairwise(links.translation):
            is_behind = before.text == first.text and links.text[before.end : token.start] == " "
            is_word = token.content and token.text[0].isupper() and len(token.text) > 2 and "-" not in token.text
            if is_behind and is_word and token.text.lower() not in english and dictionary.knows(token.text):
                yield token, (first.start, second.end)


def _is_full_name(first: Token, second: Token, dictionary: Dictionary) -> bool:
    """Whether two words look like first and second name: the first one is no other word."""
    for token in (first, second):
        if not token.text[0].isupper() or token.text.isupper() or len(token.text) < 3 or not token.text.isalpha():
            return False
    low = first.text.lower()
    known = dictionary.german(low)
    is_name = low in known or not (known or dictionary.english(first.text))
    return is_name and second.content and second.text.lower() not in _KINDS_OF_THINGS


def _may_be(name: str, word: str) -> bool:
    """Whether a German word may be the name, in another form or spelling."""
    return name[:4].lower() in word.lower() or spelling_likeness(name, word) >= LEAST_ALIKE


@dataclass(frozen=True)
class _Name:
    """A word with a capital, or such a part of a word with a hyphen: code points, half open."""

    text: str
    start: int
    end: int


def _words(tokens: Sequence[Token]) -> set[str]:
    """The words of a text and the parts of words with a hyphen, in lower case, with and without a genitive s."""
    parts = [match.group().lower() for token in tokens for match in _PART.finditer(token.text)]
    return {form for part in parts for form in (part, _GENITIVE.sub("", part))}


def _is_german(word: str, name: str, linker: Linker) -> bool:
    """Whether a word is known, or made of known parts where the name is no mere name."""
    dictionary, forms = linker.dictionary, lemma_tables().get_dictionary("de")
    if dictionary.knows(word) or dictionary.knows(lemma(word, "de")) or word in forms or word.lower() in forms:
        return True
    return _is_translated(name, dictionary) and bool(dictionary.parts(word))


def _is_translated(name: str, dictionary: Dictionary) -> bool:
    """Whether an English name is a word too, for which German has other words."""
    translations = {german for form in (name.lower(), lemma(name, "en")) for german in dictionary.german(form)}
    return len(translations) > 1 and any(mistakes(name, german, 1) > 1 for german in translations)


def is_near(first: str, second: str) -> bool:
    """Whether two German spellings are one name with a mistake, and no inflections of one name."""
    if min(len(first), len(second)) < _SHORTEST_TWIN or first[0] != second[0] or is_inflected(first, second):
        return False
    return 0 < distance(plain(first), plain(second), 1) <= 1


def _bare(word: str) -> str:
    """A name in lower case without a genitive s."""
    return _GENITIVE_S.sub("", word.lower())


def _like(word: str, right: str) -> str:
    """The right spelling, in the genitive where the word seems to be."""
    right = _GENITIVE.sub("", right)
    return f"{right}s" if word.endswith("s") and not right.endswith("s") else right
