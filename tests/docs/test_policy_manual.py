"""The manual of the policy language is tried: every block is run, parsed or linted, and what it lists is all there is.

A block says in the line that opens it how it is tried:

    yaml file=NAME      it is written to the scratch folder; a policy has no errors or warnings, and passes its tests
    yaml wrong=NAME     the same, but the policy has errors
    yaml fragment       a part of a policy; what a policy needs beside it is added
    yaml conditions     one condition a line, each of them for a gate
    csv, text file=NAME a table or a list of models
    console             commands, run in the order of the manual in a folder with the files that stand above them

In a console `...` stands for any lines, and `$ echo $?` shows the exit code of the command before it; only codes that a
verdict can have may be left out. All is run as on two days: nothing that is shown depends on the day on which tests run.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import re
import shlex
import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest
from pydantic import BaseModel

import weighbridge.api as wb
from weighbridge.cli.check import check
from weighbridge.cli.exits import Exit
from weighbridge.cli.main import run
from weighbridge.errors import Level
from weighbridge.facts import FACTS, FactType
from weighbridge.judge.effects import Effect, State, effect
from weighbridge.judge.policy_tests import run_tests
from weighbridge.policy.difference import differences
from weighbridge.policy.lint import lint
from weighbridge.policy.operators import OPERATORS, suitable
from weighbridge.policy.policy import Action, Dimension, OnUnknown, Severity
from weighbridge.policy.schema import PolicyFile
from weighbridge.report import report_content
from weighbridge.sources.candidates import Candidate, read_candidates
from weighbridge.sources.watchlists import read_watchlist

MANUAL = (Path(__file__).parent.parent.parent / "docs" / "policy.md").read_text(encoding="utf-8")
WRITTEN_ON, LATER = datetime.date(2026, 11, 23), datetime.date(2035, 1, 1)
QUESTIONS = tuple(Dimension)
VERDICTS = (Exit.OK, Exit.UNFIT, Exit.REVIEW)


@dataclass(frozen=True)
class Block:
    """One fenced block: its section, language, how it is tried, and for files the name."""

    section: str
    line: int
    language: str
    mark: str
    name: str
    body: str

    @property
    def is_policy(self) -> bool:
        return self.language == "yaml" and re.search(r"^weighbridge: 1\b", self.body, re.MULTILINE) is not None


def read_blocks() -> list[Block]:
    found: list[Block] = []
    section, opened = "", 0
    lines = MANUAL.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        if line.startswith("```") and not opened:
            opened = number
        elif line.startswith("```"):
            language, _, said = lines[opened - 1][3:].strip().partition(" ")
            mark, _, name = said.partition("=")
            found.append(Block(section, opened, language, mark, name, "".join(lines[opened : number - 1])))
            opened = 0
        elif not opened and line.startswith("## "):
            section = line[3:].strip()
    return found


BLOCKS = read_blocks()
SECTIONS = list(dict.fromkeys(block.section for block in BLOCKS))


def tried(block: Block) -> bool:
    """Return whether one of the tests below tries a block."""
    match block.language, block.mark:
        case "console", "":
            return block.body.startswith("$ ")
        case "yaml", "file" | "wrong" | "fragment" | "conditions":
            return True
        case "csv" | "text", "file":
            return True
    return False


def test_no_block_is_left_untried() -> None:
    assert [(block.line, block.language, block.mark) for block in BLOCKS if not tried(block)] == []
    assert len(BLOCKS) > 40
    assert [block.line for block in BLOCKS if bool(block.name) is not (block.mark in ("file", "wrong"))] == []
    assert len(re.findall(r"^ *(?:```|~~~)", MANUAL, re.MULTILINE)) == 2 * len(BLOCKS)
    assert len(re.findall(r"^ {4,}weighbridge ", MANUAL, re.MULTILINE)) == 0, "commands stand in console blocks"


def commands(body: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the commands of a console block with the lines that it shows below them."""
    command: str | None = None
    shown: list[str] = []
    for line in [*body.splitlines(), "$ "]:
        if line.startswith("$ "):
            if command is not None:
                yield command, shown
            command, shown = line[2:], []
        else:
            shown.append(line.rstrip())


