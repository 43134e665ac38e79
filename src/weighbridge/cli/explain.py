"""`weighbridge explain`: one model, every rule, and what would turn the verdict."""

from __future__ import annotations

from typing import Any

import click

from weighbridge.cli.exits import Exit
from weighbridge.cli.options import FORMAT_NAMES, Common, common_options
from weighbridge.errors import UsageError
from weighbridge.strict.plain import plain


@click.command()
@click.argument("policy")
@click.argument("model")
@click.option("--format", "format_name", type=click.Choice(FORMAT_NAMES), default="text", show_default=True)
@click.option("--versus", metavar="MODEL", help="Set MODEL beside another one: why does one come before the other?")
@common_options
def explain(policy: str, model: str, format_name: str, versus: str | None, **common: Any) -> int:  # noqa: ANN401
    """Show what every rule of POLICY says of MODEL, with its evidence, and what would turn the verdict."""
    from weighbridge.cli.output import put, put_lines
    from weighbridge.cli.weighing import weighed
    from weighbridge.report import explanation, report_content, text
    from weighbridge.report import versus as side_by_side

    if model == versus:
        raise UsageError(f"{plain(model)} is compared with itself", "name another model after --versus")
    named = [model] if versus is None else [model, versus]
    done = weighed(policy, named, Common(**common), only=True, every=True)
    report = report_content(done.ranking)
    if len(report.models) < len(named):
        put(done, format_name)
        return Exit.NO_FACTS if report.unavailable else done.strict_exit()
    if format_name == "text" and versus is not None:
        first, second = report.models
        put_lines(lambda width: side_by_side.lines(report, first, second, width), text.DEFAULT_WIDTH)
    elif format_name == "text":
        put_lines(lambda width: explanation.lines(report, report.models[0], width), text.DEFAULT_WIDTH)
    else:
        put(done, format_name)
    return done.strict_exit()
