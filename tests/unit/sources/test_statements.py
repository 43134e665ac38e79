"""What people state of models: which statement counts, what follows from it, and what evidence says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from weighbridge import api
from weighbridge.errors import UsageError
from weighbridge.judge.known_facts import known_facts
from weighbridge.policy import parse_policy
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.snapshot import Snapshot, open_snapshot
from weighbridge.sources.statements import Statement, with_statements

DAY = date(2026, 11, 1)
COMMIT = "4f1c2ab" + "0" * 33
HEAD = "weighbridge: 1\nname: p\ngovernance:\n  gates: [{id: lic, title: L, require: {license.spdx: MIT}}]\n"
SIGNED = "evidence: e, owner: o, expires: 2030-01-01"


def clarified(*entries: str, more: str = "") -> api.Policy:
    text = HEAD + more + "clarify:\n" + "".join(f"  - {{{entry}, {SIGNED}}}\n" for entry in entries)
    return parse_policy(text.encode(), "p.yaml")


def known(
    policy: api.Policy, snapshot: Snapshot, model: str, candidates: tuple[Candidate, ...] = (), as_of: date = DAY
) -> dict[str, Any]:
    ids = [one.id for one in candidates] or None
    return {item.fact: item for item in known_facts(api.facts_for(policy, snapshot, as_of, candidates, ids), model)}


@pytest.fixture
def models(build_snapshot: Callable[..., Any]) -> Callable[..., Snapshot]:
    def build(**facts: dict[str, object]) -> Snapshot:
        made = {name.replace("__", "/"): values for name, values in facts.items()}
        return open_snapshot(build_snapshot(made))

    return build


OF_PUBLISHER = "publisher: a, facts: {license.spdx: MIT}"
OF_MODEL = "model: a/b, facts: {license.spdx: Apache-2.0}"
OF_COMMIT = f"model: a/b, revision: '{COMMIT}', facts: {{license.spdx: BSD-3-Clause}}"
OF_SHORT = "model: a/b, revision: '4f1c2ab', facts: {license.spdx: BSD-3-Clause}"
OF_OTHER = f"model: a/b, revision: '{'1' * 40}', facts: {{license.spdx: BSD-3-Clause}}"


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("entries", "revision", "licence"),
    [
        ([], COMMIT, "GPL-3.0-only"),
        ([OF_PUBLISHER], COMMIT, "MIT"),
        ([OF_PUBLISHER], None, "MIT"),
        ([OF_MODEL], COMMIT, "Apache-2.0"),
        ([OF_MODEL], None, "Apache-2.0"),
        ([OF_COMMIT], COMMIT, "BSD-3-Clause"),
        ([OF_SHORT], COMMIT, "BSD-3-Clause"),
        ([OF_OTHER], COMMIT, "GPL-3.0-only"),
        ([OF_COMMIT], None, "GPL-3.0-only"),
        ([OF_SHORT], None, "GPL-3.0-only"),
        ([OF_PUBLISHER, OF_MODEL], COMMIT, "Apache-2.0"),
        ([OF_PUBLISHER, OF_MODEL, OF_COMMIT], COMMIT, "BSD-3-Clause"),
        ([OF_PUBLISHER, OF_MODEL, OF_OTHER], COMMIT, "Apache-2.0"),
        ([OF_PUBLISHER, OF_OTHER], COMMIT, "MIT"),
        ([OF_PUBLISHER, OF_MODEL, OF_COMMIT], None, "Apache-2.0"),
    ],
)
def test_the_closest_clarification_counts_whatever_their_order(
    models, entries: list[str], revision: str | None, licence: str, backwards: bool
) -> None:
    read = {"license.tag": "gpl-3.0"} | ({"model.revision": revision} if revision else {})
    policy = clarified(*(reversed(entries) if backwards else entries)) if entries else parse_policy(HEAD.encode(), "p")
    found = known(policy, models(a__b=read), "a/b")
    assert found["license.spdx"].value == licence


def test_a_clarification_is_of_its_model_and_of_its_publisher_only(models) -> None:
    snapshot = models(a__b={}, a__c={}, ab__b={}, b__a={}, A__b={})
    policy = clarified(OF_MODEL, "publisher: a, facts: {provenance.country: FR}")
    found = {name: known(policy, snapshot, name) for name in ("a/b", "a/c", "ab/b", "b/a", "A/b")}
    assert {name: (one["license.spdx"].value, one["provenance.country"].value) for name, one in found.items()} == {
        "a/b": ("Apache-2.0", "FR"),
        "a/c": (None, "FR"),
        "ab/b": (None, None),
        "b/a": (None, None),
        "A/b": (None, None),
    }


def test_one_model_may_have_facts_from_several_clarifications(models) -> None:
    policy = clarified(
        "publisher: a, facts: {provenance.country: FR, provenance.kind: company}",
        "model: a/b, facts: {provenance.country: DE}",
    )
    found = known(policy, models(a__b={}), "a/b")
    assert (found["provenance.country"].value, found["provenance.kind"].value) == ("DE", "company")


def test_the_bloc_follows_a_clarified_country(models) -> None:
    snapshot = models(mistralai__x={}, nobody__x={})
    policy = clarified(
        "publisher: mistralai, facts: {provenance.country: US}", "publisher: nobody, facts: {provenance.country: NL}"
    )
    for name, country, bloc in (("mistralai/x", "US", "US"), ("nobody/x", "NL", "EU")):
        found = known(policy, snapshot, name)
        assert (found["provenance.country"].value, found["provenance.bloc"].value) == (country, bloc)


def test_countries_and_licences_of_descendants_follow_what_is_clarified_of_their_bases(models) -> None:
    snapshot = models(
        base__m={"lineage.base_models": [], "license.tag": "gpl-3.0", "model.role": "ancestor"},
        child__m={"lineage.base_models": ["base/m"]},
        grandchild__m={"lineage.base_models": ["child/m"]},
    )
    policy = clarified(
        "publisher: base, facts: {provenance.country: KP}",
        "publisher: child, facts: {provenance.country: FR}",
        "model: base/m, facts: {license.spdx: MIT}",
        "model: child/m, facts: {license.spdx: Apache-2.0}",
    )
    for candidates in ((), (Candidate("grandchild/m"),)):
        found = known(policy, snapshot, "grandchild/m", candidates)
        assert found["lineage.countries"].value == ["FR", "KP"]
        assert found["lineage.licenses"].value == ["Apache-2.0", "MIT"]
    plain = known(parse_policy(HEAD.encode(), "p"), snapshot, "grandchild/m")
    assert plain["lineage.countries"].value == {"members": [], "complete": False}
    assert plain["lineage.licenses"].value == {"members": ["GPL-3.0-only"], "complete": False}


def test_clarified_bases_bring_their_ancestors(models) -> None:
    snapshot = models(
        root__m={"lineage.base_models": [], "license.tag": "mit", "model.role": "ancestor"},
        base__m={"lineage.base_models": ["root/m"], "license.tag": "gpl-3.0", "model.role": "ancestor"},
        other__m={"lineage.base_models": [], "license.tag": "apache-2.0", "model.role": "ancestor"},
        child__m={"lineage.base_models": ["other/m"]},
    )
    policy = clarified("model: child/m, facts: {lineage.base_models: [base/m]}")
    for candidates in ((), (Candidate("child/m"),)):
        found = known(policy, snapshot, "child/m", candidates)
        assert found["lineage.roots"].value == ["root/m"]
        assert found["lineage.licenses"].value == ["GPL-3.0-only", "MIT"]


def test_clarified_bases_that_lead_in_a_circle_are_refused(models) -> None:
    policy = clarified(
        "model: a/b, facts: {lineage.base_models: [c/d]}", "model: c/d, facts: {lineage.base_models: [a/b]}"
    )
    with pytest.raises(UsageError) as caught:
        api.facts_for(policy, models(a__b={}, c__d={}, e__f={}), DAY)
    assert (str(caught.value).splitlines()[0], caught.value.hint) == (
        "the base models that are stated lead in a circle: a/b, c/d",
        "take the wrong one out",
    )


def test_category_approval_and_openness_follow_a_clarified_licence(models) -> None:
    read = {"license.tag": "cc-by-nc-4.0", "size.parameters": 9, "docs.training_data": "available"}
    snapshot = models(a__b=read)
    before = known(parse_policy(HEAD.encode(), "p"), snapshot, "a/b")
    after = known(clarified("model: a/b, facts: {license.spdx: MIT}"), snapshot, "a/b")
    names = ("license.tag", "license.spdx", "license.category", "license.osi_approved", "openness.kind")
    assert [before[name].value for name in names] == [
        "cc-by-nc-4.0",
        "CC-BY-NC-4.0",
        "non-commercial",
        False,
        "open-weight",
    ]
    assert [after[name].value for name in names] == ["cc-by-nc-4.0", "MIT", "permissive", True, "open-source"]


def test_a_clarified_derived_fact_is_not_derived_again(models) -> None:
    policy = clarified("model: Qwen/Qwen3-8B, facts: {license.category: copyleft, provenance.country: SG}")
    found = known(policy, models(Qwen__Qwen3_8B={}, **{"Qwen__Qwen3-8B": {"license.tag": "mit"}}), "Qwen/Qwen3-8B")
    assert [found[name].value for name in ("license.spdx", "license.category", "provenance.country")] == [
        "MIT",
        "copyleft",
        "SG",
    ]


def test_what_is_declared_of_a_candidate_does_not_change_what_the_policy_clarifies(models) -> None:
    policy = clarified(OF_MODEL, "publisher: v, facts: {license.spdx: BSD-3-Clause}")
    given = {"license.spdx": "MIT", "model.task": "t"}
    candidates = (Candidate("a/b", None, given, "us"), Candidate("v/api", None, given, "us"))
    for name, licence in (("a/b", "Apache-2.0"), ("v/api", "BSD-3-Clause")):
        found = known(policy, models(a__b={"license.tag": "gpl-3.0"}), name, candidates)
        assert (found["license.spdx"].value, found["license.spdx"].reading) == (licence, "clarified")
        assert (found["model.task"].value, found["model.task"].reading) == ("t", "declared")


def test_a_clarified_fact_does_not_age_with_what_was_read(models) -> None:
    snapshot = models(a__b={"license.tag": "gpl-3.0", "adoption.likes": 3}, a__c={"adoption.likes": 3})
    policy = clarified(
        "model: a/b, facts: {license.tag: mit, adoption.likes: 9}",
        more="decide: {max_age: {license: 30, adoption: 30}}\n",
    )
    late = date(2028, 1, 1)
    found = known(policy, snapshot, "a/b", as_of=late)
    assert [found[name].value for name in ("license.spdx", "license.category", "adoption.likes")] == [
        "MIT",
        "permissive",
        9,
    ]
    assert known(policy, snapshot, "a/c", as_of=late)["adoption.likes"].value is None


SOURCE = "e (p.yaml:6, o, until 2030-01-01)"


def test_evidence_names_evidence_place_owner_and_end(models) -> None:
    found = known(clarified("model: a/b, facts: {license.spdx: MIT}"), models(a__b={}), "a/b")
    item = found["license.spdx"]
    assert (item.value, item.reading, item.source, item.url, item.observed, item.reason) == (
        "MIT",
        "clarified",
        SOURCE,
        "",
        None,
        None,
    )
    assert found["license.category"].source == f"follows from license.spdx: {SOURCE}"
    assert found["license.category"].reading == "clarified"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("[de, fr]", ["de", "fr"]),
        ("[]", []),
        ("{members: [fr]}", ["fr"]),
        ("{members: [fr, de], complete: false}", {"members": ["de", "fr"], "complete": False}),
    ],
)
def test_sets_are_clarified_whole_or_in_part(models, value: str, shown: object) -> None:
    snapshot = models(a__b={"model.languages": ["en"]})
    item = known(clarified(f"model: a/b, facts: {{model.languages: {value}}}"), snapshot, "a/b")["model.languages"]
    assert item.value == shown
    assert (item.reason is None) is isinstance(shown, list)


def test_a_closed_set_that_is_clarified_in_part_leaves_the_rest_unknown(models) -> None:
    policy = parse_policy(
        (
            "weighbridge: 1\nname: p\ngovernance:\n  gates:\n"
            "    - {id: use, title: U, require: {license.permits: {has: use}}}\n"
            "    - {id: host, title: H, require: {license.permits: {has: host}}}\n"
            "clarify:\n"
            f"  - {{model: a/part, facts: {{license.permits: {{members: [use], complete: false}}}}, {SIGNED}}}\n"
            f"  - {{model: a/whole, facts: {{license.permits: [use]}}, {SIGNED}}}\n"
        ).encode(),
        "p.yaml",
    )
    judged = api.weigh(policy, models(a__part={}, a__whole={}), as_of=DAY).judged
    found = api.findings(judged, ["a/part", "a/whole"])
    assert {name: [finding.state for finding in one] for name, one in found.items()} == {
        "a/part": ["pass", "unknown"],
        "a/whole": ["pass", "fail"],
    }


@pytest.mark.parametrize("ages", ["", "decide: {max_age: {model: 7}}\n"])
def test_of_a_set_that_is_clarified_in_part_the_reason_says_so(models, ages: str) -> None:
    text = (
        f"weighbridge: 1\nname: p\n{ages}governance:\n  gates: [{{id: g, title: G, require: {{model.tags: {{has: y}}}}}}]\n"
        f"clarify: [{{model: a/b, facts: {{model.tags: {{members: [x], complete: false}}}}, {SIGNED}}}]\n"
    )
    judged = api.weigh(parse_policy(text.encode(), "p.yaml"), models(a__b={}), as_of=DAY).judged
    (finding,) = api.findings(judged, ["a/b"])["a/b"]
    assert finding.message == ("model.tags holds x and maybe more (only part of it is known); model.tags must hold y")


def test_a_statement_of_a_model_that_is_not_there_says_nothing(models) -> None:
    snapshot = models(a__b={})
    stated = with_statements(snapshot, [Statement({"license.spdx": "MIT"}, "clarified", "e", model="x/y")], {})
    assert stated.table.select("model__id", "license__spdx").collect().rows() == [("a/b", None)]
    assert stated.claims.height == 0


def test_null_says_nothing(models) -> None:
    stated = with_statements(
        models(a__b={}),
        [
            Statement({"license.spdx": "MIT"}, "clarified", "e", publisher="a"),
            Statement({"license.spdx": None}, "clarified", "e", model="a/b"),
        ],
        {},
    )
    assert stated.table.select("license__spdx").collect().rows() == [("MIT",)]


def test_of_equally_close_statements_the_later_counts(models) -> None:
    values = ["MIT", "Apache-2.0"]
    stated = with_statements(
        models(a__b={}), [Statement({"license.spdx": value}, "own", value, model="a/b") for value in values], {}
    )
    assert stated.table.select("license__spdx").collect().rows() == [("Apache-2.0",)]
    assert [(claim.value, claim.source) for claim in stated.claims_of(["a/b"])] == [("Apache-2.0", "Apache-2.0")]


EXPIRING = HEAD + "clarify: [{model: a/b, facts: {license.spdx: MIT}, evidence: e, owner: o, expires: 2026-11-10}]\n"


@pytest.mark.parametrize(
    ("as_of", "options", "code"),
    [
        ("2026-11-09", [], 0),
        ("2026-11-10", [], 0),
        ("2026-11-11", [], 3),
        ("2026-11-10", ["--strict"], 0),
        ("2026-11-11", ["--strict"], 6),
    ],
)
def test_a_clarification_counts_through_its_last_day(
    weighbridge, build_snapshot, write_policy, as_of: str, options: list[str], code: int
) -> None:
    path = write_policy(EXPIRING)
    ran = weighbridge("check", path, "--snapshot", build_snapshot({"a/b": {}}), "--as-of", as_of, *options)
    warning = f"{path}:5:11: warning: the clarification of model a/b expired on 2026-11-10; it is not applied\n"
    assert (ran.code, ran.err) == (code, "" if as_of < "2026-11-11" else warning)


def test_what_has_expired_on_the_day_of_the_facts_counts_nowhere(models) -> None:
    waived = "waivers: [{id: W, rules: [lic], models: [b/c], reason: R, owner: o, approver: p, expires: 2026-11-10}]\n"
    policy = parse_policy((EXPIRING + waived).encode(), "p.yaml")
    snapshot = models(a__b={}, b__c={})

    def said(day: date) -> dict[str, tuple[str, object]]:
        judged = api.judge(api.facts_for(policy, snapshot, day), policy)
        found = api.findings(judged, ["a/b", "b/c"])
        return {name: (one.state, one.waiver.id if one.waiver else None) for name, (one,) in found.items()}

    assert said(date(2026, 11, 10)) == {"a/b": ("pass", None), "b/c": ("unknown", "W")}
    assert said(date(2026, 11, 11)) == {"a/b": ("unknown", None), "b/c": ("unknown", None)}


def test_what_ends_is_compared_with_today_where_no_day_is_given(weighbridge, build_snapshot, write_policy) -> None:
    folder = build_snapshot({"a/b": {}, "b/c": {}})
    path = write_policy(EXPIRING.replace("2026-11-10", "2020-01-01").replace("model: a/b", "publisher: a"))
    ran = weighbridge("check", path, "a/b", "--snapshot", folder)
    assert (ran.code, ran.err) == (
        3,
        f"{path}:5:11: warning: the clarification of publisher a expired on 2020-01-01; it is not applied\n",
    )
    path = write_policy(EXPIRING.replace("2026-11-10", "2999-12-31"))
    assert weighbridge("check", path, "a/b", "--snapshot", folder, "--strict")[::2] == (0, "")


def test_lint_says_what_has_expired(weighbridge, write_policy) -> None:
    path = write_policy(EXPIRING.replace("2026-11-10", "2020-01-01"))
    ran = weighbridge("policy", "lint", path)
    assert (ran.code, ran.out) == (
        0,
        f"{path}:5:11: warning: the clarification of model a/b expired on 2020-01-01; it is not applied\n",
    )
    assert weighbridge("policy", "lint", path, "--strict").code == 6
