"""The words that stand in a text at hand and not in a known one, and those that are missing."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from weighbridge.reading.license_words import LicenseWords
from weighbridge.strict.plain import plain

MOST_LISTED = 50
"""Changes and gaps listed, each; the counts are of all."""
MOST_WORDS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Change:
    """Words in a row that a text has and the licence has not.

    `line` and `shown` are of the first ones, as written; `words` is how many there are.
    """

    line: int
    words: int
    shown: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Words in a row that the licence has and a text has not: how many, and after which word of the text.

    At the start of the text `line` is 0 and `after` empty.
    """

    words: int
    line: int
    after: str


@dataclass(frozen=True, slots=True)
class WordDifference:
    """How a text differs from a known one, in order of the text."""

    added: tuple[Change, ...] = ()
    missing: tuple[Gap, ...] = ()
    words_added: int = 0
    words_missing: int = 0


def word_difference(known: Sequence[int], at_hand: Sequence[int], text: LicenseWords) -> WordDifference:
    """Return what turns `known` into `at_hand`, the checksums of the words of `text`."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - only for a text that is not exact

    added: list[Change] = []
    missing: list[Gap] = []
    for step in Indel.opcodes(known, at_hand):
        if step.tag == "insert":
            added.append(_change(text, step.dest_start, step.dest_end))
        elif step.tag == "delete":
            missing.append(_gap(text, step.src_end - step.src_start, step.dest_start))
    return WordDifference(
        tuple(added[:MOST_LISTED]),
        tuple(missing[:MOST_LISTED]),
        sum(one.words for one in added),
        sum(one.words for one in missing),
    )


def words_in_common(known: Sequence[int], at_hand: Sequence[int], at_least: int = 0) -> int:
    """Return how many words both have in the same order; 0 where that is fewer than `at_least`."""
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415 - only for a text that is not exact

    return LCSseq.similarity(known, at_hand, score_cutoff=at_least)


def holds(at_hand: Sequence[int], known: Sequence[int]) -> bool:
    """Return whether the words of `known` stand in `at_hand` in one piece."""
    where, what = struct.pack(f"<{len(at_hand)}I", *at_hand), struct.pack(f"<{len(known)}I", *known)
    place = where.find(what)
    while place > 0 and place % 4:
        place = where.find(what, place + 1)
    return place >= 0


def _change(text: LicenseWords, start: int, end: int) -> Change:
    """Return the words `start` to `end` of a text as a change."""
    shown = " ".join(text.shown[start : min(end, start + MOST_WORDS_SHOWN)])
    return Change(text.lines[start], end - start, plain(shown + (" …" if end - start > MOST_WORDS_SHOWN else "")))


def _gap(text: LicenseWords, words: int, place: int) -> Gap:
    """Return a gap before the word at `place` of a text."""
    return Gap(words, text.lines[place - 1], plain(text.shown[place - 1], 40)) if place else Gap(words, 0, "")
