"""One model as a source describes it, before it becomes a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from weighbridge.facts import FACTS
from weighbridge.facts.given import Cell, given_cells
from weighbridge.facts.readings import observed_column, reason_column, source_column


@dataclass(frozen=True, slots=True)
class Observation:
    """When and where one reading was made; or, with a `reason` and no date, why it was not."""

    observed: date | None = None
    source: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that does not come from its usual reading: given by hand, or from a second source.

    `value` is the fact as text, for people. `reading` names where evidence says that it comes from.
    """

    id: str
    fact: str
    value: str
    reading: str
    source: str
    url: str = ""
    observed: date | None = None
    owner: str = ""
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The facts of one model by fact id, and its readings by reading id.

    A fact that is not named is not known. Values are checked as given ones are; `model.id` comes from `id`.
    """

    id: str
    facts: dict[str, object] = field(default_factory=dict)
    readings: dict[str, Observation] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()

    def row(self) -> dict[str, Cell]:
        """Return the cells of this model's row. Raises GivenError where a value does not suit its fact."""
        publisher, _, name = self.id.rpartition("/")
        cells: dict[str, Cell] = {}
        named = {"model.id": self.id, "model.publisher": publisher or None, "model.name": name}
        for fact_id, value in {**named, **self.facts}.items():
            cells |= given_cells(FACTS[fact_id], value)
        for reading, made in self.readings.items():
            cells[observed_column(reading)] = made.observed
            cells[source_column(reading)] = made.source
            cells[reason_column(reading)] = made.reason
        return cells


def sorted_records(records: Iterable[Record]) -> list[Record]:
    """Return records by id, so that the same records always make the same table."""
    return sorted(records, key=lambda record: record.id)
