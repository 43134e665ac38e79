"""The public Python API: the whole flow in one call, and its steps one by one.

    import weighbridge.api as wb

    policy = wb.load_policy("builtin:eu-bank-onprem")
    snapshot = wb.open_snapshot("reference")
    facts = wb.facts_for(policy, snapshot, as_of=snapshot.collected)
    judged = wb.judge(facts, policy)
    print(wb.report(wb.rank(judged), "text"))

It is a module of its own because `weighbridge.rank`, `weighbridge.judge` and the like are the rooms' packages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from weighbridge.enrich import Facts, enrich
from weighbridge.judge import Finding, Judged, findings, judge
from weighbridge.judge.facts_for_policy import facts_for
from weighbridge.judge.waiver_use import unused_waivers
from weighbridge.judge.where import left_out, only_where, where_test
from weighbridge.policy import Dimension, Policy, load_policy, parse_policy
from weighbridge.policy.policy import facts_in
from weighbridge.rank import Ranking, rank
from weighbridge.report import FORMATS, Report, rendered, report_content
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.declared import with_declared
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
    "facts_for",
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
    today: date | None = None,
    candidates: Sequence[Candidate] | None = None,
    described: Sequence[Candidate] = (),
    where: Sequence[str] = (),
    weights: Mapping[Dimension, float] | None = None,
    limit: int | None = None,
    every: bool = False,
) -> Ranking:
    """Return the ranking of `candidates`, or of all models of the snapshot: from facts to order in one call.

    Facts older than the policy allows on `as_of` are unknown; clarifications and waivers that have expired by `today` (or
    by `as_of`) do not count. `described` are models that are not judged themselves, but whose facts others may follow from.
    Each of `where` is FACT=VALUE: other models are left out. With `every`, the order holds all
    models also where the policy wants one per family or publisher. Raises UsageError where a candidate, a weight or a
    `where` makes no sense.
    """
    today = today or as_of
    whole, policy = policy, policy.in_force(today)
    asked = [where_test(text, policy) for text in where]
    ids, unavailable = (None, []) if candidates is None else resolve(snapshot, candidates)
    facts = facts_for(policy, snapshot, as_of, [*(candidates or []), *described], ids).kept(
        [*policy.facts(), *facts_in(asked)]
    )
    chosen = only_where(facts, asked)
    ranking = rank(
        judge(chosen, policy).kept(),
        weights,
        limit=limit,
        one_per=None if every else policy.one_per,
        named=ids or [],
        unavailable=unavailable,
    )
    outside = left_out(facts, chosen) if ids and asked else ()
    summary = replace(ranking.summary, out_of_scope=ranking.summary.out_of_scope + len(outside))
    unused = unused_waivers(ranking.judged, all_models=candidates is None and not asked)
    return replace(
        ranking,
        summary=summary,
        where=tuple(where),
        left_out=outside,
        in_force_on=today,
        warnings=(*whole.warnings, *whole.expired(today), *unused),
    )


def report(ranking: Ranking, format: str, limit: int | None = None) -> str:  # noqa: A002 - the word of the command line
    """Return a ranking as a report in one of FORMATS, with at most `limit` models shown."""
    return rendered(report_content(ranking, limit), format)
