"""Findings name what decides: the clause with what the buyer declared, the ancestor with the way to it, or a statement."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from itertools import product
from typing import Any, NamedTuple

import pytest

from weighbridge import api
from weighbridge.buyer import Context
from weighbridge.judge.because import lines_of
from weighbridge.judge.known_facts import known_facts
from weighbridge.knowledge.licenses import knowledge_as_of
from weighbridge.report.formats import FORMATS
from weighbridge.sources.candidates import Candidate

DAY = date(2026, 11, 1)
KNOWN = date.fromisoformat(knowledge_as_of())
CONTEXT = (
    "context: {use: customer_facing, commercial: true, monthly_active_users: 400000, annual_revenue_usd: 50000000, "
    "user_countries: [DE, US], seat: DE}\n"
)
KNOWLEDGE = "weighbridge knowledge: licenses"


class Said(NamedTuple):
    """What one finding says: state, message, and the first evidence's reading, source, day and reason."""

    state: str
    message: str
    reading: str
    source: str
    observed: date | None
    reason: str | None


@pytest.fixture
def said(build_snapshot) -> Callable[..., Said]:
    """Return a function: models and a requirement in, what the finding for the last model says out."""

    def say(
        models: Mapping[str, Mapping[str, Any]],
        require: str,
        extra: str = "",
        context: str = CONTEXT,
        candidates: list[Candidate] | None = None,
        beside: str = "    - {id: h, title: H, require: {license.spdx: {known: true}, model.multimodal: {known: true}}}\n",
    ) -> Said:
        gates = f"governance:\n  gates:\n    - {{id: g, title: G, require: {{{require}}}}}\n{beside}"
        policy = api.parse_policy(f"weighbridge: 1\nname: p\n{context}{extra}{gates}".encode(), "p.yaml")
        snapshot = api.open_snapshot(build_snapshot(models))
        ranking = api.weigh(policy, snapshot, as_of=DAY, candidates=candidates)
        name = list(models)[-1]
        finding = api.findings(ranking.judged, [name])[name][0]
        item = finding.evidence[0]
        return Said(finding.state, finding.message, item.reading, item.source, item.observed, item.reason)

    return say


def one(**facts: Any) -> dict[str, dict[str, Any]]:
    return {"a/m": {"lineage.relation": "original"} | {name.replace("__", "."): value for name, value in facts.items()}}


ALL = "use, commercial, modify, redistribute, host, train_others"
LLAMA = (
    "Llama 3.1 Community License, section 2: above 700M monthly users in the month before release needs Meta's own "
    "licence"
)
NC = "Creative Commons Attribution-NonCommercial 4.0 International"
NC_BARS = f"{NC}, sections 1.i, 2.a.1: use primarily for commercial advantage or payment is not licensed"
NC_ONLY = "sections 1.i, 2.a.1: only purposes not primarily for commercial advantage or payment"
LLAMA_32 = (
    "Llama 3.2 Community License, use policy: in the EU no rights are given in models that take images; it counts where the "
    "licensee lives or has its main seat, and end users of a product are spared"
)
LLAMA_4 = (
    "Llama 4 Community License, use policy: in the EU no rights are given in multimodal models, and all of Llama 4 take "
    "images; it counts where the licensee lives or has its main seat, and end users of a product are spared"
)
IMAGES_IN_DE = "you declared your seat in DE and it takes more than text"
MIT_GRANTS = "MIT License, grant: any dealing is allowed and selling is named"

