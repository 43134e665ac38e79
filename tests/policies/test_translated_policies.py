"""Rules that others wrote in Rego, said as policies of ours: the same models pass, and none of which something is missing.

Each rule is written again here as a function, as Rego would decide (see the comments at the top of the policies): True lets
the model in, False quarantines it. Where the original asks for something else than the policy, both are tried: the policy as
it stands, and with what its comment says.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from tools.reference import payloads

import weighbridge.api as wb
from weighbridge.enrich.native import collected
from weighbridge.errors import Level
from weighbridge.judge.effects import Verdict
from weighbridge.judge.facts_for_policy import facts_for
from weighbridge.judge.policy_tests import run_tests
from weighbridge.policy import Policy
from weighbridge.policy.lint import lint
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.snapshot import Snapshot

FOLDER = Path(__file__).parent.parent.parent / "examples" / "translated"
POLICIES = sorted(path.name for path in FOLDER.glob("*.yaml"))


@dataclass(frozen=True)
class Package:
    """A model as an artifact manager describes it to Rego; None where it has nothing to say."""

    name: str = "somebody/model"
    files: Sequence[str] | None = None
    card: Mapping[str, Any] | None = None
    scan: Mapping[str, str] = field(default_factory=dict)


def publisher_is_approved(package: Package) -> bool:
    return package.name.split("/")[0] in {"google", "ibm-granite", "microsoft", "mistralai"}


def no_barred_dataset(package: Package) -> bool:
    named = (package.card or {}).get("datasets", [])
    return not {"example-org/leaked-mail", "example-org/scraped-books"} & set(named)


def only_approved_datasets(package: Package) -> bool:
    return set((package.card or {}).get("datasets", [])) <= {"example-org/encyclopedia", "example-org/public-law"}


def scan_is_clean(package: Package) -> bool:
    return package.scan.get("availability") == "COMPLETE" and package.scan.get("scan_summary") == "SAFE"


def scan_is_not_known_to_be_unclean(package: Package) -> bool:
    """As the first version of the original: in Rego what is missing differs from nothing."""
    return (
        package.scan.get("availability", "COMPLETE") == "COMPLETE"
        and package.scan.get("scan_summary", "SAFE") == "SAFE"
    )


TENSORFLOW, PICKLE, OTHERS = (
    {".h5", ".hdf5", ".keras", ".pb"},
    {".bin", ".ckpt", ".pkl", ".pt", ".pth"},
    {".gguf", ".zip"},
)
RISKY = TENSORFLOW | PICKLE | OTHERS | {".dat", ".dill", ".joblib", ".npy", ".pdparams"}


def no_risky_file(package: Package) -> bool:
    return not {PurePosixPath(name).suffix for name in package.files or ()} & RISKY


def safe_copy_or_no_risky_file(package: Package) -> bool:
    return any(name.endswith(".safetensors") for name in package.files or ()) or no_risky_file(package)


def facts_of(package: Package, folder: Path) -> dict[str, object]:
    """Return what weighbridge reads of the same model: files and card from an answer of the Hub, the scan by hand."""
    answer = {"id": "somebody/model", "_provenance": {"observed": "20260901"}, "tags": []}
    answer |= {} if package.card is None else {"cardData": dict(package.card)}
    answer |= {} if package.files is None else {"siblings": [{"rfilename": name} for name in package.files]}
    path = folder / "payloads.gz"
    path.write_bytes(gzip.compress(json.dumps(answer).encode()))
    (record,) = payloads.records(path)
    facts = {name: value for name, value in record.facts.items() if name in ("docs.datasets", "files.formats")}
    if "availability" in package.scan:
        facts["security.scan_done"] = package.scan["availability"] == "COMPLETE"
    if "scan_summary" in package.scan:
        facts["security.issues"] = 0 if package.scan["scan_summary"] == "SAFE" else 1
    return facts


@cache
def reference() -> Snapshot:
    return wb.open_snapshot()


def verdict(policy: Policy, model: str, facts: dict[str, object]) -> str:
    described = Candidate(model, None, facts or {"model.id": model})
    table = facts_for(policy, reference().without_models(), reference().collected, [described])
    return Verdict(collected(wb.judge(table, policy).frame.select("verdict"))["verdict"][0]).word


def translated(name: str, require: str = "", lists: str = "") -> Policy:
    """Return one of the policies; with the condition of its first gate and its list exchanged where others are named."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    if require:
        assert f"#      require: {require}\n" in text, "the variant stands in the policy's comment"
        text = re.sub(r"^      require: .*$", f"      require: {require}", text, count=1, flags=re.MULTILINE)
    if lists:
        assert f"#  {lists}\n" in text, "the variant's list stands in the policy's comment"
        text = re.sub(r"^lists:\n  .*$", f"lists:\n  {lists}", text, count=1, flags=re.MULTILINE)
    return wb.parse_policy(text.encode(), name)


