"""The operators of conditions, one entry each: which facts they suit, what they take, how they read, what they compute."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, cast

import narwhals as nw

from weighbridge.facts import Fact, FactType, column, excludes_column
from weighbridge.facts.given import GivenError, day, scalar, shown
from weighbridge.policy import sets
from weighbridge.policy.sets import decided
from weighbridge.policy.spdx import canonical, is_expression, satisfies
from weighbridge.sources.freshness import cutoff
from weighbridge.strict.plain import plain

Operand = Any
"""What an operator takes, checked: a scalar of the fact's type, a tuple of them, a number of days, or count tests."""

MAX_OPERANDS = 5000
MAX_DAYS = 36_500


class Scope(Protocol):
    """What expressions need beside the columns."""

    @property
    def as_of(self) -> date:
        """The day that ages are counted from."""

    def values_of(self, fact: Fact) -> Sequence[str]:
        """Return the distinct values of a text fact in the table."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator; `phrase` completes "must …", with {} for the operand."""

    name: str
    suits: Callable[[Fact], bool]
    operand: Callable[[Fact, object], Operand]
    phrase: str
    expression: Callable[[Fact, Operand, Scope], nw.Expr]


def _is(*types: FactType) -> Callable[[Fact], bool]:
    return lambda fact: fact.type in types


_anything = _is(*FactType)
_scalar = _is(*(kind for kind in FactType if kind is not FactType.SET))
_ordered = _is(FactType.NUMBER, FactType.INTEGER)
_text = _is(FactType.TEXT)
_dates = _is(FactType.DATE)
_sets = _is(FactType.SET)


def _equal_operand(fact: Fact, value: object) -> Operand:
    return _several(fact, value, empty=True) if fact.type is FactType.SET else _comparable(fact, value)


def _comparable(fact: Fact, value: object) -> Any:  # noqa: ANN401
    """Return one value to compare with; a licence id with other capitals than SPDX's would match nothing, silently."""
    checked = scalar(fact, value)
    if fact.id in ("license.spdx", "lineage.licenses"):
        spelt = canonical(str(checked))
        if spelt != checked:
            raise GivenError(f"{shown(checked)} is not how SPDX writes it", f'write "{spelt}"')
    return checked


def _several(
    fact: Fact, value: object, *, empty: bool = False, each: Callable[[Fact, object], Any] | None = None
) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise GivenError(
            f"takes a list, not {shown(value)}",
            f"write [{plain(str(value), 60)}]" if isinstance(value, str | int) else "",
        )
    if not value and not empty:
        raise GivenError("the list is empty", "an empty list would let nothing or everything pass; leave the rule out")
    if len(value) > MAX_OPERANDS:
        raise GivenError(f"the list has {len(value)} entries; at most {MAX_OPERANDS} are read")
    return tuple(sorted({(each or _comparable)(fact, item) for item in value}))


def _licenses(fact: Fact, value: object) -> tuple[str, ...]:
    names = _several(fact, value, each=scalar)
    for name in names:
        if not is_expression(name):
            raise GivenError(f"{shown(name)} is not a licence expression")
        if {"and", "or"} & set(name.lower().replace("(", " ").replace(")", " ").split()):
            raise GivenError(f"{shown(name)} is several licences", "name them one by one; one of them is enough")
    return names


def _pair(fact: Fact, value: object) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != 2:
        raise GivenError(f"takes two values, not {shown(value)}", "write [lowest, highest]; both count as inside")
    low, high = cast("tuple[float, float]", (scalar(fact, value[0]), scalar(fact, value[1])))
    if low > high:
        raise GivenError(f"{low} is more than {high}", "write [lowest, highest]")
    return low, high


