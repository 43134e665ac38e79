"""What a model discloses: its kind, the components that facts show, and the class of the framework that they make."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest

from weighbridge import api
from weighbridge.enrich.native import collected
from weighbridge.enrich.openness import with_openness
from weighbridge.enrich.openness_class import with_framework
from weighbridge.enrich.openness_components import component_evidence
from weighbridge.facts import FACTS, column, excludes_column, member_column
from weighbridge.facts.dictionary import COMPONENTS
from weighbridge.facts.given import given_cells
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.judge.known_facts import known_facts
from weighbridge.knowledge.openness import components
from weighbridge.policy import parse_policy
from weighbridge.sources.frames import fact_schema, frame_of
from weighbridge.sources.snapshot import open_snapshot

DATA = os.environ.get("WEIGHBRIDGE_DATA")
DAY = date(2026, 11, 1)
WEIGHTS = observed_column("weights")
SCHEMA = fact_schema(FACTS.values()) | {WEIGHTS: pl.Date}
READING = [part("openness") for part in (observed_column, source_column, reason_column)]
CLASSES = FACTS["openness.class"].members
Row = dict[str, Any]


def cells_of(facts: Mapping[str, Any]) -> Row:
    """Return the cells of facts; the day on which the weights were read may stand among them."""
    found: Row = {WEIGHTS: facts.get(WEIGHTS)}
    for name, value in facts.items():
        if name in FACTS:
            found |= given_cells(FACTS[name], value)
    return found


def enriched(rows: Iterable[Row], engine: str = "polars") -> list[Row]:
    """Return rows of cells with all that follows for openness, in their order."""
    listed = [cells | {"model__id": f"a/{index:05}"} for index, cells in enumerate(rows)]
    frame = frame_of(listed, SCHEMA)
    native = duckdb.from_arrow(frame.to_arrow()) if engine == "duckdb" else frame
    found = collected(with_framework(with_openness(nw.from_native(native).lazy())))
    assert set(found.columns) == {*SCHEMA, *READING}
    return list(found.sort("model__id").iter_rows(named=True))


def one(**facts: Any) -> Row:
    """Return the one row that has `facts`, named with `__` for the dot."""
    return enriched([cells_of({name if name == WEIGHTS else name.replace("__", "."): v for name, v in facts.items()})])[
        0
    ]


def components_in(row: Row) -> dict[str, bool]:
    """Return what is known of the components of a row."""
    found = {name: row[member_column("openness.components", name)] for name in COMPONENTS}
    return {name: there for name, there in found.items() if there is not None}


def class_in(row: Row) -> tuple[str | None, set[str]]:
    """Return the class of a row and those that it is known not to be."""
    ruled_out = {name for name in CLASSES if row[excludes_column("openness.class", name)]}
    return row["openness__class"], ruled_out


# Kind


@pytest.mark.parametrize(
    ("category", "data", "seen", "kind", "ruled_out"),
    [
        ("permissive", "available", True, "open-source", {"closed-api"}),
        ("copyleft", "available", True, "open-source", {"closed-api"}),
        ("permissive", "named", True, None, {"closed-api"}),
        ("permissive", None, True, None, {"closed-api"}),
        ("permissive", "undisclosed", True, "open-weight", {"closed-api", "open-source"}),
        ("use-restricted", None, True, "open-weight", {"closed-api", "open-source"}),
        ("use-restricted", "available", True, "open-weight", {"closed-api", "open-source"}),
        (None, None, True, None, {"closed-api"}),
        (None, "undisclosed", True, "open-weight", {"closed-api", "open-source"}),
        ("permissive", "available", False, None, set()),
        ("use-restricted", None, False, None, {"open-source"}),
        (None, None, False, None, set()),
    ],
)
def test_kind_follows_from_licence_weights_and_training_data_and_is_an_interval_where_one_is_missing(
    category: str | None, data: str | None, seen: bool, kind: str | None, ruled_out: set[str]
) -> None:
    row = one(license__category=category, docs__training_data=data, files__formats=["safetensors"] if seen else None)
    found = {name for name in FACTS["openness.kind"].members if row[excludes_column("openness.kind", name)]}
    assert (row["openness__kind"], found) == (kind, ruled_out)


# Components


def test_of_nothing_known_nothing_is_shown() -> None:
    row = one()
    assert components_in(row) == {}
    assert component_evidence(row) == {}
    assert class_in(row) == (None, set())
    assert [row[name] for name in READING] == [None, None, None]


def test_each_component_has_its_evidence() -> None:
    row = one(
        files__formats=["safetensors"],
        files__card_present=True,
        docs__training_data="available",
        docs__evaluations=3,
        hosting__engines=["transformers", "vllm"],
        hosting__needs_remote_code=False,
        docs__papers=["2307.09288"],
    )
    assert component_evidence(row) == {
        "architecture": "hosting.engines holds at least 1",
        "datasets": "docs.training_data is available",
        "evaluation-results": "docs.evaluations is at least 1",
        "inference-code": "hosting.engines holds at least 1",
        "model-card": "files.card_present is true",
        "parameters-final": "openness.kind is not closed-api",
    }
    assert components_in(row) == dict.fromkeys(component_evidence(row), True)


def test_what_is_known_to_be_absent_is_false_and_has_evidence_too() -> None:
    row = one(openness__kind="closed-api", files__card_present=False, docs__training_data="undisclosed")
    assert components_in(row) == {"datasets": False, "model-card": False, "parameters-final": False}
    assert component_evidence(row) == {
        "datasets": "docs.training_data is undisclosed",
        "model-card": "files.card_present is false",
        "parameters-final": "openness.kind is closed-api",
    }


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"docs__training_data": "named"}, {}),
        ({"docs__evaluations": 0}, {}),
        ({"docs__papers": ["1705.03551", "2307.09288"]}, {}),
        ({"docs__sections": {"members": ["training-data", "citation"], "complete": False}}, {}),
        ({"docs__sections": ["evaluation"]}, {"evaluation-results": True}),
        ({"docs__sections": []}, {}),
        ({"hosting__engines": []}, {}),
        ({"hosting__needs_remote_code": True}, {"architecture": True, "inference-code": True}),
        ({"files__custom_code": True}, {}),
        ({"model__architecture": "LlamaForCausalLM", "model__library": "transformers"}, {}),
        ({"size__parameters": 7}, {}),
        ({"size__parameters": 7, WEIGHTS: DAY}, {"parameters-final": True}),
        ({"size__weight_bytes": 7}, {"parameters-final": True}),
        ({"openness__kind": "open-weight"}, {"parameters-final": True}),
        ({"openness__kind": "closed-api", "size__weight_bytes": 7}, {"parameters-final": False}),
    ],
)
def test_a_fact_shows_what_it_says_and_no_more(facts: Row, shown: dict[str, bool]) -> None:
    row = one(**facts)
    assert components_in(row) == shown
    assert set(component_evidence(row)) == set(shown)


def test_what_is_stated_stays() -> None:
    stated = {"members": ["training-code"], "complete": False}
    partly = one(openness__components=stated, files__card_present=True)
    assert components_in(partly) == {"training-code": True, "model-card": True}
    assert component_evidence(partly) == {"model-card": "files.card_present is true"}
    wholly = one(openness__components=["datasets"], files__card_present=True, docs__training_data="undisclosed")
    assert components_in(wholly) == {name: name == "datasets" for name in COMPONENTS}
    assert component_evidence(wholly) == {}


# Class


NEEDED = {
    name: [one.id for one in components().values() if one.required and one.lowest_class == name] for name in CLASSES
}
THIRD, SECOND, FIRST = NEEDED["III"], NEEDED["II"], NEEDED["I"]


@pytest.mark.parametrize(
    ("there", "category", "expected"),
    [
        ([*THIRD, *SECOND, *FIRST], "permissive", "I"),
        ([*THIRD, *SECOND, *FIRST], "weak-copyleft", "I"),
        ([*THIRD, *SECOND, *FIRST], "use-restricted", "none"),
        ([*THIRD, *SECOND, "datasets"], "permissive", "II"),
        (THIRD, "public-domain", "III"),
        ([*THIRD, *FIRST], "permissive", "III"),
        (THIRD[1:], "permissive", "none"),
        ([*{*THIRD, "research-paper"} - {"technical-report"}], "permissive", "III"),
        ([*{*THIRD, *SECOND, *FIRST} - {"technical-report"}], "permissive", "I"),
        ([*{*THIRD, *SECOND, *FIRST} - {"research-paper"}], "permissive", "II"),
        ([], "permissive", "none"),
    ],
)
def test_a_class_is_reached_where_all_counts_that_it_asks_for(there: list[str], category: str, expected: str) -> None:
    row = one(openness__components=there, license__category=category)
    assert class_in(row) == (expected, set(CLASSES) - {expected})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"license__category": "non-commercial"}, ("none", {"I", "II", "III"})),
        ({"license__category": "permissive"}, (None, set())),
        ({"files__card_present": False}, ("none", {"I", "II", "III"})),
        ({"openness__kind": "closed-api"}, ("none", {"I", "II", "III"})),
        ({"license__category": "permissive", "docs__training_data": "undisclosed"}, (None, {"I"})),
        ({"license__category": "permissive", "docs__training_data": "available"}, (None, set())),
        (
            {"license__category": "permissive", "openness__components": THIRD + SECOND, "openness__class": "I"},
            ("I", {"I", "III", "none"}),
        ),
        ({"openness__class": "III", "license__category": "non-commercial"}, ("III", {"I", "II", "III"})),
    ],
)
def test_what_is_read_rules_classes_out_and_a_stated_class_stays(
    facts: Row, expected: tuple[str | None, set[str]]
) -> None:
    assert class_in(one(**facts)) == expected


def test_what_lies_elsewhere_is_under_a_licence_that_nobody_read() -> None:
    read = {"files__card_present": True, "docs__evaluations": 1, "hosting__engines": ["vllm"], "size__weight_bytes": 7}
    rest = [*SECOND, *THIRD, "research-paper", "parameters-intermediate", "preprocessing-code"]
    stated = {"members": rest, "complete": False}
    facts = {**read, "license__category": "permissive", "openness__components": stated}
    assert class_in(one(**facts)) == (None, {"III", "none"})
    assert class_in(one(**facts, docs__training_data="available")) == (None, {"III", "none"})
    assert class_in(one(**facts, docs__training_data="undisclosed")) == ("II", {"I", "III", "none"})


def test_code_counts_where_an_engine_has_it_or_the_repository_brings_it() -> None:
    others = {"members": sorted({*THIRD, *SECOND} - {"architecture", "inference-code"}), "complete": False}
    facts = {"openness__components": others, "license__category": "permissive", "docs__training_data": "undisclosed"}
    assert class_in(one(**facts, hosting__engines=["vllm"])) == ("II", {"I", "III", "none"})
    assert class_in(one(**facts, hosting__needs_remote_code=True)) == ("II", {"I", "III", "none"})
    assert class_in(one(**facts)) == (None, {"I"})


def plain_class(counts: set[str]) -> str:
    """Return the class of a model by what counts, as ModelEvaluator.php has it; it shares the list of components only."""
    if counts & {"technical-report", "research-paper"}:
        counts = counts | {"technical-report"}
    reached = "none"
    for name, needed in (("III", THIRD), ("II", SECOND), ("I", FIRST)):
        if not set(needed) <= counts:
            break
        reached = name
    return reached


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_the_class_is_known_where_it_is_the_same_whatever_the_unknown_components_are(engine: str) -> None:
    random = Random(7)
    rows, expected = [], []
    for likely, _ in product((0.0, 0.03, 0.1, 0.3), range(150)):
        cells = {name: random.choice((None, False)) if random.random() < likely else True for name in COMPONENTS}
        least = plain_class({name for name, there in cells.items() if there})
        most = plain_class({name for name, there in cells.items() if there is not False})
        order = ("none", "III", "II", "I")
        possible = set(order[order.index(least) : order.index(most) + 1])
        expected.append((least if least == most else None, set(CLASSES) - possible))
        rows.append(
            {member_column("openness.components", name): there for name, there in cells.items()}
            | {"license__category": "permissive"}
        )
    assert [class_in(row) for row in enriched(rows, engine)] == expected
    assert len({name for name, _ in expected}) == 5


# What a report says


def known(folder: Path, *clarified: str) -> dict[str, Any]:
    """Return the evidence for each fact of a/b, by a policy that clarifies `clarified`."""
    head = "weighbridge: 1\nname: p\ngovernance:\n  gates: [{id: c, title: C, require: {openness.class: [I, II]}}]\n"
    signed = "evidence: a letter, owner: o, expires: 2030-01-01"
    entries = [f"  - {{model: a/b, facts: {{{facts}}}, {signed}}}\n" for facts in clarified]
    policy = parse_policy("".join([head, *(["clarify:\n"] if entries else []), *entries]).encode(), "p.yaml")
    facts = api.facts_for(policy, open_snapshot(folder), DAY)
    return {item.fact: item for item in known_facts(facts, "a/b")}


def test_the_evidence_names_the_fact_that_shows_each_component(build_snapshot) -> None:
    found = known(
        build_snapshot({"a/b": {"license.tag": "cc-by-nc-4.0", "size.parameters": 9, "files.card_present": True}})
    )
    source = (
        "weighbridge knowledge: openness; license.category is non-commercial; model-card: files.card_present is true; "
        "parameters-final: openness.kind is not closed-api"
    )
    components_, class_ = found["openness.components"], found["openness.class"]
    assert components_.value == {"members": ["model-card", "parameters-final"], "complete": False}
    assert (components_.reading, components_.source) == ("openness", source)
    assert (class_.value, class_.source, class_.reason) == ("none", source, None)


def test_the_evidence_of_what_follows_from_a_statement_is_the_statement(build_snapshot) -> None:
    stated = f"openness.components: [{', '.join(THIRD)}]"
    found = known(build_snapshot({"a/b": {"license.tag": "mit"}}), stated)
    assert found["openness.class"].value == "III"
    assert found["openness.class"].source.startswith("follows from openness.components: a letter")


def test_a_report_says_what_the_class_may_still_be_and_what_is_missing(build_snapshot) -> None:
    read = {"license.tag": "mit", "size.parameters": 9, "docs.training_data": "undisclosed"}
    found = known(build_snapshot({"a/b": read}))
    assert (found["openness.class"].value, found["openness.class"].reason) == (
        None,
        "II or III or none; openness.components is not known: files.card_present is not known: not collected",
    )
    assert found["openness.components"].value == {"members": ["parameters-final"], "complete": False}


# The framework's own records


OPEN = {"Apache-2.0", "MIT", "CC-BY-4.0", "CC-BY-SA-4.0", "CDLA-Permissive-2.0", "ODC-By-1.0"}
"""The licences of the records that the tool takes for open; it compares ids, so `Apache 2.0` is none of them."""


def counting(release: Row) -> set[str]:
    """Return what counts of a record: components under an open licence, their own or else that of the release."""
    general = release.get("license") or {}
    named = {one.name: one for one in components().values()}
    found = set()
    for entry in release["components"]:
        component = named[entry["name"]]
        fallback = [(general.get(kind) or {}).get("name") for kind in (component.content, "distribution")]
        licence = entry.get("license") or next((name for name in fallback if name), None)
        if licence in OPEN:
            found.add(component.id)
    return found


@pytest.mark.skipif(not DATA, reason="WEIGHBRIDGE_DATA names no data folder with the framework's records")
def test_the_frameworks_records_come_out_alike_by_the_tools_logic_and_by_ours() -> None:
    lines = (Path(str(DATA)) / "openness" / "mof_models.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line)["release"] for line in lines]
    counts = [counting(release) for release in records]
    plain = [plain_class(found) for found in counts]
    stated = [cells_of({"openness.components": sorted(found), "license.category": "permissive"}) for found in counts]
    assert [row[column("openness.class")] for row in enriched(stated)] == plain
    assert Counter(plain) == {"I": 14, "II": 1, "III": 16, "none": 242}
    by_name = {release["name"]: name for release, name in zip(records, plain, strict=True)}
    assert {
        name: by_name[name] for name in ("OLMo-7B", "Pythia-12B", "Amber", "Polyglot-Ko", "GPT-NeoX-20B", "Aquila-7B")
    } == {
        "OLMo-7B": "I",
        "Pythia-12B": "I",
        "Amber": "I",
        "Polyglot-Ko": "II",
        "GPT-NeoX-20B": "III",
        "Aquila-7B": "none",
    }
