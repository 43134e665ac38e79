"""One thing that two policies ask otherwise, and the words that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weighbridge.policy.strictness import Change
from weighbridge.strict.yaml_text import flow

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


def when_changed(subject: str, part: str, change: Change, message: str) -> Iterator[Difference]:
    """Yield a difference unless the change is none."""
    if change is not Change.SAME:
        yield Difference(subject, part, change, message)


def raised(was: float, now: float) -> Change:
    """Return what a change of something does of which more is stricter."""
    return Change.SAME if was == now else Change.STRICTER if now > was else Change.LOOSER


def gains_and_losses(added: list[str], removed: list[str]) -> str:
    """Return in words what a list or a table has more and less."""
    parts = [f"{word} {_few(items)}" for word, items in (("gains", added), ("loses", removed)) if items]
    return "; ".join(parts) or "empty"


def _few(items: list[str]) -> str:
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return f"{', '.join(items[:SHOWN])}{more}"


def plainly(value: Any) -> str:  # noqa: ANN401
    """Return a value as a policy would write it."""
    return "not stated" if value is None else flow(value)
