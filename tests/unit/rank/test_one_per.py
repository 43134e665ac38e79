"""One per family or publisher: the best of each is shown, and all are judged and counted."""

from __future__ import annotations

import json
from datetime import date

import pytest

from weighbridge import api
from weighbridge.policy import Dimension, parse_policy
from weighbridge.policy.policy import OnePer
from weighbridge.rank import Summary
from weighbridge.report import csv_report, markdown_report, report_content, text
from weighbridge.sources.candidates import Candidate

DAY = date(2026, 11, 1)
POLICY = """\
weighbridge: 1
name: p
candidates: {require: {model.task: t}, one_per: FAMILY}
hosting:
  gates: [{id: lic, title: L, require: {license.spdx: MIT}}]
  scores: [{id: likes, title: L, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 100}}]
"""


def model(likes: int, base: str | None = None, licence: str = "mit", **more: object) -> dict[str, object]:
    bases = {} if base is None else {"lineage.base_models": [base] if base else []}
    return {"model.task": "t", "license.tag": licence, "adoption.likes": likes} | bases | more


MODELS = {
    "r/root": model(50, ""),
    "a/tune": model(90, "r/root"),
    "a/tune2": model(90, "r/root"),
    "b/tune": model(99, "r/root", "gpl-3.0"),
    "s/other": model(40, ""),
    "a/other": model(10, "s/other"),
    "a/unknown": model(30),
    "c/unknown": model(20),
    "gpt2": model(5),
    "bert": model(4),
    "x/outside": model(99, "r/root", **{"model.task": "u"}),
}
ALL = Summary(fit=9, unfit=1, out_of_scope=1)


@pytest.fixture
def snapshot(build_snapshot) -> api.Snapshot:
    return api.open_snapshot(build_snapshot(MODELS))


def policy(kind: str) -> api.Policy:
    return parse_policy(POLICY.replace("FAMILY", kind).encode(), "p.yaml")


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("family", ["a/tune", "s/other", "a/unknown", "c/unknown", "gpt2", "bert"]),
        ("publisher", ["a/tune", "r/root", "s/other", "c/unknown", "gpt2", "bert", "b/tune"]),
    ],
)
def test_the_best_of_each_is_shown_and_what_is_not_known_stands_for_itself(snapshot, kind: str, shown) -> None:
    ranking = api.weigh(policy(kind), snapshot, as_of=DAY)
    assert ranking.order.select("rank", "model__id").rows() == list(enumerate(shown, 1))
    assert (ranking.one_per, ranking.hidden, ranking.summary) == (OnePer(kind), 10 - len(shown), ALL)


def test_all_are_in_the_order_where_every_one_is_asked_for(snapshot) -> None:
    whole = api.weigh(policy("family"), snapshot, as_of=DAY, every=True)
    assert (whole.order.height, whole.one_per, whole.hidden, whole.summary) == (10, None, 0, ALL)
    plain = parse_policy(POLICY.replace(", one_per: FAMILY", "").encode(), "p.yaml")
    assert api.weigh(plain, snapshot, as_of=DAY).order.equals(whole.order)


def test_one_per_needs_no_scope(build_snapshot) -> None:
    text_ = POLICY.replace("require: {model.task: t}, one_per: FAMILY", "one_per: publisher")
    ranking = api.weigh(
        parse_policy(text_.encode(), "p"), api.open_snapshot(build_snapshot({"a/b": model(1), "a/c": {}})), as_of=DAY
    )
    assert ranking.order["model__id"].to_list() == ["a/b"]


@pytest.mark.parametrize("limit", [0, 1, 2, 5, 6, 99])
def test_a_limit_counts_those_that_are_shown(snapshot, limit: int) -> None:
    whole = api.weigh(policy("family"), snapshot, as_of=DAY)
    cut = api.weigh(policy("family"), snapshot, as_of=DAY, limit=limit)
    assert cut.order.equals(whole.order.head(limit))
    assert (cut.summary, cut.hidden) == (whole.summary, whole.hidden)


