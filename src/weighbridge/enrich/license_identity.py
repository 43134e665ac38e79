"""Which licence is meant: by the text in the repository, the Hub's tag, or the name beside the tag `other`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl

from weighbridge.enrich.native import Table, collected, lookup_table
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.knowledge.licenses import knowledge_as_of, license_of, named, tagged
from weighbridge.knowledge.licenses.marks import MODIFIED

_KEYS = {"__tag": "license__tag", "__name": "license__name", "__text": "license__text"}
_SPDX = "license__spdx"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tag, name and text say together: the licence, whether text and tag agree, and why one is not known."""

    spdx: str | None
    text_matches_tag: bool | None
    reason: str | None


def with_license_identity(frame: Table) -> Table:
    """Add license.spdx and license.text_matches_tag from license.tag, license.name and license.text.

    The text goes before a name that is not known, since names drift and collide. Null where nothing names one text, and
    where the text contradicts tag or name: somebody has to find out which holds. Adds the columns of the reading `licenses`.
    """
    frame = frame.with_columns(nw.col(name).fill_null("").alias(key) for key, name in _KEYS.items())
    frame = frame.join(_table(frame), on=list(_KEYS), how="left")
    spdx = nw.coalesce(_SPDX, "__spdx")
    read = ~spdx.is_null()
    return frame.with_columns(
        spdx.alias(_SPDX),
        nw.coalesce("license__text_matches_tag", "__matches").alias("license__text_matches_tag"),
        nw.when(read).then(nw.lit(date.fromisoformat(knowledge_as_of()))).alias(observed_column("licenses")),
        nw.when(read).then(nw.lit("weighbridge knowledge: licenses")).alias(source_column("licenses")),
        nw.col("__reason").alias(reason_column("licenses")),
    ).drop(*_KEYS, "__spdx", "__matches", "__reason")


def identity(tag: str | None, name: str | None, text: str | None) -> Identity:
    """Return which licence a model has by its tag, the name beside it, and the licence that its text was found to be."""
    by_tag = None if tag is None else tagged(tag)
    if text is None:
        if by_tag is None:
            return Identity(None, None, None)
        if tag == "other" and name is not None:
            by_name = named(name)
            return Identity(by_name.spdx, None, by_name.reason and f"license_name {name}: {by_name.reason}")
        return Identity(by_tag.spdx, None, by_tag.reason)
    if by_tag is None or tag == "other":
        spdx = None if name is None else named(name).spdx
        if spdx is None or _is_one_of(text, spdx):
            return Identity(text, None, None)
        return Identity(None, None, f"license_name says {name}, the text in the repository is {_called(text)}")
    if by_tag.starts and text.startswith(by_tag.starts):
        return Identity(text, None, None)
    if by_tag.spdx is not None and _is_one_of(text, by_tag.spdx):
        return Identity(text, True, None)
    contradicts = False if tag != "unknown" else None
    return Identity(None, contradicts, f"the tag says {tag}, the text in the repository is {_called(text)}")


def _is_one_of(text: str, spdx: str) -> bool:
    """Return whether a text is the licence of an id, or one of the dated texts that the id stands for."""
    entry = license_of(spdx)
    return text.lower() == spdx.lower() or (entry is not None and text in entry.versions)


def _called(text: str) -> str:
    return f"a modified {text.removeprefix(MODIFIED)}" if text.startswith(MODIFIED) else text


def _table(frame: Table) -> Table:
    """Return the identity for each combination of tag, name and text in `frame`."""
    distinct = collected(frame.select(*_KEYS).unique()).sort(*_KEYS).rows()
    found = [identity(*(word or None for word in words)) for words in distinct]
    columns = {key: pl.Series([row[index] for row in distinct], dtype=pl.String) for index, key in enumerate(_KEYS)}
    return lookup_table(
        frame,
        {
            **columns,
            "__spdx": pl.Series([one.spdx for one in found], dtype=pl.String),
            "__matches": pl.Series([one.text_matches_tag for one in found], dtype=pl.Boolean),
            "__reason": pl.Series([one.reason for one in found], dtype=pl.String),
        },
    )
