"""llmfit from its wheel, in a virtual environment of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

VERSION = "1.1.17"
"""The release whose model table the data folder holds."""


def llmfit(folder: Path) -> str | None:
    """Return the program, installed in `folder` where it is not there yet; None where it cannot be installed or run."""
    environment = folder / f"llmfit-{VERSION}"
    program = environment / "bin" / "llmfit"
    try:
        if not program.exists():
            _quiet(sys.executable, "-m", "venv", str(environment))
            _quiet(str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet", f"llmfit=={VERSION}")
        _quiet(str(program), "--version")
    except (OSError, subprocess.CalledProcessError):
        return None
    return str(program)


def _quiet(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