def ran(command: str) -> tuple[int, list[str]]:
    """Run a command in the current folder; return its exit code and what a person sees, in order.

    Left out is the line that names the bundled reference: it stands above every report.
    """
    command, to_file, target = command.partition(" > ")
    words = shlex.split(command)
    assert words[0] == "weighbridge"
    said, aside = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(aside if to_file else said):
        code = run(words[1:])
    if to_file:
        Path(target).write_text(said.getvalue(), encoding="utf-8")
        said = aside
    lines = [line.rstrip() for line in said.getvalue().splitlines()]
    return code, [line for line in lines if not line.startswith("using the bundled reference of ")]


def fits(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Return whether lines are those printed, `...` standing for any number of lines."""
    if not shown:
        return not printed
    if shown[0].strip() == "...":
        return any(fits(shown[1:], printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and fits(shown[1:], printed[1:])


def stripped(lines: Sequence[str]) -> list[str]:
    return "\n".join(lines).strip("\n").splitlines()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(block: Block) -> None:
    if block.name:
        path = Path(block.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.body, encoding="utf-8")


def up_to(section: str) -> Iterator[Block]:
    """Yield the blocks of a section, after having written the files of those before it."""
    for block in BLOCKS:
        if block.section == section:
            yield block
        elif SECTIONS.index(block.section) < SECTIONS.index(section):
            write(block)


@pytest.mark.parametrize("today", [WRITTEN_ON, LATER], ids=str)
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.usefixtures("scratch")
def test_what_is_shown_is_what_is_printed(section: str, today: datetime.date, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime.date):
        @classmethod
        def today(cls) -> datetime.date:  # type: ignore[override]
            return today

    monkeypatch.setattr("weighbridge.cli.weighing.date", Clock)
    monkeypatch.setattr("weighbridge.policy.lint.lint", lambda source, _: lint(source, today))
    for block in up_to(section):
        write(block)
        if block.language != "console":
            continue
        code = 0
        for command, shown in commands(block.body):
            if command == "echo $?":
                assert shown == [str(code)], f"line {block.line}"
                code = 0
                continue
            assert code in VERDICTS, f"line {block.line}: the exit code is {code}; show it"
            code, printed = ran(command)
            if shown:
                assert fits(shown, stripped(printed)), f"line {block.line}: {command}\n" + "\n".join(printed)
        assert code in VERDICTS, f"line {block.line}: the exit code is {code}; show it"


FILES = [block for block in BLOCKS if block.name]


@pytest.mark.parametrize("block", FILES, ids=[f"{one.line}-{one.name}" for one in FILES])
@pytest.mark.usefixtures("scratch")
def test_a_file_is_in_order_unless_it_is_said_to_be_wrong(block: Block) -> None:
    for other in FILES:
        if SECTIONS.index(other.section) <= SECTIONS.index(block.section):
            write(other)
    write(block)
    if block.is_policy:
        found = [str(one) for one in lint(block.name, WRITTEN_ON) if one.level is not Level.NOTE]
        assert bool(found) is (block.mark == "wrong"), found
        if block.mark == "file":
            outcomes = list(run_tests(wb.load_policy(block.name)))
            assert [outcome.text() for outcome in outcomes if not outcome.passed] == []
    elif block.language in ("yaml", "text"):
        assert read_candidates(Path(block.name)) != []
    elif block.body.startswith("name,namespace"):
        assert read_watchlist(block.body.encode(), block.name, "list", WRITTEN_ON, "").parties != ()
    else:
        assert [name for name in BLOCKS if name.is_policy and f"file: {block.name}" in name.body] != []


@pytest.mark.usefixtures("scratch")
def test_a_party_that_is_known_to_have_no_namespace_keeps_nobody_unknown() -> None:
    table, policy = (next(one for one in FILES if one.name == name) for name in ("parties.csv", "listed.yaml"))
    Path(table.name).write_text(table.body.replace("Unclear AG,", "Unclear AG,-"), encoding="utf-8")
    write(policy)
    (outcome,) = [one for one in run_tests(wb.load_policy(policy.name)) if not one.passed]
    assert outcome.differences[0] == "expected verdict review, got fit"
    assert outcome.differences[1].startswith("expected not-listed to be unknown, got pass")


HEAD = "weighbridge: 1\nname: completed\n"
GATE = "governance: {gates: [{id: completed, title: Completed, require: {model.pinned: true}}]}\n"


def completed(fragment: str) -> str:
    """Return a policy that holds a part of one."""
    has_rule = re.search(rf"^(?:{'|'.join(QUESTIONS)}):", fragment, re.MULTILINE)
    return HEAD + fragment + ("" if has_rule else GATE)


FRAGMENTS = [block for block in BLOCKS if block.mark == "fragment"]


@pytest.mark.parametrize("block", FRAGMENTS, ids=[str(one.line) for one in FRAGMENTS])
def test_a_fragment_is_part_of_a_policy(block: Block) -> None:
    policy = wb.parse_policy(completed(block.body).encode(), "fragment.yaml")
    assert [str(one) for one in [*policy.warnings, *policy.expired(WRITTEN_ON)]] == []


CONDITIONS = [
    line
    for block in BLOCKS
    if block.mark == "conditions"
    for line in block.body.splitlines()
    if line.partition("#")[0].strip()
]


@pytest.mark.parametrize("line", CONDITIONS)
def test_a_condition_can_be_required(line: str) -> None:
    written, _, _ = line.partition("  #")
    gate = f"governance: {{gates: [{{id: one, title: One, {written.strip()}}}]}}\n"
    assert len(wb.parse_policy((HEAD + "own: {our_date: {type: date}}\n" + gate).encode(), "condition.yaml").gates) == 1


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table below a heading, without its head."""
    _, found, rest = MANUAL.partition(f"\n{heading}\n")
    assert found, heading
    rows = []
    for line in rest.lstrip("\n").splitlines():
        if line.startswith("|-"):
            continue
        if line.startswith("| "):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
        elif rows:
            break
    return rows[1:]


RULE = "governance: {gates: [{id: one, title: One, require: {model.pinned: true}%s}]}\n"
COMPARED = {
    "a shorter max_age": ("decide: {max_age: {adoption: 60}}\n", "decide: {max_age: {adoption: 30}}\n", "changed"),
    "another when": (RULE % ", when: {model.task: a}", RULE % ", when: {model.task: b}", "changed"),
    "a when that is gone": (RULE % ", when: {model.task: a}", RULE % "", "changed"),
    "a when that is new": (RULE % "", RULE % ", when: {model.task: a}", "changed"),
    "a higher severity": (RULE % "", RULE % ", severity: critical", "stricter"),
    "other words": (
        RULE.replace("model.pinned: true", "not: {provenance.kind: individual}") % "",
        RULE.replace("model.pinned: true", "provenance.kind: {ne: individual}") % "",
        "changed",
    ),
    "weights": ("weights: {hosting: 10}\n", "weights: {hosting: 90}\n", "changed"),
    "context": ("context: {use: internal}\n", "context: {use: customer_facing}\n", "changed"),
}


@pytest.mark.parametrize("name", COMPARED)
def test_changes_are_called_what_the_manual_calls_them(name: str) -> None:
    old, new, change = COMPARED[name]
    policies = [wb.parse_policy(completed(text).encode(), "compared.yaml") for text in (old, new)]
    assert [one.change for one in differences(*policies)] == [change]


LOCKED = (
    "weighbridge: 1\nname: low\ndecide: {locked: true, %s}\nweights: {hosting: 10, governance: 20}\ngovernance:\n"
    "  gates: [{id: gate, title: G, locked: true, when: {model.task: a}, require: {adoption.likes: {gte: 5}}}]\n"
    "  scores: [{id: one, title: O, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 9}}]\n"
)
ADDED = "{id: two, title: T, weight: 1, curve: {fact: size.parameters, worst: 9, best: 0}}"


@pytest.mark.parametrize(
    ("decide", "above", "subject"),
    [
        ("minimum_score: 50", "weights: {hosting: 90}", "weights"),
        ("minimum_score: 50", f"hosting: {{scores: [{ADDED}]}}", "rule two"),
        ("minimum_score: 50", "governance: {scores: [{id: one, weight: 2}]}", "rule one"),
        ("floors: {governance: 50}", f"governance: {{scores: [{ADDED}]}}", "rule two"),
        ("floors: {governance: 50}", "governance: {scores: [{id: one, weight: 2}]}", "rule one"),
        ("unknown: fail", "weights: {hosting: 90}", None),
        ("unknown: fail", f"governance: {{scores: [{ADDED}]}}", None),
    ],
)
def test_a_locked_limit_holds_the_score_that_it_measures(
    scratch: Path, decide: str, above: str, subject: str | None
) -> None:
    (scratch / "low.yaml").write_text(LOCKED % decide, encoding="utf-8")
    (scratch / "high.yaml").write_text(f"weighbridge: 1\nname: high\nextends: [low.yaml]\n{above}\n", encoding="utf-8")
    found = [one.message for one in lint("high.yaml", WRITTEN_ON) if one.level is Level.ERROR]
    said = f"decide is locked in low.yaml:3, and this changes the score that it measures: {subject}: "
    assert [message[: len(said)] for message in found] == ([said] if subject else [])


@pytest.mark.parametrize(
    "above",
    [
        "context: {use: internal}",
        "decide: {max_age: {adoption: 1}}",
        "clarify: [{model: a/b, facts: {adoption.likes: 9}, evidence: e, owner: o, expires: 2030-01-01}]",
        "waivers: [{id: W, rules: [gate], models: ['*'], reason: r, owner: o, approver: p, expires: 2030-01-01}]",
    ],
)
def test_what_a_locked_rule_sees_is_not_locked_with_it(scratch: Path, above: str) -> None:
    (scratch / "low.yaml").write_text((LOCKED % "").replace("locked: true, }", "}"), encoding="utf-8")
    (scratch / "high.yaml").write_text(f"weighbridge: 1\nname: high\nextends: [low.yaml]\n{above}\n", encoding="utf-8")
    assert differences(wb.load_policy("low.yaml"), wb.load_policy("high.yaml")) != []


def test_when_with_nothing_after_it_takes_a_when_away(scratch: Path) -> None:
    (scratch / "low.yaml").write_text((LOCKED % "").replace("locked: true, ", ""), encoding="utf-8")
    above = "weighbridge: 1\nname: high\nextends: [low.yaml]\ngovernance:\n  gates:\n    - id: gate\n      when:\n"
    (scratch / "high.yaml").write_text(above, encoding="utf-8")
    low, high = (wb.load_policy(name).gates[0] for name in ("low.yaml", "high.yaml"))
    assert (low.when is not None, high.when, high.require == low.require) == (True, None, True)


@pytest.mark.usefixtures("scratch")
def test_who_wins_is_as_the_manual_says() -> None:
    who = (
        "own: {score: {type: number, file: own.csv}}\n"
        "clarify:\n"
        "  - {publisher: openai, facts: {provenance.country: GB, own.score: 1},\n"
        "     evidence: e, owner: o, expires: 2036-01-01}\n"
        "  - {model: microsoft/phi-4, facts: {own.score: 2}, evidence: e, owner: o, expires: 2036-01-01}\n"
        "governance:\n"
        "  gates:\n"
        "    - {id: gb, title: GB, require: {provenance.country: GB}}\n"
        "    - {id: fr, title: FR, require: {provenance.country: FR}}\n"
        "    - {id: three, title: Three, require: {own.score: 3}}\n"
        "    - {id: two, title: Two, require: {own.score: 2}}\n"
    )
    Path("who.yaml").write_text(HEAD + who, encoding="utf-8")
    Path("own.csv").write_text("model,revision,score\nopenai/gpt-oss-20b,,3\nmicrosoft/phi-4,,3\n", encoding="utf-8")
    declared = [
        Candidate(name, None, {"provenance.country": "FR"}) for name in ("openai/gpt-oss-20b", "microsoft/phi-4")
    ]
    snapshot = wb.open_snapshot()
    weighed = wb.weigh(wb.load_policy("who.yaml"), snapshot, as_of=snapshot.collected, candidates=declared)
    passed = {
        one.id: {finding.rule.id for finding in one.findings if finding.state is State.PASS}
        for one in report_content(weighed).models
    }
    assert passed == {"openai/gpt-oss-20b": {"gb", "three"}, "microsoft/phi-4": {"fr", "two"}}


WRONG = table("### What is written, and what is said")


@pytest.mark.parametrize(("written", "said"), [row[:2] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_message_of_the_manual_is_what_the_program_says(written: str, said: str, scratch: Path) -> None:
    fragment = written.strip("`")
    text = fragment if re.match(r"[a-z_]+:", fragment) and not fragment.startswith("require:") else None
    if text is None:
        text = f"governance: {{gates: [{{id: one, title: One, {fragment}}}]}}"
    (scratch / "wrong.yaml").write_text(completed(text + "\n"), encoding="utf-8")
    messages = [one.message for one in lint("wrong.yaml", WRITTEN_ON)]
    assert said.strip("`") in messages


def test_the_table_of_states_is_that_of_the_program() -> None:
    rows = table("### State and effect")
    states = {"fail": State.FAIL, "unknown": State.UNKNOWN}
    found = {}
    for action, state, *effects in rows:
        for unknown, word in zip(OnUnknown, effects, strict=True):
            found[action.strip("`"), states[state], unknown] = word
    assert found == {
        (action.value, state, unknown): effect(action, unknown, state).value
        for action in Action
        for state in states.values()
        for unknown in OnUnknown
    }
    for state in (State.PASS, State.NOT_APPLICABLE):
        assert effect(Action.BLOCK, OnUnknown.FAIL, state) is Effect.NONE
        assert f"`{state}`" in MANUAL


def test_the_table_of_operators_is_that_of_the_program() -> None:
    kinds = {
        "bool": FactType.BOOL,
        "text": FactType.TEXT,
        "number": FactType.NUMBER,
        "date": FactType.DATE,
        "set": FactType.SET,
    }
    found = {kinds[kind]: re.findall(r"`(\w+)`", operators) for kind, operators in table("### Operators")}
    one_of = {kind: next(fact for fact in FACTS.values() if fact.type is kind) for kind in FactType}
    assert found == {kind: suitable(one_of[kind]) for kind in FactType if kind is not FactType.INTEGER}
    assert suitable(one_of[FactType.INTEGER]) == suitable(one_of[FactType.NUMBER])


def models_of(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the sections that a type leads to."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in typing.get_args(annotation):
        yield from models_of(part)


def keys_below(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield name
        for inner in models_of(field.annotation):
            yield from keys_below(inner, seen)


def choices_below(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """Yield every word that a closed choice of the schema allows."""
    if model in seen:
        return
    seen.add(model)
    for field in model.model_fields.values():
        yield from _words(field.annotation)
        for inner in models_of(field.annotation):
            yield from choices_below(inner, seen)


def _words(annotation: object) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield from (member.value for member in annotation)
    elif typing.get_origin(annotation) is typing.Literal:
        yield from (word for word in typing.get_args(annotation) if isinstance(word, str))
    else:
        for part in typing.get_args(annotation):
            yield from _words(part)


CODE = "\n".join(re.findall(r"`[^`\n]+`", MANUAL))
KEYS = sorted(set(keys_below(PolicyFile, set())))


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_the_schema_is_in_the_reference(key: str) -> None:
    reference = MANUAL.partition("\n## Reference")[2]
    rows = [line for line in reference.splitlines() if line.startswith("| ")]
    assert any(f"`{key}`" in line for line in rows)


@pytest.mark.parametrize(
    "word", sorted({*OPERATORS, *choices_below(PolicyFile, set()), *Severity, "all", "any", "not", "at_least"})
)
def test_every_operator_and_every_choice_is_mentioned(word: str) -> None:
    assert f"`{word}`" in CODE


def test_the_exit_codes_are_those_of_the_program() -> None:
    rows = table("### Exit codes of check")
    assert [int(row[0]) for row in rows] == [code for code in Exit if code not in (Exit.INTERNAL, Exit.INTERRUPTED)]
    assert "2, 4, 1, 5, 6, 3, 0" in MANUAL
    assert check.help is not None
    assert "2, 4, 1, 5, 6, 3, 0" in check.help


def test_every_link_leads_somewhere() -> None:
    docs = Path(__file__).parent.parent.parent / "docs"
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", MANUAL) if "://" not in target]
    missing = [
        target for target in targets if target.partition("#")[0] and not (docs / target.partition("#")[0]).exists()
    ]
    assert missing == []
    anchors = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in MANUAL.splitlines()
        if line.startswith("#")
    }
    assert [target for target in targets if target.startswith("#") and target[1:] not in anchors] == []
