"""From the words of the command line to a ranking: what rank, check and explain share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from weighbridge import api
from weighbridge.cli.exits import Exit
from weighbridge.cli.options import NOTHING_ASKED, Asked, Common
from weighbridge.errors import Diagnostic
from weighbridge.judge.waiver_use import unused_waivers
from weighbridge.sources.candidates import Candidate, candidate, read_candidates, unique
from weighbridge.sources.resolve import origin


@dataclass(frozen=True, slots=True)
class Weighed:
    """A ranking, what the policy's author should know, and whether --strict makes that an end.

    `policy` is the whole one, with what has expired too.
    """

    policy: api.Policy
    ranking: api.Ranking
    warnings: Sequence[Diagnostic]
    strict: bool

    def strict_exit(self) -> Exit:
        """Return the exit code that warnings demand."""
        return Exit.STRICT if self.strict and self.warnings else Exit.OK


def weighed(
    policy_source: str,
    models: Sequence[str],
    common: Common,
    asked: Asked = NOTHING_ASKED,
    *,
    only: bool = False,
    every: bool = False,
    quiet: bool = False,
) -> Weighed:
    """Load, judge and rank what the command line names; warnings and the snapshot's day go to stderr.

    With `only`, a candidates file describes `models` but names no others. With `every`, models stay that the policy's
    one_per would hide. With `quiet`, the snapshot is not named again.
    """
    asked.check()
    policy = api.load_policy(policy_source)
    chosen = only_named(models, common) if only else named_candidates(models, common.candidates)
    snapshot = opened(common, quiet=quiet)
    as_of = common.as_of or (snapshot.collected if snapshot.reference else date.today())
    if as_of < snapshot.collected and not quiet:
        click.echo(
            f"warning: --as-of {as_of} is before {origin(snapshot)}: later facts are used all the same", err=True
        )
    today = common.as_of or date.today()
    ranking = api.weigh(
        policy,
        snapshot,
        as_of=as_of,
        today=today,
        candidates=chosen,
        where=asked.where,
        weights=dict(asked.weights) or None,
        every=every,
    )
    unused = unused_waivers(ranking.judged, all_models=chosen is None and not asked.where)
    warnings = [*policy.warnings, *policy.expired(today), *unused]
    for warning in warnings:
        click.echo(str(warning), err=True)
    return Weighed(policy, ranking, warnings, common.strict)


def only_named(models: Sequence[str], common: Common) -> list[Candidate] | None:
    """Return the candidates of `models`, which a candidates file may describe, without others that it names."""
    asked = {candidate(model).id for model in models}
    return [one for one in named_candidates(models, common.candidates) or [] if one.id in asked]


def opened(common: Common, *, quiet: bool = False) -> api.Snapshot:
    """Open the snapshot that is asked for; the bundled one is said on stderr with its date."""
    snapshot = api.open_snapshot(common.snapshot)
    if snapshot.reference and not quiet:
        click.echo(f"using {origin(snapshot)}; ages count from that day unless --as-of is given", err=True)
    return snapshot


def named_candidates(models: Sequence[str], file: Path | None) -> list[Candidate] | None:
    """Return the candidates that are named, or None where none are: then all of the snapshot are meant."""
    if not models and file is None:
        return None
    named = [candidate(model) for model in models]
    return unique([*named, *(read_candidates(file) if file else [])])
