"""What evidence says (state), what that does (effect), and what comes of it (verdict): one table for all of weighbridge."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import assert_never

from weighbridge.policy.policy import Action, OnUnknown


class State(StrEnum):
    """What the evidence says of a rule."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    KNOWN = "known"
    """Of a score rule: its value is one number."""


class Effect(StrEnum):
    """What the state of a gate does to the model."""

    NONE = "none"
    WARNING = "warning"
    REVIEW = "review"
    UNFIT = "unfit"


class Verdict(IntEnum):
    """The worst effect; a larger number is worse. Tables hold the number, people see the name."""

    FIT = 0
    REVIEW = 1
    UNFIT = 2

    @property
    def word(self) -> str:
        """The verdict as a word."""
        return self.name.lower()


class Because(StrEnum):
    """Why a person has to look: something is not known, or somebody has to decide."""

    EVIDENCE = "evidence"
    JUDGEMENT = "judgement"


def gate_state(require: bool | None, when: bool | None = True) -> State:
    """Return the state of a gate from its condition and its `when`; an unknown `when` makes it unknown."""
    if when is None:
        return State.UNKNOWN
    if not when:
        return State.NOT_APPLICABLE
    if require is None:
        return State.UNKNOWN
    return State.PASS if require else State.FAIL


def effect(action: Action, unknown: OnUnknown, state: State) -> Effect:
    """Return what a gate in `state` does."""
    match state:
        case State.FAIL:
            return {Action.BLOCK: Effect.UNFIT, Action.REVIEW: Effect.REVIEW, Action.WARN: Effect.WARNING}[action]
        case State.UNKNOWN:
            if action is Action.WARN or unknown is OnUnknown.WARN:
                return Effect.WARNING
            return Effect.UNFIT if action is Action.BLOCK and unknown is OnUnknown.FAIL else Effect.REVIEW
        case State.PASS | State.NOT_APPLICABLE | State.KNOWN:
            return Effect.NONE
        case _:
            assert_never(state)
