"""YAML from outside: what is read, and how everything else is refused, with its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.strict.document import MAX_BYTES, MAX_DEPTH, Mark, load_document
from weighbridge.strict.plain import plain


def refused(text: str | bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        load_document(text.encode() if isinstance(text, str) else text, "a.yaml")
    return str(caught.value)


SCALARS = [
    ("no", "no"),
    ("NO", "NO"),
    ("on", "on"),
    ("off", "off"),
    ("yes", "yes"),
    ("y", "y"),
    ("1:30", "1:30"),
    ("1:30:45", "1:30:45"),
    ("012", 12),
    ("0o17", "0o17"),
    ("0x1F", "0x1F"),
    ("0b11", "0b11"),
    ("1_000", "1_000"),
    ("1,000", "1,000"),
    ("2026-11-23", "2026-11-23"),
    ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z"),
    ("=", "="),
    ("<<", "<<"),
    ("true", True),
    ("True", True),
    ("FALSE", False),
    ("tRUE", "tRUE"),
    ("null", None),
    ("~", None),
    ("''", ""),
    ("'true'", "true"),
    ('"12"', "12"),
    ("12", 12),
    ("+12", 12),
    ("-12", -12),
    ("9223372036854775807", 9223372036854775807),
    ("4611686018427387904", 2**62),
    ("1.5", 1.5),
    (".5", 0.5),
    ("1.", 1.0),
    ("1e3", 1000.0),
    ("1E-3", 0.001),
    ("1000000000000000000000000000000", 1e30),
    ("nan", "nan"),
    ("inf", "inf"),
    ("|-\n  a\n  b", "a\nb"),
    (">-\n  a\n  b", "a b"),
]


@pytest.mark.parametrize(("written", "value"), SCALARS, ids=[repr(written) for written, _ in SCALARS])
def test_a_scalar_is_read_by_the_core_schema_of_yaml_1_2(written: str, value: object) -> None:
    root = load_document(f"a: {written}\n".encode(), "a.yaml").root
    assert root == {"a": value}
    assert type(root["a"]) is type(value)  # type: ignore[index,call-overload]


def test_values_and_keys_know_their_places() -> None:
    document = load_document(b"a: 1\nlist:\n  - x: y\n  -   z\n", "a.yaml")
    assert document.root == {"a": 1, "list": [{"x": "y"}, "z"]}
    assert document.values == {
        (): Mark("a.yaml", 1, 1),
        ("a",): Mark("a.yaml", 1, 4),
        ("list",): Mark("a.yaml", 3, 3),
        ("list", 0): Mark("a.yaml", 3, 5),
        ("list", 0, "x"): Mark("a.yaml", 3, 8),
        ("list", 1): Mark("a.yaml", 4, 7),
    }
    assert document.keys == {
        ("a",): Mark("a.yaml", 1, 1),
        ("list",): Mark("a.yaml", 2, 1),
        ("list", 0, "x"): Mark("a.yaml", 3, 5),
    }
    assert document.value_mark(("list", 0, "x", "gone", 4)) == Mark("a.yaml", 3, 8)
    assert document.key_mark(("list", 1)) == Mark("a.yaml", 4, 7)
    assert load_document(b"a: 1\n", "a.yaml").value_mark(("b",)) == Mark("a.yaml", 1, 1)


def test_a_place_is_shown_as_its_file_and_line() -> None:
    assert str(load_document(b"a: 1\nb: 2\n", "a.yaml").value_mark(("b",))) == "a.yaml:2"


def test_a_byte_order_mark_is_read_over() -> None:
    assert load_document(b"\xef\xbb\xbfa: 1\n", "a.yaml").root == {"a": 1}


def test_windows_line_ends_count_as_one() -> None:
    assert refused("a: 1\r\na: 2\r\n") == 'a.yaml:2:1: error: duplicate key "a"; it stands already in line 1'


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "a.yaml:1:1: error: the file is empty"),
    "comment only": ("# nothing\n", "a.yaml:1:1: error: the file is empty"),
    "duplicate key": ("a: 1\nb: 2\na: 3\n", 'a.yaml:3:1: error: duplicate key "a"; it stands already in line 1'),
    "duplicate key in flow": (
        "x: {a: 1, a: 2}\n",
        'a.yaml:1:11: error: duplicate key "a"; it stands already in line 1',
    ),
    "duplicate quoted key": ('a: 1\n"a": 2\n', 'a.yaml:2:1: error: duplicate key "a"; it stands already in line 1'),
    "anchor": ("a: &x 1\n", 'a.yaml:1:4: error: anchor "&x": anchors are not read; write it out'),
    "anchor on a mapping": ("a: &x {b: 1}\n", 'a.yaml:1:4: error: anchor "&x": anchors are not read; write it out'),
    "alias": ("a: *x\n", 'a.yaml:1:4: error: alias "*x": aliases are not read; write it out'),
    "tag": (
        "a: !!python/object/apply:os.system [ls]\n",
        'a.yaml:1:4: error: tag "tag:yaml.org,2002:python/object/apply:os.system": tags are not read',
    ),
    "own tag": ("a: !mine 1\n", 'a.yaml:1:4: error: tag "!mine": tags are not read'),
    "tag on a mapping": (
        "a: !!set {b: }\n",
        'a.yaml:1:4: error: tag "tag:yaml.org,2002:set": tags are not read',
    ),
    "second document": ("a: 1\n---\nb: 2\n", "a.yaml:3:1: error: a second document starts here; a file holds one"),
    "list as key": ("? [a]\n: b\n", "a.yaml:1:3: error: a key must be text"),
    "mapping as key": ("{a: 1}: b\n", "a.yaml:1:1: error: a key must be text"),
    "nan": ("a: .nan\n", 'a.yaml:1:4: error: ".nan" is not a finite number'),
    "infinity": ("a: .inf\n", 'a.yaml:1:4: error: ".inf" is not a finite number'),
    "minus infinity": ("a: [1, -.INF]\n", 'a.yaml:1:8: error: "-.INF" is not a finite number'),
    "overflow": ("a: 1e999\n", 'a.yaml:1:4: error: "1e999" is not a finite number'),
    "long overflow": (
        f"a: {'9' * 400}\n",
        f'a.yaml:1:4: error: "{"9" * 39}…" is not a finite number',
    ),
    "control character": ("a: b\nc: d\x07e\n", "a.yaml:2:5: error: character U+0007 is not allowed in YAML"),
    "escape character": ("a: \x1b[31m\n", "a.yaml:1:4: error: character U+001B is not allowed in YAML"),
    "NUL": ("a: b\x00\n", "a.yaml:1:5: error: character U+0000 is not allowed in YAML"),
    "not a character": ("a: \uffff\n", "a.yaml:1:4: error: character U+FFFF is not allowed in YAML"),
    "open bracket": ("a: [1,\n", "a.yaml:2:1: error: not valid YAML: did not find expected node content"),
    "tab": ("a:\n\tb: 1\n", "a.yaml:2:1: error: not valid YAML: found character that cannot start any token"),
    "too deep": (
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        f"a.yaml:1:{MAX_DEPTH + 1}: error: nested more than {MAX_DEPTH} deep",
    ),
    "too deep in blocks": (
        "".join(f"{'  ' * depth}a:\n" for depth in range(40)),
        f"a.yaml:33:65: error: nested more than {MAX_DEPTH} deep",
    ),
    "too big": (
        b"#" * (MAX_BYTES + 1),
        f"a.yaml:1:1: error: the file has {MAX_BYTES + 1} bytes; at most {MAX_BYTES} are read",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_no_policy_needs_is_refused_with_its_place(text: str | bytes, message: str) -> None:
    assert refused(text) == message


@pytest.mark.parametrize(
    ("text", "place"),
    [(b"\xff", "1:1"), (b"a: b\nc: \xff\n", "2:4"), (b"a: b\n\xc3\x28: d\n", "2:1"), ("a: ö".encode("latin-1"), "1:4")],
)
def test_a_byte_that_is_not_utf_8_is_located(text: bytes, place: str) -> None:
    line, column = map(int, place.split(":"))
    with pytest.raises(DocumentError) as caught:
        load_document(text, "a.yaml")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.message.startswith("not UTF-8: byte ")
    assert (diagnostic.line, diagnostic.column) == (line, column)


def test_a_file_of_exactly_the_limit_is_read() -> None:
    assert load_document(b"a: 1\n".ljust(MAX_BYTES, b"\n"), "a.yaml").root == {"a": 1}


def test_nesting_of_exactly_the_limit_is_read() -> None:
    value: object = load_document(("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode(), "a.yaml").root
    depth = 0
    while isinstance(value, list):
        depth += 1
        value = value[0] if value else None
    assert depth == MAX_DEPTH


BOMBS = {
    "brackets": "[" * 50_000,
    "braces": "{a: " * 50_000,
    "closed brackets": "[" * 50_000 + "]" * 50_000,
    "block lists": "- " * 50_000,
    "keys of keys": "? " * 50_000,
    "billion laughs": "a: &a [x, x]\n"
    + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "anchor of itself": "a: &a [*a]\n",
    "quotes": '"' * 100_001,
    "long key": f"{'k' * 200_000}: 1\n",
    "questions": "? ? ? : : :\n" * 1000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_ends_as_a_located_message_in_a_moment(text: str) -> None:
    started = time.perf_counter()
    message = refused(text)
    assert time.perf_counter() - started < 2
    assert message.startswith("a.yaml:")
    assert len(message) < 500


def test_many_small_keys_stay_quick() -> None:
    text = "".join(f"k{number}: {number}\n" for number in range(20_000)).encode()
    started = time.perf_counter()
    assert len(load_document(text, "a.yaml").root) == 20_000  # type: ignore[arg-type]
    assert time.perf_counter() - started < 5


def test_hostile_words_reach_no_message_raw() -> None:
    assert refused('"a\\e[31m\\u202e\\nb": 1\n"a\\e[31m\\u202e\\nb": 2\n') == (
        'a.yaml:2:1: error: duplicate key "a[31m b"; it stands already in line 1'
    )


def test_diagnostics_stand_in_file_order() -> None:
    late = Diagnostic("a.yaml", 2, 1, Level.ERROR, "late")
    early = Diagnostic("a.yaml", 1, 9, Level.ERROR, "early", "try this")
    error = DocumentError([late, early])
    assert error.diagnostics == (early, late)
    assert str(error) == "a.yaml:1:9: error: early\nhint: try this\na.yaml:2:1: error: late"


_YAMLISH = st.text(
    alphabet=st.sampled_from(list("ab:-?[]{},&*!|>'\"%@`# \n\t~.019enN\u202e\u2028é😀\x00\x1b\ufeff\ud800"))
)


@settings(max_examples=1500, deadline=None)
@given(st.one_of(st.text(), _YAMLISH).map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary())
def test_any_bytes_are_read_or_refused_with_a_place(text: bytes) -> None:
    try:
        document = load_document(text, "a.yaml")
    except DocumentError as error:
        _assert_located(error)
    else:
        assert all(mark.line >= 1 and mark.column >= 1 for mark in document.values.values())


def _assert_located(error: DocumentError) -> None:
    assert error.diagnostics
    for diagnostic in error.diagnostics:
        assert diagnostic.line >= 1
        assert diagnostic.column >= 1
        assert plain(diagnostic.message, 10_000) == diagnostic.message
