"""Lists of parties that bind the buyer: their files, and who is on them."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge.errors import DocumentError
from weighbridge.sources.watchlists import Party, Watchlist, matches, read_watchlist

DAY = date(2026, 10, 1)
TEXT = """\
name,namespace
Example Blocked Ltd,Example-Blocked
Example  Holding AG,
Example Offline GmbH,-
"""


def watchlist(text: str = TEXT, name: str = "w") -> Watchlist:
    return read_watchlist(text.encode(), "w.csv", name, DAY, "0" * 64)


def test_a_list_holds_its_parties_its_day_and_its_checksum() -> None:
    one = watchlist()
    assert one == Watchlist(
        "w",
        DAY,
        "w.csv",
        "0" * 64,
        (
            Party("Example Blocked Ltd", "Example-Blocked", True),
            Party("Example  Holding AG", None, True),
            Party("Example Offline GmbH", None, False),
        ),
    )
    assert one.names_only == 1


@pytest.mark.parametrize("text", ["name,namespace\n", "name,namespace\n\n , \n"])
def test_a_list_without_a_party_is_refused_since_everybody_would_pass(text: str) -> None:
    with pytest.raises(DocumentError) as raised:
        watchlist(text)
    assert str(raised.value) == (
        "w.csv:1:1: error: the list names no party\n"
        "hint: an empty list would let everybody pass; take it out of the policy if it binds nobody"
    )


@pytest.mark.parametrize("line", [",ns", '"",ns', ",-"])
def test_a_party_without_a_name_is_refused(line: str) -> None:
    with pytest.raises(DocumentError) as raised:
        watchlist(f"{TEXT}{line}\n")
    assert str(raised.value) == "w.csv:5:1: error: a party has no name\nhint: the legal name, as on the list"


@pytest.mark.parametrize(
    ("namespace", "found"),
    [
        ("example-blocked", True),
        ("Example-Blocked", True),
        ("EXAMPLE-BLOCKED", True),
        ("example-blocked-2", False),
        ("example_blocked", False),
        ("", False),
        ("-", False),
    ],
)
def test_a_namespace_is_compared_whole_and_without_capitals(namespace: str, found: bool) -> None:
    assert (watchlist().by_namespace(namespace) is not None) is found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Example Holding AG", "Example  Holding AG"),
        (" example\tholding  ag ", "Example  Holding AG"),
        ("EXAMPLE OFFLINE GMBH", "Example Offline GmbH"),
        ("Example Holding", None),
        ("Example Holding A G", None),
        ("Example Holding. AG.", "Example  Holding AG"),
        ("Ｅｘａｍｐｌｅ Holding AG", "Example  Holding AG"),
        ("Exam\u200bple Hol\u00adding AG", "Example  Holding AG"),
        ("E\u0301xample Holding AG", None),
        ("", None),
    ],
)
def test_a_legal_name_is_compared_whole_and_without_capitals_and_blanks(name: str, found: str | None) -> None:
    party = watchlist().by_name(name)
    assert (party.name if party else None) == found


BLOCKED = "w of 2026-10-01: Example Blocked Ltd, Example-Blocked"
HOLDING = "w of 2026-10-01: Example  Holding AG, no namespace on record"


@pytest.mark.parametrize(
    ("namespaces", "names", "said"),
    [
        (["example-blocked"], [], f"{BLOCKED} (by namespace example-blocked; publisher example-blocked, no name)"),
        (["example-blocked"], ["Other"], f"{BLOCKED} (by namespace example-blocked; publisher example-blocked, Other)"),
        (["sub", "Example-blocked"], ["O"], f"{BLOCKED} (by organisation Example-blocked; publisher sub, O)"),
        (
            ["other"],
            ["Example Blocked Ltd"],
            f"{BLOCKED} (by name Example Blocked Ltd; publisher other, Example Blocked Ltd)",
        ),
        (
            ["other"],
            ["No", "Example holding AG"],
            f"{HOLDING} (by name Example holding AG; publisher other, No or Example holding AG)",
        ),
    ],
)
def test_a_match_names_both_sides_and_by_what_it_is_known(namespaces: list[str], names: list[str], said: str) -> None:
    assert matches([watchlist()], namespaces, names) == {"w": said}


def test_a_publisher_may_stand_on_several_lists_and_on_none() -> None:
    lists = [watchlist(), watchlist("name,namespace\nX,x\n", "other"), watchlist(name="third")]
    assert list(matches(lists, ["example-blocked"], [])) == ["w", "third"]
    assert matches(lists, ["nobody"], ["Nobody Ltd"]) == {}
    assert matches([], ["example-blocked"], []) == {}


NO_NAMES = ["none", "NULL", "na", "nil", "Unknown", "tbd"]


@pytest.mark.parametrize(
    "written",
    ["https://huggingface.co/x", "x/model", "@x", "x y", "\u2013", "?", *NO_NAMES],
)
def test_what_cannot_be_a_namespace_is_refused(written: str) -> None:
    with pytest.raises(DocumentError) as refused:
        watchlist(f"name,namespace\nExample Blocked Ltd,{written}\n")
    (found,) = refused.value.diagnostics
    assert (found.line, found.message) == (2, f'"{written}" is no namespace of the Hub')
