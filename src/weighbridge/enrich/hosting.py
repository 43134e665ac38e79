"""Which engines run an architecture themselves, and whether the publisher's own code is needed."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from weighbridge.enrich.native import Table, collected, lookup_table
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.knowledge.engines import (
    engines_as_of,
    families_by_architecture,
    families_by_model_type,
    self_contained_families,
)

_ENGINES, _COMPLETE = "hosting__engines", "hosting__engines__complete"


def with_engines(frame: Table) -> Table:
    """Add hosting.engines, engine_families and needs_remote_code from model.architecture and model.type.

    Engines go by one or the other, so both lists count; only where both are stated and the architecture is in the table
    are they all that are known of, and their number with them. Remote code is not needed where an engine that brings
    everything itself runs it, needed where the repository brings code and no engine knows it, else unknown. Adds the
    columns of the reading `engines`.
    """
    named, typed = nw.col("model__architecture"), nw.col("model__type")
    frame = frame.with_columns(named.fill_null("").alias("__class"), typed.fill_null("").alias("__type"))
    frame = frame.join(_table(frame), on=["__class", "__type"], how="left")
    given, found = ~nw.col(_ENGINES).is_null(), ~nw.col("__engines").is_null()
    needed = nw.when(~named.is_null() & ~found & nw.col("files__custom_code")).then(nw.lit(True))
    absent = nw.when(~found & (~named.is_null() | ~typed.is_null())).then(nw.lit("no engine in the table runs it"))
    return frame.with_columns(
        nw.when(given).then(nw.col(_COMPLETE)).otherwise(nw.col("__all")).alias(_COMPLETE),
        nw.coalesce(_ENGINES, "__engines").alias(_ENGINES),
        nw.coalesce("hosting__engine_families", "__count").alias("hosting__engine_families"),
        nw.coalesce(
            "hosting__needs_remote_code", nw.when(nw.col("__alone")).then(nw.lit(False)).otherwise(needed)
        ).alias("hosting__needs_remote_code"),
        nw.when(found).then(nw.lit(engines_as_of())).alias(observed_column("engines")),
        nw.when(found).then(_source(named, typed)).alias(source_column("engines")),
        absent.alias(reason_column("engines")),
    ).drop("__class", "__type", "__engines", "__all", "__count", "__alone")


def _source(named: nw.Expr, typed: nw.Expr) -> nw.Expr:
    """Return by which words of the config the engines were looked up."""
    return nw.concat_str(
        nw.lit("weighbridge knowledge: engines; "),
        nw.when(named.is_null()).then(nw.lit("")).otherwise(nw.concat_str(nw.lit("architecture "), named, nw.lit(" "))),
        nw.when(typed.is_null()).then(nw.lit("")).otherwise(nw.concat_str(nw.lit("model type "), typed)),
        ignore_nulls=True,
    )


def _table(frame: Table) -> Table:
    """Return what is known of each pair of architecture and type in `frame`, where engines run it."""
    by_class, by_type, alone = families_by_architecture(), families_by_model_type(), self_contained_families()
    pairs = collected(frame.select("__class", "__type").unique()).sort("__class", "__type")
    known = [
        (name, kind, sorted({*by_class.get(name, ()), *by_type.get(kind, ())}), name in by_class and bool(kind))
        for name, kind in pairs.iter_rows()
        if name in by_class or kind in by_type
    ]
    return lookup_table(
        frame,
        {
            "__class": pl.Series([row[0] for row in known], dtype=pl.String),
            "__type": pl.Series([row[1] for row in known], dtype=pl.String),
            "__engines": pl.Series([row[2] for row in known], dtype=pl.List(pl.String)),
            "__all": pl.Series([row[3] for row in known], dtype=pl.Boolean),
            "__count": pl.Series([len(row[2]) if row[3] else None for row in known], dtype=pl.Int64),
            "__alone": pl.Series([not alone.isdisjoint(row[2]) for row in known], dtype=pl.Boolean),
        },
    )
