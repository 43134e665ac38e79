"""The forms of score rules, parsed from a policy."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from weighbridge.facts import Fact, FactType
from weighbridge.facts.given import GivenError, scalar, shown
from weighbridge.policy.conditions import Reader, beside_lists, lists_in
from weighbridge.policy.curves import Curve, Flag, Form, Map, Share, Steps
from weighbridge.policy.operators import MAX_OPERANDS
from weighbridge.policy.schema import FORMS, ScoreEntry
from weighbridge.strict.document import Path

_NUMBERS = (FactType.NUMBER, FactType.INTEGER)


def score_form(reader: Reader, entry: ScoreEntry, path: Path, rule: str) -> Form | None:
    """Return the form of a score rule, or None after noting why there is none."""
    written = [name for name in FORMS if getattr(entry, name) is not None]
    if len(written) != 1:
        found = f"has {' and '.join(written)}" if written else "has no value"
        reader.refuse(path, f"{rule} {found}", f"exactly one of: {', '.join(FORMS)}")
        return None
    return _PARSERS[written[0]](reader, entry, (*path, written[0]), rule)


def _fact(reader: Reader, name: str, path: Path, rule: str, suits: Callable[[Fact], bool], needs: str) -> Fact | None:
    fact = reader.fact(name, (*path, "fact"), rule)
    if fact is not None and not suits(fact):
        reader.refuse((*path, "fact"), f"{rule}: {path[-1]} needs {needs}; {fact.id} is {fact.article}")
        return None
    return fact


def _curve(reader: Reader, entry: ScoreEntry, path: Path, rule: str) -> Form | None:
    curve = entry.curve
    assert curve is not None
    fact = _fact(reader, curve.fact, path, rule, lambda fact: fact.type in _NUMBERS, "a number")
    if curve.worst == curve.best:
        reader.refuse(
            (*path, "best"), f"{rule}: worst and best are the same", "either may be larger, but they must differ"
        )
        return None
    if curve.scale == "log" and min(curve.worst, curve.best) < 0:
        reader.refuse(path, f"{rule}: a log scale starts at 0 or above", "it uses ln(1+x)")
        return None
    return None if fact is None else Curve(fact, curve.worst, curve.best, curve.scale == "log")


def _steps(reader: Reader, entry: ScoreEntry, path: Path, rule: str) -> Form | None:
    steps = entry.steps
    assert steps is not None
    fact = _fact(reader, steps.fact, path, rule, lambda fact: fact.type in _NUMBERS, "a number")
    places = [x for x, _ in steps.points]
    if any(right <= left for left, right in pairwise(places)):
        reader.refuse((*path, "points"), f"{rule}: the points must rise", "write [[0, 0], [10, 0.5], [100, 1]]")
        return None
    return None if fact is None else Steps(fact, tuple(steps.points))


def _map(reader: Reader, entry: ScoreEntry, path: Path, rule: str) -> Form | None:
    written = entry.map
    assert written is not None
    fact = _fact(reader, written.fact, path, rule, lambda fact: fact.type is FactType.TEXT, "text")
    if fact is None:
        return None
    for text in written.values:
        try:
            scalar(fact, text)
        except GivenError as error:
            reader.refuse((*path, "values", text), f"{rule}: {error}", error.hint, key=True)
            return None
    return Map(fact, tuple(written.values.items()))


def _share(reader: Reader, entry: ScoreEntry, path: Path, rule: str) -> Form | None:
    share = entry.share
    assert share is not None
    fact = _fact(reader, share.fact, path, rule, lambda fact: fact.type is FactType.SET, "a set")
    members = reader.resolved(share.of, (*path, "of"))
    if fact is None or (members is None and share.of is not None):
        return None
    if not isinstance(members, list) or not members:
        found = "an empty one" if members == [] else shown(members)
        reader.refuse((*path, "of"), f"{rule}: of takes a list of members, not {found}")
        return None
    if len(members) > MAX_OPERANDS:
        reader.refuse((*path, "of"), f"{rule}: of has {len(members)} members; at most {MAX_OPERANDS} are read")
        return None
    try:
        wanted = dict.fromkeys(str(scalar(fact, member)) for member in members)
        return Share(fact, tuple(wanted), lists_in(share.of), beside_lists(share.of))
    except GivenError as error:
        reader.refuse((*path, "of"), f"{rule}: {error}", error.hint)
        return None


def _flag(reader: Reader, entry: ScoreEntry, path: Path, rule: str) -> Form | None:
    condition = reader.condition(entry.flag, path, rule)
    return None if condition is None else Flag(condition)


_PARSERS: dict[str, Callable[[Reader, ScoreEntry, Path, str], Form | None]] = {
    "curve": _curve,
    "steps": _steps,
    "map": _map,
    "share": _share,
    "flag": _flag,
}
