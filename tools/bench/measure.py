"""How long a program runs and how much memory it takes at most."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bench.comparison import Program

ROOT = Path(__file__).resolve().parents[2]
_CHUNK = 1 << 16


class ProgramFailedError(Exception):
    """A measured program ended with an exit code that means that it did not do its work."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall time, and the peak of the resident memory."""

    seconds: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of one program."""

    runs: tuple[Run, ...]

    @property
    def best(self) -> float:
        """The shortest wall time in seconds."""
        return min(run.seconds for run in self.runs)

    @property
    def median(self) -> float:
        """The median wall time in seconds."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def peak_mib(self) -> float:
        """The largest of the peaks."""
        return max(run.peak_mib for run in self.runs)


def run(program: Program) -> Run:
    """Run a program once with its output into a pipe. Raises ProgramFailedError."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(program.command, stdout=subprocess.PIPE, stderr=errors, cwd=ROOT)
        assert process.stdout is not None
        # Thrown away piece by piece: what this process holds would count as the next child's.
        while os.read(process.stdout.fileno(), _CHUNK):
            pass
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.stdout.close()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in program.codes:
            errors.seek(0)
            said = errors.read()[-2000:].decode(errors="replace")
            raise ProgramFailedError(f"{' '.join(program.command)}: exit code {process.returncode}\n{said}")
    return Run(seconds, usage.ru_maxrss / 1024)


def interleaved(programs: Sequence[Program], repetitions: int) -> list[Runs]:
    """Run all programs in turn, so that a busy moment of the machine meets each; the first round only warms caches."""
    for program in programs:
        run(program)
    rounds = [[run(program) for program in programs] for _ in range(repetitions)]
    return [Runs(runs) for runs in zip(*rounds, strict=True)]
