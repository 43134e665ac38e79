"""What a policy says of models and parties by name: own facts, clarifications, watchlists, waivers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from weighbridge.errors import DocumentError
from weighbridge.facts import Fact, FactType, Origin
from weighbridge.facts.given import GivenError, given_cells, shown
from weighbridge.policy.conditions import Reader
from weighbridge.policy.files import FileError, NamedFile, read_named
from weighbridge.policy.policy import Clarification, Gate, ScoreRule, SourceFile, Waiver
from weighbridge.policy.schema import ClarifyEntry, OwnEntry, PolicyFile, WaiverEntry, WatchlistEntry
from weighbridge.sources.candidates import IDENTITY, is_model_id, is_namespace, same_commit
from weighbridge.sources.own_results import read_results
from weighbridge.sources.statements import Statement
from weighbridge.sources.tables import MAX_BYTES
from weighbridge.sources.watchlists import Watchlist, read_watchlist
from weighbridge.strict.document import Path
from weighbridge.strict.nearest import did_you_mean

OWN = "own."
_WIDE = 1e15
_PATTERN = re.compile(r"[\w./*?-]+", re.ASCII)


def own_facts(own: Mapping[str, OwnEntry]) -> dict[str, Fact]:
    """Return the facts that a policy adds to the dictionary, by id."""
    return {
        f"{OWN}{name}": Fact(
            f"{OWN}{name}",
            FactType(entry.type),
            Origin.DECLARED,
            "own",
            "A fact of our own, declared in the policy.",
            entry.unit,
            low=-_WIDE,
            high=_WIDE,
        )
        for name, entry in own.items()
    }


@dataclass(frozen=True, slots=True)
class Stated:
    """Reads what a policy says by name; what cannot be is noted with the `reader`."""

    written: PolicyFile
    reader: Reader
    folders: Mapping[str, FilePath | None]

    def clarifications(self) -> list[Clarification]:
        """Return the clarifications; two that give one subject two values for a fact are refused."""
        found: list[Clarification] = []
        for index, entry in enumerate(self.written.clarify):
            path: Path = ("clarify", index)
            if not self._subject_is_sound(entry, path):
                continue
            one = Clarification(
                dict(entry.facts),
                entry.model,
                entry.publisher,
                entry.revision,
                entry.evidence,
                entry.owner,
                entry.expires,
                self.reader.document.value_mark(path),
            )
            for name, value in entry.facts.items():
                if self._given(name, value, (*path, "facts", name)):
                    self._contradicted(found, one, name, (*path, "facts", name))
            found.append(one)
        return found

    def _contradicted(self, earlier: Sequence[Clarification], one: Clarification, name: str, path: Path) -> None:
        """Refuse a fact that an earlier clarification of the same subject gives another value."""
        fact = self.reader.facts[name]
        cells = given_cells(fact, one.facts[name])
        for other in earlier:
            earlier_cells = _cells(fact, other.facts.get(name))
            if earlier_cells and _same_subject(one, other) and earlier_cells != cells:
                message = f"{name} of {one.model or one.publisher} is clarified in {other.mark} as something else"
                self.reader.refuse(path, message, "take one of them out")
                return

    def _subject_is_sound(self, entry: ClarifyEntry, path: Path) -> bool:
        if (entry.model is None) == (entry.publisher is None):
            self.reader.refuse(path, "a clarification is of a model or of a publisher", "write one of model, publisher")
        elif entry.revision is not None and entry.model is None:
            self.reader.refuse((*path, "revision"), "only a model has a revision", "write model instead of publisher")
        elif entry.publisher is not None and not is_namespace(entry.publisher):
            hint = "the part of a model's id before the slash"
            self.reader.refuse((*path, "publisher"), f"{shown(entry.publisher)} is not a publisher", hint)
        elif entry.model is not None and not is_model_id(entry.model):
            hint = "write it as org/name; a commit goes into revision"
            self.reader.refuse((*path, "model"), f"{shown(entry.model)} is not the id of a model", hint)
        else:
            return True
        return False

    def _given(self, name: str, value: object, path: Path) -> bool:
        """Return whether a fact can be clarified as `value`, after noting why it cannot."""
        fact = self.reader.fact(name, path, "clarify", key=True)
        if fact is None:
            return False
        if name in (*IDENTITY, "model.id"):
            self.reader.refuse(path, f"{name} cannot be clarified: it says which repository it is", key=True)
        elif value is None:
            self.reader.refuse(path, f"{name} is clarified as nothing", "leave it out where it is not known")
        else:
            try:
                given_cells(fact, value)
            except GivenError as error:
                self.reader.refuse(path, f"clarify: {error}", error.hint)
            else:
                return True
        return False

    def results(self, own: Mapping[str, Fact], files: list[SourceFile]) -> list[Statement]:
        """Return what files say of the policy's own facts, and add the files to `files`."""
        by_file: dict[str, list[Fact]] = {}
        read: dict[str, NamedFile] = {}
        for name, entry in self.written.own.items():
            if entry.file is not None:
                file = self._file(entry.file, None, ("own", name, "file"))
                if file is not None:
                    read[file.key] = file
                    by_file.setdefault(file.key, []).append(own[f"{OWN}{name}"])
        found: list[Statement] = []
        for key, facts in by_file.items():
            file = read[key]
            files.append(SourceFile(file.shown_as, file.sha256))
            try:
                found.extend(read_results(file.content, file.shown_as, facts))
            except DocumentError as error:
                self.reader.diagnostics.extend(error.diagnostics)
        return found

    def watchlists(self, files: list[SourceFile]) -> list[Watchlist]:
        """Return the lists that bind the buyer, and add their files to `files`."""
        found: list[Watchlist] = []
        for index, entry in enumerate(self.written.watchlists):
            path: Path = ("watchlists", index)
            if any(one.name == entry.name for one in found):
                self.reader.refuse((*path, "name"), f"a watchlist is called {shown(entry.name)} already")
                continue
            one = self._watchlist(entry, path, files)
            if one is not None:
                found.append(one)
        return found

    def _watchlist(self, entry: WatchlistEntry, path: Path, files: list[SourceFile]) -> Watchlist | None:
        file = self._file(entry.file, entry.sha256, (*path, "file"))
        if file is None:
            return None
        files.append(SourceFile(file.shown_as, file.sha256))
        try:
            return read_watchlist(file.content, file.shown_as, entry.name, entry.date, file.sha256)
        except DocumentError as error:
            self.reader.diagnostics.extend(error.diagnostics)
            return None

    def _file(self, name: str, sha256: str | None, path: Path) -> NamedFile | None:
        folder = self.folders.get(self.reader.document.value_mark(path).file)
        try:
            return read_named(name, folder, sha256, MAX_BYTES)
        except FileError as error:
            self.reader.refuse(path, error.message, error.hint)
            return None

    def waivers(self, rules: Mapping[str, Gate | ScoreRule]) -> list[Waiver]:
        """Return the waivers; each names gates of the policy that may be waived, and two people."""
        found: dict[str, Waiver] = {}
        written = self.reader.document.root
        bare = isinstance(written, dict) and isinstance(written.get("waivers"), list)
        top: Path = ("waivers",) if bare else ("waivers", "entries")
        for index, entry in enumerate(self.written.waivers.entries):
            path = (*top, index)
            if entry.id in found:
                message = f"a waiver is called {shown(entry.id)} already, in {found[entry.id].mark}"
                self.reader.refuse((*path, "id"), message)
            if _person(entry.owner) == _person(entry.approver):
                message = f"waiver {shown(entry.id)}: approver and owner are the same"
                self.reader.refuse((*path, "approver"), message, "a second person has to approve it")
            for position, pattern in enumerate(entry.models):
                if not _PATTERN.fullmatch(pattern):
                    message = f"waiver {shown(entry.id)}: no model can be called {shown(pattern)}"
                    self.reader.refuse((*path, "models", position), message, "an id as org/name; * and ? stand for any")
            for position, rule in enumerate(entry.rules):
                self._waivable(entry, rule, rules, (*path, "rules", position))
            found.setdefault(entry.id, self._waiver(entry, path))
        return list(found.values())

    def _waivable(self, entry: WaiverEntry, identifier: str, rules: Mapping[str, Gate | ScoreRule], path: Path) -> None:
        rule = rules.get(identifier)
        name = f"waiver {shown(entry.id)}"
        if rule is None:
            message = f"{name} names no rule of the policy: {shown(identifier)}"
            self.reader.refuse(path, message, did_you_mean(identifier, rules))
        elif isinstance(rule, ScoreRule):
            message = f"{name}: {shown(identifier)} is a score rule"
            self.reader.refuse(path, message, "only gates can be waived; a score decides by minimum_score and floors")
        elif not rule.waivable:
            message = f"{name}: {shown(identifier)} is not waivable ({rule.mark})"
            self.reader.refuse(path, message, "take the rule out of the waiver")

    def _waiver(self, entry: WaiverEntry, path: Path) -> Waiver:
        return Waiver(
            entry.id,
            tuple(entry.rules),
            tuple(entry.models),
            entry.reason,
            entry.note,
            entry.owner,
            entry.approver,
            entry.ticket,
            entry.expires,
            self.reader.document.value_mark((*path, "id")),
        )


def _same_subject(one: Clarification, other: Clarification) -> bool:
    """Return whether both are of one publisher, or of one model at what may be one commit."""
    if (one.model, one.publisher) != (other.model, other.publisher):
        return False
    if one.revision is None or other.revision is None:
        return one.revision == other.revision
    return same_commit(one.revision, other.revision)


def _cells(fact: Fact, value: object) -> object:
    """Return the cells of a value; None where it is none, which was said already, and nothing where it says nothing."""
    try:
        return given_cells(fact, value)
    except GivenError:
        return None


def _person(text: str) -> str:
    return " ".join(text.casefold().split())
