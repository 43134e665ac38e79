"""The JSON Schema of conditions, and of facts given by hand: one property for each fact, made from the dictionary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weighbridge.facts import FACTS, Fact, FactType, Origin
from weighbridge.facts.given import MAX_MEMBERS
from weighbridge.policy.operators import MAX_DAYS, MAX_OPERANDS, OPERATORS, suitable

Schema = dict[str, Any]

OWN = r"^own\.[a-z][a-z0-9_]{0,39}$"
"""What a fact of the buyer's own is called."""
_LIST_NAME = r"^\$[a-z0-9][a-z0-9._-]{0,79}$"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_LARGEST = 1e15


def condition_definitions() -> dict[str, Schema]:
    """Return the definitions that conditions, lists and given facts refer to, by name.

    Facts without a vocabulary, pattern or bounds of their own share the definition of their type; the others have one each.
    """
    kinds = {_kind(fact): _comparison(fact) for fact in (*_PLAIN.values(), *FACTS.values())}
    return {
        "condition": _condition(),
        **dict(sorted(kinds.items())),
        "own": {
            "anyOf": [{"$ref": f"#/$defs/{kind}"} for kind in ("text", "bool", "date", "set")] + [_comparison(_OWN)]
        },
        "list_reference": {
            "type": "string",
            "pattern": _LIST_NAME,
            "description": "The entries of a list of this policy: its name under lists, after a dollar sign.",
        },
        "members": _several(_PLAIN[FactType.SET]),
        "entry": {"not": {"type": "string", "pattern": r"^\$"}},
        "given": _given(),
    }


def described(fact: Fact) -> str:
    """Return what an editor shows of a fact: its question, type and unit, and whether it is known only where given."""
    unit = f": {fact.unit}" if fact.unit else ""
    awaited = " Known only where it is given." if fact.awaited else ""
    return f"{fact.question} {fact.type.capitalize()}{unit}.{awaited}"


def member(fact: Fact) -> Schema:
    """Return what one value of `fact` looks like where somebody gives it; of a set, one member."""
    match fact.type:
        case FactType.BOOL:
            return {"type": "boolean"}
        case FactType.NUMBER | FactType.INTEGER:
            return {"type": str(fact.type), "minimum": _tidy(fact.low), "maximum": _tidy(fact.high)}
        case FactType.DATE:
            return {"type": "string", "format": "date", "pattern": _DAY}
    if fact.members:
        return {"enum": list(fact.members)}
    return (
        {"type": "string", "pattern": f"^(?:{fact.pattern})$"} if fact.pattern else {"type": "string", "minLength": 1}
    )


def _tidy(number: float) -> int | float:
    return int(number) if number == int(number) else number


_PLAIN = {kind: Fact(kind, kind, Origin.DECLARED, "", "") for kind in FactType}
"""A fact of each type with nothing of its own."""
_OWN = Fact("own", FactType.NUMBER, Origin.DECLARED, "", "", low=-_LARGEST, high=_LARGEST)


def _kind(fact: Fact) -> str:
    """Return the name of the definition that says what `fact` may be compared with."""
    return str(fact.type) if _value(fact) == _value(_PLAIN[fact.type]) else fact.id


def _value(fact: Fact) -> Schema:
    """Return what one value of `fact` looks like in a condition, where text with a dollar sign names a list."""
    written = member(fact)
    return {"type": "string", "pattern": "^[^$]"} if written == {"type": "string", "minLength": 1} else written


def _several(fact: Fact, least: int = 1) -> Schema:
    entry = {"anyOf": [_value(fact), _reference()]}
    return {"anyOf": [_reference(), {"type": "array", "items": entry, "minItems": least}]}


def _reference() -> Schema:
    return {"$ref": "#/$defs/list_reference"}


def _pair(fact: Fact) -> Schema:
    entry = {"anyOf": [_value(fact), _reference()]}
    two = {"type": "array", "items": _value(fact), "minItems": 2, "maxItems": 2}
    return {"anyOf": [_reference(), two, {"type": "array", "items": entry, "contains": _reference()}]}


def _equal(fact: Fact) -> Schema:
    return _several(fact, least=0) if fact.type is FactType.SET else _value(fact)


