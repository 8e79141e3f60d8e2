"""The rule missing-verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Kind, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.tokens import Token
from mtcheck.lexicon.verbs import is_infinitive, is_participle, may_be_finite, may_be_singular

_SENTENCE = re.compile(r"[^.!?…:;–—()„“”\"»«]+[.!?]+")
_OPENER = re.compile(r"(?<=, )(?:dass|daß|weil|obwohl|nachdem|bevor|sobald|falls)\b")
_ENGLISH_VERB = re.compile(
    r"\b(?:am|is|are|was|were|has|have|had|does|did|will|would|can|could|may|might|must|should|says?|said|told|went|"
    r"came|made|took|gave|got|[a-z]{3,}ed)\b|n't\b|['’](?:s|re|ve|ll|d|m)\b"
)
_SUBORDINATE = re.compile(
    r"(?:(?<=, )|(?<=^))(?:und |aber |auch |selbst |nur )?(?P<opener>dass|daß|weil|obwohl|nachdem|bevor|sobald|falls|"
    r"wenn|ob|während|damit|indem|als|da|wo|wie)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,.;:!?–—()„“”\"»«]")
_MESSAGE = "This {} has no finite verb."
_ONE = frozenset({"ich", "er", "man", "du"})
"""Subjects whose verb does not end in -en."""
_AMBIGUOUS = frozenset({"als", "wie", "da", "wo", "wenn", "ob", "während", "damit"})
"""Words that also begin what is no clause."""


@dataclass(frozen=True)
class MissingVerb(Detector):
    """A sentence or a clause has no verb where the English has one.

    A system that loses its place leaves out the verb, most often an auxiliary.

    Bad
        en: The president was in Moscow yesterday with his advisers.
        de: [[Der Präsident gestern mit seinen Beratern in Moskau.]]
        en: He said that the city had been attacked by the enemy.
        de: Er sagte, [[dass die Stadt vom Feind angegriffen worden.]]
        en: The merchant had hammered the metal smooth, said the boy.
        de: [[Der Händler das Metall glatt gehämmert]], sagte der Junge.
        doubted: Metall
        en: He was extremely annoyed even when I wanted to help him.
        de: Er war sehr verärgert, selbst [[als ich ihm gestern helfen]].
    Good
        en: The president was in Moscow yesterday.
        de: Der Präsident war gestern in Moskau.
        en: He said that the city had been destroyed.
        de: Er sagte, dass die Stadt vom Feind zerstört wurde.
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
    Limits
        Only clauses in which no word can be a finite verb are found; a participle that looks like one hides the gap.
        Headlines, exclamations and answers without a verb are sound where the English has none either.
    Source
        Duden 4: Die Grammatik, on the sentence and its finite verb.
    """

    category = Category.GRAMMAR
    made_kinds = ("dropped-verb", "dropped-auxiliary")

    fewest_words: int = 6
    """Words of a sentence below which it may do without a verb."""

    least_doubt: float = 0.48
    """The model's highest probability of a major error, 0-1, in the sentence from which the finding is major."""

    least_doubt_of_clause: float = 0.5
    """The same in the first clause of a sentence, without which nothing is found: it may be an apposition."""

    def check(self, pair: Pair, context: Context) -> Iterator[Finding]:
        """A finding for each sentence or clause in which no word can be a finite verb."""
        text, source = pair.translation or "", pair.source or ""
        if pair.kind is Kind.TITLE or not _ENGLISH_VERB.search(source):
            return
        whole_source = all(_ENGLISH_VERB.search(part) for part in re.split(r"(?<=[.!?])[\"”’]?\s+", source) if part)
        tokens = context.view(pair).links.translation
        for sentence in _SENTENCE.finditer(text):
            start = sentence.start() + len(sentence.group()) - len(sentence.group().lstrip())
            words = _within(tokens, start, sentence.end())
            before = text[:start].rstrip()
            begins = not before or (before[-1] in ".!?" and _closed(text, len(before)))
            is_whole = begins and whole_source and len(words) >= self.fewest_words and words[0].text[0].isupper()
            if not _closed(text, sentence.end()):
                continue
            if is_whole and not _has_verb(words):
                yield self._found(pair, context, start, sentence.end(), "sentence")
                continue
            for opener in _OPENER.finditer(text, start, sentence.end()):
                clause = _within(tokens, opener.end(), sentence.end())
                if len(clause) > 2 and not _has_verb(clause) and not _has_zu(clause):
                    yield self._found(pair, context, opener.start(), sentence.end(), "clause")
                    break
            else:
                yield from self._clauses(pair, context, start, sentence.end(), begins and whole_source)

    def _clauses(self, pair: Pair, context: Context, start: int, end: int, begins: bool) -> Iterator[Finding]:
        """The first clause of a sentence where it has no verb, and subordinate ones that end with half of one."""
        text, view = pair.translation or "", context.view(pair)
        first = _CLAUSE_END.search(text, start)
        clause = _within(view.links.translation, start, first.start() if first else end)
        if (
            begins
            and first
            and first.group() in ",.!?"
            and len(clause) > 2
            and not _has_verb(clause)
            and not _has_zu(clause)
            and view.judgement is not None
            and view.judgement.major(start, first.start()) >= self.least_doubt_of_clause
        ):
            yield self.found(pair, context, (start, clause[-1].end), _MESSAGE.format("clause"), Severity.MAJOR)
        for opener in _SUBORDINATE.finditer(text, start, end):
            closing = _CLAUSE_END.search(text, opener.end())
            clause = _within(view.links.translation, opener.end(), closing.start() if closing else end)
            if closing and closing.group() in ",.!?" and _is_half(clause, opener.group("opener").lower()):
                span = (opener.start("opener"), clause[-1].end)
                yield self.found(pair, context, span, _MESSAGE.format("clause"), Severity.MAJOR)

    def _found(self, pair: Pair, context: Context, start: int, end: int, what: str) -> Finding:
        """Minor where the model sees nothing wrong: the verb may be one that is not known here."""
        judgement = context.view(pair).judgement
        doubted = judgement is None or judgement.major(start, end) >= self.least_doubt
        severity = Severity.MAJOR if doubted else Severity.MINOR
        return self.found(pair, context, (start, end), _MESSAGE.format(what), severity)


