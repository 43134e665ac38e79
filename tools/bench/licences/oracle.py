"""What is right: the OSI flags of the SPDX list and ScanCode's categories, joined by SPDX id."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from license_expression import get_license_index

from tools.bench.licences.answers import Answer, Ruling
from tools.bench.licences.declared import FAMILIES

PERMISSIVE = frozenset({"Permissive", "Public Domain"})
"""Categories of ScanCode that ask for nothing beyond notices. The Unlicense is Public Domain and OSI-approved: a pass;
CC0-1.0 is Public Domain and not approved: a fail."""


@dataclass(frozen=True, slots=True)
class HubId:
    """One licence id of the Hub: name, SPDX id, ScanCode 32.5.0's category, OSI flag of SPDX 3.29; None where empty."""

    name: str
    spdx: str | None
    category: str | None
    osi_approved: bool | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One id of the SPDX list: its full name, and whether the OSI approved it."""

    name: str
    osi_approved: bool


@dataclass(frozen=True, slots=True)
class Oracle:
    """Answers for a word. `listed` and `categories` are by SPDX id; `source` says where the list comes from."""

    hub: Mapping[str, HubId]
    listed: Mapping[str, Listed]
    categories: Mapping[str, str]
    source: str
    _spelt: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        versioned = {id_.lower(): id_ for id_ in self.listed if any(character.isdigit() for character in id_)}
        self._spelt.update({_slug(one.name): id_ for id_, one in self.listed.items()} | versioned)

    def ruling(self, word: str | None) -> Ruling:
        """Return what is right about a declared licence.

        A name that is no id of the Hub is joined only where it is a full name of the SPDX list, or an id there that
        bears a version: `fair` is the Fair License there, and a licence for research as a name. ScanCode's own keys
        have more such homonyms and are not tried.
        """
        if word is None:
            return _unknown("none declared")
        if word in ("other", "unknown"):
            return _unknown(f"bare {word}")
        if word in FAMILIES:
            return _unknown("a family tag")
        if word in self.hub:
            entry = self.hub[word]
            return self._of(entry.spdx, entry.category) if entry.spdx else _unknown("a tag without an SPDX id")
        spdx = self._spelt.get(word.lower())
        return self._of(spdx, None) if spdx else _unknown("a name that is none of SPDX")

    def rulings(self, words: Iterable[str | None]) -> dict[str | None, Ruling]:
        """Return what is right about each word."""
        return {word: self.ruling(word) for word in words}

    def contradictions(self) -> list[str]:
        """Return the Hub's ids whose OSI flag or category in hub_to_spdx.csv is not that of the two lists."""
        found = []
        for word, entry in self.hub.items():
            listed, category = self.listed.get(entry.spdx or ""), self.categories.get(entry.spdx or "")
            if listed is not None and listed.osi_approved != entry.osi_approved:
                found.append(f"{word}: OSI flag {listed.osi_approved}, in hub_to_spdx.csv {entry.osi_approved}")
            if category is not None and category != entry.category:
                found.append(f"{word}: category {category}, in hub_to_spdx.csv {entry.category}")
        return found

    def _of(self, spdx: str, category: str | None) -> Ruling:
        """Rule on an SPDX id. A LicenseRef is not in the SPDX list, and so not approved."""
        approved = spdx in self.listed and self.listed[spdx].osi_approved
        category = self.categories.get(spdx, category)
        if approved and category is None:
            return _unknown(f"{spdx}: no category in ScanCode")
        says = f"{spdx}: {'OSI approved' if approved else 'not OSI approved'}, {category or 'no category'}"
        return Ruling(Answer.PASS if approved and category in PERMISSIVE else Answer.FAIL, says)


def hub_ids(data: Path) -> dict[str, HubId]:
    """Return the Hub's licence ids as `licenses/hub_to_spdx.csv` joins them."""
    with (data / "licenses" / "hub_to_spdx.csv").open(encoding="utf-8", newline="") as table:
        return {row["hub_id"]: _hub_id(row) for row in csv.DictReader(table)}


def scancode_categories() -> dict[str, str]:
    """Return ScanCode's category of every SPDX id, also of those it calls LicenseRef-scancode-…

    By SPDX id, not by ScanCode's own key: its `bsl-1.0` is the Business Source License, SPDX's is Boost.
    """
    categories: dict[str, str] = {}
    for entry in get_license_index():
        for spdx in (entry["spdx_license_key"], *entry["other_spdx_license_keys"]):
            if spdx:
                categories.setdefault(spdx, entry["category"])
    return categories


def oracle_of(data: Path, listed: Mapping[str, Listed] | None, source: str = "") -> Oracle:
    """Return the oracle; without the SPDX list, its part in hub_to_spdx.csv."""
    hub = hub_ids(data)
    if listed is None:
        held = [one for one in hub.values() if one.spdx and not one.spdx.startswith("LicenseRef-")]
        listed = {str(one.spdx): Listed(one.name, bool(one.osi_approved)) for one in held}
        source = "hub_to_spdx.csv of the data folder"
    return Oracle(hub, listed, scancode_categories(), source)


def _hub_id(row: Mapping[str, str]) -> HubId:
    approved = {"yes": True, "no": False}.get(row["osi_approved"])
    return HubId(row["name"], row["spdx_id"] or None, row["category"] or None, approved)


def _slug(name: str) -> str:
    """Return a name as it is written for `license_name`: "Apache License 2.0" is apache-license-2.0."""
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")


def _unknown(reason: str) -> Ruling:
    return Ruling(Answer.UNKNOWN, reason)
