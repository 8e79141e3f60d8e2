"""The rule lost-negation."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import PART, STEM, Linker, Links
from mtcheck.lexicon.negation import (
    ENGLISH_HINT,
    ENGLISH_NEGATION,
    GERMAN_HINT,
    GERMAN_NEGATION,
    denies_by_form,
    english_negations,
    german_negations,
    has_negative_form,
    is_negative,
    without_negative_prefix,
)
from mtcheck.lexicon.nouns import ANY, INDEFINITE, cells, noun_table
from mtcheck.lexicon.tokens import Token
from mtcheck.lexicon.verbs import FINITE

_CLAUSE_END = re.compile(
    r"[,;:.!?–—()\"“”„»«]| - |\b(?:und|oder) (?=dass|weil|wenn|ob)|\b(?:but|because|that|whether|how|why) "
)
_NOT_BUT = re.compile(r"(?<![\w-])sondern(?![\w-])")
_NO_MORE_HINTS = frozenset({"until", "till", "before", "later", "any", "longer"})
"""English words whose German counterparts may stand for a negation all the same ("not until": "erst")."""
_LITERAL = re.compile(r"(?:bleib|blieb|lass|lässt|ließ|gelass|weg)\w*", re.IGNORECASE)
"""German words like negations that are not so where they are the very word for what is denied (stay: "bleiben")."""
_DETERMINERS = frozenset({"a", "an", "one", "some", "this", "these", "the", "every", "each", "another"})
_INDEFINITE = re.compile(r"eine?[nmrs]?", re.IGNORECASE)
_BEFORE_PREDICATE = frozenset({"sehr", "so", "zu", "immer", "unbedingt", "einmal", "mal", "ganz", "besonders", "mehr"})
_YES_OR_NO = re.compile(r"(?:is|are|was|were|do|does|did|can|could|will|would|have|has|should|may)\b", re.IGNORECASE)
_OR_OF_DENIED = re.compile(r"(?:\b(?:not|no|never|without)|n['’]t)\b[^.;:!?]*\bor\b[^.;:!?]*$", re.IGNORECASE)
_UNTIL = re.compile(r"[^.;!?]*\b(?:until|till|once)\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:es sei denn|außer|ausgenommen|sonst|nur|erst|vorbehaltlich|ohne|abgesehen)", re.IGNORECASE)
"""German words that say *unless* without a negation."""
_IF = re.compile(r"\b(?:sofern|falls|wenn|solange|soweit)\b", re.IGNORECASE)
_ALSO_DENIED = re.compile(r"\b(?:nor|non|any|absent|ain['’]t)\b", re.IGNORECASE)
"""English words, beside negations, that "kein" may translate."""
_PLURAL = cells("nom pl, acc pl, dat pl, gen pl")
_ONLY = re.compile(r"nur|bloß|lediglich|erst", re.IGNORECASE)
"""Words before "sondern" that do not answer it."""
_SUBORDINATORS = frozenset({
    "dass", "weil", "wenn", "ob", "da", "als", "obwohl", "nachdem", "bevor", "während", "damit", "indem", "die", "der",
    "das", "den", "dem", "deren", "dessen", "was", "wo", "wie", "welche", "welcher", "welches", "über", "in", "mit",
})  # fmt: skip
"""Words that open a clause with its verb at the end."""
_PREPOSITION = re.compile(r"\b(?:in|on|at|by|to|of|up|from|with|for|after|before|over|into|under|about|as)\b")
"""What may stand between a negation and a word that is not itself denied."""
_WHY = re.compile(r"\b(?:warum|wieso|weshalb)\b", re.IGNORECASE)
_JOINED = re.compile(r"\b(?:und|oder|sowie|aber|nur)\b|\w-\w*$", re.IGNORECASE)


@dataclass(frozen=True)
class LostNegation(Detector):
    """The English denies what the German says, or the German denies what the English says.

    The sentence reads well and says the opposite, which nobody notices who does not know the source.

    Bad
        en: The ministry did not confirm the report.
        de: Das Ministerium [[bestätigte]] den Bericht.
        en: There is no ban on these weapons, but everybody knows that they are dangerous.
        de: Es gibt [[ein Verbot]] dieser Waffen, aber alle wissen, dass sie gefährlich sind.
        en: He said that the army had not attacked the town, and that nobody was hurt.
        de: Er sagte, dass die Armee die Stadt [[angegriffen]] habe und dass niemand verletzt worden sei.
        en: The dog ate the cake.
        de: Der Hund aß den Kuchen [[nicht]].
        doubted: nicht
        en: It prepares them not only for work but also for life.
        de: Es bereitet sie nur auf die Arbeit vor, [[sondern]] auch auf das Leben.
        en: Why don't you believe the witnesses?
        de: Warum [[glauben]] Sie den Zeugen?
        en: All shops are open unless otherwise noted.
        de: Alle Läden sind geöffnet, [[sofern]] anders angegeben.
        en: The police may use non-lethal weapons.
        de: Die Polizei darf [[-tödliche]] Waffen einsetzen.
        en: No other vehicles were damaged.
        de: Es wurden [[eine anderen Fahrzeuge]] beschädigt.
        en: She plays the violin like no other musician.
        de: Sie spielt Geige wie [[ein Musiker]].
        en: His help was unwelcome.
        de: Seine Hilfe war [[willkommen]].
        en: The minister said that the bridge was safe.
        de: Der Minister sagte, dass die Brücke sicher war [[nicht]].
    Good
        en: Not only the price, but also the quality rose.
        de: Sowohl der Preis als auch die Qualität stiegen.
        en: He did not arrive until Monday.
        de: Er traf erst am Montag ein.
        en: She failed to convince the judges.
        de: Es gelang ihr nicht, die Richter zu überzeugen.
        en: The report was not published and the reasons remain unclear.
        de: Der Bericht blieb unveröffentlicht, und die Gründe sind nicht bekannt.
        en: The motors no longer run without a driver.
        de: Die Motoren laufen nicht mehr ohne Fahrer.
        en: You like it, don't you?
        de: Es gefällt dir, nicht wahr?
        en: They don't get back until the shops are closed.
        de: Sie kommen erst zurück, wenn die Läden geschlossen sind.
        en: The council failed to link the money to the plan.
        de: Der Rat hat es versäumt, das Geld mit dem Plan zu verknüpfen.
        en: The clothes must have no stains, no scent and no holes.
        de: Die Kleider dürfen weder Flecken haben, noch parfümiert sein, noch Löcher haben.
        en: He didn't continue the conversation.
        de: Er stellte das Gespräch ein.
        en: It wasn't just the score that disappointed them.
        de: Mehr noch als das Ergebnis enttäuschte sie die Art des Spiels.
        en: Unless you tell them early, you will lose your workers.
        de: Wenn Sie es ihnen nicht früh sagen, verlieren Sie Ihre Arbeiter.
        en: They sang "Don't Cry, Baby" and went home.
        de: Sie sangen „Don't Cry, Baby“ und gingen nach Hause.
        en: The party will be absent from the next parliament.
        de: Im nächsten Parlament wird es keine Partei dieses Namens geben.
        en: The results were anything but good.
        de: Die Ergebnisse waren keineswegs gut.
        en: The products do not contain any metals.
        de: Die Produkte sind frei von Metallen.
        en: So take photos before you take out the rubbish bags, and don't throw away the receipts.
        de: Also erst fotografieren, dann entsorgen – und die Kassenzettel gut aufheben.
        score: 0.4
        en: They did not refuse the offer.
        de: Sie nahmen das Angebot an.
        en: Neither the minister nor the mayor came.
        de: Weder der Minister noch der Bürgermeister kamen.
        en: It was nothing short of a miracle.
        de: Es war ein Wunder.
        en: The rules are less straightforward.
        de: Die Regeln sind nicht ganz so einfach.
        doubted: nicht
        en: Is there a telephone number?
        de: Gibt es keine Telefonnummer?
    Limits
        A negation may be said by a word of the opposite sense (does not allow: verbietet). Where such words may stand
        in the clause, nothing is reported; nor where no word behind the negation is linked with a German one. A free
        translation without any such word ("not his real name": "Name frei erfunden" is known, others are not) is
        reported. What a lost negation leaves behind ("eine Fahrzeuge", "sondern" without "nicht", "sofern anders
        angegeben") is reported even where no scope is known. A negation too many is reported where the model doubts it, where "kein" stands for *a*, and where it
        is the second of its clause; the model seldom doubts one in a sentence with many other negations.
    Source
        Deviation in negation as a critical error: WMT 2021 shared task on quality estimation, critical error detection
        (Specia et al. 2021, Section 2.3). Scope by the words around it: Hossain et al. 2020, "It's not a
        Non-Issue: Negation as a Source of Error in Machine Translation", Section 3.
    """

    category = Category.MISTRANSLATION
    made_kinds = ("negation", "negation-gained")

    reach: int = 8
    """Words behind an English negation, within its clause, that belong to its scope."""
    least_doubt: float = 0.45
    """The model's probability of a major error in a negation, 0-1, from which it is taken for one too many."""
    least_doubt_beside: float = 0.7
    """The same, where the English has a word that may be like a negation ("only", "instead") and stands unexplained."""
    least_doubt_against: float = 0.87
    """The same, where that is a word which a negation often translates ("failed", "unclear")."""
    least_doubt_of_many: float = 0.62
    """The same, where the English has negations too, but fewer than the German."""
    least_strength: float = 0.8
    """Strength of the link, 0-1, between a word in the scope of a negation and its German counterpart."""
    most_unusual: float = 0.4
    """How unusual the German words may be for this English, 0-1; a freer translation may deny in any way."""
    most_score: float = 0.88
    """COMET of the pair, 0-1, from which a lost negation is minor where only a word of a later phrase is linked."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """Findings for English negations without counterpart, or else for German ones."""
        if not pair.source or not pair.translation:
            return
        view = context.view(pair)
        if view.links.unusual > self.most_unusual:
            return
        english = english_negations(pair.source, asks_why=bool(_WHY.search(pair.translation)))
        german = list(GERMAN_NEGATION.finditer(pair.translation))
        scopes = _Scopes(view.links, pair.source, pair.translation, self.reach, self.least_strength)
        remains = list(self._remains(pair, context, scopes))
        yield from remains
        if len(english) > len(german) and not remains:
            yield from self._lost(pair, context, scopes, english)
        if len(german) > len(ENGLISH_NEGATION.findall(pair.source)):
            yield from self._gained(pair, context, scopes, german_negations(pair.translation))

    def _lost(
        self, pair: Pair, context: Context, scopes: _Scopes, english: Sequence[re.Match[str]]
    ) -> Iterator[Finding]:
        """English negations near whose counterparts the German has no word that could say them."""
        judgement = context.view(pair).judgement
        sure = judgement is None or judgement.score < self.most_score
        found: set[Span] = set()
        for cue in english:
            words = scopes.denied(cue)
            if words is None or words in found:
                continue
            found.add(words)
            is_sure = sure or scopes.is_linked_at_once(cue)
            yield self.found(
                pair,
                context,
                (words.start, words.end),
                f"The English denies it (“{cue.group()}”), the German does not.",
                Severity.CRITICAL if is_sure else Severity.MINOR,
                evidence={"negation": cue.group()},
                related=(Span(Side.SOURCE, cue.start(), cue.end(), cue.group()),),
            )

    def _remains(self, pair: Pair, context: Context, scopes: _Scopes) -> Iterator[Finding]:
        """What a lost negation leaves behind: words that mean nothing, or nothing sound, without it."""
        source, translation, links = scopes.source, scopes.translation, scopes.links
        found: dict[tuple[int, int], str] = {}
        for start, end, message in (
            *_unanswered(source, translation),
            *_unless(source, translation),
            *_bare_articles(source, links),
            *scopes.positive_nouns(),
            *scopes.positive_words(context.linker),
        ):
            found.setdefault((start, end), message)
        for span, message in found.items():
            yield self.found(pair, context, span, message, Severity.MAJOR)

    def _gained(
        self, pair: Pair, context: Context, scopes: _Scopes, german: Sequence[re.Match[str]]
    ) -> Iterator[Finding]:
        """German negations that nothing in the English asks for: the one that the model doubts most, or by grammar."""
        judgement = context.view(pair).judgement
        if judgement is None or not german:
            return
        doubts = {cue: judgement.major(*cue.span()) for cue in german}
        most = max(doubts, key=doubts.__getitem__)
        found = {most} if doubts[most] >= self._least_doubt(scopes, most) else set()
        found |= {cue for cue in german if scopes.is_affirmed(cue) or _is_behind_last_verb(pair.translation or "", cue)}
        found |= {max(both, key=doubts.__getitem__) for both in scopes.doubled(german) if not found & {*both}}
        for cue in german:
            if cue in found:
                yield self.found(
                    pair,
                    context,
                    cue.span(),
                    "The German denies what the English says.",
                    Severity.MAJOR,
                    evidence={"doubt": round(doubts[cue], 3)},
                    weight=max(doubts[cue], 0.5),
                )

    def _least_doubt(self, scopes: _Scopes, cue: re.Match[str]) -> float:
        """The doubt that it takes where the English has the words that it has."""
        if ENGLISH_NEGATION.search(scopes.source):
            return self.least_doubt_of_many
        near = scopes.unexplained_near(cue)
        if any(word.lower() == "less" for word in near):
            return 1.0
        if any(is_negative(word) for word in near):
            return self.least_doubt_against
        if near:
            return self.least_doubt_beside
        return self.least_doubt_of_many if scopes.unexplained else self.least_doubt


class _Scopes:
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
        return bool(_UNTIL.match(self.source, cue.end())) and not {"erst", "später", "bevor", "bis"}.isdisjoint(words)

    def _governs(self, j: int, clauses: set[int]) -> bool:
        """Whether a German word that denies stands before one of the clauses and reaches into it.

        That is so of "weder" in a list, and of a word of refusal before "dass" or an infinitive.
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
        return words[0] in ("dass", "damit") or "zu" in words

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
        """A word with its indefinite article, or with the adverb of degree before it."""
        tokens = self.links.translation
        first = self._article(j)
        if first is None:
            first = j - 1 if j and tokens[j - 1].text in _BEFORE_PREDICATE else j
        if _CLAUSE_END.search(self.translation, tokens[first].end, tokens[j].start):
            first = j
        start, end = tokens[first].start, tokens[j].end
        return Span(Side.TRANSLATION, start, end, self.translation[start:end])


def _is_behind_last_verb(translation: str, cue: re.Match[str]) -> bool:
    """Whether "nicht" hangs behind the verb that ends a subordinate clause."""
    before = re.split(r"[,;:.!?–—()„“”\"»«]", translation[: cue.start()])[-1].split()
    return (
        len(before) > 3
        and before[0] in _SUBORDINATORS
        and before[-1] in FINITE
        and not FINITE.intersection(before[1:-1])
        and re.match(r"\s*[.,;:!?)“”\"«]|\s*$", translation[cue.end() :]) is not None
    )


def _unanswered(source: str, translation: str) -> Iterator[tuple[int, int, str]]:
    """ "Sondern" in a sentence without negation, and a hyphen before a word where English has *non-*."""
    for cue in _NOT_BUT.finditer(translation):
        before = re.split(r"[.!?:;]\s", translation[: cue.start()])[-1]
        if re.search(r"\b(?:not|no)\b|n['’]t\b", source) and not any(
            GERMAN_HINT.fullmatch(word) and not _ONLY.fullmatch(word) for word in re.findall(r"[\w-]+", before)
        ):
            yield *cue.span(), "“sondern” answers a negation, and the German has none."
    if re.search(r"\bnon-?\w", source, re.IGNORECASE):
        for word in re.finditer(r"(?:^|(?<=[\s(„“\"]))-[a-zäöüß]\w+", translation):
            yield *word.span(), "The English denies it (“non-”), the German does not."


def _unless(source: str, translation: str) -> Iterator[tuple[int, int, str]]:
    """A German "if" for *unless*, without negation behind it."""
    if not re.search(r"\bunless\b", source, re.IGNORECASE) or _EXCEPT.search(translation):
        return
    cue = _IF.search(translation)
    if cue and len(GERMAN_NEGATION.findall(translation)) <= len(ENGLISH_NEGATION.findall(source)):
        yield *cue.span(), "The English says “unless”, the German “if”."


def _bare_articles(source: str, links: Links) -> Iterator[tuple[int, int, str]]:
    """ "Ein" before a plural, where the English has more negations than the German: "kein" is meant."""
    tokens = links.translation
    denied = len(ENGLISH_NEGATION.findall(source)) + len(_ALSO_DENIED.findall(source))
    if denied <= len(GERMAN_NEGATION.findall(links.text)):
        return
    for k, token in enumerate(tokens):
        noun = next((j for j in range(k + 1, min(k + 4, len(tokens))) if tokens[j].text[0].isupper()), None)
        if noun is None or not _INDEFINITE.fullmatch(token.text):
            continue
        between = tokens[k + 1 : noun]
        if all(word.text.endswith(("en", "e")) for word in between) and _is_plural(token, tokens[noun]):
            start, end = token.start, tokens[noun].end
            if not re.search(r"[^\w\s/-]", links.text[start:end]):
                yield start, end, "The English denies it, the German does not."


def _is_plural(article: Token, noun: Token) -> bool:
    """Whether a noun after an indefinite article can only be a plural."""
    known = noun_table().inflection(noun.text)
    fitting = known & INDEFINITE.get(article.text.lower().removeprefix("ein"), 0)
    return known != ANY and bool(fitting) and not fitting & ~_PLURAL


def _clauses(text: str, tokens: Sequence[Token]) -> list[int]:
    """For each word the number of the clause in which it stands."""
    ends = [match.end() for match in _CLAUSE_END.finditer(text)]
    return [bisect_right(ends, token.start) for token in tokens]
