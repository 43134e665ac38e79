"""The shape of one licence: its clauses, whom it leaves out, and how well its text is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from weighbridge.facts.dictionary import OBLIGATIONS, PERMISSIONS


class Verified(StrEnum):
    """How the clauses of a licence were read."""

    FULL_TEXT = "full-text"
    PARTIAL = "partial"
    SECONDARY = "secondary"
    NONE = "none"


DECIDING = frozenset({Verified.FULL_TEXT, Verified.PARTIAL})
"""Only clauses that somebody read in the text itself answer a question; others are shown."""


OPEN_CATEGORIES = ("permissive", "public-domain", "copyleft", "weak-copyleft")
"""Categories of licences without limits of use or user."""


class Derivatives(StrEnum):
    """Under which terms a changed copy may be passed on."""

    ANY = "any"
    GATE = "gate"
    RESTRICTIONS = "restrictions"
    SAME = "same"
    NON_COMMERCIAL = "non-commercial"
    NONE = "none"


_NUMBER = re.compile(r"[0-9]|[IVX]+(?:[.]|\b)|[A-Z](?:[.]|\b)")
"""How a section begins that goes by a number or a letter, not by a title."""

FLAGS = ("irrevocable", "latest_version_duty", "remote_restriction", "at_will_termination")
FOR_PEOPLE = ("termination", "patent", "governing_law", "export")
TERMS = (*FLAGS, "unilateral_change", "banned_fields", "derivatives", *FOR_PEOPLE)

When = Mapping[str, Any]
"""What must be so of the buyer or the model; all keys must hold. The README of this folder lists them."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What a text says on one point; `value` None is not known. `verified` is set where it differs from the licence's.

    Of an obligation, `when` has the circumstances that bring it about, any of which is enough; () is always. Of the term
    `derivatives`, `compatible` has the ids under which a changed copy may go out, too, and `conditional`
    those under which it may where a condition is met that is not known from here.
    """

    value: Any
    section: str | None = None
    note: str | None = None
    verified: Verified | None = None
    when: tuple[When, ...] = ()
    compatible: tuple[str, ...] = ()
    conditional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """Whom the grant leaves out: where `when` holds, the permissions of `withholds` are not given."""

    when: When
    withholds: frozenset[str]
    section: str | None
    note: str
    verified: Verified | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The clauses of one text: six permissions, limits on them, eight obligations, and TERMS."""

    permits: Mapping[str, Clause]
    limits: tuple[Limit, ...]
    obligations: Mapping[str, Clause]
    terms: Mapping[str, Clause]


@dataclass(frozen=True, slots=True)
class License:
    """One licence. `terms` is None where the id stands for several dated texts, which `versions` then names.

    `category` and `osi_approved` are None where that is not known. `tags` are the Hub's, `names` what stands beside the
    tag `other`, `also` other spellings of the id, `texts` the sha256 of the words of its text.
    """

    id: str
    name: str
    family: str
    dated: str | None
    tags: tuple[str, ...]
    names: tuple[str, ...]
    also: tuple[str, ...]
    category: str | None
    osi_approved: bool | None
    verified: Verified
    source: str
    as_of: str
    terms: Terms | None
    versions: tuple[str, ...] = ()
    note: str | None = None
    texts: tuple[str, ...] = ()


def place(section: str | None) -> str:
    """Return a section as a sentence names it: `section 2`, `sections 2, 4`, `use policy`; "" where none is given."""
    if section is None or not _NUMBER.match(section):
        return section or ""
    return f"sections {section}" if "," in section or " to " in section else f"section {section}"


def license_from(id_: str, raw: Mapping[str, Any]) -> License:
    """Return the licence that the compiled table holds as `raw`; the table was checked when it was compiled."""
    hub = raw.get("hub") or {}
    return License(
        id=id_,
        name=raw["name"],
        family=raw["family"],
        dated=raw.get("dated"),
        tags=tuple(hub.get("tags", ())),
        names=tuple(hub.get("names", ())),
        also=tuple(raw.get("also") or ()),
        category=raw["category"],
        osi_approved=raw["osi_approved"],
        verified=Verified(raw["verified"]),
        source=raw["source"],
        as_of=raw["as_of"],
        terms=None if raw.get("versions") else _terms(raw),
        versions=tuple(raw.get("versions") or ()),
        note=raw.get("note"),
        texts=tuple(raw.get("texts", ())),
    )


def clause_from(raw: object) -> Clause:
    """Return a clause from `{value, section, note, ...}` or from the bare value."""
    if not isinstance(raw, Mapping):
        return Clause(_frozen(raw))
    verified, when = raw.get("verified"), raw.get("when")
    return Clause(
        value=_frozen(raw["value"]),
        section=raw.get("section"),
        note=raw.get("note"),
        verified=None if verified is None else Verified(verified),
        when=() if when is None else (when,) if isinstance(when, Mapping) else tuple(when),
        compatible=tuple(raw.get("compatible", ())),
        conditional=tuple(raw.get("conditional", ())),
    )


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _terms(raw: Mapping[str, Any]) -> Terms:
    return Terms(
        permits={name: clause_from(raw["permits"][name]) for name in PERMISSIONS},
        limits=tuple(_limit(one) for one in raw["limits"]),
        obligations={name: clause_from(raw["obligations"][name]) for name in OBLIGATIONS},
        terms={name: clause_from(raw["terms"][name]) for name in TERMS},
    )


def _limit(raw: Mapping[str, Any]) -> Limit:
    withholds, verified = raw["withholds"], raw.get("verified")
    return Limit(
        when=raw["when"],
        withholds=frozenset(PERMISSIONS if withholds == "all" else withholds),
        section=raw.get("section"),
        note=raw["note"],
        verified=None if verified is None else Verified(verified),
    )
