"""Any text of up to 64 KiB ends, within limits, as a policy or as located messages, and as nothing else.

Ten thousand texts here; `python -m tools.fuzz_policies` reads as many as one likes, of the same kinds and more.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tools.fuzz_policies import HOSTILE, LONG, MAX_TEXT, TOKENS, by_shape, deep, long_text, mutated, reading

from weighbridge.facts import FACTS
from weighbridge.policy import parse_policy
from weighbridge.policy.operators import OPERATORS
from weighbridge.policy.schema import FORMS, GateEntry, PolicyFile, ScoreEntry


def examples(number: int) -> settings:
    """Return the settings of a test of so many texts."""
    return settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))


def faults(text: bytes) -> tuple[str, ...]:
    """Return what is wrong with the reading of a text; how long it takes is for the tool to measure, not for a test."""
    return reading(text, None).faults


def octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")[:MAX_TEXT]


@examples(1000)
@given(st.binary(max_size=500))
def test_any_bytes_are_a_policy_or_are_refused_with_a_place(text: bytes) -> None:
    assert faults(text) == ()


@examples(1000)
@given(st.text(st.characters(codec="utf-32", exclude_categories=()), max_size=500))
def test_any_letters_are_a_policy_or_are_refused_with_a_place(text: str) -> None:
    assert faults(octets(text)) == ()


@examples(2500)
@given(st.lists(st.sampled_from(TOKENS), max_size=60) | st.lists(st.sampled_from(TOKENS[:30]), max_size=60))
def test_any_words_of_yaml_are_a_policy_or_are_refused_with_a_place(words: list[str]) -> None:
    assert faults(octets("".join(words))) == ()


@examples(500)
@given(
    st.sampled_from(["", "weighbridge: 1\nname: p\n", "lists: {a: [", "a: |\n ", '"']),
    st.lists(st.sampled_from(TOKENS), min_size=1, max_size=4),
    st.integers(1, 3000) | st.just(MAX_TEXT),
)
def test_any_words_again_and_again_are_a_policy_or_are_refused_with_a_place(
    head: str, words: list[str], times: int
) -> None:
    assert faults(octets(head + "".join(words) * times)) == ()


@examples(500)
@given(st.randoms(use_true_random=False).map(deep))
def test_any_depth_is_a_policy_or_is_refused_with_a_place(text: str) -> None:
    assert faults(octets(text)) == ()


_SCALARS = (None, True, 0, 1, -1, 1.5, 1e30, 10**18, "", "MIT", "$x", "$a", "2026-11-01", "x" * 400)
_WORDS = ("all", "any", "not", "at_least", "n", "of", "fact", "worst", "best", "values", "points", "min", "members")
_KEYS = st.sampled_from([*_WORDS, *OPERATORS, *PolicyFile.model_fields]) | st.sampled_from([*FACTS, *HOSTILE])
_VALUES = st.recursive(
    st.sampled_from(_SCALARS) | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(HOSTILE) | _KEYS, inner, max_size=3),
    max_leaves=6,
)
_HEAD = "weighbridge: 1\nname: p\nlists: {a: [MIT]}\ngovernance: {gates: [{id: g, title: G, require: {license.spdx: $a}}]}\n"
_PLACES = (
    *(
        f"weighbridge: 1\nname: p\n{key}: VALUE\n"
        for key in PolicyFile.model_fields
        if key not in ("weighbridge", "name")
    ),
    *(f"{_HEAD}{section}: [VALUE]\n" for section in ("clarify", "waivers", "tests", "watchlists")),
    *(
        f"{_HEAD}own: {{a: VALUE}}\n",
        f"{_HEAD}decide: {{floors: VALUE, max_age: VALUE}}\n",
        "weighbridge: VALUE\nname: VALUE\n",
    ),
    *(
        f"{_HEAD}hosting: {{gates: [{{id: a, title: A, {key}: VALUE}}]}}\n"
        for key in GateEntry.model_fields
        if key != "title"
    ),
    *(
        f"{_HEAD}hosting: {{scores: [{{id: a, title: A, weight: 1, {key}: VALUE}}]}}\n"
        for key in ScoreEntry.model_fields
        if key not in ("id", "title", "weight")
    ),
    *(
        f"{_HEAD}hosting: {{scores: [{{id: a, title: A, weight: 1, {form}: {{fact: size.parameters, {key}: VALUE}}}}]}}\n"
        for form in FORMS
        for key in ("worst", "points", "values", "of")
    ),
)


@examples(1500)
@given(st.sampled_from(_PLACES), _VALUES)
def test_any_value_at_any_place_is_read_or_refused_with_a_place(place: str, value: object) -> None:
    assert faults(octets(place.replace("VALUE", json.dumps(value)))) == ()


@examples(1500)
@given(st.randoms(use_true_random=False).map(by_shape))
def test_any_policy_of_the_right_shape_is_read_or_refused_with_a_place(text: str) -> None:
    assert faults(octets(text)) == ()


@examples(1500)
@given(st.randoms(use_true_random=False).map(mutated))
def test_a_bundled_policy_that_was_changed_is_read_or_refused_with_a_place(text: str) -> None:
    assert faults(octets(text)) == ()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("name", LONG)
def test_a_long_text_ends_as_soon_as_a_short_one(name: str, share: float) -> None:
    assert faults(long_text(name, share).encode()) == ()


def test_the_smallest_policy_of_these_places_is_read() -> None:
    assert [rule.id for rule in parse_policy(_HEAD.encode(), "p.yaml").rules()] == ["g"]
