"""Checks the licence files and writes what is made from them: `python -m tools.licenses [check]`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from weighbridge.buyer.context import Use
from weighbridge.facts.countries import COUNTRIES
from weighbridge.facts.dictionary import LICENSE_CATEGORIES, OBLIGATIONS, PERMISSIONS
from weighbridge.knowledge.licenses.clauses import FLAGS, TERMS, Derivatives, Verified
from weighbridge.knowledge.licenses.compiling import COMPILED, compiled, written
from weighbridge.knowledge.licenses.whens import BANNED_FIELDS, LISTS, MEASURES, WHENS
from weighbridge.reading.license_fingerprints import bundled

FIELDS = {
    *("name", "dated", "hub", "also", "category", "osi_approved", "verified", "source", "texts", "note", "versions"),
    *("permits", "limits", "obligations", "terms", "family", "as_of", "file"),
}
NEEDED = {"name", "hub", "category", "osi_approved", "verified", "source", "dated"}
SECTIONS = {"permits", "limits", "obligations", "terms"}
CLAUSE_FIELDS = {"value", "section", "note", "verified", "when", "compatible", "conditional"}
_CHOICES = {"unilateral_change": ("nothing", "use-policy", "license"), "derivatives": tuple(Derivatives)}
OPEN = ("permissive", "public-domain", "copyleft", "weak-copyleft")


def complaints(table: Mapping[str, Any]) -> list[str]:
    """Return what is missing, misspelt, claimed twice or at odds in a compiled table; [] where all is well."""
    licenses = table["licenses"]
    found = [f"{one['file']}: {id_}: {text}" for id_, one in licenses.items() for text in _read(id_, one, licenses)]
    try:
        return [*found, *_claimed_twice(table)]
    except (AttributeError, TypeError):
        # Words can be compared only where every entry has the shape that it should have; the complaints say where not.
        return found


def _read(id_: str, one: Mapping[str, Any], licenses: Mapping[str, Any]) -> list[str]:
    try:
        return list(_of_license(id_, one, licenses))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return [f"a part is not of the shape that it should have: {error}"]


def _of_license(id_: str, one: Mapping[str, Any], licenses: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"unknown field {name}" for name in one.keys() - FIELDS)
    missing = sorted(NEEDED - one.keys()) if one.get("versions") else sorted((NEEDED | SECTIONS) - one.keys())
    if missing:
        yield from (f"{name} is missing" for name in missing)
        return
    yield from _of_head(id_, one)
    if one.get("versions"):
        yield from (f"version {name} has no entry" for name in one["versions"] if name not in licenses)
        nested = [name for name in one["versions"] if name in licenses and licenses[name].get("versions")]
        yield from (f"version {name} stands for several texts itself" for name in nested)
        return
    for section, names in (("permits", PERMISSIONS), ("obligations", OBLIGATIONS), ("terms", TERMS)):
        part = one[section] or {}
        yield from (f"{section}.{name} is missing" for name in names if name not in part)
        yield from (f"{section}.{name} is unknown" for name in part if name not in names)
        for name, clause in part.items():
            yield from (f"{section}.{name}: {text}" for text in _of_clause(section, name, clause, licenses))
    if not isinstance(one["limits"], list):
        yield "limits must be a list"
        return
    wrong = [f"limits[{index}]: {text}" for index, limit in enumerate(one["limits"]) for text in _of_limit(limit)]
    yield from wrong
    if not wrong:
        yield from _at_odds(one)


def _of_head(id_: str, one: Mapping[str, Any]) -> Iterator[str]:
    shas = {known.sha256 for known in bundled().known if known.id == id_}
    yield from (f"text {sha[:12]} is not one of its fingerprints" for sha in one.get("texts", []) if sha not in shas)
    if one["category"] not in (*LICENSE_CATEGORIES, None):
        yield f"category {one['category']} is none"
    if one["osi_approved"] is not None and not isinstance(one["osi_approved"], bool):
        yield f"osi_approved: {one['osi_approved']} must be true, false or null"
    yield from _of_level(one["verified"])
    if one["dated"] is not None and not isinstance(one["dated"], str):
        yield "dated must stand in quotes"
    words = {f"hub.{kind}": (one["hub"] or {}).get(kind) for kind in ("tags", "names")} | {
        "also": one.get("also") or []
    }
    for name, listed in words.items():
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            yield f"{name} must be a list of words"


def _of_level(level: object) -> Iterator[str]:
    if level not in list(Verified):
        yield f"verified: {level} is none of {', '.join(Verified)}"


def _of_clause(section: str, name: str, clause: object, licenses: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(clause, Mapping):
        yield from (f"unknown field {field}" for field in clause.keys() - CLAUSE_FIELDS)
        if "value" not in clause:
            yield "value is missing"
            return
        for field in ("section", "note"):
            if clause.get(field) is not None and not isinstance(clause[field], str):
                yield f"{field} must be text, in quotes"
        if clause.get("verified") is not None:
            yield from _of_level(clause["verified"])
        if "when" in clause and section != "obligations":
            yield "when belongs to obligations; here it is a limit"
        whens = clause.get("when", [])
        for when in whens if isinstance(whens, list) else [whens]:
            yield from _of_when(when)
        for field in ("compatible", "conditional"):
            yield from (f"{field} {id_} has no entry" for id_ in clause.get(field, []) if id_ not in licenses)
    yield from _of_value(section, name, _value(clause))


def _of_value(section: str, name: str, value: object) -> Iterator[str]:
    if value is None:
        return
    if section != "terms" or name in FLAGS:
        if not isinstance(value, bool):
            yield f"{value} must be true, false or null"
    elif name == "banned_fields":
        if not isinstance(value, list):
            yield "must be a list"
            return
        yield from (f"{word} is not in the vocabulary" for word in value if word not in BANNED_FIELDS)
        yield from (f"{word} stands there twice" for word, count in Counter(value).items() if count > 1)
    elif name in _CHOICES:
        if value not in _CHOICES[name]:
            yield f"{value} is none of {', '.join(_CHOICES[name])}"
    elif not isinstance(value, str):
        yield f"{value} must be text"


def _of_limit(limit: object) -> Iterator[str]:
    if not isinstance(limit, Mapping):
        yield f"{limit} must be a mapping"
        return
    if limit.get("verified") is not None:
        yield from _of_level(limit["verified"])
    yield from (f"unknown field {name}" for name in limit.keys() - {"when", "withholds", "section", "note", "verified"})
    if not isinstance(limit.get("note"), str) or not limit["note"]:
        yield "note is missing"
    if limit.get("section") is not None and not isinstance(limit["section"], str):
        yield "section must be text, in quotes"
    withheld = limit.get("withholds")
    listed = isinstance(withheld, list) and bool(withheld) and all(name in PERMISSIONS for name in withheld)
    if withheld != "all" and not listed:
        yield f"withholds {withheld} must be all, or some of {', '.join(PERMISSIONS)}"
    if not limit.get("when"):
        yield "when is missing"
    else:
        yield from _of_when(limit["when"])


def _of_when(when: object) -> Iterator[str]:
    if not isinstance(when, Mapping):
        yield f"when {when} must be a mapping"
        return
    for name, value in when.items():
        if name not in WHENS:
            yield f"when: unknown {name}"
        elif name in MEASURES:
            if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
                yield f"when: {name} must be a whole number"
        elif name in LISTS and not (isinstance(value, list) and value):
            yield f"when: {name} must be a list with something in it"
        elif name == "use":
            yield from (f"when: {use} is no use" for use in value if use not in list(Use))
        elif name in LISTS:
            yield from (f"when: {code} is no country" for code in value if code not in ("EU", *sorted(COUNTRIES)))
        elif value is not True:
            yield f"when: {name} must be true"


def _at_odds(one: Mapping[str, Any]) -> Iterator[str]:
    """Tell where category and clauses contradict each other."""
    category, decided = one["category"], one["verified"] in ("full-text", "partial")
    commercial = _value(one["permits"].get("commercial"))
    if category in OPEN and decided and (one["limits"] or commercial is not True):
        yield f"{category}, but with limits or without commercial use"
    if category in ("non-commercial", "research-only") and commercial is True:
        yield f"{category}, but commercial use is allowed"
    if category in ("copyleft", "weak-copyleft") and decided and not _value(one["obligations"].get("share-alike")):
        yield f"{category}, but not share-alike"
    if (
        category in ("permissive", "public-domain")
        and decided
        and _value(one["terms"].get("derivatives")) not in ("any", "gate")
    ):
        yield f"{category}, but changed copies may not bear other terms"
    if one["osi_approved"] and category not in OPEN:
        yield "approved by the OSI, but not of an open category"
    bars = {"commercial", "outside_research"}
    if commercial is False and decided and not any(limit["when"].keys() & bars for limit in one["limits"]):
        yield "no commercial use, but no limit says whom that leaves out"
    if one["verified"] == "none":
        clauses = [*one["permits"].values(), *one["obligations"].values(), *one["terms"].values()]
        if any(_value(clause) is not None for clause in clauses):
            yield "not verified, but some clause has a value"


def _value(clause: object) -> object:
    return clause.get("value") if isinstance(clause, Mapping) else clause


def _claimed_twice(table: Mapping[str, Any]) -> Iterator[str]:
    licenses, unresolved = table["licenses"], table["unresolved"]
    sound = {id_: one for id_, one in licenses.items() if isinstance(one.get("hub"), Mapping)}
    for kind in ("tags", "names"):
        claims = Counter(word for one in sound.values() for word in one["hub"].get(kind) or [])
        claims.update(list(unresolved.get(kind, {})))
        yield from (f"{kind}: {word} is claimed {count} times" for word, count in claims.items() if count > 1)
        yield from (f"{kind}: {word} is not lower case" for word in claims if word != word.lower())
    spellings = Counter(word.lower() for id_, one in licenses.items() for word in {id_, *(one.get("also") or [])})
    yield from (f"{word} is the spelling of {count} licences" for word, count in spellings.items() if count > 1)
    # A name, a tag and an id share one list where a word is looked up.
    meanings: dict[str, set[str]] = {}
    for id_, one in sound.items():
        for word in (id_, *(one["hub"].get("tags") or []), *(one["hub"].get("names") or [])):
            meanings.setdefault(word.lower(), set()).add(id_)
    yield from (f"{word} means {' and '.join(sorted(ids))}" for word, ids in meanings.items() if len(ids) > 1)
    named = {word: id_ for id_, one in sound.items() for word in one["hub"].get("names") or []}
    nothing = {*unresolved.get("tags", {}), *unresolved.get("names", {})}
    yield from (f"{word} is unresolved, and a name of {named[word]}" for word in sorted(nothing & named.keys()))


def main(arguments: list[str] | None = None) -> int:
    """Print the complaints; without any, and without `check`, write the compiled table."""
    given = sys.argv[1:] if arguments is None else arguments
    table = compiled()
    found = complaints(table)
    print("\n".join(found) or f"{len(table['licenses'])} licences, all complete")
    if "check" not in given and not found:
        COMPILED.write_text(written(table), encoding="utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
