"""Bad policies: every one ends as `file:line:column: error: message`, then a hint, and evaluates nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from weighbridge.errors import DocumentError, PolicyError, UsageError
from weighbridge.facts import FACTS
from weighbridge.policy import load_policy, parse_policy
from weighbridge.policy.operators import OPERATORS, suitable

BASE = """\
weighbridge: 1
name: p
governance:
  gates:
    - id: g
      title: G
      require: {license.spdx: MIT}
"""

TOP = (
    "adaptation, candidates, clarify, context, decide, description, extends, governance, hosting, lists, name, own, owner, "
    "review_by, tests, vendor_lock, version, waivers, watchlists, weighbridge, weights"
)

NAMES = "lists: {names: [MIT]}\n"


def gate(require: str) -> str:
    """Return a policy with one gate that requires this."""
    return BASE.replace("{license.spdx: MIT}", require)


def score(form: str) -> str:
    """Return a policy with one gate and one score rule of this form."""
    return BASE + "  scores:\n    - {id: s, title: S, weight: 1, " + form + "}\n"


def refused(text: str | bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        parse_policy(text.encode() if isinstance(text, str) else text, "p.yaml")
    return str(caught.value)


BAD: dict[str, tuple[str, str]] = {
    "unknown key": (BASE + "wieghts: {}\n", 'p.yaml:8:1: error: unknown key "wieghts"\nhint: did you mean "weights"?'),
    "unknown key gate": (
        BASE.replace("title: G", "title: G\n      servity: low"),
        'p.yaml:7:7: error: unknown key "servity" in governance.gates[0]\nhint: did you mean "severity"?',
    ),
    "unknown fact": (
        gate("{hosting.vram: {lte: 4}}"),
        'p.yaml:7:17: error: unknown fact "hosting.vram" in rule "g"\n'
        'hint: did you mean "hosting.plan"? `weighbridge facts` lists them all',
    ),
    "unknown fact 2": (
        gate("{license.spxd: MIT}"),
        'p.yaml:7:17: error: unknown fact "license.spxd" in rule "g"\n'
        'hint: did you mean "license.spdx"? `weighbridge facts` lists them all',
    ),
    "unknown op": (
        gate("{size.parameters: {lessthan: 4}}"),
        'p.yaml:7:35: error: unknown operator "lessthan" in rule "g"\n'
        "hint: one of: eq, ne, in, not_in, known, lt, lte, gt, gte, between",
    ),
    "unknown op2": (
        gate("{size.parameters: {ltee: 4}}"),
        'p.yaml:7:35: error: unknown operator "ltee" in rule "g"\nhint: did you mean "lte"?',
    ),
    "op not fit set": (
        gate("{model.tags: {lt: 4}}"),
        'p.yaml:7:30: error: rule "g": "lt" does not suit model.tags, which is a set\n'
        "hint: a set takes: eq, ne, known, has, has_any, has_all, has_none, subset_of, count",
    ),
    "set eq str": (
        gate("{model.tags: a}"),
        'p.yaml:7:17: error: rule "g": "eq" does not suit model.tags, which is a set\n'
        "hint: write {model.tags: {has: a}}",
    ),
    "dup key": (BASE + "name: q\n", 'p.yaml:8:1: error: duplicate key "name"; it stands already in line 2'),
    "dup key nested": (
        gate("{license.spdx: MIT, license.spdx: MIT}"),
        'p.yaml:7:36: error: duplicate key "license.spdx"; it stands already in line 7',
    ),
    "dup rule": (
        BASE + "    - {id: g, title: H, require: {license.spdx: MIT}}\n",
        'p.yaml:8:12: error: duplicate rule id "g"; it stands already in line 5',
    ),
    "undef list": (
        gate("{license.spdx: $approvd}").replace("governance", "lists: {approved: [MIT]}\ngovernance", 1),
        'p.yaml:8:31: error: "$approvd" is not defined under lists\nhint: did you mean "approved"?',
    ),
    "undef list2": (gate("{license.spdx: {in: $x}}"), 'p.yaml:7:36: error: "$x" is not defined under lists'),
    "locked top": (
        BASE + "locked: true\n",
        f'p.yaml:8:1: error: unknown key "locked"\nhint: known here: {TOP}',
    ),
    "locked description": (
        BASE + "description: {locked: true}\n",
        "p.yaml:8:14: error: description is text, not a mapping",
    ),
    "locked question": (
        BASE + "hosting: {locked: true}\n",
        'p.yaml:8:11: error: unknown key "locked" in hosting\nhint: known here: gates, scores',
    ),
    "locked weight": (
        BASE + "weights: {governance: {value: 3, locked: true}}\n",
        'p.yaml:8:34: error: unknown key "locked" in weights.governance\nhint: known here: max, min, value',
    ),
    "locked test": (
        BASE + "tests: [{name: t, given: {}, expect: {verdict: fit}, locked: true}]\n",
        'p.yaml:8:54: error: unknown key "locked" in tests[0]\nhint: known here: expect, given, name',
    ),
    "locked own": (
        BASE + "own: {a: {type: number, locked: true}}\n",
        'p.yaml:8:25: error: unknown key "locked" in own.a\nhint: known here: file, type, unit',
    ),
    "locked extends": (
        BASE + "extends: [{use: builtin:baseline, locked: true}]\n",
        'p.yaml:8:35: error: unknown key "locked" in extends[0]\nhint: known here: sha256, use',
    ),
    "locked list without entries": (
        BASE + "lists: {a: {locked: true}}\n",
        'p.yaml:8:12: error: "entries" is missing in lists.a',
    ),
    "locked no": (
        BASE.replace("title: G", "title: G\n      locked: no"),
        'p.yaml:7:15: error: governance.gates[0].locked is true or false, not "no"',
    ),
    "locked 1": (BASE + "decide: {locked: 1}\n", "p.yaml:8:18: error: decide.locked is true or false, not 1"),
    "one_per unknown": (
        BASE + "candidates: {require: {model.task: x}, one_per: familly}\n",
        'p.yaml:8:49: error: candidates.one_per cannot be "familly"\nhint: did you mean "family"?',
    ),
    "one_per rule": (
        BASE.replace("title: G", "title: G\n      one_per: family"),
        'p.yaml:7:7: error: unknown key "one_per" in governance.gates[0]\n'
        "hint: known here: action, fix, id, locked, refs, require, severity, title, unknown, waivable, when, why",
    ),
    "extends text": (
        BASE + "extends: builtin:baseline\n",
        'p.yaml:8:10: error: extends is a list, not "builtin:baseline"\nhint: write [builtin:baseline], also for one',
    ),
    "extends from text": (
        BASE + "extends: [other.yaml]\n",
        'p.yaml:8:11: error: extends: "other.yaml" is a path, and what names it is not a file\n'
        "hint: load the policy from a file",
    ),
    "clarify mapping": (BASE + "clarify: {}\n", "p.yaml:8:10: error: clarify is a list, not a mapping"),
    "clarify nothing": (
        BASE + "clarify: [{model: a/b, evidence: x, owner: y, expires: 2027-01-01}]\n",
        'p.yaml:8:11: error: "facts" is missing in clarify[0]',
    ),
    "waivers number": (BASE + "waivers: 3\n", "p.yaml:8:10: error: waivers is a mapping, not 3"),
    "waivers nobody": (
        BASE + "waivers: [{id: W, rules: [g], models: [a/b], reason: r, owner: o, expires: 2027-01-01}]\n",
        'p.yaml:8:11: error: "approver" is missing in waivers[0]',
    ),
    "watchlists text": (
        BASE + "watchlists: [a.csv]\n",
        'p.yaml:8:14: error: watchlists[0] is a mapping, not "a.csv"',
    ),
    "own list": (BASE + "own: []\n", "p.yaml:8:6: error: own is a mapping, not a list"),
    "own name": (
        BASE + "own: {Bad: {type: number}}\n",
        'p.yaml:8:12: error: own.Bad cannot be "Bad"\n'
        "hint: a small letter, then small letters, digits and underscores, at most 40",
    ),
    "own type": (
        BASE + "own: {a: {type: nmber}}\n",
        'p.yaml:8:17: error: own.a.type cannot be "nmber"\nhint: did you mean "number"?',
    ),
    "alias": ("a: &x [1]\nb: *x\n", 'p.yaml:1:4: error: anchor "&x": anchors are not read; write it out'),
    "alias only": ("b: *x\n", 'p.yaml:1:4: error: alias "*x": aliases are not read; write it out'),
    "tag": (
        BASE + "owner: !!python/object:os.system x\n",
        'p.yaml:8:8: error: tag "tag:yaml.org,2002:python/object:os.system": tags are not read',
    ),
    "tag2": (BASE + "owner: !mine x\n", 'p.yaml:8:8: error: tag "!mine": tags are not read'),
    "tag str": (BASE + "owner: !!str x\n", 'p.yaml:8:8: error: tag "tag:yaml.org,2002:str": tags are not read'),
    "multi": (BASE + "---\na: 1\n", "p.yaml:9:1: error: a second document starts here; a file holds one"),
    "ctl": (BASE + "owner: a\x07b\n", "p.yaml:8:9: error: character U+0007 is not allowed in YAML"),
    ".nan": (gate("{size.parameters: {lte: .nan}}"), 'p.yaml:7:40: error: ".nan" is not a finite number'),
    "inf": (gate("{size.parameters: {lte: -.inf}}"), 'p.yaml:7:40: error: "-.inf" is not a finite number'),
    "1e999": (gate("{size.parameters: {lte: 1e999}}"), 'p.yaml:7:40: error: "1e999" is not a finite number'),
    "2**62": (
        gate("{size.parameters: {lte: 4611686018427387904}}"),
        'p.yaml:7:40: error: rule "g": size.parameters is 4611686018427387904, outside 1 to 1e+15',
    ),
    "10**30": (
        gate("{size.parameters: {lte: 1000000000000000000000000000000}}"),
        'p.yaml:7:40: error: rule "g": size.parameters is 1e+30, outside 1 to 1e+15',
    ),
    "neg": (
        gate("{size.parameters: {lte: -1}}"),
        'p.yaml:7:40: error: rule "g": size.parameters is -1, outside 1 to 1e+15',
    ),
    "str num": (
        gate('{size.parameters: {lte: "5"}}'),
        'p.yaml:7:40: error: rule "g": size.parameters takes a whole number, not "5"',
    ),
    "frac int": (
        gate("{size.parameters: {lte: 1.5}}"),
        'p.yaml:7:40: error: rule "g": size.parameters takes a whole number, not 1.5',
    ),
    "empty cond": (
        gate("{}"),
        'p.yaml:7:16: error: rule "g": the condition is empty\nhint: an empty condition would let everything pass',
    ),
    "empty req null": (
        gate(""),
        'p.yaml:7:15: error: rule "g": a condition is a mapping such as {license.spdx: MIT}, not null',
    ),
    "cond list": (
        gate("[a]"),
        'p.yaml:7:16: error: rule "g": a condition is a mapping such as {license.spdx: MIT}, not a list',
    ),
    "cond str": (
        gate("yes"),
        'p.yaml:7:16: error: rule "g": a condition is a mapping such as {license.spdx: MIT}, not "yes"',
    ),
    "empty ops": (
        gate("{license.spdx: {}}"),
        'p.yaml:7:31: error: rule "g": license.spdx has no operator\n'
        "hint: one of: eq, ne, in, not_in, known, starts_with, ends_with, contains, like, satisfies",
    ),
    "empty in": (
        gate("{license.spdx: []}"),
        'p.yaml:7:31: error: rule "g": in of license.spdx: the list is empty\n'
        "hint: an empty list would let nothing or everything pass; leave the rule out",
    ),
    "empty in2": (
        gate("{license.spdx: {in: []}}"),
        'p.yaml:7:36: error: rule "g": in of license.spdx: the list is empty\n'
        "hint: an empty list would let nothing or everything pass; leave the rule out",
    ),
    "empty has_all": (
        gate("{license.permits: {has_all: []}}"),
        'p.yaml:7:44: error: rule "g": has_all of license.permits: the list is empty\n'
        "hint: an empty list would let nothing or everything pass; leave the rule out",
    ),
    "all null part": (
        gate("{all: [null]}"),
        'p.yaml:7:23: error: rule "g": a condition is a mapping such as {license.spdx: MIT}, not null',
    ),
    "not list": (
        gate("{not: [a]}"),
        'p.yaml:7:22: error: rule "g": a condition is a mapping such as {license.spdx: MIT}, not a list',
    ),
    "empty policy": ("", "p.yaml:1:1: error: the file is empty"),
    "comment only": ("# hi\n", "p.yaml:1:1: error: the file is empty"),
    "null policy": ("~\n", "p.yaml:1:1: error: a policy is a mapping\nhint: start with `weighbridge: 1`"),
    "list policy": ("- a\n", "p.yaml:1:1: error: a policy is a mapping\nhint: start with `weighbridge: 1`"),
    "only header": (
        "weighbridge: 1\nname: p\n",
        "p.yaml:1:1: error: the policy has no rule\n"
        "hint: add a gate under hosting, governance, adaptation or vendor_lock; a layer is read with what extends it",
    ),
    "v2": (
        BASE.replace("weighbridge: 1", "weighbridge: 2"),
        "p.yaml:1:14: error: policy version 2 is not read here\nhint: this weighbridge reads version 1",
    ),
    "vstr": (
        BASE.replace("weighbridge: 1", 'weighbridge: "1"'),
        'p.yaml:1:14: error: policy version "1" is not read here\nhint: this weighbridge reads version 1',
    ),
    "no version": (
        BASE.replace("weighbridge: 1\n", ""),
        'p.yaml:1:1: error: "weighbridge" is missing\nhint: every policy starts with `weighbridge: 1`',
    ),
    "no name": (BASE.replace("name: p\n", ""), 'p.yaml:1:1: error: "name" is missing'),
    "no title": (BASE.replace("      title: G\n", ""), 'p.yaml:5:7: error: "title" is missing in governance.gates[0]'),
    "no id": (
        BASE.replace("    - id: g\n      title", "    - title"),
        'p.yaml:5:7: error: "id" is missing in governance.gates[0]',
    ),
    "no require": (
        BASE.replace("      require: {license.spdx: MIT}\n", ""),
        'p.yaml:5:7: error: "require" is missing in governance.gates[0]',
    ),
    "num id": (
        BASE.replace("id: g", "id: 012"),
        "p.yaml:5:11: error: governance.gates[0].id is text, not 12\nhint: put it in quotes",
    ),
    "bad id": (
        BASE.replace("id: g", "id: G g"),
        'p.yaml:5:11: error: governance.gates[0].id cannot be "G g"\n'
        "hint: small letters, digits, dots, dashes and underscores, at most 80",
    ),
    "bad name": (
        BASE.replace("name: p", "name: My Policy"),
        'p.yaml:2:7: error: name cannot be "My Policy"\n'
        "hint: small letters, digits, dots, dashes and underscores, at most 80",
    ),
    "bad action": (
        BASE.replace("title: G", "title: G\n      action: blok"),
        'p.yaml:7:15: error: governance.gates[0].action cannot be "blok"\nhint: did you mean "block"?',
    ),
    "bad sev": (
        BASE.replace("title: G", "title: G\n      severity: 3"),
        "p.yaml:7:17: error: governance.gates[0].severity cannot be 3\nhint: one of: critical, high, medium, low",
    ),
    "bad unknown": (
        BASE.replace("title: G", "title: G\n      unknown: pass"),
        'p.yaml:7:16: error: governance.gates[0].unknown cannot be "pass"\nhint: one of: review, fail, warn',
    ),
    "weights unknown": (
        BASE + "weights: {govrnance: 3}\n",
        'p.yaml:8:11: error: unknown key "govrnance" in weights\nhint: did you mean "governance"?',
    ),
    "weights neg": (
        BASE + "weights: {governance: -1}\n",
        "p.yaml:8:23: error: weights.governance should be greater than or equal to 0, not -1",
    ),
    "weights range": (
        BASE + "weights: {governance: {value: 5, min: 6, max: 9}}\n",
        "p.yaml:8:23: error: weights.governance: 5 is not between 6 and 9",
    ),
    "weights min>max": (
        BASE + "weights: {governance: {value: 5, min: 9, max: 6}}\n",
        "p.yaml:8:23: error: weights.governance: 5 is not between 9 and 6",
    ),
    "weights unkn key": (
        BASE + "weights: {governance: {value: 5, mn: 6}}\n",
        'p.yaml:8:34: error: unknown key "mn" in weights.governance\nhint: did you mean "min"?',
    ),
    "weights zero": (
        score("curve: {fact: size.parameters, worst: 1, best: 2}") + "weights: {governance: 0}\n",
        "p.yaml:10:1: error: no dimension with a score rule has a weight above 0",
    ),
    "floors": (
        BASE + "decide: {floors: {govrnance: 3}}\n",
        'p.yaml:8:19: error: decide.floors.govrnance cannot be "govrnance"\nhint: did you mean "governance"?',
    ),
    "floors hi": (
        BASE + "decide: {floors: {governance: 300}}\n",
        "p.yaml:8:31: error: decide.floors.governance should be less than or equal to 100, not 300",
    ),
    "minscore": (
        BASE + "decide: {minimum_score: 101}\n",
        "p.yaml:8:25: error: decide.minimum_score should be less than or equal to 100, not 101",
    ),
    "max_age unknown": (
        BASE + "decide: {max_age: {adopton: 3}}\n",
        'p.yaml:8:20: error: unknown fact or namespace "adopton" in max_age\nhint: did you mean "adoption"?',
    ),
    "max_age non ageing": (
        BASE + "decide: {max_age: {size.parameters: 3}}\n",
        'p.yaml:8:20: error: "size.parameters" in max_age does not age\n'
        "hint: what was read from files at a commit does not age; knowledge and watchlists carry their own dates",
    ),
    "max_age ns": (
        BASE + "decide: {max_age: {docs: 3}}\n",
        'p.yaml:8:20: error: "docs" in max_age does not age\n'
        "hint: what was read from files at a commit does not age; knowledge and watchlists carry their own dates",
    ),
    "max_age neg": (
        BASE + "decide: {max_age: {adoption: -3}}\n",
        "p.yaml:8:30: error: decide.max_age.adoption should be greater than or equal to 0, not -3",
    ),
    "test fact": (
        BASE + "tests: [{name: t, given: {license.spxd: MIT}, expect: {verdict: fit}}]\n",
        'p.yaml:8:27: error: unknown fact "license.spxd" in test "t"\n'
        'hint: did you mean "license.spdx"? `weighbridge facts` lists them all',
    ),
    "test val": (
        BASE + "tests: [{name: t, given: {size.parameters: many}, expect: {verdict: fit}}]\n",
        'p.yaml:8:44: error: test "t": size.parameters takes a whole number, not "many"',
    ),
    "test rule": (
        BASE + "tests: [{name: t, given: {}, expect: {rules: {gg: pass}}}]\n",
        'p.yaml:8:47: error: no rule is called "gg"\nhint: did you mean "g"?',
    ),
    "test state": (
        BASE + "tests: [{name: t, given: {}, expect: {rules: {g: passed}}}]\n",
        'p.yaml:8:50: error: tests[0].expect.rules.g cannot be "passed"\nhint: did you mean "pass"?',
    ),
    "test verdict": (
        BASE + "tests: [{name: t, given: {}, expect: {verdict: ok}}]\n",
        'p.yaml:8:48: error: tests[0].expect.verdict cannot be "ok"\nhint: one of: fit, review, unfit',
    ),
    "test nothing": (
        BASE + "tests: [{name: t, given: {}, expect: {}}]\n",
        'p.yaml:8:38: error: test "t" expects nothing\nhint: name a verdict or rules',
    ),
    "test no expect": (BASE + "tests: [{name: t, given: {}}]\n", 'p.yaml:8:9: error: "expect" is missing in tests[0]'),
    "map vocab": (
        score("map: {fact: openness.kind, values: {open-sauce: 1}}"),
        'p.yaml:9:72: error: rule "s": "open-sauce" is no value of openness.kind\nhint: did you mean "open-source"?',
    ),
    "map range": (
        score("map: {fact: openness.kind, values: {open-source: 2}}"),
        "p.yaml:9:85: error: governance.scores[0].map.values.open-source should be less than or equal to 1, not 2",
    ),
    "curve same": (
        score("curve: {fact: size.parameters, worst: 3, best: 3}"),
        'p.yaml:9:83: error: rule "s": worst and best are the same\nhint: either may be larger, but they must differ',
    ),
    "curve log": (
        score("curve: {fact: size.parameters, worst: -3, best: 4, scale: log}"),
        'p.yaml:9:43: error: rule "s": a log scale starts at 0 or above\nhint: it uses ln(1+x)',
    ),
    "curve scale": (
        score("curve: {fact: size.parameters, worst: 3, best: 4, scale: lgo}"),
        'p.yaml:9:93: error: governance.scores[0].curve.scale cannot be "lgo"\nhint: did you mean "log"?',
    ),
    "curve missing": (
        score("curve: {fact: size.parameters, worst: 3}"),
        'p.yaml:9:43: error: "best" is missing in governance.scores[0].curve',
    ),
    "share unk": (
        score("share: {fact: docs.sections, of: [intended-usage]}"),
        'p.yaml:9:69: error: rule "s": "intended-usage" is no value of docs.sections\n'
        'hint: did you mean "intended-use"?',
    ),
    "share str": (
        score("share: {fact: docs.sections, of: limitations}"),
        'p.yaml:9:69: error: rule "s": of takes a list of members, not "limitations"',
    ),
    "flag bad": (
        score("flag: {}"),
        'p.yaml:9:42: error: rule "s": the condition is empty\nhint: an empty condition would let everything pass',
    ),
    "no form": (
        score("why: x"),
        'p.yaml:9:7: error: rule "s" has no value\nhint: exactly one of: curve, steps, map, share, flag',
    ),
    "two forms": (
        score("flag: {license.spdx: MIT}, curve: {fact: size.parameters, worst: 3, best: 4}"),
        'p.yaml:9:7: error: rule "s" has curve and flag\nhint: exactly one of: curve, steps, map, share, flag',
    ),
    "score when": (
        score("flag: {license.spdx: MIT}, when: {license.spdx: MIT}"),
        'p.yaml:9:7: error: rule "s": when and otherwise go together\nhint: otherwise is the value where when is false',
    ),
    "score otherwise": (
        score("flag: {license.spdx: MIT}, otherwise: 1"),
        'p.yaml:9:7: error: rule "s": when and otherwise go together\nhint: otherwise is the value where when is false',
    ),
    "score nan otherwise": (
        score("flag: {license.spdx: MIT}, when: {license.spdx: MIT}, otherwise: 1.5"),
        "p.yaml:9:101: error: governance.scores[0].otherwise should be less than or equal to 1, not 1.5",
    ),
    "at_least 0": (
        gate("{at_least: {n: 0, of: [{license.spdx: MIT}]}}"),
        'p.yaml:7:31: error: rule "g": n is a whole number from 1 to 1, not 0',
    ),
    "at_least 2": (
        gate("{at_least: {n: 2, of: [{license.spdx: MIT}]}}"),
        'p.yaml:7:31: error: rule "g": n is a whole number from 1 to 1, not 2',
    ),
    "at_least true": (
        gate("{at_least: {n: true, of: [{license.spdx: MIT}]}}"),
        'p.yaml:7:31: error: rule "g": n is a whole number from 1 to 1, not true',
    ),
    "at_least keys": (
        gate("{at_least: {m: 1, of: [{license.spdx: MIT}]}}"),
        'p.yaml:7:27: error: rule "g": at_least takes {n: 2, of: [...]}',
    ),
    "vocab": (
        gate("{license.category: permisive}"),
        'p.yaml:7:35: error: rule "g": "permisive" is no value of license.category\nhint: did you mean "permissive"?',
    ),
    "vocab set": (
        gate("{license.permits: {has: fly}}"),
        'p.yaml:7:40: error: rule "g": "fly" is no value of license.permits\n'
        "hint: one of: use, commercial, modify, redistribute, host, train_others",
    ),
    "bool no": (
        gate("{files.custom_code: no}"),
        'p.yaml:7:36: error: rule "g": files.custom_code takes true or false, not "no"',
    ),
    "bool str": (
        gate('{files.custom_code: "true"}'),
        'p.yaml:7:36: error: rule "g": files.custom_code takes true or false, not "true"',
    ),
    "null": (gate("{license.spdx: null}"), 'p.yaml:7:31: error: rule "g": license.spdx takes text, not null'),
    "null op": (
        gate("{license.spdx: {in: null}}"),
        'p.yaml:7:36: error: rule "g": in of license.spdx: takes a list, not null',
    ),
    "in scalar": (
        gate("{license.spdx: {in: MIT}}"),
        'p.yaml:7:36: error: rule "g": in of license.spdx: takes a list, not "MIT"\nhint: write [MIT]',
    ),
    "between": (
        gate("{size.parameters: {between: [5, 2]}}"),
        'p.yaml:7:44: error: rule "g": between of size.parameters: 5 is more than 2\nhint: write [lowest, highest]',
    ),
    "between 1": (
        gate("{size.parameters: {between: 5}}"),
        'p.yaml:7:44: error: rule "g": between of size.parameters: takes two values, not 5\n'
        "hint: write [lowest, highest]; both count as inside",
    ),
    "known str": (
        gate("{license.spdx: {known: yes}}"),
        'p.yaml:7:39: error: rule "g": known of license.spdx: takes true or false, not "yes"',
    ),
    "count": (
        gate("{model.tags: {count: -1}}"),
        'p.yaml:7:37: error: rule "g": count of model.tags: takes whole numbers from 0 to 5000, not -1',
    ),
    "count op": (
        gate("{model.tags: {count: {atleast: 1}}}"),
        'p.yaml:7:37: error: rule "g": count of model.tags: "atleast" cannot compare a count\n'
        "hint: one of: eq, ne, lt, lte, gt, gte, between",
    ),
    "count empty": (
        gate("{model.tags: {count: {}}}"),
        'p.yaml:7:37: error: rule "g": count of model.tags: takes a number or a comparison such as {gte: 1}',
    ),
    "count bet": (
        gate("{model.tags: {count: {between: [3,1]}}}"),
        'p.yaml:7:37: error: rule "g": count of model.tags: between takes [lowest, highest]',
    ),
    "date": (
        gate("{model.created: {before: yesterday}}"),
        'p.yaml:7:41: error: rule "g": before of model.created: "yesterday" is not a date\n'
        "hint: write it as 2026-11-23",
    ),
    "date ord": (
        gate("{model.created: {gt: 2026-01-01}}"),
        'p.yaml:7:33: error: rule "g": "gt" does not suit model.created, which is a date\n'
        "hint: a date takes: eq, ne, in, not_in, known, before, after, within_days, older_than_days",
    ),
    "days": (
        gate("{model.created: {within_days: -1}}"),
        'p.yaml:7:46: error: rule "g": within_days of model.created: takes a number of days from 0 to 36500, not -1',
    ),
    "satisfies": (
        gate("{license.spdx: {satisfies: ['MIT AND']}}"),
        'p.yaml:7:43: error: rule "g": satisfies of license.spdx: "MIT AND" is not a licence expression',
    ),
    "pattern": (
        gate("{license.spdx: {like: ''}}"),
        'p.yaml:7:38: error: rule "g": like of license.spdx: takes text of 1 to 200 characters, not ""',
    ),
    "list in list": (
        gate("{license.spdx: [[MIT]]}"),
        'p.yaml:7:31: error: rule "g": license.spdx takes text, not a list',
    ),
    "list in list beside a name": (
        NAMES + gate("{license.spdx: [[MIT], $names]}"),
        'p.yaml:8:31: error: rule "g": license.spdx takes text, not a list',
    ),
    "null beside a name": (
        NAMES + gate("{license.spdx: [null, $names]}"),
        'p.yaml:8:31: error: rule "g": license.spdx takes text, not null',
    ),
    "null beside a name in": (
        NAMES + gate("{license.spdx: {in: [$names, null]}}"),
        'p.yaml:8:36: error: rule "g": license.spdx takes text, not null',
    ),
    "null beside a name when": (
        NAMES + BASE.replace("title: G", "title: G\n      when: {license.spdx: [null, $names]}"),
        'p.yaml:8:28: error: rule "g": license.spdx takes text, not null',
    ),
    "null beside a name candidates": (
        NAMES + BASE + "candidates: {require: {license.spdx: [null, $names]}}\n",
        "p.yaml:9:38: error: candidates: license.spdx takes text, not null",
    ),
    "null beside a name share": (
        "lists: {names: [bias]}\n" + score("share: {fact: docs.sections, of: [null, $names]}"),
        'p.yaml:10:69: error: rule "s": docs.sections takes text, not null',
    ),
    "share null": (
        score("share: {fact: docs.sections, of: null}"),
        'p.yaml:9:69: error: rule "s": of takes a list of members, not null',
    ),
    "list name": (
        BASE + "lists: {BadName: [a]}\n",
        'p.yaml:8:18: error: lists.BadName cannot be "BadName"\n'
        "hint: small letters, digits, dots, dashes and underscores, at most 80",
    ),
    "review_by": (
        BASE + "review_by: soon\n",
        'p.yaml:8:12: error: review_by: "soon" is not a date\nhint: write it as 2026-11-23',
    ),
    "review_by num": (
        BASE + "review_by: 2026\n",
        "p.yaml:8:12: error: review_by: 2026 is not a date\nhint: write it as 2026-11-23",
    ),
    "ctx use": (
        BASE + "context: {use: internl}\n",
        'p.yaml:8:16: error: context.use cannot be "internl"\nhint: did you mean "internal"?',
    ),
    "ctx country": (
        BASE + "context: {user_countries: [de]}\n",
        'p.yaml:8:28: error: context.user_countries[0] cannot be "de"\n'
        "hint: a country is a code of ISO 3166-1, such as DE; GB, not UK",
    ),
    "ctx NO": (
        BASE + "context: {user_countries: [NO, no]}\n",
        'p.yaml:8:32: error: context.user_countries[1] cannot be "no"\n'
        "hint: a country is a code of ISO 3166-1, such as DE; GB, not UK",
    ),
    "ctx no such country": (
        BASE + "context: {user_countries: [GB, UK]}\n",
        'p.yaml:8:32: error: context.user_countries[1] cannot be "UK"\n'
        "hint: a country is a code of ISO 3166-1, such as DE; GB, not UK",
    ),
    "ctx unk": (
        BASE + "context: {usr_countries: []}\n",
        'p.yaml:8:11: error: unknown key "usr_countries" in context\nhint: did you mean "user_countries"?',
    ),
    "ctx wl": (
        BASE + "context: {workload: {context_tokens: 0}}\n",
        "p.yaml:8:38: error: context.workload.context_tokens should be greater than or equal to 1, not 0",
    ),
    "ctx hw": (
        BASE + "context: {hardware: [{name: a}]}\n",
        'p.yaml:8:22: error: "accelerator" is missing in context.hardware[0]',
    ),
    "ctx accel": (
        BASE + "context: {accelerators: {c: {memory_gib: 0}}}\n",
        "p.yaml:8:42: error: context.accelerators.c.memory_gib should be greater than 0, not 0",
    ),
    "owner no": (BASE + "owner: 5\n", "p.yaml:8:8: error: owner is text, not 5\nhint: put it in quotes"),
    "cand noreq": (BASE + "candidates: {}\n", 'p.yaml:8:13: error: "require" is missing in candidates'),
    "cand null": (
        BASE + "candidates: {require: }\n",
        "p.yaml:8:23: error: candidates: a condition is a mapping such as {license.spdx: MIT}, not null",
    ),
    "cand bad": (
        BASE + "candidates: {require: {model.tsk: a}}\n",
        'p.yaml:8:24: error: unknown fact "model.tsk" in candidates\n'
        'hint: did you mean "model.task"? `weighbridge facts` lists them all',
    ),
    "key not text": (BASE + "? [a]\n: b\n", "p.yaml:8:3: error: a key must be text"),
    "bad yaml": (BASE + "  x: [\n", "p.yaml:9:1: error: not valid YAML: did not find expected node content"),
    "tab": (
        "weighbridge: 1\n\tname: p\n",
        "p.yaml:2:1: error: not valid YAML: found a tab character that violates indentation",
    ),
    "long fact": (
        gate("{" + "a" * 500 + ": MIT}"),
        'p.yaml:7:17: error: unknown fact "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…" in rule "g"\n'
        "hint: `weighbridge facts` lists them all",
    ),
    "merge key": (
        BASE + "<<: {a: b}\n",
        f'p.yaml:8:1: error: unknown key "<<"\nhint: known here: {TOP}',
    ),
    "weird fact key": (
        gate('{"a\\e[31m\\u202e": 1}'),
        'p.yaml:7:17: error: unknown fact "a[31m" in rule "g"\nhint: `weighbridge facts` lists them all',
    ),
    "number key": (
        BASE + "5: a\n",
        f'p.yaml:8:1: error: unknown key "5"\nhint: known here: {TOP}',
    ),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_a_bad_policy_is_refused_with_place_and_hint(text: str, message: str) -> None:
    assert refused(text) == message


UNNAMED: dict[str, tuple[str, str]] = {
    "steps equal": (score("steps: {fact: size.parameters, points: [[1, 0], [1, 1]]}"), "p.yaml:9:75"),
    "steps fall": (score("steps: {fact: size.parameters, points: [[2, 0], [1, 1]]}"), "p.yaml:9:75"),
    "one step": (score("steps: {fact: size.parameters, points: [[2, 0]]}"), "p.yaml:9:75"),
    "step too high": (score("steps: {fact: size.parameters, points: [[1, 0], [2, 3]]}"), "p.yaml:9:88"),
    "step of three": (score("steps: {fact: size.parameters, points: [[1, 0, 3], [2, 1]]}"), "p.yaml:9:76"),
    "step that is text": (score("steps: {fact: size.parameters, points: [[a, 0], [2, 1]]}"), "p.yaml:9:77"),
    "share of nothing": (score("share: {fact: docs.sections, of: []}"), "p.yaml:9:69"),
    "map of nothing": (score("map: {fact: openness.kind, values: {}}"), "p.yaml:9:71"),
    "section without rules": (BASE + "hosting:\n", "p.yaml:8:9"),
    "section that is a list": (BASE + "hosting: []\n", "p.yaml:8:10"),
    "weight that is text": (BASE + "weights: {governance: high}\n", "p.yaml:8:23"),
    "weights that are a list": (BASE + "weights: [1]\n", "p.yaml:8:10"),
    "title that is null": (BASE.replace("title: G", "title:"), "p.yaml:6:13"),
    "waivable that is text": (BASE.replace("title: G", "title: G\n      waivable: no"), "p.yaml:7:17"),
    "minimum that is true": (BASE + "decide: {minimum_score: true}\n", "p.yaml:8:25"),
    "age that is no whole number": (BASE + "decide: {max_age: {adoption: 3.5}}\n", "p.yaml:8:30"),
    "gates that are a mapping": ("weighbridge: 1\nname: p\ngovernance:\n  gates: {a: b}\n", "p.yaml:4:10"),
    "list that is text": (BASE + "lists: {a: MIT}\n", "p.yaml:8:12"),
    "hardware that is a mapping": (BASE + "context: {hardware: {a: 1}}\n", "p.yaml:8:21"),
    "tests that are text": (BASE + "tests: none\n", "p.yaml:8:8"),
    "title too long": (BASE.replace("title: G", f"title: {'x' * 301}"), "p.yaml:6:14"),
    "title of nothing": (BASE.replace("title: G", 'title: ""'), "p.yaml:6:14"),
    "weight of nothing": (
        BASE + "  scores:\n    - {id: s, title: S, weight: 0, flag: {license.spdx: MIT}}\n",
        "p.yaml:9:33",
    ),
}


@pytest.mark.parametrize(("text", "place"), UNNAMED.values(), ids=UNNAMED)
def test_a_shape_that_does_not_fit_is_said_at_its_place(text: str, place: str) -> None:
    assert refused(text).startswith(f"{place}: error: ")


_INTERNALS = re.compile(
    r"valid (dictionary|list|tuple|boolean|number|string|integer)|instance of|validation|Input|Section|Entry\b"
    r"|\ba (integer|adapter)\b|not a list of|None|NoneType"
)


@pytest.mark.parametrize(
    "text",
    [*(text for text, _ in UNNAMED.values()), *(text for text, _ in BAD.values())],
    ids=[*UNNAMED, *BAD],
)
def test_a_message_speaks_the_words_of_a_policy_and_not_those_of_a_validator(text: str) -> None:
    message = refused(text)
    assert _INTERNALS.findall(message) == []


@pytest.mark.parametrize("version", ["2", "0", "1.5", '"1"', "one", "null", "[1]", "true", "-1", "1.0"])
def test_another_version_is_not_read(version: str) -> None:
    shown = {"[1]": "a list", "one": '"one"'}.get(version, version)
    assert refused(BASE.replace("weighbridge: 1", f"weighbridge: {version}")) == (
        f"p.yaml:1:14: error: policy version {shown} is not read here\nhint: this weighbridge reads version 1"
    )


def test_a_rule_id_may_stand_once_in_the_whole_policy_and_the_later_one_is_named() -> None:
    text = BASE + "hosting:\n  gates: [{id: g, title: H, require: {license.spdx: MIT}}]\n"
    assert refused(text) == 'p.yaml:9:16: error: duplicate rule id "g"; it stands already in line 5'


def test_a_list_inside_a_list_of_operands_stands_for_its_entries() -> None:
    text = "lists: {approved: [MIT]}\n" + gate("{license.spdx: {in: [$approved, Apache-2.0]}}")
    (test,) = parse_policy(text.encode(), "p.yaml").gates[0].conditions()
    assert test.operand == ("Apache-2.0", "MIT")


@pytest.mark.parametrize("operand", ["[$gone]", "{in: [MIT, $gone]}", "{ne: $gone}", "$gone", "{satisfies: $gone}"])
def test_a_list_that_is_not_defined_is_refused_wherever_it_is_named(operand: str) -> None:
    assert '"$gone" is not defined under lists' in refused(gate(f"{{license.spdx: {operand}}}"))


def test_an_unsuitable_operator_is_said_in_good_english() -> None:
    assert refused(gate("{size.parameters: {starts_with: a}}")) == (
        'p.yaml:7:35: error: rule "g": "starts_with" does not suit size.parameters, which is an integer\n'
        "hint: an integer takes: eq, ne, in, not_in, known, lt, lte, gt, gte, between"
    )


def test_what_takes_a_list_of_conditions_is_named() -> None:
    assert (
        refused(gate("{all: []}")) == 'p.yaml:7:22: error: rule "g": all takes a list of conditions, not an empty one'
    )
    assert refused(gate("{any: {license.spdx: MIT}}")) == (
        'p.yaml:7:22: error: rule "g": any takes a list of conditions, not a mapping'
    )


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_every_operator_suits_a_fact_or_is_refused_at_its_key(fact) -> None:
    for name in OPERATORS:
        if name not in suitable(fact):
            message = refused(gate(f"{{{fact.id}: {{{name}: 1}}}}"))
            assert message.startswith(
                f'p.yaml:7:{20 + len(fact.id)}: error: rule "g": "{name}" does not suit {fact.id}'
            )
            assert ", ".join(suitable(fact)) in message


def test_everything_that_is_wrong_is_said_at_once_and_in_file_order() -> None:
    text = (
        gate("{license.spxd: MIT, size.parameters: {ltee: 3}, files.custom_code: 3}") + "decide: {max_age: {docs: 1}}\n"
    )
    assert refused(text) == (
        'p.yaml:7:17: error: unknown fact "license.spxd" in rule "g"\n'
        'hint: did you mean "license.spdx"? `weighbridge facts` lists them all\n'
        'p.yaml:7:54: error: unknown operator "ltee" in rule "g"\n'
        'hint: did you mean "lte"?\n'
        'p.yaml:7:83: error: rule "g": files.custom_code takes true or false, not 3\n'
        'p.yaml:8:20: error: "docs" in max_age does not age\n'
        "hint: what was read from files at a commit does not age; knowledge and watchlists carry their own dates"
    )


def test_a_policy_with_errors_is_a_policy_error() -> None:
    with pytest.raises(PolicyError):
        parse_policy(gate("{}").encode(), "p.yaml")


def test_fifty_thousand_brackets_end_as_a_message(write_policy: Callable[..., str]) -> None:
    path = write_policy("[" * 50_000)
    with pytest.raises(DocumentError) as caught:
        load_policy(path)
    assert str(caught.value) == f"{path}:1:33: error: nested more than 32 deep"


def test_a_condition_as_deep_as_the_document_allows_is_read_and_judged() -> None:
    deep = "{license.spdx: MIT}"
    for _ in range(26):
        deep = f"{{not: {deep}}}"
    assert parse_policy(gate(deep).encode(), "p.yaml").gates[0].id == "g"


def test_a_policy_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        load_policy("gone/away.yaml")
    assert str(caught.value) == "gone/away.yaml: the policy cannot be read: No such file or directory"


def test_a_folder_is_no_policy(tmp_path) -> None:
    with pytest.raises(UsageError) as caught:
        load_policy(tmp_path)
    assert str(caught.value) == f"{tmp_path}: the policy cannot be read: Is a directory"


def test_a_path_that_cannot_be_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="the policy cannot be read: File name too long"):
        load_policy("x" * 5000)


@pytest.mark.parametrize("name", ["gone", "../pyproject", "", "eu-bank"])
def test_a_bundled_policy_that_is_not_there_is_a_usage_error(name: str) -> None:
    with pytest.raises(UsageError, match="no bundled policy is called"):
        load_policy(f"builtin:{name}")


def test_a_huge_policy_is_not_read_whole(tmp_path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(3_000_000)
    with pytest.raises(DocumentError, match="the file has"):
        load_policy(path)
