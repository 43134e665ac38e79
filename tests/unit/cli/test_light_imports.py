"""What is imported when: help costs nothing, and a check from a snapshot only what it needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from weighbridge.cli.options import FORMAT_NAMES

HEAVY = ("huggingface_hub", "textual", "sklearn", "polars", "narwhals", "numpy", "pydantic", "rich", "yaml", "duckdb")
PROGRAM = """
import socket, sys
def refuse(*a, **k): raise SystemExit("a socket was used")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from weighbridge.cli.main import run
try:
    code = run(sys.argv[1:])
finally:
    names = {name.partition(".")[0] for name in sys.modules}
    print("IMPORTED", *sorted(names), file=sys.stderr)
sys.exit(code)
"""


def imported(*arguments: object) -> set[str]:
    """Return the packages that one run imports, in a process of its own whose stdout is a pipe."""
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    last = ran.stderr.strip().splitlines()[-1].split()
    assert last[0] == "IMPORTED", ran.stderr
    return set(last[1:])


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["rank", "--help"], ["check", "--help"], ["explain", "--help"], ["policy", "--help"]],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    assert sorted(imported(*arguments) & set(HEAVY)) == []


def test_the_dictionary_needs_no_table_engine() -> None:
    assert sorted(imported("facts") & (set(HEAVY) - {"yaml"})) == []


@pytest.mark.parametrize("command", ["check", "rank"])
@pytest.mark.parametrize("format_name", FORMAT_NAMES)
def test_a_check_from_a_snapshot_imports_only_what_it_needs(
    build_snapshot, write_policy, command: str, format_name: str
) -> None:
    snapshot = build_snapshot({"org/m": {"license.tag": "mit"}})
    found = imported(command, write_policy(), "--snapshot", snapshot, "--format", format_name)
    unwanted = {"numpy", "huggingface_hub", "textual", "sklearn", "duckdb", "pyarrow", "rich", "pandas", "pyspark"}
    assert sorted(found & unwanted) == []
    assert "polars" in found


def test_explain_imports_no_more(build_snapshot, write_policy) -> None:
    snapshot = build_snapshot({"org/m": {"license.tag": "mit"}})
    found = imported("explain", write_policy(), "org/m", "--snapshot", snapshot)
    assert sorted(found & {"numpy", "rich", "duckdb", "pyarrow", "huggingface_hub"}) == []
