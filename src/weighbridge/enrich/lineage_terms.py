"""What the terms of all ancestors leave of a model's own: the strictest of the chain counts."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from weighbridge.enrich.flow_down import flow_down
from weighbridge.enrich.native import Table, collected, lookup_table
from weighbridge.facts import FACTS, member_column

CONFLICT, GATE, PERMITS = "lineage.license_conflict", "lineage.gate_removed", "lineage.permits"
ASKING = ("auto", "manual")
"""The gates of the Hub at which one must ask before downloading."""
CHAIN = ("chain__ancestors", "chain__licenses", "chain__gates", "chain__multimodal")
"""Columns with the ancestors of a model, the nearest first, and what is known of each; "" and -1 are not known."""

_MEMBERS = FACTS["license.permits"].members
_FOUND = ("__conflict", "__removed")


def chains(frame: Table, lines: Table) -> Table:
    """Return one row for each model with ancestors: what follows from all their terms, and CHAIN.

    `frame` has licences and permissions of models and ancestors, `lines` child, ancestor, depth. The pairs are worked out
    at once, in Polars and apart from the rest: they are needed many times, and each time the plan behind them would run.
    """
    found = _by_child(_pairs(frame, lines)).sort("child").collect(engine="in-memory")
    return lookup_table(frame, {column.name: column for column in found.get_columns()})


def with_lineage_terms(frame: Table, chained: Table) -> Table:
    """Add lineage.license_conflict, gate_removed and permits from `chains`, and the columns of CHAIN.

    A conflict, or a removed gate, with one ancestor is enough; that there is none is known only where every ancestor could
    be read and none is unresolved. A gate is the Hub's (one must ask before downloading) or a licence's (a threshold).
    Permitted is what the model's licence and those of all ancestors permit. Where the bases are not known, or too old to
    count, nothing is.
    """
    frame = frame.join(chained, left_on="model__id", right_on="child", how="left")
    known = ~nw.col("lineage__base_models").is_null()
    names = [name for name in chained.collect_schema().names() if name != "child"]
    frame = frame.with_columns(nw.when(known).then(name).alias(name) for name in names)
    none = (nw.col("lineage__base_models").list.len() == 0) & nw.col("lineage__base_models__complete")
    whole = nw.col("lineage__complete").fill_null(False)
    cells = [
        nw.coalesce("lineage__license_conflict", _any("__conflict", none, whole)).alias("lineage__license_conflict"),
        nw.coalesce("lineage__gate_removed", _any("__removed", none, whole)).alias("lineage__gate_removed"),
        *(_permitted(member, none, whole) for member in _MEMBERS),
    ]
    return frame.with_columns(cells).drop(*(name for name in names if name not in CHAIN))


def _any(found: str, none: nw.Expr, whole: nw.Expr) -> nw.Expr:
    clear = none | (whole & ~nw.col(f"{found}_open"))
    return nw.when(nw.col(found).fill_null(False)).then(nw.lit(True)).otherwise(nw.when(clear).then(nw.lit(False)))


def _permitted(member: str, none: nw.Expr, whole: nw.Expr) -> nw.Expr:
    """Return one permission of the chain: false where one says so, true where all say so."""
    own, name = nw.col(member_column("license.permits", member)), member_column(PERMITS, member)
    denied = ~own | nw.col(f"__denied_{member}")
    given = own & (none | (whole & ~nw.col(f"__denied_{member}_open")))
    derived = (
        nw.when(denied.fill_null(False))
        .then(nw.lit(False))
        .otherwise(nw.when(given.fill_null(False)).then(nw.lit(True)))
    )
    return nw.coalesce(name, derived).alias(name)


def _pairs(frame: Table, lines: Table) -> pl.LazyFrame:
    """Return one row for each model and ancestor, with what follows from their licences and gates; null is unresolved."""
    permits = {f"__of_{member}": nw.col(member_column("license.permits", member)) for member in _MEMBERS}
    above = frame.select(
        nw.col("model__id").alias("ancestor"),
        nw.col("license__spdx").alias("__base"),
        nw.col("model__gated").alias("__base_gate"),
        nw.col("model__multimodal").alias("__base_takes"),
        **permits,
    )
    below = frame.select(
        nw.col("model__id").alias("child"),
        nw.col("license__spdx").alias("__derived"),
        nw.col("model__gated").alias("__gate"),
    )
    joined = collected(lines.join(above, on="ancestor", how="left").join(below, on="child", how="inner"))
    pairs = joined.join(_outcomes(joined), on=["__base", "__derived"], how="left", nulls_equal=True)
    asked, open_ = pl.col("__base_gate").is_in(ASKING), pl.col("__gate") == "open"
    return pairs.lazy().with_columns(
        ((asked & open_) | pl.col("__hidden")).alias("__removed"),
        *((~pl.col(f"__of_{member}")).alias(f"__denied_{member}") for member in _MEMBERS),
    )


def _outcomes(joined: pl.DataFrame) -> pl.DataFrame:
    """Return what follows from each pair of licences."""
    distinct = joined.select("__base", "__derived").unique()
    found = [flow_down(base, derived) for base, derived in distinct.iter_rows()]
    return distinct.with_columns(
        pl.Series("__conflict", [one.conflict.value for one in found], dtype=pl.Boolean),
        pl.Series("__hidden", [one.gate.value for one in found], dtype=pl.Boolean),
    )


def _by_child(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """Return per model whether an ancestor says so, whether one leaves it open, and the columns of CHAIN."""
    found = (*_FOUND, *(f"__denied_{member}" for member in _MEMBERS))
    order = ["depth", "ancestor"]
    cells = {
        "chain__ancestors": pl.col("ancestor"),
        "chain__licenses": pl.col("__base").fill_null(""),
        "chain__gates": pl.col("__base_gate").fill_null(""),
        "chain__multimodal": pl.col("__base_takes").cast(pl.Int64).fill_null(-1),
    }
    return pairs.group_by("child").agg(
        *(pl.col(name).fill_null(False).any() for name in found),
        *(pl.col(name).is_null().any().alias(f"{name}_open") for name in found),
        *(cell.sort_by(order).alias(name) for name, cell in cells.items()),
    )
