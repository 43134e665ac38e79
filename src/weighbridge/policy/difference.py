"""What one policy asks otherwise than another, in words: stricter, looser, changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from weighbridge.facts.given import shown
from weighbridge.policy.acceptances import SCOPE, How, acceptances
from weighbridge.policy.conditions import All, AtLeast, Condition, Not, Test
from weighbridge.policy.conditions import Any as AnyOf
from weighbridge.policy.curves import Flag, Share
from weighbridge.policy.policy import Action, Decide, Dimension, Gate, OnUnknown, Policy, ScoreRule, Severity
from weighbridge.policy.strictness import Change, change_of, condition_change
from weighbridge.policy.written import condition_text, form_text
from weighbridge.sources.watchlists import Party
from weighbridge.strict.plain import plain
from weighbridge.strict.yaml_text import flow

_ACTIONS = (Action.WARN, Action.REVIEW, Action.BLOCK)
_UNKNOWN = (OnUnknown.WARN, OnUnknown.REVIEW, OnUnknown.FAIL)
_SEVERITIES = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
_ALLOW = frozenset({"in", "has_any", "subset_of", "satisfies"})
_DEMAND = frozenset({"not_in", "has_none", "has_all"})
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise. `subject`: `rule ID`, `list NAME`, decide, weights, context, candidates, waivers,
    clarify, watchlists, own; `part`: the key below it. `message` says what it was and what it is.
    """

    subject: str
    part: str
    change: Change
    message: str


def differences(old: Policy, new: Policy) -> list[Difference]:
    """Return what `new` asks otherwise than `old`, rules first; titles and other words for people do not count.

    Stricter means that no model comes out better for it, looser that none comes out worse; changed is all the rest.
    """
    found = [
        *_rules(old, new),
        *_lists(old, new),
        *_decide(old, new),
        *_weights(old, new),
        *_context(old, new),
        *_candidates(old, new),
        *_parties(old, new),
        *_stated(old, new),
        *_waivers(old, new),
    ]
    return [*found, *_acceptances(old, new, found)]


def _rules(old: Policy, new: Policy) -> Iterator[Difference]:
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
    for part, order in (("action", _ACTIONS), ("unknown", _UNKNOWN), ("severity", _SEVERITIES)):
        before, after = getattr(was, part), getattr(now, part)
        change = _raised(order.index(before), order.index(after))
        yield from _when_changed(subject, part, change, f"{part} was {before} and is {after}")
    yield from _when_changed(
        subject,
        "waivable",
        _raised(-int(was.waivable), -int(now.waivable)),
        "could be waived and no longer can" if was.waivable else "could not be waived and now can",
    )
    change = condition_change(was.require, now.require)
    yield from _when_changed(subject, "require", change, _requires(was.require, now.require))
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


def _lists(old: Policy, new: Policy) -> Iterator[Difference]:
    for name in dict.fromkeys([*old.lists, *new.lists]):
        was, now = old.lists.get(name), new.lists.get(name)
        if was is None or now is None:
            yield Difference(f"list {name}", "", Change.CHANGED, "new" if was is None else "gone")
            continue
        before, after = {flow(item) for item in was}, {flow(item) for item in now}
        added, removed = sorted(after - before), sorted(before - after)
        if added or removed:
            change = _list_change(list(_uses(old, name)), bool(added), bool(removed))
            said = _gains_and_losses(*([plain(item, 80) for item in items] for items in (added, removed)))
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


def _decide(old: Policy, new: Policy) -> Iterator[Difference]:
    was, now = old.decide, new.decide
    change = _raised(_UNKNOWN.index(was.unknown), _UNKNOWN.index(now.unknown))
    yield from _when_changed("decide", "unknown", change, f"unknown was {was.unknown} and is {now.unknown}")
    yield from _threshold("minimum_score", was.minimum_score, now.minimum_score)
    for dimension in Dimension:
        yield from _threshold(f"floors.{dimension}", was.floors.get(dimension), now.floors.get(dimension))
    yield from _ages(was, now)


