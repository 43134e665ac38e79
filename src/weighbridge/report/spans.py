"""Lines of styled text, laid out once: printed plain where nobody looks, in colour on a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from weighbridge.strict.plain import plain

EIGHTHS = " ▏▎▍▌▋▊▉█"
LEVELS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line; `style` is a role (fit, review, unfit, dim, strong, bar), not a colour."""

    text: str
    style: str = ""


Line = Sequence[Span]


def as_text(lines: Iterable[Line]) -> str:
    """Return lines without style, each without trailing blanks."""
    return "".join("".join(span.text for span in line).rstrip() + "\n" for line in lines)


def width_of(text: str) -> int:
    """Return how many cells `text` takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def fitted(text: str, width: int) -> str:
    """Return `text`, made harmless, in exactly `width` cells: cut with "…", or filled with blanks."""
    text = plain(text)
    if width <= 0:
        return ""
    if width_of(text) > width:
        kept = ""
        for character in text:
            if width_of(kept) + width_of(character) > width - 1:
                break
            kept += character
        text = kept + "…"
    return text + " " * (width - width_of(text))


def bar(low: float, high: float, width: int) -> str:
    """Return a bar of `width` cells for a score from 0 to 100: solid to `low`, shaded to `high`."""
    eighths = round(low / 100 * width * 8)
    full, rest = divmod(eighths, 8)
    solid = "█" * full + (EIGHTHS[rest] if rest else "")
    reach = max(len(solid), round(high / 100 * width))
    return solid + "░" * (reach - len(solid)) + "·" * (width - reach)


def level(score: float) -> str:
    """Return one cell that stands as high as a score from 0 to 100."""
    return LEVELS[min(len(LEVELS) - 1, int(score / 100 * len(LEVELS)))]


def wrapped(text: str, width: int, indent: str = "", first: str = "") -> list[str]:
    """Return `text` in lines of at most `width` cells, the later ones indented, the first by `first`.

    A word that is too long is broken.
    """
    room = width - width_of(indent)
    lines: list[str] = []
    for word in plain(text, 2000).split():
        for part in _parts(word, room):
            if lines and width_of(lines[-1]) + 1 + width_of(part) <= width:
                lines[-1] += f" {part}"
            else:
                lines.append((indent if lines else first) + part)
    return lines


def _parts(word: str, room: int) -> list[str]:
    parts = [""]
    for character in word:
        if width_of(parts[-1]) + width_of(character) > room:
            parts.append("")
        parts[-1] += character
    return parts
