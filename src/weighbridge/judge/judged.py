"""A table of facts judged by a policy: one column per answer, and the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw

from weighbridge.enrich import Facts
from weighbridge.enrich.native import Table, collected
from weighbridge.facts import Fact, column
from weighbridge.judge.effects import Effect, State, effect
from weighbridge.judge.totals import dimension_columns, with_totals
from weighbridge.policy import Gate, Policy
from weighbridge.policy.conditions import tests_of
from weighbridge.policy.curves import interval, within
from weighbridge.policy.expressions import TableScope, expression
from weighbridge.sources.snapshot import Snapshot

SCOPE = "scope"


@dataclass(frozen=True, slots=True)
class Judged:
    """Facts with a policy's answers.

    Columns added: `scope` (nullable bool: is the policy about this model), `g00`… and `w00`… (a gate's condition and its
    `when`, nullable bool; `w` only for gates that have one), `x00`… (whether a waiver is about the model, bool),
    `v00_low`, `v00_high`… (score rules, Float64 from 0 to 1), then those of `totals`: per dimension and in total the
    score's bounds, coverage and verdict. Positions are those of `policy.gates`, `policy.waivers` and `policy.scores`.
    """

    frame: Table
    policy: Policy
    snapshot: Snapshot
    as_of: date
    scope: TableScope

    def kept(self) -> Judged:
        """Return the same judgement, computed once and held in memory; worth it unless there are millions of rows."""
        return replace(self, frame=nw.from_native(collected(self.frame).lazy()))


def judge(facts: Facts, policy: Policy) -> Judged:
    """Return every row of `facts` judged by `policy`; nothing is computed before rows are asked for.

    Waivers that have expired on the day of the facts do not count.
    Only the distinct values of licence expressions are read at once, where a rule needs them.
    """
    return judged_table(facts.frame, policy.in_force(facts.as_of), facts.snapshot, facts.as_of)


def judged_table(frame: Table, policy: Policy, snapshot: Snapshot, as_of: date) -> Judged:
    """Return a table that has every fact column, on whatever engine it is, judged by `policy`."""
    values = _text_values(frame, policy)
    scope = TableScope(as_of, lambda fact: values.get(fact.id, []))
    in_scope = expression(policy.scope, scope) if policy.scope else nw.lit(True)
    columns = [in_scope.alias(SCOPE)]
    for index, gate in enumerate(policy.gates):
        columns.append(expression(gate.require, scope).alias(gate_column(index)))
        if gate.when is not None:
            columns.append(expression(gate.when, scope).alias(when_column(index)))
    for index, waiver in enumerate(policy.waivers):
        named = nw.col(column("model.id")).str.contains(waiver.pattern)
        columns.append(named.fill_null(False).alias(waiver_column(index)))
    for index, rule in enumerate(policy.scores):
        bounds = interval(rule.form, scope)
        if rule.when is not None:
            bounds = within(expression(rule.when, scope), bounds, rule.otherwise)
        columns += [bounds.low.alias(low_column(index)), bounds.high.alias(high_column(index))]
    frame = frame.with_columns(columns)
    frame = frame.with_columns([*_gate_effects(policy), *dimension_columns(policy)])
    return Judged(with_totals(frame, policy), policy, snapshot, as_of, scope)


def gate_column(index: int) -> str:
    """Return the column of a gate's condition."""
    return f"g{index:02}"


def when_column(index: int) -> str:
    """Return the column of a gate's `when`."""
    return f"w{index:02}"


def waiver_column(index: int) -> str:
    """Return the column that says whether a waiver is about the model."""
    return f"x{index:02}"


def low_column(index: int) -> str:
    """Return the column of a score rule's lowest possible value."""
    return f"v{index:02}_low"


def high_column(index: int) -> str:
    """Return the column of a score rule's highest possible value."""
    return f"v{index:02}_high"


def gate_is(index: int, gate: Gate, state: State) -> nw.Expr:
    """Return whether a gate is in `state` (fail or unknown); never null."""
    require = nw.col(gate_column(index))
    if gate.when is None:
        return require.is_null() if state is State.UNKNOWN else ~require.fill_null(True)
    when = nw.col(when_column(index))
    if state is State.UNKNOWN:
        return when.is_null() | (when.fill_null(False) & require.is_null())
    return when.fill_null(False) & ~require.fill_null(True)


def is_waived(policy: Policy, gate: Gate) -> nw.Expr | None:
    """Return whether a waiver is about a gate and the model; None where none is about the gate."""
    named = [nw.col(waiver_column(index)) for index, _ in policy.waivers_of(gate)]
    return _either(named) if named else None


def _gate_effects(policy: Policy) -> list[nw.Expr]:
    """Return five never-null columns: gates make it unfit, leave a question open, ask for a decision; or would make it
    unfit or a review, but for a waiver.
    """
    unfit: list[nw.Expr] = []
    evidence: list[nw.Expr] = [nw.col(SCOPE).is_null()]
    judgement: list[nw.Expr] = []
    waived: dict[Effect, list[nw.Expr]] = {Effect.UNFIT: [], Effect.REVIEW: []}
    for index, gate in enumerate(policy.gates):
        accepted = is_waived(policy, gate)
        for state, review in ((State.FAIL, judgement), (State.UNKNOWN, evidence)):
            acting = effect(gate.action, gate.unknown, state)
            if acting not in waived:
                continue
            stands = gate_is(index, gate, state)
            if accepted is not None:
                waived[acting].append(stands & accepted)
                stands = stands & ~accepted
            (unfit if acting is Effect.UNFIT else review).append(stands)
    return [
        _either(unfit).alias("gates_unfit"),
        _either(evidence).alias("gates_evidence"),
        _either(judgement).alias("gates_judgement"),
        _either(waived[Effect.UNFIT]).alias("waived_unfit"),
        _either(waived[Effect.REVIEW]).alias("waived_review"),
    ]


def _either(parts: Sequence[nw.Expr]) -> nw.Expr:
    return nw.any_horizontal(*parts, ignore_nulls=False) if parts else nw.lit(False)


def _text_values(frame: Table, policy: Policy) -> dict[str, list[str]]:
    """Return the distinct values of the facts whose operators work on values, not on columns."""
    conditions = [condition for rule in policy.rules() for condition in rule.conditions()]
    conditions += [policy.scope] if policy.scope else []
    needed: dict[str, Fact] = {
        test.fact.id: test.fact
        for condition in conditions
        for test in tests_of(condition)
        if test.operator.name == "satisfies"
    }
    found = {}
    for fact in needed.values():
        values = collected(frame.select(nw.col(column(fact.id)).alias("value")).unique())["value"]
        found[fact.id] = sorted(value for value in values.to_list() if value is not None)
    return found
