"""Markdown -> blocks: what it says, with each character's place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mtcheck.data import Block, Kind
from mtcheck.documents.plain import Mapped, Paragraph, line_bounds, paragraphs_of, slice_of, to_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[\w-]+:.*\n|[ \t]+.*\n|- .*\n|\n)*?---[ \t]*(?:\n|\Z)")
_NOT_WORD = re.compile(r"\W+")
_TAG = re.compile(r"<[^>]*>")

MAX_UNDERLINED_TITLE = 120
"""Longest underlined heading in characters: a paragraph above a rule is read as a heading by the grammar, not by us."""


@dataclass
class _Line:
    """A line of inline text. `images` are the alt texts of its images, `upright` says that not all is in italics."""

    pieces: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    upright: bool = False

    @property
    def text(self) -> Mapped:
        """What the line says."""
        return Mapped("".join(self.pieces), tuple(self.offsets))


@dataclass
class _Reader:
    """Walks over the inline tokens of one block and over its source at once.

    The grammar keeps no positions of inline tokens. They come in the order of the source, and each tells how long its
    own source is, so that the place of every one follows from the end of the one before.
    """

    source: Mapped
    grammar: MarkdownIt
    cursor: int = 0
    emphasis: int = 0
    lines: list[_Line] = field(default_factory=lambda: [_Line()])
    links: list[str] = field(default_factory=list)

    def read(self, tokens: list[Token]) -> list[_Line]:
        for token in tokens:
            handler = getattr(self, f"_on_{token.type}", None)
            if handler is not None:
                handler(token)
            else:
                self._skip(token.markup)
        return self.lines

    def _on_text(self, token: Token) -> None:
        self._take(token.content)

    def _on_text_special(self, token: Token) -> None:
        start = self._skip(token.markup)
        self._add(token.content, (self.source.offsets[start],) * len(token.content))

    def _on_code_inline(self, token: Token) -> None:
        self._skip(token.markup)
        self._take(token.content)
        self._skip(token.markup)

    def _on_softbreak(self, _token: Token) -> None:
        self._skip("\n")
        self.lines.append(_Line())

    _on_hardbreak = _on_softbreak

    def _on_html_inline(self, token: Token) -> None:
        self._skip(token.content)
        if re.match(r"<br\b", token.content, re.I):
            self.lines.append(_Line())

    def _on_em_open(self, token: Token) -> None:
        self._skip(token.markup)
        self.emphasis += 1

    def _on_em_close(self, token: Token) -> None:
        self._skip(token.markup)
        self.emphasis -= 1

    def _on_link_open(self, token: Token) -> None:
        self.links.append(token.markup)
        self._skip("<" if token.markup == "autolink" else "[")

    def _on_link_close(self, _token: Token) -> None:
        if self.links.pop() == "autolink":
            self._skip(">")
        else:
            self._skip("]")
            self._skip_target()

    def _on_image(self, token: Token) -> None:
        self._skip("![")
        self._skip(token.content + "]")
        self._skip_target()
        self.lines[-1].images.append("".join(child.content for child in token.children or ()))

    def _skip_target(self) -> None:
        """Pass over the `(address "title")` or `[label]` of a link or image."""
        text, end = self.source.text, len(self.source.text)
        helpers, position = self.grammar.helpers, self.cursor + 1
        if text.startswith("(", self.cursor):
            position = self._past_blanks(position)
            address = helpers.parseLinkDestination(text, position, end)
            position = self._past_blanks(address.pos if address.ok else position)
            title = helpers.parseLinkTitle(text, position, end)
            position = self._past_blanks(title.pos if title.ok else position)
            self.cursor = position + text.startswith(")", position)
        elif text.startswith("[", self.cursor):
            self.cursor = text.find("]", self.cursor) + 1

    def _past_blanks(self, position: int) -> int:
        while self.source.text[position : position + 1] in (" ", "\t", "\n"):
            position += 1
        return position

    def _skip(self, markup: str) -> int:
        """Move behind the next occurrence of a token's source and return where it began."""
        start = self.source.text.find(markup, self.cursor)
        start = self.cursor if start < 0 else start
        self.cursor = min(start + len(markup), len(self.source.text))
        return min(start, max(len(self.source.text) - 1, 0))

    def _take(self, content: str) -> None:
        """Take over text that stands in the source as it is, save that a line break in code reads as a space."""
        start = self.source.text.find(content, self.cursor)
        if start < 0:
            start = self.source.text.replace("\n", " ").find(content, self.cursor)
        if start < 0:
            self._add(content, (self.source.offsets[min(self.cursor, len(self.source.offsets) - 1)],) * len(content))
            return
        self.cursor = start + len(content)
        self._add(content, self.source.offsets[start : self.cursor])

    def _add(self, text: str, offsets: tuple[int, ...]) -> None:
        line = self.lines[-1]
        line.upright = line.upright or (not self.emphasis and bool(text.strip()))
        line.pieces.append(text)
        line.offsets.extend(offsets)


