"""The buyer's context, as the policy's `context` states it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from weighbridge.facts.countries import COUNTRY_PATTERN

Country = Annotated[str, StringConstraints(pattern=rf"^(?:{COUNTRY_PATTERN})\z")]
Amount = Annotated[float, Field(ge=0, le=1e15, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class _Stated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class Use(StrEnum):
    """What the buyer does with a model."""

    INTERNAL = "internal"
    CUSTOMER_FACING = "customer_facing"
    MODEL_AS_A_SERVICE = "model_as_a_service"


class AdaptationMethod(StrEnum):
    """How the buyer adapts a model."""

    NONE = "none"
    QLORA = "qlora"
    LORA = "lora"
    FULL = "full"


class HardwareProfile(_Stated):
    """One part of the estate: `count` accelerators of one kind; `price_per_hour` of all of them, in the buyer's currency."""

    name: Name
    accelerator: Name
    count: Count = 1
    price_per_hour: Amount | None = None
    spare: Annotated[int, Field(ge=0, le=100_000)] = 0
    replicas: Count = 1
    share: Name | None = None


class CustomAccelerator(_Stated):
    """A device of the buyer's own, beside the catalogue."""

    memory_gib: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
    bandwidth_gb_s: Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)] | None = None


class Workload(_Stated):
    """The load that a model must carry."""

    context_tokens: Annotated[int, Field(ge=1, le=1_000_000_000)]
    concurrent_requests: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    engine: Name = "vllm"
    utilization: Annotated[float, Field(gt=0, le=1)] = 0.92


class Adaptation(_Stated):
    """What the buyer wants to change in a model."""

    method: Annotated[AdaptationMethod, Field(strict=False)] = AdaptationMethod.NONE


class Context(_Stated):
    """Who buys, for what and with what; what is not stated is None, and terms that depend on it stay unknown.

    `user_countries` are those of the people who will use it, `seat` the country of the buyer's main place of business.
    """

    use: Annotated[Use, Field(strict=False)] | None = None
    commercial: bool | None = None
    monthly_active_users: Amount | None = None
    annual_revenue_usd: Amount | None = None
    user_countries: Annotated[tuple[Country, ...], Field(strict=False)] | None = None
    seat: Country | None = None
    hardware: Annotated[tuple[HardwareProfile, ...], Field(strict=False)] = ()
    accelerators: dict[Name, CustomAccelerator] = {}
    workload: Workload | None = None
    adaptation: Adaptation = Field(default_factory=Adaptation)
