"""Exit codes: the first that applies, in the order 2, 4, 1, 5, 6, 3, 0."""

from __future__ import annotations

from pathlib import Path

import pytest

from weighbridge.cli import check as check_command
from weighbridge.cli import weighing
from weighbridge.cli.exits import Exit
from weighbridge.sources.resolve import origin
from weighbridge.sources.snapshot import open_snapshot

POLICY = """\
weighbridge: 1
name: p
candidates: {require: {model.task: t}}
governance:
  gates:
    - {id: lic, title: L, require: {license.spdx: MIT}}
    - {id: ask, title: A, action: review, require: {adoption.likes: {gte: 5}}}
"""
WARNED = POLICY + "lists: {unused: [a]}\n"
DUE = POLICY + "review_by: 2020-01-01\n"
BROKEN = POLICY.replace("license.spdx", "license.spxd")
FULL = {"model.task": "t", "license.tag": "mit", "adoption.likes": 9}
MODELS = {
    "org/fit": FULL,
    "org/fit2": FULL,
    "org/unfit": FULL | {"license.tag": "gpl-3.0"},
    "org/judge": FULL | {"adoption.likes": 1},
    "org/unknown": {"model.task": "t", "adoption.likes": 9},
    "org/outside": FULL | {"model.task": "other"},
    "org/outside2": FULL | {"model.task": "other"},
}

CASES = [
    (POLICY, ["fit"], [], 0),
    (POLICY, ["fit", "fit2"], [], 0),
    (POLICY, ["unfit"], [], 1),
    (POLICY, ["judge"], [], 3),
    (POLICY, ["unknown"], [], 3),
    (POLICY, ["outside"], [], 4),
    (POLICY, ["outside", "outside2"], [], 4),
    (POLICY, ["gone"], [], 5),
    (POLICY, ["fit", "outside"], [], 3),
    (POLICY, ["outside", "gone"], [], 5),
    (POLICY, ["unfit", "gone"], [], 1),
    (POLICY, ["unfit", "judge", "outside", "gone"], ["--strict"], 1),
    (POLICY, ["judge", "gone"], [], 5),
    (POLICY, ["fit", "gone"], ["--review-ok", "all"], 5),
    (POLICY, ["judge"], ["--review-ok=judgement"], 0),
    (POLICY, ["judge"], ["--review-ok=all"], 0),
    (POLICY, ["unknown"], ["--review-ok=judgement"], 3),
    (POLICY, ["unknown"], ["--review-ok=all"], 0),
    (POLICY, ["judge", "unknown"], ["--review-ok=judgement"], 3),
    (POLICY, ["judge", "unknown"], ["--review-ok=all"], 0),
    (POLICY, ["fit", "outside"], ["--review-ok=judgement"], 0),
    (POLICY, ["unfit"], ["--review-ok=all"], 1),
    (POLICY, ["outside"], ["--review-ok=all"], 4),
    (WARNED, ["fit"], [], 0),
    (WARNED, ["fit"], ["--strict"], 6),
    (WARNED, ["judge"], ["--strict"], 6),
    (WARNED, ["judge"], ["--strict", "--review-ok=all"], 6),
    (WARNED, ["unfit"], ["--strict"], 1),
    (WARNED, ["gone"], ["--strict"], 5),
    (WARNED, ["outside"], ["--strict"], 4),
    (WARNED, ["fit", "outside"], ["--strict"], 6),
    (DUE, ["fit"], [], 0),
    (DUE, ["fit"], ["--strict"], 6),
    (DUE, ["fit"], ["--strict", "--as-of", "2019-12-31"], 0),
    (DUE, ["fit"], ["--strict", "--as-of", "2020-01-01"], 0),
    (DUE, ["fit"], ["--strict", "--as-of", "2020-01-02"], 6),
    (DUE, ["unfit"], ["--strict"], 1),
    (BROKEN, ["fit"], [], 2),
    (BROKEN, ["gone"], ["--strict"], 2),
    (POLICY, [], [], 1),
    (POLICY, ["fit"], ["--limit", "0"], 0),
    (POLICY, ["unfit", "fit"], ["--limit", "1"], 1),
    (POLICY, ["fit"], ["--bogus"], 2),
    (POLICY, ["fit"], ["--format", "xml"], 2),
    (POLICY, ["fit"], ["--as-of", "soon"], 2),
    (POLICY, ["fit"], ["--limit", "-1"], 2),
    (POLICY, ["fit"], ["--review-ok", "yes"], 2),
    (POLICY, ["f i t"], [], 2),
    (POLICY, ["fit@0123456", "fit"], [], 2),
    (POLICY, ["fit@0123456"], [], 5),
    (POLICY, ["fit", "fit"], [], 0),
]


