"""The JSON Schema of a policy file: valid, complete, and never stricter than the parser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings
from jsonschema import Draft202012Validator

from weighbridge.errors import DocumentError
from weighbridge.facts import FACTS, FactType
from weighbridge.policy import parse_policy
from weighbridge.policy.builtin import builtin_folder, builtin_names
from weighbridge.policy.condition_schema import OPERANDS
from weighbridge.policy.json_schema import policy_schema
from weighbridge.policy.operators import OPERATORS, suitable
from weighbridge.strict.document import load_document

SCHEMA: dict[str, Any] = policy_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
CONDITION = SCHEMA["$defs"]["condition"]

BASE = """\
weighbridge: 1
name: p
lists: {names: [MIT]}
governance:
  gates:
    - id: g
      title: G
      require: {license.spdx: MIT}
"""


def gate(require: str) -> str:
    return BASE.replace("{license.spdx: MIT}", require)


def score(form: str) -> str:
    return BASE + "  scores:\n    - {id: s, title: S, weight: 1, " + form + "}\n"


def case(body: str) -> str:
    return BASE + "tests:\n  - {name: t, " + body + "}\n"


def root(text: str | bytes) -> Any:
    return load_document(text.encode() if isinstance(text, str) else text, "p.yaml").root


def parsed(text: str) -> bool:
    try:
        parse_policy(text.encode(), "p.yaml")
    except DocumentError:
        return False
    return True


def bundled(name: str) -> Any:
    return root((builtin_folder() / f"{name}.yaml").read_bytes())


def test_the_schema_is_a_valid_schema_with_a_name_of_its_own() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "urn:weighbridge:policy:1"


def test_the_schema_is_the_same_every_time_and_is_plain_data() -> None:
    assert json.loads(json.dumps(policy_schema())) == json.loads(json.dumps(SCHEMA))
    assert json.dumps(policy_schema()) == json.dumps(SCHEMA)


@pytest.mark.parametrize("name", builtin_names())
def test_a_bundled_policy_fits_the_schema(name: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(bundled(name))] == []


GOOD = {
    "a value": gate("{license.spdx: MIT}"),
    "a list": gate("{license.spdx: [MIT, Apache-2.0]}"),
    "a named list": gate("{license.spdx: $names}"),
    "a named list inside a list": gate("{license.spdx: {in: [Apache-2.0, $names]}}"),
    "a set that is empty": gate("{docs.papers: {eq: []}}"),
    "a count": gate("{docs.papers: {count: 0}}"),
    "a count between": gate("{docs.papers: {count: {between: [1, 3]}}}"),
    "several operators": gate("{size.parameters: {gte: 1, lt: 7e9}}"),
    "all words": gate("{all: [{any: [{not: {at_least: {n: 1, of: [{license.spdx: MIT}]}}}]}]}"),
    "a date in quotes": gate('{model.created: {after: "2026-01-01"}}'),
    "a date without": gate("{model.created: {after: 2026-01-01}}"),
    "an open text that the vocabulary of another fact has not": gate("{model.task: anything}"),
    "a score with when": score("when: {model.task: x}, otherwise: 0, flag: {model.task: x}"),
    "a form that is left out beside another": score("curve: null, flag: {model.task: x}"),
    "a when that is left out": score("when: null, flag: {model.task: x}"),
    "a weight as a number": BASE + "weights: {hosting: 10, governance: {value: 3, min: 1, max: 4}}\n",
    "an age by namespace": BASE + "decide: {max_age: {adoption: 3, model.gated: 4}}\n",
    "some members": case("given: {docs.datasets: {members: [a], complete: false}}, expect: {verdict: review}"),
    "a null": case("given: {license.spdx: null}, expect: {rules: {g: unknown}}"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_the_parser_reads_fits(name: str) -> None:
    assert parsed(GOOD[name])
    assert [error.message for error in VALIDATOR.iter_errors(root(GOOD[name]))] == []


BAD = {
    "no version": BASE.removeprefix("weighbridge: 1\n"),
    "another version": BASE.replace("weighbridge: 1", "weighbridge: 2"),
    "unknown key": BASE + "wieghts: {}\n",
    "unknown key of a gate": BASE.replace("title: G", "title: G\n      servity: low"),
    "an id with capitals": BASE.replace("id: g", "id: G"),
    "unknown action": BASE.replace("title: G", "title: G\n      action: stop"),
    "unknown fact": gate("{license.spxd: MIT}"),
    "unknown operator": gate("{size.parameters: {lessthan: 4}}"),
    "an operator that does not suit": gate("{size.parameters: {like: x}}"),
    "a set that is text": gate("{model.tags: a}"),
    "a set that is a list": gate("{model.tags: [a]}"),
    "a word that the vocabulary has not": gate("{license.category: permisive}"),
    "a member that the vocabulary has not": gate("{docs.sections: {has_all: [limits]}}"),
    "a number for text": gate("{license.spdx: 4}"),
    "text for a number": gate("{size.parameters: {lte: many}}"),
    "a number out of bounds": gate("{security.issues: {lte: -1}}"),
    "text for true": gate("{files.pickle_only: 'yes'}"),
    "no date": gate("{model.created: {after: yesterday}}"),
    "no country": gate("{provenance.country: Germany}"),
    "an empty condition": gate("{}"),
    "no condition": gate("MIT"),
    "null for a condition": gate("null"),
    "no operators": gate("{license.spdx: {}}"),
    "an empty list": gate("{license.spdx: []}"),
    "a list for one value": gate("{size.parameters: {lte: [1, 2]}}"),
    "three limits": gate("{size.parameters: {between: [1, 2, 3]}}"),
    "any without conditions": gate("{any: []}"),
    "at_least without n": gate("{at_least: {of: [{license.spdx: MIT}]}}"),
    "a count of a half": gate("{docs.papers: {count: {gte: 0.5}}}"),
    "an operator in a count": gate("{docs.papers: {count: {has: 1}}}"),
    "two forms": score("flag: {model.task: x}, map: {fact: license.spdx, values: {MIT: 1}}"),
    "when without otherwise": score("when: {model.task: x}, flag: {model.task: x}"),
    "otherwise without when": score("otherwise: 1, flag: {model.task: x}"),
    "a curve of text": score("curve: {fact: license.spdx, worst: 0, best: 1}"),
    "steps of a set": score("steps: {fact: model.tags, points: [[0, 0], [1, 1]]}"),
    "one step": score("steps: {fact: size.parameters, points: [[0, 0]]}"),
    "a map of a number": score("map: {fact: size.parameters, values: {a: 1}}"),
    "a map of a word that the vocabulary has not": score("map: {fact: openness.kind, values: {open: 1}}"),
    "a share of text": score("share: {fact: license.spdx, of: [MIT]}"),
    "a share of a member that the vocabulary has not": score("share: {fact: docs.sections, of: [limits]}"),
    "a share of nothing": score("share: {fact: docs.sections, of: []}"),
    "a value above one": score("map: {fact: license.spdx, values: {MIT: 2}}"),
    "a question that is none": BASE + "weights: {price: 3}\n",
    "an age of what does not age": BASE + "decide: {max_age: {files: 3}}\n",
    "a list in a list": BASE.replace("[MIT]", "[$other]"),
    "a test that gives an unknown fact": case("given: {a.b: 1}, expect: {verdict: fit}"),
    "a test that gives a wrong value": case("given: {files.pickle_only: 3}, expect: {verdict: fit}"),
    "a test that expects nothing": case("given: {}, expect: {}"),
    "an unknown verdict": case("given: {}, expect: {verdict: good}"),
    "a country in small letters": BASE + "context: {user_countries: [de]}\n",
}


@pytest.mark.parametrize("name", BAD)
def test_what_the_schema_refuses_the_parser_refuses_too(name: str) -> None:
    assert not VALIDATOR.is_valid(root(BAD[name]))
    assert not parsed(BAD[name])


def test_every_fact_is_there_with_its_question_and_its_operators() -> None:
    for fact in FACTS.values():
        written = CONDITION["properties"][fact.id]
        assert written["description"].startswith(fact.question)
        assert ("Known only where it is given." in written["description"]) == fact.awaited
        kind = SCHEMA["$defs"][written["$ref"].removeprefix("#/$defs/")]
        mapping = kind if fact.type is FactType.SET else kind["anyOf"][-1]
        assert list(mapping["properties"]) == suitable(fact)
    assert set(CONDITION["properties"]) == {*FACTS, "all", "any", "not", "at_least"}
    assert set(SCHEMA["$defs"]["given"]["properties"]) == set(FACTS)


def test_every_operator_says_what_it_takes() -> None:
    assert list(OPERANDS) == list(OPERATORS)


@pytest.mark.parametrize("condition", ["{own.german_qa: {gte: 0.5}}", "{own.lists: {has_any: [a]}}", "{own.vendor: x}"])
def test_facts_of_ones_own_take_any_operator(condition: str) -> None:
    assert VALIDATOR.is_valid(root(gate(condition)))


@pytest.mark.parametrize("condition", ["{own.german_qa: {roughly: 0.5}}", "{own.German: 1}", "{own.vendor: {}}"])
def test_facts_of_ones_own_have_names_and_operators_as_others_have(condition: str) -> None:
    assert not VALIDATOR.is_valid(root(gate(condition)))


LOGIC = ("if", "then", "oneOf")
"""Parts of a schema that say more about keys which are described elsewhere."""


def objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every part of a schema that has properties, with its place."""
    match schema:
        case list():
            for index, part in enumerate(schema):
                yield from objects(part, f"{path}[{index}]")
        case dict():
            if isinstance(schema.get("properties"), dict):
                yield path, schema
            for key, part in schema.items():
                if key not in LOGIC:
                    yield from objects(part, f"{path}.{key}")


