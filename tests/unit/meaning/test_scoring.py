"""SCORING.md's check table for the additive score, and what must be so of every score."""

from __future__ import annotations

from functools import cache
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from weighbridge.enrich.native import collected
from weighbridge.judge import findings
from weighbridge.judge.judged import Judged, judged_table
from weighbridge.policy import Policy
from weighbridge.policy.policy import Dimension
from weighbridge.rank import rank
from weighbridge.sources.snapshot import open_snapshot

from .engines import ENGINES, judged_on
from .own_policies import Data, every_form, every_step, parsed
from .reference_evaluator import evaluate
from .removal import removals
from .rows import DAY, Row, generated, numbered, table
from .test_removal import blessed, facts_of

SCORES = ("low", "high", "coverage")


@cache
def every_form_policy() -> Policy:
    return parsed(every_form())[0]


def judged(rows: list[Row], policy: Policy | None = None) -> Judged:
    frame = nw.from_native(table(rows).lazy())
    return judged_table(frame, policy or every_form_policy(), open_snapshot(), DAY)


def answers(rows: list[Row], policy: Policy | None = None) -> dict[str, dict[str, Any]]:
    """Return by id what judging added to each row: answers, values, scores and verdict."""
    result = judged(rows, policy)
    added = [name for name in result.frame.collect_schema().names() if name not in table([]).columns]
    frame = collected(result.frame.select("model__id", *added))
    return {row["model__id"]: row for row in frame.iter_rows(named=True)}


def test_the_additive_score_is_one_minus_spotis() -> None:
    """The example of Dezert et al. 2020; its third criterion is moved up by 8, since no third fact takes negative values."""
    facts = ("hosting.headroom", "adoption.slope_per_month", "service.price_per_million_tokens")
    anchors = ((-5, 12), (10, -6), (0, 13))
    scores = [
        {"id": f"c{index}", "title": "t", "weight": weight, "curve": {"fact": fact, "worst": worst, "best": best}}
        for index, (fact, weight, (worst, best)) in enumerate(zip(facts, (0.2, 0.3, 0.5), anchors, strict=True))
    ]
    policy, _ = parsed({"weighbridge": 1, "name": "spotis", "hosting": {"scores": scores}})
    data = ((10.5, -3.1, 1.7), (-4.7, 0.0, 3.4), (8.1, 0.3, 1.3), (3.2, 7.3, -5.3))
    rows = numbered(dict(zip(facts, (first, second, third + 8), strict=True)) for first, second, third in data)
    found = answers(rows, policy).values()
    assert [round(row["low"] / 1e6, 4) for row in found] == [0.8011, 0.6295, 0.6937, 0.2509]
    assert [(row["high"] - row["low"], row["coverage"]) for row in found] == [(0, 1_000_000)] * 4


def close(row: Row) -> Row:
    """Return a judged row with numbers rounded where logarithms and divisions differ; all others stay as they are."""
    return {name: round(cell, 13) if isinstance(cell, float) else cell for name, cell in row.items()}


def test_adding_or_removing_a_model_changes_no_other_score() -> None:
    rows = generated()[1]
    everybody = answers(rows)
    for kept in (rows[::3], rows[1::3], rows[5:7], rows[9:10]):
        assert {name: close(row) for name, row in answers(kept).items()} == {
            row["model.id"]: close(everybody[row["model.id"]]) for row in kept
        }


TIES = {"curve": {"worst": 0, "best": 2_000_000}, "steps": {"points": [[0, 0], [2_000_000, 1]]}}
"""Values that end half way between two millionths for every odd number, so that the last bit decides."""


