"""The builder of the fingerprints: folders and a table in, one file out, and every doubt is said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tools import license_fingerprints
from tools.license_fingerprints import Row, bsd_spellings, main, read_table, variants

from weighbridge.reading.license_fingerprints import TextKind, unpacked

MIT = "---\nkey: mit\nname: MIT\n---\n\nPermission is granted\nEND\nHow to apply it\n"
TABLE = """\
source,id,kind,title,heads,end
mit,MIT,license,MIT License,MIT License|The MIT License,END
vendor-own.txt,LicenseRef-own,license,Own License,,
found.txt,LicenseRef-found,policy,Found Policy,,
absent,LicenseRef-absent,license,Absent,,
"""


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr(license_fingerprints, "TABLE", tmp_path / "table.csv")
    for folder, name, text in (
        ("scancode", "mit.LICENSE", MIT),
        ("texts", "vendor-own.txt", "# Own License\nAll yours"),
        ("texts", "found.txt", "Do no harm"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    return tmp_path


def build(folders: Path, scancode: str = "scancode") -> None:
    main(
        [
            str(folders / scancode),
            str(folders / "texts"),
            "--out",
            str(folders / "out"),
        ]
    )


def test_a_file_holds_all_texts_of_the_table_that_are_there(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(folders)
    content = (folders / "out").read_bytes()
    assert [(one.id, one.title, one.kind) for one in unpacked(content).known] == [
        ("LicenseRef-found", "Found Policy", TextKind.POLICY),
        ("LicenseRef-own", "Own License", TextKind.LICENSE),
        *[("MIT", "MIT License", TextKind.LICENSE)] * 9,
    ]
    assert capsys.readouterr().out == f"11 texts of 3 ids, {len(content):,} bytes\nno text: absent\n"


def test_the_wheel_of_scancode_gives_the_same_bytes(folders: Path) -> None:
    build(folders)
    from_folder = (folders / "out").read_bytes()
    with zipfile.ZipFile(folders / "scancode.whl", "w") as wheel:
        wheel.writestr("licensedcode/data/licenses/mit.LICENSE", MIT)
    build(folders, "scancode.whl")
    assert (folders / "out").read_bytes() == from_folder


def test_two_ids_for_the_same_words_fail_and_what_is_in_doubt_is_said(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folders / "texts" / "vendor-own.txt").write_text("DO NO HARM", encoding="utf-8")
    (folders / "texts" / "found.txt").write_text("Do n\u200bo harm", encoding="utf-8")
    (folders / "texts" / "stray.txt").write_text("stray", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        build(folders)
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "clash: found.txt has the words of LicenseRef-own and would be LicenseRef-found",
        "never exact: found.txt: 1 invisible character hides in the text: U+200B (ZERO WIDTH SPACE) at line 1",
        "no text: absent",
        "not in the table: stray.txt",
    ]


def test_an_end_that_is_not_there_is_said() -> None:
    row = Row("x", "X", TextKind.LICENSE, "X", (), "THE END")
    with pytest.raises(SystemExit) as ended:
        list(variants(row, "no such line"))
    assert ended.value.code == "x: no 'THE END' in it"


def test_a_bsd_licence_is_known_in_its_common_spellings() -> None:
    text = "Redistributions in x\nNeither the name of the ORGANIZATION nor\nCOPYRIGHT HOLDER OR CONTRIBUTORS"
    assert list(bsd_spellings(text))[-1] == (
        "1. Redistributions in x\n2. Neither the name of the copyright holder nor\nCOPYRIGHT OWNER OR CONTRIBUTORS"
    )
    assert len(set(bsd_spellings(text))) == 8


def test_a_licence_of_the_bsd_family_is_spelt_under_each_title() -> None:
    row = Row("bsd", "BSD-2-Clause", TextKind.LICENSE, "BSD", ("BSD License",), "")
    assert list(variants(row, "Redistributions of it")) == [
        "Redistributions of it",
        "BSD License\n\nRedistributions of it",
        "1. Redistributions of it",
        "BSD License\n\n1. Redistributions of it",
    ]


def test_no_source_stands_twice_in_the_table_and_no_id_under_two_kinds() -> None:
    rows = read_table(license_fingerprints.TABLE)
    assert len({row.source for row in rows}) == len(rows)
    assert len({(row.id, row.kind) for row in rows}) == len({row.id for row in rows})
