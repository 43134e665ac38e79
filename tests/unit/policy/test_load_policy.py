"""Policies as the rest of weighbridge sees them: defaults, places, weights, warnings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from weighbridge.errors import PolicyError, UsageError
from weighbridge.policy import Dimension, conditions, load_policy, parse_policy
from weighbridge.policy.builtin import builtin_folder, builtin_names
from weighbridge.policy.conditions import All, Any, AtLeast, Not
from weighbridge.policy.curves import Curve, Flag, Map, Share, Steps
from weighbridge.policy.policy import Action, OnUnknown, Policy, Severity, WeightRange
from weighbridge.policy.spdx import satisfies
from weighbridge.strict.document import Mark

FULL = """\
weighbridge: 1
name: full
version: 1.2.0
owner: risk@bank.example
review_by: 2027-06-30
description: All that this version reads.
candidates:
  require: {model.task: [text-generation, image-text-to-text], size.parameters: {lte: 130000000000}}
context:
  use: internal
  commercial: true
  user_countries: [NO, DE]
  workload: {context_tokens: 16384}
lists:
  approved: [Apache-2.0, MIT]
  blocked: [KP, IR]
weights:
  hosting: 25
  governance: {value: 40, min: 30, max: 50}
decide:
  unknown: fail
  minimum_score: 50
  floors: {governance: 30}
  max_age: {adoption: 60, model.gated: 30}
hosting:
  gates:
    - {id: code, title: No code, severity: critical, waivable: false, unknown: warn, require: {files.custom_code: false}}
  scores:
    - {id: ctx, title: Context, weight: 2, curve: {fact: size.context_tokens, worst: 1000, best: 100000, scale: log}}
    - {id: size, title: Size, weight: 1, when: {files.custom_code: false}, otherwise: 0.5,
       curve: {fact: size.parameters, worst: 3000, best: 1000}}
governance:
  gates:
    - id: origin
      title: Origin
      action: review
      why: Because.
      fix: Choose another.
      refs: [ICT-1]
      when: {size.parameters: {gte: 10}}
      require:
        all:
          - {provenance.country: {not_in: $blocked}}
          - any: [{license.spdx: {satisfies: $approved}}, {not: {license.category: proprietary}}]
          - at_least: {n: 1, of: [{model.tags: {has: a}}, {model.tags: {count: {gte: 1}}}]}
  scores:
    - {id: open, title: Open, weight: 1, map: {fact: openness.kind, values: {open-source: 1, open-weight: 0.6}}}
    - {id: card, title: Card, weight: 1, share: {fact: docs.sections, of: [bias, limitations, bias]}}
    - {id: osi, title: OSI, weight: 1, flag: {license.osi_approved: true}}
tests:
  - {name: Norway, given: {provenance.country: NO}, expect: {verdict: unfit, rules: {origin: unknown}}}
