"""The policy language: loading, checking, and conditions as expressions."""

from weighbridge.policy.load import load_policy, parse_policy
from weighbridge.policy.policy import Dimension, Gate, Policy, ScoreRule

__all__ = ["Dimension", "Gate", "Policy", "ScoreRule", "load_policy", "parse_policy"]
