"""Results of the buyer's own: every type as a cell, and every cell that is refused."""

from __future__ import annotations

import textwrap
from datetime import date

import pytest

from weighbridge import api
from weighbridge.errors import DocumentError
from weighbridge.facts import Fact
from weighbridge.policy.schema import OwnEntry
from weighbridge.policy.stated import own_facts
from weighbridge.sources.own_results import read_results

DAY = date(2026, 11, 1)


def own(kind: str, name: str = "x") -> Fact:
    return own_facts({name: OwnEntry(type=kind, unit="", file="r.csv")})[f"own.{name}"]  # type: ignore[arg-type]


def value(kind: str, cell: str) -> object:
    (one,) = read_results(f'model,revision,x\na/b,,"{cell}"\n'.encode(), "r.csv", [own(kind)])
    return one.facts["own.x"]


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("number", "0.75", 0.75),
        ("number", "-1.5", -1.5),
        ("number", "+2", 2.0),
        ("number", ".5", 0.5),
        ("number", "3.", 3.0),
        ("number", "1e3", 1000.0),
        ("number", "-1E-3", -0.001),
        ("number", " 4 ", 4.0),
        ("number", "-1e15", -1e15),
        ("integer", "7", 7),
        ("integer", "-7", -7),
        ("integer", "7.0", 7),
        ("integer", "1e3", 1000),
        ("text", "no", "no"),
        ("text", "1", "1"),
        ("bool", "true", True),
        ("bool", "False", False),
        ("bool", "TRUE", True),
        ("date", "2026-10-02", "2026-10-02"),
        ("set", "de; fr;de", ["de", "fr", "de"]),
        ("set", "de;", ["de"]),
    ],
)
def test_a_cell_is_read_as_the_type_of_its_fact(kind: str, cell: str, expected: object) -> None:
    found = value(kind, cell)
    assert (found, type(found)) == (expected, float if kind == "integer" else type(expected))


@pytest.mark.parametrize(
    ("kind", "cell", "message"),
    [
        ("number", "nan", 'own.x takes a number, not "nan"'),
        ("number", "inf", 'own.x takes a number, not "inf"'),
        ("number", "-Infinity", 'own.x takes a number, not "-Infinity"'),
        ("number", "1e400", "own.x takes a finite number, not inf"),
        ("number", "1_000", 'own.x takes a number, not "1_000"'),
        ("number", "1,5", 'own.x takes a number, not "1,5"'),
        ("number", "0x10", 'own.x takes a number, not "0x10"'),
        ("number", "١", 'own.x takes a number, not "١"'),
        ("number", "75 %", 'own.x takes a number, not "75 %"'),
        ("number", "-", 'own.x takes a number, not "-"'),
        ("number", "1e16", "own.x is 1e+16, outside -1e+15 to 1e+15"),
        ("integer", "7.5", "own.x takes a whole number, not 7.5"),
        ("integer", "seven", 'own.x takes a whole number, not "seven"'),
        ("bool", "yes", 'own.x takes true or false, not "yes"'),
        ("bool", "1", 'own.x takes true or false, not "1"'),
        ("date", "2026-13-01", '"2026-13-01" is not a date\nhint: write it as 2026-11-23'),
        ("date", "1.10.2026", '"1.10.2026" is not a date\nhint: write it as 2026-11-23'),
        ("set", ";", "own.x has no member between its semicolons\nhint: leave the cell empty if none is known"),
        ("set", " ; ;", "own.x has no member between its semicolons\nhint: leave the cell empty if none is known"),
        ("date", "20261001", '"20261001" is not a date\nhint: write it as 2026-11-23'),
    ],
)
def test_a_cell_that_is_no_such_value_is_refused_at_its_line(kind: str, cell: str, message: str) -> None:
    with pytest.raises(DocumentError) as raised:
        value(kind, cell)
    assert str(raised.value) == f"r.csv:2:1: error: {message}"


def test_a_line_becomes_a_statement_with_its_place() -> None:
    text = "model,revision,x,y\na/b,,0.5,\nc/d,4f1c2ab,,2\ne/f,,,\ngpt2,,1,1\n"
    found = read_results(text.encode(), "r.csv", [own("number"), own("integer", "y")])
    assert [(one.model, one.revision, dict(one.facts), one.source, one.reading) for one in found] == [
        ("a/b", None, {"own.x": 0.5}, "r.csv:2", "own"),
        ("c/d", "4f1c2ab", {"own.y": 2.0}, "r.csv:3", "own"),
        ("gpt2", None, {"own.x": 1.0, "own.y": 1.0}, "r.csv:5", "own"),
    ]
    assert {(one.publisher, one.owner, one.expires) for one in found} == {(None, "", None)}


