"""What a policy's author should know before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.facts import FACTS, with_inputs
from weighbridge.policy.acceptances import acceptances
from weighbridge.policy.conditions import tests_of
from weighbridge.policy.load import load_policy
from weighbridge.policy.policy import Policy


def lint(source: str, today: date) -> list[Diagnostic]:
    """Return everything that is worth saying of a policy, in the order of the file.

    Errors: it evaluates nothing. Warnings: it probably does not mean that. Notes: places where it accepts a model without
    evidence, and facts that this version does not derive. Raises UsageError where there is no such policy.
    """
    try:
        policy = load_policy(source)
    except DocumentError as error:
        return list(error.diagnostics)
    return sorted([*policy.warnings, *policy.expired(today), *_notes(policy)])


def _notes(policy: Policy) -> Iterator[Diagnostic]:
    for one in acceptances(policy):
        yield Diagnostic(*one.mark, Level.NOTE, one.message)
    yield from _loose_locks(policy)
    yield from _around_locks(policy)
    for rule in policy.rules():
        for fact in sorted({fact.id for fact in rule.facts() if fact.awaited}):
            message = f"rule {rule.id} needs {fact}, which this version does not derive: unknown unless it is given"
            yield Diagnostic(*rule.mark, Level.NOTE, message)
        if not policy.watchlists and FACTS["provenance.listed"] in rule.facts():
            message = f"rule {rule.id} needs a watchlist, and the policy names none: unknown unless it is given"
            yield Diagnostic(*rule.mark, Level.NOTE, message, "name one under watchlists")


def _loose_locks(policy: Policy) -> Iterator[Diagnostic]:
    """Yield where a list is locked and a gate that uses it is not: the gate may then be written without the list."""
    for gate in policy.gates:
        if f"rule {gate.id}" in policy.locks:
            continue
        lists = {name for condition in gate.conditions() for test in tests_of(condition) for name in test.lists}
        for name in sorted(lists):
            if f"list {name}" in policy.locks:
                message = f"list {name} is locked, but rule {gate.id} that uses it is not: a layer may rewrite the rule"
                yield Diagnostic(*gate.mark, Level.NOTE, message, "lock the rule too")


def _around_locks(policy: Policy) -> Iterator[Diagnostic]:
    """Yield where a waiver, or a stated fact, decides for a locked rule: both are allowed, and neither may stay unsaid."""
    locked = {rule.id: rule for rule in policy.rules() if f"rule {rule.id}" in policy.locks}
    for waiver in policy.waivers:
        for name in waiver.rules:
            if name in locked:
                message = f"waiver {waiver.id} is for rule {name}, which is locked"
                yield Diagnostic(*waiver.mark, Level.NOTE, message)
    for one in policy.clarifications:
        for rule in locked.values():
            stated = sorted(one.facts.keys() & {fact.id for fact in with_inputs(rule.facts())})
            if stated:
                message = f"the clarification of {one.subject} decides for rule {rule.id}, which is locked: {stated[0]}"
                yield Diagnostic(*one.mark, Level.NOTE, message)
