"""mteb_models.jsonl.gz: commit, licence, parameters, disclosure, base and successor of embedding models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tools.reference.cells import commit, json_lines, model_id, number, record
from tools.reference.counts import counted, nominal
from tools.reference.licences import licence
from weighbridge.sources.record import Record

SOURCE = "MTEB model metadata"
OBSERVED = date(2026, 8, 1)


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each model with open weights.

    Not read: the weight size, which is sometimes computed from parameters; the languages, in another code than the
    Hub's; the names of the training data, which are tasks of the benchmark with every translation added.
    """
    for row in json_lines(path):
        model = model_id(row["name"])
        if model is not None and row.get("open_weights") is True:
            yield record(model, _facts(model, row, path), OBSERVED, SOURCE)


def _facts(model: str, row: dict[str, Any], path: Path) -> dict[str, object]:
    base = model_id(row.get("adapted_from"))
    bases = [base] if base and base != model else None
    return {
        "model.revision": commit(row.get("revision")),
        "model.task": _task(row),
        "model.successor": model_id(row.get("superseded_by")),
        "size.parameters": _parameters(model, row),
        "size.context_tokens": number("size.context_tokens", row.get("max_tokens")),
        "docs.training_data": _training_data(row),
        "lineage.base_models": bases,
        "lineage.relation": "finetune" if bases else None,
        **licence(row.get("license"), path, named=False),
    }


def _task(row: dict[str, Any]) -> str | None:
    """Return the Hub's word for a text embedding model, which the benchmark says that it is."""
    plain_text = row.get("modalities") == ["text"] and row.get("is_cross_encoder") is not True
    return "feature-extraction" if plain_text else None


def _parameters(model: str, row: dict[str, Any]) -> int | None:
    """Return the count; a round figure with no weight size beside it was at times megabytes."""
    count = row.get("n_parameters")
    if not count or (nominal(count) and not row.get("memory_usage_mb")):
        return None
    return counted(model, count)


def _training_data(row: dict[str, Any]) -> str | None:
    public = row.get("public_training_data")
    if public is True or (isinstance(public, str) and public.startswith("https://")):
        return "available"
    return "named" if row.get("training_datasets") else None