def test_every_line_that_cannot_be_read_is_named() -> None:
    lines = [
        "a b,,1",
        "a/b,main,1",
        "a/b,,1",
        "a/b,,2",
        "a/b,4f1c2ab,1",
        "a/b,4f1c2ab,1",
        "a/../b,,1",
        "a/b,4F1C2AB,oops",
    ]
    text = "model,revision,x\n" + "\n".join(lines)
    with pytest.raises(DocumentError) as raised:
        read_results(text.encode(), "r.csv", [own("number")])
    assert str(raised.value).splitlines() == [
        'r.csv:2:1: error: "a b" is not the id of a model',
        "hint: write it as org/name",
        'r.csv:3:1: error: "main" is not a commit',
        "hint: a commit is 7 to 40 digits and letters a to f",
        'r.csv:5:1: error: "a/b" stands already in line 4',
        "hint: one line a model and commit",
        'r.csv:7:1: error: "a/b" stands already in line 6',
        "hint: one line a model and commit",
        'r.csv:8:1: error: "a/../b" is not the id of a model',
        "hint: write it as org/name",
        'r.csv:9:1: error: "4F1C2AB" is not a commit',
        "hint: a commit is 7 to 40 digits and letters a to f",
        'r.csv:9:1: error: own.x takes a number, not "oops"',
    ]


POLICY = """\
weighbridge: 1
name: p
own:
  qa: {type: number, unit: exact match 0 to 1, file: r.csv}
  loss: {type: integer, file: r.csv}
  note: {type: text, file: r.csv}
  ok: {type: bool, file: r.csv}
  seen: {type: date, file: r.csv}
  langs: {type: set, file: r.csv}
  by_hand: {type: number}
hosting:
  gates:
    - {id: qa, title: Q, require: {own.qa: {gte: 0.5}}}
    - {id: loss, title: L, require: {own.loss: {lt: 0}}}
    - {id: note, title: N, require: {own.note: {like: "g*d"}}}
    - {id: ok, title: O, require: {own.ok: true}}
    - {id: seen, title: S, require: {own.seen: {after: 2026-01-01}}}
    - {id: langs, title: L, require: {own.langs: {has_all: [de, fr]}}}
    - {id: hand, title: H, require: {own.by_hand: {known: false}}}
  scores: [{id: score, title: S, weight: 1, curve: {fact: own.qa, worst: -1, best: 1}}]
"""
RESULTS = """\
model,revision,qa,loss,note,ok,seen,langs
a/good,,0.5,-3,good,true,2026-10-01,fr;de
a/bad,,0.4,0,bad,false,2026-01-01,de
a/pinned,4f1c2ab,1,-1,,,,
a/elsewhere,0000000,1,-1,,,,
nobody/here,,1,-1,,,,
"""
COMMIT = "4f1c2ab" + "0" * 33


@pytest.fixture
def ranking(build_snapshot, write_policy, write_file) -> api.Ranking:
    write_file("r.csv", RESULTS)
    models = {"a/good": {}, "a/bad": {}, "a/none": {}, "a/pinned": {"model.revision": COMMIT}}
    models["a/elsewhere"] = {"model.revision": COMMIT}
    snapshot = api.open_snapshot(build_snapshot(models))
    return api.weigh(api.load_policy(write_policy(POLICY)), snapshot, as_of=DAY)


def test_own_facts_of_every_type_decide_gates_and_scores(ranking: api.Ranking) -> None:
    ids = ["a/good", "a/bad", "a/none", "a/pinned", "a/elsewhere"]
    found = api.findings(ranking.judged, ids)
    states = {name: " ".join(finding.state for finding in found[name]) for name in ids}
    assert states == {
        "a/good": "pass pass pass pass pass pass pass known",
        "a/bad": "fail fail fail fail fail fail pass known",
        "a/none": "unknown unknown unknown unknown unknown unknown pass unknown",
        "a/pinned": "pass pass unknown unknown unknown unknown pass known",
        "a/elsewhere": "unknown unknown unknown unknown unknown unknown pass unknown",
    }
    assert [(found[name][-1].low, found[name][-1].high) for name in ids] == [
        (0.75, 0.75),
        (0.7, 0.7),
        (0.0, 1.0),
        (1.0, 1.0),
        (0.0, 1.0),
    ]


