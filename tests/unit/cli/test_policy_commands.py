"""`weighbridge policy init`, `schema`, `show` and `diff`."""

from __future__ import annotations

import json
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from weighbridge.errors import Level
from weighbridge.policy import load_policy
from weighbridge.policy.builtin import builtin_names
from weighbridge.policy.json_schema import policy_schema
from weighbridge.policy.lint import lint

LAYERS = Path(__file__).parents[3] / "examples" / "layers"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Start in an empty folder."""
    monkeypatch.chdir(tmp_path)


def clean(file: str) -> dict[Level, list[str]]:
    found = lint(file, date.today())
    return {level: [one.message for one in found if one.level is level] for level in Level}


def test_init_writes_a_first_policy_that_is_clean_short_and_passes_its_tests(weighbridge) -> None:
    assert weighbridge("policy", "init") == (
        0,
        "",
        "wrote policy.yaml; next: weighbridge policy lint policy.yaml\n",
    )
    written = Path("policy.yaml").read_text(encoding="utf-8").splitlines()
    assert 25 <= len(written) <= 40
    assert [line for line in written if len(line) > 120 or line != line.rstrip()] == []
    assert clean("policy.yaml") == {Level.ERROR: [], Level.WARNING: [], Level.NOTE: []}
    assert weighbridge("policy", "lint", "policy.yaml", "--strict") == (
        0,
        "",
        "1 policy: 0 errors, 0 warnings, 0 notes\n",
    )
    ran = weighbridge("policy", "test", "policy.yaml")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "1 passed, 0 failed")
    assert weighbridge("rank", "policy.yaml", "--limit", "1").code == 0
    policy = load_policy("policy.yaml")
    assert (policy.name, len(policy.gates), len(policy.scores), len(policy.tests)) == ("policy", 2, 1, 1)
    assert policy.reviews[0][0].toordinal() - date.today().toordinal() in (364, 365)


@pytest.mark.parametrize("source", [*(f"builtin:{name}" for name in builtin_names()), "baseline"])
def test_init_from_a_bundled_policy_builds_on_it(weighbridge, source: str) -> None:
    name = source.removeprefix("builtin:")
    ran = weighbridge("policy", "init", "mine.yaml", "--from", source)
    assert (ran.code, ran.out) == (0, "")
    written = Path("mine.yaml").read_text(encoding="utf-8").splitlines()
    assert 25 <= len(written) <= 40
    found = clean("mine.yaml")
    assert (found[Level.ERROR], found[Level.WARNING]) == ([], [])
    ran = weighbridge("policy", "test", "mine.yaml")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "2 passed, 0 failed")
    policy, below = load_policy("mine.yaml"), load_policy(f"builtin:{name}")
    assert {rule.id for rule in policy.rules()} - {rule.id for rule in below.rules()} == {"our-origin"}
    assert [file.path for file in policy.files] == ["mine.yaml", f"builtin:{name}"]


def test_no_line_that_init_writes_is_too_long(weighbridge) -> None:
    for name in builtin_names():
        weighbridge("policy", "init", f"{name}.yaml", "--from", name)
        written = Path(f"{name}.yaml").read_text(encoding="utf-8").splitlines()
        assert [line for line in written if len(line) > 120] == []


def test_what_init_tells_to_type_can_be_typed(weighbridge) -> None:
    for arguments in (["a.yaml"], ["b.yaml", "--from", "builtin:baseline"]):
        weighbridge("policy", "init", *arguments)
        text = Path(arguments[0]).read_text(encoding="utf-8")
        typed = [shlex.split(command) for command in re.findall(r"^#.*`(weighbridge [^`]+)`", text, re.MULTILINE)]
        assert len(typed) == (4 if len(arguments) == 1 else 6)
        for words in typed:
            assert (words[0], weighbridge(*words[1:]).code) == ("weighbridge", 0), words


def test_init_never_writes_over_a_file(weighbridge, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text("mine")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to("nowhere")
    for name in ("policy.yaml", "folder.yaml", "link.yaml"):
        assert weighbridge("policy", "init", name) == (
            2,
            "",
            f"error: {name} is there already\nhint: name another file\n",
        )
    assert (tmp_path / "policy.yaml").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


NAMES = ", ".join(builtin_names())


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("builtin:baselin", 'did you mean "baseline"?'),
        ("baselin", 'did you mean "baseline"?'),
        ("zzzzzzzzzz", f"there are: {NAMES}"),
        ("", f"there are: {NAMES}"),
    ],
)
def test_init_from_a_policy_that_there_is_not_writes_nothing(weighbridge, source: str, hint: str) -> None:
    name = source.removeprefix("builtin:")
    assert weighbridge("policy", "init", "--from", source) == (
        2,
        "",
        f'error: no bundled policy is called "{name}"\nhint: {hint}\n',
    )
    assert not Path("policy.yaml").exists()


def test_init_in_a_folder_that_there_is_not_says_so(weighbridge) -> None:
    assert weighbridge("policy", "init", "gone/policy.yaml") == (
        2,
        "",
        "error: gone/policy.yaml cannot be written: No such file or directory\n",
    )


def test_init_where_nothing_may_be_written_says_so(weighbridge, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert weighbridge("policy", "init") == (
        2,
        "",
        "error: policy.yaml cannot be written: Permission denied\n",
    )


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("My Bank's policy.yaml", "my-bank-s-policy"),
        ("ünï.yaml", "n"),
        ("日本.yaml", "my-policy"),
        ("---x.yaml", "x"),
        ("_.yaml", "my-policy"),
        ("a.b.yaml", "a-b"),
        ("noend", "noend"),
        (".hidden", "hidden"),
        ("{file}.yaml", "file"),
        ('quote".yaml', "quote"),
        ("line\nbreak: x.yaml", "line-break--x"),
        ("x" * 100 + ".yaml", "x" * 80),
        ("#.yaml", "my-policy"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--from", "builtin:baseline"]])
def test_every_file_name_gives_a_policy_that_loads(weighbridge, file: str, name: str, options: list[str]) -> None:
    ran = weighbridge("policy", "init", *options, "--", file)
    assert ran.code == 0
    assert load_policy(Path(file)).name == name


@pytest.mark.parametrize("name", ["7", "1e3", "true", "null", "2026"])
def test_a_file_called_like_a_number_gives_a_policy_that_loads(weighbridge, name: str) -> None:
    weighbridge("policy", "init", f"{name}.yaml")
    assert load_policy(f"{name}.yaml").name == name


def test_a_file_that_would_be_taken_for_a_bundled_policy_is_not_written(weighbridge, tmp_path: Path) -> None:
    ran = weighbridge("policy", "init", "builtin:mine.yaml")
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (2, "", "error: builtin:mine.yaml names a bundled policy")
    assert list(tmp_path.iterdir()) == []


def test_schema_prints_the_json_schema(weighbridge) -> None:
    ran = weighbridge("policy", "schema")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == policy_schema()


def test_show_prints_a_policy_that_loads_to_the_same_rules(weighbridge, tmp_path: Path) -> None:
    for layer in ("group", "germany", "desk"):
        source = LAYERS / f"{layer}.yaml"
        ran = weighbridge("policy", "show", source)
        assert (ran.code, ran.err) == (0, "")
        (tmp_path / "restricted.csv").write_bytes((LAYERS / "restricted.csv").read_bytes())
        Path("shown.yaml").write_text(ran.out, encoding="utf-8")
        was, now = load_policy(source), load_policy("shown.yaml")
        assert [(rule.id, rule.title, rule.facts()) for rule in now.rules()] == [
            (rule.id, rule.title, rule.facts()) for rule in was.rules()
        ]
        assert (now.decide, now.weights, now.lists, now.one_per) == (was.decide, was.weights, was.lists, was.one_per)
        assert [one.facts for one in now.clarifications] == [one.facts for one in was.clarifications]
        assert [(one.id, one.rules, one.expires) for one in now.waivers] == [
            (one.id, one.rules, one.expires) for one in was.waivers
        ]
        assert [(one.name, one.sha256) for one in now.watchlists] == [(one.name, one.sha256) for one in was.watchlists]


@pytest.mark.parametrize("command", [["show"], ["diff", "builtin:baseline"], ["test"]])
def test_a_policy_with_errors_is_2_with_its_errors_and_nothing_else(weighbridge, write_policy, command) -> None:
    path = write_policy("weighbridge: 1\nname: p\ngates: []\n")
    ran = weighbridge("policy", *command, path)
    assert (ran.code, ran.out) == (2, "")
    assert f'{path}:3:1: error: unknown key "gates"' in ran.err
    assert weighbridge("policy", *command, "gone.yaml")[:2] == (2, "")


OLD = "weighbridge: 1\nname: p\ngovernance:\n  gates: [{id: lic, title: L, require: {license.spdx: MIT}}]\n"
NEW = OLD.replace("title: L", "title: L, action: review")
MODELS = {"a/fit": {"license.tag": "mit"}, "a/gpl": {"license.tag": "gpl-3.0"}}


def test_diff_says_what_changes_in_words_and_in_verdicts(weighbridge, build_snapshot, write_policy) -> None:
    old, new = write_policy(OLD, "old.yaml"), write_policy(NEW, "new.yaml")
    ran = weighbridge(
        "policy", "diff", "old.yaml", "new.yaml", "--snapshot", build_snapshot(MODELS), "--as-of", "2026-11-01"
    )
    assert ran == (
        0,
        "p unversioned (old.yaml) → p unversioned (new.yaml)\n"
        "\n"
        "looser:\n"
        "  rule lic: action was block and is review\n"
        "\n"
        "Over the snapshot tiny of 2026-11-01, as of 2026-11-01: 1 of 2 verdicts change.\n"
        "  unfit → review: 1: a/gpl\n",
        "",
    )
    assert (old, new) == (str(Path("old.yaml").resolve()), str(Path("new.yaml").resolve()))


def test_diff_as_json_follows_its_schema(weighbridge, build_snapshot, write_policy) -> None:
    write_policy(OLD, "old.yaml"), write_policy(NEW, "new.yaml")
    folder = build_snapshot(MODELS)
    ran = weighbridge("policy", "diff", "old.yaml", "new.yaml", "--snapshot", folder, "--format", "json")
    told = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert told["schema"] == "weighbridge/policy-diff/1"
    assert told["differences"] == [
        {"subject": "rule lic", "part": "action", "change": "looser", "message": "action was block and is review"}
    ]
    assert told["verdicts"] == [{"before": "unfit", "after": "review", "models": ["a/gpl"]}]
    assert (told["judged"], told["as_of"]) == (2, date.today().isoformat())


def test_diff_names_the_bundled_snapshot_once(weighbridge) -> None:
    ran = weighbridge("policy", "diff", "builtin:baseline", "builtin:baseline")
    assert (ran.code, ran.err.count("using the bundled reference of ")) == (0, 1)
    assert "No rule, list, threshold or statement differs." in ran.out


def test_diff_of_candidates_is_about_those_only(weighbridge, build_snapshot, write_policy, write_file) -> None:
    write_policy(OLD, "old.yaml"), write_policy(NEW, "new.yaml")
    path = write_file("c.txt", "a/fit\n")
    ran = weighbridge(
        "policy", "diff", "old.yaml", "new.yaml", "--snapshot", build_snapshot(MODELS), "--candidates", path
    )
    assert ran.out.splitlines()[-1].endswith(": none of 1 verdicts changes.")


def test_diff_counts_models_that_one_per_would_hide(weighbridge, build_snapshot, write_policy) -> None:
    for name, text in (("old.yaml", OLD), ("new.yaml", NEW)):
        write_policy(text + "candidates: {one_per: publisher}\n", name)
    ran = weighbridge("policy", "diff", "old.yaml", "new.yaml", "--snapshot", build_snapshot(MODELS))
    assert ran.out.splitlines()[-1] == "  unfit → review: 1: a/gpl"


@pytest.mark.parametrize(("old", "new"), [("t", "u"), ("u", "t"), ("t", "t")])
def test_diff_counts_models_that_either_policy_judges(
    weighbridge, build_snapshot, write_policy, old: str, new: str
) -> None:
    for name, task in (("old.yaml", old), ("new.yaml", new)):
        write_policy(f"{OLD}candidates: {{require: {{model.task: {task}}}}}\n", name)
    models = {"a/one": "t", "a/two": "t", "b/one": "u", "c/none": "v"}
    folder = build_snapshot({name: {"license.tag": "mit", "model.task": task} for name, task in models.items()})
    asked = ("policy", "diff", "old.yaml", "new.yaml", "--snapshot", folder)
    told = json.loads(weighbridge(*asked, "--format", "json").out)
    changed = sorted(model for one in told["verdicts"] for model in one["models"])
    assert (told["judged"], changed) == ((2, []) if old == new else (3, ["a/one", "a/two", "b/one"]))


def test_diff_warns_of_either_policy(weighbridge, build_snapshot, write_policy) -> None:
    write_policy(OLD + "lists: {u: [a]}\n", "old.yaml")
    write_policy(NEW + "lists: {u: [a]}\n", "new.yaml")
    ran = weighbridge("policy", "diff", "old.yaml", "new.yaml", "--snapshot", build_snapshot(MODELS))
    assert (ran.code, ran.err.splitlines()) == (
        0,
        ['old.yaml:5:9: warning: list "u" is not used', 'new.yaml:5:9: warning: list "u" is not used'],
    )


def test_diff_warns_once_of_a_day_before_the_snapshot(weighbridge, build_snapshot, write_policy) -> None:
    write_policy(OLD, "old.yaml"), write_policy(NEW, "new.yaml")
    folder = build_snapshot(MODELS)
    ran = weighbridge("policy", "diff", "old.yaml", "new.yaml", "--snapshot", folder, "--as-of", "2026-10-01")
    assert ran.err.count("is before the snapshot") == 1


@pytest.mark.parametrize(("old", "new", "code"), [(True, False, 6), (False, True, 6), (False, False, 0)])
def test_diff_is_strict_where_that_is_asked_for(
    weighbridge, build_snapshot, write_policy, old: bool, new: bool, code: int
) -> None:
    for name, text, warned in (("old.yaml", OLD, old), ("new.yaml", NEW, new)):
        write_policy(text + ("lists: {u: [a]}\n" if warned else ""), name)
    folder = build_snapshot(MODELS)
    assert weighbridge("policy", "diff", "old.yaml", "new.yaml", "--snapshot", folder, "--strict").code == code


def test_diff_says_which_candidates_have_no_facts(weighbridge, build_snapshot, write_policy, write_file) -> None:
    write_policy(OLD, "old.yaml"), write_policy(NEW, "new.yaml")
    asked = ("--snapshot", build_snapshot(MODELS), "--candidates", write_file("c.txt", "a/fit\nz/gone\n"))
    ran = weighbridge("policy", "diff", "old.yaml", "new.yaml", *asked)
    assert (ran.code, ran.out.splitlines()[-1].endswith(": none of 1 verdicts changes.")) == (5, True)
    assert [line for line in ran.err.splitlines() if line.startswith("error: z/gone: ")] == ran.err.splitlines()
