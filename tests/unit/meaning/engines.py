"""The engines that a rule must mean the same on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import narwhals as nw
import polars as pl

from weighbridge.enrich.native import Table, collected
from weighbridge.judge.effects import Because, Verdict, gate_state
from weighbridge.judge.judged import SCOPE, judged_table
from weighbridge.policy import Policy
from weighbridge.rank import rank
from weighbridge.sources.snapshot import open_snapshot


@dataclass(frozen=True)
class Answers:
    """What one engine says of a table: the judged rows by id, and the order."""

    rows: dict[str, dict[str, Any]]
    order: list[str]


def _in_memory(table: Table) -> pl.DataFrame:
    rows: pl.DataFrame = table.to_native().collect(engine="in-memory")
    return rows


def _streaming(table: Table) -> pl.DataFrame:
    rows: pl.DataFrame = table.to_native().collect(engine="streaming")
    return rows


def _polars(frame: pl.DataFrame) -> Table:
    return nw.from_native(frame.lazy())


def _duckdb(frame: pl.DataFrame) -> Table:
    return nw.from_native(duckdb.from_arrow(frame.to_arrow())).lazy()


ENGINES: dict[str, tuple[Callable[[pl.DataFrame], Table], Callable[[Table], pl.DataFrame]]] = {
    "polars in memory": (_polars, _in_memory),
    "polars streaming": (_polars, _streaming),
    "duckdb": (_duckdb, collected),
}
"""How a table gets onto each engine, and how rows are asked of it."""


def judged_on(engine: str, frame: pl.DataFrame, policy: Policy, as_of: date) -> Answers:
    """Return `frame` judged by `policy` on one engine."""
    start, ask = ENGINES[engine]
    judged = judged_table(start(frame), policy, open_snapshot(), as_of)
    names = [name for name in judged.frame.collect_schema().names() if name not in frame.columns]
    rows = ask(judged.frame.select("model__id", *names))
    order = rank(replace(judged, frame=_polars(rows))).order["model__id"].to_list()
    return Answers({row["model__id"]: row for row in rows.iter_rows(named=True)}, order)


def as_judgement(policy: Policy, row: dict[str, Any]) -> dict[str, Any]:
    """Return a judged row in the words of the reference evaluator, but for the bounds of values."""
    states = {
        gate.id: str(gate_state(row[f"g{index:02}"], True if gate.when is None else row[f"w{index:02}"]))
        for index, gate in enumerate(policy.gates)
    }
    verdict = Verdict(row["verdict"])
    because = Because.EVIDENCE if row["because_evidence"] else Because.JUDGEMENT
    return {
        "scope": row[SCOPE],
        "states": states,
        "low": row["low"],
        "high": row["high"],
        "coverage": row["coverage"],
        "verdict": verdict.word,
        "because": str(because) if verdict is Verdict.REVIEW else None,
    }


def values(policy: Policy, row: dict[str, Any]) -> dict[str, tuple[float, float]]:
    """Return the bounds of each score rule and of each dimension that has some."""
    found = {rule.id: (row[f"v{index:02}_low"], row[f"v{index:02}_high"]) for index, rule in enumerate(policy.scores)}
    dimensions = {rule.dimension for rule in policy.scores}
    return found | {str(name): (row[f"{name}_low"], row[f"{name}_high"]) for name in dimensions}
