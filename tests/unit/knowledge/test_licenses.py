"""The licence files: complete, at odds nowhere, compiled as they stand, and found by every word that means them."""

from __future__ import annotations

import copy
import csv
import os
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from tools import licenses as tool
from tools.licenses import complaints

from weighbridge.buyer.context import Use
from weighbridge.enrich.circumstances import Circumstances
from weighbridge.enrich.expression_answers import answers_of
from weighbridge.facts import FACTS
from weighbridge.facts.dictionary import OBLIGATIONS, PERMISSIONS
from weighbridge.knowledge.licenses import (
    DECIDING,
    TERMS,
    License,
    Resolved,
    compiling,
    knowledge_as_of,
    license_of,
    licenses,
    meant,
    named,
    nearest_id,
    table,
    tagged,
    tags,
    words,
)
from weighbridge.knowledge.licenses.clauses import FLAGS, Clause, Derivatives, Verified, clause_from, place
from weighbridge.knowledge.licenses.compiling import COMPILED, FOLDER, compiled, source_files, written
from weighbridge.knowledge.licenses.marks import modified
from weighbridge.knowledge.licenses.whens import BANNED_FIELDS, MEASURES, WHENS, when_text
from weighbridge.policy.spdx import is_expression
from weighbridge.strict.plain import plain

