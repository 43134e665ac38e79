"""How long the facts of a catalogue take, with and without a buyer's rights: `… .licences.rights_time SNAPSHOT_FOLDER`.

A process of its own, so that the first run meets no table that was read before.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import polars as pl

import weighbridge.api as wb
from tools.bench.licences.ours import BUYER
from tools.bench.scan_millions import read_fully
from weighbridge.enrich import pipeline
from weighbridge.enrich.native import Table, collected
from weighbridge.sources.snapshot import Snapshot, open_snapshot

STEP = "buyer_rights"
"""The module of the step, as the pipeline imports it."""

SCAN, WITHOUT, WHOLE = "only reading the same columns", "enrich without the rights step", "enrich"


@dataclass(frozen=True, slots=True)
class Time:
    """The first run, and the shortest of those after it: seconds of the clock, and of all processors."""

    first: float
    wall: float
    cpu: float


def times(snapshot: Snapshot, repetitions: int = 5) -> dict[str, Time]:
    """Measure in turn in this process; without an entry `WITHOUT` where the pipeline has no such step.

    The whole comes before it, so that its first run is the one that reads the tables.
    """
    work: dict[str, Callable[[], object]] = {SCAN: lambda: _scan(snapshot), WHOLE: lambda: _enrich(snapshot)}
    if hasattr(pipeline, STEP):
        work[WITHOUT] = lambda: _enrich_without(snapshot)
    first, *rounds = [{name: _time(one) for name, one in work.items()} for _ in range(repetitions + 1)]
    return {
        name: Time(first[name][0], min(one[name][0] for one in rounds), min(one[name][1] for one in rounds))
        for name in work
    }


def time_lines(measured: Mapping[str, Time], rows: int) -> list[str]:
    """Return the measurements in words; ratios are those of the clock."""
    whole, scan = measured[WHOLE], measured[SCAN]
    lines = [f"{name}: {_ms(one.wall)}, {_ms(one.cpu)} of processor" for name, one in measured.items()]
    lines.append(f"ratio of enrich to reading: {whole.wall / scan.wall:.2f}x; its first run: {_ms(whole.first)}")
    if WITHOUT in measured:
        without = measured[WITHOUT]
        took = _ms(whole.wall - without.wall)
        lines.append(f"the rights step: {took}; with it {whole.wall / without.wall:.2f}x the other steps")
    else:
        lines.append(f"the rights step: not there yet (no `{STEP}` in enrich/pipeline.py)")
    return [f"facts of {rows:,} models, shortest of the runs:", *(f"  {line}" for line in lines)]


def _scan(snapshot: Snapshot) -> object:
    columns = snapshot.table.collect_schema().items()
    return snapshot.table.select(read_fully(name, dtype) for name, dtype in columns).collect()


def _enrich(snapshot: Snapshot) -> object:
    return collected(wb.enrich(snapshot, wb.load_policy(BUYER).context, snapshot.collected).frame)


def _enrich_without(snapshot: Snapshot) -> object:
    with _step_left_out():
        return _enrich(snapshot)


@contextmanager
def _step_left_out() -> Iterator[None]:
    step = getattr(pipeline, STEP)
    with ExitStack() as stack:
        for name in [name for name in vars(step) if name.startswith("with_")]:
            stack.enter_context(patch.object(step, name, _unchanged))
        yield


def _unchanged(frame: Table, *_: object, **__: object) -> Table:
    return frame


def _time(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    held = open_snapshot(Path(sys.argv[1]))
    print(*time_lines(times(held), held.table.select(pl.len()).collect().item()), sep="\n")
