"""The benchmark's policies, tables and printed lines; nothing is measured here."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tools.bench import millions
from tools.bench.comparison import Comparison, Program, Skipped
from tools.bench.measure import Run, Runs
from tools.bench.scan_millions import read_fully
from tools.bench.table import HEADINGS, beside_line, row, skipped_line, table

from weighbridge.errors import Level
from weighbridge.facts import fact_columns
from weighbridge.policy import load_policy
from weighbridge.policy.lint import lint
from weighbridge.sources.frames import fact_schema

BENCH = Path(millions.__file__).parent
OURS, BESIDE = Program("ours", ["ours"]), Program("theirs", ["theirs"])


def runs(*seconds: float, peak: float = 100.0) -> Runs:
    return Runs(tuple(Run(one, peak) for one in seconds))


@pytest.mark.parametrize(("file", "rules"), [("catalogue-30.yaml", 30), ("millions-20.yaml", 20)])
def test_policies_have_their_rules_and_no_errors_or_warnings(file: str, rules: int) -> None:
    source = str(BENCH / file)
    assert [one for one in lint(source, date(2026, 10, 1)) if one.level is not Level.NOTE] == []
    assert len(list(load_policy(source).rules())) == rules


def test_made_up_models_have_the_columns_that_their_policy_reads_and_gaps_in_each() -> None:
    policy = load_policy(millions.POLICY)
    frame = millions.made_up(2000, policy).collect()
    facts = policy.facts()
    assert dict(frame.schema) == {"model__id": pl.String, **fact_schema(facts)}
    assert frame["model__id"].n_unique() == 2000
    gaps = {name for name in frame.columns if frame[name].null_count()}
    assert gaps == {name for fact in facts for name in fact_columns(fact) if not name.endswith("__complete")}
    assert millions.made_up(2000, policy).collect().equals(frame)


def test_reading_fully_gives_one_number_for_every_column() -> None:
    frame = millions.made_up(100, load_policy(millions.POLICY))
    numbers = frame.select(read_fully(name, dtype) for name, dtype in frame.collect_schema().items()).collect()
    assert numbers.height == 1
    assert numbers.null_count().row(0) == (0,) * numbers.width


def test_a_target_is_met_by_the_shortest_times_and_the_largest_peak() -> None:
    comparison = Comparison(OURS, BESIDE, ratio=2.0, repetitions=2, peak_mib=150)
    cells = row(comparison, runs(0.2, 0.9), runs(0.1, 0.3))
    assert cells == ("ours", "200 ms", "100 ms", "2.00x", "2.75x", "2.0x", "100 MiB", "150 MiB", "yes")
    assert row(comparison, runs(0.3, 0.9), runs(0.1, 0.3))[-1] == "no"
    assert row(comparison, runs(0.2, peak=151), runs(0.1))[-1] == "no"
    assert row(comparison, runs(1.2), None)[1:5] == ("1.20 s", "", "", "")
    assert row(comparison, runs(1.2), None)[-1] == "not known"


def test_lines_below_the_table_say_what_stood_beside_and_what_was_skipped() -> None:
    comparison = Comparison(OURS, BESIDE, ratio=2.0, repetitions=2)
    assert beside_line(comparison, runs(0.1)) == "ours: beside theirs (100 MiB)"
    alone = Comparison(OURS, None, ratio=2.0, repetitions=2, note="nothing to compare with")
    assert beside_line(alone, None) == "ours: nothing to compare with"
    assert skipped_line(Skipped("rank", "no data folder")) == "rank: skipped, no data folder"


def test_columns_of_the_table_stand_under_their_headings() -> None:
    comparison = Comparison(OURS, BESIDE, ratio=2.0, repetitions=2)
    heading, line = table([row(comparison, runs(0.2), runs(0.1))]).splitlines()
    assert heading.split("  ")[0] == HEADINGS[0]
    assert len(heading) == len(line)
