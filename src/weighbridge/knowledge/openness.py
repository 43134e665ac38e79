"""The components of the Model Openness Framework, and which facts show that a model has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from weighbridge.knowledge.files import knowledge_file

CLASSES = ("III", "II", "I")
"""The classes, lowest first; each asks for what those before it ask for, and for more."""


class Sign(StrEnum):
    """How the value of a fact is compared."""

    IS = "is"
    IS_NOT = "is_not"
    HAS = "has"
    AT_LEAST = "at_least"


class Governs(StrEnum):
    """Whose licence a component is under."""

    REPOSITORY = "repository"
    ENGINE = "engine"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Clue:
    """What a fact says of a component: where it compares as `sign` and `value` say, the component is `there`, or not."""

    fact: str
    sign: Sign
    value: str | int | bool
    there: bool


@dataclass(frozen=True, slots=True)
class Component:
    """One component. `lowest_class` asks for it, if it is `required`; `instead` counts in its place.

    The first of `clues` that holds decides.
    """

    id: str
    name: str
    lowest_class: str
    content: str
    required: bool
    instead: str | None
    governs: Governs
    clues: tuple[Clue, ...]


@lru_cache(maxsize=1)
def components() -> dict[str, Component]:
    """Return the components by id, which is the member of `openness.components`."""
    entries: dict[str, dict[str, Any]] = knowledge_file("openness")["components"]
    return {name: _component(name, entry) for name, entry in entries.items()}


def required_for(openness_class: str) -> list[Component]:
    """Return what a class asks for and the one below it does not."""
    return [one for one in components().values() if one.required and one.lowest_class == openness_class]


def openness_as_of() -> date:
    """Return the day the file was last reviewed."""
    as_of: date = knowledge_file("openness")["as_of"]
    return as_of


def _component(name: str, entry: dict[str, Any]) -> Component:
    return Component(
        id=name,
        name=entry["name"],
        lowest_class=entry["class"],
        content=entry["content"],
        required=entry["required"],
        instead=entry.get("instead"),
        governs=Governs(entry["license"]),
        clues=tuple(_clue(clue) for clue in entry["shown_by"]),
    )


def _clue(entry: dict[str, Any]) -> Clue:
    (sign,) = (sign for sign in Sign if sign in entry)
    return Clue(entry["fact"], sign, entry[sign], entry.get("there", True))
