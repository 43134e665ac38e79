"""On a real terminal: coloured, as wide as it is, and plain where that is asked for."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import sys
import termios

import pytest

from weighbridge.report.spans import width_of

SGR = re.compile(r"\x1b\[[0-9;]*m")
PROGRAM = "from weighbridge.cli.main import main; main()"


def on_terminal(columns: int, *arguments: object, **environment: str) -> str:
    """Return what one run writes to a terminal of so many columns."""
    pid, terminal = pty.fork()
    if pid == 0:  # pragma: no cover - the child
        clean = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
        clean |= {"TERM": "xterm", "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"} | environment
        os.execve(sys.executable, [sys.executable, "-c", PROGRAM, *map(str, arguments)], clean)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    said = b""
    try:
        while part := os.read(terminal, 65536):
            said += part
    except OSError:
        pass  # the child has gone
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, said.decode()
    return said.decode().replace("\r\n", "\n")


def lines_of(said: str) -> list[str]:
    """Return the report's lines, without those that are there to be copied and never cut."""
    plain = SGR.sub("", said)
    return [
        line
        for line in plain.splitlines()
        if not line.startswith(("  weighbridge ", "    - declared:", "using the bundled reference"))
    ]


@pytest.fixture
def arguments(write_policy, build_snapshot) -> list[object]:
    models = {
        "org/good": {"license.tag": "mit"},
        "org/bad-" + "x" * 60: {"license.tag": "gpl-3.0"},
        "org/中文模型-unknown": {},
    }
    return ["rank", write_policy(), "--snapshot", build_snapshot(models)]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_terminal_gets_colour_and_no_line_that_is_too_long(arguments, columns: int) -> None:
    said = on_terminal(columns, *arguments)
    assert SGR.search(said)
    assert [line for line in lines_of(said) if width_of(line) > columns] == []
    assert "✔ fit 1   ! review 1   ✖ unfit 1" in SGR.sub("", said)
    assert "\x1b" not in SGR.sub("", said)


def test_no_color_is_respected(arguments) -> None:
    said = on_terminal(80, *arguments, NO_COLOR="1")
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", said)
    assert "✔ fit 1" in SGR.sub("", said)


def test_a_dumb_terminal_gets_plain_text(arguments) -> None:
    assert "\x1b" not in on_terminal(80, *arguments, TERM="dumb")


def test_markup_in_facts_is_not_markup_on_a_terminal(write_policy, build_snapshot, write_file) -> None:
    path = write_file("c.yaml", "candidates:\n  - declared: {model.id: v/api, license.spdx: '[red]x[/b] :smile:'}\n")
    policy = write_policy(
        "weighbridge: 1\nname: p\nhosting:\n  gates: [{id: g, title: '[b]T[/b]', require: {license.spdx: a}}]\n"
    )
    said = on_terminal(120, "explain", policy, "v/api", "--candidates", path, "--snapshot", build_snapshot({}))
    assert "[red]x[/b] :smile:" in SGR.sub("", said)
    assert "[b]T[/b]" in SGR.sub("", said)


def test_json_on_a_terminal_is_plain(arguments) -> None:
    said = on_terminal(80, *arguments, "--format", "json")
    assert "\x1b" not in said
    assert said.lstrip().startswith("{")
