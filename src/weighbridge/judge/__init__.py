"""Facts against a policy: states, scores and verdicts as columns, and findings with evidence for the rows shown."""

from weighbridge.judge.effects import Because, Effect, State, Verdict, effect, gate_state
from weighbridge.judge.findings import Finding, findings
from weighbridge.judge.judged import Judged, judge

__all__ = ["Because", "Effect", "Finding", "Judged", "State", "Verdict", "effect", "findings", "gate_state", "judge"]
