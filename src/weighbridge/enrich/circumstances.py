"""Whether what a licence makes its terms depend on holds for this buyer and this model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from weighbridge.buyer import Context
from weighbridge.buyer.context import Use
from weighbridge.knowledge.blocs import bloc_members
from weighbridge.knowledge.licenses.clauses import When
from weighbridge.knowledge.licenses.whens import MEASURES, REVENUE, Measure

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who asks, as the policy's context states it, and whether the model takes more than text; None is not known."""

    use: Use | None = None
    commercial: bool | None = None
    monthly_active_users: float | None = None
    annual_revenue_usd: float | None = None
    user_countries: tuple[str, ...] | None = None
    seat: str | None = None
    multimodal: bool | None = None

    @classmethod
    def of(cls, context: Context, multimodal: bool | None) -> Circumstances:
        """Return those of a policy's context and a model."""
        return cls(
            use=context.use,
            commercial=context.commercial,
            monthly_active_users=context.monthly_active_users,
            annual_revenue_usd=context.annual_revenue_usd,
            user_countries=context.user_countries,
            seat=context.seat,
            multimodal=multimodal,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `value` is None where it is not known; of a set, `complete` says whether that is all of it.

    `because` names the licence and the clause, and what the buyer declared where that matters.
    """

    value: Any
    because: str
    complete: bool = True


def holds(when: When, circumstances: Circumstances) -> Answer:
    """Return whether all keys of `when` hold: false if one does not, else not known if one is not, else true."""
    answers = [_holds(key, value, circumstances) for key, value in when.items()]
    for wanted in (False, None):
        found = [answer for answer in answers if answer.value is wanted]
        if found:
            return Answer(wanted, _said(found))
    return Answer(True, _said(answers))


def any_holds(whens: Sequence[When], circumstances: Circumstances) -> Answer:
    """Return whether one of `whens` holds; of none at all, that they do."""
    answers = [holds(when, circumstances) for when in whens]
    for wanted in (True, None, False):
        found = [answer for answer in answers if answer.value is wanted]
        if found:
            return Answer(wanted, _said(found))
    return Answer(True, "")


def _said(answers: Iterable[Answer]) -> str:
    return " and ".join(dict.fromkeys(answer.because for answer in answers))


def amount(number: float) -> str:
    """Return a number as people read it: 400,000 is 0.4M."""
    return f"{number / 1e6:,.12g}M" if number >= 100_000 else f"{number:,.0f}"


def _holds(key: str, value: object, circumstances: Circumstances) -> Answer:
    if key in MEASURES:
        assert isinstance(value, int)
        return _reached(MEASURES[key], value, circumstances)
    match key:
        case "countries":
            assert isinstance(value, Sequence)
            return _inside(value, circumstances.user_countries)
        case "seat":
            assert isinstance(value, Sequence)
            if circumstances.seat is None:
                return Answer(None, "context.seat is not stated")
            return Answer(circumstances.seat in expanded(value), f"you declared your seat in {circumstances.seat}")
        case "use":
            assert isinstance(value, Sequence)
            if circumstances.use is None:
                return Answer(None, "context.use is not stated")
            return Answer(circumstances.use in value, f"you declared {circumstances.use}")
        case "commercial":
            if circumstances.commercial is None:
                return Answer(None, "context.commercial is not stated")
            word = "commercial" if circumstances.commercial else "non-commercial"
            return Answer(circumstances.commercial, f"you declared {word} use")
        case "outside_research":
            return _outside_research(circumstances)
        case "multimodal":
            words = {True: "it takes more than text", False: "it takes text alone"}
            said = words.get(circumstances.multimodal is True) if circumstances.multimodal is not None else None
            return Answer(circumstances.multimodal, said or "whether it takes more than text is not known")
    return Answer(None, "an agreement with the vendor decides")


def _reached(measure: Measure, threshold: int, circumstances: Circumstances) -> Answer:
    declared = getattr(circumstances, measure.field)
    if declared is None:
        return Answer(None, f"context.{measure.field} is not stated")
    said = f"you declared {amount(declared)}{' USD a year' if measure.field == REVENUE else ''}"
    over = declared >= threshold if measure.reaching else declared > threshold
    if not over:
        return Answer(False, said)
    if measure.part:
        return Answer(None, f"{said} in all, not how much of it with what is built on the model")
    # A year's revenue may all fall into one month; it surely reaches a month's threshold where a twelfth of it does.
    if measure.per_month:
        monthly = declared / MONTHS
        if not (monthly >= threshold if measure.reaching else monthly > threshold):
            return Answer(None, f"{said}, not the best month of it")
    return Answer(True, said)


def _inside(territory: Sequence[str], countries: Sequence[str] | None) -> Answer:
    if not countries:
        return Answer(None, "context.user_countries is not stated")
    inside = sorted(set(countries) & set(expanded(territory)))
    return Answer(bool(inside), f"you declared users in {', '.join(inside or sorted(countries))}")


def expanded(territory: Sequence[str]) -> list[str]:
    """Return countries with those of each bloc in place of its name, sorted."""
    return sorted({country for name in territory for country in (bloc_members(name) or [name])})


def _outside_research(circumstances: Circumstances) -> Answer:
    if circumstances.commercial:
        return Answer(True, "you declared commercial use")
    if circumstances.use in (Use.CUSTOMER_FACING, Use.MODEL_AS_A_SERVICE):
        return Answer(True, f"you declared {circumstances.use}")
    return Answer(None, "whether the use is research is not stated")
