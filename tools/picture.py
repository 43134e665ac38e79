"""Draws docs/ranking.svg, the README's picture, from a real run: `python -m tools.picture`."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

import weighbridge.api as wb
from weighbridge.cli.output import print_styled
from weighbridge.report import report_content, text
from weighbridge.sources.candidates import candidate

ROOT = Path(__file__).parent.parent
WIDTH = 130
MODELS = (
    "openai/gpt-oss-20b",
    "Qwen/Qwen3-32B",
    "google/gemma-4-31B-it",
    "microsoft/phi-4",
    "zai-org/GLM-4.7-Flash",
    "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B",
    "ibm-granite/granite-3.3-8b-instruct",
    "allenai/OLMo-2-0325-32B-Instruct",
    "meta-llama/Llama-3.3-70B-Instruct",
    "google/gemma-3-27b-it",
    "swiss-ai/Apertus-8B-Instruct-2509",
    "tiiuae/Falcon3-10B-Instruct",
    "CohereLabs/command-a-reasoning-08-2025",
)


def picture() -> str:
    """Return the ranking of the reference against eu-bank-onprem as SVG; the same input makes the same bytes."""
    policy = wb.load_policy("builtin:eu-bank-onprem")
    snapshot = wb.open_snapshot()
    candidates = [candidate(model) for model in MODELS]
    ranking = wb.weigh(policy, snapshot, as_of=snapshot.collected, candidates=candidates)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    print_styled(console, text.lines(report_content(ranking), WIDTH))
    return console.export_svg(title="weighbridge rank builtin:eu-bank-onprem …", unique_id="ranking")


if __name__ == "__main__":
    (ROOT / "docs" / "ranking.svg").write_text(picture(), encoding="utf-8")
