"""The CSV report: rows and columns a spreadsheet can rely on, and no cell that it would calculate."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge import api
from weighbridge.judge.effects import Verdict
from weighbridge.policy import parse_policy
from weighbridge.report import Report, report_content
from weighbridge.report.csv_report import _number, cell, render
from weighbridge.sources.candidates import Candidate, Unavailable

DAY = date(2026, 11, 1)
POLICY = """\
weighbridge: 1
name: p
version: 1.0.0
candidates: {require: {model.task: t}}
decide: {minimum_score: 10}
governance:
  gates:
    - {id: lic, title: Licence, require: {license.spdx: MIT}}
    - {id: lib, title: Library, action: warn, require: {model.library: x}}
  scores: [{id: likes, title: Likes, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 100}}]
"""
WITHOUT_SCORES = """\
weighbridge: 1
name: p
governance: {gates: [{id: lic, title: Licence, require: {license.spdx: MIT}}]}
"""
MODELS = {
    "org/fit": {"model.task": "t", "license.tag": "mit", "adoption.likes": 50, "model.revision": "a" * 40},
    "org/unfit": {"model.task": "t", "license.tag": "gpl-3.0", "adoption.likes": 25, "model.library": "x"},
    "org/unknown": {"model.task": "t"},
    "org/outside": {"model.task": "other"},
}
HEAD = "rank,model,revision,verdict,because,missing,score_low,score_high,coverage"
BOUNDS = (
    "hosting_low,hosting_high,governance_low,governance_high,adaptation_low,adaptation_high,"
    "vendor_lock_low,vendor_lock_high"
)
SIGNS = [chr(code) for code in range(0x10000) if unicodedata.normalize("NFKC", chr(code)) in list("=+-@")]
BEGINS_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def made(folder: Path, policy: str = POLICY) -> Report:
    snapshot = api.open_snapshot(folder)
    named = [Candidate(name) for name in (*snapshot.ids(), "gone")]
    return report_content(api.weigh(parse_policy(policy.encode(), "p.yaml"), snapshot, as_of=DAY, candidates=named))


@pytest.fixture
def report(build_snapshot) -> Report:
    return made(build_snapshot(MODELS))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_every_model_is_a_row_and_null_is_an_empty_cell(report) -> None:
    gone = (
        "not in the snapshot tiny of 2026-11-01; collect it, or name another with --snapshot, or declare its facts in a "
        "candidates file"
    )
    assert render(report) == "\n".join(
        [
            f"{HEAD},{BOUNDS},reason,gate:lic,gate:lib,score:likes",
            f"1,org/fit,{'a' * 40},fit,,,50,50,1,,,50,50,,,,,,pass,unknown,0.5",
            "2,org/unknown,,review,evidence,license.spdx,0,100,0,,,0,100,,,,,license.spdx is not known "
            "(license.tag is not known: not stated there); license.spdx must be MIT,unknown,unknown,0..1",
            "3,org/unfit,,unfit,,,25,25,1,,,25,25,,,,,license.spdx is GPL-3.0-only; license.spdx must be MIT,fail,pass,0.25",
            f',gone,,unavailable,,,,,,,,,,,,,,"{gone}",,,',
            ",org/outside,,out-of-scope,,,,,,,,,,,,,,model.task is other; model.task must be t,,,",
            "",
        ]
    )


def test_a_policy_without_scores_has_empty_scores(build_snapshot) -> None:
    report = made(build_snapshot({"org/fit": MODELS["org/fit"]}), WITHOUT_SCORES)
    head, row, _ = read(render(report))
    assert ",".join(head) == f"{HEAD},{BOUNDS},reason,gate:lic"
    assert row == ["1", "org/fit", "a" * 40, "fit", *[""] * 14, "pass"]


@pytest.mark.parametrize("models", [{}, {"org/fit": MODELS["org/fit"]}, {"org/unknown": {}}])
def test_the_columns_are_those_of_the_policy_whatever_the_models(build_snapshot, report, models) -> None:
    other = made(build_snapshot(models, "other"))
    assert render(other).splitlines()[0] == render(report).splitlines()[0]


def test_a_report_of_nothing_is_its_head(report) -> None:
    empty = replace(report, models=(), unavailable=(), out_of_scope={})
    assert render(empty) == f"{HEAD},{BOUNDS},reason,gate:lic,gate:lib,score:likes\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+1", "'+1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "' =1"),
        ("\r\n=1", "'  =1"),
        ("  =1", "'  =1"),
        ("\u00a0\u3000=1", "'\u00a0\u3000=1"),
        ("\u200b=1", "'=1"),
        ("\x00\x1b=1", "'=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM", "'＠SUM"),
        ("﹦1", "'﹦1"),
        ("a;=1; -2;b=1", "a;'=1;' -2;b=1"),
        ("a=1", "a=1"),
        ("org/a-b", "org/a-b"),
        ("a\tb\nc\rd\x1b[31m", "a b c d[31m"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_calculate_is_text(text: str, shown: str) -> None:
    assert cell(text) == shown


@pytest.mark.parametrize(
    "character", [sign for sign in SIGNS if unicodedata.decomposition(sign).startswith(("<wide>", "<small>"))]
)
def test_signs_of_every_width_are_text(character: str) -> None:
    assert cell(f"{character}1") == f"'{character}1"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0.0, "0"), (-0.0, "0"), (-1e-9, "0"), (100.0, "100"), (1 / 3, "0.333333"), (0.1 + 0.2, "0.3"), (10.0, "10")],
)
def test_numbers_are_written_in_one_way(number: float, shown: str) -> None:
    assert _number(number) == shown


HOSTILE = st.one_of(
    st.text(),
    st.text(alphabet="=+-@＝＋－＠﹦\t\r\n ;,'\"|\u3000\x00\u200b1a"),
    st.sampled_from(["=HYPERLINK(1)", "+1", "-2+3", "@SUM", "\t=1", '"=1"', 'a",=1,"', "a\r\n=1"]),
)


def test_hostile_text_stays_in_its_cell_and_begins_no_formula(report) -> None:
    @settings(max_examples=300, deadline=None)
    @given(HOSTILE, HOSTILE)
    def holds(name: str, other: str) -> None:
        models = tuple(
            replace(
                model,
                id=name,
                revision=other,
                scope=other,
                missing=(other,),
                findings=tuple(replace(finding, message=other) for finding in model.findings),
            )
            for model in report.models
        )
        changed = replace(report, models=models, unavailable=(Unavailable(name, other),), out_of_scope={name: other})
        text = render(changed)
        head, *rows = read(text)
        assert [len(row) for row in rows] == [len(head)] * 5
        assert text.count("\n") == 6
        assert text == render(changed)
        for row in rows:
            for value in row:
                assert not value.lstrip().startswith(BEGINS_A_FORMULA)
                assert not re.search(r";\s*[=+\-@＝＋－＠]", value)
                assert not any(unicodedata.category(one) in ("Cc", "Cf") for one in value)
            assert row[1] == cell(name)
            assert row[17] == ("" if row[3] == "fit" else cell(other)), "what a fit model was let in with is no reason"

    holds()


def test_the_reason_is_there_where_no_gate_makes_the_verdict(report) -> None:
    scored = tuple(replace(model, findings=(), verdict=Verdict.UNFIT, because=None) for model in report.models)
    assert {row[17] for row in read(render(replace(report, models=scored)))[1:4]} == {"score is too low"}


def test_a_score_that_is_null_is_an_empty_cell(report) -> None:
    model = report.models[0]
    unscored = replace(model, findings=tuple(replace(one, low=None, high=None) for one in model.findings))
    assert read(render(replace(report, models=(unscored,))))[1][-3:] == ["pass", "unknown", ""]
