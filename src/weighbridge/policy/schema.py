"""The shape of a policy file: which keys exist and what they hold. Conditions are parsed apart, by `conditions`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from weighbridge.buyer import Context
from weighbridge.facts.given import day
from weighbridge.policy.policy import Action, Dimension, OnePer, OnUnknown, Severity

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,79}\z")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"\S")]
Paragraph = Annotated[str, StringConstraints(max_length=4000)]
Day = Annotated[date, BeforeValidator(day)]
Weight = Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Number = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}\z")]
Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{7,40}\z")]
OwnName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}\z")]
WaiverId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\z")]
Raw = Any
"""Read later, where the place of every word still counts. The kinds below differ only in the JSON Schema."""
Condition = Annotated[Raw, WithJsonSchema({"$comment": "condition"})]
Members = Annotated[Raw, WithJsonSchema({"$comment": "members"})]
Entry = Annotated[Raw, WithJsonSchema({"$comment": "entry"})]
GivenFacts = Annotated[dict[str, Raw], WithJsonSchema({"$comment": "given"})]


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def _choice(kind: Any) -> Any:  # noqa: ANN401
    return Annotated[kind, Field(strict=False)]


class _Lockable(_Written):
    locked: bool = False


class ExtendsEntry(_Written):
    """A policy below this one: `builtin:NAME` or a path beside this file, and the checksum that it must have."""

    use: Line
    sha256: Sha256 | None = None


def _extends(value: object) -> object:
    return {"use": value} if isinstance(value, str) else value


class CandidatesSection(_Lockable):
    """Which models the policy is about, and whether rank shows only the best of each family or publisher."""

    require: Condition | None = None
    one_per: _choice(OnePer) | None = None  # type: ignore[valid-type]


class ContextSection(Context):
    """The buyer's context."""

    locked: bool = False


class ListSection(_Lockable):
    """A named list."""

    entries: list[Entry]


class WatchlistEntry(_Written):
    """A list that binds the buyer: CSV with the columns name and namespace, beside the policy."""

    name: Identifier
    file: Line
    date: Day
    sha256: Sha256 | None = None


class OwnEntry(_Written):
    """A fact of the buyer's own, given by clarify or in a CSV beside the policy."""

    type: Literal["number", "integer", "text", "bool", "date", "set"]
    unit: Annotated[str, StringConstraints(max_length=100)] = ""
    file: Line | None = None


class ClarifyEntry(_Written):
    """Facts of one model, or of every model of a publisher, that the Hub does not state."""

    model: Line | None = None
    publisher: Line | None = None
    revision: Commit | None = None
    facts: Annotated[GivenFacts, Field(min_length=1)]
    evidence: Line
    owner: Line
    expires: Day


class WaiverEntry(_Written):
    """A failure that two people accepted for a while."""

    id: WaiverId
    rules: Annotated[list[Identifier], Field(min_length=1)]
    models: Annotated[list[Line], Field(min_length=1)]
    reason: Line
    note: Paragraph = ""
    owner: Line
    approver: Line
    ticket: Annotated[str, StringConstraints(max_length=300)] = ""
    expires: Day


class WaiversSection(_Lockable):
    """All waivers."""

    entries: list[WaiverEntry] = []


def _entries(value: object) -> object:
    return {"entries": value} if isinstance(value, list) else value


class GateEntry(_Lockable):
    """One gate."""

    id: Identifier
    title: Line
    require: Condition
    when: Condition | None = None
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
    of: Members


FORMS = ("curve", "steps", "map", "share", "flag")
"""The forms of score rules; each is a key of ScoreEntry."""


class ScoreEntry(_Lockable):
    """One score rule: exactly one of curve, steps, map, share, flag."""

    id: Identifier
    title: Line
    weight: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
    curve: CurveEntry | None = None
    steps: StepsEntry | None = None
    map: MapEntry | None = None
    share: ShareEntry | None = None
    flag: Condition | None = None
    when: Condition | None = None
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


_WeightOf = Annotated[WeightEntry | None, BeforeValidator(_weight)]


class WeightsSection(_Lockable):
    """What each question weighs."""

    hosting: _WeightOf = None
    governance: _WeightOf = None
    adaptation: _WeightOf = None
    vendor_lock: _WeightOf = None


class DecideSection(_Lockable):
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
    given: GivenFacts
    expect: ExpectSection


class ExtendsSection(_Written):
    """The policies below one."""

    extends: list[Annotated[ExtendsEntry, BeforeValidator(_extends)]] = []


class HeadSection(ExtendsSection):
    """What a file says of itself; a layer above does not take it over."""

    weighbridge: Literal[1]
    name: Identifier
    version: Line = "unversioned"
    owner: Line = ""
    review_by: Day | None = None
    description: Paragraph = ""
    tests: list[TestEntry] = []


class PolicyFile(HeadSection):
    """A whole policy file."""

    candidates: CandidatesSection = Field(default_factory=CandidatesSection)
    context: ContextSection = Field(default_factory=ContextSection)
    lists: dict[Identifier, Annotated[ListSection, BeforeValidator(_entries)]] = {}
    watchlists: list[WatchlistEntry] = []
    weights: WeightsSection = Field(default_factory=WeightsSection)
    decide: DecideSection = Field(default_factory=DecideSection)
    hosting: DimensionSection = Field(default_factory=DimensionSection)
    governance: DimensionSection = Field(default_factory=DimensionSection)
    adaptation: DimensionSection = Field(default_factory=DimensionSection)
    vendor_lock: DimensionSection = Field(default_factory=DimensionSection)
    own: dict[OwnName, OwnEntry] = {}
    clarify: list[ClarifyEntry] = []
    waivers: Annotated[WaiversSection, BeforeValidator(_entries)] = Field(default_factory=WaiversSection)
