"""The order of judged models."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge import api
from weighbridge.policy import Dimension, parse_policy
from weighbridge.rank import Summary
from weighbridge.sources.candidates import Candidate, Unavailable

DAY = date(2026, 11, 1)
POLICY = """\
weighbridge: 1
name: p
candidates: {require: {model.task: t}}
decide: {minimum_score: 20}
hosting:
  gates: [{id: lic, title: L, require: {license.spdx: MIT}}]
  scores: [{id: likes, title: L, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 100}}]
governance:
  scores: [{id: size, title: S, weight: 1, curve: {fact: size.parameters, worst: 101, best: 1}}]
"""


def model(
    likes: int | None, size: int | None, licence: str | None = "mit", task: str | None = "t"
) -> dict[str, object]:
    facts = {"adoption.likes": likes, "size.parameters": size, "license.tag": licence, "model.task": task}
    return {name: value for name, value in facts.items() if value is not None}


MODELS = {
    "z/best": model(100, 1),
    "a/good": model(80, 21),
    "b/good": model(80, 21),
    "c/wide": model(80, None),
    "d/no-licence": model(100, 1, None),
    "e/bad-licence": model(100, 1, "gpl-3.0"),
    "f/low": model(0, 101),
    "g/elsewhere": model(100, 1, task="other"),
    "h/no-task": model(100, 1, task=None),
    "i/perhaps-low": model(0, None),
}


@pytest.fixture
def snapshot(build_snapshot) -> api.Snapshot:
    return api.open_snapshot(build_snapshot(MODELS))


@pytest.fixture
def policy() -> api.Policy:
    return parse_policy(POLICY.encode(), "p.yaml")


def test_the_order_is_verdict_then_low_then_high_then_id(snapshot, policy) -> None:
    order = api.weigh(policy, snapshot, as_of=DAY).order
    assert order.select("rank", "model__id", "verdict", "low", "high").rows() == [
        (1, "z/best", 0, 1_000_000, 1_000_000),
        (2, "a/good", 0, 800_000, 800_000),
        (3, "b/good", 0, 800_000, 800_000),
        (4, "c/wide", 0, 400_000, 900_000),
        (5, "d/no-licence", 1, 1_000_000, 1_000_000),
        (6, "h/no-task", 1, 1_000_000, 1_000_000),
        (7, "i/perhaps-low", 1, 0, 500_000),
        (8, "e/bad-licence", 2, 1_000_000, 1_000_000),
        (9, "f/low", 2, 0, 0),
    ]


def test_the_summary_counts_everything(snapshot, policy) -> None:
    summary = api.weigh(policy, snapshot, as_of=DAY).summary
    assert summary == Summary(fit=4, review=3, unfit=2, out_of_scope=1, review_evidence=3)
    assert summary.judged == 9


def test_the_order_does_not_depend_on_that_of_the_table(build_snapshot, policy) -> None:
    orders = []
    for name, items in (("one", list(MODELS.items())), ("two", list(reversed(MODELS.items())))):
        snapshot = api.open_snapshot(build_snapshot(dict(items), name=name))
        rows = snapshot.table.collect()
        for table in (rows.lazy(), rows.reverse().lazy(), rows.sort("model__name").lazy()):
            orders.append(api.weigh(policy, snapshot.with_claims(table, []), as_of=DAY).order)
    assert all(order.equals(orders[0]) for order in orders)


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 8, 9, 100])
def test_a_limit_cuts_what_is_shown_and_nothing_else(snapshot, policy, limit: int) -> None:
    whole = api.weigh(policy, snapshot, as_of=DAY)
    cut = api.weigh(policy, snapshot, as_of=DAY, limit=limit)
    assert cut.order.equals(whole.order.head(limit))
    assert cut.summary == whole.summary


def test_other_weights_may_be_tried(snapshot, policy) -> None:
    weights = {Dimension.HOSTING: 0.0, Dimension.GOVERNANCE: 1.0}
    ranking = api.weigh(policy, snapshot, as_of=DAY, weights=weights)
    low = dict(ranking.order.select("model__id", "low").iter_rows())
    assert low == {
        "z/best": 1_000_000,
        "a/good": 800_000,
        "b/good": 800_000,
        "c/wide": 0,
        "d/no-licence": 1_000_000,
        "h/no-task": 1_000_000,
        "i/perhaps-low": 0,
        "e/bad-licence": 1_000_000,
        "f/low": 0,
    }


def test_named_candidates_are_found_missing_or_out_of_scope(snapshot, policy) -> None:
    named = [Candidate(name) for name in ("a/good", "g/elsewhere", "x/gone")]
    ranking = api.weigh(policy, snapshot, as_of=DAY, candidates=named)
    assert ranking.order["model__id"].to_list() == ["a/good"]
    assert list(ranking.out_of_scope) == ["g/elsewhere"]
    assert [type(one) for one in ranking.unavailable] == [Unavailable]
    assert ranking.unavailable[0].id == "x/gone"
    assert ranking.summary == Summary(fit=1, unavailable=1, out_of_scope=1)


def test_no_candidates_are_no_models(snapshot, policy) -> None:
    ranking = api.weigh(policy, snapshot, as_of=DAY, candidates=[])
    assert ranking.order.height == 0
    assert ranking.summary == Summary()


def test_a_model_described_by_hand_stands_among_the_others(snapshot, policy) -> None:
    given = {"adoption.likes": 90, "size.parameters": 1, "license.spdx": "MIT", "model.task": "t"}
    named = [Candidate("z/best"), Candidate("a/good"), Candidate("vendor/api", None, given, "offer")]
    ranking = api.weigh(policy, snapshot, as_of=DAY, candidates=named)
    assert ranking.order.select("model__id", "low").rows() == [
        ("z/best", 1_000_000),
        ("vendor/api", 950_000),
        ("a/good", 800_000),
    ]


def test_a_policy_without_scores_orders_by_verdict_and_id(snapshot) -> None:
    text = "weighbridge: 1\nname: p\nhosting:\n  gates: [{id: lic, title: L, require: {license.spdx: MIT}}]\n"
    order = api.weigh(parse_policy(text.encode(), "p"), snapshot, as_of=DAY).order
    assert order["model__id"].to_list() == [
        *("a/good", "b/good", "c/wide", "f/low", "g/elsewhere", "h/no-task", "i/perhaps-low", "z/best"),
        "d/no-licence",
        "e/bad-licence",
    ]
    assert order["low"].null_count() == order.height
