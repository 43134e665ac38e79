"""Lint: what a policy's author should know before anybody relies on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.conftest import SMALL_POLICY

from weighbridge.errors import UsageError
from weighbridge.policy.builtin import builtin_names
from weighbridge.policy.lint import lint

TODAY = date(2026, 11, 23)
TEXT = """\
weighbridge: 1
name: p
review_by: 2026-01-01
lists: {unused: [MIT]}
decide: {minimum_score: 10, floors: {hosting: 5}}
governance:
  gates:
    - {id: lax, title: Lax, unknown: warn, require: {license.category: permissive}}
    - {id: asks, title: Asks, require: {license.spdx: {known: true}}}
    - {id: later, title: Later, when: {license.spdx: {known: true}}, require: {hosting.fits: true}}
    - {id: clean, title: Clean, require: {license.spdx: MIT}}
  scores:
    - {id: room, title: Room, weight: 1, curve: {fact: hosting.headroom, worst: 0, best: 1}}
"""


def test_everything_worth_saying_is_said_in_file_order(write_policy: Callable[..., str]) -> None:
    path = write_policy(TEXT)
    later = "which this version does not derive: unknown unless it is given"
    assert [str(one).removeprefix(f"{path}:") for one in lint(path, TODAY)] == [
        "3:12: warning: review_by 2026-01-01 is past: the policy is due for review",
        '4:9: warning: list "unused" is not used',
        "5:38: warning: hosting has a floor but no score rule; the floor does not apply",
        "8:12: note: rule lax accepts a model without evidence: unknown is a warning",
        "9:12: note: rule asks asks whether license.spdx is known: what is missing then decides like an answer",
        "10:12: note: rule later asks whether license.spdx is known: what is missing then decides like an answer",
        f"10:12: note: rule later needs hosting.fits, {later}",
        f"13:12: note: rule room needs hosting.headroom, {later}",
    ]


def test_a_gate_is_lax_too_where_the_policy_says_so_for_all(write_policy: Callable[..., str]) -> None:
    path = write_policy(
        "weighbridge: 1\nname: p\ndecide: {unknown: warn}\n"
        "hosting:\n  gates: [{id: g, title: G, require: {license.spdx: MIT}}]\n"
    )
    assert [str(one) for one in lint(path, TODAY)] == [
        f"{path}:5:16: note: rule g accepts a model without evidence: unknown is a warning"
    ]


def test_a_flag_that_asks_whether_a_fact_is_known_is_noted_as_well(write_policy: Callable[..., str]) -> None:
    path = write_policy(
        "weighbridge: 1\nname: p\nhosting:\n  scores:\n"
        "    - {id: s, title: S, weight: 1, flag: {license.spdx: {known: false}}}\n"
    )
    assert [str(one) for one in lint(path, TODAY)] == [
        f"{path}:5:12: note: rule s asks whether license.spdx is known: what is missing then decides like an answer"
    ]


def test_a_scope_that_asks_whether_a_fact_is_known_is_noted_as_well(write_policy: Callable[..., str]) -> None:
    path = write_policy(
        "weighbridge: 1\nname: p\ncandidates: {require: {model.task: {known: true}}}\n"
        "hosting:\n  gates: [{id: g, title: G, require: {license.spdx: MIT}}]\n"
    )
    assert [str(one) for one in lint(path, TODAY)] == [
        f"{path}:3:23: note: the scope asks whether model.task is known: models where it is missing are left out, not judged"
    ]


def test_each_fact_that_is_asked_whether_it_is_known_is_noted_once(write_policy: Callable[..., str]) -> None:
    path = write_policy(
        "weighbridge: 1\nname: p\nhosting:\n  gates:\n"
        "    - id: g\n      title: G\n      when: {model.task: {known: true}}\n"
        "      require:\n        any:\n"
        "          - {license.spdx: {known: true}, model.task: {known: false}}\n"
        "          - {license.spdx: {known: false}}\n"
    )
    decides = "is known: what is missing then decides like an answer"
    assert [str(one) for one in lint(path, TODAY)] == [
        f"{path}:5:11: note: rule g asks whether license.spdx {decides}",
        f"{path}:5:11: note: rule g asks whether model.task {decides}",
    ]


def test_errors_are_all_that_is_said_of_a_bad_policy(write_policy: Callable[..., str]) -> None:
    path = write_policy(TEXT.replace("license.category", "license.catgory"))
    assert [str(one) for one in lint(path, TODAY)] == [
        f'{path}:8:54: error: unknown fact "license.catgory" in rule "lax"\n'
        'hint: did you mean "license.category"? `weighbridge facts` lists them all'
    ]


def test_a_policy_that_is_not_there_cannot_be_linted() -> None:
    with pytest.raises(UsageError):
        lint("gone.yaml", TODAY)


def test_no_bundled_policy_has_an_error_or_a_warning() -> None:
    for name in builtin_names():
        assert [str(one) for one in lint(f"builtin:{name}", TODAY) if one.level != "note"] == []


def test_a_rule_on_watchlists_in_a_policy_without_one_is_noted(write_policy: Callable[..., str]) -> None:
    source = write_policy(SMALL_POLICY.replace("{license.category: permissive}", "{provenance.listed: {count: 0}}"))
    assert [str(one) for one in lint(source, TODAY)] == [
        f"{source}:5:11: note: rule licence needs a watchlist, and the policy names none: unknown unless it is given\n"
        "hint: name one under watchlists"
    ]


def test_what_goes_around_a_lock_is_noted(write_policy: Callable[..., str]) -> None:
    path = write_policy(
        "weighbridge: 1\nname: p\nlists: {ok: {locked: true, entries: [MIT]}}\ngovernance:\n  gates:\n"
        "    - {id: held, title: H, locked: true, require: {license.category: permissive}}\n"
        "    - {id: loose, title: L, require: {license.spdx: $ok}}\n"
        "waivers:\n"
        "  - {id: W, rules: [held, loose], models: [a/b], reason: R, owner: a, approver: b, expires: 2027-01-01}\n"
        "clarify:\n"
        "  - {model: a/b, facts: {license.spdx: MIT}, evidence: E, owner: o, expires: 2027-01-01}\n"
        "  - {publisher: a, facts: {provenance.country: DE}, evidence: E, owner: o, expires: 2027-01-01}\n"
    )
    assert [str(one).removeprefix(f"{path}:") for one in lint(path, TODAY)] == [
        "7:12: note: list ok is locked, but rule loose that uses it is not: a layer may rewrite the rule\n"
        "hint: lock the rule too",
        "9:10: note: waiver W is for rule held, which is locked",
        "11:5: note: the clarification of model a/b decides for rule held, which is locked: license.spdx",
    ]
