"""The policy as it comes out of its layers, as YAML that loads again, with the place of each rule."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator

from weighbridge.policy.policy import Dimension, Policy
from weighbridge.strict.document import Document, Path, Value
from weighbridge.strict.plain import plain
from weighbridge.strict.yaml_text import block

_LAYERED = "extends"
_PLACED = ("lists", "own")
"""Sections whose entries may each come from another layer."""


def show(policy: Policy) -> str:
    """Return the effective policy: every layer put together, and a comment with file and line before each part.

    It loads to the same rules where it is saved in the folder of the policy: files are named relative to that.
    """
    document = policy.document
    assert isinstance(document.root, dict)
    lines = [f"# {policy.name} {plain(policy.version)} with its layers, the highest first:"]
    lines += [f"#   {file.path} sha256 {file.sha256}" for file in policy.files]
    due = min(policy.reviews, default=None)
    for key, value in document.root.items():
        if key == "review_by" and due is not None:
            # The first day on which a layer is due: what is shown is due with it.
            lines += [f"# {due[1]}", f'review_by: "{due[0]}"']
        elif key != _LAYERED:
            lines += _section(policy, document, key, _files_moved(policy, key, value))
    return "\n".join(lines) + "\n"


def _section(policy: Policy, document: Document, key: str, value: Value) -> Iterator[str]:
    path: Path = (key,)
    if key in tuple(Dimension) and isinstance(value, dict) and value:
        yield f"{key}:"
        yield from _question(policy, document, key, value)
    elif key in _PLACED and isinstance(value, dict) and value:
        yield f"{key}:"
        for name, entry in value.items():
            yield f"  # {document.key_mark((*path, name))}"
            yield from _indented({name: entry}, 1)
    else:
        if len(policy.files) > 1:
            yield f"# {document.key_mark(path)}"
        yield from _indented({key: value}, 0)


def _question(policy: Policy, document: Document, key: str, section: dict[str, Value]) -> Iterator[str]:
    for kind, rules in section.items():
        if not isinstance(rules, list) or not rules:
            yield from _indented({kind: rules}, 1)
            continue
        yield f"  {kind}:"
        for index, rule in enumerate(rules):
            yield f"    # {_places(document, (key, kind, index), rule)}"
            yield from _indented([rule], 2)


def _places(document: Document, path: Path, rule: Value) -> str:
    """Return where a rule stands: its own place, and those of the keys that other layers wrote."""
    mark = document.value_mark((*path, "id"))
    names = rule if isinstance(rule, dict) else {}
    others = [(name, document.key_mark((*path, name))) for name in names]
    return "; ".join([str(mark), *(f"{name}: {place}" for name, place in others if place.file != mark.file)])


def _indented(value: Value, depth: int) -> Iterator[str]:
    yield from textwrap.indent(block(value, flow_below=2), "  " * depth).splitlines()


def _files_moved(policy: Policy, key: str, value: Value) -> Value:
    """Return a section with its files named from the folder of the policy itself, not of the layer that names them."""
    if key == "watchlists" and isinstance(value, list):
        return [_moved(policy, (key, index), entry) for index, entry in enumerate(value)]
    if key == "own" and isinstance(value, dict):
        return {name: _moved(policy, (key, name), entry) for name, entry in value.items()}
    return value


def _moved(policy: Policy, path: Path, entry: Value) -> Value:
    if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
        return entry
    folder = policy.folders.get(policy.document.value_mark((*path, "file")).file)
    top = policy.folders.get(policy.files[0].path)
    if folder is None or top is None:
        return entry
    # relpath goes up where it must; pathlib does so only from Python 3.12 on.
    return {**entry, "file": os.path.relpath(folder / str(entry["file"]), top)}
