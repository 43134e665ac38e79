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
from weighbridge.sources.candidates import Candidate, candidate, read_candidates, unique
from weighbridge.sources.resolve import origin
from weighbridge.strict.plain import plain


@dataclass(frozen=True, slots=True)
class Weighed:
    """A ranking, what the policy's author should know, and whether --strict makes that an end.

    `policy` is the whole one, with what has expired too; `inputs` are the files that it was made from.
    """

    policy: api.Policy
    ranking: api.Ranking
    inputs: Sequence[str]
    strict: bool

    @property
    def warnings(self) -> Sequence[Diagnostic]:
        """What the policy's author should know."""
        return self.ranking.warnings

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
    named = named_candidates(models, common.candidates)
    chosen = only_named(models, common) if only else named
    others = [one for one in named or [] if one.declared and one not in (chosen or [])]
    snapshot = opened(common, quiet=quiet)
    as_of = common.as_of or (snapshot.collected if snapshot.reference else date.today())
    if as_of < snapshot.collected and not quiet:
        click.echo(
            f"warning: --as-of {as_of} is before {origin(snapshot)}: later facts are used all the same", err=True
        )
    if asked.said() and not quiet:
        click.echo(f"not the policy alone: {', '.join(plain(one) for one in asked.said())}", err=True)
    today = common.as_of or date.today()
    ranking = api.weigh(
        policy,
        snapshot,
        as_of=as_of,
        today=today,
        candidates=chosen,
        described=others,
        where=asked.where,
        weights=dict(asked.weights) or None,
        every=every,
    )
    for warning in ranking.warnings:
        click.echo(str(warning), err=True)
    inputs = [file.path for file in policy.files] + ([str(common.candidates)] if common.candidates else [])
    return Weighed(policy, ranking, inputs, common.strict)


def only_named(models: Sequence[str], common: Common) -> list[Candidate] | None:
    """Return the candidates of `models`, which a candidates file may describe, without others that it names."""
    asked = {candidate(model).id for model in models}
    return [one for one in named_candidates(models, common.candidates) or [] if one.id in asked]


def opened(common: Common, *, quiet: bool = False) -> api.Snapshot:
    """Open the snapshot that is asked for; the bundled one is said on stderr with its date."""
    snapshot = api.open_snapshot(common.snapshot)
    if snapshot.reference and not quiet:
        ages = "" if common.as_of else "; ages count from that day unless --as-of is given"
        click.echo(f"using {origin(snapshot)}{ages}", err=True)
    return snapshot


def named_candidates(models: Sequence[str], file: Path | None) -> list[Candidate] | None:
    """Return the candidates that are named, or None where none are: then all of the snapshot are meant."""
    if not models and file is None:
        return None
    named = [candidate(model) for model in models]
    return unique([*named, *(read_candidates(file) if file else [])])
