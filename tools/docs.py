"""Writes the generated pages of docs/: `python -m tools.docs`, or `--check` to see whether they are up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from weighbridge.facts import FACTS, READINGS
from weighbridge.policy.operators import OPERATORS, suitable

DOCS = Path(__file__).parent.parent / "docs"


def facts_page() -> str:
    """Return docs/facts.md."""
    lines = [
        "# Facts",
        "",
        "Everything that a policy can name. `null` always means: not known. Facts marked *only where given* are not derived",
        "by this version; a candidates file or a policy's test can give them, as any other fact.",
        "",
        "A set says what is known to be in it, and whether that is all. Made from the dictionary by `make docs`.",
    ]
    namespace = ""
    for fact in FACTS.values():
        if fact.namespace != namespace:
            namespace = fact.namespace
            lines += ["", f"## {namespace}", "", "| fact | type | question | reading |", "|---|---|---|---|"]
        unit = f", {fact.unit}" if fact.unit else ""
        later = " *only where given*" if fact.awaited else ""
        lines.append(f"| `{fact.id}` | {fact.kind}{unit} | {fact.question}{later} | {fact.reading} |")
    lines += ["", "## Readings", "", "One answer each, from which several facts come.", ""]
    lines += ["| reading | what it is | ages |", "|---|---|---|"]
    lines += [f"| {one.id} | {one.title} | {'yes' if one.ages else 'no'} |" for one in READINGS.values()]
    lines += ["", "## Operators", "", "| operator | a fact must … | suits |", "|---|---|---|"]
    for operator in OPERATORS.values():
        kinds = sorted({str(fact.type) for fact in FACTS.values() if operator.name in suitable(fact)})
        lines.append(f"| `{operator.name}` | {operator.phrase.format('…')} | {', '.join(kinds)} |")
    return "\n".join(lines) + "\n"


PAGES = {"facts.md": facts_page}


def _written(name: str) -> str:
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them with what is there."""
    stale = [name for name, page in PAGES.items() if _written(name) != page()]
    if "--check" in arguments:
        for name in stale:
            print(f"docs/{name} is out of date: run make docs")
        return int(bool(stale))
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"wrote docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
