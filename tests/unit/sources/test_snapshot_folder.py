"""Snapshot folders: written whole or not at all, and refused by name where anything is wrong with them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from weighbridge.errors import SnapshotError
from weighbridge.facts.given import GivenError
from weighbridge.sources import snapshot_writer
from weighbridge.sources.frames import snapshot_schema
from weighbridge.sources.record import Claim, Observation, Record
from weighbridge.sources.snapshot import CLAIMS_SCHEMA, open_snapshot
from weighbridge.sources.snapshot_writer import write_snapshot

DAY = date(2026, 11, 1)
FACTS = "collected=2026-11-01/facts.parquet"
MODELS = {
    "org/base": {"license.spdx": "MIT", "size.parameters": 7_000_000_000},
    "org/child": {"lineage.base_models": ["org/base"], "lineage.relation": "finetune", "model.revision": "a" * 40},
}
Build = Callable[..., Path]


@pytest.fixture
def folder(build_snapshot: Build) -> Path:
    return build_snapshot(MODELS)


def refused(folder: Path) -> str:
    with pytest.raises(SnapshotError) as caught:
        open_snapshot(folder)
    return str(caught.value)


def resealed(folder: Path, name: str = FACTS) -> None:
    """Make the manifest agree with a file that was changed."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def remade(folder: Path, change: Callable[[pl.DataFrame], pl.DataFrame], name: str = FACTS) -> None:
    """Change a table of a snapshot and make the manifest agree."""
    frame = pl.read_parquet(folder / name, hive_partitioning=False)
    change(frame).write_parquet(folder / name)
    resealed(folder, name)


def remanifested(folder: Path, **changed: Any) -> None:
    manifest = json.loads((folder / "manifest.json").read_text()) | changed
    (folder / "manifest.json").write_text(
        json.dumps({key: value for key, value in manifest.items() if value != "GONE"})
    )


def test_what_was_written_is_read(folder: Path) -> None:
    snapshot = open_snapshot(folder)
    assert (snapshot.name, snapshot.collected, snapshot.reference) == ("tiny", DAY, False)
    assert snapshot.ids() == ["org/base", "org/child"]
    assert snapshot.revisions(["org/child", "org/base", "gone"]) == {"org/base": None, "org/child": "a" * 40}
    assert snapshot.sha256 == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert snapshot.lineage.collect().rows() == [("org/child", "org/base", 1)]
    assert dict(snapshot.table.collect_schema()) == snapshot_schema()
    row = snapshot.table.collect().row(0, named=True)
    assert {name: cell for name, cell in row.items() if cell is not None} == {
        "model__id": "org/base",
        "model__publisher": "org",
        "model__name": "base",
        "size__parameters": 7_000_000_000,
        "read__hub_info__observed": DAY,
        "read__hub_info__source": "a test",
        "read__weights__observed": DAY,
        "read__weights__source": "a test",
    } | ({"license__spdx": "MIT"} if "license__spdx" in row else {})


def test_the_manifest_says_what_is_in_the_folder(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.parquet")
    }
    assert manifest == {
        "schema": 1,
        "name": "tiny",
        "collected": "2026-11-01",
        "tool": "weighbridge 0.1.0",
        "models": 2,
        "sources": [],
        "dropped_bases": [],
        "refused": [],
        "files": files,
    }
    assert sorted(files) == ["claims.parquet", FACTS, "lineage.parquet"]


def test_the_same_records_make_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    made = Observation(DAY, "a test")
    records = [
        Record(f"org/m{number}", {"model.tags": ["b", "a"], "adoption.likes": number}, {"hub-info": made, "card": made})
        for number in range(20)
    ]
    write_snapshot(tmp_path / "one", records, name="same", collected=DAY)
    write_snapshot(tmp_path / "two", list(reversed(records)), name="same", collected=DAY)
    for path in (tmp_path / "one").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_bases_that_cannot_be_are_dropped_said_and_then_unknown(tmp_path: Path) -> None:
    bases = {"a/self": ["a/self"], "b/x": ["b/y"], "b/y": ["b/x"], "c/mixed": ["c/mixed", "d/root"], "e/none": []}
    records = [Record(model, {"lineage.base_models": listed}) for model, listed in bases.items()]
    manifest = write_snapshot(tmp_path / "s", records, name="s", collected=DAY)
    assert manifest["dropped_bases"] == [
        {"child": "a/self", "base": "a/self", "reason": "names itself"},
        {"child": "b/y", "base": "b/x", "reason": "closes a cycle"},
        {"child": "c/mixed", "base": "c/mixed", "reason": "names itself"},
    ]
    assert json.loads((tmp_path / "s" / "manifest.json").read_text()) == manifest
    snapshot = open_snapshot(tmp_path / "s")
    columns = ("model__id", "lineage__base_models", "lineage__base_models__complete")
    assert snapshot.table.select(columns).collect().rows() == [
        ("a/self", None, None),
        ("b/x", ["b/y"], True),
        ("b/y", None, None),
        ("c/mixed", ["d/root"], False),
        ("e/none", [], True),
    ]
    assert snapshot.lineage.collect().rows() == [("b/x", "b/y", 1), ("c/mixed", "d/root", 1)]