DATA = os.environ.get("WEIGHBRIDGE_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="WEIGHBRIDGE_DATA names no data folder with licence tables")
every_license = pytest.mark.parametrize("license_", licenses().values(), ids=licenses())
every_file = pytest.mark.parametrize("path", source_files(), ids=lambda path: path.stem)

FAMILY_TAGS = {
    "bsd": "a family of licences; the texts with two, three and four clauses differ",
    "cc": "a family of licences; the variant may bar commercial use or changes",
    "gfdl": "a family of licences; the version and the invariant sections are not stated",
    "gpl": "a family of licences; the version is not stated",
    "lgpl": "a family of licences; the version is not stated",
    "openrail": "a family of licences and not one text",
    "other": "a licence outside the Hub's list; license_name and the licence file must be read",
    "unknown": "the publisher states that the licence is not known",
}
STARTS = {
    "bsd": ("BSD-",),
    "cc": ("CC-", "CC0-"),
    "gfdl": ("GFDL-",),
    "gpl": ("GPL-",),
    "lgpl": ("LGPL-", "LGPLLR"),
    "openrail": (
        "LicenseRef-openrail",
        "LicenseRef-scancode-bigcode-open-rail",
        "LicenseRef-scancode-bigscience-",
        "LicenseRef-scancode-stable-diffusion-",
    ),
}
"""How the ids of the licences of a family begin."""
OWN_NAME = "a name of the publisher's own; its text must be read"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one table of the data folder."""
    with (Path(DATA or "") / "licenses" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The files.


def test_the_files_have_no_complaints() -> None:
    assert complaints(compiled()) == []


def test_the_compiled_table_is_what_the_files_say() -> None:
    assert COMPILED.read_text(encoding="utf-8") == written(compiled())


class _NoDuplicates(yaml.SafeLoader):
    def construct_mapping(self, node, deep=False):
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)
        return super().construct_mapping(node, deep)


@every_file
def test_no_key_stands_twice_in_a_file(path: Path) -> None:
    assert yaml.load(path.read_bytes(), Loader=_NoDuplicates) == yaml.safe_load(path.read_bytes())


@every_file
def test_every_text_of_a_file_is_harmless_and_one_line(path: Path) -> None:
    todo, found = [yaml.safe_load(path.read_bytes())], []
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            todo += [*item, *item.values()]
        elif isinstance(item, list):
            todo += item
        elif isinstance(item, str) and plain(item, 2000) != item:
            found.append(item)
    assert found == []


def test_no_licence_stands_in_two_files() -> None:
    owners = defaultdict(list)
    for path in source_files():
        for id_ in yaml.safe_load(path.read_bytes()).get("licenses", {}):
            owners[id_].append(path.name)
    assert {id_: names for id_, names in owners.items() if len(names) > 1} == {}
    assert set(owners) == set(licenses())


def test_a_clause_that_depends_on_something_is_an_obligation_since_only_those_are_asked_when() -> None:
    found = []
    for id_, one in licenses().items():
        if one.terms is not None:
            found += [
                (id_, name) for name, clause in (*one.terms.permits.items(), *one.terms.terms.items()) if clause.when
            ]
    assert found == []


def test_no_condition_is_an_empty_list_since_that_would_never_hold() -> None:
    whens = [
        (id_, when)
        for id_, one in licenses().items()
        if one.terms is not None
        for when in (
            *(limit.when for limit in one.terms.limits),
            *(when for clause in one.terms.obligations.values() for when in clause.when),
        )
    ]
    assert whens
    assert [(id_, when) for id_, when in whens if not when or any(value == [] for value in when.values())] == []


def test_versions_are_texts_and_no_versions_of_others() -> None:
    found = {one.id: one.versions for one in licenses().values() if one.versions}
    assert found
    assert {id_: [licenses()[name].terms is None for name in names] for id_, names in found.items()} == {
        id_: [False] * len(names) for id_, names in found.items()
    }


@every_license
def test_a_licence_has_an_expression_a_name_a_source_and_a_day(license_: License) -> None:
    assert is_expression(license_.id)
    assert license_.name.strip() == license_.name != ""
    assert license_.source.strip() == license_.source != ""
    assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", license_.dated or "2026")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", license_.as_of)
    assert license_.category in (None, *FACTS["license.category"].members)
    assert license_.osi_approved in (True, False)
    assert (license_.terms is None) == bool(license_.versions)
    if license_.category is None:
        assert license_.verified not in DECIDING


def test_no_two_licences_have_one_name_since_messages_name_them_so() -> None:
    assert [name for name, count in Counter(one.name for one in licenses().values()).items() if count > 1] == []


def test_no_word_means_two_licences_whether_as_id_tag_name_or_spelling() -> None:
    meanings = defaultdict(set)
    for one in licenses().values():
        for word in (one.id, *one.tags, *one.names, *one.also):
            meanings[word.lower()].add(one.id)
    unresolved = compiled()["unresolved"]
    for word in (*unresolved["tags"], *unresolved["names"]):
        meanings[word].add(None)
    # One id and tag stands for another licence, too, where people write it as a name.
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {"bsl-1.0": {"BSL-1.0", None}}
    assert not set(unresolved["tags"]) & set(unresolved["names"])


def test_the_day_of_the_knowledge_is_that_of_the_newest_file() -> None:
    days = [yaml.safe_load(path.read_bytes())["as_of"].isoformat() for path in source_files()]
    assert knowledge_as_of() == max(days)


def test_the_table_is_a_mapping_that_knows_ids_alone() -> None:
    assert len(licenses()) == len(list(licenses())) == len(compiled()["licenses"])
    assert licenses()["MIT"].name == "MIT License"
    assert "mit" not in licenses()
    assert "GPL-3.0" not in licenses()
    with pytest.raises(KeyError, match=r"^'GPL-3\.0'$"):
        licenses()["GPL-3.0"]


# The loader.


CACHES = (
    *(table._table, table._by_tag, table._names, table._spellings),
    *(table.license_of, table.tagged, table.named),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a copy of the folder that the loader reads, with nothing cached before or after."""
    target = tmp_path / "licenses"
    shutil.copytree(FOLDER, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(compiling, "FOLDER", target)
    monkeypatch.setattr(table, "COMPILED", target / "compiled.json")
    for cache in CACHES:
        cache.cache_clear()
    yield target
    for cache in CACHES:
        cache.cache_clear()


def rename_apache(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("name: Apache License 2.0") == 1
    path.write_text(text.replace("name: Apache License 2.0", "name: Another Name"), encoding="utf-8")


def test_the_compiled_table_is_read_where_no_file_was_changed(folder: Path) -> None:
    text = (folder / "compiled.json").read_text(encoding="utf-8")
    (folder / "compiled.json").write_text(text.replace('"Apache License 2.0"', '"From The Table"'), encoding="utf-8")
    assert license_of("Apache-2.0").name == "From The Table"


def test_the_files_are_read_where_one_was_changed_since(folder: Path) -> None:
    rename_apache(folder / "apache.yaml")
    assert license_of("Apache-2.0").name == "Another Name"
    assert license_of("MIT").name == "MIT License"


def test_the_files_are_read_where_one_was_added_or_taken_away(folder: Path) -> None:
    text = (folder / "compiled.json").read_text(encoding="utf-8")
    (folder / "compiled.json").write_text(text.replace('"MIT License"', '"From The Table"'), encoding="utf-8")
    (folder / "apache.yaml").unlink()
    assert license_of("Apache-2.0") is None
    assert tagged("apache-2.0") == Resolved(None, "not one of the Hub's licence tags")
    assert license_of("MIT").name == "MIT License"


def test_the_files_are_read_where_nothing_was_compiled(folder: Path) -> None:
    (folder / "compiled.json").unlink()
    rename_apache(folder / "apache.yaml")
    assert license_of("Apache-2.0").name == "Another Name"
    assert len(licenses()) == len(compiled()["licenses"])


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"no json", b"\xff\xfe", b'{"files": {}, "licenses"', b"\x00" * 100, None],
    ids=["empty", "begun", "words", "bytes", "cut off", "zeros", "half"],
)
def test_the_files_are_read_where_the_compiled_table_is_corrupt(folder: Path, content: bytes | None) -> None:
    target = folder / "compiled.json"
    whole = target.read_bytes()
    target.write_bytes(whole[: len(whole) // 2] if content is None else content)
    rename_apache(folder / "apache.yaml")
    assert (license_of("Apache-2.0").name, license_of("MIT").name) == ("Another Name", "MIT License")
    assert len(licenses()) == len(compiled()["licenses"])
    assert tagged("apache-2.0") == Resolved("Apache-2.0", None)


@pytest.mark.parametrize("content", ["{}", "[]", "null", "3"])
def test_the_files_are_read_where_the_compiled_table_is_json_of_another_shape(folder: Path, content: str) -> None:
    (folder / "compiled.json").write_text(content, encoding="utf-8")
    assert license_of("Apache-2.0").name == "Apache License 2.0"


def test_the_files_and_the_compiled_table_answer_alike(folder: Path) -> None:
    def answers() -> dict[str, License]:
        for cache in CACHES:
            cache.cache_clear()
        return dict(licenses())

    from_table = answers()
    (folder / "compiled.json").unlink()
    assert answers() == from_table


def test_a_licence_that_is_like_another_has_its_clauses_but_those_that_it_states_itself(folder: Path) -> None:
    for path in folder.glob("*.yaml"):
        path.unlink()
    (folder / "a.yaml").write_text(
        """\
family: A
as_of: 2026-01-02
licenses:
  First:
    permits: {use: true, host: true}
    limits: [{when: {commercial: true}, withholds: all, note: n}]
    obligations: {notice: true}
    terms: {irrevocable: true}
  Second:
    like: First
    permits: {host: false}
  Third:
    like: Second
    limits: []
    terms: {irrevocable: {value: false, section: "2"}}
""",
        encoding="utf-8",
    )
    (folder / "unresolved.yaml").write_text("as_of: 2026-01-01\ntags: {x: {reason: y}}\nnames: {}\n", encoding="utf-8")
    limits = [{"when": {"commercial": True}, "withholds": "all", "note": "n"}]
    origin = {"family": "A", "as_of": "2026-01-02", "file": "a.yaml"}
    found = compiled()
    assert (found["as_of"], found["unresolved"]) == ("2026-01-02", {"tags": {"x": {"reason": "y"}}, "names": {}})
    assert set(found["files"]) == {"a.yaml", "unresolved.yaml"}
    assert found["licenses"] == {
        "First": {
            **origin,
            "permits": {"use": True, "host": True},
            "limits": limits,
            "obligations": {"notice": True},
            "terms": {"irrevocable": True},
        },
        "Second": {
            **origin,
            "permits": {"use": True, "host": False},
            "limits": limits,
            "obligations": {"notice": True},
            "terms": {"irrevocable": True},
        },
        "Third": {
            **origin,
            "permits": {"use": True, "host": False},
            "limits": [],
            "obligations": {"notice": True},
            "terms": {"irrevocable": {"value": False, "section": "2"}},
        },
    }


# What a complaint says.

X = "x.yaml: LicenseRef-x: "
MIT_TEXT = licenses()["MIT"].texts[0]


def made_up() -> dict[str, Any]:
    """Return a table of one licence in which nothing is wrong."""
    one = {
        "name": "X",
        "family": "F",
        "file": "x.yaml",
        "as_of": "2026-11-23",
        "dated": "2026-01-01",
        "hub": {"tags": ["x"], "names": ["x-license"]},
        "also": ["X-1.0"],
        "category": "permissive",
        "osi_approved": False,
        "verified": "full-text",
        "source": "nowhere",
        "permits": dict.fromkeys(PERMISSIONS, True),
        "limits": [],
        "obligations": dict.fromkeys(OBLIGATIONS, False),
        "terms": {
            **dict.fromkeys(TERMS),
            **dict.fromkeys(FLAGS, False),
            **{"unilateral_change": "nothing", "banned_fields": [], "derivatives": "any"},
        },
    }
    return {"licenses": {"LicenseRef-x": one}, "unresolved": {"tags": {"nope": {}}, "names": {"never": {}}}}


def limit(**changed: Any) -> dict[str, Any]:
    return {"when": {"commercial": True}, "withholds": ["use"], "note": "n", "section": "1"} | changed


def limited(*limits: Any) -> dict[str, Any]:
    """Return what to change for a licence with limits, in which nothing else is wrong."""
    return {"category": "use-restricted", "limits": list(limits)}


def on(when: Any) -> dict[str, Any]:
    return limited(limit(when=when))


def test_a_made_up_table_without_faults_has_no_complaints() -> None:
    assert complaints(made_up()) == []
    full = limited(
        limit(),
        limit(when={"countries": ["EU", "GB"], "use": ["internal"]}, withholds="all", section=None),
        limit(when={"seat": ["EU", "RE"], "multimodal": True}, verified="secondary"),
    )
    found = made_up()
    found["licenses"]["LicenseRef-x"] |= full
    assert complaints(found) == []


WITHOUT = object()
NEEDED = (
    *("category", "dated", "hub", "limits", "name", "obligations"),
    *("osi_approved", "permits", "source", "terms", "verified"),
)
LEVELS = "is none of full-text, partial, secondary, none"
LIST = "must be a list with something in it"
SECTIONS = ("permits", "limits", "obligations", "terms")
FAULTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a field that is none": ({"licence": 1}, ["unknown field licence"]),
    **{f"no {name}": ({name: WITHOUT}, [f"{name} is missing"]) for name in NEEDED},
    # What is missing stops the checks of the entry: one has to state it first.
    "several that are missing": (
        {"verified": WITHOUT, "limits": WITHOUT, "category": "free", "hub": WITHOUT, "permits.use": "yes"},
        ["hub is missing", "limits is missing", "verified is missing"],
    ),
    "a field that is none beside one that is missing": (
        {"licence": 1, "terms": WITHOUT},
        ["unknown field licence", "terms is missing"],
    ),
    "versions and no category": (
        {"versions": ["LicenseRef-y"], "category": WITHOUT},
        ["category is missing"],
    ),
    "a category that is none": ({"category": "free"}, ["category free is none"]),
    "a level that is none": (
        {"verified": "read"},
        [f"verified: read {LEVELS}"],
    ),
    "no level": ({"verified": None}, [f"verified: None {LEVELS}"]),
    "an approval that is no truth": (
        {"osi_approved": "no"},
        ["osi_approved: no must be true, false or null"],
    ),
    "no tags": ({"hub": {"names": []}}, ["hub.tags must be a list of words"]),
    "names that are no list": ({"hub": {"tags": [], "names": "x"}}, ["hub.names must be a list of words"]),
    "no hub": ({"hub": None}, ["hub.tags must be a list of words", "hub.names must be a list of words"]),
    "a text without a fingerprint": (
        {"texts": ["abcdef0123456789" * 4]},
        ["text abcdef012345 is not one of its fingerprints"],
    ),
    "a text of another licence": (
        {"texts": [MIT_TEXT]},
        [f"text {MIT_TEXT[:12]} is not one of its fingerprints"],
    ),
    "a date without quotes": ({"dated": 2026}, ["dated must stand in quotes"]),
    "a version without an entry": ({"versions": ["LicenseRef-y"]}, ["version LicenseRef-y has no entry"]),
    "a version of itself": (
        {"versions": ["LicenseRef-x"]},
        ["version LicenseRef-x stands for several texts itself"],
    ),
    "versions without clauses": (
        {"versions": ["LicenseRef-y"], "osi_approved": "no", **dict.fromkeys(SECTIONS, WITHOUT)},
        ["osi_approved: no must be true, false or null", "version LicenseRef-y has no entry"],
    ),
    "no answer on a permission": ({"permits.host": WITHOUT}, ["permits.host is missing"]),
    "a permission that is none": ({"permits.sell": True}, ["permits.sell is unknown"]),
    "no answer on an obligation": ({"obligations.report": WITHOUT}, ["obligations.report is missing"]),
    "an obligation that is none": ({"obligations.pay": True}, ["obligations.pay is unknown"]),
    "no answer on a term": ({"terms.patent": WITHOUT}, ["terms.patent is missing"]),
    "a term that is none": ({"terms.venue": None}, ["terms.venue is unknown"]),
    "limits that are no list": ({"limits": None}, ["limits must be a list"]),
    "a field of a clause that is none": (
        {"permits.use": {"value": True, "remark": "n"}},
        ["permits.use: unknown field remark"],
    ),
    "a clause without a value": ({"permits.use": {"note": "n"}}, ["permits.use: value is missing"]),
    "a level of a clause that is none": (
        {"permits.use": {"value": True, "verified": "sure"}},
        [f"permits.use: verified: sure {LEVELS}"],
    ),
    "a condition on a permission": (
        {"permits.use": {"value": True, "when": {"commercial": True}}},
        ["permits.use: when belongs to obligations; here it is a limit"],
    ),
    "a condition on a term": (
        {"terms.irrevocable": {"value": False, "when": {"commercial": True}}},
        ["terms.irrevocable: when belongs to obligations; here it is a limit"],
    ),
    "a condition on a permission that is unknown too": (
        {"permits.use": {"value": True, "when": {"users_above": 1}}},
        ["permits.use: when belongs to obligations; here it is a limit", "permits.use: when: unknown users_above"],
    ),
    "conditions of an obligation, one of them unknown": (
        {"obligations.report": {"value": True, "when": [{"commercial": True}, {"seat": []}]}},
        [f"obligations.report: when: seat {LIST}"],
    ),
    "a section without quotes": (
        {"permits.use": {"value": True, "section": 2}},
        ["permits.use: section must be text, in quotes"],
    ),
    "a note without quotes": (
        {"terms.patent": {"value": None, "note": 2}},
        ["terms.patent: note must be text, in quotes"],
    ),
    "a permission that is no truth": ({"permits.host": "yes"}, ["permits.host: yes must be true, false or null"]),
    "an obligation that is no truth": (
        {"obligations.notice": 1},
        ["obligations.notice: 1 must be true, false or null"],
    ),
    "a flag that is no truth": (
        {"terms.irrevocable": {"value": "never"}},
        ["terms.irrevocable: never must be true, false or null"],
    ),
    "banned fields that are no list": ({"terms.banned_fields": "military"}, ["terms.banned_fields: must be a list"]),
    "a banned field outside the vocabulary": (
        {"terms.banned_fields": ["military", "war"]},
        ["terms.banned_fields: war is not in the vocabulary"],
    ),
    "a banned field that stands twice": (
        {"terms.banned_fields": ["military", "fraud", "military"]},
        ["terms.banned_fields: military stands there twice"],
    ),
    "a change that is none": (
        {"terms.unilateral_change": "all"},
        ["terms.unilateral_change: all is none of nothing, use-policy, license"],
    ),
    "terms of changed copies that are none": (
        {"category": "use-restricted", "terms.derivatives": "free"},
        ["terms.derivatives: free is none of any, gate, restrictions, same, non-commercial, none"],
    ),
    "a term for people that is no text": ({"terms.patent": True}, ["terms.patent: True must be text"]),
    "a licence that is compatible on a condition, without an entry": (
        {"terms.derivatives": {"value": "any", "conditional": ["LicenseRef-x", "LicenseRef-y"]}},
        ["terms.derivatives: conditional LicenseRef-y has no entry"],
    ),
    "a compatible licence without an entry": (
        {"terms.derivatives": {"value": "any", "compatible": ["LicenseRef-x", "LicenseRef-y"]}},
        ["terms.derivatives: compatible LicenseRef-y has no entry"],
    ),
    "a condition of an obligation that is no mapping": (
        {"obligations.report": {"value": True, "when": ["commercial"]}},
        ["obligations.report: when commercial must be a mapping"],
    ),
    "a condition of an obligation that is unknown": (
        {"obligations.report": {"value": True, "when": {"users_above": 1}}},
        ["obligations.report: when: unknown users_above"],
    ),
    "a field of a limit that is none": (limited(limit(remark="n")), ["limits[0]: unknown field remark"]),
    "a limit without a note": (limited(limit(), limit(note="")), ["limits[1]: note is missing"]),
    "a limit that is no mapping": (limited(limit(), "all"), ["limits[1]: all must be a mapping"]),
    "a level of a limit that is none": (
        limited(limit(verified="sure")),
        [f"limits[0]: verified: sure {LEVELS}"],
    ),
    "a section of a limit without quotes": (
        limited(limit(section=4)),
        ["limits[0]: section must be text, in quotes"],
    ),
    "a limit that withholds what is no permission": (
        limited(limit(withholds=["sell"])),
        [f"limits[0]: withholds ['sell'] must be all, or some of {', '.join(PERMISSIONS)}"],
    ),
    "a limit that withholds nothing": (
        limited(limit(withholds=[])),
        [f"limits[0]: withholds [] must be all, or some of {', '.join(PERMISSIONS)}"],
    ),
    "a limit without a condition": (limited(limit(when={})), ["limits[0]: when is missing"]),
    "a condition that is no mapping": (on("commercial"), ["limits[0]: when commercial must be a mapping"]),
    "a condition that is unknown": (on({"users_above": 1}), ["limits[0]: when: unknown users_above"]),
    "a threshold that is no number": (
        on({"monthly_active_users_above": "700M"}),
        ["limits[0]: when: monthly_active_users_above must be a whole number"],
    ),
    "a threshold that is a truth": (
        on({"annual_revenue_usd_from": True}),
        ["limits[0]: when: annual_revenue_usd_from must be a whole number"],
    ),
    "a threshold of nothing": (
        on({"annual_revenue_usd_from": 0}),
        ["limits[0]: when: annual_revenue_usd_from must be a whole number"],
    ),
    "countries that are no list": (on({"countries": "EU"}), [f"limits[0]: when: countries {LIST}"]),
    "a country that is none": (on({"countries": ["EU", "UK"]}), ["limits[0]: when: UK is no country"]),
    "uses that are no list": (on({"use": "internal"}), [f"limits[0]: when: use {LIST}"]),
    "no country": (on({"countries": []}), [f"limits[0]: when: countries {LIST}"]),
    "a seat that is no list": (on({"seat": "EU"}), [f"limits[0]: when: seat {LIST}"]),
    "no seat": (on({"seat": []}), [f"limits[0]: when: seat {LIST}"]),
    "a seat in no country": (
        on({"seat": ["EU", "UK", "de"]}),
        [f"limits[0]: when: {code} is no country" for code in ("UK", "de")],
    ),
    "no use": (on({"use": []}), [f"limits[0]: when: use {LIST}"]),
    "a use that is none": (on({"use": ["internal", "hosting"]}), ["limits[0]: when: hosting is no use"]),
    "a condition that must not hold": (on({"commercial": False}), ["limits[0]: when: commercial must be true"]),
    "an open licence with limits": (
        {"limits": [limit()]},
        ["permissive, but with limits or without commercial use"],
    ),
    "an open licence without commercial use": (
        {"permits.commercial": None},
        ["permissive, but with limits or without commercial use"],
    ),
    "a non-commercial licence with commercial use": (
        {"category": "non-commercial"},
        ["non-commercial, but commercial use is allowed"],
    ),
    "a research licence with commercial use": (
        {"category": "research-only"},
        ["research-only, but commercial use is allowed"],
    ),
    "a copyleft licence without share-alike": (
        {"category": "weak-copyleft"},
        ["weak-copyleft, but not share-alike"],
    ),
    "a permissive licence that binds changed copies": (
        {"category": "public-domain", "terms.derivatives": {"value": "same"}},
        ["public-domain, but changed copies may not bear other terms"],
    ),
    "an approved licence that is not open": (
        {"category": "proprietary", "osi_approved": True},
        ["approved by the OSI, but not of an open category"],
    ),
    "no commercial use, and nobody left out": (
        {"category": "non-commercial", "permits.commercial": False, "limits": [limit(when={"use": ["internal"]})]},
        ["no commercial use, but no limit says whom that leaves out"],
    ),
    "a value in what nobody read": (
        {"category": None, "verified": "none", "terms.derivatives": None},
        ["not verified, but some clause has a value"],
    ),
}


def with_fault(changed: dict[str, Any]) -> dict[str, Any]:
    """Return the made-up table with fields of its licence changed; `permits.use` is one of a section."""
    found = made_up()
    for name, value in changed.items():
        target: dict[str, Any] = found["licenses"]["LicenseRef-x"]
        section, _, member = name.rpartition(".")
        if section:
            target = target[section]
        if value is WITHOUT:
            del target[member]
        else:
            target[member] = value
    return found


@pytest.mark.parametrize(("changed", "expected"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told(changed: dict[str, Any], expected: list[str]) -> None:
    assert complaints(with_fault(changed)) == [X + text for text in expected]


@pytest.mark.parametrize(
    "changed",
    [
        *({"permits": None}, {"terms": None}, {"permits": [True]}, {"obligations": "all"}),
        *({"hub": "x"}, {"hub": ["x"]}, {"hub": {"tags": [3], "names": []}}),
        *({"texts": None}, {"also": 3}, {"terms.derivatives": {"value": "any", "compatible": None}}),
        {"terms.banned_fields": [["military"]]},
    ],
    ids=str,
)
def test_a_part_of_another_shape_is_told(changed: dict[str, Any]) -> None:
    assert complaints(with_fault(changed)) != []


def test_a_number_is_no_approval() -> None:
    assert complaints(with_fault({"osi_approved": 1})) != []


@pytest.mark.parametrize("approved", [False, None])
def test_an_approval_may_be_unknown(approved: bool | None) -> None:
    assert complaints(with_fault({"osi_approved": approved})) == []


def test_a_text_with_a_fingerprint_of_that_id_is_fine() -> None:
    found = made_up()
    found["licenses"] = {"MIT": found["licenses"]["LicenseRef-x"] | {"texts": [MIT_TEXT]}}
    assert complaints(found) == []


def test_what_is_missing_in_one_licence_stops_no_check_of_another() -> None:
    found = second(category="free")
    del found["licenses"]["LicenseRef-x"]["hub"]
    del found["licenses"]["LicenseRef-x"]["permits"]
    assert complaints(found) == [
        f"{X}hub is missing",
        f"{X}permits is missing",
        "x.yaml: LicenseRef-y: category free is none",
    ]


def test_versions_of_versions_are_told() -> None:
    found = second(versions=["LicenseRef-x", "LicenseRef-z"])
    found["licenses"]["LicenseRef-x"]["versions"] = ["LicenseRef-y"]
    assert complaints(found) == [
        f"{X}version LicenseRef-y stands for several texts itself",
        "x.yaml: LicenseRef-y: version LicenseRef-z has no entry",
        "x.yaml: LicenseRef-y: version LicenseRef-x stands for several texts itself",
    ]


def second(**changed: Any) -> dict[str, Any]:
    found = made_up()
    other = copy.deepcopy(found["licenses"]["LicenseRef-x"])
    found["licenses"]["LicenseRef-y"] = other | {"hub": {"tags": [], "names": []}, "also": []} | changed
    return found


def hub(tags_: Iterable[str] = (), names: Iterable[str] = ()) -> dict[str, Any]:
    return {"hub": {"tags": list(tags_), "names": list(names)}}


BOTH = "LicenseRef-x and LicenseRef-y"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (second(**hub(["x"])), ["tags: x is claimed 2 times", f"x means {BOTH}"]),
        (second(**hub(["nope"])), ["tags: nope is claimed 2 times"]),
        (second(**hub([], ["x-license"])), ["names: x-license is claimed 2 times", f"x-license means {BOTH}"]),
        (
            second(**hub([], ["never"])),
            ["names: never is claimed 2 times", "never is unresolved, and a name of LicenseRef-y"],
        ),
        # Tags, names and ids are one list where a word is looked up.
        (second(**hub([], ["x"])), [f"x means {BOTH}"]),
        (second(**hub(["x-license"])), [f"x-license means {BOTH}"]),
        (second(**hub([], ["licenseref-x"])), [f"licenseref-x means {BOTH}"]),
        (second(**hub(["licenseref-x"])), [f"licenseref-x means {BOTH}"]),
        (second(**hub([], ["nope"])), ["nope is unresolved, and a name of LicenseRef-y"]),
        (second(**hub(["never"])), []),
        (second(**hub(["Y"])), ["tags: Y is not lower case"]),
        (second(**hub([], ["Y"])), ["names: Y is not lower case"]),
        (second(**hub([], ["X"])), ["names: X is not lower case", f"x means {BOTH}"]),
        (second(**hub(["y", "y"])), ["tags: y is claimed 2 times"]),
        (second(also=["x-1.0"]), ["x-1.0 is the spelling of 2 licences"]),
        (second(also=["licenseref-X"]), ["licenseref-x is the spelling of 2 licences"]),
        (second(also=["LicenseRef-y"]), []),
        (second(**hub(["y"], ["y"]), also=["Y"]), []),
        (second(**hub(["licenseref-y"])), []),
    ],
)
def test_a_word_that_two_claim_is_told(found: dict[str, Any], expected: list[str]) -> None:
    assert complaints(found) == expected


def test_an_unresolved_word_may_be_a_tag_or_an_id_but_no_name_of_a_licence() -> None:
    """A tag or id may mean one text, and stand for several where people write it as a name, as `bsl-1.0` does."""
    found = made_up()
    found["unresolved"] = {"tags": {"licenseref-x": {}}, "names": {"x": {}, "x-license": {}}}
    assert complaints(found) == [
        "names: x-license is claimed 2 times",
        "x-license is unresolved, and a name of LicenseRef-x",
    ]


def test_the_tool_writes_the_table_only_where_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "compiled.json"
    monkeypatch.setattr(tool, "COMPILED", target)
    monkeypatch.setattr(tool, "compiled", lambda: with_fault({"name": WITHOUT}))
    assert tool.main([]) == 1
    assert (capsys.readouterr().out, target.exists()) == (f"{X}name is missing\n", False)
    good = made_up() | {"files": {}, "as_of": "2026-11-23"}
    monkeypatch.setattr(tool, "compiled", lambda: good)
    assert tool.main(["check"]) == 0
    assert (capsys.readouterr().out, target.exists()) == ("1 licences, all complete\n", False)
    assert tool.main([]) == 0
    assert target.read_text(encoding="utf-8") == written(good)


# Tags and names.


def test_all_83_tags_of_the_hub_are_known_once() -> None:
    assert len(tags()) == 83
    assert len(set(tags())) == 83
    assert tags() == sorted(tags())


@needs_data
def test_the_tags_are_those_that_the_hub_accepts() -> None:
    assert tags() == sorted(row["hub_id"] for row in rows("hub_ids.csv"))


@pytest.mark.parametrize("tag", tags())
def test_a_tag_stands_for_a_known_licence_or_for_no_one_text(tag: str) -> None:
    found = tagged(tag)
    if tag in FAMILY_TAGS:
        assert found == Resolved(None, FAMILY_TAGS[tag], STARTS.get(tag, ()))
    else:
        assert found.reason is None
        assert found.spdx in licenses()
        assert tag in licenses()[found.spdx].tags


def test_the_family_tags_are_all_tags_without_one_text() -> None:
    assert {tag for tag in tags() if tagged(tag).spdx is None} == set(FAMILY_TAGS)


def test_two_tags_never_stand_for_one_licence() -> None:
    counts = Counter(tagged(tag).spdx for tag in tags() if tag not in FAMILY_TAGS)
    assert [id_ for id_, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("tag", ["Apache-2.0", "GPL", "OpenRAIL"])
def test_a_tag_is_known_in_other_capitals(tag: str) -> None:
    assert tagged(tag) == tagged(tag.lower())
    assert tagged(tag).reason != "not one of the Hub's licence tags"


def test_what_people_write_as_a_name_for_two_licences_is_the_one_of_the_tag_and_id_alone() -> None:
    collides = "collides: SPDX calls the Boost Software License so, people also the Business Source License"
    assert tagged("bsl-1.0") == Resolved("BSL-1.0", None)
    assert named("bsl-1.0") == Resolved(None, collides)
    assert license_of("bsl-1.0") is not None


@pytest.mark.parametrize("tag", ["", "apache", "llama-3.1", "mit "])
def test_a_word_that_is_no_tag_is_said_to_be_none(tag: str) -> None:
    assert tagged(tag) == Resolved(None, "not one of the Hub's licence tags")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("apache-2.0", ("Apache-2.0", "permissive", True)),
        ("mit", ("MIT", "permissive", True)),
        ("bsd-3-clause-clear", ("BSD-3-Clause-Clear", "permissive", False)),
        ("bsl-1.0", ("BSL-1.0", "permissive", True)),
        ("cc0-1.0", ("CC0-1.0", "public-domain", False)),
        ("unlicense", ("Unlicense", "public-domain", True)),
        ("cc-by-4.0", ("CC-BY-4.0", "permissive", False)),
        ("cc-by-nc-4.0", ("CC-BY-NC-4.0", "non-commercial", False)),
        ("cc-by-nc-sa-4.0", ("CC-BY-NC-SA-4.0", "non-commercial", False)),
        ("cc-by-nd-4.0", ("CC-BY-ND-4.0", "proprietary", False)),
        ("gpl-3.0", ("GPL-3.0-only", "copyleft", True)),
        ("agpl-3.0", ("AGPL-3.0-only", "copyleft", True)),
        ("lgpl-3.0", ("LGPL-3.0-only", "weak-copyleft", True)),
        ("mpl-2.0", ("MPL-2.0", "weak-copyleft", True)),
        ("llama3.1", ("LicenseRef-scancode-llama-3.1-license-2024", "use-restricted", False)),
        ("llama4", ("LicenseRef-scancode-llama-4-cla-2025", "use-restricted", False)),
        ("gemma", ("LicenseRef-gemma", "use-restricted", False)),
        ("creativeml-openrail-m", ("LicenseRef-scancode-stable-diffusion-2022-08-22", "use-restricted", False)),
        ("openrail++", ("LicenseRef-openrail-plus-plus", "use-restricted", False)),
        ("bigscience-openrail-m", ("LicenseRef-scancode-bigscience-open-rail-m", "use-restricted", False)),
        ("apple-amlr", ("LicenseRef-apple-amlr", "research-only", False)),
        (
            "fair-noncommercial-research-license",
            ("LicenseRef-fair-noncommercial-research-license", "research-only", False),
        ),
        ("openmdw-1.0", ("OpenMDW-1.0", "permissive", False)),
        ("h-research", ("LicenseRef-h-research", None, False)),
    ],
)
def test_well_known_tags_are_what_they_should_be(tag: str, expected: tuple[object, ...]) -> None:
    license_ = licenses()[tagged(tag).spdx]
    assert (license_.id, license_.category, license_.osi_approved) == expected


OTHER_THAN_SPDX = {
    "gemma": "the tag is older than the text of 2025-03-24; three dated texts bear it",
    "gfdl": "a family tag: the version is not stated",
}


@needs_data
def test_each_tag_has_the_spdx_id_and_the_osi_flag_of_the_spdx_list() -> None:
    approved = {"yes": True, "no": False}
    found = {}
    for row in rows("hub_to_spdx.csv"):
        tag, spdx, ours = row["hub_id"], row["spdx_id"] or None, tagged(row["hub_id"]).spdx
        flag = None if ours is None else licenses()[ours].osi_approved
        same_id = spdx in (None, ours)
        same_flag = ours is None or approved.get(row["osi_approved"]) is flag
        if not (same_id and same_flag):
            found[tag] = (spdx, ours, flag)
    assert set(found) == set(OTHER_THAN_SPDX), found
    assert found == {
        "gemma": ("LicenseRef-scancode-gemma-tou-2025-03-24", "LicenseRef-gemma", False),
        "gfdl": ("GFDL-1.3-only", None, None),
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("qwen", "LicenseRef-scancode-qwen-2024"),
        (" Qwen ", "LicenseRef-scancode-qwen-2024"),
        ("LLAMA-3.1", "LicenseRef-scancode-llama-3.1-license-2024"),
        ("apache-license-2.0", "Apache-2.0"),
        ("apache-2.0", "Apache-2.0"),
        ("licenseref-gemma", "LicenseRef-gemma"),
        ("GPL-3.0", "GPL-3.0-only"),
        ("exaone", "LicenseRef-exaone"),
        ("apache-2.0, MIT", "Apache-2.0 AND MIT"),
        ("apache-2.0,apache-license-2.0", "Apache-2.0"),
        ("mit,cc-by-nc-4.0 , apache-2.0", "MIT AND CC-BY-NC-4.0 AND Apache-2.0"),
    ],
)
def test_a_name_beside_other_stands_for_its_licence_and_names_with_commas_for_all(name: str, expected: str) -> None:
    assert named(name) == Resolved(expected, None)


