"""Where a value comes from, or why there is none: the evidence that a finding shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from weighbridge.enrich.watchlists import NOT_ON
from weighbridge.facts import (
    FACTS,
    READINGS,
    Fact,
    FactType,
    Origin,
    column,
    complete_column,
    excludes_column,
    member_column,
    with_inputs,
)
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.judge.because import Grounds
from weighbridge.sources.freshness import cutoff, max_age_days
from weighbridge.sources.record import Claim
from weighbridge.sources.statements import STATED

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact of one model as a finding shows it. `value` is plain data; a set that is partly known is
    {"members": [...], "complete": false}. `reason` is set where the value is null or incomplete.
    """

    fact: str
    value: object
    reading: str
    source: str
    url: str
    observed: date | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Witness:
    """What evidence of one table is made from: its claims, and the policy's ages."""

    claims: Mapping[tuple[str, str], Claim]
    max_age: Mapping[str, int]
    as_of: date
    grounds: Grounds = field(default_factory=Grounds)

    def evidence(self, fact: Fact, row: Row) -> Evidence:
        """Return the evidence for one fact of one row."""
        claim = None if _is_hit(fact, row) else self.claims.get((row["model__id"], fact.id))
        value = shown_value(fact, row)
        reason = None if is_known(fact, row) else self.reason(fact, row)
        if claim is not None and value is not None:
            return Evidence(fact.id, value, claim.reading, claim.source, claim.url, claim.observed, reason)
        given = self._given_input(fact, row)
        if given is not None and value is not None:
            source = f"follows from {given.fact}: {given.source}"
            return Evidence(fact.id, value, given.reading, source, "", given.observed, reason)
        reading = READINGS[fact.reading]
        told = value is not None and reading.id == "licenses"
        because = self.grounds.because(fact, row, frozenset(known_members(fact, row))) if told else None
        source = because or _cell(row, source_column(reading.id))
        observed = _cell(row, observed_column(reading.id))
        if reading.id == "identity" and value is not None:
            source = reading.title
        url = reading.url(row["model__id"], self._commit_of(source, row)) if observed else ""
        return Evidence(fact.id, value, reading.id, source or "", url, observed, reason)

    def _commit_of(self, source: str | None, row: Row) -> str | None:
        """Return the commit that a reading is of: the row's, where the same source said both; else that is not known."""
        claim = self.claims.get((row["model__id"], "model.revision"))
        stated = claim.source if claim is not None else _cell(row, source_column("hub-info"))
        return row["model__revision"] if source == stated else None

    def _given_input(self, fact: Fact, row: Row) -> Claim | None:
        """Return the claim for a fact that `fact` follows from, where one was given by hand."""
        claims = (self.claims.get((row["model__id"], one.id)) for one in with_inputs([fact]) if one is not fact)
        return next((claim for claim in claims if claim is not None and claim.reading in STATED), None)

    def because(self, fact: Fact, row: Row, members: frozenset[str] = frozenset()) -> str | None:
        """Return what a derived fact follows from, where nobody stated it; of a closed set what `members` follow from."""
        stated = self.claims.get((row["model__id"], fact.id)) is not None
        return None if stated else self.grounds.because(fact, row, members)

    def reason(self, fact: Fact, row: Row) -> str:
        """Return why a fact is not known, or not wholly known."""
        if fact.awaited:
            return "this version does not derive it"
        claim = self.claims.get((row["model__id"], fact.id))
        if claim is not None and claim.reading in STATED and shown_value(fact, row) is not None:
            return "only part of it is known"
        observed = claim.observed if claim is not None else _cell(row, observed_column(fact.reading))
        days = max_age_days(fact, self.max_age)
        if days is not None and observed is None and _cell(row, source_column(fact.reading)):
            return "stale: the day it was read is not known"
        if days is not None and observed is not None and observed < cutoff(self.as_of, days):
            return f"stale: read on {observed}, older than {days} days"
        derived = self._not_derived(fact, row)
        if derived:
            return derived
        if fact.reading == "own":
            return "neither our results nor a clarification gives it"
        if fact.reading == "identity":
            return "its id does not say"
        if fact.origin is Origin.DECLARED:
            return "nobody has declared it"
        if observed is not None:
            return "only part of it is known" if shown_value(fact, row) is not None else "not stated there"
        return "not collected"

    def _not_derived(self, fact: Fact, row: Row) -> str:
        """Return why a fact does not follow from the others, or what its reading says of it; "" where nothing is said."""
        possible = not_excluded(fact, row)
        narrowed = f"{' or '.join(possible)}; " if fact.narrowed and len(possible) < len(fact.members) else ""
        if fact.inputs and is_known(FACTS[fact.inputs[0]], row):
            because = self.grounds.because(fact, row, frozenset(unknown_members(fact, row)))
            if because:
                return because
        for name in fact.inputs:
            if not is_known(FACTS[name], row):
                return f"{narrowed}{name} is not known: {self.reason(FACTS[name], row)}"
        missing = _cell(row, reason_column(fact.explained_by or fact.reading))
        return str(missing) if missing else narrowed.removesuffix("; ")


def _is_hit(fact: Fact, row: Row) -> bool:
    """Return whether a watchlist names the publisher: that stands above whatever was stated."""
    source = _cell(row, source_column("watchlists")) if fact.reading == "watchlists" else None
    return source is not None and not source.startswith(NOT_ON)


def is_known(fact: Fact, row: Row) -> bool:
    """Return whether a fact is wholly known."""
    if fact.closed:
        return all(row[member_column(fact.id, member)] is not None for member in fact.members)
    if fact.type is FactType.SET:
        return row[column(fact.id)] is not None and bool(row[complete_column(fact.id)])
    return row[column(fact.id)] is not None


def known_members(fact: Fact, row: Row) -> list[str]:
    """Return the members of a closed set that is known in part, as far as they are; [] of any other fact."""
    unknown = unknown_members(fact, row)
    return [member for member in fact.members if member not in unknown] if unknown else []


def unknown_members(fact: Fact, row: Row) -> list[str]:
    """Return the members of a closed set of which it is not known whether they are in it; [] of any other fact."""
    return [member for member in fact.members if row[member_column(fact.id, member)] is None] if fact.closed else []


def shown_value(fact: Fact, row: Row) -> object:
    """Return a fact as plain data for reports; None where nothing of it is known."""
    if fact.type is not FactType.SET:
        value = row[column(fact.id)]
        return value.isoformat() if isinstance(value, date) else value
    if fact.closed:
        cells = {member: row[member_column(fact.id, member)] for member in fact.members}
        members = [member for member, cell in cells.items() if cell]
        nothing = all(cell is None for cell in cells.values())
    else:
        members, nothing = row[column(fact.id)], row[column(fact.id)] is None
    if nothing:
        return None
    return members if is_known(fact, row) else {"members": members, "complete": False}


def not_excluded(fact: Fact, row: Row) -> list[str]:
    """Return the members that a narrowed text may still be."""
    if not fact.narrowed:
        return list(fact.members)
    return [member for member in fact.members if not row[excludes_column(fact.id, member)]]


def _cell(row: Row, name: str) -> Any:  # noqa: ANN401
    return row.get(name)