def test_every_property_has_a_description_and_every_object_is_closed() -> None:
    found = dict(objects(SCHEMA))
    assert len(found) > 50
    bare = [
        f"{path}.{key}"
        for path, part in found.items()
        for key, one in part["properties"].items()
        if "description" not in one
    ]
    assert bare == []
    assert [path for path, part in found.items() if part.get("additionalProperties") is not False] == []


def test_no_pattern_has_what_javascript_cannot_read() -> None:
    text = json.dumps(SCHEMA)
    assert not [word for word in (r"\\z", r"\\A", "(?P", "(?i") if word in text]


def test_every_reference_leads_somewhere_and_nothing_is_left_over() -> None:
    text = json.dumps(SCHEMA)
    assert [name for name in SCHEMA["$defs"] if f'"#/$defs/{name}"' not in text] == []
    assert text.count('"$ref": ') == sum(text.count(f'"$ref": "#/$defs/{name}"') for name in SCHEMA["$defs"])


WORDS = st.sampled_from(
    ["MIT", "permissive", "DE", "a", "", " ", "$names", "$none", "2026-01-01", "open-weight", "bias"]
)
ENTRIES = st.one_of(WORDS, st.integers(-2, 3), st.floats(-2, 3), st.booleans(), st.none())
OPERAND = st.one_of(ENTRIES, st.lists(ENTRIES, max_size=3))
COUNTS = st.dictionaries(st.sampled_from(["eq", "gte", "lt", "between", "has"]), OPERAND, max_size=2)
COMPARISONS = st.one_of(
    OPERAND, st.dictionaries(st.sampled_from(list(OPERATORS)), st.one_of(OPERAND, COUNTS), max_size=2)
)
CONDITIONS = st.recursive(
    st.dictionaries(st.sampled_from(sorted(FACTS)), COMPARISONS, max_size=2),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"not": inner}),
        st.dictionaries(st.sampled_from(["all", "any"]), st.lists(inner, max_size=2), max_size=2),
        st.fixed_dictionaries(
            {"at_least": st.fixed_dictionaries({"n": st.integers(0, 2), "of": st.lists(inner, max_size=2)})}
        ),
    ),
    max_leaves=4,
)


