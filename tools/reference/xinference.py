"""xinference_models.jsonl.gz: commit, context and quantised builds, from the registry of a serving engine."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tools.reference.cells import commit, json_lines, model_id, number, record
from tools.reference.counts import packed
from weighbridge.sources.record import Record

SOURCE = "Xinference model registry"
OBSERVED = date(2026, 8, 1)


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each build. "none" as quantisation stands also at FP8 weights, so it is not read."""
    rows = list(json_lines(path))
    originals = _originals(rows)
    seen: set[str] = set()
    for row in rows:
        model = model_id(row["id"])
        if model is None or model in seen:
            continue
        seen.add(model)
        base = _base(model, row, originals)
        facts: dict[str, object] = {
            "model.revision": commit(row["revision"]),
            "size.context_tokens": number("size.context_tokens", row["context_length"]),
            "lineage.base_models": [base] if base else None,
            "lineage.relation": "quantized" if base else None,
        }
        yield record(model, facts, OBSERVED, SOURCE)


def originals(path: Path) -> frozenset[str]:
    """Return the builds that are not quantised, as far as registry and name say."""
    found = _originals(list(json_lines(path)))
    return frozenset(model for models in found.values() for model in models)


def _originals(rows: list[dict[str, Any]]) -> dict[tuple[str, str], set[str]]:
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        model = model_id(row["id"])
        plain = row["format"] == "pytorch" and row["quantizations"] == ["none"]
        if model and plain and not packed(model) and "fp8" not in model.lower():
            found[row["family"], str(row["size_b"])].add(model)
    return found


def _base(model: str, row: dict[str, Any], originals: dict[tuple[str, str], set[str]]) -> str | None:
    """Return the one unquantised build of the same family and size whose name the build's name holds."""
    candidates = originals.get((row["family"], str(row["size_b"])), set())
    if row["format"] == "pytorch" or len(candidates) != 1:
        return None
    (base,) = candidates
    return base if base != model and _stem(base) in _stem(model) else None


def _stem(model: str) -> str:
    return re.sub(r"[^a-z0-9]", "", model.rpartition("/")[2].lower())
