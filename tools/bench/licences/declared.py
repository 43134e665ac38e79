"""The models of llmfit's table and the licence that each declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tools.reference import llmfit
from tools.reference.cells import json_lines
from tools.reference.files import FILES
from tools.reference.licences import licence
from weighbridge.sources.record import Record
from weighbridge.sources.snapshot import Snapshot, open_snapshot
from weighbridge.sources.snapshot_writer import write_snapshot

FAMILIES = frozenset({"openrail", "bsd", "cc", "gpl", "lgpl", "gfdl"})
"""Tags of the Hub that stand for several texts."""

SILENT = frozenset({None, "other", "unknown"})
"""What says nothing about the licence; `other` stands here only where no name was beside it."""


@dataclass(frozen=True, slots=True)
class Model:
    """A row of the table: its own spelling of the id, and its word for the licence, None where it has none."""

    id: str
    word: str | None


def models(data: Path) -> list[Model]:
    """Return every row of the table, also those that name one model by an old and a new id."""
    return [Model(row["name"], row.get("license")) for row in json_lines(data / FILES["llmfit"])]


def counts(word: str | None) -> bool:
    """Return whether a licence is declared that can be known: neither silence nor a family of texts."""
    return word not in SILENT and word not in FAMILIES


def catalogue(data: Path, folder: Path) -> Snapshot:
    """Write every row as a model of its own and return the snapshot."""
    path = data / FILES["llmfit"]
    rows = zip(json_lines(path), llmfit.records(path), strict=True)
    return _snapshot((replace(record, id=row["name"]) for row, record in rows), folder)


def specimens(words: Iterable[str], data: Path, folder: Path) -> Snapshot:
    """Write one model for each word, named specimen/0, specimen/1 … in their order, and return the snapshot."""
    return _snapshot(_specimens(words, data / FILES["llmfit"]), folder)


def _specimens(words: Iterable[str], path: Path) -> Iterator[Record]:
    for index, word in enumerate(words):
        yield Record(f"specimen/{index}", licence(word, path))


def _snapshot(records: Iterable[Record], folder: Path) -> Snapshot:
    write_snapshot(folder, records, name="declared licences", collected=llmfit.OBSERVED)
    return open_snapshot(folder)
