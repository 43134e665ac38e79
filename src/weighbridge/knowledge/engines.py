"""Which serving engines implement which architecture themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from weighbridge.knowledge.files import knowledge_file


@lru_cache(maxsize=1)
def families_by_architecture() -> Mapping[str, tuple[str, ...]]:
    """Return the independent engine families of each architecture class."""
    return {name: tuple(families) for name, families in knowledge_file("engines")["architectures"].items()}


@lru_cache(maxsize=1)
def families_by_model_type() -> Mapping[str, tuple[str, ...]]:
    """Return the engine families known by `model_type`; a lower bound, since most engines go by class."""
    return {name: tuple(families) for name, families in knowledge_file("engines")["model_types"].items()}


@lru_cache(maxsize=1)
def self_contained_families() -> frozenset[str]:
    """Return the families that read config, tokenizer and weights without code from the publisher."""
    return frozenset(name for name, entry in knowledge_file("engines")["families"].items() if entry["self_contained"])


def engines_as_of() -> date:
    """Return the day the file was last reviewed."""
    as_of: date = knowledge_file("engines")["as_of"]
    return as_of
