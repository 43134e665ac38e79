"""The exit codes; of several that apply to `check`, `check.exit_code` says which is taken."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What an exit code means; CI relies on it."""

    OK = 0
    UNFIT = 1
    USAGE = 2
    REVIEW = 3
    NO_CANDIDATE = 4
    NO_FACTS = 5
    STRICT = 6
    INTERNAL = 70
    INTERRUPTED = 130
