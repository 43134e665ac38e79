"""Every error that weighbridge raises on purpose, in one tree.

    WeighbridgeError            message and hint; nothing was decided
    ├── UsageError              the command line asks for something that does not exist
    ├── DocumentError           text from outside is refused; carries located diagnostics
    │   └── PolicyError         the policy has errors, so it evaluates nothing
    └── SnapshotError           a snapshot is damaged, incomplete or too new

One model that fails is a value (see `sources.candidates.Unavailable`), never an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How serious a diagnostic is; warnings stop a run only under --strict."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One remark about one place of one file; line and column start at 1."""

    file: str
    line: int
    column: int
    level: Level
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.level}: {self.message}"
        return f"{text}\nhint: {self.hint}" if self.hint else text


class WeighbridgeError(Exception):
    """What is wrong and where (`message`), and the next thing to type (`hint`)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class UsageError(WeighbridgeError):
    """The command line asks for something that does not exist or does not go together."""


class DocumentError(WeighbridgeError):
    """A YAML document is refused; `diagnostics` say where and why, in file order."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics))
        super().__init__("\n".join(str(diagnostic) for diagnostic in self.diagnostics))


class PolicyError(DocumentError):
    """The policy has errors; nothing was evaluated."""


class SnapshotError(WeighbridgeError):
    """A snapshot is damaged, incomplete, or written by a newer weighbridge."""
