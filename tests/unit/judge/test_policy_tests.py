"""The tests that a policy carries."""

from __future__ import annotations

import pytest

from weighbridge.judge.policy_tests import run_tests
from weighbridge.policy import load_policy, parse_policy
from weighbridge.policy.builtin import builtin_names

TEXT = """\
weighbridge: 1
name: p
candidates: {require: {model.task: {in: [text-generation]}}}
governance:
  gates:
    - {id: lic, title: L, require: {license.category: permissive}}
    - {id: big, title: B, action: review, when: {size.parameters: {gte: 10}}, require: {docs.evaluations: {gte: 1}}}
tests:
"""
HEAD = TEXT.count("\n")


def outcomes(*tests: str) -> list[str]:
    text = TEXT + "".join(f"  - {{name: t, {test}}}\n" for test in tests)
    return [outcome.text() for outcome in run_tests(parse_policy(text.encode(), "p.yaml"))]


GIVEN = "given: {model.task: text-generation, license.tag: mit, size.parameters: 5}"


def test_what_comes_out_as_expected_passes() -> None:
    assert outcomes(
        f"{GIVEN}, expect: {{verdict: fit, rules: {{lic: pass, big: not_applicable}}}}",
        "given: {}, expect: {verdict: review, rules: {lic: unknown, big: unknown}}",
        "given: {license.spdx: GPL-3.0-only}, expect: {verdict: unfit, rules: {lic: fail}}",
    ) == [f"ok    p.yaml:{HEAD + 1}: t", f"ok    p.yaml:{HEAD + 2}: t", f"ok    p.yaml:{HEAD + 3}: t"]


def test_every_difference_is_said() -> None:
    assert outcomes(f"{GIVEN}, expect: {{verdict: unfit, rules: {{lic: fail, big: pass}}}}") == [
        f"FAIL  p.yaml:{HEAD + 1}: t\n"
        "      expected verdict unfit, got fit\n"
        "      expected lic to be fail, got pass: license.category is permissive\n"
        "      expected big to be pass, got not_applicable: does not apply: size.parameters is 5"
    ]


def test_a_hostile_name_is_printed_harmlessly() -> None:
    text = TEXT + (
        '  - {name: "a\\e[31m\\nok    p.yaml:1: forged", given: {}, expect: {verdict: review}}\n'
        '  - {name: "b\\u202Ec\\r", given: {}, expect: {verdict: fit}}\n'
    )
    first, second = [outcome.text() for outcome in run_tests(parse_policy(text.encode(), "p.yaml"))]
    assert first == f"ok    p.yaml:{HEAD + 1}: a[31m ok    p.yaml:1: forged"
    assert second == f"FAIL  p.yaml:{HEAD + 2}: bc \n      expected verdict fit, got review"


def test_the_subject_may_have_an_id_so_that_its_publisher_is_known() -> None:
    text = (
        "weighbridge: 1\nname: p\ngovernance:\n  gates: [{id: g, title: G, require: {provenance.country: CN}}]\n"
        "tests: [{name: t, given: {model.id: Qwen/x}, expect: {rules: {g: pass}}}]\n"
    )
    assert [outcome.passed for outcome in run_tests(parse_policy(text.encode(), "p"))] == [True]


def test_a_policy_without_tests_has_no_outcomes() -> None:
    assert list(run_tests(parse_policy(TEXT.removesuffix("tests:\n").encode(), "p"))) == []


@pytest.mark.parametrize("name", builtin_names())
def test_the_tests_of_every_bundled_policy_pass(name: str) -> None:
    found = list(run_tests(load_policy(f"builtin:{name}")))
    assert [outcome.text() for outcome in found if not outcome.passed] == []
    assert found
