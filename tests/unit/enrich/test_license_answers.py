"""What licences mean for a buyer: every limit of every licence from both sides, and what expressions make of them.

The matrix is driven from the table, so that a licence that is added is tried; beside it stand rows written by hand, which
know nothing of the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations, product
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weighbridge.buyer.context import Use
from weighbridge.enrich import license_answers
from weighbridge.enrich.circumstances import Answer, Circumstances, amount, expanded
from weighbridge.enrich.expression_answers import answers_of
from weighbridge.enrich.license_answers import NAMES, members_of
from weighbridge.facts.dictionary import OBLIGATIONS, PERMISSIONS
from weighbridge.knowledge.licenses import DECIDING, Clause, License, Limit, licenses
from weighbridge.knowledge.licenses.clauses import FLAGS, Verified, place
from weighbridge.knowledge.licenses.whens import MEASURES

HARMLESS: dict[str, Any] = {
    "use": Use.INTERNAL,
    "commercial": False,
    "monthly_active_users": 0,
    "annual_revenue_usd": 0,
    "user_countries": ("US",),
    "seat": "US",
    "multimodal": False,
}
"""A buyer whom no limit reaches but those for research and those that an agreement decides."""


@dataclass(frozen=True)
class State:
    """One way for a condition to go: what to declare for it, whether it then holds, and what is said of it."""

    declared: Mapping[str, Any]
    holds: bool | None
    said: str


def measure_states(key: str, threshold: int) -> Iterator[State]:
    """Yield states just below and just above a threshold, and not stated."""
    field = "monthly_active_users" if key.startswith("monthly_active_users_") else "annual_revenue_usd"
    step = 0 if key.endswith("_from") else 1
    month, part = "monthly_revenue" in key, key.startswith("product_")
    year = " USD a year" if field == "annual_revenue_usd" else ""
    below = threshold - 1 + step
    yield State({field: below}, False, f"you declared {amount(below)}{year}")
    if part:
        above = threshold + step
        whole = f"you declared {amount(above)} USD a year in all, not how much of it with what is built on the model"
        yield State({field: above}, None, whole)
    elif month:
        between = threshold + step
        yield State({field: between}, None, f"you declared {amount(between)} USD a year, not the best month of it")
        above = threshold * 12 + step * 12
        yield State({field: above}, True, f"you declared {amount(above)} USD a year")
    else:
        above = threshold + step
        yield State({field: above}, True, f"you declared {amount(above)}{year}")
    yield State({field: None}, None, f"context.{field} is not stated")


def country_states(territory: list[str]) -> Iterator[State]:
    """Yield states for every country inside, for the world around, for both at once, and not stated."""
    for country in expanded(territory):
        yield State({"user_countries": (country,)}, True, f"you declared users in {country}")
        yield State({"user_countries": ("US", country)}, True, f"you declared users in {country}")
    for country in {"US", "CN", "CH", "NO", "GB", "KR"} - set(expanded(territory)):
        yield State({"user_countries": (country,)}, False, f"you declared users in {country}")
    for nothing in ((), None):
        yield State({"user_countries": nothing}, None, "context.user_countries is not stated")


def seat_states(territory: list[str]) -> Iterator[State]:
    """Yield states for a seat in every country inside and in the world around, and not stated; users change nothing."""
    inside = expanded(territory)
    for country in inside:
        yield State({"seat": country}, True, f"you declared your seat in {country}")
    for country in {"US", "CN", "CH", "NO", "GB", "KR"} - set(inside):
        yield State({"seat": country}, False, f"you declared your seat in {country}")
    yield State({"seat": None}, None, "context.seat is not stated")


def use_states(uses: list[str]) -> Iterator[State]:
    for use in Use:
        yield State({"use": use}, use in uses, f"you declared {use}")
    yield State({"use": None}, None, "context.use is not stated")


def flag_states(key: str) -> Iterator[State]:
    match key:
        case "commercial":
            yield State({"commercial": True}, True, "you declared commercial use")
            yield State({"commercial": False}, False, "you declared non-commercial use")
            yield State({"commercial": None}, None, "context.commercial is not stated")
        case "outside_research":
            unknown = "whether the use is research is not stated"
            for use in (None, *Use):
                yield State({"commercial": True, "use": use}, True, "you declared commercial use")
            for use in (Use.CUSTOMER_FACING, Use.MODEL_AS_A_SERVICE):
                yield State({"commercial": False, "use": use}, True, f"you declared {use}")
            for commercial, use in product((False, None), (None, Use.INTERNAL)):
                yield State({"commercial": commercial, "use": use}, None, unknown)
        case "multimodal":
            yield State({"multimodal": True}, True, "it takes more than text")
            yield State({"multimodal": False}, False, "it takes text alone")
            yield State({"multimodal": None}, None, "whether it takes more than text is not known")
        case "unless_agreed":
            yield State({}, None, "an agreement with the vendor decides")
        case _:
            raise AssertionError(f"no states for {key}")


def states(key: str, value: Any) -> list[State]:
    if key in MEASURES:
        return list(measure_states(key, value))
    if key == "countries":
        return list(country_states(value))
    if key == "seat":
        return list(seat_states(value))
    return list(use_states(value) if key == "use" else flag_states(key))


def combinations(when: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], bool | None, str]]:
    """Yield buyers in each state of a condition's keys, whether it then holds, and what is said."""
    several = [states(key, value) for key, value in when.items()]
    for chosen in product(*several):
        declared: dict[str, Any] = dict(HARMLESS)
        for state in chosen:
            declared |= state.declared
        if any(declared[name] != value for state in chosen for name, value in state.declared.items()):
            continue  # Two keys want one thing declared in two ways.
        values = [state.holds for state in chosen]
        holds = False if False in values else None if None in values else True
        said = " and ".join(dict.fromkeys(state.said for state in chosen if state.holds is holds))
        yield declared, holds, said


def permits(id_: str, **declared: Any) -> dict[str, Answer]:
    """Return the answers on the six permissions."""
    return dict(members_of("permits", answers_of(id_, Circumstances(**declared))))


def values(id_: str, **declared: Any) -> dict[str, bool | None]:
    return {name: answer.value for name, answer in permits(id_, **declared).items()}


def granted(entry: License, clause: Clause) -> bool | None:
    """Return what a clause gives, where somebody read it."""
    return clause.value if (clause.verified or entry.verified) in DECIDING else None


def bounds(declared: Mapping[str, Any]) -> list[str]:
    """Return the permissions that bound `use` and `commercial` for what a buyer declared."""
    found = {"commercial": declared.get("commercial") is True, "host": declared.get("use") is Use.MODEL_AS_A_SERVICE}
    return [name for name, bound in found.items() if bound]


BOUNDED = ("use", "commercial")


def bounding(member: str, declared: Mapping[str, Any]) -> list[str]:
    """Return the permissions that a permission hangs on, itself first."""
    return [member, *(name for name in bounds(declared) if member in BOUNDED and name != member)]


def binding(declared: Mapping[str, Any]) -> dict[str, bool | None]:
    """Return which permissions bound `use` and `commercial`; None where the buyer did not state what decides that."""
    use = declared.get("use")
    return {"commercial": declared.get("commercial"), "host": None if use is None else use is Use.MODEL_AS_A_SERVICE}


def bounded(member: str, given: Mapping[str, bool | None], declared: Mapping[str, Any]) -> bool | None:
    """Return a permission as far as what the declared use needs allows it; not known where it may be needed."""
    found = given[member]
    for name, binds in binding(declared).items():
        if member not in BOUNDED or binds is False:
            continue
        if binds:
            found = worst([found, given[name]])
        elif found is True and given[name] is not True:
            found = None
    return found


def worst(values_: Iterable[bool | None]) -> bool | None:
    return min(values_, key=[False, None, True].index)


def for_the_use(each: Mapping[str, Answer], declared: Mapping[str, Any]) -> dict[str, tuple[bool | None, str]]:
    """Return value and reason of each permission for the declared use: the worst one that it hangs on, of equals itself."""
    unstated = {"commercial": "context.commercial is not stated", "host": "context.use is not stated"}
    found = {}
    for member in PERMISSIONS:
        several = [each[name] for name in bounding(member, declared)]
        value = worst(one.value for one in several)
        found[member] = (value, next(one.because for one in several if one.value is value))
        for name, binds in binding(declared).items():
            if member in BOUNDED and binds is None and found[member][0] is True and each[name].value is not True:
                found[member] = (None, f"{each[name].because}; {unstated[name]}")
    return found


DECIDED = [one for one in licenses().values() if one.verified in DECIDING and one.terms is not None]
LIMITS = [(one, index) for one in licenses().values() if one.terms for index in range(len(one.terms.limits))]
DUTIES = [
    (one, name)
    for one in DECIDED
    for name, clause in one.terms.obligations.items()
    if clause.when and (clause.verified or one.verified) in DECIDING
]


