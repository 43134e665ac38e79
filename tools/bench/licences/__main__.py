"""Prints who answers what: `python -m tools.bench.licences DATA_FOLDER WORK_FOLDER`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.bench.licences import ours
from tools.bench.licences.answers import differences, tally
from tools.bench.licences.declared import Model, catalogue, models
from tools.bench.licences.environments import SPDX_LIST, interpreter
from tools.bench.licences.lines import (
    HEADINGS,
    NOTE,
    answer_rows,
    coverage_lines,
    difference_lines,
    oracle_lines,
    peer_lines,
)
from tools.bench.licences.oracle import oracle_of
from tools.bench.licences.peers import PEERS, spdx_list
from tools.bench.measure import ROOT
from tools.bench.table import table
from weighbridge.facts import FACTS
from weighbridge.sources.snapshot import Snapshot

OURS, CATALOGUE = "weighbridge", "licences"


def main(data: Path, work: Path) -> None:
    """Ask every tool, and print answers, differences, coverage and times."""
    rows = models(data)
    oracle = oracle_of(data, spdx_list(work), str(SPDX_LIST))
    rulings = oracle.rulings({model.word for model in rows})
    snapshot = catalogue(data, work / CATALOGUE)
    judged = ours.judged(snapshot)
    own = tally(OURS, rows, ours.answers(judged, rows), rulings)
    others, missing = [], []
    for name, (package, ask) in PEERS.items():
        python = interpreter(package, work)
        if python is None:
            missing.append(f"{name}: cannot be installed here")
        else:
            others.append(tally(name, rows, ask(python, rows), rulings))
    print(f"Is the declared licence of {len(rows):,} models OSI-approved and permissive? Models (distinct licences):")
    print(table(answer_rows([own, *others]), HEADINGS), *missing, sep="\n")
    print(NOTE)
    print(f"\nOracle: OSI flags of {oracle.source}, ScanCode's categories of license-expression, by SPDX id.")
    print(*oracle_lines(rows, rulings), sep="\n")
    contradictions = oracle.contradictions()
    print(f"  ids whose flag or category hub_to_spdx.csv has otherwise: {'; '.join(contradictions) or 'none'}")
    print("", *difference_lines(OURS, differences(own, rulings), ours.reasons(judged, rows)), sep="\n")
    print("", *peer_lines(others), sep="\n")
    print("", *_coverage(snapshot, rows), sep="\n")
    timed = subprocess.run(
        [sys.executable, "-m", "tools.bench.licences.rights_time", str(work / CATALOGUE)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    print("", timed.stdout.rstrip(), sep="\n")


def _coverage(snapshot: Snapshot, rows: Sequence[Model]) -> list[str]:
    permits = ours.permissions(snapshot)
    questions = {
        "all that license.permits asks": FACTS[ours.PERMITS].members,
        "use and commercial": ("use", "commercial"),
    }
    return coverage_lines(rows, {name: ours.not_known(permits, rows, asked) for name, asked in questions.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
