"""A policy from its file, or from text, with all the layers that it extends."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as FilePath

from pydantic import ValidationError

from weighbridge.errors import PolicyError, UsageError
from weighbridge.policy.builder import Builder
from weighbridge.policy.builtin import PREFIX, builtin_path
from weighbridge.policy.files import NamedFile
from weighbridge.policy.layers import Layer, laid_over, read_layers
from weighbridge.policy.policy import Policy
from weighbridge.policy.schema import PolicyFile
from weighbridge.policy.shape import shape_diagnostics
from weighbridge.strict.document import MAX_BYTES, Document, Value


def load_policy(source: str | FilePath) -> Policy:
    """Load a policy from a file, or a bundled one as `builtin:NAME`, with its layers.

    Raises PolicyError with every located error (nothing of such a policy is evaluated), UsageError where there is no file.
    """
    path, shown_as = builtin_path(str(source))
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{shown_as}: the policy cannot be read: {error.strerror}") from None
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
    for index, layer in enumerate(layers[1:], 1):
        below = _locked_draft(effective, layers[:index])
        effective = laid_over(effective, layer.document)
        if below is not None:
            from weighbridge.policy.locks import refused_changes  # noqa: PLC0415 - only where something is locked

            refused = refused_changes(below, _builder(effective, layers[: index + 1]).draft(), layer.document)
            if refused:
                raise PolicyError(refused)
    return _builder(effective, layers).policy()


def _locked_draft(document: Document, layers: Sequence[Layer]) -> Policy | None:
    """Return what a layer must not loosen: the policy so far, if anything in it is locked."""
    return _builder(document, layers).draft() if _has_lock(document.root) else None


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
