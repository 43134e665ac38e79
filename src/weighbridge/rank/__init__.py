"""Judged rows in order."""

from weighbridge.rank.ranking import Ranking, Summary, rank

__all__ = ["Ranking", "Summary", "rank"]
