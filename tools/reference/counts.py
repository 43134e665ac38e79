"""Which counts of parameters are counts: many are nominal, estimated, or of packed weights."""

from __future__ import annotations

import re

_PACKED = re.compile(
    r"gguf|awq|gptq|fp4|nf4|bnb|mlx|exl[23]|autoround|jang|dwq|int[2-8]|[2-8](?:\.\d+)?[-_ ]?b(?:it|pw)|w[1-8]a\d"
    r"|(?:^|[-_.])i?q[1-8](?:[-_.]|$)|1[-_.]58",
    re.IGNORECASE,
)
_STATED = re.compile(r"(?<![A-Za-z0-9.])(\d+(?:\.\d+)?)[bB](?![A-Za-z])")
_NOMINAL = 1_000_000
_SMALLEST = 1_000
_TOLERANCE = 5


def packed(model: str) -> bool:
    """Whether the name says that weights are packed several to an element, which makes counts of elements wrong."""
    return _PACKED.search(model.rpartition("/")[2]) is not None


def counted(model: str, parameters: object) -> int | None:
    """Return a count of parameters that can be believed, else None.

    Not believed: below 1,000; of a model whose name says packed; less than a fifth of the size that the name states
    (a file of a few extra layers, or packed weights that the name does not tell of).
    """
    if isinstance(parameters, bool) or not isinstance(parameters, int | float):
        return None
    if not _SMALLEST <= parameters < float("inf") or packed(model):
        return None
    stated = max((float(size) for size in _STATED.findall(model.rpartition("/")[2])), default=0.0)
    return int(parameters) if parameters * _TOLERANCE >= stated * 1e9 else None


def nominal(parameters: float) -> bool:
    """Whether a number is a round figure from a title rather than a count of tensors."""
    return parameters % _NOMINAL == 0
