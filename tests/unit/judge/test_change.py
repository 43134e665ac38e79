"""The smallest change: giving exactly what it names turns the verdict to what it says."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge import api
from weighbridge.facts import Fact, FactType
from weighbridge.judge.change import Turn
from weighbridge.judge.effects import Verdict
from weighbridge.judge.steps import Step
from weighbridge.policy import Policy, parse_policy
from weighbridge.policy.builtin import builtin_names
from weighbridge.report import ModelReport, report_content
from weighbridge.sources.candidates import Candidate

POLICY = """\
weighbridge: 1
name: turns
candidates: {require: {model.task: text-generation}}
decide: {unknown: review}
governance:
  gates:
    - {id: category, title: T, require: {license.category: [permissive, public-domain]}}
    - {id: spdx, title: T, action: review, require: {license.spdx: {satisfies: [Apache-2.0, MIT]}}}
    - {id: country, title: T,
       require: {all: [{provenance.country: {not_in: [CN, RU]}}, {lineage.countries: {has_none: [CN]}}]}}
    - {id: docs, title: T, action: review,
       require: {any: [{docs.sections: {has_all: [bias, limitations]}}, {docs.evaluations: {gte: 3}}]}}
    - {id: small, title: T, when: {files.custom_code: true}, require: {size.parameters: {lt: 1000000}}}
    - {id: two, title: T, require: {at_least: {n: 2, of: [
       {model.gated: open}, {hosting.engine_families: {gte: 3}}, {files.signature_present: true}]}}}
    - {id: not-old, title: T, unknown: fail, require: {not: {model.created: {before: 2023-01-01}}}}
    - {id: permits, title: T, require: {license.permits: {has_all: [use, commercial]}}}
"""
OPPOSITE = {"lt": "gte", "lte": "gt", "gt": "lte", "gte": "lt", "before": "after"}


@pytest.fixture(scope="module")
def reference() -> api.Snapshot:
    return api.open_snapshot()


@pytest.fixture(scope="module")
def policy() -> Policy:
    return parse_policy(POLICY.encode(), "turns.yaml")


def judged(policy: Policy, snapshot: api.Snapshot, candidates: list[Candidate]) -> dict[str, ModelReport]:
    ranking = api.weigh(policy, snapshot, as_of=snapshot.collected, candidates=candidates)
    return {model.id: model for model in report_content(ranking).models}


def value_for(step: Step) -> object:
    """Return a value of the step's fact for which its comparison comes out as wanted."""
    fact, operand = step.test.fact, step.test.operand
    name = step.test.operator.name
    if not step.wanted:
        negated = {"eq": "ne", "ne": "eq", "in": "not_in", "not_in": "in", "has_all": "nothing", "has_any": "nothing"}
        name = negated.get(name) or OPPOSITE.get(name) or f"not {name}"
    return _value(fact, name, operand)


def _value(fact: Fact, name: str, operand) -> object:
    match name:
        case "eq" | "lte" | "gte" if fact.type is not FactType.SET:
            return operand
        case "in" | "satisfies" | "subset_of":
            return list(operand) if fact.type is FactType.SET else operand[0]
        case "gt" | "after":
            return operand + 1 if not isinstance(operand, date) else operand.replace(year=operand.year + 1)
        case "not before":
            return operand
        case "lt":
            return operand - 1
        case "known":
            return fact.members[0] if fact.members else {FactType.TEXT: "x", FactType.BOOL: True}.get(fact.type, 1)
        case "has_all" | "has_any" | "eq":
            return list(operand)
        case "has":
            return [operand]
        case "count":
            return [f"x{number}" for number in range(dict(operand).get("gte", 0))]
        case "has_none" | "nothing" | "not has":
            return []
        case "not_in" | "ne":
            refused = operand if isinstance(operand, tuple) else (operand,)
            if fact.type is FactType.BOOL:
                return not operand
            return next(word for word in (fact.members or ("FR",)) if word not in refused)
    raise AssertionError(f"no value for {fact.id} {name} {operand}")


def changes(turn: Turn) -> dict[str, object]:
    return {step.test.fact.id: value_for(step) for gate in turn.gates for step in gate.steps}


MODELS = [
    "Qwen/Qwen3-8B",
    "meta-llama/Llama-3.1-8B-Instruct",
    "mistralai/Mistral-7B-v0.1",
    "google/gemma-2-9b-it",
    "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
    "microsoft/phi-4",
    "tiiuae/falcon-7b",
    "01-ai/Yi-6B-200K",
]


