"""Whether a publisher stands on a list that binds the buyer, and what a report shows of the lists."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest

from weighbridge import api
from weighbridge.knowledge import publishers as knowledge
from weighbridge.knowledge.publishers import Publisher
from weighbridge.sources.candidates import Candidate

DAY = date(2026, 11, 1)
HEAD = "weighbridge: 1\nname: p\n"
GATE = "governance:\n  gates: [{id: listed, title: On no list, require: {provenance.listed: {count: 0}}}]\n"
LIST = "watchlists: [{name: w, file: w.csv, date: 2026-10-01}]\n"
TWO = "watchlists: [{name: w, file: w.csv, date: 2026-10-01}, {name: v, file: v.csv, date: 2026-09-01}]\n"
NAMESPACED = "name,namespace\nBlocked Ltd,Blocked-Org\nAbsent GmbH,-\n"
NAMES_ONLY = "name,namespace\nBlocked Ltd,blocked-org\nAcme Holding,\nOther One,\n"


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one publisher's legal name be verified, and two be known only from tables."""
    entries = {
        name: Publisher(name, legal, "FR", None, "company", None, sure, (), name, "", None)
        for name, legal, sure in (
            ("sure", "Sure SA", True),
            ("acme", "ACME  holding", False),
            ("absent", "Absent GmbH", False),
            ("plain", "Plain SA", False),
        )
    }
    monkeypatch.setattr("weighbridge.enrich.watchlists.publishers", lambda: entries)


def judged(build_snapshot, write_policy, text: str, *ids: str, candidates=()) -> dict[str, tuple[str, object, str]]:
    snapshot = api.open_snapshot(build_snapshot({name: {} for name in ids}))
    policy = api.load_policy(write_policy(text))
    ranking = api.weigh(policy, snapshot, as_of=DAY, candidates=candidates or None)
    found = api.findings(ranking.judged, [*ids, *(one.id for one in candidates)])
    return {
        name: (finding.state, finding.evidence[0].value, finding.message) for name, (finding,) in sorted(found.items())
    }


def test_a_namespace_is_matched_without_capitals_and_all_others_are_not_listed(
    build_snapshot, write_policy, write_file, verified
) -> None:
    write_file("w.csv", NAMESPACED)
    names = ("blocked-org/m", "BLOCKED-ORG/m", "nobody/m", "plain/m", "absent/m")
    assert judged(build_snapshot, write_policy, HEAD + GATE + LIST, *names) == {
        "BLOCKED-ORG/m": ("fail", ["w"], "provenance.listed holds w; provenance.listed must have a count of 0"),
        "absent/m": ("fail", ["w"], "provenance.listed holds w; provenance.listed must have a count of 0"),
        "blocked-org/m": ("fail", ["w"], "provenance.listed holds w; provenance.listed must have a count of 0"),
        "nobody/m": ("pass", [], "provenance.listed holds nothing"),
        "plain/m": ("pass", [], "provenance.listed holds nothing"),
    }


WHY = "only their names could tell, and a name proves nothing: parties without a namespace on record: 2 of w"


def test_parties_known_by_name_only_leave_it_open_even_where_the_publishers_name_is_verified(
    build_snapshot, write_policy, write_file, verified
) -> None:
    write_file("w.csv", NAMES_ONLY)
    names = ("blocked-org/m", "acme/m", "nobody/m", "plain/m", "sure/m")
    maybe = {"members": [], "complete": False}
    said = f"provenance.listed holds none known, maybe some ({WHY}); provenance.listed must have a count of 0"
    listed = ("fail", ["w"], "provenance.listed holds w; provenance.listed must have a count of 0")
    assert judged(build_snapshot, write_policy, HEAD + GATE + LIST, *names) == {
        "acme/m": listed,
        "blocked-org/m": listed,
        "nobody/m": ("unknown", maybe, said),
        "plain/m": ("unknown", maybe, said),
        "sure/m": ("unknown", maybe, said),
    }


def test_a_publisher_on_one_list_may_stand_on_another_by_its_name(
    build_snapshot, write_policy, write_file, verified
) -> None:
    write_file("w.csv", NAMESPACED)
    write_file("v.csv", NAMES_ONLY.replace("blocked-org", "somebody"))
    found = judged(build_snapshot, write_policy, HEAD + GATE + TWO, "blocked-org/m", "sure/m")
    reason = WHY.replace("2 of w", "2 of v")
    assert found == {
        "blocked-org/m": (
            "fail",
            {"members": ["w"], "complete": False},
            f"provenance.listed holds w and maybe more ({reason}); provenance.listed must have a count of 0",
        ),
        "sure/m": (
            "unknown",
            {"members": [], "complete": False},
            f"provenance.listed holds none known, maybe some ({reason}); provenance.listed must have a count of 0",
        ),
    }


