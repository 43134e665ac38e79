"""Small CSV files that a policy names: read under limits, with the line of every record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from weighbridge.errors import Diagnostic, DocumentError, Level
from weighbridge.facts.given import shown
from weighbridge.strict.nearest import did_you_mean

MAX_BYTES = 16 * 1024 * 1024
MAX_CELL = 2000


@dataclass(frozen=True, slots=True)
class TableRow:
    """One record: its cells by column, without surrounding blanks, and the line at which it ends."""

    cells: dict[str, str]
    line: int


def read_table(text: bytes, file: str, columns: Sequence[str]) -> Iterator[TableRow]:
    """Yield the records of a CSV file that has exactly `columns`, in whatever order; empty lines are left out.

    Raises DocumentError with the line: not UTF-8, too large, another header, a record of another length, broken quotes.
    """
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(file, text.count(b"\n", 0, error.start) + 1, "not UTF-8") from None
    if len(text) > MAX_BYTES:
        raise _refused(file, 1, f"the file is larger than {MAX_BYTES} bytes")
    rows = csv.reader(io.StringIO(decoded, newline=""), strict=True)
    header: list[str] | None = None
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if any(len(cell) > MAX_CELL for cell in cells):
                raise _refused(file, rows.line_num, f"a cell has more than {MAX_CELL} characters")
            if header is None:
                header = _header(cells, columns, file, rows.line_num)
            elif len(cells) != len(header):
                raise _refused(file, rows.line_num, f"{len(cells)} cells, but the header has {len(header)} columns")
            else:
                yield TableRow(dict(zip(header, cells, strict=True)), rows.line_num)
    except csv.Error as error:
        raise _refused(file, rows.line_num, f"not CSV: {error}") from None
    if header is None:
        raise _refused(file, 1, "the file is empty", f"its first line is: {','.join(columns)}")


def _header(cells: list[str], columns: Sequence[str], file: str, line: int) -> list[str]:
    hint = f"the first line is: {','.join(columns)}"
    if len(cells) == 1 and ";" in cells[0]:
        raise _refused(file, line, "columns are separated by commas, not semicolons", hint)
    for cell in cells:
        if cell not in columns:
            # What is in a file that was named by mistake, or by somebody else, does not belong into a message.
            near = did_you_mean(cell, columns)
            raise _refused(file, line, f"unknown column {shown(cell)}" if near else "an unknown column", near or hint)
    for name in columns:
        if cells.count(name) != 1:
            found = "is missing" if name not in cells else "stands there twice"
            raise _refused(file, line, f"column {shown(name)} {found}", hint)
    return cells


def _refused(file: str, line: int, message: str, hint: str = "") -> DocumentError:
    return DocumentError([Diagnostic(file, line, 1, Level.ERROR, message, hint)])
