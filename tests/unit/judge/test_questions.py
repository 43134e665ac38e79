"""The facts that would settle most models."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge import api
from weighbridge.judge.questions import open_questions
from weighbridge.policy import parse_policy

DAY = date(2026, 11, 1)
GATES = """\
weighbridge: 1
name: p
candidates: {require: {model.task: t}}
governance:
  gates:
    - {id: lic, title: L, require: {license.spdx: MIT}}
    - {id: likes, title: L, require: {adoption.likes: {gte: 5}}}
    - {id: soft, title: S, unknown: warn, require: {model.gated: open}}
"""
FULL = {"model.task": "t", "license.tag": "mit", "adoption.likes": 9}


def asked(build_snapshot, text: str, models: dict[str, dict]) -> list[tuple[str, int, int, str]]:
    snapshot = api.open_snapshot(build_snapshot(models))
    ranking = api.weigh(parse_policy(text.encode(), "p.yaml"), snapshot, as_of=DAY)
    return [(q.fact.id, q.models, q.alone, q.example) for q in open_questions(ranking.judged)]


def without(*names: str) -> dict:
    return {name: value for name, value in FULL.items() if name not in names}


def test_the_fact_that_unlocks_most_models_comes_first(build_snapshot) -> None:
    models = {
        "a/fit": FULL,
        "a/unfit": FULL | {"adoption.likes": 1},
        "b/no-licence": without("license.tag"),
        "c/no-licence": without("license.tag"),
        "d/no-likes": without("adoption.likes"),
        "e/neither": without("license.tag", "adoption.likes"),
        "f/unfit-anyway": {"model.task": "t", "adoption.likes": 1},
        "g/no-task": without("model.task"),
        "h/elsewhere": {"model.task": "other"},
    }
    assert asked(build_snapshot, GATES, models) == [
        ("license.tag", 3, 2, "b/no-licence"),
        ("adoption.likes", 2, 1, "d/no-likes"),
        ("model.task", 1, 1, "g/no-task"),
    ]


def test_nothing_is_asked_where_every_verdict_stands(build_snapshot) -> None:
    assert asked(build_snapshot, GATES, {"a/b": FULL, "c/d": FULL | {"adoption.likes": 1}}) == []


SCORES = """\
weighbridge: 1
name: p
decide: {minimum_score: 60}
hosting:
  scores:
    - {id: likes, title: L, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 10}}
    - {id: size, title: S, weight: 1, curve: {fact: size.parameters, worst: 100, best: 1}}
"""


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"adoption.likes": 10}, [("size.parameters", 1, 1, "a/b")]),
        ({"adoption.likes": 0}, []),
        ({"adoption.likes": 10, "size.parameters": 1}, []),
        ({}, [("adoption.likes", 1, 0, "a/b"), ("size.parameters", 1, 0, "a/b")]),
    ],
)
def test_a_score_that_may_be_too_low_asks_for_what_it_is_made_of(build_snapshot, facts, expected) -> None:
    assert asked(build_snapshot, SCORES, {"a/b": facts}) == expected


def test_scores_ask_nothing_where_they_decide_nothing(build_snapshot) -> None:
    assert asked(build_snapshot, SCORES.replace("decide: {minimum_score: 60}\n", ""), {"a/b": {}}) == []
