"""Writes the generated pages of docs/ and the outputs that the README shows: `python -m tools.docs`."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

from tools.license_docs import licenses_page
from weighbridge.cli.main import run
from weighbridge.facts import FACTS, READINGS
from weighbridge.knowledge.licenses.compiling import COMPILED, compiled, written
from weighbridge.policy.operators import OPERATORS, suitable

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
README = ROOT / "README.md"


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


def readme() -> str:
    """Return the README with each `console` block showing what its command prints."""
    return re.sub(
        r"^```console\n\$ weighbridge (.*?)\n.*?^```$", _block, README.read_text(encoding="utf-8"), flags=re.M | re.S
    )


def _block(match: re.Match[str]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        run(shlex.split(match[1]))
    return f"```console\n$ weighbridge {match[1]}\n{printed.getvalue()}```"


PAGES = {
    COMPILED: lambda: written(compiled()),
    DOCS / "facts.md": facts_page,
    DOCS / "licenses.md": licenses_page,
    README: readme,
}


def main() -> None:
    """Write what is out of date."""
    for path, page in PAGES.items():
        text = page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.name}")


if __name__ == "__main__":
    main()
