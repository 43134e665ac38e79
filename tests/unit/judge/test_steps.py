"""The fewest comparisons that stand in a condition's way."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.facts import FACTS
from weighbridge.judge.effects import Effect, State, Verdict, effect, gate_state
from weighbridge.judge.steps import answer, steps
from weighbridge.policy import conditions
from weighbridge.policy.conditions import All, Any, AtLeast, Condition, Not
from weighbridge.policy.operators import OPERATORS
from weighbridge.policy.policy import Action, OnUnknown

T, F, U = True, False, None


def leaf(name: str) -> conditions.Test:
    return conditions.Test(FACTS["license.spdx"], OPERATORS["eq"], name)


a, b, c, d = (leaf(name) for name in "abcd")
NAMES = {id(a): "a", id(b): "b", id(c): "c", id(d): "d"}


def answers(values: str) -> dict[int, bool | None]:
    """Return answers for a, b, c, d from text such as `TF?T`."""
    return dict(zip(NAMES, ({"T": T, "F": F, "?": U}[value] for value in values), strict=False))


CASES: dict[str, tuple[Condition, str, str]] = {
    "a leaf that holds": (a, "T", ""),
    "a leaf that fails": (a, "F", "a:FT"),
    "a leaf that is not known": (a, "?", "a:?T"),
    "not, of what holds": (Not(a), "T", "a:TF"),
    "not, of what fails": (Not(a), "F", ""),
    "not, of what is not known": (Not(a), "?", "a:?F"),
    "not not": (Not(Not(a)), "F", "a:FT"),
    "all with one wrong": (All((a, b, c)), "TFT", "b:FT"),
    "all with everything wrong": (All((a, b, c)), "F?F", "b:?T a:FT c:FT"),
    "any with nothing right": (Any((a, b, c)), "FFF", "a:FT"),
    "any prefers what is only not known": (Any((a, b, c)), "FF?", "c:?T"),
    "any that holds": (Any((a, b, c)), "FFT", ""),
    "not any": (Not(Any((a, b))), "TF", "a:TF"),
    "not any with two": (Not(Any((a, b))), "TT", "a:TF b:TF"),
    "not all needs one": (Not(All((a, b))), "TT", "a:TF"),
    "at least two of three, one there": (AtLeast(2, (a, b, c)), "TFF", "b:FT"),
    "at least two of three, none there": (AtLeast(2, (a, b, c)), "FFF", "a:FT b:FT"),
    "at least two of three, one not known": (AtLeast(2, (a, b, c)), "TF?", "c:?T"),
    "not at least two of three": (Not(AtLeast(2, (a, b, c))), "TTT", "a:TF b:TF"),
    "not at least two of three, one too many": (Not(AtLeast(2, (a, b, c))), "TTF", "a:TF"),
    "any of an all and a leaf": (Any((All((a, b)), c)), "FFF", "c:FT"),
    "any of an all that lacks one": (Any((All((a, b)), c)), "T?F", "b:?T"),
    "all of anys": (All((Any((a, b)), Any((c, d)))), "FFFF", "a:FT c:FT"),
    "deep": (Not(All((Any((a, b)), Not(c)))), "TFF", "a:TF"),
    "deep, the other way": (Not(All((Any((a, b)), Not(c)))), "TTF", "c:FT"),
}


@pytest.mark.parametrize(("condition", "values", "expected"), CASES.values(), ids=CASES)
def test_the_fewest_steps_are_named(condition: Condition, values: str, expected: str) -> None:
    letters = {T: "T", F: "F", U: "?"}
    found = steps(condition, answers(values))
    assert " ".join(f"{NAMES[id(s.test)]}:{letters[s.now]}{letters[s.wanted]}" for s in found) == expected


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        (All((a, b)), "T?", U),
        (All((a, b)), "F?", F),
        (Any((a, b)), "T?", T),
        (Any((a, b)), "F?", U),
        (Not(a), "?", U),
        (AtLeast(2, (a, b, c)), "T?F", U),
        (AtLeast(2, (a, b, c)), "?FF", F),
        (AtLeast(2, (a, b, c)), "TT?", T),
        (AtLeast(1, (a, b, c)), "???", U),
    ],
)
def test_an_answer_is_three_valued(condition: Condition, values: str, expected: bool | None) -> None:
    assert answer(condition, answers(values)) is expected


_TREES = st.recursive(
    st.integers(0, 4).map(lambda number: ("leaf", number)),
    lambda inner: st.tuples(st.sampled_from(["all", "any", "not", "least"]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=5,
)


def tree(shape, leaves: list[conditions.Test]) -> Condition:
    kind, rest = shape
    if kind == "leaf":
        leaves.append(leaf(str(len(leaves))))
        return leaves[-1]
    parts = tuple(tree(part, leaves) for part in rest)
    if kind == "not":
        return Not(parts[0])
    return {"all": All, "any": Any}[kind](parts) if kind != "least" else AtLeast((len(parts) + 1) // 2, parts)


@settings(max_examples=300, deadline=None)
@given(_TREES, st.lists(st.sampled_from([T, F, U]), min_size=20, max_size=20), st.booleans())
def test_taking_the_steps_is_enough_and_no_smaller_set_is(shape, values, wanted: bool) -> None:
    leaves: list[conditions.Test] = []
    condition = tree(shape, leaves)
    now = {id(one): value for one, value in zip(leaves, values, strict=False)}
    found = steps(condition, now, wanted)
    assert answer(condition, now | {id(step.test): step.wanted for step in found}) is wanted
    assert all(now[id(step.test)] is step.now is not step.wanted for step in found)
    for size in range(len(found)):
        for chosen in itertools.combinations(leaves, size):
            for turned in itertools.product([T, F], repeat=size):
                changed = now | {id(one): value for one, value in zip(chosen, turned, strict=True)}
                assert answer(condition, changed) is not wanted


@pytest.mark.parametrize(
    ("require", "when", "state"),
    [
        (T, T, "pass"),
        (F, T, "fail"),
        (U, T, "unknown"),
        (T, F, "not_applicable"),
        (F, F, "not_applicable"),
        (U, F, "not_applicable"),
        (T, U, "unknown"),
        (F, U, "unknown"),
        (U, U, "unknown"),
    ],
)
def test_a_gate_has_one_state(require: bool | None, when: bool | None, state: str) -> None:
    assert gate_state(require, when) == state


@pytest.mark.parametrize(
    ("action", "state", "by_unknown"),
    [
        (Action.BLOCK, State.FAIL, ("unfit", "unfit", "unfit")),
        (Action.BLOCK, State.UNKNOWN, ("review", "unfit", "warning")),
        (Action.REVIEW, State.FAIL, ("review", "review", "review")),
        (Action.REVIEW, State.UNKNOWN, ("review", "review", "warning")),
        (Action.WARN, State.FAIL, ("warning", "warning", "warning")),
        (Action.WARN, State.UNKNOWN, ("warning", "warning", "warning")),
        *(
            (action, state, ("none", "none", "none"))
            for action in Action
            for state in (State.PASS, State.NOT_APPLICABLE, State.KNOWN)
        ),
    ],
)
def test_the_effect_of_a_state_is_that_of_the_table(action: Action, state: State, by_unknown: tuple[str, ...]) -> None:
    modes = (OnUnknown.REVIEW, OnUnknown.FAIL, OnUnknown.WARN)
    assert tuple(effect(action, mode, state) for mode in modes) == tuple(Effect(word) for word in by_unknown)


def test_a_worse_verdict_is_a_larger_number() -> None:
    assert [verdict.word for verdict in sorted(Verdict)] == ["fit", "review", "unfit"]
