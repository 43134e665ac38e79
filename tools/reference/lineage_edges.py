"""lineage_edges.jsonl.gz: which models name which base, as public crawls saw it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tools.reference.cells import json_lines, model_id, record
from weighbridge.sources.record import Record

SOURCE = "union of public crawls, 2025"
OBSERVED = date(2025, 12, 31)
"""The crawls are of 2025; their days are not stated."""

RELATIONS = {
    "finetune": "finetune",
    "finetuned": "finetune",
    "adapter": "adapter",
    "quantized": "quantized",
    "merged": "merge",
}
"""The crawls' words; "base_model" does not say how the child was made."""

_COUNTS = {
    "lineage.finetunes": "finetune",
    "lineage.adapters": "adapter",
    "lineage.quantizations": "quantized",
    "lineage.merges": "merge",
}


class Edge(NamedTuple):
    """A child that names a base; `relation` is None where it is not said."""

    base: str
    child: str
    relation: str | None


def records(path: Path) -> Iterator[Record]:
    """Yield a record for each model that names a base, or is named as one."""
    of_base: defaultdict[str, list[Edge]] = defaultdict(list)
    of_child: defaultdict[str, list[Edge]] = defaultdict(list)
    for edge in _edges(path):
        of_child[edge.child].append(edge)
        # A model that names itself is no descendant; as a base the snapshot drops it, and its manifest says so.
        if edge.base != edge.child:
            of_base[edge.base].append(edge)
    for model in sorted(of_base.keys() | of_child.keys()):
        facts = {**_made_from(of_child.get(model, [])), **_made_into(model, of_base.get(model, []))}
        yield record(model, facts, OBSERVED, SOURCE)


def _edges(path: Path) -> Iterator[Edge]:
    for row in json_lines(path):
        base, child = model_id(row["base"]), model_id(row["child"])
        if base and child:
            yield Edge(base, child, RELATIONS.get(row["relation"]))


def _made_from(edges: list[Edge]) -> dict[str, object]:
    """Return the bases, perhaps not all of them, and the relation where the crawls agree on one."""
    if not edges:
        return {}
    relations = {edge.relation for edge in edges if edge.relation}
    bases = sorted({edge.base for edge in edges})
    return {
        "lineage.base_models": {"members": bases, "complete": False},
        "lineage.relation": relations.pop() if len(relations) == 1 else None,
    }


def _made_into(model: str, edges: list[Edge]) -> dict[str, object]:
    """Return how many models name this one, by relation: lower bounds, and nothing where none was seen."""
    if not edges:
        return {}
    own = model.partition("/")[0]
    by_relation = {
        relation: {edge.child for edge in edges if edge.relation == relation} for relation in _COUNTS.values()
    }
    counts: dict[str, object] = {fact_id: len(by_relation[relation]) or None for fact_id, relation in _COUNTS.items()}
    return {
        **counts,
        "lineage.derivatives": len({edge.child for edge in edges}),
        "lineage.derivative_publishers": len({edge.child.partition("/")[0] for edge in edges}),
        "vendor_lock.quantizers": len(_publishers(by_relation["quantized"]) - {own}) or None,
    }


def _publishers(models: set[str]) -> set[str]:
    return {model.partition("/")[0] for model in models}