def _threshold(part: str, was: float | None, now: float | None) -> Iterator[Difference]:
    change = _raised(-1.0 if was is None else was, -1.0 if now is None else now)
    yield from _when_changed("decide", part, change, f"{part} was {_number(was)} and is {_number(now)}")


def _ages(was: Decide, now: Decide) -> Iterator[Difference]:
    for name in sorted({*was.max_age, *now.max_age}):
        before, after = was.max_age.get(name), now.max_age.get(name)
        if before != after:
            # Not "stricter", however short: an old fact that failed a rule becomes unknown, and a review.
            message = f"facts of {name} counted for {_days(before)} and count for {_days(after)}"
            yield Difference("decide", f"max_age.{name}", Change.CHANGED, message)


def _weights(old: Policy, new: Policy) -> Iterator[Difference]:
    for dimension in Dimension:
        was, now = old.weights[dimension], new.weights[dimension]
        if was != now:
            texts = [f"{one.value:g} ({one.low:g} to {one.high:g})" for one in (was, now)]
            narrower = was.value == now.value and was.low <= now.low and now.high <= was.high
            change = Change.STRICTER if narrower else Change.CHANGED
            yield Difference("weights", dimension, change, f"{dimension} weighed {texts[0]} and weighs {texts[1]}")


def _context(old: Policy, new: Policy) -> Iterator[Difference]:
    was, now = (policy.context.model_dump(mode="json") for policy in (old, new))
    for key in was:
        if was[key] != now[key]:
            message = f"{key} was {_plainly(was[key])} and is {_plainly(now[key])}"
            yield Difference("context", key, Change.CHANGED, message)


def _candidates(old: Policy, new: Policy) -> Iterator[Difference]:
    change = condition_change(old.scope, new.scope)
    texts = [condition_text(one.scope) if one.scope else "every model" for one in (old, new)]
    yield from _when_changed("candidates", "require", change, f"was about {texts[0]} and is about {texts[1]}")
    if old.one_per is not new.one_per:
        message = f"rank showed one per {old.one_per or 'model'} and shows one per {new.one_per or 'model'}"
        yield Difference("candidates", "one_per", Change.CHANGED, message)


def _parties(old: Policy, new: Policy) -> Iterator[Difference]:
    before, after = ({one.name: one for one in policy.watchlists} for policy in (old, new))
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        parties = [set(each.parties if each else ()) for each in (was, now)]
        added, removed = parties[1] - parties[0], parties[0] - parties[1]
        if added or removed:
            # Without any list the answer is unknown; a party that has its namespace on record settles it for all others.
            settled = not old.watchlists or not new.watchlists or any(one.namespace is None for one in added | removed)
            change = Change.CHANGED if settled else change_of(not removed, not added)
            message = f"{name}: {_gains_and_losses(_names(added), _names(removed))}"
            yield Difference("watchlists", name, change, message)


def _stated(old: Policy, new: Policy) -> Iterator[Difference]:
    for name in dict.fromkeys([*old.own, *new.own]):
        was, now = old.own.get(name), new.own.get(name)
        if was != now:
            word = "new" if was is None else "gone" if now is None else "of another type or unit"
            yield Difference("own", name, Change.CHANGED, f"{name} is {word}")
    if _results(old) != _results(new):
        yield Difference("own", "file", Change.CHANGED, "other results of our own")
    before, after = _clarified(old), _clarified(new)
    for about in dict.fromkeys([*before, *after]):
        was_said, now_said = (said.get(about, "not clarified") for said in (before, after))
        if was_said != now_said:
            yield Difference("clarify", about, Change.CHANGED, f"{about} was {was_said} and is {now_said}")


def _results(policy: Policy) -> dict[tuple[str | None, str | None, str], object]:
    return {(one.model, one.revision, fact): value for one in policy.results for fact, value in one.facts.items()}


def _clarified(policy: Policy) -> dict[str, str]:
    """Return what is clarified, by fact and subject in words, with the day on which it ends."""
    said = {}
    for one in policy.clarifications:
        at = f"@{one.revision}" if one.revision else ""
        for fact, value in one.facts.items():
            said[f"{fact} of {one.subject}{at}"] = (
                f"{_plainly(value)} until {one.expires} ({one.evidence}, {one.owner})"
            )
    return said


