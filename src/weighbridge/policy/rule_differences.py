"""What two policies require and prefer otherwise: gates, score rules, and the lists that these use."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.policy.changes import Difference, gains_and_losses, raised, when_changed
from weighbridge.policy.conditions import All, AtLeast, Condition, Not, Test
from weighbridge.policy.conditions import Any as AnyOf
from weighbridge.policy.curves import Flag, Share
from weighbridge.policy.policy import Action, Dimension, Gate, OnUnknown, Policy, ScoreRule, Severity
from weighbridge.policy.strictness import Change, condition_change
from weighbridge.policy.written import condition_text, form_text
from weighbridge.strict.plain import plain
from weighbridge.strict.yaml_text import flow

_ACTIONS = (Action.WARN, Action.REVIEW, Action.BLOCK)
UNKNOWN = (OnUnknown.WARN, OnUnknown.REVIEW, OnUnknown.FAIL)
"""What missing evidence may do, the strictest last."""
_SEVERITIES = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
_ALLOW = frozenset({"in", "has_any", "subset_of", "satisfies"})
_DEMAND = frozenset({"not_in", "has_none", "has_all"})


def rule_differences(old: Policy, new: Policy) -> Iterator[Difference]:
    """Yield what is otherwise in gates and score rules."""
    before, after = ({rule.id: rule for rule in policy.rules()} for policy in (old, new))
    for identifier in dict.fromkeys([*before, *after]):
        subject = f"rule {identifier}"
        was, now = before.get(identifier), after.get(identifier)
        if was is None or now is None:
            yield _added_or_removed(subject, was, now)
        elif isinstance(was, Gate) and isinstance(now, Gate):
            yield from _gate(subject, was, now)
        elif isinstance(was, ScoreRule) and isinstance(now, ScoreRule):
            yield from _score(subject, was, now)
        else:
            kinds = ["a gate" if isinstance(one, Gate) else "a score rule" for one in (was, now)]
            yield Difference(subject, "", Change.CHANGED, f"was {kinds[0]} and is {kinds[1]}")


def _added_or_removed(subject: str, was: Gate | ScoreRule | None, now: Gate | ScoreRule | None) -> Difference:
    rule = now or was
    word = "new" if now else "gone"
    if isinstance(rule, Gate):
        change = Change.STRICTER if now else Change.LOOSER
        return Difference(subject, "", change, f"{word}: {rule.action} unless {condition_text(rule.require)}")
    assert rule is not None
    return Difference(subject, "", Change.CHANGED, f"{word} score rule: {form_text(rule.form)}, weight {rule.weight:g}")


def _gate(subject: str, was: Gate, now: Gate) -> Iterator[Difference]:
    for part, order in (("action", _ACTIONS), ("unknown", UNKNOWN), ("severity", _SEVERITIES)):
        before, after = getattr(was, part), getattr(now, part)
        change = raised(order.index(before), order.index(after))
        yield from when_changed(subject, part, change, f"{part} was {before} and is {after}")
    yield from when_changed(
        subject,
        "waivable",
        raised(-int(was.waivable), -int(now.waivable)),
        "could be waived and no longer can" if was.waivable else "could not be waived and now can",
    )
    change = condition_change(was.require, now.require)
    yield from when_changed(subject, "require", change, _requires(was.require, now.require))
    yield from _applies(subject, was.when, now.when)
    yield from _moved(subject, was.dimension, now.dimension)


def _requires(was: Condition, now: Condition) -> str:
    before, after = condition_text(was), condition_text(now)
    return _now(before, after, f"required {before} and requires {after}", f"requires {after}")


def _now(before: str, after: str, changed: str, same: str) -> str:
    """Return how a part reads that is otherwise; where only entries of a list are, both read the same."""
    return changed if before != after else f"{same}, with other entries than before"


def _applies(subject: str, was: Condition | None, now: Condition | None) -> Iterator[Difference]:
    if was != now:
        # An unknown `when` makes the gate unknown, whatever it requires: neither way is surely stricter or looser.
        before, after = (f"when {condition_text(one)}" if one else "always" for one in (was, now))
        message = _now(before, after, f"applied {before} and applies {after}", f"applies {after}")
        yield Difference(subject, "when", Change.CHANGED, message)


def _moved(subject: str, was: Dimension, now: Dimension) -> Iterator[Difference]:
    if was is not now:
        yield Difference(subject, "", Change.CHANGED, f"stood under {was} and stands under {now}")


def _score(subject: str, was: ScoreRule, now: ScoreRule) -> Iterator[Difference]:
    if was.form != now.form:
        before, after = form_text(was.form), form_text(now.form)
        message = _now(before, after, f"was {before} and is {after}", f"is {after}")
        yield Difference(subject, "form", Change.CHANGED, message)
    if was.weight != now.weight:
        message = f"weight was {was.weight:g} and is {now.weight:g}"
        yield Difference(subject, "weight", Change.CHANGED, message)
    if (was.when, was.otherwise) != (now.when, now.otherwise):
        texts = [
            f"counts when {condition_text(one.when)}, else as {one.otherwise:g}" if one.when else "counts always"
            for one in (was, now)
        ]
        yield Difference(subject, "when", Change.CHANGED, f"before: {texts[0]}; now: {texts[1]}")
    yield from _moved(subject, was.dimension, now.dimension)


def list_differences(old: Policy, new: Policy) -> Iterator[Difference]:
    """Yield what is otherwise in lists; what that does depends on the rules that use them."""
    for name in dict.fromkeys([*old.lists, *new.lists]):
        was, now = old.lists.get(name), new.lists.get(name)
        if was is None or now is None:
            yield Difference(f"list {name}", "", Change.CHANGED, "new" if was is None else "gone")
            continue
        before, after = {flow(item) for item in was}, {flow(item) for item in now}
        added, removed = sorted(after - before), sorted(before - after)
        if added or removed:
            change = _list_change(list(_uses(old, name)), bool(added), bool(removed))
            said = gains_and_losses(*([plain(item, 80) for item in items] for items in (added, removed)))
            yield Difference(f"list {name}", "", change, said)


def _list_change(uses: list[str], added: bool, removed: bool) -> Change:
    """Return what a change of a list does: an allow-list that shrinks asks for more, a block-list that grows does too."""
    if not uses or len(set(uses)) != 1 or uses[0] == "other" or (added and removed):
        return Change.CHANGED
    return Change.STRICTER if (uses[0] == "allow") is removed else Change.LOOSER


def _uses(policy: Policy, name: str) -> Iterator[str]:
    """Yield how each place uses a list: `allow`, `demand` (asks for or blocks every entry) or `other`."""
    if policy.scope is not None:
        yield from _uses_in(policy.scope, name)
    for rule in policy.rules():
        if isinstance(rule, Gate):
            yield from _uses_in(rule.require, name)
        elif isinstance(rule.form, Share) and name in rule.form.lists:
            yield "other"
        loose = [rule.form.condition] if isinstance(rule, ScoreRule) and isinstance(rule.form, Flag) else []
        for condition in [*loose, rule.when]:
            if condition is not None and list(_uses_in(condition, name)):
                yield "other"


def _uses_in(condition: Condition, name: str, positive: bool = True) -> Iterator[str]:
    match condition:
        case Test(_, operator, _, lists, _):
            if name in lists:
                if operator.name not in _ALLOW | _DEMAND:
                    yield "other"
                else:
                    yield "allow" if (operator.name in _ALLOW) is positive else "demand"
        case Not(part):
            yield from _uses_in(part, name, not positive)
        case All(parts) | AnyOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _uses_in(part, name, positive)
