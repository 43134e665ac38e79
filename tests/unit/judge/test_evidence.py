"""Evidence: every value names where it comes from, every null why it is one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from weighbridge import api
from weighbridge.buyer import Context
from weighbridge.facts import FACTS
from weighbridge.judge.evidence import Evidence
from weighbridge.judge.known_facts import known_facts
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.declared import with_declared
from weighbridge.sources.record import Claim, Observation, Record
from weighbridge.sources.snapshot import Snapshot, open_snapshot
from weighbridge.sources.snapshot_writer import write_snapshot

DAY = date(2026, 11, 1)
HUB = "https://huggingface.co"


def everything(snapshot: Snapshot, model: str, candidates: list[Candidate] | None = None) -> dict[str, Evidence]:
    facts = api.enrich(with_declared(snapshot, candidates or []), Context(), DAY)
    return {item.fact: item for item in known_facts(facts, model)}


@pytest.fixture
def one(tmp_path: Path) -> Callable[..., dict[str, Evidence]]:
    def build(facts: dict, readings: dict | None = None, claims: tuple = (), given: dict | None = None):
        write_snapshot(tmp_path / "s", [Record("Qwen/m", facts, readings or {}, claims)], name="s", collected=DAY)
        candidates = [Candidate("Qwen/m", None, given, "a letter", "c.yaml:2")] if given else None
        return everything(open_snapshot(tmp_path / "s"), "Qwen/m", candidates)

    return build


def test_a_value_names_reading_source_page_and_day(one) -> None:
    found = one({"model.task": "x", "model.revision": "a" * 40}, {"hub-info": Observation(DAY, "the Hub")})
    assert found["model.task"] == Evidence("model.task", "x", "hub-info", "the Hub", f"{HUB}/Qwen/m", DAY, None)


def test_a_page_is_that_of_the_commit_where_the_same_source_read_both(one) -> None:
    facts = {"docs.evaluations": 1, "model.revision": "a" * 40}
    both = {"card": Observation(DAY, "the Hub"), "hub-info": Observation(DAY, "the Hub")}
    assert one(facts, both)["docs.evaluations"].url == f"{HUB}/Qwen/m/blob/{'a' * 40}/README.md"
    apart = {"card": Observation(DAY, "a table"), "hub-info": Observation(DAY, "the Hub")}
    assert one(facts, apart)["docs.evaluations"].url == f"{HUB}/Qwen/m/blob/main/README.md"


def test_a_claim_goes_before_the_reading(one) -> None:
    claim = Claim("Qwen/m", "model.task", "x", "card", "a second source", "https://x.example", DAY)
    found = one({"model.task": "x"}, {"hub-info": Observation(DAY, "the Hub")}, (claim,))
    assert found["model.task"] == Evidence("model.task", "x", "card", "a second source", "https://x.example", DAY, None)


def test_a_given_fact_names_its_evidence_and_line(one) -> None:
    found = one({}, given={"model.task": "x"})
    assert found["model.task"] == Evidence("model.task", "x", "declared", "a letter (c.yaml:2)", "", None, None)


REASONS = [
    ({}, {}, "model.task", "not collected"),
    ({}, {"hub-info": Observation(DAY, "x")}, "model.task", "not stated there"),
    ({}, {"card": Observation(reason="gated")}, "docs.sections", "gated"),
    ({}, {}, "hosting.fits", "this version does not derive it"),
    ({}, {}, "service.notice_days", "nobody has declared it"),
    ({}, {}, "license.spdx", "license.tag is not known: not collected"),
    ({}, {}, "license.category", "license.spdx is not known: license.tag is not known: not collected"),
    ({"license.tag": "other"}, {}, "license.spdx", "family tag without one text"),
    (
        {"license.tag": "no-such-tag"},
        {"hub-info": Observation(DAY, "x")},
        "license.spdx",
        "not one of the Hub's licence tags",
    ),
    (
        {"lineage.base_models": {"members": ["a/b"], "complete": False}},
        {"hub-info": Observation(DAY, "x")},
        "lineage.base_models",
        "only part of it is known",
    ),
    ({"model.architecture": "NoSuchModel"}, {}, "hosting.engines", "no engine in the table runs it"),
    ({}, {}, "hosting.engines", "model.architecture is not known: not collected"),
]


@pytest.mark.parametrize(("facts", "readings", "fact", "reason"), REASONS, ids=[f"{r[2]}: {r[3]}" for r in REASONS])
def test_a_null_says_why_it_is_one(one, facts: dict, readings: dict, fact: str, reason: str) -> None:
    if reason.startswith("family tag"):
        assert one(facts, readings)[fact].reason
    else:
        assert one(facts, readings)[fact].reason == reason


def test_a_set_that_is_partly_known_shows_what_is_known_and_why_not_all(one) -> None:
    found = one({}, given={"license.permits": {"members": ["use"], "complete": False}})
    assert found["license.permits"].value == {"members": ["use"], "complete": False}
    assert found["license.permits"].reason is not None


def test_what_is_known_to_be_empty_is_no_null(one) -> None:
    found = one({"docs.datasets": []}, {"card": Observation(DAY, "x")})
    assert (found["docs.datasets"].value, found["docs.datasets"].reason) == ([], None)


def test_a_modality_that_its_task_says_has_a_source(one) -> None:
    found = one({"model.task": "image-text-to-text"}, {"hub-info": Observation(DAY, "the Hub")})["model.multimodal"]
    assert (found.value, found.reason) == (True, None)
    assert found.source


def test_everything_known_of_the_reference_has_a_source_and_everything_else_a_reason() -> None:
    reference = open_snapshot()
    facts = api.enrich(reference, Context(), reference.collected)
    ids = reference.ids()
    faults = set()
    for model in ids[:: len(ids) // 25]:
        found = known_facts(facts, model)
        assert [item.fact for item in found] == list(FACTS)
        for item in found:
            whole = not (item.value is None or isinstance(item.value, dict))
            if whole != (item.reason is None):
                faults.add(f"{item.fact}: {item.value!r} because {item.reason!r}")
            if item.value is not None and not item.source:
                faults.add(f"{item.fact}: {item.value!r} has no source")
    assert sorted(faults) == []


@pytest.mark.parametrize("tag", ["h-research", "apple-ascl", "mit"])
def test_an_approval_that_is_known_has_a_source_even_where_the_category_is_not(one, tag: str) -> None:
    found = one({"license.tag": tag}, {"hub-info": Observation(DAY, "the Hub")})["license.osi_approved"]
    assert isinstance(found.value, bool)
    assert (found.source, found.reason) == ("weighbridge knowledge: licenses", None)
