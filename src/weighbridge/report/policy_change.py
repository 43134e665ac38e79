"""What a change of a policy means: its rules in words, and the verdicts that it turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from weighbridge.policy import Policy
from weighbridge.policy.changes import Difference
from weighbridge.policy.difference import by_change
from weighbridge.rank.moves import Move
from weighbridge.report.spans import Line, Span, wrapped
from weighbridge.sources.resolve import origin
from weighbridge.sources.snapshot import Snapshot
from weighbridge.strict.json_text import json_text

SCHEMA = "weighbridge/policy-diff/1"
SHOWN_MODELS = 5
_STYLES = {"looser": "unfit", "changed": "review", "stricter": "fit"}


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """Two policies, how they differ, and what that does to the models of a snapshot, of which `judged` have a verdict by one
    of them."""

    old: Policy
    new: Policy
    differences: Sequence[Difference]
    moves: Sequence[Move]
    snapshot: Snapshot
    as_of: date
    judged: int


def as_json(change: PolicyChange) -> str:
    """Return the change as JSON, ending with a newline."""
    return json_text(_content(change), indent=1) + "\n"


def _content(change: PolicyChange) -> dict[str, Any]:
    policies = {
        side: {"name": policy.name, "version": policy.version, "sha256": policy.sha256}
        for side, policy in (("old", change.old), ("new", change.new))
    }
    differences = [
        {"subject": one.subject, "part": one.part, "change": one.change, "message": one.message}
        for one in change.differences
    ]
    return {
        "schema": SCHEMA,
        **policies,
        "differences": differences,
        "snapshot": {"name": change.snapshot.name, "sha256": change.snapshot.sha256},
        "as_of": change.as_of.isoformat(),
        "judged": change.judged,
        "verdicts": [
            {"before": move.before, "after": move.after, "models": list(move.models)} for move in change.moves
        ],
    }


def lines(change: PolicyChange, width: int) -> list[Line]:
    """Return the change as styled lines of at most `width` cells, looser first."""
    title = f"{_named(change.old)} → {_named(change.new)}"
    found: list[Line] = [*([Span(line, "strong")] for line in wrapped(title, width)), []]
    for kind, differences in by_change(change.differences).items():
        if differences:
            found.append([Span(f"{kind}:", _STYLES[kind])])
            for one in differences:
                found += [[Span(line)] for line in wrapped(f"{_subject(one)}: {one.message}", width, "    ", "  ")]
            found.append([])
    if not change.differences:
        found += [[Span("No rule, list, threshold or statement differs.")], []]
    return [*found, *_verdicts(change, width)]


def _named(policy: Policy) -> str:
    return f"{policy.name} {policy.version} ({policy.files[0].path})"


def _subject(one: Difference) -> str:
    return f"{one.subject}.{one.part}" if one.subject in ("decide", "context", "weights") else one.subject


def _verdicts(change: PolicyChange, width: int) -> list[Line]:
    count = sum(len(move.models) for move in change.moves)
    head = f"Over {origin(change.snapshot)}, as of {change.as_of}: "
    told = f"{count} of {change.judged} verdicts change." if count else f"none of {change.judged} verdicts changes."
    found: list[Line] = [[Span(line)] for line in wrapped(head + told, width)]
    for move in change.moves:
        models = ", ".join(move.models[:SHOWN_MODELS])
        more = f" and {len(move.models) - SHOWN_MODELS} more" if len(move.models) > SHOWN_MODELS else ""
        text = f"{move.before} → {move.after}: {len(move.models)}: {models}{more}"
        found += [[Span(line)] for line in wrapped(text, width, "    ", "  ")]
    return found
