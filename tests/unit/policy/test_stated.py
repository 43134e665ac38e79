"""What a policy says by name: clarifications, own facts, watchlists and waivers that make no sense are refused."""

from __future__ import annotations

import hashlib
import os
from datetime import date

import pytest

from weighbridge.errors import PolicyError
from weighbridge.policy import load_policy, parse_policy

HEAD = """\
weighbridge: 1
name: p
own: {qa: {type: number}, seen: {type: date}}
governance:
  gates:
    - {id: lic, title: L, require: {license.spdx: MIT}}
    - {id: hard, title: H, waivable: false, require: {license.category: permissive}}
  scores: [{id: score, title: S, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 9}}]
"""
LINE = HEAD.count("\n") + 2


def refused(text: str) -> list[str]:
    """Return what is wrong, one text a diagnostic; empty where nothing is."""
    try:
        parse_policy(text.encode(), "p.yaml")
    except PolicyError as error:
        return [str(one) for one in error.diagnostics]
    return []


def clarify(*entries: str) -> list[str]:
    return refused(HEAD + "clarify:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries))


SIGNED = "evidence: e, owner: o, expires: 2030-01-01"


@pytest.mark.parametrize(
    "entry",
    [
        "model: a/b, facts: {license.spdx: MIT}",
        "model: gpt2, facts: {license.spdx: MIT}",
        "model: a/b, revision: '4f1c2ab', facts: {files.custom_code: false}",
        "publisher: a, facts: {provenance.country: FR, provenance.kind: company}",
        "model: a/b, facts: {own.qa: -0.5, own.seen: 2026-01-02, model.languages: [], lineage.base_models: [c/d]}",
        "model: a/b, facts: {model.languages: {members: [de], complete: false}}",
        "model: a/b, facts: {provenance.country: NO}",
        "model: a/b, facts: {provenance.country: DE, provenance.bloc: EU}",
        "model: a/b, facts: {provenance.bloc: GB}",
    ],
)
def test_good_clarifications_are_taken(entry: str) -> None:
    assert clarify(f"{entry}, {SIGNED}") == []


BOTH = "a clarification is of a model or of a publisher\nhint: write one of model, publisher"


@pytest.mark.parametrize(
    ("entry", "column", "message"),
    [
        ("facts: {license.spdx: MIT}", 5, BOTH),
        ("model: a/b, publisher: a, facts: {license.spdx: MIT}", 5, BOTH),
        ("model: a/b, publisher: a, revision: '4f1c2ab', facts: {license.spdx: MIT}", 5, BOTH),
        (
            "publisher: a, revision: '4f1c2ab', facts: {license.spdx: MIT}",
            30,
            "only a model has a revision\nhint: write model instead of publisher",
        ),
        (
            "model: a b, facts: {license.spdx: MIT}",
            13,
            '"a b" is not the id of a model\nhint: write it as org/name; a commit goes into revision',
        ),
        (
            "model: a/b@4f1c2ab, facts: {license.spdx: MIT}",
            13,
            '"a/b@4f1c2ab" is not the id of a model\nhint: write it as org/name; a commit goes into revision',
        ),
        (
            "model: a/*, facts: {license.spdx: MIT}",
            13,
            '"a/*" is not the id of a model\nhint: write it as org/name; a commit goes into revision',
        ),
        (
            "model: a/b, facts: {license.spxd: MIT}",
            26,
            'unknown fact "license.spxd" in clarify\n'
            'hint: did you mean "license.spdx"? `weighbridge facts` lists them all',
        ),
        (
            "model: a/b, facts: {own.qq: 1}",
            26,
            'unknown fact "own.qq" in clarify\nhint: did you mean "own.qa"? `weighbridge facts` lists them all',
        ),
        (
            "model: a/b, facts: {adoption.likes: many}",
            42,
            'clarify: adoption.likes takes a whole number, not "many"',
        ),
        ("model: a/b, facts: {adoption.likes: 1.5}", 42, "clarify: adoption.likes takes a whole number, not 1.5"),
        (
            "model: a/b, facts: {files.custom_code: 'no'}",
            45,
            'clarify: files.custom_code takes true or false, not "no"',
        ),
        ("model: a/b, facts: {license.spdx: [MIT]}", 40, "clarify: license.spdx takes text, not a list"),
        ("model: a/b, facts: {license.spdx: {a: b}}", 40, "clarify: license.spdx takes text, not a mapping"),
        (
            "model: a/b, facts: {model.languages: de}",
            43,
            'clarify: model.languages takes a list, not "de"\nhint: write [a, b]; [] where it is known to be empty',
        ),
        (
            "model: a/b, facts: {model.languages: {complete: false}}",
            43,
            "clarify: model.languages takes a list, or {members: [...], complete: false}",
        ),
        (
            "model: a/b, facts: {model.languages: {members: [de], complete: 'no'}}",
            43,
            'clarify: complete of model.languages is true or false, not "no"',
        ),
        (
            "model: a/b, facts: {license.permits: [fly]}",
            43,
            'clarify: "fly" is no value of license.permits\n'
            "hint: one of: use, commercial, modify, redistribute, host, train_others",
        ),
        (
            "publisher: a, facts: {provenance.country: France}",
            48,
            'clarify: "France" is no value of provenance.country\n'
            "hint: it looks like ISO 3166-1 alpha-2, such as DE; GB, not UK",
        ),
        (
            "publisher: a, facts: {provenance.country: fr}",
            48,
            'clarify: "fr" is no value of provenance.country\n'
            "hint: it looks like ISO 3166-1 alpha-2, such as DE; GB, not UK",
        ),
        (
            "publisher: a, facts: {provenance.country: UK}",
            48,
            'clarify: "UK" is no value of provenance.country\n'
            "hint: it looks like ISO 3166-1 alpha-2, such as DE; GB, not UK",
        ),
        (
            "publisher: a, facts: {provenance.bloc: Europe}",
            45,
            'clarify: "Europe" is no value of provenance.bloc\n'
            "hint: it looks like EU, or a country as ISO 3166-1 alpha-2",
        ),
        ("model: a/b, facts: {own.qa: good}", 34, 'clarify: own.qa takes a number, not "good"'),
        ("model: a/b, facts: {own.qa: 1e16}", 34, "clarify: own.qa is 1e+16, outside -1e+15 to 1e+15"),
        (
            "model: a/b, facts: {own.seen: soon}",
            36,
            'clarify: "soon" is not a date\nhint: write it as 2026-11-23',
        ),
        (
            "model: a/b, facts: {license.spdx: null}",
            40,
            "license.spdx is clarified as nothing\nhint: leave it out where it is not known",
        ),
        (
            "model: a/b, facts: {license.spdx: ' '}",
            40,
            "clarify: license.spdx is empty\nhint: leave it out where it is not known",
        ),
        *(
            (
                f"model: a/b, facts: {{{name}: x}}",
                26,
                f"{name} cannot be clarified: it says which repository it is",
            )
            for name in ("model.id", "model.revision", "model.pinned", "model.role", "model.publisher", "model.name")
        ),
    ],
)
def test_a_clarification_that_makes_no_sense_is_refused(entry: str, column: int, message: str) -> None:
    assert clarify(f"{entry}, {SIGNED}") == [f"p.yaml:{LINE}:{column}: error: {message}"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "model: a/b, facts: {license.spdx: MIT}, owner: o, expires: 2030-01-01",
            '"evidence" is missing in clarify[0]',
        ),
        (
            "model: a/b, facts: {license.spdx: MIT}, evidence: e, expires: 2030-01-01",
            '"owner" is missing in clarify[0]',
        ),
        ("model: a/b, facts: {license.spdx: MIT}, evidence: e, owner: o", '"expires" is missing in clarify[0]'),
        (f"model: a/b, {SIGNED}", '"facts" is missing in clarify[0]'),
        (f"model: a/b, facts: {{}}, {SIGNED}", "clarify[0].facts is empty"),
        (
            "model: a/b, facts: {license.spdx: MIT}, evidence: '', owner: o, expires: 2030-01-01",
            "clarify[0].evidence is empty",
        ),
        (
            "model: a/b, facts: {license.spdx: MIT}, evidence: e, owner: o, expires: never",
            'clarify[0].expires: "never" is not a date\nhint: write it as 2026-11-23',
        ),
        (
            f"model: a/b, revision: main, facts: {{license.spdx: MIT}}, {SIGNED}",
            'clarify[0].revision cannot be "main"\nhint: a commit is 7 to 40 digits and letters a to f',
        ),
        (
            f"model: a/b, revision: 1234567, facts: {{license.spdx: MIT}}, {SIGNED}",
            "clarify[0].revision is text, not 1234567\nhint: put it in quotes",
        ),
        (
            f"modell: a/b, facts: {{license.spdx: MIT}}, {SIGNED}",
            'unknown key "modell" in clarify[0]\nhint: did you mean "model"?',
        ),
    ],
)
def test_a_clarification_of_another_shape_is_refused(entry: str, message: str) -> None:
    found = clarify(entry)
    assert [one.partition(": error: ")[2] for one in found] == [message]


