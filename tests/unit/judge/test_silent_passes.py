"""Ways in which something unknown, stale, mistyped or unread could have passed for good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

import weighbridge.api as wb
from weighbridge.errors import PolicyError, SnapshotError, UsageError
from weighbridge.judge.effects import State
from weighbridge.policy.policy import Dimension
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.snapshot import Snapshot, open_snapshot

DAY = date(2026, 11, 23)


def policy(require: str, extra: str = "") -> wb.Policy:
    text = f"weighbridge: 1\nname: p\n{extra}governance:\n  gates:\n    - {{id: g, title: G, require: {{{require}}}}}\n"
    return wb.parse_policy(text.encode(), "p.yaml")


def state(snapshot: Snapshot, model: str, chosen: wb.Policy, as_of: date = DAY, *others: Candidate) -> State:
    named = [*others] if any(one.id == model for one in others) else [Candidate(model), *others]
    ranking = wb.weigh(chosen, snapshot, as_of=as_of, candidates=named)
    return wb.findings(ranking.judged, [model])[model][0].state


def test_an_ancestor_of_a_declared_base_counts() -> None:
    evil = Candidate("evil/base", None, {"provenance.country": "KP", "lineage.base_models": []})
    child = Candidate("org/child", None, {"lineage.base_models": ["evil/base"]})
    chosen = policy("lineage.countries: {has_none: [KP]}")
    assert state(open_snapshot(), "org/child", chosen, DAY, evil, child) is State.FAIL
    assert state(open_snapshot(), "org/child", chosen, DAY, child) is State.UNKNOWN


def test_a_declared_base_replaces_the_one_that_was_read() -> None:
    snapshot = open_snapshot()
    read = snapshot.lineage.filter(pl.col("depth") == 1).collect().row(0, named=True)
    given = Candidate(read["child"], None, {"lineage.base_models": ["nobody/unheard-of"]})
    chosen = policy("lineage.countries: {has_none: [KP]}")
    assert state(snapshot, read["child"], chosen, DAY, given) is State.UNKNOWN


def test_a_list_cannot_name_a_list() -> None:
    with pytest.raises(PolicyError) as caught:
        policy("model.task: {not_in: $b}", "lists: {a: [US], b: [$a, IR]}\n")
    assert str(caught.value) == (
        'p.yaml:3:22: error: list "b" names the list "$a"\nhint: name both lists where they are used: [$a, $b]'
    )


@pytest.mark.parametrize(
    ("age", "require"),
    [
        ("license.spdx: 1", "license.spdx: MIT"),
        ("license: 1", "license.category: permissive"),
        ("lineage: 1", "lineage.publishers: {has: org}"),
        ("lineage.official: 1", "lineage.official: true"),
        ("lineage.publishers: 1", "lineage.publishers: {has: org}"),
    ],
)
def test_a_derived_fact_is_as_old_as_what_it_follows_from(
    build_snapshot: Callable[..., Path], age: str, require: str
) -> None:
    models = {
        "org/base": {"license.tag": "mit", "lineage.relation": "original"},
        "org/child": {"license.tag": "mit", "lineage.base_models": ["org/base"]},
    }
    snapshot = open_snapshot(build_snapshot(models))
    late = date(2030, 1, 1)
    assert state(snapshot, "org/child", policy(require), late) is not State.UNKNOWN
    assert state(snapshot, "org/child", policy(require, f"decide: {{max_age: {{{age}}}}}\n"), late) is State.UNKNOWN


def test_a_repository_without_weights_is_no_open_weight_model() -> None:
    empty = Candidate("org/empty", None, {"license.spdx": "CC-BY-NC-4.0", "files.formats": []})
    chosen = policy("openness.kind: {in: [open-source, open-weight]}")
    assert state(open_snapshot(), "org/empty", chosen, DAY, empty) is State.UNKNOWN


@pytest.mark.parametrize(
    ("require", "message"),
    [
        (
            "provenance.country: {not_in: [kp]}",
            'rule "g": "kp" is no value of provenance.country\n'
            "hint: it looks like ISO 3166-1 alpha-2, such as DE; GB, not UK",
        ),
        (
            "license.spdx: {not_in: [cc-by-nc-4.0]}",
            'rule "g": not_in of license.spdx: "cc-by-nc-4.0" is not how SPDX writes it\nhint: write "CC-BY-NC-4.0"',
        ),
        (
            "license.spdx: {satisfies: [MIT OR Apache-2.0]}",
            'rule "g": satisfies of license.spdx: "MIT OR Apache-2.0" is several licences\n'
            "hint: name them one by one; one of them is enough",
        ),
    ],
)
def test_a_word_that_would_match_nothing_is_refused(require: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy(require)
    assert str(caught.value).partition(": error: ")[2] == message


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan")])
def test_weights_that_would_switch_off_the_score_are_refused(weight: float) -> None:
    chosen = wb.load_policy("builtin:eu-bank-onprem")
    with pytest.raises(UsageError):
        wb.weigh(chosen, open_snapshot(), as_of=DAY, weights=dict.fromkeys(Dimension, weight))


@pytest.mark.parametrize("text", ["()", "( and Apache-2.0", "MIT OR", ") ("])
def test_a_licence_that_no_parser_reads_is_unknown(text: str) -> None:
    odd = Candidate("org/odd", None, {"license.spdx": text})
    assert state(open_snapshot(), "org/odd", policy("license.spdx: {satisfies: [MIT]}"), DAY, odd) is State.UNKNOWN


def test_the_first_day_there_is_can_be_asked_for() -> None:
    chosen = policy("adoption.likes: {gte: 0}", "decide: {max_age: {adoption: 30}}\n")
    assert state(open_snapshot(), "Qwen/Qwen3-8B", chosen, date.min + timedelta(days=3)) is State.PASS


def test_what_follows_from_a_given_fact_says_so() -> None:
    given = Candidate("Qwen/Qwen3-8B", None, {"license.tag": "mit"}, "a letter", "c.yaml:2")
    ranking = wb.weigh(policy("license.spdx: MIT"), open_snapshot(), as_of=DAY, candidates=[given])
    (evidence,) = wb.findings(ranking.judged, ["Qwen/Qwen3-8B"])["Qwen/Qwen3-8B"][0].evidence
    assert (evidence.value, evidence.reading) == ("MIT", "declared")
    assert evidence.source == "follows from license.tag: a letter (c.yaml:2)"


def test_a_list_with_a_gap_is_refused(build_snapshot: Callable[..., Path]) -> None:
    folder = build_snapshot({"org/a": {"model.tags": ["x"]}})
    facts = f"collected={open_snapshot(folder).collected}/facts.parquet"
    frame = pl.read_parquet(folder / facts, hive_partitioning=False)
    frame.with_columns(pl.lit([None, "x"], dtype=pl.List(pl.String)).alias("model__tags")).write_parquet(folder / facts)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][facts] = hashlib.sha256((folder / facts).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(SnapshotError) as caught:
        open_snapshot(folder)
    assert str(caught.value) == f'{folder}/{facts}: column "model__tags" has a list with a gap or a repetition'
