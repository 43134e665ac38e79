"""Snapshots: a folder with everything that was known of many models on one day, checked before it is used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from weighbridge.errors import SnapshotError
from weighbridge.sources.frames import snapshot_schema
from weighbridge.sources.record import Claim
from weighbridge.strict.plain import plain

SCHEMA = 1
"""Version of the folder's layout and columns; a reader refuses what is newer than itself."""

MANIFEST = "manifest.json"
FACTS_FILE = "facts.parquet"
LINEAGE_FILE = "lineage.parquet"
CLAIMS_FILE = "claims.parquet"
REFERENCE = Path(__file__).parent.parent / "reference"
LINEAGE_SCHEMA = {"child": pl.String, "ancestor": pl.String, "depth": pl.Int64}
CLAIMS_SCHEMA = {
    "id": pl.String,
    "fact": pl.String,
    "value": pl.String,
    "reading": pl.String,
    "source": pl.String,
    "url": pl.String,
    "observed": pl.Date,
    "owner": pl.String,
    "expires": pl.Date,
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A table of models with the day it was collected.

    `table` has the columns of `snapshot_schema()`, and those of facts that were given by hand. `lineage` has child,
    ancestor, depth. `claims` has CLAIMS_SCHEMA. `sha256` is that of the manifest, which names the sha256 of every file.
    """

    name: str
    collected: date
    sha256: str
    table: pl.LazyFrame
    lineage: pl.LazyFrame
    claims: pl.DataFrame
    manifest: Mapping[str, Any]
    reference: bool = False

    def ids(self) -> list[str]:
        """Return the ids of all models of the table, ancestors too, sorted."""
        return self.table.select("model__id").collect()["model__id"].sort().to_list()

    def revisions(self, ids: Sequence[str]) -> dict[str, str | None]:
        """Return the commit that the table describes for each of `ids` that it holds; None where that is not known."""
        # Filtered after reading: a list pushed down into the Parquet scan takes ten times as long.
        held = self.table.select("model__id", "model__revision").collect(engine="in-memory")
        return dict(held.filter(pl.col("model__id").is_in(list(ids))).iter_rows())

    def only(self, ids: Sequence[str]) -> Snapshot:
        """Return the rows of `ids` and of their ancestors, held in memory: all that facts about `ids` follow from."""
        lines = self.lineage.filter(pl.col("child").is_in(list(ids))).collect(engine="in-memory")
        needed = [*ids, *lines["ancestor"].unique()]
        table = self.table.filter(pl.col("model__id").is_in(needed)).collect(engine="in-memory")
        return replace(self, table=table.lazy(), lineage=lines.lazy())

    def without_models(self) -> Snapshot:
        """Return this snapshot of no model at all, for one that is described by hand."""
        return replace(self, table=self.table.clear(), lineage=self.lineage.clear())

    def claims_of(self, ids: Sequence[str]) -> Iterator[Claim]:
        """Yield the claims about `ids`; a later one of the same fact counts."""
        for row in self.claims.filter(pl.col("id").is_in(list(ids))).iter_rows(named=True):
            yield Claim(**row)

    def with_claims(self, table: pl.LazyFrame, claims: Sequence[Claim]) -> Snapshot:
        """Return this snapshot with another table and further claims that explain what changed in it."""
        added = pl.DataFrame(
            [{name: getattr(claim, name) for name in CLAIMS_SCHEMA} for claim in claims], CLAIMS_SCHEMA
        )
        return replace(self, table=table, claims=pl.concat([self.claims, added]))


def open_snapshot(folder: str | Path = "reference") -> Snapshot:
    """Open a snapshot folder, or the bundled one by the name "reference".

    Raises SnapshotError, naming the file: no manifest, a newer schema, a file that is missing or differs from its
    checksum, a column that is missing or of another type.
    """
    path = REFERENCE if str(folder) == "reference" else Path(folder)
    manifest_bytes = _read(path, MANIFEST)
    manifest = _manifest(path, manifest_bytes)
    collected = date.fromisoformat(manifest["collected"])
    partition = f"collected={manifest['collected']}/{FACTS_FILE}"
    for name in (partition, LINEAGE_FILE, CLAIMS_FILE):
        _check(path, name, manifest)
    table = _scan(path, partition, snapshot_schema())
    _check_ids(table, f"{plain(str(path))}/{partition}")
    return Snapshot(
        name=str(manifest["name"]),
        collected=collected,
        sha256=hashlib.sha256(manifest_bytes).hexdigest(),
        table=table,
        lineage=_scan(path, LINEAGE_FILE, LINEAGE_SCHEMA),
        claims=_read_rows(_scan(path, CLAIMS_FILE, CLAIMS_SCHEMA), f"{plain(str(path))}/{CLAIMS_FILE}"),
        manifest=manifest,
        reference=path == REFERENCE,
    )


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise SnapshotError(
            f"{plain(str(folder))}: {name} cannot be read: {error.strerror}", "is this the folder of a snapshot?"
        ) from None


def _manifest(folder: Path, text: bytes) -> dict[str, Any]:
    where = f"{plain(str(folder))}/{MANIFEST}"
    try:
        manifest = json.loads(text)
        version = manifest["schema"]
        if isinstance(version, int) and version > SCHEMA:
            raise SnapshotError(
                f"{where}: schema {version} is newer than this weighbridge reads ({SCHEMA})", "upgrade weighbridge"
            )
        if version != SCHEMA or not isinstance(manifest["files"], dict) or not isinstance(manifest["name"], str):
            raise SnapshotError(f"{where}: not a manifest of a snapshot")
        date.fromisoformat(manifest["collected"])
    except (KeyError, TypeError, ValueError, RecursionError):
        raise SnapshotError(f"{where}: not a manifest of a snapshot") from None
    return dict(manifest)


def _check(folder: Path, name: str, manifest: Mapping[str, Any]) -> None:
    listed = manifest["files"].get(name)
    if listed is None:
        raise SnapshotError(f"{plain(str(folder))}: the manifest names no {name}")
    found = hashlib.sha256(_read(folder, name)).hexdigest()
    if found != listed:
        raise SnapshotError(
            f"{plain(str(folder))}/{name}: sha256 is {found[:12]}…, the manifest says {plain(str(listed)[:12])}…",
            "the file was changed after the snapshot was written; collect it again",
        )


def _check_ids(table: pl.LazyFrame, where: str) -> None:
    ids = _read_rows(table.select("model__id"), where)["model__id"]
    if ids.null_count():
        raise SnapshotError(f"{where}: a model has no id")
    lists = [name for name, dtype in table.collect_schema().items() if dtype == pl.List(pl.String)]
    clean = [(pl.col(name).list.drop_nulls().list.n_unique() == pl.col(name).list.len()).all() for name in lists]
    for name, is_clean in _read_rows(table.select(clean), where).row(0, named=True).items():
        if not is_clean:
            raise SnapshotError(f'{where}: column "{name}" has a list with a gap or a repetition')
    if ids.n_unique() != ids.len():
        twice = ids.filter(ids.is_duplicated()).sort()[0]
        raise SnapshotError(f"{where}: {plain(twice, 120)} stands there more than once")


def _read_rows(table: pl.LazyFrame, where: str) -> pl.DataFrame:
    try:
        return table.collect(engine="in-memory")
    except pl.exceptions.PolarsError:
        raise SnapshotError(f"{where}: the file is damaged", "collect the snapshot again") from None


def _scan(folder: Path, name: str, schema: Mapping[str, Any]) -> pl.LazyFrame:
    where = f"{plain(str(folder))}/{name}"
    try:
        frame = pl.scan_parquet(folder / name)
        found = frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError):
        raise SnapshotError(f"{where}: not a Parquet file") from None
    for column, dtype in schema.items():
        if column not in found:
            raise SnapshotError(f'{where}: column "{column}" is missing', "collect the snapshot again")
        if found[column] != dtype:
            raise SnapshotError(f'{where}: column "{column}" is {found[column]}, not {dtype}')
    return frame.select(list(schema))
