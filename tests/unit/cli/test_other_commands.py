"""`facts`, `policy lint`, `policy test` and `explain` on the command line."""

from __future__ import annotations

import json

import pytest

from weighbridge.facts import FACTS

POLICY = """\
weighbridge: 1
name: p
lists: {unused: [a]}
governance:
  gates:
    - {id: lax, title: Lax, unknown: warn, require: {license.category: permissive}}
"""
MODELS = {"org/m": {"license.tag": "mit", "model.task": "t"}, "org/n": {"license.tag": "gpl-3.0"}}


def test_the_dictionary_prints_every_fact(weighbridge) -> None:
    ran = weighbridge("facts")
    assert (ran.code, ran.err) == (0, "")
    for fact in FACTS.values():
        assert f"  {fact.id}  {fact.kind}" in ran.out
        assert f"      {fact.question}\n" in ran.out


def test_the_dictionary_as_json_holds_every_fact(weighbridge) -> None:
    entries = json.loads(weighbridge("facts", "--format", "json").out)["facts"]
    assert entries == {
        fact.id: {"type": fact.kind, "unit": fact.unit, "question": fact.question, "derived_now": not fact.awaited}
        for fact in FACTS.values()
    }


def test_the_facts_of_a_model_name_value_or_reason(weighbridge, build_snapshot) -> None:
    ran = weighbridge("facts", "org/m", "--snapshot", build_snapshot(MODELS), "--format", "json")
    assert ran.code == 0
    told = json.loads(ran.out)
    assert set(told) == {"id", "facts"}
    assert told["id"] == "org/m"
    assert list(told["facts"]) == list(FACTS)
    for entry in told["facts"].values():
        assert list(entry) == ["value", "source", "observed", "reason"]
        assert (entry["value"] is None) <= (entry["reason"] is not None)
    assert told["facts"]["model.task"] == {"value": "t", "source": "a test", "observed": "2026-11-01", "reason": None}
    assert told["facts"]["license.spdx"]["value"] == "MIT"


def test_the_facts_of_a_model_read_well(weighbridge, build_snapshot) -> None:
    out = weighbridge("facts", "org/m", "--snapshot", build_snapshot(MODELS)).out
    lines = out.splitlines()
    assert lines[0] == "org/m"
    assert "  model.task                       t  [a test, 2026-11-01]" in lines
    assert "not known:" in lines
    assert "  docs.sections                    not collected" in lines


def test_a_model_that_there_is_not_has_no_facts(weighbridge, build_snapshot) -> None:
    ran = weighbridge("facts", "org/x", "--snapshot", build_snapshot(MODELS))
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("error: org/x: not in the snapshot tiny of 2026-11-01; ")


def test_declared_facts_are_shown_with_their_evidence(weighbridge, build_snapshot, write_file) -> None:
    path = write_file("c.yaml", "candidates:\n  - {declared: {model.id: v/api, model.task: z}, evidence: an offer}\n")
    ran = weighbridge("facts", "v/api", "--candidates", path, "--snapshot", build_snapshot(MODELS))
    assert ran.code == 0
    assert f"  model.task                       z  [an offer ({path}:2)]\n" in ran.out


def test_facts_of_two_models_are_wrong_usage(weighbridge) -> None:
    assert weighbridge("facts", "a/b", "c/d").code == 2


def test_lint_says_warnings_and_notes_and_counts_them(weighbridge, write_policy) -> None:
    path = write_policy(POLICY)
    assert weighbridge("policy", "lint", path) == (
        0,
        f'{path}:3:9: warning: list "unused" is not used\n'
        f"{path}:6:12: note: rule lax accepts a model without evidence: unknown is a warning\n",
        "1 policy: 0 errors, 1 warning, 1 note\n",
    )
    assert weighbridge("policy", "lint", path, "--strict").code == 6


def test_lint_as_json_is_a_list_with_the_keys_of_the_contract(weighbridge, write_policy) -> None:
    path = write_policy(POLICY.replace("license.category", "license.catgory"))
    ran = weighbridge("policy", "lint", path, "--format", "json")
    assert (ran.code, ran.err) == (2, "")
    assert json.loads(ran.out) == [
        {
            "file": path,
            "line": 6,
            "column": 54,
            "severity": "error",
            "message": 'unknown fact "license.catgory" in rule "lax"',
            "hint": 'did you mean "license.category"? `weighbridge facts` lists them all',
        }
    ]


def test_lint_of_a_clean_policy_says_nothing(weighbridge, write_policy) -> None:
    assert weighbridge("policy", "lint", write_policy(), "--format", "json").out == "[]\n"
    assert weighbridge("policy", "lint", write_policy()) == (0, "", "1 policy: 0 errors, 0 warnings, 0 notes\n")


def test_lint_of_a_policy_that_is_not_there_is_2(weighbridge) -> None:
    assert weighbridge("policy", "lint", "gone.yaml").code == 2


