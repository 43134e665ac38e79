"""The examples do what their pages say: policies in order, commands with their output, winners, and locks that hold."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

import weighbridge.api as wb
from weighbridge.cli.main import run
from weighbridge.errors import Level, PolicyError
from weighbridge.judge.policy_tests import run_tests
from weighbridge.policy.lint import lint
from weighbridge.policy.show import show
from weighbridge.report import report_content
from weighbridge.report.content import Report
from weighbridge.sources.candidates import read_candidates

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
TODAY = date(2026, 11, 23)
"""The day on which nothing in the examples has expired."""
FACTS_ONLY = "clarifications/clarifications.yaml"
"""A layer without rules: a policy only together with one that extends it."""
POLICIES = sorted(
    str(path.relative_to(EXAMPLES))
    for path in EXAMPLES.glob("*/*.yaml")
    if re.search(r"^weighbridge: 1$", path.read_text("utf-8"), re.MULTILINE)
)
PAGES = sorted(path.relative_to(ROOT) for path in EXAMPLES.glob("**/README.md"))
TRIED = re.findall(r"`(weighbridge (?:rank|check|policy diff) .+?)`", (EXAMPLES / "README.md").read_text("utf-8"))


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def ran(command: str) -> tuple[int, list[str]]:
    """Return the exit code of a command of the pages and its lines, as on the day on which they were written."""
    words = shlex.split(command)[1:]
    dated = words[0] in ("rank", "check", "explain")
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = run([*words, "--as-of", "2026-10-21"] if dated else words)
    return code, [line.rstrip() for line in said.getvalue().splitlines()]


def blocks(page: Path) -> list[tuple[str, list[str], int | None]]:
    """Return each console block of a page: its command, the lines that it shows, and the exit code where it is shown."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        shown, asked, code = block.partition("$ echo $?\n")
        command, *lines = shown.splitlines()
        found.append((command.removeprefix("$ "), lines, int(code) if asked else None))
    return found


SHOWN = [(page.parent.name, *block) for page in PAGES for block in blocks(ROOT / page)]


def test_every_folder_has_its_line_on_the_page() -> None:
    folders = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
    listed = re.findall(r"^\| \[([a-z-]+)\]", (EXAMPLES / "README.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == folders
    assert len(TRIED) == len(folders)


@pytest.mark.parametrize("page", PAGES, ids=[page.parent.name for page in PAGES])
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)]+)\)", (ROOT / page).read_text("utf-8"))
    assert [target for target in targets if not (ROOT / page.parent / target).exists()] == []


@pytest.mark.parametrize("name", [name for name in POLICIES if name != FACTS_ONLY])
def test_every_policy_is_in_order_and_passes_its_own_tests(name: str) -> None:
    path = f"examples/{name}"
    assert [str(one) for one in lint(path, TODAY) if one.level is not Level.NOTE] == []
    outcomes = list(run_tests(wb.load_policy(path)))
    assert outcomes != []
    assert [outcome.text() for outcome in outcomes if not outcome.passed] == []


def test_a_layer_without_rules_lacks_nothing_but_a_rule() -> None:
    (found,) = lint(f"examples/{FACTS_ONLY}", TODAY)
    assert found.message == "the policy has no rule"
    assert found.hint.endswith("; a layer is read with what extends it")


@pytest.mark.parametrize("name", [name for name in POLICIES if name != FACTS_ONLY])
def test_a_command_in_the_comments_of_a_policy_runs(name: str) -> None:
    for command in re.findall(
        r"^# {3}(weighbridge .*?)(?: {3,}.*)?$", (EXAMPLES / name).read_text("utf-8"), re.MULTILINE
    ):
        code, lines = ran(command.replace("ORG/NAME", "microsoft/phi-4"))
        assert (code in (0, 1, 3), lines != []) == (True, True), command


@pytest.mark.parametrize(("folder", "command", "lines", "code"), SHOWN, ids=[f"{one[0]}: {one[1]}" for one in SHOWN])
def test_what_a_page_shows_is_what_is_printed(folder: str, command: str, lines: list[str], code: int | None) -> None:
    ended, printed = ran(command)
    assert [line for line in lines if line not in printed] == []
    assert ended == (0 if code is None else code)
    positions = [printed.index(line) for line in lines]
    assert positions == sorted(positions)