@pytest.mark.parametrize(
    ("first", "second", "about"),
    [
        ("model: a/b", "model: a/b", "a/b"),
        ("publisher: a", "publisher: a", "a"),
        ("model: a/b, revision: '4f1c2ab'", "model: a/b, revision: '4f1c2ab'", "a/b"),
    ],
)
def test_two_values_for_one_fact_of_one_subject_are_refused(first: str, second: str, about: str) -> None:
    entries = [f"{one}, facts: {{license.spdx: {value}}}, {SIGNED}" for one, value in ((first, "MIT"), (second, "ISC"))]
    (found,) = clarify(*entries)
    place, _, said = found.partition(": error: ")
    assert place.startswith(f"p.yaml:{LINE + 1}:")
    assert said == (
        f"license.spdx of {about} is clarified in p.yaml:{LINE} as something else\nhint: take one of them out"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("model: a/b, facts: {license.spdx: MIT}", "model: a/b, facts: {license.spdx: MIT}"),
        ("model: a/b, facts: {license.spdx: MIT}", "publisher: a, facts: {license.spdx: ISC}"),
        ("model: a/b, facts: {license.spdx: MIT}", "model: a/b, revision: '4f1c2ab', facts: {license.spdx: ISC}"),
        ("model: a/b, facts: {license.spdx: MIT}", "model: a/c, facts: {license.spdx: ISC}"),
        ("model: a/b, facts: {license.spdx: MIT}", "model: a/b, facts: {adoption.likes: 3}"),
    ],
)
def test_different_subjects_and_the_same_value_may_stand_side_by_side(first: str, second: str) -> None:
    assert clarify(f"{first}, {SIGNED}", f"{second}, {SIGNED}") == []


