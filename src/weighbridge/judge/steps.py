"""The fewest comparisons that would have to come out otherwise for a condition to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from weighbridge.policy.conditions import All, Any, AtLeast, Condition, Not, Test

Answers = Mapping[int, bool | None]
"""What each comparison of a condition says, by the identity of the Test."""


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison that must become `wanted`; it is false, or null where it is only not known."""

    test: Test
    wanted: bool
    now: bool | None


def answer(condition: Condition, answers: Answers) -> bool | None:
    """Return what a condition says, from what its comparisons say."""
    match condition:
        case Test():
            return answers[id(condition)]
        case Not(part):
            inner = answer(part, answers)
            return None if inner is None else not inner
        case All(parts):
            return _at_least(len(parts), [answer(part, answers) for part in parts])
        case Any(parts):
            return _at_least(1, [answer(part, answers) for part in parts])
        case AtLeast(number, parts):
            return _at_least(number, [answer(part, answers) for part in parts])
        case _:
            assert_never(condition)


def steps(condition: Condition, answers: Answers, wanted: bool = True) -> list[Step]:
    """Return the smallest set of steps that makes `condition` be `wanted`; [] where it already is.

    Of equally small sets, the one with more to learn and less to change; then the one written first.
    """
    if answer(condition, answers) is wanted:
        return []
    match condition:
        case Test():
            return [Step(condition, wanted, answers[id(condition)])]
        case Not(part):
            return steps(part, answers, not wanted)
        case All(parts):
            return _fewest(len(parts) if wanted else 1, parts, answers, wanted)
        case Any(parts):
            return _fewest(1 if wanted else len(parts), parts, answers, wanted)
        case AtLeast(number, parts):
            return _fewest(number if wanted else len(parts) - number + 1, parts, answers, wanted)
        case _:
            assert_never(condition)


def _at_least(number: int, parts: list[bool | None]) -> bool | None:
    if sum(part is True for part in parts) >= number:
        return True
    return None if sum(part is not False for part in parts) >= number else False


def _fewest(number: int, parts: tuple[Condition, ...], answers: Answers, wanted: bool) -> list[Step]:
    """Return the cheapest way to make `number` of `parts` be `wanted`."""
    ways = sorted((steps(part, answers, wanted) for part in parts), key=_cost)
    return [step for way in ways[:number] for step in way]


def _cost(way: list[Step]) -> tuple[int, int]:
    return len(way), sum(step.now is not None for step in way)
