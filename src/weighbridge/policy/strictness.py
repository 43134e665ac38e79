"""Which of two conditions asks for more, as far as their form proves it.

`entails(a, b)` says that on no model, known or unknown in part, `a` comes out better than `b` (false < unknown < true).
All, any, not and at_least keep that order, so it is enough to compare their parts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from math import inf
from typing import Any, NamedTuple

from weighbridge.facts import FactType
from weighbridge.policy.conditions import All, AtLeast, Condition, Not, Test, tests_of
from weighbridge.policy.conditions import Any as AnyOf

MAX_PAIRS = 50_000
"""How many pairs of comparisons are looked at before two conditions just count as different."""


class Change(StrEnum):
    """What a change does: nothing that was refused may pass (stricter), the reverse (looser), or there is no saying."""

    SAME = "same"
    STRICTER = "stricter"
    LOOSER = "looser"
    CHANGED = "changed"


def condition_change(old: Condition | None, new: Condition | None) -> Change:
    """Return what replacing `old` by `new` does; None is no condition, which asks for nothing."""
    if old == new:
        return Change.SAME
    if old is None or new is None:
        return Change.STRICTER if old is None else Change.LOOSER
    if sum(1 for _ in tests_of(old)) * sum(1 for _ in tests_of(new)) > MAX_PAIRS:
        return Change.CHANGED
    return change_of(entails(new, old), entails(old, new))


def change_of(stricter: bool, looser: bool) -> Change:
    """Return the change that is at least as strict, at least as loose, both or neither."""
    if stricter and looser:
        return Change.SAME
    if stricter or looser:
        return Change.STRICTER if stricter else Change.LOOSER
    return Change.CHANGED


def entails(a: Condition, b: Condition) -> bool:
    """Return whether `a` is proved to be at most as true as `b` on every model."""
    return _Proof().entails(a, b)


class _Proof:
    """Looks at each pair of parts once, and reads each comparison once."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], bool] = {}
        self.readings: dict[int, list[Any]] = {}

    def entails(self, a: Condition, b: Condition) -> bool:
        key = (id(a), id(b))
        if key not in self.found:
            self.found[key] = a == b or self._by_form(a, b)
        return self.found[key]

    def _by_form(self, a: Condition, b: Condition) -> bool:
        if isinstance(a, Test) and isinstance(b, Test):
            return self._test_entails(a, b)
        if isinstance(a, Not) and isinstance(b, Not):
            return self.entails(b.part, a.part)
        # What splits into parts that must all be proved goes first: nothing is lost by it.
        if isinstance(b, All):
            return all(self.entails(a, part) for part in b.parts)
        if isinstance(a, AnyOf):
            return all(self.entails(part, b) for part in a.parts)
        if isinstance(a, AtLeast) and isinstance(b, AtLeast) and a.number >= b.number and self._paired(a, b):
            return True
        return (isinstance(a, All) and any(self.entails(part, b) for part in a.parts)) or (
            isinstance(b, AnyOf) and any(self.entails(a, part) for part in b.parts)
        )

    def _test_entails(self, a: Test, b: Test) -> bool:
        if a.fact != b.fact:
            return False
        pairs = zip(self._readings(a), self._readings(b), _FAMILIES, strict=True)
        return any(proof(left, right) for left, right, (_, proof) in pairs if left is not None and right is not None)

    def _readings(self, test: Test) -> list[Any]:
        if id(test) not in self.readings:
            self.readings[id(test)] = [read(test) for read, _ in _FAMILIES]
        return self.readings[id(test)]

    def _paired(self, a: AtLeast, b: AtLeast) -> bool:
        """Return whether each part of `a` has a part of its own in `b` that is at least as true."""
        left = list(b.parts)
        for part in a.parts:
            match = next((other for other in left if other == part), None)
            match = match or next((other for other in left if self.entails(part, other)), None)
            if match is None:
                return False
            left.remove(match)
        return True


class _Members(NamedTuple):
    """`in` or `not_in`, eq and ne too, with the values."""

    inside: bool
    values: frozenset[Any]


def _member_sets(test: Test) -> _Members | None:
    if test.fact.type is FactType.SET:
        return None
    match test.operator.name:
        case "eq" | "ne":
            return _Members(test.operator.name == "eq", frozenset([test.operand]))
        case "in" | "not_in":
            return _Members(test.operator.name == "in", frozenset(test.operand))
        case _:
            return None


