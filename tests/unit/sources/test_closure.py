"""Ancestors: bases that cannot be are dropped, and the rest is followed to its end."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from weighbridge.sources.closure import Ancestor, DroppedEdge, ancestors, sound_edges, way

CASES = {
    "nothing": ({}, {}, []),
    "a line": ({"c": ["b"], "b": ["a"]}, {"b": ["a"], "c": ["b"]}, []),
    "itself": ({"a": ["a"]}, {}, [DroppedEdge("a", "a", "names itself")]),
    "itself and another": ({"a": ["a", "b"]}, {"a": ["b"]}, [DroppedEdge("a", "a", "names itself")]),
    "two in a circle": ({"a": ["b"], "b": ["a"]}, {"a": ["b"]}, [DroppedEdge("b", "a", "closes a cycle")]),
    "three in a circle": (
        {"a": ["b"], "b": ["c"], "c": ["a"]},
        {"a": ["b"], "b": ["c"]},
        [DroppedEdge("c", "a", "closes a cycle")],
    ),
    "the same base twice": ({"b": ["a", "a"]}, {"b": ["a"]}, []),
    "a merge": ({"m": ["b", "a"]}, {"m": ["a", "b"]}, []),
}


@pytest.mark.parametrize(("declared", "kept", "dropped"), CASES.values(), ids=CASES)
def test_bases_that_lead_back_are_dropped_with_the_reason(declared, kept, dropped) -> None:
    assert sound_edges(declared) == (kept, dropped)


def test_the_order_of_the_input_does_not_matter() -> None:
    chance = random.Random(1)
    declared = {f"m{n}": [f"m{chance.randrange(40)}" for _ in range(3)] for n in range(40)}
    expected = sound_edges(declared)
    for seed in range(5):
        items = list(declared.items())
        random.Random(seed).shuffle(items)
        assert sound_edges({child: list(reversed(bases)) for child, bases in items}) == expected


def test_what_is_kept_has_no_circle() -> None:
    chance = random.Random(2)
    declared = {f"m{n}": [f"m{chance.randrange(60)}" for _ in range(4)] for n in range(60)}
    kept, _ = sound_edges(declared)
    assert [line for line in ancestors(kept) if line.child == line.ancestor] == []


def test_every_ancestor_counts_with_the_fewest_steps_to_it() -> None:
    edges = {"d": ["c", "a"], "c": ["b"], "b": ["a"]}
    assert ancestors(edges) == [
        Ancestor("b", "a", 1),
        Ancestor("c", "a", 2),
        Ancestor("c", "b", 1),
        Ancestor("d", "a", 1),
        Ancestor("d", "b", 2),
        Ancestor("d", "c", 1),
    ]


def test_a_very_long_line_does_not_end_the_program() -> None:
    edges = {f"m{n:05}": [f"m{n + 1:05}"] for n in range(1200)}
    kept, dropped = sound_edges(edges)
    assert (len(kept), dropped) == (1200, [])
    assert ancestors({name: kept[name] for name in list(kept)[-3:]})[-1] == Ancestor("m01199", "m01200", 1)


Edges = dict[str, list[str]]


def lines(edges: Edges) -> dict[str, dict[str, int]]:
    """Return for each model its ancestors with the fewest steps to them."""
    found: dict[str, dict[str, int]] = {}
    for child, ancestor, depth in ancestors(edges):
        found.setdefault(child, {})[ancestor] = depth
    return found


WAYS: dict[str, tuple[Edges, list[str]]] = {
    "one step": ({"z": ["a"]}, ["z", "a"]),
    "three steps": ({"z": ["c"], "c": ["b"], "b": ["a"]}, ["z", "c", "b", "a"]),
    "the shorter of two, though its ids come later": (
        {"z": ["b", "y"], "b": ["c"], "c": ["a"], "y": ["a"]},
        ["z", "y", "a"],
    ),
    "straight there, though there is a way around": ({"z": ["a", "b"], "b": ["a"]}, ["z", "a"]),
    "the first by id of two as short": ({"z": ["y", "x"], "y": ["a"], "x": ["a"]}, ["z", "x", "a"]),
    "the first by id at each step": (
        {"z": ["m", "n"], "m": ["p", "o"], "n": ["b"], "b": ["a"], "o": ["a"], "p": ["a"]},
        ["z", "m", "o", "a"],
    ),
    "a base that leads elsewhere is passed by": ({"z": ["b", "c"], "b": ["d"], "c": ["a"]}, ["z", "c", "a"]),
}


@pytest.mark.parametrize(("edges", "expected"), WAYS.values(), ids=WAYS)
def test_the_way_to_an_ancestor_is_the_shortest_and_of_several_the_first_by_id(edges: Edges, expected) -> None:
    assert way(lines(edges), "z", "a") == expected
    backwards = {child: list(reversed(bases)) for child, bases in reversed(edges.items())}
    assert way(lines(backwards), "z", "a") == expected


GAPS = {
    "nothing is on record": ({}, ["z", "a"]),
    "only how far it is": ({"z": {"a": 3}}, ["z", "a"]),
    "the base is, its own bases are not": ({"z": {"b": 1, "a": 2}}, ["z", "a"]),
    "the last step is not": ({"z": {"c": 1, "b": 2, "a": 3}, "c": {"b": 1, "a": 2}}, ["z", "c", "a"]),
    "another base is": ({"z": {"x": 1, "a": 2}, "x": {"y": 1}}, ["z", "a"]),
    "two that lead to each other": ({"z": {"y": 1, "a": 3}, "y": {"z": 1, "a": 2}}, ["z", "y", "a"]),
}


@pytest.mark.parametrize(("held", "expected"), GAPS.values(), ids=GAPS)
def test_a_step_that_is_not_on_record_is_left_out(held: dict[str, dict[str, int]], expected: list[str]) -> None:
    assert way(held, "z", "a") == expected


def test_a_model_is_its_own_way() -> None:
    assert way({"z": {"a": 1}}, "z", "z") == ["z"]


def test_every_ancestor_of_any_lineage_is_reached_in_as_many_steps_as_it_is_far() -> None:
    chance = random.Random(3)
    edges, _ = sound_edges({f"m{n}": [f"m{chance.randrange(50)}" for _ in range(2)] for n in range(50)})
    held = lines(edges)
    for child, above in held.items():
        for ancestor, depth in above.items():
            found = way(held, child, ancestor)
            assert len(found) == depth + 1
            assert (found[0], found[-1]) == (child, ancestor)
            assert all(held[step][base] == 1 for step, base in pairwise(found))
