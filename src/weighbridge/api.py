"""The public Python API: the whole flow in one call, and its steps one by one.

    import weighbridge.api as wb

    policy = wb.load_policy("builtin:eu-bank-onprem")
    snapshot = wb.open_snapshot("reference")
    fresh = wb.without_stale(snapshot, policy.decide.max_age, as_of=snapshot.collected)
    facts = wb.enrich(fresh, policy.context, as_of=snapshot.collected)
    judged = wb.judge(facts.candidates(), policy)
    print(wb.report(wb.rank(judged), "text"))

It is a module of its own because `weighbridge.rank`, `weighbridge.judge` and the like are the rooms' packages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from weighbridge.enrich import Facts, enrich
from weighbridge.judge import Finding, Judged, findings, judge
from weighbridge.policy import Dimension, Policy, load_policy, parse_policy
from weighbridge.rank import Ranking, rank
from weighbridge.report import FORMATS, Report, rendered, report_content
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.declared import declared_bases, with_declared
from weighbridge.sources.freshness import without_stale
from weighbridge.sources.resolve import resolve
from weighbridge.sources.snapshot import Snapshot, open_snapshot

__all__ = [
    "FORMATS",
    "Candidate",
    "Facts",
    "Finding",
    "Judged",
    "Policy",
    "Ranking",
    "Report",
    "Snapshot",
    "enrich",
    "findings",
    "judge",
    "load_policy",
    "open_snapshot",
    "parse_policy",
    "rank",
    "report",
    "resolve",
    "weigh",
    "with_declared",
    "without_stale",
]


def weigh(
    policy: Policy,
    snapshot: Snapshot,
    *,
    as_of: date,
    candidates: Sequence[Candidate] | None = None,
    weights: Mapping[Dimension, float] | None = None,
    limit: int | None = None,
) -> Ranking:
    """Return the ranking of `candidates`, or of all models of the snapshot: from facts to order in one call.

    Facts older than the policy allows are unknown; facts given by hand stand above what was read.
    """
    ids, unavailable = (None, []) if candidates is None else resolve(snapshot, candidates)
    needed = snapshot if ids is None else snapshot.only([*ids, *declared_bases(candidates or [])])
    fresh = without_stale(needed, policy.decide.max_age, as_of)
    facts = enrich(with_declared(fresh, candidates or []), policy.context, as_of).candidates(ids)
    judged = judge(facts.kept(policy.facts()), policy).kept()
    return rank(judged, weights, limit=limit, named=ids or [], unavailable=unavailable)


def report(ranking: Ranking, format: str, limit: int | None = None) -> str:  # noqa: A002 - the word of the command line
    """Return a ranking as a report in one of FORMATS, with at most `limit` models shown."""
    return rendered(report_content(ranking, limit), format)
