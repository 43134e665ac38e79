"""Measures weighbridge beside what a user would otherwise wait for: `python -m tools.bench`.

The process that measures imports neither polars nor weighbridge: Linux counts the memory that a process had before it
became the measured program into that program's peak.
"""
