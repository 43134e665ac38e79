"""What is called stricter never lets more through, and a policy put together from layers means what its layers say."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.errors import PolicyError
from weighbridge.facts import FACTS, FactType, column
from weighbridge.judge.judged import SCOPE, judged_table
from weighbridge.policy import Policy, load_policy
from weighbridge.policy.conditions import All, AtLeast, Condition, Not, Reader
from weighbridge.policy.conditions import Any as AnyOf
from weighbridge.policy.conditions import Test as Comparison
from weighbridge.policy.difference import differences
from weighbridge.policy.expressions import TableScope, expression
from weighbridge.policy.operators import OPERATORS
from weighbridge.policy.show import show
from weighbridge.policy.strictness import Change, condition_change, entails
from weighbridge.sources.snapshot import open_snapshot
from weighbridge.strict.document import Document

from .own_policies import OPERANDS, UNSURE
from .rows import COUNTRIES, DATES, DAY, TAGS, generated

Data = dict[str, Any]
Truth = tuple[int, int]
"""On which rows a condition is true, and on which it is not false: one bit a row."""

MORE: dict[str, dict[str, list[Any]]] = {
    "model.name": {
        "in": [["a"], ["a", "ab"], ["a", "ab", "A"]],
        "not_in": [["a"], ["a", "ab"]],
        "starts_with": ["ab", "a.", "äb"],
        "ends_with": ["ab", "b\n", "äb"],
        "contains": ["ab", "a.b", "b", "\nab"],
        "like": ["a*b", "*a*"],
    },
    "license.spdx": {"in": [["MIT", "Apache-2.0", "GPL-3.0-only"]], "satisfies": [["mit"], ["GPL-3.0-only"]]},
    "openness.kind": {
        name: [list(some) for size in (1, 2, 3) for some in combinations(FACTS["openness.kind"].members, size)]
        for name in ("in", "not_in")
    },
    "hosting.headroom": {
        "in": [[0], [0, 1], [-1, 0.5, 1], [0.1, 0.25], [1000000, -1]],
        "between": [[0, 0], [0, 0.5], [-1, 1], [0.25, 1], [-1e6, 1e15]],
        "eq": [-0.0, 1e15],
    },
    "lineage.derivatives": {
        "in": [[0], [0, 1], [1, 2, 3], [9, 10, 11], [1, 10]],
        "between": [[0, 0], [1, 3], [1, 11], [0, 1000]],
        "gt": [9, 11],
        "lte": [3, 11],
    },
    "model.created": {
        "in": [["2026-10-21", "2026-10-20"], ["2025-10-21", "2026-10-20", "2026-10-21"]],
        "not_in": [["2026-10-21", "2026-10-20"]],
        "within_days": [29, 31, 364, 366],
        "older_than_days": [29, 31, 364, 366],
        "before": ["2026-10-22", "2026-10-19"],
        "after": ["2026-10-22", "2026-10-19"],
    },
    "lineage.countries": {
        name: [list(some) for size in (1, 2, 3) for some in combinations(COUNTRIES[:5], size)]
        for name in ("has_any", "has_all", "has_none", "subset_of")
    },
    "model.tags": {
        **{
            name: [list(some) for size in (1, 2) for some in combinations(TAGS[:4], size)]
            for name in ("has_any", "has_all", "has_none", "subset_of")
        },
        "count": [{"gte": 2}, {"lte": 1}, {"eq": 1, "gte": 0}, {"gte": 2, "lt": 2}, {"between": [2, 3]}],
    },
    "license.permits": {
        "subset_of": [["use", "commercial", "modify"], list(FACTS["license.permits"].members)],
        "has_none": [["host"], ["host", "train_others"]],
        "count": [{"gte": 2, "lte": 4}, {"lt": 6}, {"gt": 5}, 6, 7],
    },
    "docs.sections": {"has_any": [["bias"]], "count": [{"gte": 2, "lte": 4}]},
}
"""Operands near each other, beside those that every engine is tried on."""


@pytest.fixture(scope="module", autouse=True)
def rows_are_made_first() -> None:
    """Make the rows outside of any test of hypothesis's own: it makes them, too."""
    generated()


