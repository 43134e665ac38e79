"""What two policies say otherwise of parties and models by name: watchlists, own facts, clarifications, waivers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from weighbridge.facts.given import shown
from weighbridge.policy.changes import Difference, gains_and_losses, plainly
from weighbridge.policy.policy import Policy
from weighbridge.policy.strictness import Change, change_of
from weighbridge.sources.watchlists import Party


def party_differences(old: Policy, new: Policy) -> Iterator[Difference]:
    """Yield what is otherwise in watchlists."""
    before, after = ({one.name: one for one in policy.watchlists} for policy in (old, new))
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        parties = [set(each.parties if each else ()) for each in (was, now)]
        added, removed = parties[1] - parties[0], parties[0] - parties[1]
        if added or removed:
            # Without any list the answer is unknown; a party that has its namespace on record settles it for all others.
            settled = not old.watchlists or not new.watchlists or any(one.namespace is None for one in added | removed)
            change = Change.CHANGED if settled else change_of(not removed, not added)
            message = f"{name}: {gains_and_losses(_names(added), _names(removed))}"
            yield Difference("watchlists", name, change, message)


def statement_differences(old: Policy, new: Policy) -> Iterator[Difference]:
    """Yield what is otherwise in own facts, their results, and clarifications."""
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
            said[f"{fact} of {one.subject}{at}"] = f"{plainly(value)} until {one.expires} ({one.evidence}, {one.owner})"
    return said


def waiver_differences(old: Policy, new: Policy) -> Iterator[Difference]:
    """Yield what is otherwise in waivers, who accepted them included."""
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


def _names(parties: Iterable[Party]) -> list[str]:
    return sorted(f"{shown(one.name)} ({_namespace(one)})" for one in parties)


def _namespace(party: Party) -> str:
    return party.namespace or ("namespace not known" if party.on_the_hub else "not on the Hub")
