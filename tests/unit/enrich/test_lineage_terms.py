"""What the terms of all ancestors leave of a model's own: conflicts, gates that are gone, and what the chain permits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import duckdb
import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from weighbridge import api
from weighbridge.buyer import Context
from weighbridge.enrich.lineage_terms import CHAIN, CONFLICT, GATE, PERMITS
from weighbridge.enrich.native import collected
from weighbridge.enrich.pipeline import derived
from weighbridge.facts import FACTS, column, fact_columns, member_column
from weighbridge.facts.dictionary import PERMISSIONS
from weighbridge.facts.given import given_cells
from weighbridge.sources.closure import ancestors, sound_edges
from weighbridge.sources.frames import fact_schema, frame_of
from weighbridge.sources.snapshot import LINEAGE_SCHEMA

QWEN, LLAMA_3 = "LicenseRef-scancode-qwen-2024", "LicenseRef-llama3"
BUYER = Context(
    commercial=True, monthly_active_users=400_000.0, annual_revenue_usd=5e6, user_countries=("DE",), seat="DE"
)
SCHEMA = fact_schema(FACTS.values())
Facts = Mapping[str, Any]
Models = Mapping[str, Facts]


class Terms(NamedTuple):
    """What follows for one model, and its ancestors, the nearest first, with what is known of them."""

    conflict: bool | None
    gate: bool | None
    permits: dict[str, bool | None]
    chain: list[tuple[str, str, str, int]] | None


def table(models: Models) -> pl.DataFrame:
    rows = []
    for name, facts in models.items():
        cells: dict[str, Any] = {"model__id": name}
        for fact, value in facts.items():
            cells |= given_cells(FACTS[fact], value)
        rows.append(cells)
    return frame_of(rows, SCHEMA)


def lines_of(frame: pl.DataFrame) -> pl.DataFrame:
    bases = dict(frame.select("model__id", "lineage__base_models").drop_nulls().iter_rows())
    return pl.DataFrame(ancestors(sound_edges(bases)[0]), LINEAGE_SCHEMA, orient="row")


def derived_on(engine: str, frame: pl.DataFrame, lines: pl.DataFrame, context: Context = BUYER) -> pl.DataFrame:
    """Return a table with every fact derived on one engine, sorted by id."""
    tables = [
        nw.from_native(duckdb.from_arrow(one.to_arrow()) if engine == "duckdb" else one) for one in (frame, lines)
    ]
    return collected(derived(*(one.lazy() for one in tables), context)).sort("model__id")


def terms(models: Models, engine: str = "polars", context: Context = BUYER) -> dict[str, Terms]:
    """Return what follows for each of `models`; bases are followed to their ends."""
    frame = table(models)
    found = derived_on(engine, frame, lines_of(frame), context)
    assert [name for name in found.columns if name.startswith("__")] == []
    return {row["model__id"]: terms_of(row) for row in found.iter_rows(named=True)}


def terms_of(row: dict[str, Any]) -> Terms:
    return Terms(
        row[column(CONFLICT)],
        row[column(GATE)],
        {member: row[member_column(PERMITS, member)] for member in PERMISSIONS},
        None if row[CHAIN[0]] is None else list(zip(*(row[name] for name in CHAIN), strict=True)),
    )


def root(spdx: str | None = None, **facts: Any) -> Facts:
    return {"lineage.base_models": [], "license.spdx": spdx, "model.gated": "open", **named(facts)}


def of(*bases: str, spdx: str | None = "MIT", **facts: Any) -> Facts:
    return {"lineage.base_models": list(bases), "license.spdx": spdx, "model.gated": "open", **named(facts)}


def named(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {f"model.{name}" if name == "gated" else name.replace("__", "."): value for name, value in facts.items()}


ALL = dict.fromkeys(PERMISSIONS, True)
NONE_AT_ALL = dict.fromkeys(PERMISSIONS, False)
ENGINES = ["polars", "duckdb"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_terms_of_an_ancestor_reach_three_steps_down(engine: str) -> None:
    models = {
        "a/root": root("CC-BY-NC-4.0"),
        "b/one": of("a/root"),
        "c/two": of("b/one"),
        "d/three": of("c/two", spdx="Apache-2.0"),
    }
    at_root, at_one, at_two = (
        ("a/root", "CC-BY-NC-4.0", "open", -1),
        ("b/one", "MIT", "open", -1),
        ("c/two", "MIT", "open", -1),
    )
    assert terms(models, engine) == {
        "a/root": Terms(False, False, NONE_AT_ALL, None),
        "b/one": Terms(True, False, NONE_AT_ALL, [at_root]),
        "c/two": Terms(True, False, NONE_AT_ALL, [at_one, at_root]),
        "d/three": Terms(True, False, NONE_AT_ALL, [at_two, at_one, at_root]),
    }


def test_a_chain_of_free_licences_has_no_conflict_at_any_depth() -> None:
    models = {
        "a/root": root("MIT"),
        "b/one": of("a/root"),
        "c/two": of("b/one", spdx="Apache-2.0"),
        "d/three": of("c/two"),
    }
    found = terms(models)
    assert {name: one[:3] for name, one in found.items()} == dict.fromkeys(models, (False, False, ALL))


MERGES: dict[str, tuple[list[str | None], str, tuple[bool | None, bool | None], dict[str, bool | None]]] = {
    "both free": (["MIT", "Apache-2.0"], "MIT", (False, False), ALL),
    "one of two binds": (["MIT", "GPL-3.0-only"], "MIT", (True, False), ALL),
    "one of three is not known": (["MIT", None, "Apache-2.0"], "MIT", (None, None), dict.fromkeys(PERMISSIONS)),
    "one binds and one is not known": ([None, "CC-BY-NC-4.0"], "MIT", (True, None), NONE_AT_ALL),
    "a threshold and a conflict": ([QWEN, "GPL-3.0-only"], "MIT", (True, True), ALL),
    "a threshold alone": (["MIT", QWEN], "MIT", (None, True), ALL),
    "what all of them allow": (["GPL-3.0-only", "MIT"], "GPL-3.0-only", (False, False), ALL),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_of_a_merge_the_strictest_base_counts(engine: str) -> None:
    models: dict[str, Facts] = {}
    for number, (bases, spdx, _, _) in enumerate(MERGES.values()):
        models |= {f"base/{number}-{index}": root(base) for index, base in enumerate(bases)}
        models[f"merge/{number}"] = of(*(f"base/{number}-{index}" for index in range(len(bases))), spdx=spdx)
    found = terms(models, engine)
    merged = {name: found[f"merge/{number}"] for number, name in enumerate(MERGES)}
    assert {name: ((one.conflict, one.gate), one.permits) for name, one in merged.items()} == {
        name: (outcome, permits) for name, (_, _, outcome, permits) in MERGES.items()
    }


PARTLY = {"members": ["a/root"], "complete": False}


@pytest.mark.parametrize("engine", ENGINES)
def test_where_an_ancestor_is_missing_a_conflict_stands_and_no_clearance_does(engine: str) -> None:
    models = {
        "a/root": root("MIT"),
        "a/nc": root("CC-BY-NC-4.0"),
        "b/partly": of() | {"lineage.base_models": PARTLY},
        "b/partly-nc": of() | {"lineage.base_models": {"members": ["a/nc"], "complete": False}},
        "c/of-partly": of("b/partly"),
        "d/gone": of("nobody/gone"),
        "d/gone-and-nc": of("nobody/gone", "a/nc"),
        "e/unread": {"license.spdx": "MIT", "model.gated": "open"},
        "f/of-unread": of("e/unread"),
        "g/denied-itself": of("nobody/gone", spdx="CC-BY-NC-4.0"),
    }
    unknown = dict.fromkeys(PERMISSIONS)
    assert {name: one[:3] for name, one in terms(models, engine).items()} == {
        "a/root": (False, False, ALL),
        "a/nc": (False, False, NONE_AT_ALL),
        "b/partly": (None, None, unknown),
        "b/partly-nc": (True, None, NONE_AT_ALL),
        "c/of-partly": (None, None, unknown),
        "d/gone": (None, None, unknown),
        "d/gone-and-nc": (True, None, NONE_AT_ALL),
        "e/unread": (None, None, unknown),
        "f/of-unread": (None, None, unknown),
        "g/denied-itself": (None, None, NONE_AT_ALL),
    }


def test_an_original_without_a_licence_has_no_conflict_and_permits_nothing_known() -> None:
    assert terms({"a/root": root(None)}) == {
        "a/root": Terms(False, False, dict.fromkeys(PERMISSIONS), None),
    }


def test_a_copy_without_a_licence_is_unresolved() -> None:
    found = terms({"a/root": root("MIT"), "b/copy": of("a/root", spdx=None)})["b/copy"]
    assert found == Terms(None, None, dict.fromkeys(PERMISSIONS), [("a/root", "MIT", "open", -1)])


GATES = ("open", "auto", "manual", None)
GONE = {
    # gate of the base, of the copy
    ("open", "open"): False,
    ("open", "auto"): False,
    ("open", "manual"): False,
    ("open", None): False,
    ("auto", "open"): True,
    ("auto", "auto"): False,
    ("auto", "manual"): False,
    ("auto", None): None,
    ("manual", "open"): True,
    ("manual", "auto"): False,
    ("manual", "manual"): False,
    ("manual", None): None,
    (None, "open"): None,
    (None, "auto"): False,
    (None, "manual"): False,
    (None, None): None,
}
"""Whether the Hub's gate is gone: one must ask for the base, and not for the copy."""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_gate_is_gone_where_the_hub_or_the_licence_had_one(engine: str) -> None:
    models: dict[str, Facts] = {}
    wanted: dict[str, bool | None] = {}
    for (spdx, hidden), (pair, gone) in product([("MIT", False), (QWEN, True), (None, None)], GONE.items()):
        name = f"{spdx}-{pair[0]}-{pair[1]}"
        models |= {f"base/{name}": root(spdx, gated=pair[0]), f"copy/{name}": of(f"base/{name}", gated=pair[1])}
        wanted[f"copy/{name}"] = True if True in (gone, hidden) else None if None in (gone, hidden) else False
    found = terms(models, engine)
    assert {name: found[name].gate for name in wanted} == wanted