def assert_no_stricter(document: object) -> None:
    """Assert that the schema takes `document` if the parser does; JSON is YAML, so it need not be written out as YAML."""
    if parsed(json.dumps(document)):
        assert [error.message for error in VALIDATOR.iter_errors(document)] == []


@given(st.sampled_from(sorted(FACTS)), st.data())
@settings(deadline=None, max_examples=200)
def test_a_comparison_that_the_parser_reads_fits(name: str, data: st.DataObject) -> None:
    document = root(BASE)
    operator = data.draw(st.sampled_from(suitable(FACTS[name])))
    values = st.sampled_from(FACTS[name].members) if FACTS[name].members else ENTRIES
    operand = data.draw(st.one_of(values, st.lists(st.one_of(values, WORDS), max_size=3), COUNTS))
    document["governance"]["gates"][0]["require"] = {name: data.draw(st.sampled_from([operand, {operator: operand}]))}
    assert_no_stricter(document)


@given(CONDITIONS)
@example({"docs.papers": {"count": {"eq": 1}}})
@settings(deadline=None, max_examples=200)
def test_a_condition_that_the_parser_reads_fits(condition: object) -> None:
    document = root(BASE)
    document["governance"]["gates"][0]["require"] = condition
    assert_no_stricter(document)


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value of a document."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, key)
        yield from places(value, (*path, key))


POLICIES = {name: bundled(name) for name in builtin_names()}
PLACES = {name: list(places(document)) for name, document in POLICIES.items()}


@given(st.sampled_from(sorted(POLICIES)), st.data())
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_a_changed_bundled_policy_that_the_parser_reads_fits(name: str, data: st.DataObject) -> None:
    document = deepcopy(POLICIES[name])
    *above, last = data.draw(st.sampled_from(PLACES[name]))
    around: Any = document
    for step in above:
        around = around[step]
    match data.draw(st.sampled_from(["drop", "change", "condition"])):
        case "drop":
            del around[last]
        case "change":
            around[last] = data.draw(OPERAND)
        case _:
            around[last] = data.draw(CONDITIONS)
    assert_no_stricter(document)
