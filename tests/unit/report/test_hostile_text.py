"""Hostile text from policies, snapshots and candidates never reaches a report raw, whatever the format."""

from __future__ import annotations

import json
import unicodedata
from itertools import product

import polars as pl
import pytest

from weighbridge import api
from weighbridge.cli.options import FORMAT_NAMES, TEXT_OR_JSON
from weighbridge.report.formats import FORMATS

HOSTILE = "a\x1b[31mb\x1b]8;;x\x07c\u202ed\u2066e\u200bf\ng\rh\ti\x9bj\u2028k[red]l[/b]m\U000e0041中文😀"
SAFE = "a[31mb]8;;xcdef g h ij k[red]l[/b]m中文😀"
YAML = '"' + "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in HOSTILE) + '"'
POLICY = f"""\
weighbridge: 1
name: hostile
version: {YAML}
owner: {YAML}
description: {YAML}
governance:
  gates:
    - id: lic
      title: {YAML}
      why: {YAML}
      fix: {YAML}
      refs: [{YAML}]
      require: {{license.spdx: {{in: [{YAML}, MIT]}}, model.task: {YAML}, model.tags: {{has: {YAML}}}}}
"""


def raw(text: str) -> list[str]:
    """Return the characters of a report that could do something to a terminal."""
    bad = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return sorted({f"U+{ord(c):04X}" for c in text if c != "\n" and unicodedata.category(c) in bad})


def test_the_names_on_the_command_line_are_those_of_the_table() -> None:
    assert tuple(FORMATS) == FORMAT_NAMES
    assert [(name, one.name) for name, one in FORMATS.items()] == [(name, name) for name in FORMATS]
    assert len({one.suffix for one in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("command", ["check", "explain"])
def test_what_a_candidate_declares_is_printed_harmless(
    weighbridge, build_snapshot, write_policy, write_file, name: str, command: str
) -> None:
    path = write_file(
        "c.yaml",
        f"candidates:\n  - evidence: {YAML}\n    declared: {{model.id: v/api, license.spdx: {YAML}, model.task: {YAML}, "
        f"model.tags: [{YAML}], model.library: {YAML}}}\n",
    )
    snapshot = build_snapshot({})
    ran = weighbridge(
        command, write_policy(POLICY), "v/api", "--candidates", path, "--snapshot", snapshot, "--format", name
    )
    assert ran.code in (0, 1, 3)
    assert "v/api" in ran.out
    assert raw(ran.out) == []
    assert raw(ran.err) == []


@pytest.mark.parametrize(
    ("command", "name"), [*product(["check", "explain"], FORMATS), *product(["facts"], TEXT_OR_JSON)]
)
def test_what_a_snapshot_holds_is_printed_harmless(
    weighbridge, build_snapshot, write_policy, command: str, name: str
) -> None:
    folder = build_snapshot({"org/m": {"license.tag": "x"}})
    reseal(folder)
    policy = [] if command == "facts" else [write_policy(POLICY)]
    ran = weighbridge(command, *policy, "org/m", "--snapshot", folder, "--format", name)
    assert ran.code in (0, 1, 3)
    assert raw(ran.out) == []


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_ids_and_commits_of_a_snapshot_are_printed_harmless(
    weighbridge, build_snapshot, write_policy, name
) -> None:
    folder = build_snapshot({"org/m": {"license.tag": "mit", "model.revision": "x"}})
    reseal(folder, ids=True)
    ran = weighbridge("check", write_policy(), "--snapshot", folder, "--format", name)
    assert raw(ran.out) == []
    assert raw(ran.err) == []


def reseal(folder, *, ids: bool = False) -> None:
    """Write hostile text into every text column of a snapshot, and make the manifest agree."""
    import hashlib

    manifest = json.loads((folder / "manifest.json").read_text())
    for name in list(manifest["files"]):
        frame = pl.read_parquet(folder / name, hive_partitioning=False)
        keep = () if ids else ("model__id", "model__role", "id", "child", "ancestor")
        cells = [
            pl.lit(HOSTILE if dtype == pl.String else [HOSTILE], dtype=dtype).alias(column)
            for column, dtype in frame.schema.items()
            if column not in keep and dtype in (pl.String, pl.List(pl.String))
        ]
        frame.with_columns(cells).write_parquet(folder / name)
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    manifest["name"] = HOSTILE
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_harmless_text_is_still_there(weighbridge, build_snapshot, write_policy, write_file) -> None:
    path = write_file("c.yaml", f"candidates:\n  - declared: {{model.id: v/api, model.task: {YAML}}}\n")
    ran = weighbridge(
        "check",
        write_policy("weighbridge: 1\nname: p\nhosting:\n  gates: [{id: g, title: G, require: {model.task: a}}]\n"),
        "--candidates",
        path,
        "--snapshot",
        build_snapshot({}),
        "--format",
        "json",
    )
    told = json.loads(ran.out)
    assert told["models"][0]["findings"][0]["evidence"][0]["value"] == SAFE


@pytest.mark.parametrize("name", FORMATS)
def test_a_policy_path_that_is_hostile_is_printed_harmless(
    weighbridge, build_snapshot, write_policy, name: str
) -> None:
    path = write_policy(name="p\x1b[31m\u202e.yaml")
    ran = weighbridge("check", path, "--snapshot", build_snapshot({"org/m": {}}), "--format", name)
    assert ran.code == 3
    assert raw(ran.out) == []


@pytest.mark.parametrize(
    "arguments", [["check", "gone\x1b[31m.yaml"], ["check", "x\x1b[31m"], ["facts", "a/\x1b[31mb"]]
)
def test_a_hostile_argument_is_not_echoed_raw(weighbridge, arguments: list[str]) -> None:
    ran = weighbridge(*arguments)
    assert ran.code in (2, 5)
    assert raw(ran.err) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_ends_with_one_line_break(build_snapshot, write_policy, name: str) -> None:
    snapshot = api.open_snapshot(build_snapshot({"org/m": {}}))
    ranking = api.weigh(api.load_policy(write_policy()), snapshot, as_of=snapshot.collected)
    text = api.report(ranking, name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert api.report(ranking, name) == text