TRIED_CODES = {
    "buyers": 0,
    "closed-api": 0,
    "clarifications": 3,
    "own-results": 1,
    "layers": 0,
    "translated": 0,
}


@pytest.mark.parametrize("command", TRIED)
def test_what_to_try_ends_as_expected(command: str) -> None:
    folder = next(name for name in TRIED_CODES if f"examples/{name}/" in command)
    assert ran(command)[0] == TRIED_CODES[folder]


def weighed(folder: str, candidates: str) -> Report:
    snapshot = wb.open_snapshot()
    chosen = read_candidates(EXAMPLES / folder / candidates)
    policy = wb.load_policy(f"examples/{folder}/policy.yaml")
    return report_content(wb.weigh(policy, snapshot, as_of=snapshot.collected, today=TODAY, candidates=chosen))


ENDS: dict[tuple[str, str], dict[str, tuple[str, str | None]]] = {
    ("closed-api", "candidates.yaml"): {
        "mistralai/Mistral-Small-24B-Instruct-2501": ("fit", None),
        "vendor/some-api": ("fit", None),
        "google/gemma-3-27b-it": ("fit", None),
    },
    ("clarifications", "models.txt"): {
        "microsoft/phi-4": ("fit", None),
        "swiss-ai/Apertus-8B-Instruct-2509": ("fit", None),
        "moonshotai/Kimi-K2-Instruct": ("review", "judgement"),
    },
    ("own-results", "models.txt"): {
        "mistralai/Mistral-Small-24B-Instruct-2501": ("fit", None),
        "Qwen/Qwen3-8B": ("fit", None),
        "ibm-granite/granite-3.1-8b-instruct": ("review", "evidence"),
        "openai/gpt-oss-20b": ("review", "evidence"),
        "microsoft/phi-4": ("unfit", None),
    },
}


@pytest.mark.parametrize(("folder", "candidates"), ENDS, ids=[folder for folder, _ in ENDS])
def test_models_come_out_as_the_example_says_and_in_that_order(folder: str, candidates: str) -> None:
    found = {one.id: (one.verdict.word, one.because) for one in weighed(folder, candidates).models}
    assert list(found.items()) == list(ENDS[folder, candidates].items())


def test_without_the_layer_of_clarifications_two_models_wait_for_evidence() -> None:
    alone = (EXAMPLES / "clarifications/policy.yaml").read_text("utf-8").replace("extends: [clarifications.yaml]\n", "")
    snapshot = wb.open_snapshot()
    ranking = wb.weigh(
        wb.parse_policy(alone.encode(), "alone.yaml"),
        snapshot,
        as_of=snapshot.collected,
        candidates=read_candidates(EXAMPLES / "clarifications/models.txt"),
    )
    found = {one.id: (one.verdict.word, one.because) for one in report_content(ranking).models}
    assert found == {
        "microsoft/phi-4": ("fit", None),
        "swiss-ai/Apertus-8B-Instruct-2509": ("review", "evidence"),
        "moonshotai/Kimi-K2-Instruct": ("review", "evidence"),
    }


LOOSENING = {
    "a list": (
        "lists: {approved_licenses: [Apache-2.0, MIT, GPL-3.0-only]}",
        "list approved_licenses is locked in examples/layers/group.yaml:22, and this makes it changed,"
        " which is not surely stricter: gains GPL-3.0-only; loses BSD-3-Clause",
    ),
    "an action": (
        "hosting: {gates: [{id: no-remote-code, action: warn}]}",
        "rule no-remote-code is locked in examples/layers/group.yaml:35, and this makes it looser:"
        " action was block and is warn",
    ),
    "a rule, through a list that it uses": (
        "lists: {blocked_origins: [KP]}",
        "rule origin is locked in examples/layers/group.yaml:49, and this makes it looser:"
        " requires {provenance.country: {not_in: $blocked_origins}}, with other entries than before",
    ),
    "whether a rule can be waived": (
        "hosting: {gates: [{id: no-remote-code, waivable: true}]}",
        "rule no-remote-code is locked in examples/layers/group.yaml:35, and this makes it looser:"
        " could not be waived and now can",
    ),
    "when a rule applies": (
        "governance: {gates: [{id: origin, when: {license.spdx: MIT}}]}",
        "rule origin is locked in examples/layers/group.yaml:49, and this makes it changed,"
        " which is not surely stricter: applied always and applies when {license.spdx: {eq: MIT}}",
    ),
    "a lock": (
        "hosting: {gates: [{id: no-remote-code, locked: false}]}",
        "what examples/layers/group.yaml:35 locks cannot be unlocked here",
    ),
}


