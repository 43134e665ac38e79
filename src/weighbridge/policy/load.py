"""A policy from its file, or from text, with all the layers that it extends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from pathlib import Path as FilePath
from typing import NamedTuple

from pydantic import ValidationError

from weighbridge.errors import PolicyError, UsageError
from weighbridge.policy.builder import Builder
from weighbridge.policy.builtin import PREFIX, builtin_path, bundled_hint
from weighbridge.policy.files import NamedFile
from weighbridge.policy.layers import Layer, laid_over, read_layers
from weighbridge.policy.policy import Policy
from weighbridge.policy.schema import PolicyFile
from weighbridge.policy.shape import shape_diagnostics
from weighbridge.strict.document import MAX_BYTES, Document, Path, Value


def load_policy(source: str | FilePath) -> Policy:
    """Load a policy from a file, or a bundled one as `builtin:NAME`, with its layers.

    Raises PolicyError with every located error (nothing of such a policy is evaluated), UsageError where there is no file.
    """
    path, shown_as = builtin_path(str(source))
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{shown_as}: the policy cannot be read: {error.strerror}", bundled_hint(str(source))
        ) from None
    if shown_as.startswith(PREFIX):
        return _loaded(NamedFile(text, shown_as, None, shown_as))
    return _loaded(NamedFile(text, shown_as, path.parent, str(path.resolve())))


def parse_policy(text: bytes, file: str) -> Policy:
    """Parse the text of a policy; `file` is the name that messages use. Raises PolicyError.

    Text has no folder: it may extend bundled policies, and name no other files.
    """
    return _loaded(NamedFile(text, file, None, file))


def _loaded(file: NamedFile) -> Policy:
    layers = read_layers(file)
    effective = layers[0].document
    for index, layer in enumerate(layers):
        if index:
            below, effective = effective, laid_over(effective, layer.document)
            _check_locks(_Stacked(below, layers[:index]), _Stacked(effective, layers[: index + 1]), layer.document)
        if list(layer.below) != layers[:index]:
            # What lies below a layer without being extended by it is bound by its locks all the same.
            alone = _Stacked(_together([*layer.below, layer]), [*layer.below, layer])
            _check_locks(alone, _Stacked(effective, layers[: index + 1]), layers[-1].document, ("extends",))
    return _builder(effective, layers).policy()


class _Stacked(NamedTuple):
    """Some layers put together."""

    document: Document
    layers: Sequence[Layer]

    def draft(self) -> Policy:
        """Return what they say so far."""
        return _builder(self.document, self.layers).draft()


def _together(layers: Sequence[Layer]) -> Document:
    return reduce(laid_over, (layer.document for layer in layers))


def _check_locks(before: _Stacked, after: _Stacked, blamed: Document, at: Path | None = None) -> None:
    """Raise PolicyError where `after` does more than tighten what `before` locks; places are in `blamed`, or `at` there."""
    if _has_lock(before.document.root):
        from weighbridge.policy.locks import refused_changes  # noqa: PLC0415 - only where something is locked

        refused = refused_changes(before.draft(), after.draft(), blamed, at)
        if refused:
            raise PolicyError(refused)


def _has_lock(value: Value) -> bool:
    if isinstance(value, list):
        return any(_has_lock(item) for item in value)
    return isinstance(value, dict) and (value.get("locked") is True or any(_has_lock(item) for item in value.values()))


def _builder(document: Document, layers: Sequence[Layer]) -> Builder:
    try:
        written = PolicyFile.model_validate(document.root)
    except ValidationError as error:
        raise PolicyError(shape_diagnostics(error, document)) from None
    return Builder(document, written, layers)
