"""Draws docs/ranking.svg, the README's picture, from a real run: `python -m tools.picture`."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

import weighbridge.api as wb
from weighbridge.cli.output import print_styled
from weighbridge.report import report_content, text

ROOT = Path(__file__).parent.parent
WIDTH = 130
SHOWN = 15


def picture() -> str:
    """Return the ranking of the reference against eu-bank-onprem as SVG; the same input makes the same bytes."""
    policy = wb.load_policy("policies/eu-bank-onprem.yaml")
    snapshot = wb.open_snapshot()
    ranking = wb.weigh(policy, snapshot, as_of=snapshot.collected)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    print_styled(console, text.lines(report_content(ranking, SHOWN), WIDTH))
    return console.export_svg(title="weighbridge rank policies/eu-bank-onprem.yaml", unique_id="ranking")


if __name__ == "__main__":
    (ROOT / "docs" / "ranking.svg").write_text(picture(), encoding="utf-8")
