"""Reads made-up texts as policies, many at once: `python -m tools.fuzz_policies --examples 1000000 --seed 1`.

A case depends on the seed and on its number only. Cases are read in processes of their own, so that a crash or a case
that never ends is one fault more. Prints what came out, and the smallest text of every fault; exits 1 where there is one.
"""

from __future__ import annotations

import argparse
import enum
import json
import multiprocessing
import random
import re
import resource
import signal
import sys
import time
import typing
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, product
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import UnionType
from typing import Any

from pydantic import BaseModel

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.facts import FACTS, Fact, FactType
from weighbridge.policy import parse_policy
from weighbridge.policy.builtin import PREFIX, builtin_names
from weighbridge.policy.operators import suitable
from weighbridge.policy.schema import FORMS, PolicyFile
from weighbridge.strict.plain import plain

FILE = "p.yaml"
MAX_TEXT = 64 * 1024
MAX_SECONDS = 2.0
"""Of processor time, for one text."""
KILLED_AFTER = 6.0
MAX_MIB = 256
"""How much one text may add to the memory of its process."""
CHUNK = 1000
_ROOT = Path(__file__).parent.parent
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
Text = Callable[[random.Random], str | bytes]


# What must be true of every text.


@dataclass(frozen=True, slots=True)
class Reading:
    """How one text was read; `faults` is what it should not have done, each in words that say no place."""

    outcome: str
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    faults: tuple[str, ...]


def reading(text: bytes, max_seconds: float | None = MAX_SECONDS) -> Reading:
    """Read `text` as a policy: a policy, or located messages, within the time that a text may take."""
    refused: tuple[Diagnostic, ...] = ()
    faults: list[str] = []
    started = time.process_time()
    try:
        policy = parse_policy(text, FILE)
        outcome = "policy"
        faults += [f"a warning {fault}" for one in policy.warnings for fault in _misplaced(one, text, Level.WARNING)]
        faults += [] if policy.rules() else ["a policy without a rule"]
    except DocumentError as error:
        outcome, refused = type(error).__name__, error.diagnostics
    except Exception as error:  # noqa: BLE001 - any other is what is looked for
        outcome = "fault"
        faults.append(f"raises {type(error).__name__}: {_place_of(error)}")
    seconds = time.process_time() - started
    if outcome.endswith("Error"):
        faults += [fault for one in refused for fault in _misplaced(one, text, Level.ERROR)]
        faults += [] if refused else ["is refused without a message"]
    if max_seconds is not None and seconds > max_seconds:
        faults.append(f"takes more than {max_seconds:g} s")
    return Reading(outcome, refused, seconds, tuple(dict.fromkeys(faults)))


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""


@cache
def _lines(text: bytes) -> list[int]:
    """Return how long each line is, as YAML counts lines; the cache holds one text, of which there are many messages."""
    return [len(line) for line in _BREAK.split(text.decode("utf-8-sig", errors="replace"))]


def _misplaced(one: Diagnostic, text: bytes, level: Level) -> Iterator[str]:
    if one.level is not level:
        yield f"has level {one.level}"
    if not one.message.strip():
        yield "has an empty message"
    for part in ("message", "hint"):
        said = getattr(one, part)
        if not (said.isascii() and said.isprintable()) and plain(said, len(said) + 1) != said:
            yield f"has a {part} that is not plain: {re.sub(r'[^a-z]+', ' ', said)[:24].strip()}"
    if one.file != FILE:
        if not one.file.startswith(PREFIX) or min(one.line, one.column) < 1:
            yield "is of another file"
        return
    if _lines.cache_info().currsize > 1:
        _lines.cache_clear()
    lines = _lines(text)
    # The end of a text whose last line has no break counts as the line after it.
    if not 1 <= one.line <= len(lines) + 1:
        yield "has a line that is not in the text"
    elif not 1 <= one.column <= [*lines, 0][one.line - 1] + 1:
        yield "has a column that is not in the line"


# Words of which texts are made.