def test_evidence_names_the_line_of_the_file_and_a_missing_one_says_so(ranking: api.Ranking, tmp_path) -> None:
    found = api.findings(ranking.judged, ["a/good", "a/none"])
    (item,) = found["a/good"][0].evidence
    assert (item.fact, item.value, item.reading, item.source, item.url, item.observed, item.reason) == (
        "own.qa",
        0.5,
        "own",
        f"{tmp_path}/r.csv:2",
        "",
        None,
        None,
    )
    assert (
        found["a/none"][0].message
        == "own.qa is not known (neither our results nor a clarification gives it); own.qa must be at least 0.5"
    )
    assert found["a/good"][5].message == "own.langs holds de, fr"


def test_the_file_is_one_of_the_policys_files_and_its_bytes_change_the_checksum(write_policy, write_file) -> None:
    path = write_file("r.csv", RESULTS)
    first = api.load_policy(write_policy(POLICY))
    assert [file.path for file in first.files] == [str(path.parent / "policy.yaml"), str(path)]
    write_file("r.csv", RESULTS.replace("0.5", "0.6"))
    second = api.load_policy(write_policy(POLICY))
    assert first.files[0] == second.files[0]
    assert first.sha256 != second.sha256


@pytest.mark.parametrize(
    ("csv", "clarify", "expected"),
    [
        ("a/b,,0.1", "model: a/b", 0.9),
        ("a/b,4f1c2ab,0.1", "model: a/b, revision: '4f1c2ab'", 0.9),
        ("a/b,4f1c2ab,0.1", "model: a/b", 0.1),
        ("a/b,,0.1", "publisher: a", 0.1),
        ("a/b,,", "publisher: a", 0.9),
        ("a/b,0000000,0.1", "publisher: a", 0.9),
    ],
)
def test_what_is_closer_to_the_model_counts_and_a_clarification_goes_before_an_equally_close_result(
    build_snapshot, write_policy, write_file, csv: str, clarify: str, expected: float
) -> None:
    write_file("r.csv", f"model,revision,qa\n{csv}\n")
    text = (
        "weighbridge: 1\nname: p\nown: {qa: {type: number, file: r.csv}}\n"
        "hosting:\n  gates: [{id: g, title: G, require: {own.qa: {gte: 0}}}]\n"
        f"clarify: [{{{clarify}, facts: {{own.qa: 0.9}}, evidence: e, owner: o, expires: 2030-01-01}}]\n"
    )
    snapshot = api.open_snapshot(build_snapshot({"a/b": {"model.revision": COMMIT}}))
    ranking = api.weigh(api.load_policy(write_policy(text)), snapshot, as_of=DAY)
    (finding,) = api.findings(ranking.judged, ["a/b"])["a/b"]
    assert finding.evidence[0].value == expected


def test_policy_test_takes_own_facts_as_given(weighbridge, write_policy, write_file) -> None:
    write_file("r.csv", RESULTS)
    tests = """\
tests:
  - {name: given, given: {own.qa: 0.7, own.langs: [de]}, expect: {rules: {qa: pass, langs: fail, loss: unknown}}}
  - {name: from the file, given: {model.id: a/good}, expect: {verdict: fit}}
  - {name: what is given stands above, given: {model.id: a/good, own.qa: 0.1}, expect: {rules: {qa: fail, loss: pass}}}
"""
    path = write_policy(POLICY + tests)
    head = POLICY.count("\n")
    assert weighbridge("policy", "test", path) == (
        0,
        f"ok    {path}:{head + 2}: given\nok    {path}:{head + 3}: from the file\n"
        f"ok    {path}:{head + 4}: what is given stands above\n3 passed, 0 failed\n",
        "",
    )


def test_what_is_shown_to_be_filled_in_is_taken(weighbridge, build_snapshot, write_policy) -> None:
    text = (
        "weighbridge: 1\nname: p\nown: {qa: {type: number}}\n"
        "hosting:\n  gates: [{id: g, title: G, require: {own.qa: {gte: 0}}}]\n"
    )
    source, folder = write_policy(text), build_snapshot({"a/b": {}})
    out = weighbridge("check", source, "--snapshot", folder).out
    shown = textwrap.dedent(out[out.index("  clarify:\n") : out.index("  weighbridge check")])
    assert weighbridge("check", write_policy(text + shown), "--snapshot", folder).code == 2
    filled = shown.replace("[FILL IN]", "1").replace("[FILL IN A DAY]", "2035-01-01")
    ran = weighbridge("check", write_policy(text + filled), "--snapshot", folder)
    assert (ran.code, ran.err) == (0, "")
