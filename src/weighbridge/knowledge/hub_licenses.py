"""What the licence tags of the Hub stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from weighbridge.knowledge.files import knowledge_file


@dataclass(frozen=True, slots=True)
class HubLicense:
    """One tag; None is not known, and `reason` says why."""

    tag: str
    spdx: str | None
    category: str | None
    osi_approved: bool | None
    reason: str | None


@lru_cache(maxsize=1)
def hub_licenses() -> dict[str, HubLicense]:
    """Return all licence tags that the Hub accepts."""
    entries: dict[str, dict[str, Any]] = knowledge_file("hub_licenses")["licenses"]
    return {
        tag: HubLicense(tag, entry["spdx"], entry["category"], entry["osi_approved"], entry.get("reason"))
        for tag, entry in entries.items()
    }


def hub_licenses_as_of() -> date:
    """Return the day the file was last reviewed."""
    as_of: date = knowledge_file("hub_licenses")["as_of"]
    return as_of
