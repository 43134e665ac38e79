"""trending_models.jsonl.gz: gate, downloads, likes and inference providers of models that trended in 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tools.reference.cells import day, json_lines, model_id, number, record, word
from tools.reference.counts import counted
from weighbridge.sources.record import Record

SOURCE = "Hub trending list, by a public tracker"
_GATES = {False: "open", "auto": "auto", "manual": "manual"}


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each model, observed on the day that its row states."""
    for row in json_lines(path):
        model = model_id(row["id"])
        if model is not None:
            yield record(model, _facts(model, row), date.fromisoformat(row["observed"][:10]), SOURCE)


def _facts(model: str, row: dict[str, Any]) -> dict[str, object]:
    providers = row.get("availableInferenceProviders")
    live = None if providers is None else sum(provider.get("modelStatus") == "live" for provider in providers)
    return {
        "model.gated": _GATES.get(row.get("gated")),
        "model.private": row.get("private"),
        "model.task": word(row.get("pipeline_tag")),
        "model.updated": day(row.get("lastModified")),
        "size.parameters": counted(model, row.get("numParameters")),
        "adoption.downloads_30d": number("adoption.downloads_30d", row.get("downloads")),
        "adoption.likes": number("adoption.likes", row.get("likes")),
        "vendor_lock.providers": live,
    }
