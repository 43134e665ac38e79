"""The bytes of a licence file as text, or why they are none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MOST_BYTES = 262_144
"""Seven times the longest licence that is known; what is longer holds more than a licence."""

_LINE_OR_ITS_END = re.compile(rb"\r\n|\r|\n|[^\r\n]+")
_LETTER_BETWEEN_PLAIN_ONES = re.compile(r"(?<=[A-Za-z])[ß-öø-ÿ](?![^\x00-\x7f])|(?<![^ ])[À-ÖØ-Þ](?=[a-z])")
_MOST_FOREIGN_LETTERS = 4


@dataclass(frozen=True, slots=True)
class ForeignLine:
    """A line that is not UTF-8, and so was read as Windows-1252: its number, and its first byte that is wrong, from 1.

    `as_in_names` where the bytes can hardly be letters of another encoding: each alone between plain ones, as in "García".
    """

    number: int
    byte: int
    as_in_names: bool


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, and its lines of which it is in doubt whether they read as their writer meant them."""

    text: str
    foreign: tuple[ForeignLine, ...] = ()


class UnreadableTextError(ValueError):
    """The bytes are no text; the message says why, and names nothing of what they hold."""


def decoded(content: bytes) -> DecodedText:
    """Return the text of UTF-8, of UTF-16 that says so, and other lines as Windows-1252. Raises UnreadableTextError."""
    if len(content) > MOST_BYTES:
        raise UnreadableTextError(f"{len(content):,} bytes; licence files are read up to {MOST_BYTES:,}")
    if not content:
        raise UnreadableTextError("0 bytes; there is nothing to read")
    read = _decoded(content)
    zero = read.text.find("\0")
    if zero >= 0:
        raise UnreadableTextError(f"not text: a NUL at character {zero + 1:,}")
    return read


def _decoded(content: bytes) -> DecodedText:
    """Return the text under the first encoding that fits."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            try:
                return DecodedText(content[2:].decode(encoding))
            except UnicodeDecodeError as error:
                raise UnreadableTextError(f"not UTF-16, as its first bytes say, at byte {error.start + 3:,}") from error
    bare = content.removeprefix(codecs.BOM_UTF8)
    try:
        return DecodedText(bare.decode("utf-8"))
    except UnicodeDecodeError:
        return _line_by_line(bare, len(content) - len(bare))


def _line_by_line(content: bytes, before: int) -> DecodedText:
    """Return a text that is not UTF-8 in some lines; `before` is how many bytes stood before it."""
    text: list[str] = []
    foreign: list[ForeignLine] = []
    number = 1
    for piece in _LINE_OR_ITS_END.findall(content):
        try:
            text.append(piece.decode("utf-8"))
        except UnicodeDecodeError as error:
            text.append(piece.decode("cp1252", errors="replace"))
            foreign.append(ForeignLine(number, before + error.start + 1, _is_as_in_names(piece)))
        number += piece[0] in b"\r\n"
        before += len(piece)
    return DecodedText("".join(text), tuple(foreign))


def _is_as_in_names(line: bytes) -> bool:
    """Return whether the bytes beyond ASCII read as letters of Western Europe, and hardly as another script's.

    In encodings of Chinese, Japanese, Korean, Cyrillic or Greek such bytes stand in a row, or beside other signs.
    """
    found = line.decode("cp1252", errors="replace")
    letters = _LETTER_BETWEEN_PLAIN_ONES.findall(found)
    return len(letters) <= _MOST_FOREIGN_LETTERS and len(letters) == sum(not one.isascii() for one in found)
