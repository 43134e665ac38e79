"""Plain data as YAML that `document` reads back as the same data."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import yaml

from weighbridge.strict.document import Value

WIDTH = 120
_BARE = re.compile(
    r"[A-Za-z_$][A-Za-z0-9_.$+-]*(?: [A-Za-z0-9_.$+-]+)*|[A-Za-z0-9]+(?:[/@._-][A-Za-z0-9._-]+)+", re.ASCII
)
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_NUMBER_LIKE = re.compile(r"[-+.0-9]")


class _Dumper(yaml.SafeDumper):
    """Quotes every text that is not plainly a word: YAML's versions disagree on what else is one."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    bare = _BARE.fullmatch(text) and text.lower() not in _WORDS and not _NUMBER_LIKE.match(text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if bare else '"')


_Dumper.add_representer(str, _text)


def block(value: Value, *, flow_below: int = 2) -> str:
    """Return `value` as YAML in lines; mappings nested `flow_below` deep or deeper stand in one line each."""
    return _dumped(_flowing(value, flow_below), default_flow_style=False)


def flow(value: object) -> str:
    """Return `value` in one line, as it may stand inside a sentence."""
    return _dumped(value, default_flow_style=True, width=10**6).strip().removesuffix("...").strip()


def _dumped(value: Any, **options: Any) -> str:  # noqa: ANN401
    options = {"width": WIDTH, **options}
    text: str = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, **options)
    # What is not plain ASCII stands in double quotes, where an escape says the same and shows what is there.
    return "".join(_escaped(character) if unicodedata.category(character) == "Cf" else character for character in text)


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


class _Flow(dict[str, Any]):
    """A mapping that stands in one line."""


class _FlowList(list[Any]):
    """A list that stands in one line."""


def _flow_mapping(dumper: yaml.SafeDumper, value: _Flow) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


def _flow_list(dumper: yaml.SafeDumper, value: _FlowList) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)


_Dumper.add_representer(_Flow, _flow_mapping)
_Dumper.add_representer(_FlowList, _flow_list)


def _flowing(value: Any, depth: int) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        inside = {key: _flowing(item, depth - 1) for key, item in value.items()}
        return inside if depth > 0 else _Flow(inside)
    if isinstance(value, list):
        inside_list = [_flowing(item, depth - 1) for item in value]
        return inside_list if depth > 0 else _FlowList(inside_list)
    return value
