"""Every ancestor of every model, from the bases that models declare."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Ancestor(NamedTuple):
    """One ancestor of one model; `depth` is the fewest steps to it, 1 for a base."""

    child: str
    ancestor: str
    depth: int


class DroppedEdge(NamedTuple):
    """A declared base that cannot be one, and why."""

    child: str
    base: str
    reason: str


def sound_edges(declared: Mapping[str, Iterable[str]]) -> tuple[dict[str, list[str]], list[DroppedEdge]]:
    """Return the declared bases without those that lead back to the model itself, and what was dropped.

    A model that names itself says nothing; of a cycle the edge is dropped that closes it, walking in order of ids, so the
    answer does not depend on the order of the input.
    """
    kept: dict[str, list[str]] = {}
    dropped: list[DroppedEdge] = []
    for child in sorted(declared):
        for base in sorted(set(declared[child])):
            if base == child:
                dropped.append(DroppedEdge(child, base, "names itself"))
            elif child in _reachable(base, kept):
                dropped.append(DroppedEdge(child, base, "closes a cycle"))
            else:
                kept.setdefault(child, []).append(base)
    return kept, dropped


def ancestors(edges: Mapping[str, Iterable[str]]) -> list[Ancestor]:
    """Return every (child, ancestor, depth) of acyclic `edges`, sorted."""
    return [
        Ancestor(child, ancestor, depth)
        for child in sorted(edges)
        for ancestor, depth in sorted(_reachable(child, edges).items())
        if depth > 0
    ]


def _reachable(start: str, edges: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Return what can be reached from `start`, itself included, with the fewest steps to it."""
    steps = {start: 0}
    frontier = [start]
    while frontier:
        following: list[str] = []
        for node in frontier:
            for base in edges.get(node, ()):
                if base not in steps:
                    steps[base] = steps[node] + 1
                    following.append(base)
        frontier = following
    return steps


def way(lines: Mapping[str, Mapping[str, int]], child: str, ancestor: str) -> list[str]:
    """Return a shortest way from a model up to one of its ancestors, both included; of several the first by id.

    `lines` has for each model its ancestors with the fewest steps to them. A step that is not on record is left out.
    """
    steps = [child]
    while steps[-1] != ancestor:
        bases = [base for base, depth in lines.get(steps[-1], {}).items() if depth == 1]
        nearer = [(0 if base == ancestor else lines.get(base, {}).get(ancestor, -1), base) for base in bases]
        onward = [(far, base) for far, base in nearer if far >= 0 and base not in steps]
        steps.append(min(onward)[1] if onward else ancestor)
    return steps