def label(value: object) -> str:
    return value.id if isinstance(value, License) else str(value)


def limit_of(entry: License, index: int) -> Limit:
    assert entry.terms is not None
    return entry.terms.limits[index]


def was_read(entry: License, limit: Limit) -> bool:
    """Return whether somebody read a limit in the text itself."""
    return (limit.verified or entry.verified) in DECIDING


# The matrix.


def test_the_matrix_is_not_empty() -> None:
    assert len(LIMITS) >= 60
    assert len(DUTIES) >= 15
    assert {key for one, index in LIMITS for key in limit_of(one, index).when} >= {
        *(
            "monthly_active_users_above",
            "annual_revenue_usd_above",
            "annual_revenue_usd_from",
            "monthly_revenue_usd_above",
        ),
        *("product_revenue_usd_above", "countries", "seat", "use", "commercial", "outside_research", "multimodal"),
        "unless_agreed",
    }


@pytest.mark.parametrize(("entry", "index"), LIMITS, ids=label)
def test_a_limit_shuts_out_exactly_whom_it_names_from_exactly_what_it_withholds(
    entry: License, index: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each limit alone: its licence without the other limits."""
    assert entry.terms is not None
    limit = limit_of(entry, index)
    held = {
        name: replace(entry, terms=replace(entry.terms, limits=some))
        for name, some in (("bare", ()), ("alone", (limit,)))
    }
    monkeypatch.setattr(license_answers, "license_of", held.get)
    bases = permits("bare", **HARMLESS)  # What the clauses say to whom neither a limit nor a bound reaches.
    assert {name: answer.value for name, answer in bases.items()} == {
        name: granted(entry, entry.terms.permits[name]) for name in PERMISSIONS
    }
    prefix = f"{entry.name}{f', {place(limit.section)}' if limit.section else ''}: {limit.note}; "
    unread = f"{entry.name}: known by reports alone; somebody has to read its text"
    reached = set()
    for declared, found_to_hold, said in combinations(limit.when):
        holds = found_to_hold if was_read(entry, limit) else None
        because = prefix + said if was_read(entry, limit) else unread
        reached.add(holds)
        each = dict(bases)
        for member in limit.withholds:
            if holds is True:
                each[member] = Answer(False, because)
            elif bases[member].value is True:
                each[member] = Answer(None if holds is None else True, because)
        found = permits("alone", **declared)
        expected = for_the_use(each, declared)
        assert {name: (answer.value, answer.because) for name, answer in found.items()} == expected, declared
    if "unless_agreed" not in limit.when and not any(key.startswith("product_") for key in limit.when):
        assert (True in reached) == was_read(entry, limit)


@pytest.mark.parametrize(("entry", "index"), LIMITS, ids=label)
def test_among_the_other_limits_of_its_licence_a_limit_still_shuts_out_whom_it_names(
    entry: License, index: int
) -> None:
    limit = limit_of(entry, index)
    prefix = f"{entry.name}{f', {place(limit.section)}' if limit.section else ''}: {limit.note}; "
    # What another limit says in the same words is told apart by what it depends on.
    assert entry.terms is not None
    twins = [one for one in entry.terms.limits if (one.section, one.note) == (limit.section, limit.note)]
    assert len({frozenset(one.when) for one in twins}) == len(twins)
    for declared, found_to_hold, said in combinations(limit.when):
        holds = found_to_hold if was_read(entry, limit) else None
        found = permits(entry.id, **declared)
        for member, answer in found.items():
            by_this = answer.because == prefix + said
            withheld = any(name in limit.withholds for name in bounding(member, declared))
            if withheld and holds is True:
                assert answer.value is False
            if answer.value is False and by_this:
                assert withheld
                assert holds is True
            if withheld and holds is None:
                assert answer.value is not True


@pytest.mark.parametrize(("entry", "name"), DUTIES, ids=label)
def test_a_conditional_duty_arises_exactly_for_whom_it_names(entry: License, name: str) -> None:
    assert entry.terms is not None
    clause = entry.terms.obligations[name]
    assert clause.value is True
    reached = set()
    for when in clause.when:
        for declared, holds, said in combinations(when):
            others = [other for other in clause.when if other is not when]
            answer = answers_of(entry.id, Circumstances(**declared))[f"obligations.{name}"]
            reached.add(answer.value)
            assert answer.because.startswith(entry.name)
            if holds is True:
                assert answer.value is True
                assert said in answer.because
            elif not others:
                assert answer.value is holds
                assert said in answer.because
            elif holds is None:
                assert answer.value is not False
    decidable = [
        when for when in clause.when if "unless_agreed" not in when and not any("product_" in key for key in when)
    ]
    assert (True in reached) == bool(decidable)
    assert (False in reached) == all(set(when) != {"unless_agreed"} for when in clause.when)


HOSTED = [
    dict(HARMLESS)
    | {"use": use, "commercial": commercial, "multimodal": multimodal, "user_countries": countries, "seat": seat}
    for use, commercial, multimodal, (countries, seat) in product(
        (None, *Use),
        (None, True, False),
        (None, True, False),
        ((None, None), (("US",), "US"), (("DE",), "US"), (("US",), "DE")),
    )
]


@pytest.mark.parametrize("entry", DECIDED, ids=label)
def test_a_licence_without_limits_gives_every_buyer_what_its_clauses_say(entry: License) -> None:
    assert entry.terms is not None
    limited = {member for limit in entry.terms.limits for member in limit.withholds}
    given_ = {member: granted(entry, entry.terms.permits[member]) for member in PERMISSIONS}
    for declared in HOSTED:
        found = values(entry.id, **declared | {"monthly_active_users": 1e12, "annual_revenue_usd": 1e12})
        may_bind = [name for name, binds in binding(declared).items() if binds is not False]
        hangs_on = {member: {member, *(may_bind if member in BOUNDED else ())} for member in PERMISSIONS}
        expected = {
            member: bounded(member, given_, declared) for member, names in hangs_on.items() if limited.isdisjoint(names)
        }
        assert {member: found[member] for member in expected} == expected


@pytest.mark.parametrize("entry", licenses().values(), ids=label)
def test_nobody_may_use_commercially_what_bars_commerce_or_offer_as_a_service_what_bars_hosting(
    entry: License,
) -> None:
    for declared in HOSTED:
        found = values(entry.id, **declared)
        for member in BOUNDED:
            assert worst([found[member], *(found[name] for name in bounds(declared))]) is found[member]


@pytest.mark.parametrize("entry", [one for one in DECIDED if one.terms.permits["commercial"].value is False], ids=label)
def test_a_licence_that_bars_commerce_never_gives_it_and_never_lets_a_commercial_buyer_run_it(entry: License) -> None:
    for declared in HOSTED:
        found = values(entry.id, **declared)
        assert found["commercial"] is False
        if declared["commercial"] is True:
            assert found["use"] is False
        elif declared["commercial"] is None:
            assert found["use"] is not True


@pytest.mark.parametrize("entry", [one for one in licenses().values() if one.versions], ids=label)
def test_a_name_with_several_texts_says_what_all_of_them_say(entry: License) -> None:
    for declared in HOSTED:
        found = values(entry.id, **declared)
        versions = [values(version, **declared) for version in entry.versions]
        assert found == {
            member: versions[0][member] if len({one[member] for one in versions}) == 1 else None
            for member in PERMISSIONS
        }


@pytest.mark.parametrize("entry", licenses().values(), ids=label)
def test_every_licence_answers_every_question_with_a_reason(entry: License) -> None:
    for declared in ({}, HARMLESS, dict(HARMLESS) | {"commercial": True, "use": Use.MODEL_AS_A_SERVICE}):
        found = answers_of(entry.id, Circumstances(**declared))
        assert set(found) == set(NAMES)
        assert [name for name, answer in found.items() if not answer.because.strip()] == []
        booleans = [name for name in NAMES if name.startswith(("permits.", "obligations."))] + [*FLAGS, "verified"]
        assert [name for name in booleans if found[name].value not in (True, False, None)] == []
        for name in ("excluded_countries", "banned_fields"):
            assert isinstance(found[name].value, tuple) or (found[name].value, found[name].complete) == (None, False)


def test_the_names_of_the_answers_are_those_of_the_facts() -> None:
    assert (
        *(f"permits.{member}" for member in PERMISSIONS),
        *(f"obligations.{member}" for member in OBLIGATIONS),
        *("irrevocable", "latest_version_duty", "remote_restriction", "at_will_termination"),
        *("unilateral_change", "excluded_countries", "banned_fields", "verified", "category", "osi_approved"),
    ) == NAMES


# By hand: literal rows that do not come from the table.

LLAMA_31, LLAMA_32 = "LicenseRef-scancode-llama-3.1-license-2024", "LicenseRef-scancode-llama-3.2-license-2024"
LLAMA_33, LLAMA_4 = "LicenseRef-scancode-llama-3.3-license-2024", "LicenseRef-scancode-llama-4-cla-2025"
K_EXAONE, FALCON_180B, GROK = "LicenseRef-k-exaone", "LicenseRef-falcon-180b-license", "LicenseRef-grok2-community"
HFOIL, BAICHUAN = "LicenseRef-scancode-hfoil-1.0", "LicenseRef-baichuan2-community"
QWEN, QWEN_COMMUNITY, QWEN_MAX = (
    "LicenseRef-scancode-qwen-2024",
    "LicenseRef-qwen-community-1.0",
    "LicenseRef-qwen3.8-max",
)
STABILITY, LFM = "LicenseRef-scancode-stability-ai-community-2024", "LicenseRef-lfm1.0"
HUNYUAN_LARGE, HUNYUAN_VIDEO = "LicenseRef-tencent-hunyuan-large", "LicenseRef-tencent-hunyuan-video"
HUNYUAN_3D, HUNYUAN = "LicenseRef-scancode-tencent-hunyuan-3d-2.0-cla", "LicenseRef-tencent-hunyuan-community"
KIMI_K2, KIMI_K3 = "LicenseRef-scancode-moonshot-ai-modified-mit-2025", "LicenseRef-kimi-k3"
GLM, EXAONE = "LicenseRef-glm-5.3", "LicenseRef-scancode-exaone-ai-model-1.1-nc"
DEVSTRAL, MEDIUM = "LicenseRef-mistral-devstral-2", "LicenseRef-mistral-medium-3.5"
MINIMAX_M2, MINIMAX_M27 = "LicenseRef-minimax-m2-modified-mit", "LicenseRef-minimax-m2.7-non-commercial"
NC, FAIR, DBRX = (
    "CC-BY-NC-4.0",
    "LicenseRef-fair-noncommercial-research-license",
    "LicenseRef-databricks-open-model-license",
)
FLUX, NAVER = "LicenseRef-scancode-flux-1-nc", "LicenseRef-scancode-hyperclova-x-seed-2025"
MAAS, FACING, INTERNAL = Use.MODEL_AS_A_SERVICE, Use.CUSTOMER_FACING, Use.INTERNAL
USERS, REVENUE = "monthly_active_users", "annual_revenue_usd"
IN_THE_US = {"user_countries": ("US",), "seat": "US"}

Row = tuple[str, str, dict[str, Any], bool | None, str]
ROWS: list[Row] = [
    # Llama 3.1: "greater than 700 million".
    (LLAMA_31, "use", {USERS: 400_000}, True, "you declared 0.4M"),
    (LLAMA_31, "use", {USERS: 700_000_000}, True, "you declared 700M"),
    (LLAMA_31, "use", {USERS: 700_000_001}, False, "you declared 700.000001M"),
    (LLAMA_31, "host", {USERS: 700_000_001, "use": MAAS}, False, "you declared 700.000001M"),
    (LLAMA_31, "host", {USERS: 5, "use": MAAS, "commercial": True}, True, "you declared 5"),
    (LLAMA_31, "train_others", {USERS: 5}, True, "you declared 5"),
    (LLAMA_31, "commercial", {}, None, "context.monthly_active_users is not stated"),
    ("LicenseRef-llama3", "train_others", {USERS: 5}, False, "neither the model nor its outputs may improve another"),
    ("LicenseRef-scancode-llama-2-license-2023", "train_others", {USERS: 5}, False, "section 1.b.v"),
    # Llama 3.2: its use policy withholds the multimodal ones from who sits in the EU, wherever the users are.
    (LLAMA_32, "use", {USERS: 5, "seat": "DE", "multimodal": True}, False, "use policy"),
    (
        LLAMA_32,
        "use",
        {USERS: 5, "seat": "DE", "user_countries": ("US",), "multimodal": True},
        False,
        "you declared your seat in DE",
    ),
    (LLAMA_32, "use", {USERS: 5, "seat": "DE", "multimodal": False}, True, "it takes text alone"),
    (LLAMA_32, "use", {USERS: 5, "seat": "DE"}, None, "whether it takes more than text is not known"),
    (LLAMA_32, "use", {USERS: 5, "seat": "US", "multimodal": True}, True, "you declared your seat in US"),
    (LLAMA_32, "use", {USERS: 5, "seat": "US", "multimodal": False}, True, "you declared your seat in US"),
    (LLAMA_32, "use", {USERS: 5, "seat": "US"}, True, "you declared your seat in US"),
    (
        LLAMA_32,
        "use",
        {USERS: 5, "seat": "US", "user_countries": ("DE",), "multimodal": True},
        True,
        "you declared your seat in US",
    ),
    (
        LLAMA_32,
        "use",
        {USERS: 5, "user_countries": ("DE",), "multimodal": True},
        None,
        "context.seat is not stated",
    ),
    (LLAMA_32, "use", {USERS: 5, "multimodal": False}, True, "it takes text alone"),
    # Llama 3.3 as 3.2.
    (LLAMA_33, "use", {USERS: 5, "seat": "FR", "multimodal": True}, False, "you declared your seat in FR"),
    (LLAMA_33, "use", {USERS: 5, "seat": "FR", "multimodal": False}, True, "it takes text alone"),
    (
        LLAMA_33,
        "use",
        {USERS: 5, "seat": "US", "user_countries": ("FR",), "multimodal": True},
        True,
        "you declared your seat in US",
    ),
    (LLAMA_33, "host", {USERS: 5, "multimodal": True}, None, "context.seat is not stated"),
    # Llama 4: all of it takes images.
    (LLAMA_4, "use", {USERS: 5, "seat": "DE"}, False, "use policy"),
    (LLAMA_4, "use", {USERS: 5, "seat": "DE", "user_countries": ("US",)}, False, "you declared your seat in DE"),
    (LLAMA_4, "host", {USERS: 5, "seat": "FR", "multimodal": True}, False, "you declared your seat in FR"),
    (LLAMA_4, "use", {USERS: 5, "seat": "FR", "multimodal": False}, False, "you declared your seat in FR"),
    (LLAMA_4, "use", {USERS: 5, "seat": "RE"}, False, "you declared your seat in RE"),
    (LLAMA_4, "use", {USERS: 5, "seat": "US", "user_countries": ("DE",)}, True, "you declared your seat in US"),
    (LLAMA_4, "use", {USERS: 5, "seat": "GB"}, True, "you declared your seat in GB"),
    (LLAMA_4, "use", {USERS: 7e8 + 1, "seat": "US"}, False, "you declared 700.000001M"),
    (LLAMA_4, "use", {USERS: 5, "user_countries": ("DE",)}, None, "context.seat is not stated"),
    (LLAMA_4, "use", {USERS: 5, "user_countries": ("US",)}, None, "context.seat is not stated"),
    (LLAMA_4, "use", {USERS: 5}, None, "context.seat is not stated"),
    (LLAMA_31, "use", {USERS: 5, "seat": "DE", "user_countries": ("DE",), "multimodal": True}, True, "you declared 5"),
    # Qwen: "more than 100 million", of a commercial product.
    (QWEN, "commercial", {"commercial": True, USERS: 100_000_000}, True, "you declared 100M"),
    (QWEN, "commercial", {"commercial": True, USERS: 100_000_001}, False, "you declared 100.000001M"),
    (QWEN, "use", {"commercial": False, USERS: 1e9}, True, "you declared non-commercial use"),
    (QWEN, "use", {USERS: 1e9}, None, "context.commercial is not stated"),
    (QWEN, "use", {"commercial": True}, None, "context.monthly_active_users is not stated"),
    # Stability: "more than USD $1,000,000 in annual revenue".
    (STABILITY, "use", {REVENUE: 1_000_000}, True, "you declared 1M USD a year"),
    (STABILITY, "use", {REVENUE: 1_000_001}, False, "you declared 1.000001M USD a year"),
    (STABILITY, "commercial", {REVENUE: 999_999, "commercial": True}, True, "you declared 0.999999M USD a year"),
    (STABILITY, "commercial", {"commercial": True}, None, "context.annual_revenue_usd is not stated"),
    (STABILITY, "train_others", {REVENUE: 1}, False, "Stability"),
    # LFM: "annual revenue of 10 million United States dollars or more", of commercial use.
    (LFM, "commercial", {"commercial": True, REVENUE: 9_999_999}, True, "you declared 9.999999M USD a year"),
    (LFM, "commercial", {"commercial": True, REVENUE: 10_000_000}, False, "you declared 10M USD a year"),
    (LFM, "use", {"commercial": True, REVENUE: 10_000_001}, False, "you declared 10.000001M USD a year"),
    (LFM, "use", {"commercial": False, REVENUE: 1e9}, True, "you declared non-commercial use"),
    (LFM, "use", {"commercial": True}, None, "context.annual_revenue_usd is not stated"),
    # Hunyuan: the Large one leaves out the EU, the Video one the United Kingdom and South Korea too; by users and by seat.
    (HUNYUAN_LARGE, "use", {USERS: 5, "user_countries": ("DE",)}, False, "you declared users in DE"),
    (HUNYUAN_LARGE, "use", {USERS: 5, "user_countries": ("DE",), "seat": "US"}, False, "you declared users in DE"),
    (HUNYUAN_LARGE, "use", {USERS: 5, "user_countries": ("MQ",)}, False, "you declared users in MQ"),
    (HUNYUAN_LARGE, "use", {USERS: 5, "user_countries": ("US",), "seat": "DE"}, False, "you declared your seat in DE"),
    (HUNYUAN_LARGE, "use", {USERS: 5, "seat": "RE"}, False, "you declared your seat in RE"),
    (HUNYUAN_LARGE, "use", {USERS: 5, "seat": "US"}, None, "context.user_countries is not stated"),
    (HUNYUAN_LARGE, "use", {USERS: 5, "user_countries": ("US",)}, None, "context.seat is not stated"),
    (HUNYUAN_LARGE, "use", {USERS: 5, "user_countries": ("GB",), "seat": "GB"}, True, "you declared users in GB"),
    (HUNYUAN_LARGE, "use", {USERS: 5, "user_countries": ("KR",), "seat": "KR"}, True, "you declared your seat in KR"),
    (HUNYUAN_LARGE, "use", {USERS: 100_000_001, **IN_THE_US}, False, "section 4"),
    (HUNYUAN_LARGE, "use", {USERS: 100_000_000, **IN_THE_US}, True, "you declared 100M"),
    (HUNYUAN_VIDEO, "use", {USERS: 5, "user_countries": ("DE",)}, False, "you declared users in DE"),
    (HUNYUAN_VIDEO, "use", {USERS: 5, "user_countries": ("GB",)}, False, "you declared users in GB"),
    (HUNYUAN_VIDEO, "host", {USERS: 5, "user_countries": ("US", "KR")}, False, "you declared users in KR"),
    (HUNYUAN_VIDEO, "use", {USERS: 5, "user_countries": ("JP",), "seat": "GB"}, False, "you declared your seat in GB"),
    (HUNYUAN_VIDEO, "use", {USERS: 5, "user_countries": ("JP",), "seat": "JP"}, True, "you declared users in JP"),
    (HUNYUAN_3D, "use", {USERS: 1_000_001, **IN_THE_US}, False, "section 4"),
    (HUNYUAN_3D, "use", {USERS: 1_000_000, **IN_THE_US}, True, "you declared 1M"),
    # One word for four texts.
    (HUNYUAN, "use", {USERS: 5, **IN_THE_US}, True, "you declared 5"),
    (HUNYUAN, "use", {USERS: 5, "user_countries": ("DE",)}, None, "differ"),
    (HUNYUAN, "use", {USERS: 2_000_000, **IN_THE_US}, None, "differ"),
    (HUNYUAN, "use", {USERS: 100_000_001, **IN_THE_US}, False, "section 4"),
    (HUNYUAN, "train_others", {USERS: 5, **IN_THE_US}, False, "Hunyuan"),
    ("LicenseRef-gemma", "use", {}, True, "Gemma"),
    ("LicenseRef-gemma", "host", {"commercial": True, "use": MAAS}, True, "Gemma"),
    # DBRX and HyperCLOVA X.
    (DBRX, "use", {USERS: 700_000_000}, True, "you declared 700M"),
    (DBRX, "use", {USERS: 700_000_001}, False, "section 3"),
    (NAVER, "use", {USERS: 10_000_001}, False, "section 4"),
    (NAVER, "use", {USERS: 10_000_000, "commercial": False}, None, "an agreement with the vendor decides"),
    (NAVER, "commercial", {USERS: 5, "commercial": True}, None, "an agreement with the vendor decides"),
    # Kimi K2 permits all and wants its name shown; K3 needs an agreement to be hosted by the big.
    (KIMI_K2, "host", {"commercial": True, "use": MAAS, USERS: 1e9, REVENUE: 1e12}, True, "Kimi K2"),
    (KIMI_K3, "host", {"commercial": True, "use": MAAS, REVENUE: 20_000_000}, True, "you declared 20M USD a year"),
    (
        KIMI_K3,
        "host",
        {"commercial": True, "use": MAAS, REVENUE: 20_000_001},
        False,
        "needs an agreement with Moonshot",
    ),
    (KIMI_K3, "use", {"commercial": True, "use": MAAS, REVENUE: 1e9}, False, "you declared model_as_a_service"),
    (KIMI_K3, "use", {"commercial": True, "use": INTERNAL, REVENUE: 1e9}, True, "you declared internal"),
    (KIMI_K3, "use", {"commercial": True, "use": FACING, REVENUE: 1e9}, None, "an agreement with the vendor decides"),
    (KIMI_K3, "use", {"commercial": True, "use": FACING, REVENUE: 1e6}, True, "you declared 1M USD a year"),
    (KIMI_K3, "host", {"commercial": True, "use": MAAS}, None, "context.annual_revenue_usd is not stated"),
    (GLM, "host", {"commercial": True, "use": MAAS, REVENUE: 10_000_000_000}, True, "you declared 10,000M USD a year"),
    (GLM, "host", {"commercial": True, "use": MAAS, REVENUE: 10_000_000_001}, False, "security review"),
    (GLM, "use", {"commercial": True, "use": INTERNAL, REVENUE: 1e11}, None, "an agreement with the vendor decides"),
    (GLM, "use", {"commercial": True, "use": INTERNAL, REVENUE: 1e9}, True, "you declared 1,000M USD a year"),
    (QWEN_COMMUNITY, "host", {"commercial": True, "use": MAAS}, False, "at any size"),
    (QWEN_COMMUNITY, "use", {"commercial": True, "use": INTERNAL}, True, "you declared internal"),
    (QWEN_COMMUNITY, "use", {"commercial": True, "use": FACING}, None, "an agreement with the vendor decides"),
    (QWEN_MAX, "host", {"commercial": True, "use": MAAS, REVENUE: 50_000_000}, True, "you declared 50M USD a year"),
    (
        QWEN_MAX,
        "host",
        {"commercial": True, "use": MAAS, REVENUE: 50_000_001},
        False,
        "you declared 50.000001M USD a year",
    ),
    # Mistral: a month's revenue above 20M dollars, and no rights at all.
    (DEVSTRAL, "use", {REVENUE: 20_000_000}, True, "you declared 20M USD a year"),
    (DEVSTRAL, "use", {REVENUE: 100_000_000}, None, "you declared 100M USD a year, not the best month of it"),
    (DEVSTRAL, "use", {REVENUE: 240_000_001}, False, "you declared 240.000001M USD a year"),
    # Of Medium 3.5 only the limit was read: it shuts out, nothing lets in.
    (MEDIUM, "use", {REVENUE: 1}, None, "known by reports alone"),
    (MEDIUM, "use", {REVENUE: 1e10}, False, "you declared 10,000M USD a year"),
    # Non-commercial, and for research.
    (NC, "use", {"commercial": False}, True, "you declared non-commercial use"),
    (NC, "use", {"commercial": True}, False, "you declared commercial use"),
    (NC, "use", {}, None, "context.commercial is not stated"),
    (NC, "commercial", {"commercial": False}, False, "primarily for commercial advantage"),
    (NC, "host", {"commercial": True, "use": MAAS}, False, "you declared commercial use"),
    (EXAONE, "commercial", {"commercial": True}, False, "section 3.1"),
    (EXAONE, "use", {"commercial": True}, False, "you declared commercial use"),
    (EXAONE, "use", {"commercial": False, "use": INTERNAL}, None, "whether the use is research is not stated"),
    (EXAONE, "use", {"commercial": False, "use": FACING}, False, "you declared customer_facing"),
    (EXAONE, "host", {}, False, "no right to offer a service is given"),
    (EXAONE, "train_others", {}, False, "section 3.1"),
    (EXAONE, "redistribute", {"commercial": False}, None, "one clause allows it"),
    ("LicenseRef-exaone", "commercial", {}, False, "section 3.1"),
    (FAIR, "use", {}, None, "whether the use is research is not stated"),
    (FAIR, "use", {"commercial": True}, False, "only non-commercial research is allowed"),
    (FAIR, "commercial", {}, False, "no commercial use"),
    (MINIMAX_M27, "use", {"commercial": True}, False, "written consent"),
    (MINIMAX_M27, "use", {"commercial": False}, True, "you declared non-commercial use"),
    (FLUX, "use", {"commercial": False, "use": INTERNAL}, True, "you declared internal"),
    (FLUX, "use", {"commercial": False, "use": FACING}, False, "you declared customer_facing"),
    (FLUX, "host", {"commercial": False, "use": INTERNAL}, False, "FLUX"),
    # To use is to use as declared: a business needs commercial use, and a service the right to host.
    (K_EXAONE, "use", {"commercial": True, "use": MAAS}, False, "commercial ends; you declared commercial use"),
    (K_EXAONE, "commercial", {"commercial": True, "use": MAAS}, False, "you declared commercial use"),
    (K_EXAONE, "use", {"commercial": False, "use": MAAS}, True, "you declared non-commercial use"),
    (K_EXAONE, "use", {"commercial": True, "use": INTERNAL}, True, "you declared internal"),
    (K_EXAONE, "use", {"commercial": True, "use": FACING}, None, "an agreement with the vendor decides"),
    (K_EXAONE, "use", {"use": MAAS}, None, "context.commercial is not stated"),
    (FALCON_180B, "use", {"commercial": True, "use": MAAS}, False, "needs a separate licence from TII"),
    (FALCON_180B, "commercial", {"commercial": True, "use": MAAS}, False, "needs a separate licence from TII"),
    (FALCON_180B, "use", {"commercial": False, "use": MAAS}, False, "needs a separate licence from TII"),
    (FALCON_180B, "use", {"commercial": True, "use": FACING}, True, "Falcon 180B"),
    (FALCON_180B, "commercial", {"commercial": True, "use": INTERNAL}, True, "free of charge but for hosting"),
    (FALCON_180B, "host", {"commercial": True, "use": INTERNAL}, False, "needs a separate licence from TII"),
    (HFOIL, "use", {"commercial": True, "use": MAAS}, False, "as a paid hosted or managed service"),
    (HFOIL, "use", {"commercial": False, "use": MAAS}, True, "Hugging Face Optimized Inference License"),
    (HFOIL, "host", {"commercial": False, "use": MAAS}, True, "you declared non-commercial use"),
    (EXAONE, "use", {"commercial": True}, False, "you declared commercial use"),
    (NC, "use", {"commercial": False, "use": MAAS}, True, "you declared non-commercial use"),
    # Of Grok 2 neither text was read to its end.
    *((GROK, member, {"commercial": True, "use": INTERNAL}, None, "known by reports alone") for member in PERMISSIONS),
    # Apache, MIT and the like ask nothing of anybody.
    ("Apache-2.0", "host", {"commercial": True, "use": MAAS, USERS: 1e12, REVENUE: 1e12}, True, "Apache License 2.0"),
    ("MIT", "train_others", {}, True, "MIT License"),
    ("AGPL-3.0-only", "host", {"commercial": True, "use": MAAS}, True, "GNU Affero"),
    # Nobody read these.
    (
        "LicenseRef-internlm-2023",
        "use",
        {"commercial": False},
        None,
        "known by reports alone; somebody has to read its text",
    ),
    ("LicenseRef-h-research", "use", {"commercial": False}, None, "H Research License: its text was not read"),
]


@pytest.mark.parametrize(("id_", "member", "declared", "value", "said"), ROWS)
def test_the_well_known_licences_answer_as_their_texts_say(
    id_: str, member: str, declared: dict[str, Any], value: bool | None, said: str
) -> None:
    answer = permits(id_, **declared)[member]
    assert answer.value is value
    assert said in answer.because


def test_the_clause_is_named_with_its_section_and_with_what_was_declared() -> None:
    clause = (
        "Llama 3.1 Community License, section 2: "
        "above 700M monthly users in the month before release needs Meta's own licence"
    )
    assert permits(LLAMA_31, monthly_active_users=700_000_001) == dict.fromkeys(
        PERMISSIONS, Answer(False, f"{clause}; you declared 700.000001M")
    )
    assert permits(LLAMA_31, monthly_active_users=400_000) == dict.fromkeys(
        PERMISSIONS, Answer(True, f"{clause}; you declared 0.4M")
    )
    assert permits(LLAMA_31) == dict.fromkeys(
        PERMISSIONS, Answer(None, f"{clause}; context.monthly_active_users is not stated")
    )


def with_permits(**permitted: bool | None) -> License:
    """Return a licence without limits that gives all six permissions but for `permitted`."""
    mit = licenses()["MIT"]
    assert mit.terms is not None
    clauses = {name: Clause(permitted.get(name, True), note=f"on {name}") for name in PERMISSIONS}
    return replace(mit, id="x", name="X", terms=replace(mit.terms, permits=clauses, limits=()))


@pytest.mark.parametrize("commercial", [None, False, True])
@pytest.mark.parametrize("use", [None, *Use])
def test_use_and_commercial_are_bounded_by_what_the_declared_use_needs(
    commercial: bool | None, use: Use | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for to_use, to_trade, to_host in product((True, None, False), repeat=3):
        entry = with_permits(use=to_use, commercial=to_trade, host=to_host)
        monkeypatch.setattr(license_answers, "license_of", lambda _, entry=entry: entry)
        given = dict.fromkeys(PERMISSIONS, True) | {"use": to_use, "commercial": to_trade, "host": to_host}
        declared = {"commercial": commercial, "use": use}
        found = permits("x", **declared)
        assert {name: answer.value for name, answer in found.items()} == {
            name: bounded(name, given, declared) for name in PERMISSIONS
        }


def test_the_reason_is_that_of_the_clause_that_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    def reasons(entry: License, **declared: Any) -> tuple[str, str]:
        monkeypatch.setattr(license_answers, "license_of", lambda _: entry)
        found = permits("x", **declared)
        return found["use"].because, found["commercial"].because

    all_ = {"commercial": True, "use": MAAS}
    assert reasons(with_permits()) == ("X: on use", "X: on commercial")
    assert reasons(with_permits(), commercial=True) == ("X: on use", "X: on commercial")
    assert reasons(with_permits(), **all_) == ("X: on use", "X: on commercial")
    assert reasons(with_permits(use=None, commercial=None), **all_) == ("X: on use", "X: on commercial")
    assert reasons(with_permits(host=False, use=None), **all_) == ("X: on host", "X: on host")
    assert reasons(with_permits(commercial=None), **all_) == ("X: on commercial", "X: on commercial")
    assert reasons(with_permits(commercial=None, host=False), **all_) == ("X: on host", "X: on host")
    assert reasons(with_permits(use=False, host=False), **all_) == ("X: on use", "X: on host")
    assert reasons(with_permits(host=False), commercial=True) == ("X: on host; context.use is not stated",) * 2
    assert reasons(with_permits(commercial=None), use=INTERNAL) == (
        "X: on commercial; context.commercial is not stated",
        "X: on commercial",
    )


@pytest.mark.parametrize(
    ("withheld", "declared", "expected"),
    [
        # A limit on commercial use alone takes all use from who uses commercially.
        ("commercial", {"commercial": True, USERS: 6}, {"use": False, "commercial": False}),
        ("commercial", {"commercial": True}, {"use": None, "commercial": None}),
        ("commercial", {"commercial": True, USERS: 5}, {}),
        ("commercial", {"commercial": False, USERS: 6}, {"commercial": False}),
        ("commercial", {USERS: 6}, {"use": None, "commercial": False}),
        ("host", {"use": MAAS, USERS: 6}, {"use": False, "commercial": False, "host": False}),
        ("host", {"use": MAAS}, {"use": None, "commercial": None, "host": None}),
        ("host", {"use": FACING, USERS: 6}, {"host": False}),
        ("host", {"use": INTERNAL, "commercial": True, USERS: 6}, {"host": False}),
        ("use", {"commercial": True, USERS: 6}, {"use": False}),
        ("modify", {"commercial": True, "use": MAAS, USERS: 6}, {"modify": False}),
    ],
)
def test_a_limit_on_what_the_declared_use_needs_takes_the_use(
    withheld: str, declared: dict[str, Any], expected: dict[str, bool | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = with_permits()
    assert entry.terms is not None
    limit = Limit({"monthly_active_users_above": 5}, frozenset({withheld}), None, "n")
    limited = replace(entry, terms=replace(entry.terms, limits=(limit,)))
    monkeypatch.setattr(license_answers, "license_of", lambda _: limited)
    assert values("x", **declared) == dict.fromkeys(PERMISSIONS, True) | expected


def test_every_limit_that_is_cleared_is_told() -> None:
    found = permits(HUNYUAN_LARGE, monthly_active_users=5, user_countries=("US",), seat="CH")["use"]
    assert found == Answer(
        True,
        "Tencent Hunyuan Community License (Hunyuan-Large), sections 1.l, 2, 5.c: "
        "the licence does not reach the European Union, outputs included; you declared users in US; "
        "Tencent Hunyuan Community License (Hunyuan-Large), sections 1.l, 2, 5.c: "
        "the licence does not reach the European Union, outputs included; you declared your seat in CH; "
        "Tencent Hunyuan Community License (Hunyuan-Large), section 4: "
        "above 100M monthly users in the month before release needs Tencent's licence; you declared 5",
    )


Duty = tuple[str, str, dict[str, Any], bool | None, str]
DUTY_ROWS: list[Duty] = [
    (KIMI_K2, "display-name", {"commercial": True, USERS: 100_000_001}, True, "you declared 100.000001M"),
    (
        KIMI_K2,
        "display-name",
        {"commercial": True, USERS: 100_000_000, REVENUE: 20_000_000},
        False,
        "you declared 100M",
    ),
    (
        KIMI_K2,
        "display-name",
        {"commercial": True, USERS: 5, REVENUE: 1e9},
        None,
        "you declared 1,000M USD a year in all",
    ),
    (
        KIMI_K2,
        "display-name",
        {"commercial": False, USERS: 1e9, REVENUE: 1e9},
        False,
        "you declared non-commercial use",
    ),
    (KIMI_K2, "display-name", {"commercial": True, USERS: 5}, None, "context.annual_revenue_usd is not stated"),
    (KIMI_K2, "notice", {}, True, "Kimi K2"),
    (
        KIMI_K3,
        "display-name",
        {"commercial": True, "use": INTERNAL, USERS: 1e9, REVENUE: 1e9},
        False,
        "you declared internal",
    ),
    (KIMI_K3, "display-name", {"commercial": True, "use": FACING, USERS: 1e9}, True, "you declared customer_facing"),
    (
        MINIMAX_M2,
        "display-name",
        {"commercial": True, USERS: 5, REVENUE: 30_000_000},
        False,
        "you declared 30M USD a year",
    ),
    (MINIMAX_M2, "display-name", {"commercial": True, USERS: 5, REVENUE: 30_000_001}, None, "in all"),
    (STABILITY, "registration", {"commercial": True}, True, "you declared commercial use"),
    (STABILITY, "registration", {"commercial": False}, False, "you declared non-commercial use"),
    (STABILITY, "registration", {}, None, "context.commercial is not stated"),
    (LLAMA_31, "display-name", {}, True, "Built with Llama"),
    (LLAMA_31, "name-prefix", {}, True, "section 1.b.i"),
    ("LicenseRef-scancode-llama-2-license-2023", "name-prefix", {}, False, "no rule on names in this version"),
    ("GPL-3.0-only", "share-alike", {}, True, "GNU General Public License 3 only"),
    ("MIT", "notice", {}, True, "MIT License"),
    ("CC0-1.0", "attribution", {}, False, "Creative Commons"),
    ("LicenseRef-internlm-2023", "registration", {"commercial": True}, None, "known by reports alone"),
]


@pytest.mark.parametrize(("id_", "member", "declared", "value", "said"), DUTY_ROWS)
def test_the_duties_of_the_well_known_licences_arise_as_their_texts_say(
    id_: str, member: str, declared: dict[str, Any], value: bool | None, said: str
) -> None:
    answer = answers_of(id_, Circumstances(**declared))[f"obligations.{member}"]
    assert answer.value is value
    assert said in answer.because


def term(id_: str, name: str, **declared: Any) -> tuple[Any, bool]:
    """Return a term, and whether it is all of it."""
    answer = answers_of(id_, Circumstances(**declared))[name]
    return answer.value, answer.complete


EU = tuple(expanded(["EU"]))


@pytest.mark.parametrize(
    ("id_", "name", "declared", "expected"),
    [
        ("Apache-2.0", "irrevocable", {}, (True, True)),
        ("MIT", "irrevocable", {}, (False, True)),
        (LLAMA_31, "unilateral_change", {}, ("use-policy", True)),
        (EXAONE, "unilateral_change", {}, ("license", True)),
        ("Apache-2.0", "unilateral_change", {}, ("nothing", True)),
        (EXAONE, "at_will_termination", {}, (True, True)),
        ("Apache-2.0", "banned_fields", {}, ((), True)),
        (QWEN, "banned_fields", {}, ((), True)),
        ("Apache-2.0", "excluded_countries", {}, ((), True)),
        # The buyer's own countries make no difference to whom the licence leaves out; what the model takes does.
        (LLAMA_4, "excluded_countries", {}, (EU, True)),
        (LLAMA_4, "excluded_countries", {"user_countries": ("US",), "seat": "US"}, (EU, True)),
        (LLAMA_4, "excluded_countries", {"seat": "DE"}, (EU, True)),
        (LLAMA_33, "excluded_countries", {"multimodal": True, "seat": "US"}, (EU, True)),
        (LLAMA_33, "excluded_countries", {"multimodal": False}, ((), True)),
        (LLAMA_31, "excluded_countries", {"seat": "DE"}, ((), True)),
        (GROK, "excluded_countries", {}, (None, False)),
        (GROK, "verified", {}, (False, True)),
        (LLAMA_32, "excluded_countries", {"multimodal": True}, (EU, True)),
        (LLAMA_32, "excluded_countries", {"multimodal": False}, ((), True)),
        (LLAMA_32, "excluded_countries", {}, ((), False)),
        (HUNYUAN_VIDEO, "excluded_countries", {}, (tuple(sorted([*EU, "GB", "KR"])), True)),
        (HUNYUAN, "excluded_countries", {}, ((), False)),
        ("LicenseRef-h-research", "excluded_countries", {}, (None, False)),
        ("LicenseRef-h-research", "banned_fields", {}, (None, False)),
        ("LicenseRef-h-research", "verified", {}, (False, True)),
        ("LicenseRef-internlm-2023", "verified", {}, (False, True)),
        ("LicenseRef-internlm-2023", "category", {}, ("use-restricted", True)),
        ("LicenseRef-h-research", "category", {}, (None, True)),
        (MEDIUM, "verified", {}, (False, True)),
        (DEVSTRAL, "verified", {}, (True, True)),
        (NC, "category", {}, ("non-commercial", True)),
        (NC, "osi_approved", {}, (False, True)),
        ("MIT", "osi_approved", {}, (True, True)),
        ("LicenseRef-gemma", "category", {}, ("use-restricted", True)),
        ("LicenseRef-gemma", "osi_approved", {}, (False, True)),
    ],
)
def test_a_term_is_what_the_text_says(
    id_: str, name: str, declared: dict[str, Any], expected: tuple[Any, bool]
) -> None:
    assert term(id_, name, **declared) == expected


# Expressions.


def everything(text: str, **declared: Any) -> dict[str, Any]:
    return {name: answer.value for name, answer in answers_of(text, Circumstances(**declared)).items()}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Apache2", "no licence Apache2 is known; did you mean Apache-2.0?"),
        ("zzzzzzzz", "no licence zzzzzzzz is known"),
        ("LicenseRef-weighbridge-modified-MIT", "the text is a modified MIT; somebody has to read what was changed"),
        ("MIT Apache-2.0", "it does not read as a licence expression"),
        ("", "it does not read as a licence expression"),
        ("MIT OR", "it does not read as a licence expression"),
        (f"MIT{' OR MIT' * 100}", "it does not read as a licence expression"),
        (
            "GPL-2.0-only WITH commons-clause",
            "what commons-clause does to GPL-2.0-only was not read; it may take rights away",
        ),
        (
            "MIT WITH LicenseRef-scancode-commons-clause",
            "what LicenseRef-scancode-commons-clause does to MIT was not read; it may take rights away",
        ),
        # Of the SPDX list, but it bans comparisons, or it belongs to other licences.
        *(
            (f"{id_} WITH {word}", f"what {word} does to {id_} was not read; it may take rights away")
            for id_, word in (
                ("GPL-2.0-only", "freertos-exception-2.0"),
                ("MIT", "Classpath-exception-2.0"),
                ("GPL-2.0-only", "LLVM-exception"),
                (NC, "LLVM-exception"),
            )
        ),
        ("MIT WITH made-up", "what made-up does to MIT was not read; it may take rights away"),
        ("MIT WITH Apache-2.0", "what Apache-2.0 does to MIT was not read; it may take rights away"),
    ],
)
def test_of_what_is_not_known_nothing_is_known(text: str, reason: str) -> None:
    assert answers_of(text, Circumstances()) == dict.fromkeys(NAMES, Answer(None, reason, complete=False))


@pytest.mark.parametrize("spelling", ["mit", "(MIT)", " MIT ", "MIT OR MIT", "MIT AND MIT", "MIT AND (MIT OR MIT)"])
def test_one_licence_is_itself_however_it_is_written(spelling: str) -> None:
    assert everything(spelling) == everything("MIT")


def test_of_licences_that_all_apply_the_strictest_counts() -> None:
    found = answers_of(f"Apache-2.0 AND CC-BY-NC-4.0 AND {EXAONE}", Circumstances(commercial=True))
    assert found["permits.use"].value is False
    assert found["permits.commercial"].value is False
    assert found["permits.train_others"].value is False
    assert found["irrevocable"].value is False
    assert found["unilateral_change"].value == "license"
    assert found["at_will_termination"].value is True
    assert found["category"].value == "research-only"
    assert found["osi_approved"].value is False
    assert found["verified"].value is True
    assert found["obligations.name-prefix"].value is True
    assert set(found["banned_fields"].value) >= {"competing-models", "fraud"}


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        # False beats unknown beats true; of duties the other way round.
        ("MIT AND LicenseRef-nope", "permits.use", None),
        ("MIT AND LicenseRef-nope AND CC-BY-NC-4.0", "permits.commercial", False),
        ("MIT AND LicenseRef-nope", "obligations.notice", True),
        ("MIT AND LicenseRef-nope", "obligations.report", None),
        ("MIT AND LicenseRef-nope", "osi_approved", None),
        ("MIT AND Apache-2.0", "osi_approved", True),
        ("MIT AND Apache-2.0", "irrevocable", False),
        ("MIT AND LicenseRef-nope", "irrevocable", False),
        ("Apache-2.0 AND LicenseRef-nope", "irrevocable", None),
        ("MIT AND Apache-2.0", "category", "permissive"),
        ("MIT AND GPL-3.0-only", "category", "copyleft"),
        ("GPL-3.0-only AND CC0-1.0", "category", "copyleft"),
        ("MIT AND LicenseRef-nope", "category", None),
        (f"{EXAONE} AND LicenseRef-nope", "category", "research-only"),
        ("MIT AND LicenseRef-nope", "unilateral_change", None),
        (f"{EXAONE} AND LicenseRef-nope", "unilateral_change", "license"),
        (f"{LLAMA_31} AND MIT", "unilateral_change", "use-policy"),
        (f"{LLAMA_4} AND {HUNYUAN_VIDEO}", "excluded_countries", tuple(sorted([*EU, "GB", "KR"]))),
        (f"{LLAMA_4} AND LicenseRef-nope", "excluded_countries", EU),
        ("MIT AND LicenseRef-h-research", "verified", False),
    ],
)
def test_where_all_apply_the_worst_of_each_answer_counts(text: str, name: str, expected: object) -> None:
    assert answers_of(text, Circumstances())[name].value == expected


def test_a_set_is_all_of_it_only_where_each_part_says_all_of_its_own() -> None:
    assert term(f"{LLAMA_4} AND MIT", "excluded_countries") == (EU, True)
    assert term(f"{LLAMA_4} AND LicenseRef-nope", "excluded_countries") == (EU, False)
    assert term("LicenseRef-nope AND LicenseRef-nada", "excluded_countries") == (None, False)


def test_where_one_may_be_chosen_the_answers_are_those_of_the_one_that_gives_most() -> None:
    found = answers_of("CC-BY-NC-4.0 OR MIT", Circumstances(commercial=True))
    assert {name: answer.value for name, answer in members_of("permits", found)} == dict.fromkeys(PERMISSIONS, True)
    assert found["category"].value == "permissive"
    assert found["obligations.notice"].value is True
    assert found["permits.use"].because.startswith("MIT License")


def test_what_the_chosen_licence_denies_and_another_gives_is_not_known() -> None:
    # MIT gives as much and demands less; only Apache-2.0 is irrevocable.
    found = answers_of("Apache-2.0 OR MIT", Circumstances())
    mit, apache = (answers_of(id_, Circumstances()) for id_ in ("MIT", "Apache-2.0"))
    assert found["irrevocable"] == Answer(
        None,
        f"it depends on which licence is chosen: {mit['irrevocable'].because} | {apache['irrevocable'].because}",
        complete=False,
    )
    denied = answers_of(f"{EXAONE} OR {NC}", Circumstances(commercial=True))
    assert {name: answer.value for name, answer in members_of("permits", denied)} == dict.fromkeys(PERMISSIONS, False)


def test_of_two_that_give_nothing_the_one_that_denies_less_is_chosen() -> None:
    found = permits("CC-BY-NC-4.0 OR LicenseRef-nope", commercial=True)
    assert found["use"].value is None
    assert found["use"].because.startswith("no licence LicenseRef-nope is known")


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("MIT OR LicenseRef-nope", {}, dict.fromkeys(PERMISSIONS, True)),
        ("LicenseRef-nope OR CC-BY-NC-4.0", {"commercial": True}, dict.fromkeys(PERMISSIONS, None)),
        ("CC-BY-NC-4.0 OR CC-BY-NC-SA-4.0", {"commercial": True}, dict.fromkeys(PERMISSIONS, False)),
        # Llama gives all six to a small firm; nothing is taken from elsewhere.
        (f"{LLAMA_31} OR CC-BY-NC-4.0", {USERS: 5, "commercial": True}, dict.fromkeys(PERMISSIONS, True)),
        (f"{LLAMA_31} OR CC-BY-NC-4.0", {USERS: 1e9, "commercial": True}, dict.fromkeys(PERMISSIONS, False)),
        # CC-BY-NC gives five and bars commerce, which Llama gives to some: not known here.
        (f"{LLAMA_31} OR CC-BY-NC-4.0", {"commercial": False}, dict.fromkeys(PERMISSIONS, True) | {"commercial": None}),
        (
            f"{LLAMA_31} OR CC-BY-NC-4.0",
            {USERS: 1e9, "commercial": False},
            dict.fromkeys(PERMISSIONS, True) | {"commercial": False},
        ),
        (f"(MIT OR {NC}) AND {EXAONE}", {"commercial": True}, None),
        (f"MIT OR ({NC} AND {EXAONE})", {"commercial": True}, dict.fromkeys(PERMISSIONS, True)),
        (f"{NC} AND (MIT OR Apache-2.0)", {"commercial": True}, dict.fromkeys(PERMISSIONS, False)),
        (
            f"{NC} AND (MIT OR (Apache-2.0 AND LicenseRef-nope))",
            {"commercial": False},
            dict.fromkeys(PERMISSIONS, True) | {"commercial": False},
        ),
    ],
)
def test_a_choice_among_licences_gives_what_one_of_them_gives(
    text: str, declared: dict[str, Any], expected: dict[str, bool | None] | None
) -> None:
    found = values(text, **declared)
    if expected is None:
        expected = values(EXAONE, **declared)
    assert found == expected


def test_an_exception_of_the_spdx_list_turns_what_is_denied_into_what_is_not_known() -> None:
    plain_, relaxed = (
        answers_of(text, Circumstances()) for text in ("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0")
    )
    changed = {name for name in NAMES if plain_[name] != relaxed[name]}
    assert changed == {
        name
        for name in NAMES
        if (name.startswith("permits.") and plain_[name].value is False)
        or (name.startswith("obligations.") and plain_[name].value is True)
        or (name == "irrevocable" and plain_[name].value is False)
    }
    assert relaxed["obligations.share-alike"] == Answer(
        None,
        f"{plain_['obligations.share-alike'].because}; what Classpath-exception-2.0 adds is not known",
        complete=False,
    )
    assert relaxed["category"].value == "copyleft"
    assert relaxed["permits.commercial"].value is True


@pytest.mark.parametrize(
    ("id_", "exception"),
    [
        ("GPL-2.0-only", "classpath-exception-2.0"),
        ("GPL-3.0-or-later", "GCC-exception-3.1"),
        ("GPL-2.0-or-later", "Linux-syscall-note"),
        ("Apache-2.0", "LLVM-exception"),
        ("apache-2.0", "llvm-exception"),
    ],
)
def test_an_exception_that_was_read_leaves_what_its_licence_gives(id_: str, exception: str) -> None:
    assert values(f"{id_} WITH {exception}", commercial=True, use=MAAS) == dict.fromkeys(PERMISSIONS, True)


# What must hold of every expression.

IDS = (
    *(
        "MIT",
        "Apache-2.0",
        "GPL-3.0-only",
        "CC0-1.0",
        NC,
        LLAMA_31,
        LLAMA_32,
        LLAMA_4,
        QWEN,
        LFM,
        HUNYUAN,
        KIMI_K2,
        KIMI_K3,
    ),
    *(DEVSTRAL, MEDIUM, EXAONE, FAIR, FLUX, GLM, "LicenseRef-gemma", "LicenseRef-h-research", "LicenseRef-nope"),
    *("C-UDA-1.0", "LicenseRef-mistral-mnpl-0.1", "LicenseRef-scancode-ltx-2-cla-2026", "LicenseRef-k-exaone"),
)
SOME = (
    "MIT",
    "Apache-2.0",
    NC,
    LLAMA_32,
    LFM,
    EXAONE,
    KIMI_K3,
    "LicenseRef-nope",
    "GPL-2.0-only WITH Classpath-exception-2.0",
)
sizes = st.sampled_from([0.0, 5e5, 2e6, 2e7, 3e7, 1.1e8, 3e8, 8e8, 2e10])
declarations = st.fixed_dictionaries(
    {
        "use": st.sampled_from(Use),
        "commercial": st.booleans(),
        USERS: sizes,
        REVENUE: sizes,
        "user_countries": st.sampled_from([("DE",), ("US",), ("GB", "US"), ("KR",)]),
        "seat": st.sampled_from(["DE", "RE", "US", "GB"]),
        "multimodal": st.booleans(),
    }
)
hiding = st.sets(st.sampled_from(sorted(HARMLESS)))


def compound(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda found: f"({' AND '.join(found)})"), several.map(lambda found: f"({' OR '.join(found)})")
    )


expressions = st.recursive(st.sampled_from((*IDS, *SOME)), compound, max_leaves=5).filter(lambda text: len(text) <= 500)
without_choice = st.lists(st.sampled_from((*IDS, *SOME)), min_size=1, max_size=4).map(" AND ".join)
thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
TRUTHS = (
    *(name for name in NAMES if name.startswith(("permits.", "obligations."))),
    *(*FLAGS, "verified", "osi_approved"),
)


def hidden(declared: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in declared.items() if name not in names}


@thorough
@given(expressions, declarations, hiding)
def test_to_state_more_never_turns_an_answer_round(text: str, declared: dict[str, Any], names: set[str]) -> None:
    less, more = everything(text, **hidden(declared, names)), everything(text, **declared)
    assert [name for name in TRUTHS if {less[name], more[name]} == {True, False}] == []


@thorough
@given(without_choice, declarations, hiding)
def test_without_a_choice_of_licence_what_is_known_stays_known(
    text: str, declared: dict[str, Any], names: set[str]
) -> None:
    less, more = (answers_of(text, Circumstances(**given_)) for given_ in (hidden(declared, names), declared))
    for name in NAMES:
        if isinstance(less[name].value, tuple):
            assert set(less[name].value) <= set(more[name].value)
            if less[name].complete:
                assert less[name].value == more[name].value
        elif less[name].value is not None:
            assert less[name].value == more[name].value


@thorough
@given(st.lists(expressions, min_size=2, max_size=3), declarations, hiding)
def test_all_together_never_permit_what_one_denies_and_a_choice_never_what_none_permits(
    parts: list[str], declared: dict[str, Any], names: set[str]
) -> None:
    given_ = hidden(declared, names)
    each = [everything(part, **given_) for part in parts]
    together, chosen = (f"({f') {word} ('.join(parts)})" for word in ("AND", "OR"))
    if max(len(together), len(chosen)) > 500:
        return
    all_, any_ = everything(together, **given_), everything(chosen, **given_)
    for name in (f"permits.{member}" for member in PERMISSIONS):
        found = [one[name] for one in each]
        assert all_[name] is (False if False in found else None if None in found else True)
        assert any_[name] is not True or True in found
        assert any_[name] is not False or set(found) == {False}
    for name in (f"obligations.{member}" for member in OBLIGATIONS):
        found = [one[name] for one in each]
        assert all_[name] is (True if True in found else None if None in found else False)
        assert any_[name] is not False or False in found
        assert any_[name] is not True or set(found) == {True}


@thorough
@given(st.permutations(IDS), st.integers(2, 4), st.sampled_from(["AND", "OR"]), declarations, hiding, st.randoms())
def test_the_order_of_licences_makes_no_difference(
    ids: list[str], count: int, word: str, declared: dict[str, Any], names: set[str], random: Any
) -> None:
    given_ = hidden(declared, names)
    parts = ids[:count]
    shuffled = random.sample(parts, count)
    assert everything(f" {word} ".join(parts), **given_) == everything(f" {word} ".join(shuffled), **given_)


ALIKE = (
    f"MIT AND {NC}",
    f"Apache-2.0 AND {NC}",
    f"CC0-1.0 AND {NC}",
    f"GPL-3.0-only AND {NC}",
    f"(MIT OR Apache-2.0) AND {NC}",
)
"""Alternatives each of which gives as much as the others."""


def in_each_order(parts: Iterable[str]) -> list[dict[str, Any]]:
    return [everything(f"({') OR ('.join(order)})", commercial=True) for order in permutations(parts)]


def test_the_order_of_choices_that_give_alike_makes_no_difference() -> None:
    found = in_each_order(ALIKE[:2])
    assert found[0] == found[1]
    for three in permutations(ALIKE, 3):
        first, *others = in_each_order(three)
        assert [one for one in others if one != first] == []


def test_the_order_makes_no_difference_to_the_reasons_of_a_choice() -> None:
    for one, other in permutations((*ALIKE, "MIT", "Apache-2.0", "BSD-3-Clause"), 2):
        there, back = (
            answers_of(f"({first}) OR ({second})", Circumstances()) for first, second in ((one, other), (other, one))
        )
        assert there == back


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("MIT OR (Apache-2.0 OR BSD-3-Clause)", "(BSD-3-Clause OR Apache-2.0) OR MIT"),
        ("(MIT OR GPL-3.0-only) OR (CC0-1.0 OR Apache-2.0)", "(Apache-2.0 OR CC0-1.0) OR (GPL-3.0-only OR MIT)"),
        (f"{NC} AND (MIT OR Apache-2.0)", f"{NC} AND (Apache-2.0 OR MIT)"),
        (f"({ALIKE[0]}) OR (({ALIKE[1]}) OR ({ALIKE[2]}))", f"(({ALIKE[2]}) OR ({ALIKE[1]})) OR ({ALIKE[0]})"),
        (
            f"MPL-2.0 AND (({ALIKE[0]}) OR (GPL-3.0-only OR ({ALIKE[1]})))",
            f"MPL-2.0 AND ((({ALIKE[1]}) OR GPL-3.0-only) OR ({ALIKE[0]}))",
        ),
        (f"({K_EXAONE} OR {LFM}) OR ({KIMI_K3} OR {QWEN})", f"({QWEN} OR {KIMI_K3}) OR ({LFM} OR {K_EXAONE})"),
    ],
)
@pytest.mark.parametrize("declared", [{}, {"commercial": True}, {"commercial": False, "use": INTERNAL, USERS: 5}])
def test_the_order_of_nested_choices_makes_no_difference(text: str, turned: str, declared: dict[str, Any]) -> None:
    assert answers_of(text, Circumstances(**declared)) == answers_of(turned, Circumstances(**declared))


Tree = tuple[str, list[Any]] | str


def trees() -> st.SearchStrategy[Tree]:
    return st.recursive(
        st.sampled_from((*IDS, *SOME)),
        lambda parts: st.tuples(st.sampled_from(["AND", "OR"]), st.lists(parts, min_size=2, max_size=3)),
        max_leaves=6,
    )


def written(tree: Tree, random: Random | None = None) -> str:
    """Return a tree as text; with `random`, the alternatives of each choice in another order."""
    if isinstance(tree, str):
        return tree
    word, parts = tree
    texts = [written(part, random) for part in parts]
    if random is not None and word == "OR":
        random.shuffle(texts)
    return f"({f' {word} '.join(texts)})"


@thorough
@given(trees(), declarations, hiding, st.randoms(use_true_random=False))
def test_the_order_of_the_choices_in_a_tree_makes_no_difference(
    tree: Tree, declared: dict[str, Any], names: set[str], random: Random
) -> None:
    buyer = Circumstances(**hidden(declared, names))
    assert answers_of(written(tree), buyer) == answers_of(written(tree, random), buyer)


@pytest.mark.parametrize(
    ("text", "turned", "name"),
    [
        ("MIT AND CC0-1.0 OR MIT", "CC0-1.0 AND MIT OR MIT", "osi_approved"),
        ("MPL-2.0 AND GPL-3.0-only OR MPL-2.0", "GPL-3.0-only AND MPL-2.0 OR MPL-2.0", "category"),
        ("MIT AND Apache-2.0 OR GPL-3.0-only", "Apache-2.0 AND MIT OR GPL-3.0-only", "obligations.share-alike"),
    ],
)
def test_the_order_of_what_applies_together_makes_no_difference_to_a_choice(text: str, turned: str, name: str) -> None:
    assert everything(text)[name] == everything(turned)[name]


@pytest.mark.parametrize(
    ("id_", "less", "more"),
    [
        (FALCON_180B, {}, {"use": MAAS}),
        (FALCON_180B, {"commercial": True}, {"commercial": True, "use": MAAS}),
        (HFOIL, {"commercial": True}, {"commercial": True, "use": MAAS}),
        (BAICHUAN, HARMLESS | {"use": None}, HARMLESS | {"use": MAAS}),
    ],
)
def test_to_state_a_use_that_needs_hosting_never_takes_what_was_known(
    id_: str, less: dict[str, Any], more: dict[str, Any]
) -> None:
    before, after = values(id_, **less), values(id_, **more)
    assert {name: after[name] for name, value in before.items() if value is not None} == {
        name: value for name, value in before.items() if value is not None
    }


# A clause of another level than its licence's.


def test_a_clause_that_was_read_less_well_than_its_licence_is_shown_and_decides_nothing() -> None:
    entry = licenses()["LicenseRef-mistral-mnpl-0.1"]
    assert entry.verified is Verified.PARTIAL
    assert permits(entry.id, commercial=False)["modify"] == Answer(
        None, f"{entry.name}: known by reports alone; somebody has to read its text", complete=False
    )
    assert permits(entry.id, commercial=True)["modify"].value is False
