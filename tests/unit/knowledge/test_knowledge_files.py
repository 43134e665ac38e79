"""The knowledge files agree with themselves, with each other and with the dictionary."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
import yaml

from weighbridge import knowledge
from weighbridge.facts import FACTS
from weighbridge.facts.countries import COUNTRIES
from weighbridge.knowledge.blocs import bloc_members, blocs
from weighbridge.knowledge.engines import (
    engines_as_of,
    families_by_architecture,
    families_by_model_type,
    self_contained_families,
)
from weighbridge.knowledge.files import knowledge_file
from weighbridge.knowledge.publishers import Publisher, is_own_family, publishers, publishers_as_of
from weighbridge.strict.plain import plain

NAMES = sorted(path.stem for path in Path(knowledge.__file__).parent.glob("*.yaml"))
COUNTRY = re.compile(r"[A-Z]{2}\Z")
NOT_COUNTRIES = {"EU", "UK", "XX", "ZZ", "AA"}
every_publisher = pytest.mark.parametrize("publisher", publishers().values(), ids=publishers())


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_a_version_a_day_and_sources(name: str) -> None:
    content = knowledge_file(name)
    assert content["version"] == 1
    assert type(content["as_of"]) is date
    assert content["as_of"] <= date.today()
    assert content["sources"]


class _NoDuplicates(yaml.SafeLoader):
    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_nothing_twice(name: str) -> None:
    text = (Path(knowledge.__file__).parent / f"{name}.yaml").read_bytes()
    assert yaml.load(text, Loader=_NoDuplicates) == knowledge_file(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_of_a_file_is_harmless(name: str) -> None:
    todo, found = [knowledge_file(name)], []
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            todo += [*item, *item.values()]
        elif isinstance(item, list):
            todo += item
        elif isinstance(item, str) and plain(item, 2000) != item:
            found.append(item)
    assert found == []


def test_the_files_are_known_here() -> None:
    assert NAMES == ["blocs", "engines", "openness", "publishers"]


@every_publisher
def test_a_publisher_sits_in_a_country_or_says_why_not(publisher: Publisher) -> None:
    if publisher.country is None:
        assert publisher.reason
    else:
        assert COUNTRY.match(publisher.country)
        assert publisher.country not in NOT_COUNTRIES
    assert publisher.kind in (None, *FACTS["provenance.kind"].members)
    assert publisher.kind is not None or publisher.reason
    assert publisher.trains_own in (True, False, None)
    assert isinstance(publisher.verified, bool)
    assert publisher.name.strip() == publisher.name != ""


@every_publisher
def test_family_words_are_small_and_belong_to_who_trains(publisher: Publisher) -> None:
    assert len(set(publisher.families)) == len(publisher.families)
    for word in publisher.families:
        assert word == word.lower().strip() != ""
        assert len(word) > 1
    if publisher.trains_own is False:
        assert publisher.families == ()


@every_publisher
def test_the_organisation_of_a_publisher_is_a_publisher(publisher: Publisher) -> None:
    assert publisher.organisation in publishers()
    assert publishers()[publisher.organisation].organisation == publisher.organisation


@every_publisher
def test_a_publisher_that_no_table_holds_has_no_country(publisher: Publisher) -> None:
    entry = knowledge_file("publishers")["publishers"][publisher.namespace]
    assert set(entry["sources"]) <= set(knowledge_file("publishers")["sources"])
    assert entry["sources"] or publisher.country is None
    assert set(entry) <= {
        *("name", "country", "bloc", "kind", "trains_own", "families", "same_as", "sources", "verified", "reason")
    }
    assert publisher.bloc in (None, "EU")


def test_a_family_word_is_owned_once() -> None:
    owners = defaultdict(set)
    for publisher in publishers().values():
        for word in publisher.families:
            owners[word].add(publisher.organisation)
    assert {word: sorted(names) for word, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("publisher", "name", "own"),
    [
        ("Qwen", "Qwen3-8B", True),
        ("Qwen", "QWEN3-8B", True),
        ("Qwen", "Llama-Qwen-8B", False),
        ("Qwen", "something", False),
        ("nobody", "Qwen3-8B", False),
        ("deepseek-ai", "DeepSeek-R1-Distill-Qwen-7B", False),
        ("deepseek-ai", "DeepSeek-V3", True),
        ("01-ai", "Yi-6B", True),
        ("01-ai", "tiny-6B", False),
        ("meta-llama", "Llama-3.1-8B", True),
        ("mistralai", "Mistral-7B-v0.1", True),
    ],
)
def test_a_name_tells_whether_a_model_is_of_its_publishers_own_family(publisher: str, name: str, own: bool) -> None:
    assert is_own_family(publisher, name) is own


FAMILIES = knowledge_file("engines")["families"]


@pytest.mark.parametrize("table", [families_by_architecture(), families_by_model_type()], ids=["class", "type"])
def test_every_engine_family_that_is_listed_exists(table) -> None:
    assert {family for families in table.values() for family in families} <= set(FAMILIES)
    assert [name for name, families in table.items() if not families or len(set(families)) != len(families)] == []


def test_every_engine_family_says_whether_it_brings_everything_itself() -> None:
    assert {name: entry["self_contained"] for name, entry in FAMILIES.items()} == {
        name: name in self_contained_families() for name in FAMILIES
    }
    assert self_contained_families()


def test_model_types_are_written_small() -> None:
    assert [name for name in families_by_model_type() if name != name.lower()] == []


def test_well_known_architectures_run_on_the_engines_that_everybody_knows() -> None:
    assert {"transformers", "vllm", "ggml"} <= set(families_by_architecture()["LlamaForCausalLM"])


def test_the_european_union_has_27_members() -> None:
    members = [country for country, bloc in blocs().items() if bloc == "EU"]
    assert len(members) == 27
    assert {"DE", "FR", "IE", "HR"} <= set(members)
    assert not {"GB", "NO", "CH", "UK"} & set(members)
    assert [country for country in blocs() if not COUNTRY.match(country)] == []
    assert set(blocs().values()) <= {"EU"}


PARTS = ["AX", "GF", "GP", "MF", "MQ", "RE", "YT"]


def test_parts_of_the_union_with_codes_of_their_own_are_inside_it() -> None:
    members = bloc_members("EU")
    assert members == sorted({country for country, bloc in blocs().items() if bloc == "EU"} | set(PARTS))
    assert len(members) == 27 + len(PARTS)
    assert not {"GB", "NO", "CH", "IS", "LI", "GL", "FO", "NC", "PF", "PM", "BL", "WF", "AW", "CW", "SX"} & set(members)


def test_a_part_of_a_member_is_a_country_and_no_member() -> None:
    parts = knowledge_file("blocs")["parts"]
    assert parts == {"EU": PARTS}
    assert set(PARTS) <= COUNTRIES
    assert not set(PARTS) & set(blocs())


@pytest.mark.parametrize("word", ["DE", "RE", "eu", "UK", ""])
def test_what_is_no_bloc_has_no_members(word: str) -> None:
    assert bloc_members(word) == []


def test_a_country_stands_in_one_bloc() -> None:
    listed = [country for countries in knowledge_file("blocs")["blocs"].values() for country in countries]
    assert len(listed) == len(set(listed))


def test_the_days_of_review_are_dates() -> None:
    for day in (publishers_as_of(), engines_as_of()):
        assert type(day) is date
