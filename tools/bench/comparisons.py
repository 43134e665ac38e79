"""The comparisons, by name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.bench.comparison import Comparison, Prepare, Program, Skipped
from tools.bench.llmfit_wheel import VERSION, llmfit
from tools.bench.measure import ROOT
from tools.bench.table import skipped_line

HERE = Path(__file__).parent
MILLIONS = 2_500_000
_BANK = ROOT / "policies" / "eu-bank-onprem.yaml"
_NO_DATA = "give the data folder with --data or WEIGHBRIDGE_DATA"
_JUDGED = frozenset({0, 1, 3})
"""Exit codes of `check` that are answers: fit, unfit, review."""


def comparisons(work: Path, data: Path | None) -> dict[str, Prepare]:
    """Return what prepares each comparison; files go to `work`."""
    return {
        "help": _help,
        "check": _check,
        "rank": lambda: _rank(work, data),
        "millions": lambda: _millions(work),
    }


def licences(work: Path, data: Path | None) -> str:
    """Return who answers what about declared licences, asked in a process of its own; or why nobody was asked."""
    if data is None:
        return skipped_line(Skipped("licences", _NO_DATA))
    return _module("licences", str(data), str(work)).rstrip()


def byte_compile() -> None:
    """Compile our modules as an installer does; where Python may not write byte code, every run would compile anew."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "src"), str(ROOT / "tools")], check=True)


def _help() -> Comparison:
    return Comparison(_weighbridge("weighbridge --help", "--help"), _python("import click"), 2.0, 21)


def _check() -> Comparison:
    policy = "builtin:eu-bank-onprem" if _BANK.is_file() else str(HERE / "catalogue-30.yaml")
    ids = _module("popular", "20").split()
    name = f"weighbridge check {Path(policy).name}, {len(ids)} models"
    ours = _weighbridge(name, "check", policy, *ids, codes=_JUDGED)
    return Comparison(ours, _python("import pydantic, yaml, narwhals, polars"), 2.4, 11)


def _rank(work: Path, data: Path | None) -> Comparison | Skipped:
    if data is None:
        return Skipped("weighbridge rank, llmfit's table", _NO_DATA)
    snapshot = work / "catalogue"
    models = int(_module("catalogue", str(data), str(snapshot)))
    policy = str(HERE / "catalogue-30.yaml")
    ours = _weighbridge(
        f"weighbridge rank, {models:,} models x 30 rules",
        *("rank", policy, "--snapshot", str(snapshot), "--limit", "100", "--format", "json"),
    )
    program = llmfit(work)
    if program is None:
        return Comparison(ours, None, 1.0, 7, 250, note=f"llmfit {VERSION} cannot be installed here; ours alone")
    beside = Program(f"llmfit {VERSION} --json fit", [program, "--json", "fit"])
    return Comparison(ours, beside, 1.0, 7, 250)


def _millions(work: Path) -> Comparison:
    file = str(work / "millions.parquet")
    _module("millions", str(MILLIONS), file)
    return Comparison(
        _python_module(f"judge {MILLIONS:,} rows x 20 rules, top 100", "judge_millions", file),
        _python_module("only reading the same columns", "scan_millions", file),
        5.0,
        5,
        1500,
    )


def _weighbridge(name: str, *arguments: str, codes: frozenset[int] = frozenset({0})) -> Program:
    return Program(name, [str(Path(sys.executable).with_name("weighbridge")), *arguments], codes)


def _python(code: str) -> Program:
    return Program(f'python -c "{code}"', [sys.executable, "-c", code])


def _python_module(name: str, module: str, *arguments: str) -> Program:
    return Program(name, [sys.executable, "-m", f"tools.bench.{module}", *arguments])


def _module(module: str, *arguments: str) -> str:
    """Return what a module of this package prints."""
    command = _python_module("", module, *arguments).command
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
