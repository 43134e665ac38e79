"""Which of the candidates that were named a snapshot has facts of."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.sources.candidates import Candidate, Unavailable
from weighbridge.sources.snapshot import Snapshot
from weighbridge.strict.nearest import nearest
from weighbridge.strict.plain import plain


def resolve(snapshot: Snapshot, candidates: Sequence[Candidate]) -> tuple[list[str], list[Unavailable]]:
    """Return the ids that can be judged, in the order in which they were named, and those that cannot, with the reason.

    A candidate at a commit is judged only on facts of that commit. One that is described by hand needs no other facts.
    """
    revisions = snapshot.revisions([one.id for one in candidates])
    found: list[str] = []
    missing: list[Unavailable] = []
    for one in candidates:
        reason = _reason(one, snapshot, revisions)
        if reason is None:
            found.append(one.id)
        else:
            missing.append(Unavailable(one.id, reason))
    return found, missing


def origin(snapshot: Snapshot) -> str:
    """Return how messages call a snapshot: the bundled reference, or its name, with its day."""
    name = "the bundled reference" if snapshot.reference else f"the snapshot {plain(snapshot.name, 60)}"
    return f"{name} of {snapshot.collected}"


def _reason(one: Candidate, snapshot: Snapshot, revisions: dict[str, str | None]) -> str | None:
    if one.id not in revisions:
        if one.declared:
            return None
        near = nearest(one.id, snapshot.ids())
        hint = f"; nearest: {', '.join(near)}" if near else ""
        other = "use --snapshot for another" if snapshot.reference else "collect it, or name another with --snapshot"
        return f"not in {origin(snapshot)}; {other}, or declare its facts in a candidates file{hint}"
    held = revisions[one.id]
    if one.revision is None or (held is not None and held.startswith(one.revision)):
        return None
    if held is None:
        return f"asked for commit {one.revision}; {origin(snapshot)} does not know which commit it describes"
    return f"asked for commit {one.revision}; {origin(snapshot)} describes commit {held}"
