"""The words that count: marks, blanks and copyright lines drop out, and nothing else does."""

from __future__ import annotations

import pytest

from weighbridge.reading.license_words import LicenseWords, Line, license_words, word_checksums


def test_case_marks_and_blanks_drop_out_and_lines_stay() -> None:
    assert license_words("  **You** may\r\nre-use\r\rit_all.\n") == LicenseWords(
        words=("you", "may", "re", "use", "it", "all"),
        shown=("You", "may", "re", "use", "it", "all"),
        lines=(1, 1, 2, 2, 4, 4),
        ignored=(),
        doubts=(),
    )


def test_copyright_lines_are_left_out_and_kept_as_written() -> None:
    text = "MIT\nCopyright (c) 2024 Acme\nAll rights reserved.\n\nAll rights reserved.\n© 2023 Müller\nPermission"
    assert license_words(text) == LicenseWords(
        words=("mit", "all", "rights", "reserved", "permission"),
        shown=("MIT", "All", "rights", "reserved", "Permission"),
        lines=(1, 5, 5, 5, 7),
        ignored=(Line(2, "Copyright (c) 2024 Acme"), Line(3, "All rights reserved."), Line(6, "© 2023 Müller")),
        doubts=(),
    )


def test_the_fifth_copyright_notice_counts() -> None:
    read = license_words("Copyright 2024 Acme\nAll rights reserved.\n" * 5)
    assert (len(read.ignored), read.words[:3], read.lines) == (8, ("copyright", "2024", "acme"), (9, 9, 9, 10, 10, 10))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ﬁne Ａ Ⓝⓞⓣ", ("fine", "a", "not")),
        ("许可 ok许", ("许", "可", "ok", "许")),
        ("🅽🅾 use", ("u1f17d", "u1f17e", "use")),
        ("“Software” – § 2 • ®", ("software", "2")),
        ("per\u0336mit", ("per", "u336", "mit")),
        ("cafe\u0301", ("café",)),
        ("€ 5", ("u20ac", "5")),
        ("с", ("с",)),
        ("Acme´s", ("acme", "s")),
    ],
)
def test_what_looks_like_letters_counts_as_words(text: str, words: tuple[str, ...]) -> None:
    assert license_words(text).words == words


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("com\u200bmercial", "1 invisible character hides in the text: U+200B (ZERO WIDTH SPACE) at line 1"),
        ("a\n\u202eb", "1 invisible character hides in the text: U+202E (RIGHT-TO-LEFT OVERRIDE) at line 2"),
        ("a\x1bb", "1 invisible character hides in the text: U+001B (no name) at line 1"),
        (
            "\u200fa\u200f\n\u00ad\u00ad\u00ad",
            "5 invisible characters hide in the text: U+200F (RIGHT-TO-LEFT MARK) at line 1, "
            "U+200F (RIGHT-TO-LEFT MARK) at line 1, U+00AD (SOFT HYPHEN) at line 2, and 2 more",
        ),
        ("a\nmay ~~not~~ use", "line 2 strikes words out, with ~, ~~ or <!--"),
        ("a\nmay ~not~ use", "line 2 strikes words out, with ~, ~~ or <!--"),
        ("a\nmay ~not use,\nor copy~.", "line 2 strikes words out, with ~, ~~ or <!--"),
        ("a\nmay ~not~ use\n~~copy~~", "line 2 strikes words out, with ~, ~~ or <!--"),
        ("a\n~~copy~~\n ~not~ use", "line 2 strikes words out, with ~, ~~ or <!--"),
        ("a\n<!-- Copyright 2024 Acme\nb -->", "line 2 strikes words out, with ~, ~~ or <!--"),
        ("a\n | \\ | |/ _ \\ \n | |\\ | (_) |", "line 2 is drawn with marks, which may be read as words"),
    ],
)
def test_what_can_hide_words_is_a_doubt(text: str, doubt: str) -> None:
    assert license_words(text).doubts == (doubt,)


@pytest.mark.parametrize(
    "text", ["\ufeffMay use", "May\u200b use", "May \u200b\u200buse", "May use\u2060.", "(\u2060May) use\u200b"]
)
def test_a_zero_width_character_at_a_break_hides_nothing(text: str) -> None:
    found = license_words(text)
    assert (found.words, found.doubts) == (("may", "use"), ())


@pytest.mark.parametrize("text", ["~5 to 6", "~5 to ~6", "5~ to 6~", "a ~ b ~ c", "see ~/path"])
def test_a_tilde_alone_strikes_nothing_out(text: str) -> None:
    assert license_words(text).doubts == ()


def test_many_kinds_of_invisible_characters_are_counted_in_one_pass() -> None:
    (doubt,) = license_words("".join(chr(0xF0000 + number) for number in range(60_000)) + "a").doubts
    assert doubt.startswith("60,000 invisible characters hide in the text: U+F0000 (no name) at line 1, ")


def test_an_invisible_character_does_not_part_a_word() -> None:
    assert license_words("com\u200bmercial").words == ("commercial",)


@pytest.mark.parametrize(
    "rule", ["=====", "~~~~~", "/****", "* * * * * * *", "|---|---|---|", "+-----+", "\f", "\u3000"]
)
def test_rules_and_frames_are_no_doubt(rule: str) -> None:
    assert license_words(f"a\n{rule}\nb") == LicenseWords(("a", "b"), ("a", "b"), (1, 3), (), ())


def test_checksums_are_the_same_on_every_machine() -> None:
    assert word_checksums(["permission", "许", "permission"]) == [907886487, 1569794329, 907886487]
