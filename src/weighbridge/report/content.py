"""Everything that a report says, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from weighbridge import __version__
from weighbridge.errors import Diagnostic
from weighbridge.judge.accepted import Accepted, accepted
from weighbridge.judge.change import Turn, smallest_turn
from weighbridge.judge.effects import Because, Effect, State, Verdict
from weighbridge.judge.findings import Finding, ScopeFinding, findings, scope_findings
from weighbridge.judge.questions import Question, open_questions
from weighbridge.judge.totals import POINT
from weighbridge.policy import Dimension, Policy
from weighbridge.policy.policy import OnePer
from weighbridge.rank import Ranking, Summary
from weighbridge.sources.candidates import Unavailable
from weighbridge.sources.snapshot import Snapshot
from weighbridge.sources.statements import DECLARED, NO_EVIDENCE

_ORDER = {Effect.UNFIT: 0, Effect.REVIEW: 1, Effect.WARNING: 2}
_EFFECT_OF = {Verdict.REVIEW: Effect.REVIEW, Verdict.UNFIT: Effect.UNFIT}
_SEVERITIES = ("critical", "high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Score:
    """The bounds of a score from 0 to 100, and from 0 to 1 how much of it is known."""

    low: float
    high: float
    coverage: float


@dataclass(frozen=True, slots=True)
class ModelReport:
    """One model: `score` is None in a policy without score rules, `dimensions` holds those that have some.

    `scope` says why it is not known to be in the policy's scope; None where it is. `waived`: it would be unfit or in
    review but for a waiver.
    """

    rank: int
    id: str
    revision: str | None
    verdict: Verdict
    because: Because | None
    missing: tuple[str, ...]
    score: Score | None
    dimensions: Mapping[Dimension, Score]
    findings: tuple[Finding, ...]
    scope: str | None
    turn: Turn | None
    waived: bool = False

    def waivers(self) -> list[Finding]:
        """Return the gates whose effect a waiver makes none."""
        return [finding for finding in self.findings if finding.waiver is not None]

    def reasons(self) -> list[Finding]:
        """Return the gates that do something, the one that matters most first."""
        acting = [finding for finding in self.findings if finding.effect in _ORDER]
        return sorted(acting, key=_weight)

    def decisive(self) -> list[Finding]:
        """Return the gates that make the verdict, the one that matters most first; of a fit model, those that are waived
        and those that warn of a failure.
        """
        waived = self.waivers() if self.waived and self.verdict is Verdict.FIT else []
        acting = [
            finding for finding in self.reasons() if finding.effect == _EFFECT_OF.get(self.verdict, finding.effect)
        ]
        if self.verdict is Verdict.FIT:
            # What was let in without evidence is counted for all models; against this one it says nothing.
            acting = [finding for finding in acting if finding.state is not State.UNKNOWN]
        return [*waived, *acting]

    def beside_gates(self) -> str:
        """Return why a model is not fit where no gate makes the verdict; empty where it is fit."""
        if self.because is None:
            return "score is too low" if self.verdict is Verdict.UNFIT else ""
        return f"scope: {self.scope}" if self.scope else "score may be too low"

    def reason(self) -> str:
        """Return the one reason that matters most, as a sentence; empty where nothing stands against the model."""
        decisive = self.decisive()
        return decisive[0].message if decisive else self.beside_gates()


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says. `models` may be cut by a limit, `summary` counts all; `out_of_scope` has named ones and why.

    `declared` are the models that were described by hand. `accepted` are the places where the policy lets models in without
    evidence. `hidden` models are judged and not shown, since others of their kind (`one_per`) come before them. `weights`
    and `where` were asked for beside the policy. `in_force_on` is the day from which the ends of waivers and clarifications
    count; None is `as_of`.
    """

    policy: Policy
    snapshot: Snapshot
    as_of: date
    summary: Summary
    models: tuple[ModelReport, ...]
    unavailable: tuple[Unavailable, ...]
    out_of_scope: Mapping[str, str]
    questions: tuple[Question, ...]
    unevidenced: tuple[str, ...]
    declared: frozenset[str]
    accepted: tuple[Accepted, ...]
    one_per: OnePer | None = None
    hidden: int = 0
    weights: Mapping[Dimension, float] = field(default_factory=dict)
    where: tuple[str, ...] = ()
    in_force_on: date | None = None
    warnings: tuple[Diagnostic, ...] = ()
    tool: str = f"weighbridge {__version__}"


