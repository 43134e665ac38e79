"""Whether a changed copy may bear its licence, by what the licence of the original says of changed copies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from weighbridge.enrich.circumstances import Answer
from weighbridge.knowledge.licenses import DECIDING, OPEN_CATEGORIES, Clause, License, Terms, license_of
from weighbridge.knowledge.licenses.clauses import Derivatives, place
from weighbridge.knowledge.licenses.exceptions import only_adds
from weighbridge.knowledge.licenses.expressions import (
    All,
    AnyOf,
    Expression,
    One,
    WithException,
    exceptions_in,
    ids_in,
    parsed,
)
from weighbridge.knowledge.licenses.whens import MEASURES, TERRITORIES, when_text

_REFERENCE = "LicenseRef-"
_MARKS_OF_A_VENDOR = ("use-policy-flow-down", "display-name", "name-prefix")
"""Duties that no standard licence knows."""


@dataclass(frozen=True, slots=True)
class FlowDown:
    """What the terms of an ancestor mean for a model: is its licence likely looser than they allow (`conflict`), and does it
    go without a threshold of theirs (`gate`)? None is unresolved.
    """

    conflict: Answer
    gate: Answer


Judgement = Callable[[License, License | None, str], Answer]


@lru_cache(maxsize=65536)
def flow_down(base: str | None, derived: str | None) -> FlowDown:
    """Return what follows from the licence expressions of an ancestor and of a model made from it.

    Without a licence on either side nothing is resolved: without one no right is granted, which is not permission.
    """
    if base is None:
        return _unresolved("the licence of the ancestor is not known; without one no right is granted")
    if derived is None:
        return _unresolved("its own licence is not known; without one no right is granted")
    base_tree, derived_tree = parsed(base), parsed(derived)
    if base_tree is None or derived_tree is None:
        return _unresolved(f"{base if base_tree is None else derived} does not read as a licence expression")
    if base_tree == derived_tree and not isinstance(base_tree, One) and _read_throughout(base_tree):
        return FlowDown(Answer(False, f"both are under {base}"), Answer(False, f"both are under {base}"))
    return FlowDown(_over(base_tree, derived_tree, _conflict), _over(base_tree, derived_tree, _gate))


def _read_throughout(expression: Expression) -> bool:
    """Return whether each licence of an expression is one that lets changed copies be shared, by a clause that was read."""
    if exceptions_in(expression):
        return False
    entries = [license_of(id_) for id_ in ids_in(expression)]
    texts = [text for entry in entries for text in ([None] if entry is None else entry.versions or [entry.id])]
    return all(text is not None and _known(text) is not None for text in texts)


def _unresolved(said: str) -> FlowDown:
    return FlowDown(Answer(None, said), Answer(None, said))


def _over(base: Expression, derived: Expression, judge: Judgement) -> Answer:
    """Terms of the ancestor that all apply each bind; of those to choose from the kindest one does."""
    match base:
        case All(parts):
            return _first([_over(part, derived, judge) for part in parts], (True, None, False))
        case AnyOf(parts):
            return _first([_over(part, derived, judge) for part in parts], (False, None, True))
        case WithException(id_, exception):
            if not only_adds(exception, id_):
                return Answer(None, f"what {exception} does to {id_} was not read")
            found = _under(id_, One(id_) if derived == base else derived, judge)
            # An exception only gives more: what is settled without it stays so, anything else is in doubt.
            return found if found.value is False else _in_doubt(found, id_, exception)
        case One(id_):
            return _under(id_, derived, judge)


def _under(base: str, derived: Expression, judge: Judgement) -> Answer:
    """A model offered under several licences is as loose as the loosest; where all apply, they have to agree."""
    match derived:
        case All(parts):
            each = [_under(base, part, judge) for part in parts]
            if len({one.value for one in each}) == 1:
                return each[0]
            return Answer(None, f"the licences that all apply differ: {' | '.join(one.because for one in each)}")
        case AnyOf(parts):
            return _first([_under(base, part, judge) for part in parts], (True, None, False))
        case WithException(id_, exception):
            found, entry = _of_ids(base, id_, judge), license_of(base)
            free = entry is not None and entry.terms is not None and _demands_nothing(entry, entry.terms, judge)
            # What the model's own exception gives more may be too much.
            return found if found.value is True or free else _in_doubt(found, id_, exception)
        case One(id_):
            return _of_ids(base, id_, judge)


def _demands_nothing(entry: License, terms: Terms, judge: Judgement) -> bool:
    """Return whether a licence has nothing that an exception of a changed copy could take away."""
    return not _thresholds(terms) if judge is _gate else _value(entry) == Derivatives.ANY


def _of_ids(base: str, derived: str, judge: Judgement) -> Answer:
    above, below = license_of(base), license_of(derived)
    if above is None:
        return Answer(None, f"no licence {base} is known")
    if above == below and above.versions:
        read = all(_known(version) is not None for version in above.versions)
        return Answer(False if read else None, f"both are under {above.name}, of no stated date")
    if above.versions:
        return _agreed([_of_ids(version, derived, judge) for version in above.versions], above)
    if below is not None and below.versions:
        return _agreed([_of_ids(base, version, judge) for version in below.versions], below)
    return judge(above, below, derived)


def _known(id_: str) -> License | None:
    """Return a licence whose clause on changed copies was read and lets them be shared."""
    entry = license_of(id_)
    return None if entry is None or entry.terms is None or _value(entry) in (None, Derivatives.NONE) else entry


def _derivatives(terms: Terms) -> Clause:
    return terms.terms["derivatives"]


def _value(entry: License) -> str | None:
    """Return what a licence demands of changed copies; None where nobody read it."""
    assert entry.terms is not None
    clause = _derivatives(entry.terms)
    return clause.value if (clause.verified or entry.verified) in DECIDING else None


_DEMANDS: dict[str, str] = {
    Derivatives.ANY: "changed copies may bear any terms",
    Derivatives.GATE: "the threshold of the vendor goes on to changed copies",
    Derivatives.RESTRICTIONS: "its use restrictions go on to changed copies",
    Derivatives.SAME: "changed copies bear the same terms",
    Derivatives.NON_COMMERCIAL: "changed copies stay non-commercial",
    Derivatives.NONE: "changed copies are not to be shared",
}


def _conflict(above: License, below: License | None, derived: str) -> Answer:
    """Return whether a licence is likely looser than the one above allows."""
    demand = None if above.terms is None else _value(above)
    if demand is None or above.terms is None:
        return Answer(None, f"what {above.name} demands of changed copies was not read in its text")
    clause = _derivatives(above.terms)
    where = f", {place(clause.section)}" if clause.section else ""
    said = f"{above.name}{where}: {clause.note or _DEMANDS[demand]}"
    if demand == Derivatives.NONE:
        return Answer(True, said)
    if demand == Derivatives.ANY or above == below:
        return Answer(False, said)
    if below is None:
        return Answer(None, f"{said}; no licence {derived} is known")
    if below.id in clause.compatible:
        return Answer(False, f"{said}; {below.name} is compatible")
    if below.id in clause.conditional:
        return Answer(None, f"{said}; {below.name} is compatible under a condition")
    return _RULES[demand](above, below, said)


def _of_gate(above: License, below: License, said: str) -> Answer:
    return Answer(None, f"{said}; whether {below.name} keeps it was not compared")


def _of_restrictions(above: License, below: License, said: str) -> Answer:
    """A standard licence has one text, which cannot carry the restrictions of another; a vendor's own may."""
    if not below.id.startswith(_REFERENCE):
        return Answer(True, f"{said}; {below.name} does not carry them")
    return Answer(None, f"{said}; whether {below.name} carries them was not compared")


