"""`weighbridge rank`: candidates in order."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.options import Asked, Common, asked_options, common_options, report_options

if TYPE_CHECKING:
    from weighbridge.policy import Dimension


@click.command()
@click.argument("policy")
@click.argument("models", metavar="[MODEL]...", nargs=-1)
@report_options
@asked_options
@common_options
def rank(
    policy: str,
    models: tuple[str, ...],
    format_name: str,
    reports: tuple[tuple[str, Path], ...],
    limit: int | None,
    weights: tuple[tuple[Dimension, float], ...],
    where: tuple[str, ...],
    **common: Any,  # noqa: ANN401
) -> int:
    """Rank candidates against POLICY, the best first.

    MODEL is org/name, or org/name@commit. Without MODEL and --candidates, all models of the snapshot that the policy is
    about. Text shows the first 25 unless --limit says otherwise; every other format shows all. Where the policy wants one
    per family or publisher, only the best of each is shown.
    """
    from weighbridge.cli.output import put
    from weighbridge.cli.weighing import weighed

    done = weighed(policy, models, Common(**common), Asked(where, weights))
    put(done, format_name, limit, reports)
    return done.strict_exit()
