"""A policy file as a `Policy`, or everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path as FilePath

from pydantic import ValidationError

from weighbridge.errors import Diagnostic, Level, PolicyError, UsageError
from weighbridge.facts import FACTS, READINGS, Fact, with_inputs
from weighbridge.facts.given import GivenError, given_cells, shown
from weighbridge.policy.builtin import builtin_path
from weighbridge.policy.conditions import Condition, Reader, rule_name
from weighbridge.policy.policy import (
    Decide,
    Dimension,
    Expectation,
    Gate,
    Policy,
    ScoreRule,
    SourceFile,
    WeightRange,
)
from weighbridge.policy.schema import DecideSection, GateEntry, PolicyFile, ScoreEntry, TestEntry, WeightEntry
from weighbridge.policy.score_forms import score_form
from weighbridge.policy.shape import shape_diagnostics
from weighbridge.strict.document import Document, Path, load_document
from weighbridge.strict.nearest import did_you_mean

DEFAULT_WEIGHT = 25.0
"""What a dimension weighs that the policy gives no weight: all of them the same."""
LEEWAY = 0.25
"""Default range of a weight: a quarter either way."""


def load_policy(source: str | FilePath) -> Policy:
    """Load a policy from a file, or a bundled one as `builtin:NAME`.

    Raises PolicyError with every located error (nothing of such a policy is evaluated), UsageError where there is no file.
    """
    path, shown_as = builtin_path(str(source))
    try:
        text = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{shown_as}: the policy cannot be read: {error.strerror}") from None
    return parse_policy(text, shown_as)


def parse_policy(text: bytes, file: str) -> Policy:
    """Parse the text of a policy; `file` is the name that messages use. Raises PolicyError."""
    document = load_document(text, file)
    if not isinstance(document.root, dict):
        raise PolicyError(
            [document.diagnostic(document.value_mark(()), "a policy is a mapping", "start with `weighbridge: 1`")]
        )
    version = document.root.get("weighbridge", 1)
    if version != 1 or not isinstance(version, int) or isinstance(version, bool):
        mark = document.value_mark(("weighbridge",))
        message = f"policy version {shown(version)} is not read here"
        raise PolicyError([document.diagnostic(mark, message, "this weighbridge reads version 1")])
    try:
        written = PolicyFile.model_validate(document.root)
    except ValidationError as error:
        raise PolicyError(shape_diagnostics(error, document)) from None
    return _Builder(document, written, SourceFile(file, hashlib.sha256(text).hexdigest())).policy()


class _Builder:
    """Turns a well-shaped file into a policy, noting what cannot be."""

    def __init__(self, document: Document, written: PolicyFile, source: SourceFile) -> None:
        self.document = document
        self.written = written
        self.source = source
        self.reader = Reader(document, dict(written.lists))
        self.ids: dict[str, Path] = {}

    def policy(self) -> Policy:
        """Return the policy. Raises PolicyError with everything that was noted."""
        written, reader = self.written, self.reader
        for name, entries in written.lists.items():
            for index, entry in enumerate(entries):
                if isinstance(entry, str) and entry.startswith("$"):
                    hint = "name both lists where they are used: [$a, $b]"
                    reader.refuse(("lists", name, index), f"list {shown(name)} names the list {shown(entry)}", hint)
        scope = None
        if written.candidates:
            scope = reader.condition(written.candidates.require, ("candidates", "require"), "candidates")
        gates: list[Gate] = []
        scores: list[ScoreRule] = []
        for dimension in Dimension:
            section = getattr(written, dimension)
            for index, gate in enumerate(section.gates):
                gates.extend(self._gate(dimension, gate, (dimension, "gates", index)))
            for index, score in enumerate(section.scores):
                scores.extend(self._score(dimension, score, (dimension, "scores", index)))
        if not self.ids:
            reader.refuse(
                (), "the policy has no rule", "add a gate under hosting, governance, adaptation or vendor_lock"
            )
        tests = tuple(self._test(entry, ("tests", index)) for index, entry in enumerate(written.tests))
        weights = {dimension: self._weight(dimension) for dimension in Dimension}
        decide = self._decide(written.decide, weights, scores)
        if reader.diagnostics:
            raise PolicyError(reader.diagnostics)
        return Policy(
            name=written.name,
            version=written.version,
            owner=written.owner,
            review_by=written.review_by,
            description=written.description,
            scope=scope,
            context=written.context,
            lists=dict(written.lists),
            weights=weights,
            decide=decide,
            gates=tuple(gates),
            scores=tuple(scores),
            tests=tests,
            files=(self.source,),
            warnings=tuple(self._warnings(decide, scores)),
            review_by_mark=self.document.value_mark(("review_by",)),
            scope_mark=self.document.value_mark(("candidates", "require")),
        )

    def _gate(self, dimension: Dimension, entry: GateEntry, path: Path) -> list[Gate]:
        name = self._name(entry.id, path)
        require = self.reader.condition(entry.require, (*path, "require"), name)
        when = self._when(entry.when, path, name)
        if require is None:
            return []
        return [
            Gate(
                id=entry.id,
                title=entry.title,
                dimension=dimension,
                require=require,
                when=when,
                action=entry.action,
                unknown=entry.unknown or self.written.decide.unknown,
                severity=entry.severity,
                why=entry.why,
                fix=entry.fix,
                refs=tuple(entry.refs),
                waivable=entry.waivable,
                file=self.source.path,
                mark=self.document.value_mark((*path, "id")),
            )
        ]

    def _score(self, dimension: Dimension, entry: ScoreEntry, path: Path) -> list[ScoreRule]:
        name = self._name(entry.id, path)
        form = score_form(self.reader, entry, path, name)
        when = self._when(entry.when, path, name)
        if (entry.when is None) != (entry.otherwise is None):
            self.reader.refuse(
                path, f"{name}: when and otherwise go together", "otherwise is the value where when is false"
            )
        if form is None:
            return []
        return [
            ScoreRule(
                id=entry.id,
                title=entry.title,
                dimension=dimension,
                weight=entry.weight,
                form=form,
                when=when,
                otherwise=entry.otherwise or 0.0,
                why=entry.why,
                refs=tuple(entry.refs),
                file=self.source.path,
                mark=self.document.value_mark((*path, "id")),
            )
        ]

    def _name(self, identifier: str, path: Path) -> str:
        first = self.ids.setdefault(identifier, path)
        if first != path:
            # Questions are read in their own order; people read the file from the top.
            earlier, later = sorted((first, path), key=lambda place: self.document.value_mark((*place, "id")))
            line = self.document.value_mark((*earlier, "id")).line
            message = f"duplicate rule id {shown(identifier)}; it stands already in line {line}"
            self.reader.refuse((*later, "id"), message)
        return rule_name("rule", identifier)

    def _when(self, value: object, path: Path, name: str) -> Condition | None:
        return None if value is None else self.reader.condition(value, (*path, "when"), name)

    def _weight(self, dimension: Dimension) -> WeightRange:
        entry: WeightEntry | None = self.written.weights.get(dimension)
        if entry is None:
            return WeightRange(DEFAULT_WEIGHT, DEFAULT_WEIGHT * (1 - LEEWAY), DEFAULT_WEIGHT * (1 + LEEWAY))
        low = entry.value * (1 - LEEWAY) if entry.min is None else entry.min
        high = entry.value * (1 + LEEWAY) if entry.max is None else entry.max
        if not low <= entry.value <= high:
            message = f"weights.{dimension}: {entry.value:g} is not between {low:g} and {high:g}"
            self.reader.refuse(("weights", dimension), message)
        return WeightRange(entry.value, low, high)

    def _decide(
        self, written: DecideSection, weights: Mapping[Dimension, WeightRange], scores: list[ScoreRule]
    ) -> Decide:
        namespaces = {fact.namespace for fact in FACTS.values()}
        for name in written.max_age:
            path: Path = ("decide", "max_age", name)
            if name not in FACTS and name not in namespaces:
                hint = did_you_mean(name, [*FACTS, *namespaces])
                self.reader.refuse(path, f"unknown fact or namespace {shown(name)} in max_age", hint, key=True)
            elif not any(READINGS[fact.reading].ages for fact in with_inputs(_facts_named(name))):
                hint = "what was read from files at a commit does not age; knowledge files carry their own dates"
                self.reader.refuse(path, f"{shown(name)} in max_age does not age", hint, key=True)
        if scores and not any(weights[rule.dimension].value for rule in scores):
            self.reader.refuse(("weights",), "no dimension with a score rule has a weight above 0", key=True)
        return Decide(written.minimum_score, dict(written.floors), dict(written.max_age))

    def _test(self, entry: TestEntry, path: Path) -> Expectation:
        for name, value in entry.given.items():
            fact = self.reader.fact(name, (*path, "given", name), f"test {shown(entry.name)}", key=True)
            if fact is None:
                continue
            try:
                given_cells(fact, value)
            except GivenError as error:
                self.reader.refuse((*path, "given", name), f"test {shown(entry.name)}: {error}", error.hint)
        for rule in entry.expect.rules:
            if rule not in self.ids:
                hint = did_you_mean(rule, self.ids)
                self.reader.refuse((*path, "expect", "rules", rule), f"no rule is called {shown(rule)}", hint, key=True)
        if entry.expect.verdict is None and not entry.expect.rules:
            self.reader.refuse(
                (*path, "expect"), f"test {shown(entry.name)} expects nothing", "name a verdict or rules"
            )
        mark = self.document.value_mark(path)
        return Expectation(entry.name, dict(entry.given), entry.expect.verdict, dict(entry.expect.rules), mark)

    def _warnings(self, decide: Decide, scores: list[ScoreRule]) -> list[Diagnostic]:
        document = self.document
        warnings = [
            document.diagnostic(
                document.key_mark(("lists", name)), f"list {shown(name)} is not used", "", Level.WARNING
            )
            for name in self.written.lists
            if name not in self.reader.used_lists
        ]
        scored = {rule.dimension for rule in scores}
        for dimension in decide.floors:
            if dimension not in scored:
                mark = document.key_mark(("decide", "floors", dimension))
                message = f"{dimension} has a floor but no score rule; the floor does not apply"
                warnings.append(document.diagnostic(mark, message, "", Level.WARNING))
        if decide.minimum_score is not None and not scored:
            mark = document.key_mark(("decide", "minimum_score"))
            message = "the policy has no score rule; minimum_score does not apply"
            warnings.append(document.diagnostic(mark, message, "", Level.WARNING))
        return warnings


def _facts_named(name: str) -> list[Fact]:
    return [fact for fact in FACTS.values() if name in (fact.id, fact.namespace)]
