"""Which licence a model has by its tag, the name beside it and the text in its repository."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import product
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest

from weighbridge.enrich.license_identity import Identity, identity, with_license_identity
from weighbridge.enrich.native import collected
from weighbridge.facts import FACTS
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.knowledge.licenses import knowledge_as_of, license_of, licenses, tagged, tags
from weighbridge.knowledge.licenses.marks import modified
from weighbridge.sources.frames import fact_schema, frame_of

LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"
GEMMA = "LicenseRef-gemma"
GEMMA_2024_02 = "LicenseRef-gemma-2024-02-21"
GEMMA_2024_04 = "LicenseRef-scancode-gemma-tou-2024-04-01"
CHANGED = modified("MIT")
SHOWN = {CHANGED: "a modified MIT", modified("Apache-2.0"): "a modified Apache-2.0"}
COLLIDES = (
    "collides: Kimi, MiniMax and Mistral models bear it, each with other additions and other thresholds to the MIT text"
)
OWN_NAME = "a name of the publisher's own; its text must be read"

NAMES = ("llama3.1", "modified-mit", "acme-eula", "MIT, apache-2.0", "mit, MIT", "mit, modified-mit", "gpl", " ", None)
TAGS = ("mit", "gemma", "no-such-tag", "gpl", "other", None)
TEXTS = ("MIT", "Apache-2.0", CHANGED, modified("Apache-2.0"), GEMMA_2024_02, GEMMA_2024_04, None)

WITHOUT_TEXT = {
    "mit": Identity("MIT", None, None),
    "gemma": Identity(GEMMA, None, None),
    "no-such-tag": Identity(None, None, "not one of the Hub's licence tags"),
    "gpl": Identity(None, None, "a family of licences; the version is not stated"),
    None: Identity(None, None, None),
}
"""By tag, whatever the name beside it; the tag `other` alone looks at the name."""

BESIDE_OTHER = {
    "llama3.1": Identity(LLAMA, None, None),
    "modified-mit": Identity(None, None, f"license_name modified-mit: {COLLIDES}"),
    "acme-eula": Identity(None, None, f"license_name acme-eula: {OWN_NAME}"),
    "MIT, apache-2.0": Identity("MIT AND Apache-2.0", None, None),
    "mit, MIT": Identity("MIT", None, None),
    "mit, modified-mit": Identity(None, None, f"license_name mit, modified-mit: {COLLIDES}"),
    "gpl": Identity(None, None, "license_name gpl: a family of licences; the version is not stated"),
    " ": Identity(None, None, f"license_name  : {OWN_NAME}"),
    None: Identity(None, None, "a licence outside the Hub's list; license_name and the licence file must be read"),
}


def against(tag: str, shown: str) -> Identity:
    return Identity(None, False, f"the tag says {tag}, the text in the repository is {shown}")


WITH_TEXT = {
    ("mit", "MIT"): Identity("MIT", True, None),
    ("mit", "Apache-2.0"): against("mit", "Apache-2.0"),
    ("mit", CHANGED): against("mit", "a modified MIT"),
    ("mit", modified("Apache-2.0")): against("mit", "a modified Apache-2.0"),
    ("mit", GEMMA_2024_02): against("mit", GEMMA_2024_02),
    ("mit", GEMMA_2024_04): against("mit", GEMMA_2024_04),
    ("gemma", "MIT"): against("gemma", "MIT"),
    ("gemma", "Apache-2.0"): against("gemma", "Apache-2.0"),
    ("gemma", CHANGED): against("gemma", "a modified MIT"),
    ("gemma", modified("Apache-2.0")): against("gemma", "a modified Apache-2.0"),
    ("gemma", GEMMA_2024_02): Identity(GEMMA_2024_02, True, None),
    ("gemma", GEMMA_2024_04): Identity(GEMMA_2024_04, True, None),
}
"""By tag and text, where the tag names a licence: the text says which, or contradicts it."""
NAMED = {"llama3.1": (), "MIT, apache-2.0": (), "mit, MIT": ("MIT",)}
"""By a name that stands for one licence, without a tag or beside `other`: the texts here that are this licence."""


def read(tag: str | None, name: str | None, text: str) -> Identity:
    """Return what is to be said of a text."""
    if tag not in ("other", None):
        return WITH_TEXT.get((tag, text)) or against(tag, SHOWN.get(text, text))
    if name in NAMED and text not in NAMED[name]:
        return Identity(None, None, f"license_name says {name}, the text in the repository is {SHOWN.get(text, text)}")
    return Identity(text, None, None)


@pytest.mark.parametrize(("tag", "name", "text"), list(product(TAGS, NAMES, TEXTS)))
def test_the_text_goes_before_a_name_of_no_licence_and_against_neither_tag_nor_name(tag, name, text) -> None:
    without = BESIDE_OTHER[name] if tag == "other" else WITHOUT_TEXT[tag]
    assert identity(tag, name, text) == (without if text is None else read(tag, name, text))


def test_a_text_of_the_family_that_the_tag_names_is_the_licence() -> None:
    assert identity("gpl", None, "GPL-3.0-only") == Identity("GPL-3.0-only", None, None)
    assert identity("cc", None, "CC-BY-4.0") == Identity("CC-BY-4.0", None, None)


@pytest.mark.parametrize("tag", ["gpl", "lgpl", "cc", "openrail", "gfdl", "bsd"])
def test_a_text_of_another_family_than_the_tags_is_no_licence(tag: str) -> None:
    assert identity(tag, None, "MIT") == against(tag, "MIT")
    assert identity(tag, "mit", CHANGED) == against(tag, "a modified MIT")


def test_a_familys_texts_are_those_that_its_tag_starts() -> None:
    families = {tag: starts for tag in tags() if (starts := tagged(tag).starts)}
    assert set(families) == {"gpl", "lgpl", "cc", "openrail", "gfdl", "bsd"}
    for (tag, starts), text in product(families.items(), licenses()):
        of_it = text.startswith(tuple(starts))
        assert identity(tag, None, text) == (Identity(text, None, None) if of_it else against(tag, text))
    for starts in families.values():
        assert [start for start in starts if not any(text.startswith(start) for text in licenses())] == []


def test_a_text_beside_the_tag_unknown_is_for_a_person_to_read() -> None:
    reason = "the tag says unknown, the text in the repository is MIT"
    assert identity("unknown", None, "MIT") == Identity(None, None, reason)


def test_a_text_that_is_not_the_tags_is_never_a_licence_whichever_they_are() -> None:
    texts = [*licenses(), *map(modified, licenses())]
    named = [(tag, by_tag) for tag in tags() if (by_tag := tagged(tag).spdx) is not None]
    assert len(named) > 60
    for (tag, by_tag), text in product(named, texts):
        entry = license_of(by_tag)
        assert entry is not None
        agree = text in (by_tag, *entry.versions)
        found = identity(tag, None, text)
        assert (found.spdx, found.text_matches_tag, found.reason is None) == (
            (text, True, True) if agree else (None, False, False)
        )
        if found.reason is not None:
            assert found.reason.startswith(f"the tag says {tag}, the text in the repository is ")


def test_a_dated_text_under_another_dated_name_contradicts_it() -> None:
    assert identity("llama3.1", None, "LicenseRef-llama3") == against("llama3.1", "LicenseRef-llama3")


FACTS_HERE = ("model.id", "license.tag", "license.name", "license.text", "license.spdx", "license.text_matches_tag")
SCHEMA = fact_schema(FACTS[name] for name in FACTS_HERE)
READING = (observed_column("licenses"), source_column("licenses"), reason_column("licenses"))
KNOWN = (date.fromisoformat(knowledge_as_of()), "weighbridge knowledge: licenses")
Row = dict[str, Any]


def on(engine: str, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    if engine == "polars":
        return nw.from_native(frame.lazy())
    return nw.from_native(duckdb.from_arrow(frame.to_arrow())).lazy()


def identified(rows: Iterable[Row], engine: str) -> dict[str, tuple[Any, ...]]:
    """Return by id: licence, whether the text is the tag's, and day, source and reason of what is known of it."""
    frame = frame_of([{f"license__{name}": cell for name, cell in row.items()} for row in rows], SCHEMA)
    frame = frame.with_columns(pl.format("a/{}", pl.int_range(frame.height)).alias("model__id"))
    found = collected(with_license_identity(on(engine, frame)))
    assert set(found.columns) == {*SCHEMA, *READING}
    wanted = found.sort("model__id").select("license__spdx", "license__text_matches_tag", *READING)
    return dict(enumerate(wanted.rows()))


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_every_row_of_a_table_gets_what_its_words_say(engine: str) -> None:
    rows = [
        {"tag": "mit"},
        {"tag": "mit", "text": "MIT"},
        {"tag": "mit", "text": "Apache-2.0"},
        {"tag": "other", "name": "llama3.1"},
        {"tag": "other"},
        {},
        {"name": "llama3.1"},
        {"text": CHANGED},
        {"tag": "mit"},
    ]
    other = "a licence outside the Hub's list; license_name and the licence file must be read"
    mismatch = "the tag says mit, the text in the repository is Apache-2.0"
    assert identified(rows, engine) == {
        0: ("MIT", None, *KNOWN, None),
        1: ("MIT", True, *KNOWN, None),
        2: (None, False, None, None, mismatch),
        3: (LLAMA, None, *KNOWN, None),
        4: (None, None, None, None, other),
        5: (None, None, None, None, None),
        6: (None, None, None, None, None),
        7: (CHANGED, None, *KNOWN, None),
        8: ("MIT", None, *KNOWN, None),
    }


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_what_is_given_is_kept(engine: str) -> None:
    rows = [
        {"tag": "mit", "spdx": "Apache-2.0"},
        {"spdx": "Acme-1.0"},
        {"tag": "mit", "text": "Apache-2.0", "spdx": "MIT", "text_matches_tag": True},
        {"tag": "mit", "text": "MIT", "text_matches_tag": False},
    ]
    mismatch = "the tag says mit, the text in the repository is Apache-2.0"
    assert identified(rows, engine) == {
        0: ("Apache-2.0", None, *KNOWN, None),
        1: ("Acme-1.0", None, *KNOWN, None),
        2: ("MIT", True, *KNOWN, mismatch),
        3: ("MIT", False, *KNOWN, None),
    }


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("word", ["mit\x1b[31m", "'; drop table t; --", "\u202emit", "a\x00b", "mit\n", '{"a": 1}'])
def test_a_hostile_word_is_no_licence_and_stands_in_the_reason_as_it_is(engine: str, word: str) -> None:
    rows = [{"tag": word}, {"tag": "other", "name": word}, {"tag": "mit", "text": word}]
    assert identified(rows, engine) == {
        0: (None, None, None, None, "not one of the Hub's licence tags"),
        1: (None, None, None, None, f"license_name {word}: {OWN_NAME}")
        if word != "mit\n"
        else ("MIT", None, *KNOWN, None),
        2: (None, False, None, None, f"the tag says mit, the text in the repository is {word}"),
    }
