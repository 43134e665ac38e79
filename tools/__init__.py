"""Builders of the project's data files; no part of the installed package."""
