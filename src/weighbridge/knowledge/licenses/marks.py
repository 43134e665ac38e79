"""The id of a text that is a known licence with words added or taken away."""

MODIFIED = "LicenseRef-weighbridge-modified-"
"""Followed by the id of the licence that was changed; no list allows such a text."""


def modified(id_: str) -> str:
    """Return the id of a changed text of the licence `id_`."""
    return f"{MODIFIED}{id_}"
