"""Less evidence never makes a model fit: unknown is not good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import narwhals as nw
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.buyer import Context
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
from .rows import ROWS, Row, numbered, table

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
    "hosting.needs_remote_code": False,
    "hosting.engine_families": {"gte": 2},
    "hosting.engines": {"has": "vllm"},
}
"""What a buyer may require of facts that are derived, one at a time."""


def strict_about_derived_facts() -> list[Policy]:
    """Return policies of one gate each; a model is fit where that gate passes."""
    gates = [{"id": "g", "title": fact, "require": {fact: require}} for fact, require in DERIVED.items()]
    policies = [{"weighbridge": 1, "name": "one-gate", "governance": {"gates": [gate]}} for gate in gates]
    return [parsed(data)[0] for data in policies]


@cache
def qualifying_builtin_policies() -> dict[str, Policy]:
    """Return the bundled policies of which a missing fact must never make a model fit."""
    names = {
        name: load_document((builtin_folder() / f"{name}.yaml").read_bytes(), name).root for name in builtin_names()
    }
    return {name: load_policy(f"builtin:{name}") for name, root in names.items() if not accepts_without_evidence(root)}


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
    reference = open_snapshot()
    return collected(enrich(reference, Context(), reference.collected).frame).sort("model__id")


@cache
def before_enrich() -> list[tuple[str, pl.DataFrame]]:
    """Return what was taken away from the snapshot, and the facts of all models that were derived from the rest."""
    reference = open_snapshot()
    columns = set(reference.table.collect_schema())
    table_ = reference.table.collect()
    held = [fact for fact in FACTS.values() if fact.origin is Origin.HUB and fact.id != "model.id"]
    ancestors = pl.col("model__id").is_in(reference.lineage.collect()["ancestor"].unique().to_list())
    found = []
    for what, cells in removals(held):
        changed = table_.with_columns(cells)
        if changed.equals(table_):
            continue
        only_above = table_.with_columns(
            pl.when(ancestors).then(cell).otherwise(pl.col(cell.meta.output_name())).alias(cell.meta.output_name())
            for cell in cells
        )
        for where, kept in (("of all models", changed), ("of ancestors", only_above)):
            assert set(kept.columns) == columns
            facts = enrich(replace(reference, table=kept.lazy()), Context(), reference.collected).frame
            found.append((f"{what} {where}", collected(facts).sort("model__id")))
    return found


def test_the_bundled_policies_that_never_accept_without_evidence_are_looked_at() -> None:
    assert "eu-bank-onprem" in qualifying_builtin_policies()


def test_a_fact_or_a_member_less_never_makes_a_model_of_the_reference_fit() -> None:
    assert wrongly_fit(reference_facts(), qualifying_builtin_policies()) == []


def test_a_fact_or_a_member_less_never_makes_any_row_fit() -> None:
    policy, _ = parsed(STRICT)
    seen: set[str] = set()

    @settings(max_examples=4, derandomize=True, database=None, deadline=None)
    @given(st.lists(ROWS, min_size=1, max_size=25))
    def never(rows: list[Row]) -> None:
        frame = table(numbered([*rows, *map(blessed, rows)]))
        seen.update(fit(nw.from_native(frame.lazy()), policy, open_snapshot()))
        assert wrongly_fit(frame, {"strict": policy}) == []

    never()
    assert seen, "some rows must be fit, or nothing is shown"


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


def test_a_reading_less_teaches_no_fact() -> None:
    before = reference_facts()
    taught = {
        (what, fact.id): len(models)
        for what, after in before_enrich()
        for fact in FACTS.values()
        if (models := learnt(fact, before, after))
    }
    assert taught == {}


def test_a_reading_less_never_makes_a_model_of_the_reference_fit() -> None:
    reference = open_snapshot()
    policies = [*qualifying_builtin_policies().values(), *strict_about_derived_facts()]
    before = [fit(nw.from_native(reference_facts().lazy()), policy, reference) for policy in policies]
    wrong = [
        (policy.name, policy.gates[0].title, what, model)
        for what, facts in before_enrich()
        for policy, already in zip(policies, before, strict=True)
        for model in sorted(fit(nw.from_native(facts.lazy()), policy, reference) - already)
    ]
    assert wrong == []