def report_content(ranking: Ranking, limit: int | None = None) -> Report:
    """Return what a report of `ranking` says, with findings for the first `limit` models."""
    order = ranking.order if limit is None else ranking.order.head(limit)
    ids = order["model__id"].to_list()
    found = findings(ranking.judged, ids, ranking.weights) if ids else {}
    in_doubt = order.filter(order["scope"].is_null())["model__id"].to_list()
    asked = [*in_doubt, *ranking.out_of_scope]
    scope = scope_findings(ranking.judged, asked) if asked else {}
    revisions = ranking.judged.snapshot.revisions(ids)
    models = tuple(
        _model(ranking.judged.policy, row, found[name], revisions.get(name), scope.get(name))
        for name, row in zip(ids, order.iter_rows(named=True), strict=True)
    )
    judged = ranking.judged
    claims = judged.snapshot.claims
    return Report(
        policy=judged.policy,
        snapshot=judged.snapshot,
        as_of=judged.as_of,
        summary=ranking.summary,
        models=models,
        unavailable=ranking.unavailable,
        out_of_scope={
            **{name: scope[name].message for name in ranking.out_of_scope},
            **dict.fromkeys(ranking.left_out, f"not {' and '.join(ranking.where)}"),
        },
        questions=tuple(open_questions(judged)),
        unevidenced=tuple(sorted({row["id"] for row in claims.iter_rows(named=True) if row["source"] == NO_EVIDENCE})),
        declared=frozenset(claims.filter(claims["reading"] == DECLARED)["id"]),
        accepted=tuple(accepted(judged)),
        one_per=ranking.one_per,
        hidden=ranking.hidden,
        weights=ranking.weights or {},
        where=ranking.where,
        in_force_on=ranking.in_force_on,
        warnings=ranking.warnings,
    )


def _model(
    policy: Policy,
    row: Mapping[str, Any],
    found: Sequence[Finding],
    revision: str | None,
    scope: ScopeFinding | None,
) -> ModelReport:
    verdict = Verdict(row["verdict"])
    because = None
    if verdict is Verdict.REVIEW:
        because = Because.EVIDENCE if row["because_evidence"] else Because.JUDGEMENT
    score = (
        None if row["low"] is None else Score(row["low"] / POINT, row["high"] / POINT, row["coverage"] / (100 * POINT))
    )
    dimensions = {
        dimension: _dimension(row[f"{dimension}_low"], row[f"{dimension}_high"])
        for dimension in Dimension
        if f"{dimension}_low" in row
    }
    missing = set(scope.missing if scope else ())
    missing |= {name for finding in _waiting(found, because, bool(scope)) for name in finding.missing}
    return ModelReport(
        rank=row["rank"],
        id=row["model__id"],
        revision=revision,
        verdict=verdict,
        because=because,
        missing=tuple(sorted(missing)),
        score=score,
        dimensions=dimensions,
        findings=tuple(found),
        scope=scope.message if scope else None,
        turn=smallest_turn(policy, verdict, row, found),
        waived=row["waived"],
    )


def _waiting(found: Sequence[Finding], because: Because | None, scope_in_doubt: bool) -> list[Finding]:
    """Return the findings whose facts a verdict waits for: gates that do something, else the scores that may be too low."""
    gates = [finding for finding in found if finding.effect in (Effect.REVIEW, Effect.UNFIT) and finding.missing]
    if gates or scope_in_doubt or because is not Because.EVIDENCE:
        return gates
    return [finding for finding in found if finding.effect is None]


def _dimension(low: float, high: float) -> Score:
    return Score(round(low * 100, 4), round(high * 100, 4), round(1 - (high - low), 6))


def _weight(finding: Finding) -> tuple[int, int, int]:
    assert finding.effect is not None
    severity = getattr(finding.rule, "severity", "low")
    return _ORDER[finding.effect], int(finding.state is State.UNKNOWN), _SEVERITIES.index(severity)
