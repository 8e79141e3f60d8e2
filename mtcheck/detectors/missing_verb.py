"""The rule missing-verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mtcheck.data import Category, Finding, Kind, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.clauses import RELATIVE, Part, sentences
from mtcheck.lexicon.tokens import Token
from mtcheck.lexicon.verbs import is_infinitive, is_participle, may_be_finite

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’“]?\s+")
_ENGLISH_VERB = re.compile(
    r"\b(?:am|is|are|was|were|has|have|had|does|did|will|would|can|could|may|might|must|should|says?|said|told|went|"
    r"came|made|took|gave|got|(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bof )[a-z]{3,}ed)\b|n't\b|['’](?:s|re|ve|ll|d|m)\b"
)
_ENDING_IN_T = re.compile(r"(?:be|emp|ent|er|ge|miss|ver|zer|über|unter|durch|um)[a-zäöüß]{2,}t(?:en?)?")
"""Forms in -t that may be finite where they do not stand at the end."""
_BE = re.compile(
    r"(?:bin|bist|ist|sind|seid|war|warst|waren|wart|sei|seien|sein|wäre|wären|wärst|hat|haben|habe|iss|is)"
)
_SAYS = re.compile(
    r"(?:sag|erklär|meint|berichte|frag|antworte|rief|ruf|sprach|spricht|schrieb|schreib|füg|hieß|heiß)", re.IGNORECASE
)
"""Verbs that follow what somebody says."""
_STOPS = (".", "!", "?")
_MESSAGE = "This {} has no finite verb."
_ONE = frozenset({"ich", "er", "man"})
"""Subjects whose verb does not end in -en."""
_GOING_ON = frozenset({"und", "aber", "sondern", "um", "ohne", "denn", "doch", "statt", "anstatt"})
_NOMINATIVE = frozenset({"ich", "er", "wir", "man"})
_SUBJECTS = frozenset({
    "ich", "er", "wir", "man", "es", "sie", "der", "die", "das", "ein", "eine", "sein", "seine", "ihr", "ihre", "mein",
    "meine", "unser", "unsere", "dieser", "diese", "dieses",
})  # fmt: skip
"""Words that may begin the subject of a clause."""
_ARTICLES = frozenset({
    "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines", "keine", "keinen",
    "seine", "seinen", "ihre", "ihren",
})  # fmt: skip
_ABSOLUTE = frozenset({
    "eingeschlossen", "einbegriffen", "inbegriffen", "eingerechnet", "mitgerechnet", "ausgenommen", "vorausgesetzt",
    "abgesehen",
})  # fmt: skip
"""Participles that need no auxiliary: "Kinder eingeschlossen"."""
_BEFORE_VERB = frozenset({"da", "wie", "was", "wo", "wer", "wann", "warum", "woher", "wohin", "weshalb"})
"""Words that open a main clause where its verb follows at once."""
_SURE = frozenset({"dass", "daß", "weil", "nachdem", "bevor", "sobald", "falls"})
"""Words that open nothing but clauses with a subject and a verb."""

LONG = 5
"""Words of a main clause from which its verb is not looked for at its end."""

_Gap = tuple[str, Part, Part, Severity]


@dataclass(frozen=True)
class MissingVerb(Detector):
    """A sentence or a clause has no verb where the English has one.

    A system that loses its place leaves out the verb, most often an auxiliary.

    Bad
        en: The president was in Moscow yesterday with his advisers.
        de: [[Der Präsident gestern mit seinen Beratern in Moskau]].
        doubted: Moskau
        en: He said that the city had been attacked by the enemy.
        de: Er sagte, [[dass die Stadt vom Feind angegriffen worden]].
        en: The merchant had hammered the metal smooth, said the boy.
        de: [[Der Händler das Metall glatt gehämmert]], sagte der Junge.
        doubted: Metall
        en: The settlers had taken over the old farm in the valley.
        de: [[Die Siedler den alten Hof im Tal übernommen]].
        doubted: Hof
        en: The government, which holds a stake in the company, ruled out help.
        de: Die Regierung, [[die einen Anteil an der Firma]], schloss Hilfe aus.
        en: I told him that he should not have been spoken to.
        de: Ich sagte ihm, er habe es verdient, [[als Narr angesprochen zu]] und verspottet zu werden.
        en: He was extremely annoyed even when I wanted to help him.
        de: Er war sehr verärgert, [[selbst als ich ihm gestern helfen]].
    Good
        en: I saw a school where all phones were in a rack, including that of the head teacher.
        de: Ich sah eine Schule, in der alle Handys im Regal lagen, das der Direktorin eingeschlossen.
        en: The president was in Moscow yesterday.
        de: Der Präsident war gestern in Moskau.
        en: He said that the city had been destroyed.
        de: Er sagte, dass die Stadt vom Feind zerstört wurde.
        en: Nobody knows that better than the mayor, least of all the council.
        de: Da müssen alle anderen im Dorf passen, der Rat am allermeisten.
        doubted: Dorf
        en: A terrible night.
        de: Eine schreckliche Nacht in der Stadt an der Wolga.
        en: They fear that Russia, which they know, attacks again.
        de: Sie befürchten, dass Russland, das sie kennen, wieder angreift.
        en: No problem, he said, and they laughed.
        de: Kein Problem für die Leute, sagte er, und sie lachten.
        en: The men sing songs that I know.
        de: Die Männer singen Lieder, weil sie gern singen.
        en: He came as soon as I had asked him to help.
        de: Er kam, als ich ihn gebeten hatte, mir zu helfen.
        en: A girl, three boys and a dog were in the garden when he came.
        de: Ein kleines schwarzes Mädchen, drei Jungen und ein Hund waren im Garten, als er kam.
        en: He said that the plan which he knew had been dropped.
        de: Er sagte, dass der Plan, den er kannte, aufgegeben worden sei.
        en: The spokesman of the police in Berlin said that nobody was hurt.
        de: Der Sprecher der Polizei in Berlin sagte, dass niemand verletzt wurde.
        en: “I don't even try,” he said. “Everybody knows why.”
        de: „Ich versuch's gar nicht erst“, sagte er. „Jeder weiß, warum.“
        en: Play the old songs with us tonight.
        de: Spielen Sie heute Abend mit uns die alten Lieder.
        doubted: Lieder
        en: A witness who was fishing in the area found the car.
        de: Ein Zeuge der in der Umgebung fischte, fand das Auto.
        doubted: Zeuge
    Limits
        A word that looks like a finite verb hides the gap, as does a participle that may be one ("erzählt") in a
        subordinate clause. Of main clauses the model's doubt decides, for a verb may be one that is not known here.
        Headlines, exclamations and answers without a verb are sound where the English has none either.
    Source
        Duden 4: Die Grammatik, on the sentence and its finite verb.
    """

    category = Category.GRAMMAR
    made_kinds = ("dropped-verb", "dropped-auxiliary", "verb-form")

    fewest_words: int = 4
    """Words of a sentence below which it may do without a verb."""

    least_doubt: float = 0.43
    """The model's highest probability of a major error, 0-1, in the sentence from which the finding is major."""

    least_doubt_of_half: float = 0.26
    """The same where the sentence or its first clause ends with a verb that should not stand there, or half of one."""

    least_doubt_of_any: float = 0.2
    """That probability from which a finding is at least minor."""

    least_doubt_of_clause: float = 0.5
    """The same in the first clause of a sentence, without which nothing is found: it may be an apposition."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each sentence or clause in which no word can be a finite verb."""
        text, source = pair.translation or "", pair.source or ""
        if pair.kind is Kind.TITLE or not _ENGLISH_VERB.search(source):
            return
        tokens = context.view(pair).links.translation
        for parts in sentences(text, tokens):
            gap = self._gap(parts, pair, context)
            if gap is not None:
                what, first, last, severity = gap
                yield self.found(pair, context, (first.start, last.end), _MESSAGE.format(what), severity)

    def _gap(self, parts: Sequence[Part], pair: Pair, context: Context) -> _Gap | None:
        """Where the verb of a sentence or of one of its clauses is missing."""
        for place, part in enumerate(parts):
            rest = parts[place:]
            lacks_any = _lacks_verb_at_end(part, rest) or _lacks_verb_in_relative(part, rest)
            if lacks_any or _lacks_singular(part) or _lacks_verb_beside_pronoun(part, rest):
                return "clause", part, part, Severity.MAJOR
            bare = _bare_zu(part)
            if bare is not None:
                return "infinitive", bare, bare, Severity.MAJOR
            if _is_open_to_the_end(rest):
                return "clause", part, parts[-1], Severity.MAJOR
        lone = next((part for part in parts if "worden" in (t.text for t in part.tokens)), None)
        if lone is not None and not _has_be(parts):
            return "clause", lone, lone, Severity.MAJOR
        if _begins(parts) and _has_english_verb(parts, pair):
            return self._main_gap(parts, pair, context)
        return None

    def _main_gap(self, parts: Sequence[Part], pair: Pair, context: Context) -> _Gap | None:
        """Where the main clause of a sentence has no verb in its place."""
        judgement = context.view(pair).judgement
        free = [part for part in parts if not part.opener or _asks_or_points(part)]
        first = parts[0]
        if parts[-1].after in _STOPS and _lacks_verb(free) and sum(len(p.tokens) for p in free) >= self.fewest_words:
            is_half = _ends_with_half(free[0]) or any(map(_has_any_verb, free))
            doubt = max(judgement.major(p.start, p.end) for p in free) if judgement else 1.0
            last = free[0] if len(free) < len(parts) else parts[-1]
            severity = self._severity(doubt, self.least_doubt_of_half if is_half else self.least_doubt)
            return ("sentence", free[0], last, severity) if severity else None
        if judgement and len(first.tokens) > 2 and _lacks_verb([first] * (not first.opener)) and _goes_on(parts):
            if len(parts) > 1 and _has_any_verb(first) and not _SAYS.match(parts[1].tokens[0].text):
                return None  # "Der Sprecher der Polizei von Berlin sagte, dass"; "Ein Mann der dort fischte, fand es"
            is_half = _ends_with_half(first) or _has_any_verb(first)
            doubt = judgement.major(first.start, first.end)
            if doubt >= (self.least_doubt_of_half if is_half else self.least_doubt_of_clause):
                return "clause", first, first, Severity.MAJOR
        return None

    def _severity(self, doubt: float, least: float) -> Severity | None:
        """Minor where the model sees little wrong, for the verb may be one that is not known here."""
        if doubt >= least:
            return Severity.MAJOR
        return Severity.MINOR if doubt >= self.least_doubt_of_any else None


