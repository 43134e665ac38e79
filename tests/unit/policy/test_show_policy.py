"""The policy as it comes out of its layers: it loads again to the same policy, and says where each part is from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from weighbridge import api
from weighbridge.policy import Policy, load_policy
from weighbridge.policy.builtin import builtin_names
from weighbridge.policy.difference import differences
from weighbridge.policy.show import show
from weighbridge.sources.snapshot import open_snapshot
from weighbridge.strict.document import Mark

EXAMPLES = Path(__file__).parents[3] / "examples" / "layers"
NOWHERE = Mark("", 0, 0)
G = "governance: {gates: [{id: g, title: T, require: {license.spdx: MIT}}]}\n"


def meaning(policy: Policy) -> dict[str, Any]:
    """Return all that a policy says, without places."""
    placed = ("gates", "scores", "waivers", "clarifications")
    plain = ("scope", "one_per", "context", "lists", "weights", "decide", "own", "name", "version", "owner")
    return {
        **{name: tuple(replace(one, mark=NOWHERE) for one in getattr(policy, name)) for name in placed},
        **{name: getattr(policy, name) for name in plain},
        "watchlists": [replace(one, file=Path(one.file).name) for one in policy.watchlists],
        "results": [(one.facts, one.model, one.revision) for one in policy.results],
        "locks": sorted(policy.locks),
        "description": policy.description,
        "tests": [replace(one, mark=NOWHERE) for one in policy.tests],
    }


def shown_again(source: Path, name: str = "shown.yaml") -> Policy:
    """Return a policy as its `show`, saved beside it, loads."""
    path = source.parent / name
    path.write_text(show(load_policy(source)), encoding="utf-8")
    return load_policy(path)


@pytest.fixture(scope="module")
def snapshot() -> api.Snapshot:
    return open_snapshot()


def verdicts(policy: Policy, snapshot: api.Snapshot) -> list[tuple[object, ...]]:
    order = api.weigh(policy, snapshot, as_of=snapshot.collected, every=True).order
    return order.select("model__id", "verdict", "because_evidence", "low", "high", "waived").rows()


def assert_same(policy: Policy, again: Policy, snapshot: api.Snapshot) -> None:
    assert meaning(again) == meaning(policy)
    assert differences(policy, again) == differences(again, policy) == []
    assert verdicts(again, snapshot) == verdicts(policy, snapshot)


@pytest.mark.parametrize("name", builtin_names())
def test_a_bundled_policy_is_shown_as_itself(name: str, tmp_path: Path, snapshot: api.Snapshot) -> None:
    policy = load_policy(f"builtin:{name}")
    path = tmp_path / "shown.yaml"
    path.write_text(show(policy), encoding="utf-8")
    assert_same(policy, load_policy(path), snapshot)


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    """Return a copy of the folder of examples."""
    for path in EXAMPLES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


@pytest.mark.parametrize("name", ["group", "germany", "desk"])
def test_an_example_of_layers_is_shown_as_what_comes_out(name: str, layers: Path, snapshot: api.Snapshot) -> None:
    path = layers / f"{name}.yaml"
    assert_same(load_policy(path), shown_again(path), snapshot)


def test_what_is_shown_needs_no_layer_any_more(layers: Path) -> None:
    shown = show(load_policy(layers / "desk.yaml"))
    for name in ("desk", "germany", "group"):
        (layers / f"{name}.yaml").unlink()
    (layers / "alone.yaml").write_text(shown)
    assert [Path(file.path).name for file in load_policy(layers / "alone.yaml").files] == [
        "alone.yaml",
        "restricted.csv",
    ]


def test_each_part_says_its_file_and_line(layers: Path) -> None:
    policy = load_policy(layers / "desk.yaml")
    lines = show(policy).splitlines()
    assert lines[0] == "# trading-desk 1.0.0 with its layers, the highest first:"
    assert lines[1:5] == [f"#   {file.path} sha256 {file.sha256}" for file in policy.files]
    for rule in policy.rules():
        place = lines[lines.index(f"    - id: {rule.id}") - 1]
        assert place.startswith(f"    # {rule.mark}")
    group, germany, desk = (f"{layers}/{name}.yaml" for name in ("group", "germany", "desk"))

    def at(file: str, start: str) -> str:
        found = [index for index, line in enumerate(Path(file).read_text().splitlines(), 1) if line.startswith(start)]
        return f"{file}:{found[0]}"

    first = int(at(group, "    - id: license-approved").rpartition(":")[2])
    keys = ("title", "locked", "action", "require")
    others = "; ".join(f"{key}: {group}:{first + index}" for index, key in enumerate(keys, 1))
    approved = at(germany, "    - {id: license-approved")
    assert lines[lines.index("    - id: license-approved") - 1] == f"    # {approved}; {others}"
    assert lines[lines.index("candidates:") - 1] == f"# {at(desk, 'candidates')}"
    assert lines[lines.index("decide:") - 1] == f"# {at(germany, 'decide')}"
    assert lines[lines.index("  approved_licenses:") - 1] == f"  # {at(germany, '  approved_licenses')}"
    assert lines[lines.index("watchlists:") - 1] == f"# {at(group, 'watchlists')}"


def test_a_policy_of_one_file_is_shown_whole(write_policy: Callable[..., str]) -> None:
    path = write_policy(
        "weighbridge: 1\nname: p\nlists: {a: [MIT]}\ndecide: {unknown: fail}\n" + G.replace("MIT", "$a")
    )
    policy = load_policy(path)
    assert (
        show(policy)
        == f"""\
