"""A licence file as the licence that it holds, word by word, or as what it changes in the nearest one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from weighbridge.reading.license_bytes import DecodedText, UnreadableTextError, decoded
from weighbridge.reading.license_fingerprints import Fingerprint, Fingerprints, TextKind, bundled, words_sha256
from weighbridge.reading.license_words import LicenseWords, Line, license_words, word_checksums
from weighbridge.reading.word_difference import Change, Gap, WordDifference, holds, word_difference, words_in_common
from weighbridge.strict.plain import plain

MOSTLY = 0.5
"""The share of the longer text that has to match, in order, for "modified".

Measured over all pairs of known licences: texts that were drafted apart share set phrases, and stay below 0.45; above it
are versions of one another and texts that took over whole sections. Half also keeps a licence from being named where
more was added than it is long.
"""
_LITTLE = 0.1
"""By how much a text that stands in one piece in the one at hand may be further from it than the nearest: of two licences in
one file the first is named whole, and not a third that has some words of both.
"""
_MOST_ANSWERS = 1024

_answers: dict[str, LicenseText] = {}


class Outcome(StrEnum):
    """How a file compares with the known texts."""

    EXACT = "exact"
    MODIFIED = "modified"
    NOT_IDENTIFIED = "not_identified"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class LicenseText:
    """What one file was found to be.

    `id`, `title` and `kind` are those of the text that it is, or of the one that it changes; None for the other outcomes.
    `added` and `missing` list up to 50 differences each; `words_added` and `words_missing` count them all. `ignored` are
    the copyright lines, which do not count; `words` is the number of words that do. `sha256` is of the bytes. Every text in
    it is safe to show.
    """

    outcome: Outcome
    reason: str
    sha256: str
    id: str | None = None
    title: str | None = None
    kind: TextKind | None = None
    added: tuple[Change, ...] = ()
    missing: tuple[Gap, ...] = ()
    words_added: int = 0
    words_missing: int = 0
    ignored: tuple[Line, ...] = ()
    words: int = 0


def identify(content: bytes) -> LicenseText:
    """Return what the bytes of a licence file are; never raises. The same bytes are compared once in a process.

    Exact means: the words are those of a known text, all of them, in order, outside copyright lines, and nothing in the file
    can hide others. A text of which at least half is a known one, and the other way round, is that text, modified.
    """
    checksum = hashlib.sha256(content).hexdigest()
    known = _answers.get(checksum)
    if known is None:
        if len(_answers) >= _MOST_ANSWERS:
            _answers.clear()
        known = _answers[checksum] = compared(content, bundled())
    return known


def compared(content: bytes, fingerprints: Fingerprints) -> LicenseText:
    """Return what the bytes of a licence file are, going by these fingerprints."""
    checksum = hashlib.sha256(content).hexdigest()
    try:
        read = decoded(content)
    except UnreadableTextError as error:
        return LicenseText(Outcome.UNREADABLE, str(error), checksum)
    text = license_words(read.text)
    doubts = _foreign(read, text) + text.doubts
    ignored = tuple(Line(line.number, plain(line.text)) for line in text.ignored)
    blank = LicenseText(Outcome.NOT_IDENTIFIED, "", checksum, ignored=ignored, words=len(text.words))
    if not text.words:
        return replace(blank, reason=_joined(*doubts, "no word in it counts"))
    known = fingerprints.by_sha256.get(words_sha256(text.words))
    if known is None:
        return _near(text, doubts, fingerprints, blank)
    if doubts:
        reason = _joined(*doubts, f"the words that could be read are those of {known.title}")
        return _named(blank, Outcome.MODIFIED, known, reason)
    but = f", but for {counted(len(ignored), 'copyright line')}" if ignored else ""
    return _named(blank, Outcome.EXACT, known, f"the words are those of {known.title}{but}")


def _foreign(read: DecodedText, text: LicenseWords) -> tuple[str, ...]:
    """Return the doubt of bytes that are not UTF-8, unless all of them stand in names on ignored lines."""
    # Bytes with two readings can hide words in one of them, so a text with such words never ends as exact.
    ignored = {line.number for line in text.ignored}
    for line in read.foreign:
        if not (line.as_in_names and line.number in ignored):
            return (f"not UTF-8 at byte {line.byte:,}; read as Windows-1252, which can be wrong",)
    return ()


def _near(text: LicenseWords, doubts: tuple[str, ...], fingerprints: Fingerprints, blank: LicenseText) -> LicenseText:
    """Return how a text that is no known one differs from the nearest, or that none is near."""
    from weighbridge.reading.near_licenses import near_licenses  # noqa: PLC0415 - scikit-learn takes 2 s to import

    sums = word_checksums(text.words)
    nearest, share, missing = None, 0.0, 0
    nominees = near_licenses(fingerprints).nominees(sums)
    for nominee in nominees:
        longer = max(len(nominee.words), len(sums))
        common = words_in_common(nominee.words, sums, at_least=int(share * longer))
        if common / longer > share:
            nearest, share, missing = nominee, common / longer, len(nominee.words) - common
    mostly = share >= MOSTLY
    if missing:
        near = [one for one in nominees if len(one.words) / len(sums) >= share - _LITTLE and holds(sums, one.words)]
        if near:
            nearest = max(near, key=lambda one: len(one.words))
            share = len(nearest.words) / len(sums)
    if nearest is None:
        return replace(blank, reason=_joined(*doubts, "no known licence shares its words"))
    known = nearest.text
    if not mostly:
        reason = f"the nearest text is {known.title}, and only {int(share * 100)} % of the longer of the two matches"
        return replace(blank, reason=_joined(*doubts, reason))
    found = word_difference(nearest.words, sums, text)
    modified = replace(
        blank,
        added=found.added,
        missing=found.missing,
        words_added=found.words_added,
        words_missing=found.words_missing,
    )
    return _named(modified, Outcome.MODIFIED, known, _joined(*doubts, _told(found, known)))


def _named(answer: LicenseText, outcome: Outcome, known: Fingerprint, reason: str) -> LicenseText:
    """Return an answer that names a known text."""
    return replace(answer, outcome=outcome, reason=reason, id=known.id, title=known.title, kind=known.kind)


def _told(found: WordDifference, known: Fingerprint) -> str:
    """Return a difference in words, with its first places."""
    parts = []
    if found.added:
        first = found.added[0]
        parts.append(
            f'{counted(found.words_added, "word")} added, the first at line {first.line}: "{plain(first.shown, 120)}"'
        )
    if found.missing:
        gap = found.missing[0]
        place = f'after "{gap.after}" at line {gap.line}' if gap.after else "at the start"
        parts.append(f"{counted(found.words_missing, 'word')} missing, the first {place}")
    # Both can be empty only where a word was made to share the 32-bit checksum of another.
    return f"{known.title} with " + (" and ".join(parts) or "a word that has the checksum of another")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as "1 word" or "1,024 words"."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _joined(*reasons: str) -> str:
    """Return reasons as one sentence."""
    return "; ".join(reasons)