def _lacks_verb(parts: Sequence[Part]) -> bool:
    return bool(parts) and not any(map(_has_verb_in_place, parts))


def _asks_or_points(part: Part) -> bool:
    """Whether a word that may open a subordinate clause opens a main clause: its verb follows ("Da müssen wir …")."""
    return part.opener == 1 and part.opening_word in _BEFORE_VERB and bool(part.inner) and may_be_finite(part.tokens, 1)


def _begins(parts: Sequence[Part]) -> bool:
    return parts[0].before in ("", *_STOPS) and parts[0].tokens[0].text[0].isupper()


def _has_english_verb(parts: Sequence[Part], pair: Pair) -> bool:
    """Whether the English sentence in the same place has a verb; all of them, where their numbers differ."""
    english = [part for part in _SENTENCE_END.split(pair.source or "") if part]
    german = _SENTENCE_END.split(pair.translation or "")
    place = len(_SENTENCE_END.findall((pair.translation or "")[: parts[0].start]))
    chosen = [english[place]] if len(english) == len([part for part in german if part]) > place else english
    return all(_ENGLISH_VERB.search(part) for part in chosen)


def _has_any_verb(part: Part) -> bool:
    """Whether a word may do the work of a verb: a finite one, an infinitive with "zu", what may be finite in place."""
    return part.has_verb or _has_zu(part.tokens) or any(_ENDING_IN_T.fullmatch(t.text) for t in part.tokens[:-1])


