"""Bytes as text: what is none is refused with the reason, what has two readings is in doubt."""

from __future__ import annotations

import pytest

from weighbridge.reading.license_bytes import MOST_BYTES, DecodedText, ForeignLine, UnreadableTextError, decoded


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"plain", DecodedText("plain")),
        ("\ufeffGrüße".encode(), DecodedText("Grüße")),
        (b"\xff\xfe" + "Grüße".encode("utf-16-le"), DecodedText("Grüße")),
        (b"\xfe\xff" + "Grüße".encode("utf-16-be"), DecodedText("Grüße")),
        (b"a \x93b\x94", DecodedText("a “b”", (ForeignLine(1, 3, False),))),
        (
            b"\xef\xbb\xbfa\xc3\xa9 \xe9\x81",
            DecodedText("aÃ© é\ufffd", (ForeignLine(1, 8, False),)),
        ),
        (
            b"\xef\xbb\xbf\xc3\xa9\r\nJos\xe9 Garc\xeda\r\n\n\x93\r\xc3\xa9\n",
            DecodedText("é\r\nJosé García\r\n\n“\ré\n", (ForeignLine(2, 11, True), ForeignLine(4, 22, False))),
        ),
        (b"x" * MOST_BYTES, DecodedText("x" * MOST_BYTES)),
    ],
)
def test_text_is_read_by_what_its_bytes_say(content: bytes, expected: DecodedText) -> None:
    assert decoded(content) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("José García".encode("latin-1"), True),
        ("Jürgen Groß, Øyvind Ås".encode("latin-1"), True),
        ("Éva Ö Nagyszülő".encode("cp1250"), False),
        ("é à ö".encode("latin-1"), False),
        ("aéaéaéaéaéa".encode("latin-1"), False),
        ("商用".encode("gbk"), False),
        ("禁止商用".encode("gbk"), False),
        ("禁止".encode("shift-jis"), False),
        ("금지".encode("euc-kr"), False),
        ("Запрещено".encode("cp1251"), False),
        ("Запрещено".encode("koi8-r"), False),
        (b"Jos\xe9\x81", False),
        (b"Acme \x93b", False),
    ],
)
def test_bytes_that_can_be_another_script_are_not_as_in_names(line: bytes, expected: bool) -> None:
    (foreign,) = decoded(b"Copyright 2024 " + line).foreign
    assert foreign.as_in_names is expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "0 bytes; there is nothing to read"),
        (b"x" * 5_242_880, "5,242,880 bytes; licence files are read up to 262,144"),
        (b"x" * (MOST_BYTES + 1), "262,145 bytes; licence files are read up to 262,144"),
        (b"0123456789abcdef\0", "not text: a NUL at character 17"),
        (b"\xff\xfea\0\0\xd8b\0", "not UTF-16, as its first bytes say, at byte 5"),
        (b"\xff\xfea\0b", "not UTF-16, as its first bytes say, at byte 5"),
        ("a".encode("utf-32"), "not text: a NUL at character 1"),
        ("a".encode("utf-16-le"), "not text: a NUL at character 2"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableTextError) as caught:
        decoded(content)
    assert str(caught.value) == message
