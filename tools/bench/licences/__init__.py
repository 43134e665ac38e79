"""Asks several tools one question about real models' declared licences: `python -m tools.bench.licences DATA WORK`.

"Is the declared licence an OSI-approved permissive licence?" What is right is not our table: the flags of the SPDX list
and ScanCode's categories say it. No tool reaches the network while it judges; each other tool has a virtual environment
of its own.
"""
