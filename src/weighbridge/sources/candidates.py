"""Which models are asked for: ids from the command line, a list of ids, or YAML with models described by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from weighbridge.errors import Diagnostic, DocumentError, Level, UsageError
from weighbridge.facts import FACTS
from weighbridge.facts.given import GivenError, given_cells, shown
from weighbridge.strict.document import MAX_BYTES, Document, load_document
from weighbridge.strict.document import Path as Place
from weighbridge.strict.nearest import did_you_mean
from weighbridge.strict.plain import plain

_ID = re.compile(r"(?:[A-Za-z0-9][\w.-]{0,95}/)?[A-Za-z0-9_][\w.-]{0,95}", re.ASCII)
_NAMESPACE = re.compile(r"[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{7,40}")
FULL_COMMIT = 40
IDENTITY = ("model.revision", "model.pinned", "model.role", "model.publisher", "model.name")
"""Facts that say which repository it is, and at which commit: its id says that."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One model that was named: perhaps at a commit, perhaps with facts given by hand and the evidence for them."""

    id: str
    revision: str | None = None
    declared: dict[str, object] = field(default_factory=dict)
    evidence: str = ""
    place: str = ""

    @property
    def pinned(self) -> bool:
        """Whether it was named with a full commit."""
        return self.revision is not None and len(self.revision) == FULL_COMMIT


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A candidate that has no facts, and why."""

    id: str
    reason: str


def is_model_id(text: str) -> bool:
    """Return whether `text` looks like org/name, or like the name of one of the Hub's oldest models."""
    return _ID.fullmatch(text) is not None and ".." not in text


def is_namespace(text: str) -> bool:
    """Return whether `text` looks like the part of an id before its slash."""
    return _NAMESPACE.fullmatch(text) is not None and ".." not in text


def is_commit(text: str) -> bool:
    """Return whether `text` looks like a commit, or the beginning of one."""
    return _COMMIT.fullmatch(text) is not None


def same_commit(one: str, other: str) -> bool:
    """Return whether two commits, either of them perhaps cut short, may be the same."""
    return one.startswith(other) or other.startswith(one)


def candidate(text: str) -> Candidate:
    """Return the candidate that `org/name` or `org/name@commit` names. Raises UsageError where it names none."""
    name, at, commit = text.partition("@")
    if not is_model_id(name):
        raise UsageError(f'"{plain(text, 120)}" is not the id of a model', "write it as org/name, or org/name@commit")
    if at and not is_commit(commit):
        raise UsageError(f'"{plain(commit, 60)}" is not a commit', "a commit is 7 to 40 digits and letters a to f")
    return Candidate(name, commit or None)


def read_candidates(path: Path) -> list[Candidate]:
    """Return the candidates of a file: YAML by its suffix .yaml or .yml, else one id a line with `#` comments.

    Raises UsageError for a file that cannot be read or a line that is no id, DocumentError for located errors in YAML.
    """
    shown_path = plain(str(path))
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES * 16 + 1)
    except OSError as error:
        raise UsageError(f"{shown_path}: the candidates cannot be read: {error.strerror}") from None
    if path.suffix.lower() in (".yaml", ".yml"):
        return _Yaml(load_document(text, shown_path)).candidates()
    if len(text) > MAX_BYTES * 16:
        raise UsageError(f"{shown_path}: more than {MAX_BYTES * 16} bytes of candidates")
    return _lines(text, shown_path)


