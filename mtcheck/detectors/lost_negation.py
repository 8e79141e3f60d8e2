"""The rule lost-negation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.links import STEM, Links
from mtcheck.lexicon.negation import (
    ENGLISH_NEGATION,
    GERMAN_HINT,
    GERMAN_NEGATION,
    english_negations,
    german_negations,
    is_negative,
)
from mtcheck.lexicon.nouns import ANY, INDEFINITE, cells, noun_table
from mtcheck.lexicon.scopes import Scopes
from mtcheck.lexicon.tokens import Token
from mtcheck.lexicon.verbs import FINITE

_NOT_BUT = re.compile(r"(?<![\w-])sondern(?![\w-])")
_EXCEPT = re.compile(r"\b(?:es sei denn|außer|ausgenommen|sonst|nur|erst|vorbehaltlich|ohne|abgesehen)", re.IGNORECASE)
"""German words that say *unless* without a negation."""
_IF = re.compile(r"\b(?:sofern|falls|wenn|solange|soweit|sobald)\b", re.IGNORECASE)
_ALSO_DENIED = re.compile(r"\b(?:nor|non|any|absent|ain['’]t)\b", re.IGNORECASE)
"""English words, beside negations, that "kein" may translate."""
_INDEFINITE = {f"ein{ending}": mask for ending, mask in INDEFINITE.items()}
_PLURAL = cells("nom pl, acc pl, dat pl, gen pl")
_ONLY = re.compile(r"nur|bloß|lediglich|erst", re.IGNORECASE)
"""Words before "sondern" that do not answer it."""
_SUBORDINATORS = frozenset({
    "dass", "weil", "wenn", "ob", "da", "als", "obwohl", "nachdem", "bevor", "während", "damit", "indem", "die", "der",
    "das", "den", "dem", "deren", "dessen", "was", "wo", "wie", "welche", "welcher", "welches", "über", "in", "mit",
})  # fmt: skip
"""Words that open a clause with its verb at the end."""
_ANYTHING_BUT = re.compile(r"\banything but (?:an? |the )?(?P<what>\w+)", re.IGNORECASE)
_NOR = re.compile(r"\bnor\b", re.IGNORECASE)
_WHY = re.compile(r"\b(?:warum|wieso|weshalb)\b", re.IGNORECASE)


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
        en: We had anything but an easy quarter.
        de: Wir hatten ein recht [[einfaches]] Quartal.
        en: She plays the violin like no other musician.
        de: Sie spielt Geige wie [[ein Musiker]].
        en: His help was unwelcome.
        de: Seine Hilfe war [[willkommen]].
        en: The minister said that the bridge was safe.
        de: Der Minister sagte, dass die Brücke sicher war [[nicht]].
    Good
        en: He laughed and showed a bare wrist.
        de: Er lachte und zeigte sein Handgelenk: nichts als Haut.
        score: 0.4
        en: The room is left exactly as they found it.
        de: An dem Zimmer wird nichts verändert, es bleibt, wie sie es gefunden haben.
        score: 0.4
        en: Not only the price, but also the quality rose.
        de: Sowohl der Preis als auch die Qualität stiegen.
        en: He did not arrive until Monday.
        de: Er traf erst am Montag ein.
        en: The work is not scheduled to start until the autumn.
        de: Die Arbeiten beginnen frühestens im Herbst.
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
        en: It is not as if there were no solutions.
        de: Dabei liegen die Lösungen längst auf dem Tisch.
        en: The results were anything but good.
        de: Die Ergebnisse waren keineswegs gut.
        en: The products do not contain any metals.
        de: Die Produkte sind frei von Metallen.
        en: So take photos before you take out the rubbish bags, and don't throw away the receipts.
        de: Also erst fotografieren, dann entsorgen – und die Kassenzettel gut aufheben.
        score: 0.4
        en: Nor is every operator willing to open its network.
        de: Auch ist nicht jeder Betreiber bereit, sein Netz zu öffnen.
        doubted: nicht
        en: He complains that he can no longer sleep in peace.
        de: Mit dem ruhigen Schlaf sei es vorbei, schimpft er.
        en: They did not refuse the offer.
        de: Sie nahmen das Angebot an.
        en: Neither the minister nor the mayor came.
        de: Weder der Minister noch der Bürgermeister kamen.
        en: Neither of his daughters wanted to take over the bakery.
        de: Seine Töchter haben beide abgewinkt, als es um die Bäckerei ging.
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
        angegeben") is reported even where no scope is known. A negation too many is reported where the model doubts
        it, where "kein" stands for *a*, and where it is the second of its clause or hangs behind its verb; the model
        seldom doubts one in a sentence with many other negations.
    Source
        Deviation in negation as a critical error: WMT 2021 shared task on quality estimation, critical error detection
        (Specia et al. 2021, Section 2.3). Scope by the words around it: Hossain et al. 2020, "It's not a
        Non-Issue: Negation as a Source of Error in Machine Translation", Section 3.
    """

    category = Category.MISTRANSLATION
    glosses = False
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
        scopes = Scopes(view.links, pair.source, pair.translation, self.reach, self.least_strength)
        remains = list(self._remains(pair, context, scopes))
        yield from remains
        if len(english) > len(german) and not remains:
            yield from self._lost(pair, context, scopes, english)
        if len(german) > len(ENGLISH_NEGATION.findall(pair.source)) + len(_NOR.findall(pair.source)):
            yield from self._gained(pair, context, scopes, german_negations(pair.translation))

    def _lost(
        self, pair: Pair, context: Context, scopes: Scopes, english: Sequence[re.Match[str]]
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

    def _remains(self, pair: Pair, context: Context, scopes: Scopes) -> Iterator[Finding]:
        """What a lost negation leaves behind: words that mean nothing, or nothing sound, without it."""
        source, translation, links = scopes.source, scopes.translation, scopes.links
        found: dict[tuple[int, int], str] = {}
        for start, end, message in (
            *_unanswered(source, translation),
            *_unless(source, translation),
            *_bare_articles(source, links),
            *_anything_but(source, links),
            *scopes.positive_nouns(),
            *scopes.positive_words(context.linker),
        ):
            found.setdefault((start, end), message)
        for span, message in found.items():
            yield self.found(pair, context, span, message, Severity.MAJOR)

    def _gained(
        self, pair: Pair, context: Context, scopes: Scopes, german: Sequence[re.Match[str]]
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

    def _least_doubt(self, scopes: Scopes, cue: re.Match[str]) -> float:
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


def _anything_but(source: str, links: Links) -> Iterator[tuple[int, int, str]]:
    """The German for what something is *anything but*, in a sentence that denies nothing."""
    cue = _ANYTHING_BUT.search(source)
    if cue is None or any(GERMAN_HINT.fullmatch(t.text) or t.text in ("alles", "andere") for t in links.translation):
        return
    for candidate in links.candidates:
        token = links.translation[candidate.translation]
        if links.source[candidate.source].start == cue.start("what") and candidate.strength >= STEM:
            yield token.start, token.end, f"The English denies it (“{cue.group()}”), the German does not."
            return


def _bare_articles(source: str, links: Links) -> Iterator[tuple[int, int, str]]:
    """ "Ein" before a plural, where the English has more negations than the German: "kein" is meant."""
    tokens = links.translation
    denied = len(ENGLISH_NEGATION.findall(source)) + len(_ALSO_DENIED.findall(source))
    if denied <= len(GERMAN_NEGATION.findall(links.text)):
        return
    for k, token in enumerate(tokens):
        noun = next((j for j in range(k + 1, min(k + 4, len(tokens))) if tokens[j].text[0].isupper()), None)
        if noun is None or token.text.lower() not in _INDEFINITE:
            continue
        between = tokens[k + 1 : noun]
        if all(word.text.endswith(("en", "e")) for word in between) and _is_plural(token, tokens[noun]):
            start, end = token.start, tokens[noun].end
            if not re.search(r"[^\w\s/-]", links.text[start:end]):
                yield start, end, "The English denies it, the German does not."


def _is_plural(article: Token, noun: Token) -> bool:
    """Whether a noun after an indefinite article can only be a plural."""
    known = noun_table().inflection(noun.text)
    fitting = known & _INDEFINITE[article.text.lower()]
    return known != ANY and bool(fitting) and not fitting & ~_PLURAL