def test_an_older_snapshot_is_replaced_whole(folder: Path, build_snapshot: Build) -> None:
    (folder / "stray").write_text("old")
    assert build_snapshot({"new/model": {}}) == folder
    assert open_snapshot(folder).ids() == ["new/model"]
    assert not (folder / "stray").exists()
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("broken", ["_write", "_replace"])
def test_an_old_snapshot_stays_where_writing_a_new_one_fails(
    folder: Path, build_snapshot: Build, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(snapshot_writer, broken, fail)
    with pytest.raises(OSError, match="no space left"):
        build_snapshot({"new/model": {}})
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_an_old_snapshot_stays_where_the_last_rename_fails(
    folder: Path, build_snapshot: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target == folder and not self.name.endswith("-old"):
            raise OSError("no space left")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no space left"):
        build_snapshot({"new/model": {}})
    assert open_snapshot(folder).ids() == ["org/base", "org/child"]


def test_a_record_with_a_value_that_does_not_suit_is_never_written(tmp_path: Path) -> None:
    with pytest.raises(GivenError, match="outside 1 to"):
        write_snapshot(tmp_path / "s", [Record("a/b", {"size.parameters": 2**62})], name="s", collected=DAY)
    assert list(tmp_path.iterdir()) == []


def test_claims_are_kept_and_a_later_one_counts(tmp_path: Path) -> None:
    claims = tuple(Claim("a/b", "model.task", task, "card", f"source of {task}") for task in ("first", "second"))
    write_snapshot(tmp_path / "s", [Record("a/b", {}, {}, claims)], name="s", collected=DAY)
    assert list(open_snapshot(tmp_path / "s").claims_of(["a/b"])) == list(claims)
    assert dict(open_snapshot(tmp_path / "s").claims.schema) == CLAIMS_SCHEMA


def test_a_snapshot_of_no_models_is_a_snapshot(build_snapshot: Build) -> None:
    assert open_snapshot(build_snapshot({})).ids() == []


def test_a_folder_without_a_manifest_is_no_snapshot(tmp_path: Path) -> None:
    assert refused(tmp_path) == (
        f"{tmp_path}: manifest.json cannot be read: No such file or directory\nhint: is this the folder of a snapshot?"
    )


def test_a_file_is_no_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    assert refused(path) == (
        f"{path}: manifest.json cannot be read: Not a directory\nhint: is this the folder of a snapshot?"
    )


def test_a_folder_that_is_not_there_is_no_snapshot(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone") == (
        f"{tmp_path}/gone: manifest.json cannot be read: No such file or directory\n"
        "hint: is this the folder of a snapshot?"
    )


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "not json",
            "[]",
            "null",
            "{}",
            '"x"',
            "{",
            '{"schema": 1}',
            "[" * 100_000,
            '{"schema": "1", "files": {}}',
        ),
        *('{"schema": 0, "name": "x", "collected": "2026-11-01", "files": {}}', '{"schema": NaN}'),
        *("\x00", "\ud800"),
        *('{"schema": 1, "name": 5, "collected": "2026-11-01", "files": {}}',),
        *('{"schema": 1, "name": "x", "collected": "../../etc", "files": {}}',),
        *('{"schema": 1, "name": "x", "collected": 20261101, "files": {}}',),
        *('{"schema": 1, "name": "x", "collected": "2026-11-01", "files": []}',),
    ],
)
def test_a_manifest_that_is_none_is_refused(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert refused(folder) == f"{folder}/manifest.json: not a manifest of a snapshot"


def test_a_newer_snapshot_is_refused(folder: Path) -> None:
    remanifested(folder, schema=2)
    assert refused(folder) == (
        f"{folder}/manifest.json: schema 2 is newer than this weighbridge reads (1)\nhint: upgrade weighbridge"
    )


def test_a_manifest_without_files_is_refused(folder: Path) -> None:
    remanifested(folder, files={})
    assert refused(folder) == f"{folder}: the manifest names no {FACTS}"
    remanifested(folder, files="GONE")
    assert refused(folder) == f"{folder}/manifest.json: not a manifest of a snapshot"


@pytest.mark.parametrize("name", [FACTS, "lineage.parquet", "claims.parquet"])
def test_a_file_that_is_missing_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert refused(folder) == (
        f"{folder}: {name} cannot be read: No such file or directory\nhint: is this the folder of a snapshot?"
    )


@pytest.mark.parametrize("name", [FACTS, "lineage.parquet", "claims.parquet"])
def test_a_file_that_was_changed_is_named(folder: Path, name: str) -> None:
    old = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / name).write_bytes((folder / name).read_bytes() + b"x")
    new = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert refused(folder) == (
        f"{folder}/{name}: sha256 is {new[:12]}…, the manifest says {old[:12]}…\n"
        "hint: the file was changed after the snapshot was written; collect it again"
    )


