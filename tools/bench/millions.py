"""Writes a Parquet file of made-up models: `python -m tools.bench.millions ROWS FILE`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from weighbridge.facts import Fact, column, fact_columns
from weighbridge.policy import Policy, load_policy

ROWS = 2_500_000
POLICY = Path(__file__).parent / "millions-20.yaml"
FIRST_DAY = date(2022, 3, 2)
_MISSING = 10
"""One cell in so many is null."""

_COUNTRIES = ["US", "CN", "FR", "DE", "GB", "KR", "JP", "IL", "CA", "RU"]
_WORDS = {
    "model.task": ["text-generation"] * 6 + ["image-text-to-text", "feature-extraction", "text-to-speech"],
    "license.spdx": ["Apache-2.0"] * 5 + ["MIT", "MIT", "CC-BY-NC-4.0", "LicenseRef-llama3.1", "MIT OR Apache-2.0"],
    "provenance.country": _COUNTRIES,
    "docs.training_data": ["available", "named", "undisclosed"],
}
_LARGEST = {
    "size.parameters": 12,
    "size.context_tokens": 6,
    "adoption.downloads_30d": 7,
    "lineage.derivatives": 4,
    "hosting.engine_families": 1,
}
"""Of whole numbers, the power of ten that they stay below; their logarithms are spread evenly."""


def made_up(rows: int, policy: Policy) -> pl.LazyFrame:
    """Return a table with model.id and every column of the facts that `policy` reads; the same for the same `rows`."""
    number = pl.int_range(rows, dtype=pl.Int64).alias("number")
    names = pl.format("org{}/model-{}", pl.col("number") % 40_000, "number").alias("model__id")
    cells = [cell for index, fact in enumerate(policy.facts()) for cell in _cells(fact, 100 * (index + 1))]
    return pl.LazyFrame().select(number).select(names, *cells)


def _cells(fact: Fact, seed: int) -> list[pl.Expr]:
    if fact.id == "lineage.countries":
        lists = [[], *([one] for one in _COUNTRIES), ["CN", "US"], ["CN", "DE", "US"], ["CN", "RU"]]
        name, complete = fact_columns(fact)
        return [_with_gaps(_one_of(lists, seed), seed).alias(name), (_below(10, seed + 1) < 7).alias(complete)]
    if fact.id in _WORDS:
        cell = _one_of(_WORDS[fact.id], seed)
    elif fact.id in _LARGEST:
        cell = (10.0 ** (_share(seed) * _LARGEST[fact.id])).cast(pl.Int64)
    elif fact.id == "hosting.headroom":
        cell = _share(seed)
    elif fact.id == "model.created":
        cell = pl.lit(FIRST_DAY) + pl.duration(days=_below(1650, seed))
    else:
        names = fact_columns(fact)
        return [_with_gaps(_below(10, seed + at) < 7, seed + at).alias(name) for at, name in enumerate(names)]
    return [_with_gaps(cell, seed).alias(column(fact.id))]


def _below(number: int, seed: int) -> pl.Expr:
    return (pl.col("number").hash(seed) % number).cast(pl.Int64)


def _share(seed: int) -> pl.Expr:
    return _below(1_000_000, seed).cast(pl.Float64) / 1e6


def _one_of(values: Sequence[object], seed: int) -> pl.Expr:
    return pl.lit(pl.Series(values)).gather(_below(len(values), seed))


def _with_gaps(cell: pl.Expr, seed: int) -> pl.Expr:
    return pl.when(_below(_MISSING, seed + 50) > 0).then(cell)


if __name__ == "__main__":
    made_up(int(sys.argv[1]), load_policy(POLICY)).collect().write_parquet(sys.argv[2])