# p unversioned with its layers, the highest first:
#   {path} sha256 {policy.sha256}
weighbridge: 1
name: p
lists:
  # {path}:3
  a:
  - MIT
decide:
  unknown: fail
governance:
  gates:
    # {path}:5
    - id: g
      title: T
      require: {{license.spdx: $a}}
"""
    )


def test_what_is_locked_stays_locked(write_policy: Callable[..., str], tmp_path: Path) -> None:
    write_policy(
        "weighbridge: 1\nname: low\ndecide: {locked: true}\nlists: {a: {locked: true, entries: [MIT]}}\n"
        "waivers: {locked: true, entries: []}\nweights: {locked: true}\ncontext: {locked: true}\n"
        "governance: {gates: [{id: g, locked: true, title: T, require: {license.spdx: $a}}]}\n",
        "low.yaml",
    )
    top = write_policy("weighbridge: 1\nname: top\nextends: [low.yaml]\nlists: {a: [MIT]}\nwaivers: []\n")
    again = shown_again(Path(top))
    assert sorted(again.locks) == ["context", "decide", "list a", "rule g", "waivers", "weights"]
    assert meaning(again) == meaning(load_policy(top))


HOSTILE = [
    r"say \"so\"",
    "it's",
    "a: b",
    "a #b",
    "#",
    r"a\nb",
    r"\n",
    r"a\tb\r",
    "größe",
    "😀",
    "NO",
    "1e5",
    "null",
    "true",
    "~",
    "2026-01-01",
    "{a: b}",
    "- a",
    "*a &b !c",
    "%",
    r"\x00\x07\e[31m",
    r"\u202eab\u200b",
    r"\u2028\u2029\x85",
    r"\\n",
    " ",
    " a ",
    "$a",
    "word " * 30,
    "x" * 150,
    "---",
    "...",
]
BLANK = (r"\n", r"\u2028\u2029\x85", " ")
"""What may stand in a paragraph, and not where something has to be named."""


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_survives(write_policy: Callable[..., str], text: str) -> None:
    line = f"{text}x{text}" if text in BLANK else text
    rule = (
        f'{{id: g, title: "{line}", why: "{text}", fix: "{text}", refs: ["{line}"], '
        f'require: {{model.name: {{ne: "x{text}"}}}}}}'
    )
    people = f'reason: "{line}", note: "{text}", owner: "a", approver: "b", ticket: "{text}", expires: 2027-01-01'
    path = write_policy(
        f'weighbridge: 1\nname: p\nowner: "{line}"\ndescription: "{text}"\nlists: {{l: ["{text.replace("$", "S")}", 3]}}\n'
        f"governance: {{gates: [{rule}]}}\n"
        f'waivers: [{{id: W, rules: [g], models: ["a/*"], {people}}}]\n'
        f'tests: [{{name: "{line}", given: {{}}, expect: {{verdict: review}}}}]\n'
    )
    policy = load_policy(path)
    assert (policy.gates[0].title, policy.gates[0].why) == (yaml.safe_load(f'"{line}"'), yaml.safe_load(f'"{text}"'))
    assert meaning(shown_again(Path(path))) == meaning(policy)


@pytest.mark.parametrize("text", [r"1\nhosting: {}", r"1\x85a: b", r"1\u2028a: b", r"1\x07"])
def test_a_hostile_version_survives(write_policy: Callable[..., str], text: str) -> None:
    path = write_policy(f'weighbridge: 1\nname: p\nversion: "{text}"\n{G}')
    assert meaning(shown_again(Path(path))) == meaning(load_policy(path))


@pytest.mark.parametrize(
    "empty",
    [
        "lists: {}",
        "own: {}",
        "hosting: {}",
        "hosting: {gates: []}",
        "hosting: {scores: []}",
        "decide: {}",
        "context: {}",
        "weights: {}",
        "waivers: []",
        "clarify: []",
        "watchlists: []",
        "tests: []",
        "extends: []",
    ],
)
def test_a_section_that_is_empty_is_shown_so(write_policy: Callable[..., str], empty: str) -> None:
    path = write_policy(f"weighbridge: 1\nname: p\n{empty}\n{G}")
    assert meaning(shown_again(Path(path))) == meaning(load_policy(path))


def test_no_gates_are_shown_as_none(write_policy: Callable[..., str]) -> None:
    path = write_policy(f"weighbridge: 1\nname: p\nhosting: {{gates: [], scores: []}}\n{G}")
    assert meaning(shown_again(Path(path))) == meaning(load_policy(path))


@pytest.mark.parametrize("folder", ["sub", "sub/a b", "größe", "../beside", "sub/../sub", "."])
def test_files_of_layers_in_other_folders_are_found_again(tmp_path: Path, folder: str) -> None:
    home = tmp_path / "home"
    (home / "sub").mkdir(parents=True)
    low = home / folder
    low.mkdir(parents=True, exist_ok=True)
    (low / "data").mkdir()
    (low / "data" / "l.csv").write_text("name,namespace\nX,x\n")
    (low / "r.csv").write_text("model,revision,x\na/b,,1\n")
    (low / "low.yaml").write_text(
        "weighbridge: 1\nname: low\nwatchlists: [{name: l, file: data/l.csv, date: 2026-01-01}]\n"
        "own: {x: {type: number, file: r.csv}}\n" + G
    )
    (home / "own.csv").write_text("model,revision,y\na/b,,2\n")
    top = home / "top.yaml"
    top.write_text(
        f'weighbridge: 1\nname: top\nextends: ["{folder}/low.yaml"]\nown: {{y: {{type: number, file: own.csv}}}}\n'
    )
    policy, again = load_policy(top), shown_again(top)
    assert meaning(again) == meaning(policy)
    assert len(again.results) == 2
    assert {Path(file.path).resolve() for file in again.files[1:]} == {
        Path(file.path).resolve() for file in policy.files[2:]
    }


def test_files_are_found_again_from_a_path_that_is_relative(layers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(layers.parent)
    path = Path(layers.name) / "desk.yaml"
    assert meaning(shown_again(path)) == meaning(load_policy(path))
    monkeypatch.chdir(layers)
    assert meaning(shown_again(Path("desk.yaml"))) == meaning(load_policy("desk.yaml"))
    assert "file: restricted.csv" in show(load_policy("desk.yaml"))


def test_files_are_found_again_in_a_folder_with_an_invisible_name(tmp_path: Path) -> None:
    low = tmp_path / "a\u200bb"
    low.mkdir()
    (low / "l.csv").write_text("name,namespace\nX,x\n")
    watch = "watchlists: [{name: l, file: l.csv, date: 2026-01-01}]\n"
    (low / "low.yaml").write_text("weighbridge: 1\nname: low\n" + watch + G)
    top = tmp_path / "top.yaml"
    top.write_text('weighbridge: 1\nname: top\nextends: ["a\\u200bb/low.yaml"]\n')
    assert meaning(shown_again(top)) == meaning(load_policy(top))


def test_what_is_shown_is_due_when_the_first_of_its_layers_is(write_policy: Callable[..., str]) -> None:
    low = write_policy(f"weighbridge: 1\nname: low\nreview_by: 2027-01-02\n{G}", "low.yaml")
    top = write_policy("weighbridge: 1\nname: top\nextends: [low.yaml]\nreview_by: 2027-06-30\n")
    shown = show(load_policy(top))
    assert f'# {low}:3\nreview_by: "2027-01-02"\n' in shown
    assert shown.count("review_by") == 1
    assert [day for day, _ in shown_again(Path(top)).reviews] == [date(2027, 1, 2)]


@pytest.mark.parametrize(
    ("character", "escape"), [("\u202e", "\\u202e"), ("\u200b", "\\u200b"), ("\U000e0041", "\\U000E0041")]
)
def test_what_cannot_be_seen_is_shown_as_an_escape(
    write_policy: Callable[..., str], character: str, escape: str
) -> None:
    path = write_policy(f'weighbridge: 1\nname: p\ndescription: "a{escape}b"\n{G}')
    shown = show(load_policy(path))
    assert f'description: "a{escape}b"' in shown
    assert character not in shown
    assert meaning(shown_again(Path(path))) == meaning(load_policy(path))


def test_show_on_the_command_line_is_what_show_returns(weighbridge: Callable[..., Any], layers: Path) -> None:
    ran = weighbridge("policy", "show", layers / "desk.yaml")
    assert (ran.code, ran.out) == (0, show(load_policy(layers / "desk.yaml")))
