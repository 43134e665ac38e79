"""Conditions and score forms in one line, as a policy would write them."""

from __future__ import annotations

from datetime import date
from typing import Any as Anything
from typing import assert_never

from weighbridge.policy.conditions import All, Any, AtLeast, Condition, Not, Test
from weighbridge.policy.curves import Curve, Flag, Form, Map, Share, Steps
from weighbridge.strict.document import Value
from weighbridge.strict.yaml_text import flow


def condition_text(condition: Condition) -> str:
    """Return a condition as one line of YAML, its lists by name."""
    return flow(_condition(condition))


def form_text(form: Form) -> str:
    """Return the form of a score rule as one line of YAML."""
    match form:
        case Curve(fact, worst, best, log):
            scale: dict[str, Value] = {"scale": "log"} if log else {}
            return f"curve {flow({'fact': fact.id, 'worst': _tidy(worst), 'best': _tidy(best), **scale})}"
        case Steps(fact, points):
            return f"steps {flow({'fact': fact.id, 'points': [[_tidy(x), _tidy(value)] for x, value in points]})}"
        case Map(fact, values):
            return f"map {flow({'fact': fact.id, 'values': dict(values)})}"
        case Share(fact, members, lists, beside):
            return f"share {flow({'fact': fact.id, 'of': _named(lists, beside, list(members))})}"
        case Flag(condition):
            return f"flag {condition_text(condition)}"
        case _:
            assert_never(form)


def _condition(condition: Condition) -> Value:
    match condition:
        case Test(fact, operator, operand, lists, beside):
            return {fact.id: {operator.name: _named(lists, beside, _operand(operand))}}
        case All(parts):
            return {"all": [_condition(part) for part in parts]}
        case Any(parts):
            return {"any": [_condition(part) for part in parts]}
        case Not(part):
            return {"not": _condition(part)}
        case AtLeast(number, parts):
            return {"at_least": {"n": number, "of": [_condition(part) for part in parts]}}
        case _:
            assert_never(condition)


def _named(lists: tuple[str, ...], beside: tuple[Anything, ...], value: Value) -> Value:
    """Return the names of lists instead of their entries, and what stands beside them."""
    if not lists:
        return value
    named: list[Value] = [f"${name}" for name in lists]
    return named[0] if len(named) == 1 and not beside else [*named, *beside]


def _operand(operand: Anything) -> Value:  # noqa: ANN401
    match operand:
        case date():
            return operand.isoformat()
        case tuple() if operand and isinstance(operand[0], tuple) and isinstance(operand[0][0], str):
            return {name: _operand(number) for name, number in operand}
        case tuple():
            return [_operand(item) for item in operand]
        case float():
            return _tidy(operand)
    return operand  # type: ignore[no-any-return]


def _tidy(number: float) -> int | float:
    """Return a whole number without its decimal point, as people write it."""
    return int(number) if number.is_integer() else number
