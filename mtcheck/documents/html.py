"""HTML -> blocks: the article's running text, with each character's place in the file.

A main-text extractor tells which paragraphs belong to the article; the characters themselves are read from the file,
since the extractor keeps no positions.
"""

from __future__ import annotations

import html
import logging
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from mtcheck.data import Block, Kind
from mtcheck.documents.plain import Mapped, Paragraph, to_blocks

HIDDEN = frozenset(
    {"head", "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "select", "option"}
    | {"textarea", "title", "canvas", "audio", "video"}
)
"""Elements whose content nobody reads as text."""

FURNITURE = frozenset({"nav", "footer", "aside", "form", "button", "dialog", "menu"})
"""Elements that hold what stands around an article."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img"}
    | {"ins", "kbd", "label", "mark", "meter", "output", "picture", "q", "ruby", "rp", "rt", "s", "samp", "small"}
    | {"source", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
"""Elements that stand within a paragraph; all others part paragraphs."""

VOID = frozenset({"hr", "meta", "link", "input", "base", "col", "embed", "param", "track", "area"})
"""Elements that are never closed."""

MIN_SUBSTRING = 25
"""Shortest paragraph, in characters without blanks, that may be a part of an extracted line rather than all of it."""

_BLANKS = re.compile(r"\s+")


@dataclass
class _Chunk:
    """The text between two tags that part paragraphs. `furniture` says that it stands in a menu, footer or form."""

    kind: Kind | None
    furniture: bool
    level: str = ""
    lines: list[tuple[list[str], list[int]]] = field(default_factory=lambda: [([], [])])

    def squashed(self) -> list[str]:
        """Its lines that hold text, without blanks, to be compared."""
        lines = (_BLANKS.sub("", "".join(texts)) for texts, _ in self.lines)
        return [line for line in lines if line]

    def paragraph(self) -> Paragraph:
        """The text with its places."""
        lines = tuple(Mapped("".join(texts), tuple(offsets)) for texts, offsets in self.lines)
        return Paragraph(lines, self.kind)


class _Collector(HTMLParser):
    """Collects the visible text in chunks; unclosed and misnested tags are survived."""

    def __init__(self, text: str, base: int) -> None:
        super().__init__(convert_charrefs=False)
        self.chunks: list[_Chunk] = []
        self._open: list[str] = []
        self._base = base
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._flush()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break()
        elif tag not in INLINE:
            if tag not in VOID:
                self._open.append(tag)
            self._flush()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE:
            return
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        self._flush()

    def handle_data(self, data: str) -> None:
        start = self._position()
        self._add(data, list(range(start, start + len(data))))

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def _reference(self, source: str) -> None:
        characters = html.unescape(source)
        if characters == source:
            characters = source.removesuffix(";")
        self._add(characters, [self._position()] * len(characters))

    def _position(self) -> int:
        line, column = self.getpos()
        return self._base + self._starts[line - 1] + column

    def _add(self, text: str, offsets: list[int]) -> None:
        if any(tag in HIDDEN for tag in self._open):
            return
        texts, places = self.chunks[-1].lines[-1]
        texts.append(text)
        places.extend(offsets)

    def _break(self) -> None:
        """Begin a new line; a second break at once begins a new paragraph."""
        if any(piece.strip() for piece in self.chunks[-1].lines[-1][0]):
            self.chunks[-1].lines.append(([], []))
        else:
            self._flush()

    def _flush(self) -> None:
        heading = next((tag for tag in reversed(self._open) if tag in HEADINGS), "")
        kind = Kind.TITLE if heading else Kind.CAPTION if "figcaption" in self._open else None
        self.chunks.append(_Chunk(kind, any(tag in FURNITURE for tag in self._open), heading))


def parse_html(text: str) -> tuple[Block, ...]:
    """Read a web page: its main text, headings as titles and figure captions as captions.

    Where the extractor finds no main text, all that stands outside menus, footers and forms is taken.
    """
    chunks = [chunk for chunk in _Collector(text, 0).chunks if chunk.squashed()]
    kept = _main_text(chunks, _extracted(text)) or [chunk for chunk in chunks if not chunk.furniture] or chunks
    return to_blocks(chunk.paragraph() for chunk in kept)


def visible_paragraphs(text: str, base: int) -> list[Paragraph]:
    """Read a fragment of HTML whose first character is number `base` of the file."""
    return [chunk.paragraph() for chunk in _Collector(text, base).chunks if chunk.squashed()]


def _extracted(text: str) -> list[str]:
    """The paragraphs of the main text as the extractor sees them, without blanks."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(text, include_comments=False, include_tables=True, deduplicate=False)
    lines = (_BLANKS.sub("", line) for line in (found or "").splitlines())
    return [line for line in lines if line]


def _main_text(chunks: list[_Chunk], extracted: list[str]) -> list[_Chunk]:
    """Keep the chunks that the extractor kept, the page's heading above them and the captions among them."""
    lines, whole = set(extracted), "\n".join(extracted)
    kept = [
        index
        for index, chunk in enumerate(chunks)
        if any(line in lines or (len(line) >= MIN_SUBSTRING and line in whole) for line in chunk.squashed())
    ]
    kept = [index for index in kept if not chunks[index].furniture] or kept
    if not kept:
        return []
    return [chunk for index, chunk in enumerate(chunks) if _belongs(index, chunk, kept)]


def _belongs(index: int, chunk: _Chunk, kept: list[int]) -> bool:
    place = bisect_left(kept, index)
    if place < len(kept) and kept[place] == index:
        return True
    if chunk.furniture:
        return False
    first, last = kept[0], kept[-1]
    return (chunk.level == "h1" and index < first) or (chunk.kind is Kind.CAPTION and first - 3 <= index <= last + 1)


def looks_like_html(text: str) -> bool:
    """Tell whether text is a web page or a fragment of one rather than prose with a stray tag."""
    head = text[:4096].lstrip().lower()
    if head.startswith(("<!doctype html", "<html", "<head", "<body", "<article")) or re.match(
        r"<\?xml[^>]*>\s*<", head
    ):
        return True
    return sum(1 for _ in _paired_tags(text[:200_000])) >= 2


def _paired_tags(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"(?m)^\s*<(p|div|h[1-6]|section|table|ul|ol|figure)\b[^>]*>", text)
