"""A value given by hand for a fact, checked and turned into the cells of its columns."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date

from weighbridge.facts.columns import column, complete_column, member_column
from weighbridge.facts.fact import Fact, FactType
from weighbridge.strict.nearest import did_you_mean
from weighbridge.strict.plain import plain

Cell = str | int | float | bool | date | list[str] | None
MAX_TEXT = 500
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MAX_MEMBERS = 5000
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)


class GivenError(ValueError):
    """A given value does not suit its fact; `hint` may say what would."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def given_cells(fact: Fact, value: object) -> dict[str, Cell]:
    """Return the columns of `fact` filled with `value`; null gives none, since it says nothing.

    A list for a set is complete: of a closed set the other members become false. `{members: [...], complete: false}` leaves
    the rest unknown. Raises GivenError: wrong type, unknown member, a number that is not finite or out of bounds.
    """
    if value is None:
        return {}
    if fact.type is FactType.SET:
        return _set_cells(fact, value)
    return {column(fact.id): scalar(fact, value)}


def scalar(fact: Fact, value: object) -> str | int | float | bool | date:
    """Return `value` as the type of `fact` (for a set: as one member); raises GivenError where it is none."""
    match fact.type:
        case FactType.BOOL:
            if isinstance(value, bool):
                return value
        case FactType.NUMBER | FactType.INTEGER:
            if isinstance(value, int | float) and not isinstance(value, bool):
                return _number(fact, value)
        case FactType.DATE:
            return day(value)
        case FactType.TEXT | FactType.SET:
            if isinstance(value, str):
                return _word(fact, value)
    raise GivenError(f"{fact.id} takes {_takes(fact)}, not {shown(value)}")


def typed(fact: Fact, text: str) -> object:
    """Return what a cell of a table or a word of the command line says of `fact`; None where it is empty.

    A set's members stand between semicolons. What is no value of the fact stays text, for whoever checks it. Raises
    GivenError for a set of nothing but semicolons, which could be taken for a known empty one.
    """
    if not text:
        return None
    match fact.type:
        case FactType.BOOL:
            return {"true": True, "false": False}.get(text.lower(), text)
        case FactType.NUMBER | FactType.INTEGER:
            return float(text) if _NUMBER.fullmatch(text) else text
        case FactType.SET:
            members = [member.strip() for member in text.split(";") if member.strip()]
            if not members:
                raise GivenError(
                    f"{fact.id} has no member between its semicolons", "leave the cell empty if none is known"
                )
            return members
    return text


def day(value: object) -> date:
    """Return an ISO date such as 2026-11-23; raises GivenError where `value` is none."""
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise GivenError(f"{shown(value)} is not a date", "write it as 2026-11-23")


def shown(value: object) -> str:
    """Return a value as a message shows it: text in quotes, harmless and short."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a mapping"
    return f'"{plain(value, 60)}"' if isinstance(value, str) else plain(str(value), 60)


def _takes(fact: Fact) -> str:
    return {
        FactType.BOOL: "true or false",
        FactType.NUMBER: "a number",
        FactType.INTEGER: "a whole number",
        FactType.DATE: "a date",
        FactType.TEXT: "text",
        FactType.SET: "text",
    }[fact.type]


def _number(fact: Fact, value: int | float) -> int | float:
    if not math.isfinite(value):
        raise GivenError(f"{fact.id} takes a finite number, not {shown(value)}")
    if not fact.low <= value <= fact.high:
        raise GivenError(f"{fact.id} is {shown(value)}, outside {fact.low:g} to {fact.high:g}")
    if fact.type is FactType.NUMBER:
        return float(value)
    if value != int(value):
        raise GivenError(f"{fact.id} takes a whole number, not {shown(value)}")
    return int(value)


def _word(fact: Fact, value: str) -> str:
    if fact.members and value not in fact.members:
        raise GivenError(
            f"{shown(value)} is no value of {fact.id}",
            did_you_mean(value, fact.members) or f"one of: {', '.join(fact.members)}",
        )
    if fact.pattern and not re.fullmatch(fact.pattern, value):
        raise GivenError(f"{shown(value)} is no value of {fact.id}", f"it looks like {fact.unit}")
    text = plain(value, MAX_TEXT)
    if not text.strip():
        raise GivenError(f"{fact.id} is empty", "leave it out where it is not known")
    return text


def _set_cells(fact: Fact, value: object) -> dict[str, Cell]:
    complete = True
    if isinstance(value, Mapping):
        extra = sorted(str(key) for key in value if key not in ("members", "complete"))
        if extra or "members" not in value:
            raise GivenError(f"{fact.id} takes a list, or {{members: [...], complete: false}}")
        complete, value = value.get("complete", True), value["members"]
        if not isinstance(complete, bool):
            raise GivenError(f"complete of {fact.id} is true or false, not {shown(complete)}")
    if not isinstance(value, list | tuple | set | frozenset):
        raise GivenError(
            f"{fact.id} takes a list, not {shown(value)}", "write [a, b]; [] where it is known to be empty"
        )
    if len(value) > MAX_MEMBERS:
        raise GivenError(f"{fact.id} has {len(value)} members; at most {MAX_MEMBERS} are read")
    members = {str(scalar(fact, member)) for member in value}
    if fact.closed:
        rest = False if complete else None
        return {member_column(fact.id, member): (member in members) or rest for member in fact.members}
    return {column(fact.id): sorted(members), complete_column(fact.id): complete}
