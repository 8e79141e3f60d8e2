"""Reading the German-English word list Ding (Frank Richter, TU Chemnitz; GPL-2.0-or-later).

Debian ships it as the package `trans-de-en`. A line reads `German :: English`; both sides are split by `|` into
groups that correspond one to one (headword, inflected forms, phrases), and a group by `;` into alternatives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LABELS = re.compile(r"\{[^}]*\}|\[[^\]]*\]|<[^>]*>")
_PARENTHESES = re.compile(r"\([^()]*\)")
_PART_OF_SPEECH = re.compile(r"\{([a-z]+)")
_PLACEHOLDERS = re.compile(
    r"\b(?:etw\.|jdn\.|jdm\.|jds\.|jd\.|jdn|jdm|jds|sth\.|sb\.|sb\.’s|sth\.’s|one’s|oneself|or sb\.|or sth\.)(?!\w)"
)
_ARTICLE = re.compile(r"^(?:to|the|a|an)\s+(?=\S)", re.IGNORECASE)
FIGURATIVE = re.compile(r"\[(?:fig\.|übtr\.|prov\.|Sprw\.)\]")
COLLOQUIAL = re.compile(r"::.*\[(?:coll\.|slang)\]")
"""Ding's labels; where only the German is colloquial, the English often explains it."""

_ANY = re.compile("")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Entry:
    """One German alternative and one English alternative that correspond.

    `part_of_speech` is Ding's own label ("m", "vt", "adj", ...) or empty; `head` is false for the inflected forms
    and phrases that follow a headword.
    """

    german: str
    english: str
    part_of_speech: str
    head: bool


def read(path: Path, having: re.Pattern[str] = _ANY) -> Iterator[Entry]:
    """All correspondences of the word list, in file order; `having` picks lines, by their labels for example."""
    for line in lines(path):
        if having.search(line):
            yield from parse_line(line)


def lines(path: Path) -> Iterator[str]:
    """The lines of the word list that hold correspondences, without their ends."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#") and "::" in line:
                yield line.rstrip("\n")


def parse_line(line: str) -> Iterator[Entry]:
    """The correspondences of one line; groups that one side lacks are passed over."""
    german_side, _, english_side = line.partition("::")
    for number, (german, english) in enumerate(zip(german_side.split("|"), english_side.split("|"), strict=False)):
        label = _PART_OF_SPEECH.search(german)
        for german_phrase in alternatives(german):
            for english_phrase in alternatives(english):
                yield Entry(german_phrase, english_phrase, label.group(1) if label else "", number == 0)


def alternatives(group: str) -> list[str]:
    """The alternatives of a group without labels, explanations, placeholders and leading articles."""
    bare = _LABELS.sub(" ", group)
    while (without := _PARENTHESES.sub(" ", bare)) != bare:
        bare = without
    phrases = []
    for alternative in bare.replace("’", "'").replace("sb.'s", " ").split(";"):
        phrase = _SPACE.sub(" ", _PLACEHOLDERS.sub(" ", alternative.replace("'", "’"))).strip(" ,/…")
        phrase = _ARTICLE.sub("", phrase.replace("’", "'"))
        phrases.extend(_slashes(phrase))
    return [phrase for phrase in phrases if phrase and not phrase.isdigit()]


def _slashes(phrase: str) -> list[str]:
    """ "pass/move a bill" is two phrases; a phrase with more than one such place is left as it is."""
    words = phrase.split(" ")
    places = [i for i, word in enumerate(words) if "/" in word.strip("/")]
    if len(places) != 1:
        return [phrase] if not places else []
    place = places[0]
    return [" ".join([*words[:place], choice, *words[place + 1 :]]) for choice in words[place].split("/") if choice]
