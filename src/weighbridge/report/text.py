"""The report that a person reads: one line a model, then counts, then what to find out next."""

from __future__ import annotations

import shlex

from weighbridge.facts import FactType
from weighbridge.judge.effects import State, Verdict
from weighbridge.judge.questions import Question
from weighbridge.policy import Dimension
from weighbridge.report.content import ModelReport, Report
from weighbridge.report.spans import Line, Span, as_text, bar, fitted, level, width_of, wrapped
from weighbridge.sources.resolve import origin
from weighbridge.strict.plain import plain

DEFAULT_WIDTH = 100
NARROW = 120
SHOWN_QUESTIONS = 5
MIN_REASON = 10
GLYPHS = {Verdict.FIT: "✔", Verdict.REVIEW: "!", Verdict.UNFIT: "✖"}
_BAR_WIDTH = 8
_HEADINGS = {
    Dimension.HOSTING: "hosting",
    Dimension.GOVERNANCE: "govern",
    Dimension.ADAPTATION: "adapt",
    Dimension.VENDOR_LOCK: "lock",
}


def render(report: Report) -> str:
    """Return the report as plain text, 100 columns wide."""
    return as_text(lines(report, DEFAULT_WIDTH))


def lines(report: Report, width: int) -> list[Line]:
    """Return the report as styled lines of at most `width` cells."""
    policy = report.policy
    title = f"weighbridge · {policy.name} {policy.version} · {origin(report.snapshot)} · as of {report.as_of}"
    if (policy.waivers or policy.clarifications) and report.in_force_on not in (None, report.as_of):
        title += f" · waivers and clarifications of {report.in_force_on}"
    head: list[Line] = [*([Span(line, "strong")] for line in wrapped(title, width)), []]
    table = _table(report, width) if report.models else []
    notes = [*_beside(report, width), *_counts(report, width), *_absent(report, width), *_accepted(report, width)]
    return [*head, *table, *notes, *_next(report, width)]


def _table(report: Report, width: int) -> list[Line]:
    scored = any(model.score is not None for model in report.models)
    longest = max(width_of(model.id) for model in report.models)
    used = 16 + (7 if scored else 0)
    bars = _bars_width(width) if scored else 0
    room = width - used - bars
    # The id is what must not be cut: models differ in their last letters.
    id_width = max(12, min(longest, room - MIN_REASON))
    rows: list[Line] = [_heading(width, scored, id_width)]
    for model in report.models:
        word = model.verdict.word
        row = [Span(f"{model.rank:>5} "), Span(f"{GLYPHS[model.verdict]} {word:<7}", word)]
        if scored:
            row += [Span(f"{_score(model):>6} "), *_bars(model, width)]
        row.append(Span(fitted(model.id, id_width) + " "))
        row.append(Span(_reason(model, max(0, room - id_width - 1)), "dim"))
        rows.append(row)
    if scored and width < NARROW:
        rows.append(
            [Span(fitted("    h hosting, g governance, a adaptation, l vendor lock: ▁ low, █ high", width), "dim")]
        )
    return [*rows, []]


def _bars_width(width: int) -> int:
    return len(Dimension) + 1 if width < NARROW else (_BAR_WIDTH + 1) * len(Dimension)


def _heading(width: int, scored: bool, id_width: int) -> Line:
    text = "    #   verdict"
    if scored:
        text += "  score "
        if width < NARROW:
            text += "hgal "
        else:
            text += "".join(f"{_HEADINGS[dimension]:<{_BAR_WIDTH + 1}}" for dimension in Dimension)
    else:
        text += " "
    return [Span(text + fitted("model", id_width) + " why", "dim")]


def _score(model: ModelReport) -> str:
    if model.score is None:
        return ""
    low, high = int(model.score.low + 0.5), int(model.score.high + 0.5)
    return str(low) if low == high else f"{low}–{high}"


def _bars(model: ModelReport, width: int) -> list[Span]:
    spans = []
    for dimension in Dimension:
        score = model.dimensions.get(dimension)
        if width < NARROW:
            spans.append(Span("-" if score is None else level(score.low), "bar"))
        else:
            spans.append(Span(" " * _BAR_WIDTH if score is None else bar(score.low, score.high, _BAR_WIDTH), "bar"))
            spans.append(Span(" "))
    return [*spans, Span(" ")] if width < NARROW else spans


def _reason(model: ModelReport, width: int) -> str:
    """Return the one reason that matters: a rule's id where there is little room, its message where there is more."""
    reasons = model.decisive()
    if not reasons:
        said = model.beside_gates()
        return fitted(f"? {said}" if model.because and model.scope else said, width) if said else ""
    first = reasons[0]
    mark = "waived: " if first.waiver else "? " if first.state is State.UNKNOWN else ""
    more = f" +{len(reasons) - 1}" if len(reasons) > 1 else ""
    text = f"{mark}{first.rule.id}"
    if width >= 40:
        text += f": {first.message}"
    return fitted(text, width - len(more)).rstrip() + more


