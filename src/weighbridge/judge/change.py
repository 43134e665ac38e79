"""The smallest change that would turn a model's verdict into a better one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.judge.effects import Effect, State, Verdict
from weighbridge.judge.findings import Finding
from weighbridge.judge.totals import POINT, threshold_micro
from weighbridge.policy import Dimension, Policy


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A score that is too low: `points` (0 to 100) are missing, and these rules could bring them, most first."""

    dimension: Dimension | None
    threshold: float
    points: float
    rules: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What must change for the verdict to become `target`: gates to pass, and scores to raise."""

    target: Verdict
    gates: tuple[Finding, ...]
    shortfalls: tuple[Shortfall, ...]


def smallest_turn(policy: Policy, verdict: Verdict, row: Mapping[str, Any], found: Sequence[Finding]) -> Turn | None:
    """Return what would turn `verdict` into the next better one that can be had, or None for a model that is fit.

    `row` has the columns of the judged table. Passing every gate named here, and raising every score, is enough; each
    gate's finding says which comparisons stand in its way.
    """
    if verdict is Verdict.FIT:
        return None
    blocking = [finding for finding in found if finding.effect is Effect.UNFIT]
    doubtful = [finding for finding in found if finding.effect is Effect.REVIEW]
    if verdict is Verdict.UNFIT:
        scores = _shortfalls(policy, row, found, "high")
        # Raised until its best case is enough, a score that is a range still falls short in its worst case.
        raised = {
            score.dimension
            for score in scores
            if row[_column(score.dimension, "low")] == row[_column(score.dimension, "high")]
        }
        doubts = [score for score in _shortfalls(policy, row, found, "low") if score.dimension not in raised]
        remaining = doubtful or doubts or row["scope"] is None
        return Turn(Verdict.REVIEW if remaining else Verdict.FIT, tuple(blocking), scores)
    return Turn(Verdict.FIT, tuple(doubtful), _shortfalls(policy, row, found, "low"))


def _shortfalls(policy: Policy, row: Mapping[str, Any], found: Sequence[Finding], bound: str) -> tuple[Shortfall, ...]:
    short = []
    scored = {rule.dimension for rule in policy.scores}
    if scored and policy.decide.minimum_score is not None:
        short.append(_shortfall(None, policy.decide.minimum_score, row[bound] / POINT, found))
    for dimension, floor in policy.decide.floors.items():
        if dimension in scored:
            short.append(_shortfall(dimension, floor, row[f"{dimension}_{bound}"] * 100, found))
    return tuple(one for one in short if one is not None)


def _column(dimension: Dimension | None, bound: str) -> str:
    return f"{dimension}_{bound}" if dimension else bound


def _shortfall(
    dimension: Dimension | None, threshold: float, score: float, found: Sequence[Finding]
) -> Shortfall | None:
    if threshold_micro(score) >= threshold_micro(threshold):
        return None
    rules = [finding for finding in found if finding.weight and dimension in (None, finding.dimension)]
    whole = sum(finding.weight or 0.0 for finding in rules)
    gains = [
        (finding.rule.id, 100 * (finding.weight or 0.0) / whole * (1 - (finding.low or 0.0)))
        for finding in rules
        if finding.state is not State.NOT_APPLICABLE
    ]
    return Shortfall(
        dimension, threshold, threshold - score, tuple(sorted(gains, key=lambda gain: (-gain[1], gain[0])))
    )
