"""Licence files: exact where every word is, modified where one is not, and never anything else."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.reading import license_text
from weighbridge.reading.license_fingerprints import Fingerprints, KnownText, TextKind, packed, unpacked
from weighbridge.reading.license_text import LicenseText, Outcome, compared, identify
from weighbridge.reading.license_words import Line, license_words, word_checksums
from weighbridge.reading.word_difference import Change, Gap, holds

APACHE = (Path(__file__).parents[3] / "LICENSE").read_bytes()

FREE = """Free As Air License

Copyright (c) <year> <owner>

Anyone may breathe this work, share it, and change it, for any purpose, as long as this notice stays with it.
The work comes as it is. Nobody answers for what it does, or for what it fails to do, to anyone, ever.
"""
TIGHT = """Tight As Rock License

Anyone may look at this work, but not share it, and not change it, for any purpose, as long as the sun shines.
Whoever does otherwise answers for it. The owner can end this at will, at once, for everyone, everywhere.
"""
POLICY = "Do not point this at people. Do not point this at dogs."


def known(license_id: str, text: str, kind: TextKind = TextKind.LICENSE) -> KnownText:
    return KnownText(license_id, f"The {license_id} text", kind, license_words(text).words)


@pytest.fixture(scope="module")
def few() -> Fingerprints:
    texts = [known("Free", FREE), known("Tight", TIGHT), known("Policy", POLICY, TextKind.POLICY)]
    return unpacked(packed([*texts, known("Free", FREE.partition("\n")[2])]))


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def answer(text: str, outcome: Outcome, reason: str, **more: object) -> LicenseText:
    return LicenseText(outcome, reason, checksum(text), **more)  # type: ignore[arg-type]


HIDES = "1 invisible character hides in the text: "
FREE_NAMED = {"id": "Free", "title": "The Free text", "kind": TextKind.LICENSE}


def test_the_words_of_a_licence_in_another_dress_are_that_licence(few: Fingerprints) -> None:
    text = "# *Free as air* LICENSE\n> Copyright 2020 Acme Inc.\n\n" + FREE.split("\n\n", 2)[2].replace(" ", "\n")
    assert compared(text.encode(), few) == answer(
        text,
        Outcome.EXACT,
        "the words are those of The Free text, but for 1 copyright line",
        ignored=(Line(2, "> Copyright 2020 Acme Inc."),),
        words=47,
        **FREE_NAMED,
    )


def test_a_policy_is_named_as_one(few: Fingerprints) -> None:
    assert compared(POLICY.encode(), few) == answer(
        POLICY,
        Outcome.EXACT,
        "the words are those of The Policy text",
        id="Policy",
        title="The Policy text",
        kind=TextKind.POLICY,
        words=12,
    )


def test_one_more_sentence_is_a_modified_licence_and_is_shown(few: Fingerprints) -> None:
    text = FREE + "\nOnly on \x0cSundays, <b>though</b>!\n"
    assert compared(text.encode(), few) == answer(
        text,
        Outcome.MODIFIED,
        'The Free text with 6 words added, the first at line 8: "Only on Sundays b though b"',
        added=(Change(8, 6, "Only on Sundays b though b"),),
        words_added=6,
        ignored=(Line(3, "Copyright (c) <year> <owner>"),),
        words=53,
        **FREE_NAMED,
    )


def test_a_copyright_line_that_says_more_counts(few: Fingerprints) -> None:
    text = FREE.replace("<year> <owner>", "2024 Acme. No commercial use.")
    assert compared(text.encode(), few) == answer(
        text,
        Outcome.MODIFIED,
        'The Free text with 7 words added, the first at line 3: "Copyright c 2024 Acme No commercial use"',
        added=(Change(3, 7, "Copyright c 2024 Acme No commercial use"),),
        words_added=7,
        words=54,
        **FREE_NAMED,
    )


def test_words_that_are_missing_are_counted_where_they_were(few: Fingerprints) -> None:
    text = FREE.replace("Free As Air License", "").replace("share it, and ", "").replace(" to anyone, ever", "")
    assert compared(text.encode(), few) == answer(
        text,
        Outcome.MODIFIED,
        'The Free text with 6 words missing, the first after "work" at line 5',
        missing=(Gap(3, 5, "work"), Gap(3, 6, "do")),
        words_missing=6,
        ignored=(Line(3, "Copyright (c) <year> <owner>"),),
        words=37,
        **FREE_NAMED,
    )


def test_words_missing_at_the_start_come_after_nothing(few: Fingerprints) -> None:
    text = TIGHT.replace("Tight As ", "").replace("not share", "never share")
    assert compared(text.encode(), few) == answer(
        text,
        Outcome.MODIFIED,
        'The Tight text with 1 word added, the first at line 3: "never" and 3 words missing, the first at the start',
        added=(Change(3, 1, "never"),),
        missing=(Gap(2, 0, ""), Gap(1, 3, "never")),
        words_added=1,
        words_missing=3,
        words=43,
        id="Tight",
        title="The Tight text",
        kind=TextKind.LICENSE,
    )


def test_a_long_addition_is_shown_up_to_thirty_words(few: Fingerprints) -> None:
    found = compared((FREE + " ".join(f"w{n}" for n in range(40))).encode(), few)
    shown = " ".join(f"w{n}" for n in range(30)) + " …"
    assert (found.added, found.words_added) == ((Change(7, 40, shown),), 40)


def test_of_many_changes_fifty_are_listed_and_all_are_counted() -> None:
    words = [f"w{n}" for n in range(200)]
    fingerprints = unpacked(packed([known("Long", " ".join(words))]))
    found = compared(" ".join(f"{word} x" for word in words[:120]).encode(), fingerprints)
    assert (len(found.added), found.words_added, len(found.missing), found.words_missing) == (50, 120, 1, 80)


def test_a_text_that_is_mostly_something_else_is_not_identified(few: Fingerprints) -> None:
    text = FREE + " ".join(f"w{n}" for n in range(100))
    assert compared(text.encode(), few) == answer(
        text,
        Outcome.NOT_IDENTIFIED,
        "the nearest text is The Free text, and only 31 % of the longer of the two matches",
        ignored=(Line(3, "Copyright (c) <year> <owner>"),),
        words=147,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (" \n\t", "no word in it counts"),
        ("Copyright 2024 Acme", "no word in it counts"),
        ("zebra", "no known licence shares its words"),
        ("\u200b", "no word in it counts"),
        ("zebra\u200b", "no known licence shares its words"),
        (
            "zeb\u200bra",
            f"{HIDES}U+200B (ZERO WIDTH SPACE) at line 1; no known licence shares its words",
        ),
    ],
)
def test_a_text_without_a_known_word_says_so(few: Fingerprints, text: str, reason: str) -> None:
    found = compared(text.encode(), few)
    assert (found.outcome, found.reason) == (Outcome.NOT_IDENTIFIED, reason)


THOSE = "; the words that could be read are those of The Free text"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (FREE.replace("breathe", "brea\u200bthe").encode(), f"{HIDES}U+200B (ZERO WIDTH SPACE) at line 5{THOSE}"),
        (FREE.replace("breathe", "\u202ebreathe").encode(), f"{HIDES}U+202E (RIGHT-TO-LEFT OVERRIDE) at line 5{THOSE}"),
        (FREE.replace("breathe", "breathe\u200f").encode(), f"{HIDES}U+200F (RIGHT-TO-LEFT MARK) at line 5{THOSE}"),
        (FREE.replace("breathe", "~~breathe~~").encode(), f"line 5 strikes words out, with ~, ~~ or <!--{THOSE}"),
        (FREE.encode() + b"\n\x93", f"not UTF-8 at byte 266; read as Windows-1252, which can be wrong{THOSE}"),
    ],
    ids=["zero width in a word", "override", "right to left mark", "struck out", "mixed encodings"],
)
def test_what_may_read_in_two_ways_is_never_exact(few: Fingerprints, content: bytes, reason: str) -> None:
    found = compared(content, few)
    assert (found.outcome, found.id, found.reason) == (Outcome.MODIFIED, "Free", reason)


def test_a_latin_1_name_in_an_ignored_line_is_no_doubt(few: Fingerprints) -> None:
    content = FREE.replace("<year> <owner>", "2024 José García").encode("latin-1")
    found = compared(content, few)
    assert (found.outcome, found.ignored) == (Outcome.EXACT, (Line(3, "Copyright (c) 2024 José García"),))


@pytest.mark.parametrize("holder", ["Acme 商用", "商用", "Acme 不得"])
def test_a_name_in_another_encoding_is_a_doubt(few: Fingerprints, holder: str) -> None:
    content = FREE.replace("<year> <owner>", f"2024 {holder}").encode("gbk")
    assert compared(content, few).outcome is Outcome.MODIFIED


def test_a_latin_1_letter_elsewhere_is_a_doubt(few: Fingerprints) -> None:
    content = FREE.replace("<year> <owner>", "2024 José García").replace("share", "sháre").encode("latin-1")
    found = compared(content, few)
    assert (found.outcome, found.reason.partition(";")[0]) == (
        Outcome.MODIFIED,
        f"not UTF-8 at byte {content.index(0xE1) + 1}",
    )


def test_struck_out_by_one_tilde_is_never_exact(few: Fingerprints) -> None:
    found = compared(FREE.replace("breathe this", "~breathe this~").encode(), few)
    assert (found.outcome, found.reason) == (Outcome.MODIFIED, f"line 5 strikes words out, with ~, ~~ or <!--{THOSE}")


@pytest.mark.parametrize("between", ["", "\nMore\n"])
def test_a_licence_twice_is_named_and_not_a_third_that_holds_more_of_it(between: str) -> None:
    more = FREE + "\nLike air, that is, as it is for anyone, at any time.\n"
    fingerprints = unpacked(packed([known("Free", FREE), known("More", more)]))
    found = compared((FREE + between + FREE).encode(), fingerprints)
    words = len(license_words(FREE + between).words)
    assert (found.outcome, found.id, found.words_added, found.words_missing) == (Outcome.MODIFIED, "Free", words, 0)


@pytest.mark.parametrize(
    ("at_hand", "known_words", "expected"),
    [
        ([1, 2, 3], [2, 3], True),
        ([1, 2, 3], [1, 3], False),
        ([0x01020304, 0x05060708], [0x08010203], False),
        ([0x01020304, 0x05060701], [0x01010203], False),
    ],
)
def test_one_text_holds_another_word_by_word(at_hand: list[int], known_words: list[int], expected: bool) -> None:
    assert holds(at_hand, known_words) is expected


def test_a_licence_that_grew_from_another_is_named_where_it_is_nearer() -> None:
    more = FREE + "\nLike air, that is, as it is for anyone, at any time.\n"
    fingerprints = unpacked(packed([known("Free", FREE), known("More", more)]))
    assert compared(more.replace("Like", "As").encode(), fingerprints).id == "More"


def test_utf_16_that_says_so_is_read(few: Fingerprints) -> None:
    found = compared(b"\xff\xfe" + FREE.encode("utf-16-le"), few)
    assert (found.outcome, found.id) == (Outcome.EXACT, "Free")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x" * 5_242_880, "5,242,880 bytes; licence files are read up to 262,144"),
        (b" ".join([b"word"] * 200_000), "999,999 bytes; licence files are read up to 262,144"),
        (b"", "0 bytes; there is nothing to read"),
        (b"\x7fELF\x02\x01\x01\0", "not text: a NUL at character 8"),
    ],
    ids=["5 MB", "200,000 words", "empty", "binary"],
)
def test_what_cannot_be_read_says_why(few: Fingerprints, content: bytes, reason: str) -> None:
    expected = LicenseText(Outcome.UNREADABLE, reason, hashlib.sha256(content).hexdigest())
    assert compared(content, few) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a " * 131_072, "no known licence shares its words"),
        (b"work " * 40_000, "the nearest text is The Free text, and only 0 % of the longer of the two matches"),
        (b"x" * 204_800, "no known licence shares its words"),
        (b"# " * 102_400, "no word in it counts"),
    ],
    ids=["131,072 words", "one word many times", "one line of 200 KB", "no words in 200 KB"],
)
def test_long_texts_are_answered(few: Fingerprints, content: bytes, reason: str) -> None:
    found = compared(content, few)
    assert (found.outcome, found.reason) == (Outcome.NOT_IDENTIFIED, reason)


def test_hostile_words_are_made_harmless(few: Fingerprints) -> None:
    text = "Copyright (c) 2024 Acme\u202e\n" + FREE + "\nso\x1b[31mred" + "x" * 1000
    found = compared(text.encode(), few)
    assert (found.ignored[0], found.added) == (
        Line(1, "Copyright (c) 2024 Acme"),
        (Change(9, 2, "so 31mred" + "x" * 290 + "…"),),
    )


def test_a_word_made_to_share_a_checksum_does_not_pass() -> None:
    seen: dict[int, str] = {}
    for number in count():
        word = f"w{number}"
        other = seen.setdefault(word_checksums([word])[0], word)
        if other != word:
            break
    fingerprints = unpacked(packed([known("Free", f"{FREE} {other}")]))
    found = compared(f"{FREE} {word}".encode(), fingerprints)
    assert (found.outcome, found.words_added, found.words_missing, found.reason) == (
        Outcome.MODIFIED,
        0,
        0,
        "The Free text with a word that has the checksum of another",
    )


def test_the_licence_of_this_project_is_apache() -> None:
    found = identify(APACHE)
    assert found == LicenseText(
        Outcome.EXACT,
        "the words are those of Apache License 2.0, but for 1 copyright line",
        hashlib.sha256(APACHE).hexdigest(),
        id="Apache-2.0",
        title="Apache License 2.0",
        kind=TextKind.LICENSE,
        ignored=(Line(190, "   Copyright [yyyy] [name of copyright owner]"),),
        words=1602,
    )


RESTRICTIONS = [
    "You may not use the Work for any commercial purpose.",
    "Not for use in the EU.",
    "Copyright 2024 Acme. No commercial use permitted.",
    "(c) 2024 Acme, Non-Commercial",
    "🅽🅾 🅲🅾🅼🅼🅴🆁🅲🅸🅰🅻 🆄🆂🅴",
    "禁止商用",
]


@pytest.mark.parametrize("sentence", RESTRICTIONS)
@pytest.mark.parametrize("line", [0, 80, 10_000])
def test_one_restriction_anywhere_makes_apache_modified(sentence: str, line: int) -> None:
    lines = APACHE.decode().split("\n")
    found = identify("\n".join([*lines[:line], sentence, *lines[line:]]).encode())
    assert (found.outcome, found.id, found.words_missing) == (Outcome.MODIFIED, "Apache-2.0", 0)


@pytest.mark.parametrize("more", [b"\nNOTICE\nThis product holds other work.\n", FREE.encode()])
def test_a_licence_with_another_text_beside_it_is_not_exact(more: bytes) -> None:
    assert (identify(APACHE + more).outcome, identify(more + APACHE).outcome) == (Outcome.MODIFIED, Outcome.MODIFIED)


def test_an_appendix_may_be_left_away() -> None:
    mark = b"END OF TERMS AND CONDITIONS"
    terms = APACHE.partition(mark)[0]
    found = [identify(text) for text in (terms + mark, terms)]
    assert [(one.outcome, one.id) for one in found] == [(Outcome.EXACT, "Apache-2.0")] * 2


def test_the_same_bytes_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(license_text, "_answers", {})
    monkeypatch.setattr(license_text, "_MOST_ANSWERS", 2)
    first = identify(b"one")
    assert identify(b"one") is first
    identify(b"two")
    identify(b"three")
    assert list(license_text._answers) == [hashlib.sha256(b"three").hexdigest()]


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=600), st.text(max_size=400).map(str.encode)))
def test_no_bytes_make_it_raise(few: Fingerprints, content: bytes) -> None:
    found = compared(content, few)
    assert (found.outcome is Outcome.EXACT, found.sha256) == (False, hashlib.sha256(content).hexdigest())


# Not in the copyright line of the text, and no other such line.
PLACES = st.integers(FREE.index("Anyone"), len(FREE))
PIECES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0cC©"), min_size=1, max_size=12)


@settings(deadline=None)
@given(PLACES, PIECES)
def test_what_is_put_into_a_licence_shows_unless_it_has_no_letters(few: Fingerprints, place: int, piece: str) -> None:
    found = compared((FREE[:place] + piece + FREE[place:]).encode(), few)
    counts = license_words(f"a {piece} b").words != ("a", "b")
    assert (found.id, counts and found.outcome is Outcome.EXACT) == ("Free", False)


PROGRAM = """
import sys
from weighbridge.reading.license_text import identify
print(identify(open(sys.argv[1], "rb").read()).outcome)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"numpy", "scipy", "sklearn", "rapidfuzz", "joblib"}))
"""


def test_an_exact_text_needs_no_heavy_package() -> None:
    path = Path(__file__).parents[3] / "LICENSE"
    ran = subprocess.run([sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout == "exact\n[]\n"
