"""What a change of a policy means, as text and as JSON."""

from __future__ import annotations

import json
from datetime import date

import pytest

from weighbridge import api
from weighbridge.policy import parse_policy
from weighbridge.policy.difference import differences
from weighbridge.rank.moves import Move, moves
from weighbridge.report.policy_change import SCHEMA, PolicyChange, as_json, lines
from weighbridge.report.spans import as_text, width_of

DAY = date(2026, 11, 1)
OLD = """\
weighbridge: 1
name: p
version: 1.0.0
candidates: {require: {model.task: t}}
governance:
  gates:
    - {id: lic, title: L, require: {license.spdx: MIT}}
    - {id: likes, title: L, action: review, require: {adoption.likes: {gte: 5}}}
"""
NEW = """\
weighbridge: 1
name: p
version: 2.0.0
candidates: {require: {model.task: [t, u]}}
decide: {minimum_score: 10}
governance:
  gates:
    - {id: lic, title: Another title, action: review, require: {license.spdx: MIT}}
    - {id: likes, title: L, action: review, require: {adoption.likes: {gte: 10}}}
"""
MODELS = {
    "a/fit": {"model.task": "t", "license.tag": "mit", "adoption.likes": 20},
    "a/few": {"model.task": "t", "license.tag": "mit", "adoption.likes": 7},
    "a/gpl": {"model.task": "t", "license.tag": "gpl-3.0", "adoption.likes": 20},
    "a/gpl2": {"model.task": "t", "license.tag": "gpl-3.0", "adoption.likes": 20},
    "a/other": {"model.task": "u", "license.tag": "mit", "adoption.likes": 20},
    "a/none": {"model.task": "v"},
}


@pytest.fixture
def change(build_snapshot):
    def run(old: str = OLD, new: str = NEW, models: dict | None = None) -> PolicyChange:
        snapshot = api.open_snapshot(build_snapshot(models or MODELS))
        was, now = (parse_policy(text.encode(), name) for text, name in ((old, "old.yaml"), (new, "new.yaml")))
        before, after = (api.weigh(policy, snapshot, as_of=DAY, every=True) for policy in (was, now))
        return PolicyChange(was, now, differences(was, now), moves(before, after), snapshot, DAY, after.summary.judged)

    return run


MOVES = [
    Move("unfit", "review", ("a/gpl", "a/gpl2")),
    Move("fit", "review", ("a/few",)),
    Move("out of scope", "fit", ("a/other",)),
]


def test_verdicts_move_and_models_come_into_scope(change) -> None:
    assert change().moves == MOVES


def test_text_says_looser_first_and_then_which_verdicts_change(change) -> None:
    assert as_text(lines(change(), 120)).splitlines() == [
        "p 1.0.0 (old.yaml) → p 2.0.0 (new.yaml)",
        "",
        "looser:",
        "  rule lic: action was block and is review",
        "  candidates: was about {model.task: {eq: t}} and is about {model.task: {in: [t, u]}}",
        "",
        "stricter:",
        "  rule likes: required {adoption.likes: {gte: 5}} and requires {adoption.likes: {gte: 10}}",
        "  decide.minimum_score: minimum_score was none and is 10",
        "",
        "Over the snapshot tiny of 2026-11-01, as of 2026-11-01: 4 of 5 verdicts change.",
        "  unfit → review: 2: a/gpl, a/gpl2",
        "  fit → review: 1: a/few",
        "  out of scope → fit: 1: a/other",
    ]


def test_json_is_the_contract(change) -> None:
    made = change()
    told = json.loads(as_json(made))
    assert list(told) == ["schema", "old", "new", "differences", "snapshot", "as_of", "judged", "verdicts"]
    assert told["schema"] == SCHEMA == "weighbridge/policy-diff/1"
    assert told["old"] == {"name": "p", "version": "1.0.0", "sha256": made.old.sha256}
    assert told["new"] == {"name": "p", "version": "2.0.0", "sha256": made.new.sha256}
    assert (told["as_of"], told["judged"]) == ("2026-11-01", 5)
    assert told["snapshot"] == {"name": "tiny", "sha256": made.snapshot.sha256}
    assert told["verdicts"] == [{"before": one.before, "after": one.after, "models": list(one.models)} for one in MOVES]
    assert all(list(one) == ["subject", "part", "change", "message"] for one in told["differences"])
    found = {(one["subject"], one["part"], one["change"], one["message"]) for one in told["differences"]}
    assert {
        ("rule lic", "action", "looser", "action was block and is review"),
        (
            "rule likes",
            "require",
            "stricter",
            "required {adoption.likes: {gte: 5}} and requires {adoption.likes: {gte: 10}}",
        ),
        ("decide", "minimum_score", "stricter", "minimum_score was none and is 10"),
    } <= found
    assert as_json(made) == as_json(change())
    assert as_json(made).endswith("}\n")


def test_words_for_people_are_no_difference(change) -> None:
    made = change(OLD, OLD.replace("1.0.0", "1.0.1").replace("title: L", "title: M"))
    assert (list(made.differences), list(made.moves)) == ([], [])
    assert as_text(lines(made, 100)).splitlines() == [
        "p 1.0.0 (old.yaml) → p 1.0.1 (new.yaml)",
        "",
        "No rule, list, threshold or statement differs.",
        "",
        "Over the snapshot tiny of 2026-11-01, as of 2026-11-01: none of 4 verdicts changes.",
    ]


def test_many_models_are_counted_and_a_few_are_named(change) -> None:
    models = {f"a/m{number}": MODELS["a/gpl"] for number in range(9)}
    shown = as_text(lines(change(models=models), 100)).splitlines()
    assert shown[-2:] == [
        "Over the snapshot tiny of 2026-11-01, as of 2026-11-01: 9 of 9 verdicts change.",
        "  unfit → review: 9: a/m0, a/m1, a/m2, a/m3, a/m4 and 4 more",
    ]
    (move,) = json.loads(as_json(change(models=models)))["verdicts"]
    assert len(move["models"]) == 9


STATED = {
    "clarify: [{model: a/m, facts: {license.spdx: MIT}, evidence: e, owner: o, expires: 2030-01-01}]\n": (
        "clarify",
        "license.spdx of model a/m",
        "changed",
        "license.spdx of model a/m was not clarified and is MIT until 2030-01-01 (e, o)",
    ),
    "waivers: [{id: W-1, rules: [lic], models: [a/m], reason: r, owner: o, approver: p, expires: 2030-01-01}]\n": (
        "waivers",
        "W-1",
        "looser",
        "W-1 is new: lic for a/m until 2030-01-01",
    ),
    "own: {qa: {type: number}}\n": ("own", "own.qa", "changed", "own.qa is new"),
}


@pytest.mark.parametrize("more", STATED, ids=[one[0] for one in STATED.values()])
def test_what_is_stated_by_name_is_a_difference(change, more: str) -> None:
    (found,) = json.loads(as_json(change(OLD, OLD + more)))["differences"]
    assert tuple(found.values()) == STATED[more]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(change, width: int) -> None:
    shown = as_text(lines(change(OLD, NEW + "".join(STATED)), width)).splitlines()
    assert [line for line in shown if width_of(line) > width] == []
