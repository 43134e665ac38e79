"""What a policy's author should know before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.policy.conditions import tests_of
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
    for rule in policy.rules():
        if isinstance(rule, Gate):
            if rule.unknown is OnUnknown.WARN:
                yield _note(rule, f"rule {rule.id} accepts a model without evidence: unknown is a warning")
            if any(test.operator.name == "known" for condition in rule.conditions() for test in tests_of(condition)):
                yield _note(
                    rule, f"rule {rule.id} asks whether a fact is known: what is missing then decides like an answer"
                )
        awaited = sorted({fact for fact in rule.facts() if fact.awaited}, key=lambda fact: fact.id)
        for fact in awaited:
            yield _note(
                rule, f"rule {rule.id} needs {fact.id}, which this version does not derive: unknown unless it is given"
            )


def _note(rule: Gate | ScoreRule, message: str) -> Diagnostic:
    return Diagnostic(rule.file, rule.mark.line, rule.mark.column, Level.NOTE, message)
