"""What the terms of an ancestor mean for a model: is its licence likely too loose, and does a threshold go lost?"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weighbridge import api
from weighbridge.buyer import Context
from weighbridge.enrich.circumstances import Answer
from weighbridge.enrich.flow_down import FlowDown, flow_down
from weighbridge.judge.known_facts import known_facts
from weighbridge.knowledge.licenses import licenses
from weighbridge.knowledge.licenses.clauses import Derivatives
from weighbridge.knowledge.licenses.marks import modified

DATA = os.environ.get("WEIGHBRIDGE_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="WEIGHBRIDGE_DATA names no data folder with verdicts on lineages")
DAY = date(2026, 11, 1)

LLAMA_2, LLAMA_3 = "LicenseRef-scancode-llama-2-license-2023", "LicenseRef-llama3"
LLAMA_31, LLAMA_4 = "LicenseRef-scancode-llama-3.1-license-2024", "LicenseRef-scancode-llama-4-cla-2025"
LLAMA_1 = "LicenseRef-scancode-llama-license-2023"
QWEN, TONGYI = "LicenseRef-scancode-qwen-2024", "LicenseRef-scancode-tongyi-qianwen-2023"
CHAMELEON = "LicenseRef-scancode-chameleon-research-2024"
GEMMA, GEMMA_2024_02 = "LicenseRef-gemma", "LicenseRef-gemma-2024-02-21"
INTERNLM = "LicenseRef-internlm-2023"
STABILITY, LFM = "LicenseRef-scancode-stability-ai-community-2024", "LicenseRef-lfm1.0"
HEALTH = "LicenseRef-health-ai-developer-foundations"
FAIR_AI, FAIR_AI_SD = "LicenseRef-scancode-fair-ai-public-1.0", "LicenseRef-scancode-fair-ai-public-1.0-sd"
NVIDIA = "LicenseRef-nvidia-open-model-license"

CLEAR, CONFLICT, GATE, OPEN = (False, False), (True, False), (None, True), (None, None)
BOTH, KEPT, LOST = (True, True), (None, False), (True, None)
"""Conflict and gate: neither, a likely conflict, a threshold gone, unresolved; both, and one alone unresolved."""


def outcome(base: str | None, derived: str | None) -> tuple[bool | None, bool | None]:
    found = flow_down(base, derived)
    return found.conflict.value, found.gate.value


BASES = {
    Derivatives.ANY: "Apache-2.0",
    Derivatives.GATE: QWEN,
    Derivatives.RESTRICTIONS: LLAMA_3,
    Derivatives.SAME: "GPL-3.0-only",
    Derivatives.NON_COMMERCIAL: "CC-BY-NC-4.0",
    Derivatives.NONE: "CC-BY-ND-4.0",
}
DERIVED = {
    "the same": None,
    "permissive": "MIT",
    "public domain": "CC0-1.0",
    "copyleft": "OSL-3.0",
    "weak copyleft": "MPL-2.0",
    "a vendor's": "LicenseRef-dinov3-license",
    "the family's": None,
    "non-commercial": "CC-BY-NC-SA-4.0",
    "a vendor's, non-commercial": "LicenseRef-scancode-flux-1-nc",
    "research only": CHAMELEON,
    "a changed text": modified("MIT"),
    "one that nobody knows": "LicenseRef-acme",
    "no id at all": "MIT OR",
    "absent": "",
}
FAMILY = {
    Derivatives.ANY: "ECL-2.0",
    Derivatives.GATE: TONGYI,
    Derivatives.RESTRICTIONS: LLAMA_31,
    Derivatives.SAME: "GPL-2.0-only",
    Derivatives.NON_COMMERCIAL: "CC-BY-NC-3.0",
    Derivatives.NONE: "CC-BY-NC-ND-4.0",
}
TABLE = {
    # What changed copies may bear: any, gate, restrictions, same, non-commercial, none. The second and the third of these
    # bases go by a size; the others know no threshold, so that none can go lost, whatever the copy bears.
    "the same": (CLEAR, CLEAR, CLEAR, CLEAR, CLEAR, CONFLICT),
    "permissive": (CLEAR, GATE, BOTH, CONFLICT, CONFLICT, CONFLICT),
    "public domain": (CLEAR, GATE, BOTH, CONFLICT, CONFLICT, CONFLICT),
    "copyleft": (CLEAR, GATE, BOTH, CONFLICT, CONFLICT, CONFLICT),
    "weak copyleft": (CLEAR, GATE, BOTH, CONFLICT, CONFLICT, CONFLICT),
    "a vendor's": (CLEAR, OPEN, OPEN, CONFLICT, CONFLICT, CONFLICT),
    "the family's": (CLEAR, KEPT, KEPT, CONFLICT, CLEAR, CONFLICT),
    "non-commercial": (CLEAR, OPEN, LOST, CONFLICT, CLEAR, CONFLICT),
    "a vendor's, non-commercial": (CLEAR, OPEN, OPEN, CONFLICT, CLEAR, CONFLICT),
    "research only": (CLEAR, OPEN, OPEN, CONFLICT, CLEAR, CONFLICT),
    "a changed text": (CLEAR, OPEN, OPEN, KEPT, KEPT, CONFLICT),
    "one that nobody knows": (CLEAR, OPEN, OPEN, KEPT, KEPT, CONFLICT),
    "no id at all": (OPEN,) * 6,
    "absent": (OPEN,) * 6,
}


@pytest.mark.parametrize(("terms", "kind"), list(product(Derivatives, DERIVED)))
def test_every_demand_on_changed_copies_meets_every_kind_of_licence(terms: Derivatives, kind: str) -> None:
    base = BASES[terms]
    assert licenses()[base].terms.terms["derivatives"].value == terms
    derived = {"the same": base, "the family's": FAMILY[terms]}.get(kind, DERIVED[kind]) or None
    assert outcome(base, derived) == TABLE[kind][list(Derivatives).index(terms)]


GPL = (
    "GNU General Public License 3 only, sections 5.c, 13: may be joined with AGPL 3 works; whether weights derive from the "
    "program's code is contested"
)
QWEN_SAYS = (
    "Qwen License Agreement, sections 3.d, 4: own terms may be added, "
    "but the agreement goes along and its user limit with it"
)
LLAMA_SAYS = "Meta Llama 3 Community License, section 1.b.i: copies and changed copies go out with the agreement"
NC_SAYS = (
    "Creative Commons Attribution-NonCommercial 4.0 International, sections 2.a.1.B, 3.a.4: the licensed part of an "
    "adaptation stays non-commercial"
)


def both(value: bool | None, because: str) -> FlowDown:
    return FlowDown(Answer(value, because), Answer(value, because))


def said(conflict: bool | None, because: str, gate: bool | None, of_gate: str) -> FlowDown:
    return FlowDown(Answer(conflict, because), Answer(gate, of_gate))


NO_THRESHOLD = "GNU General Public License 3 only has no threshold"
NC_HAS_NONE = "Creative Commons Attribution-NonCommercial 4.0 International has no threshold"
QWEN_SIZE = "Qwen License Agreement goes by commercial use and monthly users above 100,000,000"
LLAMA_SIZE = "Meta Llama 3 Community License goes by monthly users above 700,000,000"
INTERN = "InternLM weights terms (2023 to January 2025)"
WORDS = [
    (None, "MIT", both(None, "the licence of the ancestor is not known; without one no right is granted")),
    (None, None, both(None, "the licence of the ancestor is not known; without one no right is granted")),
    ("MIT", None, both(None, "its own licence is not known; without one no right is granted")),
    ("MIT OR", "MIT", both(None, "MIT OR does not read as a licence expression")),
    ("MIT", "(MIT", both(None, "(MIT does not read as a licence expression")),
    ("LicenseRef-acme", "MIT", both(None, "no licence LicenseRef-acme is known")),
    (modified("MIT"), "MIT", both(None, "no licence LicenseRef-weighbridge-modified-MIT is known")),
    (
        "MIT",
        "Apache-2.0",
        said(
            False,
            "MIT License, grant, conditions: sublicensing is named; the notice stays",
            False,
            "MIT License has no threshold",
        ),
    ),
    ("GPL-3.0-only", "MIT", said(True, f"{GPL}; not those of MIT License", False, NO_THRESHOLD)),
    (
        "GPL-3.0-only",
        "AGPL-3.0-only",
        said(True, f"{GPL}; not those of GNU Affero General Public License 3 only", False, NO_THRESHOLD),
    ),
    (
        QWEN,
        "MIT",
        said(
            None,
            f"{QWEN_SAYS}; whether MIT License keeps it was not compared",
            True,
            f"{QWEN_SIZE}; MIT License knows no threshold",
        ),
    ),
    (
        QWEN,
        TONGYI,
        said(
            None,
            f"{QWEN_SAYS}; whether Tongyi Qianwen License Agreement keeps it was not compared",
            False,
            f"{QWEN_SIZE}; so does Tongyi Qianwen License Agreement",
        ),
    ),
    (QWEN, QWEN, said(False, QWEN_SAYS, False, "Qwen License Agreement goes on")),
    (
        LLAMA_3,
        "MIT",
        said(
            True,
            f"{LLAMA_SAYS}; MIT License does not carry them",
            True,
            f"{LLAMA_SIZE}; MIT License knows no threshold",
        ),
    ),
    (
        LLAMA_3,
        LLAMA_31,
        said(
            None,
            f"{LLAMA_SAYS}; whether Llama 3.1 Community License carries them was not compared",
            False,
            f"{LLAMA_SIZE}; so does Llama 3.1 Community License",
        ),
    ),
    (
        LLAMA_3,
        QWEN,
        said(
            None,
            f"{LLAMA_SAYS}; whether Qwen License Agreement carries them was not compared",
            None,
            f"{LLAMA_SIZE}; those of Qwen License Agreement were not compared",
        ),
    ),
    (
        LLAMA_3,
        INTERNLM,
        said(
            None,
            f"{LLAMA_SAYS}; whether {INTERN} carries them was not compared",
            None,
            f"{LLAMA_SIZE}; the thresholds of {INTERN} were not read in its text",
        ),
    ),
    (
        LLAMA_3,
        "LicenseRef-acme",
        said(
            None,
            f"{LLAMA_SAYS}; no licence LicenseRef-acme is known",
            None,
            f"{LLAMA_SIZE}; no licence LicenseRef-acme is known",
        ),
    ),
    ("CC-BY-NC-4.0", "MIT", said(True, f"{NC_SAYS}; MIT License allows commercial use", False, NC_HAS_NONE)),
    ("CC-BY-NC-4.0", CHAMELEON, said(False, f"{NC_SAYS}; Chameleon Research License allows none", False, NC_HAS_NONE)),
    (
        "CC-BY-NC-4.0",
        INTERNLM,
        said(None, f"{NC_SAYS}; whether {INTERN} allows more was not compared", False, NC_HAS_NONE),
    ),
    (
        INTERNLM,
        "MIT",
        said(
            None,
            f"what {INTERN} demands of changed copies was not read in its text",
            None,
            f"the thresholds of {INTERN} were not read in its text",
        ),
    ),
]


@pytest.mark.parametrize(("base", "derived", "wanted"), WORDS, ids=[f"{one[0]} to {one[1]}" for one in WORDS])
def test_the_clause_that_decides_is_named(base: str | None, derived: str | None, wanted: FlowDown) -> None:
    assert flow_down(base, derived) == wanted


def test_capitals_do_not_matter() -> None:
    assert outcome("gpl-3.0-only", "GPL-3.0-ONLY") == CLEAR
    assert outcome("licenseref-llama3", "mit") == BOTH


def test_what_a_licence_calls_compatible_is_no_conflict_and_under_a_condition_it_is_open() -> None:
    for name, one in licenses().items():
        clause = one.terms.terms["derivatives"] if one.terms else None
        for other in clause.compatible if clause else ():
            found = flow_down(name, other).conflict
            assert (found.value, found.because.endswith(f"; {licenses()[other].name} is compatible")) == (False, True)
        for other in clause.conditional if clause else ():
            found = flow_down(name, other).conflict
            assert found.value is None
            assert found.because.endswith(f"; {licenses()[other].name} is compatible under a condition")
    assert outcome("LGPL-3.0-only", "GPL-3.0-only") == CLEAR
    assert outcome("GPL-3.0-only", "LGPL-3.0-only") == CONFLICT
    assert outcome("MPL-2.0", "GPL-3.0-only") == KEPT


def test_of_one_family_standard_licences_conflict_and_a_vendors_other_version_is_open() -> None:
    assert outcome("CC-BY-SA-4.0", "CC-BY-SA-3.0") == CONFLICT
    assert outcome("GPL-2.0-only", "GPL-3.0-only") == CONFLICT
    assert outcome(FAIR_AI, FAIR_AI_SD) == KEPT
    assert flow_down(FAIR_AI, FAIR_AI_SD).conflict.because.endswith(
        f"; {licenses()[FAIR_AI_SD].name} is another of {licenses()[FAIR_AI].family}"
    )
    assert outcome(FAIR_AI, "GPL-3.0-only") == CONFLICT


def test_a_licence_is_no_conflict_with_itself_unless_it_bars_changed_copies() -> None:
    of_one_text = {name: one for name, one in licenses().items() if one.terms is not None}
    wrong = {name for name in of_one_text if outcome(name, name)[0]}
    bars = {name for name, one in of_one_text.items() if one.terms and one.terms.terms["derivatives"].value == "none"}
    assert wrong == bars


SPELLINGS = [(name, other) for name, one in licenses().items() if one.terms is not None for other in one.also]


@pytest.mark.parametrize(("base", "derived"), SPELLINGS)
def test_another_spelling_of_a_licence_is_that_licence(base: str, derived: str) -> None:
    assert outcome(base, derived) == outcome(derived, base) == outcome(base, base)


@pytest.mark.parametrize("name", [GEMMA, NVIDIA, "LicenseRef-exaone", "LicenseRef-tencent-hunyuan-community"])
def test_a_model_under_the_same_undated_name_as_its_base_is_no_conflict(name: str) -> None:
    assert outcome(name, name) == CLEAR
    called = licenses()[name].name
    assert flow_down(name, name) == both(False, f"both are under {called}, of no stated date")


def test_every_undated_name_is_settled_where_its_texts_were_read_and_let_changed_copies_be_shared() -> None:
    undated = {name: one for name, one in licenses().items() if one.versions}
    demands = {
        name: {
            license_.terms and license_.terms.terms["derivatives"].value
            for license_ in map(licenses().get, one.versions)
            if license_
        }
        for name, one in undated.items()
    }
    settled = {name for name in undated if outcome(name, name) == CLEAR}
    assert settled == {name for name, found in demands.items() if not found & {None, Derivatives.NONE}}


EXPRESSIONS = [
    # a choice of the ancestor's: the kindest binds
    ("MIT OR GPL-3.0-only", "Apache-2.0", CLEAR),
    ("CC-BY-NC-4.0 OR GPL-3.0-only", "Apache-2.0", CONFLICT),
    ("LicenseRef-acme OR GPL-3.0-only", "MIT", (None, False)),
    # all of the ancestor's: each binds
    ("MIT AND GPL-3.0-only", "Apache-2.0", CONFLICT),
    ("MIT AND LicenseRef-acme", "Apache-2.0", OPEN),
    ("LicenseRef-acme AND GPL-3.0-only", "MIT", (True, None)),
    (f"{QWEN} AND GPL-3.0-only", "MIT", (True, True)),
    ("MIT AND Apache-2.0", "BSD-3-Clause", CLEAR),
    # a choice of the model's: as loose as the loosest
    ("GPL-3.0-only", "GPL-3.0-only OR MIT", CONFLICT),
    ("GPL-3.0-only", "GPL-3.0-only OR LicenseRef-acme", KEPT),
    ("GPL-3.0-only", "MIT OR LicenseRef-acme", CONFLICT),
    (LLAMA_3, "MIT OR LicenseRef-acme", BOTH),
    (LLAMA_3, f"{LLAMA_3} OR LicenseRef-acme", OPEN),
    (QWEN, f"{QWEN} OR MIT", GATE),
    # all of the model's: what each of them comes to, else nobody knows which part bears which
    ("GPL-3.0-only", "GPL-3.0-only AND MIT", KEPT),
    ("CC-BY-NC-4.0", "MIT AND CC-BY-NC-4.0", KEPT),
    ("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0 AND CC-BY-NC-4.0", CLEAR),
    ("CC-BY-NC-4.0", "MIT AND LicenseRef-acme", (None, False)),
    ("CC-BY-NC-4.0", "MIT AND Apache-2.0", CONFLICT),
    (QWEN, f"{QWEN} AND MIT", OPEN),
    # both sides
    ("MIT OR GPL-3.0-only", "GPL-3.0-only OR MIT", CLEAR),
    ("CC-BY-NC-4.0 AND GPL-3.0-only", "GPL-3.0-only OR MIT", CONFLICT),
    ("(CC-BY-NC-4.0 OR MIT) AND GPL-3.0-only", "GPL-3.0-only", CLEAR),
    # an exception to the ancestor's: what would be settled stays so, a conflict is in doubt
    ("GPL-2.0-only WITH Classpath-exception-2.0", "MIT", (None, False)),
    ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", CLEAR),
    ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", CLEAR),
    ("CC-BY-NC-4.0 AND GPL-2.0-only WITH Classpath-exception-2.0", "MIT", CONFLICT),
    ("Apache-2.0 WITH LLVM-exception", "MIT", CLEAR),
    # an exception of the model's own: a conflict stays one, what would be settled is open but where any terms will do
    ("GPL-2.0-only", "MIT AND GPL-2.0-only WITH Classpath-exception-2.0", (None, False)),
    ("CC-BY-NC-4.0", "GPL-2.0-only WITH Classpath-exception-2.0", CONFLICT),
    ("Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", CLEAR),
    # a word after WITH that was not read: nothing is known of the ancestor's, and of the model's what an exception is
    ("Apache-2.0 WITH LicenseRef-acme", "MIT", OPEN),
    ("GPL-2.0-only WITH LicenseRef-acme", "MIT", OPEN),
    ("GPL-3.0-only WITH freertos-exception-2.0", "GPL-3.0-only", OPEN),
    ("Apache-2.0 WITH Classpath-exception-2.0", "MIT", OPEN),
    ("Apache-2.0", "Apache-2.0 WITH LicenseRef-acme", CLEAR),
    # versions of one name: what all say
    (GEMMA, "MIT", CONFLICT),
    (GEMMA, CHAMELEON, KEPT),
    (GEMMA_2024_02, "Apache-2.0", CONFLICT),
    ("MIT", GEMMA, CLEAR),
    ("CC-BY-NC-4.0", GEMMA, CONFLICT),
    (NVIDIA, "Apache-2.0", CONFLICT),
    ("LicenseRef-exaone", "CC-BY-NC-4.0", CONFLICT),
]


@pytest.mark.parametrize(("base", "derived", "wanted"), EXPRESSIONS)
def test_expressions_and_versions_on_either_side(base: str, derived: str, wanted) -> None:
    assert outcome(base, derived) == wanted


def test_what_an_exception_adds_is_said() -> None:
    found = flow_down("GPL-2.0-only WITH Classpath-exception-2.0", "MIT").conflict
    assert found.because == (
        "GNU General Public License 2 only, sections 2.b, 6: whether weights derive from the program's code is contested; "
        "not those of MIT License; what Classpath-exception-2.0 adds to GPL-2.0-only was not compared"
    )


def test_an_exception_of_the_models_own_gives_more_than_its_base_and_is_not_cleared() -> None:
    assert outcome("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0")[0] is not False


def test_a_word_after_with_that_was_not_read_leaves_the_ancestors_terms_open_and_that_is_said() -> None:
    found = flow_down("Apache-2.0 WITH LicenseRef-acme", "MIT")
    assert found == both(None, "what LicenseRef-acme does to Apache-2.0 was not read")


def test_a_clause_of_the_models_licence_that_nobody_read_decides_nothing() -> None:
    assert outcome("CC-BY-NC-4.0", INTERNLM) == KEPT


SETTLED = [
    "CC-BY-NC-4.0",
    "GPL-3.0-only OR MIT",
    "MIT AND Apache-2.0",
    "CC-BY-NC-4.0 AND GPL-3.0-only",
    f"{QWEN} AND MIT",
    "GPL-2.0-only WITH Classpath-exception-2.0",
]


@pytest.mark.parametrize("both_sides", SETTLED)
def test_the_same_expression_on_both_sides_is_settled(both_sides: str) -> None:
    assert outcome(both_sides, both_sides) == CLEAR
    assert outcome(f"{both_sides} AND CC-BY-ND-4.0", f"{both_sides} AND CC-BY-ND-4.0")[0] is True


SIMPLE = st.sampled_from(
    ["MIT", "GPL-3.0-only", "CC-BY-NC-4.0", "CC-BY-ND-4.0", QWEN, LLAMA_3, GEMMA, "LicenseRef-acme"]
)
RANK = {False: 0, None: 1, True: 2}


@settings(max_examples=200, deadline=None)
@given(SIMPLE, SIMPLE, SIMPLE)
def test_and_and_or_follow_from_their_parts(one: str, other: str, third: str) -> None:
    for index in (0, 1):
        ranks = [RANK[outcome(base, third)[index]] for base in (one, other)]
        assert RANK[outcome(f"{one} AND {other}", third)[index]] == max(ranks)
        assert RANK[outcome(f"{one} OR {other}", third)[index]] == min(ranks)
        ranks = [RANK[outcome(third, derived)[index]] for derived in (one, other)]
        assert RANK[outcome(third, f"{one} OR {other}")[index]] == max(ranks)
        agreed = ranks[0] if len(set(ranks)) == 1 else RANK[None]
        assert RANK[outcome(third, f"{one} AND {other}")[index]] == agreed


def test_no_pair_of_licences_fails_and_each_says_why() -> None:
    for base, derived in product(licenses(), [*licenses(), modified("MIT"), "LicenseRef-acme"]):
        found = flow_down(base, derived)
        assert found.conflict.because
        assert found.gate.because
        assert not (found.conflict.value is False and found.gate.value is True)


def word(base: str | None, derived: str | None) -> str:
    """Return the outcome of one pair in a word."""
    hidden, conflicting = outcome(base, derived)[1], outcome(base, derived)[0]
    if conflicting:
        return "likely conflict"
    if hidden:
        return "gate removed"
    return "unresolved" if conflicting is None else "none"


class Rule(NamedTuple):
    """One rule of the collection as pairs of ids, what weighbridge says of each, and why where it says otherwise."""

    pairs: tuple[tuple[str | None, str | None], ...]
    ours: str
    why: str = ""


def pairs(bases: list[str | None], derived: list[str | None]) -> tuple[tuple[str | None, str | None], ...]:
    return tuple(product(bases, derived))


NO_OUTCOME = "neither a conflict nor a gate: a duty of the copy itself, which the licences of two models cannot show"
RULES: dict[tuple[str, str], Rule] = {
    ("apache-2.0|mit|bsd-*", "any"): Rule(
        pairs(["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"], ["MIT", "GPL-3.0-only", LLAMA_31, "CC-BY-NC-4.0"]),
        "none",
    ),
    ("apache-2.0|mit", "no LICENSE/NOTICE in derivative repo"): Rule(
        pairs(["Apache-2.0", "MIT"], ["MIT", "Apache-2.0"]), "none", NO_OUTCOME
    ),
    ("llama2|llama3|llama3.1|llama3.2|llama3.3|llama4", "apache-2.0|mit|cc-by-*|openrail|gpl*"): Rule(
        pairs(
            [
                LLAMA_2,
                LLAMA_3,
                LLAMA_31,
                "LicenseRef-scancode-llama-3.2-license-2024",
                "LicenseRef-scancode-llama-3.3-license-2024",
                LLAMA_4,
            ],
            ["Apache-2.0", "MIT", "CC-BY-4.0", "CC-BY-3.0", "CC-BY-NC-4.0", "GPL-3.0-only", "AGPL-3.0-only"],
        ),
        "likely conflict",
        "the tag openrail is no licence: unresolved",
    ),
    ("llama3", 'model name not starting with "Llama 3"'): Rule(((LLAMA_3, LLAMA_3),), "none", NO_OUTCOME),
    ("llama3.1..llama4", 'model name not starting with "Llama"'): Rule(
        ((LLAMA_31, LLAMA_31), (LLAMA_4, LLAMA_4)), "none", NO_OUTCOME
    ),
    ("llama2|llama3", "non-Llama base trained on Llama 2/3 outputs"): Rule(
        (), "none", "training on outputs is no lineage on the Hub; license.permits has train_others for it"
    ),
    ("gemma", "apache-2.0|mit|cc-by-*"): Rule(pairs([GEMMA], ["Apache-2.0", "MIT", "CC-BY-4.0"]), "likely conflict"),
    ("gemma", "other with restrictions kept"): Rule(
        pairs([GEMMA], ["LicenseRef-acme", None, HEALTH]),
        "unresolved",
        "whether another text keeps the restrictions was not compared; somebody has to",
    ),
    ("health-ai-developer-foundations", "apache-2.0|mit"): Rule(
        pairs([HEALTH], ["Apache-2.0", "MIT"]), "likely conflict"
    ),
    ("openrail|openrail++|creativeml-openrail-m|bigscience-*|bigcode-openrail-m", "apache-2.0|mit|cc-by-*"): Rule(
        pairs(
            [
                "LicenseRef-openrail-plus-plus",
                "LicenseRef-scancode-stable-diffusion-2022-08-22",
                "LicenseRef-scancode-bigscience-rail-1.0",
                "LicenseRef-scancode-bigscience-open-rail-m",
                "LicenseRef-scancode-bigcode-open-rail-m-v1",
            ],
            ["Apache-2.0", "MIT", "CC-BY-4.0"],
        ),
        "likely conflict",
        "the tag openrail is no licence: unresolved",
    ),
    ("deepseek (v1 model licence)", "mit|apache-2.0"): Rule(
        pairs(["LicenseRef-scancode-deepseek-la-1.0"], ["MIT", "Apache-2.0"]), "likely conflict"
    ),
    ("cc-by-nc-*", "anything allowing commercial use"): Rule(
        pairs(
            ["CC-BY-NC-4.0", "CC-BY-NC-3.0", "CC-BY-NC-2.0", "CC-BY-NC-SA-4.0"],
            ["MIT", "CC-BY-4.0", "GPL-3.0-only", "CC-BY-SA-4.0", LLAMA_31, GEMMA],
        ),
        "likely conflict",
    ),
    ("cc-by-sa-4.0", "not cc-by-sa-4.0 or compatible (GPLv3 one-way)"): Rule(
        pairs(["CC-BY-SA-4.0"], ["MIT", "CC-BY-4.0", "CC-BY-SA-3.0", "GPL-2.0-only", LLAMA_31]),
        "likely conflict",
        "",
    ),
    ("cc-by-nd-*|cc-by-nc-nd-*", "any public derivative"): Rule(
        pairs(["CC-BY-ND-4.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-ND-3.0"], ["MIT", "CC-BY-ND-4.0", "LicenseRef-acme"]),
        "likely conflict",
        "a model without a licence is unresolved, as always",
    ),
    ("gpl-*|agpl-3.0|osl-3.0|eupl-*", "permissive or non-copyleft tag"): Rule(
        pairs(
            ["GPL-2.0-only", "GPL-3.0-only", "AGPL-3.0-only", "OSL-3.0", "EUPL-1.1", "EUPL-1.2"],
            ["MIT", "Apache-2.0", "CC-BY-NC-4.0", LLAMA_31],
        ),
        "likely conflict",
    ),
    ("mrl|mnpl", "any commercial-capable tag"): Rule(
        pairs(["LicenseRef-mistral-mrl-0.1", "LicenseRef-mistral-mnpl-0.1"], ["MIT", "GPL-3.0-only", LLAMA_31]),
        "likely conflict",
    ),
    ("qwen|tongyi-qianwen", "apache-2.0|mit"): Rule(pairs([QWEN, TONGYI], ["Apache-2.0", "MIT"]), "gate removed"),
    ("qwen-research|tongyi-qianwen-research", "any commercial-capable tag"): Rule(
        pairs(["LicenseRef-qwen-research", "LicenseRef-tongyi-qianwen-research"], ["Apache-2.0", "GPL-3.0-only", QWEN]),
        "likely conflict",
    ),
    ("flux-*-non-commercial", "any commercial-capable tag"): Rule(
        pairs(["LicenseRef-scancode-flux-1-nc", "LicenseRef-flux-non-commercial-2.0"], ["MIT", "CC-BY-4.0", LLAMA_31]),
        "likely conflict",
    ),
    ("exaone", "any other tag or name without EXAONE prefix"): Rule(
        pairs(["LicenseRef-exaone"], ["MIT", "CC-BY-NC-4.0", LLAMA_31]),
        "likely conflict",
        "the name is a duty of the copy itself, which the licences of two models cannot show",
    ),
    (
        "apple-amlr|fair-noncommercial-research-license|deepfloyd-if-license|llama1|opt",
        "any commercial-capable tag",
    ): Rule(
        pairs(
            [
                "LicenseRef-apple-amlr",
                "LicenseRef-fair-noncommercial-research-license",
                "LicenseRef-deepfloyd-if-license",
                LLAMA_1,
                "LicenseRef-opt-175b-license",
            ],
            ["MIT", "GPL-3.0-only", TONGYI],
        ),
        "likely conflict",
        "a later licence of the same family counts as another version: unresolved",
    ),
    ("dinov3-license", "any other licence"): Rule(
        pairs(["LicenseRef-dinov3-license"], ["MIT", "CC-BY-NC-4.0", LLAMA_31]), "likely conflict"
    ),
    ("tencent-hunyuan-*", "tag without territory limits"): Rule(
        pairs(["LicenseRef-tencent-hunyuan-large", "LicenseRef-tencent-hunyuan-community"], ["MIT", "CC-BY-NC-4.0"]),
        "likely conflict",
        "a vendor's own text is unresolved: its territory was not compared",
    ),
    ("stabilityai-ai-community|lfm1.0|ltx", "apache-2.0|mit"): Rule(
        pairs([STABILITY, LFM], ["Apache-2.0", "MIT"]),
        "gate removed",
        "LTX is a likely conflict, not a gate alone: its texts pass on use restrictions, LTX-2 the whole agreement",
    ),
    ("falcon-llm-license", "apache-2.0"): Rule((("LicenseRef-falcon-llm-license", "Apache-2.0"),), "likely conflict"),
    ("nvidia-open-model-license", "apache-2.0 and guardrails removed"): Rule(
        ((NVIDIA, "Apache-2.0"),),
        "likely conflict",
        "for its use restrictions; nobody can read whether guardrails went",
    ),
    ("fair-ai-public-1.0(-sd)", "anything not as permissive / no source offer"): Rule(
        pairs([FAIR_AI, FAIR_AI_SD], ["MIT", "CC-BY-NC-4.0"]), "likely conflict"
    ),
    ("unknown|absent|other without name", "any"): Rule(
        pairs([None], ["MIT", "CC-BY-NC-4.0", LLAMA_31, None]), "unresolved"
    ),
    ("merge of several bases", "looser than the strictest base"): Rule(
        (("MIT AND CC-BY-NC-4.0", "MIT"), ("Apache-2.0 AND GPL-3.0-only", "Apache-2.0")), "likely conflict"
    ),
    ("adapter/quantised/GGUF/MLX", "tag differs from base"): Rule(
        ((LLAMA_31, "Apache-2.0"), ("CC-BY-NC-4.0", "MIT")), "likely conflict", "the relation makes no difference"
    ),
}
"""The rules of licenses/lineage_rules.csv as pairs of ids. Its words are ok, conflict, mismatch (a gate is hidden), naming
conflict, notice gap, unresolved, and `same rule as finetune`; the two about names and notices are none of our outcomes."""
WORD_FOR = {"ok": "none", "conflict": "likely conflict", "mismatch": "gate removed", "unresolved": "unresolved"}


def rows_of(name: str) -> list[dict[str, str]]:
    assert DATA
    with (Path(DATA) / "licenses" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("ours", "base", "derived"), [(rule.ours, *pair) for rule in RULES.values() for pair in rule.pairs]
)
def test_a_rule_of_the_collection_holds_for_real_ids(ours: str, base: str | None, derived: str | None) -> None:
    assert word(base, derived) == ours


def test_where_ours_is_another_outcome_than_a_rules_the_reason_holds() -> None:
    assert [word(f"LicenseRef-scancode-{ltx}", "MIT") for ltx in ("ltxv-owl-2025-05-05", "ltx-2-cla-2026")] == [
        "likely conflict",
        "likely conflict",
    ]
    assert word("LicenseRef-tencent-hunyuan-large", LLAMA_31) == "unresolved"
    assert word("CC-BY-ND-4.0", None) == "unresolved"
    assert word("CC-BY-SA-4.0", "GPL-3.0-only") == "none"
    assert word(LLAMA_1, LLAMA_31) == "unresolved"


@pytest.mark.parametrize("derived", ["CC-BY-NC-SA-4.0", "CC-BY-NC-4.0", "CC-BY-ND-4.0"])
def test_another_variant_of_creative_commons_is_no_version_of_share_alike(derived: str) -> None:
    assert word("CC-BY-SA-4.0", derived) == "likely conflict"


@needs_data
def test_every_rule_of_the_collection_is_mapped_and_says_why_where_it_differs() -> None:
    rows = rows_of("lineage_rules.csv")
    assert [(row["base_licence"], row["derivative_state"]) for row in rows] == list(RULES)
    differs = {
        (row["base_licence"], row["derivative_state"]): (row["verdict"], rule.ours, bool(rule.why))
        for row, rule in zip(rows, RULES.values(), strict=True)
        if WORD_FOR.get(row["verdict"]) != rule.ours
    }
    assert differs == {
        ("apache-2.0|mit", "no LICENSE/NOTICE in derivative repo"): ("notice gap", "none", True),
        ("llama3", 'model name not starting with "Llama 3"'): ("naming conflict", "none", True),
        ("llama3.1..llama4", 'model name not starting with "Llama"'): ("naming conflict", "none", True),
        ("llama2|llama3", "non-Llama base trained on Llama 2/3 outputs"): ("conflict", "none", True),
        ("gemma", "other with restrictions kept"): ("ok", "unresolved", True),
        ("adapter/quantised/GGUF/MLX", "tag differs from base"): ("same rule as finetune", "likely conflict", True),
    }


Facts = Mapping[str, Any]


class Case(NamedTuple):
    """One case of the collection: the words of its verdict, its models with what is read of them, and the outcomes."""

    verdict: str
    outcomes: dict[str, str]
    models: dict[str, Facts]


def original(**facts: Any) -> Facts:
    return {"lineage.relation": "original", **named(facts)}


def made_from(*bases: str, **facts: Any) -> Facts:
    return {"lineage.base_models": list(bases), **named(facts)}


def named(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{'model' if name == 'gated' else 'license'}.{name}": value for name, value in facts.items()}


CASES: dict[str, Case] = {
    "naazimsnh02/dentalgemma-1.5-4b-it and -GGUF": Case(
        "conflict",
        {
            "naazimsnh02/dentalgemma-1.5-4b-it": "likely conflict",
            "naazimsnh02/dentalgemma-1.5-4b-it-GGUF": "likely conflict",
        },
        {
            "google/medgemma-1.5-4b-it": original(tag="other", name="health-ai-developer-foundations", gated="manual"),
            "naazimsnh02/dentalgemma-1.5-4b-it": made_from("google/medgemma-1.5-4b-it", tag="apache-2.0", gated="open"),
            "naazimsnh02/dentalgemma-1.5-4b-it-GGUF": made_from(
                "naazimsnh02/dentalgemma-1.5-4b-it", tag="apache-2.0", gated="open"
            ),
        },
    ),
    "liuhaotian/llava (as listed by Ollama)": Case(
        "conflict, maintainer agreed to fix",
        {"liuhaotian/llava": "likely conflict"},
        {
            "meta-llama/Llama-2-7b-hf": original(tag="llama2"),
            "lmsys/vicuna-7b-v1.5": made_from("meta-llama/Llama-2-7b-hf", tag="llama2"),
            "liuhaotian/llava": made_from("lmsys/vicuna-7b-v1.5", tag="apache-2.0"),
        },
    ),
    "nomic-ai/gpt4all-lora": Case(
        "conflict",
        {"nomic-ai/gpt4all-lora": "likely conflict"},
        {
            "meta/llama-7b": original(tag="other", text=LLAMA_1),
            "nomic-ai/gpt4all-lora": made_from("meta/llama-7b", tag="gpl-3.0"),
        },
    ),
    # It is disputed whether Llama is a base at all; the card names none, and so nothing is settled.
    "sesame/csm-1b": Case(
        "disputed",
        {"sesame/csm-1b": "unresolved"},
        {"sesame/csm-1b": {"license.tag": "apache-2.0", "lineage.declares_base": False}},
    ),
    # A notice that is missing is none of the three; of the one without a licence nothing can be said.
    "FastFlowLM/Qwen3-8B-NPU2, -4B-NPU2": Case(
        "notice mismatch, fixed after report",
        {"FastFlowLM/Qwen3-8B-NPU2": "none", "FastFlowLM/Qwen3-4B-NPU2": "unresolved"},
        {
            "Qwen/Qwen3-8B": original(tag="apache-2.0"),
            "Qwen/Qwen3-4B": original(tag="apache-2.0"),
            "FastFlowLM/Qwen3-8B-NPU2": made_from("Qwen/Qwen3-8B", tag="mit"),
            "FastFlowLM/Qwen3-4B-NPU2": made_from("Qwen/Qwen3-4B"),
        },
    ),
    "deepseek-ai/DeepSeek-R1-Distill-Llama-8B, -70B": Case(
        "mixed: card tag alone misleads; name does not start with Llama",
        {
            "deepseek-ai/DeepSeek-R1-Distill-Llama-8B": "likely conflict",
            "deepseek-ai/DeepSeek-R1-Distill-Llama-70B": "likely conflict",
        },
        {
            "meta-llama/Llama-3.1-8B": original(tag="llama3.1"),
            "meta-llama/Llama-3.3-70B-Instruct": original(tag="llama3.3"),
            "deepseek-ai/DeepSeek-R1-Distill-Llama-8B": made_from("meta-llama/Llama-3.1-8B", tag="mit"),
            "deepseek-ai/DeepSeek-R1-Distill-Llama-70B": made_from("meta-llama/Llama-3.3-70B-Instruct", tag="mit"),
        },
    ),
    # Stricter than its base would be no conflict; but the word on it stands for several texts, so nobody can tell.
    "TheBloke/phi-2-GGUF": Case(
        "stale: stricter than base",
        {"TheBloke/phi-2-GGUF": "unresolved"},
        {
            "microsoft/phi-2": original(tag="mit"),
            "TheBloke/phi-2-GGUF": made_from("microsoft/phi-2", tag="other", name="microsoft-research-license"),
        },
    ),
    "mlx-community gemma-4 QAT assistant conversion": Case(
        "stricter-than-base label",
        {"mlx-community/gemma-4-qat-assistant": "none"},
        {
            "google/gemma-4-qat-drafter": original(tag="apache-2.0"),
            "mlx-community/gemma-4-qat-assistant": made_from("google/gemma-4-qat-drafter", tag="gemma"),
        },
    ),
    "Locutusque/llama-3-neural-chat-v1-8b; mlabonne/OrpoLlama-3-8B; TheDrummer/Rocinante-12B-v1": Case(
        "unresolved (1,939 / 1,796 / 1,930 descendants)",
        {
            "Locutusque/llama-3-neural-chat-v1-8b": "unresolved",
            "mlabonne/OrpoLlama-3-8B": "unresolved",
            "TheDrummer/Rocinante-12B-v1": "unresolved",
            "somebody/of-rocinante": "unresolved",
        },
        {
            "meta-llama/Meta-Llama-3-8B": original(tag="llama3"),
            "mistralai/Mistral-Nemo-Base-2407": original(tag="apache-2.0"),
            "Locutusque/llama-3-neural-chat-v1-8b": made_from("meta-llama/Meta-Llama-3-8B", tag="other"),
            "mlabonne/OrpoLlama-3-8B": made_from("meta-llama/Meta-Llama-3-8B", tag="other"),
            "TheDrummer/Rocinante-12B-v1": made_from("mistralai/Mistral-Nemo-Base-2407", tag="other"),
            "somebody/of-rocinante": made_from("TheDrummer/Rocinante-12B-v1", tag="apache-2.0"),
        },
    ),
}
"""The cases of licenses/lineage_cases.csv that have a lineage: each verdict first in our words, by model."""


def answers(build_snapshot, models: Mapping[str, Facts], chosen: list[str]) -> dict[str, dict[str, tuple[Any, Any]]]:
    """Return by model and fact the value, and the reason where it is not known."""
    facts = api.enrich(api.open_snapshot(build_snapshot(models)), Context(commercial=True), DAY)
    return {name: {item.fact: (item.value, item.reason) for item in known_facts(facts, name)} for name in chosen}


def outcome_of(found: Mapping[str, tuple[Any, Any]]) -> str:
    conflicting, gate = found["lineage.license_conflict"][0], found["lineage.gate_removed"][0]
    if conflicting:
        return "likely conflict"
    if gate:
        return "gate removed"
    return "unresolved" if conflicting is None else "none"


@pytest.mark.parametrize("name", CASES)
def test_a_case_of_the_collection_comes_out_as_its_verdict_says(build_snapshot, name: str) -> None:
    case = CASES[name]
    found = answers(build_snapshot, case.models, list(case.outcomes))
    assert {model: outcome_of(one) for model, one in found.items()} == case.outcomes


def test_a_copy_of_a_gated_model_goes_without_its_gate_too(build_snapshot) -> None:
    case = CASES["naazimsnh02/dentalgemma-1.5-4b-it and -GGUF"]
    found = answers(build_snapshot, case.models, list(case.outcomes))
    assert {model: one["lineage.gate_removed"][0] for model, one in found.items()} == dict.fromkeys(found, True)


def test_a_base_that_the_buyer_adds_settles_what_is_disputed(build_snapshot) -> None:
    models = {
        "meta-llama/Llama-3.2-1B": original(tag="llama3.2"),
        "sesame/csm-1b": made_from("meta-llama/Llama-3.2-1B", tag="apache-2.0"),
    }
    (found,) = answers(build_snapshot, models, ["sesame/csm-1b"]).values()
    assert outcome_of(found) == "likely conflict"


DRIFTS: dict[str, tuple[str, Facts, dict[str, tuple[Any, Any]]]] = {
    "XiaomiMiMo/MiMo-V2-Flash": (
        "source disagreement; maintainer: Hub MIT is right",
        original(tag="mit", text="Apache-2.0"),
        {
            "license.spdx": (None, "the tag says mit, the text in the repository is Apache-2.0"),
            "license.text_matches_tag": (False, None),
            "license.category": (
                None,
                "license.spdx is not known: the tag says mit, the text in the repository is Apache-2.0",
            ),
        },
    ),
    "openai/whisper-large-v3": (
        "source disagreement",
        original(tag="apache-2.0", text="MIT"),
        {
            "license.spdx": (None, "the tag says apache-2.0, the text in the repository is MIT"),
            "license.text_matches_tag": (False, None),
            "license.osi_approved": (
                None,
                "license.spdx is not known: the tag says apache-2.0, the text in the repository is MIT",
            ),
        },
    ),
    "openai/whisper-large-v3-turbo": (
        "source disagreement",
        original(tag="mit", text="MIT"),
        {"license.spdx": ("MIT", None), "license.text_matches_tag": (True, None)},
    ),
    "stabilityai/sdxl-turbo": (
        "name/text drift",
        original(tag="other", name="sai-nc-community"),
        {
            "license.spdx": (
                None,
                "license_name sai-nc-community: drifted: the name says non-commercial, the text that cards link to is a "
                "community licence now",
            ),
            "license.text_matches_tag": (None, "license.text is not known: not collected"),
        },
    ),
    "stabilityai/sdxl-turbo, its text read": (
        "name/text drift",
        original(tag="other", name="sai-nc-community", text=STABILITY),
        {"license.spdx": (STABILITY, None), "license.category": ("use-restricted", None)},
    ),
    "01-ai/Yi-34B": (
        "name/text drift",
        original(tag="other", name="yi-34b"),
        {
            "license.spdx": (
                None,
                "license_name yi-34b: drifted: the Yi models moved from their own licence to Apache-2.0 in 2024; the word "
                "does not say which",
            ),
        },
    ),
    "01-ai/Yi-34B, its text read": (
        "name/text drift",
        original(tag="other", name="yi-34b", text="Apache-2.0"),
        {"license.spdx": ("Apache-2.0", None), "license.category": ("permissive", None)},
    ),
    "MiniMaxAI/MiniMax-M2.7": (
        "vendor tightened: M2 modified MIT, M2.5 model licence, M2.7 NC",
        original(tag="other", text="LicenseRef-minimax-m2.7-non-commercial"),
        {
            "license.spdx": ("LicenseRef-minimax-m2.7-non-commercial", None),
            "license.category": ("non-commercial", None),
            "license.osi_approved": (False, None),
        },
    ),
    "MiniMaxAI/MiniMax-M2.7, by the name of M2": (
        "vendor tightened: M2 modified MIT, M2.5 model licence, M2.7 NC",
        original(tag="other", name="modified-mit"),
        {
            "license.spdx": (
                None,
                "license_name modified-mit: collides: Kimi, MiniMax and Mistral models bear it, each with other additions "
                "and other thresholds to the MIT text",
            ),
        },
    ),
}
"""The cases without a lineage: two sources disagree, or a text changed under its name. What is known of each instead."""


@pytest.mark.parametrize("name", DRIFTS)
def test_where_sources_disagree_or_a_name_drifted_the_text_decides_or_nothing_does(build_snapshot, name: str) -> None:
    _, facts, wanted = DRIFTS[name]
    model = name.partition(",")[0]
    found = answers(build_snapshot, {model: facts}, [model])[model]
    assert {fact: found[fact] for fact in wanted} == wanted


@needs_data
def test_every_case_of_the_collection_is_mapped() -> None:
    mapped = {name: case.verdict for name, case in CASES.items()}
    mapped |= {
        "XiaomiMiMo/MiMo-V2-Flash": DRIFTS["XiaomiMiMo/MiMo-V2-Flash"][0],
        "openai/whisper-large-v3 vs -turbo": DRIFTS["openai/whisper-large-v3"][0],
        "stabilityai/sdxl-turbo": DRIFTS["stabilityai/sdxl-turbo"][0],
        "01-ai/Yi-34B": DRIFTS["01-ai/Yi-34B"][0],
        "MiniMaxAI/MiniMax-M2.7": DRIFTS["MiniMaxAI/MiniMax-M2.7"][0],
    }
    assert {row["model"]: row["verdict"] for row in rows_of("lineage_cases.csv")} == mapped
