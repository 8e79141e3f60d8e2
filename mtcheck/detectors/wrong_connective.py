"""The rule wrong-connective."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from mtcheck.data import Category, Finding, Pair, Severity, Side, Span
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.tokens import Token

_ASKING = re.compile(
    r"(?P<ask>\b(?:fragt|fragte|fragten|fragen|frage|gefragt|nachgefragt|nachfragen|unklar|ungewiss|fraglich|unbekannt|"
    r"erkundigt|erkundigte|erkundigten|erkundigen|herausfinden|herauszufinden|herausgefunden|wissen wollen|"
    r"wissen will|wissen wollte|(?:ließ|ließen|lässt|lassen|gelassen)(?: (?-i:[a-zäöüß]\w*)){0,4} offen|offengelassen|"
    r"offen gelassen|offenlassen|offenließ)), (?P<word>wenn|als)\b",
    re.IGNORECASE,
)
_SOURCE_WORDS = {"wenn": ("if", "whether", "when"), "als": ("when", "if", "whether")}
_RIGHT = {"if": "ob", "whether": "ob", "when": "wann"}

_SENSES: Mapping[str, tuple[str, str]] = {
    "against": ("gegen", "wider"),
    "also": ("auch", "zu"),
    "around": ("rund etwa", "um"),
    "because": ("weil", "seit"),
    "before": ("bevor vor", "früher"),
    "but": ("aber sondern", "außer"),
    "even": ("sogar selbst", "gerade"),
    "how": ("wie", "als"),
    "just": ("nur gerade", "einzig"),
    "like": ("wie", "mögen mag"),
    "more": ("mehr", "weitere"),
    "only": ("nur", "einzig gerade"),
    "over": ("über", "vorbei"),
    "since": ("", "seit da weil"),
    "still": ("noch", "still"),
    "there": ("dort", "es"),
    "too": ("auch", "zu"),
    "than": ("als", "wie dann"),
    "then": ("dann", "damals als"),
    "under": ("unter", "niedriger"),
    "very": ("sehr", "selber"),
    "when": ("", "wann wenn als"),
    "while": ("während", "weile"),
}
"""English function words: the German words that are right in most places, and those that systems take in wrong ones."""
_ODD = frozenset(word for _, odd in _SENSES.values() for word in odd.split())
_EXCEPT = frozenset(
    {"unless", "except", "excepting", "save", "but", "besides", "apart", "other", "otherwise", "barring"}
)
_SILENCE = frozenset({"quiet", "quietly", "silence", "silent", "silently", "calm", "still"})
"""English words for which "still" is right."""


@dataclass(frozen=True)
class Misuse:
    """A place where German grammar rules a function word out, if the English has one that it is a sense of.

    `german` finds the word as its group "word"; `english` finds what was meant, as its group "meant" where it has one;
    nothing is said where `unless` is found in the English, or `without` in the German before the word.
    """

    german: re.Pattern[str]
    right: str
    english: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    without: re.Pattern[str] | None = None


def _misuse(german: str, right: str, english: str, unless: str = "", without: str = "") -> Misuse:
    def words(pattern: str) -> re.Pattern[str] | None:
        return re.compile(rf"\b(?:{pattern})", re.IGNORECASE) if pattern else None

    meant = re.compile(rf"\b(?:{english})\b", re.IGNORECASE)
    return Misuse(re.compile(german), right, meant, words(unless), words(without))


_DENIALS = (
    r"nich|kein|nie|weder|ohne|kaum|statt|anstatt|anstelle|nirgend|wenig|un[a-zäöü]{4,}|nee?\b|nein|selten|mitnichten|"
    r"nix|ned\b|net\b|fehl|zu\b|aufgehört|verzicht|vermeid"
)
_ENGLISH_DENIALS = r"no[tr]?\b|cannot|none|nothing|never|without|neither|rather|instead|\w+n['’]t"
_MISUSES = (
    _misuse(r"\b(?P<word>weitere) als\b", "mehr", "more|over|than"),
    _misuse(r"\b(?:[mM]ehr|[wW]eniger|\w{3,}er) (?P<word>wann|dann)\b(?! (?:als|wie))", "als", "than", "when|then"),
    _misuse(r", (?P<word>sondern)\b", "aber", "but", _ENGLISH_DENIALS, _DENIALS),
    _misuse(
        r"(?:^|, |[.!?] |und )(?P<word>[nN]ach) (?:er|ich|wir|man|sie|"
        r"ein(?! paar| bisschen| wenig)|das|sein|mein|unser|eine|die)\b",
        "nachdem", "after",
    ),
    _misuse(r"(?:^|, |[.!?] |und )(?P<word>[vV]or) (?:er|ich|wir|man)\b", "bevor", "before"),
    _misuse(
        r"(?<![,.!?:]) (?P<word>da|weil) (?:(?:19|20)\d\d|langem|kurzem|Jahren|Jahrzehnten|Monaten|Wochen|"
        r"dem (?!\w+ [^.,]*,)[A-ZÄÖÜ]\w+)\b", "seit", "since|for",
    ),
    _misuse(
        r"\b(?P<word>selber) (?!\w*(?:mach|tu)\w*)[a-zäöüß]{3,}", "sehr", "very", r"\w*sel(?:f|ves)|own"
    ),
    _misuse(
        r"\b(?P<word>vorbei) (?:ihn|ihre|ihren|seine|seinen|das|die|der|den|dem|eine|einen|einem|[A-ZÄÖÜ][a-zäöüß]+)\b",
        "über", "over|about|on|across", r"past|pass\w*|by|along|gone|finish\w*|end\w*",
    ),
    _misuse(r"\b(?P<word>zu) (?:eine|ein|einen|für|als)\b", "auch", "also|too|even|as well", "to be|clos|listen"),
    _misuse(r"\b(?P<word>aber wie auch immer)\b", "jedoch", "however", "anyway|whatever|regardless"),
    _misuse(
        r"(?P<word>[nN]iedriger) (?!als\b|e?in|aus|lieg|sein|ist|sind|war)\w+", "unter", "under",
        r"low\w*|less\w*|cheap\w*|reduc\w*|small\w*|decreas\w*|f[ae]ll\w*|drop\w*|below|minor",
    ),
    _misuse(r"\b(?:von|auf|mit|in) (?P<word>um) \d[\d.,]*(?! ?(?:%|Prozent| Uhr))", "rund", "about|around|some|nearly"),
    _misuse(
        r"\b(?P<word>[aA]ufgrund) (?:[a-zäöüß]+(?:en|ern|eln) )?(?:in|im|am|an|vor|zu|zum|zur|bei|beim|auf|um|mit|"
        r"nach|aus|über)\b", "", "due to",
    ),
    _misuse(
        r"\b(?:und|[A-ZÄÖÜ][\w-]+) (?P<word>links) (?:mehrere|viele|einige|mindestens|zahlreiche|den|ihn|einen|zwei|"
        r"drei|vier|fünf|sechs|\d+)\b", "ließ",
        r"left (?:several|many|some|at least|numerous|the|a|an|him|her|them|two|three|four|five|six|\d+)",
        r"(?:to the|on the|far|turn\w*) left|left (?:hand|wing|side)",
    ),
    _misuse(
        r"\b(?P<word>um) (?P<first>\d[\d.,]*)(?: [\w%€$]+){0,2} auf \d", "von",
        r"from [$€£]?\d[\d.,]*(?: ?\w+){0,2} to [$€£]?\d+", r"by (?:about |around |some )?[$€£]?\d",
    ),
    _misuse(r", (?P<word>wie) (?:würden?|wären?|hätten?|wolle)\b(?![^.!]*\?)", "als", "as|like|that|if", "how|what"),
)  # fmt: skip


@dataclass(frozen=True)
class WrongConnective(Detector):
    """A function word is taken in the wrong sense: "als" for "wann", "mögen" for "wie", "da" for "seit".

    English *when*, *like* or *since* each have several German words; a system that translates word by word takes the
    wrong one, and a question becomes a condition, a comparison a wish. After verbs of asking the grammar tells;
    elsewhere the embedded model's doubt does.

    Bad
        en: He left open when the call took place.
        de: Er ließ offen, [[als]] der Anruf stattfand.
        en: She asked if the train was late.
        de: Sie fragte, [[wenn]] der Zug Verspätung habe.
        en: It was unclear when the work would begin.
        de: Es war unklar, [[wenn]] die Arbeit beginnen würde.
        en: Young men like my sons have to fight.
        de: Junge Männer [[mögen]] meine Söhne müssen kämpfen.
        doubted: mögen
        en: They have lived there since the war.
        de: Sie leben dort [[weil]] dem Krieg.
        doubted: weil
        en: Profits rose less than expected.
        de: Die Gewinne stiegen weniger [[wann]] erwartet.
        doubted: wann
        en: He is due to appear before the committee.
        de: Er ist [[aufgrund]] vor dem Ausschuss erscheinen.
        en: They cut their price target from 62 to 41 dollars.
        de: Sie senkten ihr Kursziel [[um]] 62 auf 41 Dollar.
        en: Emissions could be cut from 41 million tons to 17 million.
        de: Die Emissionen könnten [[um]] 41 Millionen Tonnen auf 17 Millionen sinken.
        en: The attack left several vehicles burned out.
        de: Der Angriff dauerte lange und [[links]] mehrere Fahrzeuge ausgebrannt.
        en: More than a hundred came, but they left early.
        de: Es kamen [[weitere]] als hundert, [[sondern]] sie gingen früh.
    Good
        en: Not only the boys but also the girls came after the match.
        de: Nicht nur die Jungen, sondern auch die Mädchen kamen nach dem Spiel.
        en: There used to be nine bakeries in town; his is the only one left.
        de: Von den einst neun Bäckereien am Ort ist einzig seine geblieben.
        doubted: einzig
        en: Few came, but many wrote; after that it was over.
        de: Es kamen nicht viele, sondern sie schrieben; danach war es vorbei.
        en: The delay was due to the weather, and they left the house and turned left.
        de: Die Verspätung war aufgrund des Wetters, und sie verließen das Haus und bogen links ab.
        en: She asked if the train was late.
        de: Sie fragte, ob der Zug Verspätung habe.
        en: He left the door open when he went.
        de: Er ließ die Tür offen, als er ging.
        en: He was asked more often than others.
        de: Er wurde öfter gefragt, als andere es wurden.
        en: Ask if you need anything.
        de: Fragen Sie, wenn Sie etwas brauchen.
        en: Young men like my sons.
        de: Junge Männer mögen meine Söhne.
        en: We sit there quietly.
        de: Wir sitzen dort still.
        doubted: still
        en: He was there when the work began.
        de: Er war dabei, als die Arbeit begann.
        doubted: war
    Limits
        Questions are only seen after a few words of asking and not knowing. Elsewhere the model decides; it misses most
        words that make a sentence of another meaning ("als er ging" for "wenn er ging").
    Source
        Duden 4: Die Grammatik, on indirect interrogative clauses.
    """

    category = Category.MISTRANSLATION
    made_kinds = ("function-word",)

    least_doubt: float = 0.58
    """The embedded model's probability of a major error, 0-1, from which a word of a wrong sense is reported."""
    least_doubt_of_usual: float = 0.78
    """The same where each of the German words is often right."""
    least_doubt_alone: float = 0.78
    """The same where the source has none of the English words that the German one is a sense of."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each wrong connective whose English word is in the source."""
        if not pair.source or not pair.translation:
            return
        asked = [*self._questions(pair, context), *self._misused(pair, context)]
        yield from asked
        for finding in self._doubted(pair, context):
            if finding.start not in {other.start for other in asked}:
                yield finding

    def _doubted(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """Words of one of several senses of an English word that the model doubts."""
        view = context.view(pair)
        if view.judgement is None:
            return
        for token in view.links.translation:
            doubt = view.judgement.major(token.start, token.end)
            if doubt < self.least_doubt or _is_the_only(token, view.links.source):
                continue
            meant = _meant(token, view.links.source)
            if meant is not None:
                usual, odd = (words.split() for words in _SENSES[meant.text.lower()])
                if not usual and doubt < self.least_doubt_of_usual:
                    continue
                others = tuple(word for word in usual or odd if word != token.text.lower())
                wanted = " or ".join(f"“{word}”" for word in others)
                found = self.found(
                    pair,
                    context,
                    (token.start, token.end),
                    f"“{token.text}” is another sense of “{meant.text}”; here it should be {wanted}.",
                    Severity.MAJOR,
                    suggestions=others,
                    evidence={"doubt": round(doubt, 3), "meant": meant.text},
                    related=(Span(Side.SOURCE, meant.start, meant.end, meant.text),),
                    weight=doubt,
                )
                yield replace(found, gloss=None)
            elif doubt >= self.least_doubt_alone and _is_out_of_place(token, view.links.source):
                yield self.found(
                    pair,
                    context,
                    (token.start, token.end),
                    f"“{token.text}” seems to be the wrong word here.",
                    Severity.MAJOR,
                    evidence={"doubt": round(doubt, 3)},
                    weight=doubt,
                )

    def _misused(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """Words that cannot stand where they stand."""
        source, translation = pair.source or "", pair.translation or ""
        for misuse in _MISUSES:
            meant = misuse.english.search(source)
            if meant is None or (misuse.unless and misuse.unless.search(source)):
                continue
            for match in misuse.german.finditer(translation):
                word = match.group("word")
                if misuse.without and misuse.without.search(translation, 0, match.start("word")):
                    continue
                yield self.found(
                    pair,
                    context,
                    match.span("word"),
                    f"“{word}” cannot stand here; the English has “{meant.group()}”.",
                    Severity.MAJOR,
                    suggestions=(misuse.right.capitalize() if word[0].isupper() else misuse.right,)
                    * bool(misuse.right),
                    evidence={"meant": meant.group()},
                    related=(Span(Side.SOURCE, *meant.span(), meant.group()),),
                )

    def _questions(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """Indirect questions that begin with a word that begins none."""
        assert pair.source is not None and pair.translation is not None
        for match in _ASKING.finditer(pair.translation):
            word = match.group("word").lower()
            if match.group("ask")[0].isupper() or match.group("ask").lower() in ("fragen", "frage"):
                continue  # "Fragen Sie, wenn ..." asks to ask, on a condition
            places = [
                place
                for english in _SOURCE_WORDS[word]
                for place in re.finditer(rf"\b{english}\b", pair.source, re.IGNORECASE)
            ]
            if places:
                start, end = places[0].span()
                right = _RIGHT[places[0].group().lower()]
                yield self.found(
                    pair,
                    context,
                    match.span("word"),
                    f"“{word}” begins no question; the English asks with “{places[0].group()}”.",
                    Severity.MAJOR,
                    suggestions=(right,),
                    related=(Span(Side.SOURCE, start, end, pair.source[start:end]),),
                )


def _meant(token: Token, source: tuple[Token, ...]) -> Token | None:
    """The English word of which the German one is a sense; None where the source has no such word."""
    word = token.text.lower()
    return next((other for other in source if word in _SENSES.get(other.text.lower(), ("", ""))[1].split()), None)


def _is_out_of_place(token: Token, source: tuple[Token, ...]) -> bool:
    """Whether the word is one that systems take in a wrong sense, and no English word asks for it."""
    if token.text.lower() == "still":
        return not any(other.text.lower() in _SILENCE for other in source)
    if token.text.lower() == "außer":
        return not any(other.text.lower() in _EXCEPT for other in source)
    return token.text in _ODD


def _is_the_only(token: Token, source: tuple[Token, ...]) -> bool:
    """Whether "einzig" stands where the English has "the only"."""
    return token.text.lower() == "einzig" and any(
        first.text.lower() == "the" and then.text.lower() == "only" for first, then in pairwise(source)
    )
