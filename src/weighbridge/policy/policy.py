"""A policy as the rest of weighbridge uses it: parsed, checked, and with the place of every rule."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path as FilePath

from weighbridge.buyer import Context
from weighbridge.errors import Diagnostic, Level
from weighbridge.facts import FACTS, Fact
from weighbridge.policy.conditions import Condition, tests_of
from weighbridge.policy.curves import Flag, Form
from weighbridge.policy.operators import wildcard
from weighbridge.sources.statements import CLARIFIED, Statement
from weighbridge.sources.watchlists import Watchlist
from weighbridge.strict.document import Document, Mark


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


class OnePer(StrEnum):
    """Of what rank shows only the best."""

    FAMILY = "family"
    PUBLISHER = "publisher"

    @property
    def fact(self) -> Fact:
        """The fact by which models belong together."""
        return FACTS["lineage.family" if self is OnePer.FAMILY else "model.publisher"]


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
    """Thresholds from 0 to 100, the age in days by fact or namespace past which a fact is unknown, and what a gate with
    missing evidence does that says nothing of it (every gate has its own `unknown` all the same).
    """

    unknown: OnUnknown
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
class Clarification:
    """Facts that the Hub does not state, of one model (at one commit) or of all models of a publisher, until a day."""

    facts: Mapping[str, object]
    model: str | None
    publisher: str | None
    revision: str | None
    evidence: str
    owner: str
    expires: date
    mark: Mark

    @property
    def subject(self) -> str:
        """The model or the publisher, as messages name it."""
        return f"model {self.model}" if self.model is not None else f"publisher {self.publisher}"

    def statement(self) -> Statement:
        """Return it as what is stated of models, with its evidence and its place."""
        source = f"{self.evidence} ({self.mark}, {self.owner}, until {self.expires})"
        return Statement(
            self.facts, CLARIFIED, source, self.model, self.publisher, self.revision, self.owner, self.expires
        )


@dataclass(frozen=True, slots=True)
class Waiver:
    """A failure of some gates by some models that two people accepted until a day."""

    id: str
    rules: tuple[str, ...]
    models: tuple[str, ...]
    reason: str
    note: str
    owner: str
    approver: str
    ticket: str
    expires: date
    mark: Mark

    @property
    def pattern(self) -> str:
        """The regular expression of the ids of its models, as table engines read it."""
        return "|".join(wildcard(model) for model in self.models)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that the policy was read from."""

    path: str
    sha256: str


def facts_in(conditions: Sequence[Condition]) -> list[Fact]:
    """Return the facts that conditions read, each once, as they are written."""
    return list(dict.fromkeys(test.fact for condition in conditions for test in tests_of(condition)))


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy, its layers put together.

    `weights` holds every dimension; `warnings` stop a run only under --strict. `files` are all that it was read from, its
    own first, and `folders` where they are, by the name that messages use. `reviews` are the days by which each of its
    layers is due. `own` are facts of the buyer's, `results` what files say of them. `locks` holds what no layer above may
    loosen, by its subject as in `difference`. `document` is the policy as it is written, with the place of every word.
    """

    name: str
    version: str
    owner: str
    reviews: tuple[tuple[date, Mark], ...]
    description: str
    scope: Condition | None
    one_per: OnePer | None
    context: Context
    lists: Mapping[str, list[object]]
    weights: Mapping[Dimension, WeightRange]
    decide: Decide
    gates: tuple[Gate, ...]
    scores: tuple[ScoreRule, ...]
    own: Mapping[str, Fact]
    results: tuple[Statement, ...]
    clarifications: tuple[Clarification, ...]
    watchlists: tuple[Watchlist, ...]
    watchlist_marks: Mapping[str, Mark]
    waivers: tuple[Waiver, ...]
    tests: tuple[Expectation, ...]
    files: tuple[SourceFile, ...]
    folders: Mapping[str, FilePath | None]
    locks: Mapping[str, Mark]
    warnings: tuple[Diagnostic, ...]
    scope_mark: Mark
    document: Document

    @property
    def sha256(self) -> str:
        """The checksum of the policy: that of its one file, or of the list of those of all its files."""
        if len(self.files) == 1:
            return self.files[0].sha256
        listed = "".join(f"{file.sha256}\n" for file in self.files)
        return hashlib.sha256(listed.encode()).hexdigest()

    @property
    def statements(self) -> list[Statement]:
        """What the policy itself states of models: results of the buyer's own, then clarifications."""
        return [*self.results, *(one.statement() for one in self.clarifications)]

    def in_force(self, today: date) -> Policy:
        """Return the policy without the clarifications and waivers that have expired by `today`."""
        return replace(
            self,
            clarifications=tuple(one for one in self.clarifications if today <= one.expires),
            waivers=tuple(one for one in self.waivers if today <= one.expires),
        )

    def waivers_of(self, gate: Gate) -> list[tuple[int, Waiver]]:
        """Return the waivers that name a gate, with their positions in `waivers`."""
        return [(index, waiver) for index, waiver in enumerate(self.waivers) if gate.id in waiver.rules]

    def rules(self) -> Iterator[Gate | ScoreRule]:
        """Yield all rules, gates first, in the order of the file."""
        yield from self.gates
        yield from self.scores

    def facts(self) -> list[Fact]:
        """Return the facts that the policy reads, in its scope or in a rule or to group models by, each once."""
        scope = facts_in([self.scope]) if self.scope else []
        grouping = [self.one_per.fact] if self.one_per else []
        return list(dict.fromkeys([*scope, *grouping, *(fact for rule in self.rules() for fact in rule.facts())]))

    def expired(self, today: date) -> list[Diagnostic]:
        """Return a warning for each `review_by`, clarification and waiver that is past on `today`, and for each watchlist
        of a later day.
        """
        found = [
            (mark, f"review_by {day} is past: the policy is due for review")
            for day, mark in self.reviews
            if day < today
        ]
        found += [
            (one.mark, f"the clarification of {one.subject} expired on {one.expires}; it is not applied")
            for one in self.clarifications
            if one.expires < today
        ]
        found += [
            (one.mark, f"waiver {one.id} expired on {one.expires}; it is not applied")
            for one in self.waivers
            if one.expires < today
        ]
        found += [
            (self.watchlist_marks[one.name], f"watchlist {one.name} is dated {one.day}, which is yet to come")
            for one in self.watchlists
            if today < one.day
        ]
        return [Diagnostic(*mark, Level.WARNING, message) for mark, message in found]
