"""Answers, differences and coverage as lines of text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tools.bench.licences.answers import Answer, Difference, Ruling, Tally, Words
from tools.bench.licences.declared import Model, counts

HEADINGS = ("tool", "pass", "fail", "unknown", "of these missed", "false pass", "false fail", "pass on nothing")
NOTE = """\
Missed: unknown where the oracle has an answer. Pass on nothing: a pass where it has none. The other tools are asked whether
a licence is permissive (weight-audit's tier, foretop-lading's policy permissive-only): neither knows of the OSI."""
SHOWN = 20
"""So many of the most frequent words are shown; the rest are counted."""


def answer_rows(tallies: Iterable[Tally]) -> list[tuple[str, ...]]:
    """Return a row per tool; each cell counts models and, in brackets, distinct licences.

    One licence may stand in several columns of a tool that also reads the model's name.
    """
    return [
        (
            one.tool,
            *(_both(one.given[answer]) for answer in Answer),
            *(_both(words) for words in (one.missed, one.false_pass, one.false_fail, one.unfounded)),
        )
        for one in tallies
    ]


def oracle_lines(models: Sequence[Model], rulings: Mapping[str | None, Ruling]) -> list[str]:
    """Return what the oracle answers, and for how many models it has no answer, by reason and word."""
    by_answer: dict[Answer, Words] = {answer: Counter() for answer in Answer}
    by_reason: dict[str, Words] = {}
    for model in models:
        ruling = rulings[model.word]
        by_answer[ruling.answer][model.word] += 1
        if ruling.answer is Answer.UNKNOWN:
            by_reason.setdefault(ruling.reason, Counter())[model.word] += 1
    lines = [", ".join(f"{answer} {_both(words)}" for answer, words in by_answer.items())]
    largest = sorted(by_reason.items(), key=lambda one: -one[1].total())
    lines += [f"  no answer, {reason}: {_both(words)}: {_words(words)}" for reason, words in largest]
    return lines


def difference_lines(tool: str, found: Sequence[Difference], reasons: Mapping[str, str]) -> list[str]:
    """Return every declared licence on which a tool and the oracle differ, with both reasons."""
    kinds: dict[str, list[Difference]] = {
        "contradicts the oracle": [],
        "does not know, the oracle does": [],
        "knows, the oracle does not": [],
    }
    contradicting, knows_less, knows_more = kinds.values()
    for one in found:
        if one.answer is Answer.UNKNOWN:
            knows_less.append(one)
        elif one.ruling.answer is Answer.UNKNOWN:
            knows_more.append(one)
        else:
            contradicting.append(one)
    lines = []
    for title, held in kinds.items():
        lines.append(f"{tool} {title}: {sum(one.models for one in held):,} models, {len(held)} licences")
        lines += [_difference_line(one, reasons) for one in held]
    return lines


def peer_lines(tallies: Iterable[Tally]) -> list[str]:
    """Return on which licences other tools are wrong."""
    lines = []
    for one in tallies:
        for kind, words in (
            ("false pass", one.false_pass),
            ("false fail", one.false_fail),
            ("pass on nothing", one.unfounded),
        ):
            if words:
                lines.append(f"{one.tool}: {kind}: {_words(words)}")
    return lines


def coverage_lines(models: Sequence[Model], unknown: Mapping[str, Words]) -> list[str]:
    """Return of how many declared licences it is known what they permit; `unknown` counts the others by question."""
    number = sum(counts(model.word) for model in models)
    lines = [f"declared licences that count: {number:,} (without none, bare other, unknown and family tags)"]
    for question, words in unknown.items():
        known = number - words.total()
        lines.append(f"  {question}: {known:,} known, {known / number:.1%}" if number else f"  {question}: none")
        if words:
            lines.append(f"    not known: {_words(words)}")
    return lines


def _difference_line(one: Difference, reasons: Mapping[str, str]) -> str:
    ours = f"{one.answer}, {reasons.get(one.word, 'no reason')}"
    return f"  {one.word} ({one.models:,}): {ours} | oracle {one.ruling.answer}, {one.ruling.reason}"


def _both(words: Words) -> str:
    return f"{words.total():,} ({len(words) - (None in words)})"


def _words(words: Words) -> str:
    shown = [f"{word or 'none'} {number:,}" for word, number in words.most_common(SHOWN)]
    rest = len(words) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
