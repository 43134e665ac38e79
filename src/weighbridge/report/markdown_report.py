"""The report as GitHub-flavoured Markdown, for a committee's paper or a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from weighbridge.judge.effects import Verdict
from weighbridge.judge.findings import Finding
from weighbridge.policy import Gate
from weighbridge.report.content import ModelReport, Report, Score
from weighbridge.sources.resolve import origin
from weighbridge.strict.plain import plain

NOT_KNOWN = "not known"
NOTHING = "-"
TEXT_LIMIT = 2000
REASON_LIMIT = 200
"""Characters of the reason in the ranking; the section of the model has all of it."""

_APART = "\u200b"
# GitHub finds mentions, issues, emoji and addresses in text that is already unescaped: neither a backslash nor an entity
# stops it, a zero-width space does (https://github.com/github/cmark-gfm/issues/181).
_FOUND_LATER = re.compile(r"@|:(?=//)|:(?=[\w+-]+:)|www(?=\.)|\bgh(?=-\d)|#(?=\d)", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", _APART: "&#8203;"}
_ESCAPES = str.maketrans(_ENTITIES | {character: f"\\{character}" for character in "\\`*_[]#$"})
_LEADING = re.compile(r"^(?:\d+(?=[.)](?:\s|$))|(?=[-+=:]))")


def render(report: Report) -> str:
    """Return the report as Markdown: what was weighed, counts, the ranking, then every model that is not fit."""
    blocks = [
        f"# Models weighed against {shown(report.policy.name)} {shown(report.policy.version)}",
        _weighed(report),
        _counts(report),
        *_beside(report),
        *_warnings(report),
        *_ranking(report),
        *_not_fit(report),
        *_listed("Unavailable", ((one.id, one.reason) for one in report.unavailable)),
        *_listed("Out of scope", sorted(report.out_of_scope.items())),
        *_unevidenced(report),
        *_accepted(report),
        *_next(report),
    ]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str, limit: int = TEXT_LIMIT) -> str:
    """Return hostile text as Markdown that shows it as it is and does nothing, wherever in a line or a table it stands.

    Blanks around it go. What GitHub would find in the shown text is kept apart by a zero-width space.
    """
    line = _FOUND_LATER.sub(rf"\g<0>{_APART}", plain(text, limit).strip())
    return _LEADING.sub(r"\g<0>\\", line.translate(_ESCAPES))


def shown(text: str | None) -> str:
    """Return text escaped, and `not known` where there is none."""
    return escaped(text or "") or NOT_KNOWN


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _weighed(report: Report) -> str:
    policy = report.policy
    return _table(
        ("weighed", "which", "sha256"),
        [
            ("policy", f"{shown(policy.name)} {shown(policy.version)}", shown(policy.sha256)),
            *(("policy file", shown(file.path), shown(file.sha256)) for file in policy.files),
            *(("watchlist", f"{shown(one.name)} of {one.day}", shown(one.sha256)) for one in policy.watchlists),
            ("snapshot", shown(origin(report.snapshot)), shown(report.snapshot.sha256)),
            ("policy owner", shown(policy.owner), NOTHING),
            ("as of", shown(report.as_of.isoformat()), NOTHING),
            ("waivers and clarifications in force on", str(report.in_force_on or report.as_of), NOTHING),
            ("tool", shown(report.tool), NOTHING),
        ],
    )


def _counts(report: Report) -> str:
    summary = report.summary
    waived = [f"worse but for a waiver: {summary.waived} (of which {summary.fit_waived} fit)"] if summary.waived else []
    counts = [
        f"fit: {summary.fit}",
        f"review: {summary.review} (of which {summary.review_evidence} for evidence)",
        f"unfit: {summary.unfit}",
        f"out of scope: {summary.out_of_scope}",
        f"unavailable: {summary.unavailable}",
        *waived,
    ]
    return "\n".join(f"- {count}" for count in counts)


def _beside(report: Report) -> list[str]:
    """Return what was asked for beside the policy: whoever reads the verdicts has to know."""
    weights = [f"weight of {dimension} {weight:g}" for dimension, weight in report.weights.items()]
    asked = [*weights, *(f"only {text}" for text in report.where)]
    return [f"Not the policy alone: {', '.join(shown(text) for text in asked)}."] if asked else []


def _warnings(report: Report) -> list[str]:
    said = [f"- {shown(f'{one.file}:{one.line}: {one.message}')}" for one in report.warnings]
    return ["## Warnings of the policy", "\n".join(said)] if said else []


def _ranking(report: Report) -> list[str]:
    heading = "## Ranking"
    models = report.models
    listed = report.summary.judged - report.hidden
    hidden = [f"Shown are the first {len(models)} of {listed} models."] if len(models) < listed else []
    if report.hidden:
        others = "1 other is" if report.hidden == 1 else f"{report.hidden} others are"
        hidden.append(f"Shown is the best of each {report.one_per}; {others} judged and counted.")
    if not models:
        return [heading, *(hidden or ["No model was judged."])]
    rows = [
        (str(model.rank), shown(model.id), _verdict(model), _score(model.score), _reason(model)) for model in models
    ]
    return [heading, _table(("rank", "model", "verdict", "score", "reason"), rows), *hidden]


def _verdict(model: ModelReport) -> str:
    waived = ", with a waiver" if model.waived else ""
    return f"{model.verdict.word}{f', because of {model.because}' if model.because else ''}{waived}"


def _score(score: Score | None) -> str:
    """Return the interval of a score from 0 to 100; `-` in a policy without scores."""
    if score is None:
        return NOTHING
    low, high = f"{score.low:.1f}", f"{score.high:.1f}"
    return low if low == high else f"{low} to {high}"


def _reason(model: ModelReport) -> str:
    decisive = model.decisive()
    rule = f"{decisive[0].rule.id}: " if decisive else ""
    more = f" (and {len(decisive) - 1} more)" if len(decisive) > 1 else ""
    return (escaped(f"{rule}{model.reason()}", REASON_LIMIT) or NOTHING) + more


def _not_fit(report: Report) -> list[str]:
    models = [model for model in report.models if model.verdict is not Verdict.FIT or model.waived]
    sections = [block for model in models for block in _section(model)]
    return ["## Models that are not fit, or only by a waiver", *sections] if sections else []


def _section(model: ModelReport) -> list[str]:
    said = [f"- Verdict: {_verdict(model)}", f"- Revision: {shown(model.revision)}"]
    if model.score is not None:
        said.append(f"- Score: {_score(model.score)}, {model.score.coverage:.0%} of it known")
    if model.missing:
        said.append(f"- Waits for: {', '.join(shown(fact) for fact in model.missing)}")
    if not model.decisive():
        said.append(f"- Reason: {shown(model.beside_gates())}")
    elif model.scope is not None:
        said.append(f"- Scope: {shown(model.scope)}")
    gates = [line for finding in [*model.reasons(), *model.waivers()] for line in _gate(finding)]
    return [f"### {shown(model.id)}", "\n".join(said), *(["What its gates say:", "\n".join(gates)] if gates else [])]


def _gate(finding: Finding) -> list[str]:
    rule = finding.rule
    refs = [f"  - Refs: {', '.join(shown(ref) for ref in rule.refs)}"] if rule.refs else []
    return [
        f"- {shown(rule.id)}: {shown(rule.title)}",
        f"  - State: {finding.state}; effect: {finding.effect}",
        f"  - Finding: {shown(finding.message)}",
        f"  - Policy: {shown(str(rule.mark))}",
        *([f"  - Why: {shown(rule.why)}"] if rule.why else []),
        *([f"  - Fix: {shown(rule.fix)}"] if isinstance(rule, Gate) and rule.fix else []),
        *refs,
    ]


def _listed(title: str, reasons: Iterable[tuple[str, str]]) -> list[str]:
    rows = [(shown(name), shown(reason)) for name, reason in reasons]
    return [f"## {title}", _table(("model", "reason"), rows)] if rows else []


def _unevidenced(report: Report) -> list[str]:
    names = [f"- {shown(name)}" for name in report.unevidenced]
    return ["## Declared without evidence", "\n".join(names)] if names else []


def _accepted(report: Report) -> list[str]:
    rows = [(shown(str(one.place.mark)), shown(one.place.message), str(one.models)) for one in report.accepted]
    return ["## Accepted without evidence", _table(("policy", "what it says", "models"), rows)] if rows else []


def _next(report: Report) -> list[str]:
    rows = [
        (shown(one.fact.id), shown(one.fact.question), str(one.models), str(one.alone), shown(one.example))
        for one in report.questions
    ]
    heads = ("fact", "question", "models that wait for it", "for nothing else", "for example")
    return ["## What to find out next", _table(heads, rows)] if rows else []