def _of_same(above: License, below: License, said: str) -> Answer:
    """Of a vendor's licences another version may be meant; the versions that a standard one allows are in `compatible`."""
    if above.family == below.family and above.id.startswith(_REFERENCE) and below.id.startswith(_REFERENCE):
        return Answer(None, f"{said}; {below.name} is another of {above.family}")
    return Answer(True, f"{said}; not those of {below.name}")


def _of_non_commercial(above: License, below: License, said: str) -> Answer:
    clause = None if below.terms is None else below.terms.permits["commercial"]
    read = clause is not None and (clause.verified or below.verified) in DECIDING
    commercial = clause.value if clause is not None and read else None
    if commercial or below.category in OPEN_CATEGORIES:
        return Answer(True, f"{said}; {below.name} allows commercial use")
    as_strict = (above.category, below.category) != ("research-only", "non-commercial")
    if commercial is False and as_strict and not _says_more_than_non_commercial(above):
        return Answer(False, f"{said}; {below.name} allows none")
    return Answer(None, f"{said}; whether {below.name} allows more was not compared")


def _says_more_than_non_commercial(entry: License) -> bool:
    """Return whether a licence bars or demands what a plain non-commercial one does not; not read counts as yes."""
    if entry.terms is None:
        return True
    banned = entry.terms.terms["banned_fields"].value
    duties = [entry.terms.obligations[name].value for name in _MARKS_OF_A_VENDOR]
    return (
        banned != ()
        or any(value is not False for value in duties)
        or entry.terms.permits["train_others"].value is not True
    )


