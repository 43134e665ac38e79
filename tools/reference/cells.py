"""One cell of a source as the value of a fact, or None where it says nothing."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from weighbridge.facts import FACTS
from weighbridge.sources.record import Observation, Record

RENAMED = {
    "gpt2": "openai-community/gpt2",
    "AIDC-AI/": "ATH-MaaS/",
    "CohereForAI/": "CohereLabs/",
    "THUDM/": "zai-org/",
    "meta-llama/Meta-Llama-3.1-": "meta-llama/Llama-3.1-",
}
"""Old ids, or how they begin, and where the Hub redirects them; namespaces as tracked-models notes them."""

_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)
_SHA = re.compile(r"[0-9a-f]{40}")


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def model_id(value: object) -> str | None:
    """Return a repository id such as org/name, freed of YAML leftovers (`- `, quotes); None where it is none."""
    if not isinstance(value, str):
        return None
    text = value.strip().removeprefix("- ").strip().strip("'\"")
    text = RENAMED.get(text, text)
    for old, new in RENAMED.items():
        if old[-1] in "/-" and text.startswith(old):
            text = new + text.removeprefix(old)
    return text if _ID.fullmatch(text) else None


def commit(value: object) -> str | None:
    """Return a full commit sha; a branch name or a placeholder pins nothing."""
    return value if isinstance(value, str) and _SHA.fullmatch(value) else None


def day(value: object) -> date | None:
    """Return the day of an ISO date or time; None where there is none."""
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def number(fact_id: str, value: object) -> int | None:
    """Return a whole number inside the bounds of its fact; 0, text and what lies outside are not knowledge."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    fact = FACTS[fact_id]
    return int(value) if value == int(value) and fact.low <= value <= fact.high else None


def word(value: object) -> str | None:
    """Return a word; the ways in which sources say "not known" are None."""
    if not isinstance(value, str) or value.strip().lower() in ("", "?", "unknown", "none", "not specified"):
        return None
    return value.strip()


def words(value: object) -> list[str] | None:
    """Return a list of words; a list of anything else, and an empty one, says nothing."""
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item.strip() for item in value):
        return None
    return value


def record(model: str, facts: Mapping[str, object], observed: date, source: str) -> Record:
    """Return a record without the facts that are None, with one observation for each reading that gave any."""
    known = {fact_id: value for fact_id, value in facts.items() if value is not None}
    made = Observation(observed, source)
    return Record(model, known, {FACTS[fact_id].reading: made for fact_id in known})
