"""Builds the bundled reference snapshot from the data folder: `python tools/build_reference.py DATA_FOLDER`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.reference.assemble import assemble
from tools.reference.summary import summary
from weighbridge.sources.snapshot import REFERENCE
from weighbridge.sources.snapshot_writer import write_snapshot


def main(arguments: list[str] | None = None) -> None:
    """Write the snapshot and print what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER")
    parser.add_argument("--out", type=Path, default=REFERENCE, metavar="FOLDER")
    given = parser.parse_args(arguments)
    spoilt: Counter[str] = Counter()
    built = assemble(given.data, spoilt)
    manifest = write_snapshot(
        given.out,
        built.records,
        name="reference",
        collected=built.collected,
        sources=built.sources,
        refused=built.refused,
    )
    print(summary(built.records, spoilt))
    for edge in manifest["dropped_bases"]:
        print(f"dropped base: {edge['child']} names {edge['base']}: {edge['reason']}")


if __name__ == "__main__":
    main()
