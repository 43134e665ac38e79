"""What a layer may not do to what a layer below it has locked."""

from __future__ import annotations

from weighbridge.errors import Diagnostic
from weighbridge.policy.difference import Difference, differences
from weighbridge.policy.policy import Policy
from weighbridge.policy.strictness import Change
from weighbridge.strict.document import Document, Path

_ALLOWED = (Change.STRICTER, Change.SAME)


def refused_changes(below: Policy, above: Policy, layer: Document) -> list[Diagnostic]:
    """Return one error for each change by which `layer` does more than tighten what `below` locks.

    `above` is the policy with the layer. A rule is compared as it comes out: a list or a default that it uses counts.
    """
    found = []
    for one in differences(below, above):
        lock = below.locks.get(one.subject)
        if lock is None or one.part == "known" or one.change in _ALLOWED:
            continue
        doubt = "" if one.change is Change.LOOSER else ", which is not surely stricter"
        message = f"{one.subject} is locked in {lock}, and this makes it {one.change}{doubt}: {one.message}"
        mark = layer.key_mark(_place(one, layer))
        found.append(layer.diagnostic(mark, message, "a layer may only tighten what a layer below has locked"))
    return found


def _place(difference: Difference, layer: Document) -> Path:
    """Return where the layer writes what makes the difference: the rule, else what a rule takes from elsewhere."""
    kind, _, name = difference.subject.partition(" ")
    if kind == "rule":
        rule = next((path for path in layer.values if path[-1:] == ("id",) and _at(layer, path) == name), None)
        if rule is not None:
            part = (*rule[:-1], difference.part)
            return part if part in layer.values else rule
        root = layer.root if isinstance(layer.root, dict) else {}
        return ("decide", "unknown") if difference.part == "unknown" else ("lists",) if "lists" in root else ()
    path: Path = ("lists", name) if kind == "list" else (kind, *difference.part.split("."))
    while path and path not in layer.values:
        path = path[:-1]
    return path


def _at(document: Document, path: Path) -> object:
    value: object = document.root
    for step in path:
        value = value[step]  # type: ignore[index]
    return value
