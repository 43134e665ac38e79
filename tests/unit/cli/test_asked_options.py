"""--weight and --where on rank and check: what is tried beside the policy, and that every report says so."""

from __future__ import annotations

import json

import pytest

POLICY = """\
weighbridge: 1
name: p
candidates: {require: {model.task: t}}
decide: {minimum_score: 50}
weights: {hosting: 50, governance: 50}
hosting:
  scores: [{id: likes, title: L, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 100}}]
governance:
  gates: [{id: lic, title: L, action: review, require: {license.spdx: MIT}}]
  scores: [{id: size, title: S, weight: 1, curve: {fact: size.parameters, worst: 101, best: 1}}]
"""
MODELS = {
    "a/liked": {"model.task": "t", "license.tag": "mit", "adoption.likes": 90, "size.parameters": 71},
    "a/small": {"model.task": "t", "license.tag": "mit", "adoption.likes": 30, "size.parameters": 11},
    "b/gpl": {"model.task": "t", "license.tag": "gpl-3.0", "adoption.likes": 80, "size.parameters": 21},
    "b/none": {"model.task": "t", "license.tag": "mit", "adoption.likes": 80},
    "c/out": {"model.task": "u", "license.tag": "mit"},
}
COMMANDS = ("rank", "check")


@pytest.fixture
def ask(weighbridge, build_snapshot, write_policy):
    path, folder = write_policy(POLICY), build_snapshot(MODELS)

    def run(command: str, *arguments: str):
        return weighbridge(command, path, *arguments, "--snapshot", folder, "--as-of", "2026-11-01")

    return run


def scores(out: str) -> dict[str, tuple[float, float]]:
    return {one["id"]: (one["score"]["low"], one["score"]["high"]) for one in json.loads(out)["models"]}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([], {"a/liked": (60.0, 60.0), "a/small": (60.0, 60.0), "b/gpl": (80.0, 80.0), "b/none": (40.0, 90.0)}),
        (
            ["hosting=0"],
            {"a/liked": (30.0, 30.0), "a/small": (90.0, 90.0), "b/gpl": (80.0, 80.0), "b/none": (0.0, 100.0)},
        ),
        (
            ["governance=0"],
            {"a/liked": (90.0, 90.0), "a/small": (30.0, 30.0), "b/gpl": (80.0, 80.0), "b/none": (80.0, 80.0)},
        ),
        (
            ["hosting=1", "governance=3"],
            {"a/liked": (45.0, 45.0), "a/small": (75.0, 75.0), "b/gpl": (80.0, 80.0), "b/none": (20.0, 95.0)},
        ),
        (
            ["hosting=150"],
            {"a/liked": (75.0, 75.0), "a/small": (45.0, 45.0), "b/gpl": (80.0, 80.0), "b/none": (60.0, 85.0)},
        ),
        (
            ["hosting=0.5", "governance=0.5"],
            {"a/liked": (60.0, 60.0), "a/small": (60.0, 60.0), "b/gpl": (80.0, 80.0), "b/none": (40.0, 90.0)},
        ),
    ],
)
def test_other_weights_change_scores_and_what_follows_from_them(ask, command: str, weights, expected) -> None:
    options = [word for one in weights for word in ("--weight", one)]
    ran = ask(command, "--format", "json", *options)
    assert scores(ran.out) == expected
    told = json.loads(ran.out)
    assert told["what_if"] == {
        "weights": {name: float(number) for name, _, number in (one.partition("=") for one in weights)},
        "where": [],
    }
    verdicts = {one["id"]: one["verdict"] for one in told["models"]}
    assert verdicts["b/gpl"] == "review"
    assert {name: verdicts[name] for name in ("a/liked", "a/small", "b/none")} == {
        name: "unfit" if high < 50 else "review" if low < 50 else "fit"
        for name, (low, high) in expected.items()
        if name != "b/gpl"
    }


def test_weights_decide_the_exit_code_too(ask) -> None:
    assert ask("check", "a/liked", "a/small").code == 0
    assert ask("check", "a/liked", "a/small", "--weight", "hosting=0").code == 1
    assert ask("rank", "a/liked", "a/small", "--weight", "hosting=0").code == 0


QUESTIONS = "hosting, governance, adaptation, vendor_lock"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "value",
    [
        *("hosting", "hosting=", "=5", "", "price=5", "Hosting=5", "vendor-lock=5", "hosting=-1", "hosting=nan"),
        *(
            "hosting=inf",
            "hosting=1e3",
            "hosting=1_0",
            "hosting=٣",
            "hosting=1000000000000",
            "hosting= 5",
            "hosting=5=",
        ),
    ],
)
def test_a_weight_that_is_none_is_wrong_usage(ask, command: str, value: str) -> None:
    ran = ask(command, "--weight", value)
    said = f'"{value}" is not QUESTION=NUMBER with a question of: {QUESTIONS}'
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == f"Error: Invalid value for '--weight': {said}"


