"""Blocs of countries."""

from __future__ import annotations

from functools import lru_cache

from weighbridge.knowledge.files import knowledge_file


@lru_cache(maxsize=1)
def blocs() -> dict[str, str]:
    """Return the bloc of each country that is in one; a country in none stands for itself."""
    content: dict[str, list[str]] = knowledge_file("blocs")["blocs"]
    return {country: bloc for bloc, countries in content.items() for country in countries}


def bloc_members(bloc: str) -> list[str]:
    """Return the countries of a bloc, with those parts of them that have a code of their own; [] of a word that is none."""
    parts: dict[str, list[str]] = knowledge_file("blocs")["parts"]
    return sorted([*(country for country, name in blocs().items() if name == bloc), *parts.get(bloc, [])])
