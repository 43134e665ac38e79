"""The tests that a policy carries: facts given, verdict and states expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from weighbridge.enrich.native import collected
from weighbridge.judge.effects import Verdict
from weighbridge.judge.facts_for_policy import facts_for
from weighbridge.judge.findings import findings
from weighbridge.judge.judged import judge
from weighbridge.policy import Policy
from weighbridge.policy.policy import Expectation
from weighbridge.sources.candidates import Candidate
from weighbridge.sources.snapshot import Snapshot, open_snapshot
from weighbridge.strict.plain import plain

SUBJECT = "test/model"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one test of one policy ended; `differences` are empty where it passed."""

    test: Expectation
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.differences

    def text(self) -> str:
        """Return the outcome in one line for a pass, and with the differences for a failure."""
        where = self.test.mark
        if self.passed:
            return f"ok    {where}: {plain(self.test.name)}"
        lines = [
            f"FAIL  {where}: {plain(self.test.name)}",
            *(f"      {plain(line, 2000)}" for line in self.differences),
        ]
        return "\n".join(lines)


def run_tests(policy: Policy) -> Iterator[Outcome]:
    """Yield how each test of `policy` ends.

    A test's model has the given facts, those that the policy states of it, those that follow from them, and no others.
    Ages count from the day of the bundled reference, and so do the ends of clarifications and waivers.
    """
    if not policy.tests:
        return
    reference = open_snapshot()
    policy = policy.in_force(reference.collected)
    for test in policy.tests:
        yield Outcome(test, tuple(_differences(policy, test, reference)))


def _differences(policy: Policy, test: Expectation, reference: Snapshot) -> Iterator[str]:
    given = {name: value for name, value in test.given.items() if name != "model.id"}
    subject = str(test.given.get("model.id") or SUBJECT)
    described = Candidate(subject, None, given or {"model.id": subject})
    policy = _yielding(policy, given)
    judged = judge(facts_for(policy, reference.without_models(), reference.collected, [described]), policy)
    verdict = Verdict(collected(judged.frame.select("verdict"))["verdict"][0])
    found = {finding.rule.id: finding for finding in findings(judged, [subject])[subject]}
    if test.verdict is not None and verdict.word != test.verdict:
        yield f"expected verdict {test.verdict}, got {verdict.word}"
    for rule, state in test.rules.items():
        if found[rule].state != state:
            yield f"expected {rule} to be {state}, got {found[rule].state}: {found[rule].message}"


def _yielding(policy: Policy, given: Mapping[str, object]) -> Policy:
    """Return the policy without what it states of facts that a test gives: what is given is never overwritten."""

    def others(facts: Mapping[str, object]) -> dict[str, object]:
        return {name: value for name, value in facts.items() if name not in given}

    return replace(
        policy,
        results=tuple(replace(one, facts=others(one.facts)) for one in policy.results),
        clarifications=tuple(replace(one, facts=others(one.facts)) for one in policy.clarifications),
    )
