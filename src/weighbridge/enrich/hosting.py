"""Which engines run an architecture themselves, and whether the publisher's own code is needed."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import polars as pl

from weighbridge.enrich.native import Table, lookup_table
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.knowledge.engines import (
    engines_as_of,
    families_by_architecture,
    families_by_model_type,
    self_contained_families,
)

_ENGINES, _COMPLETE = "hosting__engines", "hosting__engines__complete"


def with_engines(frame: Table) -> Table:
    """Add hosting.engines, engine_families and needs_remote_code from model.architecture, else from model.type.

    By architecture the engines are all that are known of; by model type alone they are some, so the number is null.
    Remote code is not needed where an engine that brings everything itself runs the architecture, needed where the
    repository brings code and no engine knows the architecture, else unknown. Adds the columns of the reading `engines`.
    """
    frame = frame.join(
        _table(frame, "class", families_by_architecture()),
        left_on="model__architecture",
        right_on="__class",
        how="left",
    )
    frame = frame.join(
        _table(frame, "type", families_by_model_type()), left_on="model__type", right_on="__type", how="left"
    )
    named = ~nw.col("model__architecture").is_null()
    by_class, by_type = ~nw.col("__class_engines").is_null(), ~named & ~nw.col("__type_engines").is_null()
    given = ~nw.col(_ENGINES).is_null()
    found = by_class | by_type
    alone = nw.when(named).then("__class_alone").otherwise("__type_alone")
    needed = nw.when(named & ~by_class & nw.col("files__custom_code")).then(nw.lit(True))
    absent = nw.when(named & ~by_class).then(nw.lit("no engine in the table names this architecture"))
    return frame.with_columns(
        nw.when(given).then(nw.col(_COMPLETE)).otherwise(nw.when(found).then(by_class)).alias(_COMPLETE),
        nw.coalesce(_ENGINES, nw.when(named).then("__class_engines").otherwise("__type_engines")).alias(_ENGINES),
        nw.coalesce("hosting__engine_families", "__class_count").alias("hosting__engine_families"),
        nw.coalesce("hosting__needs_remote_code", nw.when(alone).then(nw.lit(False)).otherwise(needed)).alias(
            "hosting__needs_remote_code"
        ),
        nw.when(found).then(nw.lit(engines_as_of())).alias(observed_column("engines")),
        nw.when(found).then(nw.lit("weighbridge knowledge: engines")).alias(source_column("engines")),
        absent.alias(reason_column("engines")),
    ).drop(*(f"__{name}_{part}" for name in ("class", "type") for part in ("engines", "count", "alone")))


def _table(like: Table, name: str, families: Mapping[str, tuple[str, ...]]) -> Table:
    alone = self_contained_families()
    # Lists are split by the engine: building them from Python's takes ten times as long.
    joined = pl.Series([" ".join(listed) for listed in families.values()], dtype=pl.String)
    return lookup_table(
        like,
        {
            f"__{name}": pl.Series(list(families), dtype=pl.String),
            f"__{name}_engines": joined.str.split(" "),
            f"__{name}_count": pl.Series([len(listed) for listed in families.values()], dtype=pl.Int64),
            f"__{name}_alone": pl.Series(
                [not alone.isdisjoint(listed) for listed in families.values()], dtype=pl.Boolean
            ),
        },
    )