def _members_entail(a: _Members, b: _Members) -> bool:
    match a.inside, b.inside:
        case True, True:
            return a.values <= b.values
        case False, False:
            return a.values >= b.values
        case True, False:
            return a.values.isdisjoint(b.values)
    return False


class _Range(NamedTuple):
    """Bounds with whether the bound itself is outside, ordered so that a larger tuple is a narrower bound.

    `whole` is false where only some values inside are meant: such a range narrows, but what lies in it proves nothing.
    """

    low: tuple[float, bool]
    high: tuple[float, bool]
    whole: bool = True


def _range(tests: tuple[tuple[str, Any], ...]) -> _Range | None:
    low, high = (-inf, False), (-inf, False)
    for name, value in tests:
        match name:
            case "eq":
                bounds = (value, False), (-value, False)
            case "lt" | "lte":
                bounds = (-inf, False), (-value, name == "lt")
            case "gt" | "gte":
                bounds = (value, name == "gt"), (-inf, False)
            case "between":
                bounds = (value[0], False), (-value[1], False)
            case _:
                return None
        low, high = max(low, bounds[0]), max(high, bounds[1])
    return _Range(low, high)


def _bounds(test: Test) -> _Range | None:
    if test.fact.type not in (FactType.NUMBER, FactType.INTEGER):
        return None
    if test.operator.name == "in":
        return _Range((min(test.operand), False), (-max(test.operand), False), whole=False)
    return _range(((test.operator.name, test.operand),))


def _range_entails(a: _Range, b: _Range) -> bool:
    return b.whole and a.low >= b.low and a.high >= b.high


def _counts(test: Test) -> _Range | None:
    return _range(test.operand) if test.operator.name == "count" else None


def _dates(test: Test) -> tuple[str, int] | None:
    """Return the direction and the limit, larger being narrower; days count back from the same day in both."""
    match test.operator.name:
        case "before" | "after":
            day: date = test.operand
            return test.operator.name, -day.toordinal() if test.operator.name == "before" else day.toordinal()
        case "within_days":
            return "within", -test.operand
        case "older_than_days":
            return "older", test.operand
    return None


def _dates_entail(a: tuple[str, int], b: tuple[str, int]) -> bool:
    return a[0] == b[0] and a[1] >= b[1]


def _words(test: Test) -> tuple[str, str] | None:
    name = test.operator.name
    return (name, test.operand) if name in ("starts_with", "ends_with", "contains") else None


def _words_entail(a: tuple[str, str], b: tuple[str, str]) -> bool:
    (how, longer), (wanted, shorter) = a, b
    if wanted == "contains":
        return shorter in longer
    if how != wanted:
        return False
    return longer.startswith(shorter) if how == "starts_with" else longer.endswith(shorter)


def _sets(test: Test) -> tuple[str, frozenset[str]] | None:
    match test.operator.name:
        case "has":
            return "has_all", frozenset([test.operand])
        case "has_any" | "has_all" | "has_none" | "subset_of":
            return test.operator.name, frozenset(test.operand)
        case "satisfies":
            return "satisfies", frozenset(name.casefold() for name in test.operand)
    return None


def _sets_entail(a: tuple[str, frozenset[str]], b: tuple[str, frozenset[str]]) -> bool:
    (how, left), (wanted, right) = a, b
    match how, wanted:
        case ("has_any", "has_any") | ("subset_of", "subset_of") | ("satisfies", "satisfies"):
            return left <= right
        case ("has_all", "has_all") | ("has_none", "has_none"):
            return left >= right
        case "has_all", "has_any":
            return not left.isdisjoint(right)
        case "has_any", "has_all":
            return len(left) == 1 and left == right
        case "subset_of", "has_none":
            return left.isdisjoint(right)
    return False


_FAMILIES: tuple[tuple[Callable[[Test], Any], Callable[[Any, Any], bool]], ...] = (
    (_member_sets, _members_entail),
    (_bounds, _range_entails),
    (_counts, _range_entails),
    (_dates, _dates_entail),
    (_words, _words_entail),
    (_sets, _sets_entail),
)
"""Operators that can be compared with each other: how each is read, and what proves that one asks for more."""
