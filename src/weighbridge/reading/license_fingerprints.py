"""Known licence texts as checksums of their words: enough to compare with, and no text."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path

from weighbridge.reading.license_words import word_checksums

FILE = Path(__file__).parent / "license_fingerprints.bin"
_FIRST_LINE = b"weighbridge license fingerprints 1\n"


class TextKind(StrEnum):
    """What a known text is: a licence, or a policy that a licence takes in."""

    LICENSE = "license"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class KnownText:
    """One text to make a fingerprint of; texts of one licence that differ a little, as by a title line, share an id."""

    id: str
    title: str
    kind: TextKind
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One known text: the checksum of its words, and where their 32-bit checksums lie in `Fingerprints.places`."""

    id: str
    title: str
    kind: TextKind
    sha256: str
    start: int
    length: int


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprints:
    """All known texts. `vocabulary` and `places` are still compressed: only what is not exact needs them.

    `vocabulary` holds the checksums of all words, in order, 4 bytes each; `places` the words of all texts, one after
    the other, as indices into it, 2 bytes each. Both are little-endian.
    """

    known: tuple[Fingerprint, ...]
    by_sha256: dict[str, Fingerprint]
    vocabulary: bytes
    places: bytes


def words_sha256(words: Sequence[str]) -> str:
    """Return the checksum of normalised words in their order."""
    return sha256(" ".join(words).encode()).hexdigest()


def packed(texts: Iterable[KnownText]) -> bytes:
    """Return a file of fingerprints; the order of `texts` does not change it. No two may have the same words."""
    ordered = sorted(((words_sha256(text.words), text) for text in texts), key=lambda pair: (pair[1].id, pair[0]))
    sums = [word_checksums(text.words) for _, text in ordered]
    vocabulary = sorted({one for words in sums for one in words})
    place = {one: index for index, one in enumerate(vocabulary)}
    places = [place[one] for words in sums for one in words]
    head = [[text.id, text.title, text.kind.value, checksum, len(text.words)] for checksum, text in ordered]
    parts = (
        json.dumps(head, ensure_ascii=False).encode(),
        struct.pack(f"<{len(vocabulary)}I", *vocabulary),
        struct.pack(f"<{len(places)}H", *places),
    )
    compressed = [zlib.compress(part, 9) for part in parts]
    return _FIRST_LINE + b"".join(len(part).to_bytes(4, "little") + part for part in compressed)


def unpacked(content: bytes) -> Fingerprints:
    """Return the fingerprints of a file that `packed` made."""
    head, vocabulary, places = _parts(content.removeprefix(_FIRST_LINE))
    known = []
    start = 0
    for license_id, title, kind, checksum, length in json.loads(zlib.decompress(head)):
        known.append(Fingerprint(license_id, title, TextKind(kind), checksum, start, length))
        start += length
    return Fingerprints(tuple(known), {one.sha256: one for one in known}, vocabulary, places)


def _parts(content: bytes) -> list[bytes]:
    """Return the parts of a file, each behind its length."""
    parts = []
    while content:
        end = 4 + int.from_bytes(content[:4], "little")
        parts.append(content[4:end])
        content = content[end:]
    return parts


@cache
def bundled() -> Fingerprints:
    """Return the fingerprints that ship with weighbridge."""
    return unpacked(FILE.read_bytes())