def _waivers(old: Policy, new: Policy) -> Iterator[Difference]:
    before, after = ({one.id: one for one in policy.waivers} for policy in (old, new))
    for identifier in dict.fromkeys([*before, *after]):
        was, now = before.get(identifier), after.get(identifier)
        if was is None:
            assert now is not None
            message = f"{identifier} is new: {', '.join(now.rules)} for {', '.join(now.models)} until {now.expires}"
            yield Difference("waivers", identifier, Change.LOOSER, message)
        elif now is None:
            yield Difference("waivers", identifier, Change.STRICTER, f"{identifier} is gone")
        elif (was.rules, was.models, was.expires) == (now.rules, now.models, now.expires):
            people = [f"{one.reason}, {one.owner}, {one.approver}" for one in (was, now)]
            if people[0] != people[1]:
                message = f"{identifier} was accepted by {people[0]} and is by {people[1]}"
                yield Difference("waivers", identifier, Change.CHANGED, message)
        else:
            wider = (
                set(now.rules) >= set(was.rules) and set(now.models) >= set(was.models) and now.expires >= was.expires
            )
            less = (
                set(now.rules) <= set(was.rules) and set(now.models) <= set(was.models) and now.expires <= was.expires
            )
            message = f"{identifier}: {', '.join(now.rules)} for {', '.join(now.models)} until {now.expires}"
            yield Difference("waivers", identifier, change_of(less, wider), message)


def _acceptances(old: Policy, new: Policy, found: Iterable[Difference]) -> Iterator[Difference]:
    said = {one.subject for one in found if one.part == "unknown"}
    weaker = {one.subject for one in found if one.change is not Change.STRICTER}
    before, after = ({(one.rule, one.how, one.fact): one for one in acceptances(policy)} for policy in (old, new))
    for key in (key for key in after if key not in before):
        subject = _subject(after[key].rule)
        if not (after[key].how is How.WARNING and subject in said):
            yield Difference(subject, "known", Change.LOOSER, f"accepts without evidence, new: {after[key].message}")
    for key in (key for key in before if key not in after):
        subject = _subject(before[key].rule)
        # A rule that is gone, or looser otherwise, lets nobody in with less evidence than before.
        if subject not in weaker and not (before[key].how is How.WARNING and subject in said):
            message = f"no longer accepts without evidence: {before[key].message}"
            yield Difference(subject, "known", Change.STRICTER, message)


def _subject(rule: str) -> str:
    return rule if rule == SCOPE else f"rule {rule}"


def _when_changed(subject: str, part: str, change: Change, message: str) -> Iterator[Difference]:
    if change is not Change.SAME:
        yield Difference(subject, part, change, message)


def _raised(was: float, now: float) -> Change:
    return Change.SAME if was == now else Change.STRICTER if now > was else Change.LOOSER


def _gains_and_losses(added: list[str], removed: list[str]) -> str:
    parts = [f"{word} {_few(items)}" for word, items in (("gains", added), ("loses", removed)) if items]
    return "; ".join(parts) or "empty"


def _few(items: list[str]) -> str:
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return f"{', '.join(items[:SHOWN])}{more}"


def _names(parties: Iterable[Party]) -> list[str]:
    return sorted(f"{shown(one.name)} ({_namespace(one)})" for one in parties)


def _namespace(party: Party) -> str:
    return party.namespace or ("namespace not known" if party.on_the_hub else "not on the Hub")


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def _days(value: int | None) -> str:
    return "ever" if value is None else f"{value} days"


def _plainly(value: Any) -> str:  # noqa: ANN401
    return "not stated" if value is None else flow(value)


def by_change(found: Iterable[Difference]) -> Mapping[Change, list[Difference]]:
    """Return differences by what they do, looser first: that is what a reviewer looks for."""
    listed = list(found)
    order = (Change.LOOSER, Change.CHANGED, Change.STRICTER)
    return {change: [one for one in listed if one.change is change] for change in order}
