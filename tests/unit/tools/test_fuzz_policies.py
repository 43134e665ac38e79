"""The tool that reads made-up texts as policies: what it makes, what it calls a fault, and that a crash is one."""

from __future__ import annotations

import os
import signal
import time

import pytest
from tools import fuzz_policies
from tools.fuzz_policies import CHUNK, KINDS, LONG, MAX_TEXT, fuzz, long_text, main, read_cases, reading, text_of

from weighbridge.errors import Diagnostic, DocumentError, Level

GOOD = b"weighbridge: 1\nname: p\nhosting: {gates: [{id: g, title: G, require: {license.spdx: MIT}}]}\n"


def raising(error: BaseException) -> object:
    def parse(text: bytes, file: str) -> None:
        raise error

    return parse


def test_a_case_is_the_same_every_time_and_small_enough() -> None:
    cases = [text_of(1, number) for number in range(300)]
    assert cases == [text_of(1, number) for number in range(300)]
    assert {kind for kind, _ in cases} == set(KINDS)
    assert max(len(text) for _, text in cases) <= MAX_TEXT


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_nearly_fills_what_a_text_may_have(name: str) -> None:
    assert MAX_TEXT - 1100 <= len(long_text(name, 0.5).encode()) <= MAX_TEXT


def test_many_cases_come_out_as_policies_and_many_do_not() -> None:
    tally = read_cases(1, range(400))
    assert tally.counts.total() == 400
    assert {outcome for _, outcome in tally.counts} >= {"policy", "DocumentError", "PolicyError"}
    assert tally.counts["by shape", "policy"] > 20


def test_a_policy_and_a_located_message_have_no_faults() -> None:
    assert (reading(GOOD).outcome, reading(GOOD).faults) == ("policy", ())
    refused = reading(b"a: [")
    assert (refused.outcome, len(refused.diagnostics), refused.faults) == ("DocumentError", 1, ())


@pytest.mark.parametrize(
    ("diagnostic", "fault"),
    [
        (Diagnostic("p.yaml", 0, 1, Level.ERROR, "a"), "has a line that is not in the text"),
        (Diagnostic("p.yaml", 5, 1, Level.ERROR, "a"), "has a line that is not in the text"),
        (Diagnostic("p.yaml", 2, 9, Level.ERROR, "a"), "has a column that is not in the line"),
        (Diagnostic("p.yaml", 2, 0, Level.ERROR, "a"), "has a column that is not in the line"),
        (Diagnostic("q.yaml", 1, 1, Level.ERROR, "a"), "is of another file"),
        (Diagnostic("p.yaml", 1, 1, Level.WARNING, "a"), "has level warning"),
        (Diagnostic("p.yaml", 1, 1, Level.ERROR, " "), "has an empty message"),
        (Diagnostic("p.yaml", 1, 1, Level.ERROR, "a\nb"), "has a message that is not plain: a b"),
        (Diagnostic("p.yaml", 1, 1, Level.ERROR, "a", "\x1b[31m"), "has a hint that is not plain: m"),
    ],
)
def test_a_message_that_is_not_plain_or_not_in_the_text_is_a_fault(
    diagnostic: Diagnostic, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz_policies, "parse_policy", raising(DocumentError([diagnostic])))
    assert reading(b"a: 1\nb: 2\n").faults == (fault,)


def test_another_error_and_no_message_at_all_are_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz_policies, "parse_policy", raising(DocumentError([])))
    assert reading(b"").faults == ("is refused without a message",)
    monkeypatch.setattr(fuzz_policies, "parse_policy", raising(RecursionError()))
    (fault,) = reading(b"").faults
    assert fault.startswith("raises RecursionError: test_fuzz_policies.py:")


def test_a_text_that_takes_long_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 2.5])
    monkeypatch.setattr(time, "process_time", lambda: next(clock))
    assert reading(GOOD).faults == ("takes more than 2 s",)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_ends_the_process_is_a_fault_of_its_case_and_no_other_case_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deadly = text_of(1, 5)[1]
    read = reading

    def crash(text: bytes) -> fuzz_policies.Reading:
        if text == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return read(text)

    monkeypatch.setattr(fuzz_policies, "reading", crash)
    told: list[int] = []

    def go_on(so_far: fuzz_policies.Tally) -> bool:
        told.append(so_far.counts.total())
        return True

    tally = fuzz(1, range(12), 2, go_on)
    assert tally.counts.total() == 12
    assert tally.faults["ends the process: -9"] == (1, f"5 ({text_of(1, 5)[0]})", deadly)
    assert told[-1] == 12


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_nothing_more_is_begun_when_the_time_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--examples", "10000000", "--processes", "1", "--minutes", "0"]) in (0, 1)
    assert f"all {CHUNK:,}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_the_tool_prints_what_came_out_and_says_by_its_exit_code_whether_there_was_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        fuzz_policies, "parse_policy", raising(DocumentError([Diagnostic("p.yaml", 1, 1, Level.ERROR, "a")]))
    )
    assert main(["--examples", str(CHUNK + 1), "--processes", "2"]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[-6].split() == ["all", f"{CHUNK + 1:,}", f"{CHUNK + 1:,}"]
    assert printed.endswith("faults: 0\n")
    monkeypatch.setattr(fuzz_policies, "parse_policy", raising(KeyError("a")))
    assert main(["--examples", "3", "--first", "7", "--processes", "1"]) == 1
    printed = capsys.readouterr().out
    assert "faults: 1\n* raises KeyError: test_fuzz_policies.py:" in printed
    assert "3 times; smallest is case " in printed
