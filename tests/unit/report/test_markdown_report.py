"""The Markdown report: what a committee reads, and hostile text that a renderer shows as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from weighbridge import api
from weighbridge.errors import Diagnostic, Level
from weighbridge.judge.accepted import Accepted
from weighbridge.judge.effects import Because, Verdict
from weighbridge.policy import parse_policy
from weighbridge.policy.acceptances import Acceptance, How
from weighbridge.rank import Summary
from weighbridge.report import Report, report_content
from weighbridge.report.markdown_report import TEXT_LIMIT, escaped, render
from weighbridge.sources.candidates import Candidate, Unavailable
from weighbridge.strict.document import Mark
from weighbridge.strict.plain import plain

DAY = date(2026, 11, 1)
POLICY = """\
weighbridge: 1
name: p
version: 1.0.0
candidates: {require: {model.task: t}}
decide: {minimum_score: 10}
governance:
  gates:
    - {id: lic, title: Licence, refs: [X-1, "https://x.y/z"], require: {license.spdx: MIT}}
    - {id: lib, title: Library, action: warn, require: {model.library: x}}
  scores: [{id: likes, title: Likes, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 100}}]
"""
WITHOUT_SCORES = """\
weighbridge: 1
name: p
governance: {gates: [{id: lic, title: Licence, require: {license.spdx: MIT}}]}
"""
MODELS = {
    "org/fit": {"model.task": "t", "license.tag": "mit", "adoption.likes": 50, "model.library": "x"},
    "org/unfit": {"model.task": "t", "license.tag": "gpl-3.0", "adoption.likes": 25, "model.revision": "a" * 40},
    "org/un_known": {"model.task": "t", "model.library": "x"},
    "org/outside": {"model.task": "other"},
}
EXPECTED = """\
# Models weighed against p 1.0.0

| weighed | which | sha256 |
| --- | --- | --- |
| policy | p 1.0.0 | {policy} |
| policy file | p.yaml | {policy} |
| snapshot | the snapshot tiny of 2026-11-01 | {snapshot} |
| policy owner | not known | - |
| as of | 2026-11-01 | - |
| waivers and clarifications in force on | 2026-11-01 | - |
| tool | {tool} | - |

- fit: 1
- review: 2 (of which 2 for evidence)
- unfit: 1
- out of scope: 1
- unavailable: 1

## Ranking

| rank | model | verdict | score | reason |
| --- | --- | --- | --- | --- |
| 1 | org/fit | fit | 50.0 | - |
| 2 | org/un\\_known | review, because of evidence | 0.0 to 100.0 | lic: license.spdx is not known (license.tag is not \
known: not stated there); license.spdx must be MIT |
| 3 | v/api | review, because of evidence | 0.0 to 100.0 | lic: license.spdx is not known (license.tag is not known: \
not collected); license.spdx must be MIT |
| 4 | org/unfit | unfit | 25.0 | lic: license.spdx is GPL-3.0-only; license.spdx must be MIT |

## Models that are not fit, or only by a waiver

### org/un\\_known

- Verdict: review, because of evidence
- Revision: not known
- Score: 0.0 to 100.0, 0% of it known
- Waits for: license.spdx

What its gates say:

- lic: Licence
  - State: unknown; effect: review
  - Finding: license.spdx is not known (license.tag is not known: not stated there); license.spdx must be MIT
  - Policy: p.yaml:8
  - Refs: X-1, https:&#8203;//x.y/z

### v/api

- Verdict: review, because of evidence
- Revision: not known
- Score: 0.0 to 100.0, 0% of it known
- Waits for: license.spdx

What its gates say:

- lic: Licence
  - State: unknown; effect: review
  - Finding: license.spdx is not known (license.tag is not known: not collected); license.spdx must be MIT
  - Policy: p.yaml:8
  - Refs: X-1, https:&#8203;//x.y/z
- lib: Library
  - State: unknown; effect: warning
  - Finding: model.library is not known (not collected); model.library must be x
  - Policy: p.yaml:9

### org/unfit

- Verdict: unfit
- Revision: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
- Score: 25.0, 100% of it known

