"""Facts given by hand, put into the table before anything is derived from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import polars as pl

from weighbridge.facts import FACTS, column, fact_columns
from weighbridge.facts.given import Cell, given_cells
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.closure import ancestors, sound_edges
from weighbridge.sources.frames import DTYPES, frame_of, snapshot_schema
from weighbridge.sources.record import Claim, Record
from weighbridge.sources.snapshot import LINEAGE_SCHEMA, Snapshot

DECLARED = "declared"
_BASES = "lineage.base_models"
NO_EVIDENCE = "declared without evidence"


def with_declared(snapshot: Snapshot, candidates: Sequence[Candidate]) -> Snapshot:
    """Return the snapshot with the facts that candidates were given, as cells and as claims that explain them.

    A candidate that the table holds keeps its other facts; one that it does not hold, but that has facts, gets a row of
    its own. What is given stands above what was read.
    """
    described = [one for one in candidates if one.declared]
    pinned = [one.id for one in candidates if one.pinned]
    named = [one.id for one in candidates]
    if not named:
        return snapshot
    known = set(snapshot.revisions([one.id for one in described])) if described else set()
    table = _widened(snapshot.table, described)
    table = table.with_columns(_overrides([one for one in described if one.id in known]))
    table = _with_rows(table, [one for one in described if one.id not in known])
    lines = _with_bases(snapshot.lineage, described)
    is_named = pl.col("model__id").is_in(named)
    table = table.with_columns(
        pl.when(is_named).then(pl.lit("candidate")).otherwise(pl.col("model__role")).alias("model__role"),
        pl.when(is_named).then(pl.col("model__id").is_in(pinned)).alias("model__pinned"),
    )
    explained = snapshot.with_claims(table, [claim for one in described for claim in _claims(one)])
    return replace(explained, lineage=lines)


def declared_bases(candidates: Sequence[Candidate]) -> list[str]:
    """Return the base models that candidates are described to have."""
    cells = [given_cells(FACTS[_BASES], one.declared[_BASES]) for one in candidates if _BASES in one.declared]
    return sorted({base for cell in cells for base in cast("list[str]", cell.get(column(_BASES), []))})


def with_given_row(snapshot: Snapshot, model_id: str, given: dict[str, object]) -> Snapshot:
    """Return a snapshot of one model of which nothing is known but what is given: the subject of a policy test."""
    schema = snapshot_schema()
    empty = pl.DataFrame(schema=schema).lazy()
    one = Candidate(model_id, None, given)
    table = _with_rows(_widened(empty, [one]), [one])
    return snapshot.with_claims(table, list(_claims(one)))


def _with_bases(lineage: pl.LazyFrame, described: Sequence[Candidate]) -> pl.LazyFrame:
    """Return the lines of ancestors with the bases that candidates are described to have instead of those read."""
    changed = [one for one in described if _BASES in one.declared]
    if not changed:
        return lineage
    read = lineage.filter(pl.col("depth") == 1).select("child", "ancestor").collect()
    edges: dict[str, list[str]] = {}
    for child, base in read.iter_rows():
        edges.setdefault(child, []).append(base)
    edges |= {one.id: declared_bases([one]) for one in changed}
    return pl.LazyFrame(ancestors(sound_edges(edges)[0]), LINEAGE_SCHEMA, orient="row")


def _widened(table: pl.LazyFrame, described: Sequence[Candidate]) -> pl.LazyFrame:
    """Add the columns of given facts that a snapshot does not hold, empty."""
    held = set(table.collect_schema())
    missing = {
        name: DTYPES[kind]
        for fact_id in sorted({fact_id for one in described for fact_id in one.declared})
        for name, kind in fact_columns(FACTS[fact_id]).items()
        if name not in held
    }
    return table.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in missing.items())


def _cells(one: Candidate) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for fact_id, value in one.declared.items():
        cells |= given_cells(FACTS[fact_id], value)
    return cells


def _overrides(described: Sequence[Candidate]) -> list[pl.Expr]:
    by_column: dict[str, dict[str, Cell]] = {}
    for one in described:
        for name, cell in _cells(one).items():
            by_column.setdefault(name, {})[one.id] = cell
    expressions = []
    for name, cells in by_column.items():
        value = pl.col(name)
        for model_id, cell in cells.items():
            value = pl.when(pl.col("model__id") == model_id).then(pl.lit(cell)).otherwise(value)
        expressions.append(value.alias(name))
    return expressions


def _with_rows(table: pl.LazyFrame, described: Sequence[Candidate]) -> pl.LazyFrame:
    if not described:
        return table
    schema = dict(table.collect_schema())
    rows = [Record(one.id, one.declared | _commit(one)).row() | {"model__role": "candidate"} for one in described]
    return pl.concat([table, frame_of(rows, schema).lazy()])


def _commit(one: Candidate) -> dict[str, object]:
    return {"model.revision": one.revision} if one.pinned else {}


def _claims(one: Candidate) -> list[Claim]:
    return [
        Claim(
            id=one.id,
            fact=fact_id,
            value=str(value),
            reading=DECLARED,
            source=f"{one.evidence} ({one.place})" if one.evidence and one.place else one.evidence or NO_EVIDENCE,
        )
        for fact_id, value in one.declared.items()
    ]