MODIFIED_MIT = (
    "collides: Kimi, MiniMax and Mistral models bear it, each with other additions and other thresholds to the MIT text"
)
DRIFTED = "drifted: the name says non-commercial, the text that cards link to is a community licence now"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("modified-mit", MODIFIED_MIT),
        ("Modified-MIT", MODIFIED_MIT),
        ("mit, modified-mit", MODIFIED_MIT),
        ("sai-nc-community", DRIFTED),
        (
            "yi-34b",
            "drifted: the Yi models moved from their own licence to Apache-2.0 in 2024; the word does not say which",
        ),
        ("public-domain", "a word and not a licence: no text says who waives what"),
        ("gpl", FAMILY_TAGS["gpl"]),
        ("openrail", FAMILY_TAGS["openrail"]),
        ("unknown", FAMILY_TAGS["unknown"]),
        ("my-own-license", OWN_NAME),
        ("", OWN_NAME),
        ("mit,", OWN_NAME),
        ("mit, my-own-license", OWN_NAME),
        ("my-own-license, modified-mit", OWN_NAME),
        ("MIT OR Apache-2.0", OWN_NAME),
    ],
)
def test_a_name_that_stands_for_no_one_text_is_unknown_with_the_reason(name: str, reason: str) -> None:
    assert named(name) == Resolved(None, reason)


