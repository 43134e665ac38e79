"""Which serving engines implement which architecture themselves."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from weighbridge.knowledge.files import FOLDER, knowledge_file

Families = Mapping[str, tuple[str, ...]]


def families_by_architecture() -> Families:
    """Return the independent engine families of each architecture class."""
    return _table()["architecture"]


def families_by_model_type() -> Families:
    """Return the engine families known by `model_type`; a lower bound, since most engines go by class."""
    return _table()["model_type"]


@lru_cache(maxsize=1)
def self_contained_families() -> frozenset[str]:
    """Return the families that read config, tokenizer and weights without code from the publisher."""
    return frozenset(name for name, entry in knowledge_file("engines")["families"].items() if entry["self_contained"])


def engines_as_of() -> date:
    """Return the day the table was last reviewed."""
    as_of: date = knowledge_file("engines")["as_of"]
    return as_of


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Families]:
    found: dict[str, dict[str, tuple[str, ...]]] = {"architecture": {}, "model_type": {}}
    with (FOLDER / "architectures.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for key, name, families in rows:
            found[key][name] = tuple(families.split())
    return found
