"""Which verdicts come out otherwise under another policy."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge import api
from weighbridge.policy import parse_policy
from weighbridge.rank.moves import OUT_OF_SCOPE, Move, moves

DAY = date(2026, 11, 1)


def policy(action: str, scope: str, licence: str = "MIT", one_per: str = "") -> api.Policy:
    text = (
        f"weighbridge: 1\nname: p\ncandidates: {{{one_per}require: {{model.task: [{scope}]}}}}\n"
        f"hosting: {{gates: [{{id: g, title: T, action: {action}, require: {{license.spdx: {licence}}}}}]}}\n"
    )
    return parse_policy(text.encode(), "p.yaml")


def facts(licence: str | None, task: str = "t") -> dict[str, str]:
    return {"model.task": task} | ({"license.tag": licence} if licence else {})


MODELS = {
    "z/good": facts("mit"),
    "b/bad": facts("gpl-3.0"),
    "a/bad": facts("gpl-3.0"),
    "c/unknown": facts(None),
    "d/other": facts("mit", "u"),
    "e/other-bad": facts("gpl-3.0", "u"),
}


@pytest.fixture
def turned(build_snapshot):
    snapshot = api.open_snapshot(build_snapshot(MODELS))

    def call(old: api.Policy, new: api.Policy, **options) -> list[Move]:
        rankings = [api.weigh(one, snapshot, as_of=DAY, every=True, **options) for one in (old, new)]
        return moves(*rankings)

    return call


def test_nothing_moves_where_nothing_differs(turned) -> None:
    assert turned(policy("block", "t"), policy("block", "t")) == []


def test_models_move_in_groups_most_models_first_and_sorted(turned) -> None:
    assert turned(policy("warn", "t"), policy("block", "t")) == [
        Move("fit", "unfit", ("a/bad", "b/bad")),
        Move("fit", "review", ("c/unknown",)),
    ]
    assert turned(policy("block", "t"), policy("review", "t")) == [Move("unfit", "review", ("a/bad", "b/bad"))]


def test_a_model_that_comes_in_or_goes_out_was_or_is_out_of_scope(turned) -> None:
    into = turned(policy("block", "t"), policy("block", "t, u"))
    assert into == [Move(OUT_OF_SCOPE, "fit", ("d/other",)), Move(OUT_OF_SCOPE, "unfit", ("e/other-bad",))]
    out = turned(policy("block", "t, u"), policy("block", "u"))
    assert out == [
        Move("unfit", OUT_OF_SCOPE, ("a/bad", "b/bad")),
        Move("fit", OUT_OF_SCOPE, ("z/good",)),
        Move("review", OUT_OF_SCOPE, ("c/unknown",)),
    ]


def test_of_moves_as_large_the_order_is_that_of_the_words(turned) -> None:
    found = turned(policy("block", "t, u", "MIT"), policy("block", "t", "GPL-3.0-only"))
    assert [(one.before, one.after, len(one.models)) for one in found] == sorted(
        [(one.before, one.after, len(one.models)) for one in found], key=lambda one: (-one[2], one[0], one[1])
    )
    assert {(one.before, one.after) for one in found if len(one.models) == 1} >= {
        ("fit", OUT_OF_SCOPE),
        ("unfit", OUT_OF_SCOPE),
    }


def test_a_model_that_is_out_of_scope_both_times_does_not_move(turned) -> None:
    found = turned(policy("block", "t"), policy("warn", "t"))
    assert not {"d/other", "e/other-bad"} & {model for one in found for model in one.models}


def test_one_per_hides_no_move_where_every_model_is_ranked(turned) -> None:
    assert turned(policy("warn", "t", one_per="one_per: publisher, "), policy("block", "t")) == [
        Move("fit", "unfit", ("a/bad", "b/bad")),
        Move("fit", "review", ("c/unknown",)),
    ]
