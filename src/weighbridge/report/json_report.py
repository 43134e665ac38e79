"""The report as JSON: the contract `weighbridge/report/1` that CI and other programs rely on."""

from __future__ import annotations

from datetime import date
from typing import Any

from weighbridge.judge.accepted import Accepted
from weighbridge.judge.effects import State
from weighbridge.judge.evidence import Evidence
from weighbridge.judge.findings import Finding
from weighbridge.policy import Gate
from weighbridge.report.content import ModelReport, Report, Score
from weighbridge.strict.json_text import json_text

SCHEMA = "weighbridge/report/1"


def render(report: Report) -> str:
    """Return the report as JSON, one line a key and one a model; the same bytes for the same content.

    `indent` is not used: it takes three times as long, since Python's fast encoder does not know it.
    """
    lines = []
    for key, value in _report(report).items():
        if isinstance(value, list) and value:
            rows = ",\n  ".join(json_text(item) for item in value)
            lines.append(f" {json_text(key)}: [\n  {rows}\n ]")
        else:
            lines.append(f" {json_text(key)}: {json_text(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _report(report: Report) -> dict[str, Any]:
    summary = report.summary
    policy = report.policy
    return {
        "schema": SCHEMA,
        "tool": report.tool,
        "as_of": report.as_of.isoformat(),
        "policy": {
            "name": policy.name,
            "version": policy.version,
            "sha256": policy.sha256,
            "files": [{"path": file.path, "sha256": file.sha256} for file in policy.files],
            "watchlists": [
                {"name": one.name, "date": one.day.isoformat(), "sha256": one.sha256, "parties": len(one.parties)}
                for one in policy.watchlists
            ],
        },
        "snapshot": {
            "name": report.snapshot.name,
            "sha256": report.snapshot.sha256,
            "collected": report.snapshot.collected.isoformat(),
        },
        "summary": {
            "fit": summary.fit,
            "review": summary.review,
            "unfit": summary.unfit,
            "unavailable": summary.unavailable,
            "out_of_scope": summary.out_of_scope,
            "waived": summary.waived,
        },
        "models": [_model(model) for model in report.models],
        "unavailable": [{"id": one.id, "reason": one.reason} for one in report.unavailable],
        "out_of_scope": [{"id": name, "reason": reason} for name, reason in sorted(report.out_of_scope.items())],
        "accepted_without_evidence": [_accepted(one) for one in report.accepted],
        "in_force_on": (report.in_force_on or report.as_of).isoformat(),
        "warnings": [
            {"file": one.file, "line": one.line, "column": one.column, "message": one.message}
            for one in report.warnings
        ],
        "not_shown": {"one_per": report.one_per, "models": report.hidden},
        "what_if": {
            "weights": {str(name): weight for name, weight in report.weights.items()},
            "where": list(report.where),
        },
    }


def _accepted(one: Accepted) -> dict[str, Any]:
    place = one.place
    return {
        "rule": place.rule,
        "message": place.message,
        "fact": place.fact.id if place.fact else None,
        "policy": {"file": place.mark.file, "line": place.mark.line},
        "models": one.models,
    }


def _model(model: ModelReport) -> dict[str, Any]:
    return {
        "id": model.id,
        "revision": model.revision,
        "verdict": model.verdict.word,
        "because": model.because,
        "missing": list(model.missing),
        "rank": model.rank,
        "score": None if model.score is None else {"low": model.score.low, "high": model.score.high},
        "coverage": None if model.score is None else model.score.coverage,
        "dimensions": {str(name): _score(score) for name, score in model.dimensions.items()},
        "findings": [_finding(finding) for finding in model.findings],
    }


def _score(score: Score) -> dict[str, float]:
    return {"low": score.low, "high": score.high, "coverage": score.coverage}


def _finding(finding: Finding) -> dict[str, Any]:
    rule = finding.rule
    gate = rule if isinstance(rule, Gate) else None
    decided = gate is not None
    return {
        "rule": rule.id,
        "dimension": str(rule.dimension),
        "kind": "gate" if decided else "score",
        "state": finding.state,
        "effect": finding.effect,
        "action": gate.action if gate else None,
        "severity": gate.severity if gate else None,
        "title": rule.title,
        "message": finding.message,
        "fix": gate.fix if gate and finding.state in (State.FAIL, State.UNKNOWN) else "",
        "refs": list(rule.refs),
        "policy": {"file": rule.mark.file, "line": rule.mark.line},
        "weight": None if finding.weight is None else round(finding.weight, 12),
        "value": {"low": _rounded(finding.low), "high": _rounded(finding.high)},
        "waiver": finding.waiver.id if finding.waiver else None,
        "evidence": [_evidence(item) for item in finding.evidence],
    }


def _rounded(value: float | None) -> float | None:
    """Return a value to a billionth: logarithms differ in the last bits between machines."""
    return None if value is None else round(value, 9)


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "fact": item.fact,
        "value": item.value,
        "reading": item.reading,
        "source": item.source,
        "url": item.url,
        "observed": item.observed.isoformat() if isinstance(item.observed, date) else None,
        "reason": item.reason,
    }
