"""What does not fit the shape of a policy file, said at its place."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from weighbridge.errors import Diagnostic
from weighbridge.facts.countries import COUNTRY_PATTERN
from weighbridge.facts.given import GivenError, shown
from weighbridge.policy.schema import PolicyFile
from weighbridge.strict.document import MAX_ERRORS, Document, Path
from weighbridge.strict.nearest import did_you_mean
from weighbridge.strict.plain import plain


def shape_diagnostics(error: ValidationError, document: Document) -> list[Diagnostic]:
    """Return one located diagnostic for each of the first things that pydantic found."""
    return [_diagnostic(detail, document) for detail in error.errors(include_url=False)[:MAX_ERRORS]]


def _diagnostic(detail: ErrorDetails, document: Document) -> Diagnostic:
    path = _written_path(detail["loc"], document)
    name = _spelt(path)
    given = detail["input"]
    context = detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(path, document)
        case "missing":
            missing = str(detail["loc"][-1])
            where = f" in {_spelt(path)}" if path else ""
            hint = "every policy starts with `weighbridge: 1`" if missing == "weighbridge" else ""
            return document.diagnostic(document.value_mark(path), f'"{missing}" is missing{where}', hint)
        case "enum" | "literal_error":
            expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
            hint = did_you_mean(str(given), expected.split(", ")) or f"one of: {expected}"
            key = path[-1:] != () and document.keys.get(path) is not None and given == path[-1]
            mark = document.key_mark(path) if key else document.value_mark(path)
            return document.diagnostic(mark, f"{name} cannot be {shown(given)}", hint)
        case "value_error" if isinstance(context.get("error"), GivenError):
            refused = context["error"]
            return document.diagnostic(document.value_mark(path), f"{name}: {refused}", refused.hint)
        case "list_type" if path == ("extends",):
            example = plain(given, 60) if isinstance(given, str) else "builtin:baseline"
            hint = f"write [{example}], also for one"
            return document.diagnostic(document.value_mark(path), f"{name} is a list, not {shown(given)}", hint)
        case "string_type":
            return document.diagnostic(
                document.value_mark(path),
                f"{name} is text, not {shown(given)}",
                "" if isinstance(given, dict | list) else "put it in quotes",
            )
        case "too_short" | "too_long" | "string_too_short" | "string_too_long":
            return document.diagnostic(document.value_mark(path), f"{name} {_length(detail['type'], context)}")
        case "string_pattern_mismatch":
            return document.diagnostic(
                document.value_mark(path),
                f"{name} cannot be {shown(given)}",
                _pattern_hint(str(context.get("pattern"))),
            )
    if detail["type"] in _KINDS:
        return document.diagnostic(document.value_mark(path), f"{name} is {_KINDS[detail['type']]}, not {shown(given)}")
    message = detail["msg"].removeprefix("Input ").removeprefix("Value error, ")
    return document.diagnostic(document.value_mark(path), f"{name} {message}, not {shown(given)}")


_KINDS = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
}
"""What pydantic's kinds of error are called in a policy."""


def _length(kind: str, context: Mapping[str, Any]) -> str:
    things = "characters" if kind.startswith("string") else "entries"
    if kind.endswith("short"):
        least = context["min_length"]
        return "is empty" if least == 1 else f"has at least {least} {things}"
    return f"has at most {context['max_length']} {things}"


_PATTERNS = {
    r"\S": "it is blank",
    rf"^(?:{COUNTRY_PATTERN})\z": "a country is a code of ISO 3166-1, such as DE; GB, not UK",
    r"^[0-9a-f]{64}\z": "64 digits and letters a to f, as sha256sum prints them",
    r"^[0-9a-f]{7,40}\z": "a commit is 7 to 40 digits and letters a to f",
    r"^[a-z][a-z0-9_]{0,39}\z": "a small letter, then small letters, digits and underscores, at most 40",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\z": "letters, digits, dots, dashes and underscores, at most 80",
}


def _pattern_hint(pattern: str) -> str:
    return _PATTERNS.get(pattern, "small letters, digits, dots, dashes and underscores, at most 80")


def _unknown_key(path: Path, document: Document) -> Diagnostic:
    key = str(path[-1])
    mark = document.key_mark(path)
    where = f" in {_spelt(path[:-1])}" if len(path) > 1 else ""
    known = sorted(_keys_at(PolicyFile, path[:-1]))
    hint = did_you_mean(key, known) or f"known here: {', '.join(known)}"
    return document.diagnostic(mark, f"unknown key {shown(key)}{where}", hint)


def _written_path(location: Iterable[str | int], document: Document) -> Path:
    """Return the part of pydantic's location that stands in the document; it adds steps of its own, such as `[key]`."""
    path: Path = ()
    for step in location:
        if (*path, step) in document.values:
            path = (*path, step)
    return path


def _spelt(path: Path) -> str:
    text = ""
    for step in path:
        word = f"[{step}]" if isinstance(step, int) else plain(step, 60)
        text += f".{word}" if text and isinstance(step, str) else word
    return text or "the policy"


def _keys_at(model: Any, path: Path) -> Iterable[str]:  # noqa: ANN401
    for step in path:
        if isinstance(step, int) and isinstance(model, type) and issubclass(model, BaseModel):
            # A list that stands for the mapping with its entries.
            model = _inside(model, "entries")
        model = _inside(model, step)
    return model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else ()


def _inside(annotation: Any, step: str | int) -> Any:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(step))
        return _bare(field.annotation) if field else None
    arguments = typing.get_args(annotation)
    return _bare(arguments[-1] if typing.get_origin(annotation) is dict else arguments[0]) if arguments else None


def _bare(annotation: Any) -> Any:  # noqa: ANN401
    """Strip Annotated and Optional."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _bare(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return _bare(next(part for part in typing.get_args(annotation) if part is not type(None)))
    return annotation
