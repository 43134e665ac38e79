"""Models that a policy lets in without evidence: counted place by place, and said in every report."""

from __future__ import annotations

import json
from datetime import date

import pytest

from weighbridge import api
from weighbridge.judge.accepted import accepted
from weighbridge.policy import parse_policy
from weighbridge.policy.acceptances import acceptances
from weighbridge.report import csv_report, markdown_report, rendered, report_content, text

DAY = date(2026, 11, 1)
HEAD = "weighbridge: 1\nname: p\n"
LIKES = {"adoption.likes": 9}
OTHERS = {"a/none": {}, "a/many": LIKES, "a/few": {"adoption.likes": 1}}
WARNS = "rule g accepts a model without evidence: unknown is a warning"
ASKS = "rule g asks whether adoption.likes is known: what is missing then decides like an answer"
SCOPE = "the scope asks whether adoption.likes is known: models where it is missing are left out, not judged"


def gate(rest: str, decide: str = "") -> str:
    return f"{HEAD}{decide}governance:\n  gates:\n    - {{id: g, title: G, {rest}}}\n"


def counted(build_snapshot, policy: str, models=None) -> list[tuple[str, int]]:
    snapshot = api.open_snapshot(build_snapshot(models or OTHERS))
    ranking = api.weigh(parse_policy(policy.encode(), "p.yaml"), snapshot, as_of=DAY)
    return [(one.place.message, one.models) for one in accepted(ranking.judged)]


AT_LEAST = "require: {adoption.likes: {gte: 5}}"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (gate(AT_LEAST), []),
        (gate(f"unknown: fail, {AT_LEAST}"), []),
        (gate(f"unknown: warn, {AT_LEAST}"), [(WARNS, 1)]),
        (gate(AT_LEAST, "decide: {unknown: warn}\n"), [(WARNS, 1)]),
        (gate(f"unknown: review, {AT_LEAST}", "decide: {unknown: warn}\n"), []),
        (gate(f"unknown: warn, action: warn, {AT_LEAST}"), []),
        (gate(f"unknown: warn, action: review, {AT_LEAST}"), [(WARNS, 1)]),
        (gate(f"unknown: warn, when: {{adoption.likes: {{gte: 5}}}}, {AT_LEAST}"), [(WARNS, 1)]),
        (gate(f"unknown: warn, when: {{model.publisher: b}}, {AT_LEAST}"), [(WARNS, 0)]),
        (gate("require: {adoption.likes: {known: true}}"), [(ASKS, 0)]),
        (gate("require: {adoption.likes: {known: false}}"), [(ASKS, 1)]),
        (gate("require: {any: [{adoption.likes: {known: false}}, {adoption.likes: {gte: 5}}]}"), [(ASKS, 1)]),
        (gate("require: {not: {adoption.likes: {known: true, lt: 5}}}"), [(ASKS, 1)]),
        (gate("require: {adoption.likes: {known: true, gte: 5}}"), [(ASKS, 0)]),
    ],
)
def test_places_are_counted_where_a_missing_fact_lets_a_model_in(build_snapshot, policy: str, expected) -> None:
    assert counted(build_snapshot, policy) == expected
    assert [(one.message) for one in acceptances(parse_policy(policy.encode(), "p"))] == [said for said, _ in expected]


def test_a_rule_that_applies_only_where_a_fact_is_known_lets_in_the_others(build_snapshot) -> None:
    policy = gate(f"when: {{adoption.likes: {{known: true}}}}, {AT_LEAST}")
    assert counted(build_snapshot, policy) == [(ASKS, 1)]


@pytest.mark.parametrize(
    ("require", "known", "expected"),
    [("{known: true}", True, 0), ("{known: true, gte: 5}", True, 0), ("{known: false}", False, 1)],
)
def test_of_the_scope_the_models_in_it_count(build_snapshot, require: str, known: bool, expected: int) -> None:
    text_ = f"{HEAD}candidates: {{require: {{adoption.likes: {require}}}}}\n" + gate(
        "require: {license.category: permissive}"
    ).removeprefix(HEAD)
    assert counted(build_snapshot, text_) == [(SCOPE, expected)]


def test_models_out_of_scope_are_not_counted(build_snapshot) -> None:
    policy = f"{HEAD}candidates: {{require: {{model.publisher: a}}}}\n" + gate(
        f"unknown: warn, {AT_LEAST}"
    ).removeprefix(HEAD)
    assert counted(build_snapshot, policy, OTHERS | {"b/none": {}, "b/none2": {}}) == [(WARNS, 1)]


def test_flags_and_conditions_of_scores_count_where_their_fact_is_missing(build_snapshot) -> None:
    policy = f"""{HEAD}hosting:
  scores:
    - {{id: f, title: F, weight: 1, flag: {{adoption.likes: {{known: true}}}}}}
    - {{id: w, title: W, weight: 1, curve: {{fact: size.parameters, worst: 1, best: 9}},
       when: {{model.tags: {{known: true}}}}, otherwise: 0.5}}
"""
    said = "rule {} asks whether {} is known: what is missing then decides like an answer"
    assert counted(build_snapshot, policy) == [
        (said.format("f", "adoption.likes"), 1),
        (said.format("w", "model.tags"), 3),
    ]


