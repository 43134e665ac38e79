"""The bundled policies: clean, tested, and gating only on what the reference knows."""

from __future__ import annotations

from datetime import date
from functools import cache

import narwhals as nw
import polars as pl
import pytest

import weighbridge.api as wb
from weighbridge.enrich.native import collected
from weighbridge.errors import Level
from weighbridge.judge.effects import State
from weighbridge.judge.judged import gate_is
from weighbridge.judge.policy_tests import run_tests
from weighbridge.policy.builtin import builtin_names
from weighbridge.policy.lint import lint
from weighbridge.policy.policy import Dimension

KNOWN_SHARE = 0.8
"""Gates of bundled policies get an answer for at least so many of the models that are known to be in their scope."""
ASKS_ANYWAY = {("buyer-governance", "open-source")}
"""Gates that are there for what the reference hardly knows: no model is fit for this buyer before somebody asks."""
THRICE_USEFUL = ("eu-bank-onprem", "eu-public-sector", "us-federal-agency")
"""Policies that give each verdict to at least thirty models of the reference."""


@cache
def judged(name: str) -> pl.DataFrame:
    policy = wb.load_policy(f"builtin:{name}")
    snapshot = wb.open_snapshot()
    ranking = wb.weigh(policy, snapshot, as_of=snapshot.collected)
    return collected(ranking.judged.frame)


@pytest.mark.parametrize("name", builtin_names())
def test_a_bundled_policy_has_no_errors_and_no_warnings(name: str) -> None:
    found = [one for one in lint(f"builtin:{name}", date(2026, 11, 23)) if one.level is not Level.NOTE]
    assert found == []


@pytest.mark.parametrize("name", builtin_names())
def test_a_bundled_policy_passes_its_own_tests(name: str) -> None:
    outcomes = list(run_tests(wb.load_policy(f"builtin:{name}")))
    assert len(outcomes) >= 5
    assert [outcome.text() for outcome in outcomes if not outcome.passed] == []


@pytest.mark.parametrize("name", builtin_names())
def test_a_bundled_policy_asks_all_four_questions(name: str) -> None:
    policy = wb.load_policy(f"builtin:{name}")
    assert {rule.dimension for rule in policy.rules()} == set(Dimension)


@pytest.mark.parametrize("name", builtin_names())
def test_the_gates_of_a_bundled_policy_are_answered_for_four_of_five_models_in_scope(name: str) -> None:
    rows = judged(name).filter(pl.col("scope"))
    gates = wb.load_policy(f"builtin:{name}").gates
    unknown = nw.from_native(rows).select(
        gate_is(index, gate, State.UNKNOWN).alias(gate.id) for index, gate in enumerate(gates)
    )
    known = {gate.id: 1 - unknown[gate.id].sum() / rows.height for gate in gates}
    asks_anyway = {rule for policy, rule in ASKS_ANYWAY if policy == name}
    assert {rule for rule, share in known.items() if share < KNOWN_SHARE} == asks_anyway


@pytest.mark.parametrize("name", builtin_names())
def test_no_gate_of_a_bundled_policy_needs_a_fact_that_is_not_derived_yet(name: str) -> None:
    policy = wb.load_policy(f"builtin:{name}")
    assert [(gate.id, fact.id) for gate in policy.gates for fact in gate.facts() if fact.awaited] == []


@pytest.mark.parametrize("name", THRICE_USEFUL)
def test_each_verdict_is_given_at_least_thirty_times(name: str) -> None:
    policy = wb.load_policy(f"builtin:{name}")
    snapshot = wb.open_snapshot()
    summary = wb.weigh(policy, snapshot, as_of=snapshot.collected).summary
    assert min(summary.fit, summary.review, summary.unfit) >= 30