@pytest.mark.parametrize(
    ("policy", "models", "options", "code"), CASES, ids=[f"{c[3]}: {' '.join([*c[1], *c[2]])}" for c in CASES]
)
def test_check_ends_with_the_first_code_that_applies(
    weighbridge, build_snapshot, write_policy, policy: str, models: list[str], options: list[str], code: int
) -> None:
    ids = [f"org/{model}" for model in models]
    ran = weighbridge("check", write_policy(policy), *ids, "--snapshot", build_snapshot(MODELS), *options)
    assert ran.code == code
    if code == 2:
        assert ran.out == ""
        assert ran.err


@pytest.mark.parametrize(
    ("models", "code"),
    [(["fit"], 0), (["unfit"], 0), (["judge"], 0), (["gone"], 0), (["outside"], 0), ([], 0)],
)
def test_rank_is_done_whatever_the_answer(weighbridge, build_snapshot, write_policy, models, code: int) -> None:
    ids = [f"org/{model}" for model in models]
    assert weighbridge("rank", write_policy(POLICY), *ids, "--snapshot", build_snapshot(MODELS)).code == code


def test_rank_and_check_alike_stop_at_warnings_under_strict(weighbridge, build_snapshot, write_policy) -> None:
    snapshot = build_snapshot(MODELS)
    path = write_policy(WARNED)
    for command in ("rank", "check"):
        ran = weighbridge(command, path, "org/fit", "--snapshot", snapshot, "--strict")
        assert ran.code == 6
        assert f'{path}:8:9: warning: list "unused" is not used\n' in ran.err
        assert "org/fit" in ran.out


@pytest.mark.parametrize(("model", "code"), [("fit", 0), ("unfit", 0), ("outside", 0), ("gone", 5)])
def test_explain_knows_only_models_that_there_are(
    weighbridge, build_snapshot, write_policy, model: str, code: int
) -> None:
    ran = weighbridge("explain", write_policy(POLICY), f"org/{model}", "--snapshot", build_snapshot(MODELS))
    assert ran.code == code


@pytest.mark.parametrize(("model", "code"), [("fit", 6), ("unfit", 6), ("outside", 6), ("gone", 5)])
def test_explain_stops_at_warnings_under_strict_also_out_of_scope(
    weighbridge, build_snapshot, write_policy, model: str, code: int
) -> None:
    path, folder = write_policy(WARNED), build_snapshot(MODELS)
    assert weighbridge("explain", path, f"org/{model}", "--snapshot", folder, "--strict").code == code


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("list.txt", "# nobody\n", 4),
        ("list.txt", "org/fit\n# org/unfit\n", 0),
        ("list.txt", "org/fit\norg/unfit # bad\n", 1),
        ("list.txt", "org/outside\n", 4),
        ("list.txt", "org/gone\n", 5),
        ("list.txt", "not an id\n", 2),
        ("list.yaml", "candidates: []\n", 4),
        ("list.yaml", "candidates: [org/fit]\n", 0),
        ("list.yaml", "candidates: [org/fit, org/fit]\n", 0),
        ("list.yaml", "candidates: [org/fit, org/fit@0123456]\n", 2),
        (
            "list.yaml",
            "candidates:\n  - declared: {model.id: v/api, model.task: t, license.spdx: MIT, adoption.likes: 5}\n",
            0,
        ),
        (
            "list.yaml",
            "candidates:\n  - declared: {model.id: v/api, model.task: t, license.spdx: X, adoption.likes: 5}\n",
            1,
        ),
        ("list.yaml", "candidates:\n  - declared: {model.id: v/api, model.task: t}\n", 3),
        ("list.yaml", "candidates:\n  - declared: {model.id: v/api, modl.task: t}\n", 2),
        ("list.yaml", "candidates:\n  - declared: {model.id: org/unknown, license.spdx: MIT}\n", 0),
    ],
)
def test_check_reads_its_candidates_from_a_file(
    weighbridge, build_snapshot, write_policy, write_file, name: str, text: str, code: int
) -> None:
    path = write_file(name, text)
    ran = weighbridge("check", write_policy(POLICY), "--candidates", path, "--snapshot", build_snapshot(MODELS))
    assert ran.code == code


