"""What a caller asks for beside the policy, as FACT=VALUE: the other models are not judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from weighbridge.enrich import Facts
from weighbridge.enrich.native import collected
from weighbridge.errors import UsageError
from weighbridge.facts import FACTS, Fact, FactType
from weighbridge.facts.given import GivenError, shown
from weighbridge.policy import Policy
from weighbridge.policy.conditions import Test
from weighbridge.policy.expressions import TableScope, expression
from weighbridge.policy.operators import OPERATORS
from weighbridge.strict.nearest import did_you_mean

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)


def where_test(text: str, policy: Policy) -> Test:
    """Return FACT=VALUE as a comparison: the fact is the value, or, of a set, holds it. Raises UsageError."""
    name, equals, value = text.partition("=")
    known = {**FACTS, **policy.own}
    if not equals or not value:
        raise UsageError(f"{shown(text)} is not FACT=VALUE", "such as provenance.country=FR")
    fact = known.get(name)
    if fact is None:
        raise UsageError(
            f"unknown fact {shown(name)}", did_you_mean(name, known) or "`weighbridge facts` lists them all"
        )
    operator = OPERATORS["has" if fact.type is FactType.SET else "eq"]
    try:
        return Test(fact, operator, operator.operand(fact, _typed(fact, value)))
    except GivenError as error:
        raise UsageError(f"{shown(text)}: {error}", error.hint) from None


def _typed(fact: Fact, value: str) -> object:
    """Return a word of the command line as the type of its fact; one that is no such value stays text, and is refused."""
    match fact.type:
        case FactType.BOOL:
            return {"true": True, "false": False}.get(value, value)
        case FactType.NUMBER | FactType.INTEGER:
            return float(value) if _NUMBER.fullmatch(value) else value
    return value


def only_where(facts: Facts, tests: Sequence[Test]) -> Facts:
    """Return the rows of which all `tests` are known to be true."""
    scope = TableScope(facts.as_of, lambda fact: [])
    frame = facts.frame
    for test in tests:
        frame = frame.filter(expression(test, scope).fill_null(False))
    return replace(facts, frame=frame) if tests else facts


def left_out(asked: Facts, chosen: Facts) -> tuple[str, ...]:
    """Return the ids of the rows of `asked` that are not in `chosen`, sorted."""
    before, after = (set(collected(one.frame.select("model__id"))["model__id"]) for one in (asked, chosen))
    return tuple(sorted(before - after))