def _within(tokens: Sequence[Token], start: int, end: int) -> list[Token]:
    return [token for token in tokens if start <= token.start and token.end <= end]


def _closed(text: str, end: int) -> bool:
    """Whether the full stop ends the sentence and not an abbreviation or a number."""
    abbreviated = re.search(r"(?:\b\w|\d|\b[XVI]+|bzw|usw|etc|ca|Nr|Dr|Mr|St)\.$", text[:end])
    return not abbreviated and not re.match(r"\s*[a-zäöüß\d,;]", text[end:])


def _has_verb(clause: Sequence[Token]) -> bool:
    """Whether a word can be a finite verb: generous, for what looks like one is taken for one."""
    return any(may_be_finite(clause, place) for place in range(len(clause)))


def _has_zu(clause: Sequence[Token]) -> bool:
    """Whether an infinitive with "zu" does the work of the verb."""
    return any(token.text == "zu" or re.search(r"\wzu\w+en$", token.text) for token in clause)


def _is_half(clause: Sequence[Token], opener: str) -> bool:
    """Whether a subordinate clause ends with the participle or infinitive of a verb whose finite part is nowhere."""
    if len(clause) < 3 or _has_zu(clause):
        return False
    last = clause[-1].text
    if clause[0].text.lower() in _ONE:
        is_one = not any(may_be_singular(clause, place) for place in range(len(clause)))
        return is_one and (is_participle(last) or is_infinitive(last))
    return opener not in _AMBIGUOUS and is_participle(last) and not _has_verb(clause)
