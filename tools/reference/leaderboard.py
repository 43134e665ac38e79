"""leaderboard_models.csv.gz: commit, architecture, licence and base model of the models evaluated there."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tools.reference.cells import commit, day, model_id, number, record, word
from tools.reference.counts import counted
from tools.reference.licences import licence
from weighbridge.sources.record import Record

SOURCE = "Open LLM Leaderboard metadata"
OBSERVED = date(2025, 3, 1)


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each evaluated model that was still on the Hub, from its last evaluation.

    Its precision is the one it was evaluated in (18 official models stand there in two), not that of its weights, and
    is not read.
    """
    for row in _rows(path):
        model = model_id(row["fullname"])
        if model is not None and row["Available on the hub"] == "true":
            yield record(model, _facts(model, row, path), OBSERVED, SOURCE)


def official(path: Path) -> frozenset[str]:
    """Return the models that the leaderboard marks as those of official providers."""
    found = (model_id(row["fullname"]) for row in _rows(path) if row["Official Providers"] == "true")
    return frozenset(model for model in found if model)


def refused(path: Path) -> Iterator[dict[str, str]]:
    """Yield the official providers' models that were no longer on the Hub, with that reason."""
    for row in _rows(path):
        if row["Official Providers"] == "true" and row["Available on the hub"] != "true":
            yield {"id": row["fullname"], "reason": "not on the Hub when the leaderboard was read"}


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as table:
        rows = sorted(csv.DictReader(table), key=lambda row: (row["Submission Date"], row["Precision"]))
    return list({model_id(row["fullname"]): row for row in rows}.values())


def _facts(model: str, row: dict[str, str], path: Path) -> dict[str, object]:
    billions = float(row["#Params (B)"] or 0)
    return {
        "model.revision": commit(row["Model sha"]),
        "model.architecture": word(row["Architecture"]),
        "model.created": day(row["Upload To Hub Date"]),
        "size.parameters": counted(model, round(billions * 1e9)),
        "adoption.likes": number("adoption.likes", int(row["Hub ❤️"] or 0)),
        "lineage.relation": _relation(row),
        "lineage.base_models": _bases(model, row["Base Model"]),
        **licence(row["Hub License"], path),
    }


def _bases(model: str, base: str) -> list[str] | None:
    """Return the base as a list; the model itself, "... (Merge)" and "Removed" say nothing."""
    named = model_id(base)
    return [named] if named and named != model else None


def _relation(row: dict[str, str]) -> str | None:
    if row["Weight type"] == "Adapter":
        return "adapter"
    return "merge" if row["Merged"] == "true" else None
