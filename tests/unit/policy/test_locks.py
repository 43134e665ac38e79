"""Locks: what a layer may do to what a layer below it has locked, and what it is told where it may not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from weighbridge.errors import PolicyError
from weighbridge.policy import Policy, load_policy

HINT = "hint: a layer may only tighten what a layer below has locked"
GATE = (
    "{id: g, title: T, locked: true, action: review, unknown: review, severity: high, "
    "require: {license.spdx: {satisfies: $ok}, lineage.countries: {has_none: $bad}, size.parameters: {lte: 90}}}"
)
SCORE = "{id: s, title: T, locked: true, weight: 2, curve: {fact: size.parameters, worst: 9, best: 1}}"
BASE = f"""\
lists:
  ok: [MIT, ISC]
  bad: [KP, IR]
  held: {{locked: true, entries: [DE, FR]}}
  idle: {{locked: true, entries: [DE, FR]}}
decide: {{locked: true, unknown: review, minimum_score: 30, floors: {{hosting: 20}}, max_age: {{adoption: 60}}}}
weights: {{locked: true, hosting: 30, governance: {{value: 40, min: 20, max: 60}}}}
context: {{locked: true, use: internal, user_countries: [DE]}}
candidates: {{locked: true, one_per: family, require: {{size.parameters: {{lte: 100}}}}}}
waivers: {{locked: true, entries: []}}
hosting:
  gates:
    - {{id: near, title: T, require: {{provenance.country: $held}}}}
governance:
  gates:
    - {GATE}
  scores:
    - {SCORE}