@pytest.mark.parametrize("form", TIES)
def test_a_score_half_way_between_two_millionths_is_the_same_on_every_engine_and_alone(form: str) -> None:
    score = {"id": "s", "title": "t", "weight": 1, form: {"fact": "lineage.derivatives", **TIES[form]}}
    limit = {"decide": {"minimum_score": 5}}
    policy, root = parsed({"weighbridge": 1, "name": "ties", **limit, "hosting": {"scores": [score]}})
    rows = numbered({"lineage.derivatives": x} for x in [*range(1, 200, 2), *range(99_801, 100_199, 2)])

    def scores(engine: str, some: list[Row]) -> dict[str, tuple[int, int]]:
        found = judged_on(engine, table(some), policy, DAY).rows
        return {model: (row["low"], row["verdict"]) for model, row in found.items()}

    together = {engine: scores(engine, rows) for engine in ENGINES}
    assert together["polars streaming"] == together["polars in memory"]
    assert together["duckdb"] == together["polars in memory"]
    on_paper = {row["model.id"]: evaluate(root, row, DAY).low for row in rows}
    assert {model: low for model, (low, _) in together["duckdb"].items()} == on_paper
    chosen = rows[::7]
    alone = {model: score for row in chosen for model, score in scores("polars in memory", [row]).items()}
    assert alone == {row["model.id"]: together["polars in memory"][row["model.id"]] for row in chosen}


def test_the_order_does_not_depend_on_the_order_of_the_input() -> None:
    rows = generated()[1]
    order = rank(judged(rows)).order
    for mixed in (rows[::-1], [*rows[1::2], *rows[::2]]):
        assert_frame_equal(rank(judged(mixed)).order, order, rel_tol=0, abs_tol=1e-13)


def test_the_lowest_score_is_never_above_the_highest() -> None:
    for row in answers(generated()[1]).values():
        assert 0 <= row["low"] <= row["high"] <= 1_000_000
        assert row["coverage"] == 1_000_000 - (row["high"] - row["low"])
        for name in [name.removesuffix("_low") for name in row if name.endswith("_low")]:
            assert 0 <= row[f"{name}_low"] <= row[f"{name}_high"] <= 1 + 1e-12, name


def monotone() -> list[tuple[str, Data, int]]:
    """Return curves and steps over one fact, and whether their value rises (1) or falls (-1) with it."""
    headroom, derivatives = "hosting.headroom", "lineage.derivatives"
    return [
        (headroom, {"curve": {"fact": headroom, "worst": -0.5, "best": 0.7}}, 1),
        (headroom, {"curve": {"fact": headroom, "worst": 0.7, "best": -0.5}}, -1),
        (headroom, {"curve": {"fact": headroom, "worst": 0.1, "best": 0.7, "scale": "log"}}, 1),
        (derivatives, {"curve": {"fact": derivatives, "worst": 1, "best": 1000, "scale": "log"}}, 1),
        (derivatives, {"curve": {"fact": derivatives, "worst": 1000, "best": 0, "scale": "log"}}, -1),
        (derivatives, {"steps": {"fact": derivatives, "points": [[1, 0], [3, 0.1], [10, 0.5], [100, 1]]}}, 1),
        (headroom, {"steps": {"fact": headroom, "points": [[-1, 1], [0, 0.5], [0.1, 0.5], [0.3, 0]]}}, -1),
    ]


@pytest.mark.parametrize(("fact", "form", "sense"), monotone())
def test_a_value_only_rises_or_only_falls_with_its_fact(fact: str, form: Data, sense: int) -> None:
    score = {"id": "s", "title": "t", "weight": 1, **form}
    policy, _ = parsed({"weighbridge": 1, "name": "one-score", "hosting": {"scores": [score]}})
    xs = sorted({row[fact] for row in generated()[1]} - {None})
    assert len(xs) > 100
    values = [row["v00_low"] for row in answers(numbered({fact: x} for x in xs), policy).values()]
    assert values == sorted(values, reverse=sense < 0)
    assert {0, 1} <= set(values)
    assert all(0 <= value <= 1 for value in values)


