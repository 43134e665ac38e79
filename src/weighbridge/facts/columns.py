"""The columns that hold a fact in a table.

A scalar is one column. An open set is a sorted, distinct, null-free list with a `complete` flag beside it. A closed set is
one nullable bool per member. A narrowed text has its own column and one `excludes` bool per member.
"""

from __future__ import annotations

from weighbridge.facts.fact import Fact, FactType

BOOL, DATE, INTEGER, LIST, NUMBER, TEXT = "bool", "date", "integer", "list", "number", "text"
"""Kinds of column; `sources.frames` turns them into the data types of a table engine."""


def column(fact_id: str) -> str:
    """Return the column of a fact; a dot would be struct access on Spark."""
    return fact_id.replace(".", "__").replace("-", "_")


def complete_column(fact_id: str) -> str:
    """Return the column that says whether all members of an open set are known; null counts as false."""
    return f"{column(fact_id)}__complete"


def member_column(fact_id: str, member: str) -> str:
    """Return the column that says whether `member` is in a closed set."""
    return f"{column(fact_id)}__{column(member)}"


def excludes_column(fact_id: str, member: str) -> str:
    """Return the column that is true where a narrowed text is known not to be `member`."""
    return f"{column(fact_id)}__excludes__{column(member)}"


def fact_columns(fact: Fact) -> dict[str, str]:
    """Return the columns of a fact and their kinds, in order."""
    if fact.closed:
        return {member_column(fact.id, member): BOOL for member in fact.members}
    if fact.type is FactType.SET:
        return {column(fact.id): LIST, complete_column(fact.id): BOOL}
    columns = {column(fact.id): str(fact.type)}
    if fact.narrowed:
        columns |= {excludes_column(fact.id, member): BOOL for member in fact.members}
    return columns
