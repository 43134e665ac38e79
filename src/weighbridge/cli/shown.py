"""How many models a report shows: a limit never changes what is judged, counted or decides the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from weighbridge.cli.weighing import Weighed
from weighbridge.report import Report, report_content

TEXT_LIMIT = 25


def shown_report(done: Weighed, format_name: str, limit: int | None, files: Sequence[tuple[str, Path]] = ()) -> Report:
    """Return the report; text alone shows the first 25 models where no limit is given, everything else all."""
    if limit is None and format_name == "text" and not files:
        limit = TEXT_LIMIT
    return report_content(done.ranking, limit)
