"""The dictionary: every fact is whole, its columns are its own, and what it names exists."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from weighbridge.facts import FACTS, READINGS, Fact, FactType, Origin, column, fact_columns
from weighbridge.facts.columns import excludes_column, member_column
from weighbridge.facts.given import given_cells
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.policy.schema import OwnEntry
from weighbridge.policy.stated import own_facts
from weighbridge.sources.frames import DTYPES, fact_schema, snapshot_schema

every_fact = pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)


def example(fact: Fact) -> object:
    """Return a value that suits a fact."""
    return {
        FactType.TEXT: fact.members[0] if fact.members else "NO" if fact.pattern else "a",
        FactType.NUMBER: max(fact.low, 0.5),
        FactType.INTEGER: max(int(fact.low), 1),
        FactType.BOOL: True,
        FactType.DATE: "2026-11-23",
        FactType.SET: list(fact.members[:2]) if fact.members else ["NO", "DE", "NO"],
    }[fact.type]


@every_fact
def test_a_fact_is_filed_under_its_own_id(fact: Fact) -> None:
    assert FACTS[fact.id] is fact
    assert fact.id == f"{fact.namespace}.{fact.id.partition('.')[2]}"
    assert fact.id.isascii()
    assert fact.id == fact.id.lower()


@every_fact
def test_a_fact_asks_a_question(fact: Fact) -> None:
    assert fact.question.partition("(")[0].strip().endswith("?")
    assert len(fact.question) < 100


@every_fact
def test_what_a_fact_names_exists(fact: Fact) -> None:
    assert fact.reading in READINGS
    assert set(fact.inputs) <= set(FACTS)
    assert fact.id not in fact.inputs
    assert not fact.explained_by or fact.explained_by in READINGS


@every_fact
def test_the_inputs_of_a_fact_never_lead_back_to_it(fact: Fact) -> None:
    above, todo = set(), list(fact.inputs)
    while todo:
        name = todo.pop()
        if name not in above:
            above.add(name)
            todo += FACTS[name].inputs
    assert fact.id not in above


@every_fact
def test_bounds_stand_only_on_numbers_and_leave_room(fact: Fact) -> None:
    assert fact.low < fact.high
    if fact.type not in (FactType.NUMBER, FactType.INTEGER):
        assert (fact.low, fact.high) == (0.0, 1e15)
    assert fact.high < 2**53


@every_fact
def test_a_vocabulary_stands_only_on_texts_and_sets(fact: Fact) -> None:
    assert len(set(fact.members)) == len(fact.members)
    assert not fact.members or fact.type in (FactType.TEXT, FactType.SET)
    assert not fact.narrowed or (fact.type is FactType.TEXT and fact.members)


@every_fact
def test_the_kind_of_a_fact_is_said_in_words(fact: Fact) -> None:
    if fact.members:
        assert fact.kind.endswith(", ".join(fact.members))
    else:
        assert fact.kind == ("set of text" if fact.type is FactType.SET else fact.type.value)


def test_no_two_facts_or_readings_share_a_column() -> None:
    names = [name for fact in FACTS.values() for name in fact_columns(fact)]
    names += [part(reading) for reading in READINGS for part in (observed_column, source_column, reason_column)]
    names += ["scope", "verdict", "low", "high", "coverage", "because_evidence", "rank"]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert [name for name in names if not name.isidentifier()] == []


def test_every_kind_of_column_has_a_data_type() -> None:
    assert {kind for fact in FACTS.values() for kind in fact_columns(fact).values()} == set(DTYPES)
    assert list(fact_schema(FACTS.values())) == [name for fact in FACTS.values() for name in fact_columns(fact)]


def test_a_snapshot_holds_what_comes_from_the_hub_and_nothing_derived() -> None:
    schema = snapshot_schema()
    for fact in FACTS.values():
        assert (set(fact_columns(fact)) <= set(schema)) == (fact.origin is Origin.HUB)


@every_fact
def test_a_given_value_fills_exactly_the_columns_of_its_fact(fact: Fact) -> None:
    cells = given_cells(fact, example(fact))
    columns = [name for name in fact_columns(fact) if "__excludes__" not in name]
    assert list(cells) == columns
    expected: dict[str, object]
    if fact.closed:
        expected = {member_column(fact.id, member): member in fact.members[:2] for member in fact.members}
    elif fact.type is FactType.SET:
        expected = {column(fact.id): ["DE", "NO"], f"{column(fact.id)}__complete": True}
    elif fact.type is FactType.DATE:
        expected = {column(fact.id): date(2026, 11, 23)}
    else:
        expected = {column(fact.id): example(fact)}
    assert cells == expected


@every_fact
def test_null_says_nothing_of_a_fact(fact: Fact) -> None:
    assert given_cells(fact, None) == {}


def test_columns_are_spelt_without_dots_and_dashes() -> None:
    assert column("license.spdx") == "license__spdx"
    assert member_column("docs.sections", "intended-use") == "docs__sections__intended_use"
    assert excludes_column("openness.kind", "open-source") == "openness__kind__excludes__open_source"


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
def test_a_reading_has_a_title_and_a_page_at_the_commit(reading) -> None:
    assert READINGS[reading.id] is reading
    assert reading.title
    url = reading.url("org/name", "abc")
    assert url == "" if reading.page is None else url.startswith("https://huggingface.co/org/name")
    assert reading.ages or "{revision}" in (reading.page or "{revision}")


@pytest.mark.parametrize(
    ("reading", "revision", "url"),
    [
        ("hub-info", "abc", "https://huggingface.co/org/name"),
        ("card", "abc", "https://huggingface.co/org/name/blob/abc/README.md"),
        ("config", None, "https://huggingface.co/org/name/blob/main/config.json"),
        ("engines", "abc", ""),
    ],
)
def test_the_page_of_a_reading_is_where_a_person_can_see_it(reading: str, revision: str | None, url: str) -> None:
    assert READINGS[reading].url("org/name", revision) == url


def test_every_reading_is_used_by_a_fact_or_explains_one() -> None:
    own = own_facts({"ours": OwnEntry(type="number")})
    facts = [*FACTS.values(), *own.values()]
    used = {fact.reading for fact in facts} | {fact.explained_by for fact in facts}
    assert set(READINGS) == used - {""}
