"""docs/licenses.md: every licence that is known, clause by clause, from the files of its family."""

from __future__ import annotations

from collections.abc import Iterator

from weighbridge.knowledge.licenses import License, licenses, tagged, tags
from weighbridge.report.license_page import clause_text, limit_text, said

INTRODUCTION = """# Licences

What weighbridge knows of licences, made by `make docs` from the files in `src/weighbridge/knowledge/licenses/`, where a
lawyer can correct them. It is a reading aid, not legal advice: each statement names its section and how the text was read,
and a policy can overrule any of them for a model or a publisher with `clarify`. No text of a licence is reproduced.

`weighbridge license ID` prints one of them, `--for POLICY` says what it means for a policy's buyer, `--compare A B` what
two of them say differently, and `weighbridge license FILE` which one a text is. *full-text* and *partial* were read in the
text; *secondary* and *none* decide nothing, so a rule about them answers unknown.
"""


def licenses_page() -> str:
    """Return docs/licenses.md."""
    known = list(licenses().values())
    unresolved = [tag for tag in tags() if tagged(tag).spdx is None]
    lines = [INTRODUCTION, f"{len(known)} licences; {len(tags())} licence tags of the Hub, of which "]
    lines[-1] += f"{len(unresolved)} stand for no one text: {', '.join(f'`{tag}`' for tag in unresolved)}."
    lines += ["", "| licence | id | tags of the Hub | category | OSI | read |", "|---|---|---|---|---|---|"]
    for entry in sorted(known, key=lambda one: one.name.lower()):
        where = ", ".join(f"`{tag}`" for tag in entry.tags)
        row = (entry.name, f"`{entry.id}`", where, said(entry.category), said(entry.osi_approved), str(entry.verified))
        lines.append(f"| {' | '.join(row)} |")
    for family in sorted({entry.family for entry in known}, key=str.lower):
        lines += ["", f"## {family}"]
        for entry in known:
            if entry.family == family:
                lines += ["", *_license(entry)]
    return "\n".join(lines) + "\n"


def _license(entry: License) -> Iterator[str]:
    yield f"### {entry.name}"
    yield ""
    dated = f", {entry.dated}" if entry.dated else ""
    yield f"`{entry.id}`{dated}. {said(entry.category)}; read: {entry.verified}, {entry.as_of}."
    yield f"Source: {entry.source}"
    if entry.note:
        yield ""
        yield entry.note
    yield ""
    names = [*(f"tag `{tag}`" for tag in entry.tags), *(f"name `{name}`" for name in entry.names)]
    if names:
        yield f"* on the Hub: {', '.join(names)}"
    if entry.terms is None:
        yield f"* stands for {', '.join(f'`{version}`' for version in entry.versions)}: what all of them say alike holds"
        return
    for name, clause in entry.terms.permits.items():
        yield f"* permits {name}: {clause_text(clause)}"
    for limit in entry.terms.limits:
        yield f"* limit {limit_text(limit)}"
    for name, clause in entry.terms.obligations.items():
        if clause.value is not False or clause.note:
            yield f"* obligation {name}: {clause_text(clause)}"
    for name, clause in entry.terms.terms.items():
        yield f"* {name.replace('_', ' ')}: {clause_text(clause)}"