def _has_verb_in_place(part: Part) -> bool:
    """The same for a verb that does not stand at the end of a long clause, as it cannot in a main clause."""
    last = part.tokens[-1].text
    if len(part.tokens) < LONG or last[0].isupper() or last in ("ist", "sind", "war", "waren") or _has_zu(part.tokens):
        return _has_any_verb(part)
    return any(may_be_finite(part.tokens, place) for place in range(len(part.tokens) - 1)) or _has_any_verb(
        replace(part, tokens=part.tokens[:-1])
    )


def _has_zu(tokens: Sequence[Token]) -> bool:
    """Whether an infinitive with "zu" does the work of the verb."""
    joined = any(re.search(r"\wzu\w+en$", token.text) for token in tokens)
    return joined or any(
        token.text == "zu" and following.text.islower() and following.text.endswith("n")
        for token, following in pairwise(tokens)
    )


def _ends_with_half(part: Part) -> bool:
    """Whether a clause ends with a participle that cannot be finite, and does not begin with it."""
    return len(part.tokens) > 3 and is_participle(part.tokens[-1].text)


def _goes_on(parts: Sequence[Part]) -> bool:
    """Whether what follows the first part is another clause, and no apposition or relative clause."""
    if parts[0].after in _STOPS:
        return True
    if parts[0].after != "," or len(parts) < 2:
        return False
    following, word = parts[1], parts[1].tokens[0].text.lower()
    if following.opener:
        return following.opening_word not in RELATIVE
    return word in _GOING_ON or may_be_finite(following.tokens, 0)


