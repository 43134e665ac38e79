"""What the licence means for this buyer, as facts: what it permits, demands, and lets the vendor change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import narwhals as nw
import polars as pl

from weighbridge.buyer import Context
from weighbridge.enrich.circumstances import Answer, Circumstances
from weighbridge.enrich.expression_answers import answers_of
from weighbridge.enrich.license_answers import NAMES, Answers, members_of
from weighbridge.enrich.native import Table, collected, lookup_table
from weighbridge.facts import FACTS, Fact, FactType, column, complete_column, fact_columns, member_column

RIGHTS: dict[str, Fact] = {
    fact.id: fact for fact in FACTS.values() if any(f"license.{name}".startswith(fact.id) for name in NAMES)
}
"""The facts that follow from the licence and the buyer, by id."""

PERMITS = FACTS["license.permits"]

_SPDX, _MULTIMODAL = "license__spdx", "model__multimodal"
_TEXT_CLASSES, _TEXT_TYPE = ("LlamaForCausalLM", "LlamaForSequenceClassification"), "llama"
"""What takes text alone, among the classes and types whose licence makes a difference of it."""
_MULTIMODAL_TASKS = (
    *("any-to-any", "audio-classification", "audio-text-to-text", "audio-to-audio", "automatic-speech-recognition"),
    *("depth-estimation", "document-question-answering", "image-classification", "image-feature-extraction"),
    *("image-segmentation", "image-text-to-image", "image-text-to-text", "image-text-to-video", "image-to-3d"),
    *("image-to-image", "image-to-text", "image-to-video", "keypoint-detection", "mask-generation", "object-detection"),
    *("video-classification", "video-text-to-text", "video-to-video", "visual-document-retrieval"),
    *("visual-question-answering", "voice-activity-detection", "zero-shot-image-classification"),
    "zero-shot-object-detection",
)
"""The Hub's tasks whose input is not text alone."""


def with_multimodality(frame: Table) -> Table:
    """Add model.multimodal: by a task whose input is more than text, by a config that takes text alone.

    Null where neither says so, and where they contradict each other. That a model is tagged for text generation proves
    nothing: such tags stand on models that take images. Class and type have to agree where both are stated.
    """
    task, named, typed = nw.col("model__task"), nw.col("model__architecture"), nw.col("model__type")
    more = task.is_in(list(_MULTIMODAL_TASKS)).fill_null(False)
    agree = named.is_in(list(_TEXT_CLASSES)).fill_null(True) & (typed == _TEXT_TYPE).fill_null(True)
    text = agree & ~(named.is_null() & typed.is_null())
    derived = nw.when(more & ~text).then(nw.lit(True)).otherwise(nw.when(text & ~more).then(nw.lit(False)))
    return frame.with_columns(nw.coalesce(_MULTIMODAL, derived).alias(_MULTIMODAL))


def with_buyer_rights(frame: Table, context: Context) -> Table:
    """Add license.permits, obligations, the terms, category and osi_approved from license.spdx and model.multimodal.

    What a licence means is worked out once for each distinct licence and joined. Null where the licence, its clause or
    what the clause depends on is not known; what is given is kept.
    """
    keys = {"__spdx": nw.col(_SPDX).fill_null(""), "__takes": nw.col(_MULTIMODAL).cast(nw.Int64).fill_null(-1)}
    frame = frame.with_columns(**keys)
    frame = frame.join(_table(frame, context), on=list(keys), how="left")
    cells = [cell for fact in RIGHTS.values() for cell in _coalesced(fact)]
    # What is given of a set, and whether that is all of it, go together.
    return frame.with_columns(cells).drop(
        *keys, *(f"__{name}" for fact in RIGHTS.values() for name in fact_columns(fact))
    )


def rights(row: Mapping[str, Any], context: Context) -> Answers | None:
    """Return the answers for one model's row, with the clauses that decide; None where its licence is not known."""
    spdx = row[_SPDX]
    return None if spdx is None else _answers(spdx, Circumstances.of(context, row.get(_MULTIMODAL)))


_answers = lru_cache(maxsize=4096)(answers_of)


def _coalesced(fact: Fact) -> list[nw.Expr]:
    if fact.type is not FactType.SET or fact.closed:
        return [nw.coalesce(name, f"__{name}").alias(name) for name in fact_columns(fact)]
    given, complete = ~nw.col(column(fact.id)).is_null(), complete_column(fact.id)
    return [
        nw.coalesce(column(fact.id), f"__{column(fact.id)}").alias(column(fact.id)),
        nw.when(given).then(nw.col(complete)).otherwise(nw.col(f"__{complete}")).alias(complete),
    ]


def _table(frame: Table, context: Context) -> Table:
    """Return the answers for each pair of licence and modality in `frame`."""
    pairs = collected(frame.select("__spdx", "__takes").unique()).sort("__spdx", "__takes").rows()
    modalities = {-1: None, 0: False, 1: True}
    answers = [_answers(spdx, Circumstances.of(context, modalities[takes])) if spdx else None for spdx, takes in pairs]
    columns = {
        "__spdx": pl.Series([spdx for spdx, _ in pairs], dtype=pl.String),
        "__takes": pl.Series([takes for _, takes in pairs], dtype=pl.Int64),
    }
    for fact in RIGHTS.values():
        name = fact.id.removeprefix("license.")
        if fact.closed:
            for member in fact.members:
                values = [one and one[f"{name}.{member}"].value for one in answers]
                columns[f"__{member_column(fact.id, member)}"] = pl.Series(values, dtype=pl.Boolean)
            continue
        found = [one and one[name] for one in answers]
        dtype = {FactType.BOOL: pl.Boolean(), FactType.TEXT: pl.String(), FactType.SET: pl.List(pl.String)}[fact.type]
        columns[f"__{column(fact.id)}"] = pl.Series([one and _cell(one) for one in found], dtype=dtype)
        if fact.type is FactType.SET:
            columns[f"__{complete_column(fact.id)}"] = pl.Series(
                [one and one.complete for one in found], dtype=pl.Boolean
            )
    return lookup_table(frame, columns)


def _cell(answer: Answer) -> Any:  # noqa: ANN401
    return list(answer.value) if isinstance(answer.value, tuple) else answer.value


def because(fact: Fact, answers: Answers, members: frozenset[str] = frozenset()) -> str:
    """Return the clauses that decide a fact, each once.

    Of a closed set, those of `members`; else of what matters, permissions that are not given and duties that are; else of
    all.
    """
    name = fact.id.removeprefix("license.")
    if not fact.closed:
        return answers[name].because
    telling = fact.id == "license.obligations"
    wanted = members or frozenset(
        member for member, answer in members_of(name, answers) if (answer.value is True) is telling
    )
    said = [answer.because for member, answer in members_of(name, answers) if not wanted or member in wanted]
    return _joined(list(dict.fromkeys(said)))


def _joined(said: Sequence[str]) -> str:
    """Return clauses in a row: none that another repeats with more, and a licence's name only where it changes."""
    told = [text for text in said if not any(other.startswith((f"{text}:", f"{text},")) for other in said)]
    parts = told[:1]
    for before, text in pairwise(told):
        name = text.partition(", ")[0]
        parts.append(text.removeprefix(f"{name}, ") if before.startswith(f"{name}, ") else text)
    return "; ".join(parts)
