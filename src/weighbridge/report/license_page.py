"""What is known of a licence, clause by clause, or what a licence text was found to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from weighbridge.enrich.circumstances import Answer
from weighbridge.enrich.license_answers import Answers
from weighbridge.facts.dictionary import PERMISSIONS
from weighbridge.knowledge.licenses import Clause, License, Limit
from weighbridge.knowledge.licenses.clauses import place
from weighbridge.knowledge.licenses.whens import when_text
from weighbridge.reading.license_text import LicenseText
from weighbridge.reading.word_difference import MOST_LISTED, Gap
from weighbridge.report.spans import Line, Span, wrapped

SCHEMA = "weighbridge/license/1"
SHOWN_CHANGES = 8

_WORDS: Mapping[object, str] = {True: "yes", False: "no", None: "not known", (): "none"}


@dataclass(frozen=True, slots=True)
class LicensePage:
    """One answer of `weighbridge license`.

    `asked` is what was asked for, `spdx` the expression that it stands for, None with the `reason`. `licenses` are those
    that the expression names, `exceptions` what it adds to them, as in `GPL-2.0-only WITH Classpath-exception-2.0`. `text`
    is set for a file, `answers` and `policy` where they are for a policy's buyer.
    """

    asked: str
    spdx: str | None
    reason: str | None = None
    licenses: tuple[License, ...] = ()
    exceptions: tuple[str, ...] = ()
    text: LicenseText | None = None
    policy: str | None = None
    answers: Answers | None = None


def said(value: object) -> str:
    """Return a clause's value in words."""
    if isinstance(value, tuple) and value:
        return ", ".join(str(member) for member in value)
    return _WORDS.get(value, str(value)) if isinstance(value, bool | tuple | None) else str(value)


def clauses(entry: License) -> Iterator[tuple[str, Clause]]:
    """Yield every clause of a licence with its name, as in `permits.use`; none of an id that stands for several texts."""
    if entry.terms is None:
        return
    for section in ("permits", "obligations", "terms"):
        for name, clause in getattr(entry.terms, section).items():
            yield f"{section}.{name}", clause


# --- JSON


def as_json(page: LicensePage) -> dict[str, Any]:
    """Return the page as plain data; keys are always there, null is not known."""
    one = page.licenses[0] if len(page.licenses) == 1 and not page.exceptions else None
    return {
        "schema": SCHEMA,
        "id": page.asked,
        "spdx": page.spdx,
        "category": one.category if one else None,
        "reason": page.reason,
        **(_license_json(one) if one else dict.fromkeys(_ABOUT)),
        "clauses": _clauses_json(one) if one else {},
        "limits": _limits_json(one) if one else [],
        "licenses": [
            {
                "id": each.id,
                "category": each.category,
                **_license_json(each),
                "clauses": _clauses_json(each),
                "limits": _limits_json(each),
            }
            for each in page.licenses
            if one is None
        ],
        "exceptions": list(page.exceptions),
        "text": None if page.text is None else _text_json(page.text),
        "for": None if page.answers is None else {"policy": page.policy, "answers": _answers_json(page.answers)},
    }


_ABOUT = ("name", "dated", "osi_approved", "verified", "source", "as_of", "tags", "names", "versions", "note")


def _license_json(entry: License) -> dict[str, Any]:
    return {name: _plain_data(getattr(entry, name)) for name in _ABOUT}


def _clauses_json(entry: License) -> dict[str, Any]:
    return {
        name: {
            "value": _plain_data(clause.value),
            "section": clause.section,
            "note": clause.note,
            "verified": str(clause.verified or entry.verified),
            "when": [dict(when) for when in clause.when],
            "compatible": list(clause.compatible),
        }
        for name, clause in clauses(entry)
    }


def _limits_json(entry: License) -> list[dict[str, Any]]:
    limits: tuple[Limit, ...] = () if entry.terms is None else entry.terms.limits
    return [
        {"when": dict(one.when), "withholds": sorted(one.withholds), "section": one.section, "note": one.note}
        for one in limits
    ]


def _text_json(text: LicenseText) -> dict[str, Any]:
    return {
        "outcome": str(text.outcome),
        "id": text.id,
        "kind": None if text.kind is None else str(text.kind),
        "reason": text.reason,
        "sha256": text.sha256,
        "words": text.words,
        "words_added": text.words_added,
        "words_missing": text.words_missing,
        "added": [{"line": one.line, "words": one.words, "shown": one.shown} for one in text.added],
        "missing": [{"line": one.line, "after": one.after, "words": one.words} for one in text.missing],
        "ignored": [{"line": one.number, "text": one.text} for one in text.ignored],
    }


