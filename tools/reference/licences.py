"""A source's word for a licence as the three facts that a model card would state."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from tools.reference.cells import word


@cache
def hub_licenses(folder: Path) -> frozenset[str]:
    """Return the licence ids that the Hub accepts, from `licenses/hub_ids.csv` of the data folder."""
    with (folder / "licenses" / "hub_ids.csv").open(encoding="utf-8", newline="") as table:
        return frozenset(row["hub_id"] for row in csv.DictReader(table))


def licence(value: object, path: Path, *, named: bool = True) -> dict[str, object]:
    """Return license.tag, .name and .link for one word; {} where it says nothing.

    `path` is the source's own file, in the `hub` folder beside `licenses`. A word that is no id of the Hub is the
    name beside the tag `other` where `named`, else nothing; several licences in one cell are nothing.
    """
    text = word(value)
    if text is None:
        return {}
    if text.startswith("https://"):
        return {"license.link": text}
    known = hub_licenses(path.parent.parent)
    if text in known:
        return {"license.tag": text}
    if not named or any(part.strip() in known for part in text.split(",")):
        return {}
    return {"license.tag": "other", "license.name": text}
