"""What one licence means for one buyer: each permission, obligation and term, with the clause that decides it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from weighbridge.buyer.context import Use
from weighbridge.enrich.circumstances import Answer, Circumstances, any_holds, expanded, holds
from weighbridge.facts.dictionary import OBLIGATIONS, PERMISSIONS
from weighbridge.knowledge.licenses import (
    DECIDING,
    Clause,
    License,
    Limit,
    Terms,
    license_of,
    nearest_id,
)
from weighbridge.knowledge.licenses.clauses import FLAGS, place
from weighbridge.knowledge.licenses.marks import MODIFIED
from weighbridge.knowledge.licenses.whens import TERRITORIES

PERMITS, DUTIES = "permits", "obligations"
CATEGORY, APPROVED, VERIFIED = "category", "osi_approved", "verified"
CHANGE, COUNTRIES, FIELDS = "unilateral_change", "excluded_countries", "banned_fields"
_USE_NOT_STATED = "context.use is not stated"
Answers = Mapping[str, Answer]
"""Answers by name: permits.use, obligations.notice, irrevocable, category and so on, as in `license.<name>`."""

NAMES = (
    *(f"{PERMITS}.{member}" for member in PERMISSIONS),
    *(f"{DUTIES}.{member}" for member in OBLIGATIONS),
    *FLAGS,
    *(CHANGE, COUNTRIES, FIELDS, VERIFIED, CATEGORY, APPROVED),
)


def answers_of_id(id_: str, circumstances: Circumstances) -> Answers:
    """Return what one licence means for a buyer; of an id for several dated texts, what all of them say alike."""
    entry = license_of(id_)
    if entry is None:
        return nothing(_no_entry(id_))
    if entry.terms is not None:
        return _of_license(entry, entry.terms, circumstances)
    versions = [answers_of_id(version, circumstances) for version in entry.versions]
    agreed = {name: _agreed(entry, [one[name] for one in versions]) for name in NAMES}
    return {**agreed, **_known_by_name(entry)}


def _no_entry(id_: str) -> str:
    if id_.startswith(MODIFIED):
        return f"the text is a modified {id_.removeprefix(MODIFIED)}; somebody has to read what was changed"
    near = nearest_id(id_)
    return f"no licence {id_} is known{f'; did you mean {near}?' if near else ''}"


def nothing(reason: str) -> Answers:
    """Return the answers where nothing is known, for one reason."""
    return dict.fromkeys(NAMES, Answer(None, reason, complete=False))


def _known_by_name(entry: License) -> dict[str, Answer]:
    """Return what follows from which licence it is, not from its clauses."""
    return {
        CATEGORY: Answer(
            entry.category, entry.name if entry.category else f"{entry.name}: {entry.note or 'not decided'}"
        ),
        APPROVED: Answer(entry.osi_approved, entry.name),
    }


def _of_license(entry: License, terms: Terms, circumstances: Circumstances) -> Answers:
    answers = _permissions(entry, terms, circumstances)
    answers |= {
        f"{DUTIES}.{member}": _obligation(entry, terms.obligations[member], circumstances) for member in OBLIGATIONS
    }
    answers |= {name: _stated(entry, terms.terms[name]) for name in (*FLAGS, CHANGE, FIELDS)}
    read = entry.verified in DECIDING
    said = f"{entry.name}: {'its text was read' if read else _second_hand(entry)}"
    return {
        **answers,
        COUNTRIES: _excluded(entry, terms, circumstances),
        VERIFIED: Answer(read, said),
        **_known_by_name(entry),
    }


def _permissions(entry: License, terms: Terms, circumstances: Circumstances) -> dict[str, Answer]:
    """Return the permissions for a buyer. `use` and `commercial` are those for the use that the buyer declared: a business
    uses commercially, and whoever offers a model as a service has to be allowed to host it.
    """
    given = {member: _permission(entry, terms, member, circumstances) for member in PERMISSIONS}
    bounds = {
        "commercial": (circumstances.commercial, "context.commercial is not stated"),
        "host": (None if circumstances.use is None else circumstances.use is Use.MODEL_AS_A_SERVICE, _USE_NOT_STATED),
    }
    for member in ("use", "commercial"):
        for bound, (binds, unstated) in bounds.items():
            if binds is not False:
                given[member] = _worse(given[member], given[bound], "" if binds else unstated)
    return {f"{PERMITS}.{member}": answer for member, answer in given.items()}


def _worse(ours: Answer, bound: Answer, unstated: str) -> Answer:
    """Return `ours`, unless the other one permits less; where it is not stated whether that one binds, it is not known."""
    if ours.value is False or bound.value is True or (ours.value is None and (bound.value is None or unstated)):
        return ours
    return Answer(None, f"{bound.because}; {unstated}", complete=False) if unstated else bound


def _permission(entry: License, terms: Terms, member: str, circumstances: Circumstances) -> Answer:
    clause = terms.permits[member]
    base = _stated(entry, clause)
    cleared: list[Answer] = []
    open_: Answer | None = None
    for limit in terms.limits:
        if member not in limit.withholds:
            continue
        answer = _limited(entry, limit, circumstances)
        if answer.value is True:
            return replace(answer, value=False)
        if answer.value is None:
            open_ = open_ or answer
        else:
            cleared.append(answer)
    if base.value is not True:
        return base
    if open_ is not None:
        return open_
    return Answer(True, "; ".join(answer.because for answer in cleared)) if cleared else base


def _limited(entry: License, limit: Limit, circumstances: Circumstances) -> Answer:
    """Return whether a limit shuts the buyer out, and the clause with what the buyer declared."""
    if (limit.verified or entry.verified) not in DECIDING:
        return Answer(None, f"{entry.name}: {_second_hand(entry)}")
    found = holds(limit.when, circumstances)
    return Answer(found.value, f"{_place(entry, limit.section)}: {limit.note}; {found.because}")


def _obligation(entry: License, clause: Clause, circumstances: Circumstances) -> Answer:
    stated = _stated(entry, clause)
    if stated.value is not True or not clause.when:
        return stated
    arises = any_holds(clause.when, circumstances)
    return Answer(arises.value, f"{stated.because}; {arises.because}")


def _stated(entry: License, clause: Clause) -> Answer:
    """Return what a clause says, where it was read in the text."""
    if (clause.verified or entry.verified) not in DECIDING:
        return Answer(None, f"{entry.name}: {_second_hand(entry)}", complete=False)
    place = _place(entry, clause.section)
    if clause.value is None:
        return Answer(None, f"{place}: {clause.note or 'the text does not say'}", complete=False)
    value = tuple(sorted(clause.value)) if isinstance(clause.value, tuple) else clause.value
    return Answer(value, f"{place}{f': {clause.note}' if clause.note else ''}")


def _place(entry: License, section: str | None) -> str:
    return f"{entry.name}, {place(section)}" if section else entry.name


def _second_hand(entry: License) -> str:
    return (
        "its text was not read" if entry.verified == "none" else "known by reports alone; somebody has to read its text"
    )


def _excluded(entry: License, terms: Terms, circumstances: Circumstances) -> Answer:
    """Return the countries that the grant leaves out whatever the buyer declares; it depends on the model alone."""
    if entry.verified not in DECIDING:
        return Answer(None, f"{entry.name}: {_second_hand(entry)}", complete=False)
    out: list[str] = []
    said: list[str] = []
    complete = True
    for limit in terms.limits:
        territory = [name for key in TERRITORIES for name in limit.when.get(key, ())]
        if not territory:
            continue
        rest = holds({key: value for key, value in limit.when.items() if key not in TERRITORIES}, circumstances)
        said.append(f"{_place(entry, limit.section)}: {limit.note}{f'; {rest.because}' if rest.because else ''}")
        read = (limit.verified or entry.verified) in DECIDING
        if rest.value is True and read:
            out += territory
        complete = complete and rest.value is not None and read
    return Answer(tuple(expanded(out)), "; ".join(said) or f"{entry.name}: no country is named", complete)


def _agreed(entry: License, answers: Sequence[Answer]) -> Answer:
    """Return what all dated texts of a name say alike; of sets, the members that stand in each."""
    first = answers[0]
    if all((one.value, one.complete) == (first.value, first.complete) for one in answers):
        return replace(first, because=f"all texts called {entry.name} agree, such as {first.because}")
    said = " | ".join(dict.fromkeys(one.because for one in answers))
    shared = None
    if all(isinstance(one.value, tuple) for one in answers):
        shared = tuple(member for member in first.value if all(member in one.value for one in answers))
    return Answer(shared, f"the texts called {entry.name} differ: {said}", complete=False)


def members_of(name: str, answers: Answers) -> Iterable[tuple[str, Answer]]:
    """Yield the members of a closed set with their answers."""
    prefix = f"{name}."
    return ((key.removeprefix(prefix), answer) for key, answer in answers.items() if key.startswith(prefix))
