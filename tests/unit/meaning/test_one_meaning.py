"""A rule means the same on every engine, and what the specification says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from weighbridge.buyer import Context
from weighbridge.enrich import enrich
from weighbridge.enrich.native import collected
from weighbridge.enrich.pipeline import derived
from weighbridge.facts import FACTS, Fact, FactType
from weighbridge.policy import Policy, load_policy
from weighbridge.policy.builtin import builtin_folder, builtin_names
from weighbridge.policy.operators import OPERATORS
from weighbridge.sources.freshness import without_stale
from weighbridge.sources.snapshot import FACTS_FILE, LINEAGE_FILE, REFERENCE, open_snapshot
from weighbridge.strict.document import load_document

from .engines import ENGINES, as_judgement, judged_on, values
from .own_policies import OPERANDS, OWN_POLICIES, parsed
from .reference_evaluator import Judgement, evaluate, order
from .rows import BUYER, DAY, SCHEMA, Row, generated, numbered, plain_row, table

BUILTIN, OWN = builtin_names(), list(OWN_POLICIES)


def test_the_rows_made_here_are_judged_on_the_day_of_the_reference() -> None:
    assert open_snapshot().collected == DAY


@cache
def policy(name: str) -> tuple[Policy, dict[str, Any]]:
    """Return a policy, bundled or of the tests' own, and its plain data."""
    if name in OWN_POLICIES:
        return parsed(OWN_POLICIES[name])
    root = load_document((builtin_folder() / f"{name}.yaml").read_bytes(), name).root
    assert isinstance(root, dict)
    return load_policy(f"builtin:{name}"), root


@cache
def enriched(name: str) -> tuple[pl.DataFrame, list[Row]]:
    """Return the bundled reference as one policy sees it: as a table, and as plain rows."""
    chosen, _ = policy(name)
    reference = open_snapshot()
    fresh = without_stale(reference, chosen.decide.max_age, reference.collected)
    frame = collected(enrich(fresh, chosen.context, reference.collected).frame)
    return frame, [plain_row(cells) for cells in frame.iter_rows(named=True)]


SOURCES: dict[str, Callable[[str], tuple[pl.DataFrame, list[Row]]]] = {
    "the reference": enriched,
    "generated rows": lambda _: generated(),
}


@cache
def expected(name: str, source: str) -> dict[str, Judgement]:
    """Return what the reference evaluator says of each model."""
    _, root = policy(name)
    return {row["model.id"]: evaluate(root, row, DAY) for row in SOURCES[source](name)[1]}


def assert_one_meaning(name: str, source: str, engine: str) -> None:
    """Assert that an engine and the reference evaluator say the same of each row, and put the rows in the same order."""
    chosen, _ = policy(name)
    wanted = expected(name, source)
    answers = judged_on(engine, SOURCES[source](name)[0], chosen, DAY)
    assert sorted(answers.rows) == sorted(wanted)
    differences = [
        (model, what, found, other)
        for model, row in answers.rows.items()
        for what, found, other in different(chosen, row, wanted[model])
    ]
    assert differences[:5] == []
    assert answers.order == order(wanted)


def different(chosen: Policy, row: Row, wanted: Judgement) -> Iterator[tuple[str, Any, Any]]:
    """Yield what one judged row says otherwise than the reference evaluator.

    Values may differ in the last bits, as logarithms and divisions do between engines; nothing else may.
    """
    found, expected = as_judgement(chosen, row), in_words(wanted)
    for gate in chosen.gates:
        state, other = found["states"][gate.id], expected["states"][gate.id]
        if state != other:
            yield f"{gate.id}: {gate.title}", state, other
    yield from ((name, found[name], expected[name]) for name in found if found[name] != expected[name])
    bounds = {**wanted.values, **wanted.dimensions}
    for name, value in values(chosen, row).items():
        if value != pytest.approx(bounds[name], rel=0, abs=1e-14):
            yield name, value, bounds[name]


def in_words(one: Judgement) -> dict[str, Any]:
    """Return what must be equal to the last bit: everything that is compared, sorted or shown as a decision."""
    names = ("scope", "states", "low", "high", "coverage", "verdict", "because")
    return {name: getattr(one, name) for name in names}


def kind(fact: Fact) -> tuple[FactType, bool, bool]:
    return fact.type, bool(fact.members), fact.narrowed


