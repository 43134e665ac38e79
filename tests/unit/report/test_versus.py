"""Two models side by side: which comes first, what decides it, and which rules tell them apart."""

from __future__ import annotations

import json
from datetime import date

import pytest

from weighbridge import api
from weighbridge.policy import parse_policy
from weighbridge.report import report_content, versus
from weighbridge.report.spans import as_text, width_of
from weighbridge.sources.candidates import Candidate

DAY = date(2026, 11, 1)
POLICY = """\
weighbridge: 1
name: p
version: 1.0.0
candidates: {require: {model.task: t}, one_per: publisher}
governance:
  gates:
    - {id: lic, title: Licence, require: {license.spdx: MIT}}
    - {id: soft, title: Gated, action: warn, require: {model.gated: open}}
hosting:
  scores:
    - {id: likes, title: Likes, weight: 3, curve: {fact: adoption.likes, worst: 0, best: 100}}
    - {id: size, title: Size, weight: 1, curve: {fact: size.parameters, worst: 101, best: 1}}
"""


def model(likes: int | None, size: int | None, licence: str | None = "mit", gated: str = "open") -> dict[str, object]:
    facts = {"adoption.likes": likes, "size.parameters": size, "license.tag": licence, "model.gated": gated}
    return {"model.task": "t"} | {name: value for name, value in facts.items() if value is not None}


MODELS = {
    "a/best": model(80, 21),
    "a/tie": model(80, 21),
    "b/low": model(60, 21),
    "c/unfit": model(99, 1, "gpl-3.0"),
    "d/review": model(60, 21, None),
    "e/wide": model(None, 41),
    "f/narrow": model(20, None),
    "g/warned": model(80, 21, gated="auto"),
    "h/outside": {"model.task": "u"},
    "i/small": model(48, 1),
    "i/liked": model(80, 97),
    "j/more": {"model.task": "t", "license.tag": "mit", "adoption.likes": 100, "size.parameters": 1_000_010},
    "j/less": {"model.task": "t", "license.tag": "mit", "adoption.likes": 100, "size.parameters": 1_001_010},
}


@pytest.fixture
def compare(build_snapshot):
    snapshot = api.open_snapshot(build_snapshot(MODELS))

    def run(first: str, second: str, policy: str = POLICY, width: int = 100) -> list[str]:
        named = [Candidate(first), Candidate(second)]
        ranking = api.weigh(parse_policy(policy.encode(), "p.yaml"), snapshot, as_of=DAY, candidates=named, every=True)
        report = report_content(ranking)
        one, two = sorted(report.models, key=lambda model: [first, second].index(model.id))
        return as_text(versus.lines(report, one, two, width)).splitlines()

    return run


AGAINST = "against p 1.0.0, the snapshot tiny of 2026-11-01, as of 2026-11-01"


def test_the_verdict_decides_first_and_every_difference_is_listed(compare) -> None:
    assert compare("c/unfit", "a/best") == [
        "a/best before c/unfit",
        AGAINST,
        "",
        "✔ a/best: fit, score 80.0",
        "  hosting 80.0",
        "✖ c/unfit: unfit, score 99.2",
        "  hosting 99.2",
        "",
        "What decides is the verdict: fit comes before unfit.",
        "",
        "Gates that tell them apart:",
        "  lic: Licence (p.yaml:7)",
        "      a/best: pass: license.spdx is MIT",
        "      c/unfit: fail → unfit: license.spdx is GPL-3.0-only; license.spdx must be MIT",
        "",
        "Score rules that tell them apart, most points first:",
        "  -14.2 likes: Likes (p.yaml:11)",
        "      0.80: adoption.likes is 80",
        "      0.99: adoption.likes is 99",
        "  -5.0 size: Size (p.yaml:12)",
        "      0.80: size.parameters is 21",
        "      1.00: size.parameters is 1",
    ]


def test_a_review_stands_between(compare) -> None:
    lines = compare("d/review", "c/unfit")
    assert lines[0] == "d/review before c/unfit"
    assert lines[3] == "! d/review: review, because of evidence, score 65.0"
    assert lines[8] == "What decides is the verdict: review comes before unfit."
    assert compare("d/review", "b/low")[8] == "What decides is the verdict: fit comes before review."


def test_then_the_score_that_is_certain_decides(compare) -> None:
    lines = compare("b/low", "a/best")
    assert lines[8] == "Both are fit; what decides is the score that is certain, by 15.0 points."
    assert lines[9:] == [
        "",
        "Score rules that tell them apart, most points first:",
        "  +15.0 likes: Likes (p.yaml:11)",
        "      0.80: adoption.likes is 80",
        "      0.60: adoption.likes is 60",
    ]


def test_a_difference_that_would_be_shown_as_none_is_called_small(compare) -> None:
    policy = POLICY.replace("worst: 101, best: 1}", "worst: 100000000, best: 1}")
    said = compare("j/less", "j/more", policy)
    assert said[0] == "j/more before j/less"
    assert "Both are fit; what decides is the score that is certain, by less than 0.1 points." in said


