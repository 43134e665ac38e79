"""One text of one model read for what it says: pure Python, no tables."""
