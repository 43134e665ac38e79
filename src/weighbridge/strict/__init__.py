"""Text from outside, made safe: YAML under limits, and plain text for every sink."""
