"""The report as CSV, for a spreadsheet: one row a model, and the same columns whatever the models."""

from __future__ import annotations

import csv
import io
import re

from weighbridge.judge.findings import Finding
from weighbridge.policy import Dimension, Gate, Policy, ScoreRule
from weighbridge.report.content import ModelReport, Report, Score
from weighbridge.strict.plain import plain

CELL_LIMIT = 32_000
"""Characters of a cell; spreadsheets hold 32,767."""

_HEAD = ("rank", "model", "revision", "verdict", "because", "missing", "score_low", "score_high", "coverage")
# A spreadsheet that takes ";" for the separator cuts a cell there, so that what follows begins a cell of its own.
_FORMULA = re.compile(r"(^|;)(?=\s*[=+\-@＝＋－＠﹦﹢﹣﹫])")


def render(report: Report) -> str:
    """Return the report as CSV after RFC 4180: judged models in order, then those that are not available or out of scope.

    Null is an empty cell. Lines end with "\\n", which spreadsheets read alike: a stdout on Windows would double "\\r\\n".
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, _columns(report.policy), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(_judged(model) for model in report.models)
    writer.writerows(_not_judged(one.id, "unavailable", one.reason) for one in report.unavailable)
    outside = sorted(report.out_of_scope.items())
    writer.writerows(_not_judged(name, "out-of-scope", reason) for name, reason in outside)
    return text.getvalue()


def cell(text: str) -> str:
    """Return hostile text as a cell that no spreadsheet takes for a formula.

    Control and invisible characters go; an apostrophe stands before a beginning that would be calculated, full-width
    signs and leading blanks included.
    """
    return _FORMULA.sub(r"\1'", plain(text, CELL_LIMIT))


def _columns(policy: Policy) -> list[str]:
    bounds = [f"{dimension}_{bound}" for dimension in Dimension for bound in ("low", "high")]
    return [*_HEAD, *bounds, "reason", *(_rule_column(rule) for rule in policy.rules())]


def _judged(model: ModelReport) -> dict[str, str]:
    row = {
        "rank": str(model.rank),
        "model": cell(model.id),
        "revision": cell(model.revision or ""),
        "verdict": model.verdict.word,
        "because": str(model.because or ""),
        "missing": cell(" ".join(model.missing)),
        "coverage": "" if model.score is None else _number(model.score.coverage),
        "reason": cell(model.reason()),
    }
    row |= _bounds("score", model.score)
    for dimension, score in model.dimensions.items():
        row |= _bounds(dimension, score)
    return row | {_rule_column(finding.rule): _outcome(finding) for finding in model.findings}


def _not_judged(name: str, verdict: str, reason: str) -> dict[str, str]:
    return {"model": cell(name), "verdict": verdict, "reason": cell(reason)}


def _rule_column(rule: Gate | ScoreRule) -> str:
    return f"{'gate' if isinstance(rule, Gate) else 'score'}:{rule.id}"


def _outcome(finding: Finding) -> str:
    """Return what a rule says of a model: the state of a gate, the value of a score rule from 0 to 1."""
    if isinstance(finding.rule, Gate):
        return cell(f"{finding.state} (waived by {finding.waiver.id})") if finding.waiver else str(finding.state)
    return _interval(finding.low, finding.high)


def _bounds(name: str, score: Score | None) -> dict[str, str]:
    return {} if score is None else {f"{name}_low": _number(score.low), f"{name}_high": _number(score.high)}


def _interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return ""
    ends = (_number(low), _number(high))
    return ends[0] if ends[0] == ends[1] else "..".join(ends)


def _number(value: float) -> str:
    """Return a number to a millionth, without zeros at its end; the sum turns -0.0, which would begin with a sign, to 0."""
    return f"{round(value, 6) + 0.0:.6f}".rstrip("0").rstrip(".")
