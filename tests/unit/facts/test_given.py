"""Values given by hand: taken as the type of their fact, or refused with the reason."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.facts import FACTS, FactType
from weighbridge.facts.countries import COUNTRIES
from weighbridge.facts.given import Cell, GivenError, day, given_cells, shown, typed
from weighbridge.strict.plain import plain

BOUND = "outside 1 to 1e+15"

TAKEN: list[tuple[str, object, dict[str, Cell]]] = [
    ("license.spdx", "MIT", {"license__spdx": "MIT"}),
    ("license.spdx", "M\x1b[31mI\u202eT\n", {"license__spdx": "M[31mIT "}),
    ("license.spdx", "x" * 600, {"license__spdx": "x" * 499 + "…"}),
    ("license.category", "copyleft", {"license__category": "copyleft"}),
    ("openness.kind", "closed-api", {"openness__kind": "closed-api"}),
    ("files.custom_code", False, {"files__custom_code": False}),
    ("size.parameters", 7_000_000_000, {"size__parameters": 7_000_000_000}),
    ("size.parameters", 7e9, {"size__parameters": 7_000_000_000}),
    ("size.parameters", 10**15, {"size__parameters": 10**15}),
    ("security.issues", 0, {"security__issues": 0}),
    ("hosting.headroom", -0.5, {"hosting__headroom": -0.5}),
    ("hosting.headroom", 1, {"hosting__headroom": 1.0}),
    ("model.created", "2026-11-23", {"model__created": date(2026, 11, 23)}),
    ("model.created", date(2026, 11, 23), {"model__created": date(2026, 11, 23)}),
    ("lineage.base_models", [], {"lineage__base_models": [], "lineage__base_models__complete": True}),
    (
        "lineage.countries",
        ["NO", "DE", "NO"],
        {"lineage__countries": ["DE", "NO"], "lineage__countries__complete": True},
    ),
    (
        "lineage.countries",
        {"members": ["DE"], "complete": False},
        {"lineage__countries": ["DE"], "lineage__countries__complete": False},
    ),
    ("lineage.countries", {"members": []}, {"lineage__countries": [], "lineage__countries__complete": True}),
    (
        "license.permits",
        {"members": ["use"], "complete": False},
        {
            "license__permits__use": True,
            "license__permits__commercial": None,
            "license__permits__modify": None,
            "license__permits__redistribute": None,
            "license__permits__host": None,
            "license__permits__train_others": None,
        },
    ),
    (
        "license.permits",
        [],
        dict.fromkeys(
            [
                f"license__permits__{member}"
                for member in ("use", "commercial", "modify", "redistribute", "host", "train_others")
            ],
            False,
        ),
    ),
]


@pytest.mark.parametrize(("fact", "value", "cells"), TAKEN, ids=[f"{f}={str(v)[:40]!r}" for f, v, _ in TAKEN])
def test_a_value_that_suits_is_taken(fact: str, value: object, cells: dict[str, Cell]) -> None:
    taken = given_cells(FACTS[fact], value)
    assert taken == cells
    assert [type(cell) for cell in taken.values()] == [type(cell) for cell in cells.values()]


REFUSED: list[tuple[str, object, str, str]] = [
    ("size.parameters", "7000000000", 'size.parameters takes a whole number, not "7000000000"', ""),
    ("size.parameters", True, "size.parameters takes a whole number, not true", ""),
    ("size.parameters", math.nan, "size.parameters takes a finite number, not nan", ""),
    ("size.parameters", math.inf, "size.parameters takes a finite number, not inf", ""),
    ("size.parameters", -math.inf, "size.parameters takes a finite number, not -inf", ""),
    ("size.parameters", 2**62, f"size.parameters is 4611686018427387904, {BOUND}", ""),
    ("size.parameters", 10**30, f"size.parameters is 1000000000000000000000000000000, {BOUND}", ""),
    ("size.parameters", 1e30, f"size.parameters is 1e+30, {BOUND}", ""),
    ("size.parameters", -1, f"size.parameters is -1, {BOUND}", ""),
    ("size.parameters", 0, f"size.parameters is 0, {BOUND}", ""),
    ("size.parameters", 1.5, "size.parameters takes a whole number, not 1.5", ""),
    ("size.parameters", [7], "size.parameters takes a whole number, not a list", ""),
    ("size.context_tokens", 10**10, "size.context_tokens is 10000000000, outside 1 to 1e+09", ""),
    ("hosting.headroom", "0.5", 'hosting.headroom takes a number, not "0.5"', ""),
    ("hosting.headroom", math.nan, "hosting.headroom takes a finite number, not nan", ""),
    ("adoption.slope_per_month", 101, "adoption.slope_per_month is 101, outside -100 to 100", ""),
    ("files.custom_code", "no", 'files.custom_code takes true or false, not "no"', ""),
    ("files.custom_code", 0, "files.custom_code takes true or false, not 0", ""),
    ("license.spdx", 5, "license.spdx takes text, not 5", ""),
    ("license.spdx", {"a": 1}, "license.spdx takes text, not a mapping", ""),
    ("license.spdx", "", "license.spdx is empty", "leave it out where it is not known"),
    ("license.spdx", "\u200b \x1b", "license.spdx is empty", "leave it out where it is not known"),
    ("license.category", "permisive", '"permisive" is no value of license.category', 'did you mean "permissive"?'),
    (
        "openness.kind",
        "free",
        '"free" is no value of openness.kind',
        "one of: open-source, open-weight, closed-api",
    ),
    ("model.created", "soon", '"soon" is not a date', "write it as 2026-11-23"),
    ("model.created", "20261123", '"20261123" is not a date', "write it as 2026-11-23"),
    ("model.created", "2026-02-30", '"2026-02-30" is not a date', "write it as 2026-11-23"),
    ("model.created", 2026, "2026 is not a date", "write it as 2026-11-23"),
    (
        "lineage.countries",
        "DE",
        'lineage.countries takes a list, not "DE"',
        "write [a, b]; [] where it is known to be empty",
    ),
    ("lineage.countries", [1], "lineage.countries takes text, not 1", ""),
    ("lineage.countries", [None], "lineage.countries takes text, not null", ""),
    (
        "lineage.countries",
        {"complete": False},
        "lineage.countries takes a list, or {members: [...], complete: false}",
        "",
    ),
    (
        "lineage.countries",
        {"members": [], "wholly": True},
        "lineage.countries takes a list, or {members: [...], complete: false}",
        "",
    ),
    (
        "lineage.countries",
        {"members": [], "complete": "yes"},
        'complete of lineage.countries is true or false, not "yes"',
        "",
    ),
    ("lineage.countries", ["x"] * 5001, "lineage.countries has 5001 members; at most 5000 are read", ""),
    ("license.permits", ["commercal"], '"commercal" is no value of license.permits', 'did you mean "commercial"?'),
]


@pytest.mark.parametrize(
    ("fact", "value", "message", "hint"), REFUSED, ids=[f"{f}={str(v)[:40]!r}" for f, v, _, _ in REFUSED]
)
def test_a_value_that_does_not_suit_is_refused(fact: str, value: object, message: str, hint: str) -> None:
    with pytest.raises(GivenError) as caught:
        given_cells(FACTS[fact], value)
    assert (str(caught.value), caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (1.5, "1.5"),
        ("a\nb\x1b", '"a b"'),
        ("x" * 100, f'"{"x" * 59}…"'),
        ([1], "a list"),
        ({}, "a mapping"),
        (date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_a_value_is_shown_harmless_and_short(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("files.custom_code", "", None),
        ("files.custom_code", "TRUE", True),
        ("files.custom_code", "yes", "yes"),
        ("size.parameters", "7e9", 7e9),
        ("size.parameters", "nan", "nan"),
        ("license.spdx", "MIT;ISC", "MIT;ISC"),
        ("lineage.countries", " NO; DE;", ["NO", "DE"]),
    ],
)
def test_text_is_read_as_the_type_of_its_fact(fact: str, text: str, value: object) -> None:
    assert typed(FACTS[fact], text) == value


def test_a_set_of_nothing_but_semicolons_is_no_known_empty_one() -> None:
    with pytest.raises(GivenError) as caught:
        typed(FACTS["lineage.countries"], " ; ")
    assert (str(caught.value), caught.value.hint) == (
        "lineage.countries has no member between its semicolons",
        "leave the cell empty if none is known",
    )


@pytest.mark.parametrize(
    ("fact", "value", "hint"),
    [
        ("provenance.country", "UK", "it looks like ISO 3166-1 alpha-2, such as DE; GB, not UK"),
        ("provenance.country", "EU", "it looks like ISO 3166-1 alpha-2, such as DE; GB, not UK"),
        ("lineage.countries", ["DE", "XX"], "it looks like ISO 3166-1 alpha-2, such as DE; GB, not UK"),
        ("provenance.bloc", "UK", "it looks like EU, or a country as ISO 3166-1 alpha-2"),
    ],
)
def test_a_country_that_is_no_code_is_refused(fact: str, value: object, hint: str) -> None:
    with pytest.raises(GivenError) as caught:
        given_cells(FACTS[fact], value)
    assert caught.value.hint == hint


def test_countries_are_the_assigned_codes() -> None:
    assert (len(COUNTRIES), {"DE", "GB", "KP", "NO", "TW", "XK", "UK", "EU"} & COUNTRIES) == (
        249,
        {"DE", "GB", "KP", "NO", "TW"},
    )


def test_a_date_is_written_in_full() -> None:
    assert day("2026-11-23") == date(2026, 11, 23)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["members", "complete", "x"]), inner),
    max_leaves=6,
)


@given(st.sampled_from(sorted(FACTS)), _ANYTHING)
def test_any_value_is_taken_sound_or_refused(fact_id: str, value: object) -> None:
    fact = FACTS[fact_id]
    try:
        cells = given_cells(fact, value)
    except GivenError as refused:
        _assert_harmless(refused)
        return
    for cell in cells.values():
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            assert math.isfinite(cell)
            assert fact.low <= cell <= fact.high
            assert fact.type in (FactType.NUMBER, FactType.INTEGER)
        if isinstance(cell, str):
            assert plain(cell, 10_000) == cell
            assert cell.strip()


def _assert_harmless(refused: GivenError) -> None:
    assert plain(str(refused), 10_000) == str(refused)
    assert plain(refused.hint, 10_000) == refused.hint
