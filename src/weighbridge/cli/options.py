"""The options that are alike everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from weighbridge.errors import UsageError
from weighbridge.facts.given import GivenError, day

if TYPE_CHECKING:
    from weighbridge.policy import Dimension

Command = TypeVar("Command", bound=Callable[..., Any])
FORMAT_NAMES = ("text", "json", "markdown", "csv")
"""The names of `report.formats.FORMATS`; written here so that --help imports no report (a test compares them)."""
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?", re.ASCII)
TEXT_OR_JSON = ("text", "json")
"""The formats of what is printed without being a report."""


class Day(click.ParamType[date]):
    """A date such as 2026-11-23."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """Return the date, or fail with how to write one."""
        try:
            return day(value)
        except GivenError as error:
            self.fail(f"{error}; {error.hint}", param, ctx)


class ReportFile(click.ParamType[tuple[str, Path]]):
    """FORMAT=FILE."""

    name = "format=file"

    def convert(
        self,
        value: Any,  # noqa: ANN401
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, Path]:
        """Return the format and the file, or fail with the formats there are."""
        if isinstance(value, tuple):
            return value
        name, equals, file = value.partition("=")
        if not equals or not file or name not in FORMAT_NAMES:
            self.fail(f'"{value}" is not FORMAT=FILE with a format of: {", ".join(FORMAT_NAMES)}', param, ctx)
        return name, Path(file)


class Weight(click.ParamType[tuple["Dimension", float]]):
    """QUESTION=NUMBER."""

    name = "question=number"

    def convert(
        self,
        value: Any,  # noqa: ANN401
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[Dimension, float]:
        """Return the question and its weight, or fail with the questions there are."""
        from weighbridge.policy import Dimension

        if isinstance(value, tuple):
            return value
        name, _, number = value.partition("=")
        if name not in tuple(Dimension) or not _NUMBER.fullmatch(number):
            self.fail(f'"{value}" is not QUESTION=NUMBER with a question of: {", ".join(Dimension)}', param, ctx)
        return Dimension(name), float(number)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for beside the policy: only models of which each FACT=VALUE is true, and other weights."""

    where: tuple[str, ...] = ()
    weights: tuple[tuple[Dimension, float], ...] = ()

    def said(self) -> list[str]:
        """Return in words what is asked for."""
        return [
            *(f"weight of {name} {weight:g}" for name, weight in self.weights),
            *(f"only {one}" for one in self.where),
        ]

    def check(self) -> None:
        """Raise UsageError where a question is given two weights."""
        names = [name for name, _ in self.weights]
        for name in names:
            if names.count(name) > 1:
                raise UsageError(f"--weight {name} is given twice", "name each question once")


NOTHING_ASKED = Asked()


@dataclass(frozen=True, slots=True)
class Common:
    """What the options said."""

    snapshot: str
    candidates: Path | None
    as_of: date | None
    offline: bool
    strict: bool
    debug: bool


def common_options(command: Command) -> Command:
    """Add the options of every command that judges models."""
    for option in (
        click.option("--debug", is_flag=True, help="Show a traceback where something fails."),
        click.option("--strict", is_flag=True, help="Warnings of the policy count: exit 6."),
        click.option("--offline", is_flag=True, help="Open no network connection. This version never does."),
        click.option(
            "--as-of", type=Day(), help="The day that ages count from. [default: today; the snapshot's, if bundled]"
        ),
        click.option(
            "--candidates",
            type=click.Path(path_type=Path),
            help="Models to judge: ids, one a line, or YAML with declared ones.",
        ),
        click.option(
            "--snapshot", default="reference", metavar="DIR", help="The snapshot to read. [default: the bundled one]"
        ),
    ):
        command = option(command)
    return command


def asked_options(command: Command) -> Command:
    """Add the options that ask for something beside the policy."""
    for option in (
        click.option(
            "--weight",
            "weights",
            type=Weight(),
            multiple=True,
            help="Try another weight for a question, such as governance=50. [repeatable]",
        ),
        click.option(
            "--where", metavar="FACT=VALUE", multiple=True, help="Only models of which this is known. [repeatable]"
        ),
    ):
        command = option(command)
    return command


def report_options(command: Command) -> Command:
    """Add the options of commands that print a report."""
    for option in (
        click.option("--limit", type=click.IntRange(min=0), help="Show so many models; all are judged and counted."),
        click.option(
            "--report",
            "reports",
            type=ReportFile(),
            multiple=True,
            help="Also write a report to a file, as FORMAT=FILE.",
        ),
        click.option("--format", "format_name", type=click.Choice(FORMAT_NAMES), default="text", show_default=True),
    ):
        command = option(command)
    return command
