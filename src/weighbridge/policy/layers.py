"""Layers: a policy laid over those that it extends, as one document whose places still name their files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import ValidationError

from weighbridge.errors import Diagnostic, Level, PolicyError
from weighbridge.facts.given import shown
from weighbridge.policy.files import FileError, NamedFile, read_named
from weighbridge.policy.schema import FORMS, ExtendsEntry, ExtendsSection, HeadSection
from weighbridge.policy.shape import shape_diagnostics
from weighbridge.strict.document import MAX_BYTES, Document, Mark, Path, Scalar, Value, load_document

MAX_LAYERS = 32
_QUESTIONS = ("hosting", "governance", "adaptation", "vendor_lock")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a policy as it is written; `below` are the files that it extends, the lowest first."""

    document: Document
    file: NamedFile
    below: tuple[Layer, ...] = ()


def read_layers(top: NamedFile) -> list[Layer]:
    """Return the files of a policy, each once, the lowest first and `top` last.

    Of two that a file extends, the later one lies above. Raises PolicyError: a file that cannot be read or differs from its
    checksum, a cycle, more than 32 files, a file that is no policy of version 1.
    """
    return _Stack().layers(top)


class _Stack:
    """Follows `extends` from the top down."""

    def __init__(self) -> None:
        self.found: dict[str, Layer] = {}
        self.open: list[NamedFile] = []

    def layers(self, file: NamedFile) -> list[Layer]:
        """Return all files found so far, `file` last, after those that it extends."""
        document = _policy_document(file)
        if self.open:
            _check_head(document)
        self.open.append(file)
        below: dict[str, Layer] = {}
        for path, entry in _references(document):
            extended = self._extended(document, path, entry)
            below |= {layer.file.key: layer for layer in (*extended.below, extended)}
        self.open.pop()
        self.found[file.key] = Layer(document, file, tuple(below.values()))
        return list(self.found.values())

    def _extended(self, document: Document, path: Path, entry: ExtendsEntry) -> Layer:
        mark = document.value_mark((*path, "use"))
        try:
            file = read_named(entry.use, self.open[-1].folder, entry.sha256, MAX_BYTES)
        except FileError as error:
            raise PolicyError([document.diagnostic(mark, f"extends: {error.message}", error.hint)]) from None
        if file.key in [one.key for one in self.open]:
            chain = " → ".join([*(one.shown_as for one in self.open), file.shown_as])
            raise PolicyError([document.diagnostic(mark, f"extends leads back to {file.shown_as}: {chain}")])
        if any(layer.file.shown_as == file.shown_as for layer in self.found.values() if layer.file.key != file.key):
            message = f"extends: two files are called {file.shown_as} in messages"
            raise PolicyError([document.diagnostic(mark, message, "give one of them another name")])
        if file.key not in self.found:
            if len(self.found) + len(self.open) >= MAX_LAYERS:
                raise PolicyError([document.diagnostic(mark, f"extends: more than {MAX_LAYERS} files")])
            self.layers(file)
        return self.found[file.key]


def _policy_document(file: NamedFile) -> Document:
    document = load_document(file.content, file.shown_as)
    if not isinstance(document.root, dict):
        raise PolicyError(
            [document.diagnostic(document.value_mark(()), "a policy is a mapping", "start with `weighbridge: 1`")]
        )
    version = document.root.get("weighbridge", 1)
    if version != 1 or not isinstance(version, int) or isinstance(version, bool):
        mark = document.value_mark(("weighbridge",))
        message = f"policy version {shown(version)} is not read here"
        raise PolicyError([document.diagnostic(mark, message, "this weighbridge reads version 1")])
    return document


def _check_head(document: Document) -> None:
    """Refuse a lower layer that does not say what it is: who reads the whole looks only at the head of the top one."""
    root = _root(document)
    try:
        HeadSection.model_validate({key: root[key] for key in HeadSection.model_fields if key in root})
    except ValidationError as error:
        raise PolicyError(shape_diagnostics(error, document)) from None


def _references(document: Document) -> list[tuple[Path, ExtendsEntry]]:
    try:
        written = ExtendsSection.model_validate({"extends": _root(document).get("extends", [])})
    except ValidationError as error:
        raise PolicyError(shape_diagnostics(error, document)) from None
    return [(("extends", index), entry) for index, entry in enumerate(written.extends)]


def _root(document: Document) -> dict[str, Value]:
    assert isinstance(document.root, dict)
    return document.root


@dataclass(frozen=True, slots=True)
class _Node:
    """A value with its place and that of the key that leads to it."""

    mark: Mark
    key: Mark | None
    value: Scalar | list[_Node] | dict[str, _Node]


Merge = Callable[[_Node, _Node], _Node]
"""From a value and what a layer above writes in its place to what counts."""


def laid_over(below: Document, above: Document) -> Document:
    """Return `above` over `below`.

    Rules merge by id, key by key; context and decide key by key down to the last mapping; candidates and weights key by
    key; lists are replaced whole; clarifications, waivers, watchlists and own facts are added. A lock stays. What is not
    shaped as a policy is taken over as it is: the reader of the whole says so. Raises PolicyError: a lock that is taken
    away, an own fact that is there already.
    """
    merging = _Merging()
    lower, upper = _tree(below, (), below.root), _tree(above, (), above.root)
    whole = merging.root(lower, upper)
    if merging.refused:
        raise PolicyError(merging.refused)
    merged = Document(above.file, None)
    return Document(above.file, _flattened(whole, merged, ()), merged.values, merged.keys)


