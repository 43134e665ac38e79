"""Which facts, if they were known, would settle most models that now wait for evidence."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from weighbridge.enrich.native import collected
from weighbridge.facts import FACTS, Fact
from weighbridge.judge.effects import Effect, State, Verdict, effect
from weighbridge.judge.judged import SCOPE, Judged, gate_is, is_waived
from weighbridge.policy import sets
from weighbridge.policy.conditions import tests_of
from weighbridge.policy.expressions import expression


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is not known: of how many models in review, and for how many nothing else is missing.

    `example` is the one of them that could score highest.
    """

    fact: Fact
    models: int
    alone: int
    example: str


def open_questions(judged: Judged) -> list[Question]:
    """Return the questions of the models that are in review for want of evidence, most models unlocked first."""
    asked = _asked(judged)
    if not asked:
        return []
    in_scope = nw.col(SCOPE).fill_null(True)
    waiting = judged.frame.filter(in_scope & (nw.col("verdict") == int(Verdict.REVIEW)) & nw.col("because_evidence"))
    names = {fact: f"q{index:03}" for index, fact in enumerate(asked)}
    rows = collected(waiting.select("model__id", "high", *(asked[fact].alias(name) for fact, name in names.items())))
    rows = rows.sort("high", "model__id", descending=[True, False], nulls_last=True)
    total = rows.select(list(names.values())).sum_horizontal()
    questions = []
    for fact, name in names.items():
        missing = rows[name]
        if missing.any():
            alone = rows.filter(missing & (total == 1))
            example = (alone if alone.height else rows.filter(missing))["model__id"][0]
            questions.append(Question(fact, int(missing.sum()), alone.height, example))
    return sorted(questions, key=lambda question: (-question.alone, -question.models, question.fact.id))


def _asked(judged: Judged) -> dict[Fact, nw.Expr]:
    """Return, per fact that a verdict can wait for, whether a row waits for it; never null."""
    policy = judged.policy
    waits: dict[Fact, nw.Expr] = {}

    def note(fact: Fact, waiting: nw.Expr) -> None:
        waits[fact] = waits[fact] | waiting if fact in waits else waiting

    for index, gate in enumerate(policy.gates):
        if effect(gate.action, gate.unknown, State.UNKNOWN) is Effect.REVIEW:
            waits_for_it = gate_is(index, gate, State.UNKNOWN)
            accepted = is_waived(policy, gate)
            if accepted is not None:
                waits_for_it = waits_for_it & ~accepted
            for test in (test for condition in gate.conditions() for test in tests_of(condition)):
                note(test.fact, waits_for_it & expression(test, judged.scope).is_null())
    for test in tests_of(policy.scope) if policy.scope else ():
        note(test.fact, nw.col(SCOPE).is_null() & expression(test, judged.scope).is_null())
    if policy.decide.minimum_score is not None or policy.decide.floors:
        for index, rule in enumerate(policy.scores):
            open_value = nw.col(f"v{index:02}_low") < nw.col(f"v{index:02}_high")
            for fact in rule.facts():
                note(fact, nw.col("score_evidence") & open_value & ~sets.known(fact))
    return _at_the_root(waits)


def _at_the_root(waits: dict[Fact, nw.Expr]) -> dict[Fact, nw.Expr]:
    """Ask for what a fact follows from where that is what is missing: the licence, not also its category."""
    asked: dict[Fact, nw.Expr] = {}
    open_waits = list(waits.items())
    while open_waits:
        fact, waiting = open_waits.pop()
        for name in fact.inputs:
            open_waits.append((FACTS[name], waiting & ~sets.known(FACTS[name])))
            waiting = waiting & sets.known(FACTS[name])
        asked[fact] = asked[fact] | waiting if fact in asked else waiting
    return asked
