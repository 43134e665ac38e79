"""The circumstances that a limit may name, and what each is measured by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of the buyer that a threshold is compared with.

    `words` name it in a sentence. `per_month`: the threshold is for a month, the buyer states a year. `part`: it is for a
    part of what the buyer states, so only a whole that stays below decides. `reaching`: to reach it is enough.
    """

    field: str
    words: str
    per_month: bool = False
    part: bool = False
    reaching: bool = False


MAU, REVENUE = "monthly_active_users", "annual_revenue_usd"

MEASURES: dict[str, Measure] = {
    f"{name}_{word}": Measure(field, words, per_month, part, reaching)
    for name, field, words, per_month, part in (
        ("monthly_active_users", MAU, "monthly users", False, False),
        ("annual_revenue_usd", REVENUE, "yearly revenue in USD", False, False),
        ("monthly_revenue_usd", REVENUE, "monthly revenue in USD", True, False),
        ("product_revenue_usd", REVENUE, "yearly revenue in USD with what is built on it", False, True),
        ("product_monthly_revenue_usd", REVENUE, "monthly revenue in USD with what is built on it", True, True),
    )
    for word, reaching in (("above", False), ("from", True))
}
FLAGS = {
    "commercial": "commercial use",
    "outside_research": "use other than research",
    "multimodal": "a model that takes more than text",
    "unless_agreed": "unless agreed with the vendor",
}
"""The words for what simply holds or not."""
TERRITORIES = ("countries", "seat")
"""By whose country a limit may go: that of the users, or that of the licensee."""
LISTS = (*TERRITORIES, "use")
WHENS = (*MEASURES, *LISTS, *FLAGS)

BANNED_FIELDS = (
    "military",
    "weapons",
    "nuclear",
    "espionage",
    "surveillance",
    "biometric-identification",
    "law-enforcement",
    "critical-infrastructure",
    "illegal-acts",
    "child-abuse",
    "trafficking",
    "violence",
    "harassment",
    "discrimination",
    "unlicensed-professions",
    "medical-advice",
    "legal-advice",
    "automated-decisions",
    "social-scoring",
    "privacy-violation",
    "malware",
    "fraud",
    "disinformation",
    "impersonation",
    "undisclosed-machine-text",
    "defamation",
    "sexual-content",
    "self-harm",
    "drugs",
    "gambling",
    "political-campaigns",
    "deception",
    "exploiting-vulnerability",
    "bypassing-safeguards",
    "competing-models",
    "competing-services",
    "infringement",
    "autonomous-vehicles",
    "high-risk-use",
)


def when_text(when: Mapping[str, Any]) -> str:
    """Return in words what a limit or an obligation depends on, as in `monthly users above 700,000,000`."""
    return " and ".join(_words(name, value) for name, value in when.items())


def _words(name: str, value: Any) -> str:  # noqa: ANN401
    if name in MEASURES:
        measure = MEASURES[name]
        return f"{measure.words} {'of at least' if measure.reaching else 'above'} {value:,}"
    if name in FLAGS:
        return FLAGS[name]
    words = {"countries": "users in", "seat": "a licensee in", "use": "use"}
    return f"{words[name]} {', '.join(value)}"
