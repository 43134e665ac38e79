"""`weighbridge policy`: lint and test."""

from __future__ import annotations

import click

from weighbridge.cli.exits import Exit
from weighbridge.cli.options import FORMAT_NAMES


@click.group()
def policy() -> None:
    """Check and test policies."""


@policy.command()
@click.argument("policies", metavar="POLICY...", nargs=-1, required=True)
@click.option("--format", "format_name", type=click.Choice(FORMAT_NAMES), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Warnings count as errors (exit 6).")
@click.option("--debug", is_flag=True, help="Show a traceback where something fails.")
def lint(policies: tuple[str, ...], format_name: str, strict: bool, debug: bool) -> int:
    """Say what is wrong with POLICY, and where it accepts a model without evidence."""
    from datetime import date

    from weighbridge.errors import Level
    from weighbridge.policy.lint import lint as linted
    from weighbridge.strict.json_text import json_text

    found = [diagnostic for source in policies for diagnostic in linted(source, date.today())]
    if format_name == "json":
        rows = [
            {
                "file": one.file,
                "line": one.line,
                "column": one.column,
                "severity": one.level,
                "message": one.message,
                "hint": one.hint,
            }
            for one in found
        ]
        click.echo(json_text(rows, indent=1))
    else:
        for one in found:
            click.echo(str(one))
        counts = {level: sum(one.level is level for one in found) for level in Level}
        summary = ", ".join(f"{count} {level}{'s' if count != 1 else ''}" for level, count in counts.items())
        click.echo(f"{len(policies)} {'policy' if len(policies) == 1 else 'policies'}: {summary}", err=True)
    levels = {one.level for one in found}
    if Level.ERROR in levels:
        return Exit.USAGE
    return Exit.STRICT if strict and Level.WARNING in levels else Exit.OK


@policy.command()
@click.argument("policies", metavar="POLICY...", nargs=-1, required=True)
@click.option("--debug", is_flag=True, help="Show a traceback where something fails.")
def test(policies: tuple[str, ...], debug: bool) -> int:
    """Run the tests that POLICY carries; exit 1 where one fails."""
    from weighbridge import api
    from weighbridge.judge.policy_tests import run_tests

    failed = 0
    total = 0
    for source in policies:
        for outcome in run_tests(api.load_policy(source)):
            total += 1
            failed += not outcome.passed
            click.echo(outcome.text())
    click.echo(f"{total - failed} passed, {failed} failed")
    return Exit.UNFIT if failed else Exit.OK