def test_every_name_that_a_licence_claims_is_found_by_it() -> None:
    names = {name: one.id for one in licenses().values() for name in one.names}
    assert len(names) > 80
    assert {name: named(name) for name in names} == {name: Resolved(id_, None) for name, id_ in names.items()}


def test_every_word_without_one_text_says_why() -> None:
    unresolved = compiled()["unresolved"]
    for name, entry in unresolved["names"].items():
        assert named(name) == Resolved(None, entry["reason"])
        assert entry["reason"].strip() == entry["reason"] != ""


# The names beside `other` of which nothing is known, not even a reason.
BEYOND = {"(absent)", "other (MiniMax-M2.7)"}


@needs_data
def test_every_name_that_was_seen_beside_other_has_a_licence_or_a_reason_of_its_own() -> None:
    found = {row["license_name"]: named(row["license_name"]) for row in rows("hub_other_license_names.csv")}
    assert {name for name, one in found.items() if one.reason == OWN_NAME} == BEYOND


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("MIT", "MIT"),
        ("mit", "MIT"),
        ("APACHE-2.0", "Apache-2.0"),
        ("GPL-3.0", "GPL-3.0-only"),
        ("gpl-3.0", "GPL-3.0-only"),
        ("GPL-3.0+", "GPL-3.0-or-later"),
        ("GPL-2.0", "GPL-2.0-only"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("AGPL-3.0", "AGPL-3.0-only"),
        ("AGPL-3.0+", "AGPL-3.0-or-later"),
        ("LGPL-2.1", "LGPL-2.1-only"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"),
        ("LGPL-3.0", "LGPL-3.0-only"),
        ("LGPL-3.0+", "LGPL-3.0-or-later"),
        ("LicenseRef-scancode-openmdw-1.0", "OpenMDW-1.0"),
        ("openmdw-1.1", "LicenseRef-openmdw-1.1"),
        ("licenseref-GEMMA", "LicenseRef-gemma"),
    ],
)
def test_an_id_is_known_in_other_capitals_and_in_old_spellings(id_: str, expected: str) -> None:
    assert license_of(id_) is not None
    assert license_of(id_).id == expected
    assert license_of(id_) == licenses()[expected]


