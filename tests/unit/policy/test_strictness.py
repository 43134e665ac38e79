"""Which of two conditions asks for more: every operator, every combination, and what is not surely either."""

from __future__ import annotations

import json
from typing import Any

import pytest

from weighbridge.policy import strictness
from weighbridge.policy.conditions import Condition, Reader
from weighbridge.policy.operators import OPERATORS
from weighbridge.policy.strictness import Change, condition_change, entails
from weighbridge.strict.document import Document

Data = dict[str, Any]


def read(data: Data) -> Condition:
    reader = Reader(Document("p", None), {"few": ["MIT"], "more": ["MIT", "Apache-2.0"]})
    condition = reader.condition(data, (), "rule")
    assert condition is not None, reader.diagnostics
    return condition


def both(fact: str, *pairs: tuple[Any, Any]) -> list[tuple[Data, Data]]:
    return [({fact: loose}, {fact: strict}) for loose, strict in pairs]


A, B, C = {"license.spdx": "MIT"}, {"files.custom_code": False}, {"size.parameters": {"lte": 5}}
TIGHTER = {"size.parameters": {"lte": 4}}

STRICTER: list[tuple[Data, Data]] = [
    *both(
        "license.spdx",
        (["MIT", "Apache-2.0"], ["MIT"]),
        (["MIT", "Apache-2.0"], "MIT"),
        ({"in": "$more"}, {"in": "$few"}),
        ({"not_in": ["MIT"]}, {"not_in": ["MIT", "Apache-2.0"]}),
        ({"ne": "MIT"}, {"not_in": ["MIT", "Apache-2.0"]}),
        ({"ne": "MIT"}, "Apache-2.0"),
        ({"not_in": ["MIT", "ISC"]}, ["Apache-2.0", "0BSD"]),
        ({"satisfies": ["MIT", "Apache-2.0"]}, {"satisfies": ["mit"]}),
        ({"starts_with": "L"}, {"starts_with": "LicenseRef-"}),
        ({"contains": "Ref"}, {"starts_with": "LicenseRef-"}),
        ({"ends_with": "0"}, {"ends_with": "-2.0"}),
        ({"contains": "2"}, {"ends_with": "-2.0"}),
        ({"contains": "2"}, {"contains": "2.0"}),
        ({"like": "A*"}, {"like": "A*", "ne": "MIT"}),
    ),
    *both(
        "size.parameters",
        ({"lte": 5}, {"lte": 4}),
        ({"lte": 5}, {"lt": 5}),
        ({"lt": 6}, {"lte": 5}),
        ({"gte": 4}, {"gte": 5}),
        ({"gte": 4}, {"gt": 4}),
        ({"gt": 4}, {"gte": 5}),
        ({"between": [1, 9]}, {"between": [1, 8]}),
        ({"between": [1, 9]}, {"between": [2, 9]}),
        ({"between": [1, 9]}, 9),
        ({"between": [1, 9]}, [1, 5, 9]),
        ({"lte": 9}, {"between": [1, 9]}),
        ({"lt": 10}, [1, 9]),
        ({"gte": 1}, {"between": [1, 9]}),
        ([1, 2, 3], 2),
        ({"lte": 5}, {"lte": 5, "gte": 1}),
        ({"lte": 5, "gte": 1}, {"lte": 4, "gte": 2}),
    ),
    *both(
        "hosting.headroom", ({"gte": 0}, {"gt": 0}), ({"lte": 0.5}, {"lte": 0.25}), ({"ne": 0.5}, {"not_in": [0.5, 1]})
    ),
    *both(
        "lineage.countries",
        ({"has_any": ["DE", "FR"]}, {"has_any": ["DE"]}),
        ({"has_any": ["DE", "FR"]}, {"has": "DE"}),
        ({"has_any": ["DE", "FR"]}, {"has_all": ["DE", "NO"]}),
        ({"has": "DE"}, {"has_all": ["DE", "FR"]}),
        ({"has_all": ["DE"]}, {"has_all": ["DE", "FR"]}),
        ({"has_none": ["KP"]}, {"has_none": ["KP", "IR"]}),
        ({"has_none": ["KP"]}, {"subset_of": ["DE", "FR"]}),
        ({"subset_of": ["DE", "FR"]}, {"subset_of": ["DE"]}),
        ({"count": {"gte": 1}}, {"count": {"gte": 2}}),
        ({"count": {"gte": 1}}, {"count": {"gt": 1}}),
        ({"count": {"lte": 3}}, {"count": 0}),
        ({"count": {"lte": 3}}, {"count": {"lt": 3}}),
        ({"count": {"gte": 1}}, {"count": {"gte": 1, "lte": 3}}),
        ({"count": {"gte": 1, "lte": 3}}, {"count": {"between": [2, 3]}}),
        ({"count": {"between": [1, 3]}}, {"count": 3}),
    ),
    *both(
        "model.created",
        ({"before": "2026-01-02"}, {"before": "2026-01-01"}),
        ({"after": "2026-01-01"}, {"after": "2026-01-02"}),
        ({"within_days": 30}, {"within_days": 29}),
        ({"older_than_days": 30}, {"older_than_days": 31}),
        (["2026-01-01", "2026-01-02"], "2026-01-01"),
    ),
    *both("files.custom_code", ({"ne": True}, {"eq": False})),
    (A, {"all": [A, B]}),
    (A, A | B),
    ({"any": [A, B]}, A),
    ({"any": [A, B, C]}, {"any": [B, A]}),
    ({"all": [A, C]}, {"all": [TIGHTER, A]}),
    ({"any": [A, C]}, {"any": [TIGHTER, A]}),
    ({"any": [A, C]}, {"all": [B, TIGHTER]}),
    ({"not": TIGHTER}, {"not": C}),
    ({"not": {"all": [A, B]}}, {"not": A}),
    ({"not": {"not": C}}, {"not": {"not": TIGHTER}}),
    ({"not": A}, {"not": {"any": [A, B]}}),
    ({"at_least": {"n": 1, "of": [A, B, C]}}, {"at_least": {"n": 2, "of": [A, B, C]}}),
    ({"at_least": {"n": 2, "of": [A, B, C]}}, {"at_least": {"n": 2, "of": [A, B]}}),
    ({"at_least": {"n": 2, "of": [A, B, C]}}, {"at_least": {"n": 2, "of": [TIGHTER, B, A]}}),
    ({"all": [A, {"any": [B, C]}]}, {"all": [A, {"any": [B, TIGHTER]}]}),
]

