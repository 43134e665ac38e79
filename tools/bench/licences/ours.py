"""What weighbridge answers, and how many licences it knows what they permit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl

import weighbridge.api as wb
from tools.bench.licences.answers import Answer, Words
from tools.bench.licences.declared import Model, counts
from tools.bench.measure import ROOT
from weighbridge.enrich.native import collected
from weighbridge.facts import FACTS
from weighbridge.facts.columns import member_column
from weighbridge.facts.readings import reason_column
from weighbridge.judge.judged import gate_column
from weighbridge.sources.snapshot import Snapshot

POLICY = Path(__file__).parents[1] / "osi-permissive.yaml"
BUYER = ROOT / "policies" / "eu-bank-onprem.yaml"
PERMITS = "license.permits"
_ID, _SPDX, _CATEGORY, _OSI = "model__id", "license__spdx", "license__category", "license__osi_approved"


def judged(snapshot: Snapshot) -> pl.DataFrame:
    """Return every model with `answer`, an Answer as text, and `why`: what it was judged on, or why nothing is known."""
    policy = wb.load_policy(POLICY)
    rows = wb.judge(wb.facts_for(policy, snapshot, snapshot.collected), policy).frame
    reason = reason_column("licenses")
    held = collected(rows.select(_ID, gate_column(0), _SPDX, _CATEGORY, _OSI, reason))
    gate = pl.col(gate_column(0))
    known = pl.format(
        "{}: OSI {}, {}",
        _SPDX,
        pl.col(_OSI).cast(pl.String).fill_null("unknown"),
        pl.col(_CATEGORY).fill_null("unknown"),
    )
    return held.select(
        _ID,
        pl.when(gate)
        .then(pl.lit(Answer.PASS))
        .when(~gate)
        .then(pl.lit(Answer.FAIL))
        .otherwise(pl.lit(Answer.UNKNOWN))
        .alias("answer"),
        pl.coalesce(known, reason, pl.lit("no licence known")).alias("why"),
    )


def answers(rows: pl.DataFrame, models: Sequence[Model]) -> list[Answer]:
    """Return the answers in the order of `models`; unknown where the snapshot lacks one."""
    by_id = dict(rows.select(_ID, "answer").iter_rows())
    return [Answer(by_id.get(model.id, Answer.UNKNOWN)) for model in models]


def reasons(rows: pl.DataFrame, models: Sequence[Model]) -> dict[str, str]:
    """Return for each declared licence what its first model was judged on."""
    by_id = dict(rows.select(_ID, "why").iter_rows())
    return {model.word: by_id[model.id] for model in reversed(models) if model.word is not None and model.id in by_id}


def permissions(snapshot: Snapshot) -> pl.DataFrame:
    """Return every model's license.permits for the buyer of the bank's policy: model__id and one column per member."""
    policy = wb.load_policy(BUYER)
    members = [member_column(PERMITS, member) for member in FACTS[PERMITS].members]
    return collected(wb.facts_for(policy, snapshot, snapshot.collected).frame.select(_ID, *members))


def not_known(permits: pl.DataFrame, models: Sequence[Model], members: Sequence[str]) -> Words:
    """Count the models, by declared licence, of which any of `members` is not known; of licences that count."""
    columns = [member_column(PERMITS, member) for member in members]
    known = set(permits.filter(pl.all_horizontal(pl.col(columns).is_not_null()))[_ID])
    return Counter(model.word for model in models if counts(model.word) and model.id not in known)
