"""What the reference snapshot is built from: one module per source, then merge, then select."""
