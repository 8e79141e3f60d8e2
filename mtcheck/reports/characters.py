"""Characters that a terminal or an encoding cannot take, and what stands for them."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

# Control codes, soft hyphen, explicit bidirectional controls, line separators, annotation marks, lone surrogates.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

# What the terminal report draws with, one column for one, for encodings that lack it.
_STAND_INS = str.maketrans("⟦⟧─━│→–—…•·“”„‘’‚⁰¹²³⁴⁵⁶⁷⁸⁹⁺", "[]--|>--.*.\"\"\"'''0123456789+")


def printable(text: str) -> str:
    """The text without a character that could move the cursor, turn the writing direction or fail to encode.

    Control codes become control pictures (U+2400 and on), other such characters U+FFFD, each one for one; only the
    soft hyphen, which is invisible inside a line, goes.
    """
    return _UNSAFE.sub(lambda match: _picture(ord(match[0])), text)


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code == 0xAD:
        return ""
    return "␤" if code in (0x2028, 0x2029) else REPLACEMENT


def encodable(text: str, encoding: str) -> str:
    """The text with every character that `encoding` lacks replaced one for one, drawing characters by ASCII ones."""

    def stand_in(character: str) -> str:
        if _fits(character, encoding):
            return character
        likeness = character.translate(_STAND_INS)
        return likeness if _fits(likeness, encoding) else "?"

    return text if _fits(text, encoding) else "".join(map(stand_in, text))


def escape_json(text: str, encoding: str) -> str:
    r"""JSON text with every character that `encoding` lacks written as `\uXXXX`; it says the same."""

    def escape(match: re.Match[str]) -> str:
        units = match[0].encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[index : index + 2].hex()}" for index in range(0, len(units), 2))

    text = _SURROGATE.sub(escape, text)
    if _fits(text, encoding):
        return text
    return re.sub(r"[^\x00-\x7f]", lambda match: match[0] if _fits(match[0], encoding) else escape(match), text)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
