"""Facts given by hand: they stand above what was read, and what depends on them follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from weighbridge import api
from weighbridge.buyer import Context
from weighbridge.facts import FACTS
from weighbridge.judge.known_facts import known_facts
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.declared import with_declared
from weighbridge.sources.freshness import max_age_days, without_stale
from weighbridge.sources.record import Claim, Observation, Record
from weighbridge.sources.snapshot import Snapshot, open_snapshot
from weighbridge.sources.snapshot_writer import write_snapshot
from weighbridge.sources.statements import NO_EVIDENCE

DAY = date(2026, 11, 1)


@pytest.fixture
def snapshot(build_snapshot: Callable[..., Path]) -> Snapshot:
    return open_snapshot(
        build_snapshot(
            {
                "org/a": {"license.tag": "mit", "model.task": "text-generation", "model.tags": ["x"]},
                "org/b": {"license.tag": "mit"},
                "org/old": {"model.role": "ancestor"},
            }
        )
    )


def known(snapshot: Snapshot, candidates: list[Candidate], model: str) -> dict[str, tuple[object, str, str, str]]:
    facts = api.enrich(with_declared(snapshot, candidates), Context(), DAY)
    return {
        item.fact: (item.value, item.reading, item.source, item.url)
        for item in known_facts(facts, model)
        if item.value is not None
    }


def test_what_is_given_stands_above_what_was_read_and_what_follows_follows(snapshot: Snapshot) -> None:
    given = Candidate("org/a", None, {"license.tag": "cc-by-nc-4.0", "model.tags": ["y"]}, "a letter", "c.yaml:2")
    found = known(snapshot, [given], "org/a")
    assert found["license.tag"] == ("cc-by-nc-4.0", "declared", "a letter (c.yaml:2)", "")
    assert found["license.spdx"][0] == "CC-BY-NC-4.0"
    assert found["license.category"][0] == "non-commercial"
    assert found["model.tags"] == (["y"], "declared", "a letter (c.yaml:2)", "")
    assert found["model.task"] == ("text-generation", "hub-info", "a test", "https://huggingface.co/org/a")
    assert known(snapshot, [given], "org/b")["license.spdx"][0] == "MIT"


def test_a_given_derived_fact_is_never_overwritten(snapshot: Snapshot) -> None:
    found = known(snapshot, [Candidate("org/a", None, {"license.spdx": "Apache-2.0"}, "x")], "org/a")
    assert (found["license.spdx"][0], found["license.tag"][0]) == ("Apache-2.0", "mit")
    assert found["license.osi_approved"][0] is True


def test_a_model_that_no_snapshot_holds_gets_a_row(snapshot: Snapshot) -> None:
    api_model = Candidate("vendor/api", None, {"openness.kind": "closed-api", "service.notice_days": 30})
    found = known(snapshot, [api_model], "vendor/api")
    assert found["openness.kind"] == ("closed-api", "declared", NO_EVIDENCE, "")
    assert found["service.notice_days"][0] == 30
    assert found["model.publisher"][0] == "vendor"
    assert found["model.role"][0] == "candidate"


@pytest.mark.parametrize(("revision", "pinned"), [("a" * 40, True), ("a" * 7, False), (None, False)])
def test_a_candidate_knows_whether_it_was_pinned(snapshot: Snapshot, revision: str | None, pinned: bool) -> None:
    assert known(snapshot, [Candidate("org/a", revision)], "org/a")["model.pinned"][0] is pinned


def test_an_ancestor_that_is_named_becomes_a_candidate(snapshot: Snapshot) -> None:
    assert known(snapshot, [], "org/old")["model.role"][0] == "ancestor"
    assert known(snapshot, [Candidate("org/old")], "org/old")["model.role"][0] == "candidate"


def test_ancestors_are_not_ranked_unless_they_are_named(snapshot: Snapshot, write_policy) -> None:
    policy = api.load_policy(write_policy())
    ranking = api.weigh(policy, snapshot, as_of=DAY)
    assert sorted(ranking.order["model__id"]) == ["org/a", "org/b"]
    ranking = api.weigh(policy, snapshot, as_of=DAY, candidates=[Candidate("org/old")])
    assert ranking.order["model__id"].to_list() == ["org/old"]


def test_a_candidate_that_is_described_in_a_snapshot_of_no_model_is_alone(snapshot: Snapshot) -> None:
    alone = with_declared(snapshot.without_models(), [Candidate("t/m", None, {"license.spdx": "MIT"})])
    assert alone.ids() == ["t/m"]
    assert [(claim.fact, claim.value) for claim in alone.claims_of(["t/m"])] == [("license.spdx", "MIT")]


@pytest.mark.parametrize(
    ("fact", "max_age", "days"),
    [
        ("adoption.likes", {"adoption": 60}, 60),
        ("adoption.likes", {"adoption": 60, "adoption.likes": 5}, 5),
        ("adoption.likes", {}, None),
        ("model.gated", {"model": 7}, 7),
        ("model.architecture", {"model": 7}, None),
        ("license.category", {"license": 7}, None),
    ],
)
def test_a_facts_own_age_goes_before_that_of_its_namespace(fact: str, max_age: dict, days: int | None) -> None:
    assert max_age_days(FACTS[fact], max_age) == days


@pytest.mark.parametrize(("as_of", "likes"), [(date(2026, 12, 31), 5), (date(2027, 1, 1), None)])
def test_a_fact_is_unknown_the_day_it_gets_too_old(build_snapshot, as_of: date, likes: int | None) -> None:
    snapshot = open_snapshot(build_snapshot({"org/a": {"adoption.likes": 5, "size.parameters": 9}}))
    fresh = without_stale(snapshot, {"adoption": 60, "size": 60}, as_of)
    assert fresh.table.select("adoption__likes", "size__parameters").collect().rows() == [(likes, 9)]


def test_a_fact_of_unknown_date_counts_as_too_old(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "s", [Record("a/b", {"adoption.likes": 5})], name="s", collected=DAY)
    fresh = without_stale(open_snapshot(tmp_path / "s"), {"adoption": 60}, DAY)
    assert fresh.table.select("adoption__likes").collect().rows() == [(None,)]


@pytest.mark.parametrize(("claimed", "likes"), [(DAY, 5), (date(2025, 1, 1), None), (None, None)])
def test_a_claim_ages_by_its_own_day(tmp_path: Path, claimed: date | None, likes: int | None) -> None:
    claim = Claim("a/b", "adoption.likes", "5", "hub-stats", "elsewhere", observed=claimed)
    read = {"hub-stats": Observation(date(2020, 1, 1) if claimed else DAY, "x")}
    write_snapshot(tmp_path / "s", [Record("a/b", {"adoption.likes": 5}, read, (claim,))], name="s", collected=DAY)
    fresh = without_stale(open_snapshot(tmp_path / "s"), {"adoption": 60}, DAY)
    assert fresh.table.select("adoption__likes").collect().rows() == [(likes,)]


def test_a_declared_fact_does_not_age_with_the_snapshot(build_snapshot, write_policy) -> None:
    snapshot = open_snapshot(build_snapshot({"org/a": {"adoption.likes": 5}}, observed=date(2020, 1, 1)))
    text = (
        "weighbridge: 1\nname: p\ndecide: {max_age: {adoption: 60}}\n"
        "hosting:\n  gates: [{id: g, title: G, require: {adoption.likes: {gte: 7}}}]\n"
    )
    policy = api.load_policy(write_policy(text))
    stale = api.weigh(policy, snapshot, as_of=DAY, candidates=[Candidate("org/a")])
    (finding,) = api.findings(stale.judged, ["org/a"])["org/a"]
    assert finding.message == (
        "adoption.likes is not known (stale: read on 2020-01-01, older than 60 days); adoption.likes must be at least 7"
    )
    given = api.weigh(policy, snapshot, as_of=DAY, candidates=[Candidate("org/a", None, {"adoption.likes": 9}, "us")])
    (finding,) = api.findings(given.judged, ["org/a"])["org/a"]
    assert (finding.state, finding.message) == ("pass", "adoption.likes is 9")
