"""payloads.jsonl.gz: answers of the Hub's API of 2025, the only source with file lists and whole cards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tools.reference.cells import commit, day, json_lines, model_id, number, record, word, words
from tools.reference.counts import counted, packed
from tools.reference.licences import licence
from weighbridge.facts.dictionary import RELATIONS
from weighbridge.sources.record import Record

SOURCE = "recorded answer of the Hub's API"
_GATES = {False: "open", "auto": "auto", "manual": "manual"}
_WHOLE = frozenset(("F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"))
"""Data types of which one element is one weight; int4 is packed eight to an I32, so others may hold several."""

_FORMATS = {
    "safetensors": re.compile(r"\.safetensors$"),
    "gguf": re.compile(r"\.gguf(?:\.part\d+of\d+)?$"),
    "onnx": re.compile(r"\.onnx$"),
    "openvino": re.compile(r"openvino_\w*\.bin$"),
    "pickle": re.compile(
        r"(?:pytorch_model|adapter_model|diffusion_pytorch_model)[\w.-]*\.bin$|\.(?:pth?|ckpt|pkl|pickle)$"
    ),
    "tensorflow": re.compile(r"\.h(?:df)?5$"),
    "flax": re.compile(r"\.msgpack$"),
}
_UNJUDGED = re.compile(
    r"\.(?:7z|bin|bz2|dat|dill|gz|joblib|keras|llamafile|mar|mlmodel|nemo|npy|npz|ot|pb|pdi?params|pt2|rar|t7|tar|tflite|tgz|th"
    r"|whl|xz|zip)$"
)
"""Endings of files that may hold weights, a pickle among them, where the name does not tell in which format."""
_BESIDES = re.compile(r"(?:^|/)(?:optimizer|scheduler|rng_state\w*|training_args)\.\w+$")
"""Leftovers of training: pickles, but no weights."""

_LICENSE = re.compile(r"(?:LICEN[CS]E|COPYING)(?:[.-].*)?", re.IGNORECASE)


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each answer; of several on one model the last."""
    for model, row in {model_id(row["id"]): row for row in sorted(json_lines(path), key=_observed)}.items():
        if model is not None:
            yield record(model, _facts(model, row, path), _observed(row), SOURCE)


def _observed(row: dict[str, Any]) -> date:
    """Return the day of the answer; of some only the month is known, then its first day."""
    digits = str(row["_provenance"]["observed"]).ljust(len("20250401"), "0")
    return date(int(digits[:4]), int(digits[4:6]), max(1, int(digits[6:])))


def _facts(model: str, row: dict[str, Any], path: Path) -> dict[str, object]:
    return {
        "model.revision": commit(row.get("sha")),
        "model.task": word(row.get("pipeline_tag")),
        "model.library": word(row.get("library_name")),
        "model.tags": row.get("tags"),
        "model.created": day(row.get("createdAt")),
        "model.updated": day(row.get("lastModified")),
        "model.gated": _GATES.get(row.get("gated")),
        "model.private": row.get("private"),
        "model.disabled": row.get("disabled"),
        "size.repo_bytes": row.get("usedStorage") or None,
        "adoption.downloads_30d": number("adoption.downloads_30d", row.get("downloads")),
        "adoption.likes": number("adoption.likes", row.get("likes")),
        **_card(row.get("cardData"), path),
        **_lineage(model, row.get("tags") or []),
        **_files(row),
        **_config(model, row),
        **_weights(model, row.get("safetensors")),
    }


def _card(card: dict[str, Any] | None, path: Path) -> dict[str, object]:
    """Return what the card's metadata says; a key that is absent in a card that was read is a known empty set."""
    if card is None:
        return {}
    datasets, languages = card.get("datasets") or [], card.get("language")
    results = [result for entry in card.get("model-index") or [] for result in entry.get("results") or []]
    facts: dict[str, object] = {
        "model.languages": words([languages] if isinstance(languages, str) else languages),
        "model.successor": model_id(card.get("new_version")),
        "docs.datasets": [datasets] if isinstance(datasets, str) else datasets,
        "docs.training_data": "named" if datasets else None,
        "docs.evaluations": len(results),
        **licence(card.get("license"), path),
    }
    if facts.get("license.tag"):
        facts["license.name"] = word(card.get("license_name"))
        facts["license.link"] = word(card.get("license_link"))
    return facts


def _lineage(model: str, tags: list[str]) -> dict[str, object]:
    """Return bases, relation and papers from the tags that the Hub makes of the card."""
    bases: set[str] = set()
    relations: set[str] = set()
    for tag in tags:
        head, _, rest = tag.partition(":")
        if head != "base_model":
            continue
        relation, _, base = rest.rpartition(":")
        named = model_id(base)
        if named and named != model:
            bases.add(named)
            relations |= {relation} & set(RELATIONS)
    return {
        "lineage.declares_base": any(tag.startswith("base_model:") for tag in tags),
        "lineage.base_models": sorted(bases) or None,
        "lineage.relation": relations.pop() if len(relations) == 1 else None,
        "docs.papers": sorted(tag.removeprefix("arxiv:") for tag in tags if tag.startswith("arxiv:")),
    }


def _files(row: dict[str, Any]) -> dict[str, object]:
    siblings = row.get("siblings")
    if not siblings:
        return {}
    names = [str(file["rfilename"]) for file in siblings]
    return {
        **_formats(names),
        "files.custom_code": _custom_code(row, names),
        "files.license_present": any(_LICENSE.fullmatch(name) for name in names),
        "files.card_present": "README.md" in names,
        "files.signature_present": any(name == "model.sig" or name.endswith(".sigstore") for name in names),
    }


def _formats(names: list[str]) -> dict[str, object]:
    """Return the formats of the weights; with a file that may hold more of them, there may be others beside these."""
    found: set[str] = set()
    complete = True
    for name in (name.lower() for name in names if not _BESIDES.search(name)):
        recognised = {kind for kind, pattern in _FORMATS.items() if pattern.search(name)}
        found |= recognised
        complete = complete and bool(recognised or not _UNJUDGED.search(name))
    only = found == {"pickle"}
    return {
        "files.formats": sorted(found) if complete else {"members": sorted(found), "complete": False},
        "files.pickle_only": only if found and (complete or not only) else None,
    }


def _custom_code(row: dict[str, Any], names: list[str]) -> bool | None:
    """Return whether it brings code: by tag or auto_map; with .py files that nothing names it is not known."""
    if "custom_code" in (row.get("tags") or []) or (row.get("config") or {}).get("auto_map"):
        return True
    return None if any(name.endswith(".py") for name in names) else False


def _config(model: str, row: dict[str, Any]) -> dict[str, object]:
    config: Mapping[str, Any] = row.get("config") or {}
    architectures = config.get("architectures") or [None]
    facts: dict[str, object] = {
        "model.architecture": word(architectures[0]),
        "model.type": word(config.get("model_type")),
    }
    if facts["model.architecture"]:
        method = (config.get("quantization_config") or {}).get("quant_method")
        facts["size.quantization"] = word(method) if "quantization_config" in config else _unquantised(model)
    return facts


def _unquantised(model: str) -> str | None:
    return None if packed(model) else "none"


def _weights(model: str, headers: dict[str, Any] | None) -> dict[str, object]:
    elements = (headers or {}).get("parameters") or {}
    if not elements:
        return {}
    whole = elements.keys() <= _WHOLE
    return {
        "size.dtypes": sorted(elements),
        "size.parameters": counted(model, sum(elements.values())) if whole else None,
    }
