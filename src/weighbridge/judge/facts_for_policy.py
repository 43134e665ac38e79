"""The facts of a snapshot as one policy sees them: old ones unknown, stated ones in, derived ones derived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from weighbridge.enrich import Facts, enrich
from weighbridge.policy import Policy
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.declared import declared_bases, with_declared
from weighbridge.sources.freshness import without_stale
from weighbridge.sources.snapshot import Snapshot
from weighbridge.sources.statements import BASES, stated_bases, with_statements


def facts_for(
    policy: Policy,
    snapshot: Snapshot,
    as_of: date,
    candidates: Sequence[Candidate] = (),
    ids: Sequence[str] | None = None,
) -> Facts:
    """Return the facts of `ids`, or of all candidates of the snapshot, for the buyer of `policy`.

    Facts older than the policy allows are unknown. What candidates are described with stands above what was read, and what
    the policy clarifies above both, until it expires.
    """
    policy = policy.in_force(as_of)
    if ids is not None:
        snapshot = snapshot.only([*ids, *declared_bases(candidates), *_clarified_bases(policy)])
    fresh = without_stale(snapshot, policy.decide.max_age, as_of)
    stated = with_statements(with_declared(fresh, candidates, policy.own), policy.statements, policy.own)
    return enrich(stated, policy.context, as_of, policy.watchlists).candidates(ids)


def _clarified_bases(policy: Policy) -> list[str]:
    return stated_bases(one.facts[BASES] for one in policy.clarifications if BASES in one.facts)
