"""Candidates: ids, commits, list files and models described by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.errors import DocumentError, UsageError, WeighbridgeError
from weighbridge.sources.candidates import Candidate, Unavailable, candidate, read_candidates, unique
from weighbridge.sources.resolve import origin, resolve
from weighbridge.sources.snapshot import open_snapshot
from weighbridge.strict.plain import plain

COMMIT = "0123456789abcdef0123456789abcdef01234567"
Write = Callable[[str, str | bytes], Path]


@pytest.mark.parametrize(
    ("text", "expected", "pinned"),
    [
        ("Qwen/Qwen3-8B", Candidate("Qwen/Qwen3-8B"), False),
        ("gpt2", Candidate("gpt2"), False),
        ("a/b_c.d-e", Candidate("a/b_c.d-e"), False),
        (f"a/b@{COMMIT}", Candidate("a/b", COMMIT), True),
        ("a/b@0123456", Candidate("a/b", "0123456"), False),
    ],
)
def test_an_id_with_or_without_a_commit_names_a_model(text: str, expected: Candidate, pinned: bool) -> None:
    assert candidate(text) == expected
    assert candidate(text).pinned is pinned


ID_HINT = "write it as org/name, or org/name@commit"
COMMIT_HINT = "a commit is 7 to 40 digits and letters a to f"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("org/my model", "org/my model"),
        (" org/name", " org/name"),
        ("org/name\n", "org/name "),
        ("../etc/passwd", "../etc/passwd"),
        ("org/..", "org/.."),
        ("a..b/c", "a..b/c"),
        ("org/na\x00me", "org/name"),
        ("org/\x1b[31mred", "org/[31mred"),
        ("a/b/c", "a/b/c"),
        ("/b", "/b"),
        ("a/", "a/"),
        ("org/nämé", "org/nämé"),
        ("org/名", "org/名"),
        ("https://huggingface.co/a/b", "https://huggingface.co/a/b"),
        ("-a/b", "-a/b"),
        ("a/" + "b" * 1000, "a/" + "b" * 117 + "…"),
        ("b" * 1000, "b" * 119 + "…"),
    ],
)
def test_what_is_no_id_is_refused_harmlessly(text: str, shown: str) -> None:
    with pytest.raises(UsageError) as caught:
        candidate(text)
    assert str(caught.value) == f'"{shown}" is not the id of a model\nhint: {ID_HINT}'


@pytest.mark.parametrize(
    "commit", ["", "main", "012345", COMMIT + "0", COMMIT.upper(), "0123456 ", "v1.0", "0123456@1"]
)
def test_what_is_no_commit_is_refused(commit: str) -> None:
    with pytest.raises(UsageError) as caught:
        candidate(f"a/b@{commit}")
    assert str(caught.value) == f'"{commit}" is not a commit\nhint: {COMMIT_HINT}'


@given(st.text(max_size=200))
def test_any_text_names_a_model_or_is_refused(text: str) -> None:
    try:
        named = candidate(text)
    except UsageError as refused:
        _assert_harmless(refused)
    else:
        assert text == named.id + (f"@{named.revision}" if named.revision else "")
        assert text.isascii()


def _assert_harmless(refused: WeighbridgeError) -> None:
    assert plain(refused.message, 10_000) == refused.message


def test_a_list_has_one_id_a_line_and_comments(write_file: Write) -> None:
    path = write_file("list.txt", f"# ours\n\na/b\n  c/d@{COMMIT}   # pinned\r\n#e/f\n\ufeff"[:-1])
    assert read_candidates(path) == [Candidate("a/b"), Candidate("c/d", COMMIT)]


def test_a_list_may_start_with_a_byte_order_mark(write_file: Write) -> None:
    assert read_candidates(write_file("list", b"\xef\xbb\xbfa/b\n")) == [Candidate("a/b")]


def test_a_line_that_is_no_id_is_named(write_file: Write) -> None:
    path = write_file("list.txt", "a/b\nnot an id\n")
    with pytest.raises(UsageError) as caught:
        read_candidates(path)
    assert str(caught.value) == f'{path}:2: "not an id" is not the id of a model\nhint: {ID_HINT}'


def test_a_list_that_is_not_utf_8_is_refused(write_file: Write) -> None:
    path = write_file("list.txt", b"a/b\n\xff\n")
    with pytest.raises(UsageError) as caught:
        read_candidates(path)
    assert str(caught.value) == f"{path}: not UTF-8: byte 4 cannot be read"


def test_a_list_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_candidates(tmp_path / "gone.txt")
    assert str(caught.value) == f"{tmp_path}/gone.txt: the candidates cannot be read: No such file or directory"


def test_a_list_that_is_far_too_long_is_refused(write_file: Write) -> None:
    path = write_file("list.txt", b"#" * (16 * 256 * 1024 + 1))
    with pytest.raises(UsageError) as caught:
        read_candidates(path)
    assert str(caught.value) == f"{path}: more than 4194304 bytes of candidates"


def test_an_empty_list_names_nothing(write_file: Write) -> None:
    assert read_candidates(write_file("list.txt", "# nobody\n")) == []
    assert read_candidates(write_file("list.yaml", "candidates: []\n")) == []


def test_yaml_holds_ids_and_models_described_by_hand(write_file: Write) -> None:
    path = write_file(
        "c.yaml",
        "candidates:\n"
        f"  - a/b@{COMMIT}\n"
        "  - declared: {model.id: vendor/some-api, openness.kind: closed-api, service.notice_days: 90, license.spdx: ~}\n"
        "    evidence: offer of 2026-10-12\n"
        "  - declared:\n"
        "      model.id: vendor/other\n",
    )
    assert read_candidates(path) == [
        Candidate("a/b", COMMIT),
        Candidate(
            "vendor/some-api",
            None,
            {"openness.kind": "closed-api", "service.notice_days": 90},
            "offer of 2026-10-12",
            f"{path}:3",
        ),
        Candidate("vendor/other", None, {}, "", f"{path}:6"),
    ]


SHAPE = "a candidates file is `candidates:` with a list\nhint: - org/name, or - declared: {model.id: ...}"
BAD_YAML = {
    "nothing": ("", "1:1: error: the file is empty"),
    "a list": ("- a/b\n", f"1:1: error: {SHAPE}"),
    "no list": ("candidates: a/b\n", f"1:1: error: {SHAPE}"),
    "null": ("candidates:\n", f"1:1: error: {SHAPE}"),
    "unknown key": (
        "candidates: []\ncandidate: []\n",
        '2:1: error: unknown key "candidate"\nhint: did you mean "candidates"?',
    ),
    "no id": ("candidates:\n  - a b\n", f'2:5: error: "a b" is not the id of a model\nhint: {ID_HINT}'),
    "number": ("candidates: [5]\n", "1:14: error: a candidate is an id or a mapping, not 5"),
    "path": (
        "candidates:\n  - path: models/acme\n",
        '2:5: error: "path" is reserved: this version does not read local folders yet',
    ),
    "unknown key inside": (
        "candidates:\n  - {declared: {model.id: a/b}, evidnce: x}\n",
        '2:33: error: unknown key "evidnce" in a candidate\nhint: did you mean "evidence"?',
    ),
    "evidence is a number": (
        "candidates:\n  - {declared: {model.id: a/b}, evidence: 5}\n",
        "2:43: error: evidence is text, not 5",
    ),
    "nothing declared": (
        "candidates:\n  - {evidence: x}\n",
        "2:5: error: a declared model has at least a model.id\nhint: declared: {model.id: vendor/some-api}",
    ),
    "no model id": (
        "candidates:\n  - declared: {license.spdx: MIT}\n",
        "2:15: error: a declared model has at least a model.id\nhint: declared: {model.id: vendor/some-api}",
    ),
    "bad model id": (
        "candidates:\n  - declared: {model.id: a b}\n",
        f'2:26: error: "a b" is not the id of a model\nhint: {ID_HINT}',
    ),
    "unknown fact": (
        "candidates:\n  - declared: {model.id: a/b, license.spxd: MIT}\n",
        '2:31: error: unknown fact "license.spxd"\nhint: did you mean "license.spdx"?',
    ),
    "wrong value": (
        "candidates:\n  - declared: {model.id: a/b, files.custom_code: no}\n",
        '2:50: error: files.custom_code takes true or false, not "no"',
    ),
    "wrong word": (
        "candidates:\n  - declared: {model.id: a/b, openness.kind: closed}\n",
        '2:46: error: "closed" is no value of openness.kind\nhint: did you mean "closed-api"?',
    ),
    "duplicate fact": (
        "candidates:\n  - declared: {model.id: a/b, model.id: c/d}\n",
        '2:31: error: duplicate key "model.id"; it stands already in line 2',
    ),
    "alias": ("candidates: *x\n", '1:13: error: alias "*x": aliases are not read; write it out'),
}


@pytest.mark.parametrize(("text", "message"), BAD_YAML.values(), ids=BAD_YAML)
@pytest.mark.parametrize("suffix", [".yaml", ".YML"])
def test_bad_yaml_is_refused_with_its_place(write_file: Write, text: str, message: str, suffix: str) -> None:
    path = write_file(f"c{suffix}", text)
    with pytest.raises(DocumentError) as caught:
        read_candidates(path)
    assert str(caught.value) == f"{path}:{message}"


def test_everything_that_is_wrong_with_a_candidates_file_is_said_at_once(write_file: Write) -> None:
    path = write_file("c.yaml", "candidates:\n  - a b\n  - 5\n  - declared: {model.id: a/b, x: 1}\n")
    with pytest.raises(DocumentError) as caught:
        read_candidates(path)
    assert [(one.line, one.column) for one in caught.value.diagnostics] == [(2, 5), (3, 5), (4, 31)]


DECLARED = Candidate("a/b", None, {"license.spdx": "MIT"}, "x", "c.yaml:2")


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([], []),
        ([Candidate("a/b"), Candidate("a/b")], [Candidate("a/b")]),
        ([Candidate("a/b", COMMIT), Candidate("a/b", COMMIT)], [Candidate("a/b", COMMIT)]),
        ([Candidate("a/b"), DECLARED], [DECLARED]),
        ([DECLARED, Candidate("a/b")], [DECLARED]),
        ([Candidate("b/c"), Candidate("a/b")], [Candidate("b/c"), Candidate("a/b")]),
    ],
)
def test_a_model_that_is_named_twice_is_one(named: list[Candidate], expected: list[Candidate]) -> None:
    assert unique(named) == expected


def test_a_model_is_not_taken_at_two_commits() -> None:
    with pytest.raises(UsageError) as caught:
        unique([Candidate("a/b", COMMIT), Candidate("a/b")])
    assert str(caught.value) == f"a/b is named with {COMMIT} and no commit\nhint: name it once"


def test_a_model_is_described_once() -> None:
    with pytest.raises(UsageError) as caught:
        unique([DECLARED, Candidate("a/b", None, {"license.spdx": "Apache-2.0"}, "y")])
    assert str(caught.value) == "a/b is described twice\nhint: put its facts into one entry"


@pytest.fixture
def snapshot(build_snapshot):
    return open_snapshot(
        build_snapshot({"org/pinned-model": {"model.revision": COMMIT}, "org/loose-model": {"license.tag": "mit"}})
    )


TINY = "the snapshot tiny of 2026-11-01"
ELSE = "collect it, or name another with --snapshot, or declare its facts in a candidates file"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (Candidate("org/pinned-model"), None),
        (Candidate("org/pinned-model", COMMIT), None),
        (Candidate("org/pinned-model", COMMIT[:7]), None),
        (Candidate("org/pinned-model", "f" * 40), f"asked for commit {'f' * 40}; {TINY} describes commit {COMMIT}"),
        (Candidate("org/pinned-model", COMMIT[1:9]), f"asked for commit 12345678; {TINY} describes commit {COMMIT}"),
        (
            Candidate("org/loose-model", COMMIT),
            f"asked for commit {COMMIT}; {TINY} does not know which commit it describes",
        ),
        (Candidate("org/pined-model"), f"not in {TINY}; {ELSE}; nearest: org/pinned-model, org/loose-model"),
        (Candidate("zzzzz"), f"not in {TINY}; {ELSE}"),
        (Candidate("vendor/api", None, {"openness.kind": "closed-api"}), None),
    ],
)
def test_a_candidate_is_judged_only_on_facts_of_what_was_asked(snapshot, asked: Candidate, reason: str | None) -> None:
    expected = ([asked.id], []) if reason is None else ([], [Unavailable(asked.id, reason)])
    assert resolve(snapshot, [asked]) == expected


def test_the_bundled_reference_is_called_so() -> None:
    reference = open_snapshot()
    assert origin(reference) == f"the bundled reference of {reference.collected}"
    (_, (missing,)) = resolve(reference, [Candidate("Qwen/Qwen3-8")])
    assert missing.reason.startswith(
        f"not in the bundled reference of {reference.collected}; use --snapshot for another, "
        "or declare its facts in a candidates file; nearest: "
    )
    assert "Qwen/Qwen3-8B" in missing.reason.partition("nearest: ")[2].split(", ")
