"""The page of a licence: laid out at every width, in words that mean what the values mean, and nothing raw in it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from weighbridge.enrich.circumstances import Circumstances
from weighbridge.enrich.expression_answers import answers_of
from weighbridge.enrich.license_answers import NAMES
from weighbridge.facts.dictionary import PERMISSIONS
from weighbridge.knowledge.licenses import Clause, License, Limit, licenses
from weighbridge.knowledge.licenses.clauses import Verified
from weighbridge.reading.license_fingerprints import TextKind
from weighbridge.reading.license_text import LicenseText, Outcome
from weighbridge.reading.license_words import Line as TextLine
from weighbridge.reading.word_difference import MOST_LISTED, Change, Gap
from weighbridge.report.license_page import (
    SHOWN_CHANGES,
    LicensePage,
    as_json,
    clause_text,
    clauses,
    comparison_json,
    comparison_lines,
    differences,
    limit_text,
    lines,
    said,
)
from weighbridge.report.spans import as_text, width_of
from weighbridge.strict.plain import plain

WIDTHS = (60, 80, 120)
KNOWN = licenses()
NOBODY = Circumstances()
BUYER = Circumstances(commercial=True, monthly_active_users=400_000, annual_revenue_usd=9e9, user_countries=("DE",))
LONG = "LicenseRef-" + "-".join(["very-long-name"] * 8)


def page_of(entry: License) -> LicensePage:
    return LicensePage(entry.id, entry.id, licenses=(entry,))


def text_page(**more: object) -> LicensePage:
    found = LicenseText(Outcome.MODIFIED, "MIT with more", "0" * 64, "MIT", "MIT License", TextKind.LICENSE)
    return LicensePage("LICENSE", None, text=replace(found, **more))


def too_long(page: LicensePage, width: int) -> list[str]:
    return [line for line in as_text(lines(page, width)).splitlines() if width_of(line) > width]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_line_of_a_licence_fits(width: int) -> None:
    assert [line for one in KNOWN.values() for line in too_long(page_of(one), width)] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("circumstances", [NOBODY, BUYER], ids=["nobody", "buyer"])
def test_what_it_means_for_a_buyer_fits(width: int, circumstances: Circumstances) -> None:
    for entry in KNOWN.values():
        page = LicensePage(entry.id, entry.id, policy="bank 1.0.0", answers=answers_of(entry.id, circumstances))
        assert too_long(page, width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_expression_fits(width: int) -> None:
    asked = " OR ".join(["Apache-2.0", "MIT"] * 10)
    assert too_long(LicensePage(asked, asked, licenses=(KNOWN["Apache-2.0"], KNOWN["MIT"])), width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_name_fits(width: int) -> None:
    pages = [replace(text_page(), asked=LONG), LicensePage(LONG, None, "no one text")]
    assert [line for page in pages for line in too_long(page, width)] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_comparison_fits(width: int) -> None:
    first, *others = [one for one in KNOWN.values() if one.terms]
    pairs = [(first, other) for other in others] + [(other, other) for other in others]
    found = [line for pair in pairs for line in as_text(comparison_lines(*pair, width)).splitlines()]
    assert [line for line in found if width_of(line) > width] == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "not known"),
        ((), "none"),
        (("EU", "GB"), "EU, GB"),
        ("use-policy", "use-policy"),
        ("", ""),
    ],
)
def test_a_value_is_said_in_words_and_not_known_is_neither_no_nor_none(value: object, words: str) -> None:
    assert said(value) == words


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        (Clause(True), "yes"),
        (Clause(None), "not known"),
        (Clause(None, note="not read"), "not known (not read)"),
        (Clause(True, "2"), "yes (section 2)"),
        (Clause(False, "1.a, 2", "no word of it"), "no (sections 1.a, 2: no word of it)"),
        (Clause(("weapons",), "use policy", verified=Verified.SECONDARY), "weapons (use policy) [secondary]"),
        (
            Clause(True, "3", "registers", when=({"commercial": True}, {"monthly_active_users_above": 1000})),
            "yes (section 3: registers: where commercial use or monthly users above 1,000)",
        ),
    ],
)
def test_a_clause_says_its_section_its_note_and_when_it_holds(clause: Clause, words: str) -> None:
    assert clause_text(clause) == words


@pytest.mark.parametrize(
    ("withholds", "section", "words"),
    [
        (frozenset(PERMISSIONS), "2", "where users in EU: withholds everything (section 2: note)"),
        (frozenset({"use", "host"}), None, "where users in EU: withholds host, use (note)"),
    ],
)
def test_a_limit_says_whom_it_leaves_out(withholds: frozenset[str], section: str | None, words: str) -> None:
    assert limit_text(Limit({"countries": ["EU"]}, withholds, section, "note")) == words


def test_no_more_than_so_many_changes_are_shown_and_the_rest_is_counted() -> None:
    added = tuple(Change(number, 1, "x") for number in range(1, 12))
    missing = tuple(Gap(2, number, "x") for number in range(1, 11))
    found = text_page(added=added, missing=missing, words_added=11, words_missing=1020)
    shown = as_text(lines(found, 80)).splitlines()
    assert sum(line.startswith("  added, line ") for line in shown) == SHOWN_CHANGES
    assert sum(line.startswith("  missing ") for line in shown) == SHOWN_CHANGES
    assert shown[-2:] == [
        "  in all                 11 words added and 1,020 words missing; --format json",
        f"                         lists the first {MOST_LISTED} places of each",
    ]
    told = as_json(found)["text"]
    assert (len(told["added"]), len(told["missing"])) == (11, 10)
    assert (told["words_added"], told["words_missing"]) == (11, 1020)


@pytest.mark.parametrize(("added", "missing"), [(SHOWN_CHANGES + 1, 0), (0, SHOWN_CHANGES + 1)])
def test_there_is_a_total_where_one_side_is_not_shown_whole(added: int, missing: int) -> None:
    for more, totals in ((1, 1), (0, 0)):
        found = text_page(
            added=tuple(Change(number, 1, "x") for number in range(1, max(0, added - 1 + more) + 1)),
            missing=tuple(Gap(1, number, "x") for number in range(1, max(0, missing - 1 + more) + 1)),
            words_added=1,
        )
        assert as_text(lines(found, 120)).count("in all                 1 word added and 0 words missing") == totals


@pytest.mark.parametrize(
    ("outcome", "kind", "head"),
    [
        (Outcome.EXACT, TextKind.LICENSE, "LICENSE is MIT"),
        (Outcome.EXACT, TextKind.POLICY, "LICENSE is MIT License, which a licence takes in; no licence by itself"),
        (Outcome.MODIFIED, TextKind.LICENSE, "LICENSE is a modified MIT; not that licence"),
        (Outcome.MODIFIED, TextKind.POLICY, "LICENSE is a modified MIT License; not it"),
        (Outcome.NOT_IDENTIFIED, None, "LICENSE is no licence text that is known"),
        (Outcome.UNREADABLE, None, "LICENSE cannot be read as text"),
    ],
)
def test_the_first_line_says_what_a_file_is(outcome: Outcome, kind: TextKind | None, head: str) -> None:
    assert as_text(lines(text_page(outcome=outcome, kind=kind), 80)).splitlines()[0] == head


def test_words_that_are_missing_at_the_start_have_no_line() -> None:
    shown = as_text(lines(text_page(missing=(Gap(3, 0, ""),)), 80))
    assert "3 words, at the start" in shown


HOSTILE = "a\x1b[31mb\u202e\u200bc\x07 [red]d[/red]\nnext"


def test_hostile_text_in_every_place_is_one_harmless_line() -> None:
    page = text_page(
        reason=HOSTILE,
        added=(Change(1, 1, HOSTILE),),
        missing=(Gap(1, 1, HOSTILE),),
        ignored=(TextLine(1, HOSTILE),),
    )
    shown = as_text(lines(page, 80))
    assert [line for line in shown.splitlines() if plain(line, 1000) != line] == []
    assert shown.count("[red]d[/red]") == 4, "markup is text"
    assert all("\x1b" not in span.text for line in lines(page, 80) for span in line)


def test_json_of_every_licence_is_plain_data() -> None:
    for entry in KNOWN.values():
        page = LicensePage(entry.id, entry.id, licenses=(entry,), policy="p", answers=answers_of(entry.id, BUYER))
        told = as_json(page)
        assert json.loads(json.dumps(told)) == told
        assert sorted(told["for"]["answers"]) == sorted(NAMES)


@pytest.mark.parametrize("id_", sorted(KNOWN))
def test_a_licence_without_one_text_has_no_clauses_and_every_other_has_all(id_: str) -> None:
    assert (list(clauses(KNOWN[id_])) == []) is (KNOWN[id_].terms is None)


def test_differences_turn_around_with_the_licences() -> None:
    first, second = KNOWN["MIT"], KNOWN["LicenseRef-scancode-llama-4-cla-2025"]
    turned = {name: (theirs, ours) for name, ours, theirs in differences(second, first)}
    assert turned == {name: (ours, theirs) for name, ours, theirs in differences(first, second)}
    assert comparison_json(first, second)["ids"] == ["MIT", "LicenseRef-scancode-llama-4-cla-2025"]


def test_no_licence_differs_from_itself() -> None:
    assert [one.id for one in KNOWN.values() if differences(one, one)] == []


def test_licences_whose_limits_have_other_notes_alone_do_not_differ() -> None:
    llama = KNOWN["LicenseRef-scancode-llama-3.1-license-2024"]
    assert llama.terms is not None
    noted = tuple(replace(limit, note="other words") for limit in llama.terms.limits)
    assert differences(llama, replace(llama, terms=replace(llama.terms, limits=noted))) == []
