"""`weighbridge facts`: what is known of a model, and the dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from weighbridge.cli.exits import Exit
from weighbridge.cli.options import TEXT_OR_JSON, Common, common_options
from weighbridge.facts import FACTS
from weighbridge.strict.json_text import json_text
from weighbridge.strict.plain import plain

if TYPE_CHECKING:
    from weighbridge.judge.evidence import Evidence


@click.command()
@click.argument("model", required=False)
@click.option("--format", "format_name", type=click.Choice(TEXT_OR_JSON), default="text", show_default=True)
@common_options
def facts(model: str | None, format_name: str, **common: Any) -> int:  # noqa: ANN401
    """Print what is known of MODEL, with source and date; without MODEL, every fact that a policy can name."""
    if model is None:
        click.echo(_dictionary(format_name), nl=False)
        return Exit.OK
    return _of_model(model, format_name, Common(**common))


def _dictionary(format_name: str) -> str:
    if format_name == "json":
        entries = {
            fact.id: {"type": fact.kind, "unit": fact.unit, "question": fact.question, "derived_now": not fact.awaited}
            for fact in FACTS.values()
        }
        return json_text({"facts": entries}, indent=1) + "\n"
    lines: list[str] = []
    namespace = ""
    for fact in FACTS.values():
        if fact.namespace != namespace:
            namespace = fact.namespace
            lines.append(f"\n{namespace}" if lines else namespace)
        unit = f" ({fact.unit})" if fact.unit else ""
        later = " [only where given]" if fact.awaited else ""
        lines.append(f"  {fact.id}  {fact.kind}{unit}{later}")
        lines.append(f"      {fact.question}")
    return "\n".join(lines) + "\n"


def _of_model(model: str, format_name: str, common: Common) -> int:
    from datetime import date

    from weighbridge import api
    from weighbridge.buyer import Context
    from weighbridge.cli.weighing import only_named, opened
    from weighbridge.judge.known_facts import known_facts
    from weighbridge.sources.declared import with_declared
    from weighbridge.sources.resolve import resolve

    snapshot = opened(common)
    candidates = only_named([model], common) or []
    ids, unavailable = resolve(snapshot, candidates)
    for one in unavailable:
        click.echo(f"error: {one.id}: {one.reason}", err=True)
    if not ids:
        return Exit.NO_FACTS
    as_of = common.as_of or (snapshot.collected if snapshot.reference else date.today())
    facts_table = api.enrich(with_declared(snapshot, candidates), Context(), as_of)
    found = known_facts(facts_table, ids[0])
    click.echo(_as_json(ids[0], found) if format_name == "json" else _as_text(ids[0], found), nl=False)
    return Exit.OK


def _as_json(model: str, found: list[Evidence]) -> str:
    entries = {
        item.fact: {
            "value": item.value,
            "source": item.source,
            "observed": item.observed.isoformat() if item.observed else None,
            "reason": item.reason,
        }
        for item in found
    }
    return json_text({"id": model, "facts": entries}, indent=1) + "\n"


def _as_text(model: str, found: list[Evidence]) -> str:
    from weighbridge.judge.wording import value_text

    lines = [model]
    for item in found:
        if item.value is not None:
            origin = plain(f"{item.source}, {item.observed}" if item.observed else item.source)
            partly = plain(f"; {item.reason}") if item.reason else ""
            lines.append(f"  {item.fact:<32} {value_text(item.value)}  [{origin}{partly}]")
    lines.append("not known:")
    lines += [f"  {item.fact:<32} {plain(item.reason or '')}" for item in found if item.value is None]
    return "\n".join(lines) + "\n"
