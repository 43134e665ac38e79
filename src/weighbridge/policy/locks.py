"""What a layer may not do to what a layer below it has locked."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.errors import Diagnostic
from weighbridge.policy.changes import Difference
from weighbridge.policy.difference import differences
from weighbridge.policy.policy import Dimension, Policy
from weighbridge.policy.strictness import Change
from weighbridge.strict.document import Document, Path

_ABOVE = "a layer may only tighten what a layer below has locked"
_BESIDE = "what lies below may not loosen it either"
_ALLOWED = (Change.STRICTER, Change.SAME)


def refused_changes(below: Policy, above: Policy, layer: Document, at: Path | None = None) -> list[Diagnostic]:
    """Return one error for each change by which `layer` does more than tighten what `below` locks.

    `above` is the policy with the layer. A rule is compared as it comes out: a list or a default that it uses counts. All
    errors stand `at` one place of the layer where it is not the layer itself that makes the change.
    """
    found = []
    for one in differences(below, above):
        if one.part == "known" or one.change in _ALLOWED:
            continue
        lock = below.locks.get(one.subject)
        message = ""
        if lock is not None:
            doubt = "" if one.change is Change.LOOSER else ", which is not surely stricter"
            message = f"{one.subject} is locked in {lock}, and this makes it {one.change}{doubt}: {one.message}"
        elif "decide" in below.locks and _moves_a_threshold(one, below, above):
            lock = below.locks["decide"]
            message = (
                f"decide is locked in {lock}, and this changes the score that it measures: {one.subject}: {one.message}"
            )
        if message:
            mark = layer.key_mark(at or _place(one, layer))
            found.append(layer.diagnostic(mark, message, _BESIDE if at else _ABOVE))
    return [*found, *_renamed(below, above, layer, at)]


def _renamed(below: Policy, above: Policy, layer: Document, at: Path | None) -> Iterator[Diagnostic]:
    """Yield an error for each locked rule that says otherwise what it is, or which control it serves."""
    after = {rule.id: rule for rule in above.rules()}
    for rule in below.rules():
        lock, now = below.locks.get(f"rule {rule.id}"), after.get(rule.id)
        if lock is not None and now is not None and (rule.title, rule.refs) != (now.title, now.refs):
            message = f"rule {rule.id} is locked in {lock}, and this gives it another title or other refs"
            part = "title" if rule.title != now.title else "refs"
            mark = layer.key_mark(at or _place(Difference(f"rule {rule.id}", part, Change.CHANGED, ""), layer))
            yield layer.diagnostic(mark, message, "say in why what your layer adds")


def _moves_a_threshold(one: Difference, below: Policy, above: Policy) -> bool:
    """Return whether a difference of weights or score rules could lift a model over a minimum or a floor of `below`."""
    if one.subject == "weights":
        question = Dimension(one.part)
        moved = below.weights[question].value != above.weights[question].value
        return moved and below.decide.minimum_score is not None
    name = one.subject.removeprefix("rule ")
    scored = {rule.dimension for rule in (*below.scores, *above.scores) if rule.id == name}
    return bool(scored) and (below.decide.minimum_score is not None or not scored.isdisjoint(below.decide.floors))


def _place(difference: Difference, layer: Document) -> Path:
    """Return where the layer writes what makes the difference: the rule, else what a rule takes from elsewhere."""
    kind, _, name = difference.subject.partition(" ")
    if kind == "rule":
        rule = next((path for path in layer.values if _is_rule_id(path) and _at(layer, path) == name), None)
        if rule is not None:
            part = (*rule[:-1], difference.part)
            return part if part in layer.values else rule
        root = layer.root if isinstance(layer.root, dict) else {}
        return ("decide", "unknown") if difference.part == "unknown" else ("lists",) if "lists" in root else ()
    path: Path = ("lists", name) if kind == "list" else (kind, *difference.part.split(".", 1))
    while path and path not in layer.values:
        path = path[:-1]
    return path


def _is_rule_id(path: Path) -> bool:
    return len(path) == 4 and path[0] in tuple(Dimension) and path[1] in ("gates", "scores") and path[3] == "id"


def _at(document: Document, path: Path) -> object:
    value: object = document.root
    for step in path:
        value = value[step]  # type: ignore[index]
    return value
