"""A well-shaped document as a `Policy`, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from weighbridge.buyer import Context
from weighbridge.errors import Diagnostic, Level, PolicyError
from weighbridge.facts import FACTS, READINGS, Fact, with_inputs
from weighbridge.facts.given import GivenError, day, given_cells, shown
from weighbridge.policy.conditions import Condition, Reader, rule_name
from weighbridge.policy.layers import Layer
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
from weighbridge.policy.stated import OWN, Stated, own_facts
from weighbridge.strict.document import Document, Mark, Path
from weighbridge.strict.nearest import did_you_mean

DEFAULT_WEIGHT = 25.0
"""What a dimension weighs that the policy gives no weight: all of them the same."""
LEEWAY = 0.25
"""Default range of a weight: a quarter either way."""


class Builder:
    """Turns a well-shaped document into a policy, noting what cannot be."""

    def __init__(self, document: Document, written: PolicyFile, layers: Sequence[Layer]) -> None:
        self.document = document
        self.written = written
        self.layers = layers
        self.own = own_facts(written.own)
        self.lists = {name: section.entries for name, section in written.lists.items()}
        self.reader = Reader(document, self.lists, {**FACTS, **self.own})
        self.stated = Stated(written, self.reader, {layer.file.shown_as: layer.file.folder for layer in layers})
        self.rules: dict[str, Path] = {}

    def policy(self) -> Policy:
        """Return the policy. Raises PolicyError with everything that was noted."""
        return self._policy(whole=True)

    def draft(self) -> Policy:
        """Return the policy as it is so far, for comparing: without tables, and perhaps without a rule.

        Raises PolicyError with everything that was noted.
        """
        return self._policy(whole=False)

    def _policy(self, *, whole: bool) -> Policy:
        written, reader = self.written, self.reader
        self._check_lists()
        scope = self._scope()
        gates: list[Gate] = []
        scores: list[ScoreRule] = []
        for dimension in Dimension:
            section = getattr(written, dimension)
            for index, gate in enumerate(section.gates):
                gates.extend(self._gate(dimension, gate, (dimension, "gates", index)))
            for index, score in enumerate(section.scores):
                scores.extend(self._score(dimension, score, (dimension, "scores", index)))
        if whole and not self.rules:
            hint = (
                "add a gate under hosting, governance, adaptation or vendor_lock; a layer is read with what extends it"
            )
            reader.refuse((), "the policy has no rule", hint)
        files = [SourceFile(layer.file.shown_as, layer.file.sha256) for layer in reversed(self.layers)]
        results = self.stated.results(self.own, files) if whole else []
        watchlists = self.stated.watchlists(files) if whole else []
        waivers = self.stated.waivers({**{gate.id: gate for gate in gates}, **{rule.id: rule for rule in scores}})
        clarifications = self.stated.clarifications()
        tests = tuple(self._test(entry, ("tests", index)) for index, entry in enumerate(written.tests))
        weights = {dimension: self._weight(dimension) for dimension in Dimension}
        decide = self._decide(written.decide, weights, scores)
        reviews = tuple(self._reviews())
        if reader.diagnostics:
            raise PolicyError(reader.diagnostics)
        return Policy(
            name=written.name,
            version=written.version,
            owner=written.owner,
            reviews=reviews,
            description=written.description,
            scope=scope,
            one_per=written.candidates.one_per,
            context=Context.model_validate(written.context.model_dump(exclude={"locked"})),
            lists=self.lists,
            weights=weights,
            decide=decide,
            gates=tuple(gates),
            scores=tuple(scores),
            own=self.own,
            results=tuple(results),
            clarifications=tuple(clarifications),
            watchlists=tuple(watchlists),
            watchlist_marks={
                entry.name: self.document.value_mark(("watchlists", index))
                for index, entry in enumerate(written.watchlists)
            },
            waivers=tuple(waivers),
            tests=tests,
            files=tuple(files),
            folders=self.stated.folders,
            locks=dict(self._locks()),
            warnings=tuple(self._warnings(decide, scores)),
            scope_mark=self.document.value_mark(("candidates", "require")),
            document=self.document,
        )

    def _check_lists(self) -> None:
        for name, entries in self.lists.items():
            for index, entry in enumerate(entries):
                if isinstance(entry, str) and entry.startswith("$"):
                    hint = "name both lists where they are used: [$a, $b]"
                    message = f"list {shown(name)} names the list {shown(entry)}"
                    bare: Path = ("lists", name, index)
                    path = bare if bare in self.document.values else ("lists", name, "entries", index)
                    self.reader.refuse(path, message, hint)

    def _scope(self) -> Condition | None:
        path: Path = ("candidates", "require")
        if path in self.document.values:
            return self.reader.condition(self.written.candidates.require, path, "candidates")
        if ("candidates",) in self.document.values and self.written.candidates.one_per is None:
            self.reader.refuse(("candidates",), '"require" is missing in candidates')
        return None

    def _reviews(self) -> Iterator[tuple[date, Mark]]:
        """Yield the day by which each file is due, its own first."""
        for layer in reversed(self.layers):
            root, mark = layer.document.root, layer.document.value_mark(("review_by",))
            written = root.get("review_by") if isinstance(root, dict) else None
            try:
                if written is not None:
                    yield day(written), mark
            except GivenError as error:
                self.reader.diagnostics.append(layer.document.diagnostic(mark, f"review_by: {error}", error.hint))

    def _locks(self) -> Iterator[tuple[str, Mark]]:
        """Yield what is locked, as `difference` calls it, with the place of the lock."""
        written = self.written
        sections = ("decide", "weights", "context", "candidates", "waivers")
        locked: list[tuple[str, bool, Path]] = [
            (name, bool(getattr(getattr(written, name), "locked", False)), (name, "locked")) for name in sections
        ]
        locked += [(f"list {name}", one.locked, ("lists", name, "locked")) for name, one in written.lists.items()]
        for dimension in Dimension:
            section = getattr(written, dimension)
            for kind in ("gates", "scores"):
                for index, rule in enumerate(getattr(section, kind)):
                    locked.append((f"rule {rule.id}", rule.locked, (dimension, kind, index, "locked")))
        for subject, is_locked, path in locked:
            if is_locked:
                yield subject, self.document.value_mark(path)

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
                mark=self.document.value_mark((*path, "id")),
            )
        ]

    def _name(self, identifier: str, path: Path) -> str:
        first = self.rules.setdefault(identifier, path)
        if first != path:
            self._refuse_twice(identifier, first, path)
        return rule_name("rule", identifier)

    def _refuse_twice(self, identifier: str, *paths: Path) -> None:
        # Questions are read in their own order; people read the file from the top, and the lower file first.
        order = [layer.file.shown_as for layer in self.layers]
        marks = {path: self.document.value_mark((*path, "id")) for path in paths}
        earlier, later = sorted(paths, key=lambda path: (order.index(marks[path].file), marks[path]))
        one_file = marks[earlier].file == marks[later].file
        where = f"line {marks[earlier].line}" if one_file else str(marks[earlier])
        message = f"duplicate rule id {shown(identifier)}; it stands already in {where}"
        hint = "" if one_file else "a layer changes a rule under the question where it stands"
        self.reader.refuse((*later, "id"), message, hint)

    def _when(self, value: object, path: Path, name: str) -> Condition | None:
        return None if value is None else self.reader.condition(value, (*path, "when"), name)

    def _weight(self, dimension: Dimension) -> WeightRange:
        entry: WeightEntry | None = getattr(self.written.weights, dimension)
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
            if name in self.own or name == OWN.removesuffix("."):
                self.reader.refuse(path, f"{shown(name)} in max_age: facts of your own do not age", key=True)
                continue
            if name not in FACTS and name not in namespaces:
                hint = did_you_mean(name, [*FACTS, *namespaces])
                self.reader.refuse(path, f"unknown fact or namespace {shown(name)} in max_age", hint, key=True)
            elif not any(READINGS[fact.reading].ages for fact in with_inputs(_facts_named(name))):
                hint = (
                    "what was read from files at a commit does not age; knowledge and watchlists carry their own dates"
                )
                self.reader.refuse(path, f"{shown(name)} in max_age does not age", hint, key=True)
        if scores and not any(weights[rule.dimension].value for rule in scores):
            self.reader.refuse(("weights",), "no dimension with a score rule has a weight above 0", key=True)
        return Decide(written.unknown, written.minimum_score, dict(written.floors), dict(written.max_age))

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
            if rule not in self.rules:
                hint = did_you_mean(rule, self.rules)
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
