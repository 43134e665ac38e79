"""Whether a publisher stands on a list that binds the buyer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import narwhals as nw
import polars as pl

from weighbridge.enrich.native import Table, collected, lookup_table
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.knowledge.publishers import publishers
from weighbridge.sources.watchlists import Watchlist, matches

_LISTED, _COMPLETE = "provenance__listed", "provenance__listed__complete"
NO_LIST = "the policy names no watchlist"
NOT_ON = "not on "
"""How the source of a publisher begins that stands on no list."""


def with_listed(frame: Table, watchlists: Sequence[Watchlist]) -> Table:
    """Add provenance.listed from model.publisher: the names of the lists on which it stands.

    A namespace of the same organisation counts, and a list on which it stands goes before what is given. Null where no list
    is named or the model has no publisher. Complete where every party of the other lists has its namespace on record: that
    two names differ proves nothing. Adds the columns of the reading `watchlists`, which is as old as the oldest list.
    """
    observed, source, reason = (column("watchlists") for column in (observed_column, source_column, reason_column))
    if not watchlists:
        none = nw.lit(None, dtype=nw.String)
        return frame.with_columns(
            nw.lit(None, dtype=nw.Date).alias(observed), none.alias(source), nw.lit(NO_LIST).alias(reason)
        )
    frame = frame.join(_table(frame, watchlists), left_on="model__publisher", right_on="__namespace", how="left")
    found, hit = ~nw.col("__listed").is_null(), nw.col("__hit").fill_null(False)
    # What is given may settle what the lists leave open; nobody can say away that the publisher stands on one.
    given = ~nw.col(_LISTED).is_null() & ~hit
    oldest: date = min(one.day for one in watchlists)
    return frame.with_columns(
        nw.when(given).then(nw.col(_COMPLETE)).otherwise(nw.col("__all")).alias(_COMPLETE),
        nw.when(given).then(nw.col(_LISTED)).otherwise(nw.col("__listed")).alias(_LISTED),
        nw.when(found).then(nw.lit(oldest)).alias(observed),
        nw.col("__source").alias(source),
        nw.col("__reason").alias(reason),
    ).drop("__listed", "__hit", "__all", "__source", "__reason")


def _table(frame: Table, watchlists: Sequence[Watchlist]) -> Table:
    """Return what the lists say of each publisher in `frame`."""
    names = collected(frame.select(nw.col("model__publisher").alias("namespace")).unique())["namespace"]
    rows = [_row(namespace, watchlists) for namespace in sorted(names.drop_nulls())]
    return lookup_table(
        frame,
        {
            "__namespace": pl.Series([row[0] for row in rows], dtype=pl.String),
            "__listed": pl.Series([row[1] for row in rows], dtype=pl.List(pl.String)),
            "__hit": pl.Series([bool(row[1]) for row in rows], dtype=pl.Boolean),
            "__all": pl.Series([row[2] for row in rows], dtype=pl.Boolean),
            "__source": pl.Series([row[3] for row in rows], dtype=pl.String),
            "__reason": pl.Series([row[4] for row in rows], dtype=pl.String),
        },
    )


def _row(namespace: str, watchlists: Sequence[Watchlist]) -> tuple[str, list[str], bool, str, str | None]:
    entry = publishers().get(namespace)
    siblings = [one.namespace for one in publishers().values() if entry and one.organisation == entry.organisation]
    others = [one for one in siblings if one != namespace]
    found = matches(watchlists, [namespace, *others], [entry.name] if entry else [])
    by_name_only = {one.name: one.names_only for one in watchlists if one.names_only and one.name not in found}
    complete = not by_name_only
    said = "; ".join(found.values()) or f"{NOT_ON}{' or '.join(one.name for one in watchlists)}"
    reason = None
    if not complete:
        parties = ", ".join(f"{count} of {name}" for name, count in by_name_only.items())
        reason = (
            f"only their names could tell, and a name proves nothing: parties without a namespace on record: {parties}"
        )
    return namespace, sorted(found), complete, said, reason
