"""`weighbridge policy`: write, check, test, show and compare policies."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

from weighbridge.cli.exits import Exit
from weighbridge.cli.options import TEXT_OR_JSON, Common, common_options
from weighbridge.errors import UsageError


@click.group()
def policy() -> None:
    """Write, check, test, show and compare policies."""


@policy.command()
@click.argument("policies", metavar="POLICY...", nargs=-1, required=True)
@click.option("--format", "format_name", type=click.Choice(TEXT_OR_JSON), default="text", show_default=True)
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
        loaded = api.load_policy(source)
        if not loaded.tests:
            click.echo(f"{loaded.files[0].path}: no tests", err=True)
        for outcome in run_tests(loaded):
            total += 1
            failed += not outcome.passed
            click.echo(outcome.text())
    click.echo(f"{total - failed} passed, {failed} failed")
    return Exit.UNFIT if failed else Exit.OK


@policy.command()
@click.argument("policy_source", metavar="POLICY")
@click.option("--debug", is_flag=True, help="Show a traceback where something fails.")
def show(policy_source: str, debug: bool) -> int:
    """Print POLICY with all its layers put together, and for each rule the file and line that it comes from.

    The output is a policy of its own: saved in the folder of POLICY it gives the same verdicts.
    """
    from weighbridge.policy.load import load_policy
    from weighbridge.policy.show import show as shown

    click.echo(shown(load_policy(policy_source)), nl=False)
    return Exit.OK


@policy.command()
@click.argument("old")
@click.argument("new")
@click.option("--format", "format_name", type=click.Choice(TEXT_OR_JSON), default="text", show_default=True)
@common_options
def diff(old: str, new: str, format_name: str, **common: Any) -> int:  # noqa: ANN401
    """Say what policy NEW asks otherwise than policy OLD: stricter, looser, changed; and which verdicts it turns."""
    from weighbridge.cli.output import put_lines
    from weighbridge.cli.weighing import weighed
    from weighbridge.policy.difference import differences
    from weighbridge.rank.moves import moves
    from weighbridge.report.policy_change import PolicyChange, as_json, lines
    from weighbridge.report.text import DEFAULT_WIDTH

    before = weighed(old, (), Common(**common), every=True)
    after = weighed(new, (), Common(**common), every=True, quiet=True)
    was, now = before.policy, after.policy
    turned = moves(before.ranking, after.ranking)
    judged = after.ranking.judged
    for one in after.ranking.unavailable:
        click.echo(f"error: {one.id}: {one.reason}", err=True)
    concerned = {*before.ranking.order["model__id"], *after.ranking.order["model__id"]}
    change = PolicyChange(was, now, differences(was, now), turned, judged.snapshot, judged.as_of, len(concerned))
    if format_name == "json":
        click.echo(as_json(change), nl=False)
    else:
        put_lines(lambda width: lines(change, width), DEFAULT_WIDTH)
    if after.ranking.unavailable:
        return Exit.NO_FACTS
    return before.strict_exit() or after.strict_exit()


@policy.command()
def schema() -> int:
    """Print the JSON Schema of policies, for editors: every key, fact and operator with a sentence."""
    from weighbridge.policy.json_schema import policy_schema
    from weighbridge.strict.json_text import json_text

    click.echo(json_text(policy_schema(), indent=2))
    return Exit.OK


@policy.command()
@click.argument("file", type=click.Path(path_type=Path), default="policy.yaml")
@click.option("--from", "source", metavar="builtin:NAME", help="Build on a bundled policy instead of starting anew.")
def init(file: Path, source: str | None) -> int:
    """Write a first policy to FILE (policy.yaml), with comments; a file that is there is never written over."""
    from datetime import date

    from weighbridge.policy.builtin import PREFIX
    from weighbridge.policy.starter import starter
    from weighbridge.strict.plain import plain

    shown_as = plain(str(file))
    if shown_as.startswith(PREFIX):
        raise UsageError(f"{shown_as} names a bundled policy", f"policy init my-policy.yaml --from {shown_as}")
    text = starter(shown_as, _policy_name(file), date.today(), source)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise UsageError(f"{shown_as} is there already", "name another file") from None
    except OSError as error:
        raise UsageError(f"{shown_as} cannot be written: {error.strerror}") from None
    click.echo(f"wrote {shown_as}; next: weighbridge policy lint {shlex.quote(shown_as)}", err=True)
    return Exit.OK


def _policy_name(file: Path) -> str:
    """Return a name that a policy may have, after its file."""
    words = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in file.stem.lower())
    return words.strip("-")[:80] or "my-policy"
