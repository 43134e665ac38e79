"""The words nearest to a mistyped one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

MAX_NAMES = 1000
"""Among more names none is suggested: each message would cost as much as reading a policy."""


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` of `known` that look like `word`, best first; capitals do not matter."""
    by_lower = {name.lower(): name for name in sorted(known)}
    return [by_lower[hit] for hit in difflib.get_close_matches(word.lower()[:200], by_lower, n=count, cutoff=0.6)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean "…"?` for the nearest known word, or "" where none is near."""
    names = list(known)
    hits = nearest(word, names, count=1) if len(names) <= MAX_NAMES else []
    return f'did you mean "{hits[0]}"?' if hits else ""
