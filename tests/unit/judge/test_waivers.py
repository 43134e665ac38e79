"""Waivers: whom they are for, what they change, and what they never change."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from weighbridge import api
from weighbridge.errors import PolicyError
from weighbridge.judge.effects import Because, Verdict
from weighbridge.judge.questions import open_questions
from weighbridge.judge.waiver_use import unused_waivers
from weighbridge.policy import parse_policy
from weighbridge.report import csv_report, explanation, markdown_report, report_content, text
from weighbridge.report.spans import as_text

DAY = date(2026, 11, 1)
POLICY = """\
weighbridge: 1
name: p
candidates: {require: {model.task: t}}
governance:
  gates:
    - {id: lic, title: Licence, require: {license.spdx: MIT}}
    - {id: likes, title: Likes, action: review, require: {adoption.likes: {gte: 5}}}
    - {id: soft, title: Soft, action: warn, require: {model.gated: open}}
"""
FULL = {"model.task": "t", "license.tag": "mit", "adoption.likes": 9, "model.gated": "open"}
SIGNED = "reason: legal-opinion, owner: o@x, approver: p@x, expires: 2030-01-01"


def waived(*entries: str, policy: str = POLICY) -> api.Policy:
    lines = "".join(f"  - {{id: W-{number}, {entry}, {SIGNED}}}\n" for number, entry in enumerate(entries, 1))
    return parse_policy(f"{policy}waivers:\n{lines}".encode(), "p.yaml")


@pytest.fixture
def weigh(build_snapshot):
    def run(policy: api.Policy, models: dict[str, dict], **options: object) -> api.Ranking:
        return api.weigh(policy, api.open_snapshot(build_snapshot(models)), as_of=DAY, **options)

    return run


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [
        ("a/big-*", ["a/big-1", "a/big-1.5b"]),
        ("a/big-?", ["a/big-1"]),
        ("a/big-1.5?", ["a/big-1.5b"]),
        ("a/*", ["a/big-1", "a/big-1.5b", "a/small", "a/xbig-1"]),
        ("*/small", ["a/small", "b/small"]),
        ("a/small", ["a/small"]),
        ("small", []),
        ("a/smal", []),
        ("a/small*", ["a/small"]),
        ("a/big-1.5b", ["a/big-1.5b"]),
        ("a/big-1x5b", []),
        ("a/big.1", []),
        ("a.small", []),
        ("A/small", []),
        ("*", ["a/big-1", "a/big-1.5b", "a/small", "a/xbig-1", "b/small"]),
    ],
)
def test_a_pattern_is_about_whole_ids_and_only_stars_and_question_marks_are_wild(
    weigh, pattern: str, ids: list[str]
) -> None:
    models = dict.fromkeys(
        ("a/big-1", "a/big-1.5b", "a/small", "a/xbig-1", "b/small"), FULL | {"license.tag": "gpl-3.0"}
    )
    order = weigh(waived(f"rules: [lic], models: ['{pattern}']"), models).order
    assert sorted(row[0] for row in order.select("model__id", "waived").iter_rows() if row[1]) == ids
    assert sorted(row[0] for row in order.select("model__id", "verdict").iter_rows() if row[1] == 0) == ids


@pytest.mark.parametrize("pattern", ["a/small|b/small", "^a/small$", "[ab]/small", "a small", "a/smäll", "a/*,b/*"])
def test_a_pattern_that_can_match_no_id_is_refused(pattern: str) -> None:
    with pytest.raises(PolicyError) as raised:
        waived(f"rules: [lic], models: ['a/*', '{pattern}']")
    said = [one.message for one in raised.value.diagnostics]
    assert said == [f'waiver "W-1": no model can be called "{pattern}"']


SAID = "waived by W-1 until 2030-01-01 (legal-opinion; o@x, approved by p@x)"


@pytest.mark.parametrize(
    ("facts", "rule", "state", "without", "message"),
    [
        (
            {"license.tag": "gpl-3.0"},
            "lic",
            "fail",
            Verdict.UNFIT,
            "license.spdx is GPL-3.0-only; license.spdx must be MIT",
        ),
        (
            {"license.tag": None},
            "lic",
            "unknown",
            Verdict.REVIEW,
            "license.spdx is not known (license.tag is not known: not stated there); license.spdx must be MIT",
        ),
        (
            {"adoption.likes": 1},
            "likes",
            "fail",
            Verdict.REVIEW,
            "adoption.likes is 1; adoption.likes must be at least 5",
        ),
        (
            {"model.gated": "auto"},
            "soft",
            "fail",
            Verdict.FIT,
            "model.gated is auto; model.gated must be open",
        ),
        (
            {"model.gated": None},
            "soft",
            "unknown",
            Verdict.FIT,
            "model.gated is not known (not stated there); model.gated must be open",
        ),
    ],
)
def test_a_waiver_takes_the_effect_and_leaves_the_state(
    weigh, facts: dict, rule: str, state: str, without: Verdict, message: str
) -> None:
    models = {"a/m": {name: value for name, value in (FULL | facts).items() if value is not None}}
    plain = weigh(parse_policy(POLICY.encode(), "p.yaml"), models)
    ranking = weigh(waived(f"rules: [{rule}], models: ['a/*']"), models)
    assert (plain.order["verdict"][0], ranking.order["verdict"][0]) == (without, Verdict.FIT)
    found = {finding.rule.id: finding for finding in api.findings(ranking.judged, ["a/m"])["a/m"]}
    finding = found.pop(rule)
    assert (finding.state, finding.effect, finding.message) == (state, "none", f"{message}; {SAID}")
    assert finding.waiver is ranking.judged.policy.waivers[0]
    assert [(one.state, one.effect, one.waiver) for one in found.values()] == [("pass", "none", None)] * 2
    worse = int(without is not Verdict.FIT)
    assert (ranking.summary.waived, ranking.summary.fit_waived, ranking.summary.fit) == (worse, worse, 1)


def test_a_rule_that_passes_needs_no_waiver(weigh) -> None:
    ranking = weigh(waived("rules: [lic, likes, soft], models: ['*']"), {"a/m": FULL})
    found = api.findings(ranking.judged, ["a/m"])["a/m"]
    assert [(one.effect, one.waiver) for one in found] == [("none", None)] * 3
    assert ranking.summary.waived == 0


def test_note_and_ticket_are_said_too(weigh) -> None:
    policy = waived("rules: [lic], models: [a/m], note: opinion of 2026-10-02, ticket: RISK-881")
    ranking = weigh(policy, {"a/m": FULL | {"license.tag": "gpl-3.0"}})
    assert api.findings(ranking.judged, ["a/m"])["a/m"][0].message == (
        "license.spdx is GPL-3.0-only; license.spdx must be MIT; waived by W-1 until 2030-01-01 "
        "(legal-opinion: opinion of 2026-10-02; o@x, approved by p@x, RISK-881)"
    )


def test_of_two_waivers_the_first_is_named_and_both_are_used(weigh) -> None:
    policy = waived("rules: [lic], models: ['a/*']", "rules: [lic, likes], models: [a/m]")
    ranking = weigh(policy, {"a/m": FULL | {"license.tag": "gpl-3.0", "adoption.likes": 1}})
    found = api.findings(ranking.judged, ["a/m"])["a/m"]
    assert [one.waiver.id if one.waiver else None for one in found] == ["W-1", "W-2", None]
    assert unused_waivers(ranking.judged, all_models=True) == []


def test_a_rule_that_does_not_apply_is_not_waived(weigh) -> None:
    text_ = POLICY.replace("require: {license.spdx: MIT}", "when: {model.gated: auto}, require: {license.spdx: MIT}")
    ranking = weigh(
        waived("rules: [lic], models: ['*']", policy=text_),
        {"a/no": FULL | {"license.tag": "gpl-3.0"}, "a/yes": FULL | {"license.tag": "gpl-3.0", "model.gated": "auto"}},
    )
    found = api.findings(ranking.judged, ["a/no", "a/yes"])
    states = {name: (one[0].state, one[0].waiver is not None) for name, one in found.items()}
    assert states == {"a/no": ("not_applicable", False), "a/yes": ("fail", True)}


SCORED = (
    POLICY.replace("candidates:", "decide: {minimum_score: 50, floors: {hosting: 40}}\ncandidates:")
    + """\
