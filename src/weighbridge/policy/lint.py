"""What a policy's author should know before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.facts import FACTS
from weighbridge.policy.acceptances import acceptances
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
    for rule in policy.rules():
        for fact in sorted({fact.id for fact in rule.facts() if fact.awaited}):
            message = f"rule {rule.id} needs {fact}, which this version does not derive: unknown unless it is given"
            yield Diagnostic(*rule.mark, Level.NOTE, message)
        if not policy.watchlists and FACTS["provenance.listed"] in rule.facts():
            message = f"rule {rule.id} needs a watchlist, and the policy names none: unknown unless it is given"
            yield Diagnostic(*rule.mark, Level.NOTE, message, "name one under watchlists")
