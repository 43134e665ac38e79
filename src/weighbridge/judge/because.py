"""Why a derived fact is what it is: the clause, the ancestor or the file that decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from weighbridge.buyer import Context
from weighbridge.enrich import buyer_rights
from weighbridge.enrich.flow_down import flow_down
from weighbridge.enrich.lineage_terms import ASKING, CHAIN, CONFLICT, GATE, PERMITS
from weighbridge.enrich.openness_components import component_evidence
from weighbridge.facts import Fact, column, member_column
from weighbridge.sources.closure import way
from weighbridge.sources.snapshot import Snapshot

Row = Mapping[str, Any]

_BY_NAME = ("license.category", "license.osi_approved")
"""What follows from which licence it is, so that no clause has to be named."""
_TAKES = {-1: None, 0: False, 1: True}


@dataclass(frozen=True, slots=True)
class Ancestor:
    """One ancestor of a model; None is not known."""

    id: str
    license: str | None
    gate: str | None
    multimodal: bool | None

    def __str__(self) -> str:
        return f"{self.id} ({self.license or 'licence not known'})"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What explanations are made from: the buyer's context, and for each model its ancestors with the steps to them."""

    context: Context = field(default_factory=Context)
    lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def because(self, fact: Fact, row: Row, members: frozenset[str] = frozenset()) -> str | None:
        """Return the words for one fact of one row; of a closed set those of `members`, () for all that matter.

        None for a fact that is read, not derived, or where nothing is known that it could follow from.
        """
        if fact.id in buyer_rights.RIGHTS:
            answers = buyer_rights.rights(row, self.context)
            by_name = fact.id in _BY_NAME and row[column(fact.id)] is not None
            return None if answers is None or by_name else buyer_rights.because(fact, answers, members)
        if fact.id == PERMITS:
            return self._of_permits(fact, row, members)
        if fact.id in _OF_CHAIN:
            return self._of_chain(row, _OF_CHAIN[fact.id])
        if fact.id == "openness.components":
            found = component_evidence(row)
            said = [f"{name}: {text}" for name, text in found.items() if not members or name in members]
            return "; ".join(said) or None
        return None

    def _of_chain(self, row: Row, judgement: Callable[[Row, Ancestor], tuple[bool | None, str]]) -> str | None:
        """Return what the nearest ancestor says that decides, else the nearest that is unresolved, and the way to it."""
        judged = [(ancestor, *judgement(row, ancestor)) for ancestor in ancestors_of(row)]
        for wanted in (True, None):
            for ancestor, value, said in judged:
                if value is wanted:
                    return f"{said}; {self._path(row, ancestor)}"
        return None

    def _of_permits(self, fact: Fact, row: Row, members: frozenset[str]) -> str | None:
        """Return the clauses of its own licence, and of the nearest ancestors, that stand in the way of `members`."""
        wanted = members or frozenset(name for name in fact.members if not row[member_column(fact.id, name)])
        said = [self._standing_in_the_way(row, wanted)[1]]
        open_ = set(wanted)
        for ancestor in ancestors_of(row):
            as_row = {"license__spdx": ancestor.license, "model__multimodal": ancestor.multimodal}
            denied, found = self._standing_in_the_way(as_row, frozenset(open_))
            if found:
                said.append(f"ancestor {ancestor.id}: {found}; {self._path(row, ancestor)}")
                open_ -= denied
        return "; ".join(text for text in said if text) or None

    def _standing_in_the_way(self, row: Row, wanted: frozenset[str]) -> tuple[frozenset[str], str]:
        """Return which of `wanted` a licence does not, or not surely, permit, and by which clauses."""
        if not wanted:
            return frozenset(), ""
        answers = buyer_rights.rights(row, self.context)
        if answers is None:
            return wanted, "its licence is not known; without one no right is granted"
        denied = frozenset(name for name in wanted if not answers[f"permits.{name}"].value)
        return denied, buyer_rights.because(buyer_rights.PERMITS, answers, denied) if denied else ""

    def _path(self, row: Row, ancestor: Ancestor) -> str:
        return f"path: {' <- '.join(way(self.lines, row['model__id'], ancestor.id))}"


def ancestors_of(row: Row) -> Iterator[Ancestor]:
    """Yield the ancestors of a row, the nearest first."""
    cells = [row.get(name) or () for name in CHAIN]
    for id_, license_, gate, takes in zip(*cells, strict=True):
        yield Ancestor(id_, license_ or None, gate or None, _TAKES[takes])


def _conflict(row: Row, ancestor: Ancestor) -> tuple[bool | None, str]:
    found = flow_down(ancestor.license, row["license__spdx"]).conflict
    verdict = {True: "likely conflict", False: "no conflict", None: "unresolved"}[found.value]
    return found.value, f"{verdict} with {ancestor}: {found.because}"


def _gate(row: Row, ancestor: Ancestor) -> tuple[bool | None, str]:
    """A gate is the licence's, or the Hub's; the licence's is told first."""
    found = flow_down(ancestor.license, row["license__spdx"]).gate
    if found.value:
        return True, f"gate removed of {ancestor}: {found.because}"
    own, asks = row["model__gated"], ancestor.gate in ASKING
    if asks and own == "open":
        return True, f"gate removed: {ancestor} asks before downloading, this does not"
    if found.value is None:
        return None, f"unresolved with {ancestor}: {found.because}"
    known = (ancestor.gate is not None and not asks) or (own is not None and own != "open")
    return (False if known else None), f"unresolved with {ancestor}: whether both ask before downloading is not known"


_OF_CHAIN: dict[str, Callable[[Row, Ancestor], tuple[bool | None, str]]] = {CONFLICT: _conflict, GATE: _gate}


def lines_of(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return the ancestors of models and of their ancestors, each with the fewest steps to it."""
    own = snapshot.lineage.filter(pl.col("child").is_in(list(ids))).collect()
    above = snapshot.lineage.filter(pl.col("child").is_in(own["ancestor"].unique().to_list())).collect()
    found: dict[str, dict[str, int]] = {}
    for child, ancestor, depth in pl.concat([own, above]).iter_rows():
        found.setdefault(child, {})[ancestor] = depth
    return found
