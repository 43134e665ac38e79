"""The words nearest to a mistyped one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return up to `count` of `known` that look like `word`, best first; capitals do not matter."""
    by_lower = {name.lower(): name for name in sorted(known)}
    return [by_lower[hit] for hit in difflib.get_close_matches(word.lower()[:200], by_lower, n=count, cutoff=0.6)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean "…"?` for the nearest known word, or "" where none is near."""
    hits = nearest(word, known, count=1)
    return f'did you mean "{hits[0]}"?' if hits else ""
