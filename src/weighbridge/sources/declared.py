"""Candidates that were named, and described by hand, in the table: their rows, their role, their facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import polars as pl

from weighbridge.facts import Fact
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.frames import frame_of
from weighbridge.sources.record import Record
from weighbridge.sources.snapshot import Snapshot
from weighbridge.sources.statements import BASES, DECLARED, NO_EVIDENCE, Statement, stated_bases, with_statements


def with_declared(
    snapshot: Snapshot, candidates: Sequence[Candidate], own: Mapping[str, Fact] = MappingProxyType({})
) -> Snapshot:
    """Return the snapshot with the facts that candidates were given, as cells and as claims that explain them.

    A candidate that the table holds keeps its other facts; one that it does not hold, but that is described, gets a row of
    its own. What is given stands above what was read. `own` are facts beside the dictionary.
    """
    if not candidates:
        return snapshot
    described = [one for one in candidates if one.declared]
    known = set(snapshot.revisions([one.id for one in described])) if described else set()
    rows = _with_rows(snapshot, [one for one in described if one.id not in known])
    is_named = pl.col("model__id").is_in([one.id for one in candidates])
    is_pinned = pl.col("model__id").is_in([one.id for one in candidates if one.pinned])
    table = rows.table.with_columns(
        pl.when(is_named).then(pl.lit("candidate")).otherwise(pl.col("model__role")).alias("model__role"),
        pl.when(is_named).then(is_pinned).alias("model__pinned"),
    )
    return with_statements(replace(rows, table=table), [_statement(one) for one in described], own)


def declared_bases(candidates: Sequence[Candidate]) -> list[str]:
    """Return the base models that candidates are described to have."""
    return stated_bases(one.declared[BASES] for one in candidates if BASES in one.declared)


def _with_rows(snapshot: Snapshot, described: Sequence[Candidate]) -> Snapshot:
    if not described:
        return snapshot
    schema = dict(snapshot.table.collect_schema())
    rows = [Record(one.id, _commit(one)).row() | {"model__role": "candidate"} for one in described]
    return replace(snapshot, table=pl.concat([snapshot.table, frame_of(rows, schema).lazy()]))


def _commit(one: Candidate) -> dict[str, object]:
    return {"model.revision": one.revision} if one.pinned else {}


def _statement(one: Candidate) -> Statement:
    source = f"{one.evidence} ({one.place})" if one.evidence and one.place else one.evidence or NO_EVIDENCE
    return Statement(one.declared, DECLARED, source, model=one.id)