What its gates say:

- lic: Licence
  - State: fail; effect: unfit
  - Finding: license.spdx is GPL-3.0-only; license.spdx must be MIT
  - Policy: p.yaml:8
  - Refs: X-1, https:&#8203;//x.y/z
- lib: Library
  - State: unknown; effect: warning
  - Finding: model.library is not known (not stated there); model.library must be x
  - Policy: p.yaml:9

## Unavailable

| model | reason |
| --- | --- |
| gone | not in the snapshot tiny of 2026-11-01; collect it, or name another with --snapshot, or declare its facts in a \
candidates file |

## Out of scope

| model | reason |
| --- | --- |
| org/outside | model.task is other; model.task must be t |

## Declared without evidence

- v/api

## What to find out next

| fact | question | models that wait for it | for nothing else | for example |
| --- | --- | --- | --- | --- |
| adoption.likes | How many like it? | 2 | 0 | org/un\\_known |
| license.tag | Which licence tag does it carry? | 2 | 0 | org/un\\_known |
"""
OURS = {
    "heading",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "bullet_list",
    "list_item",
    "paragraph",
    "inline",
    "text",
}
"""What the report itself is made of; `text_special`, an escaped character, is joined into `text` by the parser."""
# What GitHub finds in text after it is unescaped: addresses, mentions, issues, emoji.
FOUND_LATER = re.compile(r"://|www\.|@[A-Za-z0-9_-]|#\d|\bgh-\d|:[\w+-]+:", re.IGNORECASE)
TRICKS = [
    "[x](http://evil.example)",
    "![x](http://evil.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "<!-- x --> <script>x</script>",
    "</td></table><b>x",
    "<http://evil.example>",
    "http://evil.example www.evil.example WWW.evil.example ftp://e.x",
    "a@evil.example mailto:a@evil.example @org/team @user",
    "#1 o/r#2 GH-3 :tada: :+1:",
    "a|b\\|c\\\\|d|",
    "`code` ``x`` ```y",
    "*a* **b** _c_ __d__ ~e~ ~~f~~ $g$ $$h$$",
    "# h",
    "h #",
    "h ##",
    "- a",
    "+ a",
    "* a",
    "1. a",
    "123) a",
    "1.",
    "> a",
    "---",
    "***",
    "===",
    ":--- | ---:",
    "    code",
    "&lt;b&gt; &#60; &amp;lt; &nbsp;",
    "[a]: http://evil.example",
    "[^1]: x",
    "[ ] todo",
    "[x] done",
    "a\nb\r\n\n# c\n| d |\n```\n",
    "a\\",
    "a  ",
    "\\",
    "\u202e\u200b\x1b[31m",
    "",
]
HOSTILE = st.one_of(
    st.text(), st.text(alphabet="|`*_[]()<>&#~$\\!-+=:.@/ \n1aw;x"), st.lists(st.sampled_from(TRICKS)).map(" ".join)
)


def made(folder: Path, policy: str = POLICY) -> Report:
    snapshot = api.open_snapshot(folder)
    named = [*map(Candidate, (*snapshot.ids(), "gone")), Candidate("v/api", None, {"model.task": "t"})]
    return report_content(api.weigh(parse_policy(policy.encode(), "p.yaml"), snapshot, as_of=DAY, candidates=named))


@pytest.fixture
def report(build_snapshot) -> Report:
    return made(build_snapshot(MODELS))


def parsed(text: str) -> list[Token]:
    """Return the tokens of Markdown, with HTML let through."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)


def kinds(tokens: list[Token]) -> Iterator[str]:
    """Yield the kinds of all tokens, those inside of lines too."""
    for token in tokens:
        yield re.sub(r"_(open|close)$", "", token.type)
        yield from kinds(token.children or [])