@pytest.mark.parametrize("id_", ["", " MIT", "Apache2", "llama3.1", "GPL-4.0", "MIT OR Apache-2.0"])
def test_what_is_no_id_has_no_licence(id_: str) -> None:
    assert license_of(id_) is None


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Apache2", "Apache-2.0"),
        ("apache-2", "Apache-2.0"),
        ("CC-BY-NC-4", "CC-BY-NC-4.0"),
        ("LicenseRef-gema", "LicenseRef-gemma"),
        ("zzzzzzzz", None),
        ("", None),
    ],
)
def test_a_mistyped_id_is_near_to_the_one_that_was_meant(word: str, expected: str | None) -> None:
    assert nearest_id(word) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Apache-2.0", Resolved("Apache-2.0", None)),
        ("GPL-3.0+", Resolved("GPL-3.0-or-later", None)),
        ("llama3.1", Resolved("LicenseRef-scancode-llama-3.1-license-2024", None)),
        (" Llama-3.1 ", Resolved("LicenseRef-scancode-llama-3.1-license-2024", None)),
        ("MIT OR GPL-3.0+", Resolved("MIT OR GPL-3.0+", None)),
        ("GPL-2.0-only WITH Classpath-exception-2.0", Resolved("GPL-2.0-only WITH Classpath-exception-2.0", None)),
        ("Modified-MIT", Resolved(None, MODIFIED_MIT)),
        ("openrail", Resolved(None, FAMILY_TAGS["openrail"])),
        ("MIT OR LicenseRef-nope", None),
        ("LicenseRef-nope", None),
        ("my own licence", None),
        ("", None),
    ],
)
def test_what_a_person_means_is_an_id_an_expression_a_tag_or_a_name(word: str, expected: Resolved | None) -> None:
    assert meant(word) == expected


