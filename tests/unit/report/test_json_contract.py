"""The JSON report keeps the contract `weighbridge/report/1` that CI and other programs rely on."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from weighbridge.policy.builtin import builtin_names

POLICY = """\
weighbridge: 1
name: contract
version: 1.0.0
candidates: {require: {model.task: text-generation}}
decide: {minimum_score: 10}
hosting:
  gates:
    - {id: fits, title: Fits, require: {hosting.fits: true}, when: {size.parameters: {gte: 70000000000}}}
  scores:
    - {id: ctx, title: Context, weight: 1, curve: {fact: size.context_tokens, worst: 1000, best: 100000, scale: log}}
    - {id: own, title: Own, weight: 1,
       when: {size.parameters: {gte: 10000000000}}, otherwise: 0.5, flag: {provenance.trains_own: true}}
governance:
  gates:
    - {id: lic, title: Licence, severity: critical, fix: Choose another., refs: [X-1],
       require: {license.category: {not_in: [non-commercial]}}}
    - {id: origin, title: Origin, action: review, require: {lineage.countries: {has_none: [CN]}}}
    - {id: card, title: Card, action: warn, require: {docs.sections: {has_all: [bias]}}}
  scores:
    - {id: open, title: Open, weight: 1, map: {fact: openness.kind, values: {open-source: 1, open-weight: 0.5}}}
    - {id: share, title: Share, weight: 1, share: {fact: docs.sections, of: [bias, limitations]}}
"""
TEXT, NUMBER, WHOLE = (str,), (int, float), (int,)
TEXT_OR_NULL, NUMBER_OR_NULL = (str, type(None)), (int, float, type(None))
ANY = (str, int, float, bool, list, dict, type(None))
BOUNDS = {"low": NUMBER, "high": NUMBER}
EVIDENCE = {
    "fact": TEXT,
    "value": ANY,
    "reading": TEXT,
    "source": TEXT,
    "url": TEXT,
    "observed": TEXT_OR_NULL,
    "reason": TEXT_OR_NULL,
}
FINDING = {
    "rule": TEXT,
    "dimension": TEXT,
    "kind": TEXT,
    "state": TEXT,
    "effect": TEXT_OR_NULL,
    "action": TEXT_OR_NULL,
    "severity": TEXT_OR_NULL,
    "title": TEXT,
    "message": TEXT,
    "fix": TEXT,
    "refs": [TEXT],
    "policy": {"file": TEXT, "line": WHOLE},
    "weight": NUMBER_OR_NULL,
    "value": {"low": NUMBER_OR_NULL, "high": NUMBER_OR_NULL},
    "waiver": TEXT_OR_NULL,
    "evidence": [EVIDENCE],
}
MODEL = {
    "id": TEXT,
    "revision": TEXT_OR_NULL,
    "verdict": TEXT,
    "because": TEXT_OR_NULL,
    "missing": [TEXT],
    "rank": WHOLE,
    "score": BOUNDS,
    "coverage": NUMBER,
    "dimensions": {"hosting": BOUNDS | {"coverage": NUMBER}, "governance": BOUNDS | {"coverage": NUMBER}},
    "findings": [FINDING],
}
REPORT = {
    "schema": TEXT,
    "tool": TEXT,
    "as_of": TEXT,
    "policy": {
        "name": TEXT,
        "version": TEXT,
        "sha256": TEXT,
        "files": [{"path": TEXT, "sha256": TEXT}],
        "watchlists": [{"name": TEXT, "date": TEXT, "sha256": TEXT, "parties": WHOLE}],
    },
    "snapshot": {"name": TEXT, "sha256": TEXT, "collected": TEXT},
    "summary": dict.fromkeys(("fit", "review", "unfit", "unavailable", "out_of_scope", "waived"), WHOLE),
    "models": [MODEL],
    "unavailable": [{"id": TEXT, "reason": TEXT}],
    "out_of_scope": [{"id": TEXT, "reason": TEXT}],
    "accepted_without_evidence": [
        {"rule": TEXT, "message": TEXT, "fact": TEXT_OR_NULL, "policy": {"file": TEXT, "line": WHOLE}, "models": WHOLE}
    ],
    "in_force_on": TEXT,
    "warnings": [{"file": TEXT, "line": WHOLE, "column": WHOLE, "message": TEXT}],
    "not_shown": {"one_per": TEXT_OR_NULL, "models": WHOLE},
    "what_if": {"weights": {}, "where": [TEXT]},
}


def faults(value: Any, shape: Any, path: str = "report") -> Iterator[str]:
    """Yield where a value differs from the contract's tree of keys and types."""
    if isinstance(shape, dict):
        if list(value) != list(shape):
            yield f"{path}: has {list(value)}, not {list(shape)}"
            return
        for key, part in shape.items():
            yield from faults(value[key], part, f"{path}.{key}")
    elif isinstance(shape, list):
        for item in value:
            yield from faults(item, shape[0], f"{path}[]")
    elif type(value) not in shape:
        yield f"{path}: {value!r} is {type(value).__name__}"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{path}: {value}"