CHANGED: list[tuple[Data, Data]] = [
    *both(
        "license.spdx",
        ("MIT", "Apache-2.0"),
        (["MIT", "ISC"], ["MIT", "Apache-2.0"]),
        ({"not_in": ["MIT"]}, {"not_in": ["Apache-2.0"]}),
        ({"satisfies": ["MIT"]}, {"satisfies": ["Apache-2.0"]}),
        ({"satisfies": ["MIT"]}, {"in": ["MIT"]}),
        ({"starts_with": "M"}, {"ends_with": "T"}),
        ({"starts_with": "M"}, {"contains": "M"} | {"ne": "MIT"}),
        ({"like": "M*"}, {"like": "MI*"}),
        ({"known": True}, "MIT"),
        ({"known": True}, {"known": False}),
    ),
    *both(
        "size.parameters",
        ({"lte": 5}, {"gte": 5}),
        ({"between": [1, 5]}, {"between": [2, 6]}),
        ({"ne": 5}, {"lt": 5}),
        ([1, 9], {"between": [2, 9]} | {"ne": 5}),
        ([1, 5], {"between": [1, 5]} | {"ne": 5}),
    ),
    *both(
        "lineage.countries",
        ({"has_any": ["DE", "FR"]}, {"has_any": ["DE", "NO"]}),
        ({"has_none": ["KP"]}, {"subset_of": ["KP", "DE"]}),
        ({"has_all": ["DE"]}, {"subset_of": ["DE"]}),
        ({"count": {"gte": 1}}, {"count": {"lte": 1}}),
        ({"count": {"ne": 0}}, {"count": {"gte": 1}}),
        ({"eq": ["DE"]}, {"eq": ["FR"]}),
    ),
    *both(
        "model.created",
        ({"before": "2026-01-02"}, {"after": "2026-01-02"}),
        ({"within_days": 30}, {"older_than_days": 30}),
        ({"within_days": 30}, {"after": "2026-01-02"}),
    ),
    (A, B),
    (A, {"not": A}),
    ({"all": [A, B]}, {"all": [A, C]}),
    ({"any": [A, B]}, {"any": [A, C]}),
    ({"at_least": {"n": 1, "of": [A, B]}}, {"at_least": {"n": 2, "of": [A, C, B, C]}}),
    ({"at_least": {"n": 2, "of": [A, A, B]}}, {"at_least": {"n": 2, "of": [A, B, C]}}),
]