"""

Stack = Callable[..., Policy]


@pytest.fixture
def stack(write_policy: Callable[..., str]) -> Stack:
    """Return a function that writes layers, the lowest first, and loads the highest."""

    def load(*texts: str) -> Policy:
        path = ""
        for index, text in enumerate(texts):
            extends = f"extends: [l{index - 1}.yaml]" if index else "owner: o"
            path = write_policy(f"weighbridge: 1\nname: l{index}\n{extends}\n{text}\n", f"l{index}.yaml")
        return load_policy(path)

    return load


def refused(stack: Stack, *texts: str) -> str:
    with pytest.raises(PolicyError) as caught:
        stack(*texts)
    return str(caught.value)


def gate(change: str) -> str:
    return f"governance: {{gates: [{{id: g, {change}}}]}}"


def score(change: str) -> str:
    return f"governance: {{scores: [{{id: s, {change}}}]}}"


REQUIRE = "license.spdx: {satisfies: $ok}, lineage.countries: {has_none: $bad}"
ALLOWED = {
    "nothing": "owner: p",
    "the same again": gate(GATE.removeprefix("{id: g, ").removesuffix("}")),
    "words": gate("why: W, fix: F"),
    "action": gate("action: block"),
    "unknown": gate("unknown: fail"),
    "severity": gate("severity: critical"),
    "severity the same": gate("severity: high"),
    "not waivable": gate("waivable: false"),
    "a lower bound": gate(f"require: {{{REQUIRE}, size.parameters: {{lte: 89}}}}"),
    "a stricter bound": gate(f"require: {{{REQUIRE}, size.parameters: {{lt: 90}}}}"),
    "one more condition": gate(f"require: {{{REQUIRE}, size.parameters: {{lte: 90}}, files.custom_code: false}}"),
    "all of the old and more": gate(
        f"require: {{all: [{{{REQUIRE}}}, {{size.parameters: {{lte: 90}}}}, {{files.custom_code: {{known: true}}}}]}}"
    ),
    "an allow-list that shrinks": "lists: {ok: [MIT]}",
    "a block-list that grows": "lists: {bad: [KP, IR, NO]}",
    "a block-list in another order": "lists: {bad: [IR, KP]}",
    "a locked list that shrinks": "lists: {held: [DE]}",
    "a locked list that is locked again": "lists: {held: {locked: true, entries: [FR]}}",
    "a locked list as it was": "lists: {idle: [FR, DE]}",
    "minimum score": "decide: {minimum_score: 31}",
    "a higher floor": "decide: {floors: {hosting: 21}}",
    "a new floor": "decide: {floors: {governance: 1}}",
    "a narrower range": "weights: {governance: {value: 40, min: 30, max: 60}}",
    "the same context": "context: {use: internal, user_countries: [DE]}",
    "a narrower scope": "candidates: {require: {size.parameters: {lte: 99}}}",
    "a scope with more": "candidates: {require: {size.parameters: {lte: 100}, model.task: x}}",
    "no waiver": "waivers: []",
    "locked again": "decide: {locked: true}",
    "a new gate": "governance: {gates: [{id: n, title: T, require: {model.task: x}, action: warn, unknown: warn}]}",
    "a new list": "lists: {new: [x]}",
    "score rule in other words": score("why: W"),
    "score rule as it was": score("weight: 2, curve: {fact: size.parameters, worst: 9, best: 1}"),
    "what is not locked": "hosting: {gates: [{id: near, action: warn, unknown: warn, require: {model.task: x}}]}",
}


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED)
def test_a_layer_may_tighten_what_is_locked_and_the_lock_stays(stack: Stack, change: str) -> None:
    below, above = stack(BASE), stack(BASE, change)
    assert sorted(above.locks) == sorted(below.locks) == [
        "candidates",
        "context",
        "decide",
        "list held",
        "list idle",
        "rule g",
        "rule s",
        "waivers",
        "weights",
    ]  # fmt: skip
    assert {place.file for place in above.locks.values()} <= {below.files[0].path, above.files[0].path}


UNSURE = "changed, which is not surely stricter"
BOTH = (
    "required {all: [{license.spdx: {satisfies: $ok}}, {lineage.countries: {has_none: $bad}}, "
    "{size.parameters: {lte: 90}}]}"
)
WAS = f"{BOTH} and requires"
REFUSED: dict[str, tuple[str, str, str, str]] = {
    "action": (gate("action: warn"), "30", "rule g is locked in {g}", "looser: action was review and is warn"),
    "unknown": (gate("unknown: warn"), "30", "rule g is locked in {g}", "looser: unknown was review and is warn"),
    "severity": (gate("severity: low"), "30", "rule g is locked in {g}", "looser: severity was high and is low"),
    "bound": (
        gate(f"require: {{{REQUIRE}, size.parameters: {{lte: 91}}}}"),
        "30",
        "rule g is locked in {g}",
        f"looser: {WAS} {BOTH.removeprefix('required ').replace('90', '91')}",
    ),
    "a part gone": (
        gate(f"require: {{{REQUIRE}}}"),
        "30",
        "rule g is locked in {g}",
        f"looser: {WAS} {BOTH.removeprefix('required ').replace(', {size.parameters: {lte: 90}}', '')}",
    ),
    "another condition": (
        gate("require: {model.task: x}"),
        "30",
        "rule g is locked in {g}",
        f"{UNSURE}: {WAS} {{model.task: {{eq: x}}}}",
    ),
    "when": (
        gate("when: {model.task: x}"),
        "30",
        "rule g is locked in {g}",
        f"{UNSURE}: applied always and applies when {{model.task: {{eq: x}}}}",
    ),
    "an allow-list that grows": (
        "lists: {ok: [MIT, ISC, 0BSD]}",
        "1",
        "rule g is locked in {g}",
        f"looser: {BOTH.replace('required', 'requires')}, with other entries than before",
    ),
    "a block-list that shrinks": (
        "lists: {bad: [KP]}",
        "1",
        "rule g is locked in {g}",
        f"looser: {BOTH.replace('required', 'requires')}, with other entries than before",
    ),
    "a list that changes": (
        "lists: {bad: [KP, NO]}",
        "1",
        "rule g is locked in {g}",
        f"{UNSURE}: {BOTH.replace('required', 'requires')}, with other entries than before",
    ),
    "a locked list that grows": (
        "lists: {held: [DE, FR, NO]}",
        "9",
        "list held is locked in {held}",
        'looser: gains "NO"',
    ),
    "a locked list that changes": (
        "lists: {held: [DE, NO]}",
        "9",
        "list held is locked in {held}",
        f'{UNSURE}: gains "NO"; loses FR',
    ),
    "a locked list without a use": (
        "lists: {idle: [DE]}",
        "9",
        "list idle is locked in {idle}",
        f"{UNSURE}: loses FR",
    ),
    "minimum score": (
        "decide: {minimum_score: 29}",
        "10",
        "decide is locked in {decide}",
        "looser: minimum_score was 30 and is 29",
    ),
    "no minimum score": (
        "decide: {minimum_score: null}",
        "10",
        "decide is locked in {decide}",
        "looser: minimum_score was 30 and is none",
    ),
    "floor": (
        "decide: {floors: {hosting: 0}}",
        "19",
        "decide is locked in {decide}",
        "looser: floors.hosting was 20 and is 0",
    ),
    "age": (
        "decide: {max_age: {adoption: 30}}",
        "20",
        "decide is locked in {decide}",
        f"{UNSURE}: facts of adoption counted for 60 days and count for 30 days",
    ),
    "weight": (
        "weights: {hosting: 31}",
        "11",
        "weights is locked in {weights}",
        f"{UNSURE}: hosting weighed 30 (22.5 to 37.5) and weighs 31 (23.25 to 38.75)",
    ),
    "a wider range": (
        "weights: {governance: {value: 40, min: 10, max: 60}}",
        "11",
        "weights is locked in {weights}",
        f"{UNSURE}: governance weighed 40 (20 to 60) and weighs 40 (10 to 60)",
    ),
    "context": (
        "context: {use: customer_facing}",
        "11",
        "context is locked in {context}",
        f"{UNSURE}: use was internal and is customer_facing",
    ),
    "scope": (
        "candidates: {require: {size.parameters: {lte: 101}}}",
        "14",
        "candidates is locked in {candidates}",
        "looser: was about {size.parameters: {lte: 100}} and is about {size.parameters: {lte: 101}}",
    ),
    "one per": (
        "candidates: {one_per: publisher}",
        "14",
        "candidates is locked in {candidates}",
        f"{UNSURE}: rank showed one per family and shows one per publisher",
    ),
    "a waiver": (
        "waivers: [{id: W, rules: [g], models: [a/b], reason: R, owner: a, approver: b, expires: 2027-01-01}]",
        "1",
        "waivers is locked in {waivers}",
        "looser: W is new: g for a/b until 2027-01-01",
    ),
    "score weight": (score("weight: 3"), "31", "rule s is locked in {s}", f"{UNSURE}: weight was 2 and is 3"),
    "score form": (
        score("flag: {files.custom_code: false}"),
        "24",
        "rule s is locked in {s}",
        f"{UNSURE}: was curve {{fact: size.parameters, worst: 9, best: 1}} and is flag {{files.custom_code: {{eq: false}}}}",
    ),
    "score curve": (
        score("curve: {fact: size.parameters, worst: 8, best: 1}"),
        "24",
        "rule s is locked in {s}",
        f"{UNSURE}: was curve {{fact: size.parameters, worst: 9, best: 1}} and is "
        "curve {fact: size.parameters, worst: 8, best: 1}",
    ),
    "score when": (
        score("when: {model.task: x}, otherwise: 1"),
        "31",
        "rule s is locked in {s}",
        f"{UNSURE}: before: counts always; now: counts when {{model.task: {{eq: x}}}}, else as 1",
    ),
}


@pytest.mark.parametrize(("change", "column", "locked", "message"), REFUSED.values(), ids=REFUSED)
def test_a_layer_may_not_loosen_what_is_locked(
    stack: Stack, tmp_path: Path, change: str, column: str, locked: str, message: str
) -> None:
    base = f"weighbridge: 1\nname: l0\nowner: o\n{BASE}".splitlines()
    places = {}
    for key in ("g", "s", "held", "idle", "decide", "weights", "context", "candidates", "waivers"):
        line = next(i for i, text in enumerate(base, 1) if text.lstrip(" -{").startswith((f"id: {key},", f"{key}: {{")))
        places[key] = f"{tmp_path}/l0.yaml:{line}"
    found = refused(stack, BASE, change)
    assert found == (
        f"{tmp_path}/l1.yaml:4:{column}: error: {locked.format(**places)}, and this makes it {message}\n{HINT}"
    )


UNLOCKED: dict[str, str] = {
    "rule": gate("locked: false"),
    "score": score("locked: false"),
    "list": "lists: {held: {locked: false, entries: [DE]}}",
    "list alone": "lists: {held: {locked: false}}",
    "waivers with entries": "waivers: {entries: [], locked: false}",
    **{name: f"{name}: {{locked: false}}" for name in ("decide", "weights", "context", "candidates", "waivers")},
}


LOCK_LINES = {
    "list": 7,
    "decide": 9,
    "weights": 10,
    "context": 11,
    "candidates": 12,
    "waivers": 13,
    "rule": 19,
    "score": 21,
}


@pytest.mark.parametrize(("name", "change"), UNLOCKED.items(), ids=UNLOCKED)
def test_what_is_locked_cannot_be_unlocked(stack: Stack, tmp_path: Path, name: str, change: str) -> None:
    column = change.index("false") + 1
    line = LOCK_LINES[name.split(maxsplit=1)[0]]
    for written in ("false", "null", '"true"', "1", "[true]", "{}"):
        assert refused(stack, BASE, change.replace("false", written)) == (
            f"{tmp_path}/l1.yaml:4:{column}: error: what {tmp_path}/l0.yaml:{line} locks cannot be unlocked here\n"
            "hint: take it out"
        )


def test_everything_that_is_too_much_is_said_at_once_in_file_order(stack: Stack) -> None:
    found = refused(stack, BASE, "decide: {minimum_score: 1}\n" + gate("action: warn, severity: low, unknown: warn"))
    assert [line.split(":")[1] for line in found.splitlines() if " error: " in line] == ["4", "5", "5", "5"]


LOCKED_GATE = "governance: {gates: [{id: g, title: T, locked: true, require: {license.spdx: $ok}}]}"


def test_a_locked_rule_is_not_loosened_through_what_decide_says_of_unknown(stack: Stack, tmp_path: Path) -> None:
    base = LOCKED_GATE + "\nlists: {ok: [MIT]}\ndecide: {unknown: fail}"
    assert refused(stack, base, "decide: {unknown: review}") == (
        f"{tmp_path}/l1.yaml:4:10: error: rule g is locked in {tmp_path}/l0.yaml:4, and this makes it looser: "
        f"unknown was fail and is review\n{HINT}"
    )
    assert stack(LOCKED_GATE + "\nlists: {ok: [MIT]}", "decide: {unknown: fail}").gates[0].unknown == "fail"


def test_a_rules_own_unknown_keeps_it_from_what_decide_says(stack: Stack) -> None:
    base = LOCKED_GATE.replace("locked: true", "locked: true, unknown: fail") + "\nlists: {ok: [MIT]}"
    assert stack(base, "decide: {unknown: warn}").gates[0].unknown == "fail"
    assert "unknown was fail and is review" in refused(stack, base, gate("unknown: null"))


def test_a_lock_holds_through_layers_that_say_nothing_of_it(stack: Stack, tmp_path: Path) -> None:
    base = LOCKED_GATE + "\nlists: {ok: [MIT]}"
    found = refused(stack, base, "owner: p", gate("action: review"), "owner: q")
    assert found.startswith(f"{tmp_path}/l2.yaml:4:30: error: rule g is locked in {tmp_path}/l0.yaml:4, and ")


def test_what_a_layer_between_has_tightened_cannot_be_taken_back_above_it(stack: Stack) -> None:
    base = LOCKED_GATE.replace("locked: true", "locked: true, action: warn") + "\nlists: {ok: [MIT]}"
    assert stack(base, gate("action: review"), gate("action: block")).gates[0].action == "block"
    assert "action was block and is review" in refused(stack, base, gate("action: block"), gate("action: review"))


def test_a_lock_does_not_bind_the_layer_that_sets_it(stack: Stack, tmp_path: Path) -> None:
    base = LOCKED_GATE.replace("locked: true, ", "") + "\nlists: {ok: [MIT]}"
    middle = (
        gate("locked: true, action: warn")
        + "\nlists: {ok: {locked: true, entries: [MIT, ISC]}}\ndecide: {locked: true}"
    )
    loaded = stack(base, middle)
    assert (loaded.gates[0].action, loaded.lists) == ("warn", {"ok": ["MIT", "ISC"]})
    assert {name: (Path(mark.file).name, mark.line) for name, mark in loaded.locks.items()} == {
        "rule g": ("l1.yaml", 4),
        "list ok": ("l1.yaml", 5),
        "decide": ("l1.yaml", 6),
    }
    found = refused(stack, base, middle, "lists: {ok: [MIT, 0BSD, ISC]}")
    assert [line.split(" is locked in ")[0].split("error: ")[1] for line in found.splitlines() if "error" in line] == [
        "rule g",
        "list ok",
    ]


@pytest.mark.parametrize(
    ("said", "named", "column", "line"),
    [
        ("title: U", "g", 30, 19),
        ("refs: [R]", "g", 30, 19),
        ("title: U, refs: [R], why: W", "g", 30, 19),
        ("title: U", "s", 31, 21),
        ("refs: [R]", "s", 31, 21),
    ],
)
def test_a_locked_rule_keeps_its_title_and_its_refs(
    stack: Stack, tmp_path: Path, said: str, named: str, column: int, line: int
) -> None:
    change = gate(said) if named == "g" else score(said)
    assert refused(stack, BASE, change) == (
        f"{tmp_path}/l1.yaml:4:{column}: error: rule {named} is locked in {tmp_path}/l0.yaml:{line}, and this gives it "
        "another title or other refs\nhint: say in why what your layer adds"
    )


def test_a_lock_binds_the_sibling_that_lies_above_and_the_one_below(write_policy, tmp_path: Path) -> None:
    write_policy("weighbridge: 1\nname: a\ndecide: {locked: true, minimum_score: 30}\n", "a.yaml")
    write_policy("weighbridge: 1\nname: b\ndecide: {minimum_score: 20}\n", "b.yaml")
    rule = "governance: {gates: [{id: g, title: T, require: {files.custom_code: false}}]}\n"
    above = write_policy("weighbridge: 1\nname: top\nextends: [b.yaml, a.yaml]\n" + rule)
    assert load_policy(above).decide.minimum_score == 30
    with pytest.raises(PolicyError) as caught:
        load_policy(write_policy("weighbridge: 1\nname: top\nextends: [a.yaml, b.yaml]\n" + rule))
    assert str(caught.value) == (
        f"{tmp_path}/b.yaml:3:10: error: decide is locked in {tmp_path}/a.yaml:3, and this makes it looser: "
        f"minimum_score was 30 and is 20\n{HINT}"
    )


def test_what_lies_below_a_lock_without_being_extended_may_not_loosen_it(write_policy, tmp_path: Path) -> None:
    rule = "governance: {gates: [{id: g, title: T, locked: true, require: {license.spdx: $ok}}]}\n"
    write_policy(f"weighbridge: 1\nname: base\nlists: {{ok: [MIT]}}\n{rule}", "base.yaml")
    write_policy(
        "weighbridge: 1\nname: weak\ngovernance: {gates: [{id: g, title: T, action: warn, require: {model.task: x}}]}\n",
        "weak.yaml",
    )
    top = write_policy("weighbridge: 1\nname: top\nextends: [weak.yaml, base.yaml]\n")
    with pytest.raises(PolicyError) as caught:
        load_policy(top)
    assert str(caught.value) == (
        f"{top}:3:1: error: rule g is locked in {tmp_path}/base.yaml:4, and this makes it looser: action was block and is "
        "warn\nhint: what lies below may not loosen it either"
    )
    write_policy(
        "weighbridge: 1\nname: weak\ngovernance: {gates: [{id: g, title: T, unknown: fail, require: {model.task: x}}]}\n",
        "weak.yaml",
    )
    assert load_policy(top).gates[0].unknown == "fail"


def test_a_lock_in_the_highest_file_binds_nobody(stack: Stack) -> None:
    assert sorted(stack(BASE).locks)[:2] == ["candidates", "context"]


def test_a_list_called_locked_keeps_its_lock(stack: Stack, tmp_path: Path) -> None:
    base = "lists: {locked: {locked: true, entries: [MIT]}}\n" + LOCKED_GATE.replace("$ok", "$locked").replace(
        "locked: true, ", ""
    )
    loaded = stack(base, "lists: {locked: [MIT]}")
    assert list(loaded.locks) == ["list locked"]
    assert refused(stack, base, "lists: {locked: [MIT, ISC]}") == (
        f"{tmp_path}/l1.yaml:4:9: error: list locked is locked in {tmp_path}/l0.yaml:4, and this makes it looser: "
        f"gains ISC\n{HINT}"
    )


def test_a_list_called_locked_is_a_list_like_any_other(stack: Stack) -> None:
    base = "lists: {locked: [MIT, ISC]}\n" + LOCKED_GATE.replace("$ok", "$locked").replace("locked: true, ", "")
    loaded = stack(base, "lists: {locked: [0BSD]}")
    assert (loaded.lists, loaded.locks) == ({"locked": ["0BSD"]}, {})


def test_the_place_is_that_of_the_rule_and_not_of_a_waiver_of_the_same_id(stack: Stack, tmp_path: Path) -> None:
    waiver = "waivers: [{id: g, rules: [g], models: [a/b], reason: R, owner: a, approver: b, expires: 2027-01-01}]\n"
    found = refused(stack, LOCKED_GATE + "\nlists: {ok: [MIT]}", waiver + gate("action: warn"))
    assert found == (
        f"{tmp_path}/l1.yaml:5:30: error: rule g is locked in {tmp_path}/l0.yaml:4, and this makes it looser: "
        f"action was block and is warn\n{HINT}"
    )


def test_a_long_entry_of_a_locked_list_cannot_be_exchanged(stack: Stack, tmp_path: Path) -> None:
    long = "LicenseRef-" + "a" * 60
    base = f"lists: {{ok: {{locked: true, entries: [{long}b]}}}}\n" + LOCKED_GATE.replace("locked: true, ", "")
    assert refused(stack, base, f"lists: {{ok: [{long}c]}}") == (
        f"{tmp_path}/l1.yaml:4:9: error: list ok is locked in {tmp_path}/l0.yaml:4, and this makes it {UNSURE}: "
        f"gains {long}c; loses {long}b\n{HINT}"
    )


FREE = "{id: s, title: T, weight: 2, curve: {fact: size.parameters, worst: 9, best: 1}}"
CURVE = "curve {fact: size.parameters, worst: 9, best: 1}"
NEW = "{scores: [{id: n, title: T, weight: 1, flag: {files.custom_code: false}}]}"
NEW_SAID = "rule n: new score rule: flag {files.custom_code: {eq: false}}, weight 1"
MEASURED: dict[str, tuple[str, int, str]] = {
    "new rule": (f"governance: {NEW}", 24, NEW_SAID),
    "new rule elsewhere": (f"hosting: {NEW}", 21, NEW_SAID),
    "weight of a rule": (score("weight: 3"), 31, "rule s: weight was 2 and is 3"),
    "less weight of a rule": (score("weight: 0.5"), 31, "rule s: weight was 2 and is 0.5"),
    "curve": (
        score("curve: {fact: size.parameters, worst: 9, best: 2}"),
        24,
        f"rule s: was {CURVE} and is {CURVE.replace('best: 1', 'best: 2')}",
    ),
    "other form": (
        score("flag: {files.custom_code: false}"),
        24,
        f"rule s: was {CURVE} and is flag {{files.custom_code: {{eq: false}}}}",
    ),
    "when": (
        score("when: {model.task: x}, otherwise: 1"),
        31,
        "rule s: before: counts always; now: counts when {model.task: {eq: x}}, else as 1",
    ),
    "weights": (
        "weights: {governance: 50}",
        11,
        "weights: governance weighed 40 (20 to 60) and weighs 50 (37.5 to 62.5)",
    ),
    "weight of a question that has none": (
        "weights: {vendor_lock: 1}",
        11,
        "weights: vendor_lock weighed 25 (18.75 to 31.25) and weighs 1 (0.75 to 1.25)",
    ),
}


def measured(decide: str, rule: str = FREE) -> str:
    weights = "weights: {governance: {value: 40, min: 20, max: 60}}"
    return f"decide: {{{decide}}}\n{weights}\ngovernance: {{scores: [{rule}]}}"


def score_is_measured(tmp_path: Path, column: int, said: str) -> str:
    return (
        f"{tmp_path}/l1.yaml:4:{column}: error: decide is locked in {tmp_path}/l0.yaml:4, and this changes the score "
        f"that it measures: {said}\n{HINT}"
    )


@pytest.mark.parametrize(("change", "column", "said"), MEASURED.values(), ids=MEASURED)
def test_a_score_that_a_locked_minimum_measures_stays_as_it_is(
    stack: Stack, tmp_path: Path, change: str, column: int, said: str
) -> None:
    base = measured("locked: true, minimum_score: 30")
    assert refused(stack, base, change) == score_is_measured(tmp_path, column, said)
    assert refused(stack, base.replace("30", "0", 1), change) == score_is_measured(tmp_path, column, said)


@pytest.mark.parametrize(("name", "change"), [(name, one[0]) for name, one in MEASURED.items()], ids=MEASURED)
def test_a_locked_floor_binds_the_score_rules_of_its_question(
    stack: Stack, tmp_path: Path, name: str, change: str
) -> None:
    _, column, said = MEASURED[name]
    base = measured("locked: true, floors: {governance: 30}")
    if change.startswith("governance"):
        assert refused(stack, base, change) == score_is_measured(tmp_path, column, said)
    else:
        assert list(stack(base, change).locks) == ["decide"]
    assert list(stack(measured("locked: true, floors: {vendor_lock: 30}"), change).locks) == ["decide"]


@pytest.mark.parametrize("decide", ["locked: true", "locked: true, unknown: fail, floors: {}", "minimum_score: 30"])
@pytest.mark.parametrize("change", [one[0] for one in MEASURED.values()], ids=MEASURED)
def test_a_score_that_no_locked_threshold_measures_may_change(stack: Stack, change: str, decide: str) -> None:
    loaded = stack(measured(decide), change)
    assert list(loaded.locks) == (["decide"] if "locked" in decide else [])


@pytest.mark.parametrize(
    "change",
    [
        "owner: p",
        score("why: W"),
        score("weight: 2, curve: {fact: size.parameters, worst: 9, best: 1}"),
        "weights: {governance: {value: 40, min: 30, max: 50}}",
        "weights: {governance: {value: 40, min: 10, max: 60}}",
        "hosting: {gates: [{id: n, title: T, require: {model.task: x}}]}",
        "decide: {minimum_score: 31, floors: {governance: 31, hosting: 1}}",
        "context: {use: internal}",
        "lists: {a: [x]}",
    ],
)
def test_what_does_not_change_the_score_passes_a_locked_minimum(stack: Stack, change: str) -> None:
    loaded = stack(measured("locked: true, minimum_score: 30, floors: {governance: 30}"), change)
    assert list(loaded.locks) == ["decide"]


def test_a_list_that_a_measured_score_uses_stays_as_it_is(stack: Stack, tmp_path: Path) -> None:
    rule = "{id: s, title: T, weight: 2, flag: {license.spdx: $ok}}"
    base = measured("locked: true, minimum_score: 30", rule) + "\nlists: {ok: [MIT]}"
    flag = "flag {license.spdx: {in: $ok}}"
    assert refused(stack, base, "lists: {ok: [ISC, MIT]}") == score_is_measured(
        tmp_path, 1, f"rule s: is {flag}, with other entries than before"
    )


def test_a_locked_score_rule_says_its_own_lock_first(stack: Stack, tmp_path: Path) -> None:
    base = measured("locked: true, minimum_score: 30", FREE.replace("{id: s", "{id: s, locked: true"))
    assert refused(stack, base, score("weight: 3")) == (
        f"{tmp_path}/l1.yaml:4:31: error: rule s is locked in {tmp_path}/l0.yaml:6, and this makes it {UNSURE}: "
        f"weight was 2 and is 3\n{HINT}"
    )


def test_a_threshold_and_the_score_that_it_measures_may_come_in_one_layer(stack: Stack, tmp_path: Path) -> None:
    base = measured("locked: true")
    middle = f"decide: {{minimum_score: 30}}\nhosting: {NEW}"
    assert stack(base, middle).decide.minimum_score == 30
    assert refused(stack, base, middle, "governance: " + NEW.replace("id: n", "id: m")) == (
        score_is_measured(tmp_path, 24, NEW_SAID.replace("rule n", "rule m")).replace("l1.yaml", "l2.yaml")
    )
