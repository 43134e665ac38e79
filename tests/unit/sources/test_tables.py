"""Small CSV files that a policy names: what is read, and every way in which one is refused."""

from __future__ import annotations

import pytest

from weighbridge.errors import DocumentError
from weighbridge.sources import tables
from weighbridge.sources.tables import MAX_CELL, TableRow, read_table

COLUMNS = ("model", "revision", "qa")


def rows(text: str | bytes) -> list[TableRow]:
    return list(read_table(text.encode() if isinstance(text, str) else text, "t.csv", COLUMNS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model,revision,qa\na/b,,1\n", [TableRow({"model": "a/b", "revision": "", "qa": "1"}, 2)]),
        ("qa,model,revision\n1,a/b,\n", [TableRow({"qa": "1", "model": "a/b", "revision": ""}, 2)]),
        ("\ufeffmodel,revision,qa\r\na/b,,1\r\n", [TableRow({"model": "a/b", "revision": "", "qa": "1"}, 2)]),
        ("\n\nmodel,revision,qa\n\n , ,\na/b,,1", [TableRow({"model": "a/b", "revision": "", "qa": "1"}, 6)]),
        (' model ,revision, qa\n a/b ,," 1 "\n', [TableRow({"model": "a/b", "revision": "", "qa": "1"}, 2)]),
        ('model,revision,qa\na/b,,"x,""y"""\n', [TableRow({"model": "a/b", "revision": "", "qa": 'x,"y"'}, 2)]),
        ('model,revision,qa\na/b,,"x\ny"\n', [TableRow({"model": "a/b", "revision": "", "qa": "x\ny"}, 3)]),
        ("model,revision,qa\n", []),
        (
            f"model,revision,qa\na/b,,{'x' * MAX_CELL}\n",
            [TableRow({"model": "a/b", "revision": "", "qa": "x" * MAX_CELL}, 2)],
        ),
    ],
    ids=[
        "plain",
        "other order",
        "mark and crlf",
        "empty lines",
        "blanks",
        "quotes",
        "line in a cell",
        "no record",
        "long",
    ],
)
def test_records_are_read_with_their_lines(text: str, expected: list[TableRow]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.csv:1:1: error: the file is empty\nhint: its first line is: model,revision,qa"),
        ("\n ,\n", "t.csv:1:1: error: the file is empty\nhint: its first line is: model,revision,qa"),
        ("a/b,,1\n", "t.csv:1:1: error: an unknown column\nhint: the first line is: model,revision,qa"),
        ("model,revison,qa\n", 't.csv:1:1: error: unknown column "revison"\nhint: did you mean "revision"?'),
        ("model,revision,qa,\n", "t.csv:1:1: error: an unknown column\nhint: the first line is: model,revision,qa"),
        ("Model,revision,qa\n", 't.csv:1:1: error: unknown column "Model"\nhint: did you mean "model"?'),
        ("\nmodel,qa\n", 't.csv:2:1: error: column "revision" is missing\nhint: the first line is: model,revision,qa'),
        (
            "model,qa,revision,qa\n",
            't.csv:1:1: error: column "qa" stands there twice\nhint: the first line is: model,revision,qa',
        ),
        ("model,revision,qa\na/b,1\n", "t.csv:2:1: error: 2 cells, but the header has 3 columns"),
        ("model,revision,qa\na/b,,1\nc/d,,1,\n", "t.csv:3:1: error: 4 cells, but the header has 3 columns"),
        (b"model,revision,qa\na/b,,\xff\n", "t.csv:2:1: error: not UTF-8"),
        (b"\xff\xfem\x00", "t.csv:1:1: error: not UTF-8"),
        ('model,revision,qa\na/b,,"x\n', "t.csv:2:1: error: not CSV: unexpected end of data"),
        ('model,revision,qa\na/b,,"x"y\n', "t.csv:2:1: error: not CSV: ',' expected after '\"'"),
        (f"model,revision,qa\na/b,,{'x' * (MAX_CELL + 1)}\n", "t.csv:2:1: error: a cell has more than 2000 characters"),
        (
            f"model,revision,qa\na/b,,{'x' * 140_000}\n",
            "t.csv:2:1: error: not CSV: field larger than field limit (131072)",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_line(text: str | bytes, message: str) -> None:
    with pytest.raises(DocumentError) as raised:
        rows(text)
    assert str(raised.value) == message


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 26)
    assert len(rows("model,revision,qa\na/b,,1\n\n")) == 1
    with pytest.raises(DocumentError) as raised:
        rows("model,revision,qa\na/b,,1\n\n\n")
    assert str(raised.value) == "t.csv:1:1: error: the file is larger than 26 bytes"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("\x1b[31mred\u202e", "an unknown column\nhint: the first line is: model,revision,qa"),
        ("revisio\x1bn\u202e", 'unknown column "revision"\nhint: did you mean "revision"?'),
    ],
)
def test_a_hostile_cell_of_the_header_is_shown_harmlessly_or_not_at_all(cell: str, message: str) -> None:
    with pytest.raises(DocumentError) as raised:
        rows(f"model,{cell},qa\n")
    assert str(raised.value) == f"t.csv:1:1: error: {message}"