def test_every_word_to_ask_by_means_something() -> None:
    assert words() == sorted(set(words()))
    assert {"MIT", "openrail", "modified-mit", "llama-3.1", "LicenseRef-gemma"} <= set(words())
    # A tag or name that is an id in other capitals is the same word, but for one that people mean otherwise.
    assert [word for word, count in Counter(word.lower() for word in words()).items() if count > 1] == ["bsl-1.0"]
    assert [word for word in words() if meant(word) is None] == []


# The tables that this was made from.

AI_IDS: dict[str, str | None] = {
    "llama2": "LicenseRef-scancode-llama-2-license-2023",
    "llama3": "LicenseRef-llama3",
    "llama3.1": "LicenseRef-scancode-llama-3.1-license-2024",
    "llama3.2": "LicenseRef-scancode-llama-3.2-license-2024",
    "llama3.3": "LicenseRef-scancode-llama-3.3-license-2024",
    "llama4": "LicenseRef-scancode-llama-4-cla-2025",
    "llama1": "LicenseRef-scancode-llama-license-2023",
    "opt-175b": "LicenseRef-opt-175b-license",
    "deepfloyd-if-license": "LicenseRef-deepfloyd-if-license",
    "gemma-2024-02-21": "LicenseRef-gemma-2024-02-21",
    "gemma-2024-04-01": "LicenseRef-scancode-gemma-tou-2024-04-01",
    "gemma-2025-03-24": "LicenseRef-scancode-gemma-tou-2025-03-24",
    "health-ai-developer-foundations": "LicenseRef-health-ai-developer-foundations",
    "qwen": "LicenseRef-scancode-qwen-2024",
    "tongyi-qianwen": "LicenseRef-scancode-tongyi-qianwen-2023",
    "tongyi-qianwen-research": "LicenseRef-tongyi-qianwen-research",
    "qwen-research": "LicenseRef-qwen-research",
    "qwen3.8-max": "LicenseRef-qwen3.8-max",
    "deepseek": "LicenseRef-scancode-deepseek-la-1.0",
    "kimi-k2-modified-mit": "LicenseRef-scancode-moonshot-ai-modified-mit-2025",
    "kimi-k3": "LicenseRef-kimi-k3",
    "glm-5.3": "LicenseRef-glm-5.3",
    "minimax-m2-modified-mit": "LicenseRef-minimax-m2-modified-mit",
    "minimax-model-license": "LicenseRef-minimax-model-license",
    "minimax-m2.7-nc": "LicenseRef-minimax-m2.7-non-commercial",
    "mrl": "LicenseRef-mistral-mrl-0.1",
    "mnpl": "LicenseRef-mistral-mnpl-0.1",
    "mistral-medium-3.5": "LicenseRef-mistral-medium-3.5",
    "falcon-llm-license": "LicenseRef-falcon-llm-license",
    "falcon-2-11b": "LicenseRef-scancode-falcon-2-11b-1.0",
    "falcon-180b-license": "LicenseRef-falcon-180b-license",
    "bigscience-bloom-rail-1.0": "LicenseRef-scancode-bigscience-rail-1.0",
    "bigscience-openrail-m": "LicenseRef-scancode-bigscience-open-rail-m",
    "creativeml-openrail-m": "LicenseRef-scancode-stable-diffusion-2022-08-22",
    "openrail++": "LicenseRef-openrail-plus-plus",
    "bigcode-openrail-m": "LicenseRef-scancode-bigcode-open-rail-m-v1",
    "stabilityai-ai-community": "LicenseRef-scancode-stability-ai-community-2024",
    "stabilityai-nc-research-community": "LicenseRef-stabilityai-nc-research-community",
    "flux-1-dev-non-commercial-license": "LicenseRef-scancode-flux-1-nc",
    "flux-non-commercial-license": "LicenseRef-flux-non-commercial-2.0",
    "tencent-hunyuan-large": "LicenseRef-tencent-hunyuan-large",
    "tencent-hunyuan-video-3d": "LicenseRef-tencent-hunyuan-video",
    "exaone-1.1-nc": "LicenseRef-scancode-exaone-ai-model-1.1-nc",
    "exaone-1.2-nc": "LicenseRef-exaone-1.2-nc",
    "k-exaone": "LicenseRef-k-exaone",
    "hyperclovax-seed": "LicenseRef-scancode-hyperclova-x-seed-2025",
    "nvidia-open-model-license": "LicenseRef-nvidia-open-model-license",
    "nvidia-nemotron-open-model-license": "LicenseRef-nvidia-nemotron-open-model-license",
    "databricks-open-model-license": "LicenseRef-databricks-open-model-license",
    "lfm1.0": "LicenseRef-lfm1.0",
    "apple-amlr": "LicenseRef-apple-amlr",
    "apple-ascl": "LicenseRef-apple-ascl",
    "fair-noncommercial-research-license": "LicenseRef-fair-noncommercial-research-license",
    "dinov3-license": "LicenseRef-dinov3-license",
    "chatglm3": "LicenseRef-chatglm3",
    "chatglm-6b": "LicenseRef-chatglm-6b",
    "yi-license-2.1": "LicenseRef-yi-community-2.1",
    "baichuan2-community": "LicenseRef-baichuan2-community",
    "internlm-2023": "LicenseRef-internlm-2023",
    "grok2-community": "LicenseRef-grok2-community",
    "cohere-cc-by-nc": "LicenseRef-cohere-labs-cc-by-nc-4.0-aup",
    "faipl-1.0-sd": "LicenseRef-scancode-fair-ai-public-1.0-sd",
    "openmdw-1.0": "OpenMDW-1.0",
    "openmdw-1.1": "LicenseRef-openmdw-1.1",
    "microsoft-research-license": "LicenseRef-scancode-ms-research-license-terms",
    "ai2-impact-lr": "LicenseRef-ai2-impact-license-low-risk",
    "h-research": "LicenseRef-h-research",
    "intel-research": "LicenseRef-intel-research",
    "jamba-open-model-license": "LicenseRef-jamba-open-model-license",
    "ltxv-owl": "LicenseRef-scancode-ltxv-owl-2025-05-05",
    # No entry of its own:
    "gemma-4": None,  # is Apache-2.0
    "gpt-oss-usage-policy": None,  # a policy beside Apache-2.0, not a licence
    "openrail": None,  # a family of licences
}