def scanned(*answers: str) -> Package:
    return Package(scan=dict(zip(("availability", "scan_summary"), answers, strict=False)))


NAMES = ("google/gemma-3-1b-it", "microsoft/phi-4", "somebody/phi-4", "Google/gemma", "google-fans/gemma", "a/google")
CARDS = (
    {},
    {"datasets": []},
    {"datasets": ["example-org/encyclopedia"]},
    {"datasets": ["example-org/encyclopedia", "example-org/public-law"]},
    {"datasets": ["example-org/something-else"]},
    {"datasets": ["example-org/scraped-books"]},
    {"datasets": ["example-org/encyclopedia", "example-org/leaked-mail"]},
    {"datasets": ["Example-Org/scraped-books"]},
)
FILES = (
    ["README.md", "config.json", "model.safetensors"],
    ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"],
    ["pytorch_model.bin"],
    ["model.safetensors", "pytorch_model.bin"],
    ["model.safetensors", "original/consolidated.00.pth"],
    ["model.gguf"],
    ["model.safetensors", "model-q4.gguf"],
    ["tf_model.h5"],
    ["weights.hdf5"],
    ["last.ckpt"],
    ["weights.pt"],
    ["model.pkl"],
    ["model.onnx", "config.json"],
    ["flax_model.msgpack"],
    ["openvino_model.bin", "openvino_model.xml"],
    ["saved_model.pb"],
    ["model.keras"],
    ["sklearn_model.joblib"],
)
SCANS = [scanned(*answers) for answers in product(("COMPLETE", "PENDING"), ("SAFE", "UNSAFE"))]

TRANSLATIONS: dict[str, tuple[Policy, Callable[[Package], bool], list[Package]]] = {
    "publishers": (translated("publisher-allow-list"), publisher_is_approved, [Package(name) for name in NAMES]),
    "data sets": (translated("named-datasets"), only_approved_datasets, [Package(card=card) for card in CARDS]),
    "data sets, as the original": (
        translated(
            "named-datasets",
            "{docs.datasets: {has_none: $barred_datasets}}",
            "barred_datasets: [example-org/leaked-mail, example-org/scraped-books]",
        ),
        no_barred_dataset,
        [Package(card=card) for card in CARDS],
    ),
    "scan": (translated("clean-scan"), scan_is_clean, SCANS),
    "scan, first version": (translated("clean-scan"), scan_is_not_known_to_be_unclean, SCANS),
    "files": (translated("safe-formats"), safe_copy_or_no_risky_file, [Package(files=names) for names in FILES]),
    "files, as the original": (
        translated("safe-formats", "{files.formats: {has_none: $risky_formats}}"),
        no_risky_file,
        [Package(files=names) for names in FILES],
    ),
}


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_the_same_models_pass(name: str, tmp_path: Path) -> None:
    policy, original, packages = TRANSLATIONS[name]
    ours = [verdict(policy, package.name, facts_of(package, tmp_path)) == "fit" for package in packages]
    assert ours == [original(package) for package in packages]
    assert set(ours) == {True, False}


