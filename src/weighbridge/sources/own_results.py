"""Results of the buyer's own, as CSV: one model a line, one column a fact."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.facts import Fact
from weighbridge.facts.given import GivenError, given_cells, shown, typed
from weighbridge.sources.candidates import is_commit, is_model_id, same_commit
from weighbridge.sources.statements import OWN, Statement
from weighbridge.sources.tables import TableRow, read_table
from weighbridge.strict.document import MAX_ERRORS


def read_results(text: bytes, file: str, facts: Sequence[Fact]) -> list[Statement]:
    """Return one statement a line of a file with the columns model, revision, and one for each of `facts`.

    A fact's column is its name without `own.`. An empty cell says nothing; an empty revision means any commit. Raises
    DocumentError with every line that cannot be read.
    """
    columns = {fact.id.partition(".")[2]: fact for fact in facts}
    reading = _Reading(file, columns)
    found = []
    for row in read_table(text, file, ("model", "revision", *columns)):
        statement = reading.statement(row)
        if statement is not None:
            found.append(statement)
        if len(reading.refused) >= MAX_ERRORS:
            break
    if reading.refused:
        raise DocumentError(reading.refused)
    return found


class _Reading:
    """Reads lines, noting what is wrong with them."""

    def __init__(self, file: str, columns: dict[str, Fact]) -> None:
        self.file = file
        self.columns = columns
        self.refused: list[Diagnostic] = []
        self.lines: dict[str, list[tuple[str, int]]] = {}

    def statement(self, row: TableRow) -> Statement | None:
        """Return what a line states; None where it states nothing, or after noting why it cannot."""
        model, revision = row.cells["model"], row.cells["revision"]
        if not is_model_id(model):
            self._refuse(row, f"{shown(model)} is not the id of a model", "write it as org/name")
        if revision and not is_commit(revision):
            self._refuse(row, f"{shown(revision)} is not a commit", "a commit is 7 to 40 digits and letters a to f")
        for other, line in self.lines.setdefault(model, []):
            if revision == other or (revision and other and same_commit(revision, other)):
                self._refuse(row, f"{shown(model)} stands already in line {line}", "one line a model and commit")
        self.lines[model].append((revision, row.line))
        facts = {}
        for name, fact in self.columns.items():
            try:
                value = typed(fact, row.cells[name])
                given_cells(fact, value)
            except GivenError as error:
                self._refuse(row, str(error), error.hint)
                continue
            if value is not None:
                facts[fact.id] = value
        source = f"{self.file}:{row.line}"
        return Statement(facts, OWN, source, model=model, revision=revision or None) if facts else None

    def _refuse(self, row: TableRow, message: str, hint: str = "") -> None:
        self.refused.append(Diagnostic(self.file, row.line, 1, Level.ERROR, message, hint))
