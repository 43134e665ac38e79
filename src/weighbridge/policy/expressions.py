"""Conditions as narwhals expressions: true, false, or null where the facts do not say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

import narwhals as nw

from weighbridge.facts import Fact
from weighbridge.policy.conditions import All, Any, AtLeast, Condition, Not, Test
from weighbridge.policy.sets import decided


@dataclass(frozen=True, slots=True)
class TableScope:
    """What expressions over one table need: the day, and the distinct values of its text facts."""

    as_of: date
    distinct: Callable[[Fact], Sequence[str]]

    def values_of(self, fact: Fact) -> Sequence[str]:
        """Return the distinct values of a text fact in the table."""
        return self.distinct(fact)


def expression(condition: Condition, scope: TableScope) -> nw.Expr:
    """Return `condition` as one nullable bool expression; Kleene logic throughout."""
    match condition:
        case Test(fact, operator, operand):
            return operator.expression(fact, operand, scope)
        case All(parts):
            return nw.all_horizontal(*(expression(part, scope) for part in parts), ignore_nulls=False)
        case Any(parts):
            return nw.any_horizontal(*(expression(part, scope) for part in parts), ignore_nulls=False)
        case Not(part):
            return ~expression(part, scope)
        case AtLeast(number, parts):
            return _at_least(number, [expression(part, scope) for part in parts])
        case _:
            assert_never(condition)


def _at_least(number: int, parts: Sequence[nw.Expr]) -> nw.Expr:
    true = nw.lit(0)
    possible = nw.lit(0)
    for part in parts:
        true = true + part.fill_null(False).cast(nw.Int64)
        possible = possible + part.fill_null(True).cast(nw.Int64)
    return decided(true >= number, possible < number)
