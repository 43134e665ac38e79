"""Evidence taken away: a fact, one member of a set, or what was read before anything is derived."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from weighbridge.facts import Fact, FactType, column, complete_column, fact_columns, member_column

MEMBERS = 2
"""How many members of an open set are taken away, one at a time, the first ones of the list."""

Cells = dict[str, pl.Expr]


def removals(facts: list[Fact]) -> Iterator[tuple[str, list[pl.Expr]]]:
    """Yield what is taken away from every row at once, in words and as columns: less evidence, and never other evidence."""
    for fact in facts:
        yield fact.id, [pl.lit(None).cast(_dtype(name, fact)).alias(name) for name in fact_columns(fact)]
        if fact.closed:
            for member in fact.members:
                name = member_column(fact.id, member)
                yield f"{fact.id} {member}", [pl.lit(None, dtype=pl.Boolean).alias(name)]
        elif fact.type is FactType.SET:
            yield f"whether {fact.id} is complete", [_incomplete(fact)]
            for index in range(MEMBERS):
                yield f"member {index} of {fact.id}", [_without(fact, index), _incomplete(fact)]


def _dtype(name: str, fact: Fact) -> pl.DataType | type[pl.DataType]:
    if name.endswith("__complete") or "__excludes__" in name or fact.closed:
        return pl.Boolean
    return {
        FactType.TEXT: pl.String,
        FactType.NUMBER: pl.Float64,
        FactType.INTEGER: pl.Int64,
        FactType.BOOL: pl.Boolean,
        FactType.DATE: pl.Date,
        FactType.SET: pl.List(pl.String),
    }[fact.type]


def _incomplete(fact: Fact) -> pl.Expr:
    name = complete_column(fact.id)
    return pl.when(pl.col(name).is_not_null()).then(pl.lit(False)).alias(name)


def _without(fact: Fact, index: int) -> pl.Expr:
    listed = pl.col(column(fact.id))
    return pl.concat_list(listed.list.head(index), listed.list.slice(index + 1)).alias(column(fact.id))


def learnt(fact: Fact, before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """Return the models of which `after` says something of `fact` that `before` does not say; both sorted alike."""
    both = pl.DataFrame({"model": before["model__id"]})
    for name in fact_columns(fact):
        both = both.with_columns(before[name].alias(f"{name} before"), after[name].alias(f"{name} after"))
    return both.filter(_says_more(fact))["model"].to_list()


def _says_more(fact: Fact) -> pl.Expr:
    if fact.type is FactType.SET and not fact.closed:
        then, now = (pl.col(f"{column(fact.id)} {when}") for when in ("before", "after"))
        whole_then, whole_now = (
            pl.col(f"{complete_column(fact.id)} {when}").fill_null(False) for when in ("before", "after")
        )
        more = now.list.set_difference(pl.coalesce(then, pl.lit([], dtype=pl.List(pl.String)))).list.len() > 0
        return more.fill_null(False) | (whole_now & (~whole_then | then.ne_missing(now)))
    cells = [(pl.col(f"{name} before"), pl.col(f"{name} after")) for name in fact_columns(fact)]
    flags = cells[1:] if fact.narrowed else []
    more = [now.is_not_null() & now.ne_missing(then) for then, now in (cells[:1] if fact.narrowed else cells)]
    more += [now.fill_null(False) & ~then.fill_null(False) for then, now in flags]
    return pl.any_horizontal(more)