def test_without_a_list_nobody_is_known_to_be_on_none(build_snapshot, write_policy) -> None:
    assert judged(build_snapshot, write_policy, HEAD + GATE, "a/m") == {
        "a/m": (
            "unknown",
            None,
            "provenance.listed is not known (the policy names no watchlist); provenance.listed must have a count of 0",
        )
    }


def test_a_model_without_a_publisher_cannot_be_looked_up(build_snapshot, write_policy, write_file) -> None:
    write_file("w.csv", NAMESPACED)
    assert judged(build_snapshot, write_policy, HEAD + GATE + LIST, "gpt2") == {
        "gpt2": (
            "unknown",
            None,
            "provenance.listed is not known (model.publisher is not known: its id does not say); "
            "provenance.listed must have a count of 0",
        )
    }


def test_a_candidate_described_by_hand_is_looked_up_too(build_snapshot, write_policy, write_file) -> None:
    write_file("w.csv", NAMESPACED)
    described = (Candidate("blocked-org/api", None, {"openness.kind": "closed-api"}),)
    found = judged(build_snapshot, write_policy, HEAD + GATE + LIST, candidates=described)
    assert found["blocked-org/api"][0] == "fail"


def test_evidence_shows_what_stands_on_the_list_and_what_was_looked_up(
    build_snapshot, write_policy, write_file, verified
) -> None:
    write_file("w.csv", NAMES_ONLY)
    write_file("v.csv", "name,namespace\nX,x\n")
    ids = ("blocked-org/m", "acme/m", "sure/m")
    snapshot = api.open_snapshot(build_snapshot({name: {} for name in ids}))
    ranking = api.weigh(api.load_policy(write_policy(HEAD + GATE + TWO)), snapshot, as_of=DAY)
    found = api.findings(ranking.judged, ids)
    items = {name: finding.evidence[0] for name, (finding,) in found.items()}
    assert {name: (item.reading, item.source, item.observed) for name, item in items.items()} == {
        "blocked-org/m": (
            "watchlists",
            "w of 2026-10-01: Blocked Ltd, blocked-org (by namespace blocked-org; publisher blocked-org, no name)",
            date(2026, 9, 1),
        ),
        "acme/m": (
            "watchlists",
            "w of 2026-10-01: Acme Holding, no namespace on record (by name ACME  holding; publisher acme, ACME  holding)",
            date(2026, 9, 1),
        ),
        "sure/m": ("watchlists", "not on w or v", date(2026, 9, 1)),
    }


def test_the_policy_may_clarify_it_with_evidence(build_snapshot, write_policy, write_file, verified) -> None:
    write_file("w.csv", NAMES_ONLY)
    clarify = (
        "clarify:\n"
        "  - {publisher: plain, facts: {provenance.listed: []}, evidence: register, owner: o, expires: 2030-01-01}\n"
        "  - {model: sure/m, facts: {provenance.listed: [sanctions]}, evidence: register, owner: o, expires: 2030-01-01}\n"
    )
    assert judged(build_snapshot, write_policy, HEAD + GATE + LIST + clarify, "plain/m", "sure/m") == {
        "plain/m": ("pass", [], "provenance.listed holds nothing"),
        "sure/m": (
            "fail",
            ["sanctions"],
            "provenance.listed holds sanctions; provenance.listed must have a count of 0",
        ),
    }


def test_a_hit_cannot_be_clarified_away(build_snapshot, write_policy, write_file, verified) -> None:
    write_file("w.csv", NAMES_ONLY)
    clarify = (
        "clarify:\n"
        "  - {publisher: acme, facts: {provenance.listed: []}, evidence: register, owner: o, expires: 2030-01-01}\n"
        "  - {model: blocked-org/m, facts: {provenance.listed: []}, evidence: mail, owner: o, expires: 2030-01-01}\n"
    )
    listed = ("fail", ["w"], "provenance.listed holds w; provenance.listed must have a count of 0")
    assert judged(build_snapshot, write_policy, HEAD + GATE + LIST + clarify, "acme/m", "blocked-org/m") == {
        "acme/m": listed,
        "blocked-org/m": listed,
    }


