"""The files that a policy names: other policies and tables, beside it, read under limits and checked by checksum."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from weighbridge.errors import WeighbridgeError
from weighbridge.facts.given import shown
from weighbridge.policy.builtin import PREFIX, builtin_path, bundled_hint
from weighbridge.strict.plain import plain


class FileError(WeighbridgeError):
    """A file that a policy names cannot be used; the policy's reader says where it is named."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """The content of a file, how messages call it, and the folder beside which it may name others (None: none)."""

    content: bytes
    shown_as: str
    folder: Path | None
    key: str

    @property
    def sha256(self) -> str:
        """The checksum of the content."""
        return hashlib.sha256(self.content).hexdigest()


def read_named(name: str, folder: Path | None, sha256: str | None, limit: int) -> NamedFile:
    """Return the file called `name`: `builtin:NAME`, or a relative path beside the policy in `folder`.

    At most `limit` bytes and one more are read, so that who parses it can say that it is too large. Raises FileError: no
    such file, not a plain file, an absolute path, a policy that has no folder, another checksum.
    """
    file = _read(name, folder, limit)
    if sha256 is not None and file.sha256 != sha256:
        raise FileError(
            f"sha256 of {file.shown_as} is {file.sha256}, not {sha256}",
            "read what changed in it before you write the new sha256 here",
        )
    return file


def _read(name: str, folder: Path | None, limit: int) -> NamedFile:
    if name.startswith(PREFIX):
        try:
            path, shown_as = builtin_path(name)
        except WeighbridgeError as error:
            raise FileError(error.message, error.hint) from None
        return NamedFile(path.read_bytes(), shown_as, None, shown_as)
    if folder is None:
        raise FileError(f"{shown(name)} is a path, and what names it is not a file", "load the policy from a file")
    if Path(name).is_absolute() or name.startswith("~"):
        raise FileError(
            f"{shown(name)} is not a path beside this file", "write it relative to the folder of this policy"
        )
    path = folder / name
    try:
        if not path.is_file():
            found = "this is not a plain file" if path.exists() else "there is no such file"
            raise FileError(f"{plain(str(path))}: {found}", bundled_hint(name))
        with path.open("rb") as stream:
            content = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a path"
        raise FileError(f"{shown(name)} cannot be read: {reason}") from None
    return NamedFile(content, plain(str(path)), path.parent, str(path.resolve()))