def test_every_operator_is_tried_on_every_kind_of_fact() -> None:
    suitable = {(kind(fact), name) for fact in FACTS.values() for name, one in OPERATORS.items() if one.suits(fact)}
    tried = {(kind(FACTS[fact]), name) for fact, operands in OPERANDS.items() for name in operands}
    assert tried == suitable


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", [*BUILTIN, *OWN])
def test_the_reference_means_the_same_on(name: str, engine: str) -> None:
    assert_one_meaning(name, "the reference", engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", OWN)
def test_rows_at_the_limits_mean_the_same_on(name: str, engine: str) -> None:
    assert len(generated()[1]) == 2000
    assert_one_meaning(name, "generated rows", engine)


@pytest.mark.parametrize("unknown", ["review", "fail", "warn"])
@pytest.mark.parametrize("action", ["block", "review", "warn"])
@pytest.mark.parametrize("where", ["rule", "decide"])
def test_action_and_unknown_do_what_the_table_of_the_policy_language_says(
    action: str, unknown: str, where: str
) -> None:
    gate = {"id": "g", "title": "t", "action": action, "require": {"files.custom_code": False}}
    data: dict[str, Any] = {"weighbridge": 1, "name": "one-gate", "hosting": {"gates": [gate]}}
    (gate if where == "rule" else data.setdefault("decide", {}))["unknown"] = unknown
    chosen, root = parsed(data)
    rows = numbered({"files.custom_code": value} for value in (False, True, None))
    answers = judged_on("polars in memory", table(rows), chosen, DAY)
    verdicts = [as_judgement(chosen, row)["verdict"] for row in answers.rows.values()]
    on_fail = {"block": "unfit", "review": "review", "warn": "fit"}[action]
    on_unknown = {
        "block": {"review": "review", "fail": "unfit", "warn": "fit"},
        "review": {"review": "review", "fail": "review", "warn": "fit"},
        "warn": {"review": "fit", "fail": "fit", "warn": "fit"},
    }[action][unknown]
    assert verdicts == ["fit", on_fail, on_unknown]
    assert [evaluate(root, row, DAY).verdict for row in rows] == verdicts


@pytest.mark.parametrize("text", ["MIT OR", "(MIT", "MIT)", "OR", "MIT Apache-2.0"])
def test_what_is_no_licence_expression_neither_satisfies_nor_fails_to(text: str) -> None:
    satisfies = {"license.spdx": {"satisfies": ["MIT", "Apache-2.0"]}}
    gates = [
        {"id": "yes", "title": "t", "require": satisfies},
        {"id": "no", "title": "t", "require": {"not": satisfies}},
    ]
    chosen, _ = parsed({"weighbridge": 1, "name": "satisfies", "governance": {"gates": gates}})
    rows = judged_on("polars in memory", table(numbered([{"license.spdx": text}])), chosen, DAY).rows
    assert as_judgement(chosen, rows["test/model-0000"])["states"] == {"yes": "unknown", "no": "unknown"}


NEW = (
    "model__multimodal",
    "license__text_matches_tag",
    "license__permits__commercial",
    "license__obligations__notice",
    "license__irrevocable",
    "license__unilateral_change",
    "license__latest_version_duty",
    "license__remote_restriction",
    "license__at_will_termination",
    "license__excluded_countries",
    "license__banned_fields",
    "license__verified",
    "lineage__license_conflict",
    "lineage__gate_removed",
    "lineage__permits__commercial",
)
"""Columns that follow from the licences; no licence text is in the reference, which could match its tag."""


@pytest.fixture(scope="module")
def files() -> Iterator[tuple[Path, Path]]:
    collected_on = open_snapshot().collected.isoformat()
    return REFERENCE / f"collected={collected_on}" / FACTS_FILE, REFERENCE / LINEAGE_FILE


@pytest.mark.parametrize("context", [Context(), BUYER], ids=["nobody in particular", "a buyer"])
def test_facts_are_derived_alike_on_duckdb_and_polars(files: tuple[Path, Path], context: Context) -> None:
    reference = open_snapshot()
    held = ", ".join(f'"{name}"' for name in reference.table.collect_schema())
    facts, lines = (duckdb.read_parquet(str(path)) for path in files)
    on_duckdb = derived(nw.from_native(facts.select(held)).lazy(), nw.from_native(lines).lazy(), context)
    on_polars = enrich(reference, context, reference.collected).frame
    found = collected(on_duckdb).sort("model__id")
    assert set(SCHEMA) <= set(found.columns)
    decided = [name for name in NEW if name in SCHEMA and found[name].is_not_null().any()]
    assert decided == [name for name in NEW if name != "license__text_matches_tag"]
    for streaming in (False, True):
        expected = collected(on_polars, streaming=streaming).sort("model__id")
        assert_frame_equal(found, expected, check_column_order=False)