def read(data: Data, lists: Mapping[str, list[object]] | None = None) -> Condition:
    """Return a condition from plain data."""
    reader = Reader(Document("p", None), lists or {})
    condition = reader.condition(data, (), "rule")
    assert condition is not None, reader.diagnostics
    return condition


@cache
def leaves() -> dict[str, list[Comparison]]:
    """Return comparisons of every operator by fact, each once."""
    found: dict[str, list[Comparison]] = {}
    for source in (OPERANDS, MORE):
        for fact, operators in source.items():
            for name, operands in operators.items():
                for operand in operands:
                    one = read({fact: {name: operand}})
                    assert isinstance(one, Comparison)
                    if one not in found.setdefault(fact, []):
                        found[fact].append(one)
    return found


@cache
def _scope() -> TableScope:
    frame = generated()[0]
    return TableScope(DAY, lambda fact: frame[column(fact.id)].drop_nulls().unique().sort().to_list())


def answers(conditions: list[Condition]) -> list[Truth]:
    """Return what the project's own compiler says of conditions on 2,000 rows."""
    names = [str(index) for index in range(len(conditions))]
    table = nw.from_native(generated()[0]).select(
        *(expression(one, _scope()).alias(name) for one, name in zip(conditions, names, strict=True))
    )
    frame: pl.DataFrame = table.to_native()
    return [(_bits(frame[name].fill_null(False)), _bits(frame[name].fill_null(True))) for name in names]


def _bits(column: pl.Series) -> int:
    return int("".join("1" if one else "0" for one in column.to_list()), 2)


@cache
def of_leaves() -> dict[Comparison, Truth]:
    """Return the answers of every comparison."""
    every = [one for several in leaves().values() for one in several]
    return dict(zip(every, answers(list(every)), strict=True))


def truth(condition: Condition) -> Truth:
    """Return the answers of a condition from those of its comparisons, by Kleene's tables."""
    match condition:
        case Not(part):
            true, possible = truth(part)
            every = (1 << len(generated()[1])) - 1
            return every & ~possible, every & ~true
        case All(parts):
            return _enough(len(parts), [truth(part) for part in parts])
        case AnyOf(parts):
            return _enough(1, [truth(part) for part in parts])
        case AtLeast(number, parts):
            return _enough(number, [truth(part) for part in parts])
        case _:
            return of_leaves()[condition]


def _enough(number: int, parts: list[Truth]) -> Truth:
    found = [0, 0]
    for several in combinations(parts, number):
        for side in (0, 1):
            together = several[0][side]
            for one in several:
                together &= one[side]
            found[side] |= together
    return found[0], found[1]


def at_most_as_true(a: Truth, b: Truth) -> bool:
    """Return whether on every row a <= b in false < unknown < true."""
    return not (a[0] & ~b[0]) and not (a[1] & ~b[1])


def test_comparisons_of_every_operator_are_tried() -> None:
    assert {one.operator.name for several in leaves().values() for one in several} == set(OPERATORS)
    assert {one.fact.type for several in leaves().values() for one in several} == set(FactType)


def test_no_two_comparisons_of_one_fact_are_called_stricter_wrongly() -> None:
    wrong = [
        (a, b)
        for several in leaves().values()
        for a in several
        for b in several
        if entails(a, b) and not at_most_as_true(of_leaves()[a], of_leaves()[b])
    ]
    assert wrong == []


def _leaf(facts: list[str]) -> st.SearchStrategy[Condition]:
    return st.sampled_from([one for fact in facts for one in leaves()[fact]])


def _tree(facts: list[str]) -> st.SearchStrategy[Condition]:
    return st.recursive(_leaf(facts), _combined, max_leaves=6)


def _combined(part: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(part, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        several.map(All),
        several.map(AnyOf),
        part.map(Not),
        several.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda number: AtLeast(number, parts))),
    )