def _truth(_: Fact) -> Schema:
    return {"type": "boolean"}


def _fragment(_: Fact) -> Schema:
    return {"type": "string", "pattern": "^[^$]", "maxLength": 200}


def _days(_: Fact) -> Schema:
    return {"type": "integer", "minimum": 0, "maximum": MAX_DAYS}


def _count(_: Fact) -> Schema:
    whole = {"type": "integer", "minimum": 0, "maximum": MAX_OPERANDS}
    pair = {"type": "array", "items": whole, "minItems": 2, "maxItems": 2}
    limits = {name: pair if name == "between" else whole for name in ("eq", "ne", "lt", "lte", "gt", "gte", "between")}
    return {"anyOf": [whole, _mapping({name: {**limit, "description": _said(name)} for name, limit in limits.items()})]}


OPERANDS: dict[str, Callable[[Fact], Schema]] = {
    "eq": _equal,
    "ne": _equal,
    "in": _several,
    "not_in": _several,
    "known": _truth,
    "lt": _value,
    "lte": _value,
    "gt": _value,
    "gte": _value,
    "between": _pair,
    "starts_with": _fragment,
    "ends_with": _fragment,
    "contains": _fragment,
    "like": _fragment,
    "satisfies": _several,
    "has": _value,
    "has_any": _several,
    "has_all": _several,
    "has_none": _several,
    "subset_of": _several,
    "count": _count,
    "before": _value,
    "after": _value,
    "within_days": _days,
    "older_than_days": _days,
}
"""What each operator of OPERATORS takes."""


def _said(operator: str) -> str:
    return f"must {OPERATORS[operator].phrase.format('…')}"


def _comparison(fact: Fact) -> Schema:
    """Return what may stand beside the name of `fact`: a value, a list of values, or operators; of a set, operators."""
    operators = _mapping({name: {**OPERANDS[name](fact), "description": _said(name)} for name in suitable(fact)})
    return operators if fact.type is FactType.SET else {"anyOf": [_value(fact), *_several(fact)["anyOf"], operators]}


def _mapping(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "minProperties": 1, "additionalProperties": False}


def _condition() -> Schema:
    inner = {"$ref": "#/$defs/condition"}
    parts = {"type": "array", "items": inner, "minItems": 1}
    at_least = _mapping(
        {
            "n": {"type": "integer", "minimum": 1, "description": "How many of them must be true."},
            "of": {**parts, "description": "The conditions to count."},
        }
    )
    words: dict[str, Schema] = {
        "all": {**parts, "description": "Every one of these conditions must be true."},
        "any": {**parts, "description": "One of these conditions must be true."},
        "not": {**inner, "description": "This condition must be false; unknown stays unknown."},
        "at_least": {
            **at_least,
            "required": ["n", "of"],
            "description": "So many of these conditions must be true; false when even the unknown ones could not make it.",
        },
    }
    facts = {fact.id: {"$ref": f"#/$defs/{_kind(fact)}", "description": described(fact)} for fact in FACTS.values()}
    return {
        **_mapping(words | facts),
        "patternProperties": {OWN: {"$ref": "#/$defs/own", "description": "A fact of your own."}},
        "description": "What must be true. Entries that stand side by side must all be true.",
    }


def _given() -> Schema:
    return {
        "type": "object",
        "properties": {fact.id: {**_given_value(fact), "description": described(fact)} for fact in FACTS.values()},
        "patternProperties": {OWN: {"description": "A fact of your own."}},
        "additionalProperties": False,
        "description": "What is known of a model, by fact; what is not given is unknown.",
    }


def _given_value(fact: Fact) -> Schema:
    """Return how `fact` is given: a value; for a set its members, all of them or with `complete: false` some."""
    if fact.type is not FactType.SET:
        return {"anyOf": [member(fact), {"type": "null"}]}
    members = {"type": "array", "items": member(fact), "maxItems": MAX_MEMBERS}
    some = _mapping(
        {
            "members": {**members, "description": "The members that are known."},
            "complete": {"type": "boolean", "description": "Whether these are all of them; true where it is not said."},
        }
    )
    return {"anyOf": [members, {**some, "required": ["members"]}, {"type": "null"}]}