@pytest.mark.parametrize("second", ["[fr, de]", "{members: [de, fr]}", "[de, fr, de]"])
def test_a_set_that_is_written_otherwise_is_the_same_value(second: str) -> None:
    entries = [f"model: a/b, facts: {{model.languages: {value}}}, {SIGNED}" for value in ("[de, fr]", second)]
    assert clarify(*entries) == []


@pytest.mark.parametrize("second", ["[de]", "[]", "{members: [de, fr], complete: false}"])
def test_another_set_is_another_value(second: str) -> None:
    entries = [f"model: a/b, facts: {{model.languages: {value}}}, {SIGNED}" for value in ("[de, fr]", second)]
    assert clarify(*entries) == [
        f"p.yaml:{LINE + 1}:43: error: model.languages of a/b is clarified in p.yaml:{LINE} as something else\n"
        "hint: take one of them out"
    ]


@pytest.mark.parametrize("publisher", ["a/b", "a b", "https://huggingface.co/a", "a@b", "a/*", "-a"])
def test_what_cannot_be_a_publisher_is_refused(publisher: str) -> None:
    assert clarify(f"publisher: '{publisher}', facts: {{license.spdx: MIT}}, {SIGNED}") == [
        f'p.yaml:{LINE}:17: error: "{publisher}" is not a publisher\nhint: the part of a model\'s id before the slash'
    ]


