"""What is measured beside what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is measured; `codes` are the exit codes of a run that did its work."""

    name: str
    command: Sequence[str]
    codes: frozenset[int] = frozenset({0})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours beside another program, and what is wanted of it: at most `ratio` times as long, `peak_mib` of memory.

    Without `beside` only ours is measured; `note` says why, or what a reader should know.
    """

    ours: Program
    beside: Program | None
    ratio: float
    repetitions: int
    peak_mib: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A comparison that cannot be made here, and why."""

    name: str
    reason: str


Prepare = Callable[[], Comparison | Skipped]
"""Makes what a comparison needs."""
