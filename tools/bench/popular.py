"""Prints the ids of the most downloaded candidates of the bundled reference: `python -m tools.bench.popular 20`."""

from __future__ import annotations

import sys

import polars as pl

from weighbridge.sources.snapshot import open_snapshot


def popular(number: int) -> list[str]:
    """Return the ids of the candidates with the most downloads, those of equal downloads by id."""
    candidates = open_snapshot().table.filter(pl.col("model__role") == "candidate")
    order = candidates.sort("adoption__downloads_30d", "model__id", descending=[True, False], nulls_last=True)
    return order.head(number).select("model__id").collect()["model__id"].to_list()


if __name__ == "__main__":
    print("\n".join(popular(int(sys.argv[1]))))
