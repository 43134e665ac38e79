"""Which class of the Model Openness Framework a model's components make; what is not known narrows instead of guessing."""

from __future__ import annotations

from typing import assert_never

import narwhals as nw

from weighbridge.enrich.native import Table
from weighbridge.enrich.openness_components import BETWEEN, COMPONENTS, evidence_texts, with_components
from weighbridge.facts import excludes_column, member_column
from weighbridge.facts.readings import observed_column, reason_column, source_column
from weighbridge.knowledge.licenses import OPEN_CATEGORIES
from weighbridge.knowledge.openness import CLASSES, Component, Governs, components, openness_as_of, required_for

_CLASS = "openness.class"


def with_framework(frame: Table) -> Table:
    """Add openness.components, openness.class and what the class is known not to be.

    A component counts where it is there and under an open licence; a research paper counts in place of a technical report.
    A class is reached where all counts that it and the classes below it ask for; the optional components have no part in it.
    With something unknown the class lies between the one reached if that were absent and the one reached if it counted;
    null where these differ. Whose licence a component is under is in knowledge/openness.yaml: much of what is asked for lies
    outside of the repository, so what is read can rule classes out, but reaching one takes a statement.

    Adds the columns of the reading `openness`, whose source says which fact shows which component.
    Source: lfai/model_openness_tool, ModelEvaluator.php and README.md.
    """
    stated = [(~nw.col(_there(name)).is_null()).alias(_stated(name)) for name in components()]
    frame = with_components(frame.with_columns(stated))
    reached: list[nw.Expr] = []
    for name in CLASSES:
        reached += [_counts_or_its_like(one) for one in required_for(name)]
        frame = frame.with_columns(nw.all_horizontal(*reached, ignore_nulls=False).alias(_reached(name)))
        reached = [nw.col(_reached(name))]
    return (
        frame.with_columns(_class(), *_ruled_out())
        .with_columns(_reading())
        .drop(*(_stated(name) for name in components()), *(_reached(name) for name in CLASSES))
    )


def _class() -> nw.Expr:
    derived: nw.Expr = nw.when(~nw.col(_reached(CLASSES[0]))).then(nw.lit("none"))
    for name, above in zip(CLASSES, (*CLASSES[1:], None), strict=True):
        exactly = nw.col(_reached(name))
        if above is not None:
            exactly = exactly & ~nw.col(_reached(above))
        derived = nw.when(exactly).then(nw.lit(name)).otherwise(derived)
    return nw.coalesce(nw.col("openness__class"), derived).alias("openness__class")


def _ruled_out() -> list[nw.Expr]:
    """Return for each class whether it is known that another one is the highest that is reached."""
    flags = {"none": nw.col(_reached(CLASSES[0]))}
    for name, above in zip(CLASSES, (*CLASSES[1:], None), strict=True):
        flags[name] = ~nw.col(_reached(name))
        if above is not None:
            flags[name] = flags[name] | nw.col(_reached(above))
    columns = {excludes_column(_CLASS, name): flag for name, flag in flags.items()}
    return [nw.coalesce(nw.col(name), flag.fill_null(False)).alias(name) for name, flag in columns.items()]


def _reading() -> list[nw.Expr]:
    """Return the columns of the reading `openness`; null where no component is shown and no class known."""
    evidence = evidence_texts()
    found = ~nw.coalesce(*evidence, "openness__class").is_null()
    licence = nw.concat_str(nw.lit("license.category is "), nw.col("license__category"))
    knowledge = nw.lit("weighbridge knowledge: openness")
    said = nw.concat_str(knowledge, licence, *evidence, separator=BETWEEN, ignore_nulls=True)
    return [
        nw.when(found).then(nw.lit(openness_as_of())).alias(observed_column("openness")),
        nw.when(found).then(said).alias(source_column("openness")),
        nw.lit(None, dtype=nw.String).alias(reason_column("openness")),
    ]


def _counts_or_its_like(one: Component) -> nw.Expr:
    counts = _counts(one)
    return counts if one.instead is None else counts | _counts(components()[one.instead])


def _counts(one: Component) -> nw.Expr:
    """Return whether a component is there and under an open licence."""
    there = nw.col(_there(one.id))
    repository = nw.col("license__category").is_in(list(OPEN_CATEGORIES))
    match one.governs:
        case Governs.REPOSITORY:
            return there & repository
        case Governs.ENGINE:
            return there & ((nw.col("hosting__engines").list.len() > 0) | repository)
        case Governs.OWN:
            return there & nw.when(nw.col(_stated(one.id))).then(repository)
        case _:
            assert_never(one.governs)


def _there(name: str) -> str:
    return member_column(COMPONENTS, name)


def _stated(name: str) -> str:
    return f"__stated_{name}"


def _reached(name: str) -> str:
    return f"__reached_{name}"
