"""The few things that narwhals cannot say, one branch per tested engine: Polars and DuckDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

Table = nw.LazyFrame[Any]


def lookup_table(like: Table, columns: Mapping[str, pl.Series]) -> Table:
    """Return a small table on the engine of `like`, to be joined with it."""
    return _wrapped(like, pl.DataFrame(dict(columns)))


def empty_columns(frame: Table, schema: Mapping[str, Any]) -> Table:
    """Return `frame` with the columns of `schema` (Polars data types) that it lacks, all null."""
    held = set(frame.collect_schema().names())
    dtypes = nw.from_native(pl.DataFrame(schema=dict(schema))).schema
    return frame.with_columns(
        nw.lit(None, dtype=dtype).alias(name) for name, dtype in dtypes.items() if name not in held
    )


def sets_by_group(frame: Table, key: str, columns: Sequence[str]) -> Table:
    """Return one row per value of `key`: each of `columns` as its sorted, distinct, null-free list, and beside it
    `<column>__complete`, false where a null was among the values.
    """
    if frame.implementation.is_polars():
        native: pl.LazyFrame = frame.to_native()
        lists = [pl.col(name).drop_nulls().unique().sort() for name in columns]
        flags = [(pl.col(name).null_count() == 0).alias(f"{name}__complete") for name in columns]
        grouped: Table = nw.from_native(native.group_by(key).agg(*lists, *flags))
        return grouped
    relation = frame.to_native()
    parts = [f'"{key}"']
    for name in columns:
        parts.append(
            f"""list_sort(list_distinct(coalesce(list("{name}") FILTER ("{name}" IS NOT NULL), []))) AS "{name}" """
        )
        parts.append(f"""count("{name}") = count(*) AS "{name}__complete" """)
    aggregated: Table = nw.from_native(relation.aggregate(", ".join(parts), f'"{key}"')).lazy()
    return aggregated


def collected(frame: Table, *, streaming: bool = False) -> pl.DataFrame:
    """Return the rows of `frame` as a Polars table.

    Streaming is for tables that may have millions of rows; on small ones Polars is twice as fast without it.
    """
    engine = {"engine": "streaming" if streaming else "in-memory"} if frame.implementation.is_polars() else {}
    rows: pl.DataFrame = frame.collect(backend="polars", **engine).to_native()
    return rows


def _wrapped(like: Table, frame: pl.DataFrame) -> Table:
    if like.implementation.is_polars():
        return nw.from_native(frame.lazy())
    import duckdb  # noqa: PLC0415 - an engine for tests; not a run-time package

    return nw.from_native(duckdb.from_arrow(frame.to_arrow())).lazy()
