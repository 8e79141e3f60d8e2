"""The rule missing-verb."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.data import Category, Finding, Kind, Pair, Severity
from mtcheck.detectors.base import Context, Detector
from mtcheck.lexicon.tokens import Token, lemma

_SENTENCE = re.compile(r"[^.!?…:;–—()„“”\"»«]+[.!?]+")
_OPENER = re.compile(r"(?<=, )(?:dass|daß|weil|obwohl|nachdem|bevor|sobald|falls)\b")
_ENGLISH_VERB = re.compile(
    r"\b(?:am|is|are|was|were|has|have|had|does|did|will|would|can|could|may|might|must|should|says?|said|told|went|"
    r"came|made|took|gave|got|[a-z]{3,}ed)\b|n't\b|['’](?:s|re|ve|ll|d|m)\b"
)
_ADVERBS = frozenset({
    "gestern", "morgen", "sondern", "außen", "innen", "oben", "unten", "hinten", "vorn", "vorne", "heute", "jetzt",
    "nicht", "statt",
    "gegen", "wegen", "neben", "zwischen", "nun", "schon", "eben", "meisten", "ersten", "letzten", "zweiten",
    "erst", "fast", "sonst", "selbst", "zuletzt", "zunächst", "erneut", "oft", "weit", "bereits", "seit", "mit",
})  # fmt: skip
"""Words with the endings of verbs that are none."""
_AUXILIARIES = frozenset({
    "bin", "bist", "ist", "sind", "seid", "war", "warst", "waren", "wart", "sei", "seien", "wäre", "wären", "habe",
    "hast", "hat", "haben", "habt", "hatte", "hatten", "hätte", "hätten", "werde", "wirst", "wird", "werden",
    "werdet", "wurde", "wurden", "würde", "würden", "kann", "kannst", "können", "könnt", "konnte", "konnten", "könne",
    "könnte", "könnten", "soll", "sollen", "solle", "sollte", "sollten", "will", "willst", "wollen", "wolle",
    "wollte", "wollten", "muss", "muß", "musst", "müssen", "müsse", "musste", "mussten", "müsste", "müssten", "darf",
    "dürfen", "dürfe", "durfte", "durften", "dürfte", "dürften", "mag", "mögen", "möge", "mochte", "mochten",
    "möchte", "möchten", "lässt", "tut", "tat", "hab", "geben", "gehen", "machen", "lassen", "gehört", "gehören",
    "gehörte", "gehörten", "gibt", "gab", "geht", "ging", "weiß", "weiss", "wusste",
})  # fmt: skip


@dataclass(frozen=True)
class MissingVerb(Detector):
    """A sentence or a clause has no verb where the English has one.

    A system that loses its place leaves out the verb, most often an auxiliary.

    Bad
        en: The president was in Moscow yesterday with his advisers.
        de: [[Der Präsident gestern mit seinen Beratern in Moskau.]]
        en: He said that the city had been attacked by the enemy.
        de: Er sagte, [[dass die Stadt vom Feind angegriffen worden.]]
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

    least_doubt: float = 0.5
    """The model's highest probability of a major error, 0-1, in the sentence from which the finding is major."""

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
            if is_whole and not any(map(_may_be_finite, words)):
                yield self._found(pair, context, start, sentence.end(), "sentence")
                continue
            for opener in _OPENER.finditer(text, start, sentence.end()):
                clause = _within(tokens, opener.end(), sentence.end())
                if len(clause) > 2 and not any(map(_may_be_finite, clause)):
                    yield self._found(pair, context, opener.start(), sentence.end(), "clause")
                    break

    def _found(self, pair: Pair, context: Context, start: int, end: int, what: str) -> Finding:
        """Minor where the model sees nothing wrong: the verb may be one that is not known here."""
        judgement = context.view(pair).judgement
        doubted = judgement is None or judgement.major(start, end) >= self.least_doubt
        severity = Severity.MAJOR if doubted else Severity.MINOR
        return self.found(pair, context, (start, end), f"This {what} has no finite verb.", severity)


def _within(tokens: Sequence[Token], start: int, end: int) -> list[Token]:
    return [token for token in tokens if start <= token.start and token.end <= end]


def _closed(text: str, end: int) -> bool:
    """Whether the full stop ends the sentence and not an abbreviation or a number."""
    abbreviated = re.search(r"(?:\b\w|\d|\b[XVI]+|bzw|usw|etc|ca|Nr|Dr|Mr|St)\.$", text[:end])
    return not abbreviated and not re.match(r"\s*[a-zäöüß\d,;]", text[end:])


def _may_be_finite(token: Token) -> bool:
    """Whether a word can be a finite verb: generous, for what looks like one is taken for one."""
    word = token.text.lower()
    if word in _AUXILIARIES:
        return True
    if token.number or word in _ADVERBS or not token.content or (token.text[0].isupper() and not token.initial):
        return False
    base = lemma(word, "de")
    if base.endswith("n") and word.count("ge") > base.count("ge") and word.endswith(("t", "en")):
        return False  # a participle
    return base.endswith("n") or word.endswith(("t", "te", "ten", "st"))
