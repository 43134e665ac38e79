"""Two models side by side: why one comes before the other, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence

from weighbridge.judge.effects import State
from weighbridge.judge.findings import Finding
from weighbridge.policy import Gate
from weighbridge.report.content import ModelReport, Report
from weighbridge.report.explanation import against
from weighbridge.report.spans import Line, Span, wrapped
from weighbridge.report.text import GLYPHS

TIE = 0.05
"""Points below which two score rules count as equal here: they would print alike."""


def lines(report: Report, first: ModelReport, second: ModelReport, width: int) -> list[Line]:
    """Return a comparison of two models of one report as styled lines of at most `width` cells; the better one leads."""
    better, worse = sorted((first, second), key=lambda model: model.rank)
    found: list[Line] = [[Span(line, "strong")] for line in wrapped(f"{better.id} before {worse.id}", width)]
    found += [[Span(line, "dim")] for line in wrapped(against(report), width)]
    found += [[], *_head(better, width), *_head(worse, width), []]
    found += [[Span(line, "strong")] for line in wrapped(_why(better, worse), width)]
    pairs = list(zip(better.findings, worse.findings, strict=True))
    gates = [pair for pair in pairs if isinstance(pair[0].rule, Gate) and _effects(pair)]
    scores = sorted((pair for pair in pairs if _lead(pair) is not None), key=lambda pair: -abs(_lead(pair) or 0.0))
    found += _listed("Gates that tell them apart:", [_gate(pair, better, worse) for pair in gates], width)
    found += _listed("Score rules that tell them apart, most points first:", [_score(pair) for pair in scores], width)
    return found


def _head(model: ModelReport, width: int) -> list[Line]:
    because = f", because of {model.because}" if model.because else ""
    score = f", score {_range(model.score.low, model.score.high)}" if model.score else ""
    text = f"{GLYPHS[model.verdict]} {model.id}: {model.verdict.word}{because}{score}"
    shown: list[Line] = [[Span(line, model.verdict.word)] for line in wrapped(text, width, "  ")]
    dimensions = [f"{name} {_range(one.low, one.high)}" for name, one in model.dimensions.items()]
    return [*shown, *([Span(f"  {line}", "dim")] for line in wrapped(", ".join(dimensions), width - 2))]


def _range(low: float, high: float) -> str:
    return f"{low:.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f}"


def _why(better: ModelReport, worse: ModelReport) -> str:
    """Return what decides the order: verdict, then the score that is certain, then the one that is possible, then id."""
    if better.verdict is not worse.verdict:
        return f"What decides is the verdict: {better.verdict.word} comes before {worse.verdict.word}."
    if better.score and worse.score:
        if better.score.low != worse.score.low:
            points = _points(better.score.low - worse.score.low)
            return f"Both are {better.verdict.word}; what decides is the score that is certain, by {points}."
        if better.score.high != worse.score.high:
            points = _points(better.score.high - worse.score.high)
            return f"Both have the same certain score; what decides is the possible one, by {points}."
    return f"Both are {better.verdict.word} and score alike; only the alphabet puts one first."


def _points(points: float) -> str:
    return f"{points:.1f} points" if points >= TIE else "less than 0.1 points"


def _effects(pair: tuple[Finding, Finding]) -> bool:
    return (pair[0].state, pair[0].effect) != (pair[1].state, pair[1].effect)


def _lead(pair: tuple[Finding, Finding]) -> float | None:
    """Return by how many points of the total the better model leads at this rule, by what is certain; None for a tie."""
    first, second = pair
    if first.weight is None or first.low is None or second.low is None or first.high is None or second.high is None:
        return None
    certain = 100 * first.weight * (first.low - second.low)
    possible = 100 * first.weight * (first.high - second.high)
    if abs(certain) >= TIE:
        return certain
    return possible if abs(possible) >= TIE else None


def _gate(pair: tuple[Finding, Finding], better: ModelReport, worse: ModelReport) -> tuple[str, list[str]]:
    rule = pair[0].rule
    said = [
        f"{model.id}: {finding.state}{_does(finding)}: {finding.message}"
        for model, finding in zip((better, worse), pair, strict=True)
    ]
    return f"{rule.id}: {rule.title} ({rule.mark})", said


def _does(finding: Finding) -> str:
    if finding.waiver:
        return " → waived"
    return f" → {finding.effect}" if finding.state in (State.FAIL, State.UNKNOWN) else ""


def _score(pair: tuple[Finding, Finding]) -> tuple[str, list[str]]:
    rule = pair[0].rule
    points = _lead(pair) or 0.0
    return f"{points:+.1f} {rule.id}: {rule.title} ({rule.mark})", [f"{one.message}" for one in pair]


def _listed(title: str, entries: Sequence[tuple[str, list[str]]], width: int) -> list[Line]:
    if not entries:
        return []
    found: list[Line] = [[], [Span(title, "strong")]]
    for head, said in entries:
        found += [[Span(line)] for line in wrapped(head, width, "    ", "  ")]
        for line in said:
            found += [[Span(part, "dim")] for part in wrapped(line, width, "        ", "      ")]
    return found