@pytest.mark.parametrize("listed", [5, ["x"], {"a": 1}, "", "\x1b[31mred\n"])
def test_a_checksum_that_is_none_is_refused_without_its_escape_codes(folder: Path, listed: object) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][FACTS] = listed
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "the manifest says" in refused(folder)
    assert "\x1b" not in refused(folder)


@pytest.mark.parametrize("name", [FACTS, "lineage.parquet", "claims.parquet"])
@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet at all", "half"])
def test_a_table_that_is_cut_or_none_is_named(folder: Path, name: str, content: bytes | str) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(content if isinstance(content, bytes) else whole[: len(whole) // 2])
    resealed(folder, name)
    assert refused(folder) == f"{folder}/{name}: not a Parquet file"


def test_pages_that_cannot_be_read_are_refused_too(folder: Path, weighbridge, write_policy) -> None:
    whole = bytearray((folder / FACTS).read_bytes())
    whole[4 : len(whole) // 4] = b"\xff" * (len(whole) // 4 - 4)
    (folder / FACTS).write_bytes(bytes(whole))
    resealed(folder)
    ran = weighbridge("check", write_policy(), "--snapshot", folder)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {folder}/{FACTS}: ")


@pytest.mark.parametrize("name", ["model__id", "size__parameters", "read__card__reason", "license__tag"])
def test_a_column_that_is_missing_is_named(folder: Path, name: str) -> None:
    remade(folder, lambda frame: frame.drop(name))
    assert refused(folder) == (f'{folder}/{FACTS}: column "{name}" is missing\nhint: collect the snapshot again')


@pytest.mark.parametrize(
    ("name", "dtype", "shown"),
    [
        ("size__parameters", pl.Float64, "Float64, not Int64"),
        ("size__parameters", pl.String, "String, not Int64"),
        ("size__parameters", pl.UInt64, "UInt64, not Int64"),
        ("size__parameters", pl.Int128, "Int128, not Int64"),
        ("files__custom_code", pl.String, "String, not Boolean"),
        ("license__tag", pl.Int64, "Int64, not String"),
        ("model__created", pl.Datetime, "Datetime(time_unit='us', time_zone=None), not Date"),
        ("model__tags", pl.String, "String, not List(String)"),
    ],
)
def test_a_column_of_another_type_is_named(folder: Path, name: str, dtype: Any, shown: str) -> None:
    remade(folder, lambda frame: frame.with_columns(pl.lit(None, dtype=dtype).alias(name)))
    assert refused(folder) == f'{folder}/{FACTS}: column "{name}" is {shown}'


def test_columns_of_lineage_and_claims_are_checked_as_well(folder: Path) -> None:
    remade(folder, lambda frame: frame.drop("depth"), "lineage.parquet")
    assert refused(folder) == (f'{folder}/lineage.parquet: column "depth" is missing\nhint: collect the snapshot again')


def test_a_column_more_is_not_read(folder: Path) -> None:
    remade(folder, lambda frame: frame.with_columns(pl.lit("open-source").alias("openness__kind")))
    assert "openness__kind" not in open_snapshot(folder).table.collect_schema()


def test_a_model_that_stands_twice_is_refused(folder: Path) -> None:
    remade(folder, lambda frame: pl.concat([frame, frame]))
    assert refused(folder).startswith(f"{folder}/{FACTS}: ")


def test_a_model_without_an_id_is_refused(folder: Path) -> None:
    remade(folder, lambda frame: frame.with_columns(pl.lit(None, dtype=pl.String).alias("model__id")))
    assert refused(folder).startswith(f"{folder}/{FACTS}: ")


def test_a_message_never_carries_the_escape_codes_of_a_folders_name(tmp_path: Path) -> None:
    assert "\x1b" not in refused(tmp_path / "a\x1b[31mb")


def test_the_bundled_reference_opens_and_says_so() -> None:
    snapshot = open_snapshot()
    assert snapshot.reference
    assert snapshot.name == "reference"
    assert snapshot.manifest["models"] == len(snapshot.ids()) == len(set(snapshot.ids()))
    for edge in snapshot.manifest["dropped_bases"]:
        assert edge["reason"] in ("names itself", "closes a cycle")
        assert edge["child"] in snapshot.ids()
