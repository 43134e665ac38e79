"""YAML 1.2 core documents, read under limits and with the place of every key and value.

Events are counted before anything is composed: PyYAML's C composer recurses, and 50,000 nested brackets end the
process. Aliases, tags and several documents in one file are refused, since a policy needs none of them.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.strict.plain import plain

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32
MAX_ERRORS = 100
"""After so many errors whoever reads a document stops looking for more."""
MAX_MESSAGE = 2000

Scalar = str | int | float | bool | None
Value = Scalar | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]{1,19}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for libyaml, whose places stand beside ours."""
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Mark(NamedTuple):
    """A place in a file; line and column start at 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class _Position(NamedTuple):
    line: int
    column: int


_START = _Position(1, 1)


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML file says, and where it says it.

    `values` and `keys` map a path such as ("governance", "gates", 0, "id") to the place of the value and of the key
    that leads to it. In a document that was put together from several, places name the file that each part is from.
    """

    file: str
    root: Value
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)

    def value_mark(self, path: Path) -> Mark:
        """Return the place of the value at `path`, or of the nearest value above it."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path) or Mark(self.file, *_START)

    def key_mark(self, path: Path) -> Mark:
        """Return the place of the key that leads to `path`; of a list item, the place of the item."""
        return self.keys.get(path) or self.value_mark(path)

    def diagnostic(self, mark: Mark, message: str, hint: str = "", level: Level = Level.ERROR) -> Diagnostic:
        """Return a diagnostic at `mark`, its text made harmless."""
        return Diagnostic(*mark, level, plain(message, MAX_MESSAGE), plain(hint, MAX_MESSAGE))


class _RefusedError(Exception):
    def __init__(self, position: _Position, message: str) -> None:
        super().__init__(message)
        self.position = position
        self.message = message


def load_document(text: bytes, file: str) -> Document:
    """Read one YAML document.

    Raises DocumentError with the place: not UTF-8, over 256 KiB, nested over 32 deep, duplicate key, alias, tag, key that
    is not text, number that is not finite, more than one document, or plain bad syntax.
    """
    try:
        return _load(text, file)
    except _RefusedError as refused:
        raise DocumentError([Diagnostic(file, *refused.position, Level.ERROR, refused.message)]) from None


def _load(text: bytes, file: str) -> Document:
    if len(text) > MAX_BYTES:
        raise _RefusedError(_START, f"the file has {len(text)} bytes; at most {MAX_BYTES} are read")
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        skipped = len(codecs.BOM_UTF8) if text.startswith(codecs.BOM_UTF8) else 0
        before = text[skipped : skipped + error.start].decode("utf-8", errors="replace")
        raise _RefusedError(
            _position_in(before, len(before)), f"not UTF-8: byte {skipped + error.start} cannot be read"
        ) from None
    unprintable = _UNPRINTABLE.search(decoded)
    if unprintable:
        raise _RefusedError(
            _position_in(decoded, unprintable.start()), f"character U+{ord(unprintable[0]):04X} is not allowed in YAML"
        )
    document = Document(file, None)
    events = _events(decoded)
    event = next(events, None)
    if event is None:
        raise _RefusedError(_START, "the file is empty")
    root = _compose(event, events, document, ())
    extra = next(events, None)
    if extra is not None:
        raise _RefusedError(_position(extra), "a second document starts here; a file holds one")
    return Document(file, root, document.values, document.keys)


def _position(event: yaml.Event) -> _Position:
    start: Any = event.start_mark
    return _Position(start.line + 1, start.column + 1)


def _position_in(text: str, index: int) -> _Position:
    starts = [found.end() for found in _BREAK.finditer(text, 0, index)]
    return _Position(len(starts) + 1, index - (starts[-1] if starts else 0) + 1)


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield node events only, refusing what no document of ours needs before anything is built from it."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                raise _RefusedError(
                    _position(event), f'alias "*{plain(str(event.anchor))}": aliases are not read; write it out'
                )
            if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
                raise _RefusedError(
                    _position(event), f'anchor "&{plain(event.anchor)}": anchors are not read; write it out'
                )
            if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag not in (None, "!"):
                raise _RefusedError(_position(event), f'tag "{plain(event.tag)}": tags are not read')
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise _RefusedError(_position(event), f"nested more than {MAX_DEPTH} deep")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.CollectionEndEvent):
                yield event
    except yaml.MarkedYAMLError as error:
        problem = plain(error.problem or error.context or "this cannot be read")
        where = error.problem_mark or error.context_mark
        raise _RefusedError(
            _Position(where.line + 1, where.column + 1) if where else _START, f"not valid YAML: {problem}"
        ) from None
    except yaml.YAMLError as error:
        raise _RefusedError(_START, f"not valid YAML: {plain(str(error))}") from None


def _compose(event: yaml.Event, events: Iterator[yaml.Event], document: Document, path: Path) -> Value:
    document.values[path] = Mark(document.file, *_position(event))
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Value] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_compose(item, events, document, (*path, len(items))))
        return items
    mapping: dict[str, Value] = {}
    while not isinstance(key_event := next(events), yaml.MappingEndEvent):
        if not isinstance(key_event, yaml.ScalarEvent):
            raise _RefusedError(_position(key_event), "a key must be text")
        key = key_event.value
        if key in mapping:
            first = document.keys[(*path, key)]
            raise _RefusedError(
                _position(key_event), f'duplicate key "{plain(key)}"; it stands already in line {first.line}'
            )
        document.keys[(*path, key)] = Mark(document.file, *_position(key_event))
        mapping[key] = None
        mapping[key] = _compose(next(events), events, document, (*path, key))
    return mapping


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    """Resolve by the YAML 1.2 core schema, less octal and hexadecimal: `no` is text, so NO is Norway."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if math.isfinite(number):
            return number
    elif not _NOT_FINITE.fullmatch(text):
        return text
    raise _RefusedError(_position(event), f'"{plain(text, 40)}" is not a finite number')
