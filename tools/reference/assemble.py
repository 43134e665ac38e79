"""The records of the reference snapshot: candidates, and every ancestor that one of them leads to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tools.reference import (
    configs,
    genmodelfit,
    leaderboard,
    lineage_edges,
    llmfit,
    modelroom,
    mteb,
    payloads,
    trending,
    xinference,
)
from tools.reference.files import CREDITS, FILES
from tools.reference.merge import merge, newest, with_role
from tools.reference.select import well_known
from weighbridge.sources.record import Record

SOURCES: dict[str, Callable[[Path], Iterator[Record]]] = {
    "configs": configs.records,
    "genmodelfit": genmodelfit.records,
    "leaderboard": leaderboard.records,
    "lineage_edges": lineage_edges.records,
    "llmfit": llmfit.records,
    "modelroom": modelroom.records,
    "mteb": mteb.records,
    "payloads": payloads.records,
    "trending": trending.records,
    "xinference": xinference.records,
}


class Assembled(NamedTuple):
    """What a snapshot is written from."""

    records: list[Record]
    collected: date
    sources: list[dict[str, str]]
    refused: list[dict[str, str]]


def assemble(folder: Path, spoilt: Counter[str]) -> Assembled:
    """Return the snapshot's records; values that do not suit their fact are counted in `spoilt` and left out."""
    said = _by_model(folder)
    candidates = well_known(folder, said)
    merged = {model: with_role(merge(model, said[model], spoilt), "candidate") for model in candidates}
    waiting = [base for record in merged.values() for base in _bases(record)]
    while waiting:
        model = waiting.pop()
        if model not in merged:
            merged[model] = with_role(merge(model, said.get(model, {}), spoilt), "ancestor")
            waiting += _bases(merged[model])
    records = [merged[model] for model in sorted(merged)]
    refused = list(leaderboard.refused(folder / FILES["leaderboard"]))
    return Assembled(records, newest(records), CREDITS, refused)


def _by_model(folder: Path) -> Mapping[str, Mapping[str, Record]]:
    """Return all records of all sources, by model and source; the first of several of one source counts."""
    said: defaultdict[str, dict[str, Record]] = defaultdict(dict)
    for source, records in SOURCES.items():
        for record in records(folder / FILES[source]):
            said[record.id].setdefault(source, record)
    return dict(said)


def _bases(record: Record) -> list[str]:
    bases = record.facts.get("lineage.base_models")
    listed = bases["members"] if isinstance(bases, dict) else bases
    return list(listed) if isinstance(listed, list) else []
