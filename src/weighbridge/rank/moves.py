"""Which verdicts come out otherwise under another policy."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from weighbridge.judge.effects import Verdict
from weighbridge.rank.ranking import Ranking

OUT_OF_SCOPE = "out of scope"
_WORDS = {int(verdict): verdict.word for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class Move:
    """Models, sorted, whose verdict was `before` and is `after`; a model that is not judged is out of scope."""

    before: str
    after: str
    models: tuple[str, ...]


def moves(old: Ranking, new: Ranking) -> list[Move]:
    """Return the verdicts that differ between two whole rankings of the same candidates, most models first."""
    before, after = (ranking.order.select("model__id", "verdict") for ranking in (old, new))
    joined = before.join(after, on="model__id", how="full", coalesce=True, suffix="_after")
    changed = joined.filter(pl.col("verdict").ne_missing(pl.col("verdict_after"))).sort("model__id")
    groups: dict[tuple[str, str], list[str]] = {}
    for model_id, was, now in changed.iter_rows():
        groups.setdefault((_word(was), _word(now)), []).append(model_id)
    found = [Move(was, now, tuple(models)) for (was, now), models in groups.items()]
    return sorted(found, key=lambda move: (-len(move.models), move.before, move.after))


def _word(verdict: int | None) -> str:
    return OUT_OF_SCOPE if verdict is None else _WORDS[verdict]
