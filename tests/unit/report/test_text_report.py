"""The report that a person reads: its lines fit, its counts are right, and it says what to do next."""

from __future__ import annotations

from datetime import date

import pytest

from weighbridge import api
from weighbridge.policy import parse_policy
from weighbridge.policy.builtin import builtin_names
from weighbridge.report import explanation, report_content, text
from weighbridge.report.spans import as_text, bar, fitted, level, width_of, wrapped
from weighbridge.sources.candidates import Candidate

DAY = date(2026, 11, 1)
POLICY = """\
weighbridge: 1
name: p
version: 1.0.0
candidates: {require: {model.task: t}}
decide: {minimum_score: 10}
governance:
  gates: [{id: lic, title: Licence, require: {license.spdx: MIT}}]
  scores: [{id: likes, title: Likes, weight: 1, curve: {fact: adoption.likes, worst: 0, best: 100}}]
"""
MODELS = {
    "org/fit": {"model.task": "t", "license.tag": "mit", "adoption.likes": 50},
    "org/unfit": {"model.task": "t", "license.tag": "gpl-3.0", "adoption.likes": 50},
    "org/unknown": {"model.task": "t", "adoption.likes": 50},
    "org/outside": {"model.task": "other"},
}


@pytest.fixture
def report(build_snapshot) -> api.Report:
    snapshot = api.open_snapshot(build_snapshot(MODELS))
    named = [Candidate(name) for name in (*MODELS, "org/gone")] + [Candidate("v/api", None, {"model.task": "t"})]
    return report_content(api.weigh(parse_policy(POLICY.encode(), "p.yaml"), snapshot, as_of=DAY, candidates=named))


def copied(line: str) -> bool:
    """Return whether a line is there to be copied, and so is never cut."""
    return line.startswith(("  weighbridge ", "    - declared:", "      evidence:"))


def test_the_report_names_verdicts_counts_and_next_steps(report) -> None:
    shown = text.render(report)
    lines = shown.splitlines()
    assert lines[0] == "weighbridge · p 1.0.0 · the snapshot tiny of 2026-11-01 · as of 2026-11-01"
    assert "✔ fit 1   ! review 2   ✖ unfit 1   out of scope 1   unavailable 1" in lines
    assert "Of those in review, 2 wait for evidence and 0 for a decision." in lines
    assert "What to find out next, most models unlocked first:" in lines
    assert "  license.tag                  2 models wait for it, 1 for nothing else" in lines
    assert "declared without evidence: v/api" in lines
    assert any(line.startswith("unavailable: org/gone: not in the snapshot tiny of 2026-11-01;") for line in lines)
    assert any(line.startswith("out of scope: org/outside: ") for line in lines)
    assert "  weighbridge explain p.yaml org/unknown" in lines


def test_models_stand_in_order_with_verdict_score_and_reason(report) -> None:
    rows = [line.split() for line in text.render(report).splitlines() if line[:6].strip().isdigit()]
    assert [(row[0], row[1], row[2], row[3]) for row in rows] == [
        ("1", "✔", "fit", "50"),
        ("2", "!", "review", "50"),
        ("3", "!", "review", "0–100"),
        ("4", "✖", "unfit", "50"),
    ]
    assert [next(word for word in row if "/" in word) for row in rows] == [
        "org/fit",
        "org/unknown",
        "v/api",
        "org/unfit",
    ]


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100])
@pytest.mark.parametrize("length", [12, 20, 34, 35, 50, 54, 55, 74, 75, 76])
def test_an_id_is_cut_only_where_the_reason_would_have_fewer_than_10_cells(
    build_snapshot, width: int, length: int
) -> None:
    name = "o/" + "x" * (length - 3) + "y"
    unscored = "weighbridge: 1\nname: p\ngovernance: {gates: [{id: lic, title: L, require: {license.spdx: MIT}}]}\n"
    snapshot = api.open_snapshot(build_snapshot({name: {}}))
    report = report_content(api.weigh(parse_policy(unscored.encode(), "p.yaml"), snapshot, as_of=DAY))
    (row,) = [line for line in as_text(text.lines(report, width)).splitlines() if line[:6].strip().isdigit()]
    assert (name in row) is (width - 16 - length >= 10)
    assert width_of(row) <= width


