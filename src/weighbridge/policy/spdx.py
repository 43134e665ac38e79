"""Whether a licence expression can be met with licences of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from weighbridge.knowledge.hub_licenses import hub_licenses

if TYPE_CHECKING:
    from license_expression import Licensing

MAX_EXPRESSION = 500
_SINGLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+:-]*")
"""One licence id; most expressions are one, and need no parser."""
_KEYWORDS = frozenset({"and", "or", "with"})


@lru_cache(maxsize=1)
def _licensing() -> Licensing:
    from license_expression import Licensing  # noqa: PLC0415 - only where an expression is compound

    return Licensing()


@lru_cache(maxsize=8192)
def is_expression(text: str) -> bool:
    """Return whether `text` reads as a licence expression."""
    return _is_single(text) or _parsed(text) is not None


def satisfies(expression: str, allowed: Iterable[str]) -> bool | None:
    """Return whether `expression` can be met with licences of `allowed`: OR needs one, AND all, WITH counts.

    Ids are compared without regard to capitals, as SPDX does. None where the expression cannot be read.
    """
    names = frozenset(_normal(name) for name in allowed)
    if _is_single(expression):
        return _normal(expression) in names
    tree = _parsed(expression)
    return None if tree is None else _met(tree, names)


def canonical(name: str) -> str:
    """Return a licence id with the capitals that the known licence of that name has."""
    return _spellings().get(name.lower(), name)


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    return {entry.spdx.lower(): entry.spdx for entry in hub_licenses().values() if entry.spdx}


def _is_single(text: str) -> bool:
    return len(text) <= MAX_EXPRESSION and bool(_SINGLE.fullmatch(text)) and text.lower() not in _KEYWORDS


def _normal(text: str) -> str:
    return " ".join(text.lower().split())


def _parsed(text: str) -> Any:  # noqa: ANN401 - boolean.py's nodes have no useful type
    if len(text) > MAX_EXPRESSION or not text.strip():
        return None
    from license_expression import ExpressionError  # noqa: PLC0415

    try:
        tree = _licensing().parse(text)
        # Two ids without a word between them are read as one name with a blank, which no licence has.
        return tree if all(_SINGLE.fullmatch(key) for key in _licensing().license_keys(tree)) else None
    except (ExpressionError, RecursionError, IndexError, AssertionError):
        # The parser fails in ways of its own on text such as "()".
        return None


def _met(node: Any, names: frozenset[str]) -> bool:  # noqa: ANN401
    match node.__class__.__name__:
        case "OR":
            return any(_met(part, names) for part in node.args)
        case "AND":
            return all(_met(part, names) for part in node.args)
        case _:
            return _normal(node.render()) in names