def _answers_json(answers: Answers) -> dict[str, Any]:
    return {
        name: {"value": _plain_data(answer.value), "complete": answer.complete, "because": answer.because}
        for name, answer in answers.items()
    }


def _plain_data(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


# --- text


def lines(page: LicensePage, width: int) -> list[Line]:
    """Return the page for a terminal of `width` cells."""
    shown: list[Line] = []
    if page.text is not None:
        shown += [*_text_lines(page, page.text, width), []]
    if page.spdx is None and page.text is None:
        shown += [*_headline(page.asked, width), *_row("not known", page.reason or "", width), []]
    if len(page.licenses) > 1 or page.exceptions:
        shown += [*_headline(page.spdx or page.asked, width), []]
    for exception in page.exceptions:
        shown += [
            *_row("exception", f"{exception}: what it adds was not read; the clauses are those without it", width),
            [],
        ]
    if page.answers is not None:
        shown += [*_answer_lines(page, page.answers, width), []]
    for entry in page.licenses:
        shown += [*_license_lines(entry, width, brief=page.answers is not None), []]
    return shown[:-1] if shown and not shown[-1] else shown


def _text_lines(page: LicensePage, text: LicenseText, width: int) -> list[Line]:
    style = {"exact": "fit", "modified": "unfit"}.get(text.outcome, "review")
    policy = text.kind == "policy"
    outcome = {
        "exact": f"is {text.title}, which a licence takes in; no licence by itself" if policy else f"is {text.id}",
        "modified": f"is a modified {text.title if policy else text.id}; not {'it' if policy else 'that licence'}",
        "not_identified": "is no licence text that is known",
        "unreadable": "cannot be read as text",
    }[text.outcome]
    shown: list[Line] = [[Span(line, style)] for line in wrapped(f"{page.asked} {outcome}", width, "  ")]
    shown += _row("seen", text.reason, width)
    for change in text.added[:SHOWN_CHANGES]:
        shown += _row(f"added, line {change.line}", f"{_words(change.words)}: {change.shown}", width)
    for gap in text.missing[:SHOWN_CHANGES]:
        shown += _row("missing", f"{_words(gap.words)}, {_after(gap)}", width)
    if max(len(text.added), len(text.missing)) > SHOWN_CHANGES:
        totals = f"{_words(text.words_added)} added and {_words(text.words_missing)} missing"
        shown += _row("in all", f"{totals}; --format json lists the first {MOST_LISTED} places of each", width)
    for line in text.ignored[:SHOWN_CHANGES]:
        shown += _row(f"not counted, line {line.number}", line.text, width)
    return shown


def _words(number: int) -> str:
    return f"{number:,} word{'' if number == 1 else 's'}"


def _headline(text: str, width: int) -> list[Line]:
    return [[Span(line, "strong")] for line in wrapped(text, width, "  ")]


def _after(gap: Gap) -> str:
    return f'after "{gap.after}" in line {gap.line}' if gap.line else "at the start"


def _answer_lines(page: LicensePage, answers: Answers, width: int) -> list[Line]:
    shown: list[Line] = [[Span(f"for the buyer of {page.policy}", "strong")]]
    grouped: dict[tuple[str, str], list[str]] = {}
    for name, answer in answers.items():
        grouped.setdefault((_answered(answer), answer.because), []).append(name)
    for (value, because), names in grouped.items():
        style = "review" if value == said(None) else ""
        shown += [[Span(line, "strong")] for line in wrapped(f"{', '.join(names)}: {value}", width, "      ", "  ")]
        shown += [[Span(line, style)] for line in wrapped(because, width, "      ", "      ")]
    return shown


def _answered(answer: Answer) -> str:
    return said(answer.value) + ("" if answer.complete or answer.value is None else ", maybe more")


def _license_lines(entry: License, width: int, *, brief: bool) -> list[Line]:
    approved = {True: "approved by the OSI", False: "not approved by the OSI", None: "approval by the OSI not known"}
    titled = f"{entry.id}: {entry.name}{f', {entry.dated}' if entry.dated else ''}"
    shown = _headline(titled, width)
    shown += _row("category", f"{said(entry.category)}; {approved[entry.osi_approved]}", width)
    shown += _row("read", f"{entry.verified} as of {entry.as_of}; {entry.source}", width)
    if entry.note:
        shown += _row("note", entry.note, width)
    on_hub = [*(f"tag {tag}" for tag in entry.tags), *(f"name {name}" for name in entry.names)]
    shown += _row("on the Hub", ", ".join(on_hub) or "under no tag or name of its own", width)
    if entry.versions:
        shown += _row("stands for", f"{', '.join(entry.versions)}: what all of them say alike holds", width)
    if entry.terms is None or brief:
        return shown
    for section in ("permits", "limits", "obligations", "terms"):
        shown += [[Span(section, "strong")]]
        if section == "limits":
            shown += _limit_lines(entry.terms.limits, width)
            continue
        for name, clause in getattr(entry.terms, section).items():
            shown += _row(name, clause_text(clause), width, "" if clause.value is not None else "review")
    return shown


def _limit_lines(limits: Iterable[Limit], width: int) -> list[Line]:
    shown: list[Line] = [[Span(line)] for limit in limits for line in wrapped(limit_text(limit), width, "      ", "  ")]
    return shown or [[Span("  none")]]


def limit_text(limit: Limit) -> str:
    """Return a limit in one line: `where monthly users above 700,000,000: withholds everything (section 2: ...)`."""
    withheld = "everything" if len(limit.withholds) == len(PERMISSIONS) else ", ".join(sorted(limit.withholds))
    told = f"{place(limit.section)}: {limit.note}" if limit.section else limit.note
    return f"where {when_text(limit.when)}: withholds {withheld} ({told})"


def clause_text(clause: Clause) -> str:
    """Return a clause in one line: `yes (section 2: ...)`."""
    whens = " or ".join(when_text(when) for when in clause.when)
    parts = [part for part in (place(clause.section), clause.note, f"where {whens}" if whens else "") if part]
    level = f" [{clause.verified}]" if clause.verified else ""
    told = ": ".join(parts)
    return f"{said(clause.value)}{f' ({told})' if told else ''}{level}"


def _row(name: str, text: str, width: int, style: str = "") -> list[Line]:
    first = f"  {name:<22} "
    return [[Span(line, style)] for line in wrapped(text or " ", width, " " * 25, first)] or [[Span(first.rstrip())]]


# --- comparison


def differences(first: License, second: License) -> list[tuple[str, str, str]]:
    """Return (clause, first, second) where two licences say other things; limits as one clause each."""
    about = [
        (name, said(getattr(first, name)), said(getattr(second, name)))
        for name in ("category", "osi_approved", "dated")
    ]
    ours, theirs = dict(clauses(first)), dict(clauses(second))
    named = [
        (name, clause_text(ours[name]), clause_text(theirs[name]))
        for name in ours
        if name in theirs and (ours[name].value, ours[name].when) != (theirs[name].value, theirs[name].when)
    ]
    limits = [
        (f"limits: {when}", *both) for when, both in _limits_side_by_side(first, second).items() if both[0] != both[1]
    ]
    return [row for row in about if row[1] != row[2]] + named + limits


def _limits_side_by_side(first: License, second: License) -> dict[str, tuple[str, str]]:
    sides = [
        {when_text(one.when): ", ".join(sorted(one.withholds)) for one in (entry.terms.limits if entry.terms else ())}
        for entry in (first, second)
    ]
    return {when: (sides[0].get(when, "no limit"), sides[1].get(when, "no limit")) for when in [*sides[0], *sides[1]]}


def comparison_json(first: License, second: License) -> dict[str, Any]:
    """Return the differences as plain data."""
    rows = [{"clause": name, "values": [ours, theirs]} for name, ours, theirs in differences(first, second)]
    return {"schema": "weighbridge/license-comparison/1", "ids": [first.id, second.id], "differences": rows}


def comparison_lines(first: License, second: License, width: int) -> list[Line]:
    """Return the differences for a terminal."""
    shown = _headline(f"{first.name} | {second.name}", width)
    found = differences(first, second)
    for name, ours, theirs in found:
        shown += [[Span(line, "strong")] for line in wrapped(name, width, "    ", "  ")]
        shown += [
            [Span(line)]
            for text, mark in ((ours, "1"), (theirs, "2"))
            for line in wrapped(text, width, "      ", f"    {mark} ")
        ]
    return shown if found else [*shown, [Span("  no clause differs")]]