@st.composite
def _neighbour(draw: st.DrawFn, condition: Condition, facts: list[str], leave: int = 5) -> Condition:
    """Return a condition made from another by a few small changes, whichever way they go."""
    what = draw(st.integers(0, 9))
    if what < leave:
        return condition
    match condition:
        case Not(part):
            return Not(draw(_neighbour(part, facts, leave - 1)))
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            changed = [draw(_neighbour(part, facts, leave - 1)) for part in parts]
            if what == 9 and len(changed) > 1:
                changed.pop(draw(st.integers(0, len(changed) - 1)))
            elif what == 8:
                changed.insert(draw(st.integers(0, len(changed))), draw(_leaf(facts)))
            if what == 7:
                changed = draw(st.permutations(changed))
            if isinstance(condition, AtLeast):
                number = condition.number + draw(st.integers(-1, 1))
                return AtLeast(min(max(number, 1), len(changed)), tuple(changed))
            kind = draw(st.sampled_from([type(condition), type(condition), All, AnyOf]))
            return kind(tuple(changed))
    same = [one for one in leaves()[condition.fact.id] if one.operator == condition.operator]
    other = draw(st.sampled_from(same)) if what < 8 else draw(_leaf([condition.fact.id]))
    if what == 9:
        return draw(st.sampled_from([All((condition, other)), AnyOf((condition, other)), other]))
    return other


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Condition, Condition]:
    """Two conditions that have much to do with each other."""
    facts = draw(st.lists(st.sampled_from(sorted(leaves())), min_size=1, max_size=2, unique=True))
    first = draw(_tree(facts))
    second = draw(_neighbour(first, facts, 3))
    return draw(st.sampled_from([(first, second), (second, first), (second, draw(_neighbour(first, facts, 3)))]))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(pairs())
def test_a_condition_that_is_proved_stricter_is_at_most_as_true_on_every_row(
    pair: tuple[Condition, Condition],
) -> None:
    a, b = pair
    if entails(a, b):
        assert at_most_as_true(truth(a), truth(b))
    match condition_change(b, a):
        case Change.SAME:
            assert truth(a) == truth(b)
        case Change.STRICTER:
            assert at_most_as_true(truth(a), truth(b))
        case Change.LOOSER:
            assert at_most_as_true(truth(b), truth(a))


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(pairs())
def test_what_the_tables_say_of_a_condition_is_what_its_compiled_form_says(pair: tuple[Condition, Condition]) -> None:
    assert answers(list(pair)) == [truth(one) for one in pair]


LICENSES = ("Apache-2.0", "GPL-3.0-only", "MIT")
PLACES = COUNTRIES[:6]
ACTIONS, ON_UNKNOWN = ("warn", "review", "block"), ("warn", "review", "fail")
SEVERITIES = ("low", "medium", "high", "critical")
WISHES: list[Data] = [
    {"curve": {"fact": "hosting.headroom", "worst": 0.0, "best": 0.5}},
    {"curve": {"fact": "lineage.derivatives", "worst": 1, "best": 1000, "scale": "log"}},
    {"map": {"fact": "openness.kind", "values": {"open-source": 1, "open-weight": 0.6, "closed-api": 0}}},
    {"share": {"fact": "docs.sections", "of": ["limitations", "bias"]}},
    {"flag": {"files.custom_code": False}, "when": UNSURE[4], "otherwise": 0.25},
]
QUESTIONS = ("hosting", "governance", "vendor_lock")

LISTED: list[Data] = [
    {"license.spdx": {"satisfies": "$allowed"}},
    {"license.spdx": "$allowed"},
    {"license.spdx": {"in": ["$allowed", "LicenseRef-acme"]}},
    {"lineage.countries": {"has_none": "$blocked"}},
    {"not": {"lineage.countries": {"has_any": "$blocked"}}},
]
_asked: st.SearchStrategy[Data] = st.sampled_from(
    [
        *UNSURE,
        {"license.permits": {"count": {"gte": 2}}},
        {"lineage.derivatives": {"gte": 2}},
        {"lineage.derivatives": {"between": [1, 100]}},
        {"hosting.headroom": {"gte": -0.5, "lt": 1}},
        {"model.created": {"within_days": 365}},
        {"model.created": {"before": DATES[9].isoformat()}},
        {"docs.training_data": "named"},
    ]
)


