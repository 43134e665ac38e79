"""The JSON Schema of a policy file, for editors: its shape from `schema`, its conditions from the dictionary of facts.

Whatever the parser accepts, the schema accepts. The parser refuses more: lists without a definition, ids that stand twice,
rules of which no layer says everything (a layer may change one word of a rule below it, so only ids are required here).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import CoreSchema

from weighbridge.facts import FACTS, READINGS, Fact, FactType, with_inputs
from weighbridge.policy.condition_schema import OWN, Schema, condition_definitions, member
from weighbridge.policy.hints import hint
from weighbridge.policy.policy import Dimension
from weighbridge.policy.schema import FORMS, PolicyFile

ID = "urn:weighbridge:policy:1"


def policy_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of a policy file."""
    shape = _plainly(PolicyFile.model_json_schema(schema_generator=_Untitled))
    definitions: dict[str, Schema] = shape.pop("$defs")
    del shape["description"]
    for section, written in [(PolicyFile.__name__, shape), *definitions.items()]:
        written.pop("title", None)
        for key, part in written.get("properties", {}).items():
            part.update({"description": sentence} if (sentence := hint(section, key)) else {})
    _narrow(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "A weighbridge policy",
        "description": "Rules that an open model is judged by: gates that it must pass, and scores.",
        **shape,
        "$defs": condition_definitions() | definitions,
    }


class _Untitled(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: CoreSchema | Any) -> bool:  # noqa: ANN401
        """Return that no key is shown under a second name."""
        return False


def _plainly(node: Any) -> Any:  # noqa: ANN401
    """Return a part of pydantic's schema as editors read it.

    What `schema` marks in a comment refers to its definition; Python's end of text is JavaScript's; a mapping by question
    names the four.
    """
    if isinstance(node, str):
        return node.removesuffix(r"\z") + "$" if node.endswith(r"\z") else node
    if isinstance(node, list):
        return [_plainly(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {_plainly(key): _plainly(value) for key, value in node.items()}
    if isinstance(mark := plain.pop("$comment", None), str):
        plain["$ref"] = f"#/$defs/{mark}"
    if "patternProperties" in plain:
        plain["additionalProperties"] = False
    if plain.get("propertyNames") == {"$ref": f"#/$defs/{Dimension.__name__}"}:
        del plain["propertyNames"]
        each = plain["additionalProperties"]
        plain["properties"] = {str(question): {**each, "description": hint("", question)} for question in Dimension}
        plain["additionalProperties"] = False
    return plain


def _narrow(definitions: dict[str, Schema]) -> None:
    """Put into the definitions what pydantic's validators know and its schema does not say."""
    definitions.pop(Dimension.__name__, None)
    for section, key in _SHORT.items():
        definitions[section] = {"anyOf": [definitions[section]["properties"][key], definitions[section]]}
    definitions["DecideSection"]["properties"]["max_age"]["propertyNames"] = _one_of(_aging())
    definitions["ExpectSection"]["minProperties"] = 1
    definitions["ScoreEntry"] |= _RULES_OF_SCORES
    for rule in ("GateEntry", "ScoreEntry"):
        definitions[rule]["required"] = ["id"]
    for entry, suits in _FACTS_OF_FORMS.items():
        definitions[entry]["properties"]["fact"] |= _one_of([fact.id for fact in FACTS.values() if suits(fact)])
    definitions["MapEntry"]["allOf"] = [
        _where(fact, {"values": {"propertyNames": member(fact)}}) for fact in _with_vocabulary(FactType.TEXT)
    ]
    definitions["ShareEntry"]["allOf"] = [
        _where(fact, {"of": {"anyOf": [{"type": "string"}, {"items": {"anyOf": [member(fact), _REFERENCE]}}]}})
        for fact in _with_vocabulary(FactType.SET)
    ]


_SHORT = {"WeightEntry": "value", "ExtendsEntry": "use", "ListSection": "entries", "WaiversSection": "entries"}
"""Sections that may be written as the value of one of their keys."""
_REFERENCE = {"$ref": "#/$defs/list_reference"}
_THERE = {"not": {"type": "null"}}
# if and then, not dependentRequired: a key that stands there with nothing behind it counts as left out.
_RULES_OF_SCORES: Schema = {
    # None of them where a layer changes something else of a rule below it.
    "oneOf": [
        *({"required": [form], "properties": {form: _THERE}} for form in FORMS),
        {"properties": {form: {"type": "null"} for form in FORMS}},
    ],
    "allOf": [
        {
            "if": {"required": [one], "properties": {one: _THERE}},
            "then": {"required": [other], "properties": {other: _THERE}},
        }
        for one, other in (("when", "otherwise"), ("otherwise", "when"))
    ],
}


def _is(*types: FactType) -> Callable[[Fact], bool]:
    return lambda fact: fact.type in types


_FACTS_OF_FORMS: dict[str, Callable[[Fact], bool]] = {
    "CurveEntry": _is(FactType.NUMBER, FactType.INTEGER),
    "StepsEntry": _is(FactType.NUMBER, FactType.INTEGER),
    "MapEntry": _is(FactType.TEXT),
    "ShareEntry": _is(FactType.SET),
}


def _one_of(names: list[str]) -> Schema:
    """Return that text is one of `names`, or a fact of the buyer's own."""
    return {"anyOf": [{"enum": names}, {"pattern": OWN}]}


def _with_vocabulary(kind: FactType) -> list[Fact]:
    return [fact for fact in FACTS.values() if fact.type is kind and (fact.members or fact.pattern)]


def _where(fact: Fact, then: Schema) -> Schema:
    """Return what holds for the other keys of a score form that reads `fact`."""
    return {"if": {"required": ["fact"], "properties": {"fact": {"const": fact.id}}}, "then": {"properties": then}}


def _aging() -> list[str]:
    """Return the facts and namespaces of which something may be too old."""
    aging = [fact for fact in FACTS.values() if any(READINGS[one.reading].ages for one in with_inputs([fact]))]
    return list(dict.fromkeys([fact.namespace for fact in aging] + [fact.id for fact in aging]))
