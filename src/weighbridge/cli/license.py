"""`weighbridge license`: the clauses of a licence, or which licence a text is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge.cli.exits import Exit
from weighbridge.cli.options import TEXT_OR_JSON
from weighbridge.errors import UsageError
from weighbridge.strict.plain import plain

if TYPE_CHECKING:
    from weighbridge.enrich.license_answers import Answers
    from weighbridge.knowledge.licenses import License
    from weighbridge.report.license_page import LicensePage

MAX_READ = 64 << 20
"""Larger files are not even opened; of smaller ones, too, reading refuses what is longer than any licence."""


@click.command("license")
@click.argument("license_", metavar="ID|FILE", required=False)
@click.option("--for", "policy", metavar="POLICY", help="What it means for the buyer of POLICY.")
@click.option("--compare", nargs=2, metavar="A B", help="The clauses in which two licences differ.")
@click.option("--format", "format_name", type=click.Choice(TEXT_OR_JSON), default="text", show_default=True)
@click.option("--debug", is_flag=True, help="Show where an error came from.")
def license_command(
    license_: str | None, policy: str | None, compare: tuple[str, str] | None, format_name: str, debug: bool
) -> int:
    """Print the clauses of a licence by its SPDX id, Hub tag, name or expression; of a FILE, which licence its text is."""
    from weighbridge.cli.output import put_lines
    from weighbridge.report import license_page, text
    from weighbridge.strict.json_text import json_text

    if (license_ is None) == (compare is None):
        raise UsageError("name one licence or file, or two with --compare", "weighbridge license apache-2.0")
    if compare is not None:
        if policy is not None:
            raise UsageError("--compare compares texts, not what they mean for a buyer", "leave --for out")
        first, second = (_one(word) for word in compare)
        if format_name == "json":
            click.echo(json_text(license_page.comparison_json(first, second), indent=1))
        else:
            put_lines(lambda width: license_page.comparison_lines(first, second, width), text.DEFAULT_WIDTH)
        return Exit.OK
    assert license_ is not None
    page = _page(license_, policy)
    if format_name == "json":
        click.echo(json_text(license_page.as_json(page), indent=1))
    else:
        put_lines(lambda width: license_page.lines(page, width), text.DEFAULT_WIDTH)
    return Exit.OK


def _one(word: str) -> License:
    """Return the one licence that a word means; refuses one with dated texts, whose clauses stand under their ids."""
    from weighbridge.knowledge.licenses import license_of, meant

    found = meant(word)
    known = license_of(found.spdx) if found is not None and found.spdx is not None else None
    if known is None:
        raise _unknown(word, found.reason if found else None)
    if known.terms is None:
        raise UsageError(f"{known.id} stands for several texts", f"compare one of {', '.join(known.versions)}")
    return known


def _unknown(word: str, reason: str | None) -> UsageError:
    from weighbridge.knowledge.licenses import words
    from weighbridge.strict.nearest import did_you_mean

    if reason is not None:
        return UsageError(f"{plain(word, 120)} stands for no one text: {reason}")
    if _is_file(word):
        return UsageError(
            f"{plain(word, 120)} is a file; ids are compared", "weighbridge license FILE says which it holds"
        )
    hint = did_you_mean(word, words()) or "an SPDX id, a licence tag of the Hub, or the path of a text"
    return UsageError(f"no licence and no file is called {plain(word, 120)}", hint)


def _page(asked: str, policy: str | None) -> LicensePage:
    from weighbridge.knowledge.licenses import license_of, meant
    from weighbridge.knowledge.licenses.expressions import exceptions_in, ids_in, parsed
    from weighbridge.knowledge.licenses.marks import modified
    from weighbridge.reading.license_fingerprints import TextKind
    from weighbridge.reading.license_text import Outcome, identify
    from weighbridge.report.license_page import LicensePage

    found, text, reason = meant(asked), None, None
    if found is not None:
        spdx, reason = found.spdx, found.reason
    elif _is_file(asked):
        text = identify(_content(asked))
        spdx = text.id if text.outcome is Outcome.EXACT and text.kind is TextKind.LICENSE else None
        changed = text.outcome is Outcome.MODIFIED and text.id is not None
        reason = None if spdx else modified(text.id) if changed and text.id else text.reason
    else:
        raise _unknown(asked, None)
    tree = None if spdx is None else parsed(spdx)
    known = [license_of(id_) for id_ in ([] if tree is None else ids_in(tree))]
    entries = {entry.id: entry for entry in known if entry is not None}
    name, answers = (None, None) if policy is None else _for(policy, spdx, reason)
    return LicensePage(
        asked=plain(asked, 120),
        spdx=spdx,
        reason=None if text else reason,
        licenses=tuple(entries.values()),
        exceptions=() if tree is None else tuple(exceptions_in(tree)),
        text=text,
        policy=name,
        answers=answers,
    )


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        # Too long a name, or a NUL in it.
        return False


def _content(path: str) -> bytes:
    """Return the bytes of a file; raises UsageError where it cannot be read or is no licence file by its size."""
    try:
        size = Path(path).stat().st_size
        if size > MAX_READ:
            raise UsageError(f"{plain(path)}: {size:,} bytes; no licence is as long", "name the licence file itself")
        return Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{plain(path)}: the file cannot be read: {error.strerror}") from None


def _for(policy: str, spdx: str | None, reason: str | None) -> tuple[str, Answers]:
    """Return the policy's name and the answers for its buyer; nothing is known of what is no licence, for that reason."""
    from weighbridge.enrich.circumstances import Circumstances
    from weighbridge.enrich.expression_answers import answers_of
    from weighbridge.enrich.license_answers import nothing
    from weighbridge.knowledge.licenses.marks import MODIFIED
    from weighbridge.policy.load import load_policy

    loaded = load_policy(policy)
    meant = spdx or (reason if reason and reason.startswith(MODIFIED) else None)
    circumstances = Circumstances.of(loaded.context, None)
    answers = nothing(reason or "no licence is known") if meant is None else answers_of(meant, circumstances)
    return f"{loaded.name} {loaded.version}", answers
