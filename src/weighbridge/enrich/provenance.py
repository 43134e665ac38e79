"""Who publishes a model: country, bloc, kind, and whether the publisher trains base models."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from weighbridge.enrich.native import Table, lookup_table
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.knowledge.blocs import blocs
from weighbridge.knowledge.publishers import publishers, publishers_as_of

_FACTS = ("country", "kind", "trains_own", "verified")


def with_provenance(frame: Table) -> Table:
    """Add provenance.country, bloc, kind, trains_own and verified from model.publisher.

    Null where no table names the publisher or the tables disagree; the reading's reason says which. The bloc follows the
    country, a given one too; a country in no bloc stands for itself. Adds the columns of the reading `publisher`.
    """
    frame = frame.join(_publishers(frame), left_on="model__publisher", right_on="__namespace", how="left")
    known = ~nw.col("__found").is_null()
    frame = frame.with_columns(
        *(nw.coalesce(f"provenance__{name}", f"__{name}").alias(f"provenance__{name}") for name in _FACTS),
        nw.when(known).then(nw.lit(publishers_as_of())).alias(observed_column("publisher")),
        nw.col("__source").alias(source_column("publisher")),
        nw.coalesce("__reason", nw.when(~known).then(nw.lit("publisher is in no table"))).alias(
            reason_column("publisher")
        ),
    )
    frame = frame.join(_blocs(frame), left_on="provenance__country", right_on="__member", how="left")
    return frame.with_columns(
        nw.coalesce("provenance__bloc", "__country_bloc", "provenance__country", "__bloc").alias("provenance__bloc")
    ).drop("__found", "__source", "__reason", "__bloc", "__country_bloc", *(f"__{name}" for name in _FACTS))


def _publishers(like: Table) -> Table:
    entries = list(publishers().values())
    return lookup_table(
        like,
        {
            "__namespace": pl.Series([entry.namespace for entry in entries], dtype=pl.String),
            "__found": pl.Series([True] * len(entries), dtype=pl.Boolean),
            "__country": pl.Series([entry.country for entry in entries], dtype=pl.String),
            "__kind": pl.Series([entry.kind for entry in entries], dtype=pl.String),
            "__trains_own": pl.Series([entry.trains_own for entry in entries], dtype=pl.Boolean),
            "__verified": pl.Series([entry.verified for entry in entries], dtype=pl.Boolean),
            "__bloc": pl.Series([entry.bloc for entry in entries], dtype=pl.String),
            "__source": pl.Series([_source(entry.source) for entry in entries], dtype=pl.String),
            "__reason": pl.Series([entry.reason for entry in entries], dtype=pl.String),
        },
    )


def _source(tables: str) -> str:
    return f"weighbridge knowledge: publishers ({tables})" if tables else "weighbridge knowledge: publishers"


def _blocs(like: Table) -> Table:
    members = blocs()
    return lookup_table(
        like,
        {
            "__member": pl.Series(list(members), dtype=pl.String),
            "__country_bloc": pl.Series(list(members.values()), dtype=pl.String),
        },
    )
