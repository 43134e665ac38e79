"""The dictionary of facts: what can be known of a model, in which words, units and columns."""

from weighbridge.facts.columns import column, complete_column, excludes_column, fact_columns, member_column
from weighbridge.facts.dictionary import FACTS, with_inputs
from weighbridge.facts.fact import Fact, FactType, Origin
from weighbridge.facts.readings import READINGS, Reading

__all__ = [
    "FACTS",
    "READINGS",
    "Fact",
    "FactType",
    "Origin",
    "Reading",
    "column",
    "complete_column",
    "excludes_column",
    "fact_columns",
    "member_column",
    "with_inputs",
]
