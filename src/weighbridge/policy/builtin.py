"""Where the bundled policies are."""

from __future__ import annotations

from pathlib import Path

from weighbridge.errors import UsageError
from weighbridge.strict.nearest import did_you_mean
from weighbridge.strict.plain import plain

PREFIX = "builtin:"
_PACKAGE = Path(__file__).parent.parent


def builtin_folder() -> Path:
    """Return the folder of the bundled policies: inside an installed package, or at the root of the repository."""
    installed = _PACKAGE / "policies"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "policies"


def builtin_names() -> list[str]:
    """Return the names of the bundled policies, sorted."""
    return sorted(path.stem for path in builtin_folder().glob("*.yaml"))


def bundled_hint(name: str) -> str:
    """Return how a bundled policy of this name is written, or "" where there is none."""
    return f"did you mean {PREFIX}{name}?" if name in builtin_names() else ""


def builtin_path(source: str) -> tuple[Path, str]:
    """Return the file that `source` names, and how messages call it. Raises UsageError for an unknown builtin."""
    if not source.startswith(PREFIX):
        return Path(source), plain(source)
    name = source.removeprefix(PREFIX)
    if name not in builtin_names():
        hint = did_you_mean(name, builtin_names()) or f"there are: {', '.join(builtin_names())}"
        raise UsageError(f'no bundled policy is called "{plain(name, 60)}"', hint)
    return builtin_folder() / f"{name}.yaml", source