def test_a_declared_model_that_has_nothing_but_an_id_has_no_facts(
    weighbridge, build_snapshot, write_policy, write_file
) -> None:
    path = write_file("c.yaml", "candidates:\n  - declared: {model.id: vendor/only-a-name}\n")
    ran = weighbridge("check", write_policy(POLICY), "--candidates", path, "--snapshot", build_snapshot(MODELS))
    assert ran.code == 5


class PanicException(BaseException):
    """What a panic inside Polars looks like: it is no Exception."""


@pytest.mark.parametrize(
    "error", [RuntimeError("boom"), AssertionError("boom"), RecursionError("boom"), PanicException("boom")]
)
def test_an_internal_error_is_70_and_never_1(weighbridge, write_policy, monkeypatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(weighing.api, "weigh", fail)
    ran = weighbridge("check", write_policy(POLICY))
    assert (ran.code, ran.out) == (70, "")
    assert ran.err.endswith(
        f"internal error: {type(error).__name__}: boom\nhint: run it again with --debug and report it\n"
    )
    assert "Traceback" not in ran.err
    debugged = weighbridge("check", write_policy(POLICY), "--debug")
    assert debugged.code == 70
    assert "Traceback (most recent call last):" in debugged.err
    assert ", in fail\n" in debugged.err


def test_an_internal_error_is_harmless_text(weighbridge, write_policy, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a\x1b[31m\u202eb")

    monkeypatch.setattr(weighing.api, "weigh", fail)
    assert "\x1b" not in weighbridge("check", write_policy(POLICY)).err


@pytest.mark.parametrize("error", [MemoryError(), OSError(28, "No space left on device")])
def test_a_machine_that_gives_up_is_an_internal_error(weighbridge, write_policy, monkeypatch, error) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(weighing.api, "weigh", fail)
    assert weighbridge("check", write_policy(POLICY)).code == 70


def test_an_interruption_is_130(weighbridge, write_policy, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(weighing.api, "weigh", fail)
    ran = weighbridge("check", write_policy(POLICY))
    assert (ran.code, ran.out) == (130, "")
    assert "Traceback" not in ran.err


def test_a_usage_error_shows_a_traceback_only_with_debug(weighbridge) -> None:
    assert weighbridge("check", "gone.yaml") == (
        2,
        "",
        "error: gone.yaml: the policy cannot be read: No such file or directory\n",
    )
    assert "Traceback" in weighbridge("check", "gone.yaml", "--debug").err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check"], "Missing argument 'POLICY'"),
        (["explain", "p.yaml"], "Missing argument 'MODEL'"),
        (["nonsense"], "No such command 'nonsense'"),
        (["check", "p.yaml", "--snapshto", "x"], "No such option '--snapshto'"),
        (["policy", "lint"], "Missing argument 'POLICY...'"),
        (
            ["check", "p.yaml", "--report", "pdf=x"],
            '"pdf=x" is not FORMAT=FILE with a format of: text, json, markdown, csv',
        ),
        (
            ["check", "p.yaml", "--report", "json"],
            '"json" is not FORMAT=FILE with a format of: text, json, markdown, csv',
        ),
        (["check", "p.yaml", "--as-of", "2026-13-01"], '"2026-13-01" is not a date; write it as 2026-11-23'),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_wrong(weighbridge, arguments: list[str], message: str) -> None:
    ran = weighbridge(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], ["check", "--help"], ["policy", "--help"]])
def test_help_is_success(weighbridge, arguments: list[str]) -> None:
    ran = weighbridge(*arguments)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out


def test_help_names_every_exit_code(weighbridge) -> None:
    shown = weighbridge("check", "--help").out
    for code in (Exit.OK, Exit.UNFIT, Exit.USAGE, Exit.REVIEW, Exit.NO_CANDIDATE, Exit.NO_FACTS, Exit.STRICT):
        assert f"\n  {int(code)}  " in shown
    assert "2, 4, 1, 5, 6, 3, 0" in shown
    assert check_command.__doc__


@pytest.mark.parametrize("as_of", ["20261123", "2026-W01-1"])
def test_a_day_is_written_in_one_way_only(weighbridge, write_policy, as_of: str) -> None:
    assert weighbridge("check", write_policy(POLICY), "--as-of", as_of).code == 2


def test_a_report_that_cannot_be_written_is_a_usage_error(weighbridge, build_snapshot, write_policy, tmp_path) -> None:
    snapshot = build_snapshot(MODELS)
    target = tmp_path / "gone" / "r.json"
    ran = weighbridge("check", write_policy(POLICY), "org/fit", "--snapshot", snapshot, "--report", f"json={target}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"error: {target}: the report cannot be written: No such file or directory\n"


LAYERED = """\
weighbridge: 1
name: top
extends: [below.yaml]
own: {qa: {type: number, file: qa.csv}}
watchlists: [{name: parties, file: parties.csv, date: 2026-10-01}]
governance:
  gates:
    - {id: qa, title: Q, require: {own.qa: {gte: 0}}}
    - {id: listed, title: N, require: {provenance.listed: {count: 0}}}
"""
INPUTS = {
    "top.yaml": LAYERED,
    "below.yaml": POLICY,
    "qa.csv": "model,revision,qa\norg/fit,,1\n",
    "parties.csv": "name,namespace\nSomebody Ltd,-\n",
    "c.txt": "org/fit\n",
}


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("way", ["{name}", "./sub/../{name}", "link"])
def test_a_report_is_never_written_over_what_it_was_made_from(
    weighbridge, build_snapshot, write_file, tmp_path, monkeypatch, name: str, way: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for file, text in INPUTS.items():
        write_file(file, text)
    (tmp_path / "link").symlink_to(name)
    target = way.format(name=name)
    asked = ("check", "top.yaml", "--candidates", "c.txt", "--snapshot", build_snapshot(MODELS))
    ran = weighbridge(*asked, "--report", f"json={target}")
    assert (ran.code, ran.out) == (2, "")
    said = f"error: {Path(target)}: the report was made from this file\nhint: write it to another one\n"
    assert ran.err == said
    assert {file: (tmp_path / file).read_text() for file in INPUTS} == INPUTS
    assert weighbridge(*asked, "--report", "json=r.json", "--report", "json=r.json").code == 0


def test_reports_are_written_to_files_as_well(weighbridge, build_snapshot, write_policy, tmp_path) -> None:
    arguments = ["check", write_policy(POLICY), "org/fit", "--snapshot", build_snapshot(MODELS)]
    files = [option for name in ("json", "text") for option in ("--report", f"{name}={tmp_path / name}")]
    ran = weighbridge(*arguments, *files)
    assert ran.code == 0
    assert (tmp_path / "json").read_text() == weighbridge(*arguments, "--format", "json").out
    assert (tmp_path / "text").read_text() == ran.out


def test_a_report_in_a_file_holds_every_model_though_the_screen_shows_25(
    weighbridge, build_snapshot, write_policy, tmp_path
) -> None:
    snapshot = build_snapshot({f"org/m{number:02}": FULL for number in range(30)})
    path = write_policy(POLICY)
    alone = weighbridge("check", path, "--snapshot", snapshot).out
    ran = weighbridge("check", path, "--snapshot", snapshot, "--report", f"json={tmp_path / 'r.json'}")
    assert (tmp_path / "r.json").read_text().count('"rank"') == 30
    assert ran.out == alone
    assert "Shown are the first 25 of 30; --limit 30 shows all." in alone


def test_the_bundled_reference_is_said_with_its_date(weighbridge, write_policy) -> None:
    ran = weighbridge("check", write_policy(POLICY), "org/gone")
    assert ran.err.startswith("using the bundled reference of 20")
    assert ran.code == 5


@pytest.mark.parametrize(
    ("as_of", "ages"), [([], "; ages count from that day unless --as-of is given"), (["--as-of", "2026-12-31"], "")]
)
def test_from_when_ages_count_is_said_only_where_no_day_is_given(weighbridge, write_policy, as_of, ages: str) -> None:
    err = weighbridge("check", write_policy(), "microsoft/phi-4", *as_of).err
    assert err == f"using {origin(open_snapshot())}{ages}\n"


@pytest.mark.parametrize("command", ["rank", "check", "explain"])
def test_a_bundled_policy_without_its_prefix_is_hinted_at(weighbridge, tmp_path, monkeypatch, command: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert weighbridge(command, "eu-bank-onprem", "microsoft/phi-4") == (
        2,
        "",
        "error: eu-bank-onprem: the policy cannot be read: No such file or directory\n"
        "hint: did you mean builtin:eu-bank-onprem?\n",
    )


def test_another_snapshot_is_not_said(weighbridge, build_snapshot, write_policy) -> None:
    assert weighbridge("check", write_policy(POLICY), "org/fit", "--snapshot", build_snapshot(MODELS)).err == ""
