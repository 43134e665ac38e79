"""From facts that were read to facts that follow from them, one file per question.

Every step writes coalesce(given, derived): what was given by hand, or read, is never overwritten.
"""

from weighbridge.enrich.pipeline import Facts, enrich

__all__ = ["Facts", "enrich"]
