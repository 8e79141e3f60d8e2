"""Plain text -> blocks: which line breaks end a paragraph, which lines are headings. Also line-parallel files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtcheck.data import Block, Kind

LINE_END = re.compile(r"\r\n|\r|\n")
"""Only these end a line; U+2028, vertical tab, form feed and U+0085 are characters like others."""

MAX_TITLE_WORDS = 14
MAX_TITLE_CHARACTERS = 110
MAX_QUESTION_TITLE_WORDS = 9
"""A heading is a line of its own that is no longer than this; a heading that asks is shorter."""

MAX_WRAP_WIDTH = 120
"""Longest line, in characters, of text that an editor or a mail program has wrapped."""

MIN_WRAP_WIDTH = 45
"""Shortest full line, in characters, of such text: below, line breaks are the writer's own."""

_SPACES = re.compile(r"[ \t\r\n]+")
_OPENERS = "\"'„“”‚‘»«›‹([–-— "
_CLOSERS = "\"'“”‘’»«›‹)] "
_STOPS = ".!?…"
_CREDIT_START = re.compile(r"(?:Quelle|Source|Foto|Photo|Bild|Picture|Image|Credit)s?\s*:|©|\(c\)", re.I)
_LIST_ITEM = re.compile(r"(?:[-*•–]|\d{1,2}[.)])\s")


@dataclass(frozen=True)
class Mapped:
    """Characters and where each came from: `offsets[i]` is the position of `text[i]` in the file's characters."""

    text: str = ""
    offsets: tuple[int, ...] = ()

    def squeezed(self) -> Mapped:
        """Replace each run of blanks by one space, and drop it at the ends."""
        pieces: list[str] = []
        offsets: list[int] = []
        cursor = 0
        for run in _SPACES.finditer(self.text):
            pieces.append(self.text[cursor : run.start()])
            offsets.extend(self.offsets[cursor : run.start()])
            if run.start() > 0 and run.end() < len(self.text):
                pieces.append(" ")
                offsets.append(self.offsets[run.start()])
            cursor = run.end()
        pieces.append(self.text[cursor:])
        offsets.extend(self.offsets[cursor:])
        return Mapped("".join(pieces), tuple(offsets))


@dataclass(frozen=True)
class Paragraph:
    """Lines that no blank line or tag parts. `kind` is None where the text itself must tell."""

    lines: tuple[Mapped, ...]
    kind: Kind | None = None


