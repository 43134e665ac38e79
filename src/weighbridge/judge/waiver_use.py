"""Waivers that nothing needed: what was accepted once and no longer has to be."""

from __future__ import annotations

import narwhals as nw

from weighbridge.enrich.native import collected
from weighbridge.errors import Diagnostic, Level
from weighbridge.judge.effects import Effect, State, effect
from weighbridge.judge.judged import SCOPE, Judged, gate_is, waiver_column
from weighbridge.policy import Gate
from weighbridge.policy.policy import Waiver


def unused_waivers(judged: Judged, *, all_models: bool) -> list[Diagnostic]:
    """Return a warning for each waiver that names models and made a difference to none of them.

    One that names none of the judged models counts only where `all_models` were asked for: a check of one model says
    nothing of waivers for others.
    """
    waivers = judged.policy.waivers
    if not waivers:
        return []
    columns = []
    for index, waiver in enumerate(waivers):
        named = nw.col(waiver_column(index)) & nw.col(SCOPE).fill_null(True)
        columns.append(named.any().alias(f"named{index}"))
        columns.append((named & _acting(judged, waiver)).any().alias(f"used{index}"))
    row = collected(judged.frame.select(*columns)).row(0, named=True)
    found = []
    for index, waiver in enumerate(waivers):
        if row[f"used{index}"] or not (row[f"named{index}"] or all_models):
            continue
        reason = "no model that it names needs it" if row[f"named{index}"] else "it names no model that was judged"
        message = f"waiver {waiver.id} is not used: {reason}"
        found.append(Diagnostic(*waiver.mark, Level.WARNING, message, "take it out, or narrow it"))
    return found


def _acting(judged: Judged, waiver: Waiver) -> nw.Expr:
    """Return whether one of the waiver's gates would do something; never null."""
    acting = nw.lit(False)
    for index, gate in enumerate(judged.policy.gates):
        if gate.id in waiver.rules:
            for state in _states(gate):
                acting = acting | gate_is(index, gate, state)
    return acting


def _states(gate: Gate) -> list[State]:
    states = (State.FAIL, State.UNKNOWN)
    return [state for state in states if effect(gate.action, gate.unknown, state) is not Effect.NONE]
