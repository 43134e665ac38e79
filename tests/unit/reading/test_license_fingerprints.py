"""Fingerprints: what is packed comes back, and the bundled ones keep apart what must be kept apart."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest

from weighbridge.reading.license_fingerprints import (
    Fingerprint,
    KnownText,
    TextKind,
    bundled,
    packed,
    unpacked,
    words_sha256,
)
from weighbridge.reading.license_words import word_checksums
from weighbridge.reading.near_licenses import NearLicenses, Nominee

ONE = KnownText("B", "The B", TextKind.LICENSE, ("one", "two", "one"))
OTHER = KnownText("A", "The Ä", TextKind.POLICY, ("two", "three"))


def test_what_is_packed_comes_back_in_order_of_ids() -> None:
    read = unpacked(packed([ONE, OTHER]))
    assert read.known == (
        Fingerprint("A", "The Ä", TextKind.POLICY, words_sha256(OTHER.words), 0, 2),
        Fingerprint("B", "The B", TextKind.LICENSE, words_sha256(ONE.words), 2, 3),
    )
    assert read.by_sha256 == {one.sha256: one for one in read.known}
    nominees = NearLicenses(read).nominees(word_checksums(["one"]))
    assert nominees == [Nominee(read.known[1], word_checksums(ONE.words))]


def test_the_order_of_the_texts_does_not_change_a_byte() -> None:
    assert packed([ONE, OTHER]) == packed([OTHER, ONE])


def test_no_word_stands_in_a_file() -> None:
    known = KnownText("A", "A", TextKind.LICENSE, ("unmistakable",) * 3)
    assert b"unmistakable" not in packed([known])


def test_of_the_nearest_licences_all_texts_are_nominated() -> None:
    texts = [
        KnownText(f"L{n}", f"L{n}", TextKind.LICENSE, ("same", f"own{n}", *([f"more{n}"] * m)))
        for n in range(5)
        for m in (1, 2)
    ]
    nominees = NearLicenses(unpacked(packed(texts))).nominees(word_checksums(["same", "own3", "own4", "own1"]))
    assert sorted(one.text.id for one in nominees) == ["L1", "L1", "L3", "L3", "L4", "L4"]


@pytest.fixture(scope="module")
def all_words() -> list[Nominee]:
    """Every bundled text with its words."""
    rows = NearLicenses(bundled())
    return [rows._nominee(index) for index in range(len(bundled().known))]


def test_every_bundled_text_has_words_of_its_own(all_words: list[Nominee]) -> None:
    assert len({tuple(one.words) for one in all_words}) == len({one.text.sha256 for one in all_words}) == len(all_words)


def cuts(words: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield a text without a tenth of its words: of the end, the start, the middle, and at random."""
    tenth = max(1, len(words) // 10)
    for start in (len(words) - tenth, 0, (len(words) - tenth) // 2):
        yield (*words[:start], *words[start + tenth :])
    dropped = set(random.Random(len(words)).sample(range(len(words)), tenth))
    yield tuple(word for place, word in enumerate(words) if place not in dropped)


def test_no_bundled_text_without_a_tenth_of_its_words_is_another(all_words: list[Nominee]) -> None:
    known = {tuple(one.words) for one in all_words}
    assert [one.text for one in all_words for cut in cuts(one.words) if cut in known] == []


APART = [
    ("LicenseRef-lfm1.0", "Apache-2.0"),
    ("LicenseRef-scancode-falcon-2-11b-1.0", "Apache-2.0"),
    ("LicenseRef-yi-community-2.1", "Apache-2.0"),
    ("LicenseRef-scancode-moonshot-ai-modified-mit-2025", "MIT"),
    ("LicenseRef-minimax-m2-modified-mit", "MIT"),
    ("LicenseRef-minimax-m2.7-non-commercial", "MIT"),
    ("OpenMDW-1.0", "LicenseRef-openmdw-1.1"),
    ("LicenseRef-openrail-plus-plus", "LicenseRef-scancode-stable-diffusion-2022-08-22"),
    ("LicenseRef-scancode-gemma-tou-2024-04-01", "LicenseRef-scancode-gemma-tou-2025-03-24"),
    ("LicenseRef-scancode-exaone-ai-model-1.1-nc", "LicenseRef-exaone-1.2-nc"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_texts_that_are_taken_for_one_another_are_all_known(one: str, other: str) -> None:
    assert {one, other} - {text.id for text in bundled().known} == set()