_RULES: dict[str, Callable[[License, License, str], Answer]] = {
    Derivatives.GATE: _of_gate,
    Derivatives.RESTRICTIONS: _of_restrictions,
    Derivatives.SAME: _of_same,
    Derivatives.NON_COMMERCIAL: _of_non_commercial,
}


def _gate(above: License, below: License | None, derived: str) -> Answer:
    """Return whether a licence goes without a threshold, or a territory, of the one above."""
    if above.terms is None or above.verified not in DECIDING:
        return Answer(None, f"the thresholds of {above.name} were not read in its text")
    hidden = _thresholds(above.terms)
    if not hidden or above == below:
        return Answer(False, f"{above.name} {'goes on' if hidden else 'has no threshold'}")
    said = f"{above.name} goes by {' or '.join(when_text(when) for when in hidden)}"
    if below is None:
        return Answer(None, f"{said}; no licence {derived} is known")
    if below.terms is None or below.verified not in DECIDING:
        return Answer(None, f"{said}; the thresholds of {below.name} were not read in its text")
    kept = _thresholds(below.terms)
    if all(when in kept for when in hidden):
        return Answer(False, f"{said}; so does {below.name}")
    if not kept and below.category in OPEN_CATEGORIES:
        return Answer(True, f"{said}; {below.name} knows no threshold")
    return Answer(None, f"{said}; those of {below.name} were not compared")


def _thresholds(terms: Terms) -> list[Mapping[str, Any]]:
    """Return by which size or territory a licence gives less or demands more."""
    whens = [limit.when for limit in terms.limits]
    whens += [when for clause in terms.obligations.values() for when in clause.when]
    distinct = {when_text(when): when for when in whens if when.keys() & {*MEASURES, *TERRITORIES}}
    return list(distinct.values())


def _in_doubt(found: Answer, id_: str, exception: str) -> Answer:
    return Answer(None, f"{found.because}; what {exception} adds to {id_} was not compared")


def _agreed(found: Sequence[Answer], entry: License) -> Answer:
    if len({answer.value for answer in found}) == 1:
        return found[0]
    return Answer(None, f"the texts called {entry.name} differ")


def _first(found: Sequence[Answer], order: Sequence[bool | None]) -> Answer:
    return next(answer for value in order for answer in found if answer.value is value)
