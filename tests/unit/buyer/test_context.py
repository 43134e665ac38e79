"""The buyer's context: nothing is assumed that is not stated."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from weighbridge.buyer import Adaptation, Context, CustomAccelerator, HardwareProfile, Use, Workload


def test_a_context_that_states_nothing_knows_nothing() -> None:
    context = Context()
    assert context.model_dump() == {
        "use": None,
        "commercial": None,
        "monthly_active_users": None,
        "annual_revenue_usd": None,
        "user_countries": None,
        "seat": None,
        "hardware": (),
        "accelerators": {},
        "workload": None,
        "adaptation": {"method": "none"},
    }


def test_a_full_context_is_read_as_written() -> None:
    context = Context.model_validate(
        {
            "use": "internal",
            "commercial": True,
            "monthly_active_users": 400000,
            "annual_revenue_usd": 9000000000,
            "user_countries": ["DE", "NO"],
            "seat": "DE",
            "hardware": [{"name": "node", "accelerator": "L40S", "count": 4, "price_per_hour": 6.2, "spare": 1}],
            "accelerators": {"our-card": {"memory_gib": 47.5, "bandwidth_gb_s": 864}},
            "workload": {"context_tokens": 16384, "concurrent_requests": 8, "engine": "vllm", "utilization": 0.9},
            "adaptation": {"method": "lora"},
        }
    )
    assert context == Context(
        use=Use.INTERNAL,
        commercial=True,
        monthly_active_users=400000.0,
        annual_revenue_usd=9e9,
        user_countries=("DE", "NO"),
        seat="DE",
        hardware=(HardwareProfile(name="node", accelerator="L40S", count=4, price_per_hour=6.2, spare=1),),
        accelerators={"our-card": CustomAccelerator(memory_gib=47.5, bandwidth_gb_s=864.0)},
        workload=Workload(context_tokens=16384, concurrent_requests=8, engine="vllm", utilization=0.9),
        adaptation=Adaptation(method="lora"),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"use": "personal"},
        {"commercial": "yes"},
        {"commercial": 1},
        {"monthly_active_users": -1},
        {"monthly_active_users": math.nan},
        {"annual_revenue_usd": math.inf},
        {"annual_revenue_usd": "9000000000"},
        {"user_countries": ["de"]},
        {"user_countries": ["DE\n"]},
        {"user_countries": ["DEU"]},
        {"user_countries": "DE"},
        {"seat": "de"},
        {"seat": ["DE"]},
        {"user_countries": [False]},
        {"hardware": [{"name": "", "accelerator": "L40S"}]},
        {"hardware": [{"name": "node", "accelerator": "L40S", "count": 0}]},
        {"hardware": [{"name": "node", "accelerator": "L40S", "count": True}]},
        {"hardware": [{"name": "node", "accelerator": "L40S", "spare": -1}]},
        {"accelerators": {"card": {"memory_gib": 0}}},
        {"accelerators": {"card": {"memory_gib": math.inf}}},
        {"workload": {"context_tokens": 0}},
        {"workload": {"context_tokens": 1, "utilization": 1.1}},
        {"workload": {}},
        {"adaptation": {"method": "prompt"}},
        {"budget": 5},
    ],
)
def test_a_context_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Context.model_validate(wrong)


def test_a_context_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Context().commercial = True  # type: ignore[misc]


@pytest.mark.parametrize("country", ["UK", "EU", "XX", "de", "DEU", "DE\n", ""])
def test_a_country_is_an_assigned_code(country: str) -> None:
    assert Context.model_validate({"user_countries": ["GB"]}).user_countries == ("GB",)
    with pytest.raises(ValidationError):
        Context.model_validate({"user_countries": [country]})