def test_a_set_that_is_partly_known_is_missing(build_snapshot, write_policy) -> None:
    policy = gate("require: {model.tags: {known: false}}")
    models = {
        "a/part": {"model.tags": {"members": ["x"], "complete": False}},
        "a/none": {},
        "a/whole": {"model.tags": ["x"]},
        "a/empty": {"model.tags": []},
    }
    assert [count for _, count in counted(build_snapshot, policy, models)] == [2]


POLICY = """\
weighbridge: 1
name: p
candidates: {require: {model.task: {known: true, eq: t}}}
governance:
  gates:
    - {id: lic, title: L, unknown: warn, require: {license.spdx: MIT}}
    - {id: tags, title: T, require: {any: [{model.tags: {known: false}}, {model.tags: {has: x}}]}}
"""
MODELS = {
    "a/both": {"model.task": "t"},
    "a/tags": {"model.task": "t", "license.tag": "mit"},
    "a/fit": {"model.task": "t", "license.tag": "mit", "model.tags": ["x"]},
    "a/out": {},
}
PLACES = [
    (
        "candidates",
        3,
        "the scope asks whether model.task is known: models where it is missing are left out, not judged",
    ),
    ("lic", 6, "rule lic accepts a model without evidence: unknown is a warning"),
    ("tags", 7, "rule tags asks whether model.tags is known: what is missing then decides like an answer"),
]


@pytest.fixture
def report(build_snapshot) -> api.Report:
    snapshot = api.open_snapshot(build_snapshot(MODELS))
    return report_content(api.weigh(parse_policy(POLICY.encode(), "p.yaml"), snapshot, as_of=DAY))


def test_text_says_how_many_models_each_place_lets_in(report) -> None:
    said = " ".join(line.strip() for line in text.render(report).splitlines())
    assert "accepted without evidence: 1 model: lic: unknown is only a warning (p.yaml:6)" in said
    assert "accepted without evidence: 2 models: tags: asks whether model.tags is known (p.yaml:7)" in said
    assert said.count("accepted without evidence") == 2


def test_json_and_markdown_list_every_place(report) -> None:
    found = json.loads(rendered(report, "json"))["accepted_without_evidence"]
    facts = {"candidates": "model.task", "lic": None, "tags": "model.tags"}
    counts = {"candidates": 0, "lic": 1, "tags": 2}
    assert found == [
        {
            "rule": rule,
            "message": message,
            "fact": facts[rule],
            "policy": {"file": "p.yaml", "line": line},
            "models": counts[rule],
        }
        for rule, line, message in PLACES
    ]
    shown = markdown_report.render(report)
    rows = [
        f"| p.yaml:{line} | {markdown_report.escaped(message)} | {counts[rule]} |" for rule, line, message in PLACES
    ]
    heads = ["| policy | what it says | models |", "| --- | --- | --- |"]
    assert "## Accepted without evidence\n\n" + "\n".join([*heads, *rows]) in shown


def test_every_model_says_which_gates_were_not_known(report) -> None:
    states = {model.id: [(one.state, one.effect) for one in model.findings] for model in report.models}
    assert states["a/both"] == [("unknown", "warning"), ("pass", "none")]
    assert {model.verdict.word for model in report.models} == {"fit"}
    assert csv_report.render(report).splitlines()[0].endswith("reason,gate:lic,gate:tags")


def test_lint_and_diff_name_the_places(weighbridge, build_snapshot, write_policy) -> None:
    path = write_policy(POLICY)
    assert weighbridge("policy", "lint", path) == (
        0,
        f"{path}:3:23: note: {PLACES[0][2]}\n{path}:6:12: note: {PLACES[1][2]}\n{path}:7:12: note: {PLACES[2][2]}\n",
        "1 policy: 0 errors, 0 warnings, 3 notes\n",
    )
    strict = write_policy(
        POLICY.replace(", unknown: warn", "")
        .replace("known: true, ", "")
        .replace("{model.tags: {known: false}}, ", ""),
        "strict.yaml",
    )
    folder = build_snapshot(MODELS)
    ran = weighbridge("policy", "diff", strict, path, "--snapshot", folder, "--format", "json")
    told = {
        (one["subject"], one["part"]): (one["change"], one["message"]) for one in json.loads(ran.out)["differences"]
    }
    assert told["rule lic", "unknown"] == ("looser", "unknown was review and is warn")
    assert told["rule tags", "known"] == ("looser", f"accepts without evidence, new: {PLACES[2][2]}")
    assert told["candidates", "known"] == ("looser", f"accepts without evidence, new: {PLACES[0][2]}")
