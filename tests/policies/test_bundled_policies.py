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
from weighbridge.policy import conditions
from weighbridge.policy.builtin import builtin_names
from weighbridge.policy.lint import lint
from weighbridge.policy.policy import Dimension, OnUnknown
from weighbridge.report import report_content
from weighbridge.sources.candidates import Candidate

KNOWN_SHARE = 0.8
"""Gates of bundled policies get an answer for at least so many of the models that are known to be in their scope."""
ASKS_ANYWAY = {("buyer-governance", "open-source")}
"""Gates that are there for what the reference hardly knows: no model is fit for this buyer before somebody asks."""
ONLY_WARNS = {
    ("eu-bank-onprem", "no-license-conflict"),
    ("eu-bank-onprem", "no-gate-removed"),
    ("eu-bank-onprem", "ancestors-permit-use"),
    ("eu-public-sector", "ancestors-permit-use"),
    ("us-federal-agency", "ancestors-permit-use"),
    ("procurement-ci", "text-matches-tag"),
}
"""Gates on what the reference hardly knows yet that stop no model for it: unknown is only a warning there."""
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
    few_answers = {rule for policy, rule in ASKS_ANYWAY | ONLY_WARNS if policy == name}
    assert {rule for rule, share in known.items() if share < KNOWN_SHARE} == few_answers


def test_a_gate_that_is_hardly_ever_answered_stops_nothing_for_it() -> None:
    gates = {(name, gate.id): gate for name in builtin_names() for gate in wb.load_policy(f"builtin:{name}").gates}
    assert {gates[one].unknown for one in ONLY_WARNS} == {OnUnknown.WARN}


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


CLAUSES = {
    "permits": ("license.permits", "use"),
    "output training": ("license.permits", "train_others"),
    "naming duties": ("license.obligations", "display-name"),
    "territory": ("license.excluded_countries", "DE"),
    "terms cannot change": ("license.unilateral_change", "nothing"),
    "irrevocable": ("license.irrevocable", True),
    "at-will termination": ("license.at_will_termination", False),
    "latest-version duty": ("license.latest_version_duty", False),
    "remote restriction": ("license.remote_restriction", False),
    "the text is what the tag says": ("license.text_matches_tag", True),
    "not looser than its base models": ("lineage.license_conflict", False),
    "no gate removed": ("lineage.gate_removed", False),
}


def compared() -> set[tuple[str, object]]:
    """Return every fact that a bundled policy looks at with each value that it is compared with."""
    rules = [rule for name in builtin_names() for rule in wb.load_policy(f"builtin:{name}").rules()]
    tests = [test for rule in rules for condition in rule.conditions() for test in conditions.tests_of(condition)]
    return {
        (test.fact.id, value)
        for test in tests
        if test.fact.id in {fact for fact, _ in CLAUSES.values()}
        for value in (test.operand if isinstance(test.operand, tuple | list | frozenset) else [test.operand])
    }


def test_each_clause_is_used_by_a_bundled_policy() -> None:
    used = compared()
    assert [clause for clause, asked in CLAUSES.items() if asked not in used] == []


WELL_KNOWN = {
    "model.task": "text-generation",
    "model.created": date(2026, 6, 1),
    "size.parameters": 8_000_000_000,
    "size.context_tokens": 131_072,
    "hosting.needs_remote_code": False,
    "openness.kind": "open-weight",
    "lineage.base_models": (),
    "lineage.official": True,
    "provenance.country": "FR",
    "provenance.kind": "company",
    "provenance.trains_own": True,
}
"""A model that meets every gate of the bank, but for what its licence does."""
PERMITTED = ("license-permits-use", "ancestors-permit-use")
OPEN_CLAUSES = (
    *("license-usable", *PERMITTED, "license-approved", "no-naming-duty", "may-fine-tune"),
    *("terms-cannot-change", "no-end-at-will", "no-remote-restriction", "no-latest-version-duty"),
)
BY_LICENSE: dict[str, tuple[dict[str, str], str, dict[str, str]]] = {
    "mit": ({"license.tag": "mit"}, "fit", {}),
    "llama3.1": ({"license.tag": "llama3.1"}, "review", {"license-approved": "fail", "no-naming-duty": "fail"}),
    "llama4, which leaves out the EU": (
        {"license.tag": "llama4"},
        "unfit",
        dict.fromkeys((*PERMITTED, "may-fine-tune", "license-approved", "no-naming-duty"), "fail"),
    ),
    "stabilityai-ai-community, which ends at a million dollars": (
        {"license.tag": "other", "license.name": "stabilityai-ai-community"},
        "unfit",
        {
            **dict.fromkeys((*PERMITTED, "may-fine-tune", "license-approved", "no-naming-duty"), "fail"),
            "no-end-at-will": "unknown",
        },
    ),
    "cc-by-nc-4.0": (
        {"license.tag": "cc-by-nc-4.0"},
        "unfit",
        dict.fromkeys(("license-usable", *PERMITTED, "license-approved", "may-fine-tune"), "fail"),
    ),
    "modified-mit, a name of several texts": (
        {"license.tag": "other", "license.name": "modified-mit"},
        "review",
        dict.fromkeys(OPEN_CLAUSES, "unknown"),
    ),
}


@pytest.mark.parametrize("case", BY_LICENSE)
def test_what_a_licence_does_to_a_good_model_at_the_bank(case: str) -> None:
    stated, verdict, states = BY_LICENSE[case]
    policy, snapshot = wb.load_policy("builtin:eu-bank-onprem"), wb.open_snapshot()
    candidate = Candidate("org/model", None, WELL_KNOWN | stated)
    (one,) = report_content(wb.weigh(policy, snapshot, as_of=snapshot.collected, candidates=[candidate])).models
    found = {
        finding.rule.id: finding.state for finding in one.findings if finding.state not in (State.PASS, State.KNOWN)
    }
    gates = {gate.id for gate in policy.gates}
    assert one.verdict.word == verdict
    assert {rule: str(state) for rule, state in found.items() if rule in gates} == states


def test_the_bank_is_told_the_clause_that_decides() -> None:
    policy, snapshot = wb.load_policy("builtin:eu-bank-onprem"), wb.open_snapshot()
    candidate = Candidate("org/model", None, WELL_KNOWN | BY_LICENSE["llama4, which leaves out the EU"][0])
    (one,) = report_content(wb.weigh(policy, snapshot, as_of=snapshot.collected, candidates=[candidate])).models
    finding = next(finding for finding in one.findings if finding.rule.id == "license-permits-use")
    assert "Llama 4 Community License, use policy: " in finding.message
    assert "you declared your seat in DE" in finding.message


@pytest.mark.parametrize("score", ["irrevocable", "terms-stay"])
def test_what_the_governance_buyer_prefers_of_the_terms_is_known_for_four_of_five(score: str) -> None:
    policy, snapshot = wb.load_policy("builtin:buyer-governance"), wb.open_snapshot()
    ranking = wb.weigh(policy, snapshot, as_of=snapshot.collected)
    states = [
        finding.state for one in report_content(ranking).models for finding in one.findings if finding.rule.id == score
    ]
    assert states.count(State.KNOWN) >= KNOWN_SHARE * len(states) > 0
