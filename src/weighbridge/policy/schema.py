"""The shape of a policy file: which keys exist and what they hold. Conditions are parsed apart, by `conditions`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from weighbridge.buyer import Context
from weighbridge.facts.given import day
from weighbridge.policy.policy import Action, Dimension, OnUnknown, Severity

RESERVED = {
    "extends": "layers",
    "clarify": "clarifications",
    "waivers": "waivers",
    "watchlists": "watchlists",
    "own": "facts of your own",
    "locked": "locks",
    "one_per": "one candidate per family or publisher",
}
"""Words of the policy language that this version does not read yet, and what they are for."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}\z")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Paragraph = Annotated[str, StringConstraints(max_length=4000)]
Day = Annotated[date, BeforeValidator(day)]
Weight = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Raw = Any
"""Read later, where the place of every word still counts."""


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def _choice(kind: Any) -> Any:  # noqa: ANN401
    return Annotated[kind, Field(strict=False)]


class CandidatesSection(_Written):
    """Which models the policy is about."""

    require: Raw


class GateEntry(_Written):
    """One gate."""

    id: Identifier
    title: Line
    require: Raw
    when: Raw = None
    action: _choice(Action) = Action.BLOCK  # type: ignore[valid-type]
    unknown: _choice(OnUnknown) | None = None  # type: ignore[valid-type]
    severity: _choice(Severity) = Severity.HIGH  # type: ignore[valid-type]
    why: Paragraph = ""
    fix: Paragraph = ""
    refs: list[Line] = []
    waivable: bool = True


class CurveEntry(_Written):
    """0 at worst, 1 at best."""

    fact: str
    worst: Number
    best: Number
    scale: Literal["linear", "log"] = "linear"


class StepsEntry(_Written):
    """Points to interpolate between."""

    fact: str
    points: Annotated[list[Annotated[tuple[Number, Unit], Field(strict=False)]], Field(min_length=2, max_length=100)]


class MapEntry(_Written):
    """A value for each text."""

    fact: str
    values: Annotated[dict[str, Unit], Field(min_length=1, max_length=500)]


class ShareEntry(_Written):
    """The fraction of members that are there."""

    fact: str
    of: Raw


class ScoreEntry(_Written):
    """One score rule: exactly one of curve, steps, map, share, flag."""

    id: Identifier
    title: Line
    weight: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
    curve: CurveEntry | None = None
    steps: StepsEntry | None = None
    map: MapEntry | None = None
    share: ShareEntry | None = None
    flag: Raw = None
    when: Raw = None
    otherwise: Unit | None = None
    why: Paragraph = ""
    refs: list[Line] = []


class DimensionSection(_Written):
    """The rules of one question."""

    gates: list[GateEntry] = []
    scores: list[ScoreEntry] = []


class WeightEntry(_Written):
    """A weight with the range in which it may be argued about."""

    value: Weight
    min: Weight | None = None
    max: Weight | None = None


def _weight(value: object) -> object:
    return {"value": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


class DecideSection(_Written):
    """Thresholds and ages."""

    unknown: _choice(OnUnknown) = OnUnknown.REVIEW  # type: ignore[valid-type]
    minimum_score: Points | None = None
    floors: dict[Annotated[Dimension, Field(strict=False)], Points] = {}
    max_age: dict[str, Annotated[int, Field(ge=0, le=36_500)]] = {}


class ExpectSection(_Written):
    """What a test expects."""

    verdict: Literal["fit", "review", "unfit"] | None = None
    rules: dict[str, Literal["pass", "fail", "unknown", "not_applicable", "known"]] = {}


class TestEntry(_Written):
    """One test of the policy."""

    name: Line
    given: dict[str, Raw]
    expect: ExpectSection


class PolicyFile(_Written):
    """A whole policy file."""

    weighbridge: Literal[1]
    name: Identifier
    version: Line = "unversioned"
    owner: Line = ""
    review_by: Day | None = None
    description: Paragraph = ""
    candidates: CandidatesSection | None = None
    context: Context = Field(default_factory=Context)
    lists: dict[Identifier, list[Raw]] = {}
    weights: dict[Annotated[Dimension, Field(strict=False)], Annotated[WeightEntry, BeforeValidator(_weight)]] = {}
    decide: DecideSection = Field(default_factory=DecideSection)
    hosting: DimensionSection = Field(default_factory=DimensionSection)
    governance: DimensionSection = Field(default_factory=DimensionSection)
    adaptation: DimensionSection = Field(default_factory=DimensionSection)
    vendor_lock: DimensionSection = Field(default_factory=DimensionSection)
    tests: list[TestEntry] = []
