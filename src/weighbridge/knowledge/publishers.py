"""Publishers of the Hub: where they sit, what they are, and which model families are theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from weighbridge.knowledge.files import knowledge_file

_WHOLE_WORD = 3
"""Family words up to this length must stand alone in a name, digits may follow: `yi` is not in `tiny`."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """One namespace; None is not known, and `reason` says why."""

    namespace: str
    name: str
    country: str | None
    bloc: str | None
    kind: str | None
    trains_own: bool | None
    verified: bool
    families: tuple[str, ...]
    organisation: str
    source: str
    reason: str | None


@lru_cache(maxsize=1)
def publishers() -> dict[str, Publisher]:
    """Return all publishers by namespace; names are case-exact, as on the Hub."""
    content = knowledge_file("publishers")
    entries: dict[str, dict[str, Any]] = content["publishers"]
    titles = {key: str(source["title"]) for key, source in content["sources"].items()}
    return {namespace: _publisher(namespace, entry, entries, titles) for namespace, entry in entries.items()}


def publishers_as_of() -> date:
    """Return the day the publishers' file was last reviewed."""
    as_of: date = knowledge_file("publishers")["as_of"]
    return as_of


def is_own_family(publisher: str, name: str) -> bool:
    """Return whether a model's name holds a family word of its publisher and none of anybody else.

    This is what makes "no base model declared" mean "trained from scratch"; where it is false, that is not known.
    """
    entry = publishers().get(publisher)
    if entry is None:
        return False
    owners = {_owners()[word] for word in _words().findall(name.lower())}
    return owners == {entry.organisation}


def publishers_with_families() -> list[str]:
    """Return the namespaces of organisations that own a family word."""
    owners = set(_owners().values())
    return sorted(entry.namespace for entry in publishers().values() if entry.organisation in owners)


def _publisher(namespace: str, entry: dict[str, Any], entries: dict[str, Any], titles: dict[str, str]) -> Publisher:
    organisation = namespace
    while "same_as" in entries[organisation]:
        organisation = entries[organisation]["same_as"]
    return Publisher(
        namespace=namespace,
        name=entry["name"],
        country=entry["country"],
        bloc=entry.get("bloc"),
        kind=entry["kind"],
        trains_own=entry["trains_own"],
        verified=entry["verified"],
        families=tuple(entry["families"]),
        organisation=organisation,
        source="; ".join(titles[key] for key in entry["sources"]),
        reason=entry.get("reason"),
    )


@lru_cache(maxsize=1)
def _owners() -> dict[str, str]:
    return {word: publisher.organisation for publisher in publishers().values() for word in publisher.families}


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    """Return one pattern for all family words, grouped by first letter, which makes it ten times as fast."""
    by_letter: dict[str, list[str]] = {}
    # Longest first, so that `codellama` is not read as `llama`.
    for word in sorted(_owners(), key=lambda word: (-len(word), word)):
        rest = re.escape(word[1:])
        alone = rf"(?<![a-z]{re.escape(word[0])}){rest}(?![a-z])"
        by_letter.setdefault(word[0], []).append(alone if len(word) <= _WHOLE_WORD else rest)
    return re.compile(
        "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items()))
    )