def test_another_namespace_of_the_organisation_counts(
    build_snapshot, write_policy, write_file, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = {
        name: Publisher(name, "Group SA", "FR", None, "company", None, False, (), organisation, "", None)
        for name, organisation in (("group", "group"), ("group-labs", "group"), ("apart", "apart"))
    }
    monkeypatch.setattr("weighbridge.enrich.watchlists.publishers", lambda: entries)
    write_file("w.csv", "name,namespace\nOther Name,group\n")
    ids = ("group-labs/m", "apart/m")
    snapshot = api.open_snapshot(build_snapshot({name: {} for name in ids}))
    ranking = api.weigh(api.load_policy(write_policy(HEAD + GATE + LIST)), snapshot, as_of=DAY)
    found = api.findings(ranking.judged, ids)
    assert {name: (one.state, one.evidence[0].source) for name, (one,) in found.items()} == {
        "group-labs/m": (
            "fail",
            "w of 2026-10-01: Other Name, group (by organisation group; publisher group-labs, Group SA)",
        ),
        "apart/m": ("pass", "not on w"),
    }


def test_a_list_of_a_day_that_is_yet_to_come_is_a_warning(write_policy, write_file) -> None:
    write_file("w.csv", NAMESPACED)
    path = write_policy(HEAD + GATE + LIST)
    policy = api.load_policy(path)
    assert policy.expired(date(2026, 10, 1)) == []
    assert [str(one) for one in policy.expired(date(2026, 9, 30))] == [
        f"{path}:5:14: warning: watchlist w is dated 2026-10-01, which is yet to come"
    ]


def test_a_candidates_file_cannot_say_it(weighbridge, build_snapshot, write_policy, write_file) -> None:
    path = write_file("c.yaml", "candidates:\n  - declared: {model.id: a/m, provenance.listed: []}\n")
    folder = build_snapshot({"a/m": {}})
    ran = weighbridge("check", write_policy(HEAD + GATE), "--candidates", path, "--snapshot", folder)
    assert ran == (
        2,
        "",
        f"{path}:2:31: error: provenance.listed cannot be declared\n"
        "hint: the policy's watchlists answer it; the policy may clarify it, with evidence\n",
    )


def test_the_report_names_the_lists_with_day_checksum_and_size(
    weighbridge, build_snapshot, write_policy, write_file
) -> None:
    path = write_file("w.csv", NAMES_ONLY)
    sha256 = hashlib.sha256(NAMES_ONLY.encode()).hexdigest()
    source = write_policy(HEAD + GATE + LIST)
    ran = weighbridge("check", source, "--snapshot", build_snapshot({"blocked-org/m": {}}), "--format", "json")
    assert ran.code == 1
    policy = json.loads(ran.out)["policy"]
    assert policy["watchlists"] == [{"name": "w", "date": "2026-10-01", "sha256": sha256, "parties": 3}]
    own = hashlib.sha256((HEAD + GATE + LIST).encode()).hexdigest()
    assert policy["files"] == [{"path": source, "sha256": own}, {"path": str(path), "sha256": sha256}]
    assert policy["sha256"] == hashlib.sha256(f"{own}\n{sha256}\n".encode()).hexdigest()


def test_real_publishers_have_names_to_compare_and_none_is_called_verified_without_a_source() -> None:
    entries = knowledge.publishers()
    assert all(entry.name for entry in entries.values())
    assert [name for name, entry in entries.items() if entry.verified and not entry.source] == []


def test_nobody_is_asked_to_declare_what_only_the_policy_can_say(weighbridge, build_snapshot, write_policy) -> None:
    out = weighbridge("check", write_policy(HEAD + GATE), "--snapshot", build_snapshot({"a/m": {}})).out
    assert "answers.yaml" not in out
    assert "    - model: a/m\n      facts: {provenance.listed: FILL IN A LIST}\n" in out.partition("  clarify:\n")[2]


def test_the_evidence_of_a_hit_is_the_list_and_not_what_was_stated(
    build_snapshot, write_policy, write_file, weighbridge
) -> None:
    write_file("w.csv", "name,namespace\nBlocked,blocked-org\n")
    stated = (
        "clarify:\n"
        "  - {publisher: blocked-org, facts: {provenance.listed: []}, evidence: mail, owner: o, expires: 2030-01-01}\n"
        "  - {publisher: free-org, facts: {provenance.listed: [other]}, evidence: mail, owner: o, expires: 2030-01-01}\n"
    )
    policy = write_policy(HEAD + GATE + LIST + stated)
    folder = build_snapshot({"blocked-org/m": {"license.tag": "mit"}, "free-org/m": {"license.tag": "mit"}})
    ran = weighbridge("check", policy, "--snapshot", folder, "--as-of", "2026-11-01", "--format", "json")
    evidence = {one["id"]: one["findings"][0]["evidence"][0] for one in json.loads(ran.out)["models"]}
    assert (evidence["blocked-org/m"]["value"], evidence["blocked-org/m"]["reading"]) == (["w"], "watchlists")
    assert evidence["blocked-org/m"]["source"].startswith("w of ")
    assert (evidence["free-org/m"]["value"], evidence["free-org/m"]["reading"]) == (["other"], "clarified")