SAME: list[tuple[Data, Data]] = [
    (A, {"license.spdx": ["MIT"]}),
    ({"license.spdx": "$few"}, A),
    (A, {"all": [A]}),
    (A, {"any": [A]}),
    ({"license.spdx": {"ne": "MIT"}}, {"license.spdx": {"not_in": ["MIT"]}}),
    ({"license.spdx": {"satisfies": ["mit"]}}, {"license.spdx": {"satisfies": ["MIT"]}}),
    ({"size.parameters": 5}, {"size.parameters": {"between": [5, 5]}}),
    ({"lineage.countries": {"has": "DE"}}, {"lineage.countries": {"has_all": ["DE"]}}),
    ({"lineage.countries": {"has": "DE"}}, {"lineage.countries": {"has_any": ["DE"]}}),
    ({"lineage.countries": {"count": 2}}, {"lineage.countries": {"count": {"between": [2, 2]}}}),
    ({"lineage.countries": {"count": {"gte": 1, "lte": 2}}}, {"lineage.countries": {"count": {"between": [1, 2]}}}),
    ({"all": [A, B]}, {"all": [B, A]}),
    ({"all": [A, B]}, {"all": [A, B, A]}),
    ({"all": [A, {"all": [B, C]}]}, A | B | C),
    ({"at_least": {"n": 2, "of": [A, B, C]}}, {"at_least": {"n": 2, "of": [C, A, B]}}),
]


def name(data: object) -> str:
    return json.dumps(data)


@pytest.mark.parametrize(("loose", "strict"), STRICTER, ids=name)
def test_what_asks_for_more_is_stricter_and_the_reverse_is_looser(loose: Data, strict: Data) -> None:
    assert condition_change(read(loose), read(strict)) is Change.STRICTER
    assert condition_change(read(strict), read(loose)) is Change.LOOSER
    assert condition_change(read({"not": strict}), read({"not": loose})) is Change.STRICTER
    assert (entails(read(strict), read(loose)), entails(read(loose), read(strict))) == (True, False)


@pytest.mark.parametrize(("one", "other"), CHANGED, ids=name)
def test_what_is_not_surely_either_is_changed(one: Data, other: Data) -> None:
    assert condition_change(read(one), read(other)) is Change.CHANGED
    assert condition_change(read(other), read(one)) is Change.CHANGED


@pytest.mark.parametrize(("one", "other"), SAME, ids=name)
def test_two_ways_to_write_one_thing_are_the_same(one: Data, other: Data) -> None:
    assert condition_change(read(one), read(other)) is Change.SAME
    assert condition_change(read(other), read(one)) is Change.SAME


def test_the_tables_hold_every_operator() -> None:
    written = json.dumps([STRICTER, CHANGED, SAME])
    assert [one for one in OPERATORS if f'"{one}": ' not in written] == []


def test_no_condition_asks_for_nothing() -> None:
    assert condition_change(None, read(A)) is Change.STRICTER
    assert condition_change(read(A), None) is Change.LOOSER
    assert condition_change(None, None) is Change.SAME


def test_what_has_too_many_pairs_to_look_at_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = read({"all": [A, C]}), read({"all": [A, TIGHTER]})
    assert condition_change(old, new) is Change.STRICTER
    monkeypatch.setattr(strictness, "MAX_PAIRS", 3)
    assert condition_change(old, new) is Change.CHANGED
    assert condition_change(old, old) is Change.SAME


def test_as_many_comparisons_as_are_looked_at_are_looked_at_soon() -> None:
    def many(limit: int) -> Condition:
        return read({"any": [{"all": [{"size.parameters": {"lte": limit + one}}, B]} for one in range(110)]})

    assert 49 * strictness.MAX_PAIRS // 50 > (2 * 110) ** 2 > 24 * strictness.MAX_PAIRS // 25
    assert condition_change(many(2), many(1)) is Change.STRICTER


def test_a_change_is_its_word() -> None:
    assert [str(one) for one in Change] == ["same", "stricter", "looser", "changed"]
