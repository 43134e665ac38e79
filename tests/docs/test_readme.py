"""What the README says is tried: its commands run, its files load, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from weighbridge.cli.main import run

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
COMMANDS = [line.strip() for line in README.splitlines() if line.startswith("    weighbridge ")]


@pytest.fixture
def in_a_folder_with_the_readmes_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, body in BLOCKS:
        if language == "yaml":
            name = re.match(r"# (\S+\.yaml)", body) or re.search(r"^name: (\S+)", body, flags=re.MULTILINE)
            assert name is not None
            (tmp_path / f"{name[1].removesuffix('.yaml')}.yaml").write_text(body, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("in_a_folder_with_the_readmes_files")
def test_a_command_that_is_shown_runs(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(command, comments=True)
    assert run(words[1:]) in (0, 1, 3)
    printed = capsys.readouterr()
    assert printed.out or printed.err


def test_every_link_leads_somewhere() -> None:
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", README) if "://" not in target]
    assert [target for target in targets if not (ROOT / target.partition("#")[0]).exists()] == []
