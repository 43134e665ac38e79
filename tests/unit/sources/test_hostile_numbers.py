"""Numbers that cannot be: null in a snapshot, refused where given; never a pass."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from weighbridge import api
from weighbridge.facts import FACTS, FactType, Origin, column
from weighbridge.judge.judged import judged_table
from weighbridge.policy import parse_policy

DAY = date(2026, 11, 1)
FACTS_FILE = "collected=2026-11-01/facts.parquet"
NUMBERS = [fact for fact in FACTS.values() if fact.type in (FactType.NUMBER, FactType.INTEGER)]
READ = [fact for fact in NUMBERS if fact.origin is Origin.HUB]


def with_cells(folder: Path, cells: dict[str, object]) -> Path:
    """Write cells into every row of a snapshot by hand, and make the manifest agree."""
    path = folder / FACTS_FILE
    frame = pl.read_parquet(path, hive_partitioning=False)
    frame = frame.with_columns(pl.lit(cell, dtype=frame.schema[name]).alias(name) for name, cell in cells.items())
    frame.write_parquet(path)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][FACTS_FILE] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def states(folder: Path, fact: str, limit: float) -> list[str]:
    gates = "".join(
        f"    - {{id: {name}, title: T, require: {{{fact}: {{{name}: {operand}}}}}}}\n"
        for name, operand in {
            "lt": limit,
            "lte": limit,
            "gt": limit,
            "gte": limit,
            "eq": limit,
            "ne": limit,
            "in": f"[{limit}]",
            "not_in": f"[{limit}]",
            "between": f"[{limit}, {limit}]",
        }.items()
    ).replace("id: not_in", "id: not-in")
    text = (
        f"weighbridge: 1\nname: p\nhosting:\n  gates:\n{gates}  scores:\n"
        f"    - {{id: s, title: S, weight: 1, curve: {{fact: {fact}, worst: {limit}, best: {limit + 1}}}}}\n"
    )
    policy = parse_policy(text.encode(), "p.yaml")
    ranking = api.weigh(policy, api.open_snapshot(folder), as_of=DAY)
    (found,) = api.findings(ranking.judged, ["org/m"]).values()
    return sorted({str(finding.state) for finding in found})


@pytest.mark.parametrize("value", [2**62, 2**63 - 1, 10**15 + 1, 0, -1, -(2**63)])
def test_a_whole_number_out_of_bounds_in_a_snapshot_is_unknown_to_every_rule(
    build_snapshot: Callable[..., Path], value: int
) -> None:
    folder = with_cells(build_snapshot({"org/m": {"size.parameters": 5}}), {"size__parameters": value})
    assert states(folder, "size.parameters", 7) == ["unknown"]


@pytest.mark.parametrize("fact", READ, ids=[fact.id for fact in READ])
@pytest.mark.parametrize("value", [2**62, -1])
def test_no_number_of_a_snapshot_comes_through_out_of_its_bounds(build_snapshot, fact, value: int) -> None:
    folder = with_cells(build_snapshot({"org/m": {}}), {column(fact.id): value})
    assert states(folder, fact.id, max(fact.low, 1)) == ["unknown"]


def test_every_number_is_null_before_it_is_judged_where_it_is_not_finite(build_snapshot) -> None:
    snapshot = api.open_snapshot(build_snapshot({"org/m": {}}))
    facts = [fact for fact in NUMBERS if fact.type is FactType.NUMBER]
    for value in (math.nan, math.inf, -math.inf, 1e300, -1e300):
        table = snapshot.table.with_columns(pl.lit(value, dtype=pl.Float64).alias(column(fact.id)) for fact in facts)
        derived = api.enrich(snapshot.with_claims(table, []), parse_policy(POLICY, "p").context, DAY)
        row = derived.frame.select([column(fact.id) for fact in facts]).collect().row(0)
        assert row == (None,) * len(facts)


POLICY = (
    b"weighbridge: 1\nname: p\nhosting:\n  gates:\n"
    b"    - {id: low, title: T, require: {hosting.headroom: {lte: 5}}}\n"
    b"    - {id: high, title: T, require: {hosting.headroom: {gte: 5}}}\n"
)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_makes_a_gate_unknown_either_way(build_snapshot, value: float) -> None:
    snapshot = api.open_snapshot(build_snapshot({"org/m": {}}))
    policy = parse_policy(POLICY, "p.yaml")
    table = snapshot.table.with_columns(pl.lit(value).alias("hosting__headroom"))
    facts = api.enrich(snapshot.with_claims(table, []), policy.context, DAY)
    row = judged_table(facts.frame, policy, facts.snapshot, DAY).frame.select("g00", "g01", "verdict").collect().row(0)
    assert row == (None, None, 1)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (".nan", '".nan" is not a finite number'),
        ("-.inf", '"-.inf" is not a finite number'),
        ("1e999", '"1e999" is not a finite number'),
        ("4611686018427387904", "size.parameters is 4611686018427387904, outside 1 to 1e+15"),
        ("1000000000000000000000000000000", "size.parameters is 1e+30, outside 1 to 1e+15"),
        ("-5", "size.parameters is -5, outside 1 to 1e+15"),
        ('"5"', 'size.parameters takes a whole number, not "5"'),
        ("1_000", 'size.parameters takes a whole number, not "1_000"'),
        ("7.5", "size.parameters takes a whole number, not 7.5"),
        ("true", "size.parameters takes a whole number, not true"),
        ("[5]", "size.parameters takes a whole number, not a list"),
    ],
)
def test_a_declared_number_that_cannot_be_is_refused_and_nothing_is_judged(
    write_policy, write_file, weighbridge, written: str, message: str
) -> None:
    path = write_file("c.yaml", f"candidates:\n  - declared: {{model.id: a/b, size.parameters: {written}}}\n")
    ran = weighbridge("check", write_policy(), "--candidates", path)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{path}:2:48: error: {message}\n")


@pytest.mark.parametrize("cell", ["\x1b[31mMIT", "", " ", "permisive", "x" * 10_000])
def test_a_text_outside_its_vocabulary_in_a_snapshot_is_never_a_pass(build_snapshot, cell: str) -> None:
    folder = with_cells(build_snapshot({"org/m": {}}), {"model__gated": cell})
    text = (
        b"weighbridge: 1\nname: p\nhosting:\n  gates: [{id: g, title: G, require: {model.gated: {not_in: [manual]}}}]\n"
    )
    policy = parse_policy(text, "p.yaml")
    ranking = api.weigh(policy, api.open_snapshot(folder), as_of=DAY)
    (finding,) = api.findings(ranking.judged, ["org/m"])["org/m"]
    assert finding.state == "unknown"