def _counts(report: Report, width: int) -> list[Line]:
    summary = report.summary
    shown = len(report.models)
    spans = [
        Span(f"{GLYPHS[Verdict.FIT]} fit {summary.fit}", "fit"),
        Span("   "),
        Span(f"{GLYPHS[Verdict.REVIEW]} review {summary.review}", "review"),
        Span("   "),
        Span(f"{GLYPHS[Verdict.UNFIT]} unfit {summary.unfit}", "unfit"),
    ]
    others = {"out of scope": summary.out_of_scope, "unavailable": summary.unavailable}
    rest = "   ".join(f"{name} {count}" for name, count in others.items() if count)
    used = sum(width_of(span.text) for span in spans)
    counted: list[Line] = (
        [[*spans, Span(f"   {rest}")]] if used + 3 + width_of(rest) <= width else [spans, [Span(rest)]]
    )
    if summary.review:
        decide = summary.review - summary.review_evidence
        verb = "waits" if summary.review_evidence == 1 else "wait"
        text = f"Of those in review, {summary.review_evidence} {verb} for evidence and {decide} for a decision."
        counted += [[Span(line)] for line in wrapped(text, width)]
    if summary.waived:
        text = (
            f"Waivers make {summary.waived} of them better than they would be; fit by a waiver: {summary.fit_waived}."
        )
        counted += [[Span(line, "review")] for line in wrapped(text, width)]
    listed = summary.judged - report.hidden
    if report.hidden:
        rest = "1 other is" if report.hidden == 1 else f"{report.hidden} others are"
        text = f"Shown is the best of each {report.one_per}; {rest} judged and counted."
        counted += [[Span(line, "dim")] for line in wrapped(text, width)]
    if shown < listed:
        counted.append([Span(f"Shown are the first {shown} of {listed}; --limit {listed} shows all.", "dim")])
    return [*counted, []]


def _beside(report: Report, width: int) -> list[Line]:
    """Return what was asked for beside the policy: whoever reads the verdicts has to know."""
    weights = [f"weight of {dimension} {weight:g}" for dimension, weight in report.weights.items()]
    asked = [*weights, *(f"only {text}" for text in report.where)]
    if not asked:
        return []
    return [[Span(line, "review")] for line in wrapped(f"Not the policy alone: {', '.join(asked)}.", width)]


def _accepted(report: Report, width: int) -> list[Line]:
    """Return where the policy let models in without evidence."""
    found: list[Line] = []
    for one in report.accepted:
        if one.models:
            models = f"{one.models} {'model' if one.models == 1 else 'models'}"
            text = f"accepted without evidence: {models}: {one.place.brief} ({one.place.mark})"
            found += [[Span(line)] for line in wrapped(text, width, "  ")]
    return [*found, []] if found else []


def _absent(report: Report, width: int) -> list[Line]:
    found: list[Line] = []
    for one in report.unavailable:
        found += [[Span(line, "unfit")] for line in wrapped(f"unavailable: {one.id}: {one.reason}", width, "  ")]
    for name, reason in sorted(report.out_of_scope.items()):
        found += [[Span(line)] for line in wrapped(f"out of scope: {name}: {reason}", width, "  ")]
    for name in report.unevidenced:
        found += [[Span(line, "review")] for line in wrapped(f"declared without evidence: {name}", width, "  ")]
    return [*found, []] if found else []


def _next(report: Report, width: int) -> list[Line]:
    if not report.questions:
        return []
    found: list[Line] = [[Span("What to find out next, most models unlocked first:", "strong")]]
    for question in report.questions[:SHOWN_QUESTIONS]:
        plural = "model waits" if question.models == 1 else "models wait"
        text = f"  {question.fact.id:<28} {question.models} {plural} for it, {question.alone} for nothing else"
        found.append([Span(fitted(text, width).rstrip())])
    hidden = len(report.questions) - SHOWN_QUESTIONS
    if hidden > 0:
        found.append([Span(f"  and {hidden} more fact{'s' if hidden > 1 else ''}", "dim")])
    first = report.questions[0]
    found.append([])
    intro = (
        "To see what is known and why the rest is not, then to state what you know with your evidence and judge again:"
    )
    found += [[Span(line)] for line in wrapped(intro, width)]
    unstated = _unstated(report, first)
    if unstated:
        text = f"Licences may depend on what the policy's context does not state: {', '.join(unstated)}."
        found += [[Span(line)] for line in wrapped(text, width)]
    source = shlex.quote(report.policy.files[0].path)
    if first.example in report.declared:
        found.append([Span(f"  # beside what is declared of {plain(first.example)}; then the same command again")])
        found.append([Span(f"  {first.fact.id}: {_to_fill_in(first)}")])
        return found
    found.append([Span(f"  weighbridge explain {source} {shlex.quote(plain(first.example))}", "strong")])
    if first.fact.reading in ("own", "watchlists"):
        # Only the policy can say these.
        found += [[Span(line)] for line in _clarification(first)]
        found.append([Span(f"  weighbridge check {source}", "strong")])
        return found
    found += [[Span(line)] for line in _answer_file(first)]
    found.append([Span(f"  weighbridge check {source} --candidates answers.yaml", "strong")])
    return found


def _unstated(report: Report, question: Question) -> list[str]:
    """Return what a licence may depend on and the policy's context does not state; [] where the question is another."""
    if question.fact.id not in ("license.permits", "license.obligations", "lineage.permits"):
        return []
    stated = report.policy.context.model_dump()
    names = ("use", "commercial", "monthly_active_users", "annual_revenue_usd", "user_countries", "seat")
    return [name for name in names if stated[name] is None]


def _clarification(question: Question) -> list[str]:
    return [
        "  # in the policy",
        "  clarify:",
        f"    - model: {plain(question.example)}",
        f"      facts: {{{question.fact.id}: {_to_fill_in(question)}}}",
        "      evidence: where you read it",
        "      owner: you@organisation.example",
        "      expires: [FILL IN A DAY]",
    ]


def _to_fill_in(question: Question) -> str:
    # What is pasted without being filled in is refused: a set takes no text, and nothing else takes a list.
    return "FILL IN A LIST" if question.fact.type is FactType.SET else "[FILL IN]"


def _answer_file(question: Question) -> list[str]:
    return [
        "  # answers.yaml",
        "  candidates:",
        f"    - declared: {{model.id: {plain(question.example)}, {question.fact.id}: {_to_fill_in(question)}}}",
        "      evidence: where you read it",
    ]
