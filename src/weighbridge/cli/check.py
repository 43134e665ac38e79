"""`weighbridge check`: the gate in CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.exits import Exit
from weighbridge.cli.options import Asked, Common, asked_options, common_options, report_options

if TYPE_CHECKING:
    from weighbridge.cli.weighing import Weighed
    from weighbridge.policy import Dimension


@click.command()
@click.argument("policy")
@click.argument("models", metavar="[MODEL]...", nargs=-1)
@click.option(
    "--review-ok",
    type=click.Choice(["judgement", "all"]),
    help="Reviews that need no exit 3: those that wait only for a decision, or all.",
)
@report_options
@asked_options
@common_options
def check(
    policy: str,
    models: tuple[str, ...],
    review_ok: str | None,
    format_name: str,
    reports: tuple[tuple[str, Path], ...],
    limit: int | None,
    weights: tuple[tuple[Dimension, float], ...],
    where: tuple[str, ...],
    **common: Any,  # noqa: ANN401
) -> int:
    """Judge candidates against POLICY and answer with the exit code.

    \b
    0  every model is fit
    1  at least one is unfit
    2  wrong usage, or the policy has errors: nothing was evaluated
    3  none unfit, at least one needs review or was named and is out of scope
    4  no candidate
    5  a candidate has no facts at all
    6  --strict: the policy has warnings
    The first that applies, in the order 2, 4, 1, 5, 6, 3, 0.
    """
    from weighbridge.cli.output import put
    from weighbridge.cli.weighing import weighed

    done = weighed(policy, models, Common(**common), Asked(where, weights), every=True)
    put(done, format_name, limit, reports)
    code = exit_code(done, review_ok)
    if code is Exit.NO_CANDIDATE:
        click.echo("no candidate: the list is empty, or every model in it is out of scope", err=True)
    return code


def exit_code(done: Weighed, review_ok: str | None) -> Exit:
    """Return the first exit code that applies."""
    ranking = done.ranking
    summary = ranking.summary
    if not summary.judged and not summary.unavailable:
        return Exit.NO_CANDIDATE
    if summary.unfit:
        return Exit.UNFIT
    if summary.unavailable:
        return Exit.NO_FACTS
    if done.strict_exit():
        return Exit.STRICT
    review = {None: summary.review, "judgement": summary.review_evidence, "all": 0}[review_ok]
    # That somebody may decide otherwise excuses no model that was not judged.
    outside = len(ranking.left_out) + (0 if review_ok else len(ranking.out_of_scope))
    return Exit.REVIEW if review or outside else Exit.OK
