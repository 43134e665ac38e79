"""The knowledge files themselves: YAML that ships with weighbridge."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def knowledge_file(name: str) -> dict[str, Any]:
    """Return the content of `name`.yaml; it has at least `version`, `as_of` (a date) and `sources`."""
    content = yaml.load((FOLDER / f"{name}.yaml").read_bytes(), Loader=_LOADER)
    assert isinstance(content, dict)
    return content
