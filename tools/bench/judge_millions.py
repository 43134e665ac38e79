"""Ranks the made-up models of a Parquet file and prints the best hundred: `python -m tools.bench.judge_millions FILE`."""

from __future__ import annotations

import sys
from datetime import date

import narwhals as nw
import polars as pl

from tools.bench.millions import POLICY
from weighbridge.judge.judged import judged_table
from weighbridge.policy import load_policy
from weighbridge.rank import rank
from weighbridge.sources.snapshot import open_snapshot

if __name__ == "__main__":
    judged = judged_table(
        nw.from_native(pl.scan_parquet(sys.argv[1])), load_policy(POLICY), open_snapshot(), date(2026, 10, 1)
    )
    ranking = rank(judged, limit=100)
    print(ranking.summary, ranking.order)
