"""The components of the Model Openness Framework are ours by id, the framework's by class, and shown by facts that exist."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from weighbridge.facts import FACTS, FactType
from weighbridge.facts.dictionary import COMPONENTS
from weighbridge.knowledge.files import knowledge_file
from weighbridge.knowledge.openness import CLASSES, Component, Sign, components, required_for

DATA = os.environ.get("WEIGHBRIDGE_DATA")
every_component = pytest.mark.parametrize("one", components().values(), ids=components())


def test_the_components_are_those_of_the_dictionary() -> None:
    assert tuple(components()) == COMPONENTS
    assert set(CLASSES) | {"none"} == set(FACTS["openness.class"].members)


def test_each_class_asks_for_what_the_framework_asks() -> None:
    assert {name: [one.id for one in required_for(name)] for name in CLASSES} == {
        "III": [
            "architecture",
            "data-card",
            "evaluation-results",
            "model-card",
            "parameters-final",
            "technical-report",
        ],
        "II": ["evaluation-code", "evaluation-data", "inference-code", "training-code"],
        "I": ["datasets", "parameters-intermediate", "preprocessing-code", "research-paper"],
    }
    assert [one.id for one in components().values() if not one.required] == [
        *("metadata", "sample-outputs", "supporting-libraries")
    ]
    assert {one.id: one.instead for one in components().values() if one.instead} == {
        "technical-report": "research-paper"
    }


@pytest.mark.skipif(not DATA, reason="WEIGHBRIDGE_DATA names no data folder with the framework's settings")
def test_name_class_content_and_whether_it_is_required_are_those_of_the_settings() -> None:
    settings = yaml.safe_load((Path(str(DATA)) / "openness" / "mof.settings.yml").read_text(encoding="utf-8"))
    theirs = {
        one["name"]: (CLASSES[3 - one["class"]], one["content_type"], one["required"]) for one in settings["components"]
    }
    assert {one.name: (one.lowest_class, one.content, one.required) for one in components().values()} == theirs


@every_component
def test_a_component_says_what_it_is_and_why_these_facts_show_it(one: Component) -> None:
    entry = knowledge_file("openness")["components"][one.id]
    known = {"name", "class", "content", "required", "license", "what", "shown_by", "because"}
    assert known <= set(entry) <= known | {"instead"}
    assert entry["what"]
    assert entry["because"]
    assert one.content in ("code", "data", "document")


@every_component
def test_a_clue_compares_a_fact_as_its_type_allows(one: Component) -> None:
    entry = knowledge_file("openness")["components"][one.id]
    assert all(len(clue.keys() - {"fact", "there"}) == 1 for clue in entry["shown_by"])
    for clue in one.clues:
        fact = FACTS[clue.fact]
        match clue.sign:
            case Sign.IS:
                assert clue.value in fact.members or (fact.type is FactType.BOOL and isinstance(clue.value, bool))
            case Sign.IS_NOT:
                assert fact.narrowed
                assert clue.value in fact.members
            case Sign.HAS:
                assert fact.closed
                assert clue.value in fact.members
            case Sign.AT_LEAST:
                assert fact.type in (FactType.SET, FactType.INTEGER)
                assert not fact.closed
                assert clue.value == 1


def test_the_dictionary_says_from_which_facts_components_follow() -> None:
    shown_by = {clue.fact for one in components().values() for clue in one.clues}
    assert set(FACTS["openness.components"].inputs) == shown_by
