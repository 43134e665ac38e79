"""configs.json.gz: architecture class, dimensions and context from config.json files of some 110 models."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tools.reference.cells import model_id, number, record, word
from tools.reference.counts import packed
from weighbridge.sources.record import Record

SHIPPED = "package (HF config.json as shipped)"
DERIVED = "fields derived from the real config.json via AutoConfig during the sweep"
SOURCES = {
    SHIPPED: ("config.json in aiconfigurator-core 0.12.0", date(2026, 9, 15)),
    DERIVED: ("fields of config.json in llm-d-planner measurements", date(2026, 4, 1)),
}
"""By provenance: what is read, and from when on it can be: PyPI had the package in the second half of September 2026
and vLLM 0.19, which was measured, in April. Entries from memory and hand-written tables are not read."""

_NUMBERS = {
    "size.context_tokens": "max_position_embeddings",
    "memory.layers": "num_hidden_layers",
    "memory.hidden_size": "hidden_size",
    "memory.attention_heads": "num_attention_heads",
    "memory.kv_heads": "num_key_value_heads",
    "memory.head_dim": "head_dim",
    "memory.vocab_size": "vocab_size",
    "memory.moe_intermediate_size": "moe_intermediate_size",
}


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each model whose entry was made from its config.json."""
    with gzip.open(path, "rt", encoding="utf-8") as text:
        entries: dict[str, dict[str, Any]] = json.load(text)
    for name, entry in sorted(entries.items()):
        model = model_id(name)
        if model is not None and entry["provenance"] in SOURCES:
            source, observed = SOURCES[entry["provenance"]]
            yield record(model, _facts(model, entry), observed, source)


def _facts(model: str, entry: dict[str, Any]) -> dict[str, object]:
    config: dict[str, Any] = entry["config"]
    text: Mapping[str, Any] = config.get("text_config") or config
    recalled = set(entry.get("fields_from_memory") or ())
    facts: dict[str, object] = {
        fact_id: number(fact_id, text.get(name)) for fact_id, name in _NUMBERS.items() if name not in recalled
    }
    architectures = config.get("architectures") or [None]
    facts["model.architecture"] = word(architectures[0])
    facts["model.type"] = word(config.get("model_type"))
    if config.get("auto_map"):
        facts["files.custom_code"] = True
    if entry["provenance"] == SHIPPED:
        facts["size.quantization"] = _quantization(model, config, entry.get("hf_quant_config"))
    return facts


def _quantization(model: str, config: Mapping[str, Any], beside: Mapping[str, Any] | None) -> str | None:
    """Return how the weights are quantised: the method, or the number format where the method is only a packager."""
    found = config.get("quantization_config") or (config.get("text_config") or {}).get("quantization_config")
    if found is None:
        named = packed(model) or "fp8" in model.lower()
        return None if beside or named else "none"
    method = word(found.get("quant_method"))
    if method in ("modelopt", "compressed-tensors"):
        return _number_format(found)
    return method


def _number_format(config: Mapping[str, Any]) -> str | None:
    algorithm = str(config.get("quant_algo", "")).lower()
    return algorithm if algorithm in ("fp8", "nvfp4", "mxfp4") else None