FULL = "4f1c2ab" + "0" * 33


@pytest.mark.parametrize("commits", [("4f1c2ab", FULL), (FULL, "4f1c2ab"), ("4f1c2ab", "4f1c2ab0")])
def test_one_commit_written_short_and_in_full_is_one_subject(commits: tuple[str, str]) -> None:
    entries = [
        f"model: a/b, revision: '{commit}', facts: {{license.spdx: {value}}}, {SIGNED}"
        for commit, value in zip(commits, ("MIT", "ISC"), strict=True)
    ]
    assert clarify(*entries) == [
        f"p.yaml:{LINE + 1}:{54 + len(commits[1])}: error: license.spdx of a/b is clarified in p.yaml:{LINE} as "
        "something else\nhint: take one of them out"
    ]
    assert clarify(entries[0], entries[1].replace("ISC", "MIT")) == []
    assert clarify(entries[0], entries[1].replace("4f1c2ab", "4f1c2ac")) == []


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ("{x: {type: money}}", 'own.x.type cannot be "money"\nhint: one of: number, integer, text, bool, date, set'),
        ("{x: {unit: points}}", '"type" is missing in own.x'),
        ("{X: {type: number}}", None),
        ("{x: {type: number, fle: r.csv}}", 'unknown key "fle" in own.x\nhint: did you mean "file"?'),
        ("{x: number}", 'own.x is a mapping, not "number"'),
        ("{x: {type: number, file: ''}}", "own.x.file is empty"),
        (
            "{x: {type: number, file: r.csv}}",
            '"r.csv" is a path, and what names it is not a file\nhint: load the policy from a file',
        ),
    ],
)
def test_an_own_fact_that_makes_no_sense_is_refused(own: str, message: str | None) -> None:
    text = HEAD.replace("{qa: {type: number}, seen: {type: date}}", own)
    found = [one.partition(": error: ")[2] for one in refused(text)]
    assert len(found) == 1
    assert message is None or found == [message]


def test_an_own_fact_that_is_not_declared_is_unknown_with_the_nearest_name() -> None:
    assert refused(HEAD.replace("adoption.likes", "own.qq")) == [
        'p.yaml:8:59: error: unknown fact "own.qq" in rule "score"\n'
        'hint: did you mean "own.qa"? `weighbridge facts` lists them all'
    ]


FILES = "weighbridge: 1\nname: p\ngovernance:\n  gates: [{id: g, title: G, require: {provenance.listed: {count: 0}}}]\n"


def named(kind: str, name: str, more: str = "") -> str:
    if kind == "own":
        return f"{FILES}own: {{x: {{type: number, file: {name}}}}}\n"
    return f"{FILES}watchlists: [{{name: w, date: 2026-10-01, file: {name}{more}}}]\n"


PLACES = {"own": "5:31", "watchlists": "5:48"}