TOKENS = (
    *(
        "[",
        "]",
        "{",
        "}",
        "- ",
        ": ",
        ", ",
        ",",
        ":",
        "-",
        "?",
        "? ",
        "\n",
        "\n  ",
        "\n    ",
        "\n- ",
        "\n  - ",
        " ",
        "\t",
    ),
    *(
        "'",
        '"',
        "|",
        ">",
        "|-\n ",
        ">+\n ",
        "#",
        " # ",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "!<x>",
        "%YAML 1.2\n",
        "%TAG ! x\n",
    ),
    *("---\n", "...\n", "<<: ", "~", "null", "true", "no", "0", "-1", "1.5", "1e999", ".inf", "9" * 30, "2026-11-01"),
    *(
        "\r",
        "\r\n",
        "\x85",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\x00",
        "\x1b",
        "\u202e",
        "é",
        "😀",
        "\uffff",
        "\\e[31m",
        "\\n",
    ),
    *("weighbridge: 1\n", "name: p\n", "$a", "builtin:baseline", "a", "MIT", "all: ", "any: ", "not: ", "require: "),
)
_BYTES = (
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xed\xb0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\x80",
    b"\xef\xbb\xbf",
    b"\xfe\xff",
)
_TEXTS = ("a", "MIT", "mit", "fit", "acme/tiny", "DE", "$a", "$b", "", " ", "é", "x" * 301, "*")
HOSTILE = ("\x1b[31m", "a\nb", "\u202ea", "\x00", "a\u2028", "$\x07", "k" * 5000, "-\r-")
"""Texts that no message may show as they are."""
_NUMBERS = (0, 1, 2, -1, 0.5, 1.5, 30, 100, 1e6, 1e15, 1e16, 1e300, 2**53, 2**63, 10**18, -0.0)
_DAYS = ("2026-11-01", "2027-06-30", "2026-02-30", "9999-12-31", "20261101", "soon")
_IDS = ("a", "b", "g-1", "s-1", "license-known", "no.code", "A", "", "x" * 80, "x" * 81, "origin")
_FACTS = {**FACTS, "own.score": Fact("own.score", FactType.NUMBER, FACTS["license.spdx"].origin, "own", "")}
_BUILTIN = (
    *(f"{PREFIX}{name}" for name in builtin_names()),
    f"{PREFIX}none",
    "below.yaml",
    "/etc/passwd",
    "../a",
    "~/a",
)
_BY_NAME: dict[str, tuple[Any, ...]] = {
    "name": ("p", "small-policy", "P", "", "x" * 81),
    "use": _BUILTIN,
    "file": _BUILTIN,
    "owner": ("o@bank.example", "a", ""),
    "approver": ("p@bank.example", "b", "A "),
    "rules": _IDS,
    "model": ("acme/tiny-7b", "acme", "a/b@c"),
    "sha256": ("0" * 64, "x"),
    "revision": ("4f1c2ab", "main"),
    "user_countries": ("DE", "NO", "Norway"),
    "min": (0, 1, 50),
    "max": (100, 99, 1),
}
"""Values of one key, of which the first is right."""
_SUITS = {"curve": FactType.NUMBER, "steps": FactType.NUMBER, "map": FactType.TEXT, "share": FactType.SET}


def _often(chance: random.Random, share: float = 0.97) -> bool:
    return chance.random() < share


def _size(chance: random.Random, most: int) -> int:
    """Return a length from 0 to `most`; small ones are as likely as large ones."""
    return int(most ** chance.random() - 1) if _often(chance, 0.9) else chance.randrange(min(most, 40))