@pytest.mark.parametrize("id_", [id_ for id_ in AI_IDS.values() if id_])
def test_each_model_licence_that_was_read_has_an_entry(id_: str) -> None:
    assert id_ in licenses()


@needs_data
def test_every_licence_of_the_clauses_table_has_an_entry_or_a_reason_for_none() -> None:
    kinds = defaultdict(set)
    for row in rows("clauses.csv"):
        kinds[row["kind"]].add(row["key"])
    assert {kind: len(keys) for kind, keys in kinds.items()} == {"ai": 73, "classic": 55}
    assert kinds["ai"] == set(AI_IDS)
    # A classic licence goes by its tag; `gfdl` is a family.
    assert {key for key in kinds["classic"] if tagged(key).spdx not in licenses()} == {"gfdl"}


# What nobody read decides nothing.

BUYERS = [
    Circumstances(use, commercial, size, size, ("US",), "US", multimodal)
    for use, commercial, size, multimodal in product(
        (None, *Use), (None, True, False), (None, 0.0, 1e12), (None, True, False)
    )
]
UNREAD = [one for one in licenses().values() if one.verified not in DECIDING]


def test_there_are_licences_that_nobody_read() -> None:
    assert len(UNREAD) >= 5
    assert {one.verified for one in UNREAD} == {Verified.SECONDARY, Verified.NONE}


