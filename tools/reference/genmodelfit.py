"""genmodelfit_models.jsonl.gz: gate, licence and base of Stable Diffusion, FLUX and Whisper repositories."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tools.reference.cells import day, json_lines, model_id, record
from tools.reference.licences import licence
from weighbridge.sources.record import Record

SOURCE = "genmodelfit 0.10.1 catalogue"
OBSERVED = date(2026, 10, 1)
_FAMILIES = re.compile(r"flux|stable-diffusion|sdxl|sd-turbo|whisper", re.IGNORECASE)


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each repository of these families, and for the repositories that licences were traced to.

    The catalogue lists the files that one workflow needs, not all of a repository, so no weight size is read.
    """
    files: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    bases: defaultdict[str, set[str]] = defaultdict(set)
    for row in json_lines(path):
        for file in row.get("files") or []:
            repository = model_id(file.get("repo_id"))
            if repository:
                files[repository].append(file)
            origin = model_id(file.get("license_from"))
            if repository and origin and file.get("role") == "main":
                bases[repository].add(origin)
    for model in sorted(files):
        if _FAMILIES.search(model):
            yield record(model, _facts(model, files[model], bases[model], path), _observed(files[model]), SOURCE)
    yield from _traced(files, path)


def repositories(path: Path) -> frozenset[str]:
    """Return the repositories of these families that files come from."""
    found = (model_id(file.get("repo_id")) for row in json_lines(path) for file in row.get("files") or [])
    return frozenset(model for model in found if model and _FAMILIES.search(model))


def _facts(model: str, files: list[dict[str, Any]], origins: set[str], path: Path) -> dict[str, object]:
    made_from = sorted(origins - {model})
    named = {file.get("repo_license") for file in files if file.get("repo_license")}
    return {
        # A file that asks for a login does not say whether asking is enough.
        "model.gated": "open" if all(file.get("gated") is False for file in files) else None,
        "files.formats": {"members": ["safetensors"], "complete": False} if _safetensors(files) else None,
        "lineage.base_models": {"members": made_from, "complete": False} if made_from else None,
        **(_own_licence(model, files, path) or licence(named.pop() if len(named) == 1 else None, path)),
    }


def _own_licence(model: str, files: list[dict[str, Any]], path: Path) -> dict[str, object]:
    """Return the licence that was traced to this repository itself, where all its files agree on one."""
    traced = {(file.get("license"), file.get("license_name")) for file in files if file.get("license_from") == model}
    if len(traced) != 1:
        return {}
    ((tag, name),) = traced
    return licence(name if tag == "other" and name else tag, path)


def _traced(files: dict[str, list[dict[str, Any]]], path: Path) -> Iterator[Record]:
    origins: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for listed in files.values():
        for file in listed:
            origin = model_id(file.get("license_from"))
            if origin and not (origin in files and _FAMILIES.search(origin)):
                origins[origin].append(file)
    for origin in sorted(origins):
        if facts := _own_licence(origin, origins[origin], path):
            yield record(origin, facts, _observed(origins[origin]), SOURCE)


def _observed(files: list[dict[str, Any]]) -> date:
    """Return the day on which the last of these files was looked at, or that of the catalogue."""
    return max((checked for file in files if (checked := day(file.get("head_checked_at")))), default=OBSERVED)


def _safetensors(files: list[dict[str, Any]]) -> bool:
    return any(str(file.get("name")).endswith(".safetensors") for file in files)