@pytest.fixture
def layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the folder with the three layers, named as in the project."""
    folder = tmp_path / "examples/layers"
    folder.mkdir(parents=True)
    for path in (EXAMPLES / "layers").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return folder


def above(layers: Path, written: str) -> wb.Policy:
    """Return what a layer on top of the middle one makes of it."""
    (layers / "above.yaml").write_text(f"weighbridge: 1\nname: above\nextends: [germany.yaml]\n{written}\n", "utf-8")
    return wb.load_policy("examples/layers/above.yaml")


@pytest.mark.parametrize("name", LOOSENING)
def test_what_the_group_locks_no_layer_can_loosen(name: str, layers: Path) -> None:
    written, message = LOOSENING[name]
    with pytest.raises(PolicyError) as refused:
        above(layers, written)
    assert message in [one.message for one in refused.value.diagnostics]


def test_what_the_group_does_not_lock_a_layer_may_change(layers: Path) -> None:
    assert above(layers, "decide: {minimum_score: 10}").decide.minimum_score == 10


def test_with_decide_locked_the_desk_could_not_have_scores_and_weights_of_its_own(layers: Path) -> None:
    group = layers / "group.yaml"
    locked = group.read_text("utf-8").replace("\ndecide: {", "\ndecide: {locked: true, ")
    group.write_text(locked, "utf-8")
    assert wb.load_policy("examples/layers/germany.yaml").decide.minimum_score == 40
    with pytest.raises(PolicyError) as refused:
        wb.load_policy("examples/layers/desk.yaml")
    start = "decide is locked in examples/layers/group.yaml:29, and this changes the score that it measures: "
    said = [one.message for one in refused.value.diagnostics]
    assert [message.startswith(start) for message in said] == [True] * len(said)
    assert {message.removeprefix(start).partition(":")[0] for message in said} == {"weights", "rule small"}


def test_the_desk_as_one_file_gives_the_same_verdicts(tmp_path: Path) -> None:
    layered = wb.load_policy("examples/layers/desk.yaml")
    (tmp_path / "desk-whole.yaml").write_text(show(layered), "utf-8")
    (tmp_path / "restricted.csv").write_bytes((EXAMPLES / "layers/restricted.csv").read_bytes())
    whole = wb.load_policy(tmp_path / "desk-whole.yaml")
    snapshot = wb.open_snapshot()
    found = [
        [
            (one.id, one.verdict, one.score, one.because, one.waived)
            for one in report_content(
                wb.weigh(policy, snapshot, as_of=snapshot.collected, today=TODAY, every=True)
            ).models
        ]
        for policy in (layered, whole)
    ]
    assert found[0] == found[1]
    assert len(found[0]) > 800


def test_gemma_is_fit_for_the_desk_thanks_to_its_waiver_and_to_nothing_else() -> None:
    snapshot = wb.open_snapshot()
    policy = wb.load_policy("examples/layers/desk.yaml")
    (before, after) = [
        report_content(wb.weigh(policy, snapshot, as_of=snapshot.collected, today=today, every=True))
        for today in (TODAY, date(2027, 3, 1))
    ]
    ids = [one.id for one in before.models if one.id.startswith("google/gemma-3-") and one.verdict.word == "fit"]
    assert len(ids) == 9
    assert {one.verdict.word for one in after.models if one.id in ids} == {"review"}