def test_then_the_score_that_is_possible(compare) -> None:
    lines = compare("f/narrow", "e/wide")
    assert lines[0] == "e/wide before f/narrow"
    assert lines[3:9] == [
        "✔ e/wide: fit, score 15.0 to 90.0",
        "  hosting 15.0 to 90.0",
        "✔ f/narrow: fit, score 15.0 to 40.0",
        "  hosting 15.0 to 40.0",
        "",
        "Both have the same certain score; what decides is the possible one, by 50.0 points.",
    ]
    assert [line for line in lines if line[:3] in ("  +", "  -")] == [
        "  -15.0 likes: Likes (p.yaml:11)",
        "  +15.0 size: Size (p.yaml:12)",
    ]


def test_a_tie_is_said_and_has_no_differences(compare) -> None:
    assert compare("a/tie", "a/best")[8:] == ["Both are fit and score alike; only the alphabet puts one first."]


def test_a_warning_tells_models_apart_though_it_decides_nothing(compare) -> None:
    assert compare("g/warned", "a/best")[8:] == [
        "Both are fit and score alike; only the alphabet puts one first.",
        "",
        "Gates that tell them apart:",
        "  soft: Gated (p.yaml:8)",
        "      a/best: pass: model.gated is open",
        "      g/warned: fail → warning: model.gated is auto; model.gated must be open",
    ]


def test_score_rules_may_point_either_way(compare) -> None:
    assert compare("i/liked", "i/small")[8:] == [
        "Both are fit and score alike; only the alphabet puts one first.",
        "",
        "Score rules that tell them apart, most points first:",
        "  +24.0 likes: Likes (p.yaml:11)",
        "      0.80: adoption.likes is 80",
        "      0.48: adoption.likes is 48",
        "  -24.0 size: Size (p.yaml:12)",
        "      0.04: size.parameters is 97",
        "      1.00: size.parameters is 1",
    ]


def test_a_waived_failure_is_called_so(compare) -> None:
    waived = POLICY + (
        "waivers: [{id: W-1, rules: [lic], models: [c/unfit], reason: r, owner: o, approver: p, expires: 2030-01-01}]\n"
    )
    lines = compare("a/best", "c/unfit", waived)
    assert lines[0] == "c/unfit before a/best"
    said = " ".join(line.strip() for line in lines)
    assert "c/unfit: fail → waived: license.spdx is GPL-3.0-only; license.spdx must be MIT; waived by W-1" in said


def test_a_policy_without_scores_has_none_to_compare(compare) -> None:
    policy = POLICY[: POLICY.index("hosting:")]
    assert compare("a/best", "b/low", policy)[3:] == [
        "✔ a/best: fit",
        "✔ b/low: fit",
        "",
        "Both are fit and score alike; only the alphabet puts one first.",
    ]


PAIRS = [("a/best", "c/unfit"), ("e/wide", "f/narrow"), ("a/best", "a/tie"), ("d/review", "g/warned")]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_order_of_the_arguments_does_not_matter(compare, weighbridge, build_snapshot, write_policy, first, second):
    assert compare(first, second) == compare(second, first)
    path, folder = write_policy(POLICY), build_snapshot(MODELS, name="other")
    one = weighbridge("explain", path, first, "--versus", second, "--snapshot", folder, "--as-of", DAY)
    two = weighbridge("explain", path, second, "--versus", first, "--snapshot", folder, "--as-of", DAY)
    assert one == two
    assert one.code == 0


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_no_line_is_wider_than_the_terminal(compare, first: str, second: str, width: int) -> None:
    assert [line for line in compare(first, second, width=width) if width_of(line) > width] == []


def test_json_has_both_and_other_formats_too(weighbridge, build_snapshot, write_policy) -> None:
    asked = ("explain", write_policy(POLICY), "c/unfit", "--versus", "a/best", "--snapshot", build_snapshot(MODELS))
    told = json.loads(weighbridge(*asked, "--format", "json").out)
    assert [(one["id"], one["rank"], one["verdict"]) for one in told["models"]] == [
        ("a/best", 1, "fit"),
        ("c/unfit", 2, "unfit"),
    ]
    assert "### c/unfit" in weighbridge(*asked, "--format", "markdown").out
    assert len(weighbridge(*asked, "--format", "csv").out.splitlines()) == 3


def test_a_model_is_not_compared_with_itself(weighbridge, build_snapshot, write_policy) -> None:
    folder = build_snapshot(MODELS)
    assert weighbridge("explain", write_policy(POLICY), "a/best", "--versus", "a/best", "--snapshot", folder) == (
        2,
        "",
        "error: a/best is compared with itself\nhint: name another model after --versus\n",
    )
    ran = weighbridge("explain", write_policy(POLICY), "a/best", "--versus", f"a/best@{'0' * 40}", "--snapshot", folder)
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    ("first", "second", "code", "said"),
    [
        ("a/best", "z/gone", 5, "unavailable: z/gone: not in the snapshot tiny of 2026-11-01;"),
        ("z/gone", "a/best", 5, "unavailable: z/gone: not in the snapshot tiny of 2026-11-01;"),
        ("h/outside", "z/gone", 5, "unavailable: z/gone: not in the snapshot tiny of 2026-11-01;"),
        ("a/best", "h/outside", 0, "out of scope: h/outside: model.task is u; model.task must be t"),
    ],
)
def test_with_one_that_cannot_be_judged_the_other_is_reported(
    weighbridge, build_snapshot, write_policy, first: str, second: str, code: int, said: str
) -> None:
    folder = build_snapshot(MODELS)
    ran = weighbridge("explain", write_policy(POLICY), first, "--versus", second, "--snapshot", folder)
    assert ran.code == code
    assert said in ran.out