@pytest.mark.parametrize("command", COMMANDS)
def test_no_weight_for_any_question_with_scores_is_wrong_usage(ask, command: str) -> None:
    assert ask(command, "--weight", "hosting=0", "--weight", "governance=0", "--weight", "adaptation=5") == (
        2,
        "",
        "not the policy alone: weight of hosting 0, weight of governance 0, weight of adaptation 5\n"
        "error: no question that has score rules has a weight above 0\nhint: give one of them a weight\n",
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("second", ["hosting=20", "hosting=10"])
def test_a_question_with_two_weights_is_wrong_usage(ask, command: str, second: str) -> None:
    assert ask(command, "--weight", "hosting=10", "--weight", "governance=5", "--weight", second) == (
        2,
        "",
        "error: --weight hosting is given twice\nhint: name each question once\n",
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_text_and_markdown_say_that_it_is_not_the_policy_alone(ask, command: str) -> None:
    asked = ("--weight", "hosting=10.5", "--weight", "governance=2", "--where", "model.publisher=a")
    said = "Not the policy alone: weight of hosting 10.5, weight of governance 2, only model.publisher=a."
    assert said in ask(command, *asked).out.splitlines()
    shown = ask(command, *asked, "--format", "markdown").out
    assert said.replace("_", r"\_") in shown.replace("&#8203;", "")
    assert "Not the policy alone" not in ask(command).out
    assert "Not the policy alone" not in ask(command, "--format", "markdown").out


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("format_name", ["text", "json", "markdown", "csv"])
def test_what_is_asked_for_is_said_on_stderr_beside_every_report(ask, command: str, format_name: str) -> None:
    asked = ("--weight", "hosting=10.5", "--where", "model.publisher=a", "--where", "license.spdx=MIT")
    ran = ask(command, *asked, "--format", format_name)
    assert ran.err == "not the policy alone: weight of hosting 10.5, only model.publisher=a, only license.spdx=MIT\n"
    assert ask(command, "--format", format_name).err == ""


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("where", "ids"),
    [
        (["model.publisher=a"], ["a/liked", "a/small"]),
        (["adoption.likes=80"], ["b/gpl", "b/none"]),
        (["adoption.likes=80", "license.spdx=MIT"], ["b/none"]),
        (["size.parameters=21"], ["b/gpl"]),
        (["license.osi_approved=true"], ["a/liked", "a/small", "b/gpl", "b/none"]),
        (["model.publisher=z"], []),
    ],
)
def test_only_models_of_which_it_is_known_are_judged(ask, command: str, where, ids) -> None:
    options = [word for one in where for word in ("--where", one)]
    told = json.loads(ask(command, "--format", "json", *options).out)
    assert sorted(one["id"] for one in told["models"]) == ids
    assert told["what_if"] == {"weights": {}, "where": where}
    assert told["out_of_scope"] == []


def test_nothing_that_is_asked_for_is_no_success(ask) -> None:
    ran = ask("check", "--where", "model.publisher=z")
    assert (ran.code, ran.err) == (
        4,
        "not the policy alone: only model.publisher=z\n"
        "no candidate: the list is empty, or every model in it is out of scope\n",
    )
    assert ask("rank", "--where", "model.publisher=z").code == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["a/liked", "a/small"], 3),
        (["a/liked", "a/small", "--review-ok=judgement"], 3),
        (["a/liked", "a/small", "--review-ok=all"], 3),
        (["a/small"], 4),
        (["a/liked"], 0),
        (["a/liked", "c/out"], 3),
    ],
)
def test_a_named_model_that_is_left_out_is_listed_and_is_no_silent_success(ask, arguments, code: int) -> None:
    ran = ask("check", *arguments, "--where", "adoption.likes=90")
    assert ran.code == code
    for name in set(arguments) & {"a/small", "c/out"}:
        assert f"out of scope: {name}: not adoption.likes=90" in ran.out.splitlines()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("license.spxd=MIT", 'unknown fact "license.spxd"\nhint: did you mean "license.spdx"?'),
        ("license.spdx", '"license.spdx" is not FACT=VALUE\nhint: such as provenance.country=FR'),
        ("adoption.likes=many", '"adoption.likes=many": adoption.likes takes a whole number, not "many"'),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_usage(ask, command: str, where: str, message: str) -> None:
    assert ask(command, "--where", where) == (
        2,
        "",
        f"not the policy alone: only {where}\nerror: {message}\n",
    )


def test_a_where_that_is_hostile_is_shown_harmlessly(ask) -> None:
    for options in ([], ["--format", "markdown"]):
        ran = ask("rank", "--where", "model.task=\x1b[31m<b>|x", *options)
        assert (ran.code, "\x1b" in ran.out, "<b>" in ran.out) == (0, False, not options)
    assert "\x1b" not in ask("rank", "--where", "\x1b[31m=x").err