CASES: dict[str, tuple[dict[str, Any], str, Said]] = {
    "a threshold that is not reached": (
        one(license__tag="llama3.1"),
        "license.permits: {has_all: [use, commercial]}",
        Said(
            "pass",
            f"license.permits holds {ALL} ({LLAMA}; you declared 0.4M)",
            "licenses",
            f"{LLAMA}; you declared 0.4M",
            KNOWN,
            None,
        ),
    ),
    "a limit that shuts the buyer out": (
        one(license__tag="cc-by-nc-4.0"),
        "license.permits: {has: use}",
        Said(
            "fail",
            f"license.permits holds nothing ({NC_BARS}; you declared commercial use); license.permits must hold use",
            "licenses",
            f"{NC_BARS}; you declared commercial use; {NC_ONLY}",
            KNOWN,
            None,
        ),
    ),
    "what the clause depends on is not known": (
        one(license__tag="llama3.2"),
        "license.permits: {has_all: [use, commercial]}",
        Said(
            "unknown",
            f"license.permits is not known ({LLAMA_32}; whether it takes more than text is not known); license.permits must "
            "hold commercial, use",
            "licenses",
            KNOWLEDGE,
            KNOWN,
            f"{LLAMA_32}; whether it takes more than text is not known",
        ),
    ),
    "a licence outside of what is known": (
        one(license__tag="other", license__name="acme"),
        "license.permits: {has: use}",
        Said(
            "unknown",
            "license.permits is not known (license.spdx is not known: license_name acme: a name of the publisher's own; its "
            "text must be read); license.permits must hold use",
            "licenses",
            "",
            None,
            "license.spdx is not known: license_name acme: a name of the publisher's own; its text must be read",
        ),
    ),
    "a text with words added": (
        one(license__text="LicenseRef-weighbridge-modified-MIT"),
        "license.permits: {has: use}",
        Said(
            "unknown",
            "license.permits is not known (the text is a modified MIT; somebody has to read what was changed); "
            "license.permits must hold use",
            "licenses",
            KNOWLEDGE,
            KNOWN,
            "the text is a modified MIT; somebody has to read what was changed",
        ),
    ),
    "a text that is not the tag's": (
        one(license__tag="mit", license__text="Apache-2.0"),
        "license.permits: {has: use}",
        Said(
            "unknown",
            "license.permits is not known (license.spdx is not known: the tag says mit, the text in the repository is "
            "Apache-2.0); license.permits must hold use",
            "licenses",
            "",
            None,
            "license.spdx is not known: the tag says mit, the text in the repository is Apache-2.0",
        ),
    ),
    "duties": (
        one(license__tag="llama3.1"),
        "license.obligations: {has_none: [name-prefix, notice]}",
        Said(
            "fail",
            "license.obligations holds attribution, notice, name-prefix, display-name, use-policy-flow-down (Llama 3.1 "
            "Community License, section 1.b.i: recipients get a copy of the agreement; section 1.b.i: a distributed model "
            "trained with Llama or its outputs is named Llama first); license.obligations must hold none of name-prefix, "
            "notice",
            "licenses",
            "Llama 3.1 Community License, section 1.b.iii: a line in a Notice file; section 1.b.i: recipients get a copy of "
            "the agreement; section 1.b.i: a distributed model trained with Llama or its outputs is named Llama first; "
            "section 1.b.i: shows Built with Llama; section 1.b.iv: whoever uses the materials is bound by the use policy",
            KNOWN,
            None,
        ),
    ),
    "what the vendor may change": (
        one(license__tag="llama3.1"),
        "license.unilateral_change: nothing",
        Said(
            "fail",
            "license.unilateral_change is use-policy (Llama 3.1 Community License, section 1.b.iv: the use policy is taken "
            "in by a web address whose content Meta keeps; nothing lets Meta change the agreement); "
            "license.unilateral_change must be nothing",
            "licenses",
            "Llama 3.1 Community License, section 1.b.iv: the use policy is taken in by a web address whose content Meta "
            "keeps; nothing lets Meta change the agreement",
            KNOWN,
            None,
        ),
    ),
    "countries that are left out": (
        one(license__tag="llama4"),
        "license.excluded_countries: {has_none: [DE]}",
        Said(
            "fail",
            f"license.excluded_countries holds AT, AX, BE, BG, CY, CZ and 28 more ({LLAMA_4}); license.excluded_countries "
            "must hold none of DE",
            "licenses",
            LLAMA_4,
            KNOWN,
            None,
        ),
    ),
    "countries that may be left out": (
        one(license__tag="llama3.2"),
        "license.excluded_countries: {has_none: [DE]}",
        Said(
            "unknown",
            f"license.excluded_countries holds none known, maybe some ({LLAMA_32}; whether it takes more than text is not "
            "known); license.excluded_countries must hold none of DE",
            "licenses",
            f"{LLAMA_32}; whether it takes more than text is not known",
            KNOWN,
            f"{LLAMA_32}; whether it takes more than text is not known",
        ),
    ),
    "no country is left out": (
        one(license__tag="mit"),
        "license.excluded_countries: {has_none: [DE]}",
        Said(
            "pass",
            "license.excluded_countries holds nothing (MIT License: no country is named)",
            "licenses",
            "MIT License: no country is named",
            KNOWN,
            None,
        ),
    ),
    "the category follows from the name": (
        one(license__tag="cc-by-nc-4.0"),
        "license.category: permissive",
        Said(
            "fail",
            "license.category is non-commercial; license.category must be permissive",
            "licenses",
            KNOWLEDGE,
            KNOWN,
            None,
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_finding_names_the_clause_that_decides(said, name: str) -> None:
    models, require, wanted = CASES[name]
    assert said(models, require) == wanted


def test_a_finding_names_the_clauses_of_the_members_that_are_asked_about_alone(said) -> None:
    found = said(one(license__tag="mit"), "not: {license.permits: {has: host}}")
    assert found.message == (
        f"license.permits holds {ALL} (MIT License, grant: nothing limits offering it as a service); license.permits "
        "must not hold host"
    )


def test_the_evidence_of_permissions_tells_each_clause_once(said) -> None:
    assert said(one(license__tag="mit"), "license.permits: {has: use}").source == (
        f"{MIT_GRANTS}; grant: nothing limits offering it as a service; grant: the text sets no limit on outputs"
    )


def test_the_evidence_of_duties_names_the_clauses_that_bring_them_about(said) -> None:
    found = said(one(license__tag="llama3.1"), "license.obligations: {has_none: [name-prefix]}")
    assert "section 1.b.i: a distributed model trained with Llama or its outputs is named Llama first" in found.source


def test_a_licences_name_is_not_repeated_after_its_clauses(said) -> None:
    found = said(one(license__tag="cc-by-nc-4.0"), "license.obligations: {has_none: [name-prefix, notice]}")
    assert found.message == (
        f"license.obligations holds attribution, notice ({NC}, section 3.a.1: notices stay; the licence goes along, as text "
        "or as a link); license.obligations must hold none of name-prefix, notice"
    )


MIT_ROOT = {"lineage.relation": "original", "license.tag": "mit", "model.gated": "open"}
NC_ROOT = {"lineage.relation": "original", "license.tag": "cc-by-nc-4.0", "model.gated": "open"}


def made_from(*bases: str, tag: str | None = "mit", gated: str = "open") -> dict[str, Any]:
    return {"lineage.base_models": list(bases), "license.tag": tag, "model.gated": gated}


TWO_STEPS = {"r/nc": NC_ROOT, "b/mid": made_from("r/nc"), "c/leaf": made_from("b/mid")}
CONFLICT = (
    f"likely conflict with r/nc (CC-BY-NC-4.0): {NC}, sections 2.a.1.B, 3.a.4: the licensed part of an adaptation stays "
    "non-commercial; MIT License allows commercial use; path: c/leaf <- b/mid <- r/nc"
)
HUB_GATE = "gate removed: r/mit (MIT) asks before downloading, this does not; path: c/leaf <- b/mid <- r/mit"
QWEN = {"lineage.relation": "original", "license.tag": "other", "license.name": "qwen", "model.gated": "open"}
QWEN_GATE = (
    "gate removed of r/qwen (LicenseRef-scancode-qwen-2024): Qwen License Agreement goes by commercial use and monthly "
    "users above 100,000,000; MIT License knows no threshold; path: c/leaf <- r/qwen"
)
GONE = (
    "unresolved with nobody/x (licence not known): the licence of the ancestor is not known; without one no right is "
    "granted; path: c/leaf <- nobody/x"
)
PERMITS_DENIED = f"ancestor r/nc: {NC_BARS}; you declared commercial use; {NC_ONLY}; path: c/leaf <- b/mid <- r/nc"

LINEAGES: dict[str, tuple[dict[str, Any], str, Said]] = {
    "a conflict two steps up": (
        TWO_STEPS,
        "lineage.license_conflict: false",
        Said(
            "fail",
            f"lineage.license_conflict is true ({CONFLICT}); lineage.license_conflict must be false",
            "licenses",
            CONFLICT,
            KNOWN,
            None,
        ),
    ),
    "no conflict": (
        {"r/mit": MIT_ROOT, "c/leaf": made_from("r/mit")},
        "lineage.license_conflict: false",
        Said("pass", "lineage.license_conflict is false", "licenses", KNOWLEDGE, KNOWN, None),
    ),
    "an ancestor that is not on record": (
        {"c/leaf": made_from("nobody/x")},
        "lineage.license_conflict: false",
        Said(
            "unknown",
            f"lineage.license_conflict is not known ({GONE}); lineage.license_conflict must be false",
            "licenses",
            KNOWLEDGE,
            KNOWN,
            GONE,
        ),
    ),
    "a gate of the Hub two steps up": (
        {"r/mit": MIT_ROOT | {"model.gated": "manual"}, "b/mid": made_from("r/mit"), "c/leaf": made_from("b/mid")},
        "lineage.gate_removed: false",
        Said(
            "fail",
            f"lineage.gate_removed is true ({HUB_GATE}); lineage.gate_removed must be false",
            "licenses",
            HUB_GATE,
            KNOWN,
            None,
        ),
    ),
    "a threshold of the licence": (
        {"r/qwen": QWEN, "c/leaf": made_from("r/qwen")},
        "lineage.gate_removed: false",
        Said(
            "fail",
            f"lineage.gate_removed is true ({QWEN_GATE}); lineage.gate_removed must be false",
            "licenses",
            QWEN_GATE,
            KNOWN,
            None,
        ),
    ),
    "a gate of which nobody knows": (
        {"r/mit": MIT_ROOT | {"model.gated": None}, "c/leaf": made_from("r/mit")},
        "lineage.gate_removed: false",
        Said(
            "unknown",
            "lineage.gate_removed is not known (unresolved with r/mit (MIT): whether both ask before downloading is not "
            "known; path: c/leaf <- r/mit); lineage.gate_removed must be false",
            "licenses",
            KNOWLEDGE,
            KNOWN,
            "unresolved with r/mit (MIT): whether both ask before downloading is not known; path: c/leaf <- r/mit",
        ),
    ),
    "what an ancestor two steps up denies": (
        TWO_STEPS,
        "lineage.permits: {has_all: [use, commercial]}",
        Said(
            "fail",
            f"lineage.permits holds nothing ({PERMITS_DENIED}); lineage.permits must hold commercial, use",
            "licenses",
            PERMITS_DENIED,
            KNOWN,
            None,
        ),
    ),
    "what its own licence denies": (
        {"c/leaf": NC_ROOT},
        "lineage.permits: {has: commercial}",
        Said(
            "fail",
            f"lineage.permits holds nothing ({NC}, {NC_ONLY}); lineage.permits must hold commercial",
            "licenses",
            f"{NC_BARS}; you declared commercial use; {NC_ONLY}",
            KNOWN,
            None,
        ),
    ),
    "an ancestor whose licence is not known": (
        {"r/none": {"lineage.relation": "original"}, "c/leaf": made_from("r/none")},
        "lineage.permits: {has: use}",
        Said(
            "unknown",
            "lineage.permits is not known (ancestor r/none: its licence is not known; without one no right is granted; "
            "path: c/leaf <- r/none); lineage.permits must hold use",
            "licenses",
            KNOWLEDGE,
            KNOWN,
            "ancestor r/none: its licence is not known; without one no right is granted; path: c/leaf <- r/none",
        ),
    ),
    "a licence of its own that is not known": (
        {"r/mit": MIT_ROOT, "c/leaf": made_from("r/mit", tag=None)},
        "lineage.permits: {has: use}",
        Said(
            "unknown",
            "lineage.permits is not known (its licence is not known; without one no right is granted); lineage.permits must "
            "hold use",
            "licenses",
            "",
            None,
            "its licence is not known; without one no right is granted",
        ),
    ),
}


@pytest.mark.parametrize("name", LINEAGES)
def test_a_finding_names_the_ancestor_that_decides_and_the_way_to_it(said, name: str) -> None:
    models, require, wanted = LINEAGES[name]
    assert said(models, require) == wanted


def test_a_policy_that_asks_for_nothing_but_a_gate_is_explained(said) -> None:
    models = {"r/qwen": QWEN, "c/leaf": made_from("r/qwen")}
    assert said(models, "lineage.gate_removed: false", beside="") == LINEAGES["a threshold of the licence"][2]


def test_a_policy_that_asks_for_nothing_but_the_chains_permissions_is_explained_by_what_decides(said) -> None:
    models = one(license__tag="llama3.2", model__task="image-text-to-text")
    found = said(models, "lineage.permits: {has: use}", beside="")
    assert found.message == (
        f"lineage.permits holds nothing ({LLAMA_32}; {IMAGES_IN_DE}); lineage.permits must hold use"
    )


def test_an_ancestors_clauses_are_told_by_what_the_ancestor_takes(said) -> None:
    models = {
        "r/images": {"lineage.relation": "original", "license.tag": "llama3.2", "model.task": "image-text-to-text"},
        "c/leaf": made_from("r/images") | {"model.type": "llama"},
    }
    found = said(models, "lineage.permits: {has: use}")
    assert found.message == (
        f"lineage.permits holds nothing (ancestor r/images: {LLAMA_32}; {IMAGES_IN_DE}; path: "
        "c/leaf <- r/images); lineage.permits must hold use"
    )


def test_the_ancestor_that_denies_what_is_asked_for_is_named(said) -> None:
    models = {"r/nc": NC_ROOT, "b/mid": made_from("r/nc", tag="llama2"), "c/leaf": made_from("b/mid")}
    found = said(models, "lineage.permits: {has: commercial}")
    assert found.message == (
        f"lineage.permits holds nothing (ancestor r/nc: {NC}, {NC_ONLY}; path: c/leaf <- b/mid <- r/nc); lineage.permits "
        "must hold commercial"
    )


def test_the_ancestor_without_a_licence_is_named_behind_one_that_permits_all(said) -> None:
    models = {"r/none": {"lineage.relation": "original"}, "b/mid": made_from("r/none"), "c/leaf": made_from("b/mid")}
    found = said(models, "lineage.permits: {has: use}")
    assert found.reason == (
        "ancestor r/none: its licence is not known; without one no right is granted; path: c/leaf <- b/mid <- r/none"
    )


def test_a_component_names_the_fact_that_shows_it(said) -> None:
    models = one(license__tag="mit", files__card_present=True)
    assert said(models, "openness.components: {has: model-card}") == Said(
        "pass",
        "openness.components holds model-card and maybe more (docs.training_data is not known: not collected)",
        "openness",
        "weighbridge knowledge: openness; license.category is permissive; model-card: files.card_present is true",
        date(2026, 11, 23),
        "docs.training_data is not known: not collected",
    )


CLARIFY = "clarify:\n  - {{model: a/m, facts: {{{}}}, evidence: a contract, owner: o, expires: 2030-01-01}}\n"
STATED = "a contract (p.yaml:5, o, until 2030-01-01)"


@pytest.mark.parametrize(
    ("facts", "require", "message"),
    [
        (
            "license.permits: [use]",
            "license.permits: {has: commercial}",
            "license.permits holds use; license.permits must hold commercial",
        ),
        (
            "license.unilateral_change: nothing",
            "license.unilateral_change: nothing",
            "license.unilateral_change is nothing",
        ),
        (
            "lineage.license_conflict: true",
            "lineage.license_conflict: false",
            "lineage.license_conflict is true; lineage.license_conflict must be false",
        ),
        ("lineage.permits: [use]", "lineage.permits: {has: use}", "lineage.permits holds use"),
        (
            "license.excluded_countries: [KP]",
            "license.excluded_countries: {has_none: [DE]}",
            "license.excluded_countries holds KP",
        ),
    ],
)
def test_what_the_policy_clarifies_shows_the_statement_and_no_clause(said, facts, require, message) -> None:
    found = said(one(license__tag="llama3.1"), require, CLARIFY.format(facts))
    assert (found.message, found.reading, found.source, found.reason) == (message, "clarified", STATED, None)


def test_what_a_candidate_declares_shows_its_evidence_and_no_clause(said) -> None:
    declared = [Candidate("a/m", None, {"license.permits": ["use"]}, "a letter", "c.yaml:2")]
    found = said(one(license__tag="llama3.1"), "license.permits: {has: use}", candidates=declared)
    assert found == Said("pass", "license.permits holds use", "declared", "a letter (c.yaml:2)", None, None)


def test_what_follows_from_a_stated_licence_names_the_clause_in_words_and_the_statement_as_evidence(said) -> None:
    found = said(
        one(license__tag="llama3.1"),
        "license.permits: {has: commercial}",
        CLARIFY.format("license.spdx: CC-BY-NC-4.0"),
    )
    assert found == Said(
        "fail",
        f"license.permits holds nothing ({NC}, {NC_ONLY}); license.permits must hold commercial",
        "clarified",
        f"follows from license.spdx: {STATED}",
        None,
        None,
    )


def test_what_was_declared_of_the_buyer_is_said_in_the_finding(said) -> None:
    context = "context: {monthly_active_users: 900000000}\n"
    assert said(one(license__tag="llama3.1"), "license.permits: {has: use}", context=context).message == (
        f"license.permits holds nothing ({LLAMA}; you declared 900M); license.permits must hold use"
    )
    assert said(one(license__tag="llama3.1"), "license.permits: {has: use}", context="").message == (
        f"license.permits is not known ({LLAMA}; context.monthly_active_users is not stated); license.permits must hold use"
    )


def test_the_lines_of_a_model_hold_its_ancestors_and_theirs(build_snapshot) -> None:
    snapshot = api.open_snapshot(build_snapshot(TWO_STEPS | {"z/other": made_from("r/nc")}))
    assert lines_of(snapshot, ["c/leaf"]) == {"c/leaf": {"b/mid": 1, "r/nc": 2}, "b/mid": {"r/nc": 1}}
    assert lines_of(snapshot, ["r/nc"]) == {}


def test_what_the_chain_denies_has_a_source_where_its_own_licence_is_not_known(build_snapshot) -> None:
    models = {"r/nc": NC_ROOT, "c/leaf": made_from("r/nc", tag=None)}
    facts = api.enrich(api.open_snapshot(build_snapshot(models)), Context(), DAY)
    found = {item.fact: item for item in known_facts(facts, "c/leaf")}["lineage.permits"]
    assert found.value == {"members": [], "complete": False}
    assert found.source


HOSTILE = "x\x1b[31my\x1b]8;;z\x07\u202ew\u2066v\u200bu\x9bt\u2028s"
NAMES = {
    "a name beside the tag": {"license.tag": "other", "license.name": HOSTILE},
    "a tag": {"license.tag": HOSTILE},
    "a text": {"license.tag": "mit", "license.text": HOSTILE},
    "a text without a tag": {"license.text": HOSTILE},
    "an ancestor": {"license.tag": "mit", "lineage.base_models": [f"evil/{HOSTILE}"]},
    "the licence of an ancestor": {"license.tag": "mit", "lineage.base_models": ["evil/base"]},
}
ASKED = (
    "license.permits: {has: use}",
    "license.obligations: {has_none: [notice]}",
    "license.category: permissive",
    "lineage.license_conflict: false",
    "lineage.gate_removed: false",
    "lineage.permits: {has: use}",
)


def raw(text: str) -> list[str]:
    """Return the characters of a report that could do something to a terminal."""
    bad = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return sorted({f"U+{ord(c):04X}" for c in text if c != "\n" and unicodedata.category(c) in bad})


@pytest.mark.parametrize(("kind", "format_"), list(product(NAMES, FORMATS)))
def test_a_hostile_name_of_a_licence_or_an_ancestor_is_printed_harmless(
    weighbridge, build_snapshot, write_policy, kind: str, format_: str
) -> None:
    gates = "".join(f"    - {{id: g{n}, title: G, require: {{{one}}}}}\n" for n, one in enumerate(ASKED))
    policy = write_policy(f"weighbridge: 1\nname: p\ngovernance:\n  gates:\n{gates}")
    models = {
        "evil/base": {"lineage.relation": "original", "license.tag": "other", "license.text": HOSTILE},
        "a/m": NAMES[kind],
    }
    for command in ("check", "explain"):
        ran = weighbridge(command, policy, "a/m", "--snapshot", build_snapshot(models), "--format", format_)
        assert ran.code in (0, 1, 3)
        assert "a/m" in ran.out
        assert (raw(ran.out), raw(ran.err)) == ([], [])


@pytest.mark.parametrize("format_", FORMATS)
def test_a_hostile_licence_that_somebody_declares_is_printed_harmless(
    weighbridge, build_snapshot, write_policy, write_file, format_: str
) -> None:
    escaped = "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in HOSTILE)
    path = write_file("c.yaml", f'candidates:\n  - declared: {{model.id: v/m, license.spdx: "{escaped}"}}\n')
    gates = "".join(f"    - {{id: g{n}, title: G, require: {{{one}}}}}\n" for n, one in enumerate(ASKED))
    policy = write_policy(f"weighbridge: 1\nname: p\ngovernance:\n  gates:\n{gates}")
    ran = weighbridge("check", policy, "--candidates", path, "--snapshot", build_snapshot({}), "--format", format_)
    assert ran.code in (1, 3)
    assert (raw(ran.out), raw(ran.err)) == ([], [])


def test_what_is_harmless_in_a_hostile_name_is_still_shown(weighbridge, build_snapshot, write_policy) -> None:
    policy = write_policy(
        "weighbridge: 1\nname: p\ngovernance: {gates: [{id: g, title: G, require: {license.spdx: MIT}}]}\n"
    )
    ran = weighbridge(
        "check", policy, "--snapshot", build_snapshot({"a/m": NAMES["a name beside the tag"]}), "--format", "csv"
    )
    assert "license_name x[31my]8;;zwvut s: a name of the publisher's own" in ran.out
