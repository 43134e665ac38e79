"""Runs inside foretop-lading's own environment: models and licences as JSON in, its decisions as JSON out.

Its one way to a declared licence is the Hub's answer about a model, so that answer is replayed: `curate_model` asks an
HTTP client, whose transport answers with the declared licence, or, with `--no-network`, as a machine without a connection
does. Then `evaluate` applies its policy `permissive-only`. Its modules are imported by name: this project's own checks
do not have them.
"""

from __future__ import annotations

import json
import sys
import warnings
from importlib import import_module
from typing import Any

DECISIONS = {"pass": "pass", "fail": "fail", "warn": "unknown"}
"""Its policy warns where it does not know a licence."""


def main(replayed: bool) -> None:
    warnings.simplefilter("ignore")
    httpx, cli, curate, policy = (
        import_module(name) for name in ("httpx", "lading.cli", "lading.curate", "lading.policy")
    )
    overrides = cli.load_model_overrides(cli._MODEL_OVERRIDES_PATH)
    index = cli.load_licences(cli._LICENCES_PATH)
    wanted = policy.resolve_policy("permissive-only")
    models: list[tuple[str, str | None]] = json.load(sys.stdin)
    declared = dict(models)

    def answer(request: Any) -> Any:  # noqa: ANN401
        if not replayed:
            raise httpx.ConnectError("no network", request=request)
        word = declared[request.url.path.removeprefix("/api/models/")]
        return httpx.Response(200, json={"cardData": {} if word is None else {"license": word}})

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        found = [curate.curate_model(client, model, overrides, index) for model, _ in models]
    print(json.dumps([DECISIONS[str(policy.evaluate(one, wanted).decision)] for one in found]))


if __name__ == "__main__":
    main("--no-network" not in sys.argv)
