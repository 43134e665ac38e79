"""The schema of a table of facts, made on demand from the dictionary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from weighbridge.facts import FACTS, READINGS, Fact, Origin, fact_columns
from weighbridge.facts.columns import BOOL, DATE, INTEGER, LIST, NUMBER, TEXT
from weighbridge.facts.given import Cell
from weighbridge.facts.readings import observed_column, reason_column, source_column

DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    BOOL: pl.Boolean,
    DATE: pl.Date,
    INTEGER: pl.Int64,
    LIST: pl.List(pl.String),
    NUMBER: pl.Float64,
    TEXT: pl.String,
}
HUB_READINGS = tuple(reading.id for reading in READINGS.values() if reading.page is not None)
"""The readings that a snapshot holds; the others are made by enrich from knowledge."""


def fact_schema(facts: Iterable[Fact]) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Return the columns of `facts` with their data types."""
    return {name: DTYPES[kind] for fact in facts for name, kind in fact_columns(fact).items()}


def snapshot_schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    """Return the columns that a snapshot must have: facts read from the Hub, and their readings."""
    schema = fact_schema(fact for fact in FACTS.values() if fact.origin is Origin.HUB)
    for reading in HUB_READINGS:
        schema[observed_column(reading)] = pl.Date
        schema[source_column(reading)] = pl.String
        schema[reason_column(reading)] = pl.String
    return schema


def frame_of(rows: Iterable[Mapping[str, Cell]], schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """Return rows as a frame with exactly the columns of `schema`; what a row does not name is null."""
    listed = list(rows)
    return pl.DataFrame(
        {name: pl.Series(name, [row.get(name) for row in listed], dtype=dtype) for name, dtype in schema.items()}
    )
