"""The rule lost-negation."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector, View
from mtcheck.lexicon.links import Links
from mtcheck.lexicon.tokens import Token

_NOT = r"(?:not|cannot|no|never|nobody|none|nothing|nowhere|neither|without|(?:do|does|did|is|was|wo|ca)nt)"
_ENGLISH = re.compile(rf"(?<![\w-])(?:{_NOT}|[a-z]+n['’´]t)(?![\w-])", re.IGNORECASE)
_GERMAN = re.compile(
    r"(?<![\w-])(?:nicht|nichts|kein(?:e[nmrs]?|erlei|esfalls|eswegs)?|nie|niemals|niemand(?:e[nm]|es)?|nirgend\w*|weder|"
    r"ohne|nein)(?![\w-])",
    re.IGNORECASE,
)
_SET_PHRASE = re.compile(
    r"\bnot (?:only|just|merely|simply|least|until|to mention|long (?:ago|after)|far|without|un\w+|too \w+)\b"
    r"|\bno (?:sooner|matter|doubt|wonder|later|less|more|fewer|better|one[- ]|other|surprise|stranger|joke|problem|"
    r"worries|time)\b|\bno\.? ?\d|\bnone ?the ?less\b|\bnothing (?:but|short|less|more)\b|\bor not\b|\bif not\b"
    r"|\bwhy (?:not|don['’]t)\b|\bwithout (?:a )?(?:doubt|problem|question|fail|exception|further)\b"
    r"|\bcan(?:['’]t|not) (?:help|wait|believe|but)\b|\bcouldn['’]t (?:\w+ ){0,2}more\b|\bwouldn['’]t mind\b"
    r"|\b(?:as|more|less|better|worse)\b[^.?!]{0,30}than not\b|\bwill-\w+-won['’]t\S*|\bnever ?mind\b|\bnever before\b"
    r"|\bI don['’]t know,|[\"“'‘][^\"”’]{0,40}\bno\b[^\"”’]{0,40}[\"”’]",
    re.IGNORECASE,
)
_ENGLISH_HINT = re.compile(
    rf"(?:{_NOT}|nor|[a-z]+n['’´]t|w/o|non|dont|aint|couldnt|dunno|rarely|seldom|few|little|only|"
    r"just|but|except\w*|till|until|before|instead|rather|otherwise|lest|too|than|out|away|off|free|empty|short|far|beyond|"
    r"any\w*|hold\w*|held|difficult\w*|hard|against|over|ends?|ended|cancel\w*|alone|spared?|unknown|ignor\w+|"
    r"zero|minus|exclu\w+|abort\w*|resist\w*|withh\w+|both|also|alike|simply|more|different\w*|beyond|wrong)",
    re.IGNORECASE,
)
_ENGLISH_NEGATIVE = re.compile(
    r"(?:bad|worse|fail\w*|lack\w*|refus\w*|avoid\w*|prevent\w*|den(?:y|ie)\w*|reject\w*|"
    r"forb\w+|ban(?:ned|s)?|prohibit\w*|stop\w*|"
    r"miss\w*|absen\w+|escap\w+|elud\w+|unable|neglect\w*|forg[eo]\w+|declin\w+|doubt\w*|keep|kept|los[et]|losing|"
    r"oppos\w+|un(?!der|it|ion|til)[a-z]{4,}|(?:in|im|ir|il)[a-z]+(?:[ai]bl[ey]|sistent|"
    r"competent|efficient|sufficient|curate|complete|correct|effective|active|sane|famous|patient|proper|perfect|legal)|"
    r"dis(?:agree|approv|believ|connect|courag|regard|respect|hon|abl|appear|continu|allow|prov|satisf)\w*|"
    r"mis(?:s|under|trust)\w*|(?:non|anti)-?[a-z]{4,}|[a-z]+(?:less|-free)(?:ly|ness)?)",
    re.IGNORECASE,
)
_GERMAN_HINT = re.compile(
    r"(?:nicht\w*|kein\w*|nie\w{0,5}|nirgend\w*|weder|ohne\w*|nein|nö|kaum|wenig\w*|minder|selten\w*|außer\w*|denn|"
    r"(?:an)?statt\w*|anstelle|sondern|gegen\w*|frei|erst|lediglich|bloß|nur|allenfalls|höchstens|spätestens|bevor|ehe|"
    r"sonst|andernfalls|schwer\w*|schlecht|leer\w*|weg\w*|fern|trotzdem|dennoch|null|anders\w*|knapp\w*|abgesehen|"
    r"verhinder\w*|ver(?:meid|mied)\w*|(?:ver)?weiger\w*|(?:ab)?(?:ge)?lehn\w*|ver(?:biet|bot)\w*|untersag\w*|verzicht\w*|"
    r"(?:ver)?fehl\w*|mangel\w*|scheiter\w*|versäum\w*|verg(?:ess|iss|aß)\w*|unterl(?:ass|ieß)\w*|verpass\w*|"
    r"(?:ge)?hinder\w*|bestr(?:eit|itt)\w*|dement\w*|leugn\w*|verneint?\w*|(?:be)?zweif\w*|ausgeschl\w*|entgeh\w*|"
    r"entg(?:eh|ang)\w*|auf(?:ge|zu)?h(?:ö|o)r\w*|beende\w*|bleib\w*|blieb\w*|vermiss\w*|gelassen|lassen|lässt|ließ|"
    r"un(?!d|s|ter|ten|gefähr|iver|ion|garn)[a-zäöüß]{3,}|in(?:akzept|korrekt|effiz|stabil|diskut|komp|tol)\w*|"
    r"i(?:rr|ll)\w{4,}|miss\w+|dis\w+|[a-zäöüß]{3,}(?:los|frei|arm)(?:e[nmrs]?)?)",
    re.IGNORECASE,
)
_ENGLISH_SLIGHT = frozenset({"less", "hardly", "barely", "scarcely"})
_CLAUSE_END = re.compile(r"[,;:.!?–—()\"“”„»«]|\b(?:und|oder) (?=dass|weil|wenn|ob)|\b(?:but|because|that) ")
_NOT_BUT = re.compile(r"(?<![\w-])sondern(?![\w-])")


@dataclass(frozen=True)
class LostNegation(Detector):
    """The English denies what the German says, or the German denies what the English says.

    The sentence reads well and says the opposite, which nobody notices who does not know the source.

    Bad
        en: The ministry did not confirm the report.
        de: Das Ministerium [[bestätigte]] den Bericht.
        en: There is no ban on these weapons, but everybody knows that they are dangerous.
        de: Es gibt ein [[Verbot]] dieser Waffen, aber alle wissen, dass sie gefährlich sind.
        en: He said that the army had not attacked the town, and that nobody was hurt.
        de: Er sagte, dass die Armee die Stadt [[angegriffen]] habe und dass niemand verletzt worden sei.
        en: The dog ate the cake.
        de: Der Hund aß den Kuchen [[nicht]].
        doubted: nicht
        en: It prepares them not only for work but also for life.
        de: Es bereitet sie nur auf die Arbeit vor, [[sondern]] auch auf das Leben.
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
        en: The results were anything but good.
        de: Die Ergebnisse waren keineswegs gut.
        en: The products do not contain any metals.
        de: Die Produkte sind frei von Metallen.
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
        in the clause, nothing is reported; nor where no word near the negation is linked with a German one. A negation
        too many is reported only where the model doubts it.
    Source
        Deviation in negation as a critical error: WMT 2021 shared task on quality estimation, critical error detection
        (Specia et al. 2021, Section 2.3). Scope by the words around it: Hossain et al. 2020, "It's not a
        Non-Issue: Negation as a Source of Error in Machine Translation", Section 3.
    """

    category = Category.MISTRANSLATION
    made_kinds = ("negation", "negation-gained")

    reach: int = 4
    """Words behind an English negation, within its clause, that belong to its scope."""
    least_doubt: float = 0.7
    """The model's probability of a major error in a negation, 0-1, from which it is taken for one too many."""
    least_doubt_beside: float = 0.85
    """The same, where the English has a negation too, or a word that may be like one ("only", "instead")."""
    least_doubt_against: float = 0.97
    """The same, where the English has a word that a negation often translates ("failed", "unclear", "less")."""
    least_strength: float = 0.8
    """Strength of the link, 0-1, between a word in the scope of a negation and its German counterpart."""
    most_score: float = 0.97
    """COMET of the pair, 0-1, from which a lost negation is minor: the model sees nothing wrong."""
    most_score_without_scope: float = 0.4
    """COMET of the pair, 0-1, below which no link is needed where no word of the German denies anything."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """Findings for English negations without counterpart, or else for German ones."""
        if not pair.source or not pair.translation:
            return
        view = context.view(pair)
        english = _negations(pair.source)
        german = list(_GERMAN.finditer(pair.translation))
        if len(english) > len(german):
            yield from self._lost(pair, context, view, english)
        if not german and re.search(r"\bnot\b", pair.source):
            yield from self._not_but(pair, context)
        if len(german) > len(_ENGLISH.findall(pair.source)) or not english:
            yield from self._gained(pair, context, view, german)

    def _lost(self, pair: Pair, context: Context, view: View, english: Sequence[re.Match[str]]) -> Iterator[Finding]:
        """English negations near whose counterparts the German has no word that could say them."""
        source, translation = pair.source or "", pair.translation or ""
        scopes = _Scopes(view.links, source, translation, self.reach, self.least_strength)
        is_doubted = view.judgement is not None and view.judgement.score < self.most_score_without_scope
        for cue in english:
            word = scopes.denied(cue)
            if word is None and not (is_doubted and scopes.denies_nothing):
                continue
            sure = view.judgement is None or view.judgement.score < self.most_score
            yield self.found(
                pair,
                context,
                (word.start, word.end) if word else None,
                f"The English denies it (“{cue.group()}”), the German does not.",
                Severity.CRITICAL if sure else Severity.MINOR,
                evidence={"negation": cue.group()},
                related=(Span(Side.SOURCE, cue.start(), cue.end(), cue.group()),),
            )

    def _not_but(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """ "Sondern" follows upon a negation; without any, that was lost."""
        cue = _NOT_BUT.search(pair.translation or "")
        if cue:
            message = "“sondern” answers a negation, and the German has none."
            yield self.found(pair, context, cue.span(), message, Severity.MAJOR)

    def _gained(self, pair: Pair, context: Context, view: View, german: Sequence[re.Match[str]]) -> Iterator[Finding]:
        """The German negation that the model doubts most."""
        if view.judgement is None or not german:
            return
        doubts = {cue: view.judgement.major(cue.start(), cue.end()) for cue in german}
        cue = max(doubts, key=doubts.__getitem__)
        words = [token.text for token in view.links.source]
        if _ENGLISH_SLIGHT.intersection(words):
            return
        if any(_ENGLISH_NEGATIVE.fullmatch(word) for word in words):
            least = self.least_doubt_against
        else:
            has_hint = any(_ENGLISH_HINT.fullmatch(word) for word in words)
            least = self.least_doubt_beside if has_hint else self.least_doubt
        scopes = _Scopes(view.links, pair.source or "", pair.translation or "", self.reach, self.least_strength)
        found = {cue: doubts[cue]} if doubts[cue] >= least else {}
        found |= {cue: doubts[cue] for cue in german if scopes.is_affirmed(cue)}
        for cue, doubt in found.items():
            yield self.found(
                pair,
                context,
                cue.span(),
                "The German denies what the English says.",
                Severity.MAJOR,
                evidence={"doubt": round(doubt, 3)},
                weight=max(doubt, 0.5),
            )


class _Scopes:
    """What the negations of a source deny, and whether the German denies it."""

    def __init__(self, links: Links, source: str, translation: str, reach: int, least_strength: float) -> None:
        self.links, self.source, self.translation = links, source, translation
        self.reach, self.least_strength = reach, least_strength

    def denied(self, cue: re.Match[str]) -> Token | None:
        """The German word for what an English negation denies; None where that is unknown or is denied in German."""
        scope = self._scope(cue)
        if any(_ENGLISH_NEGATIVE.fullmatch(self.links.source[i].text) and not self._is_said(i) for i in scope):
            return None
        places = [j for i in scope for j in self._counterparts.get(i, ())]
        clauses = {self._clauses[j] for j in places}
        if any(self._clauses[j] in clauses and self._may_deny(j) for j in self._hints):
            return None
        return self.links.translation[places[0]] if places else None

    @cached_property
    def denies_nothing(self) -> bool:
        """Whether no word of the German can be a negation."""
        return not any(self._may_deny(j) for j in self._hints)

    def is_affirmed(self, cue: re.Match[str]) -> bool:
        """Whether "kein" stands before a noun whose English counterpart has an article, in a clause that says yes."""
        if not cue.group().lower().startswith("kein") or "?" in self.source:
            return False
        first = bisect_left(self.links.translation, cue.end(), key=lambda token: token.start)
        behind = range(first, min(first + self.reach - 1, len(self.links.translation)))
        noun = next((j for j in behind if self.links.translation[j].text[0].isupper()), None)
        i = self.links.chosen.get(noun) if noun is not None else None
        if i is None or noun not in self._counterparts.get(i, ()):
            return False
        before = [token.text.lower() for token in self.links.source[max(i - 3, 0) : i]]
        clauses = _clauses(self.source, self.links.source)
        words = [token.text for token, clause in zip(self.links.source, clauses, strict=True) if clause == clauses[i]]
        return bool({"a", "an", "one"} & set(before)) and not any(
            pattern.fullmatch(word) for word in words for pattern in (_ENGLISH, _ENGLISH_HINT, _ENGLISH_NEGATIVE)
        )

    @cached_property
    def _clauses(self) -> list[int]:
        return _clauses(self.translation, self.links.translation)

    @cached_property
    def _hints(self) -> list[int]:
        """Positions of the German words that may deny something."""
        return [j for j, token in enumerate(self.links.translation) if _GERMAN_HINT.fullmatch(token.text)]

    @cached_property
    def _counterparts(self) -> dict[int, list[int]]:
        """For each source position the translation positions that are chosen for it on good grounds."""
        strengths = {(c.source, c.translation): c.strength for c in self.links.candidates}
        found: dict[int, list[int]] = {}
        for j, i in self.links.chosen.items():
            if strengths.get((i, j), 0.0) >= self.least_strength:
                found.setdefault(i, []).append(j)
        return found

    def _is_said(self, i: int) -> bool:
        """Whether a word of the source that denies something is itself said in German, as ban in Verbot."""
        return any(_GERMAN_HINT.fullmatch(self.links.translation[j].text) for j in self._counterparts.get(i, ()))

    def _may_deny(self, j: int) -> bool:
        """Whether a German word like a negation is not simply the counterpart of an English word like one."""
        if _GERMAN.fullmatch(self.links.translation[j].text):
            return True
        words = [self.links.source[i].text for i in self.links.sources_of.get(j, ())]
        return not any(
            (_ENGLISH_HINT.fullmatch(word) or _ENGLISH_NEGATIVE.fullmatch(word))
            and not _ENGLISH.fullmatch(word)
            and word.lower() not in ("until", "till", "before", "later", "any", "longer")
            for word in words
        )

    def _scope(self, cue: re.Match[str]) -> list[int]:
        """Positions of the content words behind a negation, up to the end of its clause, nearest first."""
        found = []
        first = bisect_left(self.links.source, cue.end(), key=lambda token: token.start)
        for i in range(first, min(first + self.reach, len(self.links.source))):
            token = self.links.source[i]
            if token.number or _CLAUSE_END.search(self.source, cue.end(), token.start):
                break
            if token.content:
                found.append(i)
        return found


def _negations(source: str) -> list[re.Match[str]]:
    """English negations that a German one should answer: no set phrases, no tags and negated questions."""
    phrases = [match.span() for match in _SET_PHRASE.finditer(source)]
    return [
        cue
        for cue in _ENGLISH.finditer(source)
        if not any(start <= cue.start() < end for start, end in phrases)
        and not (cue.group()[-1:] == "t" and cue.group().lower() != "not" and _is_in_question(source, cue.end()))
    ]


def _is_in_question(source: str, place: int) -> bool:
    end = re.compile(r"[.!?…]").search(source, place)
    return end is not None and end.group() == "?"


def _clauses(text: str, tokens: Sequence[Token]) -> list[int]:
    """For each word the number of the clause in which it stands."""
    ends = [match.end() for match in _CLAUSE_END.finditer(text)]
    return [bisect_right(ends, token.start) for token in tokens]