def line_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each line without its line break; a final line break makes no extra line."""
    start = 0
    for end in LINE_END.finditer(text):
        yield start, end.start()
        start = end.end()
    if start < len(text):
        yield start, len(text)


def slice_of(text: str, start: int, end: int) -> Mapped:
    """Map a stretch of the file onto itself."""
    return Mapped(text[start:end], tuple(range(start, end)))


def parse_plain(text: str) -> tuple[Block, ...]:
    """Read plain text: blank lines part paragraphs, single line breaks do unless the text is wrapped."""
    return to_blocks(paragraphs_of(text, 0, len(text)))


def paragraphs_of(text: str, start: int, end: int) -> Iterator[Paragraph]:
    """Yield what blank lines part between two positions of the file."""
    lines: list[Mapped] = []
    for line_start, line_end in line_bounds(text[start:end]):
        line = slice_of(text, start + line_start, start + line_end)
        if line.text.strip():
            lines.append(line)
        elif lines:
            yield Paragraph(tuple(lines))
            lines = []
    if lines:
        yield Paragraph(tuple(lines))


def parse_lines(text: str) -> tuple[Block, ...]:
    """Read a line-parallel file: each line is one block, an empty one too."""
    blocks = []
    for start, end in line_bounds(text):
        line = slice_of(text, start, end).squeezed()
        blocks.append(Block(line.text, Kind.SENTENCE, line.offsets))
    return tuple(blocks)


def to_blocks(paragraphs: Iterable[Paragraph]) -> tuple[Block, ...]:
    """Join wrapped lines, then tell headings from running text. A paragraph without text yields no block."""
    paragraphs = [
        Paragraph(tuple(line for line in (line.squeezed() for line in paragraph.lines) if line.text), paragraph.kind)
        for paragraph in paragraphs
    ]
    paragraphs = [paragraph for paragraph in paragraphs if paragraph.lines]
    width = wrap_width([[line.text for line in paragraph.lines] for paragraph in paragraphs])
    drafts: list[tuple[Mapped, Kind | None]] = []
    for paragraph in paragraphs:
        if paragraph.kind in (Kind.TITLE, Kind.CAPTION):
            drafts.append((_joined(paragraph.lines), paragraph.kind))
        else:
            drafts += [(_joined(group), paragraph.kind) for group in _groups(paragraph.lines, width)]
    return tuple(
        Block(text.text, kind or _kind(text.text, last=index == len(drafts) - 1), text.offsets)
        for index, (text, kind) in enumerate(drafts)
    )


def wrap_width(paragraphs: Sequence[Sequence[str]]) -> int | None:
    """Width in characters at which a text was wrapped, or None where line breaks end paragraphs.

    A wrapped text fills its lines: nearly every line is too long for the next word, and sentences run on.
    """
    breaks = [pair for lines in paragraphs for pair in pairwise(lines)]
    if not breaks:
        return None
    width = max(len(line) for line, _ in breaks)
    typical = sorted(len(line) for line, _ in breaks)[len(breaks) // 2]
    if not MIN_WRAP_WIDTH <= width <= MAX_WRAP_WIDTH or max(map(len, _flat(paragraphs))) > MAX_WRAP_WIDTH:
        return None
    runs_on = sum(not _ends_sentence(line) for line, _ in breaks)
    full = sum(_is_full(line, following, width) for line, following in breaks)
    return width if typical >= 0.7 * width and 2 * runs_on >= len(breaks) and 2 * full >= len(breaks) else None


def looks_like_title(line: str) -> bool:
    """Tell whether a line that stands alone reads as a heading: short, no final stop, or a short question."""
    words = line.split()
    if not words or len(words) > MAX_TITLE_WORDS or len(line) > MAX_TITLE_CHARACTERS or _LIST_ITEM.match(line):
        return False
    first = line.lstrip(_OPENERS)[:1]
    last = line.rstrip(_CLOSERS)[-1:]
    if not (first.isupper() or first.isdigit()) or last in ".!…:;,":
        return False
    return len(words) <= MAX_QUESTION_TITLE_WORDS if last == "?" else line[-1] not in "–-"


def _flat(paragraphs: Sequence[Sequence[str]]) -> list[str]:
    return [line for lines in paragraphs for line in lines]


def _kind(text: str, *, last: bool) -> Kind:
    return Kind.TITLE if not last and looks_like_title(text) else Kind.SENTENCE


def _joined(lines: Sequence[Mapped]) -> Mapped:
    """Join lines by one space that maps to the line break."""
    texts: list[str] = []
    offsets: list[int] = []
    for line in lines:
        if texts:
            offsets.append(offsets[-1] + 1)
        texts.append(line.text)
        offsets.extend(line.offsets)
    return Mapped(" ".join(texts), tuple(offsets))


def _groups(lines: Sequence[Mapped], width: int | None) -> Iterator[list[Mapped]]:
    """Part the lines of a paragraph where a line break ends one."""
    group: list[Mapped] = []
    for line in lines:
        if group and not _runs_on(group[-1].text, line.text, width):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _runs_on(line: str, following: str, width: int | None) -> bool:
    """Tell whether a line break stands within a paragraph."""
    if _CREDIT_START.match(following) or _LIST_ITEM.match(following):
        return False
    if width is not None and _is_full(line, following, width):
        return True
    return following.lstrip(_OPENERS)[:1].islower() and not _ends_sentence(line)


def _is_full(line: str, following: str, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted (two characters to spare for a ragged edge)."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width - 2


def _ends_sentence(line: str) -> bool:
    return line.rstrip(_CLOSERS)[-1:] in _STOPS
