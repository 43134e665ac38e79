"""JSON that is harmless on a terminal and in an editor."""

from __future__ import annotations

import json
import re

_NOT_ASCII = re.compile(r"[^\x00-\x7e]")


def json_text(value: object, indent: int | None = None) -> str:
    """Return `value` as JSON with letters as they are, and everything that does not print escaped.

    Bidi controls, zero-width characters, C1 controls and tags would otherwise reach the screen raw. Numbers must be finite.
    """
    return _NOT_ASCII.sub(_escaped, json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent))


def _escaped(match: re.Match[str]) -> str:
    return match[0] if match[0].isprintable() else json.dumps(match[0])[1:-1]
