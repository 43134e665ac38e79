"""The bundled reference snapshot, how it is built, and the traps of its sources."""

from __future__ import annotations

import csv
import gzip
import json
import os
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tools import build_reference
from tools.reference import leaderboard, lineage_edges, llmfit, mteb, payloads, trending, xinference
from tools.reference.cells import commit, model_id
from tools.reference.counts import counted
from tools.reference.licences import licence
from tools.reference.merge import merge

from weighbridge.facts.readings import observed_column, reason_column
from weighbridge.sources.frames import HUB_READINGS
from weighbridge.sources.record import Observation, Record
from weighbridge.sources.snapshot import REFERENCE, open_snapshot

DATA = os.environ.get("WEIGHBRIDGE_DATA")
BOUND = 4_000_000


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Return the `hub` folder of a small data folder that knows four licence ids."""
    (tmp_path / "licenses").mkdir()
    (tmp_path / "licenses" / "hub_ids.csv").write_text("hub_id,name\napache-2.0,\nmit,\nllama3.3,\nother,\n")
    (tmp_path / "hub").mkdir()
    return tmp_path / "hub"


def json_file(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    return path


def llmfit_row(**changed: Any) -> dict[str, Any]:
    row = {
        "name": "org/Model-7B",
        "parameters_raw": 7_000_123_456,
        "context_length": 32768,
        "pipeline_tag": "text-generation",
        "architecture": "llama",
        "hf_downloads": 10,
        "hf_likes": 0,
        "release_date": "2026-01-02",
        "head_dim": 128,
        "num_hidden_layers": 32,
    }
    return row | changed


def llmfit_facts(hub: Path, **changed: Any) -> dict[str, object]:
    (found,) = llmfit.records(json_file(hub / "llmfit.gz", llmfit_row(**changed)))
    return found.facts


# The bundled snapshot


def test_the_bundled_snapshot_holds_the_models_that_practitioners_name() -> None:
    table = open_snapshot().table.collect()
    candidates = table.filter(pl.col("model__role") == "candidate")
    assert candidates.height >= 800
    assert candidates["model__publisher"].n_unique() >= 60
    named = {
        "Qwen/Qwen3-8B",
        "black-forest-labs/FLUX.1-dev",
        "meta-llama/Llama-3.1-8B-Instruct",
        "openGPT-X/Teuken-7B-instruct-v0.6",
        "openai/gpt-oss-120b",
        "openai/whisper-large-v3",
        "sentence-transformers/all-MiniLM-L6-v2",
        "stabilityai/stable-diffusion-xl-base-1.0",
    }
    assert named - set(candidates["model__id"]) == set()


def test_every_reading_of_every_bundled_model_has_a_day_or_a_reason() -> None:
    table = open_snapshot().table.collect()
    for reading in HUB_READINGS:
        made, missing = table[observed_column(reading)].is_not_null(), table[reason_column(reading)].is_not_null()
        assert (made ^ missing).all(), reading


def test_every_base_in_the_bundled_snapshot_is_in_it_too() -> None:
    table = open_snapshot().table.collect()
    bases = table["lineage__base_models"].drop_nulls().explode(empty_as_null=True).drop_nulls()
    assert set(bases) - set(table["model__id"]) == set()


def test_no_reading_is_later_than_the_day_of_the_bundled_snapshot() -> None:
    snapshot = open_snapshot()
    table = snapshot.table.collect()
    days = [table[observed_column(reading)].drop_nulls().max() for reading in HUB_READINGS]
    assert max(day for day in days if isinstance(day, date)) == snapshot.collected


def test_the_bundled_snapshot_is_small() -> None:
    assert sum(file.stat().st_size for file in REFERENCE.rglob("*") if file.is_file()) < BOUND


@pytest.mark.skipif(not DATA, reason="WEIGHBRIDGE_DATA names no data folder to build from")
def test_rebuilding_gives_the_bundled_snapshot(tmp_path: Path) -> None:
    build_reference.main([str(DATA), "--out", str(tmp_path / "built")])
    built, bundled = open_snapshot(tmp_path / "built"), open_snapshot()
    assert_frame_equal(built.table.collect(), bundled.table.collect())
    assert_frame_equal(built.claims, bundled.claims)
    build_reference.main([str(DATA), "--out", str(tmp_path / "again")])
    assert open_snapshot(tmp_path / "again").sha256 == built.sha256


# Ids, commits, counts, licences


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("- org/model", "org/model"),
        ('"org/model"', "org/model"),
        ("org/model (Merge)", None),
        ("Removed", None),
        ("gpt2", "openai-community/gpt2"),
        ("meta-llama/Meta-Llama-3.1-8B", "meta-llama/Llama-3.1-8B"),
        ("meta-llama/Meta-Llama-3-8B", "meta-llama/Meta-Llama-3-8B"),
        ("THUDM/glm-4-9b", "zai-org/glm-4-9b"),
        ("/data/model/x", None),
        (None, None),
    ],
)
def test_ids_are_cleaned_of_yaml_and_renames(written: str | None, meant: str | None) -> None:
    assert model_id(written) == meant


def test_only_a_full_sha_is_a_commit() -> None:
    assert [commit("a" * 40), commit("main"), commit("1"), commit(None)] == ["a" * 40, None, None, None]


@pytest.mark.parametrize(
    ("model", "count", "believed"),
    [
        ("org/Model-8B", 8_030_261_248, 8_030_261_248),
        ("org/Model-8B-NVFP4", 4_500_000_001, None),
        ("org/Model-8B-GGUF", 8_030_261_248, None),
        ("org/Model-8B-AWQ", 1_700_000_001, None),
        ("org/Model-8B-4bit", 1_700_000_001, None),
        ("org/Model-8B-w4a16", 1_700_000_001, None),
        ("org/Model-30B-A3B", 30_532_122_624, 30_532_122_624),
        ("org/Model-35B", 664_944, None),
        ("org/Model-8x7B", 46_702_792_704, 46_702_792_704),
        ("org/Model-8B-FP8", 8_030_261_248, 8_030_261_248),
        ("org/tiny", 2, None),
        ("org/tiny", 0, None),
    ],
)
def test_counts_of_packed_weights_are_not_believed(model: str, count: int, believed: int | None) -> None:
    assert counted(model, count) == believed


@pytest.mark.parametrize(
    ("written", "facts"),
    [
        ("apache-2.0", {"license.tag": "apache-2.0"}),
        ("modified-mit", {"license.tag": "other", "license.name": "modified-mit"}),
        ("https://example.org/terms", {"license.link": "https://example.org/terms"}),
        ("llama3.3,mit", {}),
        ("unknown", {}),
        ("", {}),
        (None, {}),
    ],
)
def test_a_word_for_a_licence_is_a_tag_or_a_name_or_nothing(
    hub: Path, written: str | None, facts: dict[str, object]
) -> None:
    assert licence(written, hub / "any.gz") == facts


# llmfit


def test_the_default_context_of_llmfit_is_not_knowledge(hub: Path) -> None:
    assert "size.context_tokens" not in llmfit_facts(hub, context_length=4096)
    assert llmfit_facts(hub, context_length=8192)["size.context_tokens"] == 8192


def test_llmfit_estimates_are_left_out(hub: Path) -> None:
    shape = {"hidden_size": 4096, "moe_intermediate_size": 11008, "vocab_size": 64000}
    assert "size.parameters" not in llmfit_facts(hub, parameters_raw=5_295_308_800, **shape)
    assert "size.parameters" not in llmfit_facts(hub, parameters_raw=7_000_000_000)
    experts = {"is_moe": True, "num_experts": 128, "active_experts": 4, "parameters_raw": 116_829_156_672}
    assert "size.active_parameters" not in llmfit_facts(hub, active_parameters=9_309_823_421, **experts)
    assert llmfit_facts(hub, active_parameters=5_100_000_000, **experts)["size.active_parameters"] == 5_100_000_000


def test_llmfit_heads_of_latent_attention_are_left_out(hub: Path) -> None:
    assert llmfit_facts(hub)["memory.head_dim"] == 128
    assert "memory.head_dim" not in llmfit_facts(hub, architecture="deepseek_v3", head_dim=56)


def test_llmfit_experts_are_read_only_of_mixtures(hub: Path) -> None:
    assert "memory.moe_intermediate_size" not in llmfit_facts(hub, moe_intermediate_size=11008)
    assert llmfit_facts(hub, moe_intermediate_size=768, is_moe=True)["memory.moe_intermediate_size"] == 768


def test_llmfit_zero_downloads_and_unknown_words_are_not_known(hub: Path) -> None:
    facts = llmfit_facts(hub, hf_downloads=0, pipeline_tag="unknown", architecture="unknown", license=None)
    assert {"adoption.downloads_30d", "adoption.likes", "model.task", "model.type", "license.tag"}.isdisjoint(facts)


# The leaderboard


def leaderboard_file(path: Path, *rows: dict[str, str]) -> Path:
    blank = {
        "Model sha": "",
        "Precision": "bfloat16",
        "Weight type": "Original",
        "Architecture": "LlamaForCausalLM",
        "Hub License": "",
        "Hub ❤️": "3",
        "#Params (B)": "0.0",
        "Available on the hub": "true",
        "Merged": "false",
        "Official Providers": "true",
        "Upload To Hub Date": "",
        "Submission Date": "2024-06-26",
        "Base Model": "",
    }
    with gzip.open(path, "wt", encoding="utf-8", newline="") as text:
        table = csv.DictWriter(text, ["fullname", *blank])
        table.writeheader()
        table.writerows(blank | row for row in rows)
    return path


def test_leaderboard_bases_that_say_nothing_are_not_known(hub: Path) -> None:
    path = leaderboard_file(
        hub / "leaderboard.gz",
        {"fullname": "org/a", "Base Model": "org/a"},
        {"fullname": "org/b", "Base Model": "org/b (Merge)", "Merged": "true"},
        {"fullname": "org/c", "Base Model": "Removed", "Architecture": "Unknown"},
        {"fullname": "org/d", "Base Model": "org/a", "#Params (B)": "7.242", "Model sha": "f" * 40},
    )
    facts = {found.id: found.facts for found in leaderboard.records(path)}
    likes = {"adoption.likes": 3}
    llama = {"model.architecture": "LlamaForCausalLM"}
    assert facts == {
        "org/a": {**llama, **likes},
        "org/b": {**llama, **likes, "lineage.relation": "merge"},
        "org/c": likes,
        "org/d": {
            **llama,
            **likes,
            "model.revision": "f" * 40,
            "size.parameters": 7_242_000_000,
            "lineage.base_models": ["org/a"],
        },
    }


def test_leaderboard_models_that_left_the_hub_are_refused(hub: Path) -> None:
    path = leaderboard_file(hub / "leaderboard.gz", {"fullname": "org/gone", "Available on the hub": "false"})
    assert list(leaderboard.records(path)) == []
    assert [entry["id"] for entry in leaderboard.refused(path)] == ["org/gone"]


def test_the_last_evaluation_of_a_model_counts(hub: Path) -> None:
    path = leaderboard_file(
        hub / "leaderboard.gz",
        {"fullname": "org/a", "Model sha": "2" * 40, "Submission Date": "2024-07-01"},
        {"fullname": "org/a", "Model sha": "1" * 40, "Submission Date": "2024-06-01"},
    )
    assert [found.facts["model.revision"] for found in leaderboard.records(path)] == ["2" * 40]


# Lineage edges


def test_edges_are_cleaned_and_counted_by_relation(hub: Path) -> None:
    path = json_file(
        hub / "edges.gz",
        {"base": "- org/base", "child": "a/tuned", "relation": "finetuned"},
        {"base": "org/base", "child": "a/tuned", "relation": "base_model"},
        {"base": "org/base", "child": "b/build", "relation": "quantized"},
        {"base": "org/base", "child": "org/own-build", "relation": "quantized"},
        {"base": "org/base", "child": "org/base", "relation": "finetune"},
        {"base": "ORIGINAL_REPO_NAME", "child": "c/lost", "relation": "quantized"},
    )
    facts = {found.id: found.facts for found in lineage_edges.records(path)}
    assert facts["org/base"] == {
        "lineage.derivatives": 3,
        "lineage.derivative_publishers": 3,
        "lineage.finetunes": 1,
        "lineage.quantizations": 2,
        "vendor_lock.quantizers": 1,
        "lineage.base_models": {"members": ["org/base"], "complete": False},
        "lineage.relation": "finetune",
    }
    assert facts["a/tuned"] == {
        "lineage.base_models": {"members": ["org/base"], "complete": False},
        "lineage.relation": "finetune",
    }
    assert "c/lost" not in facts


def test_crawls_that_disagree_on_a_relation_leave_it_unknown(hub: Path) -> None:
    path = json_file(
        hub / "edges.gz",
        {"base": "org/base", "child": "a/x", "relation": "merged"},
        {"base": "org/base", "child": "a/x", "relation": "adapter"},
    )
    facts = {found.id: found.facts for found in lineage_edges.records(path)}
    assert facts["a/x"] == {"lineage.base_models": {"members": ["org/base"], "complete": False}}


# The other sources


def test_mteb_discloses_training_data_in_three_ways(hub: Path) -> None:
    path = json_file(
        hub / "mteb.gz",
        {"name": "o/public", "open_weights": True, "public_training_data": "https://example.org/data"},
        {"name": "o/named", "open_weights": True, "training_datasets": ["MSMARCO"], "public_training_data": False},
        {"name": "o/silent", "open_weights": True, "training_datasets": None, "public_training_data": False},
        {"name": "o/closed", "open_weights": False, "public_training_data": True},
    )
    assert {found.id: found.facts.get("docs.training_data") for found in mteb.records(path)} == {
        "o/public": "available",
        "o/named": "named",
        "o/silent": None,
    }


def test_mteb_placeholders_are_not_known(hub: Path) -> None:
    row = {
        "name": "o/m",
        "open_weights": True,
        "revision": "1",
        "max_tokens": float("inf"),
        "n_parameters": 438_000_000,
        "license": "not specified",
        "adapted_from": "XLM-RoBERTa",
    }
    (found,) = mteb.records(json_file(hub / "mteb.gz", row))
    assert found.facts == {}


def test_trending_says_gate_and_live_providers(hub: Path) -> None:
    providers = [{"modelStatus": "live"}, {"modelStatus": "staging"}]
    row = {
        "id": "o/Model-9B",
        "observed": "2026-08-22T12:38:52+00:00",
        "gated": False,
        "numParameters": 1_469_680,
        "availableInferenceProviders": providers,
    }
    (found,) = trending.records(json_file(hub / "trending.gz", row))
    assert found.facts == {"model.gated": "open", "vendor_lock.providers": 1}
    assert found.readings["hub-info"] == Observation(date(2026, 8, 22), trending.SOURCE)


def test_xinference_builds_have_a_base_only_where_it_is_certain(hub: Path) -> None:
    def build(model: str, form: str, size: str, quantization: str) -> dict[str, Any]:
        return {
            "id": model,
            "family": "f",
            "format": form,
            "size_b": size,
            "quantizations": [quantization],
            "context_length": 8192,
            "revision": None,
        }

    path = json_file(
        hub / "x.gz",
        build("org/Model-8B", "pytorch", "8", "none"),
        build("org/Model-8B-AWQ", "awq", "8", "Int4"),
        build("other/Thing-AWQ", "awq", "8", "Int4"),
        build("org/Model-1B", "pytorch", "1", "none"),
        build("org/Model-1B-v2", "pytorch", "1", "none"),
        build("org/Model-1B-AWQ", "awq", "1", "Int4"),
    )
    bases = {found.id: found.facts.get("lineage.base_models") for found in xinference.records(path)}
    assert {model: base for model, base in bases.items() if base} == {"org/Model-8B-AWQ": ["org/Model-8B"]}


def payload_facts(hub: Path, **changed: Any) -> dict[str, object]:
    row = {"id": "o/m", "_provenance": {"observed": "202509"}, "tags": [], "cardData": {}} | changed
    (found,) = payloads.records(json_file(hub / "payloads.gz", row))
    assert found.readings["card"].observed == date(2025, 9, 1)
    return found.facts


@pytest.mark.parametrize("relation", ["finetune", "adapter", "quantized", "merge"])
def test_relations_are_read_from_the_tags_of_a_payload(hub: Path, relation: str) -> None:
    facts = payload_facts(hub, tags=["base_model:o/base", f"base_model:{relation}:o/base", "base_model:o/m"])
    assert facts["lineage.base_models"] == ["o/base"]
    assert facts["lineage.relation"] == relation


def test_packed_weights_in_a_payload_are_not_counted(hub: Path) -> None:
    facts = payload_facts(hub, safetensors={"parameters": {"I32": 1_000_000_000, "F16": 300_000_000}})
    assert facts["size.dtypes"] == ["F16", "I32"]
    assert "size.parameters" not in facts


def test_a_card_without_data_sets_names_none_and_no_card_is_not_known(hub: Path) -> None:
    assert payload_facts(hub)["docs.datasets"] == []
    row = {"id": "o/m", "_provenance": {"observed": "20250422"}, "tags": []}
    (found,) = payloads.records(json_file(hub / "payloads.gz", row))
    assert "docs.datasets" not in found.facts


@pytest.mark.parametrize(
    ("names", "pickle_only", "custom_code"),
    [
        (["pytorch_model.bin", "optimizer.pt"], True, False),
        (["model.safetensors", "pytorch_model.bin", "inference.py"], False, None),
        (["README.md"], None, False),
        (["model.safetensors", "training_args.bin", "optimizer.pt"], False, False),
        (["pytorch_model.bin", "head.joblib"], None, False),
        (["model.safetensors", "head.joblib"], False, False),
        (["head.joblib"], None, False),
    ],
)
def test_files_of_a_payload_say_formats_and_code(
    hub: Path, names: list[str], pickle_only: bool | None, custom_code: bool | None
) -> None:
    facts = payload_facts(hub, siblings=[{"rfilename": name} for name in names])
    assert (facts.get("files.pickle_only"), facts.get("files.custom_code")) == (pickle_only, custom_code)


@pytest.mark.parametrize(
    ("names", "formats"),
    [
        (["README.md", "config.json", "tokenizer.model"], []),
        (["model.safetensors", "pytorch_model.bin", "training_args.bin"], ["pickle", "safetensors"]),
        (["MODEL.PKL"], ["pickle"]),
        (["tf_model.h5", "weights.hdf5"], ["tensorflow"]),
        (["model.gguf.part1of2", "model.gguf.part2of2"], ["gguf"]),
        (["openvino_model.bin", "openvino_model.xml"], ["openvino"]),
    ],
)
def test_formats_are_completely_known_where_every_file_is(hub: Path, names: list[str], formats: list[str]) -> None:
    assert payload_facts(hub, siblings=[{"rfilename": name} for name in names])["files.formats"] == formats


@pytest.mark.parametrize(
    "name",
    [
        *("model.keras", "saved_model.pb", "head.joblib", "weights.npy", "weights.npz", "weights.zip", "model.dill"),
        *("weights.dat", "model_state.pdparams", "llama-2-7b-chat.ggmlv3.q2_K.bin", "model.tar.gz", "sub/MODEL.ZIP"),
    ],
)
@pytest.mark.parametrize("others", [[], ["model.safetensors"], ["pytorch_model.bin"]])
def test_a_file_that_may_hold_anything_leaves_the_other_formats_unknown(
    hub: Path, name: str, others: list[str]
) -> None:
    facts = payload_facts(hub, siblings=[{"rfilename": one} for one in [*others, name]])
    known = {"model.safetensors": "safetensors", "pytorch_model.bin": "pickle"}
    assert facts["files.formats"] == {"members": [known[one] for one in others], "complete": False}


# Merging


def said(source: str, day: int, **facts: object) -> Record:
    observation = Observation(date(2026, 1, day), source)
    known = {name.replace("__", "."): value for name, value in facts.items()}
    return Record("o/m", known, dict.fromkeys(HUB_READINGS, observation))


def test_a_fact_from_a_second_source_gets_a_claim_with_its_own_day() -> None:
    sources = {
        "llmfit": said("L", 2, model__task="text-generation", model__created=date(2025, 1, 1), license__tag="mit"),
        "leaderboard": said("B", 1, model__revision="a" * 40, license__tag="other"),
    }
    merged = merge("o/m", sources, Counter())
    assert merged.facts["license.tag"] == "mit"
    assert merged.readings["hub-info"] == Observation(date(2026, 1, 2), "L")
    assert merged.readings["card"] == Observation(reason="not collected")
    assert [(claim.fact, claim.value, claim.source, claim.observed) for claim in merged.claims] == [
        ("model.revision", "a" * 40, "B", date(2026, 1, 1))
    ]


def test_a_licence_name_is_taken_only_beside_the_same_tag() -> None:
    sources = {
        "llmfit": said("L", 2, license__tag="mit"),
        "payloads": said("P", 1, license__tag="other", license__name="some"),
    }
    assert "license.name" not in merge("o/m", sources, Counter()).facts


def test_the_largest_lower_bound_wins() -> None:
    sources = {
        "llmfit": said("L", 2, vendor_lock__quantizers=2),
        "lineage_edges": said("E", 1, vendor_lock__quantizers=9),
    }
    assert merge("o/m", sources, Counter()).facts["vendor_lock.quantizers"] == 9


def test_an_unsuitable_value_is_counted_and_the_next_source_asked() -> None:
    spoilt: Counter[str] = Counter()
    sources = {"llmfit": said("L", 2, memory__layers=0), "configs": said("C", 1, memory__layers=32)}
    assert merge("o/m", sources, spoilt).facts["memory.layers"] == 32
    assert merge("o/m", {"llmfit": sources["llmfit"]}, spoilt).facts == {}
    assert spoilt == Counter({"memory.layers": 2})
