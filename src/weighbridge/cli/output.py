"""Reports on their way out: to a terminal in colour, to a pipe plain, to files."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge.cli.weighing import Weighed
from weighbridge.errors import UsageError
from weighbridge.report import rendered, report_content, text
from weighbridge.report.spans import Line, as_text
from weighbridge.strict.plain import plain

if TYPE_CHECKING:
    from rich.console import Console

MIN_WIDTH = 60
TEXT_LIMIT = 25
STYLES = {
    "fit": "green",
    "review": "yellow",
    "unfit": "red",
    "warning": "yellow",
    "dim": "bright_black",
    "strong": "bold",
    "bar": "cyan",
}


def put(done: Weighed, format_name: str, limit: int | None = None, files: Sequence[tuple[str, Path]] = ()) -> None:
    """Print a report, and write it to files in their formats; a limit changes what is shown, never what is judged.

    Without one, text on the screen shows the first 25 models, and everything else all. Raises UsageError where a file
    cannot be written.
    """
    on_screen = TEXT_LIMIT if limit is None and format_name == "text" else limit
    report = report_content(done.ranking, limit if files else on_screen)
    for name, path in files:
        _keep_inputs(path, done)
        try:
            path.write_text(rendered(report, name), encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"{plain(str(path))}: the report cannot be written: {error.strerror}") from None
    shown = replace(report, models=report.models[:on_screen])
    if format_name == "text":
        put_lines(lambda width: text.lines(shown, width), text.DEFAULT_WIDTH)
    else:
        click.echo(rendered(shown, format_name), nl=False)


def _keep_inputs(path: Path, done: Weighed) -> None:
    """Raise UsageError where a report would be written over what it was made from."""
    if path.exists() and path.resolve() in {Path(one).resolve() for one in done.inputs}:
        raise UsageError(f"{plain(str(path))}: the report was made from this file", "write it to another one")


def put_lines(laid_out: LinesForWidth, default_width: int) -> None:
    """Print lines: in colour and as wide as the terminal where there is one, else plain; rich is imported only then."""
    if not sys.stdout.isatty():
        click.echo(as_text(laid_out(default_width)), nl=False)
        return
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    print_styled(console, laid_out(max(MIN_WIDTH, console.width)))


def print_styled(console: Console, lines: Iterable[Line]) -> None:
    """Print lines on a rich console."""
    from rich.text import Text

    for line in lines:
        styled = Text()
        for span in line:
            styled.append(span.text, STYLES.get(span.style, ""))
        styled.rstrip()
        # A command that is longer than the terminal is wrapped by it, so that it can still be copied whole.
        console.print(styled, soft_wrap=True)


if TYPE_CHECKING:
    from collections.abc import Callable

    LinesForWidth = Callable[[int], list[Line]]
