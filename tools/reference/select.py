"""Which models are well known enough to be in the reference snapshot, by rules rather than by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from tools.reference import genmodelfit, leaderboard, xinference
from tools.reference.counts import packed
from tools.reference.files import FILES, ORGANISATIONS, PUBLISHERS
from weighbridge.sources.record import Record

DOWNLOADS = 100_000
"""In 30 days: from here on a model of a known publisher is one that practitioners name."""

ELSEWHERE = 500_000
"""In 30 days: from here on a trending model of any publisher is taken."""

PAYLOAD_DOWNLOADS = 10_000
RECENT = date(2025, 1, 1)

FAMILIES = (
    "Qwen/Qwen3",
    "meta-llama/Llama-3",
    "meta-llama/Llama-4",
    "mistralai/",
    "google/gemma-",
    "microsoft/Phi-",
    "microsoft/phi-",
    "openai/gpt-oss",
    "openai/whisper",
    "deepseek-ai/DeepSeek-V3",
    "deepseek-ai/DeepSeek-V4",
    "deepseek-ai/DeepSeek-R1",
    "allenai/OLMo-2",
    "allenai/Olmo-3",
    "ibm-granite/granite-",
    "HuggingFaceTB/SmolLM",
    "tiiuae/Falcon",
    "zai-org/GLM",
    "moonshotai/Kimi",
    "MiniMaxAI/MiniMax",
    "nvidia/NVIDIA-Nemotron",
    "nvidia/Llama-3",
    "utter-project/EuroLLM",
    "swiss-ai/Apertus",
    "openGPT-X/Teuken",
    "BSC-LT/salamandra",
    "CohereLabs/",
)
"""Families of the last years that buyers ask for by name: taken from FAMILY_DOWNLOADS on."""

FAMILY_DOWNLOADS = 20_000

EMBEDDERS = frozenset(
    (
        "BAAI",
        "intfloat",
        "sentence-transformers",
        "nomic-ai",
        "jinaai",
        "mixedbread-ai",
        "Alibaba-NLP",
        "Snowflake",
        "ibm-granite",
        "nvidia",
        "Salesforce",
        "Qwen",
        "google",
        "thenlper",
        "WhereIsAI",
        "NovaSearch",
        "GritLM",
        "MongoDB",
    )
)
"""Publishers whose embedding models are used, beyond those who only took part in the benchmark."""

REPACKAGERS = frozenset(("Comfy-Org",))
"""Not a maker of models, but the repositories that workflows load Stable Diffusion and FLUX from."""


def well_known(folder: Path, said: Mapping[str, Mapping[str, Record]]) -> list[str]:
    """Return the ids of the candidates, sorted. `said` has the records of each model by source."""
    official = leaderboard.official(folder / FILES["leaderboard"])
    publishers = _publishers(folder) | {model.partition("/")[0] for model in official}
    originals = xinference.originals(folder / FILES["xinference"])
    images = genmodelfit.repositories(folder / FILES["genmodelfit"])
    return sorted(
        model
        for model, records in said.items()
        if (model in official and "leaderboard" in records)
        or (model in images and model.partition("/")[0] in publishers | REPACKAGERS)
        or "modelroom" in records
        or (model in originals and _known_and_recent(model, records, publishers))
        or _downloaded(model, records, publishers)
        or ("mteb" in records and (model.partition("/")[0] in EMBEDDERS or model.startswith("openai/whisper")))
    )


def _publishers(folder: Path) -> set[str]:
    with (folder / ORGANISATIONS).open(encoding="utf-8", newline="") as table:
        listed = {row["hf_org"] for row in csv.DictReader(table)}
    lines = (folder / PUBLISHERS).read_text(encoding="utf-8").splitlines()
    return listed | {json.loads(line)["account"] for line in lines if line.strip()}


def _known_and_recent(model: str, records: Mapping[str, Record], publishers: set[str]) -> bool:
    created = [record.facts["model.created"] for record in records.values() if "model.created" in record.facts]
    dated = bool(created) and all(isinstance(day, date) and day >= RECENT for day in created)
    return dated and model.partition("/")[0] in publishers


def _downloaded(model: str, records: Mapping[str, Record], publishers: set[str]) -> bool:
    known = model.partition("/")[0] in publishers
    if "trending" in records and (known or _downloads(records["trending"]) >= ELSEWHERE):
        return True
    if "payloads" in records and _downloads(records["payloads"]) >= PAYLOAD_DOWNLOADS:
        return True
    if "llmfit" not in records:
        return False
    downloads = _downloads(records["llmfit"])
    family = model.startswith(FAMILIES) and not packed(model) and downloads >= FAMILY_DOWNLOADS
    return family or (known and downloads >= DOWNLOADS)


def _downloads(record: Record) -> int:
    count = record.facts.get("adoption.downloads_30d", 0)
    return count if isinstance(count, int) else 0
