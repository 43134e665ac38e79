"""How requirements and values read."""

from __future__ import annotations

import pytest

from weighbridge.facts import FACTS
from weighbridge.judge.wording import current, requirement, value_text
from weighbridge.policy import parse_policy
from weighbridge.policy.conditions import tests_of as leaves_of


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("license.spdx: MIT", "license.spdx must be MIT"),
        ("license.spdx: {ne: MIT}", "license.spdx must not be MIT"),
        ("license.spdx: [MIT, Apache-2.0]", "license.spdx must be one of Apache-2.0, MIT"),
        ("license.spdx: {not_in: [MIT]}", "license.spdx must be none of MIT"),
        ("license.spdx: {known: true}", "license.spdx must be known: true"),
        ("license.spdx: {satisfies: [MIT]}", "license.spdx must be met with MIT"),
        ("license.spdx: {like: 'M*'}", "license.spdx must look like M*"),
        ("license.spdx: {contains: '{}'}", "license.spdx must contain {}"),
        ("license.spdx: {starts_with: M}", "license.spdx must start with M"),
        ("license.spdx: {ends_with: T}", "license.spdx must end with T"),
        ("size.parameters: {lt: 5}", "size.parameters must be below 5"),
        ("size.parameters: {lte: 70000000000}", "size.parameters must be at most 70,000,000,000"),
        ("size.parameters: {gt: 5}", "size.parameters must be above 5"),
        ("size.parameters: {gte: 5}", "size.parameters must be at least 5"),
        ("size.parameters: {between: [5, 70000]}", "size.parameters must be from 5 to 70,000"),
        ("hosting.headroom: {gte: 0.25}", "hosting.headroom must be at least 0.25"),
        ("files.custom_code: false", "files.custom_code must be false"),
        ("model.tags: {has: a}", "model.tags must hold a"),
        ("model.tags: {has_any: [a, b]}", "model.tags must hold one of a, b"),
        ("model.tags: {has_all: [a, b]}", "model.tags must hold a, b"),
        ("model.tags: {has_none: [a, b]}", "model.tags must hold none of a, b"),
        ("model.tags: {subset_of: [a, b]}", "model.tags must hold only a, b"),
        ("model.tags: {eq: [a, b]}", "model.tags must be a, b"),
        ("model.tags: {count: 0}", "model.tags must have a count of 0"),
        ("model.tags: {count: {gte: 1, lt: 5}}", "model.tags must have a count of at least 1 and below 5"),
        ("model.tags: {count: {between: [1, 5]}}", "model.tags must have a count from 1 to 5"),
        ("model.created: {before: 2026-01-02}", "model.created must be before 2026-01-02"),
        ("model.created: {within_days: 30}", "model.created must be within 30 days"),
        ("model.created: {older_than_days: 30}", "model.created must be older than 30 days"),
    ],
)
def test_a_requirement_reads_as_a_sentence(condition: str, text: str) -> None:
    policy = parse_policy(
        f"weighbridge: 1\nname: p\nhosting:\n  gates: [{{id: g, title: G, require: {{{condition}}}}}]\n".encode(), "p"
    )
    (test,) = leaves_of(policy.gates[0].require)
    assert requirement(test) == text
    assert requirement(test, wanted=False) == text.replace(" must ", " must not ", 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "not known"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (9999, "9999"),
        (10_000, "10,000"),
        (-70_000, "-70,000"),
        (0.5, "0.5"),
        (1 / 3, "0.333333"),
        (1234567.8, "1,234,568"),
        ("MIT", "MIT"),
        ("a\x1b[31m\u202eb\nc", "a[31mb c"),
        ("x" * 100, "x" * 79 + "…"),
        ([], "nothing"),
        (["a"], "a"),
        (["a", "b"], "a, b"),
        (list("abcdefgh"), "a, b, c, d, e, f and 2 more"),
        (("a\nb",), "a b"),
        ({"members": ["a"], "complete": False}, "a and maybe more"),
        ({"members": [], "complete": False}, "none known, maybe some"),
    ],
)
def test_a_value_reads_short_and_harmless(value: object, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("fact", "value", "reason", "text"),
    [
        ("license.spdx", "MIT", None, "license.spdx is MIT"),
        ("license.spdx", None, None, "license.spdx is not known"),
        ("license.spdx", None, "not collected", "license.spdx is not known (not collected)"),
        ("model.tags", ["a"], None, "model.tags holds a"),
        ("model.tags", [], None, "model.tags holds nothing"),
        (
            "model.tags",
            {"members": ["a"], "complete": False},
            "only part of it is known",
            "model.tags holds a and maybe more (only part of it is known)",
        ),
    ],
)
def test_what_a_fact_is_reads_as_a_sentence(fact: str, value: object, reason: str | None, text: str) -> None:
    assert current(FACTS[fact], value, reason) == text