@pytest.mark.parametrize("kind", PLACES)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone.csv", "{folder}/gone.csv: there is no such file"),
        ("x" * 300, '"' + "x" * 59 + '…" cannot be read: File name too long'),
        ("folder", "{folder}/folder: this is not a plain file"),
        ("pipe", "{folder}/pipe: this is not a plain file"),
        (
            "/etc/passwd",
            '"/etc/passwd" is not a path beside this file\nhint: write it relative to the folder of this policy',
        ),
        ("'~/w.csv'", '"~/w.csv" is not a path beside this file\nhint: write it relative to the folder of this policy'),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_where_it_is_named(
    tmp_path, write_policy, kind: str, name: str, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    path = write_policy(named(kind, name))
    with pytest.raises(PolicyError) as raised:
        load_policy(path)
    assert str(raised.value) == f"{path}:{PLACES[kind]}: error: {message.format(folder=tmp_path)}"


def test_a_file_may_lie_beside_or_above_the_policy(tmp_path, write_policy, write_file) -> None:
    (tmp_path / "sub").mkdir()
    write_file("w.csv", "name,namespace\nX,x\n")
    write_policy(named("watchlists", "../w.csv"), "sub/policy.yaml")
    policy = load_policy(tmp_path / "sub" / "policy.yaml")
    assert [one.path for one in policy.files] == [f"{tmp_path}/sub/policy.yaml", f"{tmp_path}/sub/../w.csv"]


def test_a_layer_names_files_beside_itself(tmp_path, write_policy, write_file) -> None:
    (tmp_path / "sub").mkdir()
    write_file("sub/w.csv", "name,namespace\nX,x\n")
    write_file("sub/r.csv", "model,revision,y\na/b,,1\n")
    below = named("watchlists", "w.csv") + "own: {y: {type: number, file: r.csv}}\n"
    write_policy(below, "sub/below.yaml")
    policy = load_policy(write_policy("weighbridge: 1\nname: top\nextends: [sub/below.yaml]\n"))
    assert [one.path.removeprefix(f"{tmp_path}/") for one in policy.files] == [
        "policy.yaml",
        "sub/below.yaml",
        "sub/r.csv",
        "sub/w.csv",
    ]
    assert [dict(one.facts) for one in policy.results] == [{"own.y": 1.0}]


def test_a_checksum_that_differs_is_refused_and_the_right_one_taken(write_policy, write_file) -> None:
    path = write_file("w.csv", "name,namespace\nX,x\n")
    right = hashlib.sha256(path.read_bytes()).hexdigest()
    (one,) = load_policy(write_policy(named("watchlists", "w.csv", f", sha256: '{right}'"))).watchlists
    assert (one.name, one.day, one.file, one.sha256) == ("w", date(2026, 10, 1), str(path), right)
    wrong = "0" * 64
    source = write_policy(named("watchlists", "w.csv", f", sha256: '{wrong}'"))
    with pytest.raises(PolicyError) as raised:
        load_policy(source)
    assert str(raised.value) == (
        f"{source}:5:48: error: sha256 of {path} is {right}, not {wrong}\n"
        "hint: read what changed in it before you write the new sha256 here"
    )


@pytest.mark.parametrize(
    ("watchlists", "message"),
    [
        ("{name: w, file: w.csv}", '"date" is missing in watchlists[0]'),
        ("{name: w, date: 2026-10-01}", '"file" is missing in watchlists[0]'),
        ("{file: w.csv, date: 2026-10-01}", '"name" is missing in watchlists[0]'),
        (
            "{name: w, file: w.csv, date: October}",
            'watchlists[0].date: "October" is not a date\nhint: write it as 2026-11-23',
        ),
        (
            "{name: w, file: w.csv, date: 2026-10-01, sha256: abc}",
            'watchlists[0].sha256 cannot be "abc"\nhint: 64 digits and letters a to f, as sha256sum prints them',
        ),
        (
            "{name: W 1, file: w.csv, date: 2026-10-01}",
            'watchlists[0].name cannot be "W 1"\nhint: small letters, digits, dots, dashes and underscores, at most 80',
        ),
        (
            "{name: w, file: w.csv, date: 2026-10-01}, {name: w, file: w.csv, date: 2026-10-02}",
            'a watchlist is called "w" already',
        ),
    ],
)
def test_a_watchlist_of_another_shape_is_refused(write_policy, write_file, watchlists: str, message: str) -> None:
    write_file("w.csv", "name,namespace\nX,x\n")
    with pytest.raises(PolicyError) as raised:
        load_policy(write_policy(f"{FILES}watchlists: [{watchlists}]\n"))
    assert [str(one).partition(": error: ")[2] for one in raised.value.diagnostics] == [message]


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_wrong_inside_a_file_is_said_at_its_line(write_policy, write_file, kind: str) -> None:
    path = write_file("f.csv", "name,namspace\nX,x\n" if kind == "watchlists" else "model,revision,x\na/b,,nan\n")
    with pytest.raises(PolicyError) as raised:
        load_policy(write_policy(named(kind, "f.csv")))
    said = {
        "watchlists": f'{path}:1:1: error: unknown column "namspace"\nhint: did you mean "namespace"?',
        "own": f'{path}:2:1: error: own.x takes a number, not "nan"',
    }
    assert str(raised.value) == said[kind]


def waivers(*entries: str) -> list[str]:
    return refused(HEAD + "waivers:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries))


def waiver(**other: str) -> str:
    keys = {"id": "W-1", "rules": "[lic]", "models": "['a/*']", "reason": "r", "owner": "o", "approver": "p"} | other
    return ", ".join(f"{key}: {value}" for key, value in (keys | {"expires": "2030-01-01"}).items())


SAME = 'waiver "W-1": approver and owner are the same\nhint: a second person has to approve it'


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"rules": "[hard]"}, 'waiver "W-1": "hard" is not waivable (p.yaml:7)\nhint: take the rule out of the waiver'),
        ({"rules": "[lic, gone]"}, 'waiver "W-1" names no rule of the policy: "gone"'),
        ({"rules": "[licc]"}, 'waiver "W-1" names no rule of the policy: "licc"\nhint: did you mean "lic"?'),
        (
            {"rules": "[score]"},
            'waiver "W-1": "score" is a score rule\n'
            "hint: only gates can be waived; a score decides by minimum_score and floors",
        ),
        ({"approver": "o"}, SAME),
        ({"approver": "O"}, SAME),
        ({"approver": "' o '"}, SAME),
        ({"owner": "Ann  Lee", "approver": "' ann\tlee '"}, SAME),
        ({"owner": "Straße", "approver": "STRASSE"}, SAME),
        ({"approver": "''"}, "waivers[0].approver is empty"),
        ({"approver": "' '"}, 'waivers[0].approver cannot be " "\nhint: it is blank'),
        ({"owner": "' '"}, 'waivers[0].owner cannot be " "\nhint: it is blank'),
        ({"reason": "' '"}, 'waivers[0].reason cannot be " "\nhint: it is blank'),
        ({"rules": "[]"}, "waivers[0].rules is empty"),
        ({"models": "[]"}, "waivers[0].models is empty"),
        (
            {"models": "[a/b, 'a b']"},
            'waiver "W-1": no model can be called "a b"\nhint: an id as org/name; * and ? stand for any',
        ),
        (
            {"models": "['größe/*']"},
            'waiver "W-1": no model can be called "größe/*"\nhint: an id as org/name; * and ? stand for any',
        ),
        (
            {"id": "W 1"},
            'waivers[0].id cannot be "W 1"\nhint: letters, digits, dots, dashes and underscores, at most 80',
        ),
    ],
)
def test_a_waiver_that_makes_no_sense_is_refused(other: dict[str, str], message: str) -> None:
    assert [one.partition(": error: ")[2] for one in waivers(waiver(**other))] == [message]


def test_errors_of_waivers_stand_where_they_are_written() -> None:
    assert [one.splitlines()[0] for one in waivers(waiver(rules="[lic, gone]"), waiver(approver="o"))] == [
        f'p.yaml:{LINE}:28: error: waiver "W-1" names no rule of the policy: "gone"',
        f'p.yaml:{LINE + 1}:10: error: a waiver is called "W-1" already, in p.yaml:{LINE}',
        f'p.yaml:{LINE + 1}:77: error: waiver "W-1": approver and owner are the same',
    ]
    locked = "waivers:\n  locked: true\n  entries:\n    - {" + waiver(rules="[gone]") + "}\n"
    assert refused(HEAD + locked) == [
        f'p.yaml:{LINE + 2}:25: error: waiver "W-1" names no rule of the policy: "gone"',
    ]


@pytest.mark.parametrize("key", ["id", "rules", "models", "reason", "owner", "approver"])
def test_a_waiver_without_what_four_eyes_need_is_refused(key: str) -> None:
    entry = ", ".join(part for part in waiver().split(", ") if not part.startswith(f"{key}:"))
    assert [one.partition(": error: ")[2] for one in waivers(entry)] == [f'"{key}" is missing in waivers[0]']