def texts(tokens: list[Token]) -> list[str]:
    """Return the text of every line as it is seen, zero-width spaces included."""
    return ["".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"]


def seen(text: str) -> str:
    """Return what is to be seen of a hostile text."""
    return plain(text, TEXT_LIMIT).strip()


def test_the_report_says_what_was_weighed_and_what_came_of_it(report) -> None:
    policy, snapshot = report.policy.sha256, report.snapshot.sha256
    assert render(report) == EXPECTED.format(policy=policy, snapshot=snapshot, tool=report.tool)


def test_the_report_is_made_of_headings_tables_and_lists(report) -> None:
    assert set(kinds(parsed(render(report)))) == OURS


def test_a_policy_without_scores_shows_none(build_snapshot) -> None:
    shown = render(made(build_snapshot({"org/fit": {"license.tag": "mit"}}), WITHOUT_SCORES))
    assert "# Models weighed against p unversioned\n" in shown
    assert "| 1 | org/fit | fit | - | - |\n| 2 | v/api | review, because of evidence | - | lic: " in shown
    assert "Score:" not in shown


ANSWERED = """\
weighbridge: 1
name: p
owner: "a|b@bank.example"
lists: {unused: [a]}
governance:
  gates:
    - {id: lic, title: Licence, require: {license.spdx: MIT}, why: Legal read *one*., fix: Ask Legal., refs: [X-1]}
"""


def test_owner_day_and_warnings_of_the_policy_and_why_and_fix_of_gates_are_told(build_snapshot) -> None:
    snapshot = api.open_snapshot(build_snapshot({"org/unfit": {"license.tag": "gpl-3.0"}}))
    policy = parse_policy(ANSWERED.encode(), "p.yaml")
    shown = render(report_content(api.weigh(policy, snapshot, as_of=DAY, today=date(2026, 11, 20))))
    assert "| policy owner | a&#124;b@&#8203;bank.example | - |\n| as of | 2026-11-01 | - |\n" in shown
    assert "| waivers and clarifications in force on | 2026-11-20 | - |\n" in shown
    warned = '\n## Warnings of the policy\n\n- p.yaml:4: list "unused" is not used\n\n## Ranking\n'
    assert warned in shown.replace("&#8203;", "")
    assert shown.partition("What its gates say:\n\n")[2].partition("\n\n")[0].splitlines() == [
        "- lic: Licence",
        "  - State: fail; effect: unfit",
        "  - Finding: license.spdx is GPL-3.0-only; license.spdx must be MIT",
        "  - Policy: p.yaml:7",
        "  - Why: Legal read \\*one\\*.",
        "  - Fix: Ask Legal.",
        "  - Refs: X-1",
    ]


def test_a_report_of_nothing_says_so(report) -> None:
    summary = Summary(waived=2)
    empty = replace(report, models=(), unavailable=(), out_of_scope={}, questions=(), unevidenced=(), summary=summary)
    assert render(empty).partition("| - |\n\n")[2] == (
        "- fit: 0\n- review: 0 (of which 0 for evidence)\n- unfit: 0\n- out of scope: 0\n- unavailable: 0\n"
        "- worse but for a waiver: 2 (of which 0 fit)\n\n## Ranking\n\nNo model was judged.\n"
    )


@pytest.mark.parametrize("limit", [0, 2])
def test_a_limit_is_told(report, limit: int) -> None:
    shown = render(replace(report, models=report.models[:limit]))
    assert f"Shown are the first {limit} of 4 models.\n" in shown
    assert "No model was judged." not in shown


@pytest.mark.parametrize(
    ("verdict", "because", "scope", "lines"),
    [
        (Verdict.UNFIT, None, None, ["- Reason: score is too low"]),
        (Verdict.REVIEW, Because.EVIDENCE, None, ["- Reason: score may be too low"]),
        (Verdict.REVIEW, Because.EVIDENCE, "x_y", ["- Reason: scope: x\\_y"]),
    ],
)
def test_a_reason_that_is_no_gate_is_told(report, verdict, because, scope, lines) -> None:
    model = replace(report.models[0], verdict=verdict, because=because, scope=scope, missing=())
    shown = render(replace(report, models=(model,)))
    section = shown.partition("### org/fit\n")[2].partition("\n\n## ")[0].splitlines()
    assert section[4:] == lines
    assert f"| 50.0 | {lines[0].removeprefix('- Reason: ')} |" in shown


def test_a_scope_in_doubt_is_told_beside_the_gates(report) -> None:
    shown = render(replace(report, models=(replace(report.models[1], scope="is it in?"),)))
    assert "- Waits for: license.spdx\n- Scope: is it in?\n\nWhat its gates say:\n" in shown


def test_further_reasons_are_counted_and_long_ones_cut(report) -> None:
    model = report.models[1]
    gate = replace(model.decisive()[0], message="x" * 500)
    shown = render(replace(report, models=(replace(model, findings=(gate, gate, gate)),)))
    assert f"| lic: {'x' * 194}… (and 2 more) |" in shown
    assert f"  - Finding: {'x' * 500}\n" in shown


@pytest.mark.parametrize("text", TRICKS)
@pytest.mark.parametrize(
    "around", ["{}", "# {}", "- {}", "- a\n  - {}", "| a | b |\n| --- | --- |\n| {} | x |", "a: {} b"]
)
def test_a_trick_is_shown_as_it_is(text: str, around: str) -> None:
    tokens = parsed(around.format(escaped(text)))
    assert set(kinds(tokens)) <= OURS
    shown = " ".join(texts(tokens))
    assert seen(text) in shown.replace("\u200b", "")
    assert FOUND_LATER.findall(shown) == []


@settings(max_examples=500, deadline=None)
@given(HOSTILE)
def test_any_text_is_one_line_of_plain_text(text: str) -> None:
    for around, place in (
        ("# {}", 0),
        ("- {}", 0),
        ("| a | b |\n| --- | --- |\n| {} | x |", 2),
        ("{}", 0),
        ("a {} b", 0),
    ):
        tokens = parsed(around.format(escaped(text)))
        assert set(kinds(tokens)) <= OURS
        shown = (texts(tokens) or [""])[place]
        wanted = around.format(seen(text)) if around == "a {} b" else seen(text)
        assert shown.replace("\u200b", "") == wanted
        assert FOUND_LATER.findall(shown) == []


def test_hostile_reports_keep_their_form(report) -> None:
    harmless = render(hostile(report, "m", "o"))

    @settings(max_examples=200, deadline=None)
    @given(HOSTILE, HOSTILE)
    def holds(name: str, other: str) -> None:
        text = render(hostile(report, name, other))
        assert text == render(hostile(report, name, other))
        tokens = parsed(text)
        assert [token.type for token in tokens] == [token.type for token in parsed(harmless)]
        assert set(kinds(tokens)) == OURS
        assert [shown for shown in texts(tokens) if FOUND_LATER.search(shown) or not shown.strip()] == []
        assert [line.count("|") for line in text.split("\n")] == [line.count("|") for line in harmless.split("\n")]

    holds()


def hostile(report: Report, name: str, other: str) -> Report:
    """Return a report in which models, messages, titles, references and names of files are these texts."""
    models = tuple(
        replace(
            model,
            id=name,
            revision=other,
            missing=(name, other),
            scope=other,
            findings=tuple(
                replace(
                    finding,
                    message=other,
                    rule=replace(
                        finding.rule,
                        title=name,
                        refs=(name, other),
                        why=f"why {other}",
                        mark=finding.rule.mark._replace(file=other),
                    ),
                )
                for finding in model.findings
            ),
        )
        for model in report.models
    )
    files = tuple(replace(file, path=other, sha256=name) for file in report.policy.files)
    return replace(
        report,
        policy=replace(report.policy, name=name, version=other, owner=other, files=files),
        snapshot=replace(report.snapshot, name=name, sha256=other),
        models=models,
        unavailable=(Unavailable(name, other),),
        out_of_scope={name: other},
        questions=tuple(replace(question, example=name) for question in report.questions),
        unevidenced=(name,),
        accepted=(Accepted(Acceptance("lic", How.WARNING, None, Mark(other, 1, 1)), 1),),
        where=(name, other),
        warnings=(Diagnostic(other, 1, 1, Level.WARNING, name),),
        tool=other,
    )
