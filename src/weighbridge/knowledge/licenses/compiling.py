"""From the files of the families to one table: what `make docs` writes and the loader reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
COMPILED = FOLDER / "compiled.json"
UNRESOLVED = "unresolved"
SECTIONS = ("permits", "limits", "obligations", "terms")


def source_files() -> list[Path]:
    """Return the YAML files of the families, and of what stands for no one text, by name."""
    return sorted(FOLDER.glob("*.yaml"))


def digests() -> dict[str, str]:
    """Return the sha256 of each file by its name; the compiled table holds those that it was made from."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in source_files()}


def compiled() -> dict[str, Any]:
    """Return the table made from the files: their digests, every licence with what it inherits, and what is unresolved."""
    table: dict[str, Any] = {}
    unresolved: dict[str, Any] = {}
    days = []
    for path in source_files():
        content = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
        day = content["as_of"].isoformat()
        days.append(day)
        if path.stem == UNRESOLVED:
            unresolved = {kind: content[kind] for kind in ("tags", "names")}
            continue
        raw = content["licenses"]
        for id_ in raw:
            table[id_] = {**_inherited(id_, raw), "family": content["family"], "as_of": day, "file": path.name}
    return {"files": digests(), "as_of": max(days), "licenses": table, UNRESOLVED: unresolved}


def written(table: Mapping[str, Any]) -> str:
    """Return the compiled table as text, a licence a line."""
    lines = [f" {json.dumps(id_)}: {json.dumps(one)}" for id_, one in table["licenses"].items()]
    head = {name: part for name, part in table.items() if name != "licenses"}
    return f'{json.dumps(head, indent=0, sort_keys=True)[:-2]},\n"licenses": {{\n' + ",\n".join(lines) + "\n}}\n"


def _inherited(id_: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return one licence with the clauses of the one that it is like, where it does not state its own."""
    own: dict[str, Any] = {name: part for name, part in raw[id_].items() if name != "like"}
    if "like" not in raw[id_]:
        return own
    other = _inherited(raw[id_]["like"], raw)
    for section in SECTIONS:
        if section == "limits":
            own.setdefault(section, other[section])
        else:
            own[section] = {**other[section], **(own.get(section) or {})}
    return own
