"""Three buyers and one list of candidates: each profile has a winner of its own, and the reason is written down."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path

import pytest

import weighbridge.api as wb
from weighbridge.cli.main import run
from weighbridge.judge.effects import Effect
from weighbridge.judge.findings import Finding
from weighbridge.report import Report, report_content
from weighbridge.report.content import ModelReport
from weighbridge.sources.candidates import read_candidates

ROOT = Path(__file__).parent.parent.parent
CANDIDATES = Path("examples/buyers/candidates.yaml")
PROFILES = ("buyer-convenience", "buyer-control", "buyer-governance")
API, OPEN_WEIGHT, OPEN_SOURCE = (
    "vendor/some-api",
    "mistralai/Mistral-Small-24B-Instruct-2501",
    "allenai/OLMo-2-0325-32B-Instruct",
)
SHOWN = [
    (block.splitlines()[0].removeprefix("$ weighbridge "), block.splitlines()[1:])
    for block in re.findall(
        r"^```console\n(.*?)^```$", (ROOT / "examples/buyers/README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
]


@cache
def weighed(profile: str) -> Report:
    snapshot = wb.open_snapshot()
    policy = wb.load_policy(f"builtin:{profile}")
    candidates = read_candidates(ROOT / CANDIDATES)
    return report_content(wb.weigh(policy, snapshot, as_of=snapshot.collected, candidates=candidates))


def model(profile: str, model_id: str) -> ModelReport:
    return next(one for one in weighed(profile).models if one.id == model_id)


def strongest(one: ModelReport) -> Finding:
    """Return the score rule that certainly gives the most points, of equals the first."""
    scored = [finding for finding in one.findings if finding.weight is not None]
    return max(scored, key=lambda finding: (finding.weight or 0) * (finding.low or 0))


@pytest.mark.parametrize(
    ("profile", "winner"),
    [("buyer-convenience", API), ("buyer-control", OPEN_WEIGHT), ("buyer-governance", OPEN_SOURCE)],
)
def test_each_buyer_has_a_winner_of_its_own_and_it_is_fit(profile: str, winner: str) -> None:
    first = weighed(profile).models[0]
    assert (first.rank, first.id, first.verdict.word) == (1, winner, "fit")


@pytest.mark.parametrize("profile", PROFILES)
def test_every_candidate_is_judged_by_every_buyer(profile: str) -> None:
    report = weighed(profile)
    assert {one.id for one in report.models} == {one.id for one in read_candidates(ROOT / CANDIDATES)}
    assert report.out_of_scope == {}


@pytest.mark.parametrize(
    ("profile", "deciding"),
    [("buyer-control", ["weights-in-hand", "license-usable"]), ("buyer-governance", ["weights-in-hand"])],
)
def test_a_closed_api_is_unfit_where_weights_must_be_in_hand_and_that_rule_is_named_first(
    profile: str, deciding: list[str]
) -> None:
    one = model(profile, API)
    assert one.verdict.word == "unfit"
    unfit = [finding for finding in one.reasons() if finding.effect is Effect.UNFIT]
    assert [finding.rule.id for finding in unfit] == deciding
    assert unfit[0].message == "openness.kind is closed-api; openness.kind must be one of open-source, open-weight"


def test_open_weights_without_training_data_are_a_review_for_governance() -> None:
    one = model("buyer-governance", OPEN_WEIGHT)
    assert (one.verdict.word, one.because) == ("review", "judgement")
    assert [finding.rule.id for finding in one.findings if finding.effect is Effect.REVIEW] == ["open-source"]


@pytest.mark.parametrize(
    ("profile", "winner", "rule", "reason"),
    [
        ("buyer-convenience", API, "run-for-us", "openness.kind is closed-api"),
        ("buyer-control", OPEN_WEIGHT, "fits", "hosting.fits is true"),
        ("buyer-governance", OPEN_SOURCE, "training-data", "docs.training_data is available"),
    ],
)
def test_explain_states_the_strongest_reason_of_the_winner(
    profile: str,
    winner: str,
    rule: str,
    reason: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    finding = strongest(model(profile, winner))
    assert finding.rule.id == rule
    monkeypatch.chdir(ROOT)
    assert run(["explain", f"builtin:{profile}", winner, "--candidates", str(CANDIDATES)]) == 0
    printed = capsys.readouterr().out
    assert f"• {rule}: {finding.rule.title}\n      1.00: {reason}" in printed


@pytest.mark.parametrize(("command", "lines"), SHOWN, ids=[command for command, _ in SHOWN])
def test_what_the_example_shows_is_what_is_printed(
    command: str, lines: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    run(shlex.split(command))
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if line not in printed] == []
