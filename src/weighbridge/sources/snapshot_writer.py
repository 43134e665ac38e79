"""Records written as a snapshot folder: all of it, or nothing."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from weighbridge import __version__
from weighbridge.sources.closure import DroppedEdge, ancestors, sound_edges
from weighbridge.sources.frames import frame_of, snapshot_schema
from weighbridge.sources.record import Record, sorted_records
from weighbridge.sources.snapshot import (
    CLAIMS_FILE,
    CLAIMS_SCHEMA,
    FACTS_FILE,
    LINEAGE_FILE,
    LINEAGE_SCHEMA,
    MANIFEST,
    SCHEMA,
)

_BASES = ("lineage__base_models", "lineage__base_models__complete")


def write_snapshot(
    folder: Path,
    records: Iterable[Record],
    *,
    name: str,
    collected: date,
    sources: Sequence[dict[str, str]] = (),
    refused: Sequence[dict[str, str]] = (),
) -> dict[str, Any]:
    """Write a snapshot and return its manifest.

    Bases that lead back to the model itself are dropped and listed in the manifest; a model whose only bases were such
    has unknown bases, since it declared something that cannot be. The same records make the same bytes. The folder is
    written beside its place and renamed; an older one there is replaced.
    """
    table, dropped = _table(sorted_records(records))
    known = {row[0]: row[1] for row in table.select("model__id", "lineage__base_models").iter_rows() if row[1]}
    closure = pl.DataFrame(ancestors(known), LINEAGE_SCHEMA, orient="row")
    claims = frame_of(
        [
            {name: getattr(claim, name) for name in CLAIMS_SCHEMA}
            for record in sorted_records(records)
            for claim in record.claims
        ],
        CLAIMS_SCHEMA,
    )
    frames = {f"collected={collected.isoformat()}/{FACTS_FILE}": table, LINEAGE_FILE: closure, CLAIMS_FILE: claims}
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        manifest = {
            "schema": SCHEMA,
            "name": name,
            "collected": collected.isoformat(),
            "tool": f"weighbridge {__version__}",
            "models": table.height,
            "sources": list(sources),
            "dropped_bases": [edge._asdict() for edge in dropped],
            "refused": list(refused),
            "files": {path: _write(staging / path, frame) for path, frame in frames.items()},
        }
        (staging / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        staging.chmod(0o755)
        _replace(staging, folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return manifest


def _table(records: Sequence[Record]) -> tuple[pl.DataFrame, list[DroppedEdge]]:
    table = frame_of((record.row() for record in records), snapshot_schema())
    declared = {row[0]: row[1] for row in table.select("model__id", "lineage__base_models").iter_rows() if row[1]}
    sound, dropped = sound_edges(declared)
    broken = {edge.child for edge in dropped}
    bases: list[list[str] | None] = []
    complete: list[bool | None] = []
    for model, listed, whole in table.select("model__id", *_BASES).iter_rows():
        bases.append(sound.get(model) if model in declared else listed)
        complete.append(None if bases[-1] is None else whole and model not in broken)
    columns = [pl.Series(_BASES[0], bases, pl.List(pl.String)), pl.Series(_BASES[1], complete, pl.Boolean)]
    return table.with_columns(columns), dropped


def _write(path: Path, frame: pl.DataFrame) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, compression="zstd", compression_level=9, statistics=True)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _replace(staging: Path, folder: Path) -> None:
    if not folder.exists():
        staging.rename(folder)
        return
    old = staging.with_name(staging.name + "-old")
    folder.rename(old)
    try:
        staging.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)