def test_who_is_best_follows_the_weights_that_are_tried(build_snapshot) -> None:
    text_ = POLICY.replace("FAMILY", "publisher") + (
        "governance:\n  scores: [{id: size, title: S, weight: 1, curve: {fact: size.parameters, worst: 101, best: 1}}]\n"
    )
    models = {"a/liked": model(100, **{"size.parameters": 101}), "a/small": model(0, **{"size.parameters": 1})}
    snapshot = api.open_snapshot(build_snapshot(models))
    for hosting, governance, best in ((2.0, 1.0, "a/liked"), (1.0, 2.0, "a/small")):
        weights = {Dimension.HOSTING: hosting, Dimension.GOVERNANCE: governance}
        ranking = api.weigh(parse_policy(text_.encode(), "p"), snapshot, as_of=DAY, weights=weights)
        assert ranking.order["model__id"].to_list() == [best]


def test_named_models_are_grouped_too(snapshot) -> None:
    named = [Candidate(name) for name in ("a/tune", "r/root", "s/other")]
    ranking = api.weigh(policy("family"), snapshot, as_of=DAY, candidates=named)
    assert (ranking.order["model__id"].to_list(), ranking.hidden) == (["a/tune", "s/other"], 1)


def test_reports_say_how_many_are_not_shown(snapshot) -> None:
    report = report_content(api.weigh(policy("family"), snapshot, as_of=DAY))
    lines = text.render(report).splitlines()
    assert "✔ fit 9   ! review 0   ✖ unfit 1   out of scope 1" in lines
    assert "Shown is the best of each family; 4 others are judged and counted." in lines
    assert "Shown is the best of each family; 4 others are judged and counted." in markdown_report.render(report)
    assert len(csv_report.render(report).splitlines()) == 7
    cut = text.render(report_content(api.weigh(policy("family"), snapshot, as_of=DAY), 2)).splitlines()
    assert "Shown are the first 2 of 6; --limit 6 shows all." in cut
    assert json.loads(api.report(api.weigh(policy("family"), snapshot, as_of=DAY, limit=2), "json"))["not_shown"] == {
        "one_per": "family",
        "models": 4,
    }


def test_one_that_is_not_shown_is_one(snapshot) -> None:
    named = [Candidate(name) for name in ("a/tune", "r/root", "s/other")]
    report = report_content(api.weigh(policy("family"), snapshot, as_of=DAY, candidates=named))
    said = "Shown is the best of each family; 1 other is judged and counted."
    assert said in text.render(report).splitlines()
    assert said in markdown_report.render(report)


def test_rank_shows_the_best_and_check_and_explain_judge_all(weighbridge, build_snapshot, write_policy) -> None:
    path, folder = write_policy(POLICY.replace("FAMILY", "family")), build_snapshot(MODELS)
    ranked = json.loads(weighbridge("rank", path, "--snapshot", folder, "--format", "json").out)
    assert [one["id"] for one in ranked["models"]] == ["a/tune", "s/other", "a/unknown", "c/unknown", "gpt2", "bert"]
    assert [one["rank"] for one in ranked["models"]] == [1, 2, 3, 4, 5, 6]
    checked = weighbridge("check", path, "--snapshot", folder, "--format", "json")
    assert checked.code == 1
    assert len(json.loads(checked.out)["models"]) == 10
    assert json.loads(checked.out)["summary"] == ranked["summary"]
    assert weighbridge("explain", path, "a/tune2", "--snapshot", folder).out.startswith("a/tune2\n✔ fit")
    limited = json.loads(weighbridge("rank", path, "--snapshot", folder, "--format", "json", "--limit", "1").out)
    assert [one["id"] for one in limited["models"]] == ["a/tune"]
    assert limited["summary"] == ranked["summary"]
    assert ranked["not_shown"] == limited["not_shown"] == {"one_per": "family", "models": 4}
    assert json.loads(checked.out)["not_shown"] == {"one_per": None, "models": 0}


def test_other_kinds_are_refused(weighbridge, write_policy) -> None:
    path = write_policy(POLICY.replace("FAMILY", "familly"))
    assert weighbridge("policy", "lint", path).out == (
        f'{path}:3:49: error: candidates.one_per cannot be "familly"\nhint: did you mean "family"?\n'
    )
