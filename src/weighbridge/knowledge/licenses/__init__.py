"""What licences say, clause by clause: one reviewable file per family, and their typed loader."""

from weighbridge.knowledge.licenses.clauses import DECIDING, OPEN_CATEGORIES, TERMS, Clause, License, Limit, Terms
from weighbridge.knowledge.licenses.table import (
    Resolved,
    knowledge_as_of,
    license_of,
    licenses,
    meant,
    named,
    nearest_id,
    tagged,
    tags,
    words,
)

__all__ = [
    "DECIDING",
    "OPEN_CATEGORIES",
    "TERMS",
    "Clause",
    "License",
    "Limit",
    "Resolved",
    "Terms",
    "knowledge_as_of",
    "license_of",
    "licenses",
    "meant",
    "named",
    "nearest_id",
    "tagged",
    "tags",
    "words",
]
