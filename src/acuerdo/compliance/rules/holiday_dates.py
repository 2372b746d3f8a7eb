"""Public holidays by country, region and year, from the holidays library (data only, no network)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

UNKNOWN = ""
"""The region of somebody of whom it is not known, or whose region the country does not have."""


@lru_cache(maxsize=4096)
def resolve_region(country: str, region: str | None) -> str:
    """Return the library's code of a region: `MD`, `ES-MD`, `md` and `Madrid` are one. UNKNOWN if there is none."""
    if not region:
        return UNKNOWN
    calendar = holidays.country_holidays(country)
    plain = region.removeprefix(f"{country}-")
    if plain in calendar.subdivisions:
        return plain
    if plain.upper() in calendar.subdivisions:
        return plain.upper()
    aliases: dict[str, str] = getattr(calendar, "subdivisions_aliases", {})
    return aliases.get(region, UNKNOWN)


def has_regions(country: str) -> bool:
    """Whether holidays differ inside the country."""
    return bool(holidays.country_holidays(country).subdivisions)


@lru_cache(maxsize=4096)
def holiday_dates(country: str, region: str, year: int, categories: tuple[str, ...]) -> frozenset[date]:
    """Holidays of one region; of the country alone if region is UNKNOWN. For all regions' use `union_of_regions`."""
    chosen = {"categories": categories} if categories else {}
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year, **chosen))  # type: ignore[arg-type]


@lru_cache(maxsize=512)
def union_of_regions(country: str, year: int, categories: tuple[str, ...]) -> frozenset[date]:
    """Days that are a holiday anywhere in the country."""
    regions = (UNKNOWN, *holidays.country_holidays(country).subdivisions)
    return frozenset().union(*(holiday_dates(country, region, year, categories) for region in regions))
