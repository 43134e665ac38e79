"""Writes a snapshot of all models in llmfit's table: `python -m tools.bench.catalogue DATA_FOLDER SNAPSHOT_FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.reference import llmfit
from tools.reference.files import FILES
from weighbridge.sources.snapshot_writer import write_snapshot


def write_catalogue(data: Path, folder: Path) -> int:
    """Write the snapshot and return how many models it holds; of rows that name one model the first counts."""
    records = {record.id: record for record in reversed(list(llmfit.records(data / FILES["llmfit"])))}
    write_snapshot(folder, records.values(), name="llmfit", collected=llmfit.OBSERVED)
    return len(records)


if __name__ == "__main__":
    print(write_catalogue(Path(sys.argv[1]), Path(sys.argv[2])))
