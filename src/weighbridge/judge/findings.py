"""What a policy finds in a model: one finding a rule, with its evidence, for the rows that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from weighbridge.enrich.native import collected
from weighbridge.facts import Fact
from weighbridge.judge.because import Grounds, lines_of
from weighbridge.judge.effects import Effect, State, effect, gate_state
from weighbridge.judge.evidence import Evidence, Witness, is_known, shown_value
from weighbridge.judge.judged import Judged, gate_column, high_column, low_column, waiver_column, when_column
from weighbridge.judge.steps import Step, answer, steps
from weighbridge.judge.totals import rule_weights
from weighbridge.judge.wording import current, requirement
from weighbridge.policy import Dimension, Gate, ScoreRule
from weighbridge.policy.conditions import Condition, Test, tests_of
from weighbridge.policy.expressions import expression
from weighbridge.policy.policy import Waiver, facts_in

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one model.

    Of a gate: state, effect, and `steps`, the fewest comparisons that stand in its way. Of a score rule: the bounds of its
    value from 0 to 1 and its share of the total (`weight`); it has no effect. `waiver` is the one that made the effect
    none; the state stays.
    """

    rule: Gate | ScoreRule
    state: State
    effect: Effect | None
    message: str
    evidence: tuple[Evidence, ...]
    steps: tuple[Step, ...] = ()
    weight: float | None = None
    low: float | None = None
    high: float | None = None
    waiver: Waiver | None = None

    @property
    def dimension(self) -> Dimension:
        """The question that the rule belongs to."""
        return self.rule.dimension

    @property
    def missing(self) -> list[str]:
        """The facts that this rule waits for, sorted."""
        if self.state is not State.UNKNOWN:
            return []
        if isinstance(self.rule, ScoreRule):
            return sorted({item.fact for item in self.evidence if item.reason is not None})
        return sorted({step.test.fact.id for step in self.steps if step.now is None})


def findings(
    judged: Judged, ids: Iterable[str], weights: Mapping[Dimension, float] | None = None
) -> dict[str, list[Finding]]:
    """Return the findings of each of `ids` by id, gates first, in the policy's order.

    Each comparison of each condition becomes a column of its own, by the same compiler that judged the table.
    """
    leaves = [test for rule in judged.policy.rules() for condition in rule.conditions() for test in tests_of(condition)]
    rows, witness = _rows_with_answers(judged, ids, leaves)
    writer = _Writer(judged, witness, leaves, weights)
    return {row["model__id"]: writer.findings(row) for row in rows}


@dataclass(frozen=True, slots=True)
class ScopeFinding:
    """Why a model is not, or not known to be, in the policy's scope; `missing` are the facts that it waits for."""

    message: str
    missing: tuple[str, ...]


def scope_findings(judged: Judged, ids: Iterable[str]) -> dict[str, ScopeFinding]:
    """Return for those of `ids` that are not known to be in scope what they are, and what the scope demands."""
    scope = judged.policy.scope
    if scope is None:
        return {}
    leaves = list(tests_of(scope))
    rows, witness = _rows_with_answers(judged, ids, leaves)
    found = {}
    for row in rows:
        in_the_way = steps(scope, _answers(row, leaves))
        if in_the_way:
            missing = sorted({step.test.fact.id for step in in_the_way if step.now is None})
            message = "; ".join(step_text(step, row, witness) for step in in_the_way)
            found[row["model__id"]] = ScopeFinding(message, tuple(missing))
    return found


def step_text(step: Step, row: Row, witness: Witness) -> str:
    """Return what is, and what would have to be: `license.category is copyleft; license.category must be permissive`."""
    fact = step.test.fact
    reason = witness.because(fact, row, _members(step.test)) if is_known(fact, row) else witness.reason(fact, row)
    return f"{current(fact, shown_value(fact, row), reason)}; {requirement(step.test, step.wanted)}"


def _members(test: Test) -> frozenset[str]:
    """Return the members of a closed set that a comparison asks about; none of any other fact."""
    asked = test.operand if isinstance(test.operand, tuple | list | frozenset) else (test.operand,)
    return frozenset(member for member in asked if member in test.fact.members) if test.fact.closed else frozenset()


def _rows_with_answers(judged: Judged, ids: Iterable[str], leaves: Sequence[Test]) -> tuple[list[Row], Witness]:
    columns = [expression(test, judged.scope).alias(f"t{index:03}") for index, test in enumerate(leaves)]
    rows = collected(judged.frame.filter(nw.col("model__id").is_in(list(ids))).with_columns(columns))
    claims = {(claim.id, claim.fact): claim for claim in judged.snapshot.claims_of(rows["model__id"].to_list())}
    grounds = Grounds(judged.policy.context, lines_of(judged.snapshot, rows["model__id"]))
    return list(rows.iter_rows(named=True)), Witness(claims, judged.policy.decide.max_age, judged.as_of, grounds)