@pytest.mark.parametrize(
    ("added", "today", "said"),
    [
        ("", date(2026, 11, 20), ""),
        ("waivers", date(2026, 11, 1), ""),
        ("waivers", None, ""),
        ("waivers", date(2026, 11, 20), " · waivers and clarifications of 2026-11-20"),
        ("clarify", date(2026, 11, 20), " · waivers and clarifications of 2026-11-20"),
    ],
)
def test_the_title_says_the_day_of_waivers_where_it_is_another_one(
    build_snapshot, added: str, today: date | None, said: str
) -> None:
    stated = {
        "waivers": "id: W, rules: [lic], models: ['*'], reason: r, approver: a",
        "clarify": "model: org/fit, facts: {license.spdx: MIT}, evidence: e",
    }
    entry = f"{added}: [{{{stated[added]}, owner: o, expires: 2030-01-01}}]\n" if added else ""
    policy = parse_policy((POLICY + entry).encode(), "p.yaml")
    ranking = api.weigh(policy, api.open_snapshot(build_snapshot(MODELS)), as_of=DAY, today=today)
    title = as_text(text.lines(report_content(ranking), 200)).splitlines()[0]
    assert title == "weighbridge · p 1.0.0 · the snapshot tiny of 2026-11-01 · as of 2026-11-01" + said


@pytest.mark.parametrize("width", [60, 72, 80, 100, 119, 120, 160])
def test_no_line_is_wider_than_the_terminal(report, width: int) -> None:
    for line in as_text(text.lines(report, width)).splitlines():
        assert copied(line) or width_of(line) <= width, line


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", builtin_names())
def test_no_line_on_the_reference_is_wider_than_the_terminal(name: str, width: int) -> None:
    snapshot = api.open_snapshot()
    report = report_content(api.weigh(api.load_policy(f"builtin:{name}"), snapshot, as_of=snapshot.collected), 60)
    for line in as_text(text.lines(report, width)).splitlines():
        assert copied(line) or width_of(line) <= width, line
    for model in report.models[::20]:
        for line in as_text(explanation.lines(report, model, width)).splitlines():
            assert width_of(line) <= width, line


@pytest.mark.parametrize("width", [60, 80])
def test_wide_letters_and_very_long_ids_are_cut_to_the_cell(build_snapshot, width: int) -> None:
    models = {"o/" + "x" * 90: {"model.task": "t"}, "中文中文中文/" + "模型" * 40: {"model.task": "t"}}
    snapshot = api.open_snapshot(build_snapshot(models))
    report = report_content(api.weigh(parse_policy(POLICY.encode(), "p.yaml"), snapshot, as_of=DAY))
    lines = as_text(text.lines(report, width)).splitlines()
    assert [line for line in lines if width_of(line) > width and not copied(line)] == []
    for model in report.models:
        shown = as_text(explanation.lines(report, model, width)).splitlines()
        assert [line for line in shown if width_of(line) > width] == []


def test_a_report_of_nothing_says_so(build_snapshot) -> None:
    snapshot = api.open_snapshot(build_snapshot({}))
    report = report_content(api.weigh(parse_policy(POLICY.encode(), "p.yaml"), snapshot, as_of=DAY))
    assert text.render(report).rstrip("\n") == (
        "weighbridge · p 1.0.0 · the snapshot tiny of 2026-11-01 · as of 2026-11-01\n\n✔ fit 0   ! review 0   ✖ unfit 0"
    )


def test_what_to_type_next_can_be_typed(weighbridge, build_snapshot, write_policy, tmp_path) -> None:
    import shlex

    import yaml

    folder = build_snapshot(MODELS)
    out = weighbridge("check", write_policy(POLICY), "--snapshot", folder).out
    commands = [shlex.split(line) for line in out.splitlines() if line.startswith("  weighbridge ")]
    assert len(commands) == 2
    start = out.index("  candidates:")
    answers = yaml.safe_load(out[start : out.index("  weighbridge check")].replace("\n  ", "\n")[2:])
    assert list(answers["candidates"][0]) == ["declared", "evidence"]
    assert answers["candidates"][0]["declared"]["model.id"] == commands[0][-1] == "org/unknown"
    (tmp_path / "answers.yaml").write_text(yaml.safe_dump(answers))
    unfilled = weighbridge("check", write_policy(POLICY), "--candidates", tmp_path / "answers.yaml")
    assert (unfilled.code, unfilled.err.splitlines()[0].partition(": error: ")[2]) == (
        2,
        "license.tag takes text, not a list",
    )
    answers["candidates"][0]["declared"]["license.tag"] = "mit"
    (tmp_path / "answers.yaml").write_text(yaml.safe_dump(answers))
    for command in commands:
        typed = [str(tmp_path / "answers.yaml") if word == "answers.yaml" else word for word in command[1:]]
        extra = [] if "--snapshot" in typed else ["--snapshot", folder]
        assert weighbridge(*typed, *extra).code in (0, 1, 3)


