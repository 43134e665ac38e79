"""The order in which facts are derived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw

from weighbridge.buyer import Context
from weighbridge.enrich import (
    buyer_rights,
    hosting,
    license_identity,
    lineage,
    lineage_terms,
    openness,
    openness_class,
    provenance,
    watchlists,
)
from weighbridge.enrich.native import Table, collected, empty_columns
from weighbridge.facts import FACTS, Fact, FactType, column, fact_columns, with_inputs
from weighbridge.sources.frames import fact_schema, snapshot_schema
from weighbridge.sources.snapshot import Snapshot
from weighbridge.sources.watchlists import Watchlist

_ALWAYS = tuple(
    FACTS[name] for name in ("model.id", "model.revision", "model.multimodal", "model.gated", "license.spdx")
)
"""What explanations read beside the facts that they are about."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A table with every fact of the dictionary, for one buyer on one day."""

    frame: Table
    snapshot: Snapshot
    context: Context
    as_of: date

    def candidates(self, ids: Iterable[str] | None = None) -> Facts:
        """Return the rows to be judged: those of `ids`, or of all models that are not there as ancestors only."""
        if ids is None:
            role = nw.col("model__role")
            return replace(self, frame=self.frame.filter(role.is_null() | (role == "candidate")))
        return replace(self, frame=self.frame.filter(nw.col("model__id").is_in(list(ids))))

    def kept(self, facts: Iterable[Fact]) -> Facts:
        """Return the rows computed once and held in memory, with `facts`, what they follow from, and the readings.

        Judging, ranking and explaining each go over the rows; this is worth it unless there are millions of them.
        """
        wanted = {name for fact in with_inputs([*_ALWAYS, *facts]) for name in fact_columns(fact)}
        others = {name for fact in FACTS.values() for name in fact_columns(fact)} - wanted
        return replace(self, frame=nw.from_native(collected(self.frame.drop(*others)).lazy()))


def enrich(snapshot: Snapshot, context: Context, as_of: date, lists: Sequence[Watchlist] = ()) -> Facts:
    """Return the snapshot's rows with every fact of the dictionary; what cannot be derived is null.

    `lists` are the buyer's watchlists.
    """
    frame: Table = nw.from_native(snapshot.table)
    lines: Table = nw.from_native(snapshot.lineage)
    return Facts(derived(frame, lines, context, lists), snapshot, context, as_of)


def derived(frame: Table, lines: Table, context: Context, lists: Sequence[Watchlist] = ()) -> Table:
    """Return `frame` with every fact column, on the engine that it is on; `lines` has child, ancestor, depth."""
    frame = empty_columns(frame, snapshot_schema() | fact_schema(FACTS.values()))
    frame = frame.with_columns(_sound())
    # First, since it reads distinct values: after joins, all of them would run for that.
    frame = license_identity.with_license_identity(frame)
    frame = buyer_rights.with_multimodality(frame)
    frame = buyer_rights.with_buyer_rights(frame, context)
    chained = lineage_terms.chains(frame, lines)
    frame = hosting.with_engines(frame)
    frame = watchlists.with_listed(frame, lists)
    frame = provenance.with_provenance(frame)
    frame = lineage.with_lineage(frame, lines)
    frame = lineage_terms.with_lineage_terms(frame, chained)
    frame = openness.with_openness(frame)
    return openness_class.with_framework(frame)


def _sound() -> list[nw.Expr]:
    """Null every number that is not finite or out of its bounds, and every text that is blank or not in its vocabulary.

    NaN >= 1 is true on every engine, and `not_in` would be true of a word that does not exist.
    """
    cells: list[nw.Expr] = []
    for fact in FACTS.values():
        cell = nw.col(column(fact.id))
        match fact.type:
            case FactType.NUMBER:
                sound = (cell >= fact.low) & (cell <= fact.high) & cell.is_finite()
            case FactType.INTEGER:
                sound = (cell >= fact.low) & (cell <= fact.high)
            case FactType.TEXT:
                sound = cell.is_in(list(fact.members)) if fact.members else cell.str.strip_chars() != ""
            case _:
                continue
        cells.append(nw.when(sound).then(cell).alias(column(fact.id)))
    return cells