def _nested(part: st.SearchStrategy[Data]) -> st.SearchStrategy[Data]:
    several = st.lists(part, min_size=1, max_size=3)
    return st.one_of(
        several.map(lambda parts: {"all": parts}),
        several.map(lambda parts: {"any": parts}),
        part.map(lambda one: {"not": one}),
        several.map(lambda parts: {"at_least": {"n": (len(parts) + 1) // 2, "of": parts}}),
    )


_conditions = st.recursive(_asked, _nested, max_leaves=3)
_listed = st.recursive(st.one_of(_asked, st.sampled_from(LISTED)), _nested, max_leaves=3)
_points = st.sampled_from([10, 40, 60, 90])


def _some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return a value, or None for a key that is not written."""
    return st.one_of(st.none(), values)


def _written(entry: Mapping[str, Any]) -> Data:
    return {key: value for key, value in entry.items() if value is not None}


@st.composite
def _gates(
    draw: st.DrawFn, letter: str, asked: st.SearchStrategy[Data] = _conditions, known: bool = True
) -> list[Data]:
    number = draw(st.integers(0, 3))
    return [
        _written(
            {
                "id": f"{letter}{index}",
                "title": "T",
                "require": draw(asked),
                "when": draw(asked) if draw(st.integers(0, 3)) == 0 else None,
                "action": draw(_some(st.sampled_from(ACTIONS))),
                "unknown": draw(_some(st.sampled_from(ON_UNKNOWN if known else ON_UNKNOWN[1:]))),
                "severity": draw(_some(st.sampled_from(SEVERITIES))),
                "waivable": draw(_some(st.booleans())),
            }
        )
        for index in range(number)
    ]


@st.composite
def bases(draw: st.DrawFn, asked: st.SearchStrategy[Data]) -> Data:
    """A policy that locks all that can be locked; two rules use lists, and others where `asked` does."""
    decide = _written({"unknown": draw(_some(st.sampled_from(ON_UNKNOWN))), "minimum_score": draw(_some(_points))})
    if draw(st.booleans()):
        decide["floors"] = {draw(st.sampled_from(QUESTIONS)): draw(_points)}
    base: Data = {
        "weighbridge": 1,
        "name": "base",
        "lists": {
            "allowed": {"locked": True, "entries": draw(st.lists(st.sampled_from(LICENSES), min_size=1, unique=True))},
            "blocked": {"locked": True, "entries": draw(st.lists(st.sampled_from(PLACES), min_size=1, unique=True))},
        },
        "decide": {"locked": True, **decide},
        "weights": {"locked": True, "hosting": 30, "governance": {"value": 40, "min": 20, "max": 60}},
        "context": {"locked": True},
        "waivers": {"locked": True, "entries": []},
    }
    if draw(st.booleans()):
        base["candidates"] = {"locked": True, "require": draw(asked)}
    for name in QUESTIONS:
        gates = [{**gate, "locked": True} for gate in draw(_gates(name, asked))]
        wishes = draw(st.lists(st.sampled_from(WISHES), max_size=2))
        scores = [
            {"id": f"{name}-{index}", "title": "T", "weight": index + 1, "locked": True, **wish}
            for index, wish in enumerate(wishes)
        ]
        base[name] = {"gates": gates, "scores": scores}
    base["hosting"]["gates"] += [
        {"id": "allowed", "title": "T", "locked": True, "require": draw(st.sampled_from(LISTED[:3]))},
        {"id": "blocked", "title": "T", "locked": True, "require": draw(st.sampled_from(LISTED[3:]))},
    ]
    gates = [gate["id"] for name in QUESTIONS for gate in base[name]["gates"] if gate.get("waivable", True)]
    if gates and draw(st.booleans()):
        people = {"owner": "a@b.example", "approver": "c@b.example", "reason": "R", "expires": "2027-01-31"}
        waiver = {"id": "W-1", "rules": gates[:2], "models": ["test/*1", "test/*7"], **people}
        base["waivers"]["entries"].append(waiver)
    return base


def _from(order: tuple[str, ...], least: str | None, default: str) -> st.SearchStrategy[str]:
    return st.sampled_from(order[order.index(least or default) :])


@st.composite
def tightened(draw: st.DrawFn, base: Data) -> Data:
    """A layer over `base` that asks for more, in all ways there are, and for nothing less."""
    layer: Data = {"weighbridge": 1, "name": "tightened", "extends": ["base.yaml"]}
    more = draw(st.lists(st.sampled_from(PLACES), unique=True))
    fewer = draw(st.lists(st.sampled_from(base["lists"]["allowed"]["entries"]), min_size=1, unique=True))
    lists = {
        "allowed": draw(_some(st.just(fewer))),
        "blocked": draw(_some(st.just(list(dict.fromkeys([*base["lists"]["blocked"]["entries"], *more]))))),
    }
    layer["lists"] = _written(lists)
    was = base["decide"]
    # What a gate that says nothing of unknown falls back to is raised with it.
    layer["decide"] = _written({"unknown": draw(_some(_from(ON_UNKNOWN, was.get("unknown"), "review")))})
    if draw(st.booleans()):
        layer["decide"]["minimum_score"] = min(100, was.get("minimum_score", 0) + draw(_points))
    if draw(st.booleans()):
        name = draw(st.sampled_from(QUESTIONS))
        layer["decide"]["floors"] = {name: min(100, was.get("floors", {}).get(name, 0) + draw(_points))}
    if draw(st.booleans()):
        scope, part = base.get("candidates", {}).get("require"), draw(_conditions)
        layer["candidates"] = {"require": {"all": [scope, part]} if scope else part}
    if draw(st.booleans()):
        layer["weights"] = {"governance": {"value": 40, "min": 30, "max": 60}}
    waived = {rule for one in base["waivers"]["entries"] for rule in one["rules"]}
    fallback = layer["decide"].get("unknown", was.get("unknown"))
    for name in QUESTIONS:
        changes = [
            _written(
                {
                    "id": gate["id"],
                    "action": draw(_some(_from(ACTIONS, gate.get("action"), "block"))),
                    "unknown": draw(_some(_from(ON_UNKNOWN, gate.get("unknown", fallback), "review"))),
                    "severity": draw(_some(_from(SEVERITIES, gate.get("severity"), "high"))),
                    "waivable": draw(_some(st.just(False))) if gate["id"] not in waived else None,
                    "require": draw(_some(_conditions.map(lambda one, was=gate["require"]: {"all": [was, one]}))),
                }
            )
            for gate in base[name]["gates"]
            if draw(st.booleans())
        ]
        layer[name] = {"gates": [*changes, *draw(_gates(f"{name}-new", known=False))]}
    return layer


@st.composite
def anything(draw: st.DrawFn, base: Data) -> Data:
    """A layer over `base` that changes what it likes, what its scores are made of, too."""
    layer: Data = {"weighbridge": 1, "name": "anything", "extends": ["base.yaml"]}
    if draw(st.booleans()):
        entries = {"allowed": LICENSES, "blocked": PLACES}
        name = draw(st.sampled_from(sorted(entries)))
        layer["lists"] = {name: draw(st.lists(st.sampled_from(entries[name]), min_size=1, unique=True))}
    if draw(st.integers(0, 2)) == 0:
        layer["decide"] = _written(
            {"unknown": draw(_some(st.sampled_from(ON_UNKNOWN))), "minimum_score": draw(_some(_points))}
        )
    if draw(st.integers(0, 5)) == 0:
        layer["decide"] = {"floors": {draw(st.sampled_from(QUESTIONS)): draw(_points)}}
    if draw(st.integers(0, 5)) == 0:
        layer["candidates"] = draw(st.sampled_from([None, {"one_per": "family"}, {"require": draw(_conditions)}]))
    if draw(st.integers(0, 8)) == 0:
        layer["weights"] = {"hosting": draw(st.sampled_from([30, 60, None]))}
    for name in QUESTIONS:
        changed = []
        for gate in base[name]["gates"]:
            if draw(st.integers(0, 2)) == 0:
                parts = gate["require"].get("all") or gate["require"].get("any") or [gate["require"]]
                near = [
                    {"all": [*parts, draw(_asked)]},
                    {"any": [*parts, draw(_asked)]},
                    {"all": parts[1:] or parts},
                    {"any": parts[1:] or parts},
                    draw(_conditions),
                ]
                one = {
                    "require": draw(st.sampled_from(near)),
                    "when": draw(st.sampled_from([None, draw(_asked)])),
                    "action": draw(st.sampled_from(ACTIONS)),
                    "unknown": draw(st.sampled_from([*ON_UNKNOWN, None])),
                    "waivable": draw(st.booleans()),
                    "locked": draw(st.booleans()),
                }
                keys = draw(st.lists(st.sampled_from(sorted(one)), max_size=2, unique=True))
                changed.append({"id": gate["id"], **{key: one[key] for key in keys}})
        layer[name] = {"gates": changed, "scores": draw(_scores(name, base))}
    return layer


@st.composite
def _scores(draw: st.DrawFn, name: str, base: Data) -> list[Data]:
    """Changes of the score rules of a question, and perhaps one that is new."""
    changed = [
        {"id": rule["id"], **draw(st.sampled_from([{"weight": 9}, {"weight": rule["weight"]}, *WISHES[:4]]))}
        for rule in base[name]["scores"]
        if "when" not in rule and draw(st.integers(0, 4)) == 0
    ]
    new = {"id": f"{name}-new", "title": "T", "weight": 5}
    return [*changed, *([{**new, **draw(st.sampled_from(WISHES))}] if draw(st.integers(0, 5)) == 0 else [])]


ROWS_JUDGED = 120


def verdicts(policy: Policy) -> list[tuple[bool | None, int, int | None, int | None]]:
    """Return scope, verdict and bounds of the score of the same rows, always in the same order."""
    frame = generated()[0].head(ROWS_JUDGED)
    judged = judged_table(nw.from_native(frame.lazy()), policy, open_snapshot(), DAY)
    rows: pl.DataFrame = judged.frame.select("model__id", SCOPE, "verdict", "low", "high").to_native().collect()
    return [row[1:] for row in rows.sort("model__id").iter_rows()]


def saved(folder: str, name: str, data: Data | str) -> Path:
    """Write a policy beside the others of its layers."""
    path = Path(folder) / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def worse(below: Policy, above: Policy) -> Iterator[tuple[object, object]]:
    """Yield the rows that come out nearer to fit in the policy above."""
    for before, after in zip(verdicts(below), verdicts(above), strict=True):
        outside, inside = after[0] is False, before[0] is not False
        if not outside and (not inside or after[1] < before[1]):
            yield before, after


def meaning(policy: Policy) -> Data:
    """Return all of a policy that decides, without places."""
    unplaced = {
        name: tuple(replace(one, mark=None) for one in getattr(policy, name))  # type: ignore[arg-type]
        for name in ("gates", "scores", "waivers", "clarifications")
    }
    names = ("scope", "one_per", "context", "lists", "weights", "decide", "own", "watchlists")
    return {**unplaced, **{name: getattr(policy, name) for name in names}, "locks": sorted(policy.locks)}


@st.composite
def tightened_pairs(draw: st.DrawFn) -> tuple[Data, Data]:
    base = draw(bases(_conditions))
    return base, draw(tightened(base))


@st.composite
def free_pairs(draw: st.DrawFn) -> tuple[Data, Data]:
    base = draw(bases(_listed))
    # That decide is locked is enough to keep the score that it measures.
    for part in [base["weights"], *(rule for name in QUESTIONS for rule in base[name]["scores"])]:
        part["locked"] = draw(st.booleans())
    return base, draw(anything(base))


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(tightened_pairs())
def test_a_tightened_layer_passes_every_lock_and_never_turns_a_verdict_towards_fit(pair: tuple[Data, Data]) -> None:
    base, layer = pair
    with tempfile.TemporaryDirectory() as folder:
        below = load_policy(saved(folder, "base.yaml", base))
        above = load_policy(saved(folder, "layer.yaml", layer))
        again = load_policy(saved(folder, "shown.yaml", show(above)))
    assert list(worse(below, above)) == []
    found = [one for one in differences(below, above) if one.part != "known"]
    assert [one for one in found if one.change is not Change.STRICTER] == []
    assert meaning(again) == meaning(above)
    assert verdicts(again) == verdicts(above)
    assert differences(above, again) == []


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(free_pairs())
def test_what_passes_every_lock_never_turns_a_verdict_towards_fit(pair: tuple[Data, Data]) -> None:
    base, layer = pair
    with tempfile.TemporaryDirectory() as folder:
        below = load_policy(saved(folder, "base.yaml", base))
        path = saved(folder, "layer.yaml", layer)
        try:
            above = load_policy(path)
        except PolicyError:
            return
        again = load_policy(saved(folder, "shown.yaml", show(above)))
    assert list(worse(below, above)) == []
    assert set(below.locks) <= set(above.locks)
    assert meaning(again) == meaning(above)
