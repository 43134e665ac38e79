"""What a caller asks for beside the policy, as FACT=VALUE: the other models are not judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from weighbridge.enrich import Facts
from weighbridge.enrich.native import collected
from weighbridge.errors import UsageError
from weighbridge.facts import FACTS, FactType
from weighbridge.facts.given import GivenError, shown, typed
from weighbridge.policy import Policy
from weighbridge.policy.conditions import Test
from weighbridge.policy.expressions import TableScope, expression
from weighbridge.policy.operators import OPERATORS
from weighbridge.strict.nearest import did_you_mean


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
    is_set = fact.type is FactType.SET
    operator = OPERATORS["has" if is_set else "eq"]
    try:
        return Test(fact, operator, operator.operand(fact, value if is_set else typed(fact, value)))
    except GivenError as error:
        raise UsageError(f"{shown(text)}: {error}", error.hint) from None


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
