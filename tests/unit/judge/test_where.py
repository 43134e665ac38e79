"""What a caller asks for beside the policy: which models are left, and every way in which it is refused."""

from __future__ import annotations

import json
from datetime import date

import pytest

from weighbridge import api
from weighbridge.errors import UsageError
from weighbridge.judge.where import where_test
from weighbridge.policy import parse_policy
from weighbridge.sources.candidates import Candidate

DAY = date(2026, 11, 1)
TEXT = """\
weighbridge: 1
name: p
own: {qa: {type: number}}
governance:
  gates: [{id: lic, title: L, require: {license.category: permissive}}]
clarify: [{model: a/x, facts: {own.qa: -0.5}, evidence: e, owner: o, expires: 2030-01-01}]
"""
MODELS = {
    "a/x": {
        "license.tag": "mit",
        "files.custom_code": True,
        "adoption.likes": 7,
        "model.task": "text-generation",
        "model.tags": ["x", "y"],
        "model.created": "2026-01-02",
        "docs.evaluations": 2,
    },
    "b/y": {
        "license.tag": "gpl-3.0",
        "files.custom_code": False,
        "adoption.likes": 8,
        "model.task": "fill-mask",
        "model.tags": ["y"],
        "model.created": "2026-01-03",
    },
    "c/partly": {"model.tags": {"members": ["x"], "complete": False}},
    "d/nothing": {},
}


@pytest.fixture
def policy() -> api.Policy:
    return parse_policy(TEXT.encode(), "p.yaml")


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ((), ["a/x", "b/y", "c/partly", "d/nothing"]),
        (("files.custom_code=true",), ["a/x"]),
        (("files.custom_code=false",), ["b/y"]),
        (("adoption.likes=7",), ["a/x"]),
        (("adoption.likes=7.0",), ["a/x"]),
        (("adoption.likes=9",), []),
        (("own.qa=-0.5",), ["a/x"]),
        (("model.task=text-generation",), ["a/x"]),
        (("model.task=Text-Generation",), []),
        (("model.task=text-*",), []),
        (("license.spdx=MIT",), ["a/x"]),
        (("license.category=copyleft",), ["b/y"]),
        (("model.tags=x",), ["a/x", "c/partly"]),
        (("model.tags=y",), ["a/x", "b/y"]),
        (("model.created=2026-01-03",), ["b/y"]),
        (("model.publisher=c",), ["c/partly"]),
        (("model.tags=y", "adoption.likes=8"), ["b/y"]),
        (("adoption.likes=7", "adoption.likes=8"), []),
    ],
)
def test_only_models_of_which_it_is_known_are_left(build_snapshot, policy, asked: tuple[str, ...], ids) -> None:
    snapshot = api.open_snapshot(build_snapshot(MODELS))
    ranking = api.weigh(policy, snapshot, as_of=DAY, where=asked)
    assert sorted(ranking.order["model__id"]) == ids
    assert (ranking.where, ranking.left_out, ranking.summary.judged) == (asked, (), len(ids))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("license.spxd=MIT", 'unknown fact "license.spxd"\nhint: did you mean "license.spdx"?'),
        ("zzzzzzzzzzzz=1", 'unknown fact "zzzzzzzzzzzz"\nhint: `weighbridge facts` lists them all'),
        ("own.qq=1", 'unknown fact "own.qq"\nhint: did you mean "own.qa"?'),
        ("license.spdx", '"license.spdx" is not FACT=VALUE\nhint: such as provenance.country=FR'),
        ("license.spdx=", '"license.spdx=" is not FACT=VALUE\nhint: such as provenance.country=FR'),
        ("", '"" is not FACT=VALUE\nhint: such as provenance.country=FR'),
        ("adoption.likes=many", '"adoption.likes=many": adoption.likes takes a whole number, not "many"'),
        ("adoption.likes=nan", '"adoption.likes=nan": adoption.likes takes a whole number, not "nan"'),
        ("adoption.likes=1_0", '"adoption.likes=1_0": adoption.likes takes a whole number, not "1_0"'),
        ("adoption.likes=٣", '"adoption.likes=٣": adoption.likes takes a whole number, not "٣"'),
        ("adoption.likes=7.5", '"adoption.likes=7.5": adoption.likes takes a whole number, not 7.5'),
        ("own.qa=1e400", '"own.qa=1e400": own.qa takes a finite number, not inf'),
        ("files.custom_code=yes", '"files.custom_code=yes": files.custom_code takes true or false, not "yes"'),
        (
            "model.created=soon",
            '"model.created=soon": "soon" is not a date\nhint: write it as 2026-11-23',
        ),
        (
            "provenance.country=france",
            '"provenance.country=france": "france" is no value of provenance.country\n'
            "hint: it looks like ISO 3166-1 alpha-2, such as DE; GB, not UK",
        ),
        (
            "license.category=permisive",
            '"license.category=permisive": "permisive" is no value of license.category\nhint: did you mean "permissive"?',
        ),
        (
            "license.permits=fly",
            '"license.permits=fly": "fly" is no value of license.permits\n'
            "hint: one of: use, commercial, modify, redistribute, host, train_others",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_refused(policy, asked: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        where_test(asked, policy)
    assert str(raised.value) == message


def test_a_value_may_hold_an_equals_sign(policy) -> None:
    assert where_test("model.task=a=b", policy).operand == "a=b"


def test_named_candidates_that_are_left_out_are_listed(build_snapshot, policy) -> None:
    snapshot = api.open_snapshot(build_snapshot(MODELS))
    named = [Candidate(name) for name in ("d/nothing", "b/y", "a/x", "z/gone")]
    ranking = api.weigh(
        policy, snapshot, as_of=DAY, candidates=named, where=("adoption.likes=8", "license.category=copyleft")
    )
    assert ranking.order["model__id"].to_list() == ["b/y"]
    assert ranking.left_out == ("a/x", "d/nothing")
    assert [one.id for one in ranking.unavailable] == ["z/gone"]
    assert ranking.summary.out_of_scope == 2
    told = json.loads(api.report(ranking, "json"))
    assert told["summary"]["out_of_scope"] == 2
    reason = "not adoption.likes=8 and license.category=copyleft"
    assert told["out_of_scope"] == [{"id": "a/x", "reason": reason}, {"id": "d/nothing", "reason": reason}]
    assert told["what_if"] == {"weights": {}, "where": ["adoption.likes=8", "license.category=copyleft"]}
