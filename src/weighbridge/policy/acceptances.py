"""The places where a policy lets a model in without evidence: each is written down by its author, and none stays unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from weighbridge.facts import Fact
from weighbridge.policy.conditions import Condition, tests_of
from weighbridge.policy.policy import Action, Gate, OnUnknown, Policy
from weighbridge.strict.document import Mark

SCOPE = "candidates"


class How(StrEnum):
    """In what way a missing fact decides."""

    WARNING = "unknown is only a warning"
    KNOWN = "asks whether a fact is known"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One such place: a rule's id, or `candidates` for the scope. `fact` is the one that is asked whether it is known."""

    rule: str
    how: How
    fact: Fact | None
    mark: Mark

    @property
    def brief(self) -> str:
        """Who lets in and how, in a few words."""
        said = f"asks whether {self._fact} is known" if self.fact else str(self.how)
        return f"{self.rule}: {said}"

    @property
    def message(self) -> str:
        """What happens there, in one sentence without its end."""
        if self.rule == SCOPE:
            return f"the scope asks whether {self._fact} is known: models where it is missing are left out, not judged"
        if self.how is How.WARNING:
            return f"rule {self.rule} accepts a model without evidence: unknown is a warning"
        return f"rule {self.rule} asks whether {self._fact} is known: what is missing then decides like an answer"

    @property
    def _fact(self) -> str:
        return self.fact.id if self.fact else ""


def acceptances(policy: Policy) -> list[Acceptance]:
    """Return every `unknown: warn` of a gate that decides something, and every condition on `known`, in order."""
    found = []
    if policy.scope is not None:
        found += [Acceptance(SCOPE, How.KNOWN, fact, policy.scope_mark) for fact in _asked([policy.scope])]
    for rule in policy.rules():
        if isinstance(rule, Gate) and rule.unknown is OnUnknown.WARN and rule.action is not Action.WARN:
            found.append(Acceptance(rule.id, How.WARNING, None, rule.mark))
        found += [Acceptance(rule.id, How.KNOWN, fact, rule.mark) for fact in _asked(rule.conditions())]
    return found


def _asked(conditions: list[Condition]) -> Iterator[Fact]:
    """Yield the facts that are asked whether they are known, each once."""
    tests = [test for condition in conditions for test in tests_of(condition) if test.operator.name == "known"]
    yield from dict.fromkeys(test.fact for test in tests)