@pytest.mark.parametrize("data", [every_form(), every_step()], ids=["every-form", "every-step"])
def test_revealing_a_fact_or_a_member_never_widens_an_interval(data: Data) -> None:
    policy, _ = parsed(data)
    frame = generated()[0]

    def judged_frame(columns: list[pl.Expr]) -> pl.DataFrame:
        less = nw.from_native(frame.lazy().with_columns(columns))
        return collected(judged_table(less, policy, open_snapshot(), DAY).frame)

    revealed = judged_frame([])
    bounds = [
        name.removesuffix("low") for name in revealed.columns if name.endswith("low") and name not in frame.columns
    ]
    assert {"", "v00_", "hosting_"} <= set(bounds)
    for what, columns in removals(facts_of(policy)):
        hidden = judged_frame(columns)
        for name in bounds:
            low, high = f"{name}low", f"{name}high"
            inside = (hidden[low] <= revealed[low]) & (revealed[high] <= hidden[high])
            assert inside.all(), (what, name)


@pytest.mark.parametrize("factor", [0.001, 0.3, 3, 1000])
def test_scaling_all_weights_changes_nothing(factor: float) -> None:
    scaled = every_form()
    scaled["weights"] = {
        name: {key: number * factor for key, number in entry.items()} if isinstance(entry, dict) else entry * factor
        for name, entry in scaled["weights"].items()
    }
    for name in scaled["weights"]:
        scaled[name]["scores"] = [rule | {"weight": rule["weight"] * factor} for rule in scaled[name]["scores"]]
    policy, _ = parsed(scaled)
    names = (*SCORES, "verdict", "because_evidence")

    rows = generated()[1]
    one, other = answers(rows), answers(rows, policy)
    assert {model: [row[name] for name in names] for model, row in other.items()} == {
        model: [row[name] for name in names] for model, row in one.items()
    }


def test_contributions_add_up_to_the_score() -> None:
    shares = {"hosting": 0.25, "governance": 0.4, "adaptation": 0.15, "vendor_lock": 0.2}
    rows = generated()[1][:200]
    found = findings(judged(rows), [row["model.id"] for row in rows])
    for row in answers(rows).values():
        scores = [finding for finding in found[row["model__id"]] if finding.weight is not None]
        assert sum(finding.weight for finding in scores) == pytest.approx(1, rel=0, abs=1e-12)
        for bound in ("low", "high"):
            contributions = sum(finding.weight * getattr(finding, bound) for finding in scores)
            whole = sum(share * row[f"{name}_{bound}"] for name, share in shares.items())
            assert contributions == pytest.approx(whole, rel=0, abs=1e-12)
            assert row[bound] == pytest.approx(contributions * 1e6, rel=0, abs=0.5 + 1e-6)


def test_a_failed_blocking_gate_is_unfit_whatever_the_score() -> None:
    data = every_form()
    data["governance"]["gates"] = [{"id": "block", "title": "t", "require": {"files.custom_code": False}}]
    policy, _ = parsed(data)
    rows = generated()[1]
    good = [blessed(row) | {"hosting.headroom": 0.3, "lineage.derivatives": 10} for row in rows]
    failing = numbered([row | {"files.custom_code": True} for row in [*rows, *good]])
    passing = numbered([row | {"files.custom_code": False} for row in good])
    assert {row["verdict"] for row in answers(failing, policy).values()} == {2}
    assert 0 in {row["verdict"] for row in answers(passing, policy).values()}


def test_other_weights_change_the_score_and_no_answer() -> None:
    rows = numbered([blessed({"license.permits": {}, "docs.sections": {}}) | {"hosting.headroom": 0.3}])
    result = judged(rows)
    tried = rank(
        result, {Dimension.HOSTING: 1, Dimension.GOVERNANCE: 0, Dimension.ADAPTATION: 0, Dimension.VENDOR_LOCK: 0}
    )
    row = tried.order.row(0, named=True)
    assert isinstance(tried.order, pl.DataFrame)
    assert row["low"] == round(row["hosting_low"] * 1e6)
