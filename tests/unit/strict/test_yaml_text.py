"""Plain data as YAML: what is written is read back as the same data, however hostile."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.strict.document import load_document
from weighbridge.strict.yaml_text import WIDTH, block, flow

WORDS = (
    "", " ", "a", "a b", "a  b", " a", "a ", "a\nb", "a\n", "\n", "\ta", "#", "a #b", "a#b", "a: b", "a:", ":", "- a", "-",
    "--- a", "...", "? a", "&a", "*a", "!a", "%a", "@a", "`a", "'", '"', "''", "a'b", 'a"b', "\\", "a\\nb", "{", "}", "[a]",
    "a, b", ",", "|", ">", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "yes", "Yes", "NO", "no", "on",
    "OFF", "y", "N", "=", "<<", "0", "1", "-1", "+1", "007", "0o7", "0x1F", "1_000", "1e5", "1.5", ".5", "5.", "1:30",
    ".inf", "-.inf", ".nan", "2026-01-01", "2026-01-01T00:00:00Z", "$a", "$", "_", "a.b-c", "a/b", "a@b.example", "é", "ß",
    "\u2028", "\x85", "\xa0", "\ufeff", "\u202eab", "\u200b", "😀", "\x00", "\x07", "\x1b[31m", "\x7f", "\ud7ff", "x" * 500,
    "a b " * 200, "a: 'b' \" #" * 60, "e5", "a -b", "a --- b",
)  # fmt: skip

_texts = st.one_of(st.sampled_from(WORDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=150))
_scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    _texts,
)
_values = st.recursive(
    _scalars,
    lambda part: st.one_of(st.lists(part, max_size=4), st.dictionaries(_texts, part, max_size=4)),
    max_leaves=12,
)


def read(text: str) -> Any:
    return load_document(text.encode(), "t").root


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal and of the same types, in the same order."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


@pytest.mark.parametrize("text", WORDS, ids=ascii)
def test_text_stays_text_as_a_value_a_key_and_an_item(text: str) -> None:
    value = {"a": text, text: [text, {text: text}], "b": {"c": {"d": text}}}
    assert same(read(block(value)), value)
    assert same(read(flow(value)), value)
    assert same(read(flow(text)), text)
    assert same(read(block(text)), text)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(_values, st.integers(0, 4))
def test_what_is_written_is_read_back(value: Any, depth: int) -> None:
    assert same(read(block(value, flow_below=depth)), value)
    assert same(read(flow(value)), value)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(_values)
def test_what_is_to_stand_in_one_line_does(value: Any) -> None:
    assert len(flow(value).splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("MIT", "MIT"),
        ("NO", '"NO"'),
        ("Apache-2.0", "Apache-2.0"),
        ("1e5", '"1e5"'),
        ("2026-01-01", '"2026-01-01"'),
        ("our list", "our list"),
        ("risk@bank.example", "risk@bank.example"),
        ("acme/*", '"acme/*"'),
        ("$allowed", "$allowed"),
        ('say "so": it\'s #1', '"say \\"so\\": it\'s #1"'),
        ("a\nb", '"a\\nb"'),
        ("größer", '"größer"'),
        (True, "true"),
        (None, "null"),
        (130_000_000_000, "130000000000"),
        (0.25, "0.25"),
        (1e-7, "1.0e-07"),
        ([], "[]"),
        ({}, "{}"),
        ({"license.spdx": {"in": ["MIT", "NO"]}}, '{license.spdx: {in: [MIT, "NO"]}}'),
    ],
)
def test_a_value_stands_in_a_sentence_as_people_write_it(value: Any, text: str) -> None:
    assert flow(value) == text


def test_only_what_is_nested_deep_stands_in_one_line() -> None:
    value = {"a": {"b": {"c": [1, {"d": 2}]}}, "e": [{"f": [1]}]}
    assert block(value) == "a:\n  b: {c: [1, {d: 2}]}\ne:\n- {f: [1]}\n"
    assert block(value, flow_below=0) == "{a: {b: {c: [1, {d: 2}]}}, e: [{f: [1]}]}\n"
    assert block(value, flow_below=9) == "a:\n  b:\n    c:\n    - 1\n    - d: 2\ne:\n- f:\n  - 1\n"


def test_lines_are_not_much_longer_than_they_should_be() -> None:
    text = block({"a": "word " * 200, "b": {"c": {"d": ["word"] * 100}}})
    assert max(map(len, text.splitlines())) <= WIDTH + 10


def test_one_thing_that_stands_twice_is_written_twice() -> None:
    part = ["MIT"]
    assert flow({"a": part, "b": part}) == "{a: [MIT], b: [MIT]}"
