"""Policies of the tests' own, as plain data: every operator on every kind of fact, every combination, every score form."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from weighbridge.policy import Policy, parse_policy
from weighbridge.strict.document import load_document

Data = dict[str, Any]

_WORDS = [
    "a",
    "A",
    "%",
    "_",
    ".",
    "*b",
    "\n",
    "ab\n",
    "\\",
    "[b]",
    "(a|b)+",
    "b$",
    "^",
    "ä",
    "\u0308",
    "\u2028",
    "😀",
    " ",
]
_PATTERNS = [
    "*",
    "?",
    "??",
    "a*",
    "*b",
    "a?b",
    "a.b",
    "a\\*",
    "*\n",
    "ab",
    "a%b",
    "(a|b)+",
    "^ab$",
    "*[*",
    "?*?",
    "ä",
    "*😀",
]
_TEXT = {"known": [True, False], "starts_with": _WORDS, "ends_with": _WORDS, "contains": _WORDS, "like": _PATTERNS}
_LICENSES = [
    ["MIT"],
    ["MIT", "Apache-2.0"],
    ["GPL-3.0-only", "Apache-2.0"],
    ["GPL-2.0-only WITH Classpath-exception-2.0"],
    ["GPL-2.0-only"],
]
_NUMBERS = [-1.0, -0.5, 0, 0.1, 0.3, 0.5, 1, 1000000]
_INTEGERS = [0, 1, 2, 10, 100, 1000000000]
_DAYS = ["2026-10-20", "2026-10-21", "2025-10-21", "2026-09-21"]
_COUNTS: list[Any] = [
    0,
    1,
    2,
    {"eq": 2},
    {"ne": 0},
    {"ne": 2},
    {"lt": 1},
    {"lt": 3},
    {"lte": 0},
    {"lte": 2},
    {"gt": 0},
    {"gt": 2},
    {"gte": 1},
    {"gte": 3},
    {"between": [1, 2]},
    {"gte": 1, "lt": 3},
    {"gte": 5000},
]


def _equal(values: list[Any]) -> dict[str, list[Any]]:
    return {"eq": values, "ne": values, "in": [values[:1], values[:2]], "not_in": [values[:1], values[:2]]}


def _ordered(values: list[Any]) -> dict[str, list[Any]]:
    pairs = [[low, high] for low in values[:3] for high in values if low <= high]
    return {**dict.fromkeys(("lt", "lte", "gt", "gte"), values), "between": pairs, "known": [True, False]}


def _sets(members: list[str]) -> dict[str, list[Any]]:
    several = [members[:1], members[:2], members]
    return {
        **{name: [[], *several] for name in ("eq", "ne")},
        **dict.fromkeys(("has_any", "has_all", "has_none", "subset_of"), several),
        "has": members,
        "count": _COUNTS,
        "known": [True, False],
    }


OPERANDS: dict[str, dict[str, list[Any]]] = {
    "model.name": _TEXT | _equal(["ab", "a.b", "a%b", "null", "^ab$", "äb", "a\u0308b", "😀"]),
    "license.spdx": _TEXT | _equal(["MIT", "Apache-2.0", "MIT OR GPL-3.0-only"]) | {"satisfies": _LICENSES},
    "docs.training_data": _TEXT | _equal(["named", "available"]) | {"satisfies": [["named"]]},
    "openness.kind": _TEXT
    | _equal(["open-source", "open-weight", "closed-api"])
    | {"in": [["open-weight"], ["open-source", "open-weight"], ["closed-api", "open-source"]]}
    | {"satisfies": [["open-source"]]},
    "hosting.headroom": _equal(_NUMBERS) | _ordered(_NUMBERS),
    "lineage.derivatives": _equal(_INTEGERS) | _ordered(_INTEGERS),
    "files.custom_code": _equal([True, False]) | {"known": [True, False]},
    "model.created": _equal(_DAYS)
    | dict.fromkeys(("before", "after"), _DAYS)
    | {name: [0, 1, 30, 365, 36_500] for name in ("within_days", "older_than_days")}
    | {"known": [True, False]},
    "lineage.countries": _sets(["KP", "IR", "NO", "DE"]),
    "model.tags": _sets(["a", "a%b", "ä"]),
    "license.permits": _sets(["use", "commercial", "modify", "redistribute", "host", "train_others"]),
    "docs.sections": _sets(["limitations", "bias", "evaluation"]),
}
"""Operands at and beside the limits, by fact and operator; one fact at least of each kind."""

UNSURE: list[Data] = [
    {"files.custom_code": False},
    {"lineage.countries": {"has_none": ["KP", "IR"]}},
    {"license.permits": {"has_all": ["use", "commercial"]}},
    {"hosting.headroom": {"gte": 0}},
    {"openness.kind": ["open-source", "open-weight"]},
]
"""Conditions of which the evidence often does not say whether they hold."""


def every_operator() -> Data:
    """Return a policy with a gate for every operator on every kind of fact and each operand."""
    number = count()
    gates = [
        {"id": f"r{next(number)}", "title": f"{fact} {name} {operand!r}", "require": {fact: {name: operand}}}
        for fact, operators in OPERANDS.items()
        for name, operands in operators.items()
        for operand in operands
    ]
    return {"weighbridge": 1, "name": "every-operator", "governance": {"gates": gates}}


def every_combination() -> Data:
    """Return a policy with nested conditions, `when`, lists, short forms and several operators at once."""
    requires = [
        {"all": UNSURE},
        {"any": UNSURE},
        {"not": {"all": UNSURE[:2]}},
        {"not": {"any": UNSURE[2:]}},
        {"not": {"not": UNSURE[1]}},
        *({"at_least": {"n": n, "of": UNSURE}} for n in range(1, len(UNSURE) + 1)),
        {"not": {"at_least": {"n": 3, "of": UNSURE}}},
        {"any": [{"all": UNSURE[:2]}, {"at_least": {"n": 2, "of": UNSURE[2:]}}, {"not": UNSURE[0]}]},
        UNSURE[0] | UNSURE[1] | UNSURE[2],
        {"hosting.headroom": {"gte": -0.5, "lt": 1, "ne": 0.25}},
        {"license.spdx": "$approved"},
        {"license.spdx": {"not_in": "$approved"}},
        {"license.spdx": {"satisfies": "$approved"}},
        {"lineage.countries": {"has_none": "$blocked"}},
        {"lineage.countries": {"has_none": ["$blocked", "CN"]}},
        {"not": {"license.permits": {"known": True}}},
        {"any": [{"docs.training_data": {"known": False}}, {"docs.training_data": "available"}]},
    ]
    gates = [{"id": f"r{index}", "title": "t", "require": require} for index, require in enumerate(requires)]
    gates += [
        {"id": f"w{index}-{other}", "title": "t", "require": require, "when": when}
        for index, require in enumerate(UNSURE)
        for other, when in enumerate(UNSURE)
    ]
    return {
        "weighbridge": 1,
        "name": "every-combination",
        "lists": {"approved": ["MIT", "Apache-2.0"], "blocked": ["KP", "IR", "NO"]},
        "vendor_lock": {"gates": gates},
    }


def every_form() -> Data:
    """Return a policy with every form of score rule but steps, weights, floors, a minimum score, and a scope."""
    headroom, derivatives = "hosting.headroom", "lineage.derivatives"
    hosting = [
        {"curve": {"fact": headroom, "worst": 0.0, "best": 0.5}},
        {"curve": {"fact": headroom, "worst": 1.0, "best": -0.5}},
        {"curve": {"fact": headroom, "worst": 0, "best": 0.3, "scale": "log"}, "when": UNSURE[0], "otherwise": 0.25},
    ]
    governance = [
        {"map": {"fact": "openness.kind", "values": {"open-source": 1, "open-weight": 0.6, "closed-api": 0}}},
        {"map": {"fact": "openness.kind", "values": {"open-weight": 0.3}}},
        {"map": {"fact": "docs.training_data", "values": {"available": 1, "named": 0.5}}},
        {"map": {"fact": "model.task", "values": {"text-generation": 0.9, "summarization": 0.2}}},
        {"share": {"fact": "docs.sections", "of": ["limitations", "bias", "evaluation"]}},
        {"share": {"fact": "lineage.countries", "of": "$near"}, "when": UNSURE[4], "otherwise": 1},
    ]
    adaptation = [
        {"curve": {"fact": derivatives, "worst": 1, "best": 1000, "scale": "log"}},
        {"curve": {"fact": derivatives, "worst": 100, "best": 0, "scale": "log"}},
        {"curve": {"fact": derivatives, "worst": 0, "best": 11}},
    ]
    vendor_lock = [
        {"flag": {"files.custom_code": False}},
        {"flag": {"any": UNSURE}, "when": {"at_least": {"n": 2, "of": UNSURE}}, "otherwise": 0},
    ]
    sections = {"hosting": hosting, "governance": governance, "adaptation": adaptation, "vendor_lock": vendor_lock}
    weights = [1, 3, 0.5, 2, 7, 1.25]
    scores: Data = {
        name: {
            "scores": [
                {"id": f"{name}-{index}", "title": "t", "weight": weights[index], **form}
                for index, form in enumerate(forms)
            ]
        }
        for name, forms in sections.items()
    }
    scores["governance"]["gates"] = [
        {"id": "no-code", "title": "t", "unknown": "fail", "when": UNSURE[3], "require": UNSURE[0]},
        {"id": "origin", "title": "t", "action": "review", "require": UNSURE[1]},
        {"id": "permits", "title": "t", "unknown": "warn", "require": UNSURE[2]},
        {"id": "young", "title": "t", "action": "warn", "require": {"model.created": {"within_days": 365}}},
    ]
    return {
        "weighbridge": 1,
        "name": "every-form",
        "candidates": {"require": {"model.task": "text-generation"}},
        "lists": {"near": ["DE", "FR", "NO"]},
        "weights": {
            "hosting": 25,
            "governance": {"value": 40, "min": 30, "max": 50},
            "adaptation": 15,
            "vendor_lock": 20,
        },
        "decide": {"minimum_score": 45, "floors": {"hosting": 20, "vendor_lock": 50}},
        **scores,
    }


def every_step() -> Data:
    """Return a policy with steps up, down and both ways, over whole numbers and others."""
    points = {
        "hosting.headroom": [[[-1, 1], [0, 0.5], [0.3, 0.1], [2, 0.75]], [[-0.5, 1], [0.5, 0]]],
        "lineage.derivatives": [[[1, 0], [10, 0.5], [100, 1]]],
    }
    steps = [{"fact": fact, "points": one} for fact, several in points.items() for one in several]
    scores = [{"id": f"s{index}", "title": "t", "weight": 1, "steps": one} for index, one in enumerate(steps)]
    return {"weighbridge": 1, "name": "every-step", "hosting": {"scores": scores}}


def every_waiver() -> Data:
    """Return a policy with gates of every action and every `unknown`, and waivers for some of them and some models."""
    answers = [{"license.category": "permissive"}, {"provenance.country": {"in": ["FR", "US", "CN"]}}]
    gates = [
        {"id": f"{action}-{unknown}-{index}", "title": "t", "action": action, "unknown": unknown, "require": require}
        for action in ("block", "review", "warn")
        for unknown in ("review", "fail", "warn")
        for index, require in enumerate(answers)
    ]
    ids = [gate["id"] for gate in gates]
    people = {"reason": "r", "owner": "a", "approver": "b", "expires": "2100-01-01"}
    waivers = [
        {"id": "W1", "rules": ids, "models": ["*1", "*/*B"], **people},
        {"id": "W2", "rules": ids[:9], "models": ["Qwen/*", "?/*", "*.*"], **people},
        {"id": "W3", "rules": ids[5:6], "models": ["*"], **people},
    ]
    return {"weighbridge": 1, "name": "every-waiver", "governance": {"gates": gates}, "waivers": waivers}


def parsed(data: Data) -> tuple[Policy, Data]:
    """Return a policy parsed by weighbridge, and as the plain data that its YAML reader gives."""
    text = json.dumps(data, ensure_ascii=False).replace("\u2028", "\\u2028").encode()
    root = load_document(text, data["name"]).root
    assert isinstance(root, dict)
    return parse_policy(text, data["name"]), root


OWN = (every_operator(), every_combination(), every_form(), every_step(), every_waiver())
OWN_POLICIES = {data["name"]: data for data in OWN}
