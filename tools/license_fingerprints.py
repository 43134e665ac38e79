"""Builds the fingerprints of known licence texts: `python -m tools.license_fingerprints SCANCODE TEXTS`.

SCANCODE is the wheel of scancode-toolkit-mini 32.5.0 or its folder licensedcode/data/licenses; TEXTS holds the
vendors' texts, one a .txt file. `license_texts.csv` says which of them is which licence.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from weighbridge.reading.license_bytes import decoded
from weighbridge.reading.license_fingerprints import FILE, KnownText, TextKind, packed, words_sha256
from weighbridge.reading.license_words import license_words

TABLE = Path(__file__).with_name("license_texts.csv")
SCANCODE_FOLDER = "licensedcode/data/licenses/"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a ScanCode key or the name of a .txt file, and what it is.

    `heads` are title lines that people put before it; after `end` comes advice that people leave away, at times with `end`.
    """

    source: str
    id: str
    kind: TextKind
    title: str
    heads: tuple[str, ...]
    end: str


def main(arguments: list[str] | None = None) -> None:
    """Write the file and print what is in it, and what is in the folders or the table only."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scancode", type=Path, metavar="SCANCODE")
    parser.add_argument("texts", type=Path, metavar="TEXTS")
    parser.add_argument("--out", type=Path, default=FILE, metavar="FILE")
    given = parser.parse_args(arguments)
    rows = read_table(TABLE)
    sources = {
        **scancode_texts(given.scancode, {row.source for row in rows}),
        **folder_texts(given.texts),
    }
    known, clashes, doubts = known_texts(rows, sources)
    content = packed(known)
    given.out.write_bytes(content)
    print(f"{len(known)} texts of {len({one.id for one in known})} ids, {len(content):,} bytes")
    for message in (*clashes, *doubts, *left_over(rows, sources)):
        print(message)
    if clashes:
        sys.exit(1)


def read_table(path: Path) -> list[Row]:
    """Return the lines of the table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                line["source"],
                line["id"],
                TextKind(line["kind"]),
                line["title"],
                tuple(head for head in line["heads"].split("|") if head),
                line["end"],
            )
            for line in csv.DictReader(file)
        ]


def scancode_texts(path: Path, wanted: set[str]) -> dict[str, str]:
    """Return the texts of the wanted ScanCode keys, from its wheel or its folder, without their front matter."""
    if path.is_dir():
        files = {key: path / f"{key}.LICENSE" for key in wanted}
        contents = {key: file.read_bytes() for key, file in files.items() if file.is_file()}
    else:
        with zipfile.ZipFile(path) as wheel:
            names = set(wheel.namelist())
            paths = {key: f"{SCANCODE_FOLDER}{key}.LICENSE" for key in wanted}
            contents = {key: wheel.read(name) for key, name in paths.items() if name in names}
    return {key: decoded(content).text.split("\n---\n", 1)[1] for key, content in contents.items()}


def folder_texts(folder: Path) -> dict[str, str]:
    """Return the .txt files of a folder by name."""
    return {path.name: decoded(path.read_bytes()).text for path in sorted(folder.glob("*.txt"))}


def known_texts(rows: list[Row], sources: dict[str, str]) -> tuple[list[KnownText], list[str], list[str]]:
    """Return all texts with their variants, each once; where two ids claim the same words; and which are never exact."""
    known: dict[str, KnownText] = {}
    clashes, doubts = [], []
    for row in rows:
        for text in variants(row, sources[row.source]) if row.source in sources else ():
            read = license_words(text)
            if read.doubts:
                doubts.append(f"never exact: {row.source}: {'; '.join(read.doubts)}")
            one = KnownText(row.id, row.title, row.kind, read.words)
            other = known.setdefault(words_sha256(read.words), one)
            if other.id != one.id:
                clashes.append(f"clash: {row.source} has the words of {other.id} and would be {one.id}")
    return list(known.values()), clashes, doubts


def variants(row: Row, text: str) -> Iterator[str]:
    """Yield a text as it is and as it is often met: under each title, without the end, in BSD's other spellings."""
    ends = [text]
    if row.end:
        before, mark, _ = text.partition(row.end)
        if not mark:
            raise SystemExit(f"{row.source}: no {row.end!r} in it")
        ends += [before + mark, before]
    for end in ends:
        for spelt in bsd_spellings(end) if row.id.startswith("BSD-") else (end,):
            yield spelt
            for head in row.heads:
                yield f"{head}\n\n{spelt}"


def bsd_spellings(text: str) -> Iterator[str]:
    """Yield a BSD licence as it is, with its conditions numbered, and with the words of the template of SPDX and GitHub."""
    holder = text.replace("the name of the ORGANIZATION nor", "the name of the copyright holder nor")
    owners = (one.replace("COPYRIGHT HOLDER OR CONTRIB", "COPYRIGHT OWNER OR CONTRIB") for one in (text, holder))
    for one in dict.fromkeys((text, holder, *owners)):
        yield one
        first, *others = re.split(r"^(?=(?:Redistributions|Neither)\b)", one, flags=re.MULTILINE)
        yield first + "".join(f"{number}. {condition}" for number, condition in enumerate(others, 1))


def left_over(rows: list[Row], sources: dict[str, str]) -> list[str]:
    """Return what the table names and no folder has, and the other way round."""
    named = {row.source for row in rows}
    return [
        *(f"no text: {name}" for name in sorted(named - set(sources))),
        *(f"not in the table: {name}" for name in sorted(set(sources) - named)),
    ]


if __name__ == "__main__":
    main()
