"""One model in full: every rule with its evidence, and the smallest change that would turn the verdict."""

from __future__ import annotations

from weighbridge.judge.change import Shortfall
from weighbridge.judge.effects import Effect, State, Verdict
from weighbridge.judge.evidence import Evidence
from weighbridge.judge.findings import Finding
from weighbridge.judge.wording import value_text
from weighbridge.policy import Dimension, Gate
from weighbridge.report.content import ModelReport, Report
from weighbridge.report.spans import Line, Span, width_of, wrapped
from weighbridge.report.text import GLYPHS
from weighbridge.sources.resolve import origin

_MARKS = {
    State.PASS: ("✔", "fit"),
    State.FAIL: ("✖", "unfit"),
    State.UNKNOWN: ("?", "review"),
    State.NOT_APPLICABLE: ("-", "dim"),
    State.KNOWN: ("•", ""),
}
_QUESTIONS = {
    Dimension.HOSTING: "Can we host it?",
    Dimension.GOVERNANCE: "Can we govern it?",
    Dimension.ADAPTATION: "Can we adapt it?",
    Dimension.VENDOR_LOCK: "Can we keep using it without a vendor changing the rules?",
}


def lines(report: Report, model: ModelReport, width: int) -> list[Line]:
    """Return the explanation of one model as styled lines of at most `width` cells."""
    word = model.verdict.word
    because = f", because of {model.because}" if model.because else ", with a waiver" if model.waived else ""
    score = ""
    if model.score is not None:
        score = f"score {model.score.low:.1f} to {model.score.high:.1f}, {model.score.coverage:.0%} of it known"
    at = f"@{model.revision}" if model.revision else ""
    head: list[Line] = [
        *([Span(line, "strong")] for line in wrapped(f"{model.id}{at}", width)),
        *_side_by_side(Span(f"{GLYPHS[model.verdict]} {word}{because}", word), Span(score), width),
        *([Span(line, "dim")] for line in wrapped(against(report), width)),
        [],
    ]
    body: list[Line] = []
    for dimension in Dimension:
        found = [finding for finding in model.findings if finding.dimension is dimension]
        if found:
            body += [[Span(_QUESTIONS[dimension], "strong")], *_dimension(found, width), []]
    return [*head, *body, *_turn(model, width)]


def _side_by_side(left: Span, right: Span, width: int) -> list[Line]:
    """Return two spans in one line where they fit, else in two."""
    if width_of(left.text) + 3 + width_of(right.text) <= width:
        return [[left, Span("   "), right]]
    return [[left], [right]]


def against(report: Report) -> str:
    """Return against what, from what and for which day models were weighed."""
    return f"against {report.policy.name} {report.policy.version}, {origin(report.snapshot)}, as of {report.as_of}"


def _dimension(found: list[Finding], width: int) -> list[Line]:
    shown: list[Line] = []
    for finding in found:
        glyph, style = _MARKS[finding.state]
        shown += _title(finding, Span(f"  {glyph} ", style), width)
        shown += _indented(finding.message, width)
        for item in finding.evidence:
            shown += _indented(_evidence(item), width, "dim")
        shown += _indented(_policy_line(finding), width, "dim")
    return shown


def _title(finding: Finding, mark: Span, width: int) -> list[Line]:
    does = f"waived by {finding.waiver.id}" if finding.waiver else finding.effect
    text = f"{finding.rule.id}: {finding.rule.title}{f' → {does}' if does not in (None, Effect.NONE) else ''}"
    first, *rest = wrapped(text, width - 4)
    return [[mark, Span(first)], *([Span(f"    {line}")] for line in rest)]


def _indented(text: str, width: int, style: str = "") -> list[Line]:
    return [[Span(f"      {line}", style)] for line in wrapped(text, width - 6)]


def _evidence(item: Evidence) -> str:
    said = f"{item.fact} = {value_text(item.value)}"
    where = ", ".join(str(part) for part in (item.source, item.observed, item.url) if part)
    reason = f" ({item.reason})" if item.reason else ""
    return f"{said}{reason}{f' [{where}]' if where else ''}"


def _policy_line(finding: Finding) -> str:
    rule = finding.rule
    parts = [str(rule.mark)]
    if isinstance(rule, Gate):
        parts += [f"{rule.action}, {rule.severity}"]
        if rule.fix and finding.state in (State.FAIL, State.UNKNOWN):
            parts += [f"fix: {rule.fix}"]
    else:
        parts += [f"{100 * (finding.weight or 0.0):.1f} of 100 points"]
    if rule.why:
        parts += [f"why: {rule.why}"]
    if rule.refs:
        parts += [f"refs: {', '.join(rule.refs)}"]
    return "; ".join(parts)


def _turn(model: ModelReport, width: int) -> list[Line]:
    turn = model.turn
    if turn is None:
        text = "Nothing has to change: no gate stands in its way, and no score is too low."
        if model.waived:
            ends = {one.waiver.id: one.waiver.expires for one in model.waivers() if one.waiver}
            until = ", ".join(f"{name} until {day}" for name, day in ends.items())
            text = f"Nothing has to change while its waivers hold: {until}."
        return [[Span(line, "fit")] for line in wrapped(text, width)]
    title = f"The smallest change that would make it {turn.target.word}:"
    shown: list[Line] = [[Span(title, "strong")]]
    for finding in turn.gates:
        shown += _change(f"{finding.rule.id}: {_demand(finding)}", width)
    for shortfall in turn.shortfalls:
        shown += _change(_raise(shortfall, turn.target), width)
    if model.scope:
        shown += _change(f"the policy's scope: (to be found out) {model.scope}", width)
    return shown


def _change(text: str, width: int) -> list[Line]:
    first, *rest = wrapped(text, width - 4)
    return [[Span(f"  - {first}")], *([Span(f"    {line}")] for line in rest)]


def _demand(finding: Finding) -> str:
    learned = [step for step in finding.steps if step.now is None]
    prefix = "" if len(learned) < len(finding.steps) else "(to be found out) "
    return f"{prefix}{finding.message}"


def _raise(shortfall: Shortfall, target: Verdict) -> str:
    name = f"the {shortfall.dimension} score" if shortfall.dimension else "the score"
    best = ", ".join(f"{rule} (up to {gain:.1f})" for rule, gain in shortfall.rules[:3] if gain > 0)
    bound = "at best " if target is not Verdict.FIT else ""
    return f"{name} is {bound}{shortfall.points:.1f} below {shortfall.threshold:g}; points could come from {best}"
