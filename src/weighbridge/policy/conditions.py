"""Conditions: what a rule requires, parsed from a policy with the place of every word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from weighbridge.errors import Diagnostic, PolicyError
from weighbridge.facts import FACTS, Fact, FactType
from weighbridge.facts.given import GivenError, shown
from weighbridge.policy.operators import OPERATORS, Operand, Operator, suitable
from weighbridge.strict.document import MAX_ERRORS, Document, Path
from weighbridge.strict.nearest import did_you_mean
from weighbridge.strict.plain import plain

MAX_TAKEN = 250_000
"""Entries that all uses of lists in a policy may come to: a long list that is used often would fill the memory."""


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of one fact; `lists` names those that its operand was taken from, `beside` are its other entries."""

    fact: Fact
    operator: Operator
    operand: Operand
    lists: tuple[str, ...] = field(default=(), compare=False)
    beside: tuple[Operand, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of its part; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AtLeast:
    """True when `number` parts are; false when even the unknown ones could not make it."""

    number: int
    parts: tuple[Condition, ...]


Condition = Test | All | Any | Not | AtLeast


def tests_of(condition: Condition) -> Iterator[Test]:
    """Yield the comparisons of a condition, in the order in which they are written."""
    match condition:
        case Test():
            yield condition
        case Not(part):
            yield from tests_of(part)
        case All(parts) | Any(parts) | AtLeast(_, parts):
            for part in parts:
                yield from tests_of(part)


@dataclass(slots=True)
class Reader:
    """Reads conditions of one document, collecting what is wrong with them instead of stopping at the first."""

    document: Document
    lists: Mapping[str, list[object]]
    facts: Mapping[str, Fact] = field(default_factory=lambda: FACTS)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    used_lists: set[str] = field(default_factory=set)
    taken: int = 0

    def refuse(self, path: Path, message: str, hint: str = "", *, key: bool = False) -> None:
        """Note an error at the value of `path`, or at its key. Raises PolicyError when there are too many."""
        mark = self.document.key_mark(path) if key else self.document.value_mark(path)
        self.diagnostics.append(self.document.diagnostic(mark, message, hint))
        if len(self.diagnostics) >= MAX_ERRORS:
            raise PolicyError(self.diagnostics)

    def condition(self, value: object, path: Path, rule: str) -> Condition | None:
        """Return the condition at `path`, or None after noting why there is none."""
        if not isinstance(value, dict):
            self.refuse(path, f"{rule}: a condition is a mapping such as {{license.spdx: MIT}}, not {shown(value)}")
            return None
        if not value:
            self.refuse(path, f"{rule}: the condition is empty", "an empty condition would let everything pass")
            return None
        parts = [self._entry(key, item, (*path, key), rule) for key, item in value.items()]
        return _whole(parts)

    def fact(self, name: object, path: Path, rule: str, *, key: bool = False) -> Fact | None:
        """Return the fact called `name`, or None after noting that there is none."""
        fact = self.facts.get(name) if isinstance(name, str) else None
        if fact is None:
            hint = did_you_mean(str(name), self.facts)
            listing = "`weighbridge facts` lists them all"
            self.refuse(
                path, f"unknown fact {shown(name)} in {rule}", f"{hint} {listing}" if hint else listing, key=key
            )
        return fact

    def resolved(self, value: object, path: Path) -> object:
        """Return `value` with each `$name`, also inside a list, replaced by the entries of the list that it names.

        None after noting that a name is not defined.
        """
        if isinstance(value, str) and value.startswith("$"):
            return self._list_called(value[1:], path)
        if not isinstance(value, list) or not any(isinstance(item, str) and item.startswith("$") for item in value):
            return value
        entries: list[object] = []
        for index, item in enumerate(value):
            if not (isinstance(item, str) and item.startswith("$")):
                entries.append(item)
                continue
            part = self._list_called(item[1:], (*path, index))
            if part is None:
                return None
            entries.extend(part)
        return entries

    def _list_called(self, name: str, path: Path) -> list[object] | None:
        if name not in self.lists:
            self.refuse(path, f"{shown(f'${name}')} is not defined under lists", did_you_mean(name, self.lists))
            return None
        self.used_lists.add(name)
        self.taken += len(self.lists[name])
        if self.taken > MAX_TAKEN:
            message = f"the lists of the policy are used for more than {MAX_TAKEN} entries in all"
            self.refuse(path, message, "use long lists less often")
            raise PolicyError(self.diagnostics)
        return self.lists[name]

    def _entry(self, key: str, value: object, path: Path, rule: str) -> Condition | None:
        match key:
            case "all" | "any":
                parts = self._several(value, path, rule)
                return None if parts is None else (All(parts) if key == "all" else Any(parts))
            case "not":
                part = self.condition(value, path, rule)
                return None if part is None else Not(part)
            case "at_least":
                return self._at_least(value, path, rule)
        fact = self.fact(key, path, rule, key=True)
        return None if fact is None else self._comparison(fact, value, path, rule)

    def _several(self, value: object, path: Path, rule: str) -> tuple[Condition, ...] | None:
        if not isinstance(value, list) or not value:
            found = "an empty one" if value == [] else shown(value)
            self.refuse(path, f"{rule}: {_last_word(path)} takes a list of conditions, not {found}")
            return None
        parts = [self.condition(item, (*path, index), rule) for index, item in enumerate(value)]
        return tuple(part for part in parts if part is not None) if None not in parts else None

    def _at_least(self, value: object, path: Path, rule: str) -> Condition | None:
        if not isinstance(value, dict) or set(value) != {"n", "of"}:
            self.refuse(path, f"{rule}: at_least takes {{n: 2, of: [...]}}")
            return None
        number = value["n"]
        parts = self._several(value["of"], (*path, "of"), rule)
        if parts is None:
            return None
        if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(parts):
            self.refuse((*path, "n"), f"{rule}: n is a whole number from 1 to {len(parts)}, not {shown(number)}")
            return None
        return AtLeast(number, parts)

    def _comparison(self, fact: Fact, value: object, path: Path, rule: str) -> Condition | None:
        if isinstance(value, dict):
            if not value:
                self.refuse(path, f"{rule}: {fact.id} has no operator", f"one of: {', '.join(suitable(fact))}")
                return None
            return _whole([self._test(fact, name, operand, (*path, name), rule) for name, operand in value.items()])
        named_list = isinstance(value, str) and value.startswith("$")
        return self._test(fact, "in" if isinstance(value, list) or named_list else "eq", value, path, rule)

    def _test(self, fact: Fact, name: str, value: object, path: Path, rule: str) -> Condition | None:
        operator = OPERATORS.get(name)
        if operator is None:
            self.refuse(
                path,
                f"unknown operator {shown(name)} in {rule}",
                did_you_mean(name, OPERATORS) or f"one of: {', '.join(suitable(fact))}",
                key=True,
            )
            return None
        shorthand = fact.type is FactType.SET and isinstance(value, str) and name == "eq"
        if not operator.suits(fact) or shorthand:
            hint = f"{fact.article} takes: {', '.join(suitable(fact))}"
            if shorthand:
                hint = f"write {{{fact.id}: {{has: {plain(str(value), 60)}}}}}"
            self.refuse(path, f'{rule}: "{name}" does not suit {fact.id}, which is {fact.article}', hint, key=True)
            return None
        resolved = self.resolved(value, path)
        if resolved is None and value is not None:
            return None
        try:
            return Test(fact, operator, operator.operand(fact, resolved), lists_in(value), beside_lists(value))
        except GivenError as error:
            said = str(error)
            about = said if said.startswith((fact.id, '"')) and fact.id in said else f"{name} of {fact.id}: {said}"
            self.refuse(path, f"{rule}: {about}", error.hint)
            return None


def _whole(parts: list[Condition | None]) -> Condition | None:
    sound = tuple(part for part in parts if part is not None)
    if len(sound) != len(parts):
        return None
    return sound[0] if len(sound) == 1 else All(sound)


def lists_in(value: object) -> tuple[str, ...]:
    """Return the names of the lists that an operand refers to as `$name`."""
    items = value if isinstance(value, list) else [value]
    return tuple(item[1:] for item in items if isinstance(item, str) and item.startswith("$"))


def beside_lists(value: object) -> tuple[Operand, ...]:
    """Return the entries of an operand that stand beside the names of lists."""
    items = value if isinstance(value, list) else []
    return tuple(item for item in items if not (isinstance(item, str) and item.startswith("$")))


def _last_word(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "it")


def rule_name(kind: str, identifier: object) -> str:
    """Return how messages name a rule."""
    return f"{kind} {shown(plain(str(identifier), 80))}"
