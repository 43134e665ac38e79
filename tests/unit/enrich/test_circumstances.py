"""What a licence makes its terms depend on: whether it holds for this buyer and this model, and what was declared."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weighbridge.buyer import Context
from weighbridge.buyer.context import Use
from weighbridge.enrich.circumstances import Answer, Circumstances, amount, any_holds, expanded, holds
from weighbridge.knowledge.licenses.whens import WHENS

PARTS = ("AX", "GF", "GP", "MF", "MQ", "RE", "YT")
"""Parts of the Union with codes of their own."""
EU = (
    *PARTS,
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV"),
    *("MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)

Case = tuple[dict[str, Any], dict[str, Any], bool | None, str]
MILLION = 1_000_000

CASES: list[Case] = [
    # Users.
    (
        {"monthly_active_users_above": 700 * MILLION},
        {"monthly_active_users": 700_000_001},
        True,
        "you declared 700.000001M",
    ),
    ({"monthly_active_users_above": 700 * MILLION}, {"monthly_active_users": 700_000_000}, False, "you declared 700M"),
    ({"monthly_active_users_above": 700 * MILLION}, {"monthly_active_users": 0}, False, "you declared 0"),
    ({"monthly_active_users_above": 700 * MILLION}, {}, None, "context.monthly_active_users is not stated"),
    ({"monthly_active_users_from": 100 * MILLION}, {"monthly_active_users": 100_000_000}, True, "you declared 100M"),
    (
        {"monthly_active_users_from": 100 * MILLION},
        {"monthly_active_users": 99_999_999},
        False,
        "you declared 99.999999M",
    ),
    (
        {"monthly_active_users_from": 100 * MILLION},
        {"annual_revenue_usd": 1e12},
        None,
        "context.monthly_active_users is not stated",
    ),
    # A year's revenue.
    (
        {"annual_revenue_usd_above": MILLION},
        {"annual_revenue_usd": 1_000_000.01},
        True,
        "you declared 1.00000001M USD a year",
    ),
    ({"annual_revenue_usd_above": MILLION}, {"annual_revenue_usd": 1_000_000}, False, "you declared 1M USD a year"),
    ({"annual_revenue_usd_above": MILLION}, {}, None, "context.annual_revenue_usd is not stated"),
    (
        {"annual_revenue_usd_from": 10 * MILLION},
        {"annual_revenue_usd": 10_000_000},
        True,
        "you declared 10M USD a year",
    ),
    (
        {"annual_revenue_usd_from": 10 * MILLION},
        {"annual_revenue_usd": 9_999_999},
        False,
        "you declared 9.999999M USD a year",
    ),
    ({"annual_revenue_usd_from": 10 * MILLION}, {}, None, "context.annual_revenue_usd is not stated"),
    # A month's revenue, of which a year's is declared: all of it may fall into one month, or a twelfth into each.
    (
        {"monthly_revenue_usd_above": 20 * MILLION},
        {"annual_revenue_usd": 20_000_000},
        False,
        "you declared 20M USD a year",
    ),
    (
        {"monthly_revenue_usd_above": 20 * MILLION},
        {"annual_revenue_usd": 20_000_001},
        None,
        "you declared 20.000001M USD a year, not the best month of it",
    ),
    (
        {"monthly_revenue_usd_above": 20 * MILLION},
        {"annual_revenue_usd": 240_000_000},
        None,
        "you declared 240M USD a year, not the best month of it",
    ),
    (
        {"monthly_revenue_usd_above": 20 * MILLION},
        {"annual_revenue_usd": 240_000_012},
        True,
        "you declared 240.000012M USD a year",
    ),
    ({"monthly_revenue_usd_above": 20 * MILLION}, {}, None, "context.annual_revenue_usd is not stated"),
    (
        {"monthly_revenue_usd_from": 20 * MILLION},
        {"annual_revenue_usd": 19_999_999},
        False,
        "you declared 19.999999M USD a year",
    ),
    (
        {"monthly_revenue_usd_from": 20 * MILLION},
        {"annual_revenue_usd": 20_000_000},
        None,
        "you declared 20M USD a year, not the best month of it",
    ),
    (
        {"monthly_revenue_usd_from": 20 * MILLION},
        {"annual_revenue_usd": 239_999_988},
        None,
        "you declared 239.999988M USD a year, not the best month of it",
    ),
    (
        {"monthly_revenue_usd_from": 20 * MILLION},
        {"annual_revenue_usd": 240_000_000},
        True,
        "you declared 240M USD a year",
    ),
    (
        {"monthly_revenue_usd_from": 20 * MILLION},
        {"monthly_active_users": 1},
        None,
        "context.annual_revenue_usd is not stated",
    ),
    # Revenue with a product, of which all revenue is declared: only a whole that is below decides.
    (
        {"product_revenue_usd_above": 30 * MILLION},
        {"annual_revenue_usd": 30_000_000},
        False,
        "you declared 30M USD a year",
    ),
    (
        {"product_revenue_usd_above": 30 * MILLION},
        {"annual_revenue_usd": 30_000_001},
        None,
        "you declared 30.000001M USD a year in all, not how much of it with what is built on the model",
    ),
    ({"product_revenue_usd_above": 30 * MILLION}, {}, None, "context.annual_revenue_usd is not stated"),
    (
        {"product_revenue_usd_from": 30 * MILLION},
        {"annual_revenue_usd": 29_999_999},
        False,
        "you declared 29.999999M USD a year",
    ),
    (
        {"product_revenue_usd_from": 30 * MILLION},
        {"annual_revenue_usd": 30_000_000},
        None,
        "you declared 30M USD a year in all, not how much of it with what is built on the model",
    ),
    ({"product_revenue_usd_from": 30 * MILLION}, {}, None, "context.annual_revenue_usd is not stated"),
    (
        {"product_monthly_revenue_usd_above": 20 * MILLION},
        {"annual_revenue_usd": 20_000_000},
        False,
        "you declared 20M USD a year",
    ),
    (
        {"product_monthly_revenue_usd_above": 20 * MILLION},
        {"annual_revenue_usd": 1_000_000_000_000},
        None,
        "you declared 1,000,000M USD a year in all, not how much of it with what is built on the model",
    ),
    ({"product_monthly_revenue_usd_above": 20 * MILLION}, {}, None, "context.annual_revenue_usd is not stated"),
    (
        {"product_monthly_revenue_usd_from": 20 * MILLION},
        {"annual_revenue_usd": 19_999_999},
        False,
        "you declared 19.999999M USD a year",
    ),
    (
        {"product_monthly_revenue_usd_from": 20 * MILLION},
        {"annual_revenue_usd": 20_000_000},
        None,
        "you declared 20M USD a year in all, not how much of it with what is built on the model",
    ),
    ({"product_monthly_revenue_usd_from": 20 * MILLION}, {}, None, "context.annual_revenue_usd is not stated"),
    # Where the users are.
    ({"countries": ["EU"]}, {"user_countries": ("DE",)}, True, "you declared users in DE"),
    ({"countries": ["EU"]}, {"user_countries": ("US", "FR", "DE")}, True, "you declared users in DE, FR"),
    ({"countries": ["EU"]}, {"user_countries": ("US", "GB")}, False, "you declared users in GB, US"),
    ({"countries": ["EU", "GB", "KR"]}, {"user_countries": ("KR", "US")}, True, "you declared users in KR"),
    ({"countries": ["EU", "GB", "KR"]}, {"user_countries": ("JP",)}, False, "you declared users in JP"),
    ({"countries": ["GB"]}, {"user_countries": ("DE",)}, False, "you declared users in DE"),
    ({"countries": ["EU"]}, {"user_countries": ()}, None, "context.user_countries is not stated"),
    ({"countries": ["EU"]}, {}, None, "context.user_countries is not stated"),
    ({"countries": ["EU"]}, {"user_countries": ("US", "RE")}, True, "you declared users in RE"),
    ({"countries": ["EU"]}, {"seat": "DE"}, None, "context.user_countries is not stated"),
    # Where the buyer sits, wherever the users are.
    ({"seat": ["EU"]}, {"seat": "DE"}, True, "you declared your seat in DE"),
    ({"seat": ["EU"]}, {"seat": "DE", "user_countries": ("US",)}, True, "you declared your seat in DE"),
    ({"seat": ["EU"]}, {"seat": "US", "user_countries": ("DE",)}, False, "you declared your seat in US"),
    ({"seat": ["EU"]}, {"seat": "GB"}, False, "you declared your seat in GB"),
    ({"seat": ["EU"]}, {"seat": "CH"}, False, "you declared your seat in CH"),
    *(({"seat": ["EU"]}, {"seat": part}, True, f"you declared your seat in {part}") for part in PARTS),
    ({"seat": ["EU", "GB"]}, {"seat": "GB"}, True, "you declared your seat in GB"),
    ({"seat": ["FR"]}, {"seat": "RE"}, False, "you declared your seat in RE"),
    ({"seat": ["EU"]}, {"user_countries": ("DE",)}, None, "context.seat is not stated"),
    ({"seat": ["EU"]}, {}, None, "context.seat is not stated"),
    # What it is used for.
    ({"use": ["model_as_a_service"]}, {"use": Use.MODEL_AS_A_SERVICE}, True, "you declared model_as_a_service"),
    ({"use": ["internal", "customer_facing"]}, {"use": Use.INTERNAL}, True, "you declared internal"),
    ({"use": ["customer_facing", "model_as_a_service"]}, {"use": Use.INTERNAL}, False, "you declared internal"),
    ({"use": ["model_as_a_service"]}, {"commercial": True}, None, "context.use is not stated"),
    ({"commercial": True}, {"commercial": True}, True, "you declared commercial use"),
    ({"commercial": True}, {"commercial": False}, False, "you declared non-commercial use"),
    ({"commercial": True}, {"use": Use.MODEL_AS_A_SERVICE}, None, "context.commercial is not stated"),
    # Research is never declared: it can be ruled out, not proven.
    ({"outside_research": True}, {"commercial": True}, True, "you declared commercial use"),
    ({"outside_research": True}, {"commercial": True, "use": Use.INTERNAL}, True, "you declared commercial use"),
    ({"outside_research": True}, {"use": Use.CUSTOMER_FACING}, True, "you declared customer_facing"),
    (
        {"outside_research": True},
        {"commercial": False, "use": Use.MODEL_AS_A_SERVICE},
        True,
        "you declared model_as_a_service",
    ),
    (
        {"outside_research": True},
        {"commercial": False, "use": Use.INTERNAL},
        None,
        "whether the use is research is not stated",
    ),
    ({"outside_research": True}, {"commercial": False}, None, "whether the use is research is not stated"),
    ({"outside_research": True}, {}, None, "whether the use is research is not stated"),
    # The model.
    ({"multimodal": True}, {"multimodal": True}, True, "it takes more than text"),
    ({"multimodal": True}, {"multimodal": False}, False, "it takes text alone"),
    ({"multimodal": True}, {}, None, "whether it takes more than text is not known"),
    # What is never known from here.
    (
        {"unless_agreed": True},
        {"commercial": True, "use": Use.INTERNAL, "monthly_active_users": 1, "multimodal": True},
        None,
        "an agreement with the vendor decides",
    ),
    ({"unless_agreed": True}, {}, None, "an agreement with the vendor decides"),
]


@pytest.mark.parametrize(("when", "declared", "value", "because"), CASES)
def test_a_condition_holds_or_not_or_is_not_known(
    when: dict[str, Any], declared: dict[str, Any], value: bool | None, because: str
) -> None:
    assert holds(when, Circumstances(**declared)) == Answer(value, because)


def test_every_condition_is_tried_in_each_way_that_it_can_go() -> None:
    tried: dict[str, set[bool | None]] = {name: set() for name in WHENS}
    for when, _, value, _ in CASES:
        (name,) = when
        tried[name].add(value)
    never_true = {name for name in WHENS if name.startswith("product_")} | {"unless_agreed"}
    never_false = {"outside_research", "unless_agreed"}
    assert tried == {
        name: {None}
        | ({True} - ({True} if name in never_true else set()))
        | ({False} if name not in never_false else set())
        for name in WHENS
    }


BIG = {"monthly_active_users_above": 100 * MILLION}


@pytest.mark.parametrize(
    ("when", "declared", "expected"),
    [
        ({}, {}, Answer(True, "")),
        (
            {"commercial": True, **BIG},
            {"commercial": True, "monthly_active_users": 2e8},
            Answer(True, "you declared commercial use and you declared 200M"),
        ),
        # One that does not hold decides, whatever is not known beside it, and is what is told.
        ({"commercial": True, **BIG}, {"monthly_active_users": 5e5}, Answer(False, "you declared 0.5M")),
        ({"commercial": True, **BIG}, {"commercial": False}, Answer(False, "you declared non-commercial use")),
        (
            {"commercial": True, **BIG, "unless_agreed": True},
            {"commercial": False, "monthly_active_users": 0},
            Answer(False, "you declared non-commercial use and you declared 0"),
        ),
        (
            {"commercial": True, **BIG},
            {"commercial": True},
            Answer(None, "context.monthly_active_users is not stated"),
        ),
        (
            {"commercial": True, **BIG},
            {},
            Answer(None, "context.commercial is not stated and context.monthly_active_users is not stated"),
        ),
        (
            {"commercial": True, "unless_agreed": True},
            {"commercial": True},
            Answer(None, "an agreement with the vendor decides"),
        ),
        # The seat and the users are two things.
        (
            {"seat": ["EU"], "countries": ["EU"]},
            {"seat": "DE", "user_countries": ("US",)},
            Answer(False, "you declared users in US"),
        ),
        (
            {"seat": ["EU"], "multimodal": True},
            {"seat": "FR", "multimodal": True},
            Answer(True, "you declared your seat in FR and it takes more than text"),
        ),
        ({"seat": ["EU"], "multimodal": True}, {"multimodal": False}, Answer(False, "it takes text alone")),
        (
            {"seat": ["EU"], "multimodal": True},
            {"multimodal": True},
            Answer(None, "context.seat is not stated"),
        ),
        # What is told twice is told once.
        (
            {"commercial": True, "outside_research": True},
            {"commercial": True},
            Answer(True, "you declared commercial use"),
        ),
    ],
)
def test_all_conditions_of_one_clause_must_hold(
    when: dict[str, Any], declared: dict[str, Any], expected: Answer
) -> None:
    assert holds(when, Circumstances(**declared)) == expected


EITHER = ({"commercial": True, **BIG}, {"commercial": True, "product_monthly_revenue_usd_above": 20 * MILLION})


@pytest.mark.parametrize(
    ("whens", "declared", "expected"),
    [
        ((), {}, Answer(True, "")),
        (
            EITHER,
            {"commercial": True, "monthly_active_users": 2e8},
            Answer(True, "you declared commercial use and you declared 200M"),
        ),
        (EITHER, {"commercial": False}, Answer(False, "you declared non-commercial use")),
        (
            EITHER,
            {"commercial": True, "monthly_active_users": 10, "annual_revenue_usd": 5},
            Answer(False, "you declared 10 and you declared 5 USD a year"),
        ),
        (
            EITHER,
            {"commercial": True, "monthly_active_users": 10},
            Answer(None, "context.annual_revenue_usd is not stated"),
        ),
        (
            EITHER,
            {"commercial": True, "monthly_active_users": 10, "annual_revenue_usd": 9e8},
            Answer(None, "you declared 900M USD a year in all, not how much of it with what is built on the model"),
        ),
        (
            EITHER,
            {"commercial": True},
            Answer(None, "context.monthly_active_users is not stated and context.annual_revenue_usd is not stated"),
        ),
        (({"commercial": True}, {}), {}, Answer(True, "")),
    ],
)
def test_one_of_several_conditions_is_enough(
    whens: tuple[dict[str, Any], ...], declared: dict[str, Any], expected: Answer
) -> None:
    assert any_holds(whens, Circumstances(**declared)) == expected


@pytest.mark.parametrize(
    ("territory", "expected"),
    [
        ([], []),
        (["US"], ["US"]),
        (["KR", "GB", "KR"], ["GB", "KR"]),
        (["EU"], sorted(EU)),
        (["EU", "RE"], sorted(EU)),
        (["RE"], ["RE"]),
        (["FR"], ["FR"]),
        (["KR", "EU", "GB", "DE"], sorted([*EU, "GB", "KR"])),
    ],
)
def test_a_bloc_stands_for_its_countries(territory: list[str], expected: list[str]) -> None:
    assert expanded(territory) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1,000"),
        (99_999, "99,999"),
        (100_000, "0.1M"),
        (400_000, "0.4M"),
        (700_000_000, "700M"),
        (700_000_001, "700.000001M"),
        (1_234_567_890, "1,234.56789M"),
        (1e15, "1,000,000,000M"),
    ],
)
def test_an_amount_is_written_as_people_read_it(number: float, expected: str) -> None:
    assert amount(number) == expected


def test_the_circumstances_are_those_of_the_policys_context() -> None:
    context = Context.model_validate(
        {
            "use": "internal",
            "commercial": True,
            "monthly_active_users": 10.0,
            "annual_revenue_usd": 20.0,
            "user_countries": ["DE", "US"],
            "seat": "GB",
        }
    )
    assert Circumstances.of(context, multimodal=False) == Circumstances(
        use=Use.INTERNAL,
        commercial=True,
        monthly_active_users=10.0,
        annual_revenue_usd=20.0,
        user_countries=("DE", "US"),
        seat="GB",
        multimodal=False,
    )
    assert Circumstances.of(Context(), multimodal=None) == Circumstances()


amounts = st.floats(min_value=0, max_value=1e15)
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "monthly_active_users_above": st.integers(1, 10**9),
        "annual_revenue_usd_from": st.integers(1, 10**9),
        "monthly_revenue_usd_above": st.integers(1, 10**9),
        "product_revenue_usd_above": st.integers(1, 10**9),
        "countries": st.lists(st.sampled_from(["EU", "GB", "KR"]), min_size=1),
        "seat": st.lists(st.sampled_from(["EU", "GB", "KR"]), min_size=1),
        "use": st.lists(st.sampled_from([str(use) for use in Use]), min_size=1),
        **dict.fromkeys(("commercial", "outside_research", "multimodal", "unless_agreed"), st.just(True)),
    },
)


@given(
    CONDITIONS,
    st.fixed_dictionaries(
        {
            "use": st.sampled_from(Use),
            "commercial": st.booleans(),
            "monthly_active_users": amounts,
            "annual_revenue_usd": amounts,
            "user_countries": st.lists(st.sampled_from(["DE", "GB", "US"]), min_size=1).map(tuple),
            "seat": st.sampled_from(["DE", "GB", "RE", "US"]),
            "multimodal": st.booleans(),
        }
    ),
    st.sets(st.sampled_from([field.name for field in fields(Circumstances)])),
)
def test_what_is_known_stays_so_when_more_is_declared(
    when: dict[str, Any], declared: dict[str, Any], hidden: set[str]
) -> None:
    less = holds(when, Circumstances(**{name: value for name, value in declared.items() if name not in hidden}))
    more = holds(when, Circumstances(**declared))
    assert less.value is None or less.value is more.value
    assert more.value is None or more.value in (True, False)
