"""Hostile text becomes one harmless line."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge.strict.nearest import did_you_mean, nearest
from weighbridge.strict.plain import plain

CASES = {
    "nothing": ("", ""),
    "words": ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
    "escape code": ("\x1b[31mred\x1b[0m", "[31mred[0m"),
    "osc link": ("\x1b]8;;https://evil\x07x", "]8;;https://evilx"),
    "c1 control": ("a\x9b31mb", "a31mb"),
    "line breaks": ("a\nb\r\nc\td\u2028e\u2029f\x85g\vh\fi", "a b  c d e f g h i"),
    "NUL": ("a\x00b", "ab"),
    "bidi": ("abc\u202egpj.exe\u2066x\u200f", "abcgpj.exex"),
    "zero width": ("a\u200bb\u200dc\ufeffd\u00ade", "abcde"),
    "tag characters": ("a\U000e0041\U000e0042b", "ab"),
    "private use": ("a\ue000b\U000f0000", "ab"),
    "surrogate": ("a\ud800b", "ab"),
    "unassigned": ("a\u0378b", "ab"),
    "letters of the world": ("größe 模型 نموذج", "größe 模型 نموذج"),
    "emoji": ("a😀b", "a😀b"),
    "markup": ("[red]x[/b]", "[red]x[/b]"),
}


@pytest.mark.parametrize(("text", "safe"), CASES.values(), ids=CASES)
def test_text_is_made_harmless(text: str, safe: str) -> None:
    assert plain(text) == safe


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("ab", 1, "…"), ("x" * 301, 300, "x" * 299 + "…")],
)
def test_a_cut_is_shown(text: str, limit: int, cut: str) -> None:
    assert plain(text, limit) == cut


def test_a_line_of_invisible_characters_does_not_hide_what_follows() -> None:
    assert plain("\u200b" * 5000 + "x", 10).endswith("…")


@settings(max_examples=1000, deadline=None)
@given(st.text(st.characters(codec=None)), st.integers(1, 400))
def test_no_control_format_or_surrogate_ever_comes_through(text: str, limit: int) -> None:
    safe = plain(text, limit)
    assert len(safe) <= limit
    assert not {unicodedata.category(character) for character in safe} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert plain(safe, limit) == safe


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("wieghts", ["weights", "name"], 'did you mean "weights"?'),
        ("WEIGHTS", ["weights"], 'did you mean "weights"?'),
        ("zzz", ["weights"], ""),
        ("", ["weights"], ""),
        ("weights", [], ""),
    ],
)
def test_the_nearest_known_word_is_offered(word: str, known: list[str], hint: str) -> None:
    assert did_you_mean(word, known) == hint


def test_the_nearest_words_come_best_first_whatever_their_capitals() -> None:
    assert nearest("qwen/qwen3-8b", ["Qwen/Qwen3-8B", "Qwen/Qwen3-4B", "x/y"]) == ["Qwen/Qwen3-8B", "Qwen/Qwen3-4B"]


def test_a_very_long_word_is_looked_up_in_a_moment() -> None:
    assert nearest("x" * 1_000_000, ["weights"]) == []
