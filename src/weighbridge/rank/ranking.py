"""The order of judged models: verdict, then the score that is certain, then the score that is possible, then id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw
import polars as pl

from weighbridge.enrich.native import collected
from weighbridge.errors import Diagnostic
from weighbridge.facts import column
from weighbridge.judge.effects import Verdict
from weighbridge.judge.judged import SCOPE, Judged
from weighbridge.judge.totals import MICRO, dimension_shares, with_totals
from weighbridge.policy import Dimension
from weighbridge.policy.policy import OnePer
from weighbridge.sources.candidates import Unavailable

_GROUP = "group"


@dataclass(frozen=True, slots=True)
class Summary:
    """How many models came out how; `review_evidence` of those in review wait for evidence only a fact can give.

    `waived` of all judged would be unfit or in review but for a waiver; `fit_waived` of those are fit.
    """

    fit: int = 0
    review: int = 0
    unfit: int = 0
    unavailable: int = 0
    out_of_scope: int = 0
    waived: int = 0
    review_evidence: int = 0
    fit_waived: int = 0

    @property
    def judged(self) -> int:
        """How many models have a verdict."""
        return self.fit + self.review + self.unfit


@dataclass(frozen=True, slots=True)
class Ranking:
    """Models in order.

    `order` has one row per model in scope, best first: rank (from 1), model__id, scope, verdict, because_evidence, low,
    high, coverage, waived, and `<dimension>_low`, `<dimension>_high` of dimensions with score rules. With a limit it holds
    only the first rows; `summary` counts all. `one_per` says of what only the best are in the order, and `hidden` how many
    others there are; None is all. `out_of_scope` lists candidates that were named, sorted; `left_out` those of them that
    were not judged, because `where` (what was asked for beside the policy, in words) leaves them out. `in_force_on` is the
    day from which ends count (None: that of the facts); `warnings` are what the policy's author should know.
    """

    judged: Judged
    order: pl.DataFrame
    summary: Summary
    weights: Mapping[Dimension, float] | None = None
    unavailable: tuple[Unavailable, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    one_per: OnePer | None = None
    hidden: int = 0
    where: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    in_force_on: date | None = None
    warnings: tuple[Diagnostic, ...] = ()


def rank(
    judged: Judged,
    weights: Mapping[Dimension, float] | None = None,
    *,
    limit: int | None = None,
    one_per: OnePer | None = None,
    named: Sequence[str] = (),
    unavailable: Sequence[Unavailable] = (),
) -> Ranking:
    """Return the models of `judged` in order; the order does not depend on that of the table.

    `weights` tries others than the policy's. `named` are the candidates that were asked for by id: those of them that
    are out of scope are listed. With `one_per` only the best of each family or publisher are in the order; a model of
    which that is not known stands for itself.
    """
    frame = judged.frame if weights is None else with_totals(judged.frame, judged.policy, weights)
    dimensions = [f"{name}_{bound}" for name in dimension_shares(judged.policy, weights) for bound in ("low", "high")]
    group = [nw.col(column(one_per.fact.id)).alias(_GROUP)] if one_per else []
    rows = collected(
        frame.select(
            "model__id", SCOPE, "verdict", "because_evidence", "low", "high", "coverage", "waived", *group, *dimensions
        ),
        streaming=True,
    )
    outside = rows.filter(~pl.col(SCOPE).fill_null(True))
    rows = rows.filter(pl.col(SCOPE).fill_null(True))
    review = rows.filter(pl.col("verdict") == int(Verdict.REVIEW))
    counts = {verdict: rows.filter(pl.col("verdict") == int(verdict)).height for verdict in Verdict}
    waived = rows.filter(pl.col("waived"))
    named_outside = outside.filter(pl.col("model__id").is_in(list(named)))["model__id"]
    shown = rows if one_per is None else _best_of_each(rows)
    return Ranking(
        judged=replace(judged, frame=frame),
        order=_ordered(shown, limit),
        summary=Summary(
            fit=counts[Verdict.FIT],
            review=counts[Verdict.REVIEW],
            unfit=counts[Verdict.UNFIT],
            unavailable=len(unavailable),
            out_of_scope=outside.height,
            waived=waived.height,
            fit_waived=waived.filter(pl.col("verdict") == int(Verdict.FIT)).height,
            review_evidence=review.filter(pl.col("because_evidence")).height,
        ),
        weights=weights,
        unavailable=tuple(unavailable),
        out_of_scope=tuple(named_outside.sort().to_list()),
        one_per=one_per,
        hidden=rows.height - shown.height,
    )


def _best_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the first model, in order, of each group; those of no known group all stay."""
    best = _ordered(rows, None).filter(pl.col(_GROUP).is_null() | pl.col(_GROUP).is_first_distinct())
    return best.drop("rank", _GROUP)


def _ordered(rows: pl.DataFrame, limit: int | None) -> pl.DataFrame:
    """Sort by one whole number that holds verdict, low and high, then by id; of a long table sort only what is shown."""
    span = MICRO + 1
    low, high = pl.col("low").fill_null(0), pl.col("high").fill_null(0)
    rows = rows.with_columns(
        ((int(Verdict.UNFIT) - pl.col("verdict")) * span * span + low * span + high).alias("__key")
    )
    if limit is not None and rows.height > limit:
        least = rows["__key"].top_k(limit).min() if limit else None
        rows = rows.filter(pl.col("__key") >= least) if limit else rows.clear()
    rows = rows.sort("__key", "model__id", descending=[True, False]).drop("__key")
    rows = rows if limit is None else rows.head(limit)
    return rows.with_row_index("rank", offset=1)
