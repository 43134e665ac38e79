"""How requirements and values read in messages."""

from __future__ import annotations

from collections.abc import Iterable

from weighbridge.facts import Fact, FactType
from weighbridge.policy.conditions import Test
from weighbridge.strict.plain import plain

SHOWN_MEMBERS = 6


def requirement(test: Test, wanted: bool = True) -> str:
    """Return what a comparison demands, as in `license.category must be one of permissive, copyleft`."""
    operand = test.operand
    if test.operator.name == "count":
        operand = " and ".join(f"{_COMPARED[name]} {_limit(number)}" for name, number in test.operand)
    elif test.operator.name == "between":
        operand = _limit(operand)
    phrase = test.operator.phrase.format(operand if isinstance(operand, str) else value_text(operand))
    return f"{test.fact.id} must {'' if wanted else 'not '}{phrase}"


def _limit(number: object) -> str:
    """Return a number, or two as in `1 to 5`."""
    return " to ".join(value_text(end) for end in number) if isinstance(number, tuple) else value_text(number)


def value_text(value: object) -> str:
    """Return a value as a sentence shows it: short, harmless, and `not known` for null."""
    match value:
        case None:
            return "not known"
        case bool():
            return str(value).lower()
        case int():
            return f"{value:,}" if abs(value) >= 10_000 else str(value)
        case float():
            return f"{value:,.6g}" if abs(value) < 10_000 else f"{value:,.0f}"
        case str():
            return plain(value, 80)
        case dict():
            members = value.get("members", [])
            return f"{_joined(members)} and maybe more" if members else "none known, maybe some"
        case list() | tuple() | set() | frozenset():
            return _joined(value)
    return plain(str(value), 80)


def current(fact: Fact, value: object, reason: str | None) -> str:
    """Return what a fact is, as in `license.category is non-commercial`."""
    if value is None:
        return f"{fact.id} is not known{f' ({reason})' if reason else ''}"
    verb = "holds" if fact.type is FactType.SET else "is"
    return f"{fact.id} {verb} {value_text(value)}{f' ({reason})' if reason else ''}"


def _joined(values: Iterable[object]) -> str:
    listed = [value_text(value) for value in values]
    if len(listed) > SHOWN_MEMBERS:
        return f"{', '.join(listed[:SHOWN_MEMBERS])} and {len(listed) - SHOWN_MEMBERS} more"
    return ", ".join(listed) or "nothing"


_COMPARED = {
    "eq": "of",
    "ne": "other than",
    "lt": "below",
    "lte": "of at most",
    "gt": "above",
    "gte": "of at least",
    "between": "from",
}
