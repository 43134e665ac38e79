"""Questions to a set that may be only partly known, as three-valued expressions.

An open set is a list and a `complete` flag; a closed set is one nullable bool per member. A member that is not listed is
absent only where the set is complete; otherwise the answer is null.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import narwhals as nw

from weighbridge.facts import Fact, FactType, column, complete_column, member_column

UNKNOWN = nw.lit(None, dtype=nw.Boolean)


class Bounds(NamedTuple):
    """How many members a set has at least and at most; `high` is null where there is no knowing."""

    low: nw.Expr
    high: nw.Expr


def decided(true: nw.Expr, false: nw.Expr) -> nw.Expr:
    """Return true where `true` holds, false where `false` holds, else null."""
    return nw.when(true).then(nw.lit(True)).otherwise(nw.when(false).then(nw.lit(False)))


def has(fact: Fact, member: str) -> nw.Expr:
    """Return whether `member` is in the set."""
    if fact.closed:
        return nw.col(member_column(fact.id, member))
    inside = nw.col(column(fact.id)).list.contains(member)
    return decided(inside, ~inside & nw.col(complete_column(fact.id)))


def subset_of(fact: Fact, allowed: Iterable[str]) -> nw.Expr:
    """Return whether every member is one of `allowed`."""
    wanted = sorted(set(allowed))
    if fact.closed:
        others = [~nw.col(member_column(fact.id, member)) for member in fact.members if member not in wanted]
        return nw.all_horizontal(*others, ignore_nulls=False) if others else nw.lit(True)
    outside = nw.col(column(fact.id)).list.len().cast(nw.Int64)
    for member in wanted:
        outside = outside - nw.col(column(fact.id)).list.contains(member).cast(nw.Int64)
    return decided((outside == 0) & nw.col(complete_column(fact.id)), outside > 0)


def count(fact: Fact) -> Bounds:
    """Return how many members the set has; both bounds are null where nothing of an open set is known."""
    if not fact.closed:
        length = nw.col(column(fact.id)).list.len().cast(nw.Int64)
        return Bounds(length, nw.when(nw.col(complete_column(fact.id))).then(length))
    low = nw.lit(0)
    high = nw.lit(0)
    for member in fact.members:
        cell = nw.col(member_column(fact.id, member))
        low = low + cell.fill_null(False).cast(nw.Int64)
        high = high + cell.fill_null(True).cast(nw.Int64)
    return Bounds(low, high)


def count_at_least(fact: Fact, number: int) -> nw.Expr:
    """Return whether the set has at least `number` members."""
    bounds = count(fact)
    return decided(bounds.low >= number, bounds.high < number)


def known(fact: Fact) -> nw.Expr:
    """Return whether a fact is known, of a set every member; never null."""
    if fact.type is not FactType.SET:
        return ~nw.col(column(fact.id)).is_null()
    if fact.closed:
        cells = [~nw.col(member_column(fact.id, member)).is_null() for member in fact.members]
        return nw.all_horizontal(*cells, ignore_nulls=False)
    return ~nw.col(column(fact.id)).is_null() & nw.col(complete_column(fact.id)).fill_null(False)