"""


def parsed(text: str, file: str = "p.yaml") -> Policy:
    return parse_policy(text.encode(), file)


@pytest.fixture
def full() -> Policy:
    return parsed(FULL)


def test_the_head_of_a_policy_is_read(full: Policy) -> None:
    assert (full.name, full.version, full.owner) == ("full", "1.2.0", "risk@bank.example")
    assert full.reviews == ((date(2027, 6, 30), Mark("p.yaml", 5, 12)),)
    assert full.context.user_countries == ("NO", "DE")
    assert full.lists == {"approved": ["Apache-2.0", "MIT"], "blocked": ["KP", "IR"]}
    assert full.sha256 == hashlib.sha256(FULL.encode()).hexdigest()
    assert [(file.path, file.sha256) for file in full.files] == [("p.yaml", full.sha256)]
    assert full.warnings == ()


def test_weights_have_ranges_and_what_is_not_named_weighs_the_same_as_always(full: Policy) -> None:
    assert full.weights == {
        Dimension.HOSTING: WeightRange(25.0, 18.75, 31.25),
        Dimension.GOVERNANCE: WeightRange(40.0, 30.0, 50.0),
        Dimension.ADAPTATION: WeightRange(25.0, 18.75, 31.25),
        Dimension.VENDOR_LOCK: WeightRange(25.0, 18.75, 31.25),
    }


def test_dimensions_weigh_the_same_where_no_weights_are_written() -> None:
    text = FULL.replace("weights:\n  hosting: 25\n  governance: {value: 40, min: 30, max: 50}\n", "")
    assert set(parsed(text).weights.values()) == {WeightRange(25.0, 18.75, 31.25)}


def test_decisions_are_read(full: Policy) -> None:
    assert full.decide.minimum_score == 50
    assert full.decide.floors == {Dimension.GOVERNANCE: 30}
    assert full.decide.max_age == {"adoption": 60, "model.gated": 30}


def test_a_gate_knows_its_line_and_everything_that_was_written(full: Policy) -> None:
    code, origin = full.gates
    assert (code.id, code.severity, code.waivable, code.unknown) == ("code", Severity.CRITICAL, False, OnUnknown.WARN)
    assert (code.action, code.when, code.why, code.fix, code.refs) == (Action.BLOCK, None, "", "", ())
    assert code.mark == Mark("p.yaml", 27, 12)
    assert (origin.action, origin.severity, origin.unknown) == (Action.REVIEW, Severity.HIGH, OnUnknown.FAIL)
    assert (origin.why, origin.fix, origin.refs) == ("Because.", "Choose another.", ("ICT-1",))
    assert origin.mark == Mark("p.yaml", 34, 11)
    assert isinstance(origin.when, conditions.Test)


def test_conditions_are_trees_of_tests(full: Policy) -> None:
    require = full.gates[1].require
    assert isinstance(require, All)
    country, either, some = require.parts
    assert isinstance(country, conditions.Test)
    assert isinstance(either, Any)
    assert isinstance(either.parts[1], Not)
    assert isinstance(some, AtLeast)
    assert [(test.fact.id, test.operator.name, test.operand) for test in conditions.tests_of(require)] == [
        ("provenance.country", "not_in", ("IR", "KP")),
        ("license.spdx", "satisfies", ("Apache-2.0", "MIT")),
        ("license.category", "eq", "proprietary"),
        ("model.tags", "has", "a"),
        ("model.tags", "count", (("gte", 1),)),
    ]


def test_the_other_forms_of_score_rules_are_read(full: Policy) -> None:
    ctx, size, opened, card, osi = (rule.form for rule in full.scores)
    assert isinstance(ctx, Curve)
    assert (ctx.fact.id, ctx.worst, ctx.best, ctx.log) == ("size.context_tokens", 1000.0, 100000.0, True)
    assert isinstance(size, Curve)
    assert (size.fact.id, size.worst, size.best, size.log) == ("size.parameters", 3000.0, 1000.0, False)
    assert isinstance(opened, Map)
    assert opened.values == (("open-source", 1.0), ("open-weight", 0.6))
    assert isinstance(card, Share)
    assert card.members == ("bias", "limitations")
    assert isinstance(osi, Flag)
    assert [rule.otherwise for rule in full.scores] == [0.0, 0.5, 0.0, 0.0, 0.0]


def test_steps_may_be_written() -> None:
    text = (
        "weighbridge: 1\nname: p\nhosting:\n  scores:\n"
        "    - {id: s, title: S, weight: 1, steps: {fact: size.parameters, points: [[0, 0], [10, 0.5], [100, 1]]}}\n"
    )
    (rule,) = parsed(text).scores
    assert isinstance(rule.form, Steps)
    assert rule.form.points == ((0.0, 0.0), (10.0, 0.5), (100.0, 1.0))


def test_steps_that_do_not_rise_are_refused_with_a_hint() -> None:
    text = (
        "weighbridge: 1\nname: p\nhosting:\n  scores:\n"
        "    - {id: s, title: S, weight: 1, steps: {fact: size.parameters, points: [[10, 0], [10, 1]]}}\n"
    )
    with pytest.raises(PolicyError) as caught:
        parsed(text)
    assert str(caught.value) == (
        'p.yaml:5:75: error: rule "s": the points must rise\nhint: write [[0, 0], [10, 0.5], [100, 1]]'
    )


def test_a_test_of_a_policy_is_read(full: Policy) -> None:
    (test,) = full.tests
    assert (test.name, test.given, test.verdict) == ("Norway", {"provenance.country": "NO"}, "unfit")
    assert (test.rules, test.mark) == ({"origin": "unknown"}, Mark("p.yaml", 51, 5))


def test_the_smallest_policy_needs_a_version_a_name_and_one_rule() -> None:
    policy = parsed("weighbridge: 1\nname: p\nhosting:\n  gates: [{id: g, title: G, require: {license.spdx: MIT}}]\n")
    assert (policy.version, policy.owner, policy.reviews, policy.scope) == ("unversioned", "", (), None)
    assert policy.decide.minimum_score is None
    assert policy.decide.floors == {}
    assert policy.decide.max_age == {}
    assert policy.gates[0].unknown is OnUnknown.REVIEW


MINIMAL = "weighbridge: 1\nname: p\ngovernance:\n  gates: [{id: g, title: G, require: {license.spdx: MIT}}]\n"


@pytest.mark.parametrize(
    ("more", "warning"),
    [
        ("lists: {a: [MIT]}\n", 'p.yaml:5:9: warning: list "a" is not used'),
        (
            "decide: {floors: {hosting: 3}}\n",
            "p.yaml:5:19: warning: hosting has a floor but no score rule; the floor does not apply",
        ),
        (
            "decide: {minimum_score: 3}\n",
            "p.yaml:5:10: warning: the policy has no score rule; minimum_score does not apply",
        ),
    ],
)
def test_what_probably_is_not_meant_is_a_warning(more: str, warning: str) -> None:
    assert [str(one) for one in parsed(MINIMAL + more).warnings] == [warning]


@pytest.mark.parametrize(("today", "warned"), [(date(2027, 6, 30), False), (date(2027, 7, 1), True)])
def test_a_policy_is_due_the_day_after_its_review_by(full: Policy, today: date, warned: bool) -> None:
    expected = ["p.yaml:5:12: warning: review_by 2027-06-30 is past: the policy is due for review"]
    assert [str(one) for one in full.expired(today)] == (expected if warned else [])


@pytest.mark.parametrize(
    ("value", "country"), [("NO", "NO"), ("no", "no"), ("ON", "ON"), ("1:30", "1:30"), ("0o17", "0o17"), ("y", "y")]
)
def test_words_that_yaml_1_1_would_turn_stay_text(value: str, country: str) -> None:
    policy = parsed(MINIMAL.replace("{license.spdx: MIT}", f"{{model.task: {value}}}"))
    (test,) = conditions.tests_of(policy.gates[0].require)
    assert test.operand == country


def test_a_version_that_looks_like_a_number_must_be_quoted() -> None:
    with pytest.raises(PolicyError) as caught:
        parsed(MINIMAL + "version: 1.2\n")
    assert str(caught.value) == "p.yaml:5:10: error: version is text, not 1.2\nhint: put it in quotes"


def test_a_policy_file_and_its_text_are_the_same_policy(write_policy: Callable[..., str]) -> None:
    path = write_policy(FULL)
    loaded, text = load_policy(path), parsed(FULL, path)
    assert (loaded.folders, text.folders) == ({path: Path(path).parent}, {path: None})
    assert replace(loaded, folders={}) == replace(text, folders={})


def test_the_bundled_policies_are_named_and_parse() -> None:
    assert builtin_names() == sorted(path.stem for path in builtin_folder().glob("*.yaml"))
    for name in builtin_names():
        policy = load_policy(f"builtin:{name}")
        assert policy.name == name
        assert policy.files[0].path == f"builtin:{name}"
        assert policy.warnings == ()


@pytest.mark.parametrize(
    ("expression", "allowed", "answer"),
    [
        ("MIT", ["MIT"], True),
        ("mit", ["MIT"], True),
        ("MIT", ["mit"], True),
        ("MIT", ["Apache-2.0"], False),
        ("MIT OR GPL-3.0-only", ["MIT"], True),
        ("MIT AND GPL-3.0-only", ["MIT"], False),
        ("MIT AND GPL-3.0-only", ["MIT", "GPL-3.0-only"], True),
        ("MIT AND (Apache-2.0 OR GPL-3.0-only)", ["MIT", "Apache-2.0"], True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only"], False),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            ["GPL-2.0-only WITH Classpath-exception-2.0"],
            True,
        ),
        ("LicenseRef-vendor-terms", ["LicenseRef-vendor-terms"], True),
        ("MIT OR", ["MIT"], None),
        ("(((", ["MIT"], None),
        (" ", ["MIT"], None),
        ("MIT " * 200, ["MIT"], None),
        ("(" * 240 + "MIT" + ")" * 240, ["MIT"], True),
        ("MIT OR " * 60 + "MIT", ["MIT"], True),
    ],
)
def test_a_licence_expression_is_met_by_a_list_or_not(expression: str, allowed: list[str], answer: bool | None) -> None:
    assert satisfies(expression, allowed) is answer


def test_a_policy_called_like_a_bundled_one_is_asked_for_its_prefix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, hint in (("baseline", "did you mean builtin:baseline?"), ("basline", "")):
        with pytest.raises(UsageError) as caught:
            load_policy(name)
        assert (str(caught.value).splitlines()[0], caught.value.hint) == (
            f"{name}: the policy cannot be read: No such file or directory",
            hint,
        )
