"""Measures, and prints one table, and one of licences: `python -m tools.bench [--data FOLDER]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.bench.comparison import Skipped
from tools.bench.comparisons import byte_compile, comparisons, licences
from tools.bench.measure import ProgramFailedError, interleaved
from tools.bench.table import beside_line, row, skipped_line, table

TIMED = ("help", "check", "rank", "millions")
NAMES = (*TIMED, "licences")


def main(arguments: list[str] | None = None) -> int:
    """Measure what was asked for, print the tables, and return 1 only where a program failed."""
    given = _parser().parse_args(arguments)
    given.work.mkdir(parents=True, exist_ok=True)
    wanted = given.only or NAMES
    try:
        byte_compile()
        if set(TIMED) & set(wanted):
            _print_times(given.work, given.data, wanted)
        if "licences" in wanted:
            print("asking about licences …", file=sys.stderr)
            print("", licences(given.work, given.data), sep="\n")
    except ProgramFailedError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(error, error.stderr, sep="\n", file=sys.stderr)
        return 1
    return 0


def _print_times(work: Path, data: Path | None, wanted: Sequence[str]) -> None:
    rows, lines = [], []
    for name, prepare in comparisons(work, data).items():
        if name not in wanted:
            continue
        print(f"measuring {name} …", file=sys.stderr)
        comparison = prepare()
        if isinstance(comparison, Skipped):
            lines.append(skipped_line(comparison))
            continue
        programs = [comparison.ours] if comparison.beside is None else [comparison.ours, comparison.beside]
        ours, *others = interleaved(programs, comparison.repetitions)
        beside = others[0] if others else None
        rows.append(row(comparison, ours, beside))
        lines.append(beside_line(comparison, beside))
    print(table(rows), "", *lines, sep="\n")
    print("\nWhole processes, run in turn. Times and ratio: the shortest of each; of medians: to judge the noise by;")
    print("peak: the largest resident memory. Which targets are met changes no exit code.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    folder = os.environ.get("WEIGHBRIDGE_DATA")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument("--data", type=Path, default=Path(folder) if folder else None, metavar="FOLDER")
    parser.add_argument("--work", type=Path, default=cache / "weighbridge-bench", metavar="FOLDER")
    parser.add_argument("--only", choices=NAMES, action="append", help="Measure only this; may be repeated.")
    return parser


if __name__ == "__main__":
    sys.exit(main())
