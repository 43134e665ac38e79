"""Layers: which files a policy extends, how they are laid over each other, and where every part says it comes from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from weighbridge.errors import DocumentError
from weighbridge.policy import Policy, load_policy, parse_policy
from weighbridge.policy.builtin import builtin_folder
from weighbridge.policy.conditions import All
from weighbridge.policy.curves import Flag
from weighbridge.policy.files import read_named
from weighbridge.policy.policy import Action, Dimension, OnePer, OnUnknown, Severity, SourceFile, WeightRange
from weighbridge.policy.written import condition_text
from weighbridge.sources.snapshot import open_snapshot

Write = Callable[..., str]


def gate(identifier: str = "g", more: str = "") -> str:
    return f"{{id: {identifier}, title: T, require: {{license.spdx: MIT}}{more}}}"


def policy(name: str, *lines: str, gates: str | None = None) -> str:
    """Return a policy of these lines; without any gate but `gates` it has one called like itself."""
    rules = gate(name) if gates is None else gates
    return "\n".join(["weighbridge: 1", f"name: {name}", *lines, "governance:", f"  gates: [{rules}]", ""])


def refused(path: str | Path) -> str:
    with pytest.raises(DocumentError) as caught:
        load_policy(path)
    return str(caught.value)


def ids(loaded: Policy) -> list[str]:
    return [rule.id for rule in loaded.rules()]


def digest(path: str | Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


# extends


def test_a_bundled_policy_can_be_extended(write_policy: Write) -> None:
    path = write_policy(policy("mine", "extends: [builtin:baseline]"))
    loaded, below = load_policy(path), load_policy("builtin:baseline")
    assert ids(loaded)[: len(ids(below))] != []
    assert set(ids(loaded)) == {*ids(below), "mine"}
    assert loaded.files == (SourceFile(path, digest(path)), *below.files)


def test_text_may_extend_a_bundled_policy() -> None:
    loaded = parse_policy(policy("mine", "extends: [builtin:baseline]").encode(), "p.yaml")
    assert [file.path for file in loaded.files] == ["p.yaml", "builtin:baseline"]


def test_text_has_no_folder_and_may_extend_no_path() -> None:
    with pytest.raises(DocumentError) as caught:
        parse_policy(policy("mine", "extends: [other.yaml]").encode(), "p.yaml")
    assert str(caught.value) == (
        'p.yaml:3:11: error: extends: "other.yaml" is a path, and what names it is not a file\n'
        "hint: load the policy from a file"
    )


@pytest.mark.parametrize(
    ("lower", "reference"),
    [
        ("base.yaml", "base.yaml"),
        ("base.yaml", "./base.yaml"),
        ("deep/er/base.yaml", "deep/er/base.yaml"),
        ("deep/base.yaml", "deep/er/../base.yaml"),
        ("../base.yaml", "../base.yaml"),
        ("größe/a b.yaml", "größe/a b.yaml"),
    ],
)
def test_a_path_is_read_from_the_folder_of_the_file_that_names_it(tmp_path: Path, lower: str, reference: str) -> None:
    top = tmp_path / "top" / "policy.yaml"
    (tmp_path / "top" / "deep" / "er").mkdir(parents=True)
    below = top.parent / lower
    below.parent.mkdir(exist_ok=True)
    below.write_text(policy("below"))
    top.write_text(policy("above", f'extends: ["{reference}"]'))
    loaded = load_policy(top)
    assert ids(loaded) == ["below", "above"]
    assert [file.path for file in loaded.files] == [str(top), str(top.parent / reference)]
    assert [rule.mark.file for rule in loaded.gates] == [str(top.parent / reference), str(top)]


def test_a_lower_layer_names_its_own_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "low.yaml").write_text(policy("low"))
    (tmp_path / "a" / "b" / "mid.yaml").write_text(policy("mid", "extends: [../../low.yaml]"))
    (tmp_path / "top.yaml").write_text(policy("top", "extends: [a/b/mid.yaml]"))
    assert ids(load_policy(tmp_path / "top.yaml")) == ["low", "mid", "top"]


def test_a_checksum_that_is_right_lets_a_layer_in_and_a_wrong_one_names_both(write_policy: Write) -> None:
    below = write_policy(policy("below"), "below.yaml")
    right, wrong = digest(below), "0" * 64
    assert ids(load_policy(write_policy(policy("top", f'extends: [{{use: below.yaml, sha256: "{right}"}}]')))) == [
        "below",
        "top",
    ]
    path = write_policy(policy("top", f'extends: [{{use: below.yaml, sha256: "{wrong}"}}]'))
    assert refused(path) == (
        f"{path}:3:17: error: extends: sha256 of {below} is {right}, not {wrong}\n"
        "hint: read what changed in it before you write the new sha256 here"
    )


def test_a_bundled_policy_can_be_held_to_its_checksum(write_policy: Write) -> None:
    right = digest(builtin_folder() / "baseline.yaml")
    path = write_policy(policy("top", f'extends: [{{use: builtin:baseline, sha256: "{right}"}}]'))
    assert len(load_policy(path).files) == 2
    path = write_policy(policy("top", f'extends: [{{use: builtin:baseline, sha256: "{"a" * 64}"}}]'))
    assert refused(path).startswith(
        f"{path}:3:17: error: extends: sha256 of builtin:baseline is {right}, not {'a' * 64}\nhint: "
    )


ONE = "hint: write [{}], also for one"
BESIDE = "hint: write it relative to the folder of this policy"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("gone.yaml", "extends: {folder}/gone.yaml: there is no such file"),
        ("baseline", "extends: {folder}/baseline: there is no such file\nhint: did you mean builtin:baseline?"),
        ("sub", "extends: {folder}/sub: this is not a plain file"),
        ("pipe", "extends: {folder}/pipe: this is not a plain file"),
        ('""', "extends[0] is empty"),
        (".", "extends: {folder}: this is not a plain file"),
        ("/etc/passwd", f'extends: "/etc/passwd" is not a path beside this file\n{BESIDE}'),
        ('"~/p.yaml"', f'extends: "~/p.yaml" is not a path beside this file\n{BESIDE}'),
        ('"~root/p.yaml"', f'extends: "~root/p.yaml" is not a path beside this file\n{BESIDE}'),
        (
            "builtin:basline",
            'extends: no bundled policy is called "basline"\nhint: did you mean "baseline"?',
        ),
        ("3", "extends[0] is a mapping, not 3"),
        ("null", "extends[0] is a mapping, not null"),
        ("true", "extends[0] is a mapping, not true"),
        ("[a.yaml]", "extends[0] is a mapping, not a list"),
    ],
)
def test_what_cannot_be_extended_is_refused_where_it_is_written(
    tmp_path: Path, write_policy: Write, written: str, message: str
) -> None:
    (tmp_path / "sub").mkdir()
    os.mkfifo(tmp_path / "pipe")
    path = write_policy(policy("top", f"extends: [{written}]"))
    assert refused(path) == f"{path}:3:11: error: {message.format(folder=tmp_path)}"


def test_a_path_with_a_nul_or_too_long_is_no_file(tmp_path: Path, write_policy: Write) -> None:
    path = write_policy(policy("top", 'extends: ["a\\0b.yaml"]'))
    assert refused(path) in (
        f"{path}:3:11: error: extends: {tmp_path}/ab.yaml: there is no such file",
        f'{path}:3:11: error: extends: "ab.yaml" cannot be read: not a path',
    )
    path = write_policy(policy("top", f"extends: [{'a' * 299}]"))
    assert refused(path).startswith(f"{path}:3:11: error: extends: ")
    path = write_policy(policy("top", f"extends: [{'a' * 301}]"))
    assert refused(path) == f"{path}:3:11: error: extends[0] has at most 300 characters"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "builtin:baseline",
            f'3:10: error: extends is a list, not "builtin:baseline"\n{ONE.format("builtin:baseline")}',
        ),
        ("x.yaml", f'3:10: error: extends is a list, not "x.yaml"\n{ONE.format("x.yaml")}'),
        ("3", f"3:10: error: extends is a list, not 3\n{ONE.format('builtin:baseline')}"),
        ("{use: builtin:baseline}", f"3:10: error: extends is a list, not a mapping\n{ONE.format('builtin:baseline')}"),
        ("null", f"3:10: error: extends is a list, not null\n{ONE.format('builtin:baseline')}"),
        ("[{}]", '3:11: error: "use" is missing in extends[0]'),
        (f'[{{sha256: "{"0" * 64}"}}]', '3:11: error: "use" is missing in extends[0]'),
        (
            "[{use: builtin:baseline, sha: abc}]",
            '3:35: error: unknown key "sha" in extends[0]\nhint: did you mean "sha256"?',
        ),
        (
            "[{use: builtin:baseline, sha256: abc}]",
            '3:43: error: extends[0].sha256 cannot be "abc"\n'
            "hint: 64 digits and letters a to f, as sha256sum prints them",
        ),
        ("[{use: 3}]", "3:17: error: extends[0].use is text, not 3\nhint: put it in quotes"),
        ("[{use: [a.yaml]}]", "3:17: error: extends[0].use is text, not a list"),
    ],
)
def test_extends_of_another_shape_is_refused(write_policy: Write, written: str, message: str) -> None:
    path = write_policy(policy("top", f"extends: {written}"))
    assert refused(path) == f"{path}:{message}"


def test_nothing_extended_is_a_policy_of_one_file(write_policy: Write) -> None:
    path = write_policy(policy("top", "extends: []"))
    assert load_policy(path).files == (SourceFile(path, digest(path)),)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_cycle_is_refused_with_the_whole_way_round(tmp_path: Path, size: int) -> None:
    names = [tmp_path / f"p{index}.yaml" for index in range(size)]
    for index, path in enumerate(names):
        path.write_text(policy(f"p{index}", f"extends: [{names[(index + 1) % size].name}]"))
    chain = " → ".join(map(str, [*names, names[0]]))
    assert refused(names[0]) == f"{names[-1]}:3:11: error: extends leads back to {names[0]}: {chain}"


def test_a_cycle_by_another_name_of_a_file_is_a_cycle(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(policy("a", "extends: [link.yaml]"))
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    assert "extends leads back to" in refused(tmp_path / "a.yaml")


def test_a_cycle_that_the_top_is_not_part_of_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(policy("a", "extends: [b.yaml]"))
    (tmp_path / "b.yaml").write_text(policy("b", "extends: [c.yaml]"))
    (tmp_path / "c.yaml").write_text(policy("c", "extends: [./b.yaml]"))
    a, b, c = (tmp_path / f"{name}.yaml" for name in "abc")
    assert refused(a) == f"{c}:3:11: error: extends leads back to {b}: {a} → {b} → {c} → {b}"


def test_a_file_that_is_reached_twice_counts_once(write_policy: Write) -> None:
    write_policy(policy("low", "own: {x: {type: number}}"), "low.yaml")
    write_policy(policy("left", "extends: [low.yaml]", "decide: {minimum_score: 10}"), "left.yaml")
    write_policy(policy("right", "extends: [./low.yaml]", "decide: {minimum_score: 20}"), "right.yaml")
    loaded = load_policy(write_policy(policy("top", "extends: [left.yaml, right.yaml]")))
    assert ids(loaded) == ["low", "left", "right", "top"]
    assert [Path(file.path).name for file in loaded.files] == ["policy.yaml", "right.yaml", "left.yaml", "low.yaml"]
    assert loaded.decide.minimum_score == 20


@pytest.mark.parametrize(("order", "score"), [("a, b", 20.0), ("b, a", 10.0)])
def test_of_two_that_a_file_extends_the_later_lies_above(write_policy: Write, order: str, score: float) -> None:
    write_policy(policy("a", "decide: {minimum_score: 10}"), "a.yaml")
    write_policy(policy("b", "decide: {minimum_score: 20}"), "b.yaml")
    names = ", ".join(f"{name}.yaml" for name in order.split(", "))
    assert load_policy(write_policy(policy("top", f"extends: [{names}]"))).decide.minimum_score == score


def test_a_file_may_name_another_twice(write_policy: Write) -> None:
    write_policy(policy("a"), "a.yaml")
    assert ids(load_policy(write_policy(policy("top", "extends: [a.yaml, ./a.yaml]")))) == ["a", "top"]


@pytest.mark.parametrize("wide", [False, True])
def test_at_most_32_files_are_put_together(tmp_path: Path, wide: bool) -> None:
    for index in range(32):
        below = "" if wide or index == 31 else f"extends: [p{index + 1}.yaml]"
        (tmp_path / f"p{index}.yaml").write_text(policy(f"p{index}", below))
    every = ", ".join(f"p{index}.yaml" for index in range(32))
    top, whole = tmp_path / "top.yaml", tmp_path / "p0.yaml"
    if wide:
        whole.write_text(policy("p0", f"extends: [{every.removeprefix('p0.yaml, ')}]"))
    assert len(load_policy(whole).files) == 32
    top.write_text(policy("top", f"extends: [{every if wide else 'p0.yaml'}]"))
    (tmp_path / "p0.yaml").write_text(policy("p0", "" if wide else "extends: [p1.yaml]"))
    last = top if wide else tmp_path / "p30.yaml"
    column = 11 + every.index("p31") if wide else 11
    assert refused(top) == f"{last}:3:{column}: error: extends: more than 32 files"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("weighbridge: 1\ngovernance: {}\n", '1:1: error: "name" is missing'),
        (
            "name: low\ngovernance: {}\n",
            '1:1: error: "weighbridge" is missing\nhint: every policy starts with `weighbridge: 1`',
        ),
        (
            "weighbridge: 2\nname: low\n",
            "1:14: error: policy version 2 is not read here\nhint: this weighbridge reads version 1",
        ),
        ("- a\n", "1:1: error: a policy is a mapping\nhint: start with `weighbridge: 1`"),
        ("", "1:1: error: the file is empty"),
        ("a: [\n", "2:1: error: not valid YAML: did not find expected node content"),
        (
            policy("low", gates=gate().replace("spdx", "spxd")),
            '4:39: error: unknown fact "license.spxd" in rule "g"\n'
            'hint: did you mean "license.spdx"? `weighbridge facts` lists them all',
        ),
        (
            policy("low", gates=gate(more=", action: blok")),
            '4:67: error: governance.gates[0].action cannot be "blok"\nhint: did you mean "block"?',
        ),
    ],
)
def test_what_is_wrong_with_a_lower_layer_is_said_in_its_file(write_policy: Write, text: str, message: str) -> None:
    low = write_policy(text, "low.yaml")
    found = refused(write_policy(policy("top", "extends: [low.yaml]")))
    assert found == f"{low}:{message}"


def test_both_keys_that_a_lower_layer_lacks_are_named(write_policy: Write) -> None:
    low = write_policy("governance: {}\n", "low.yaml")
    assert refused(write_policy(policy("top", "extends: [low.yaml]"))) == (
        f'{low}:1:1: error: "name" is missing\n'
        f'{low}:1:1: error: "weighbridge" is missing\nhint: every policy starts with `weighbridge: 1`'
    )


def test_a_lower_layer_that_is_too_large_is_refused(tmp_path: Path, write_policy: Write) -> None:
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(3_000_000)
    assert refused(write_policy(policy("top", "extends: [huge.yaml]"))) == (
        f"{tmp_path}/huge.yaml:1:1: error: the file has 262145 bytes; at most 262144 are read"
    )


def test_a_file_that_may_not_be_read_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "low.yaml").write_text(policy("low"))

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    from weighbridge.policy.files import FileError

    with pytest.raises(FileError) as caught:
        read_named("low.yaml", tmp_path, None, 10)
    assert str(caught.value) == '"low.yaml" cannot be read: Permission denied'


# how layers are laid over each other


@pytest.fixture
def over(write_policy: Write) -> Callable[..., Policy]:
    """Return a function that lays one text over others and loads what comes of it."""

    def load(above: str, *below: str) -> Policy:
        names = [f"low{index}.yaml" for index in range(len(below))]
        for name, text in zip(names, below, strict=True):
            write_policy(f"weighbridge: 1\nname: {name.removesuffix('.yaml')}\n{text}", name)
        return load_policy(
            write_policy(f"weighbridge: 1\nname: top\nextends: [{', '.join(names)}]\n{above}", "top.yaml")
        )

    return load


Over = Callable[..., Policy]
RICH = (
    "governance:\n  gates:\n    - {id: g, title: T, require: {license.spdx: MIT}, when: {files.custom_code: false}, "
    "action: review, unknown: fail, severity: low, why: W, fix: F, refs: [R], waivable: false}\n"
)


def test_a_rule_is_merged_key_by_key(over: Over, tmp_path: Path) -> None:
    loaded = over("governance:\n  gates:\n    - {id: g, severity: critical, refs: [S]}\n", RICH)
    (one,) = loaded.gates
    below = over("", RICH).gates[0]
    assert one.mark == (f"{tmp_path}/top.yaml", 6, 12)
    assert (one.severity, one.refs) == (Severity.CRITICAL, ("S",))
    kept = ("title", "require", "when", "action", "unknown", "why", "fix", "waivable", "dimension")
    assert [getattr(one, name) for name in kept] == [getattr(below, name) for name in kept]


def test_null_takes_a_when_away_and_a_rules_own_unknown(over: Over) -> None:
    loaded = over("governance: {gates: [{id: g, when: null, unknown: null}]}\n", RICH)
    assert (loaded.gates[0].when, loaded.gates[0].unknown) == (None, OnUnknown.REVIEW)


@pytest.mark.parametrize(
    ("above", "message"),
    [
        ("governance: {gates: [{id: g, title: null}]}", "4:37: error: governance.gates[0].title is text, not null"),
        (
            "governance: {gates: [{id: g, waivable: null}]}",
            "4:40: error: governance.gates[0].waivable is true or false",
        ),
        ("governance: {gates: [{id: g, require: null}]}", '4:39: error: rule "g": a condition is a mapping such as'),
        ("governance: {gates: [{id: g, action: null}]}", "4:38: error: governance.gates[0].action cannot be null"),
        ("governance: {gates: null}", "4:21: error: governance.gates is a list, not null"),
        ("governance: null", "4:13: error: governance is a mapping, not null"),
        ("decide: null", "4:9: error: decide is a mapping, not null"),
        ("lists: null", "4:8: error: lists is a mapping, not null"),
        ("lists: {a: null}", "4:12: error: lists.a is a mapping, not null"),
        ("waivers: null", "4:10: error: waivers is a mapping, not null"),
        ("context: null", "4:10: error: context is a mapping, not null"),
        ("clarify: null", "4:10: error: clarify is a list, not null"),
        ("weights: null", "4:10: error: weights is a mapping, not null"),
    ],
)
def test_null_is_nothing_where_something_must_stand(over: Over, tmp_path: Path, above: str, message: str) -> None:
    below = RICH + "lists: {a: [MIT]}\ndecide: {minimum_score: 3}\nwaivers: []\nclarify: []\ncontext: {}\nweights: {}\n"
    with pytest.raises(DocumentError) as caught:
        over(above + "\n", below)
    assert str(caught.value).startswith(f"{tmp_path}/top.yaml:{message}")


def test_null_takes_back_one_per_a_threshold_and_a_weight(over: Over) -> None:
    below = (
        RICH
        + "candidates: {one_per: family, require: {model.task: x}}\ndecide: {minimum_score: 3}\nweights: {hosting: 7}\n"
    )
    loaded = over("candidates: {one_per: null}\ndecide: {minimum_score: null}\nweights: {hosting: null}\n", below)
    assert (loaded.one_per, loaded.decide.minimum_score) == (None, None)
    assert loaded.weights[Dimension.HOSTING] == WeightRange(25, 18.75, 31.25)


def test_one_form_of_a_score_rule_replaces_another(over: Over) -> None:
    below = (
        "governance:\n  scores:\n    - {id: s, title: T, weight: 2, why: W, "
        "curve: {fact: size.parameters, worst: 9, best: 1}}\n"
    )
    loaded = over("governance: {scores: [{id: s, flag: {files.custom_code: false}}]}\n", below)
    (one,) = loaded.scores
    assert isinstance(one.form, Flag)
    assert (condition_text(one.form.condition), one.weight, one.why) == ("{files.custom_code: {eq: false}}", 2, "W")
    loaded = over("governance: {scores: [{id: s, weight: 5}]}\n", below)
    assert (loaded.scores[0].weight, type(loaded.scores[0].form).__name__) == (5, "Curve")


def test_a_form_is_replaced_whole(over: Over, tmp_path: Path) -> None:
    below = "governance:\n  scores:\n    - {id: s, title: T, weight: 2, curve: {fact: size.parameters, worst: 9, best: 1}}\n"
    with pytest.raises(DocumentError) as caught:
        over("governance: {scores: [{id: s, curve: {worst: 8}}]}\n", below)
    assert str(caught.value) == (
        f'{tmp_path}/top.yaml:4:38: error: "best" is missing in governance.scores[0].curve\n'
        f'{tmp_path}/top.yaml:4:38: error: "fact" is missing in governance.scores[0].curve'
    )


def test_a_require_is_replaced_whole(over: Over) -> None:
    loaded = over("governance: {gates: [{id: g, require: {files.custom_code: false}}]}\n", RICH)
    assert condition_text(loaded.gates[0].require) == "{files.custom_code: {eq: false}}"


def test_new_rules_come_after_those_below_each_in_its_order(over: Over) -> None:
    below = f"governance: {{gates: [{gate('a')}, {gate('b')}]}}\nhosting: {{gates: [{gate('h')}]}}\n"
    above = f"governance: {{gates: [{gate('d')}, {{id: b, action: warn}}, {gate('c')}, {{id: a, action: review}}]}}\n"
    loaded = over(above, below)
    assert ids(loaded) == ["h", "a", "b", "d", "c"]
    assert [one.action for one in loaded.gates] == [
        Action.BLOCK,
        Action.REVIEW,
        Action.WARN,
        Action.BLOCK,
        Action.BLOCK,
    ]


@pytest.mark.parametrize("merged", [False, True])
def test_two_rules_with_one_id_in_one_layer_are_refused(over: Over, tmp_path: Path, merged: bool) -> None:
    below = f"governance: {{gates: [{gate('a' if merged else 'z')}]}}\n"
    with pytest.raises(DocumentError) as caught:
        over(f"governance:\n  gates:\n    - {gate('a')}\n    - {gate('a')}\n", below)
    assert str(caught.value) == (f'{tmp_path}/top.yaml:7:12: error: duplicate rule id "a"; it stands already in line 6')


@pytest.mark.parametrize("question", ["hosting", "vendor_lock"])
def test_one_id_under_two_questions_is_refused_with_both_places(over: Over, tmp_path: Path, question: str) -> None:
    with pytest.raises(DocumentError) as caught:
        over(f"{question}: {{gates: [{gate('g')}]}}\n", RICH)
    column = len(question) + 17
    assert str(caught.value) == (
        f'{tmp_path}/top.yaml:4:{column}: error: duplicate rule id "g"; it stands already in {tmp_path}/low0.yaml:5\n'
        "hint: a layer changes a rule under the question where it stands"
    )


def test_a_gate_and_a_score_rule_of_one_id_are_refused(over: Over, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        over("governance: {scores: [{id: g, title: T, weight: 1, flag: {files.custom_code: false}}]}\n", RICH)
    assert str(caught.value).startswith(
        f'{tmp_path}/top.yaml:4:28: error: duplicate rule id "g"; it stands already in {tmp_path}/low0.yaml:5\n'
    )


def test_context_and_decide_are_merged_down_to_the_last_mapping(over: Over) -> None:
    below = (
        "context: {use: internal, commercial: true, workload: {context_tokens: 100, concurrent_requests: 3},\n"
        "  user_countries: [DE, FR], accelerators: {a: {memory_gib: 1}}}\n"
        "decide: {unknown: fail, minimum_score: 10, floors: {hosting: 1, governance: 2}, max_age: {adoption: 3}}\n"
    )
    above = (
        "context: {commercial: false, workload: {context_tokens: 200}, user_countries: [NO],\n"
        "  accelerators: {b: {memory_gib: 2}}}\n"
        "decide: {floors: {hosting: 5, vendor_lock: 6}, max_age: {model.gated: 4}}\n"
    )
    loaded = over(above, RICH + below)
    assert loaded.context.model_dump(exclude_defaults=True, mode="json") == {
        "use": "internal",
        "commercial": False,
        "user_countries": ["NO"],
        "accelerators": {"a": {"memory_gib": 1.0}, "b": {"memory_gib": 2.0}},
        "workload": {"context_tokens": 200, "concurrent_requests": 3},
    }
    floors = {Dimension.HOSTING: 5, Dimension.GOVERNANCE: 2, Dimension.VENDOR_LOCK: 6}
    assert (loaded.decide.minimum_score, loaded.decide.floors) == (10, floors)
    assert loaded.decide.max_age == {"adoption": 3, "model.gated": 4}
    assert loaded.gates[0].unknown is OnUnknown.FAIL


def test_weights_and_candidates_are_merged_key_by_key(over: Over) -> None:
    below = "weights: {hosting: 10, governance: {value: 40, min: 30}}\ncandidates: {require: {model.task: x}}\n"
    above = "weights: {governance: {value: 50}, adaptation: 5}\ncandidates: {one_per: family}\n"
    loaded = over(above, RICH + below)
    assert loaded.weights == {
        Dimension.HOSTING: WeightRange(10, 7.5, 12.5),
        Dimension.GOVERNANCE: WeightRange(50, 37.5, 62.5),
        Dimension.ADAPTATION: WeightRange(5, 3.75, 6.25),
        Dimension.VENDOR_LOCK: WeightRange(25, 18.75, 31.25),
    }
    assert loaded.one_per is OnePer.FAMILY
    assert loaded.scope is not None
    assert condition_text(loaded.scope) == "{model.task: {eq: x}}"


def test_a_list_is_replaced_whole_and_counts_for_the_rules_below(over: Over) -> None:
    below = "lists: {a: [MIT, ISC], b: [KP]}\n" + RICH.replace("MIT", "$a")
    loaded = over("lists: {a: [Apache-2.0], c: {entries: [x]}}\n", below)
    assert loaded.lists == {"a": ["Apache-2.0"], "b": ["KP"], "c": ["x"]}
    assert condition_text(loaded.gates[0].require) == "{license.spdx: {in: $a}}"
    (test,) = [loaded.gates[0].require]
    assert not isinstance(test, All)
    assert test.operand == ("Apache-2.0",)  # type: ignore[union-attr]
    assert [one.message for one in loaded.warnings] == ['list "b" is not used', 'list "c" is not used']


def waiver(identifier: str) -> str:
    return (
        f"{{id: {identifier}, rules: [w], models: [a/b], reason: R, owner: a@b.example, approver: c@d.example, "
        "expires: 2027-01-01}"
    )


def clarified(model: str, country: str = "FR") -> str:
    return f"{{model: {model}, facts: {{provenance.country: {country}}}, evidence: E, owner: O, expires: 2027-01-01}}"


@pytest.mark.parametrize("shape", ["[{}]", "{{entries: [{}]}}"])
@pytest.mark.parametrize("other", ["[{}]", "{{entries: [{}]}}"])
def test_waivers_clarifications_and_watchlists_are_added(
    over: Over, write_file: Callable[[str, str], Path], tmp_path: Path, shape: str, other: str
) -> None:
    for name in ("one", "two"):
        write_file(f"{name}.csv", "name,namespace\nX,x\n")
    rules = f"governance: {{gates: [{gate('w')}]}}\n"
    below = (
        f"{rules}waivers: {shape.format(waiver('A'))}\nclarify: [{clarified('a/x')}]\n"
        "watchlists: [{name: one, file: one.csv, date: 2026-01-01}]\n"
    )
    above = (
        f"waivers: {other.format(waiver('B'))}\nclarify: [{clarified('a/y')}]\n"
        "watchlists: [{name: two, file: two.csv, date: 2026-01-01}]\n"
    )
    loaded = over(above, below)
    low, top = f"{tmp_path}/low0.yaml", f"{tmp_path}/top.yaml"
    assert [(one.id, one.mark.file) for one in loaded.waivers] == [("A", low), ("B", top)]
    assert [(one.model, one.mark.file) for one in loaded.clarifications] == [("a/x", low), ("a/y", top)]
    assert [one.name for one in loaded.watchlists] == ["one", "two"]
    assert [Path(file.path).name for file in loaded.files] == ["top.yaml", "low0.yaml", "one.csv", "two.csv"]


def test_a_waiver_a_watchlist_or_an_own_fact_that_is_there_already_is_refused(
    over: Over, write_file: Callable[[str, str], Path], tmp_path: Path
) -> None:
    write_file("one.csv", "name,namespace\nX,x\n")
    parts = f"waivers: [{waiver('A')}]\nwatchlists: [{{name: one, file: one.csv, date: 2026-01-01}}]\n"
    low, top = f"{tmp_path}/low0.yaml", f"{tmp_path}/top.yaml"
    with pytest.raises(DocumentError) as caught:
        over(parts, f"governance: {{gates: [{gate('w')}]}}\n{parts}")
    assert str(caught.value) == (
        f'{top}:4:16: error: a waiver is called "A" already, in {low}:4\n'
        f'{top}:5:21: error: a watchlist is called "one" already'
    )
    with pytest.raises(DocumentError) as caught:
        over("own: {x: {type: text}}\n", RICH + "own: {x: {type: number}, y: {type: text}}\n")
    assert str(caught.value) == (
        f"{top}:4:7: error: this fact of your own stands already in {low}:6\nhint: give it another name"
    )


def test_an_own_fact_called_locked_may_stand_once_too(over: Over, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        over("own: {locked: {type: text}}\n", RICH + "own: {locked: {type: number}}\n")
    assert str(caught.value) == (
        f"{tmp_path}/top.yaml:4:7: error: this fact of your own stands already in {tmp_path}/low0.yaml:6\n"
        "hint: give it another name"
    )


def test_two_layers_cannot_clarify_one_fact_as_two_things(over: Over, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        over(f"clarify: [{clarified('a/x', 'DE')}]\n", RICH + f"clarify: [{clarified('a/x')}]\n")
    assert str(caught.value) == (
        f"{tmp_path}/top.yaml:4:52: error: provenance.country of a/x is clarified in {tmp_path}/low0.yaml:6 as "
        "something else\nhint: take one of them out"
    )
    assert len(over(f"clarify: [{clarified('a/x')}]\n", RICH + f"clarify: [{clarified('a/x')}]\n").clarifications) == 2


def test_what_a_file_says_of_itself_is_not_taken_over(over: Over) -> None:
    says = "version: 1.2\nowner: o\nreview_by: 2027-01-01\ndescription: d\n".replace("1.2", '"1.2"')
    tests = "tests: [{name: t, given: {}, expect: {verdict: review}}]\n"
    loaded = over("", RICH + says + tests)
    assert (loaded.name, loaded.version, loaded.owner, loaded.description, loaded.tests) == (
        "top",
        "unversioned",
        "",
        "",
        (),
    )


def test_each_layer_is_due_for_review_at_its_own_place(over: Over, tmp_path: Path) -> None:
    loaded = over("review_by: 2026-03-01\n", RICH + "review_by: 2026-01-01\n", "review_by: 2026-02-01\n")
    late = [str(one) for one in loaded.expired(date(2026, 2, 15))]
    assert late == [
        f"{tmp_path}/low1.yaml:3:12: warning: review_by 2026-02-01 is past: the policy is due for review",
        f"{tmp_path}/low0.yaml:6:12: warning: review_by 2026-01-01 is past: the policy is due for review",
    ]
    assert len(loaded.expired(date(2026, 3, 2))) == 3
    assert loaded.expired(date(2026, 1, 1)) == []


HEADS = [
    ("version: 1.2", "10: error: version is text, not 1.2\nhint: put it in quotes"),
    ("version: ''", "10: error: version is empty"),
    ("owner: [a]", "8: error: owner is text, not a list"),
    ("owner: ' '", '8: error: owner cannot be " "\nhint: it is blank'),
    ("review_by: soon", '12: error: review_by: "soon" is not a date\nhint: write it as 2026-11-23'),
    ("description: 3", "14: error: description is text, not 3\nhint: put it in quotes"),
    ("tests: {}", "8: error: tests is a list, not a mapping"),
    (
        "tests: [{name: t, given: {}, expect: {verdict: fine}}]",
        '48: error: tests[0].expect.verdict cannot be "fine"\nhint: one of: fit, review, unfit',
    ),
    ("extends: 3", "10: error: extends is a list, not 3\nhint: write [builtin:baseline], also for one"),
]


@pytest.mark.parametrize(("head", "message"), HEADS)
def test_the_head_of_a_lower_layer_is_checked_where_it_is_written(
    over: Over, tmp_path: Path, head: str, message: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        over("", RICH + f"{head}\n", "decide: {unknown: fail}\n")
    assert str(caught.value) == f"{tmp_path}/low0.yaml:6:{message}"


def test_a_name_that_is_none_is_refused_in_the_layer_that_writes_it(write_policy: Write) -> None:
    low = write_policy(policy("Low layer"), "low.yaml")
    assert refused(write_policy(policy("top", "extends: [low.yaml]"))) == (
        f'{low}:2:7: error: name cannot be "Low layer"\n'
        "hint: small letters, digits, dots, dashes and underscores, at most 80"
    )


def test_every_value_says_from_which_file_it_is(over: Over, tmp_path: Path) -> None:
    loaded = over(
        "decide: {minimum_score: 5}\ngovernance: {gates: [{id: g, action: warn}]}\n", RICH + "decide: {unknown: fail}\n"
    )
    document, low, top = loaded.document, f"{tmp_path}/low0.yaml", f"{tmp_path}/top.yaml"
    places = {
        ("decide",): (top, 4, 9),
        ("decide", "minimum_score"): (top, 4, 25),
        ("decide", "unknown"): (low, 6, 19),
        ("governance", "gates", 0, "action"): (top, 5, 38),
        ("governance", "gates", 0, "id"): (top, 5, 27),
        ("governance", "gates", 0, "title"): (low, 5, 22),
        ("governance", "gates", 0, "require", "license.spdx"): (low, 5, 49),
    }
    assert {path: tuple(document.value_mark(path)) for path in places} == places
    assert tuple(document.key_mark(("decide", "unknown"))) == (low, 6, 10)


def test_an_error_in_a_part_that_is_put_together_stands_where_that_part_is_written(over: Over, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        over("lists: {a: [MIT, 3]}\n", "lists: {a: [MIT]}\n" + RICH.replace("MIT", "$a"))
    assert str(caught.value) == f'{tmp_path}/low0.yaml:6:49: error: rule "g": license.spdx takes text, not 3'
    with pytest.raises(DocumentError) as caught:
        over("governance: {gates: [{id: g, when: {license.spxd: MIT}}]}\n", RICH)
    assert str(caught.value).startswith(f'{tmp_path}/top.yaml:4:37: error: unknown fact "license.spxd" in rule "g"\n')


def test_a_list_may_be_left_to_the_layers_above(over: Over) -> None:
    loaded = over("lists: {a: [MIT]}\n", RICH.replace("MIT", "$a"))
    assert loaded.lists == {"a": ["MIT"]}


def test_a_layer_may_have_no_rule_but_the_whole_must(over: Over, tmp_path: Path) -> None:
    assert ids(over("owner: o\n", RICH, "decide: {unknown: fail}\n")) == ["g"]
    with pytest.raises(DocumentError) as caught:
        over("owner: o\n", "decide: {unknown: fail}\n")
    assert str(caught.value) == (
        f"{tmp_path}/top.yaml:1:1: error: the policy has no rule\n"
        "hint: add a gate under hosting, governance, adaptation or vendor_lock; a layer is read with what extends it"
    )


# checksums


def test_the_checksum_of_one_file_is_its_own_and_of_several_that_of_all(over: Over, tmp_path: Path) -> None:
    alone = over("", RICH)
    listed = "".join(f"{digest(tmp_path / name)}\n" for name in ("top.yaml", "low0.yaml"))
    assert alone.sha256 == hashlib.sha256(listed.encode()).hexdigest()
    low = load_policy(tmp_path / "low0.yaml")
    assert low.sha256 == digest(tmp_path / "low0.yaml") == low.files[0].sha256


@pytest.mark.parametrize("changed", ["top.yaml", "low0.yaml", "low1.yaml", "one.csv", "own.csv"])
def test_the_checksum_changes_with_any_file(
    over: Over, write_file: Callable[[str, str], Path], tmp_path: Path, changed: str
) -> None:
    write_file("one.csv", "name,namespace\nX,x\n")
    write_file("own.csv", "model,revision,x\na/b,,1\n")
    loaded = over(
        "own: {x: {type: number, file: own.csv}}\n",
        RICH,
        "watchlists: [{name: one, file: one.csv, date: 2026-01-01}]\n",
    )
    names = ["top.yaml", "low1.yaml", "low0.yaml", "own.csv", "one.csv"]
    assert [file.path for file in loaded.files] == [str(tmp_path / name) for name in names]
    assert [file.sha256 for file in loaded.files] == [digest(tmp_path / name) for name in names]
    with (tmp_path / changed).open("a") as file:
        file.write("# more\n" if changed.endswith("yaml") else "Y,y\n" if changed == "one.csv" else "a/c,,2\n")
    again = load_policy(tmp_path / "top.yaml")
    assert again.sha256 != loaded.sha256
    assert sum(one != other for one, other in zip(again.files, loaded.files, strict=True)) == 1


def test_the_layers_of_the_examples_load() -> None:
    examples = Path(__file__).parents[3] / "examples" / "layers"
    loaded = load_policy(examples / "desk.yaml")
    assert [Path(file.path).name for file in loaded.files] == [
        "desk.yaml",
        "germany.yaml",
        "group.yaml",
        "restricted.csv",
    ]
    assert loaded.warnings == ()
    assert loaded.expired(open_snapshot().collected) == []