@pytest.mark.parametrize("license_", UNREAD, ids=lambda one: one.id)
def test_a_licence_that_nobody_read_permits_nothing_and_forbids_only_by_a_limit_that_was_read(
    license_: License,
) -> None:
    read = {
        f"permits.{member}"
        for limit in license_.terms.limits
        if limit.verified in DECIDING
        for member in limit.withholds
    }
    for buyer in BUYERS:
        found = answers_of(license_.id, buyer)
        values = {name: answer.value for name, answer in found.items() if name.startswith("permits.")}
        assert {name: value for name, value in values.items() if value is not None and name not in read} == {}
        assert True not in values.values()
    assert bool(read) == (license_.id == "LicenseRef-mistral-medium-3.5")


def test_of_grok_2_nothing_is_known_since_no_text_of_it_was_read_to_the_end() -> None:
    grok = licenses()["LicenseRef-grok2-community"]
    assert grok.verified is Verified.SECONDARY
    assert grok.note is not None
    for buyer in BUYERS:
        found = answers_of(grok.id, buyer)
        assert [found[f"permits.{member}"].value for member in PERMISSIONS] == [None] * 6
        assert found["verified"].value is False


# Small words.


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (None, ""),
        ("2", "section 2"),
        ("1.b.iii", "section 1.b.iii"),
        ("2, 4", "sections 2, 4"),
        ("2 to 4", "sections 2 to 4"),
        ("III", "section III"),
        ("A.2", "section A.2"),
        ("use policy", "use policy"),
        ("Small Business", "Small Business"),
        ("Attachment A 18", "Attachment A 18"),
        ("Definitions, Notices", "Definitions, Notices"),
    ],
)
def test_a_section_is_named_as_a_sentence_names_it(section: str | None, expected: str) -> None:
    assert place(section) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (True, Clause(True)),
        (None, Clause(None)),
        (["military"], Clause(("military",))),
        ({"value": ["fraud"], "section": "3"}, Clause(("fraud",), "3")),
        (
            {"value": True, "section": "1", "note": "n", "verified": "secondary", "when": {"commercial": True}},
            Clause(True, "1", "n", Verified.SECONDARY, ({"commercial": True},)),
        ),
        (
            {"value": "same", "conditional": ["MIT"]},
            Clause("same", conditional=("MIT",)),
        ),
        (
            {"value": "same", "compatible": ["MIT"], "when": [{"use": ["internal"]}, {"commercial": True}]},
            Clause("same", when=({"use": ["internal"]}, {"commercial": True}), compatible=("MIT",)),
        ),
    ],
)
def test_a_clause_is_read_whole_or_from_its_bare_value(raw: object, expected: Clause) -> None:
    assert clause_from(raw) == expected


def test_the_id_of_a_modified_text_names_the_licence_that_was_changed() -> None:
    assert modified("MIT") == "LicenseRef-weighbridge-modified-MIT"
    assert license_of(modified("MIT")) is None


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"monthly_active_users_above": 700000000}, "monthly users above 700,000,000"),
        ({"annual_revenue_usd_from": 10000000}, "yearly revenue in USD of at least 10,000,000"),
        (
            {"commercial": True, "product_monthly_revenue_usd_above": 20000000},
            "commercial use and monthly revenue in USD with what is built on it above 20,000,000",
        ),
        ({"countries": ["EU", "GB"], "multimodal": True}, "users in EU, GB and a model that takes more than text"),
        ({"use": ["internal", "customer_facing"]}, "use internal, customer_facing"),
        ({"seat": ["EU", "GB"]}, "a licensee in EU, GB"),
        ({"seat": ["EU"], "multimodal": True}, "a licensee in EU and a model that takes more than text"),
        (
            {"outside_research": True, "unless_agreed": True},
            "use other than research and unless agreed with the vendor",
        ),
    ],
)
def test_a_condition_reads_as_words(when: dict[str, Any], expected: str) -> None:
    assert when_text(when) == expected


# The folder's README.

README = (FOLDER / "README.md").read_text(encoding="utf-8")


def column_one(heading: str) -> list[str]:
    """Return the first cells of the README's table that begins with `heading`."""
    lines = README.split(f"\n| {heading}|", 1)[1].splitlines()[2:]
    cells = []
    for line in lines:
        if not line.startswith("|"):
            break
        cells.append(line.split("|")[1].strip())
    return cells


def test_the_readme_lists_every_condition() -> None:
    listed = []
    for cell in column_one("key of `when` "):
        name, _, second_ = cell.partition(", ")
        name = name.partition(":")[0]
        listed += [name, name.removesuffix("_above") + second_] if second_ else [name]
    assert sorted(listed) == sorted(WHENS)
    assert set(MEASURES) < set(listed)


def test_the_readme_lists_every_permission_obligation_and_term() -> None:
    assert column_one("") == list(PERMISSIONS)
    rows_ = re.findall(r"^\| ([a-z_, ]+) \|", README.split("**terms** (all):")[1], re.MULTILINE)
    listed = [name for cell in rows_ for name in cell.split(", ")]
    assert sorted(listed) == sorted(TERMS)
    paragraph = README.split("**obligations** (all eight):")[1].split("A conditional one")[0]
    assert re.findall(r"`([a-z-]+)`", paragraph) == list(OBLIGATIONS)


def test_the_readme_lists_every_word_of_the_banned_fields() -> None:
    listed = README.split("Words of banned_fields:")[1].split(". Add one")[0]
    assert re.findall(r"[a-z-]+", listed) == list(BANNED_FIELDS)


def test_the_readme_lists_every_term_of_changed_copies_and_every_change() -> None:
    line = next(line for line in README.splitlines() if line.startswith("| derivatives |"))
    told = re.sub(r"`[a-z]+: \[ids\]`", "", line.split("|")[2])
    assert re.findall(r"(?:^|; )([a-z-]+):", told.strip()) == list(Derivatives)
    line = next(line for line in README.splitlines() if line.startswith("| unilateral_change |"))
    assert line.split(":")[1].strip(" |").split(", ") == ["nothing", "use-policy", "license"]


def test_the_readme_lists_every_category_and_level() -> None:
    line = next(line for line in README.splitlines() if line.strip().startswith("category:"))
    assert set(line.split("#")[1].split()) == set(FACTS["license.category"].members)
    line = next(line for line in README.splitlines() if line.strip().startswith("verified:"))
    assert [level for level in Verified if level not in re.findall(r"[a-z-]+", line)] == []
