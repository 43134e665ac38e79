"""What is imported when: help costs nothing, and a check from a snapshot only what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from weighbridge.cli.options import FORMAT_NAMES

HEAVY = ("huggingface_hub", "textual", "sklearn", "polars", "narwhals", "numpy", "pydantic", "rich", "yaml", "duckdb")
COMPARING = {"sklearn", "scipy", "rapidfuzz", "numpy"}
"""What compares texts, and what it brings along."""
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
    [["--help"], ["--version"], *([name, "--help"] for name in ("rank", "check", "explain", "license", "policy"))],
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
    unwanted = {"huggingface_hub", "textual", "duckdb", "pyarrow", "rich", "pandas", "pyspark"}
    assert sorted(found & (unwanted | COMPARING)) == []
    assert "polars" in found


def test_explain_imports_no_more(build_snapshot, write_policy) -> None:
    snapshot = build_snapshot({"org/m": {"license.tag": "mit"}})
    found = imported("explain", write_policy(), "org/m", "--snapshot", snapshot)
    assert sorted(found & ({"rich", "duckdb", "pyarrow", "huggingface_hub"} | COMPARING)) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["llama3.1"],
        ["llama3.1", "--format", "json"],
        ["MIT OR GPL-3.0-only"],
        ["Apache-2.0 WITH LLVM-exception"],
        ["modified-mit"],
        ["no-such-licence"],
        ["--compare", "mit", "llama3.1"],
    ],
    ids=" ".join,
)
def test_the_clauses_of_a_licence_need_nothing_that_compares_texts(arguments: list[str]) -> None:
    unwanted = {"huggingface_hub", "textual", "duckdb", "rich", "pyarrow"} | COMPARING
    assert sorted(imported("license", *arguments) & unwanted) == []


def test_a_text_that_is_a_known_one_word_by_word_is_not_searched_for(write_file) -> None:
    path = write_file("terms.txt", (Path(__file__).parents[3] / "LICENSE").read_bytes())
    assert sorted(imported("license", path) & COMPARING) == []
    path = write_file("terms.txt", path.read_bytes() + b"And one sentence more.\n")
    assert "sklearn" in imported("license", path), "only where a text is no known one"


def test_what_a_licence_means_for_a_buyer_compares_no_text(write_policy) -> None:
    found = imported("license", "llama3.1", "--for", write_policy())
    assert sorted(found & (COMPARING | {"huggingface_hub", "textual", "rich"})) == []
