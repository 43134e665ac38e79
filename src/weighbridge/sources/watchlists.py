"""Lists of parties that bind the buyer, as CSV with the columns name and namespace."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.facts.given import shown
from weighbridge.sources.candidates import is_namespace
from weighbridge.sources.tables import read_table

NOT_ON_THE_HUB = "-"
"""The namespace of a party that is known to have none on the Hub."""
_NO_NAMES = frozenset({"none", "null", "na", "nil", "unknown", "tbd"})
"""What people write where they do not know; as a namespace it would match nobody, and so let everybody pass."""


@dataclass(frozen=True, slots=True)
class Party:
    """One line of a list: a legal name, and the namespace on the Hub; None where that is not known."""

    name: str
    namespace: str | None
    on_the_hub: bool = True


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A list as it was on one day, with the checksum of its file."""

    name: str
    day: date
    file: str
    sha256: str
    parties: tuple[Party, ...]

    def by_namespace(self, namespace: str) -> Party | None:
        """Return the party with this namespace; the Hub tells no capitals apart."""
        wanted = namespace.casefold()
        return next((one for one in self.parties if one.namespace and one.namespace.casefold() == wanted), None)

    def by_name(self, name: str) -> Party | None:
        """Return the party with this name, letter for letter but for capitals, accents' spelling, dots and blanks."""
        wanted = _spelt(name)
        return next((one for one in self.parties if _spelt(one.name) == wanted), None)

    @property
    def names_only(self) -> int:
        """How many parties have no namespace on record, so that only their name can tell."""
        return sum(one.on_the_hub and one.namespace is None for one in self.parties)


def read_watchlist(text: bytes, file: str, name: str, day: date, sha256: str) -> Watchlist:
    """Return a list from its file. Raises DocumentError with the line of what cannot be read."""
    parties = []
    for row in read_table(text, file, ("name", "namespace")):
        legal_name, namespace = row.cells["name"], row.cells["namespace"]
        if not legal_name:
            message = "a party has no name"
            raise DocumentError([Diagnostic(file, row.line, 1, Level.ERROR, message, "the legal name, as on the list")])
        named = namespace not in ("", NOT_ON_THE_HUB)
        if named and (not is_namespace(namespace) or namespace.casefold() in _NO_NAMES):
            message = f"{shown(namespace)} is no namespace of the Hub"
            hint = (
                "the part of a model's id before the slash; - where the party has none; empty where that is not known"
            )
            raise DocumentError([Diagnostic(file, row.line, 1, Level.ERROR, message, hint)])
        absent = namespace == NOT_ON_THE_HUB
        parties.append(Party(legal_name, None if absent else namespace or None, not absent))
    if not parties:
        hint = "an empty list would let everybody pass; take it out of the policy if it binds nobody"
        raise DocumentError([Diagnostic(file, 1, 1, Level.ERROR, "the list names no party", hint)])
    return Watchlist(name, day, file, sha256, tuple(parties))


def _spelt(name: str) -> str:
    """Return a name without what people write now so, now so: capitals, accents' spelling, width, dots, blanks."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    invisible = ("Cf", "Mn")
    letters = (letter for letter in folded if unicodedata.category(letter) not in invisible)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def matches(lists: Sequence[Watchlist], namespaces: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return the lists on which a publisher stands, by name, and by which of their lines that is known.

    `namespaces` are its own, then those of the same organisation; `names` is what it is known to be called.
    """
    found: dict[str, str] = {}
    own = namespaces[0]
    for one in lists:
        by_namespace = [(one.by_namespace(space), space) for space in namespaces]
        by_name = [(one.by_name(name), name) for name in names]
        party, by = next((pair for pair in (*by_namespace, *by_name) if pair[0] is not None), (None, ""))
        if party is not None:
            how = "by namespace" if by == own else "by organisation" if by in namespaces else "by name"
            listed = f"{party.name}, {party.namespace or 'no namespace on record'}"
            known_as = " or ".join(names) or "no name"
            found[one.name] = f"{one.name} of {one.day}: {listed} ({how} {by}; publisher {own}, {known_as})"
    return found