@pytest.mark.parametrize(
    ("text_", "width", "shown"),
    [
        ("abc", 5, "abc  "),
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("中文字", 6, "中文字"),
        ("中文字", 5, "中文…"),
        ("中文字", 4, "中… "),
        ("a\x1bb\nc", 5, "ab c "),
        ("abc", 0, ""),
        ("abc", 1, "…"),
    ],
)
def test_text_is_fitted_to_its_cells(text_: str, width: int, shown: str) -> None:
    assert fitted(text_, width) == shown
    assert width_of(fitted(text_, width)) == width


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(0, 0, "········"), (100, 100, "████████"), (50, 50, "████····"), (50, 100, "████░░░░"), (0, 100, "░░░░░░░░")],
)
def test_a_bar_shows_what_is_certain_and_what_is_possible(low: float, high: float, shown: str) -> None:
    assert bar(low, high, 8) == shown


@pytest.mark.parametrize("score", range(101))
def test_bars_and_levels_keep_their_width(score: int) -> None:
    assert width_of(level(score)) == 1
    assert {width_of(bar(score, high, 8)) for high in range(score, 101)} == {8}


@pytest.mark.parametrize(
    ("said", "width", "lines"),
    [
        ("a b c", 10, ["a b c"]),
        ("aaa bbb ccc", 7, ["aaa bbb", "ccc"]),
        ("aaaaaaaaaa b", 5, ["aaaaa", "aaaaa", "b"]),
        ("", 5, []),
        ("中文 中文", 5, ["中文", "中文"]),
    ],
)
def test_text_is_wrapped_at_words(said: str, width: int, lines: list[str]) -> None:
    assert wrapped(said, width) == lines


def test_later_lines_may_be_indented() -> None:
    assert wrapped("aaa bbb ccc", 6, "  ") == ["aaa", "  bbb", "  ccc"]


PERMITS = """\
weighbridge: 1
name: p
{}governance: {{gates: [{{id: g, title: G, require: {{{}}}}}]}}
"""
UNSTATED = "Licences may depend on what the policy's context does not state: "
WHOLE = (
    "context: {use: internal, commercial: true, monthly_active_users: 1, annual_revenue_usd: 1, user_countries: [DE], "
    "seat: DE}\n"
)


@pytest.mark.parametrize(
    ("context", "require", "said"),
    [
        (
            "",
            "license.permits: {has: use}",
            "use, commercial, monthly_active_users, annual_revenue_usd, user_countries, seat.",
        ),
        (
            "context: {use: internal, commercial: false, user_countries: [DE]}\n",
            "license.permits: {has: use}",
            "monthly_active_users, annual_revenue_usd, seat.",
        ),
        (
            "context: {use: internal, commercial: false, user_countries: [DE], seat: DE}\n",
            "license.permits: {has: host}",
            "monthly_active_users, annual_revenue_usd.",
        ),
        (WHOLE, "license.permits: {has: use}", None),
        ("", "model.library: x", None),
    ],
)
def test_what_the_context_does_not_state_is_said_where_the_first_question_is_what_a_licence_means(
    build_snapshot, context: str, require: str, said: str | None
) -> None:
    snapshot = api.open_snapshot(build_snapshot({"a/m": {"license.tag": "gemma"}, "b/m": {"license.tag": "llama3.2"}}))
    policy = parse_policy(PERMITS.format(context, require).encode(), "p.yaml")
    report = report_content(api.weigh(policy, snapshot, as_of=DAY))
    shown = " ".join(text.render(report).split())
    if said is None:
        assert UNSTATED not in shown
    else:
        assert f"{UNSTATED}{said} " in shown


def test_what_a_fit_model_was_let_in_with_is_no_reason_and_is_counted(build_snapshot) -> None:
    gate = "{id: g, title: G, unknown: warn, require: {model.library: x}}"
    policy = parse_policy(f"weighbridge: 1\nname: p\ngovernance: {{gates: [{gate}]}}\n".encode(), "p.yaml")
    snapshot = api.open_snapshot(build_snapshot({"a/unknown": {}, "b/other": {"model.library": "x"}}))
    report = report_content(api.weigh(policy, snapshot, as_of=DAY))
    assert [(model.verdict.word, model.reason()) for model in report.models] == [("fit", ""), ("fit", "")]
    assert "accepted without evidence: 1 model: g: unknown is only a warning" in text.render(report)
