"""Where a model comes from: what is known of all its ancestors, and whether that is all."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from weighbridge.enrich.native import Table, collected, lookup_table, sets_by_group
from weighbridge.knowledge.publishers import is_own_family, publishers_with_families

_BASES, _COMPLETE = "lineage__base_models", "lineage__base_models__complete"
_SETS = {
    "roots": "__root",
    "licenses": "license__spdx",
    "publishers": "model__publisher",
    "countries": "provenance__country",
}


def with_lineage(frame: Table, lines: Table) -> Table:
    """Add lineage.relation and base_models of originals, then roots, licenses, publishers, countries, depth, complete,
    official and family over all ancestors.

    `lines` has child, ancestor, depth. `original` is derived only where the model was read to declare no base, the
    publisher trains models of its own, and the name says that this is one of them; otherwise it is not known. A set is
    complete only where every ancestor could be read and has that fact; what is given is kept.
    """
    frame = _with_originals(frame)
    above = _ancestors(frame, lines)
    frame = frame.join(above, left_on="model__id", right_on="child", how="left")
    # Bases that are too old to count are null; then what was above them counts no more.
    known = ~nw.col(_BASES).is_null()
    frame = frame.with_columns(
        nw.when(known).then(name).alias(name) for name in above.collect_schema() if name != "child"
    )
    none = (nw.col(_BASES).list.len() == 0) & nw.col(_COMPLETE)
    # Lines that lack a base that is named do not show the whole line.
    read = nw.col(_COMPLETE) & nw.col("__all_read") & (nw.col("__bases") == nw.col(_BASES).list.len())
    frame = frame.with_columns(
        nw.coalesce("lineage__complete", nw.when(none).then(nw.lit(True)).otherwise(read)).alias("lineage__complete"),
        nw.coalesce("lineage__depth", nw.when(none).then(nw.lit(0)).otherwise(nw.when(read).then("__depth")))
        .cast(nw.Int64)
        .alias("lineage__depth"),
    )
    for name, source in _SETS.items():
        frame = _with_set(frame, f"lineage__{name}", f"__set_{source}", none)
    return _with_root_facts(frame, none).drop(
        "__all_read",
        "__bases",
        "__depth",
        "__first_root",
        "__first_publisher",
        *(f"__set_{name}{end}" for name in _SETS.values() for end in ("", "__complete")),
    )


def _with_originals(frame: Table) -> Table:
    said_none = ~nw.col("lineage__declares_base").fill_null(True)
    no_base = nw.col("lineage__relation").is_null() & nw.col(_BASES).is_null() & said_none
    raw = frame.filter(no_base & nw.col("model__publisher").is_in(publishers_with_families()))
    names = collected(raw.select("model__publisher", "model__name").unique())
    own = [row for row in names.drop_nulls().sort("model__publisher", "model__name").iter_rows() if is_own_family(*row)]
    originals = lookup_table(
        frame,
        {
            "__own_publisher": pl.Series([row[0] for row in own], dtype=pl.String),
            "__own_name": pl.Series([row[1] for row in own], dtype=pl.String),
            "__own": pl.Series([True] * len(own), dtype=pl.Boolean),
        },
    )
    frame = frame.join(
        originals, left_on=["model__publisher", "model__name"], right_on=["__own_publisher", "__own_name"], how="left"
    )
    relation = nw.coalesce(
        "lineage__relation",
        nw.when(no_base & nw.col("provenance__trains_own") & nw.col("__own")).then(nw.lit("original")),
    )
    frame = frame.with_columns(relation.alias("lineage__relation"))
    original = (nw.col("lineage__relation") == "original") & nw.col(_BASES).is_null()
    no_bases = lookup_table(
        frame,
        {
            "__original": pl.Series([True], dtype=pl.Boolean),
            "__no_bases": pl.Series([[]], dtype=pl.List(pl.String)),
        },
    )
    frame = frame.with_columns(nw.when(original).then(nw.lit(True)).alias("__is_original"))
    frame = frame.join(no_bases, left_on="__is_original", right_on="__original", how="left")
    return frame.with_columns(
        nw.coalesce(_BASES, "__no_bases").alias(_BASES),
        nw.when(original).then(nw.lit(True)).otherwise(nw.col(_COMPLETE)).alias(_COMPLETE),
    ).drop("__own", "__is_original", "__no_bases")


def _ancestors(frame: Table, lines: Table) -> Table:
    """Return per child the sets over its ancestors, whether all could be read, and the longest way up."""
    none = (nw.col(_BASES).list.len() == 0) & nw.col(_COMPLETE)
    facts = frame.select(
        nw.col("model__id").alias("ancestor"),
        nw.col("license__spdx"),
        nw.col("provenance__country"),
        nw.col("model__publisher"),
        nw.col(_COMPLETE).fill_null(False).alias("__read"),
        nw.when(none).then(nw.lit(True)).alias("__is_root"),
    )
    joined = lines.join(facts, on="ancestor", how="left")
    # A root counts by its id; an ancestor with bases of its own is none; one of which that is not known leaves a gap.
    roots = joined.filter(nw.col("__is_root") | ~nw.col("__read").fill_null(False)).with_columns(
        nw.when(nw.col("__is_root")).then("ancestor").alias("__root"),
        nw.when(nw.col("__is_root")).then("model__publisher").alias("__root_publisher"),
    )
    columns = [name for name in _SETS.values() if name != "__root"]
    sets = sets_by_group(joined, "child", columns)
    root_sets = sets_by_group(roots, "child", ["__root"])
    reach = joined.group_by("child").agg(
        nw.col("__read").fill_null(False).cast(nw.Int64).min().alias("__read_min"),
        (nw.col("depth") == 1).cast(nw.Int64).sum().alias("__bases"),
        nw.col("depth").max().alias("__depth"),
    )
    reach = reach.with_columns((nw.col("__read_min") == 1).alias("__all_read")).drop("__read_min")
    first = roots.group_by("child").agg(
        nw.col("__root").min().alias("__first_root"), nw.col("__root_publisher").min().alias("__first_publisher")
    )
    together = sets.join(root_sets, on="child", how="left").join(reach, on="child", how="left")
    together = together.join(first, on="child", how="left")
    renamed = [
        nw.col(f"{name}{end}").alias(f"__set_{name}{end}") for name in _SETS.values() for end in ("", "__complete")
    ]
    return together.select("child", "__all_read", "__bases", "__depth", "__first_root", "__first_publisher", *renamed)


def _with_set(frame: Table, target: str, source: str, none: nw.Expr) -> Table:
    """Write one set over the ancestors: empty for an original, else what is known and whether that is all."""
    given = ~nw.col(target).is_null()
    complete = (
        nw.when(none)
        .then(nw.lit(True))
        .otherwise(
            nw.when(~nw.col(source).is_null()).then(
                nw.col(f"{source}__complete") & nw.col("lineage__complete").fill_null(False)
            )
        )
    )
    return frame.with_columns(
        nw.when(given).then(nw.col(f"{target}__complete")).otherwise(complete).alias(f"{target}__complete"),
        nw.coalesce(target, nw.when(none).then(nw.col(_BASES)).otherwise(nw.col(source))).alias(target),
    )


def _with_root_facts(frame: Table, none: nw.Expr) -> Table:
    whole = nw.col("lineage__roots__complete")
    count = nw.col("lineage__roots").list.len()
    # The one root of a list of one; `list.get(0)` raises on the empty lists of other rows.
    only_root = nw.when(whole & (count == 1)).then("__first_root")
    root_publisher = nw.when(whole & (count == 1)).then("__first_publisher")
    own = root_publisher == nw.col("model__publisher")
    return frame.with_columns(
        nw.coalesce("lineage__official", nw.when(none).then(nw.lit(True)).otherwise(own)).alias("lineage__official"),
        nw.coalesce("lineage__family", nw.when(none).then("model__id").otherwise(only_root)).alias("lineage__family"),
    )