def parse_markdown(text: str) -> tuple[Block, ...]:
    """Read Markdown (CommonMark with tables): headings become titles, images vanish, their captions stay."""
    # same length, so that positions hold: the grammar itself would shorten CRLF
    source = text.replace("\r\n", " \n").replace("\r", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    front = _FRONT_MATTER.match(source)
    if front:
        source = re.sub(r"[^\n]", " ", front[0]) + source[front.end() :]
    return tuple(_restored(block, text, source) for block in to_blocks(_with_captions(_paragraphs(source))))


def _restored(block: Block, text: str, source: str) -> Block:
    """Put back the characters that the grammar does not carry."""
    if "\x00" not in text:
        return block
    pairs = zip(block.text, block.offsets, strict=True)
    return replace(block, text="".join("\x00" if text[offset] == "\x00" else char for char, offset in pairs))


def _paragraphs(source: str) -> Iterator[tuple[Kind | None, list[_Line]]]:
    """Yield each block of inline text as its kind (None: to be told from the text) and its lines."""
    from markdown_it import MarkdownIt

    grammar = MarkdownIt("commonmark", {"maxNesting": 50}).enable(["table", "strikethrough"])
    # indented text in an article is no program code; joined text would lose the place of entities
    grammar.disable(["code", "text_join"])
    bounds = list(line_bounds(source))
    heading = False
    lines = (0, 0)
    used = 0
    for token in grammar.parse(source):
        if token.map:
            used = used if lines == (token.map[0], token.map[1]) else 0
            lines = (token.map[0], token.map[1])
        heading = token.type == "heading_open" or (heading and token.type != "heading_close")
        if token.type == "inline":
            raw, used = _source_of(token.content, source, bounds[lines[0] : lines[1]], used)
            titled = heading and len(token.content) <= MAX_UNDERLINED_TITLE
            yield Kind.TITLE if titled else None, _Reader(raw, grammar).read(token.children or [])
        elif token.type in ("fence", "html_block") and token.map:
            inner = bounds[lines[0] + (token.type == "fence") : lines[1]]
            if inner:
                yield from _raw_block(source, inner[0][0], inner[-1][1], fenced=token.type == "fence")


def _raw_block(source: str, start: int, end: int, *, fenced: bool) -> Iterator[tuple[Kind | None, list[_Line]]]:
    if not fenced:
        from mtcheck.documents.html import visible_paragraphs

        found = visible_paragraphs(source[start:end], start)
    else:
        closed = re.search(r"\n[ \t]*(?:```+|~~~+)[ \t]*\Z", source[start:end])
        found = list(paragraphs_of(source, start, start + closed.start() if closed else end))
    for paragraph in found:
        yield paragraph.kind, [_Line([line.text], list(line.offsets), upright=True) for line in paragraph.lines]


def _source_of(content: str, source: str, bounds: list[tuple[int, int]], used: int) -> tuple[Mapped, int]:
    """Find the lines of a block's inline content in the file (the grammar drops indents, `>` and list marks).

    `used` is how far the first line was read already, where several blocks share it (the cells of a table).
    """
    text: list[str] = []
    offsets: list[int] = []
    wanted = content.split("\n")
    start = used
    for index, line in enumerate(wanted):
        if index >= len(bounds):
            break
        begin, end = bounds[index]
        position = source.find(line, max(begin, start), end)
        if position < 0:
            position = max(begin, min(start, end))
        if index:
            text.append("\n")
            offsets.append(max(offsets[-1] if offsets else begin, bounds[index - 1][1]))
        piece = slice_of(source, position, min(position + len(line), end))
        text.append(piece.text)
        offsets.extend(piece.offsets)
        start = position + len(line)
    return Mapped("".join(text), tuple(offsets)), start if len(wanted) == 1 else 0


def _with_captions(blocks: Iterator[tuple[Kind | None, list[_Line]]]) -> Iterator[Paragraph]:
    """Part lines at images, and make the line below an image a caption if it is one."""
    images: list[str] = []
    for kind, lines in blocks:
        pending: list[Mapped] = []
        for line in lines:
            text = line.text
            if not text.text.strip():
                if line.images:
                    yield Paragraph(tuple(pending), kind)
                    pending, images = [], line.images
            elif images and kind is None and (not line.upright or _repeats(text.text, images)):
                yield Paragraph((text,), Kind.CAPTION)
                images = []
            else:
                pending.append(text)
                images = line.images
        yield Paragraph(tuple(pending), kind)


def _repeats(text: str, images: list[str]) -> bool:
    """Tell whether a line says what an image's alt text says."""
    return any(_plain(text) == _plain(alt) for alt in images)


def _plain(text: str) -> str:
    return _NOT_WORD.sub(" ", _TAG.sub(" ", text)).strip().casefold()