def _anything(chance: random.Random, depth: int = 3) -> Any:  # noqa: ANN401
    match chance.randrange(8 if depth else 6):
        case 0 | 1:
            return chance.choice(HOSTILE)
        case 2 | 3:
            return chance.choice((None, True, False, *_NUMBERS, *_DAYS, [], {}))
        case 4 | 5:
            return chance.choice(_TEXTS)
        case 6:
            return [_anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {_key(chance): _anything(chance, depth - 1) for _ in range(chance.randrange(4))}


def _key(chance: random.Random) -> str:
    return str(chance.choice(chance.choice((tuple(_FACTS), _TEXTS, HOSTILE, _known_keys()))))


@cache
def _known_keys() -> tuple[str, ...]:
    words = ("all", "any", "not", "at_least", "n", "of", "eq", "in", "has", "count", "between", "known", "satisfies")
    return (*PolicyFile.model_fields, *words, "gates", "scores", "title", "require", "when", "fact", "values", "points")


# Policies by their shape: mostly right values, some wrong ones.


def _model(chance: random.Random, model: type[BaseModel], right: float) -> Any:  # noqa: ANN401
    if not _often(chance, right):
        return _anything(chance)
    written: dict[str, Any] = {}
    form = chance.choice(FORMS)
    for name, one in model.model_fields.items():
        forms = name in FORMS and model.__name__ == "ScoreEntry"
        wanted = name == form if forms else one.is_required() or _often(chance, 0.25)
        if wanted is _often(chance, right):
            written[name] = _of(chance, one.annotation, name, _comment(one.metadata), right)
    if isinstance(written.get(form), dict) and form in _SUITS and _often(chance, right):
        written[form]["fact"] = chance.choice([fact.id for fact in _FACTS.values() if fact.type is _SUITS[form]])
    if not _often(chance, right):
        written[_key(chance)] = _anything(chance)
    return written


def _comment(metadata: Sequence[Any]) -> str:
    return next((str(one.json_schema["$comment"]) for one in metadata if getattr(one, "json_schema", None)), "")


def _of(chance: random.Random, kind: Any, name: str, comment: str, right: float) -> Any:  # noqa: ANN401, PLR0912
    if not _often(chance, right):
        return _anything(chance)
    if comment:
        return _RAW[comment](chance)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _of(chance, inside[0], name, _comment(inside[1:]), right)
    if origin in (typing.Union, UnionType):
        return _of(chance, inside[0], name, "", right)
    if origin is typing.Literal:
        return chance.choice(inside)
    if origin is dict:
        names = _keys_of(name, inside[0])
        keys = [chance.choice(names) if _often(chance, right) else _key(chance) for _ in range(_few(chance))]
        return {str(key): _of(chance, inside[1], name, "", right) for key in keys}
    if origin is list:
        return [_of(chance, inside[0], name, "", right) for _ in range(_few(chance))]
    if origin is tuple:
        kinds = inside[:1] * _few(chance) if inside[-1] is Ellipsis else inside
        return [_of(chance, one, name, "", right) for one in kinds]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _model(chance, kind, right)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return chance.choice(list(kind)).value
    if name == "id" and _often(chance, right):
        return f"r{chance.randrange(10_000)}"
    if name in _BY_NAME or name == "id":
        return _mostly_first(chance, _BY_NAME.get(name, _IDS))
    if kind in (int, float):
        return chance.choice((1, 2, 30, 0.5)) if kind is float else chance.choice((1, 2, 30))
    if kind is bool:
        return _often(chance, 0.5)
    return _mostly_first(chance, _TEXTS if kind is str else _DAYS)


def _few(chance: random.Random) -> int:
    return chance.choice((0, 1, 1, 2, 3))


def _mostly_first(chance: random.Random, words: Sequence[Any]) -> Any:  # noqa: ANN401
    return words[0] if _often(chance) else chance.choice((*words, *HOSTILE))


def _keys_of(name: str, kind: Any) -> Sequence[str]:  # noqa: ANN401
    kinds = typing.get_args(kind)
    if kinds and isinstance(kinds[0], type) and issubclass(kinds[0], enum.Enum):
        return [str(one.value) for one in kinds[0]]
    tables = {
        "own": ("score", "german_qa", "qa"),
        "lists": ("a", "b", "c"),
        "max_age": ("adoption", "security", "model"),
    }
    return tables.get(name, _IDS if name == "rules" else ("a", "DE", "open-weight"))


def _condition(chance: random.Random, depth: int = 3) -> Any:  # noqa: ANN401
    if not _often(chance):
        return _anything(chance)
    pick = chance.randrange(10 if depth else 6)
    if pick < 6:
        fact = chance.choice(list(_FACTS.values()))
        if not _often(chance, 0.7):
            return {fact.id: _operand(chance, fact, "eq")}
        operators = [chance.choice(suitable(fact)) for _ in range(chance.choice((1, 1, 1, 2)))]
        return {fact.id: {name: _operand(chance, fact, name) for name in operators}}
    parts = [_condition(chance, depth - 1) for _ in range(chance.choice((1, 2, 2, 3)))]
    if pick == 6:
        return {"at_least": {"n": chance.choice((1, 1, len(parts), 0)), "of": parts}}
    return {"not": parts[0]} if pick == 7 else {chance.choice(("all", "any")): parts}


def _operand(chance: random.Random, fact: Fact, operator: str) -> Any:  # noqa: ANN401
    if not _often(chance):
        return _anything(chance)
    if operator in ("in", "not_in", "has_any", "has_all", "has_none", "subset_of", "satisfies"):
        return chance.choice(("$a", "$b", ["$a", "b"])) if _often(chance, 0.1) else [_member(chance, fact)] * 2
    if operator == "between":
        return sorted(chance.choice((0, 1, 30, 1e6)) for _ in "ab")
    if operator in ("within_days", "older_than_days"):
        return chance.choice((0, 30, 36_500, 36_501))
    if operator == "count":
        return chance.choice((0, {"gte": 1}, {"between": [1, 2]}, {"ne": 0, "lt": 3}))
    return _often(chance, 0.5) if operator == "known" else _member(chance, fact)


def _member(chance: random.Random, fact: Fact) -> Any:  # noqa: ANN401
    match fact.type:
        case FactType.BOOL:
            return _often(chance, 0.5)
        case FactType.NUMBER | FactType.INTEGER:
            return chance.choice((1, 2, 30, 0.5, 1e9))
        case FactType.DATE:
            return _mostly_first(chance, _DAYS)
    words = fact.members or (("DE", "FR", "NO") if fact.pattern else ("MIT", "Apache-2.0", "mit", "a"))
    return chance.choice(words) if _often(chance) else chance.choice((*_TEXTS, *HOSTILE))


def _given(chance: random.Random) -> Any:  # noqa: ANN401
    facts = [chance.choice(list(_FACTS.values())) for _ in range(chance.choice((1, 1, 2, 3)))]
    return {fact.id: [_member(chance, fact)] if fact.type is FactType.SET else _member(chance, fact) for fact in facts}


_RAW: dict[str, Callable[[random.Random], Any]] = {
    "condition": _condition,
    "given": _given,
    "members": lambda chance: [_member(chance, FACTS["docs.sections"]) for _ in range(1 + _few(chance))],
    "entry": lambda chance: chance.choice(("MIT", "Apache-2.0", "DE", "a", 1, 2)),
}


def by_shape(chance: random.Random) -> str:
    """Return a policy of the shape that the schema declares, its keys in any order, in flow or block style."""
    right = chance.choice((1.0, 1.0, 0.99, 0.97, 0.9))
    policy = _model(chance, PolicyFile, right)
    if not isinstance(policy, dict):
        return json.dumps(policy, ensure_ascii=False)
    policy.setdefault("hosting", {"gates": [{"id": "g-1", "title": "G", "require": {"license.spdx": "MIT"}}]})
    keep = chance.random()
    keys = [key for key in policy if key in ("weighbridge", "name", "hosting") or _often(chance, keep)]
    chance.shuffle(keys)
    return "".join(f"{key}: {_written(chance, policy[key])}\n" for key in keys)


def _written(chance: random.Random, value: Any) -> str:  # noqa: ANN401
    if isinstance(value, list) and value and _often(chance, 0.5):
        return "".join(f"\n- {json.dumps(item, ensure_ascii=False)}" for item in value)
    return json.dumps(value, ensure_ascii=_often(chance, 0.5))


# Policies that somebody wrote, spoilt.


@cache
def samples() -> tuple[str, ...]:
    """Return the texts of the bundled policies and of the examples."""
    files = [*sorted((_ROOT / "policies").glob("*.yaml")), *sorted((_ROOT / "examples").rglob("*.yaml"))]
    return tuple(file.read_text("utf-8") for file in files)


def mutated(chance: random.Random) -> str:
    """Return a bundled policy or an example with up to eight changes."""
    text = chance.choice(samples())
    if _often(chance, 0.7):
        # A part parses sooner, and a fault in it is easier to see.
        heads = [0, *(match.start() + 1 for match in re.finditer(r"\n(?=[a-z])", text)), len(text)]
        parts = [text[start:end] for start, end in pairwise(heads)]
        text = "".join(part for part in parts if part.startswith(("weighbridge", "name")) or _often(chance, 0.35))
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        text = chance.choice(_CHANGES)(chance, text)
    return text


def _lines_changed(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = " " * chance.choice((1, 2, 4)) + lines[at]
        case _:
            lines[at] = lines[at][chance.choice((1, 2)) :]
    return "".join(lines)


def _word_changed(chance: random.Random, text: str) -> str:
    words = list(re.finditer(r"[\w.$@-]+|[^\w\s]", text))
    if not words:
        return text
    word = chance.choice(words)
    new = chance.choice((*TOKENS, *_known_keys(), *_FACTS, *map(json.dumps, (*_TEXTS, *HOSTILE, *_NUMBERS, *_DAYS))))
    return text[: word.start()] + new + text[word.end() :]


def _cut(chance: random.Random, text: str) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] if _often(chance, 0.5) else text[:start] + text[start + chance.randrange(1, 40) :]


def _spliced(chance: random.Random, text: str) -> str:
    other = chance.choice(samples())
    lines, others = text.splitlines(keepends=True), other.splitlines(keepends=True)
    return "".join([*lines[: chance.randrange(len(lines) + 1)], *others[chance.randrange(len(others)) :]])


_CHANGES = (_lines_changed, _lines_changed, _word_changed, _word_changed, _word_changed, _cut, _spliced)


# Texts that are no policy, deep ones and long ones.


def _soup(chance: random.Random) -> str:
    # Few words at a time: of all of them, one that is refused at once is never far.
    words = chance.sample(TOKENS, chance.choice((2, 4, 8, 16, len(TOKENS))))
    return "".join(chance.choices(words, k=_size(chance, chance.choice((60, 60, 400, 400, 400, 4000)))))


def _letters(chance: random.Random) -> bytes:
    size = _size(chance, chance.choice((200, 200, 2000, 20_000)))
    blocks = chance.choice(((0x20, 0x7F), (0, 0x100), (0x20, 0x3000), (0, 0x110000)))
    return "".join(map(chr, chance.choices(range(*blocks), k=size))).encode("utf-8", "surrogatepass")


def _octets(chance: random.Random) -> bytes:
    text = bytearray(chance.randbytes(_size(chance, 2000)) if _often(chance, 0.5) else by_shape(chance).encode())
    for _ in range(_few(chance)):
        at = chance.randrange(len(text) + 1)
        text[at : at + chance.randrange(3)] = chance.choice(_BYTES)
    return bytes(text)


def deep(chance: random.Random) -> str:
    """Return brackets, braces, dashes or conditions, nested near 32 deep or much more."""
    depth = chance.choice((20, 26, 27, 28, 29, 30, 31, 32, 33, 34, 40, 100, 1000, 9000))
    opened, inner, closed = chance.choice(
        (
            ("[", "a", "]"),
            ("{a: ", "1", "}"),
            ("- ", "a", ""),
            ("{not: ", "{license.spdx: MIT}", "}"),
            ("{all: [", "{license.spdx: MIT}", "]}"),
            ("{at_least: {n: 1, of: [", "{license.spdx: MIT}", "]}}"),
            ("? ", "a", ""),
            ("[[], {}, ", "a", "]"),
        )
    )
    if opened == "- ":
        return (
            "".join(f"{' ' * level}a:\n" for level in range(min(depth, 300))) if _often(chance, 0.5) else opened * depth
        )
    levels = depth // (opened.count("{") + opened.count("[") - opened.count("]") - opened.count("}") or 1)
    value = f"{opened * levels}{inner}{closed * chance.choice((levels, levels, levels, levels - 1))}"
    head = "weighbridge: 1\nname: p\nhosting: {gates: [{id: a, title: A, require: "
    return chance.choice((f"{head}{value}}}]}}\n", f"{head}{value}}}]}}\n", f"lists: {{a: {value}}}\n", value))


_HEAD = "weighbridge: 1\nname: p\n"
_GATE = "governance: {gates: [{id: g, title: G, require: {license.spdx: MIT}}]}\n"
_ASKS = "governance: {gates: [{id: g, title: G, require: {any: ["
_WAIVER = "models: [a], reason: r, owner: o, approver: p, expires: 2027-01-01"
LONG: dict[str, tuple[tuple[str, str, str], ...]] = {
    # What stands before, again and again, and after; NNN is another word each time, and ZZZ one that is used nowhere.
    "items": (("", "- a\n", ""),),
    "empty lists": ((f"{_HEAD}lists: {{a: [", "[],", "]}\n"),),
    "keys": ((f"{_HEAD}{_GATE}", "NNN: 1\n", ""),),
    "keys of a gate": ((f"{_HEAD}governance: {{gates: [{{", "NNN: 1,", "}]}\n"),),
    "facts": ((f"{_HEAD}{_ASKS}", "{license.NNN: 1},", "]}}]}\n"),),
    "operators": ((f"{_HEAD}{_ASKS}{{license.spdx: {{", "NNN: 1,", "}}]}}]}\n"),),
    "ages": ((f"{_HEAD}{_GATE}decide: {{max_age: {{", "license.NNN: 1,", "}}\n"),),
    "floors": ((f"{_HEAD}{_GATE}decide: {{floors: {{", "NNN: 1,", "}}\n"),),
    "gates": ((f"{_HEAD}governance: {{gates: [", "{id: NNN, title: G, require: {model.id: a}},", "]}\n"),),
    "gates of one id": ((f"{_HEAD}governance: {{gates: [", "{id: g, title: G, require: {model.id: a}},", "]}\n"),),
    "gates without anything": ((f"{_HEAD}governance: {{gates: [", "{},", "]}\n"),),
    "gates over a builtin": ((f"{_HEAD}extends: [builtin:baseline]\nhosting: {{gates: [", "{id: NNN},", "]}\n"),),
    "waivers without anything": ((f"{_HEAD}{_GATE}waivers: [", "{},", "]\n"),),
    "tests without anything": ((f"{_HEAD}{_GATE}tests: [", "{},", "]\n"),),
    "own facts and unknown ones": (
        (f"{_HEAD}own: {{", "NNN: {type: text},", "}\n"),
        (_ASKS, "{own.NNZ: 1},", "]}}]}\n"),
    ),
    "rules and unknown ones in a test": (
        (f"{_HEAD}governance: {{gates: [", "{id: NNN, title: G, require: {model.id: a}},", "]}\n"),
        ("tests: [{name: t, given: {}, expect: {rules: {", "NNZ: pass,", "}}}]\n"),
    ),
    "rules and unknown ones in a waiver": (
        (f"{_HEAD}governance: {{gates: [", "{id: NNN, title: G, require: {model.id: a}},", "]}\n"),
        (f"waivers: [{{id: W, {_WAIVER}, rules: [", "NNZ,", "]}]\n"),
    ),
    "rules and waivers": (
        (f"{_HEAD}governance: {{gates: [", "{id: NNN, title: G, require: {model.id: a}},", "]}\n"),
        ("waivers: [", f"{{id: NNN, rules: [aaa], {_WAIVER}}},", "]\n"),
    ),
    "lists and undefined ones": ((f"{_HEAD}lists: {{", "NNN: [],", "}\n"), (_ASKS, "{model.id: $NNZ},", "]}}]}\n")),
    "a long list, used often": ((f"{_HEAD}lists: {{b: [", "NNN,", "]}\n"), (_ASKS, "{model.id: $b},", "]}}]}\n")),
    "a long list, often in one operand": (
        (f"{_HEAD}lists: {{b: [", "a,", "]}\n"),
        (f"{_ASKS}{{model.id: [", "$b,", "]}]}}]}\n"),
    ),
    "a long list, often in one share": (
        (f"{_HEAD}lists: {{b: [", "a,", "]}\n"),
        ("adaptation: {scores: [{id: s, title: S, weight: 1, share: {fact: model.tags, of: [", "$b,", "]}}]}\n"),
    ),
    "licence expressions": (
        (f"{_HEAD}lists: {{b: [", f"{'(' * 200}NNN{')' * 200},", "]}\n"),
        (_ASKS, "{license.spdx: {satisfies: $b}},", "]}}]}\n"),
    ),
    "builtins": ((f"{_HEAD}{_GATE}extends: [", "builtin:baseline,", "]\n"),),
    "watchlists": (
        (f"{_HEAD}{_GATE}watchlists: [", "{name: NNN, file: 'builtin:baseline', date: 2026-01-01},", "]\n"),
    ),
    "own files": ((f"{_HEAD}{_GATE}own: {{", "NNN: {type: text, file: 'builtin:baseline'},", "}\n"),),
    "clarifications": (
        (
            f"{_HEAD}{_GATE}clarify: [{{publisher: a, evidence: e, owner: o, expires: 2027-01-01, facts: {{",
            "NNN: 1,",
            "}}]\n",
        ),
    ),
    "digits": ((f"{_HEAD}{_GATE}version: ", "9", "\n"),),
    "one key": ((f"{_HEAD}{_GATE}'", "k", "': 1\n"),),
    "one text": ((f"{_HEAD}{_ASKS}{{model.id: {{in: '", "k ", "'}}]}}]}\n"),),
    "lines": ((_HEAD, "\n", _GATE),),
    "folded lines": ((f"{_HEAD}{_GATE}description: >\n", " a\n\n", ""),),
    "tags": (("", "%TAG !NNN! b\n", "--- a\n"),),
    "conditions 26 deep": ((f"{_HEAD}{_ASKS}", f"{{not: {'{not: ' * 22}{{model.id: a}}{'}' * 23},", "]}}]}\n"),),
}
"""Texts of one part or two, each of which can grow without end."""


def long_text(name: str, share: float, most: int = MAX_TEXT) -> str:
    """Return a text of LONG of at most `most` characters, of which the first part takes `share`, if there are two."""
    parts = LONG[name]
    shares = (1.0,) if len(parts) == 1 else (share, 1 - share)
    return "".join(_repeated(part, int(most * portion)) for part, portion in zip(parts, shares, strict=True))


def _repeated(part: tuple[str, str, str], most: int) -> str:
    before, unit, after = part
    times = max((most - len(before) - len(after)) // len(unit), 1)
    if "NN" not in unit:
        return before + unit * times + after
    return before + "".join(unit.replace("NNN", word).replace("NNZ", f"z{word[1:]}") for word in _words(times)) + after


def _words(count: int) -> Iterator[str]:
    letters = product("abcdefghijklmnopqrstuvwxy", "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz")
    yield from ("".join(word) for _, word in zip(range(count), letters, strict=False))


def _long(chance: random.Random) -> str:
    name = chance.choice(tuple(LONG))
    most = MAX_TEXT if _often(chance, 0.005) else chance.choice((500, 2000, 2000, 8000))
    return long_text(name, chance.choice((0.1, 0.4, 0.5, 0.6, 0.9)), most)


KINDS: dict[str, tuple[int, Text]] = {
    "octets": (10, _octets),
    "letters": (10, _letters),
    "soup": (25, _soup),
    "deep": (10, deep),
    "long": (1, _long),
    "by shape": (26, by_shape),
    "mutated": (18, mutated),
}
"""The kinds of texts, with how many of a hundred are of each."""


def text_of(seed: int, number: int) -> tuple[str, bytes]:
    """Return the kind and the text of one case, of at most 64 KiB."""
    chance = random.Random(f"{seed}:{number}")
    kind = chance.choices(tuple(KINDS), [weight for weight, _ in KINDS.values()])[0]
    text = KINDS[kind][1](chance)
    return kind, (text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)[:MAX_TEXT]


# Many of them.


@dataclass(slots=True)
class Tally:
    """What came out of many cases. `slowest`, `most` and `largest` name the case; `faults`: how often, and the smallest."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    octets: int = 0
    slowest: tuple[float, str] = (0.0, "")
    most: tuple[int, str] = (0, "")
    largest: tuple[int, str] = (0, "")
    faults: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)

    def add(self, case: str, kind: str, text: bytes, read: Reading, mib: int) -> None:
        """Count one case; `mib` is what the process has used at most."""
        self.counts[kind, read.outcome] += 1
        self.octets += len(text)
        self.slowest = max(self.slowest, (read.seconds, case))
        self.most = max(self.most, (len(read.diagnostics), case))
        self.largest = max(self.largest, (mib, case))
        for fault in read.faults:
            self._fault(fault, 1, case, text)

    def _fault(self, fault: str, times: int, case: str, text: bytes) -> None:
        seen, smallest_case, smallest = self.faults.get(fault, (0, case, text))
        if len(smallest) <= len(text):
            case, text = smallest_case, smallest
        self.faults[fault] = (seen + times, case, text)

    def merge(self, other: Tally) -> None:
        """Count what another one counted."""
        self.counts += other.counts
        self.octets += other.octets
        self.slowest = max(self.slowest, other.slowest)
        self.most = max(self.most, other.most)
        self.largest = max(self.largest, other.largest)
        for fault, (times, case, text) in other.faults.items():
            self._fault(fault, times, case, text)


def read_cases(seed: int, numbers: range, at: Callable[[int], None] = lambda number: None) -> Tally:
    """Read the cases of `numbers`, telling `at` the number of each before it is read."""
    tally = Tally()
    for number in numbers:
        at(number)
        kind, text = text_of(seed, number)
        case = f"{number} ({kind})"
        before = _mib()
        read = reading(text)
        after = _mib()
        if after - before > MAX_MIB:
            read = Reading(read.outcome, read.diagnostics, read.seconds, (*read.faults, f"adds over {MAX_MIB} MiB"))
        tally.add(case, kind, text, read, after)
    return tally


def _mib() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used // (1024 * 1024 if sys.platform == "darwin" else 1024)


def _child(seed: int, numbers: range, current: Any, answer: Connection) -> None:  # noqa: ANN401
    def at(number: int) -> None:
        current.value = number
        # No handler: what never ends, also outside Python, ends the process.
        signal.setitimer(signal.ITIMER_PROF, KILLED_AFTER)

    answer.send(read_cases(seed, numbers, at))


def fuzz(seed: int, numbers: range, processes: int, go_on: Callable[[Tally], bool]) -> Tally:
    """Read the cases of `numbers` in child processes; what ends one is a fault of the case that it was reading.

    `go_on` is told what came out so far, and says whether more is to be begun.
    """
    # Forked, so that all of them run the code that was there at the start.
    context = multiprocessing.get_context("fork")
    todo = deque(numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK))
    whole = Tally()
    running: dict[Connection, tuple[Any, range, Any]] = {}
    while todo or running:
        while todo and len(running) < processes:
            chunk, current = todo.popleft(), context.Value("q", -1)
            answer, given = context.Pipe(duplex=False)
            child = context.Process(target=_child, args=(seed, chunk, current, given))
            child.start()
            given.close()
            running[answer] = (child, chunk, current)
        ready = wait(list(running))
        for connection in [one for one in running if one in ready]:
            child, chunk, current = running.pop(connection)
            try:
                whole.merge(connection.recv())
            except EOFError:
                child.join()
                number = current.value
                kind, text = text_of(seed, number)
                ended = Reading("ended", (), 0.0, (f"ends the process: {child.exitcode}",))
                whole.add(f"{number} ({kind})", kind, text, ended, 0)
                todo.extendleft(
                    part for part in (chunk[chunk.index(number) + 1 :], chunk[: chunk.index(number)]) if part
                )
            child.join()
        if not go_on(whole):
            todo.clear()
    return whole


def report(tally: Tally) -> str:
    """Return what came out, as lines."""
    outcomes = sorted({outcome for _, outcome in tally.counts})
    lines = [f"{'kind':12}{'cases':>10}" + "".join(f"{outcome:>16}" for outcome in outcomes)]
    for kind in KINDS:
        counts = [tally.counts[kind, outcome] for outcome in outcomes]
        lines.append(f"{kind:12}{sum(counts):>10,}" + "".join(f"{count:>16,}" for count in counts))
    counts = [sum(tally.counts[kind, outcome] for kind in KINDS) for outcome in outcomes]
    lines += [
        f"{'all':12}{sum(counts):>10,}" + "".join(f"{count:>16,}" for count in counts),
        f"bytes read: {tally.octets:,}",
        f"slowest: {tally.slowest[0]:.3f} s of processor time, case {tally.slowest[1]}",
        f"most messages: {tally.most[0]:,}, case {tally.most[1]}",
        f"peak memory of a process: {tally.largest[0]:,} MiB, case {tally.largest[1]}",
        f"faults: {len(tally.faults)}",
    ]
    for fault, (times, case, text) in sorted(tally.faults.items()):
        lines += [f"* {fault}: {times:,} times; smallest is case {case}, {len(text):,} bytes:", f"  {text!r}"]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read as many cases as were asked for, print what came out, and return 1 where there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no more cases after so long")
    given = parser.parse_args(arguments)
    started = told = time.monotonic()
    known: set[str] = set()

    def go_on(so_far: Tally) -> bool:
        nonlocal told
        for fault in so_far.faults.keys() - known:
            known.add(fault)
            print(f"{fault}: case {so_far.faults[fault][1]}", file=sys.stderr, flush=True)
        if time.monotonic() - told > 60:
            told = time.monotonic()
            print(f"{so_far.counts.total():,} cases", file=sys.stderr, flush=True)
        return bool(time.monotonic() - started < given.minutes * 60)

    whole = fuzz(given.seed, range(given.first, given.first + given.examples), given.processes, go_on)
    print(f"seed {given.seed}, {time.monotonic() - started:.0f} s")
    print(report(whole))
    return 1 if whole.faults else 0


if __name__ == "__main__":
    sys.exit(main())
