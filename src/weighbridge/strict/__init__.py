"""Text from outside, made safe: YAML under limits, and plain text for every sink."""

from weighbridge.strict.document import Document, Mark, load_document
from weighbridge.strict.nearest import did_you_mean
from weighbridge.strict.plain import plain

__all__ = ["Document", "Mark", "did_you_mean", "load_document", "plain"]
