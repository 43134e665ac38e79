"""Reads every column of a Parquet file and does no more: `python -m tools.bench.scan_millions FILE`."""

from __future__ import annotations

import sys

import polars as pl


def read_fully(name: str, dtype: pl.DataType) -> pl.Expr:
    """Return a number that cannot be told without decoding the whole column."""
    match dtype:
        case pl.String():
            return pl.col(name).str.len_bytes().sum()
        case pl.List():
            return pl.col(name).list.len().sum()
        case pl.Date():
            return pl.col(name).max().cast(pl.Int32)
        case _:
            return pl.col(name).sum()


if __name__ == "__main__":
    frame = pl.scan_parquet(sys.argv[1])
    print(frame.select(read_fully(name, dtype) for name, dtype in frame.collect_schema().items()).collect())
