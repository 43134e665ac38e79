"""What a licence means for one buyer, as columns; and whether a model takes more than text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from weighbridge.buyer import Context
from weighbridge.enrich.buyer_rights import RIGHTS, with_buyer_rights, with_multimodality
from weighbridge.enrich.native import Table, collected
from weighbridge.facts import FACTS, FactType, column, complete_column, fact_columns, member_column
from weighbridge.facts.dictionary import OBLIGATIONS, PERMISSIONS
from weighbridge.facts.given import given_cells
from weighbridge.knowledge.licenses import licenses
from weighbridge.knowledge.licenses.marks import modified
from weighbridge.sources.frames import fact_schema, frame_of

ENGINES = ("polars", "duckdb")
LLAMA_32 = "LicenseRef-scancode-llama-3.2-license-2024"
SCHEMA = fact_schema(FACTS.values())
BUYER = Context(
    use="customer_facing",
    commercial=True,
    monthly_active_users=400_000.0,
    annual_revenue_usd=50e6,
    user_countries=("DE", "US"),
    seat="DE",
)
Row = dict[str, Any]


def on(engine: str, frame: pl.DataFrame) -> Table:
    native = frame if engine == "polars" else duckdb.from_arrow(frame.to_arrow())
    return nw.from_native(native).lazy()


def table(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows, given as facts, as a table with all columns; ids tell their order."""
    cells: list[Row] = []
    for index, row in enumerate(rows):
        found: Row = {"model__id": f"a/{index:05}"}
        for name, value in row.items():
            found |= given_cells(FACTS[name], value)
        cells.append(found)
    return frame_of(cells, SCHEMA)


def rights(rows: Iterable[Mapping[str, Any]], context: Context = BUYER, engine: str = "polars") -> list[Row]:
    """Return rows with what follows from their licences, in their order."""
    found = collected(with_buyer_rights(on(engine, table(rows)), context))
    assert set(found.columns) == set(SCHEMA)
    return list(found.sort("model__id").iter_rows(named=True))


def members(row: Row, fact: str) -> dict[str, bool | None]:
    return {member: row[member_column(fact, member)] for member in FACTS[fact].members}


def shown(row: Row) -> dict[str, object]:
    """Return the facts that follow from a licence as plain data: members of closed sets, open sets with completeness."""
    found: dict[str, object] = {}
    for name, fact in RIGHTS.items():
        if fact.closed:
            found[name] = members(row, name)
        elif fact.type is FactType.SET:
            found[name] = (row[column(name)], row[complete_column(name)])
        else:
            found[name] = row[column(name)]
    return found


ALL = dict.fromkeys(PERMISSIONS, True)
NO_DUTY = dict.fromkeys(OBLIGATIONS, False)
MIT = {
    "license.category": "permissive",
    "license.osi_approved": True,
    "license.permits": ALL,
    "license.obligations": NO_DUTY | {"notice": True},
    "license.irrevocable": False,
    "license.unilateral_change": "nothing",
    "license.latest_version_duty": False,
    "license.remote_restriction": False,
    "license.at_will_termination": False,
    "license.excluded_countries": ([], True),
    "license.banned_fields": ([], True),
    "license.verified": True,
}
NOTHING = {
    name: dict.fromkeys(fact.members) if fact.closed else (None, None) if fact.type is FactType.SET else None
    for name, fact in RIGHTS.items()
}
NOT_READ = NOTHING | {"license.excluded_countries": (None, False), "license.banned_fields": (None, False)}

