"""Files -> documents: decoding, Markdown, HTML, plain text and line-parallel files."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path

from mtcheck.data import Block, Document
from mtcheck.documents.decoding import decode
from mtcheck.documents.html import looks_like_html, parse_html
from mtcheck.documents.markdown import parse_markdown
from mtcheck.documents.plain import parse_lines, parse_plain
from mtcheck.errors import DocumentError

__all__ = ["parse", "parse_line_parallel", "read", "read_lines"]

HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd"})

STANDARD_INPUT = "-"

_PARSERS = {"html": parse_html, "markdown": parse_markdown, "text": parse_plain}
_MARKDOWN_SIGNS = re.compile(
    r"(?m)^#{1,6} \S|^!\[[^\]\n]{0,1000}\]\(\S+\)|\[[^\[\]\n]{1,200}\]\((?:https?:|/|#)\S*\)|^```"
)


def read(path: str | Path) -> Document:
    """Read an article from a file; "-" reads standard input.

    Raises DocumentError where there is no such file, it cannot be opened, or it holds no text.
    """
    return parse(_bytes_of(path), _name(path))


def parse(data: bytes, name: str) -> Document:
    """Read an article from bytes. `name` stands in messages; its extension helps to tell Markdown from HTML.

    Raises DocumentError for what is empty, binary, or holds no text once its markup is removed.
    """
    decoded = decode(data, name)
    form = _format(decoded.text, name)
    blocks = tuple(block for block in _PARSERS[form](decoded.text) if _says_something(block))
    if not blocks:
        raise DocumentError(f"{name} holds no text that could be read: give a file with the article's text.")
    return Document(name, decoded.text, blocks, decoded.encoding, form, decoded.warnings)


def read_lines(path: str | Path) -> Document:
    """Read a line-parallel file: each line is one block of kind SENTENCE, an empty one too; "-" reads standard input.

    Raises DocumentError as `read` does.
    """
    return parse_line_parallel(_bytes_of(path), _name(path))


def parse_line_parallel(data: bytes, name: str) -> Document:
    """Read a line-parallel file from bytes; see `read_lines`."""
    decoded = decode(data, name)
    return Document(name, decoded.text, parse_lines(decoded.text), decoded.encoding, "lines", decoded.warnings)


def _name(path: str | Path) -> str:
    return "standard input" if str(path) == STANDARD_INPUT else str(path)


def _bytes_of(path: str | Path) -> bytes:
    if str(path) == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DocumentError(f"{path} does not exist: check the name and the folder.") from error
    except IsADirectoryError as error:
        raise DocumentError(f"{path} is a folder: give the article's file in it.") from error
    except PermissionError as error:
        if Path(path).is_dir():
            raise DocumentError(f"{path} is a folder: give the article's file in it.") from error
        raise DocumentError(f"{path} may not be read: change its permissions or copy it elsewhere.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(f"{path} cannot be read ({reason}): check the name or copy the file elsewhere.") from error


def _format(text: str, name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix in MARKDOWN_SUFFIXES:
        return "html" if re.match(r"\s*<(?:!doctype html|html)\b", text, re.I) else "markdown"
    if looks_like_html(text) or (suffix in HTML_SUFFIXES and re.search(r"</?[a-zA-Z][^>]*>", text)):
        return "html"
    return "markdown" if _MARKDOWN_SIGNS.search(text) else "text"


def _says_something(block: Block) -> bool:
    """Tell whether a block has a character that is neither blank nor invisible."""
    return any(not (char.isspace() or unicodedata.category(char) in ("Cc", "Cf")) for char in block.text)
