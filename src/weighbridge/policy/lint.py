"""What a policy's author should know before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.policy.conditions import Condition, tests_of
from weighbridge.policy.load import load_policy
from weighbridge.policy.policy import Gate, OnUnknown, Policy, ScoreRule


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
    file = policy.files[0].path
    if policy.scope is not None and _asks_known([policy.scope]):
        message = "the scope asks whether a fact is known: models where it is missing are left out, not judged"
        yield Diagnostic(file, *policy.scope_mark, Level.NOTE, message)
    for rule in policy.rules():
        for message in _rule_notes(rule):
            yield Diagnostic(rule.file, *rule.mark, Level.NOTE, f"rule {rule.id} {message}")


def _rule_notes(rule: Gate | ScoreRule) -> Iterator[str]:
    if isinstance(rule, Gate) and rule.unknown is OnUnknown.WARN:
        yield "accepts a model without evidence: unknown is a warning"
    if _asks_known(rule.conditions()):
        yield "asks whether a fact is known: what is missing then decides like an answer"
    for fact in sorted({fact.id for fact in rule.facts() if fact.awaited}):
        yield f"needs {fact}, which this version does not derive: unknown unless it is given"


def _asks_known(conditions: list[Condition]) -> bool:
    return any(test.operator.name == "known" for condition in conditions for test in tests_of(condition))