TESTS = "tests:\n  - {name: good, given: {license.spdx: MIT}, expect: {verdict: fit}}\n"
FAILING = "  - {name: bad, given: {license.spdx: GPL-3.0-only}, expect: {verdict: fit, rules: {lax: pass}}}\n"


def test_policy_test_passes(weighbridge, write_policy) -> None:
    path = write_policy(POLICY + TESTS)
    ran = weighbridge("policy", "test", path)
    assert (ran.code, ran.out) == (0, f"ok    {path}:8: good\n1 passed, 0 failed\n")


def test_policy_test_fails_with_1_and_says_why(weighbridge, write_policy) -> None:
    path = write_policy(POLICY + TESTS + FAILING)
    ran = weighbridge("policy", "test", path)
    assert ran.code == 1
    assert ran.out == (
        f"ok    {path}:8: good\n"
        f"FAIL  {path}:9: bad\n"
        "      expected verdict fit, got unfit\n"
        "      expected lax to be pass, got fail: license.category is copyleft; license.category must be permissive\n"
        "1 passed, 1 failed\n"
    )


def test_policy_test_of_a_broken_policy_is_2(weighbridge, write_policy) -> None:
    ran = weighbridge("policy", "test", write_policy(POLICY + "tests: [{name: x, given: {}, expect: {}}]\n"))
    assert (ran.code, ran.out) == (2, "")


def test_policy_test_of_a_policy_without_tests_says_so(weighbridge, write_policy) -> None:
    path = write_policy()
    assert weighbridge("policy", "test", path) == (0, "0 passed, 0 failed\n", f"{path}: no tests\n")


def test_explain_says_every_rule_its_evidence_and_the_smallest_change(
    weighbridge, build_snapshot, write_policy
) -> None:
    path = write_policy(POLICY)
    ran = weighbridge("explain", path, "org/n", "--snapshot", build_snapshot(MODELS))
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[:3] == [
        "org/n",
        "✖ unfit",
        "against p unversioned, the snapshot tiny of 2026-11-01, as of " + lines[2].rpartition(" ")[2],
    ]
    for line in (
        "Can we govern it?",
        "  ✖ lax: Lax → unfit",
        "      license.category is copyleft; license.category must be permissive",
        "The smallest change that would make it fit:",
        "  - lax: license.category is copyleft; license.category must be permissive",
    ):
        assert line in lines


def test_explain_as_json_is_the_report_of_one_model(weighbridge, build_snapshot, write_policy) -> None:
    arguments = (write_policy(POLICY), "org/n", "--snapshot", build_snapshot(MODELS), "--format", "json")
    assert weighbridge("explain", *arguments).out == weighbridge("check", *arguments).out


@pytest.mark.parametrize("model", ["org/m", "org/n"])
def test_explain_of_one_model_reads_what_a_file_declares_of_it_and_of_no_other(
    weighbridge, build_snapshot, write_policy, write_file, model: str
) -> None:
    path = write_file(
        "c.yaml",
        "candidates:\n  - declared: {model.id: org/m, license.spdx: MIT}\n"
        "  - declared: {model.id: org/n, license.spdx: MIT}\n",
    )
    arguments = (model, "--candidates", path, "--snapshot", build_snapshot(MODELS), "--format", "json")
    told = json.loads(weighbridge("explain", write_policy(POLICY), *arguments).out)
    assert [(one["id"], one["verdict"]) for one in told["models"]] == [(model, "fit")]


def test_explain_follows_what_a_file_declares_of_an_ancestor(
    weighbridge, build_snapshot, write_policy, write_file
) -> None:
    path = write_file(
        "c.yaml",
        "candidates:\n  - declared: {model.id: v/tuned, lineage.base_models: [v/base]}\n"
        "  - declared: {model.id: v/base, provenance.country: FR}\n",
    )
    policy = write_policy(
        "weighbridge: 1\nname: p\ngovernance:\n"
        "  gates: [{id: origin, title: O, require: {lineage.countries: {has: FR}}}]\n"
    )
    asked = ("--candidates", path, "--snapshot", build_snapshot(MODELS), "--format", "json")
    explained = json.loads(weighbridge("explain", policy, "v/tuned", *asked).out)["models"]
    checked = json.loads(weighbridge("check", policy, *asked).out)["models"]
    assert [(one["id"], one["findings"][0]["state"]) for one in explained] == [("v/tuned", "pass")]
    assert [one["findings"] for one in explained] == [one["findings"] for one in checked if one["id"] == "v/tuned"]


@pytest.mark.parametrize("arguments", [["facts"], ["policy", "lint", "p.yaml"]])
@pytest.mark.parametrize("name", ["markdown", "csv"])
def test_what_is_no_report_is_text_or_json(weighbridge, arguments: list[str], name: str) -> None:
    ran = weighbridge(*arguments, "--format", name)
    assert (ran.code, ran.out) == (2, "")
    assert f"'{name}' is not one of 'text', 'json'" in ran.err
