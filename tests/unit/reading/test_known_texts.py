"""The real texts: each is itself, and none passes for another, with a sentence more or a tenth less."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from tools.license_fingerprints import TABLE, Row, folder_texts, known_texts, read_table, scancode_texts

from weighbridge.reading.license_fingerprints import TextKind, bundled, words_sha256
from weighbridge.reading.license_text import Outcome, identify
from weighbridge.reading.license_words import license_words

DATA = os.environ.get("WEIGHBRIDGE_DATA")
SCANCODE = os.environ.get("WEIGHBRIDGE_SCANCODE")
"""The wheel of scancode-toolkit-mini 32.5.0, or its folder licensedcode/data/licenses."""

ROWS = read_table(TABLE)
BY_SOURCE = {row.source: row for row in ROWS}
RESTRICTION = "You may not use this for any commercial purpose."


def texts() -> dict[str, str]:
    found: dict[str, str] = {}
    if DATA:
        found |= folder_texts(Path(DATA) / "licenses" / "texts")
    if SCANCODE:
        found |= scancode_texts(Path(SCANCODE), set(BY_SOURCE))
    return {name: text for name, text in sorted(found.items()) if name in BY_SOURCE}


TEXTS = texts()
needs_texts = pytest.mark.skipif(
    not TEXTS, reason="neither WEIGHBRIDGE_DATA nor WEIGHBRIDGE_SCANCODE names licence texts"
)
needs_scancode = pytest.mark.skipif(
    not (SCANCODE and DATA), reason="WEIGHBRIDGE_SCANCODE or WEIGHBRIDGE_DATA is not set"
)


def outcome(text: str) -> tuple[Outcome, str | None, TextKind | None]:
    found = identify(text.encode())
    return found.outcome, found.id, found.kind


def expected(row: Row, result: Outcome) -> tuple[Outcome, str, TextKind]:
    return result, row.id, row.kind


@needs_texts
def test_each_text_is_itself() -> None:
    found = {name: outcome(text) for name, text in TEXTS.items()}
    assert found == {name: expected(BY_SOURCE[name], Outcome.EXACT) for name in TEXTS}


@needs_texts
@pytest.mark.parametrize(
    "sentence",
    [
        RESTRICTION,
        "Copyright 2024 Acme. No commercial use permitted.",
        "Copyright (c) 2024 Acme, CC BY-NC-ND",
        "Copyright (c) 2024 Acme, Nicht Gewerblich Nutzen",
    ],
)
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_each_text_and_one_restriction_is_modified(sentence: str, share: float) -> None:
    found = {}
    for name, text in TEXTS.items():
        lines = text.split("\n")
        place = round(len(lines) * share)
        found[name] = outcome("\n".join([*lines[:place], sentence, *lines[place:]]))
    assert found == {name: expected(BY_SOURCE[name], Outcome.MODIFIED) for name in TEXTS}


@needs_texts
def test_no_text_without_a_tenth_of_its_words_is_exact() -> None:
    exact = []
    for name, text in TEXTS.items():
        words = license_words(text).shown
        tenth = max(1, len(words) // 10)
        dropped = set(random.Random(name).sample(range(len(words)), tenth))
        parts = [(*words[:start], *words[start + tenth :]) for start in (0, len(words) // 2, len(words) - tenth)]
        parts.append(tuple(word for place, word in enumerate(words) if place not in dropped))
        exact += [name for part in parts if identify(" ".join(part).encode()).outcome is Outcome.EXACT]
    assert exact == []


@needs_scancode
def test_the_bundled_fingerprints_are_those_of_the_texts_at_hand() -> None:
    known, clashes, doubts = known_texts(ROWS, TEXTS)
    sources = {doubt.split(": ")[1] for doubt in doubts}
    unknown = {one.id for one in known if words_sha256(one.words) not in bundled().by_sha256}
    assert (clashes, sources, unknown) == ([], set(), set())


@needs_scancode
def test_every_key_of_the_table_is_there() -> None:
    assert {row.source for row in ROWS if not row.source.endswith(".txt")} - set(TEXTS) == set()
