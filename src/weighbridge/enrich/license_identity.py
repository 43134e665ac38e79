"""Which licence is meant: from the Hub's tag to an SPDX id, its category and the OSI's approval."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from weighbridge.enrich.native import Table, lookup_table
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.knowledge.hub_licenses import hub_licenses, hub_licenses_as_of

_TAG, _SPDX = "__tag", "__spdx"


def with_license_identity(frame: Table) -> Table:
    """Add license.spdx from license.tag, and license.category and license.osi_approved from license.spdx.

    Null where the tag is absent, names no single text, or is not one of the Hub's; of an SPDX expression of several
    licences, category and approval stay null. Adds the columns of the reading `licenses`.
    """
    frame = frame.join(_by_tag(frame), left_on="license__tag", right_on=_TAG, how="left")
    frame = frame.with_columns(nw.coalesce("license__spdx", "__tag_spdx").alias("license__spdx"))
    frame = frame.join(_by_spdx(frame), left_on="license__spdx", right_on=_SPDX, how="left")
    found = ~nw.col("__entry").is_null()
    no_entry = nw.when(~nw.col("license__spdx").is_null() & ~found).then(nw.lit("no entry for this licence"))
    return frame.with_columns(
        nw.coalesce("license__category", "__category").alias("license__category"),
        nw.coalesce("license__osi_approved", "__osi").alias("license__osi_approved"),
        nw.when(found).then(nw.lit(hub_licenses_as_of())).alias(observed_column("licenses")),
        nw.when(found).then(nw.lit("weighbridge knowledge: hub_licenses")).alias(source_column("licenses")),
        nw.coalesce("__tag_reason", no_entry).alias(reason_column("licenses")),
    ).drop("__tag_spdx", "__tag_reason", "__entry", "__category", "__osi")


def _by_tag(like: Table) -> Table:
    entries = list(hub_licenses().values())
    return lookup_table(
        like,
        {
            _TAG: pl.Series([entry.tag for entry in entries], dtype=pl.String),
            "__tag_spdx": pl.Series([entry.spdx for entry in entries], dtype=pl.String),
            "__tag_reason": pl.Series([entry.reason for entry in entries], dtype=pl.String),
        },
    )


def _by_spdx(like: Table) -> Table:
    entries = [entry for entry in hub_licenses().values() if entry.spdx is not None]
    return lookup_table(
        like,
        {
            _SPDX: pl.Series([entry.spdx for entry in entries], dtype=pl.String),
            "__entry": pl.Series([True] * len(entries), dtype=pl.Boolean),
            "__category": pl.Series([entry.category for entry in entries], dtype=pl.String),
            "__osi": pl.Series([entry.osi_approved for entry in entries], dtype=pl.Boolean),
        },
    )
