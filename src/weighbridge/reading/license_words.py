"""A licence text as the words that count, each with its line."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from weighbridge.reading.copyright_lines import MOST_LINES, is_copyright_line, is_rights_reserved

# Scripts without spaces: each sign is a word, so that wrapping a line changes nothing.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_ASCII_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_RUN_OF_MARKS = re.compile(r"(\S)\1*")
_STRUCK_OUT = re.compile(r"(?<!~)~~(?=[^\s~])|<!--")
_PAIRED_TILDES = re.compile(r"(?<!~)~(?=[^\s~])[^~]*(?<=\S)~(?!~)")
"""What GitHub's Markdown strikes through, over the ends of lines too; two of them are found by the pattern above."""
_AT_A_BREAK = re.compile(r"(?:(?<=\W)|\A)[\u200b\u2060\ufeff]+|[\u200b\u2060\ufeff]+(?=\W|\Z)")
"""Zero-width characters that neither part nor join words: they change nothing of what is seen or read."""
_BREAKS = frozenset("\t\n\v\f\r\x85")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ORNAMENTS = frozenset("©®°●○■□▪▫◆◇►▶→⇒★☆✓")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text at hand, as written; the first is number 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class LicenseWords:
    """The words of one text that count: `words` to compare, `shown` as written, `lines` where each stands.

    `ignored` are the copyright lines, which do not count. `doubts` says what can hide words from the reader of the text,
    or from this one; a text with a doubt is never exact.
    """

    words: tuple[str, ...]
    shown: tuple[str, ...]
    lines: tuple[int, ...]
    ignored: tuple[Line, ...]
    doubts: tuple[str, ...]


def word_checksums(words: Sequence[str]) -> list[int]:
    """Return 32 bits for each word, the same on every machine."""
    known = {word: int.from_bytes(blake2b(word.encode(), digest_size=4).digest(), "little") for word in set(words)}
    return [known[word] for word in words]


def license_words(text: str) -> LicenseWords:
    """Return the words of `text` that count."""
    clean, doubts = _without_invisible(text)
    words: list[str] = []
    shown: list[str] = []
    lines: list[int] = []
    ignored: list[Line] = []
    drawn = 0
    struck = _first_pair_of_tildes(clean)
    can_strike = not clean.isascii() or "~" in clean or "<!--" in clean
    notices = 0
    after_notice = False
    for number, raw in enumerate(_LINE_END.split(clean), 1):
        plain_letters = raw.isascii()
        line = raw if plain_letters else unicodedata.normalize("NFKC", raw.replace("´", "'"))
        if can_strike and _STRUCK_OUT.search(line):
            struck = min(struck or number, number)
        notice = notices < MOST_LINES and is_copyright_line(line)
        notices += notice
        after_notice = notice or (after_notice and is_rights_reserved(line))
        if after_notice:
            ignored.append(Line(number, raw))
            continue
        found = _ASCII_WORD.findall(line) if plain_letters else _WORD.findall(_spelt_out(line))
        if found:
            shown += found
            words += [word.lower() for word in found]
            lines += [number] * len(found)
        elif not drawn and _is_drawn(line):
            drawn = number
    if drawn:
        doubts.append(f"line {drawn} is drawn with marks, which may be read as words")
    if struck:
        doubts.append(f"line {struck} strikes words out, with ~, ~~ or <!--")
    return LicenseWords(tuple(words), tuple(shown), tuple(lines), tuple(ignored), tuple(doubts))


def _without_invisible(text: str) -> tuple[str, list[str]]:
    """Return the text as it looks, and the characters taken out of it, by code point and line."""
    if text.isascii() and not _ASCII_CONTROL.search(text):
        return text, []
    text = _AT_A_BREAK.sub("", text)
    counts = Counter(text)
    kinds = {character for character in counts.keys() - _BREAKS if unicodedata.category(character) in _INVISIBLE}
    if not kinds:
        return text, []
    named = []
    for place, character in enumerate(text):
        if character in kinds:
            line = len(_LINE_END.findall(text, 0, place)) + 1
            named.append(f"U+{ord(character):04X} ({unicodedata.name(character, 'no name')}) at line {line}")
            if len(named) == 3:
                break
    total = sum(counts[character] for character in kinds)
    more = f", and {total - len(named):,} more" if total > len(named) else ""
    subject = "character hides" if total == 1 else "characters hide"
    taken = text.translate({ord(character): None for character in kinds})
    return taken, [f"{total:,} invisible {subject} in the text: {', '.join(named)}{more}"]


def _first_pair_of_tildes(text: str) -> int:
    """Return the line where words stand between two tildes, or 0."""
    pair = _PAIRED_TILDES.search(text) if "~" in text else None
    return len(_LINE_END.findall(text, 0, pair.start())) + 1 if pair else 0


def _spelt_out(line: str) -> str:
    """Return a line with each symbol and loose accent as a word: there are letters among them, as in 🅽🅾."""
    symbols = {
        character
        for character in set(line) - _ORNAMENTS
        if not character.isascii() and unicodedata.category(character)[0] in "SM"
    }
    return line.translate({ord(character): f" U{ord(character):X} " for character in symbols}) if symbols else line


def _is_drawn(line: str) -> bool:
    """Return whether a line without words is more than a rule or the edge of a frame."""
    return len(_RUN_OF_MARKS.findall(line)) > 4 and len(set(line.split())) > 1