def _closes(part: Part, rest: Sequence[Part]) -> bool:
    """Whether a clause ends with the part: no list of participles goes on behind it."""
    if part.after in _STOPS:
        return True
    following = rest[1] if len(rest) > 1 else None
    return (
        part.after == "," and following is not None and (bool(following.opener) or may_be_finite(following.tokens, 0))
    )


def _lacks_verb_at_end(part: Part, rest: Sequence[Part]) -> bool:
    """Whether a subordinate clause ends with the participle or infinitive of a verb whose finite part is nowhere."""
    opener, inner = part.opening_word, part.inner
    if not opener or len(inner) < 3 or part.has_verb or _has_zu(inner) or not _closes(part, rest):
        return False
    last = inner[-1].text
    if last in _ABSOLUTE:
        return False
    if opener in _SURE or inner[0].text.lower() in _SUBJECTS:
        return is_participle(last) or (opener in _SURE and is_infinitive(last))
    is_relative = opener in RELATIVE and not inner[0].content and inner[0].text.islower()
    return is_relative and is_participle(last)


def _lacks_verb_in_relative(part: Part, rest: Sequence[Part]) -> bool:
    """Whether a relative clause, which an article behind its pronoun gives away, ends without any verb."""
    is_relative = part.before == "," and part.opener == 1 and part.opening_word in RELATIVE and len(part.inner) > 2
    if not is_relative or part.inner[0].text not in _ARTICLES or part.has_verb or _has_zu(part.inner):
        return False
    return part.after == "," and not rest[1].opener and may_be_finite(rest[1].tokens, 0)


def _lacks_singular(part: Part) -> bool:
    """Whether beside "er", "ich" or "man" there are only verbs in -en: "als ich ihm helfen", "er gehen heim"."""
    words = [token.text.lower() for token in part.inner]
    if len(words) < 4 or not _ONE & set(words[:1] if not part.opener else words[:2]) or words[1] in ("und", "oder"):
        return False
    is_half = not part.opener or is_participle(part.inner[-1].text) or is_infinitive(part.inner[-1].text)
    return is_half and part.has_verb and not part.has_singular_verb and not _has_zu(part.tokens)


def _lacks_verb_beside_pronoun(part: Part, rest: Sequence[Part]) -> bool:
    """Whether a clause begins with its subject and goes on without a verb: "Ich noch immer krank."."""
    words = [token.text.lower() for token in part.inner]
    first = 1 if words and words[0] in ("und", "aber", "denn", "doch") and not part.opener else 0
    if len(words) < first + 3 or words[first] not in _NOMINATIVE or words[first + 1] in ("und", "oder"):
        return False
    if part.has_verb or _has_zu(part.tokens) or any(map(_may_be_verb, part.inner[first + 1 :])):
        return False
    if part.opener and not (is_participle(part.inner[-1].text) or is_infinitive(part.inner[-1].text)):
        return False
    return part.after in _STOPS or (not part.opener and part.after == "," and _goes_on(rest))


def _may_be_verb(token: Token) -> bool:
    """Whether a word looks like a verb that the word lists lack, or is one in capitals."""
    word = token.text
    looks = token.content and word.islower() and word.endswith(("en", "te", "t", "e", "'s", "’s"))
    return (looks and not is_participle(word)) or (word.isupper() and len(word) > 3)


def _has_be(parts: Sequence[Part]) -> bool:
    """Whether a form of "sein" or "haben" stands in the sentence, or may stand behind what interrupts it."""
    open_ended = parts[0].before not in ("", *_STOPS) or parts[-1].after not in _STOPS
    return open_ended or any(_BE.fullmatch(token.text.lower()) for part in parts for token in part.tokens)


def _bare_zu(part: Part) -> Part | None:
    """What stands before a "zu" behind a participle that has lost its infinitive: "angesprochen zu"."""
    tokens = part.tokens
    for place in range(1, len(tokens)):
        is_last = place + 1 == len(tokens) or tokens[place + 1].text in ("und", "oder")
        if tokens[place].text == "zu" and is_last and is_participle(tokens[place - 1].text):
            return replace(part, tokens=tokens[: place + 1])
    return None


def _is_open_to_the_end(rest: Sequence[Part]) -> bool:
    """Whether a subordinate clause has no verb up to the end of its sentence."""
    part = rest[0]
    is_whole = part.opening_word in _SURE and len(part.inner) > 2 and rest[-1].after in _STOPS
    return is_whole and not any(p.has_verb or _has_zu(p.tokens) for p in rest)
