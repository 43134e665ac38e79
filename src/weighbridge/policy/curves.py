"""Score rules' values: from facts to a number from 0 to 1, or to the interval that it must be in.

Anchors are written in the policy, so a model's value never depends on the other candidates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple, assert_never

import narwhals as nw

from weighbridge.facts import Fact, column, excludes_column
from weighbridge.policy import sets
from weighbridge.policy.conditions import Condition
from weighbridge.policy.expressions import TableScope, expression


@dataclass(frozen=True, slots=True)
class Curve:
    """0 at `worst`, 1 at `best`, straight between them; on `log`, straight in ln(1+x)."""

    fact: Fact
    worst: float
    best: float
    log: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    """Straight between the points (x, value), and level beyond them; x rises."""

    fact: Fact
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Map:
    """A value for each text; a known text that is not listed counts 0."""

    fact: Fact
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """The fraction of `members` that are in the set; `lists` names those that they were taken from, `beside` are others."""

    fact: Fact
    members: tuple[str, ...]
    lists: tuple[str, ...] = field(default=(), compare=False)
    beside: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """1 where the condition is true, 0 where it is false."""

    condition: Condition


Form = Curve | Steps | Map | Share | Flag


class Interval(NamedTuple):
    """The lowest and the highest value that the known facts allow; never null."""

    low: nw.Expr
    high: nw.Expr


def interval(form: Form, scope: TableScope) -> Interval:
    """Return the value of a score rule as Float64 expressions within [0, 1]."""
    match form:
        case Curve():
            return Interval(_curve(form, 0.0), _curve(form, 1.0))
        case Steps(_, points):
            values = [value for _, value in points]
            return Interval(_steps(form, min(values)), _steps(form, max(values)))
        case Map():
            return _map(form)
        case Share(fact, members):
            return _mean([_truth(sets.has(fact, member)) for member in members])
        case Flag(condition):
            return _truth(expression(condition, scope))
        case _:
            assert_never(form)


def within(when: nw.Expr, then: Interval, otherwise: float) -> Interval:
    """Return `then` where `when` holds, `otherwise` where it does not, and both where that is unknown."""
    other = nw.lit(otherwise)
    low = nw.when(when).then(then.low).otherwise(nw.when(~when).then(other).otherwise(_least(then.low, other)))
    high = nw.when(when).then(then.high).otherwise(nw.when(~when).then(other).otherwise(_most(then.high, other)))
    return Interval(low, high)


def _least(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    return nw.when(a < b).then(a).otherwise(b)


def _most(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    return nw.when(a > b).then(a).otherwise(b)


def _curve(form: Curve, unknown: float) -> nw.Expr:
    cell = nw.col(column(form.fact.id)).cast(nw.Float64)
    worst, best = form.worst, form.best
    low, high = min(worst, best), max(worst, best)
    at_low, at_high = (0.0, 1.0) if worst < best else (1.0, 0.0)
    inside = (cell > low) & (cell < high)
    x = cell
    if form.log:
        worst, best = math.log(1 + worst), math.log(1 + best)
        # ln(1+x) has no value below -1; both ends are written below, exactly.
        x = (nw.when(inside).then(cell).otherwise(nw.lit(low)) + 1.0).log()
    straight = (x - worst) / (best - worst)
    beyond = nw.when(cell >= high).then(nw.lit(at_high)).otherwise(nw.lit(unknown))
    return nw.when(inside).then(straight).otherwise(nw.when(cell <= low).then(nw.lit(at_low)).otherwise(beyond))


def _steps(form: Steps, unknown: float) -> nw.Expr:
    x = nw.col(column(form.fact.id)).cast(nw.Float64)
    (first_x, first), (last_x, last) = form.points[0], form.points[-1]
    value: nw.Expr = nw.when(x >= last_x).then(nw.lit(last)).otherwise(nw.lit(unknown))
    for (left, start), (right, end) in zip(form.points[-2::-1], form.points[:0:-1], strict=True):
        between = start + (x - left) / (right - left) * (end - start)
        value = nw.when((x >= left) & (x < right)).then(between).otherwise(value)
    return nw.when(x < first_x).then(nw.lit(first)).otherwise(value)


def _map(form: Map) -> Interval:
    cell = nw.col(column(form.fact.id))

    def value(unknown: nw.Expr) -> nw.Expr:
        found: nw.Expr = nw.when(~cell.is_null()).then(nw.lit(0.0)).otherwise(unknown)
        for text, number in form.values:
            found = nw.when(cell == text).then(nw.lit(number)).otherwise(found)
        return found

    scores = dict(form.values)
    if not form.fact.members:
        return Interval(value(nw.lit(0.0)), value(nw.lit(max(scores.values()))))
    possible = {member: scores.get(member, 0.0) for member in form.fact.members}
    if not form.fact.narrowed:
        return Interval(value(nw.lit(min(possible.values()))), value(nw.lit(max(possible.values()))))
    ruled_out = {member: nw.col(excludes_column(form.fact.id, member)).fill_null(False) for member in possible}
    # From the best member down: the highest value is that of the first one that is not ruled out; the lowest likewise.
    by_value = sorted(possible, key=lambda member: possible[member])
    low, high = nw.lit(possible[by_value[-1]]), nw.lit(possible[by_value[0]])
    for member in by_value[::-1]:
        low = nw.when(ruled_out[member]).then(low).otherwise(nw.lit(possible[member]))
    for member in by_value:
        high = nw.when(ruled_out[member]).then(high).otherwise(nw.lit(possible[member]))
    return Interval(value(low), value(high))


def _truth(answer: nw.Expr) -> Interval:
    return Interval(
        nw.when(answer).then(nw.lit(1.0)).otherwise(nw.lit(0.0)),
        nw.when(~answer).then(nw.lit(0.0)).otherwise(nw.lit(1.0)),
    )


def _mean(parts: list[Interval]) -> Interval:
    low, high = nw.lit(0.0), nw.lit(0.0)
    for part in parts:
        low, high = low + part.low, high + part.high
    return Interval(low / float(len(parts)), high / float(len(parts)))
