"""Pages that are made from the code are as the code makes them."""

from __future__ import annotations

from tools.docs import PAGES


def test_generated_pages_are_up_to_date() -> None:
    stale = [path.name for path, page in PAGES.items() if path.read_text(encoding="utf-8") != page()]
    assert stale == [], "run make docs"
