"""What all tests share: no network, small policies and snapshots, and the command line as a function."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from weighbridge.cli.main import run
from weighbridge.facts import FACTS
from weighbridge.facts.fact import Origin
from weighbridge.sources.record import Claim, Observation, Record
from weighbridge.sources.snapshot_writer import write_snapshot

DAY = date(2026, 11, 1)

SMALL_POLICY = """\
weighbridge: 1
name: small
governance:
  gates:
    - id: licence
      title: The licence is permissive
      require: {license.category: permissive}
"""


class SocketUsedError(Exception):
    """A test touched the network."""


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every use of a socket raise."""

    def refuse(*args: object, **options: object) -> None:
        raise SocketUsedError(f"a socket was used: {args} {options}")

    for name in ("socket", "create_connection", "create_server", "socketpair", "fromfd", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.fixture
def write_policy(tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes a policy and returns its path as text."""

    def write(text: str = SMALL_POLICY, name: str = "policy.yaml") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def write_file(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Return a function that writes a file under the test's folder and returns its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def record(model_id: str, facts: Mapping[str, Any], observed: date = DAY, claims: tuple[Claim, ...] = ()) -> Record:
    """Return a record whose facts were all read on one day."""
    readings = {FACTS[name].reading for name in facts if FACTS[name].origin is Origin.HUB} | {"hub-info"}
    made = {reading: Observation(observed, "a test") for reading in sorted(readings)}
    return Record(model_id, dict(facts), made, claims)


@pytest.fixture
def build_snapshot(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a snapshot of models, given as facts by id, and returns its folder."""

    def build(models: Mapping[str, Mapping[str, Any]], name: str = "tiny", collected: date = DAY, **more: Any) -> Path:
        folder = tmp_path / name
        records = [record(model_id, facts, more.get("observed", collected)) for model_id, facts in models.items()]
        write_snapshot(folder, records, name=name, collected=collected)
        return folder

    return build


@pytest.fixture
def weighbridge(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Return the command line as a function: arguments in; exit code, stdout and stderr out."""

    def call(*arguments: object) -> Ran:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call
