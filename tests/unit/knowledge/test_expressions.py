"""Licence expressions are read as SPDX writes them, and what is none is not guessed at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.knowledge.licenses.expressions import (
    MAX_EXPRESSION,
    All,
    AnyOf,
    Expression,
    One,
    WithException,
    ids_in,
    parsed,
)

MIT, APACHE, BSD = One("MIT"), One("Apache-2.0"), One("BSD-2-Clause")
CLASSPATH = WithException("GPL-2.0-only", "Classpath-exception-2.0")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MIT", MIT),
        ("mit", One("mit")),
        (" MIT\t", MIT),
        ("MIT\n", MIT),
        ("(MIT)", MIT),
        ("0BSD", One("0BSD")),
        ("GPL-2.0+", One("GPL-2.0+")),
        ("LicenseRef-scancode-llama-3.1-license-2024", One("LicenseRef-scancode-llama-3.1-license-2024")),
        ("DocumentRef-a:LicenseRef-b", One("DocumentRef-a:LicenseRef-b")),
        ("android", One("android")),
        ("MIT OR Apache-2.0", AnyOf((MIT, APACHE))),
        ("MIT or Apache-2.0", AnyOf((MIT, APACHE))),
        ("MIT AND Apache-2.0", All((MIT, APACHE))),
        ("MIT and Apache-2.0", All((MIT, APACHE))),
        ("MIT OR MIT", AnyOf((MIT, MIT))),
        ("MIT OR Apache-2.0 OR BSD-2-Clause", AnyOf((MIT, APACHE, BSD))),
        ("MIT OR (Apache-2.0 OR BSD-2-Clause)", AnyOf((MIT, AnyOf((APACHE, BSD))))),
        ("(MIT OR Apache-2.0) OR BSD-2-Clause", AnyOf((AnyOf((MIT, APACHE)), BSD))),
        ("(MIT AND Apache-2.0) OR (BSD-2-Clause AND MIT)", AnyOf((All((MIT, APACHE)), All((BSD, MIT))))),
        ("MIT AND Apache-2.0 OR BSD-2-Clause", AnyOf((All((MIT, APACHE)), BSD))),
        ("MIT OR Apache-2.0 AND BSD-2-Clause", AnyOf((MIT, All((APACHE, BSD))))),
        ("(MIT OR Apache-2.0) AND BSD-2-Clause", All((AnyOf((MIT, APACHE)), BSD))),
        ("GPL-2.0-only WITH Classpath-exception-2.0", CLASSPATH),
        ("GPL-2.0-only with Classpath-exception-2.0", CLASSPATH),
        ("MIT OR GPL-2.0-only WITH Classpath-exception-2.0", AnyOf((MIT, CLASSPATH))),
        ("GPL-2.0-only WITH Classpath-exception-2.0 AND MIT", All((CLASSPATH, MIT))),
        ("GPL-2.0+ WITH made-up", WithException("GPL-2.0+", "made-up")),
        (
            "MIT OR (Apache-2.0 AND (BSD-2-Clause OR GPL-2.0-only WITH Classpath-exception-2.0))",
            AnyOf((MIT, All((APACHE, AnyOf((BSD, CLASSPATH)))))),
        ),
        ("(" * 240 + "MIT" + ")" * 240, MIT),
        (f"MIT{' OR MIT' * 71}", AnyOf((MIT,) * 72)),
    ],
    ids=lambda value: value[:50] if isinstance(value, str) else "",
)
def test_an_expression_is_read_as_its_whole_tree(text: str, expected: Expression) -> None:
    assert parsed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "  ",
            "\n",
            "and",
            "OR",
            "With",
            "()",
            "(MIT",
            "MIT)",
            ")MIT(",
            "MIT OR",
            "OR MIT",
            "MIT AND AND Apache-2.0",
        ),
        *("MIT Apache-2.0", "MIT, Apache-2.0", "MIT/Apache-2.0", "MIT | Apache-2.0", "MIT & Apache-2.0", "NOT MIT"),
        *("MIT WITH", "WITH Classpath-exception-2.0", "MIT WITH a WITH b", "(MIT OR Apache-2.0) WITH made-up"),
        *("GPL-2.0-only WITH commons clause", "-MIT", ".MIT", "MÏT", "MIT\u200b", "MIT OR MÏT", "MIT AND 'Apache-2.0'"),
        *("MIT OR (Apache-2.0 AND my licence)", "MIT OR -MIT", "MIT WITH -a", "<script>", "MIT\x00", "a\nb"),
    ],
)
def test_what_is_no_expression_cannot_be_read(text: str) -> None:
    assert parsed(text) is None


def test_an_expression_has_at_most_500_characters() -> None:
    assert MAX_EXPRESSION == 500
    assert parsed("a" * 500) == One("a" * 500)
    assert parsed("a" * 501) is None
    assert parsed("MIT OR " + "a" * 493) == AnyOf((MIT, One("a" * 493)))
    assert parsed("MIT OR " + "a" * 494) is None
    assert parsed(f"MIT{' ' * 497}") == MIT
    assert parsed(f"MIT{' ' * 498}") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MIT", ["MIT"]),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["GPL-2.0-only"]),
        (
            "BSD-2-Clause AND (MIT OR GPL-2.0+ WITH made-up OR Apache-2.0) AND MIT",
            ["BSD-2-Clause", "MIT", "GPL-2.0+", "Apache-2.0", "MIT"],
        ),
    ],
)
def test_the_licences_of_an_expression_stand_in_its_order(text: str, expected: list[str]) -> None:
    found = parsed(text)
    assert found is not None
    assert ids_in(found) == expected


WORDS = st.sampled_from(
    ["MIT", "Apache-2.0", "(", ")", "AND", "or", "WITH", "and", "+", "-", " ", "\n", "é", ",", "()"]
)


@given(
    st.one_of(
        st.text(max_size=30), st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=12).map("".join)
    )
)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    found = parsed(text)
    assert found is None or all(ids_in(found))


def trees() -> st.SearchStrategy[Expression]:
    ones = st.sampled_from([MIT, APACHE, BSD, One("GPL-2.0+"), CLASSPATH])

    def compound(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        several = st.lists(parts, min_size=2, max_size=3).map(tuple)
        return st.one_of(several.map(All), several.map(AnyOf))

    return st.recursive(ones, compound, max_leaves=6)


def spelt(expression: Expression) -> str:
    """Return an expression as text, every compound part in brackets."""
    match expression:
        case One(id_):
            return id_
        case WithException(id_, exception):
            return f"{id_} WITH {exception}"
        case All(parts):
            return f"({' AND '.join(spelt(part) for part in parts)})"
        case AnyOf(parts):
            return f"({' OR '.join(spelt(part) for part in parts)})"


@given(trees())
def test_a_tree_that_is_spelt_out_is_read_back(tree: Expression) -> None:
    assert parsed(spelt(tree)) == tree
