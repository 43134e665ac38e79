"""Whether a licence expression can be met with licences of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from weighbridge.knowledge.licenses.expressions import All, AnyOf, Expression, One, WithException, parsed
from weighbridge.knowledge.licenses.table import license_of

_WITH = re.compile(r"\s+with\s+", re.IGNORECASE)


def is_expression(text: str) -> bool:
    """Return whether `text` reads as a licence expression."""
    return parsed(text) is not None


def satisfies(expression: str, allowed: Iterable[str]) -> bool | None:
    """Return whether `expression` can be met with licences of `allowed`: OR needs one, AND all, WITH counts.

    Ids are compared without regard to capitals, as SPDX does. None where the expression cannot be read.
    """
    tree = parsed(expression)
    return None if tree is None else _met(tree, frozenset(_spelt(name) for name in allowed))


def canonical(name: str) -> str:
    """Return a licence id with the capitals that the known licence of that name has."""
    known = license_of(name)
    return known.id if known is not None and known.id.lower() == name.lower() else name


def _spelt(text: str) -> str:
    """Return an id, with its exception, in one spelling: deprecated ones are those that they stand for."""
    id_, *exception = _WITH.split(text.strip(), maxsplit=1)
    known = license_of(id_)
    return " with ".join([known.id if known else id_, *exception]).lower()


def _met(node: Expression, names: frozenset[str]) -> bool:
    match node:
        case AnyOf(parts):
            return any(_met(part, names) for part in parts)
        case All(parts):
            return all(_met(part, names) for part in parts)
        case WithException(id_, exception):
            return _spelt(f"{id_} WITH {exception}") in names
        case One(id_):
            return _spelt(id_) in names