def test_a_gate_two_steps_up_counts_though_the_step_between_had_none() -> None:
    models = {"a/root": root("MIT", gated="manual"), "b/one": of("a/root"), "c/two": of("b/one")}
    found = terms(models)["c/two"]
    assert (found.gate, found.chain) == (True, [("b/one", "MIT", "open", -1), ("a/root", "MIT", "manual", -1)])


LICENSES_ABOVE: list[tuple[str | None, ...]] = [
    ("MIT", "MIT"),
    ("MIT", "CC-BY-NC-4.0"),
    ("CC-BY-ND-4.0", "MIT"),
    ("CC-BY-ND-4.0", "CC-BY-NC-4.0"),
    (None, "CC-BY-ND-4.0"),
    (None, "MIT"),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_chain_permits_what_the_model_and_every_ancestor_permit(engine: str) -> None:
    models: dict[str, Facts] = {}
    for number, (base, middle) in enumerate(LICENSES_ABOVE):
        models |= {
            f"a/{number}": root(base),
            f"b/{number}": of(f"a/{number}", spdx=middle),
            f"c/{number}": of(f"b/{number}"),
        }
    frame = table(models)
    found = derived_on(engine, frame, lines_of(frame))
    rows = {row["model__id"]: row for row in found.iter_rows(named=True)}
    for number, licenses in enumerate(LICENSES_ABOVE):
        chain = [rows[f"{letter}/{number}"] for letter in "abc"]
        for member in PERMISSIONS:
            said = [row[member_column("license.permits", member)] for row in chain]
            least = False if False in said else None if None in said else True
            assert chain[-1][member_column(PERMITS, member)] is least, (licenses, member, said)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_chain_has_the_nearest_ancestor_first_and_of_equals_the_first_by_name(engine: str) -> None:
    models = {
        "a/gpl": root("GPL-3.0-only"),
        "a/unknown": root(None),
        "b/nc": of("a/gpl", spdx="CC-BY-NC-4.0"),
        "c/near": of("b/nc"),
        "c/tie": of("a/unknown", "b/nc", "a/gpl"),
        "d/open": of("a/unknown"),
        "e/far": of("d/open", "c/near"),
        "f/free": of("g/free"),
        "g/free": root("MIT"),
    }
    found = terms(models, engine)
    assert {name: one.chain and [line[0] for line in one.chain] for name, one in found.items()} == {
        "a/gpl": None,
        "a/unknown": None,
        "b/nc": ["a/gpl"],
        "c/near": ["b/nc", "a/gpl"],
        "c/tie": ["a/gpl", "a/unknown", "b/nc"],
        "d/open": ["a/unknown"],
        "e/far": ["c/near", "d/open", "a/unknown", "b/nc", "a/gpl"],
        "f/free": ["g/free"],
        "g/free": None,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_the_chain_says_what_is_known_of_each_ancestor(engine: str) -> None:
    models = {
        "a/images": root(LLAMA_3, gated="manual", model__multimodal=True),
        "b/text": of("a/images", gated="auto", model__multimodal=False),
        "c/unknown": of("b/text", spdx=None, gated=None),
        "d/leaf": of("c/unknown", "nobody/gone"),
    }
    assert terms(models, engine)["d/leaf"].chain == [
        ("c/unknown", "", "", -1),
        ("nobody/gone", "", "", -1),
        ("b/text", "MIT", "auto", 0),
        ("a/images", LLAMA_3, "manual", 1),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_where_the_bases_are_not_known_lines_that_there_are_count_for_nothing(engine: str) -> None:
    models = {"a/nc": root("CC-BY-NC-4.0", gated="manual"), "b/copy": of("a/nc"), "c/mit": root("MIT")}
    frame = table(models)
    lines = lines_of(frame)
    without = frame.with_columns(
        pl.when(pl.col("model__id") == "b/copy").then(None).otherwise(pl.col(name)).alias(name)
        for name in fact_columns(FACTS["lineage.base_models"])
    )
    rows = {row["model__id"]: terms_of(row) for row in derived_on(engine, without, lines).iter_rows(named=True)}
    assert rows["b/copy"] == Terms(None, None, dict.fromkeys(PERMISSIONS), None)
    assert rows["c/mit"] == Terms(False, False, ALL, None)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_given_stays(engine: str) -> None:
    models = {
        "a/nc": root("CC-BY-NC-4.0", gated="manual"),
        "b/cleared": of("a/nc", lineage__license_conflict=False, lineage__gate_removed=False),
        "c/charged": root("MIT", lineage__license_conflict=True, lineage__gate_removed=True),
        "d/part": of("a/nc", lineage__permits={"members": ["commercial"], "complete": False}),
        "e/whole": of("a/nc", lineage__permits=["use"]),
        "f/of-cleared": of("b/cleared"),
    }
    assert {name: one[:3] for name, one in terms(models, engine).items() if name != "a/nc"} == {
        "b/cleared": (False, False, NONE_AT_ALL),
        "c/charged": (True, True, ALL),
        "d/part": (True, True, NONE_AT_ALL | {"commercial": True}),
        "e/whole": (True, True, NONE_AT_ALL | {"use": True}),
        "f/of-cleared": (True, True, NONE_AT_ALL),
    }


def test_permissions_that_are_given_to_an_ancestor_count_below_it() -> None:
    models = {
        "a/nc": root("CC-BY-NC-4.0", license__permits=list(PERMISSIONS)),
        "b/copy": of("a/nc", spdx="CC-BY-NC-4.0", license__permits=list(PERMISSIONS)),
    }
    assert terms(models)["b/copy"].permits == ALL


def test_bases_that_are_too_old_to_count_leave_all_three_open(build_snapshot) -> None:
    models = {
        "a/nc": {"lineage.relation": "original", "license.tag": "cc-by-nc-4.0", "model.gated": "manual"},
        "b/copy": {"lineage.base_models": ["a/nc"], "license.tag": "mit", "model.gated": "open"},
    }
    text = (
        "weighbridge: 1\nname: p\ncontext: {commercial: true}\ndecide: {max_age: {lineage.base_models: 1}}\n"
        "governance: {gates: [{id: g, title: G, require: {lineage.license_conflict: false}}]}\n"
    )
    policy = api.parse_policy(text.encode(), "p.yaml")
    snapshot = api.open_snapshot(build_snapshot(models))
    ranking = api.weigh(policy, snapshot, as_of=date(2030, 1, 1))
    assert api.findings(ranking.judged, ["b/copy"])["b/copy"][0].state == "unknown"


SPDX = st.sampled_from([None, "MIT", "GPL-3.0-only", "CC-BY-NC-4.0", "CC-BY-ND-4.0", QWEN, LLAMA_3, "LicenseRef-acme"])
MODEL = st.fixed_dictionaries(
    {
        "license.spdx": SPDX,
        "model.gated": st.sampled_from(GATES),
        "license.tag": st.sampled_from([None, "mit", "gpl-3.0"]),
    }
)
Family = list[tuple[dict[str, Any], list[int], bool]]
FAMILY: st.SearchStrategy[Family] = st.lists(
    st.tuples(MODEL, st.lists(st.integers(0, 4), max_size=2, unique=True), st.booleans()), min_size=2, max_size=5
)
"""Models from the last descendant up: facts, which of those further up are its bases, and whether these are all."""


def family(number: int, models: Family) -> dict[str, Facts]:
    found: dict[str, Facts] = {}
    for index, (facts, bases, complete) in enumerate(models):
        above = sorted({index + 1 + base for base in bases if index + 1 + base < len(models)})
        ids = [f"f{number}/m{base}" for base in above]
        found[f"f{number}/m{index}"] = facts | {"lineage.base_models": {"members": ids, "complete": complete}}
    return found


REMOVALS: Sequence[tuple[str, ...]] = [
    ("license.spdx", "license.tag"),
    ("model.gated",),
    ("lineage.base_models",),
    ("license.spdx", "license.tag", "model.gated", "lineage.base_models"),
]
"""Facts of an ancestor that are taken away together; its licence is known by either of two."""


@lru_cache(maxsize=1)
def facts_to_blank() -> dict[str, list[str]]:
    return {name: fact_columns(FACTS[name]) for names in REMOVALS for name in names}


@settings(max_examples=12, deadline=None)
@given(st.lists(FAMILY, min_size=4, max_size=12))
def test_nothing_becomes_better_by_knowing_less_of_an_ancestor(families: list[Family]) -> None:
    """Each family, and beside it a copy for each ancestor and each fact taken away; the lines stay."""
    frames, lines, copies = [], [], []
    for number, models in enumerate(families):
        frame = table(family(number, models))
        frames.append(frame)
        lines.append(lines_of(frame))
        for index, names in product(range(1, len(models)), REMOVALS):
            mark = f"-less-{index}-{'-'.join(names)}"
            chosen = pl.col("model__id") == f"f{number}/m{index}"
            blank = [
                pl.when(chosen).then(None).otherwise(pl.col(cell)).alias(cell)
                for name in names
                for cell in facts_to_blank()[name]
            ]
            frames.append(renamed(frame.with_columns(blank), mark))
            lines.append(lines_of(frame).with_columns(pl.col("child") + mark, pl.col("ancestor") + mark))
            copies.append((f"f{number}/m0", f"f{number}/m0{mark}"))
    rows = {
        row["model__id"]: terms_of(row)
        for row in derived_on("polars", pl.concat(frames), pl.concat(lines)).iter_rows(named=True)
    }
    rank = {False: 0, None: 1, True: 2}
    for whole, less in copies:
        before, after = rows[whole], rows[less]
        assert rank[after.conflict] >= min(rank[before.conflict], 1), (whole, less)
        assert rank[after.gate] >= min(rank[before.gate], 1), (whole, less)
        for member in PERMISSIONS:
            assert after.permits[member] is not True or before.permits[member], (whole, less, member)


def renamed(frame: pl.DataFrame, mark: str) -> pl.DataFrame:
    return frame.with_columns(pl.col("model__id") + mark, pl.col("lineage__base_models").list.eval(pl.element() + mark))


def test_lineages_mean_the_same_on_duckdb_and_polars() -> None:
    models: dict[str, Facts] = {}
    licenses = [None, "MIT", "GPL-3.0-only", "CC-BY-NC-4.0", QWEN, LLAMA_3, "MIT OR GPL-3.0-only", "LicenseRef-acme"]
    for number, (above, below) in enumerate(product(licenses, licenses)):
        models |= {
            f"a/{number}": root(above, gated=GATES[number % 4]),
            f"b/{number}": of(f"a/{number}", spdx=below, gated=GATES[number // 4 % 4]),
            f"c/{number}": of(f"b/{number}", f"a/{(number + 7) % 64}", spdx="MIT"),
            f"d/{number}": of(f"c/{number}", f"nobody/{number}") if number % 3 else of(f"c/{number}"),
        }
    frame = table(models)
    found = [derived_on(engine, frame, lines_of(frame)) for engine in ENGINES]
    assert_frame_equal(*found, check_column_order=False)
    assert found[0][column(CONFLICT)].unique().sort().to_list() == [None, False, True]
    assert found[0][column(GATE)].unique().sort().to_list() == [None, False, True]
