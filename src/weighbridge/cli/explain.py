"""`weighbridge explain`: one model, every rule, and what would turn the verdict."""

from __future__ import annotations

from typing import Any

import click

from weighbridge.cli.exits import Exit
from weighbridge.cli.options import FORMAT_NAMES, Common, common_options


@click.command()
@click.argument("policy")
@click.argument("model")
@click.option("--format", "format_name", type=click.Choice(FORMAT_NAMES), default="text", show_default=True)
@common_options
def explain(policy: str, model: str, format_name: str, **common: Any) -> int:  # noqa: ANN401
    """Show what every rule of POLICY says of MODEL, with its evidence, and what would turn the verdict."""
    from weighbridge.cli.output import put, put_lines
    from weighbridge.cli.weighing import weighed
    from weighbridge.report import explanation, report_content, text

    done = weighed(policy, [model], Common(**common), only=True)
    report = report_content(done.ranking)
    if not report.models:
        put(done, format_name)
        return Exit.NO_FACTS if report.unavailable else Exit.OK
    if format_name == "text":
        put_lines(lambda width: explanation.lines(report, report.models[0], width), text.DEFAULT_WIDTH)
    else:
        put(done, format_name)
    return done.strict_exit()
