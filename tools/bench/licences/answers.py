"""The three answers to the question, and how one tool's compare with what is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from tools.bench.licences.declared import Model


class Answer(StrEnum):
    """Is the declared licence an OSI-approved permissive licence?"""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is right, and why; unknown where the oracle has no answer."""

    answer: Answer
    reason: str


Words = Counter[str | None]
"""How many models declare each licence."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One tool's answers, counted by declared licence.

    `missed` is unknown where the oracle has an answer, `unfounded` a pass where it has none.
    """

    tool: str
    given: Mapping[Answer, Words]
    missed: Words
    false_pass: Words
    false_fail: Words
    unfounded: Words


@dataclass(frozen=True, slots=True)
class Difference:
    """A declared licence on which a tool and the oracle differ, on `models` models."""

    word: str
    models: int
    answer: Answer
    ruling: Ruling


def tally(tool: str, models: Sequence[Model], answers: Sequence[Answer], rulings: Mapping[str | None, Ruling]) -> Tally:
    """Count one tool's answers, which stand in the order of `models`.

    A false pass is a pass where the oracle says fail; where the oracle has no answer, none is wrong.
    """
    given: dict[Answer, Words] = {answer: Counter() for answer in Answer}
    beside: dict[tuple[Answer, Answer], Words] = {pair: Counter() for pair in product(Answer, Answer)}
    for model, answer in zip(models, answers, strict=True):
        given[answer][model.word] += 1
        beside[answer, rulings[model.word].answer][model.word] += 1
    return Tally(
        tool,
        given,
        missed=beside[Answer.UNKNOWN, Answer.PASS] + beside[Answer.UNKNOWN, Answer.FAIL],
        false_pass=beside[Answer.PASS, Answer.FAIL],
        false_fail=beside[Answer.FAIL, Answer.PASS],
        unfounded=beside[Answer.PASS, Answer.UNKNOWN],
    )


def differences(of: Tally, rulings: Mapping[str | None, Ruling]) -> list[Difference]:
    """Return the declared licences on which a tool and the oracle differ, those of most models first.

    Knowing more than the oracle and knowing less are differences too.
    """
    found = [
        Difference(word, number, answer, rulings[word])
        for answer, words in of.given.items()
        for word, number in words.items()
        if word is not None and rulings[word].answer is not answer
    ]
    return sorted(found, key=lambda one: (-one.models, one.word, one.answer))