hosting:
  scores: [{id: size, title: Small, weight: 1, curve: {fact: size.parameters, worst: 100, best: 1}}]
"""
)


@pytest.mark.parametrize(
    ("facts", "verdict", "because"),
    [
        ({"size.parameters": 1}, Verdict.FIT, None),
        ({"size.parameters": 90}, Verdict.UNFIT, None),
        ({}, Verdict.REVIEW, Because.EVIDENCE),
        ({"size.parameters": 1, "model.task": None}, Verdict.REVIEW, Because.EVIDENCE),
        ({"size.parameters": 1, "adoption.likes": 1}, Verdict.REVIEW, Because.JUDGEMENT),
    ],
    ids=["only the gate", "score too low", "score may be too low", "scope not known", "another gate"],
)
def test_a_waiver_helps_only_where_its_gate_is_what_stands_in_the_way(weigh, facts, verdict, because) -> None:
    read = FULL | {"license.tag": "gpl-3.0"} | facts
    models = {"a/m": {name: value for name, value in read.items() if value is not None}}
    ranking = weigh(waived("rules: [lic], models: ['*']", policy=SCORED), models)
    (model,) = report_content(ranking).models
    assert (model.verdict, model.because) == (verdict, because)


def test_nobody_is_asked_for_what_is_waived(weigh) -> None:
    models = {
        "a/m": {name: value for name, value in FULL.items() if name != "license.tag"},
        "b/m": {name: value for name, value in FULL.items() if name not in ("license.tag", "adoption.likes")},
    }
    for entries, asked in (
        (["rules: [lic], models: ['a/*']"], [("license.tag", 1, 0, "b/m"), ("adoption.likes", 1, 0, "b/m")]),
        (["rules: [lic], models: ['*']"], [("adoption.likes", 1, 1, "b/m")]),
        (["rules: [lic, likes], models: ['*']"], []),
    ):
        ranking = weigh(waived(*entries), models)
        found = [(one.fact.id, one.models, one.alone, one.example) for one in open_questions(ranking.judged)]
        assert sorted(found) == sorted(asked)
        missing = {model.id: model.missing for model in report_content(ranking).models}
        assert missing["a/m"] == ()


MODELS = {
    "a/fit": FULL,
    "a/waived": FULL | {"license.tag": "gpl-3.0", "model.gated": "auto"},
    "b/unfit": FULL | {"license.tag": "gpl-3.0"},
    "b/half": FULL | {"license.tag": "gpl-3.0", "adoption.likes": 1},
}
FOR_TWO = "rules: [lic], models: ['a/*', b/half]"


def test_every_report_says_what_is_fit_only_by_a_waiver(weigh) -> None:
    report = report_content(weigh(waived(FOR_TWO), MODELS))
    message = f"license.spdx is GPL-3.0-only; license.spdx must be MIT; {SAID}"
    lines = text.render(report).splitlines()
    rows = {line.split()[3]: line for line in lines if line[:6].strip().isdigit()}
    assert rows["a/fit"].split() == ["1", "✔", "fit", "a/fit"]
    assert "waived: lic" in rows["a/waived"]
    assert "waived" not in rows["b/unfit"]
    assert "✔ fit 2   ! review 1   ✖ unfit 1" in lines
    assert "Waivers make 2 of them better than they would be; fit by a waiver: 1." in lines

    models = {model.id: model for model in report.models}
    assert models["a/waived"].reason() == message
    assert [one.rule.id for one in models["a/waived"].decisive()] == ["lic", "soft"]
    explained = as_text(explanation.lines(report, models["a/waived"], 200)).splitlines()
    assert explained[1] == "✔ fit, with a waiver"
    assert f"      {message}" in explained
    assert as_text(explanation.lines(report, models["a/fit"], 200)).splitlines()[1] == "✔ fit"

    shown = markdown_report.render(report)
    assert "- worse but for a waiver: 2 (of which 1 fit)\n" in shown
    assert "| 2 | a/waived | fit, with a waiver | - | lic: " in shown
    assert "### a/waived\n" in shown
    assert "### a/fit\n" not in shown
    assert f"  - State: fail; effect: none\n  - Finding: {markdown_report.escaped(message)}\n" in shown

    table = {row["model"]: row for row in csv.DictReader(io.StringIO(csv_report.render(report)))}
    assert {name: row["gate:lic"] for name, row in table.items()} == {
        "a/fit": "pass",
        "a/waived": "fail (waived by W-1)",
        "b/unfit": "fail",
        "b/half": "fail (waived by W-1)",
    }
    assert table["a/waived"]["reason"] == message


def test_json_names_the_waiver_of_each_finding_and_counts_models(weigh) -> None:
    told = json.loads(api.report(weigh(waived(FOR_TWO), MODELS), "json"))
    assert told["summary"] == {
        "fit": 2,
        "review": 1,
        "unfit": 1,
        "unavailable": 0,
        "out_of_scope": 0,
        "waived": 2,
    }
    found = {
        model["id"]: {one["rule"]: (one["state"], one["effect"], one["waiver"]) for one in model["findings"]}
        for model in told["models"]
    }
    assert found["a/waived"] == {
        "lic": ("fail", "none", "W-1"),
        "likes": ("pass", "none", None),
        "soft": ("fail", "warning", None),
    }
    assert found["b/half"]["lic"] == ("fail", "none", "W-1")
    assert found["b/half"]["likes"] == ("fail", "review", None)
    assert found["b/unfit"]["lic"] == ("fail", "unfit", None)


def test_a_model_that_is_no_better_for_its_waiver_is_not_counted(weigh) -> None:
    policy = waived("rules: [likes], models: ['*']")
    report = report_content(weigh(policy, {"a/m": FULL | {"license.tag": "gpl-3.0", "adoption.likes": 1}}))
    assert (report.summary.unfit, report.summary.waived) == (1, 0)
    assert as_text(explanation.lines(report, report.models[0], 100)).splitlines()[1] == "✖ unfit"


def check(weighbridge, build_snapshot, write_policy, waiver: str, models: list[str], *options: str):
    path = write_policy(f"{POLICY}waivers:\n  - {{id: W-1, {waiver}, {SIGNED}}}\n")
    ran = weighbridge("check", path, *models, "--snapshot", build_snapshot(MODELS), *options)
    return ran.code, ran.err.replace(path, "p.yaml")


UNUSED = "p.yaml:10:10: warning: waiver W-1 is not used: {}\nhint: take it out, or narrow it\n"
NOT_NEEDED, NOT_NAMED = "no model that it names needs it", "it names no model that was judged"


@pytest.mark.parametrize(
    ("waiver", "models", "code", "warning"),
    [
        ("rules: [lic], models: ['*']", [], 3, ""),
        ("rules: [lic], models: ['z/*']", [], 1, UNUSED.format(NOT_NAMED)),
        ("rules: [lic], models: ['a/fit']", [], 1, UNUSED.format(NOT_NEEDED)),
        ("rules: [likes], models: ['a/*']", [], 1, UNUSED.format(NOT_NEEDED)),
        ("rules: [soft], models: ['a/*']", [], 1, ""),
        ("rules: [lic], models: ['z/*']", ["a/fit"], 0, ""),
        ("rules: [lic], models: ['a/*']", ["a/fit"], 0, UNUSED.format(NOT_NEEDED)),
        ("rules: [lic], models: ['a/*']", ["a/waived"], 0, ""),
        ("rules: [lic], models: ['a/*']", ["a/fit", "a/waived"], 0, ""),
    ],
)
def test_a_waiver_that_nothing_needs_is_a_warning_where_that_can_be_told(
    weighbridge, build_snapshot, write_policy, waiver: str, models: list[str], code: int, warning: str
) -> None:
    assert check(weighbridge, build_snapshot, write_policy, waiver, models) == (code, warning)
    strict = 6 if warning and code in (0, 3) else code
    assert check(weighbridge, build_snapshot, write_policy, waiver, models, "--strict") == (strict, warning)


def test_where_only_some_are_asked_for_a_waiver_for_others_is_no_warning(
    weighbridge, build_snapshot, write_policy
) -> None:
    waiver = "rules: [lic], models: ['z/*']"
    asked = ("--where", "model.publisher=a", "--strict")
    said = "not the policy alone: only model.publisher=a\n"
    assert check(weighbridge, build_snapshot, write_policy, waiver, [], *asked) == (1, said)


def test_a_waiver_for_a_model_out_of_scope_is_not_used(weighbridge, build_snapshot, write_policy) -> None:
    path = write_policy(f"{POLICY}waivers:\n  - {{id: W-1, rules: [lic], models: [a/out], {SIGNED}}}\n")
    models = {"a/out": FULL | {"model.task": "other", "license.tag": "gpl-3.0"}, "a/fit": FULL}
    ran = weighbridge("check", path, "--snapshot", build_snapshot(models))
    assert (ran.code, ran.err.replace(path, "p.yaml")) == (0, UNUSED.format(NOT_NAMED))


@pytest.mark.parametrize(
    ("as_of", "model", "options", "code", "expired"),
    [
        ("2030-01-01", "a/waived", [], 0, False),
        ("2030-01-01", "a/waived", ["--strict"], 0, False),
        ("2030-01-02", "a/waived", [], 1, True),
        ("2030-01-02", "a/waived", ["--strict"], 1, True),
        ("2030-01-02", "a/fit", [], 0, True),
        ("2030-01-02", "a/fit", ["--strict"], 6, True),
        ("2030-01-02", "z/gone", ["--strict"], 5, True),
    ],
)
def test_a_waiver_ends_and_says_so(
    weighbridge, build_snapshot, write_policy, as_of: str, model: str, options: list[str], code: int, expired: bool
) -> None:
    waiver = "rules: [lic], models: [a/waived]"
    warning = "p.yaml:10:10: warning: waiver W-1 expired on 2030-01-01; it is not applied\n" if expired else ""
    asked = ([model], "--as-of", as_of, *options)
    assert check(weighbridge, build_snapshot, write_policy, waiver, *asked) == (code, warning)


def test_a_waiver_ends_today_where_no_day_is_given(weighbridge, build_snapshot, write_policy) -> None:
    path = write_policy(
        f"{POLICY}waivers:\n  - {{id: W-1, rules: [lic], models: ['a/*'], {SIGNED}}}\n".replace("2030", "2020")
    )
    ran = weighbridge("check", path, "a/waived", "--snapshot", build_snapshot(MODELS))
    assert (ran.code, ran.err) == (
        1,
        f"{path}:10:10: warning: waiver W-1 expired on 2020-01-01; it is not applied\n",
    )


def test_tests_of_a_policy_know_its_waivers(weighbridge, write_policy) -> None:
    path = write_policy(
        f"{POLICY}waivers:\n  - {{id: W-1, rules: [lic], models: ['a/*'], {SIGNED}}}\n"
        "tests:\n"
        "  - {name: t, given: {model.id: a/m, model.task: t, adoption.likes: 9, license.spdx: ISC}, "
        "expect: {verdict: fit, rules: {lic: fail}}}\n"
        "  - {name: u, given: {model.id: b/m, license.spdx: ISC}, expect: {verdict: unfit}}\n"
    )
    assert weighbridge("policy", "test", path).out.splitlines()[-1] == "2 passed, 0 failed"
