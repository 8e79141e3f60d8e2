"""Bytes -> characters: encodings are recognised, what is no text is refused with a way out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from mtcheck.errors import DocumentError

MAGIC_NUMBERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word, OpenDocument or zip file"),
    (b"PK\x05\x06", "a zip file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a WebP, WAV or AVI file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
)
"""First bytes of files that hold no plain text, and what to call such a file."""

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Longest first where one mark begins another (UTF-32-LE begins with UTF-16-LE)."""

LEGACY_ENCODINGS = ("cp1252", "iso8859_15", "mac_roman", "cp850")
"""What German and English texts were stored in before UTF-8, the most frequent first."""

MAX_CONTROL_SHARE = 0.05
"""Share of control bytes (0-1) above which a file counts as binary; a stray one in an article is kept."""

MAX_REPLACED_SHARE = 0.2
"""Broken UTF-8 sequences per well-formed one, up to which a file is read as damaged UTF-8."""

_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b")) + b"\x7f"
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.I)
_GERMAN_LETTERS = re.compile("[äöüßÄÖÜ„“”‚‘’–—…»«€é]")


@dataclass(frozen=True)
class Decoded:
    """The characters of a file without its byte order mark, the encoding's name, and what was doubtful."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Turn the bytes of a file into characters.

    Raises DocumentError for an empty file and for what is no text (image, PDF, Word file, archive, program).
    """
    if not data.strip(b" \t\r\n\x0b\x0c"):
        raise DocumentError(f"{name} is empty: give a file that holds the article's text.")
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _with_mark(data[len(mark) :], encoding, name)
    _refuse_known_binary(data, name)
    wide = _utf16_without_mark(data)
    if wide:
        return Decoded(data.decode(wide), wide)
    _refuse_control_bytes(data, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _declared(data) or _damaged_utf8(data, name) or _legacy(data, name)


def _with_mark(data: bytes, encoding: str, name: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        warning = f"{name}: some bytes are not {encoding.upper()}; they are shown as \N{REPLACEMENT CHARACTER}."
        return Decoded(data.decode(encoding, errors="replace"), encoding, (warning,))


def _refuse_known_binary(data: bytes, name: str) -> None:
    for magic, what in MAGIC_NUMBERS:
        if data.startswith(magic) and not (len(magic) < 5 and _is_text(data[:200])):
            raise DocumentError(f"{name} is {what}: save the article as text (.txt, .md or .html) first.")
    if data[4:8] == b"ftyp":
        raise DocumentError(f"{name} is a film or image: save the article as text (.txt, .md or .html) first.")


def _is_text(data: bytes) -> bool:
    return data.translate(None, _CONTROL_BYTES) == data


def _refuse_control_bytes(data: bytes, name: str) -> None:
    control = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if control > MAX_CONTROL_SHARE * len(data):
        raise DocumentError(f"{name} is a binary file, not text: save the article as text (.txt, .md or .html) first.")


def _utf16_without_mark(data: bytes) -> str | None:
    """Name the UTF-16 byte order of Western text without a mark: nearly every second byte is NUL."""
    if len(data) % 2 or len(data) < 4:
        return None
    half = len(data) // 2
    for encoding, high, low in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        if high.count(0) > 0.7 * half and low.count(0) < 0.05 * half:
            try:
                data.decode(encoding)
            except UnicodeDecodeError:
                return None
            return encoding
    return None


def _declared(data: bytes) -> Decoded | None:
    """Decode as an HTML or XML file says it is, if that works."""
    match = _DECLARED.search(data[:2048])
    if match is None:
        return None
    try:
        encoding = codecs.lookup(match[1].decode("ascii")).name
        # browsers read Latin-1 as its superset cp1252 (WHATWG Encoding Standard, section 4.2)
        encoding = "cp1252" if encoding in ("iso8859-1", "ascii") else encoding
        return None if encoding == "utf-8" else Decoded(data.decode(encoding), encoding)
    except (LookupError, UnicodeError):
        return None


def _damaged_utf8(data: bytes, name: str) -> Decoded | None:
    """Decode UTF-8 in which a few sequences are broken; None where most of the non-ASCII bytes are no UTF-8."""
    text = data.decode("utf-8", errors="replace")
    well_formed = sum(character > "\x7f" and character != "\N{REPLACEMENT CHARACTER}" for character in text)
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    if broken > MAX_REPLACED_SHARE * well_formed:
        return None
    warning = f"{name}: {broken} byte sequence(s) are not UTF-8; they are shown as \N{REPLACEMENT CHARACTER}."
    return Decoded(text, "utf-8", (warning,))


def _legacy(data: bytes, name: str) -> Decoded:
    """Decode as the old encoding that charset-normalizer finds likeliest.

    Among readings it finds equally free of mess, that with most German letters and quotation marks wins.
    """
    from charset_normalizer import from_bytes

    candidates = list(from_bytes(data, cp_isolation=list(LEGACY_ENCODINGS)))
    if not candidates:
        raise DocumentError(f"{name} is in an unknown encoding: save it as UTF-8 text first.")
    calmest = min(candidate.chaos for candidate in candidates)
    readings = {candidate.encoding: str(candidate) for candidate in candidates if candidate.chaos <= calmest + 0.05}
    order = {encoding: rank for rank, encoding in enumerate(LEGACY_ENCODINGS)}
    encoding = max(readings, key=lambda key: (len(_GERMAN_LETTERS.findall(readings[key])), -order.get(key, 99)))
    text = data.decode(encoding)
    warning = f"{name} is not UTF-8 and was read as {encoding}: if umlauts look wrong, save it as UTF-8."
    return Decoded(text, encoding, (warning,))
