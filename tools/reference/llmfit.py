"""llmfit_models.jsonl.gz: licence, parameters, dimensions, context, downloads and dates of 16,849 models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tools.reference.cells import day, json_lines, model_id, number, record, word, words
from tools.reference.counts import counted, nominal
from tools.reference.licences import licence
from weighbridge.sources.record import Record

SOURCE = "llmfit 1.1.17 model table"
OBSERVED = date(2026, 10, 1)
DEFAULT_CONTEXT = 4096
"""Stands in a third of the rows, also for models known to read 128,000 tokens: a default, not knowledge."""

MLA_TYPES = frozenset(
    (
        "deepseek_v2",
        "deepseek_v3",
        "deepseek_v32",
        "deepseek_vl_v2",
        "deepseek_ocr",
        "kimi_k2",
        "kimi_k25",
        "kimi_k3",
        "kimi_vl",
        "kimi_linear",
        "glm_moe_dsa",
        "glm4_moe_lite",
        "longcat_flash",
        "minicpm3",
        "mistral4",
        "bailing_hybrid",
    )
)
"""Latent attention: its config has no head_dim, and the table's hidden size over heads is none."""

_DIMENSIONS = {
    "memory.layers": "num_hidden_layers",
    "memory.hidden_size": "hidden_size",
    "memory.attention_heads": "num_attention_heads",
    "memory.kv_heads": "num_key_value_heads",
    "memory.vocab_size": "vocab_size",
}


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each row. Its memory, quantisation and format columns are estimates and are not read."""
    for row in json_lines(path):
        model = model_id(row["name"])
        if model is not None:
            yield record(model, _facts(model, row, path), OBSERVED, SOURCE)


def _facts(model: str, row: dict[str, Any], path: Path) -> dict[str, object]:
    context = row["context_length"]
    return {
        "model.task": word(row["pipeline_tag"]),
        "model.type": word(row["architecture"]),
        "model.languages": words(row.get("languages")),
        "model.created": day(row["release_date"]),
        "size.parameters": _parameters(model, row),
        "size.active_parameters": _active(model, row),
        "size.context_tokens": None if context == DEFAULT_CONTEXT else number("size.context_tokens", context),
        "vendor_lock.quantizers": _quantizers(model, row),
        **_adoption(row),
        **_dimensions(row),
        **licence(row.get("license"), path),
    }


def _adoption(row: dict[str, Any]) -> dict[str, object]:
    """Return downloads and likes; the table has 0 where it did not ask, and round guesses for speech models."""
    if not row["hf_downloads"] or "_audio_backends" in row:
        return {}
    return {
        "adoption.downloads_30d": number("adoption.downloads_30d", row["hf_downloads"]),
        "adoption.likes": number("adoption.likes", row["hf_likes"]),
    }


def _dimensions(row: dict[str, Any]) -> dict[str, object]:
    found: dict[str, object] = {fact_id: number(fact_id, row.get(name)) for fact_id, name in _DIMENSIONS.items()}
    if row["architecture"] not in MLA_TYPES:
        found["memory.head_dim"] = number("memory.head_dim", row.get("head_dim"))
    if row.get("is_moe"):
        # For dense models the column holds the plain intermediate size.
        found["memory.moe_intermediate_size"] = number("memory.moe_intermediate_size", row.get("moe_intermediate_size"))
    return found


def _parameters(model: str, row: dict[str, Any]) -> int | None:
    count = row["parameters_raw"]
    return None if nominal(count) or count == _estimated_parameters(row) else counted(model, count)


def _estimated_parameters(row: dict[str, Any]) -> int | None:
    """Return what the table's own formula gives; it forgets grouped queries and gates, 15 to 25 % off."""
    layers, hidden, wide, vocab = (
        row.get(name) for name in ("num_hidden_layers", "hidden_size", "moe_intermediate_size", "vocab_size")
    )
    if not (layers and hidden and wide and vocab):
        return None
    return int(layers * (4 * hidden * hidden + 2 * hidden * wide) + vocab * hidden)


def _active(model: str, row: dict[str, Any]) -> int | None:
    """Return the active parameters where they are stated; most are the table's guess of 5 % and a share of experts."""
    active, count = row.get("active_parameters"), row["parameters_raw"]
    if not active or counted(model, count) is None or not row.get("num_experts"):
        return None
    guess = 0.05 * count + 0.95 * count * (row.get("active_experts") or 0) / row["num_experts"]
    return number("size.active_parameters", active) if nominal(active) and abs(active - guess) > 2 else None


def _quantizers(model: str, row: dict[str, Any]) -> int | None:
    """Return how many publishers other than its own have GGUF builds; None where none is listed."""
    own = model.partition("/")[0]
    builds = (model_id(source.get("repo")) for source in row.get("gguf_sources") or ())
    return len({build.partition("/")[0] for build in builds if build} - {own}) or None