def _answers(row: Row, leaves: Sequence[Test]) -> dict[int, bool | None]:
    return {id(test): row[f"t{index:03}"] for index, test in enumerate(leaves)}


class _Writer:
    """Writes findings of rows of one judged table."""

    def __init__(
        self, judged: Judged, witness: Witness, leaves: list[Test], weights: Mapping[Dimension, float] | None
    ) -> None:
        self.policy = judged.policy
        self.witness = witness
        self.leaves = leaves
        self.weights = rule_weights(judged.policy, weights)

    def findings(self, row: Row) -> list[Finding]:
        answers = _answers(row, self.leaves)
        gates = [self._gate(index, gate, row, answers) for index, gate in enumerate(self.policy.gates)]
        return [*gates, *(self._score(index, row, answers) for index in range(len(self.policy.scores)))]

    def _gate(self, index: int, gate: Gate, row: Row, answers: Mapping[int, bool | None]) -> Finding:
        when = True if gate.when is None else row[when_column(index)]
        state = gate_state(row[gate_column(index)], when)
        evidence = tuple(self.witness.evidence(fact, row) for fact in gate.facts())
        in_the_way = _in_the_way(gate, state, when, answers)
        message = self._message(gate, state, when, in_the_way, row)
        acting = effect(gate.action, gate.unknown, state)
        waiver = self._waiver(gate, row) if acting is not Effect.NONE else None
        if waiver is not None:
            acting = Effect.NONE
            message = f"{message}; {_waived(waiver)}"
        return Finding(gate, state, acting, message, evidence, tuple(in_the_way), waiver=waiver)

    def _waiver(self, gate: Gate, row: Row) -> Waiver | None:
        return next((one for index, one in self.policy.waivers_of(gate) if row[waiver_column(index)]), None)

    def _message(self, gate: Gate, state: State, when: bool | None, in_the_way: list[Step], row: Row) -> str:
        if state is State.NOT_APPLICABLE:
            assert gate.when is not None
            return f"does not apply: {self._said(gate.when, row)}"
        if state is State.PASS:
            return self._said(gate.require, row)
        parts = [step_text(step, row, self.witness) for step in in_the_way]
        return f"{'it is not known whether this applies; ' if when is None else ''}{'; '.join(parts)}"

    def _said(self, condition: Condition, row: Row) -> str:
        asked: dict[Fact, frozenset[str]] = {}
        for test in tests_of(condition):
            asked[test.fact] = asked.get(test.fact, frozenset()) | _members(test)
        said = []
        for fact in facts_in([condition]):
            known = is_known(fact, row)
            reason = self.witness.because(fact, row, asked[fact]) if known else self.witness.reason(fact, row)
            said.append(current(fact, shown_value(fact, row), reason))
        return "; ".join(said)

    def _score(self, index: int, row: Row, answers: Mapping[int, bool | None]) -> Finding:
        weight = self.weights[index]
        rule = weight.rule
        low, high = row[low_column(index)], row[high_column(index)]
        facts = rule.facts()
        evidence = tuple(self.witness.evidence(fact, row) for fact in facts)
        state = State.KNOWN if low == high else State.UNKNOWN
        if rule.when is not None and answer(rule.when, answers) is False:
            state = State.NOT_APPLICABLE
        worth = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
        said = "; ".join(current(fact, item.value, item.reason) for fact, item in zip(facts, evidence, strict=True))
        return Finding(rule, state, None, f"{worth}: {said}", evidence, (), weight.in_total, low, high)


def _waived(waiver: Waiver) -> str:
    ticket = f", {waiver.ticket}" if waiver.ticket else ""
    note = f": {waiver.note}" if waiver.note else ""
    return (
        f"waived by {waiver.id} until {waiver.expires} ({waiver.reason}{note}; {waiver.owner}, approved by "
        f"{waiver.approver}{ticket})"
    )


def _in_the_way(gate: Gate, state: State, when: bool | None, answers: Mapping[int, bool | None]) -> list[Step]:
    """Return the fewest comparisons to settle: that it holds, or, where that is open, that it does not apply."""
    if state not in (State.FAIL, State.UNKNOWN):
        return []
    required = steps(gate.require, answers)
    if gate.when is None or when is not None:
        return required
    return min([*steps(gate.when, answers), *required], steps(gate.when, answers, wanted=False), key=len)
