"""A second meaning of a policy: plain Python over one model, written from POLICY.md and SCORING.md alone.

It shares no code with policy/, judge/ or rank/. A policy is what the YAML says, as plain data. A row maps fact ids to
values: a scalar or None; an open set as (members, complete) or None; a closed set as {member: True, False or None}; a
narrowed text as (value or None, members that it is known not to be).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from weighbridge.facts import FACTS

DIMENSIONS = ("hosting", "governance", "adaptation", "vendor_lock")
VERDICTS = ("fit", "review", "unfit")
MICRO = 1_000_000
Row = Mapping[str, Any]
Truth = bool | None


@dataclass(frozen=True)
class Judgement:
    """What a policy says of one model; scores in millionths, None where the policy has no score rule."""

    scope: Truth
    states: dict[str, str]
    values: dict[str, tuple[float, float]]
    dimensions: dict[str, tuple[float, float]]
    low: int | None
    high: int | None
    coverage: int | None
    verdict: str
    because: str | None


def evaluate(policy: Mapping[str, Any], row: Row, as_of: date) -> Judgement:
    """Return what `policy` says of one model on one day."""
    reader = _Reader(row, policy.get("lists", {}), as_of)
    scope = reader.truth(policy["candidates"]["require"]) if "candidates" in policy else True
    decide = policy.get("decide", {})
    states: dict[str, str] = {}
    worst, evidence = 0, scope is None
    for gate in _rules(policy, "gates"):
        state = states[gate["id"]] = _state(gate, reader)
        effect = _effect(gate.get("action", "block"), gate.get("unknown", decide.get("unknown", "review")), state)
        if any(gate["id"] in one["rules"] and _names(one, row["model.id"]) for one in policy.get("waivers", [])):
            effect = 0
        worst = max(worst, effect)
        evidence = evidence or (effect == 1 and state == "unknown")
    values = {rule["id"]: _value(rule, reader) for rule in _rules(policy, "scores")}
    dimensions = {
        name: tuple(
            _fold(
                (values[rule["id"]][bound], rule["weight"] / sum(other["weight"] for other in rules)) for rule in rules
            )
            for bound in (0, 1)
        )
        for name in DIMENSIONS
        if (rules := policy.get(name, {}).get("scores"))
    }
    totals = _totals(policy, dimensions)
    limits = [(totals, decide.get("minimum_score"))] if dimensions else []
    limits += [(dimensions[name], floor) for name, floor in decide.get("floors", {}).items() if name in dimensions]
    for (low, high), points in limits:
        if points is not None and _micro(high) < _micro(points / 100):
            worst = 2
        elif points is not None and _micro(low) < _micro(points / 100):
            worst, evidence = max(worst, 1), True
    worst = max(worst, 1) if scope is None else worst
    low, high = (_micro(bound) for bound in totals) if dimensions else (None, None)
    coverage = MICRO - (high - low) if dimensions else None
    because = ("evidence" if evidence else "judgement") if worst == 1 else None
    return Judgement(scope, states, values, dimensions, low, high, coverage, VERDICTS[worst], because)


def order(judgements: Mapping[str, Judgement]) -> list[str]:
    """Return the ids in order: verdict, then low, then high, then id; those out of scope are not ranked."""
    ranked = {name: one for name, one in judgements.items() if one.scope is not False}
    return sorted(
        ranked,
        key=lambda name: (
            VERDICTS.index(ranked[name].verdict),
            -(ranked[name].low or 0),
            -(ranked[name].high or 0),
            name,
        ),
    )


def _rules(policy: Mapping[str, Any], kind: str) -> Iterable[Mapping[str, Any]]:
    return [rule for name in DIMENSIONS for rule in policy.get(name, {}).get(kind, [])]


def _state(gate: Mapping[str, Any], reader: _Reader) -> str:
    applies = reader.truth(gate["when"]) if "when" in gate else True
    if applies is False:
        return "not_applicable"
    answer = reader.truth(gate["require"]) if applies else None
    return {True: "pass", False: "fail", None: "unknown"}[answer]


def _effect(action: str, unknown: str, state: str) -> int:
    """Return 2 for unfit, 1 for review, 0 for a warning or nothing."""
    table = {
        ("block", "fail"): 2,
        ("review", "fail"): 1,
        ("block", "unknown"): {"review": 1, "fail": 2, "warn": 0}[unknown],
        ("review", "unknown"): {"review": 1, "fail": 1, "warn": 0}[unknown],
    }
    return table.get((action, state), 0)


def _names(waiver: Mapping[str, Any], model: str) -> bool:
    return any(_like(model, pattern) for pattern in waiver["models"])


def _totals(policy: Mapping[str, Any], dimensions: Mapping[str, tuple[float, ...]]) -> tuple[float, float]:
    written = policy.get("weights")
    weights = {}
    for name in dimensions:
        entry = 1 if written is None else written.get(name, 0)
        weights[name] = entry["value"] if isinstance(entry, dict) else entry
    whole = sum(weights.values())
    low, high = (_fold((dimensions[name][bound], weights[name] / whole) for name in dimensions) for bound in (0, 1))
    return low, high


def _fold(parts: Iterable[tuple[float, float]]) -> float:
    total = 0.0
    for value, weight in parts:
        total = total + value * weight
    return total


def _micro(value: float) -> int:
    """Round half up as on paper, where 124.5 is never 124.4999999999."""
    return math.floor(round(value * MICRO, 6) + 0.5)


def _every(answers: Iterable[Truth]) -> Truth:
    listed = list(answers)
    return False if False in listed else None if None in listed else True


def _some(answers: Iterable[Truth]) -> Truth:
    return _opposite(_every(_opposite(answer) for answer in answers))


def _opposite(answer: Truth) -> Truth:
    return None if answer is None else not answer


def _if_all_agree(answers: Iterable[bool]) -> Truth:
    """Return what every possibility says, None where they differ."""
    found = set(answers)
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class _Reader:
    row: Row
    lists: Mapping[str, Sequence[Any]]
    as_of: date

    def truth(self, condition: Mapping[str, Any]) -> Truth:
        return _every(self._entry(key, value) for key, value in condition.items())

    def _entry(self, key: str, value: Any) -> Truth:
        match key:
            case "all":
                return _every(self.truth(part) for part in value)
            case "any":
                return _some(self.truth(part) for part in value)
            case "not":
                return _opposite(self.truth(value))
            case "at_least":
                answers = [self.truth(part) for part in value["of"]]
                true, unknown = answers.count(True), answers.count(None)
                return True if true >= value["n"] else None if true + unknown >= value["n"] else False
        if not isinstance(value, dict):
            value = {"in" if isinstance(self.named(value), list) else "eq": value}
        return _every(self._test(key, operator, self.named(operand)) for operator, operand in value.items())

    def named(self, value: Any) -> Any:
        """Return what stands for `$name`, also inside a list."""
        if isinstance(value, list):
            return [one for item in value for one in (self.named(item) if _is_name(item) else [item])]
        return list(self.lists[value[1:]]) if _is_name(value) else value

    def _test(self, fact: str, operator: str, operand: Any) -> Truth:
        cell = self.row[fact]
        if operator == "known":
            return is_known(cell) is operand
        if cell is None:
            return None
        if FACTS[fact].type == "set":
            return _SETS[operator](cell, operand)
        if operator in ("within_days", "older_than_days"):
            return (cell < self.as_of - timedelta(days=operand)) is (operator == "older_than_days")
        if isinstance(cell, date):
            operand = _days(operand)
        if isinstance(cell, tuple) and operator in ("eq", "ne", "in", "not_in"):
            return _if_all_agree(_SCALARS[operator](text, operand) for text in possible(fact, cell))
        text = cell[0] if isinstance(cell, tuple) else cell
        if text is None:
            return None
        return satisfied(text, operand) if operator == "satisfies" else _SCALARS[operator](text, operand)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("$")


def is_known(cell: Any) -> bool:
    """Return whether all of a fact is known."""
    if isinstance(cell, dict):
        return None not in cell.values()
    if isinstance(cell, tuple) and isinstance(cell[0], str | None):
        return cell[0] is not None
    return cell[1] if isinstance(cell, tuple) else cell is not None


def possible(fact: str, cell: Any) -> list[str | None]:
    """Return what a text may be; None stands for any text that nobody listed."""
    value, excluded = cell if isinstance(cell, tuple) else (cell, set())
    if value is not None:
        return [value]
    return [member for member in FACTS[fact].members if member not in excluded] or [None]


def _days(operand: Any) -> Any:
    return [date.fromisoformat(one) for one in operand] if isinstance(operand, list) else date.fromisoformat(operand)


def _like(value: str, pattern: str) -> bool:
    """Match without regular expressions: by which places of `value` the pattern so far can end at."""
    ends = {0}
    for sign in pattern:
        if sign == "*":
            ends = set(range(min(ends), len(value) + 1)) if ends else ends
        else:
            ends = {end + 1 for end in ends if end < len(value) and sign in ("?", value[end])}
    return len(value) in ends


_SCALARS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda cell, operand: cell == operand,
    "ne": lambda cell, operand: cell != operand,
    "in": lambda cell, operand: cell in operand,
    "not_in": lambda cell, operand: cell not in operand,
    "lt": lambda cell, operand: cell < operand,
    "lte": lambda cell, operand: cell <= operand,
    "gt": lambda cell, operand: cell > operand,
    "gte": lambda cell, operand: cell >= operand,
    "between": lambda cell, operand: operand[0] <= cell <= operand[1],
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "contains": lambda cell, operand: operand in cell,
    "like": _like,
    "before": lambda cell, operand: cell < operand,
    "after": lambda cell, operand: cell > operand,
}


def _has(cell: Any, member: str) -> Truth:
    if isinstance(cell, dict):
        return cell[member]
    members, complete = cell
    return True if member in members else False if complete else None


def _subset(cell: Any, allowed: Sequence[str]) -> Truth:
    if isinstance(cell, dict):
        return _every(_opposite(has) for member, has in cell.items() if member not in allowed)
    members, complete = cell
    return (True if complete else None) if members <= set(allowed) else False


def _equals(cell: Any, operand: Sequence[str]) -> Truth:
    return _every([*(_has(cell, member) for member in operand), _subset(cell, operand)])


def _count(cell: Any, operand: Any) -> Truth:
    tests = operand if isinstance(operand, dict) else {"eq": operand}
    if isinstance(cell, dict):
        low, high = list(cell.values()).count(True), len(cell) - list(cell.values()).count(False)
    else:
        low, high = len(cell[0]), len(cell[0]) if cell[1] else math.inf
    return _every(
        _if_all_agree(_SCALARS[name](number, limit) for number in _numbers(low, high, limit))
        for name, limit in tests.items()
    )


def _numbers(low: int, high: float, limit: Any) -> set[float]:
    """Return the numbers from low to high at which an answer can turn: both ends, and those beside a limit."""
    beside = {one + step for one in (limit if isinstance(limit, list) else [limit]) for step in (-1, 0, 1)}
    return {low, high} | {number for number in beside if low <= number <= high}


_SETS: dict[str, Callable[[Any, Any], Truth]] = {
    "eq": _equals,
    "ne": lambda cell, operand: _opposite(_equals(cell, operand)),
    "has": _has,
    "has_any": lambda cell, operand: _some(_has(cell, member) for member in operand),
    "has_all": lambda cell, operand: _every(_has(cell, member) for member in operand),
    "has_none": lambda cell, operand: _every(_opposite(_has(cell, member)) for member in operand),
    "subset_of": _subset,
    "count": _count,
}


def satisfied(expression: str, allowed: Iterable[str]) -> Truth:
    """Return whether an SPDX expression can be met with licences of `allowed`; None where it is no expression.

    OR needs one side, AND both and binds tighter, WITH makes a licence of its own; capitals do not matter.
    """
    names = {" ".join(name.lower().split()) for name in allowed}
    words = re.findall(r"[()]|[^\s()]+", expression.lower())

    def either() -> bool:
        answer = both()
        while words and words[0] == "or":
            words.pop(0)
            answer = both() or answer
        return answer

    def both() -> bool:
        answer = one()
        while words and words[0] == "and":
            words.pop(0)
            answer = one() and answer
        return answer

    def one() -> bool:
        if words[0] == "(":
            words.pop(0)
            answer = either()
            if words.pop(0) != ")":
                raise ValueError
            return answer
        name = words.pop(0)
        if words and words[0] == "with":
            words.pop(0)
            name = f"{name} with {words.pop(0)}"
        if {*name.split(" with ")} & {"and", "or", "with", "(", ")"}:
            raise ValueError
        return name in names

    try:
        answer = either()
    except (IndexError, ValueError):
        return None
    return None if words else answer


def _value(rule: Mapping[str, Any], reader: _Reader) -> tuple[float, float]:
    form = next(name for name in _FORMS if name in rule)
    low, high = _FORMS[form](rule[form], reader)
    if "when" not in rule:
        return low, high
    applies, other = reader.truth(rule["when"]), float(rule["otherwise"])
    if applies is None:
        return min(low, other), max(high, other)
    return (low, high) if applies else (other, other)


def _curve(curve: Mapping[str, Any], reader: _Reader) -> tuple[float, float]:
    x = reader.row[curve["fact"]]
    if x is None:
        return 0.0, 1.0
    worst, best = curve["worst"], curve["best"]
    x = min(max(x, min(worst, best)), max(worst, best))
    if curve.get("scale") == "log":
        x, worst, best = math.log(1 + x), math.log(1 + worst), math.log(1 + best)
    value = (x - worst) / (best - worst)
    return value, value


def _steps(steps: Mapping[str, Any], reader: _Reader) -> tuple[float, float]:
    x, points = reader.row[steps["fact"]], steps["points"]
    if x is None:
        values = [value for _, value in points]
        return float(min(values)), float(max(values))
    if x <= points[0][0]:
        return points[0][1], points[0][1]
    for (left, start), (right, end) in pairwise(points):
        if x <= right:
            value = start + (x - left) / (right - left) * (end - start)
            return value, value
    return points[-1][1], points[-1][1]


def _map(entry: Mapping[str, Any], reader: _Reader) -> tuple[float, float]:
    listed = entry["values"]
    texts = possible(entry["fact"], reader.row[entry["fact"]])
    if None in texts:
        texts = [None, *listed]
    values = [float(listed.get(text, 0.0)) for text in texts]
    return min(values), max(values)


def _share(share: Mapping[str, Any], reader: _Reader) -> tuple[float, float]:
    cell = reader.row[share["fact"]]
    members = list(dict.fromkeys(reader.named(share["of"])))
    answers = [None if cell is None else _has(cell, member) for member in members]
    present, unknown = answers.count(True), answers.count(None)
    return present / len(members), (present + unknown) / len(members)


def _flag(condition: Mapping[str, Any], reader: _Reader) -> tuple[float, float]:
    return {True: (1.0, 1.0), False: (0.0, 0.0), None: (0.0, 1.0)}[reader.truth(condition)]


_FORMS: dict[str, Callable[[Any, _Reader], tuple[float, float]]] = {
    "curve": _curve,
    "steps": _steps,
    "map": _map,
    "share": _share,
    "flag": _flag,
}