@pytest.mark.parametrize("model", MODELS)
def test_giving_exactly_what_the_smallest_change_names_turns_the_verdict(model, reference, policy) -> None:
    if model not in reference.ids():
        pytest.skip("the reference does not hold it")
    before = judged(policy, reference, [Candidate(model)])[model]
    assert before.turn is not None
    given = changes(before.turn)
    after = judged(policy, reference, [Candidate(model, None, given, "a test")])[model]
    assert after.verdict is before.turn.target
    assert after.verdict < before.verdict


@pytest.mark.parametrize("model", MODELS[:3])
def test_no_part_of_the_smallest_change_is_idle(model, reference, policy) -> None:
    if model not in reference.ids():
        pytest.skip("the reference does not hold it")
    before = judged(policy, reference, [Candidate(model)])[model]
    given = changes(before.turn)
    for left_out in given:
        less = {name: value for name, value in given.items() if name != left_out}
        after = judged(policy, reference, [Candidate(model, None, less, "a test")])[model]
        assert after.verdict is not before.turn.target


def test_every_model_of_the_reference_has_a_turn_unless_it_is_fit(reference) -> None:
    for name in builtin_names():
        ranking = api.weigh(api.load_policy(f"builtin:{name}"), reference, as_of=reference.collected)
        for model in report_content(ranking, 150).models:
            if model.verdict is Verdict.FIT:
                assert model.turn is None
            else:
                assert model.turn is not None
                assert model.turn.target < model.verdict


SCORED = """\
weighbridge: 1
name: scored
weights: {hosting: 50, governance: 50}
decide: {minimum_score: 60, floors: {hosting: 50}}
hosting:
  scores: [{id: size, title: Size, weight: 1, curve: {fact: size.parameters, worst: 101, best: 1}}]
governance:
  scores:
    - {id: osi, title: OSI, weight: 3, flag: {license.osi_approved: true}}
    - {id: likes, title: Likes, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 100}}
"""


@pytest.mark.parametrize(
    ("facts", "verdict", "target", "shortfalls"),
    [
        ({"size.parameters": 1, "license.osi_approved": True, "adoption.likes": 100}, "fit", None, None),
        (
            {"size.parameters": 101, "license.osi_approved": False, "adoption.likes": 0},
            "unfit",
            "fit",
            [
                (None, 60.0, 60.0, (("size", 50.0), ("osi", 37.5), ("likes", 12.5))),
                ("hosting", 50.0, 50.0, (("size", 100.0),)),
            ],
        ),
        (
            {"size.parameters": 1, "adoption.likes": 0},
            "review",
            "fit",
            [(None, 60.0, 10.0, (("osi", 37.5), ("likes", 12.5), ("size", 0.0)))],
        ),
        (
            {"license.osi_approved": True, "adoption.likes": 100},
            "review",
            "fit",
            [
                (None, 60.0, 10.0, (("size", 50.0), ("likes", 0.0), ("osi", 0.0))),
                ("hosting", 50.0, 50.0, (("size", 100.0),)),
            ],
        ),
        (
            {"size.parameters": 101},
            "unfit",
            "review",
            [
                (None, 60.0, 10.0, (("size", 50.0), ("osi", 37.5), ("likes", 12.5))),
                ("hosting", 50.0, 50.0, (("size", 100.0),)),
            ],
        ),
    ],
)
def test_a_score_that_is_too_low_says_how_much_is_missing_and_where_it_could_come_from(
    build_snapshot, facts: dict[str, object], verdict: str, target: str | None, shortfalls
) -> None:
    snapshot = api.open_snapshot(build_snapshot({"org/m": {}}))
    policy = parse_policy(SCORED.encode(), "scored.yaml")
    model = judged(policy, snapshot, [Candidate("org/m", None, facts, "x")])["org/m"]
    assert model.verdict.word == verdict
    assert (model.turn.target.word if model.turn else None) == target
    found = model.turn and [
        (short.dimension, short.threshold, round(short.points, 6), tuple((r, round(g, 6)) for r, g in short.rules))
        for short in model.turn.shortfalls
    ]
    assert found == shortfalls


def test_at_the_limit_is_enough(build_snapshot) -> None:
    text = (
        "weighbridge: 1\nname: p\ndecide: {minimum_score: 50}\nhosting:\n"
        "  scores: [{id: s, title: S, weight: 1, curve: {fact: size.parameters, worst: 1, best: 3}}]\n"
    )
    policy = parse_policy(text.encode(), "p.yaml")
    snapshot = api.open_snapshot(build_snapshot({"org/m": {"size.parameters": 2}}))
    assert judged(policy, snapshot, [Candidate("org/m")])["org/m"].verdict is Verdict.FIT
