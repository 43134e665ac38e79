"""Measurements as a plain table."""

from __future__ import annotations

from collections.abc import Sequence

from tools.bench.comparison import Comparison, Skipped
from tools.bench.measure import Runs

HEADINGS = ("what", "ours", "beside", "ratio", "of medians", "target", "peak", "target", "met")
Row = tuple[str, ...]


def row(comparison: Comparison, ours: Runs, beside: Runs | None) -> Row:
    """Return the cells of one comparison; the ratio is that of the shortest times."""
    ratio = None if beside is None else ours.best / beside.best
    met_peak = comparison.peak_mib is None or ours.peak_mib <= comparison.peak_mib
    return (
        comparison.ours.name,
        _seconds(ours.best),
        "" if beside is None else _seconds(beside.best),
        "" if ratio is None else f"{ratio:.2f}x",
        "" if beside is None else f"{ours.median / beside.median:.2f}x",
        f"{comparison.ratio:.1f}x",
        f"{ours.peak_mib:.0f} MiB",
        "" if comparison.peak_mib is None else f"{comparison.peak_mib:.0f} MiB",
        "not known" if ratio is None else "yes" if ratio <= comparison.ratio and met_peak else "no",
    )


def beside_line(comparison: Comparison, beside: Runs | None) -> str:
    """Return what stood beside ours, in words."""
    if comparison.beside is None or beside is None:
        return f"{comparison.ours.name}: {comparison.note}"
    note = f"; {comparison.note}" if comparison.note else ""
    return f"{comparison.ours.name}: beside {comparison.beside.name} ({beside.peak_mib:.0f} MiB){note}"


def skipped_line(skipped: Skipped) -> str:
    """Return why a comparison was not made."""
    return f"{skipped.name}: skipped, {skipped.reason}"


def table(rows: Sequence[Row], headings: Row = HEADINGS) -> str:
    """Return rows under their headings; the first column to the left, numbers to the right."""
    lines = [headings, *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(headings))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
