"""How many models a policy lets in without evidence, place by place."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from weighbridge.enrich.native import collected
from weighbridge.judge.effects import State
from weighbridge.judge.judged import SCOPE, Judged, gate_is
from weighbridge.policy import sets
from weighbridge.policy.acceptances import Acceptance, How, acceptances
from weighbridge.policy.policy import Policy


@dataclass(frozen=True, slots=True)
class Accepted:
    """One place of the policy, and of how many models in scope it makes something of what is not known."""

    place: Acceptance
    models: int


def accepted(judged: Judged) -> list[Accepted]:
    """Return every place where the policy accepts without evidence, in its order, also those that concern no model.

    A model counts where a gate is unknown and only warns, or where a fact is missing that the rule (or the scope) asks
    whether it is known, and the rule does not fail for it.
    """
    places = acceptances(judged.policy)
    if not places:
        return []
    in_scope = judged.frame.filter(nw.col(SCOPE).fill_null(True))
    counts = [
        _concerned(judged.policy, place).cast(nw.Int64).sum().alias(f"n{index}") for index, place in enumerate(places)
    ]
    row = collected(in_scope.select(*counts)).row(0)
    return [Accepted(place, models or 0) for place, models in zip(places, row, strict=True)]


def _concerned(policy: Policy, place: Acceptance) -> nw.Expr:
    """Return whether a model is let in there without evidence; never null."""
    index = next((number for number, gate in enumerate(policy.gates) if gate.id == place.rule), None)
    if place.how is How.WARNING:
        assert index is not None
        return gate_is(index, policy.gates[index], State.UNKNOWN)
    assert place.fact is not None
    missing = ~sets.known(place.fact)
    if index is None:
        return missing
    gate = policy.gates[index]
    return missing & ~gate_is(index, gate, State.FAIL) & ~gate_is(index, gate, State.UNKNOWN)
