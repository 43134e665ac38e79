"""Less evidence never makes a model fit: unknown is not good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import narwhals as nw
import polars as pl

from weighbridge.enrich import enrich
from weighbridge.enrich.native import collected
from weighbridge.facts import FACTS, Fact, Origin
from weighbridge.judge.effects import Verdict
from weighbridge.judge.judged import judged_table
from weighbridge.policy import Policy, load_policy
from weighbridge.policy.builtin import builtin_folder, builtin_names
from weighbridge.sources.snapshot import Snapshot, open_snapshot
from weighbridge.strict.document import load_document

from .own_policies import UNSURE, parsed
from .removal import learnt, removals
from .rows import BUYER, Row, generated, numbered, table

STRICT: dict[str, Any] = {
    "weighbridge": 1,
    "name": "strict",
    "candidates": {"require": {"model.task": ["text-generation", "image-text-to-text"]}},
    "decide": {"minimum_score": 20, "floors": {"governance": 30}},
    "governance": {
        "gates": [
            {"id": "code", "title": "t", "require": {"files.custom_code": False}},
            {"id": "origin", "title": "t", "require": {"lineage.countries": {"has_none": ["KP", "CN"]}}},
            {"id": "few", "title": "t", "require": {"not": {"lineage.countries": {"count": {"gt": 2}}}}},
            {"id": "permits", "title": "t", "require": {"license.permits": {"has_all": ["use"]}}},
            {"id": "kind", "title": "t", "require": {"openness.kind": ["open-source", "open-weight"]}},
            {"id": "two", "title": "t", "unknown": "fail", "require": {"at_least": {"n": 2, "of": UNSURE}}},
            {"id": "either", "title": "t", "action": "review", "require": {"any": UNSURE[1:4]}},
            {
                "id": "some",
                "title": "t",
                "when": UNSURE[3],
                "require": {"not": {"license.spdx": {"satisfies": ["MIT"]}}},
            },
        ],
        "scores": [
            {"id": "card", "title": "t", "weight": 2, "share": {"fact": "docs.sections", "of": ["bias", "evaluation"]}},
            {"id": "kinds", "title": "t", "weight": 1, "map": {"fact": "openness.kind", "values": {"open-source": 1}}},
            {"id": "room", "title": "t", "weight": 1, "curve": {"fact": "hosting.headroom", "worst": 0, "best": 1}},
            {
                "id": "flag",
                "title": "t",
                "weight": 3,
                "flag": {"lineage.derivatives": {"gte": 10}},
                "when": {"license.permits": {"has": "modify"}},
                "otherwise": 0.5,
            },
        ],
    },
}
"""A policy without `known` and without `unknown: warn`, over every kind of fact; some rows are fit."""

DERIVED: dict[str, Any] = {
    "provenance.country": {"not_in": ["CN", "KP"]},
    "provenance.bloc": {"in": ["EU", "US"]},
    "provenance.kind": {"ne": "individual"},
    "license.category": {"in": ["permissive", "public-domain"]},
    "license.spdx": {"satisfies": ["Apache-2.0", "MIT"]},
    "lineage.countries": {"has_none": ["CN", "KP"]},
    "lineage.licenses": {"subset_of": ["Apache-2.0", "MIT"]},
    "lineage.relation": {"ne": "merge"},
    "lineage.depth": {"lte": 1},
    "lineage.complete": True,
    "lineage.official": True,
    "openness.kind": {"ne": "closed-api"},
    "model.multimodal": False,
    "license.osi_approved": True,
    "license.permits": {"has_all": ["use", "commercial"]},
    "license.obligations": {"has_none": ["name-prefix", "share-alike"]},
    "license.irrevocable": True,
    "license.unilateral_change": {"in": ["nothing"]},
    "license.latest_version_duty": False,
    "license.remote_restriction": False,
    "license.at_will_termination": False,
    "license.excluded_countries": {"has_none": ["DE", "FR"]},
    "license.banned_fields": {"has_none": ["military"]},
    "license.verified": True,
    "lineage.license_conflict": False,
    "lineage.gate_removed": False,
    "lineage.permits": {"has_all": ["use", "commercial"]},
    "openness.class": {"ne": "none"},
    "hosting.needs_remote_code": False,
    "hosting.engine_families": {"gte": 2},
    "hosting.engines": {"has": "vllm"},
}
"""What a buyer may require of facts that are derived, one at a time."""

NEVER_PASSED = {"openness.class"}
"""Of these no reading gives enough: of the reference, no class above none is known."""


@cache
def derived_facts_policy() -> Policy:
    """Return a policy with one gate for each of DERIVED."""
    gates = [
        {"id": f"g{n}", "title": fact, "require": {fact: value}} for n, (fact, value) in enumerate(DERIVED.items())
    ]
    return parsed({"weighbridge": 1, "name": "derived", "governance": {"gates": gates}})[0]


ACCEPTING = ("eu-bank-onprem", "eu-public-sector", "us-federal-agency")
"""Bundled policies that accept models without evidence in some gates, looked at without these gates."""


@cache
def qualifying_builtin_policies() -> dict[str, Policy]:
    """Return the bundled policies of which a missing fact must never make a model fit."""
    names = {
        name: load_document((builtin_folder() / f"{name}.yaml").read_bytes(), name).root for name in builtin_names()
    }
    found = {name: load_policy(f"builtin:{name}") for name, root in names.items() if not accepts_without_evidence(root)}
    return found | {f"{name}, insisting": parsed(insisting(names[name]))[0] for name in ACCEPTING}


def insisting(root: Any) -> dict[str, Any]:
    """Return a policy as plain data without the gates that accept a model without evidence, and without its tests."""
    plain: dict[str, Any] = {name: part for name, part in root.items() if name not in ("tests", "waivers")}
    for name in [name for name, part in plain.items() if isinstance(part, dict) and "gates" in part]:
        gates = [gate for gate in plain[name]["gates"] if not accepts_without_evidence(gate)]
        plain[name] = {**plain[name], "gates": gates}
    return plain


def accepts_without_evidence(written: Any, turned: bool = False) -> bool:
    """Return whether a policy says `unknown: warn`, or lets a model in because a fact is not known.

    `known: true` only keeps models out, unless it stands under `not` or decides whether a rule applies.
    """
    if isinstance(written, list):
        return any(accepts_without_evidence(one, turned) for one in written)
    if not isinstance(written, dict):
        return False
    return any(
        (key == "unknown" and value == "warn")
        or (key == "known" and (turned or value is False))
        or accepts_without_evidence(value, turned or key in ("not", "when"))
        for key, value in written.items()
        if key != "tests"
    )


def fit(frame: nw.LazyFrame[Any], policy: Policy, snapshot: Snapshot) -> set[str]:
    """Return the models in scope that are fit."""
    rows = collected(
        judged_table(frame, policy, snapshot, snapshot.collected).frame.select("model__id", "scope", "verdict")
    )
    return set(rows.filter(pl.col("scope") & (pl.col("verdict") == int(Verdict.FIT)))["model__id"])


def passed(frame: nw.LazyFrame[Any], policy: Policy, snapshot: Snapshot) -> set[tuple[str, str]]:
    """Return the gates that models pass: title and model."""
    frame = judged_table(frame, policy, snapshot, snapshot.collected).frame
    names = {gate.title: f"g{index:02}" for index, gate in enumerate(policy.gates)}
    rows = collected(frame.select("model__id", *names.values()))
    return {(title, model) for title, name in names.items() for model in rows.filter(pl.col(name))["model__id"]}


def facts_of(policy: Policy) -> list[Fact]:
    """Return the facts that a policy's text names, in the dictionary's order."""
    written = repr((policy.scope, policy.gates, policy.scores))
    return [fact for name, fact in FACTS.items() if f"id='{name}'" in written]


def wrongly_fit(frame: pl.DataFrame, policies: Mapping[str, Policy]) -> list[tuple[str, str, str]]:
    """Return policy, what was taken away and model, for each model that became fit by it."""
    reference = open_snapshot()
    found = []
    for name, policy in policies.items():
        before = fit(nw.from_native(frame.lazy()), policy, reference)
        for what, columns in removals(facts_of(policy)):
            after = fit(nw.from_native(frame.lazy().with_columns(columns)), policy, reference)
            found += [(name, what, model) for model in sorted(after - before)]
    return found


@cache
def reference_facts() -> pl.DataFrame:
    return enriched(open_snapshot().table.collect())


@cache
def before_enrich() -> list[tuple[str, pl.DataFrame]]:
    """Return what was taken away from the snapshot, and the facts that were derived from the rest.

    Only what some derived fact depends on: of all models at once, and of their ancestors alone.
    """
    table_ = open_snapshot().table.collect()
    held = [fact for fact in FACTS.values() if fact.origin is Origin.HUB and fact.id != "model.id"]
    above = pl.col("model__id").is_in(open_snapshot().lineage.collect()["ancestor"].unique().to_list())
    derived = [name for name in reference_facts().columns if name not in table_.columns and "read__" not in name]
    found = []
    for what, columns in removals(held):
        changed = table_.with_columns(columns)
        if changed.equals(table_):
            continue
        facts = enriched(changed)
        if facts.select(derived).equals(reference_facts().select(derived)):
            continue
        of_ancestors = [
            pl.when(above).then(changed[name]).otherwise(pl.col(name)).alias(name) for name in table_.columns
        ]
        found.append((f"{what} of all models", facts))
        found.append((f"{what} of ancestors", enriched(table_.with_columns(of_ancestors))))
    return found


def enriched(table_: pl.DataFrame) -> pl.DataFrame:
    reference = open_snapshot()
    facts = enrich(replace(reference, table=table_.lazy()), BUYER, reference.collected)
    return collected(facts.frame).sort("model__id")


def test_the_bundled_policies_that_never_accept_without_evidence_are_looked_at() -> None:
    found = qualifying_builtin_policies()
    assert set(found) >= {"baseline", *(f"{name}, insisting" for name in ACCEPTING)}
    assert [name for name in ACCEPTING if len(found[f"{name}, insisting"].gates) < 10] == []


def test_every_gate_on_a_derived_fact_is_passed_by_some_model_of_the_reference() -> None:
    table_ = nw.from_native(reference_facts().lazy())
    titles = {title for title, _ in passed(table_, derived_facts_policy(), open_snapshot())}
    assert set(DERIVED) - titles == NEVER_PASSED


def test_a_fact_or_a_member_less_never_makes_a_model_of_the_reference_fit() -> None:
    assert wrongly_fit(reference_facts(), qualifying_builtin_policies()) == []


def test_a_fact_or_a_member_less_never_makes_any_row_fit() -> None:
    policy, _ = parsed(STRICT)
    rows = [row for row in generated()[1] if row["model.task"]]
    frame = table(numbered([*rows, *map(blessed, rows)]))
    assert fit(nw.from_native(frame.lazy()), policy, open_snapshot())
    assert wrongly_fit(frame, {"strict": policy}) == []


def blessed(row: Row) -> Row:
    """Return a row with what STRICT mostly asks for, so that one fact decides."""
    return row | {
        "model.task": "text-generation",
        "files.custom_code": False,
        "license.permits": row["license.permits"] | {"use": True},
        "openness.kind": ("open-source", {"open-weight", "closed-api"}),
        "docs.sections": row["docs.sections"] | {"bias": True},
        "license.spdx": "Apache-2.0",
        "lineage.countries": ({"DE"}, True),
    }


def test_what_facts_are_derived_from_is_taken_away() -> None:
    taken = {what.removesuffix(" of all models") for what, _ in before_enrich()}
    assert taken >= {"license.tag", "model.publisher", "model.architecture", "lineage.base_models"}


def test_a_reading_less_teaches_no_fact() -> None:
    before = reference_facts()
    taught = [
        (what, fact.id, model)
        for what, after in before_enrich()
        for fact in FACTS.values()
        if fact.id != "lineage.complete"  # what it says is whether evidence is there: less of it makes it false
        for model in learnt(fact, before, after)
    ]
    assert taught == []


def test_a_reading_less_never_makes_a_model_of_the_reference_fit() -> None:
    reference = open_snapshot()
    policies = qualifying_builtin_policies()
    before = {
        name: fit(nw.from_native(reference_facts().lazy()), policy, reference) for name, policy in policies.items()
    }
    wrong = [
        (name, what, model)
        for what, facts in before_enrich()
        for name, policy in policies.items()
        for model in sorted(fit(nw.from_native(facts.lazy()), policy, reference) - before[name])
    ]
    assert wrong == []


def test_a_reading_less_never_makes_a_model_pass_a_gate_on_a_derived_fact() -> None:
    reference, policy = open_snapshot(), derived_facts_policy()
    before = passed(nw.from_native(reference_facts().lazy()), policy, reference)
    wrong = [
        (what, *gate_and_model)
        for what, facts in before_enrich()
        for gate_and_model in sorted(passed(nw.from_native(facts.lazy()), policy, reference) - before)
    ]
    assert wrong == []
