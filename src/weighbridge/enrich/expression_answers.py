"""What a licence expression means for one buyer: of licences that all apply the strictest, of a choice the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from weighbridge.enrich.circumstances import Answer, Circumstances
from weighbridge.enrich.license_answers import (
    APPROVED,
    CATEGORY,
    CHANGE,
    COUNTRIES,
    DUTIES,
    FIELDS,
    NAMES,
    PERMITS,
    VERIFIED,
    Answers,
    answers_of_id,
    nothing,
)
from weighbridge.facts.dictionary import OBLIGATIONS, PERMISSIONS
from weighbridge.knowledge.licenses import OPEN_CATEGORIES
from weighbridge.knowledge.licenses.exceptions import only_adds
from weighbridge.knowledge.licenses.expressions import All, AnyOf, Expression, One, WithException, parsed

_CHANGES = ("nothing", "use-policy", "license")
"""What a vendor may change, the worst last."""
_CATEGORIES = (
    *("public-domain", "permissive", "weak-copyleft", "copyleft", "use-restricted"),
    *("proprietary", "non-commercial", "research-only"),
)
"""From the freest to the strictest; of licences that all apply, the strictest is the category."""


def answers_of(text: str, circumstances: Circumstances) -> Answers:
    """Return what the licence expression `text` means for a buyer; of one that cannot be read, nothing is known.

    Of licences that all apply the strictest counts. Of those to choose from, the one that gives most is chosen for every
    answer; what it denies and another gives stays unknown, since no one licence gives all.
    """
    expression = parsed(text)
    if expression is None:
        return nothing("it does not read as a licence expression")
    return _of_expression(expression, circumstances)


def _of_expression(expression: Expression, circumstances: Circumstances) -> Answers:
    match expression:
        case One(id_):
            return answers_of_id(id_, circumstances)
        case WithException(id_, exception):
            return _relaxed(id_, answers_of_id(id_, circumstances), exception)
        case All(parts):
            return _together([_of_expression(part, circumstances) for part in parts])
        case AnyOf(parts):
            return _chosen([_of_expression(part, circumstances) for part in parts])


def _relaxed(id_: str, answers: Answers, exception: str) -> Answers:
    """Return the answers for a licence with an exception, which only gives more than the licence does.

    Of a word after WITH that nobody has read nothing is known.
    """
    if not only_adds(exception, id_):
        return nothing(f"what {exception} does to {id_} was not read; it may take rights away")
    reason = f"what {exception} adds is not known"
    relaxed = dict(answers)
    for name, answer in answers.items():
        if _BETTER[name](answer.value) is False:
            relaxed[name] = Answer(None, f"{answer.because}; {reason}", complete=False)
    return relaxed


def _together(parts: Sequence[Answers]) -> Answers:
    """Return the answers where all licences apply: of each, the worst."""
    return {name: _TOGETHER[name]([part[name] for part in parts]) for name in NAMES}


def _chosen(parts: Sequence[Answers]) -> Answers:
    """Return the answers where the buyer may choose a licence: those of the one that gives most."""
    best, *others = sorted(parts, key=_generosity)
    answers = {}
    for name in NAMES:
        ours = best[name]
        better = next((other[name] for other in others if _better(name, other[name], ours)), None)
        if better is not None and ours.value is not None:
            reason = f"it depends on which licence is chosen: {ours.because} | {better.because}"
            answers[name] = Answer(None, reason, complete=False)
        else:
            answers[name] = ours
    return answers


def _better(name: str, theirs: Answer, ours: Answer) -> bool:
    """Return whether another licence to choose from answers better, or may do so."""
    good = _BETTER[name]
    return good(ours.value) is False and good(theirs.value) is not False


def _generosity(answers: Answers) -> tuple[int, int, int, str, str]:
    """Return a key by which the licence that gives most comes first; of equals always the same one."""
    given = [answers[f"{PERMITS}.{member}"].value for member in PERMISSIONS]
    duties = [answers[f"{DUTIES}.{member}"].value for member in OBLIGATIONS]
    return -given.count(True), given.count(False), len(duties) - duties.count(False), *_texts_of(answers)


def _texts_of(answers: Answers) -> tuple[str, str]:
    """Return all values as text, and all reasons: the order of parts changes only the latter."""
    return str([answers[name].value for name in NAMES]), str([answers[name].because for name in NAMES])


def _kleene(answers: Sequence[Answer], decisive: object) -> Answer:
    """Return the decisive answer where there is one, else one that is not known, else the one that all give."""
    for wanted in (decisive, None):
        for answer in answers:
            if answer.value is wanted:
                return answer
    return replace(answers[0], because="; ".join(dict.fromkeys(answer.because for answer in answers)))


def _all_true(answers: Sequence[Answer]) -> Answer:
    return _kleene(answers, False)


def _any_true(answers: Sequence[Answer]) -> Answer:
    return _kleene(answers, True)


def _worst_of(order: Sequence[str]) -> Callable[[Sequence[Answer]], Answer]:
    def worst(answers: Sequence[Answer]) -> Answer:
        known = [answer for answer in answers if answer.value is not None]
        if len(known) < len(answers) and not any(answer.value == order[-1] for answer in known):
            return next(answer for answer in answers if answer.value is None)
        return max(known, key=lambda answer: order.index(answer.value))

    return worst


def _union(answers: Sequence[Answer]) -> Answer:
    members = sorted({member for answer in answers for member in answer.value or ()})
    known = [answer for answer in answers if answer.value is not None]
    said = "; ".join(dict.fromkeys(answer.because for answer in answers))
    return Answer(tuple(members) if known else None, said, all(answer.complete for answer in answers))


_TOGETHER: dict[str, Callable[[Sequence[Answer]], Answer]] = {
    **{f"{PERMITS}.{member}": _all_true for member in PERMISSIONS},
    **{f"{DUTIES}.{member}": _any_true for member in OBLIGATIONS},
    "irrevocable": _all_true,
    **dict.fromkeys(("latest_version_duty", "remote_restriction", "at_will_termination"), _any_true),
    **{CHANGE: _worst_of(_CHANGES), CATEGORY: _worst_of(_CATEGORIES)},
    **{COUNTRIES: _union, FIELDS: _union, VERIFIED: _all_true, APPROVED: _all_true},
}


def _is(good: object) -> Callable[[object], bool | None]:
    return lambda value: None if value is None else value == good


def _free(value: object) -> bool | None:
    return None if value is None else value in OPEN_CATEGORIES


_BETTER: dict[str, Callable[[Any], bool | None]] = {
    **{f"{PERMITS}.{member}": _is(True) for member in PERMISSIONS},
    **{f"{DUTIES}.{member}": _is(False) for member in OBLIGATIONS},
    "irrevocable": _is(True),
    **dict.fromkeys(("latest_version_duty", "remote_restriction", "at_will_termination"), _is(False)),
    **{CHANGE: _is("nothing"), COUNTRIES: _is(()), FIELDS: _is(()), VERIFIED: _is(True), APPROVED: _is(True)},
    CATEGORY: _free,
}
"""Whether a value is the better one for a buyer, by name; None where it is not known."""
