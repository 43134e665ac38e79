"""Rows as the reference evaluator reads them, to and from the columns of a table, and rows to try rules on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from weighbridge.buyer import Context
from weighbridge.facts import (
    FACTS,
    Fact,
    FactType,
    column,
    complete_column,
    excludes_column,
    member_column,
)
from weighbridge.sources.frames import fact_schema, frame_of

Row = dict[str, Any]
SCHEMA = fact_schema(FACTS.values())
DAY = date(2026, 10, 21)
"""The day of all rows made here."""
BUYER = Context(
    use="internal",
    commercial=True,
    monthly_active_users=400_000.0,
    annual_revenue_usd=9e9,
    user_countries=("DE", "FR"),
    seat="DE",
)
"""A buyer whose circumstances decide most of what licences make their terms depend on."""

HOSTILE = (
    "",
    "a",
    "A",
    "ab",
    "a.b",
    "a\nb",
    "ab\n",
    "\nab",
    "ab\r\n",
    "a\u2028b",
    "a%b",
    "a_b",
    "a*b",
    "a?b",
    "a\\b",
    "a[b]c",
    "(a|b)+",
    "^ab$",
    "ab$",
    "'; drop table t; --",
    'a"b',
    "äb",
    "a\u0308b",
    "\U0001f600",
    "ß",
    "SS",
    "\u202eab",
    "null",
    " ab",
    "ab ",
)
EXPRESSIONS = (
    "MIT",
    "mit",
    "Apache-2.0",
    "apache-2.0",
    "GPL-3.0-only",
    "MIT OR GPL-3.0-only",
    "MIT AND GPL-3.0-only",
    "MIT or apache-2.0",
    "(MIT OR GPL-3.0-only) AND Apache-2.0",
    "MIT OR GPL-3.0-only AND Apache-2.0",
    "GPL-3.0-only AND Apache-2.0 OR MIT",
    "GPL-2.0-only WITH Classpath-exception-2.0",
    "GPL-2.0-only WITH Classpath-exception-2.0 OR GPL-3.0-only",
    "LicenseRef-acme",
    "MIT OR",
    "(MIT",
)
INTEGERS = (0, 1, 2, 3, 5, 9, 10, 11, 99, 100, 101, 10**9, 10**15)
NUMBERS = (-1e6, -2.0, -1.0, -0.5, -0.0, 0.0, 1e-300, 0.1, 0.25, 0.3, 0.1 + 0.2, 0.5, 1.0, 2.0, 1e6, 1e15)
DATES = tuple(
    DAY + timedelta(days=days) for days in (-36_500, -400, -366, -365, -364, -31, -30, -29, -1, 0, 1, 30, 4000)
)
COUNTRIES = ("CN", "DE", "FR", "IR", "KP", "NO", "kp")
TAGS = ("a", "A", "ab", "ab\n", "a%b", "ä")


def plain_row(cells: Mapping[str, Any]) -> Row:
    """Return one row of a table of facts as the reference evaluator reads it."""
    return {fact.id: _value(fact, cells) for fact in FACTS.values()}


def _value(fact: Fact, cells: Mapping[str, Any]) -> Any:
    if fact.closed:
        return {member: cells[member_column(fact.id, member)] for member in fact.members}
    value = cells[column(fact.id)]
    if fact.type is FactType.SET:
        return None if value is None else (set(value), bool(cells[complete_column(fact.id)]))
    if fact.narrowed:
        return value, {member for member in fact.members if cells[excludes_column(fact.id, member)]}
    return value


def cells(row: Row) -> Row:
    """Return the cells of a row's columns; the opposite of `plain_row`."""
    found: Row = {}
    for name, value in row.items():
        fact = FACTS[name]
        if fact.closed:
            found |= {member_column(name, member): has for member, has in value.items()}
        elif fact.type is FactType.SET:
            found |= {column(name): value and sorted(value[0]), complete_column(name): value and value[1]}
        elif fact.narrowed:
            found |= {column(name): value[0]}
            found |= {excludes_column(name, member): member in value[1] or None for member in fact.members}
        else:
            found[column(name)] = value
    return found


def table(rows: Iterable[Row]) -> pl.DataFrame:
    """Return rows as a table with every fact of the dictionary; what a row does not name is null."""
    return frame_of([cells(row) for row in rows], SCHEMA)


def _text(*pool: str) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(pool), st.text("aAbB.*?%_\n\\ä", max_size=4))


def _open_set(*pool: str) -> st.SearchStrategy[tuple[set[str], bool]]:
    return st.tuples(st.sets(st.sampled_from(pool), max_size=3), st.booleans())


def _closed_set(fact: str) -> st.SearchStrategy[dict[str, bool | None]]:
    return st.fixed_dictionaries(dict.fromkeys(FACTS[fact].members, st.sampled_from((True, False, None))))


def _narrowed(fact: str) -> st.SearchStrategy[tuple[str | None, set[str]]]:
    members = FACTS[fact].members
    partly = st.sets(st.sampled_from(members), max_size=len(members) - 1).map(lambda excluded: (None, excluded))
    return st.one_of(partly, st.sampled_from([(member, set(members) - {member}) for member in members]))


def _or_null(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values, values, values)


def _member(fact: str) -> st.SearchStrategy[Any]:
    return _or_null(st.sampled_from(FACTS[fact].members))


ROWS: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "model.name": _or_null(_text(*HOSTILE)),
        "model.task": _or_null(st.sampled_from(("text-generation", "other"))),
        "license.spdx": _or_null(st.sampled_from(EXPRESSIONS)),
        "docs.training_data": _member("docs.training_data"),
        "openness.kind": _narrowed("openness.kind"),
        "hosting.headroom": _or_null(st.one_of(st.sampled_from(NUMBERS), st.floats(-2, 2))),
        "lineage.derivatives": _or_null(st.one_of(st.sampled_from(INTEGERS), st.integers(0, 1200))),
        "files.custom_code": st.sampled_from((None, True, False)),
        "model.created": _or_null(st.sampled_from(DATES)),
        "lineage.countries": _or_null(_open_set(*COUNTRIES)),
        "model.tags": _or_null(_open_set(*TAGS)),
        "license.permits": _closed_set("license.permits"),
        "docs.sections": _closed_set("docs.sections"),
    }
)
"""Rows with nulls, partly known sets, values at the limits and hostile text."""


def numbered(rows: Iterable[Row]) -> list[Row]:
    """Return rows with an id each."""
    return [row | {"model.id": f"test/model-{index:04}"} for index, row in enumerate(rows)]


@cache
def generated() -> tuple[pl.DataFrame, list[Row]]:
    """Return 2,000 rows that hypothesis makes, always the same: as a table, and as plain rows."""
    found: list[Row] = []

    @settings(max_examples=2000, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(ROWS)
    def keep(row: Row) -> None:
        found.append(row)

    keep()
    frame = table(numbered(found))
    return frame, [plain_row(one) for one in frame.iter_rows(named=True)]
