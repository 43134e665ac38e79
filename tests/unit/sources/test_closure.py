"""Ancestors: bases that cannot be are dropped, and the rest is followed to its end."""

from __future__ import annotations

import random

import pytest

from weighbridge.sources.closure import Ancestor, DroppedEdge, ancestors, sound_edges

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