@pytest.fixture(scope="module")
def policy(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("policy") / "contract.yaml"
    path.write_text(POLICY)
    return str(path)


@pytest.fixture(scope="module")
def text(policy: str) -> str:
    """Return the report on the whole reference, made in a process of its own."""
    return elsewhere("0", "check", policy, "--format", "json")


@pytest.fixture(scope="module")
def report(text: str) -> dict[str, Any]:
    return json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))


def elsewhere(seed: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "weighbridge", *arguments]
    if subprocess.run([*command[:3], "--version"], capture_output=True, check=False).returncode:
        command = [sys.executable, "-c", "from weighbridge.cli.main import main; main()", *arguments]
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False).stdout


def every_finding(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for model in report["models"]:
        yield from model["findings"]


def test_every_key_of_every_model_is_that_of_the_contract(report) -> None:
    assert report["schema"] == "weighbridge/report/1"
    assert len(report["models"]) > 100
    assert sorted(set(faults(report, REPORT))) == []


def test_every_word_is_one_of_the_contract(report) -> None:
    assert {model["verdict"] for model in report["models"]} <= {"fit", "review", "unfit"}
    assert {model["because"] for model in report["models"]} <= {None, "evidence", "judgement"}
    for finding in every_finding(report):
        if finding["kind"] == "gate":
            assert finding["state"] in ("pass", "fail", "unknown", "not_applicable")
            assert finding["effect"] in ("none", "warning", "review", "unfit")
            assert finding["action"] in ("block", "review", "warn")
            assert finding["severity"] in ("critical", "high", "medium", "low")
            assert (finding["weight"], finding["value"]) == (None, {"low": None, "high": None})
        else:
            assert finding["kind"] == "score"
            assert finding["state"] in ("known", "unknown", "not_applicable")
            assert (finding["effect"], finding["action"], finding["severity"]) == (None, None, None)
            assert 0 <= finding["value"]["low"] <= finding["value"]["high"] <= 1
        assert finding["fix"] == "" or finding["state"] in ("fail", "unknown")


def test_a_value_is_null_where_and_only_where_nothing_is_known(report) -> None:
    wrong = set()
    for finding in every_finding(report):
        for item in finding["evidence"]:
            partly = isinstance(item["value"], dict)
            if partly:
                assert list(item["value"]) == ["members", "complete"]
                assert item["value"]["complete"] is False
            if (item["value"] is None or partly) != (item["reason"] is not None):
                wrong.add((item["fact"], str(item["value"]), item["reason"]))
            assert item["value"] != ""
    assert wrong == set()


def test_null_is_not_turned_into_false_or_zero(report) -> None:
    values = {}
    for finding in every_finding(report):
        for item in finding["evidence"]:
            values.setdefault(item["fact"], set()).add(json.dumps(item["value"]))
    assert "null" in values["size.parameters"]
    assert "0" not in values["size.parameters"]
    assert values["hosting.fits"] == {"null"}
    assert values["docs.sections"] == {"null"}


def test_a_review_says_why_and_what_is_missing(report) -> None:
    for model in report["models"]:
        assert (model["because"] is not None) == (model["verdict"] == "review")
        assert model["missing"] == sorted(set(model["missing"]))
        if model["because"] == "judgement":
            assert model["missing"] == []
        effects = {finding["effect"] for finding in model["findings"]}
        if model["verdict"] == "fit":
            assert not effects & {"review", "unfit"}


def test_models_stand_in_order_and_are_counted(report) -> None:
    order = [
        (["fit", "review", "unfit"].index(m["verdict"]), -m["score"]["low"], -m["score"]["high"], m["id"])
        for m in report["models"]
    ]
    assert order == sorted(order)
    assert [model["rank"] for model in report["models"]] == list(range(1, len(order) + 1))
    for verdict in ("fit", "review", "unfit"):
        counted = sum(model["verdict"] == verdict for model in report["models"])
        assert report["summary"][verdict] == counted
    for model in report["models"]:
        assert 0 <= model["score"]["low"] <= model["score"]["high"] <= 100
        assert 0 <= model["coverage"] <= 1


def test_the_weights_of_score_rules_add_up_to_one(report) -> None:
    weights = [finding["weight"] for finding in report["models"][0]["findings"] if finding["kind"] == "score"]
    assert sum(weights) == pytest.approx(1.0)


def test_the_same_question_gets_the_same_bytes_from_any_process(text: str, policy: str) -> None:
    assert elsewhere("4242", "check", policy, "--format", "json") == text


def test_the_same_question_gets_the_same_bytes_here(weighbridge, policy: str, text: str) -> None:
    first = weighbridge("check", policy, "--format", "json").out
    assert first == weighbridge("check", policy, "--format", "json").out == text


@pytest.mark.parametrize("limit", [0, 1, 7])
def test_a_limit_changes_only_what_is_shown(weighbridge, policy: str, report, limit: int) -> None:
    cut = json.loads(weighbridge("check", policy, "--format", "json", "--limit", limit).out)
    assert cut["models"] == report["models"][:limit]
    assert cut | {"models": None} == report | {"models": None}


def test_named_models_are_found_missing_or_out_of_scope(weighbridge, policy: str) -> None:
    told = json.loads(weighbridge("check", policy, "Qwen/Qwen3-8B", "no/such-model", "--format", "json").out)
    assert [model["id"] for model in told["models"]] == ["Qwen/Qwen3-8B"]
    assert [one["id"] for one in told["unavailable"]] == ["no/such-model"]
    assert sorted(set(faults(told, REPORT))) == []


def test_a_policy_without_scores_has_null_scores(weighbridge, write_policy) -> None:
    told = json.loads(weighbridge("check", write_policy(), "Qwen/Qwen3-8B", "--format", "json").out)
    (model,) = told["models"]
    assert (model["score"], model["coverage"], model["dimensions"]) == (None, None, {})


def test_a_report_says_its_day_its_warnings_and_what_it_does_not_show(
    weighbridge, build_snapshot, write_policy
) -> None:
    path = write_policy(
        "weighbridge: 1\nname: p\nlists: {unused: [a]}\ncandidates: {one_per: publisher}\n"
        "governance: {gates: [{id: lic, title: L, require: {license.spdx: MIT}}]}\n"
    )
    folder = build_snapshot({name: {"license.tag": "mit"} for name in ("a/one", "a/two", "b/one")})
    asked = (path, "--snapshot", folder, "--format", "json", "--as-of", "2026-11-05")
    told = json.loads(weighbridge("rank", *asked).out)
    assert [told["as_of"], told["in_force_on"]] == ["2026-11-05", "2026-11-05"]
    assert told["warnings"] == [{"file": path, "line": 3, "column": 9, "message": 'list "unused" is not used'}]
    assert told["not_shown"] == {"one_per": "publisher", "models": 1}
    assert json.loads(weighbridge("check", *asked).out)["not_shown"] == {"one_per": None, "models": 0}


@pytest.mark.parametrize("name", builtin_names())
def test_every_bundled_policy_reports_within_the_contract(weighbridge, name: str) -> None:
    told = json.loads(weighbridge("check", f"builtin:{name}", "--format", "json", "--limit", "40").out)
    tree = REPORT | {"models": [MODEL | {"score": ANY, "coverage": ANY, "dimensions": ANY}]}
    assert sorted(set(faults(told, tree))) == []
    assert told["policy"]["files"][0]["path"] == f"builtin:{name}"
