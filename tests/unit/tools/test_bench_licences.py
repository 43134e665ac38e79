"""Who answers what about declared licences: what is right, how answers are counted, and what differs."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tools.bench import comparisons
from tools.bench.licences import ours, peers
from tools.bench.licences.answers import Answer, Difference, Ruling, differences, tally
from tools.bench.licences.declared import Model, counts, models, specimens
from tools.bench.licences.environments import Package, interpreter
from tools.bench.licences.lines import (
    HEADINGS,
    answer_rows,
    coverage_lines,
    difference_lines,
    oracle_lines,
    peer_lines,
)
from tools.bench.licences.oracle import HubId, Listed, Oracle, oracle_of, scancode_categories
from tools.bench.licences.rights_time import SCAN, WHOLE, WITHOUT, Time, time_lines

from weighbridge.errors import Level
from weighbridge.facts import FACTS
from weighbridge.facts.columns import member_column
from weighbridge.policy import load_policy
from weighbridge.policy.lint import lint

DATA = os.environ.get("WEIGHBRIDGE_DATA")
PASS, FAIL, UNKNOWN = Answer

HUB = {
    "mit": HubId("", "MIT", "Permissive", True),
    "unlicense": HubId("", "Unlicense", "Public Domain", True),
    "cc0-1.0": HubId("", "CC0-1.0", "Public Domain", False),
    "bsl-1.0": HubId("", "BSL-1.0", "Permissive", True),
    "gpl-3.0": HubId("", "GPL-3.0-only", "Copyleft", True),
    "vendor": HubId("", "LicenseRef-scancode-vendor", "Proprietary Free", False),
    "new": HubId("", "New-1.0", None, True),
    "llama3": HubId("", None, None, False),
    "gfdl": HubId("", "GFDL-1.3-only", "Copyleft Limited", False),
    "openrail": HubId("", None, None, False),
    "other": HubId("", None, None, None),
    "unknown": HubId("", None, None, None),
}
LISTED = {
    "MIT": Listed("MIT License", True),
    "Unlicense": Listed("The Unlicense", True),
    "CC0-1.0": Listed("Creative Commons Zero v1.0 Universal", False),
    "BSL-1.0": Listed("Boost Software License 1.0", True),
    "GPL-3.0-only": Listed("GNU General Public License v3.0 only", True),
    "New-1.0": Listed("New License 1.0", True),
    "PolyForm-Strict-1.0.0": Listed("PolyForm Strict License 1.0.0", False),
    "Fair": Listed("Fair License", True),
}
CATEGORIES = {
    **{"MIT": "Permissive", "Unlicense": "Public Domain", "CC0-1.0": "Public Domain", "GPL-3.0-only": "Copyleft"},
    **{"BSL-1.0": "Permissive", "PolyForm-Strict-1.0.0": "Source-available", "Fair": "Permissive"},
}
ORACLE = Oracle(HUB, LISTED, CATEGORIES, "a table of the test")


# What is right


@pytest.mark.parametrize(
    ("word", "answer", "reason"),
    [
        ("mit", PASS, "MIT: OSI approved, Permissive"),
        ("unlicense", PASS, "Unlicense: OSI approved, Public Domain"),
        ("cc0-1.0", FAIL, "CC0-1.0: not OSI approved, Public Domain"),
        ("bsl-1.0", PASS, "BSL-1.0: OSI approved, Permissive"),
        ("gpl-3.0", FAIL, "GPL-3.0-only: OSI approved, Copyleft"),
        ("vendor", FAIL, "LicenseRef-scancode-vendor: not OSI approved, Proprietary Free"),
        ("polyform-strict-1.0.0", FAIL, "PolyForm-Strict-1.0.0: not OSI approved, Source-available"),
        ("mit-license", PASS, "MIT: OSI approved, Permissive"),
        ("fair-license", PASS, "Fair: OSI approved, Permissive"),
        ("new", UNKNOWN, "New-1.0: no category in ScanCode"),
        ("llama3", UNKNOWN, "a tag without an SPDX id"),
        ("gfdl", UNKNOWN, "a family tag"),
        ("openrail", UNKNOWN, "a family tag"),
        ("other", UNKNOWN, "bare other"),
        ("unknown", UNKNOWN, "bare unknown"),
        (None, UNKNOWN, "none declared"),
        ("fair", UNKNOWN, "a name that is none of SPDX"),
        ("mit,apache-2.0", UNKNOWN, "a name that is none of SPDX"),
    ],
)
def test_the_oracle_joins_a_word_by_its_spdx_id(word: str | None, answer: Answer, reason: str) -> None:
    assert ORACLE.ruling(word) == Ruling(answer, reason)


def test_the_oracle_lists_where_the_lists_contradict_the_table_of_ids() -> None:
    assert ORACLE.contradictions() == []
    other = Oracle({"mit": HubId("", "MIT", "Copyleft", False)}, LISTED, CATEGORIES, "")
    assert other.contradictions() == [
        "mit: OSI flag True, in hub_to_spdx.csv False",
        "mit: category Permissive, in hub_to_spdx.csv Copyleft",
    ]


def test_categories_are_by_spdx_id_not_by_the_keys_of_scancode() -> None:
    categories = scancode_categories()
    assert categories["BSL-1.0"] == "Permissive"
    assert categories["BUSL-1.1"] == "Source-available"
    assert categories["AGPL-3.0"] == categories["AGPL-3.0-only"] == "Copyleft"


def test_without_a_list_the_flags_of_the_table_of_ids_count(tmp_path: Path) -> None:
    (tmp_path / "licenses").mkdir()
    heading = "hub_id,name,spdx_id,scancode_key,category,osi_approved,notes"
    lines = ["mit,MIT License,MIT,mit,Permissive,yes,", "zlib,,Zlib,zlib,Permissive,no,", "cc,,,,,unknown,"]
    (tmp_path / "licenses" / "hub_to_spdx.csv").write_text("\n".join([heading, *lines]), encoding="utf-8")
    oracle = oracle_of(tmp_path, None)
    assert oracle.source == "hub_to_spdx.csv of the data folder"
    assert [oracle.ruling(word).answer for word in ("mit", "mit-license", "zlib", "cc")] == [PASS, PASS, FAIL, UNKNOWN]
    assert oracle_of(tmp_path, {"Zlib": Listed("zlib License", True)}, "a list").ruling("zlib").answer is PASS


# Counting


MODELS = [
    Model(f"org/{index}", word)
    for index, word in enumerate(["mit", "mit", "cc0-1.0", "gpl-3.0", "llama3", None, "other", "unlicense"])
]
RULINGS = ORACLE.rulings({model.word for model in MODELS})
ANSWERS = [PASS, FAIL, PASS, UNKNOWN, FAIL, PASS, UNKNOWN, UNKNOWN]
TALLY = tally("tool", MODELS, ANSWERS, RULINGS)


def test_only_what_the_oracle_decides_can_be_answered_wrongly() -> None:
    assert TALLY.false_pass == {"cc0-1.0": 1}
    assert TALLY.false_fail == {"mit": 1}
    assert TALLY.missed == {"gpl-3.0": 1, "unlicense": 1}
    assert TALLY.unfounded == {None: 1}
    assert {answer: words.total() for answer, words in TALLY.given.items()} == {PASS: 3, FAIL: 2, UNKNOWN: 3}


def test_every_model_needs_an_answer() -> None:
    with pytest.raises(ValueError, match="zip"):
        tally("tool", MODELS, ANSWERS[1:], RULINGS)


def test_a_difference_is_an_answer_other_than_the_oracles_to_a_declared_licence() -> None:
    assert [(one.word, one.models, one.answer) for one in differences(TALLY, RULINGS)] == [
        ("cc0-1.0", 1, PASS),
        ("gpl-3.0", 1, UNKNOWN),
        ("llama3", 1, FAIL),
        ("mit", 1, FAIL),
        ("unlicense", 1, UNKNOWN),
    ]


@pytest.mark.parametrize("word", [None, "other", "unknown", "cc", "bsd", "gpl", "lgpl", "gfdl", "openrail"])
def test_silence_and_families_of_texts_do_not_count(word: str | None) -> None:
    assert not counts(word)


@pytest.mark.parametrize("word", ["mit", "llama3", "modified-mit", "custom", "gpl-3.0"])
def test_every_other_word_counts(word: str) -> None:
    assert counts(word)


# Ours


def test_the_policy_has_one_gate_and_no_warnings() -> None:
    source = str(ours.POLICY)
    assert [one for one in lint(source, date(2026, 10, 1)) if one.level is not Level.NOTE] == []
    assert [rule.id for rule in load_policy(source).rules()] == ["osi-permissive"]


def test_a_licence_counts_as_known_only_where_all_that_is_asked_is_known() -> None:
    members = FACTS[ours.PERMITS].members
    cells = {
        "org/all": [True] * len(members),
        "org/use": [False, True, *[None] * (len(members) - 2)],
        "org/none": [None] * len(members),
        "org/silent": [None] * len(members),
    }
    columns = [member_column(ours.PERMITS, member) for member in members]
    schema = {"model__id": pl.String, **dict.fromkeys(columns, pl.Boolean)}
    permits = pl.DataFrame([(id_, *row) for id_, row in cells.items()], schema, orient="row")
    declared = [Model(id_, word) for id_, word in zip(cells, ["mit", "a", "b", None], strict=True)]
    assert ours.not_known(permits, declared, members) == {"a": 1, "b": 1}
    assert ours.not_known(permits, declared, ("use", "commercial")) == {"b": 1}


def test_answers_stand_in_the_order_of_the_models_and_a_missing_one_is_unknown() -> None:
    rows = pl.DataFrame({"model__id": ["org/1", "org/0"], "answer": ["fail", "pass"], "why": ["one", "nought"]})
    assert ours.answers(rows, MODELS[:3]) == [PASS, FAIL, UNKNOWN]
    assert ours.reasons(rows, MODELS[:3]) == {"mit": "nought"}


@pytest.mark.skipif(not DATA, reason="WEIGHBRIDGE_DATA names no data folder with declared licences")
def test_no_declared_licence_is_a_false_pass_or_a_false_fail(tmp_path: Path) -> None:
    folder = Path(str(DATA))
    words = sorted({model.word for model in models(folder) if model.word is not None})
    asked = [Model(f"specimen/{index}", word) for index, word in enumerate(words)]
    rulings = oracle_of(folder, None).rulings(words)
    rows = ours.judged(specimens(words, folder, tmp_path / "snapshot"))
    own = tally("weighbridge", asked, ours.answers(rows, asked), rulings)
    assert (own.false_pass, own.false_fail) == (Counter(), Counter())
    assert own.given[PASS]


# Others


def program(folder: Path, name: str, said: str, code: int) -> Path:
    """Return the Python beside a made-up program that keeps its manifest and says the same to everybody."""
    file = folder / name
    file.write_text(f'#!/bin/sh\ncp "$2/weight-audit-models.txt" "{folder}/asked"\necho \'{said}\'\nexit {code}\n')
    file.chmod(0o755)
    return folder / "python"


def test_weight_audit_is_asked_about_models_with_their_licences(tmp_path: Path) -> None:
    tiers = ["permissive", "weak-restriction", "strong-restriction", "unknown"]
    said = [{"model_id": f"org/{index}", "tier": tier} for index, tier in enumerate(tiers)]
    python = program(tmp_path, "weight-audit", json.dumps(said), 1)
    asked = [Model("org/0", "mit"), Model("org/1", "cc-by-4.0"), Model("org/2", "a,b"), Model("org/3", None)]
    assert peers.weight_audit(python, asked) == [PASS, FAIL, FAIL, UNKNOWN]
    assert (tmp_path / "asked").read_text().splitlines() == ["org/0,mit", "org/1,cc-by-4.0", "org/2,a,b", "org/3"]
    assert peers.weight_audit_by_model(python, asked) == [PASS, FAIL, FAIL, UNKNOWN]
    assert (tmp_path / "asked").read_text().splitlines() == ["org/0", "org/1", "org/2", "org/3"]


def test_a_program_that_fails_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        peers.weight_audit(program(tmp_path, "weight-audit", "[]", 2), [])


def test_a_package_that_cannot_be_installed_has_no_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    assert interpreter(Package("none", "0", "none"), tmp_path) is None


# Lines


def test_cells_count_models_and_distinct_licences() -> None:
    assert answer_rows([TALLY]) == [
        ("tool", "3 (2)", "2 (2)", "3 (3)", "2 (2)", "1 (1)", "1 (1)", "1 (0)"),
    ]
    assert len(HEADINGS) == len(answer_rows([TALLY])[0])


def test_the_oracles_silence_is_counted_by_reason_and_word() -> None:
    assert oracle_lines(MODELS, RULINGS) == [
        "pass 3 (2), fail 2 (2), unknown 3 (2)",
        "  no answer, a tag without an SPDX id: 1 (1): llama3 1",
        "  no answer, none declared: 1 (0): none 1",
        "  no answer, bare other: 1 (1): other 1",
    ]


def test_differences_are_told_by_kind_with_both_reasons() -> None:
    found = [
        Difference("a", 1200, FAIL, Ruling(PASS, "A: approved")),
        Difference("b", 2, UNKNOWN, Ruling(FAIL, "B: not approved")),
        Difference("c", 1, FAIL, Ruling(UNKNOWN, "a name")),
    ]
    assert difference_lines("ours", found, {"a": "not read", "b": "no entry"}) == [
        "ours contradicts the oracle: 1,200 models, 1 licences",
        "  a (1,200): fail, not read | oracle pass, A: approved",
        "ours does not know, the oracle does: 2 models, 1 licences",
        "  b (2): unknown, no entry | oracle fail, B: not approved",
        "ours knows, the oracle does not: 1 models, 1 licences",
        "  c (1): fail, no reason | oracle unknown, a name",
    ]


def test_wrong_answers_of_others_are_listed_by_licence() -> None:
    assert peer_lines([TALLY]) == [
        "tool: false pass: cc0-1.0 1",
        "tool: false fail: mit 1",
        "tool: pass on nothing: none 1",
    ]


def test_coverage_is_of_the_licences_that_count() -> None:
    unknown = Counter({f"word-{index}": 1 for index in range(21)})
    declared = [*MODELS, *(Model(f"x/{word}", word) for word in unknown)]
    lines = coverage_lines(declared, {"everything": unknown, "use": Counter()})
    assert lines[0] == "declared licences that count: 27 (without none, bare other, unknown and family tags)"
    assert lines[1] == "  everything: 6 known, 22.2%"
    assert lines[2].startswith("    not known: word-0 1, word-1 1,")
    assert lines[2].endswith(" and 1 more")
    assert lines[3:] == ["  use: 27 known, 100.0%"]


def test_the_rights_step_is_what_the_whole_takes_beyond_the_other_steps() -> None:
    measured = {SCAN: Time(0.02, 0.01, 0.02), WITHOUT: Time(0.3, 0.1, 0.2), WHOLE: Time(0.4, 0.12, 0.25)}
    assert time_lines(measured, 16849) == [
        "facts of 16,849 models, shortest of the runs:",
        "  only reading the same columns: 10 ms, 20 ms of processor",
        "  enrich without the rights step: 100 ms, 200 ms of processor",
        "  enrich: 120 ms, 250 ms of processor",
        "  ratio of enrich to reading: 12.00x; its first run: 400 ms",
        "  the rights step: 20 ms; with it 1.20x the other steps",
    ]
    assert "not there yet" in time_lines({SCAN: measured[SCAN], WHOLE: measured[WHOLE]}, 1)[-1]


def test_without_the_data_folder_nobody_is_asked(tmp_path: Path) -> None:
    assert comparisons.licences(tmp_path, None).startswith("licences: skipped, give the data folder")
