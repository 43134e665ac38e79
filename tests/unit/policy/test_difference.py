"""What one policy asks otherwise than another: every kind of difference with its words."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from weighbridge.policy import Policy, load_policy, parse_policy
from weighbridge.policy.builtin import builtin_names
from weighbridge.policy.changes import Difference
from weighbridge.policy.difference import by_change, differences
from weighbridge.policy.strictness import Change

STRICTER, LOOSER, CHANGED = Change.STRICTER, Change.LOOSER, Change.CHANGED
G = "id: g, title: T, require: {license.spdx: MIT}"
S = "id: s, title: T, weight: 2, flag: {files.custom_code: false}"
ONE_WAY = (("weights", "hosting"),)
"""A wider range is only changed, where the reverse is called stricter."""
ACCEPTS_ONE_WAY = (("candidates", "known"), ("rule h", "known"))
"""What is looser otherwise, or gone, is not said to accept less; the reverse may accept more."""
OPPOSITE = {STRICTER: LOOSER, LOOSER: STRICTER, CHANGED: CHANGED}


def parsed(text: str) -> Policy:
    return parse_policy(f"weighbridge: 1\nname: p\n{text}\n".encode(), "p.yaml")


def gates(*rules: str, more: str = "") -> str:
    listed = ", ".join(f"{{{rule}}}" for rule in rules)
    return f"governance: {{gates: [{listed}]}}\n{more}"


def scores(rule: str) -> str:
    return f"governance: {{gates: [{{{G}}}], scores: [{{{rule}}}]}}"


def with_list(use: str, entries: str) -> str:
    return gates(f"id: g, title: T, require: {use}", more=f"lists: {{a: [{entries}]}}")


def top(more: str) -> str:
    return gates(G, more=more)


def waiver(
    rules: str = "g", models: str = "a/b", until: str = "2027-01-01", people: str = "reason: R, owner: a, approver: b"
) -> str:
    two = f"governance: {{gates: [{{{G}}}, {{id: h, title: T, require: {{license.spdx: MIT}}}}]}}\n"
    return f"{two}waivers: [{{id: W, rules: [{rules}], models: [{models}], {people}, expires: {until}}}]"


NO_WAIVER = waiver().split("waivers:")[0]
CLARIFY = "clarify: [{{{}, facts: {{provenance.country: {}}}, evidence: E, owner: O, expires: 2027-01-01}}]"
LONG = "a" * 60

CASES: dict[str, tuple[str, str, list[tuple[str, str, Change, str]]]] = {
    "action": (
        gates(G + ", action: review"),
        gates(G),
        [("rule g", "action", STRICTER, "action was review and is block")],
    ),
    "unknown": (
        gates(G),
        gates(G + ", unknown: fail"),
        [("rule g", "unknown", STRICTER, "unknown was review and is fail")],
    ),
    "unknown warn": (
        gates(G),
        gates(G + ", unknown: warn"),
        [("rule g", "unknown", LOOSER, "unknown was review and is warn")],
    ),
    "decide unknown": (
        gates(G),
        gates(G, more="decide: {unknown: fail}"),
        [
            ("rule g", "unknown", STRICTER, "unknown was review and is fail"),
            ("decide", "unknown", STRICTER, "unknown was review and is fail"),
        ],
    ),
    "severity": (
        gates(G),
        gates(G + ", severity: low"),
        [("rule g", "severity", LOOSER, "severity was high and is low")],
    ),
    "waivable": (
        gates(G),
        gates(G + ", waivable: false"),
        [("rule g", "waivable", STRICTER, "could be waived and no longer can")],
    ),
    "not waivable": (
        gates(G + ", waivable: false"),
        gates(G),
        [("rule g", "waivable", LOOSER, "could not be waived and now can")],
    ),
    "require": (
        gates("id: g, title: T, require: {license.spdx: [MIT, ISC]}"),
        gates(G),
        [
            (
                "rule g",
                "require",
                STRICTER,
                "required {license.spdx: {in: [ISC, MIT]}} and requires {license.spdx: {eq: MIT}}",
            )
        ],
    ),
    "other when": (
        gates(G + ", when: {model.task: x}"),
        gates(G + ", when: {model.task: y}"),
        [
            (
                "rule g",
                "when",
                CHANGED,
                'applied when {model.task: {eq: x}} and applies when {model.task: {eq: "y"}}',
            )
        ],
    ),
    "a when": (
        gates(G),
        gates(G + ", when: {model.task: x}"),
        [("rule g", "when", CHANGED, "applied always and applies when {model.task: {eq: x}}")],
    ),
    "no when": (
        gates(G + ", when: {model.task: x}"),
        gates(G),
        [("rule g", "when", CHANGED, "applied when {model.task: {eq: x}} and applies always")],
    ),
    "new gate": (
        gates(G),
        gates(G, "id: h, title: T, action: warn, require: {model.task: x}"),
        [("rule h", "", STRICTER, "new: warn unless {model.task: {eq: x}}")],
    ),
    "gone gate": (
        gates(G, "id: h, title: T, require: {model.task: x}"),
        gates(G),
        [("rule h", "", LOOSER, "gone: block unless {model.task: {eq: x}}")],
    ),
    "moved gate": (
        gates(G),
        gates(G).replace("governance", "hosting"),
        [("rule g", "", CHANGED, "stood under governance and stands under hosting")],
    ),
    "gate to score": (
        gates(G, "id: s, title: T, require: {model.task: x}"),
        scores(S),
        [("rule s", "", CHANGED, "was a gate and is a score rule")],
    ),
    "new score": (
        gates(G),
        scores(S),
        [("rule s", "", CHANGED, "new score rule: flag {files.custom_code: {eq: false}}, weight 2")],
    ),
    "gone score": (
        scores(S.replace("weight: 2", "weight: 0.5")),
        gates(G),
        [("rule s", "", CHANGED, "gone score rule: flag {files.custom_code: {eq: false}}, weight 0.5")],
    ),
    "score form": (
        scores(S),
        scores("id: s, title: T, weight: 2, curve: {fact: size.parameters, worst: 9, best: 1.5, scale: log}"),
        [
            (
                "rule s",
                "form",
                CHANGED,
                "was flag {files.custom_code: {eq: false}} and is "
                "curve {fact: size.parameters, worst: 9, best: 1.5, scale: log}",
            )
        ],
    ),
    "score weight": (
        scores(S),
        scores(S.replace("weight: 2", "weight: 3")),
        [("rule s", "weight", CHANGED, "weight was 2 and is 3")],
    ),
    "score when": (
        scores(S),
        scores(S + ", when: {model.task: x}, otherwise: 0.5"),
        [("rule s", "when", CHANGED, "before: counts always; now: counts when {model.task: {eq: x}}, else as 0.5")],
    ),
    "minimum": (
        scores(S),
        scores(S) + "\ndecide: {minimum_score: 0}",
        [("decide", "minimum_score", STRICTER, "minimum_score was none and is 0")],
    ),
    "floor": (
        scores(S) + "\ndecide: {floors: {governance: 12.5}}",
        scores(S) + "\ndecide: {floors: {governance: 20}}",
        [("decide", "floors.governance", STRICTER, "floors.governance was 12.5 and is 20")],
    ),
    "age": (
        top("decide: {max_age: {adoption: 3}}"),
        top("decide: {max_age: {model.gated: 4}}"),
        [
            ("decide", "max_age.adoption", CHANGED, "facts of adoption counted for 3 days and count for ever"),
            ("decide", "max_age.model.gated", CHANGED, "facts of model.gated counted for ever and count for 4 days"),
        ],
    ),
    "weight": (
        top("weights: {hosting: 10}"),
        top("weights: {hosting: 20}"),
        [("weights", "hosting", CHANGED, "hosting weighed 10 (7.5 to 12.5) and weighs 20 (15 to 25)")],
    ),
    "range": (
        top("weights: {hosting: 10}"),
        top("weights: {hosting: {value: 10, min: 9}}"),
        [("weights", "hosting", STRICTER, "hosting weighed 10 (7.5 to 12.5) and weighs 10 (9 to 12.5)")],
    ),
    "context": (
        top("context: {user_countries: [DE, NO]}"),
        top("context: {use: internal, workload: {context_tokens: 5}}"),
        [
            ("context", "use", CHANGED, "use was not stated and is internal"),
            ("context", "user_countries", CHANGED, 'user_countries was [DE, "NO"] and is not stated'),
            (
                "context",
                "workload",
                CHANGED,
                "workload was not stated and is "
                "{context_tokens: 5, concurrent_requests: 1, engine: vllm, utilization: 0.92}",
            ),
        ],
    ),
    "scope": (
        gates(G),
        top("candidates: {require: {model.task: x}}"),
        [("candidates", "require", STRICTER, "was about every model and is about {model.task: {eq: x}}")],
    ),
    "one per": (
        gates(G),
        top("candidates: {one_per: publisher}"),
        [("candidates", "one_per", CHANGED, "rank showed one per model and shows one per publisher")],
    ),
    "own": (
        top("own: {x: {type: number}, y: {type: text}}"),
        top("own: {x: {type: text}, z: {type: text}}"),
        [
            ("own", "own.x", CHANGED, "own.x is of another type or unit"),
            ("own", "own.y", CHANGED, "own.y is gone"),
            ("own", "own.z", CHANGED, "own.z is new"),
        ],
    ),
    "clarify": (
        top(CLARIFY.format("publisher: a", "FR")),
        top(CLARIFY.format("publisher: a", '"NO"')),
        [
            (
                "clarify",
                "provenance.country of publisher a",
                CHANGED,
                'provenance.country of publisher a was FR until 2027-01-01 (E, O) and is "NO" until 2027-01-01 (E, O)',
            )
        ],
    ),
    "clarify for longer": (
        top(CLARIFY.format("model: a/b", "FR")),
        top(CLARIFY.format("model: a/b", "FR").replace("2027", "2028")),
        [
            (
                "clarify",
                "provenance.country of model a/b",
                CHANGED,
                "provenance.country of model a/b was FR until 2027-01-01 (E, O) and is FR until 2028-01-01 (E, O)",
            )
        ],
    ),
    "clarify a commit": (
        gates(G),
        top(CLARIFY.format("model: a/b, revision: abcdef0", "FR")),
        [
            (
                "clarify",
                "provenance.country of model a/b@abcdef0",
                CHANGED,
                "provenance.country of model a/b@abcdef0 was not clarified and is FR until 2027-01-01 (E, O)",
            )
        ],
    ),
    "new waiver": (
        NO_WAIVER,
        waiver(),
        [("waivers", "W", LOOSER, "W is new: g for a/b until 2027-01-01")],
    ),
    "gone waiver": (waiver(), NO_WAIVER, [("waivers", "W", STRICTER, "W is gone")]),
    "waiver longer": (
        waiver(),
        waiver(until="2027-02-01"),
        [("waivers", "W", LOOSER, "W: g for a/b until 2027-02-01")],
    ),
    "waiver wider": (
        waiver(),
        waiver("g, h", '"a/*", a/b'),
        [("waivers", "W", LOOSER, "W: g, h for a/*, a/b until 2027-01-01")],
    ),
    "waiver shorter": (
        waiver("g, h"),
        waiver("g", until="2026-12-01"),
        [("waivers", "W", STRICTER, "W: g for a/b until 2026-12-01")],
    ),
    "waiver by other people": (
        waiver(),
        waiver(people="reason: S, owner: c, approver: b"),
        [("waivers", "W", CHANGED, "W was accepted by R, a, b and is by S, c, b")],
    ),
    "waiver otherwise": (
        waiver("g"),
        waiver("h"),
        [("waivers", "W", CHANGED, "W: h for a/b until 2027-01-01")],
    ),
    "list shrinks": (
        with_list("{license.spdx: {satisfies: $a}}", "MIT, ISC"),
        with_list("{license.spdx: {satisfies: $a}}", "MIT"),
        [
            ("rule g", "require", STRICTER, "requires {license.spdx: {satisfies: $a}}, with other entries than before"),
            ("list a", "", STRICTER, "loses ISC"),
        ],
    ),
    "block-list shrinks": (
        with_list("{lineage.countries: {has_none: $a}}", "KP, IR"),
        with_list("{lineage.countries: {has_none: $a}}", "IR"),
        [
            (
                "rule g",
                "require",
                LOOSER,
                "requires {lineage.countries: {has_none: $a}}, with other entries than before",
            ),
            ("list a", "", LOOSER, "loses KP"),
        ],
    ),
    "list under not": (
        with_list("{not: {license.spdx: $a}}", "MIT"),
        with_list("{not: {license.spdx: $a}}", "MIT, ISC"),
        [
            ("rule g", "require", STRICTER, "requires {not: {license.spdx: {in: $a}}}, with other entries than before"),
            ("list a", "", STRICTER, "gains ISC"),
        ],
    ),
    "list changes": (
        with_list("{license.spdx: $a}", "MIT"),
        with_list("{license.spdx: $a}", "ISC"),
        [
            ("rule g", "require", CHANGED, "requires {license.spdx: {in: $a}}, with other entries than before"),
            ("list a", "", CHANGED, "gains ISC; loses MIT"),
        ],
    ),
    "list in a when": (
        gates(G + ", when: {license.spdx: $a}", more="lists: {a: [MIT]}"),
        gates(G + ", when: {license.spdx: $a}", more="lists: {a: [MIT, ISC]}"),
        [
            (
                "rule g",
                "when",
                CHANGED,
                "applies when {license.spdx: {in: $a}}, with other entries than before",
            ),
            ("list a", "", CHANGED, "gains ISC"),
        ],
    ),
    "an entry beside a list": (
        with_list("{license.spdx: {in: [$a, ISC]}}", "MIT"),
        with_list("{license.spdx: {in: [$a, 0BSD]}}", "MIT"),
        [
            (
                "rule g",
                "require",
                CHANGED,
                'required {license.spdx: {in: [$a, ISC]}} and requires {license.spdx: {in: [$a, "0BSD"]}}',
            )
        ],
    ),
    "a list of long entries that begin alike": (
        top(f"lists: {{a: [LicenseRef-{LONG}b, MIT]}}"),
        top(f"lists: {{a: [LicenseRef-{LONG}c, MIT]}}"),
        [("list a", "", CHANGED, f"gains LicenseRef-{LONG}c; loses LicenseRef-{LONG}b")],
    ),
    "lists come and go": (
        top("lists: {a: [x]}"),
        top("lists: {b: [x]}"),
        [("list a", "", CHANGED, "gone"), ("list b", "", CHANGED, "new")],
    ),
    "a list nobody uses": (
        top("lists: {a: [1, true, x]}"),
        top("lists: {a: [2, x, 'true']}"),
        [("list a", "", CHANGED, 'gains "true", 2; loses 1, true')],
    ),
    "a long list": (
        top("lists: {a: []}"),
        top(f"lists: {{a: [{', '.join(f'x{number}' for number in range(10))}]}}"),
        [("list a", "", CHANGED, "gains x0, x1, x2, x3, x4, x5, x6, x7 and 2 more")],
    ),
    "known": (
        gates("id: g, title: T, require: {license.spdx: MIT}"),
        gates("id: g, title: T, require: {any: [{license.spdx: MIT}, {license.spdx: {known: false}}]}"),
        [
            (
                "rule g",
                "require",
                LOOSER,
                "required {license.spdx: {eq: MIT}} and requires "
                "{any: [{license.spdx: {eq: MIT}}, {license.spdx: {known: false}}]}",
            ),
            (
                "rule g",
                "known",
                LOOSER,
                "accepts without evidence, new: rule g asks whether license.spdx is known: what is missing then decides "
                "like an answer",
            ),
        ],
    ),
    "known in the scope": (
        top("candidates: {require: {model.task: x, model.tags: {known: true}}}"),
        top("candidates: {require: {model.task: x}}"),
        [
            (
                "candidates",
                "require",
                LOOSER,
                "was about {all: [{model.task: {eq: x}}, {model.tags: {known: true}}]} and is about "
                "{model.task: {eq: x}}",
            ),
        ],
    ),
    "a new gate that accepts": (
        gates(G),
        gates(G, "id: h, title: T, unknown: warn, require: {model.task: x}"),
        [
            ("rule h", "", STRICTER, "new: block unless {model.task: {eq: x}}"),
            (
                "rule h",
                "known",
                LOOSER,
                "accepts without evidence, new: rule h accepts a model without evidence: unknown is a warning",
            ),
        ],
    ),
    "words": (
        gates(G),
        gates(
            G.replace("title: T", "title: U, why: W, fix: F, refs: [R]"), more="owner: o\nversion: v\ndescription: d"
        ),
        [],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_a_difference_is_said_in_words(old: str, new: str, expected: list[tuple[str, str, Change, str]]) -> None:
    assert differences(parsed(old), parsed(new)) == [Difference(*one) for one in expected]


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_the_reverse_is_the_opposite(old: str, new: str, expected: list[tuple[str, str, Change, str]]) -> None:
    back = differences(parsed(new), parsed(old))
    found = {(one.subject, one.part, one.change) for one in back if (one.subject, one.part) not in ACCEPTS_ONE_WAY}
    opposite = {
        (subject, part, OPPOSITE[change])
        for subject, part, change, _ in expected
        if (subject, part) not in ACCEPTS_ONE_WAY
    }
    assert {one for one in found if one[:2] not in ONE_WAY} == {one for one in opposite if one[:2] not in ONE_WAY}
    assert {one[:2] for one in found} == {one[:2] for one in opposite}


def test_differences_are_in_the_same_order_in_every_process(tmp_path: Path) -> None:
    def rules(more: str) -> str:
        facts = ("model.task", "model.tags", "model.created", "model.name")
        each = [
            f"id: r{index}, title: T, require: {{license.spdx: MIT{more.format(fact)}}}"
            for index, fact in enumerate(facts)
        ]
        return "weighbridge: 1\nname: p\n" + gates(*each)

    (tmp_path / "a.yaml").write_text(rules(""))
    (tmp_path / "b.yaml").write_text(rules(", {}: {{known: true}}"))
    program = (
        "from weighbridge.policy import load_policy as load; from weighbridge.policy.difference import differences as d; "
        "print([(one.subject, one.part) for one in d(load('a.yaml'), load('b.yaml'))])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(3)
    }
    each = [(f"rule r{index}", "require") for index in range(4)] + [(f"rule r{index}", "known") for index in range(4)]
    assert found == {f"{each}\n"}


def listed(write_policy: Callable[..., str], tmp_path: Path, rows: str, more: str = "") -> Policy:
    (tmp_path / "l.csv").write_text(f"name,namespace\n{rows}")
    return load_policy(write_policy(f"weighbridge: 1\nname: p\n{top(more)}"))


WATCH = "watchlists: [{name: parties, file: l.csv, date: 2026-01-01}]\n"


@pytest.mark.parametrize(
    ("rows", "change", "message"),
    [
        ("X,x\nY,y\nZ,z\n", STRICTER, 'parties: gains "Z" (z)'),
        ("X,x\nY,y\nZ,-\n", CHANGED, 'parties: gains "Z" (not on the Hub)'),
        ("X,x\nY,y\nZ,\n", CHANGED, 'parties: gains "Z" (namespace not known)'),
        ("X,x\n", LOOSER, 'parties: loses "Y" (y)'),
        ("X,x\nZ,z\n", CHANGED, 'parties: gains "Z" (z); loses "Y" (y)'),
        ("X,x\nY,z\n", CHANGED, 'parties: gains "Y" (z); loses "Y" (y)'),
        ("X,x\nY,-\n", CHANGED, 'parties: gains "Y" (not on the Hub); loses "Y" (y)'),
    ],
)
def test_a_watchlist_is_stricter_with_more_parties(write_policy, tmp_path, rows, change, message) -> None:
    old = listed(write_policy, tmp_path, "X,x\nY,y\n", WATCH)
    new = listed(write_policy, tmp_path, rows, WATCH)
    assert differences(old, new) == [Difference("watchlists", "parties", change, message)]


def test_the_first_watchlist_is_only_a_change(write_policy, tmp_path) -> None:
    old, new = (listed(write_policy, tmp_path, "X,x\n", more) for more in ("", WATCH))
    assert differences(old, new) == [Difference("watchlists", "parties", CHANGED, 'parties: gains "X" (x)')]
    assert differences(new, old) == [Difference("watchlists", "parties", CHANGED, 'parties: loses "X" (x)')]


def test_other_results_of_our_own_are_a_difference(write_policy, tmp_path: Path) -> None:
    def read(value: int) -> Policy:
        (tmp_path / "r.csv").write_text(f"model,revision,x\na/b,,{value}\n")
        return load_policy(write_policy(f"weighbridge: 1\nname: p\n{top('own: {x: {type: number, file: r.csv}}')}\n"))

    assert differences(read(1), read(2)) == [Difference("own", "file", CHANGED, "other results of our own")]
    assert differences(read(1), read(1)) == []


@pytest.mark.parametrize("name", builtin_names())
def test_nothing_differs_between_a_policy_and_itself(name: str) -> None:
    assert differences(load_policy(f"builtin:{name}"), load_policy(f"builtin:{name}")) == []


def test_differences_stand_under_what_they_do_looser_first() -> None:
    found = differences(
        parsed(gates(G + ", action: review")), parsed(gates(G + ", severity: low", more="context: {use: internal}"))
    )
    assert [one.change for one in found] == [STRICTER, LOOSER, CHANGED]
    grouped = by_change(found)
    assert list(grouped) == [LOOSER, CHANGED, STRICTER]
    assert {change: [one.part for one in several] for change, several in grouped.items()} == {
        LOOSER: ["severity"],
        CHANGED: ["use"],
        STRICTER: ["action"],
    }
