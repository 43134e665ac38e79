"""Every licence that is known, by id, by the Hub's tag, and by the name beside the tag `other`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from weighbridge.knowledge.licenses.clauses import License, license_from
from weighbridge.knowledge.licenses.compiling import COMPILED, compiled, digests
from weighbridge.knowledge.licenses.expressions import One, ids_in, parsed
from weighbridge.strict.nearest import nearest


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a tag or a name stands for: an expression, or None and the reason why none is known.

    `starts`: of a family's tag, how the ids of its licences begin; () where any licence may be meant.
    """

    spdx: str | None
    reason: str | None
    starts: tuple[str, ...] = ()


def licenses() -> Mapping[str, License]:
    """Return all licences by id; each is made when it is asked for."""
    return _Licenses()


@lru_cache(maxsize=1024)
def license_of(id_: str) -> License | None:
    """Return the licence of an id, whatever its capitals and whichever of its spellings; None where it has no entry."""
    exact = _spellings().get(id_.lower())
    return None if exact is None else license_from(exact, _table()["licenses"][exact])


def nearest_id(id_: str) -> str | None:
    """Return the known id that is spelt most like `id_`, where one is near."""
    return next(iter(nearest(id_, list(_table()["licenses"]))), None)


def knowledge_as_of() -> str:
    """Return the day of the newest file, as text."""
    return str(_table()["as_of"])


@lru_cache(maxsize=4096)
def tagged(tag: str) -> Resolved:
    """Return what one of the Hub's licence tags stands for."""
    id_ = _by_tag().get(tag.lower())
    if id_ is not None:
        return Resolved(id_, None)
    entry = _table()["unresolved"]["tags"].get(tag.lower())
    if entry is None:
        return Resolved(None, "not one of the Hub's licence tags")
    return Resolved(None, entry["reason"], tuple(entry.get("starts", ())))


@lru_cache(maxsize=4096)
def named(name: str) -> Resolved:
    """Return what a `license_name` beside the tag `other` stands for; of several with commas, all apply."""
    words = [word.strip().lower() for word in name.split(",")]
    found = [_by_name(word) for word in words]
    missing = next((one for one in found if one.spdx is None), None)
    if missing is not None:
        return missing
    return Resolved(" AND ".join(dict.fromkeys(str(one.spdx) for one in found)), None)


def meant(word: str) -> Resolved | None:
    """Return what a person means by an id, an expression, a tag or a name; None where nothing of that name is known."""
    known = license_of(word)
    if known is not None:
        return Resolved(known.id, None)
    lower = word.strip().lower()
    if lower in _names():
        return Resolved(_names()[lower], None)
    unresolved = _table()["unresolved"]
    entry = unresolved["tags"].get(lower) or unresolved["names"].get(lower)
    if entry is not None:
        return Resolved(None, entry["reason"])
    expression = parsed(word)
    if expression is None or isinstance(expression, One):
        return None
    return Resolved(word, None) if all(license_of(id_) is not None for id_ in ids_in(expression)) else None


def words() -> list[str]:
    """Return every word by which a licence, or what stands for none, can be asked for."""
    unresolved, ids = _table()["unresolved"], {id_.lower() for id_ in licenses()}
    return sorted({*licenses(), *(_names().keys() - ids), *unresolved["tags"], *unresolved["names"]})


def tags() -> list[str]:
    """Return every tag of the Hub that is known, those that stand for no one text too."""
    return sorted([*_by_tag(), *_table()["unresolved"]["tags"]])


def _by_name(word: str) -> Resolved:
    unresolved = _table()["unresolved"]
    entry = unresolved["names"].get(word) or unresolved["tags"].get(word)
    id_ = _names().get(word)
    if entry is None and id_ is not None:
        return Resolved(id_, None)
    return Resolved(None, entry["reason"] if entry else "a name of the publisher's own; its text must be read")


class _Licenses(Mapping[str, License]):
    def __getitem__(self, id_: str) -> License:
        found = license_of(id_) if id_ in _table()["licenses"] else None
        if found is None:
            raise KeyError(id_)
        return found

    def __iter__(self) -> Any:  # noqa: ANN401
        return iter(_table()["licenses"])

    def __len__(self) -> int:
        return len(_table()["licenses"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    """Return the compiled table; where a file was changed since, the files themselves."""
    try:
        held = json.loads(COMPILED.read_bytes())
    except (FileNotFoundError, ValueError):
        return compiled()
    return held if isinstance(held, dict) and held.get("files") == digests() else compiled()


@lru_cache(maxsize=1)
def _by_tag() -> dict[str, str]:
    return {tag: id_ for id_, one in _table()["licenses"].items() for tag in (one.get("hub") or {}).get("tags", ())}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return the ids by the words that may stand as a name: names, tags, and ids themselves; lower case."""
    names = {}
    for id_, one in _table()["licenses"].items():
        hub = one.get("hub") or {}
        for word in (id_, *(hub.get("tags") or ()), *(hub.get("names") or ())):
            names[word.lower()] = id_
    return names


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    table = _table()["licenses"]
    return {word.lower(): id_ for id_, one in table.items() for word in (id_, *(one.get("also") or ()))}
