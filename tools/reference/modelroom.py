"""modelroom_models.jsonl.gz: licence, parameters, successor and GGUF builds of 252 current models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tools.reference.cells import day, json_lines, model_id, number, record, word
from tools.reference.counts import counted, nominal
from tools.reference.licences import licence
from weighbridge.sources.record import Record

SOURCE = "modelroom 1.2.0 catalogue"


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each model, observed on the day that it was added to the catalogue."""
    for row in json_lines(path):
        model = model_id(row["hf_repo"])
        if model is not None:
            yield record(model, _facts(model, row, path), date.fromisoformat(row["added"]), SOURCE)


def _facts(model: str, row: dict[str, Any], path: Path) -> dict[str, object]:
    count = round(float(row["parameters_b"] or 0) * 1e9)
    builders = {build.partition("/")[0] for build in map(model_id, row["gguf_repos"]) if build}
    return {
        "model.task": word(row["hub_pipeline_tag"]),
        "model.created": day(row["hub_created"]),
        "model.successor": model_id(row["successor"]),
        # A round one is the size in the title, which for an adapter is that of its base.
        "size.parameters": None if nominal(count) else counted(model, count),
        "vendor_lock.quantizers": number("vendor_lock.quantizers", len(builders - {row["publisher"]}) or None),
        **licence(row["license"], path),
    }