def _pattern(fact: Fact, value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > 200:
        raise GivenError(f"takes text of 1 to 200 characters, not {shown(value)}")
    return value


def _days(fact: Fact, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_DAYS:
        raise GivenError(f"takes a number of days from 0 to {MAX_DAYS}, not {shown(value)}")
    return value


def _truth(fact: Fact, value: object) -> bool:
    if not isinstance(value, bool):
        raise GivenError(f"takes true or false, not {shown(value)}")
    return value


_COUNTS = ("eq", "ne", "lt", "lte", "gt", "gte", "between")


def _count_operand(fact: Fact, value: object) -> tuple[tuple[str, Any], ...]:
    tests = value if isinstance(value, dict) else {"eq": value}
    if not tests:
        raise GivenError("takes a number or a comparison such as {gte: 1}")
    return tuple((name, _count_limit(name, number)) for name, number in tests.items())


def _count_limit(name: str, value: object) -> int | tuple[int, int]:
    if name not in _COUNTS:
        raise GivenError(f"{shown(name)} cannot compare a count", f"one of: {', '.join(_COUNTS)}")
    if name != "between":
        return _whole(value)
    if not isinstance(value, list) or len(value) != 2 or _whole(value[0]) > _whole(value[1]):
        raise GivenError("between takes [lowest, highest]")
    return _whole(value[0]), _whole(value[1])


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_OPERANDS:
        raise GivenError(f"takes whole numbers from 0 to {MAX_OPERANDS}, not {shown(value)}")
    return value


def _equal(fact: Fact, value: Operand, scope: Scope) -> nw.Expr:
    if fact.type is not FactType.SET:
        return _one_of(fact, (value,), scope)
    return _all(sets.has(fact, member) for member in value) & sets.subset_of(fact, value)


def _one_of(fact: Fact, values: tuple[Any, ...], scope: Scope) -> nw.Expr:
    cell = nw.col(column(fact.id))
    inside = cell == values[0] if len(values) == 1 else cell.is_in(list(values))
    if not fact.narrowed:
        return inside
    ruled_out = {member: nw.col(excludes_column(fact.id, member)).fill_null(False) for member in fact.members}
    must = _all(flag for member, flag in ruled_out.items() if member not in values)
    cannot = _all(flag for member, flag in ruled_out.items() if member in values)
    return nw.when(~cell.is_null()).then(inside).otherwise(decided(must & ~cannot, cannot))


def _all(parts: Iterable[nw.Expr]) -> nw.Expr:
    listed = list(parts)
    return nw.all_horizontal(*listed, ignore_nulls=False) if listed else nw.lit(True)


def _any(parts: Iterable[nw.Expr]) -> nw.Expr:
    return nw.any_horizontal(*parts, ignore_nulls=False)


def _known(fact: Fact, value: bool, scope: Scope) -> nw.Expr:
    return sets.known(fact) if value else ~sets.known(fact)


def wildcard(pattern: str) -> str:
    """Return the regular expression of a whole text: * is anything, ? any one character, the rest stands for itself."""
    # `^...$` would match before a final newline on Spark, which lets a hostile name pass.
    wild = {"*": ".*", "?": "."}
    body = "".join(wild.get(character) or re.escape(character) for character in pattern)
    return rf"(?s:\A{body}\z)"


def _like(fact: Fact, pattern: str, scope: Scope) -> nw.Expr:
    return nw.col(column(fact.id)).str.contains(wildcard(pattern))


def _count(fact: Fact, tests: tuple[tuple[str, Any], ...], scope: Scope) -> nw.Expr:
    return _all(_count_test(fact, name, number) for name, number in tests)


def _count_test(fact: Fact, name: str, number: Any) -> nw.Expr:  # noqa: ANN401
    def at_least(least: int) -> nw.Expr:
        return sets.count_at_least(fact, least)

    match name:
        case "gte":
            return at_least(number)
        case "gt":
            return at_least(number + 1)
        case "lte":
            return ~at_least(number + 1)
        case "lt":
            return ~at_least(number)
        case "between":
            return at_least(number[0]) & ~at_least(number[1] + 1)
    equal = at_least(number) & ~at_least(number + 1)
    return ~equal if name == "ne" else equal


def _satisfies(fact: Fact, allowed: tuple[str, ...], scope: Scope) -> nw.Expr:
    answers = {value: satisfies(value, allowed) for value in scope.values_of(fact)}
    cell = nw.col(column(fact.id))
    return decided(
        cell.is_in([value for value, answer in answers.items() if answer is True]),
        cell.is_in([value for value, answer in answers.items() if answer is False]),
    )


def _cell(fact: Fact) -> nw.Expr:
    return nw.col(column(fact.id))


def _days_before(scope: Scope, days: int) -> date:
    return cutoff(scope.as_of, days)


_ALL = (
    Operator("eq", _anything, _equal_operand, "be {}", _equal),
    Operator("ne", _anything, _equal_operand, "not be {}", lambda f, v, s: ~_equal(f, v, s)),
    Operator("in", _scalar, _several, "be one of {}", _one_of),
    Operator("not_in", _scalar, _several, "be none of {}", lambda f, v, s: ~_one_of(f, v, s)),
    Operator("known", _anything, _truth, "be known: {}", _known),
    Operator("lt", _ordered, scalar, "be below {}", lambda f, v, s: _cell(f) < v),
    Operator("lte", _ordered, scalar, "be at most {}", lambda f, v, s: _cell(f) <= v),
    Operator("gt", _ordered, scalar, "be above {}", lambda f, v, s: _cell(f) > v),
    Operator("gte", _ordered, scalar, "be at least {}", lambda f, v, s: _cell(f) >= v),
    Operator("between", _ordered, _pair, "be from {}", lambda f, v, s: (_cell(f) >= v[0]) & (_cell(f) <= v[1])),
    Operator("starts_with", _text, _pattern, "start with {}", lambda f, v, s: _cell(f).str.starts_with(v)),
    Operator("ends_with", _text, _pattern, "end with {}", lambda f, v, s: _cell(f).str.ends_with(v)),
    Operator("contains", _text, _pattern, "contain {}", lambda f, v, s: _cell(f).str.contains(v, literal=True)),
    Operator("like", _text, _pattern, "look like {}", _like),
    Operator("satisfies", _text, _licenses, "be met with {}", _satisfies),
    Operator("has", _sets, _comparable, "hold {}", lambda f, v, s: sets.has(f, v)),
    Operator("has_any", _sets, _several, "hold one of {}", lambda f, v, s: _any(sets.has(f, m) for m in v)),
    Operator("has_all", _sets, _several, "hold {}", lambda f, v, s: _all(sets.has(f, m) for m in v)),
    Operator("has_none", _sets, _several, "hold none of {}", lambda f, v, s: _all(~sets.has(f, m) for m in v)),
    Operator("subset_of", _sets, _several, "hold only {}", lambda f, v, s: sets.subset_of(f, v)),
    Operator("count", _sets, _count_operand, "have a count {}", _count),
    Operator("before", _dates, lambda f, v: day(v), "be before {}", lambda f, v, s: _cell(f) < nw.lit(v)),
    Operator("after", _dates, lambda f, v: day(v), "be after {}", lambda f, v, s: _cell(f) > nw.lit(v)),
    Operator("within_days", _dates, _days, "be within {} days", lambda f, v, s: _cell(f) >= nw.lit(_days_before(s, v))),
    Operator(
        "older_than_days", _dates, _days, "be older than {} days", lambda f, v, s: _cell(f) < nw.lit(_days_before(s, v))
    ),
)
OPERATORS: dict[str, Operator] = {operator.name: operator for operator in _ALL}


def suitable(fact: Fact) -> list[str]:
    """Return the names of the operators that suit `fact`."""
    return [operator.name for operator in _ALL if operator.suits(fact)]