def _tree(document: Document, path: Path, value: Value) -> _Node:
    inside: Scalar | list[_Node] | dict[str, _Node]
    match value:
        case dict():
            inside = {key: _tree(document, (*path, key), item) for key, item in value.items()}
        case list():
            inside = [_tree(document, (*path, index), item) for index, item in enumerate(value)]
        case _:
            inside = value
    return _Node(document.value_mark(path), document.keys.get(path), inside)


def _flattened(node: _Node, document: Document, path: Path) -> Value:
    document.values[path] = node.mark
    if node.key is not None:
        document.keys[path] = node.key
    if isinstance(node.value, dict):
        return {key: _flattened(item, document, (*path, key)) for key, item in node.value.items()}
    if isinstance(node.value, list):
        return [_flattened(item, document, (*path, index)) for index, item in enumerate(node.value)]
    return node.value


class _Merging:
    """How each part of a policy is laid over that below it."""

    def __init__(self) -> None:
        self.refused: list[Diagnostic] = []
        rules = self._by_key(self._rules)
        self.parts: dict[str, Merge] = {
            **dict.fromkeys(_QUESTIONS, rules),
            **dict.fromkeys(("context", "decide"), self._by_key(self._deep)),
            **dict.fromkeys(("candidates", "weights"), self._by_key(_replaced)),
            **dict.fromkeys(("watchlists", "clarify"), _appended),
            "lists": self._by_name(self._list),
            "own": self._by_name(self._twice),
            "waivers": self._waivers,
        }

    def root(self, below: _Node, above: _Node) -> _Node:
        """Return the whole, in the order of what is above, then what only the layers below have."""
        lower, upper = _items(below), _items(above)
        kept = {key: node for key, node in lower.items() if key not in HeadSection.model_fields}
        merged = {
            key: self.parts.get(key, _replaced)(kept[key], upper[key])
            if key in kept and key in upper
            else upper.get(key) or kept[key]
            for key in dict.fromkeys([*upper, *kept])
        }
        return replace(above, value=merged)

    def _by_key(self, each: Merge) -> Merge:
        """Return how two mappings merge that may be locked, each pair of values by `each`."""
        return self._by_name(each, lock=self._lock)

    def _by_name(self, each: Merge, lock: Merge | None = None) -> Merge:
        """Return how two mappings merge, each pair of values by `each`; that of the key `locked` by `lock`."""

        def merged_pair(below: _Node, above: _Node) -> _Node:
            if not isinstance(below.value, dict) or not isinstance(above.value, dict):
                return above
            merged = dict(below.value)
            for key, node in above.value.items():
                how = lock if lock is not None and key == "locked" else each
                merged[key] = how(merged[key], node) if key in merged else node
            return replace(above, value=merged)

        return merged_pair

    def _deep(self, below: _Node, above: _Node) -> _Node:
        return self._by_name(self._deep)(below, above)

    def _lock(self, below: _Node, above: _Node) -> _Node:
        if below.value is not True:
            return above
        if above.value is not True:
            message = f"what {below.mark} locks cannot be unlocked here"
            self.refused.append(Diagnostic(*above.mark, Level.ERROR, message, "take it out"))
        return below

    def _rules(self, below: _Node, above: _Node) -> _Node:
        """Merge two lists of rules by id: those below in their order, then the new ones."""
        if not isinstance(below.value, list) or not isinstance(above.value, list):
            return above
        upper = {_id(node): node for node in reversed(above.value) if _id(node) is not None}
        lower = [_id(node) for node in below.value]
        merged = [
            self._rule(node, upper[identifier]) if identifier in upper else node
            for node, identifier in zip(below.value, lower, strict=True)
        ]
        # By identity: a second rule with an id that was merged is left to be refused as a repetition.
        taken = {id(upper[identifier]) for identifier in lower if identifier in upper}
        return replace(above, value=[*merged, *(node for node in above.value if id(node) not in taken)])

    def _rule(self, below: _Node, above: _Node) -> _Node:
        # A layer that writes one form of a score rule puts it in the place of that below.
        if any(form in _items(above) for form in FORMS):
            below = replace(below, value={key: node for key, node in _items(below).items() if key not in FORMS})
        return self._by_key(_replaced)(below, above)

    def _list(self, below: _Node, above: _Node) -> _Node:
        """Replace a list whole, but keep its lock."""
        lock = _items(below).get("locked")
        if lock is None:
            return above
        return self._by_key(_replaced)(replace(below, value={"locked": lock}), _with_entries(above))

    def _twice(self, below: _Node, above: _Node) -> _Node:
        place = above.key or above.mark
        message = f"this fact of your own stands already in {below.key or below.mark}"
        self.refused.append(Diagnostic(*place, Level.ERROR, message, "give it another name"))
        return above

    def _waivers(self, below: _Node, above: _Node) -> _Node:
        """Put waivers together, whether they are written as a list or with a lock."""
        return self._by_key(_appended)(_with_entries(below), _with_entries(above))


def _replaced(below: _Node, above: _Node) -> _Node:
    return above


def _appended(below: _Node, above: _Node) -> _Node:
    if not isinstance(below.value, list) or not isinstance(above.value, list):
        return above
    return replace(above, value=[*below.value, *above.value])


def _with_entries(node: _Node) -> _Node:
    """Return a list as the mapping that it stands for."""
    return replace(node, value={"entries": node}) if isinstance(node.value, list) else node


def _items(node: _Node) -> dict[str, _Node]:
    return node.value if isinstance(node.value, dict) else {}


def _id(node: _Node) -> str | None:
    identifier = _items(node).get("id")
    return identifier.value if identifier is not None and isinstance(identifier.value, str) else None