MISSING = {
    "a name without a publisher": ("publishers", Package("gpt2"), False),
    "no card": ("data sets", Package(), True),
    "no card, as the original": ("data sets, as the original", Package(), True),
    "no scan": ("scan", Package(), False),
    "no scan, first version": ("scan, first version", Package(), True),
    "a scan without a result": ("scan", scanned("COMPLETE"), False),
    "a scan without a result, first version": ("scan, first version", scanned("COMPLETE"), True),
    "a result of no scan": ("scan", Package(scan={"scan_summary": "SAFE"}), False),
    "a result of no scan, first version": ("scan, first version", Package(scan={"scan_summary": "SAFE"}), True),
    "no list of files": ("files", Package(), True),
    "no list of files, as the original": ("files, as the original", Package(), True),
}
"""What is missing, and whether the original lets the model in all the same."""


@pytest.mark.parametrize("name", MISSING)
def test_where_something_is_missing_a_person_decides(name: str, tmp_path: Path) -> None:
    translation, package, lets_in = MISSING[name]
    policy, original, _ = TRANSLATIONS[translation]
    assert verdict(policy, package.name, facts_of(package, tmp_path)) == "review"
    assert original(package) is lets_in


@pytest.mark.parametrize(
    ("name", "fact", "members"),
    [
        ("data sets", "docs.datasets", ["example-org/encyclopedia"]),
        ("data sets, as the original", "docs.datasets", ["example-org/encyclopedia"]),
        ("files", "files.formats", ["onnx"]),
        ("files, as the original", "files.formats", ["safetensors"]),
    ],
)
def test_where_only_some_of_a_set_is_known_a_person_decides(name: str, fact: str, members: list[str]) -> None:
    some: dict[str, object] = {fact: {"members": members, "complete": False}}
    assert verdict(TRANSLATIONS[name][0], "somebody/model", some) == "review"
    assert verdict(TRANSLATIONS[name][0], "somebody/model", {fact: members}) == "fit"


DIFFERENCES = {
    "no weights at all": ("files", ["README.md"], True, "review"),
    "no weights but an optimizer": ("files", ["optimizer.pt"], False, "review"),
    "no weights at all, as the original": ("files, as the original", ["README.md"], True, "review"),
    "a pickle that holds no weights": ("files, as the original", ["model.safetensors", "optimizer.pt"], False, "fit"),
}
"""Files of which the rule in Rego and our facts think differently: what the rule decides, and our verdict."""


@pytest.mark.parametrize("name", DIFFERENCES)
def test_where_the_facts_are_coarser_than_file_names_it_is_known_how(name: str, tmp_path: Path) -> None:
    translation, files, lets_in, ours = DIFFERENCES[name]
    policy, original, _ = TRANSLATIONS[translation]
    assert original(Package(files=files)) is lets_in
    assert verdict(policy, "somebody/model", facts_of(Package(files=files), tmp_path)) == ours


@pytest.mark.parametrize("ending", sorted(RISKY - {".gguf", ".h5", ".hdf5", ".ckpt", ".pkl", ".pt", ".pth"}))
@pytest.mark.parametrize("beside", [[], ["model.onnx"]])
def test_a_risky_file_that_files_formats_does_not_know_is_for_a_person(
    ending: str, beside: list[str], tmp_path: Path
) -> None:
    package = Package(files=[*beside, f"head{ending}"])
    for name in ("files", "files, as the original"):
        policy, original, _ = TRANSLATIONS[name]
        assert original(package) is False
        assert verdict(policy, package.name, facts_of(package, tmp_path)) == "review"


@pytest.mark.parametrize("name", POLICIES)
def test_a_translated_policy_has_nothing_to_complain_of_and_passes_its_own_tests(name: str) -> None:
    path = str(FOLDER / name)
    assert [one for one in lint(path, date(2026, 11, 23)) if one.level is not Level.NOTE] == []
    outcomes = list(run_tests(wb.load_policy(path)))
    assert len(outcomes) >= 4
    assert [outcome.text() for outcome in outcomes if not outcome.passed] == []
