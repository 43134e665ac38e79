"""One fact: its type, its unit, the question it answers and the reading that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FactType(StrEnum):
    """What kind of value a fact has."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOL = "bool"
    DATE = "date"
    SET = "set"


class Origin(StrEnum):
    """Who supplies a fact when nobody gives it by hand."""

    HUB = "hub"
    DERIVED = "derived"
    KNOWLEDGE = "knowledge"
    DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of the dictionary.

    `members`: the closed vocabulary, of a set (one column per member) or of a text. `narrowed`: a text of which single
    members can be ruled out while the value is unknown (one `excludes` column per member). `low`, `high`: bounds of a
    number, in its unit; what lies outside is refused or null, never judged. `inputs`: the facts that it is derived from;
    the first one that is null is the reason why it is null. `pattern`: what a text, or
    a member, must look like. `explained_by`: the reading whose reason says why it is null
    though its inputs are known, where that is not its own. `awaited`: no step of this version derives it, so it is known
    only where it is given.
    """

    id: str
    type: FactType
    origin: Origin
    reading: str
    question: str
    unit: str = ""
    members: tuple[str, ...] = ()
    narrowed: bool = False
    low: float = 0.0
    high: float = 1e15
    inputs: tuple[str, ...] = ()
    pattern: str = ""
    explained_by: str = ""
    awaited: bool = False

    @property
    def namespace(self) -> str:
        """The part before the dot, by which `max_age` may name many facts at once."""
        return self.id.partition(".")[0]

    @property
    def closed(self) -> bool:
        """Whether this is a set over a closed vocabulary."""
        return self.type is FactType.SET and bool(self.members)

    @property
    def article(self) -> str:
        """The type as messages call it: a number, an integer, text."""
        words = {FactType.TEXT: "text", FactType.INTEGER: "an integer"}
        return words.get(self.type, f"a {self.type}")

    @property
    def kind(self) -> str:
        """The type in words, as `weighbridge facts` and the docs show it."""
        if self.closed:
            return f"set of: {', '.join(self.members)}"
        if self.members:
            return f"one of: {', '.join(self.members)}"
        return "set of text" if self.type is FactType.SET else str(self.type)
