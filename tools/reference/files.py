"""Where in the data folder each source lies, and under which licence and date it was published."""

from __future__ import annotations

FILES = {
    "configs": "hosting/configs.json.gz",
    "genmodelfit": "hub/genmodelfit_models.jsonl.gz",
    "leaderboard": "hub/leaderboard_models.csv.gz",
    "lineage_edges": "hub/lineage_edges.jsonl.gz",
    "llmfit": "hub/llmfit_models.jsonl.gz",
    "modelroom": "hub/modelroom_models.jsonl.gz",
    "mteb": "hub/mteb_models.jsonl.gz",
    "payloads": "hub/payloads.jsonl.gz",
    "trending": "hub/trending_models.jsonl.gz",
    "xinference": "hub/xinference_models.jsonl.gz",
}
ORGANISATIONS = "adoption/organization_regions.csv"
PUBLISHERS = "adoption/modelroom_publishers_2026-10.jsonl"

CREDITS: list[dict[str, str]] = [
    {"name": "Open LLM Leaderboard metadata", "license": "not stated, bare facts only", "date": "2025-03"},
    {"name": "PyPI llmfit 1.1.17", "license": "MIT", "date": "2026-10"},
    {"name": "PyPI modelroom 1.2.0, data", "license": "CC-BY-4.0", "date": "2026-10"},
    {"name": "PyPI genmodelfit 0.10.1", "license": "MPL-2.0", "date": "2026-10"},
    {"name": "embeddings-benchmark/results", "license": "CC0-1.0", "date": "2026-08"},
    {"name": "xorbitsai/inference model registry", "license": "Apache-2.0", "date": "2026-08"},
    {"name": "Interconnects-AI/tracked-models, names of publishers", "license": "Apache-2.0", "date": "2026-08-17"},
    {"name": "public tracker of the Hub's trending list", "license": "not stated, bare facts only", "date": "2026"},
    {"name": "union of public crawls, lineage", "license": "not stated, bare facts only", "date": "2025"},
    {"name": "PyPI aiconfigurator-core 0.12.0, config.json files", "license": "Apache-2.0", "date": "2026-09"},
    {"name": "llm-d-incubation/llm-d-planner, measurements", "license": "Apache-2.0", "date": "2026-04"},
    {
        "name": "dumps of HfApi.model_info",
        "license": "mostly not stated, bare facts only",
        "date": "2025-04 and 2025-09",
    },
]
"""As the data folder's README states them; the manifest of the snapshot repeats them."""
