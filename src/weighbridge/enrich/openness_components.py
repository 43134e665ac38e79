"""Which components of the Model Openness Framework are seen to be there, each by the fact that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

import narwhals as nw

from weighbridge.enrich.native import Table
from weighbridge.facts import FACTS, FactType, column, excludes_column, member_column
from weighbridge.facts.readings import source_column
from weighbridge.knowledge.openness import Clue, Component, Sign, components

COMPONENTS = "openness.components"
BETWEEN = "; "
"""What stands between the parts of the source of the reading `openness`."""


def with_components(frame: Table) -> Table:
    """Add the members of openness.components that a fact shows: there, or known to be absent; null otherwise.

    Which fact shows which, and why no more than these, is in knowledge/openness.yaml. Of the 17 only six can be shown: the
    rest lies outside of what is read. Architecture and inference code are there where an engine runs the model by itself,
    since engines are open source, or where the publisher's own code is needed to load it, since that is in the repository.
    """
    return frame.with_columns(_shown(one) for one in components().values() if one.clues)


def evidence_texts() -> list[nw.Expr]:
    """Return for each component that a fact can show which one does, as `model-card: files.card_present is true`.

    Null where none does, and of a component of which somebody states the opposite.
    """
    return [_evidence(one) for one in components().values() if one.clues]


def component_evidence(row: Mapping[str, Any]) -> dict[str, str]:
    """Return for each component of one row that a fact shows, or shows to be absent, what that fact says.

    Read from the source of the reading `openness`, so that there is one place where the words are made.
    """
    parts = (part.partition(": ") for part in (row[source_column("openness")] or "").split(BETWEEN))
    return {name: text for name, _, text in parts if name in components()}


def _shown(one: Component) -> nw.Expr:
    cell = member_column(COMPONENTS, one.id)
    derived = nw.lit(None, dtype=nw.Boolean)
    for clue in reversed(one.clues):
        derived = nw.when(_holds(clue)).then(nw.lit(clue.there)).otherwise(derived)
    return nw.coalesce(nw.col(cell), derived).alias(cell)


def _evidence(one: Component) -> nw.Expr:
    text = nw.lit(None, dtype=nw.String)
    for clue in reversed(one.clues):
        agrees = nw.col(member_column(COMPONENTS, one.id)) == clue.there
        said = nw.when(agrees).then(nw.lit(f"{one.id}: {_said(clue)}"))
        text = nw.when(_holds(clue)).then(said).otherwise(text)
    return text


def _holds(clue: Clue) -> nw.Expr:
    """Return whether a fact says what the clue waits for; null where the fact is not known."""
    cell = nw.col(column(clue.fact))
    match clue.sign:
        case Sign.IS:
            return cell == clue.value
        case Sign.IS_NOT:
            ruled_out = nw.col(excludes_column(clue.fact, str(clue.value)))
            return nw.when(cell.is_null()).then(ruled_out).otherwise(cell != clue.value)
        case Sign.HAS:
            return nw.col(member_column(clue.fact, str(clue.value)))
        case Sign.AT_LEAST:
            return (cell.list.len() if FACTS[clue.fact].type is FactType.SET else cell) >= clue.value
        case _:
            assert_never(clue.sign)


def _said(clue: Clue) -> str:
    value = str(clue.value).lower() if isinstance(clue.value, bool) else clue.value
    match clue.sign:
        case Sign.IS:
            return f"{clue.fact} is {value}"
        case Sign.IS_NOT:
            return f"{clue.fact} is not {value}"
        case Sign.HAS:
            return f"{clue.fact} holds {value}"
        case Sign.AT_LEAST:
            return f"{clue.fact} {'holds' if FACTS[clue.fact].type is FactType.SET else 'is'} at least {value}"
        case _:
            assert_never(clue.sign)
