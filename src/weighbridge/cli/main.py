"""The program: its commands, and the one place that prints errors and picks exit codes."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
from collections.abc import Sequence

import click

from weighbridge import __version__
from weighbridge.cli.exits import Exit
from weighbridge.errors import DocumentError, WeighbridgeError
from weighbridge.strict.plain import plain

COMMANDS = {
    "rank": ("weighbridge.cli.rank:rank", "Rank candidates against a policy."),
    "check": ("weighbridge.cli.check:check", "Judge candidates and answer with the exit code; the gate in CI."),
    "explain": (
        "weighbridge.cli.explain:explain",
        "Every rule for one model, its evidence, and what would turn the verdict.",
    ),
    "facts": ("weighbridge.cli.facts:facts", "What is known of a model; without a model, the dictionary."),
    "license": (
        "weighbridge.cli.license:license_command",
        "The clauses of a licence, what they mean for a buyer, or which licence a text is.",
    ),
    "policy": ("weighbridge.cli.policy:policy", "Write, check, test, show and compare policies."),
}
"""Name of each command, where it is, and what `--help` says: nothing else is imported for that."""


class _Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command called `cmd_name`; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="weighbridge")
def cli() -> None:
    """Weigh open models against your policy before you let them in.

    POLICY is a file, or builtin:NAME. Start with:  weighbridge rank builtin:eu-bank-onprem
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; every error ends here."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = cli.main(args=list(arguments), prog_name="weighbridge", standalone_mode=False)
        sys.stdout.flush()
        return int(code) if isinstance(code, int) else Exit.OK
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except WeighbridgeError as error:
        if "--debug" in arguments:
            traceback.print_exc()
        click.echo(_shown(error), err=True)
        return Exit.USAGE
    except BrokenPipeError:
        # Whoever read the report has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.INTERNAL
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 - the edge of the program; a panic of Polars is no Exception
        if "--debug" in arguments:
            traceback.print_exc()
        click.echo(
            f"internal error: {type(error).__name__}: {plain(str(error))}\nhint: run it again with --debug and report it",
            err=True,
        )
        return Exit.INTERNAL


def _shown(error: WeighbridgeError) -> str:
    text = str(error)
    return text if isinstance(error, DocumentError) else f"error: {text}"


def main() -> None:
    """Run as a program.

    A run is short: collecting cyclic garbage costs more than it frees. Plugins of pydantic that other packages install
    have no business in a verdict, and looking for them takes time.
    """
    gc.disable()
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    sys.exit(run())
