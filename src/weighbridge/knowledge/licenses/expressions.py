"""Licence expressions as SPDX writes them: `MIT OR (Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from license_expression import Licensing

MAX_EXPRESSION = 500
_SINGLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+:-]*")
"""One licence id; most expressions are one, and need no parser."""
_KEYWORDS = frozenset({"and", "or", "with"})


@dataclass(frozen=True, slots=True)
class One:
    """One licence."""

    id: str


@dataclass(frozen=True, slots=True)
class WithException:
    """One licence with an exception to it."""

    id: str
    exception: str


@dataclass(frozen=True, slots=True)
class All:
    """Licences that all apply."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Licences of which the licensee chooses one."""

    parts: tuple[Expression, ...]


Expression = One | WithException | All | AnyOf


@lru_cache(maxsize=8192)
def parsed(text: str) -> Expression | None:
    """Return the expression that `text` is; None where it cannot be read or is longer than MAX_EXPRESSION characters."""
    if len(text) > MAX_EXPRESSION or not text.strip():
        return None
    if _SINGLE.fullmatch(text):
        return None if text.lower() in _KEYWORDS else One(text)
    from license_expression import ExpressionError  # noqa: PLC0415 - only where an expression is compound

    try:
        return _expression(_licensing().parse(text))
    except (ExpressionError, RecursionError, IndexError, AssertionError):
        # The parser fails in ways of its own on text such as "()".
        return None


def ids_in(expression: Expression) -> list[str]:
    """Return the licences that an expression names, in its order."""
    match expression:
        case One(id_) | WithException(id_):
            return [id_]
        case All(parts) | AnyOf(parts):
            return [id_ for part in parts for id_ in ids_in(part)]


def exceptions_in(expression: Expression) -> list[str]:
    """Return the exceptions that an expression names, as in `GPL-2.0-only WITH Classpath-exception-2.0`."""
    match expression:
        case WithException(id_, exception):
            return [f"{id_} WITH {exception}"]
        case All(parts) | AnyOf(parts):
            return [name for part in parts for name in exceptions_in(part)]
    return []


@lru_cache(maxsize=1)
def _licensing() -> Licensing:
    from license_expression import Licensing  # noqa: PLC0415

    return Licensing()


def _expression(node: Any) -> Expression | None:  # noqa: ANN401 - boolean.py's nodes have no useful type
    match node.__class__.__name__:
        case "OR" | "AND" as word:
            parts = tuple(_expression(part) for part in node.args)
            if None in parts:
                return None
            known = tuple(part for part in parts if part is not None)
            return AnyOf(known) if word == "OR" else All(known)
        case "LicenseWithExceptionSymbol":
            license_, exception = node.license_symbol.key, node.exception_symbol.key
            sound = _SINGLE.fullmatch(license_) and _SINGLE.fullmatch(exception)
            return WithException(license_, exception) if sound else None
    # Two ids without a word between them are read as one name with a blank, which no licence has.
    return One(node.key) if _SINGLE.fullmatch(node.key) else None
