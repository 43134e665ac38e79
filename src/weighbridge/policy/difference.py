"""What one policy asks otherwise than another, in words: stricter, looser, changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from weighbridge.policy.acceptances import SCOPE, How, acceptances
from weighbridge.policy.changes import Difference, plainly, raised, when_changed
from weighbridge.policy.named_differences import party_differences, statement_differences, waiver_differences
from weighbridge.policy.policy import Decide, Dimension, Policy
from weighbridge.policy.rule_differences import UNKNOWN, list_differences, rule_differences
from weighbridge.policy.strictness import Change, condition_change
from weighbridge.policy.written import condition_text


def differences(old: Policy, new: Policy) -> list[Difference]:
    """Return what `new` asks otherwise than `old`, rules first; titles and other words for people do not count.

    Stricter means that no model comes out better for it, looser that none comes out worse; changed is all the rest.
    """
    found = [
        *rule_differences(old, new),
        *list_differences(old, new),
        *_decide(old, new),
        *_weights(old, new),
        *_context(old, new),
        *_candidates(old, new),
        *party_differences(old, new),
        *statement_differences(old, new),
        *waiver_differences(old, new),
    ]
    return [*found, *_acceptances(old, new, found)]


def _decide(old: Policy, new: Policy) -> Iterator[Difference]:
    was, now = old.decide, new.decide
    change = raised(UNKNOWN.index(was.unknown), UNKNOWN.index(now.unknown))
    yield from when_changed("decide", "unknown", change, f"unknown was {was.unknown} and is {now.unknown}")
    yield from _threshold("minimum_score", was.minimum_score, now.minimum_score)
    for dimension in Dimension:
        yield from _threshold(f"floors.{dimension}", was.floors.get(dimension), now.floors.get(dimension))
    yield from _ages(was, now)


def _threshold(part: str, was: float | None, now: float | None) -> Iterator[Difference]:
    change = raised(-1.0 if was is None else was, -1.0 if now is None else now)
    yield from when_changed("decide", part, change, f"{part} was {_number(was)} and is {_number(now)}")


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
            message = f"{key} was {plainly(was[key])} and is {plainly(now[key])}"
            yield Difference("context", key, Change.CHANGED, message)


def _candidates(old: Policy, new: Policy) -> Iterator[Difference]:
    change = condition_change(old.scope, new.scope)
    texts = [condition_text(one.scope) if one.scope else "every model" for one in (old, new)]
    yield from when_changed("candidates", "require", change, f"was about {texts[0]} and is about {texts[1]}")
    if old.one_per is not new.one_per:
        message = f"rank showed one per {old.one_per or 'model'} and shows one per {new.one_per or 'model'}"
        yield Difference("candidates", "one_per", Change.CHANGED, message)


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


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def _days(value: int | None) -> str:
    return "ever" if value is None else f"{value} days"


def by_change(found: Iterable[Difference]) -> Mapping[Change, list[Difference]]:
    """Return differences by what they do, looser first: that is what a reviewer looks for."""
    listed = list(found)
    order = (Change.LOOSER, Change.CHANGED, Change.STRICTER)
    return {change: [one for one in listed if one.change is change] for change in order}
