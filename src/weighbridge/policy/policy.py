"""A policy as the rest of weighbridge uses it: parsed, checked, and with the place of every rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from weighbridge.buyer import Context
from weighbridge.errors import Diagnostic, Level
from weighbridge.facts import Fact
from weighbridge.policy.conditions import Condition, tests_of
from weighbridge.policy.curves import Flag, Form
from weighbridge.strict.document import Mark


class Dimension(StrEnum):
    """The four questions behind every rule."""

    HOSTING = "hosting"
    GOVERNANCE = "governance"
    ADAPTATION = "adaptation"
    VENDOR_LOCK = "vendor_lock"


class Action(StrEnum):
    """What a failed gate does."""

    BLOCK = "block"
    REVIEW = "review"
    WARN = "warn"


class OnUnknown(StrEnum):
    """What a gate with missing evidence does."""

    REVIEW = "review"
    FAIL = "fail"
    WARN = "warn"


class Severity(StrEnum):
    """How findings are ordered; decides nothing."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Gate:
    """A requirement; `unknown` is the rule's own, or the policy's."""

    id: str
    title: str
    dimension: Dimension
    require: Condition
    when: Condition | None
    action: Action
    unknown: OnUnknown
    severity: Severity
    why: str
    fix: str
    refs: tuple[str, ...]
    waivable: bool
    file: str
    mark: Mark

    def conditions(self) -> list[Condition]:
        """Return what it requires and, where it has one, its `when`."""
        return [self.require] if self.when is None else [self.require, self.when]

    def facts(self) -> list[Fact]:
        """Return the facts that it reads, each once, as they are written."""
        return facts_in(self.conditions())


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """A wish, with its weight inside its dimension; `otherwise` is the value where `when` is false."""

    id: str
    title: str
    dimension: Dimension
    weight: float
    form: Form
    when: Condition | None
    otherwise: float
    why: str
    refs: tuple[str, ...]
    file: str
    mark: Mark

    def conditions(self) -> list[Condition]:
        """Return the condition of a flag, and the rule's `when` where it has one."""
        own = [self.form.condition] if isinstance(self.form, Flag) else []
        return own if self.when is None else [*own, self.when]

    def facts(self) -> list[Fact]:
        """Return the facts that it reads, each once, as they are written."""
        own = [] if isinstance(self.form, Flag) else [self.form.fact]
        return list(dict.fromkeys([*own, *facts_in(self.conditions())]))


@dataclass(frozen=True, slots=True)
class WeightRange:
    """The weight of a dimension, and how far it may be argued about."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Decide:
    """Thresholds from 0 to 100, and the age in days by fact or namespace past which a fact is unknown."""

    minimum_score: float | None
    floors: Mapping[Dimension, float]
    max_age: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Expectation:
    """One test of a policy: facts given, and the verdict and states of rules that must follow."""

    name: str
    given: Mapping[str, object]
    verdict: str | None
    rules: Mapping[str, str]
    mark: Mark


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that the policy was read from."""

    path: str
    sha256: str


def facts_in(conditions: list[Condition]) -> list[Fact]:
    """Return the facts that conditions read, each once, as they are written."""
    return list(dict.fromkeys(test.fact for condition in conditions for test in tests_of(condition)))


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy. `weights` holds every dimension; `warnings` stop a run only under --strict."""

    name: str
    version: str
    owner: str
    review_by: date | None
    description: str
    scope: Condition | None
    context: Context
    lists: Mapping[str, list[object]]
    weights: Mapping[Dimension, WeightRange]
    decide: Decide
    gates: tuple[Gate, ...]
    scores: tuple[ScoreRule, ...]
    tests: tuple[Expectation, ...]
    files: tuple[SourceFile, ...]
    warnings: tuple[Diagnostic, ...]
    review_by_mark: Mark
    scope_mark: Mark

    @property
    def sha256(self) -> str:
        """The checksum of the policy: that of its one file."""
        return self.files[0].sha256

    def rules(self) -> Iterator[Gate | ScoreRule]:
        """Yield all rules, gates first, in the order of the file."""
        yield from self.gates
        yield from self.scores

    def facts(self) -> list[Fact]:
        """Return the facts that the policy reads, in its scope or in a rule, each once."""
        scope = facts_in([self.scope]) if self.scope else []
        return list(dict.fromkeys([*scope, *(fact for rule in self.rules() for fact in rule.facts())]))

    def expired(self, today: date) -> list[Diagnostic]:
        """Return a warning where `review_by` is past on `today`."""
        if self.review_by is None or today <= self.review_by:
            return []
        message = f"review_by {self.review_by} is past: the policy is due for review"
        mark = self.review_by_mark
        return [Diagnostic(self.files[0].path, mark.line, mark.column, Level.WARNING, message)]
