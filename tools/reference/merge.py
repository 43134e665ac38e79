"""Several sources' records of one model as one record that says of each fact where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from weighbridge.facts import FACTS, READINGS
from weighbridge.facts.given import GivenError, given_cells
from weighbridge.sources.frames import HUB_READINGS
from weighbridge.sources.record import Claim, Observation, Record

NEWEST_FIRST = (
    "genmodelfit",
    "modelroom",
    "llmfit",
    "trending",
    "mteb",
    "xinference",
    "configs",
    "payloads",
    "lineage_edges",
    "leaderboard",
)
"""What the Hub says may change, so the newest source wins where nothing below says otherwise."""

EXACT_FIRST: dict[str, tuple[str, ...]] = {
    "model.revision": ("payloads", "leaderboard", "mteb", "xinference"),
    "model.created": ("payloads", "modelroom", "llmfit", "leaderboard"),
    "model.architecture": ("configs", "payloads", "leaderboard"),
    "model.type": ("configs", "payloads", "llmfit"),
    "size.parameters": ("llmfit", "payloads", "modelroom", "mteb", "leaderboard", "trending"),
    "size.quantization": ("configs", "payloads"),
    "files.custom_code": ("payloads", "configs"),
    "size.context_tokens": ("configs", "llmfit", "mteb", "xinference"),
    "license.tag": ("llmfit", "genmodelfit", "payloads", "modelroom", "leaderboard", "mteb"),
    "lineage.base_models": ("payloads", "mteb", "leaderboard", "genmodelfit", "xinference", "lineage_edges"),
}
EXACT_FIRST |= {fact_id: ("configs", "llmfit") for fact_id in FACTS if fact_id.startswith("memory.")}
"""Exceptions: the commit whose files were listed; days of the repository, not of a release; counts of tensors before
round figures; configs before tables; a licence's name before a bare `other`; declared bases before crawled ones."""

COMPANIONS = {"license.name": "license.tag", "license.link": "license.tag", "lineage.relation": "lineage.base_models"}
"""Facts that mean something only beside another: taken from a source only where it says the same of that other."""

LOWER_BOUNDS = frozenset(
    fact_id for fact_id in FACTS if fact_id.startswith("lineage.d") or fact_id == "vendor_lock.quantizers"
)
"""Counts of what was seen: the largest is the best."""

NOT_COLLECTED = Observation(reason="not collected")
_SHOWN_MEMBERS = 8


class Choice(NamedTuple):
    """The value that was taken for a fact, and from which source."""

    value: object
    source: str


def merge(model: str, said: Mapping[str, Record], spoilt: Counter[str]) -> Record:
    """Return one record of `model` from `said`, by source; values that do not suit their fact are counted in `spoilt`.

    A reading is that of the source which gave most of its facts; facts of other sources get a claim with their own
    source and day. Every reading of the Hub is there, with a reason where nobody made it.
    """
    usable = {source: _usable(given, spoilt) for source, given in said.items()}
    chosen: dict[str, Choice] = {}
    named = {fact_id for facts in usable.values() for fact_id in facts}
    for fact_id in sorted(named, key=lambda fact_id: (fact_id in COMPANIONS, fact_id)):
        if choice := _choose(fact_id, usable, chosen):
            chosen[fact_id] = choice
    if bases := chosen.get("lineage.base_models"):
        chosen["lineage.declares_base"] = Choice(True, bases.source)
    readings = dict.fromkeys(HUB_READINGS, NOT_COLLECTED)
    claims: list[Claim] = []
    for reading in HUB_READINGS:
        facts = {fact_id: choice for fact_id, choice in chosen.items() if FACTS[fact_id].reading == reading}
        if facts:
            main = _main_source(facts)
            readings[reading] = said[main].readings[reading]
            claims += [
                _claim(model, fact_id, facts[fact_id], said)
                for fact_id in sorted(facts)
                if facts[fact_id].source != main
            ]
    return Record(model, {fact_id: choice.value for fact_id, choice in chosen.items()}, readings, tuple(claims))


def newest(records: Iterable[Record]) -> date:
    """Return the newest day on which any reading was made."""
    return max(made.observed for record in records for made in record.readings.values() if made.observed)


def with_role(record: Record, role: str) -> Record:
    """Return the record as a candidate or as an ancestor."""
    return replace(record, facts={**record.facts, "model.role": role})


def _usable(given: Record, spoilt: Counter[str]) -> dict[str, object]:
    facts: dict[str, object] = {}
    for fact_id, value in given.facts.items():
        try:
            given_cells(FACTS[fact_id], value)
        except GivenError:
            spoilt[fact_id] += 1
        else:
            facts[fact_id] = value
    return facts


def _choose(fact_id: str, usable: Mapping[str, Mapping[str, object]], chosen: Mapping[str, Choice]) -> Choice | None:
    order = EXACT_FIRST.get(COMPANIONS.get(fact_id, fact_id), NEWEST_FIRST)
    offers = [Choice(usable[source][fact_id], source) for source in order if fact_id in usable.get(source, {})]
    if main := COMPANIONS.get(fact_id):
        beside = _members(chosen[main].value) if main in chosen else None
        offers = [offer for offer in offers if _members(usable[offer.source].get(main)) == beside]
    if not offers:
        return None
    if fact_id in LOWER_BOUNDS:
        return max(offers, key=lambda offer: offer.value)  # type: ignore[arg-type, return-value]
    return offers[0]


def _members(value: object) -> object:
    """Return a value so that a whole set equals the same set with more to come."""
    listed = value.get("members") if isinstance(value, Mapping) else value
    return sorted(listed) if isinstance(listed, list) else listed


def _main_source(facts: Mapping[str, Choice]) -> str:
    """Return the source of most facts; the counts of descendants come from one look and weigh as one."""
    given = {
        (choice.source, "lineage" if fact_id.startswith("lineage.") else fact_id) for fact_id, choice in facts.items()
    }
    votes = Counter(source for source, _ in given)
    return max(votes, key=lambda source: (votes[source], -NEWEST_FIRST.index(source)))


def _claim(model: str, fact_id: str, choice: Choice, said: Mapping[str, Record]) -> Claim:
    reading = READINGS[FACTS[fact_id].reading]
    made = said[choice.source].readings[reading.id]
    return Claim(
        id=model,
        fact=fact_id,
        value=_shown(choice.value),
        reading=reading.id,
        source=made.source or choice.source,
        url=reading.url(model, None),
        observed=made.observed,
    )


def _shown(value: object) -> str:
    """Return a value as text; of a long set the beginning."""
    listed = _members(value)
    if isinstance(listed, list):
        more = ", ..." if len(listed) > _SHOWN_MEMBERS else ""
        return ", ".join(listed[:_SHOWN_MEMBERS]) + more
    return str(value).lower() if isinstance(value, bool) else str(value)
