"""Facts that are too old for the policy, made unknown before anything is derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache

import polars as pl

from weighbridge.facts import FACTS, READINGS, Fact, fact_columns, with_inputs
from weighbridge.facts.readings import observed_column
from weighbridge.sources.snapshot import Snapshot


def max_age_days(fact: Fact, max_age: Mapping[str, int]) -> int | None:
    """Return the age in days past which `fact` is unknown; its own entry goes before that of its namespace.

    An entry for a derived fact counts for all that it follows from: the strictest one. None where it never is too old: no
    entry, or read from files at a commit, which do not change.
    """
    return _ages(tuple(sorted(max_age.items()))).get(fact.id)


@lru_cache(maxsize=8)
def _ages(max_age: tuple[tuple[str, int], ...]) -> dict[str, int]:
    entries = dict(max_age)
    stated = {fact.id: entries.get(fact.id, entries.get(fact.namespace)) for fact in FACTS.values()}
    ages: dict[str, int] = {}
    for name, days in stated.items():
        for source in with_inputs([FACTS[name]]) if days is not None else ():
            if days is not None and READINGS[source.reading].ages:
                ages[source.id] = min(days, ages.get(source.id, days))
    return ages


def cutoff(as_of: date, days: int) -> date:
    """Return the day `days` before `as_of`; the first day there is where that would be earlier."""
    return date.fromordinal(max(1, as_of.toordinal() - days))


def without_stale(snapshot: Snapshot, max_age: Mapping[str, int], as_of: date) -> Snapshot:
    """Return the snapshot with every fact null that is older than the policy allows, or of unknown date.

    A fact that a claim dates counts from the claim's day, every other one from the day of its reading.
    """
    cells: list[pl.Expr] = []
    held = set(snapshot.table.collect_schema())
    for fact in FACTS.values() if max_age else ():
        days = max_age_days(fact, max_age)
        columns = [name for name in fact_columns(fact) if name in held]
        if days is not None and columns:
            fresh = _fresh(snapshot, fact, cutoff(as_of, days))
            cells.extend(pl.when(fresh).then(pl.col(name)).alias(name) for name in columns)
    return replace(snapshot, table=snapshot.table.with_columns(cells)) if cells else snapshot


def _fresh(snapshot: Snapshot, fact: Fact, oldest: date) -> pl.Expr:
    claims = snapshot.claims.filter(pl.col("fact") == fact.id)
    claimed = claims["id"].unique().to_list()
    young = claims.filter(pl.col("observed") >= oldest)["id"].unique().to_list()
    read = pl.col(observed_column(fact.reading)) >= oldest
    if not claimed:
        return read
    return pl.when(pl.col("model__id").is_in(claimed)).then(pl.col("model__id").is_in(young)).otherwise(read)
