"""What a built snapshot holds, as the few lines that the builder prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from weighbridge.facts import FACTS, Origin
from weighbridge.sources.record import Record


def summary(records: Iterable[Record], spoilt: Counter[str]) -> str:
    """Return counts of models and publishers, for how many candidates each fact is known, and what was left out."""
    listed = list(records)
    candidates = [record for record in listed if record.facts["model.role"] == "candidate"]
    publishers = {record.id.partition("/")[0] for record in candidates}
    known = Counter(fact_id for record in candidates for fact_id in record.facts)
    named = ("model.id", "model.publisher", "model.name")
    hub = [fact.id for fact in FACTS.values() if fact.origin is Origin.HUB and fact.id not in named]
    unsuitable = ", ".join(f"{fact_id} {count}" for fact_id, count in sorted(spoilt.items())) or "nothing"
    lines = [
        f"candidates {len(candidates)}, ancestors {len(listed) - len(candidates)}, publishers {len(publishers)}, "
        f"claims {sum(len(record.claims) for record in listed)}",
        *(
            f"{fact_id:32} {known[fact_id]:5} {known[fact_id] / len(candidates):6.1%}"
            for fact_id in hub
            if known[fact_id]
        ),
        "known of none: " + ", ".join(fact_id for fact_id in hub if not known[fact_id]),
        f"left out as unsuitable: {unsuitable}",
    ]
    return "\n".join(lines)