def unique(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates without repetitions; one that is named in one place and described in another is one.

    Raises UsageError where a model is named with two commits or described twice.
    """
    found: dict[str, Candidate] = {}
    for one in candidates:
        first = found.setdefault(one.id, one)
        if first.revision != one.revision:
            commits = f"{first.revision or 'no commit'} and {one.revision or 'no commit'}"
            raise UsageError(f"{one.id} is named with {commits}", "name it once")
        if first.declared and one.declared and first != one:
            raise UsageError(f"{one.id} is described twice", "put its facts into one entry")
        if one.declared:
            found[one.id] = one
    return list(found.values())


def _lines(text: bytes, file: str) -> list[Candidate]:
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: not UTF-8: byte {error.start} cannot be read") from None
    found: list[Candidate] = []
    for number, line in enumerate(decoded.splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if entry:
            try:
                found.append(candidate(entry))
            except UsageError as error:
                raise UsageError(f"{file}:{number}: {error.message}", error.hint) from None
    return found


class _Yaml:
    """Reads a candidates file in YAML, collecting everything that is wrong with it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.diagnostics: list[Diagnostic] = []

    def candidates(self) -> list[Candidate]:
        """Return the candidates of the file. Raises DocumentError with everything that is wrong with it."""
        root = self.document.root
        if not isinstance(root, dict) or not isinstance(root.get("candidates"), list):
            self._refuse(
                (), "a candidates file is `candidates:` with a list", "- org/name, or - declared: {model.id: ...}"
            )
        else:
            for key in root:
                if key != "candidates":
                    self._refuse((key,), f"unknown key {shown(key)}", did_you_mean(key, ["candidates"]), key=True)
            entries = root["candidates"]
            assert isinstance(entries, list)
            found = [self._entry(entry, ("candidates", index)) for index, entry in enumerate(entries)]
        if self.diagnostics:
            raise DocumentError(self.diagnostics)
        return [one for one in found if one is not None]

    def _entry(self, entry: object, place: Place) -> Candidate | None:
        if isinstance(entry, str):
            return self._named(entry, place)
        if not isinstance(entry, dict):
            self._refuse(place, f"a candidate is an id or a mapping, not {shown(entry)}")
            return None
        for key in entry:
            if key == "path":
                self._refuse(
                    (*place, key), '"path" is reserved: this version does not read local folders yet', key=True
                )
                return None
            if key not in ("declared", "evidence"):
                hint = did_you_mean(key, ["declared", "evidence"])
                self._refuse((*place, key), f"unknown key {shown(key)} in a candidate", hint, key=True)
                return None
        evidence = entry.get("evidence", "")
        if not isinstance(evidence, str):
            self._refuse((*place, "evidence"), f"evidence is text, not {shown(evidence)}")
            return None
        return self._declared(entry.get("declared"), evidence, place)

    def _named(self, text: str, place: Place) -> Candidate | None:
        try:
            return candidate(text)
        except UsageError as error:
            self._refuse(place, error.message, error.hint)
            return None

    def _declared(self, facts: object, evidence: str, place: Place) -> Candidate | None:
        where: Place = (*place, "declared")
        if not isinstance(facts, dict) or not isinstance(facts.get("model.id"), str):
            self._refuse(where, "a declared model has at least a model.id", "declared: {model.id: vendor/some-api}")
            return None
        for name, value in facts.items():
            if name in IDENTITY:
                hint = "name the commit with the model: model.id: org/name@commit"
                self._refuse((*where, name), f"{name} cannot be declared", hint, key=True)
                continue
            if name == "provenance.listed":
                hint = "the policy's watchlists answer it; the policy may clarify it, with evidence"
                self._refuse((*where, name), f"{name} cannot be declared", hint, key=True)
                continue
            if name not in FACTS:
                own = "the policy gives facts of your own, by clarify or from a CSV" if name.startswith("own.") else ""
                self._refuse((*where, name), f"unknown fact {shown(name)}", own or did_you_mean(name, FACTS), key=True)
                continue
            try:
                given_cells(FACTS[name], value)
            except GivenError as error:
                self._refuse((*where, name), str(error), error.hint)
        named = self._named(str(facts["model.id"]), (*where, "model.id"))
        if named is None:
            return None
        mark = self.document.value_mark(where)
        given = {name: value for name, value in facts.items() if name != "model.id" and value is not None}
        return Candidate(named.id, named.revision, given, plain(evidence), f"{self.document.file}:{mark.line}")

    def _refuse(self, place: Place, message: str, hint: str = "", *, key: bool = False) -> None:
        mark = self.document.key_mark(place) if key else self.document.value_mark(place)
        self.diagnostics.append(self.document.diagnostic(mark, message, hint, Level.ERROR))
