"""What people state of models, put into the table before anything is derived from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import polars as pl

from weighbridge.errors import UsageError
from weighbridge.facts import FACTS, Fact, column, fact_columns
from weighbridge.facts.given import Cell, given_cells
from weighbridge.sources.closure import ancestors, sound_edges
from weighbridge.sources.frames import DTYPES
from weighbridge.sources.record import Claim
from weighbridge.sources.snapshot import LINEAGE_SCHEMA, Snapshot

DECLARED, CLARIFIED, OWN = "declared", "clarified", "own"
STATED = frozenset({DECLARED, CLARIFIED, OWN})
"""The readings of facts that somebody states; what follows from such a fact names it."""
NO_EVIDENCE = "declared without evidence"
BASES = "lineage.base_models"

_ID = "model__id"


@dataclass(frozen=True, slots=True)
class Statement:
    """Facts of one model, at one commit where `revision` is set, or of every model of one publisher.

    `facts` holds values that suit their facts; null says nothing. `source` is the evidence, with the place where it is
    written. Of several statements of one fact the closest counts: a model's at a commit, a model's, its publisher's.
    """

    facts: Mapping[str, object]
    reading: str
    source: str
    model: str | None = None
    publisher: str | None = None
    revision: str | None = None
    owner: str = ""
    expires: date | None = None

    def speaks_of(self, publisher: str | None, revision: str | None) -> bool:
        """Return whether it is about a model of `publisher` whose facts describe `revision`; the model's id apart."""
        if self.publisher is not None:
            return self.publisher == publisher
        return self.revision is None or (revision is not None and revision.startswith(self.revision))

    @property
    def closeness(self) -> tuple[bool, bool]:
        """How closely it is about a model; a larger one counts before a smaller one."""
        return self.model is not None, self.revision is not None


def with_statements(snapshot: Snapshot, statements: Sequence[Statement], own: Mapping[str, Fact]) -> Snapshot:
    """Return the snapshot with stated facts as cells and as claims; they stand above what was read.

    Columns added: those of the facts of `own`, and of every stated fact, empty where nothing is stated. A statement of a
    model that the table does not hold says nothing. Raises UsageError where stated base models lead in a circle.
    """
    known = {**FACTS, **own}
    stated = {name for statement in statements for name in statement.facts}
    table = _widened(snapshot.table, [known[name] for name in sorted(stated | set(own))])
    chosen = _chosen(table, statements) if statements else {}
    if not chosen:
        return replace(snapshot, table=table)
    claims = [
        _claim(model_id, name, statement) for model_id, facts in chosen.items() for name, statement in facts.items()
    ]
    changed = snapshot.with_claims(_overridden(table, chosen, known), claims)
    bases = {
        model_id: stated_bases([facts[BASES].facts[BASES]]) for model_id, facts in chosen.items() if BASES in facts
    }
    return replace(changed, lineage=_with_bases(snapshot.lineage, bases)) if bases else changed


def stated_bases(values: Iterable[object]) -> list[str]:
    """Return the base models that values of `lineage.base_models` name, sorted."""
    cells = [given_cells(FACTS[BASES], value) for value in values]
    return sorted({base for cell in cells for base in cast("list[str]", cell.get(column(BASES), []))})


def _chosen(table: pl.LazyFrame, statements: Sequence[Statement]) -> dict[str, dict[str, Statement]]:
    """Return for each model of the table the statement that counts for each of its stated facts."""
    of_model: dict[str, list[Statement]] = {}
    of_publisher: dict[str, list[Statement]] = {}
    for statement in statements:
        by_name, name = (
            (of_publisher, statement.publisher) if statement.publisher is not None else (of_model, statement.model)
        )
        by_name.setdefault(name or "", []).append(statement)
    concerned = pl.col(_ID).is_in(list(of_model)) | pl.col("model__publisher").is_in(list(of_publisher))
    rows = table.select(_ID, "model__publisher", "model__revision").filter(concerned).collect(engine="in-memory")
    chosen: dict[str, dict[str, Statement]] = {}
    for model_id, publisher, revision in rows.iter_rows():
        for statement in [*of_publisher.get(publisher, []), *of_model.get(model_id, [])]:
            if not statement.speaks_of(publisher, revision):
                continue
            facts = chosen.setdefault(model_id, {})
            for name, value in statement.facts.items():
                if value is not None and (name not in facts or facts[name].closeness <= statement.closeness):
                    facts[name] = statement
    return chosen


def _overridden(
    table: pl.LazyFrame, chosen: Mapping[str, Mapping[str, Statement]], known: Mapping[str, Fact]
) -> pl.LazyFrame:
    """Return the table with the cells of chosen statements, joined by id: there may be thousands of them."""
    cells: dict[str, dict[str, Cell]] = {}
    for model_id, facts in chosen.items():
        for name, statement in facts.items():
            for cell_column, cell in given_cells(known[name], statement.facts[name]).items():
                cells.setdefault(cell_column, {})[model_id] = cell
    schema = table.collect_schema()
    ids = list(chosen)
    stated = pl.DataFrame({_ID: ids}, schema={_ID: pl.String})
    for name, by_id in cells.items():
        stated = stated.with_columns(
            pl.Series(f"__{name}", [by_id.get(model_id) for model_id in ids], dtype=schema[name]),
            pl.Series(f"__{name}__stated", [model_id in by_id for model_id in ids]),
        )
    joined = table.join(stated.lazy(), on=_ID, how="left", maintain_order="left").with_columns(
        pl.when(pl.col(f"__{name}__stated")).then(pl.col(f"__{name}")).otherwise(pl.col(name)).alias(name)
        for name in cells
    )
    return joined.select(list(schema))


def _claim(model_id: str, fact_id: str, statement: Statement) -> Claim:
    return Claim(
        id=model_id,
        fact=fact_id,
        value=str(statement.facts[fact_id]),
        reading=statement.reading,
        source=statement.source,
        owner=statement.owner,
        expires=statement.expires,
    )


def _widened(table: pl.LazyFrame, facts: Iterable[Fact]) -> pl.LazyFrame:
    """Add the columns of facts that a snapshot does not hold, empty."""
    held = set(table.collect_schema())
    columns = {name: DTYPES[kind] for fact in facts for name, kind in fact_columns(fact).items()}
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in columns.items() if name not in held]
    return table.with_columns(missing) if missing else table


def _with_bases(lineage: pl.LazyFrame, bases: Mapping[str, list[str]]) -> pl.LazyFrame:
    """Return the lines of ancestors with the bases that models are stated to have instead of those read."""
    read = lineage.filter(pl.col("depth") == 1).select("child", "ancestor").collect()
    edges: dict[str, list[str]] = {}
    for child, base in read.iter_rows():
        edges.setdefault(child, []).append(base)
    sound, dropped = sound_edges({**edges, **bases})
    for edge in dropped:
        # What was read leads in no circle, so a stated base does; without it other models would lose an ancestor.
        models = ", ".join(sorted({edge.child, edge.base} | (bases.keys() & {edge.child, edge.base})))
        raise UsageError(f"the base models that are stated lead in a circle: {models}", "take the wrong one out")
    return pl.LazyFrame(ancestors(sound), LINEAGE_SCHEMA, orient="row")
