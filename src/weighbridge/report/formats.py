"""The formats of reports, in one table: it is the choice list of the command line, the docs and the tests at once."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from weighbridge.report.content import Report


@dataclass(frozen=True, slots=True)
class Format:
    """One format; `renderer` is "module:function", imported when used, taking a Report and returning its text."""

    name: str
    suffix: str
    renderer: str


FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format("text", ".txt", "weighbridge.report.text:render"),
        Format("json", ".json", "weighbridge.report.json_report:render"),
        Format("markdown", ".md", "weighbridge.report.markdown_report:render"),
        Format("csv", ".csv", "weighbridge.report.csv_report:render"),
    )
}


def rendered(report: Report, name: str) -> str:
    """Return `report` in the format called `name`, ending with a newline."""
    module, _, function = FORMATS[name].renderer.partition(":")
    render: Callable[[Report], str] = getattr(importlib.import_module(module), function)
    return render(report)
