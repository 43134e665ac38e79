"""From the values of score rules to scores, coverage and the verdict.

A dimension's score is the weighted mean of its rules, the total that of the dimensions. Sums are left folds, since
`sum_horizontal` differs in the last bit between engines; what is compared or sorted is a whole number of millionths.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from weighbridge.enrich.native import Table
from weighbridge.errors import UsageError
from weighbridge.judge.effects import Verdict
from weighbridge.policy.policy import Dimension, Policy, ScoreRule

MICRO = 1_000_000
POINT = MICRO // 100
"""One point of a score from 0 to 100."""
HALF_UP = 0.5 + 1e-6
"""Rounds half up. Engines, and one engine on one row or on many, divide with another last bit; what ends half way between
two millionths would be rounded by that bit. A millionth of a millionth more settles it for all of them."""


@dataclass(frozen=True, slots=True)
class RuleWeight:
    """The share of a score rule inside its dimension, and in the total; the shares of all rules add up to 1."""

    rule: ScoreRule
    in_dimension: float
    in_total: float


def dimension_shares(policy: Policy, weights: Mapping[Dimension, float] | None = None) -> dict[Dimension, float]:
    """Return the share of each dimension that has score rules; they add up to 1, and the others' weight goes to them."""
    chosen = {dimension: policy.weights[dimension].value for dimension in Dimension} | dict(weights or {})
    scored = [dimension for dimension in Dimension if any(rule.dimension is dimension for rule in policy.scores)]
    if not all(math.isfinite(weight) and weight >= 0 for weight in chosen.values()):
        raise UsageError("a weight is a number of 0 or more")
    total = sum(chosen[dimension] for dimension in scored)
    if scored and not total:
        raise UsageError("no question that has score rules has a weight above 0", "give one of them a weight")
    return {dimension: chosen[dimension] / total for dimension in scored}


def rule_weights(policy: Policy, weights: Mapping[Dimension, float] | None = None) -> list[RuleWeight]:
    """Return the weights of all score rules, in their order."""
    shares = dimension_shares(policy, weights)
    sums = {
        dimension: sum(rule.weight for rule in policy.scores if rule.dimension is dimension) for dimension in Dimension
    }
    return [
        RuleWeight(
            rule,
            rule.weight / sums[rule.dimension],
            shares.get(rule.dimension, 0.0) * rule.weight / sums[rule.dimension],
        )
        for rule in policy.scores
    ]


def dimension_columns(policy: Policy) -> list[nw.Expr]:
    """Return `<dimension>_low` and `<dimension>_high` (Float64, 0 to 1) of every dimension that has score rules."""
    columns = []
    for dimension in dimension_shares(policy, dict.fromkeys(Dimension, 1.0)):
        for bound in ("low", "high"):
            total = nw.lit(0.0)
            for index, weight in enumerate(rule_weights(policy)):
                if weight.rule.dimension is dimension:
                    total = total + nw.col(f"v{index:02}_{bound}") * weight.in_dimension
            columns.append(total.alias(f"{dimension}_{bound}"))
    return columns


def with_totals(frame: Table, policy: Policy, weights: Mapping[Dimension, float] | None = None) -> Table:
    """Add `low`, `high`, `coverage` (Int64, millionths; null without score rules), `score_unfit` and `score_evidence`
    (whether a score is, or may be, too low), `verdict` (Int64, see Verdict) and `because_evidence` (whether a review is for
    want of evidence), `waived` (whether the verdict would be worse but for a waiver). Other weights than the policy's may be
    tried.
    """
    shares = dimension_shares(policy, weights)
    if not shares:
        none = nw.lit(None, dtype=nw.Int64)
        frame = frame.with_columns(none.alias("low"), none.alias("high"), none.alias("coverage"))
    else:
        low, high = nw.lit(0.0), nw.lit(0.0)
        for dimension, share in shares.items():
            low = low + nw.col(f"{dimension}_low") * share
            high = high + nw.col(f"{dimension}_high") * share
        frame = frame.with_columns(micro(low).alias("low"), micro(high).alias("high"))
        frame = frame.with_columns((nw.lit(MICRO) - (nw.col("high") - nw.col("low"))).cast(nw.Int64).alias("coverage"))
    below, straddles = nw.lit(False), nw.lit(False)
    for low, high, threshold in _thresholds(policy, shares):
        below = below | (high < threshold)
        straddles = straddles | ((low < threshold) & (high >= threshold))
    frame = frame.with_columns(below.alias("score_unfit"), straddles.alias("score_evidence"))
    unfit = nw.col("gates_unfit") | nw.col("score_unfit")
    evidence = nw.col("gates_evidence") | nw.col("score_evidence")
    review = evidence | nw.col("gates_judgement")
    return frame.with_columns(
        nw.when(unfit)
        .then(nw.lit(int(Verdict.UNFIT)))
        .otherwise(nw.when(review).then(nw.lit(int(Verdict.REVIEW))).otherwise(nw.lit(int(Verdict.FIT))))
        .cast(nw.Int64)
        .alias("verdict"),
        evidence.alias("because_evidence"),
        (~unfit & (nw.col("waived_unfit") | (~review & nw.col("waived_review")))).alias("waived"),
    )


def micro(value: nw.Expr) -> nw.Expr:
    """Return a number from 0 to 1 as a whole number of millionths, rounded half up."""
    return (value * float(MICRO) + HALF_UP).floor().cast(nw.Int64)


def threshold_micro(points: float) -> int:
    """Return a threshold from 0 to 100 as a whole number of millionths."""
    return math.floor(points * POINT + HALF_UP)


def _thresholds(policy: Policy, shares: Mapping[Dimension, float]) -> list[tuple[nw.Expr, nw.Expr, int]]:
    """Return the scores that have a minimum: in total, and of each dimension with a floor and score rules."""
    found = []
    if shares and policy.decide.minimum_score is not None:
        found.append((nw.col("low"), nw.col("high"), threshold_micro(policy.decide.minimum_score)))
    scored = {rule.dimension for rule in policy.scores}
    for dimension, floor in policy.decide.floors.items():
        if dimension in scored:
            low, high = micro(nw.col(f"{dimension}_low")), micro(nw.col(f"{dimension}_high"))
            found.append((low, high, threshold_micro(floor)))
    return found
