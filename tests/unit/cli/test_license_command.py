"""`weighbridge license` on the command line: what a word or a file stands for, whole messages, and the JSON contract."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from hashlib import sha256
from pathlib import Path

import pytest

# scikit-learn imports ssl, which is a class of socket: before the fixture that makes sockets raise.
import weighbridge.reading.near_licenses  # noqa: F401
from weighbridge.cli.license import MAX_READ
from weighbridge.cli.main import run
from weighbridge.enrich.license_answers import NAMES
from weighbridge.facts.dictionary import OBLIGATIONS, PERMISSIONS
from weighbridge.knowledge.licenses import TERMS, license_of, licenses
from weighbridge.reading.license_fingerprints import TextKind
from weighbridge.reading.license_text import LicenseText, Outcome
from weighbridge.report.spans import width_of
from weighbridge.strict.plain import plain

ROOT = Path(__file__).parent.parent.parent.parent
APACHE = (ROOT / "LICENSE").read_bytes()
ADDED = b"You may not use the Work on Mondays, ever.\n"
LLAMA = "LicenseRef-scancode-llama-3.1-license-2024"
ANYTHING = "hint: an SPDX id, a licence tag of the Hub, or the path of a text\n"
ABOUT = ["name", "dated", "osi_approved", "verified", "source", "as_of", "tags", "names", "versions", "note"]
KEYS = [
    "schema",
    "id",
    "spdx",
    "category",
    "reason",
    *ABOUT,
    "clauses",
    "limits",
    "licenses",
    "exceptions",
    "text",
    "for",
]
CLAUSES = [
    *(f"permits.{name}" for name in PERMISSIONS),
    *(f"obligations.{name}" for name in OBLIGATIONS),
    *(f"terms.{name}" for name in TERMS),
]
BUYER = """\
weighbridge: 1
name: buyer
version: "1.0"
context: {use: internal, commercial: true, monthly_active_users: 400000, user_countries: [DE], seat: DE}
governance: {gates: [{id: use, title: Use, require: {license.permits: {has: use}}}]}
"""


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def told(weighbridge):
    """Return a function that runs the command with --format json and returns what it says."""

    def tell(*arguments: object) -> dict:
        ran = weighbridge("license", *arguments, "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        return json.loads(ran.out)

    return tell


# --- what a word stands for


@pytest.mark.parametrize(
    ("asked", "spdx"),
    [
        ("MIT", "MIT"),
        ("mit", "MIT"),
        ("Apache-2.0", "Apache-2.0"),
        ("apache-2.0", "Apache-2.0"),
        (" apache-2.0 ", "Apache-2.0"),
        ("APACHE-LICENSE-2.0", "Apache-2.0"),
        ("llama3.1", LLAMA),
        ("LLaMa3.1", LLAMA),
        ("llama-3.1-community-license", LLAMA),
        (LLAMA.upper(), LLAMA),
        ("gemma", "LicenseRef-gemma"),
        ("stabilityai-ai-community", "LicenseRef-scancode-stability-ai-community-2024"),
        ("gpl-2.0", "GPL-2.0-only"),
        ("MIT OR Apache-2.0", "MIT OR Apache-2.0"),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
    ],
)
def test_an_id_a_tag_a_name_and_an_expression_are_understood_in_any_capitals(told, asked: str, spdx: str) -> None:
    page = told(asked)
    assert (page["id"], page["spdx"], page["reason"], page["text"], page["for"]) == (asked, spdx, None, None, None)


@pytest.mark.parametrize("id_", sorted(licenses()))
def test_every_licence_that_is_known_can_be_asked_for(weighbridge, id_: str) -> None:
    ran = weighbridge("license", id_)
    assert (ran.code, ran.err) == (0, "")
    entry = licenses()[id_]
    head = f"{id_}: {entry.name}{f', {entry.dated}' if entry.dated else ''}\n  category "
    assert " ".join(ran.out.split()).startswith(" ".join(head.split()))


def test_the_page_of_a_licence_says_its_clauses_with_their_sections(weighbridge) -> None:
    lines = weighbridge("license", "llama3.1").out.splitlines()
    for line in (
        "  category               use-restricted; not approved by the OSI",
        "  commercial             yes (section 1.a: no bar on business use below the size limit)",
        "  where monthly users above 700,000,000: withholds everything (section 2: above 700M monthly users",
        "  display-name           yes (section 1.b.i: shows Built with Llama)",
        "  share-alike            no",
    ):
        assert line in lines
    assert [line for line in lines if not line.startswith(" ")][1:] == ["permits", "limits", "obligations", "terms"]


def test_an_expression_shows_each_of_its_licences(weighbridge, told) -> None:
    lines = weighbridge("license", "MIT OR GPL-3.0-only").out.splitlines()
    assert lines[:3] == ["MIT OR GPL-3.0-only", "", "MIT: MIT License"]
    assert "GPL-3.0-only: GNU General Public License 3 only, 2007-06-29" in lines
    page = told("MIT OR GPL-3.0-only")
    assert (page["category"], page["clauses"], page["limits"]) == (None, {}, [])
    assert [(one["id"], one["category"]) for one in page["licenses"]] == [
        ("MIT", "permissive"),
        ("GPL-3.0-only", "copyleft"),
    ]
    assert [list(one["clauses"]) for one in page["licenses"]] == [CLAUSES, CLAUSES]


def test_an_id_of_several_texts_names_them_and_states_no_clause(weighbridge, told) -> None:
    lines = weighbridge("license", "gemma").out.splitlines()
    assert lines[0] == "LicenseRef-gemma: Gemma Terms of Use (date not stated)"
    assert lines[-2:] == [
        "  stands for             LicenseRef-gemma-2024-02-21, LicenseRef-scancode-gemma-tou-2024-04-01,",
        "                         LicenseRef-scancode-gemma-tou-2025-03-24: what all of them say alike holds",
    ]
    page = told("gemma")
    assert page["clauses"] == {}
    assert page["versions"] == [
        "LicenseRef-gemma-2024-02-21",
        "LicenseRef-scancode-gemma-tou-2024-04-01",
        "LicenseRef-scancode-gemma-tou-2025-03-24",
    ]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (
            "modified-mit",
            "collides: Kimi, MiniMax and Mistral models bear it, each with other additions and other thresholds to the"
            " MIT text",
        ),
        ("other", "a licence outside the Hub's list; license_name and the licence file must be read"),
        ("unknown", "the publisher states that the licence is not known"),
        ("GPL", "a family of licences; the version is not stated"),
    ],
)
def test_what_stands_for_no_one_text_is_not_known_with_the_reason(weighbridge, told, asked: str, reason: str) -> None:
    ran = weighbridge("license", asked)
    assert (ran.code, ran.err) == (0, "")
    head, *rest = ran.out.splitlines()
    assert (head, " ".join(" ".join(rest).split())) == (asked, f"not known {reason}")
    page = told(asked)
    assert page == dict.fromkeys(KEYS) | {
        "schema": "weighbridge/license/1",
        "id": asked,
        "reason": reason,
        "clauses": {},
        "limits": [],
        "licenses": [],
        "exceptions": [],
    }


# --- what is not there


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("nope", ANYTHING),
        ("apache2", 'hint: did you mean "Apache-2.0"?\n'),
        ("MIT License", 'hint: did you mean "mit-license"?\n'),
        ("MIT OR Foo-1.0", ANYTHING),
        ("MIT AND", 'hint: did you mean "MIT"?\n'),
        ("", ANYTHING),
    ],
)
@pytest.mark.parametrize("format_name", ["text", "json"])
def test_what_is_neither_a_licence_nor_a_file_is_2_with_the_nearest_word(
    weighbridge, asked: str, hint: str, format_name: str
) -> None:
    ran = weighbridge("license", asked, "--format", format_name)
    assert ran == (2, "", f"error: no licence and no file is called {asked}\n{hint}")


def test_a_folder_and_a_link_that_leads_nowhere_are_no_files(weighbridge, tmp_path: Path) -> None:
    (tmp_path / "folder-of-terms").mkdir()
    (tmp_path / "gone").symlink_to("nowhere")
    for name in ("folder-of-terms", "./gone"):
        ran = weighbridge("license", name)
        assert ran == (2, "", f"error: no licence and no file is called {name}\n{ANYTHING}")


def test_a_pipe_is_not_waited_for(weighbridge, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert weighbridge("license", "pipe").code == 2


@pytest.mark.parametrize("asked", ["a" * 300, " OR ".join(["MIT"] * 90), "\0", "a\0b"])
def test_what_can_be_no_path_is_2(weighbridge, asked: str) -> None:
    for arguments in ([asked], ["--compare", asked, "mit"], ["--compare", "mit", asked]):
        ran = weighbridge("license", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("error: no licence and no file is called ")


def test_a_file_that_may_not_be_read_says_so(weighbridge, write_file, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file("terms.txt", APACHE)

    def refuse(path: Path, *mode: str, **more: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    assert weighbridge("license", "terms.txt") == (
        2,
        "",
        "error: terms.txt: the file cannot be read: Permission denied\n",
    )


@pytest.mark.parametrize(
    "arguments",
    [[], ["mit", "--compare", "mit", "isc"]],
)
def test_one_licence_or_two_to_compare(weighbridge, arguments: list[str]) -> None:
    assert weighbridge("license", *arguments) == (
        2,
        "",
        "error: name one licence or file, or two with --compare\nhint: weighbridge license apache-2.0\n",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mit", "isc"], "Got unexpected extra argument (isc)"),
        (["mit", "--format", "csv"], "'csv' is not one of 'text', 'json'"),
        (["--compare", "mit"], "Option '--compare' requires 2 arguments."),
        (["mit", "--for"], "Option '--for' requires an argument."),
    ],
)
def test_wrong_usage_is_2(weighbridge, arguments: list[str], said: str) -> None:
    ran = weighbridge("license", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


# --- files


def test_an_exact_text_is_named_and_its_clauses_shown(weighbridge, told) -> None:
    path = ROOT / "LICENSE"
    seen, _, clauses = weighbridge("license", path).out.partition("\n\n")
    assert " ".join(seen.split()).startswith(
        f"{path} is Apache-2.0 seen the words are those of Apache License 2.0, but for 1 copyright line"
    )
    assert clauses == weighbridge("license", "apache-2.0").out
    page, by_id = told(path), told("apache-2.0")
    assert {key for key in KEYS if page[key] != by_id[key]} == {"id", "text"}
    assert page["text"]["outcome"] == "exact"
    assert (page["text"]["words_added"], page["text"]["added"], page["text"]["missing"]) == (0, [], [])
    assert [one["line"] for one in page["text"]["ignored"]] == [190]


def test_a_text_with_a_sentence_more_is_modified_and_shows_it(weighbridge, told, write_file) -> None:
    write_file("terms.txt", APACHE + ADDED)
    ran = weighbridge("license", "terms.txt")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "terms.txt is a modified Apache-2.0; not that licence",
        '  seen                   Apache License 2.0 with 9 words added, the first at line 203: "You may not',
        '                         use the Work on Mondays ever"',
        "  added, line 203        9 words: You may not use the Work on Mondays ever",
        "  not counted, line 190  Copyright [yyyy] [name of copyright owner]",
    ]
    page = told("terms.txt")
    assert (page["spdx"], page["category"], page["clauses"], page["text"]["outcome"]) == (None, None, {}, "modified")
    assert page["text"]["added"] == [{"line": 203, "words": 9, "shown": "You may not use the Work on Mondays ever"}]
    assert (page["text"]["words_added"], page["text"]["words_missing"]) == (9, 0)


def test_a_text_with_a_sentence_less_shows_the_place(told, write_file) -> None:
    write_file("terms.txt", APACHE.replace(b"irrevocable", b""))
    text = told("terms.txt")["text"]
    assert (text["outcome"], text["words_added"], text["words_missing"]) == ("modified", 0, 2)
    assert [(one["words"], one["after"].split()[-1]) for one in text["missing"]] == [(1, "free"), (1, "free")]


def test_a_text_that_is_no_licence_is_not_identified(weighbridge, told, write_file) -> None:
    write_file("terms.txt", "The minutes of the meeting of Tuesday are with the clerk.\n")
    head, *rest = weighbridge("license", "terms.txt").out.splitlines()
    assert head == "terms.txt is no licence text that is known"
    assert " ".join(rest).split()[0] == "seen"
    page = told("terms.txt")
    assert (page["spdx"], page["text"]["outcome"], page["text"]["added"]) == (None, "not_identified", [])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (APACHE * 30, f"{len(APACHE) * 30:,} bytes; licence files are read up to 262,144"),
        (b"", "0 bytes; there is nothing to read"),
        (b"MIT License\0\1\2", "not text: a NUL at character 12"),
        (bytes(range(256)), "not text: a NUL at character 1"),
    ],
    ids=["large", "empty", "NUL", "binary"],
)
def test_what_is_no_text_cannot_be_read_and_says_why(
    weighbridge, told, write_file, content: bytes, reason: str
) -> None:
    write_file("terms.txt", content)
    assert weighbridge("license", "terms.txt") == (
        0,
        f"terms.txt cannot be read as text\n  seen                   {reason}\n",
        "",
    )
    page = told("terms.txt")
    assert (page["text"]["outcome"], page["text"]["reason"]) == ("unreadable", reason)
    assert page["spdx"] is None


def test_a_file_of_5_megabytes_is_told_with_its_own_size(told, write_file) -> None:
    write_file("terms.txt", b"word " * 1_000_000)
    text = told("terms.txt")["text"]
    assert text["reason"] == "5,000,000 bytes; licence files are read up to 262,144"
    assert text["sha256"] == sha256(b"word " * 1_000_000).hexdigest()


@pytest.mark.parametrize("format_name", ["text", "json"])
def test_a_file_that_is_longer_than_what_is_read_is_not_opened(
    weighbridge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_name: str
) -> None:
    with (tmp_path / "weights.bin").open("wb") as file:
        file.truncate(MAX_READ + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    assert weighbridge("license", "weights.bin", "--format", format_name) == (
        2,
        "",
        "error: weights.bin: 67,108,865 bytes; no licence is as long\nhint: name the licence file itself\n",
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_text_is_the_same_in_another_encoding(told, write_file, encoding: str) -> None:
    write_file("terms.txt", APACHE.decode().encode(encoding))
    assert (told("terms.txt")["spdx"], told("terms.txt")["text"]["outcome"]) == ("Apache-2.0", "exact")


def test_right_to_left_marks_make_a_text_a_modified_one(weighbridge, write_file) -> None:
    write_file("terms.txt", APACHE.decode().replace("Licensor", "Licen\u202esor", 1))
    lines = weighbridge("license", "terms.txt").out.splitlines()
    assert lines[0] == "terms.txt is a modified Apache-2.0; not that licence"
    said = " ".join(" ".join(lines[1:]).split())
    assert re.match(
        r"seen 1 invisible character \w+ in the text: U\+202E \(RIGHT-TO-LEFT OVERRIDE\) at line 13; the words that could "
        r"be read are those of Apache License 2\.0 not counted",
        said,
    )


def test_the_use_policy_of_a_licence_is_not_that_licence(told, monkeypatch: pytest.MonkeyPatch, write_file) -> None:
    found = LicenseText(
        Outcome.EXACT, "the words are those of a policy", "0" * 64, "LicenseRef-a", "A", TextKind.POLICY
    )
    monkeypatch.setattr("weighbridge.reading.license_text.identify", lambda _: found)
    write_file("USE_POLICY.md", "No weapons.")
    page = told("USE_POLICY.md")
    assert (page["spdx"], page["category"], page["clauses"]) == (None, None, {})
    assert (page["text"]["outcome"], page["text"]["id"], page["text"]["kind"]) == ("exact", "LicenseRef-a", "policy")


def test_one_word_is_a_word_and_two_are_words(weighbridge, write_file) -> None:
    write_file("terms.txt", APACHE.replace(b"royalty-free, irrevocable", b"royalty-free,", 1))
    out = weighbridge("license", "terms.txt").out
    assert "1 words" not in out
    assert "1 word, after" in out


def test_a_licence_goes_before_a_file_of_the_same_name_and_a_path_is_a_file(told, write_file) -> None:
    write_file("mit", APACHE)
    assert (told("mit")["spdx"], told("mit")["text"]) == ("MIT", None)
    assert (told("./mit")["spdx"], told("./mit")["text"]["outcome"]) == ("Apache-2.0", "exact")


# --- for a buyer


def test_for_a_buyer_each_answer_names_the_clause_that_decides(weighbridge, write_policy) -> None:
    ran = weighbridge("license", "llama3.1", "--for", write_policy(BUYER))
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:5] == [
        "for the buyer of buyer 1.0",
        "  permits.use, permits.commercial, permits.modify, permits.redistribute, permits.host,",
        "      permits.train_others: yes",
        "      Llama 3.1 Community License, section 2: above 700M monthly users in the month before release",
        "      needs Meta's own licence; you declared 0.4M",
    ]
    assert f"{LLAMA}: Llama 3.1 Community License, 2024-07-23" in lines
    assert "permits" not in lines, "the clauses themselves are left out"


def test_for_a_buyer_json_has_every_answer(told, write_policy) -> None:
    page = told("llama4", "--for", write_policy(BUYER))
    assert list(page["for"]) == ["policy", "answers"]
    assert page["for"]["policy"] == "buyer 1.0"
    answers = page["for"]["answers"]
    assert sorted(answers) == sorted(NAMES)
    assert {tuple(one) for one in answers.values()} == {("value", "complete", "because")}
    assert answers["permits.use"]["value"] is False
    assert "you declared your seat in DE" in answers["permits.use"]["because"]
    assert "DE" in answers["excluded_countries"]["value"]
    assert list(page["clauses"]) == CLAUSES


def test_without_a_context_a_threshold_leaves_the_answer_open(told, write_policy) -> None:
    page = told("llama3.1", "--for", write_policy())
    use = page["for"]["answers"]["permits.use"]
    assert use["value"] is None
    assert use["because"].endswith("; context.monthly_active_users is not stated")


def test_an_exact_file_is_answered_like_its_licence(told, write_policy) -> None:
    path = write_policy(BUYER)
    assert told(ROOT / "LICENSE", "--for", path)["for"] == told("apache-2.0", "--for", path)["for"]


@pytest.mark.parametrize("asked", ["mit", "modified-mit", str(ROOT / "LICENSE"), "modified.txt"])
def test_for_a_policy_with_errors_is_2_whatever_is_asked(weighbridge, write_policy, write_file, asked: str) -> None:
    write_file("modified.txt", APACHE + ADDED)
    path = write_policy(
        "weighbridge: 1\nname: p\ngovernance: {gates: [{id: a, title: A, require: {license.spd: x}}]}\n"
    )
    assert weighbridge("license", asked, "--for", path) == (
        2,
        "",
        f'{path}:3:50: error: unknown fact "license.spd" in rule "a"\n'
        'hint: did you mean "license.spdx"? `weighbridge facts` lists them all\n',
    )


def test_for_a_policy_that_is_not_there_is_2(weighbridge) -> None:
    assert weighbridge("license", "mit", "--for", "gone.yaml") == (
        2,
        "",
        "error: gone.yaml: the policy cannot be read: No such file or directory\n",
    )


def test_an_exception_is_on_the_page(weighbridge, told) -> None:
    asked = "Apache-2.0 WITH LLVM-exception"
    lines = weighbridge("license", asked).out.splitlines()
    assert lines[:7] == [
        asked,
        "",
        "  exception              Apache-2.0 WITH LLVM-exception: what it adds was not read; the clauses are",
        "                         those without it",
        "",
        "Apache-2.0: Apache License 2.0, 2004-01",
        "  category               permissive; approved by the OSI",
    ]
    page = told(asked)
    assert (page["exceptions"], page["category"], page["clauses"]) == ([asked], None, {})
    assert [one["id"] for one in page["licenses"]] == ["Apache-2.0"]


def test_places_that_are_not_shown_are_counted(weighbridge, told, write_file) -> None:
    write_file("terms.txt", APACHE.replace(b"the ", b"teh "))
    lines = weighbridge("license", "terms.txt").out.splitlines()
    assert sum(line.startswith("  added, line ") for line in lines) == 8
    assert sum(line.startswith("  missing ") for line in lines) == 8
    text = told("terms.txt")["text"]
    totals = f"{text['words_added']} words added and {text['words_missing']} words missing"
    assert (
        " ".join(" ".join(lines).split()).count(f"in all {totals}; --format json lists the first 50 places of each")
        == 1
    )
    assert (len(text["added"]), len(text["missing"])) == (50, 50)
    assert text["words_added"] == text["words_missing"] > 50


NO_LICENCE = {
    "modified-mit": (
        "collides: Kimi, MiniMax and Mistral models bear it, each with other additions and other thresholds to the MIT text"
    ),
    "gpl": "a family of licences; the version is not stated",
    "modified.txt": "the text is a modified Apache-2.0; somebody has to read what was changed",
    "empty.txt": "0 bytes; there is nothing to read",
}


@pytest.mark.parametrize("asked", NO_LICENCE)
def test_for_a_buyer_what_is_no_licence_is_not_known_with_the_reason(
    weighbridge, told, write_policy, write_file, asked: str
) -> None:
    write_file("modified.txt", APACHE + ADDED)
    write_file("empty.txt", "")
    policy = write_policy(BUYER)
    found = told(asked, "--for", policy)
    assert (found["spdx"], found["for"]["policy"]) == (None, "buyer 1.0")
    assert list(found["for"]["answers"]) == list(NAMES)
    assert [one for one in found["for"]["answers"].values() if one != unknown(NO_LICENCE[asked])] == []
    ran = weighbridge("license", asked, "--for", policy)
    assert (ran.code, ran.err) == (0, "")
    _, _, answers = ran.out.partition("for the buyer of buyer 1.0\n")
    assert " ".join(answers.split()) == f"{', '.join(NAMES)}: not known {NO_LICENCE[asked]}"


def unknown(reason: str) -> dict[str, object]:
    return {"value": None, "complete": False, "because": reason}


# --- two side by side


def test_two_licences_differ_in_these_clauses(weighbridge) -> None:
    ran = weighbridge("license", "--compare", "MIT", "llama3.1")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[:4] == [
        "MIT License | Llama 3.1 Community License",
        "  category",
        "    1 permissive",
        "    2 use-restricted",
    ]
    at = lines.index("  obligations.display-name")
    assert lines[at + 1 : at + 3] == ["    1 no", "    2 yes (section 1.b.i: shows Built with Llama)"]
    assert lines[-3:] == [
        "  limits: monthly users above 700,000,000",
        "    1 no limit",
        "    2 commercial, host, modify, redistribute, train_others, use",
    ]
    assert "  permits.use" not in lines, "what both say is left out"


def test_a_comparison_as_json_has_the_same_rows(weighbridge) -> None:
    text = weighbridge("license", "--compare", "mit", "llama3.1").out
    page = json.loads(weighbridge("license", "--compare", "mit", "llama3.1", "--format", "json").out)
    assert (list(page), page["schema"], page["ids"]) == (
        ["schema", "ids", "differences"],
        "weighbridge/license-comparison/1",
        ["MIT", LLAMA],
    )
    assert [one["clause"] for one in page["differences"]] == re.findall(r"^  (\S.*)$", text, re.MULTILINE)
    assert {len(one["values"]) for one in page["differences"]} == {2}
    turned = json.loads(weighbridge("license", "--compare", "llama3.1", "mit", "--format", "json").out)
    assert {one["clause"]: one["values"][::-1] for one in turned["differences"]} == {
        one["clause"]: one["values"] for one in page["differences"]
    }


def test_a_licence_does_not_differ_from_itself(weighbridge) -> None:
    assert weighbridge("license", "--compare", "mit", "MIT") == (
        0,
        "MIT License | MIT License\n  no clause differs\n",
        "",
    )


@pytest.mark.parametrize("format_name", ["text", "json"])
def test_an_id_of_several_texts_is_compared_by_one_of_them(weighbridge, format_name: str) -> None:
    gemma = license_of("gemma") or license_of("LicenseRef-gemma")
    assert gemma is not None
    for pair in (("gemma", "mit"), ("mit", "gemma")):
        assert weighbridge("license", "--compare", *pair, "--format", format_name) == (
            2,
            "",
            f"error: LicenseRef-gemma stands for several texts\nhint: compare one of {', '.join(gemma.versions)}\n",
        )
    assert weighbridge("license", "--compare", *gemma.versions[:2]).code == 0


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("nope", f"error: no licence and no file is called nope\n{ANYTHING}"),
        ("gpl", "error: gpl stands for no one text: a family of licences; the version is not stated\n"),
    ],
)
def test_what_stands_for_no_text_cannot_be_compared(weighbridge, word: str, said: str) -> None:
    assert weighbridge("license", "--compare", "mit", word) == (2, "", said)
    assert weighbridge("license", "--compare", word, "mit") == (2, "", said)


def test_a_file_cannot_be_compared_and_that_is_said(weighbridge, write_file) -> None:
    write_file("terms.txt", APACHE)
    for pair in (("terms.txt", "mit"), ("mit", "terms.txt")):
        assert weighbridge("license", "--compare", *pair) == (
            2,
            "",
            "error: terms.txt is a file; ids are compared\nhint: weighbridge license FILE says which it holds\n",
        )


def test_a_comparison_is_for_no_buyer(weighbridge, write_policy) -> None:
    assert weighbridge("license", "--compare", "mit", "isc", "--for", write_policy(BUYER)) == (
        2,
        "",
        "error: --compare compares texts, not what they mean for a buyer\nhint: leave --for out\n",
    )


# --- JSON


@pytest.mark.parametrize("asked", ["mit", "gemma", "llama4", "MIT OR ISC", "other", "terms.txt", "empty.txt"])
def test_json_has_every_key_whatever_is_asked(told, write_file, asked: str) -> None:
    write_file("terms.txt", APACHE)
    write_file("empty.txt", "")
    page = told(asked)
    assert list(page) == KEYS
    assert (page["schema"], page["id"]) == ("weighbridge/license/1", asked)


@pytest.mark.parametrize("id_", [id_ for id_, one in licenses().items() if one.terms])
def test_the_clauses_are_those_of_the_knowledge_files_and_null_stays_null(told, id_: str) -> None:
    entry, page = licenses()[id_], told(id_)
    assert (page["spdx"], page["category"], page["osi_approved"]) == (id_, entry.category, entry.osi_approved)
    assert list(page["clauses"]) == CLAUSES
    assert entry.terms is not None
    for name, said in page["clauses"].items():
        section, _, rest = name.partition(".")
        clause = getattr(entry.terms, section)[rest]
        assert list(said) == ["value", "section", "note", "verified", "when", "compatible"]
        assert said["value"] == (list(clause.value) if isinstance(clause.value, tuple) else clause.value)
        assert (said["value"] is None) is (clause.value is None)
    assert [set(one) for one in page["limits"]] == [{"when", "withholds", "section", "note"}] * len(entry.terms.limits)


def test_the_keys_of_the_contract_come_first_but_for_the_clauses(told) -> None:
    page = told("mit")
    assert list(page)[:4] == ["schema", "id", "spdx", "category"]
    assert page["clauses"]["permits.use"]["value"] is True
    assert page["clauses"]["terms.governing_law"]["value"] is None


# --- hostile text


HOSTILE = "e\x1b[31mvil\u202e\u200b[red]x[/red]\x07"
SHORT = "\x1b[31m\u202e[b]x"


def raw(text: str) -> list[str]:
    """Return the lines in which something stands that does not print."""
    return [line for line in text.splitlines() if plain(line, 10_000) != line]


def test_a_hostile_word_is_shown_harmless(weighbridge) -> None:
    for arguments in ([HOSTILE], ["--compare", HOSTILE, "mit"]):
        ran = weighbridge("license", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("error: no licence and no file is called e[31mvil[red]x[/red]\n")
        assert raw(ran.err) == []


def test_a_hostile_file_name_and_a_hostile_text_are_shown_harmless(weighbridge, write_file) -> None:
    name = HOSTILE.replace("/", "")
    write_file(name, APACHE + f"Copyright 2026 {HOSTILE}\nAnd {HOSTILE} besides\n".encode())
    for format_name in ("text", "json"):
        ran = weighbridge("license", name, "--format", format_name)
        assert (ran.code, ran.err, raw(ran.out)) == (0, "", [])
        assert "\\u001b" not in ran.out
        assert "\\u202e" not in ran.out
    assert ran.out.count("[red]x[red]"), "markup in a name is text"


class Terminal(io.StringIO):
    """What stdout is on a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_on_a_terminal_lines_fit_and_hostile_text_is_harmless(
    write_file, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    write_file(SHORT, APACHE + f"And {HOSTILE} besides\n".encode())
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for asked in (["mit"], ["gemma"], ["modified-mit"], ["--compare", "mit", "llama3.1"], [SHORT]):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        assert run(["license", *asked]) == 0
        shown = terminal.getvalue()
        assert "\x1b[" in shown
        lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
        assert [line for line in lines if width_of(line) > columns or plain(line, 1000) != line] == []
    assert "[b]x" in shown, "markup is text"


def test_what_is_printed_to_a_pipe_fits_its_width(weighbridge, write_file) -> None:
    write_file("terms.txt", APACHE + b"x" * 400 + b" " + ADDED)
    for arguments in (["mit"], ["llama3.1"], ["terms.txt"], ["llama3.1", "--for", "builtin:eu-bank-onprem"]):
        assert [line for line in weighbridge("license", *arguments).out.splitlines() if width_of(line) > 100] == []


def test_help_lists_the_command_and_its_options(weighbridge) -> None:
    listed = re.findall(r"^  (\w+) {2,}\S", weighbridge("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert "license" in listed
    said = weighbridge("license", "--help").out
    for option in ("--for POLICY", "--compare A B", "--format [text|json]", "ID|FILE"):
        assert option in said
