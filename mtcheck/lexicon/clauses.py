"""Parts of German sentences between their marks, and what each has of a verb, as far as word lists tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtcheck.lexicon.tokens import Token
from mtcheck.lexicon.verbs import is_participle, may_be_finite, may_be_singular

_BREAK = re.compile(r"[,.;:!?…–—()\[\]„“”\"»«|/\n]|(?<=\s)[-•*](?=\s)")
_ABBREVIATION = re.compile(
    r"\d+|[A-Za-zÄÖÜäöü]|[XVI]+|(?:bzw|usw|etc|ca|Nr|Dr|Mr|Mrs|Ms|St|Prof|vgl|bspw|ggf|sog|Jr|No|Inc|ltd|Ltd)"
)
SUBORDINATORS = frozenset({
    "dass", "daß", "weil", "obwohl", "nachdem", "bevor", "sobald", "falls", "wenn", "ob", "während", "damit", "indem",
    "als", "da", "wo", "wie", "bis", "sodass", "solange", "obgleich", "sofern", "seitdem", "ehe", "warum", "wer",
    "wann", "wobei", "woher", "wohin", "weshalb", "wodurch", "wofür", "worüber", "womit", "wonach", "zumal",
    "was", "worauf", "woran",
})  # fmt: skip
RELATIVE = frozenset({"der", "die", "das", "den", "dem", "deren", "dessen", "denen", "welche", "welcher", "welches"})
_BEFORE_OPENER = frozenset({
    "und", "aber", "auch", "selbst", "nur", "erst", "oder", "sondern", "doch", "gerade", "vor", "allem", "besonders",
    "insbesondere", "so", "denn",
})  # fmt: skip
_PREPOSITIONS = frozenset({
    "in", "an", "auf", "aus", "bei", "nach", "vor", "von", "unter", "über", "mit", "seit", "durch", "für", "gegen",
    "um", "ohne", "zu", "zwischen", "hinter", "neben", "während", "wegen", "trotz",
})  # fmt: skip


@dataclass(frozen=True)
class Part:
    """What stands between two marks.

    `before` and `after` are the marks; empty at the ends of the text. `opener` is the number of the tokens up to and
    with the word that opens a subordinate clause, 0 where none does.
    """

    tokens: tuple[Token, ...]
    before: str
    after: str
    opener: int

    @property
    def start(self) -> int:
        """Where the first word begins."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where the last word ends."""
        return self.tokens[-1].end

    @property
    def opening_word(self) -> str:
        """The word that opens a subordinate clause, in lower case; empty where none does."""
        return self.tokens[self.opener - 1].text.lower() if self.opener else ""

    @property
    def inner(self) -> tuple[Token, ...]:
        """The words behind the opener."""
        return self.tokens[self.opener :]

    @property
    def has_verb(self) -> bool:
        """Whether a word can be a finite verb: generous, for what looks like one is taken for one."""
        last = self.tokens[-1].text
        looks = self.tokens[-1].content and last.islower() and last.endswith(("te", "ten", "t"))
        if self.opener and looks and not is_participle(last):
            return True
        if last == "meine" and any(token.text == "ich" for token in self.tokens):
            return True
        return any(may_be_finite(self.tokens, place) for place in range(self.opener, len(self.tokens)))

    @property
    def has_singular_verb(self) -> bool:
        """The same for a verb of a subject in the singular."""
        return any(may_be_singular(self.tokens, place) for place in range(self.opener, len(self.tokens)))


def sentences(text: str, tokens: Sequence[Token]) -> Iterator[list[Part]]:
    """The parts between commas, by what stands between stronger marks."""
    parts: list[Part] = []
    current: list[Token] = []
    before = ""
    for k, token in enumerate(tokens):
        current.append(token)
        gap = text[token.end : tokens[k + 1].start] if k + 1 < len(tokens) else text[token.end :]
        mark = _mark(gap, token, tokens[k + 1] if k + 1 < len(tokens) else None)
        if mark is None and k + 1 < len(tokens):
            continue
        after = mark or ""
        parts.append(Part(tuple(current), before, after, _opener(current, before)))
        current, before = [], after
        if after != ",":
            yield parts
            parts = []


def _mark(gap: str, token: Token, following: Token | None) -> str | None:
    """The mark that parts two words; the strongest of several. None where they belong together."""
    marks = _BREAK.findall(gap)
    if not marks:
        return None
    if marks == ["."] and (_ABBREVIATION.fullmatch(token.text) or (following and not following.text[0].isupper())):
        return None
    if marks == ["/"] or gap.startswith("-,"):
        return None  # "Bau-, Abbruch- und Aushubabfälle"
    if "..." in gap:
        return "…"
    if gap.startswith(".,"):
        return ","
    strong = [mark for mark in marks if mark in ".!?"] or [mark for mark in marks if mark != ","]
    return strong[0] if strong else ","


def _opener(tokens: Sequence[Token], before: str) -> int:
    words = [token.text.lower() for token in tokens[:4]]
    first = 0
    while first < len(words) - 1 and words[first] in _BEFORE_OPENER and words[first] not in SUBORDINATORS:
        first += 1
    if first < len(words) and words[first] in SUBORDINATORS:
        return first + 1
    if words[0].startswith("welche") or (words[0] == "seit" and may_be_finite(tokens, len(tokens) - 1)):
        return 1
    if before == ",":
        if words[0] in RELATIVE:
            return 1
        if len(words) > 1 and words[0] in _PREPOSITIONS and words[1] in RELATIVE:
            return 2
    return 0
