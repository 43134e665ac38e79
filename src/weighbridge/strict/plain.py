"""Hostile text as one harmless line."""

from __future__ import annotations

import unicodedata

# Control, format (bidi, zero width, tags), surrogate, private use, unassigned: none of them prints as a letter.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")


def plain(text: str, limit: int = 300) -> str:
    """Return `text` on one line, without control, bidi or invisible characters, at most `limit` characters long.

    Line breaks and tabs become a space, so that words do not run together; a cut is shown as "…".
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    kept = []
    for character in text[: limit * 4]:
        if character in _BREAKS:
            kept.append(" ")
        elif unicodedata.category(character) not in _INVISIBLE:
            kept.append(character)
    line = "".join(kept)
    if len(line) > limit or len(text) > limit * 4:
        return line[: limit - 1] + "…"
    return line