TASKS_BEYOND_TEXT = (
    "any-to-any",
    "audio-classification",
    "audio-text-to-text",
    "audio-to-audio",
    "automatic-speech-recognition",
    "depth-estimation",
    "document-question-answering",
    "image-classification",
    "image-feature-extraction",
    "image-segmentation",
    "image-text-to-image",
    "image-text-to-text",
    "image-text-to-video",
    "image-to-3d",
    "image-to-image",
    "image-to-text",
    "image-to-video",
    "keypoint-detection",
    "mask-generation",
    "object-detection",
    "video-classification",
    "video-text-to-text",
    "video-to-video",
    "visual-document-retrieval",
    "visual-question-answering",
    "voice-activity-detection",
    "zero-shot-image-classification",
    "zero-shot-object-detection",
)
MODALITIES: list[tuple[str | None, str | None, str | None, bool | None]] = [
    *((task, None, None, True) for task in TASKS_BEYOND_TEXT),
    (None, None, None, None),
    ("text-generation", None, None, None),
    ("text-to-image", None, None, None),
    ("text-to-speech", None, None, None),
    ("text-ranking", None, None, None),
    ("feature-extraction", None, None, None),
    ("text-generation", "LlamaForCausalLM", "llama", False),
    (None, "LlamaForCausalLM", "llama", False),
    (None, "LlamaForSequenceClassification", None, False),
    (None, "LlamaForTokenClassification", "llama", None),
    (None, "LlamaForCausalLMWithVision", None, None),
    (None, None, "llama", False),
    (None, "LlamaForCausalLM", "mllama", None),
    (None, "MllamaForConditionalGeneration", "llama", None),
    (None, "MllamaForConditionalGeneration", "mllama", None),
    (None, "Llama4ForConditionalGeneration", "llama4", None),
    ("text-generation", "Qwen3ForCausalLM", "qwen3", None),
    ("image-text-to-text", "MllamaForConditionalGeneration", "mllama", True),
    ("image-text-to-text", "LlamaForCausalLM", "llama", None),
    ("any-to-any", None, "llama", None),
    ("automatic-speech-recognition", "LlamaForCausalLM", "llama", None),
    ("Image-Text-to-Text", None, None, None),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_more_than_text_is_known_by_the_task_and_text_alone_by_the_config(engine: str) -> None:
    rows = [
        {"model.task": task, "model.architecture": architecture, "model.type": type_}
        for task, architecture, type_, _ in MODALITIES
    ]
    found = collected(with_multimodality(on(engine, table(rows)))).sort("model__id")
    assert set(found.columns) == set(SCHEMA)
    answers = zip(MODALITIES, found["model__multimodal"].to_list(), strict=True)
    assert [(one, answer) for one, answer in answers if answer is not one[3]] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_modality_that_is_given_is_kept(engine: str) -> None:
    rows = [
        {"model.task": "any-to-any", "model.multimodal": False},
        {"model.type": "llama", "model.multimodal": True},
        {"model.multimodal": True},
    ]
    found = collected(with_multimodality(on(engine, table(rows)))).sort("model__id")
    assert found["model__multimodal"].to_list() == [False, True, True]


def test_the_facts_that_follow_from_a_licence_are_these() -> None:
    assert sorted(RIGHTS) == sorted(MIT)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_licence_that_was_read_answers_every_fact(engine: str) -> None:
    assert [shown(row) for row in rights([{"license.spdx": "MIT"}, {"license.spdx": "mit"}], engine=engine)] == [
        MIT,
        MIT,
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_without_a_licence_nothing_is_known(engine: str) -> None:
    assert [shown(row) for row in rights([{}, {"license.tag": "mit"}], engine=engine)] == [NOTHING, NOTHING]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("spdx", ["Acme-1.0", modified("MIT"), "MIT OR", "MIT Apache-2.0", "()", "'; drop table t"])
def test_of_a_licence_that_nobody_knows_nothing_is_known(engine: str, spdx: str) -> None:
    assert [shown(row) for row in rights([{"license.spdx": spdx}], engine=engine)] == [NOT_READ]


def test_a_licence_of_which_only_reports_are_known_says_what_it_is_and_decides_nothing() -> None:
    (row,) = rights([{"license.spdx": "LicenseRef-internlm-2023"}])
    assert shown(row) == NOT_READ | {
        "license.category": "use-restricted",
        "license.osi_approved": False,
        "license.verified": False,
    }


CASES: list[tuple[str, Context, bool | None, dict[str, bool | None]]] = [
    ("CC-BY-NC-4.0", Context(commercial=True), None, dict.fromkeys(PERMISSIONS, False)),
    ("CC-BY-NC-4.0", Context(commercial=False), None, ALL | {"commercial": False}),
    ("CC-BY-NC-4.0", Context(), None, dict.fromkeys(PERMISSIONS) | {"commercial": False}),
    (LLAMA_32, Context(monthly_active_users=4e5, seat="US"), None, ALL),
    (LLAMA_32, Context(monthly_active_users=4e5, seat="DE"), None, dict.fromkeys(PERMISSIONS)),
    (LLAMA_32, Context(monthly_active_users=4e5, seat="DE"), False, ALL),
    (LLAMA_32, Context(monthly_active_users=4e5, seat="DE"), True, dict.fromkeys(PERMISSIONS, False)),
    (LLAMA_32, Context(monthly_active_users=8e8, seat="US"), False, dict.fromkeys(PERMISSIONS, False)),
    (LLAMA_32, Context(seat="US"), False, dict.fromkeys(PERMISSIONS)),
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("spdx", "context", "multimodal", "permits"), CASES)
def test_what_is_permitted_depends_on_the_buyer_and_the_model(engine, spdx, context, multimodal, permits) -> None:
    (row,) = rights([{"license.spdx": spdx, "model.multimodal": multimodal}], context, engine)
    assert members(row, "license.permits") == permits


@pytest.mark.parametrize(
    ("multimodal", "excluded"), [(True, (34, True)), (False, (0, True)), (None, (0, False))], ids=str
)
def test_countries_are_left_out_whatever_the_buyer_declares(multimodal: bool | None, excluded) -> None:
    for context in (Context(), BUYER):
        (row,) = rights([{"license.spdx": LLAMA_32, "model.multimodal": multimodal}], context)
        countries, complete = row["license__excluded_countries"], row["license__excluded_countries__complete"]
        assert (len(countries), complete, countries == sorted(set(countries))) == (*excluded, True)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_given_is_kept_and_the_rest_follows(engine: str) -> None:
    given = {
        "license.spdx": "MIT",
        "license.category": "proprietary",
        "license.osi_approved": False,
        "license.irrevocable": True,
        "license.unilateral_change": "license",
    }
    (row,) = rights([given], engine=engine)
    assert shown(row) == MIT | {name: value for name, value in given.items() if name != "license.spdx"}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_closed_set_that_is_given_in_part_keeps_these_members_and_the_licence_says_the_rest(engine: str) -> None:
    part = {"license.permits": {"members": ["commercial"], "complete": False}}
    whole = {"license.permits": ["use"]}
    rows = rights(
        [
            {"license.spdx": "CC-BY-NC-4.0", **part},
            {"license.spdx": "MIT", **whole},
            part,
            {"license.spdx": "Acme-1.0", **part},
        ],
        engine=engine,
    )
    alone = dict.fromkeys(PERMISSIONS) | {"commercial": True}
    assert [members(row, "license.permits") for row in rows] == [
        dict.fromkeys(PERMISSIONS, False) | {"commercial": True},
        dict.fromkeys(PERMISSIONS, False) | {"use": True},
        alone,
        alone,
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_an_open_set_that_is_given_stands_with_its_own_completeness(engine: str) -> None:
    name = "license.excluded_countries"
    part = {"members": ["KP"], "complete": False}
    rows = rights(
        [
            {"license.spdx": "MIT", name: part},
            {"license.spdx": "MIT", name: ["KP"]},
            {"license.spdx": "MIT", name: []},
            {"license.spdx": "Acme-1.0", name: ["KP"]},
            {"license.spdx": "Acme-1.0", name: part},
            {name: ["KP"]},
            {"license.spdx": LLAMA_32, "model.multimodal": True, name: []},
            {"license.spdx": "MIT"},
        ],
        engine=engine,
    )
    assert [shown(row)[name] for row in rows] == [
        (["KP"], False),
        (["KP"], True),
        ([], True),
        (["KP"], True),
        (["KP"], False),
        (["KP"], True),
        ([], True),
        ([], True),
    ]


def test_only_the_columns_of_these_facts_are_written() -> None:
    written = {name for fact in RIGHTS.values() for name in fact_columns(fact)}
    frame = table([{"license.spdx": "MIT", "model.multimodal": True, "license.tag": "mit"}])
    found = collected(with_buyer_rights(on("polars", frame), BUYER))
    assert_frame_equal(found.drop(written), frame.drop(written), check_column_order=False)
    assert found.select(written).null_count().sum_horizontal().to_list() == [0]


def test_a_table_keeps_its_rows_and_a_row_its_answer_wherever_it_stands() -> None:
    rows = [{"license.spdx": spdx} for spdx in ("MIT", "CC-BY-NC-4.0", LLAMA_32)] + [{}]
    alone = [shown(row) for one in rows for row in rights([one])]
    assert [shown(row) for row in rights([*rows, *reversed(rows)])] == [*alone, *reversed(alone)]


EXPRESSIONS = (
    "MIT OR CC-BY-NC-4.0",
    "MIT AND CC-BY-NC-4.0",
    f"(MIT OR Apache-2.0) AND {LLAMA_32}",
    "GPL-2.0-only WITH Classpath-exception-2.0",
    "MIT WITH Acme",
)


@pytest.mark.parametrize("context", [BUYER, Context()], ids=["a buyer", "nobody in particular"])
def test_every_licence_means_the_same_on_duckdb_and_polars(context: Context) -> None:
    rows = [
        {"license.spdx": spdx, "model.multimodal": multimodal}
        for spdx, multimodal in product([*licenses(), *EXPRESSIONS, "Acme-1.0", None], (True, False, None))
    ]
    frames = [collected(with_buyer_rights(on(engine, table(rows)), context)).sort("model__id") for engine in ENGINES]
    assert_frame_equal(*frames, check_column_order=False)
    assert frames[0]["license__permits__commercial"].unique().sort().to_list() == [None, False, True]


def test_every_set_is_sorted_and_without_doubles() -> None:
    rows = rights({"license.spdx": spdx, "model.multimodal": True} for spdx in licenses())
    for row in rows:
        for name in ("license__excluded_countries", "license__banned_fields"):
            listed = row[name] or []
            assert listed == sorted(set(listed)), (row["license__spdx"], name)
